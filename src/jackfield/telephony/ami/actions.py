"""What is sent to Asterisk: every action we use, built from checked parts.

Pure. The one place where a text from outside becomes part of an action. A line end cannot get in (`codec.encode`
refuses it); what could still do harm without one is refused or escaped here: Originate's `Variable` is split at commas,
so that `hello,CALLERID(num)=112` would set the caller's number, and application data, dial strings and extensions have
separators of their own. Nothing is repaired: a part that is not as it must be raises `BadPart`.

The forms are those that were seen to work on Asterisk 22; each builder gives the headers but ActionID.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Literal

import msgspec

Pairs = list[tuple[str, str]]

CAUSE_NORMAL = 16
MOBILE = "JF_MOBILE"
"""The channel variable that says of a mobile whose it is: the number of its user's line."""
UNRECORDED = ("Recorded", "no")
"""A header that Asterisk does not know and ignores: marks what comes back every two seconds, for `tape.py`."""
ASK_TO_ANSWER: Pairs = [
    ("Variable", r"PJSIP_HEADER(add,Call-Info)=<sip:jackfield>\;answer-after=0"),
    ("Variable", r"PJSIP_HEADER(add,Alert-Info)=<http://jackfield>\;info=alert-autoanswer\;delay=0"),
]
"""The two headers that make of an INVITE one to be answered at once; which one is obeyed depends on the phone."""

_KEY = re.compile(r"[A-Za-z0-9_]{1,40}")
_NUMBER = re.compile(r"[0-9*#+]{1,64}")
_TYPED = str.maketrans("", "", " .()-/\u00a0\u202f\u2010\u2011")
_NAME = re.compile(r"[A-Za-z0-9_+*#.@-]{1,80}")
_CHANNEL = re.compile(r"[A-Za-z0-9]{1,20}/[A-Za-z0-9_+*#.@:;/-]{1,200}")
_FILE = re.compile(r"(/[A-Za-z0-9_.-]{1,100}){1,20}")
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,100}")
_BRIDGE = re.compile(r"[A-Za-z0-9_.:-]{1,100}")
_DIGIT = re.compile(r"[0-9A-D*#]")
_FAMILY = re.compile(r"[A-Za-z0-9_]{1,40}(/[0-9*#]{1,40}|/queue/[A-Za-z0-9_.-]{1,80})?")
_MASK = re.compile(r"[a-z]+(,[a-z]+)*")
_REASON = re.compile(r"[^|\x00-\x1f\x7f]{1,80}")
_MEMBER = re.compile(r"Agent/[A-Za-z0-9_.-]{1,40}")
_STATE = re.compile(r"hint:[A-Za-z0-9_+*#.-]{1,80}@[A-Za-z0-9_.-]{1,80}|[A-Za-z0-9]{1,20}/[A-Za-z0-9_+*#.@:;/-]{1,200}")
_ESCAPE = re.compile(r'[\\",()\[\]]')
_NOT_IN_A_NAME = re.compile(r'[<>"\\\x00-\x1f\x7f]+')


class BadPart(ValueError):
    """A part of an action that cannot be sent; the message says which, and is fit for a log, not for a user."""


def _checked(form: re.Pattern[str], what: str, text: str) -> str:
    if form.fullmatch(text) is None:
        raise BadPart(f"not {what}: {text[:80]!r}")
    return text


def check_key(key: str) -> str:
    """The name of a channel variable, without underscores for inheritance and without `USR_`."""
    return _checked(_KEY, "a variable's name", key)


def check_number(number: str) -> str:
    """What can be dialled, as it is."""
    return _checked(_NUMBER, "a number", number)


def check_channel(channel: str) -> str:
    """A channel's name, or `TECHNOLOGY/RESOURCE` to dial."""
    return _checked(_CHANNEL, "a channel", channel)


def check_context(context: str) -> str:
    """A context of the dial plan."""
    return _checked(_NAME, "a context", context)


def check_exten(exten: str) -> str:
    """An extension of the dial plan: a number or a name such as `hold`."""
    return _checked(_NAME, "an extension", exten)


def normalise_number(text: str, plus: str = "00") -> str:
    """A number as typed by people (spaces, dots, dashes, parentheses), ready to dial; `plus` replaces a leading `+`.

    Raises BadPart when anything else is left, or nothing (protocol section 3.1, dial).
    """
    number = text.translate(_TYPED)
    return check_number(plus + number[1:] if number.startswith("+") else number)


def escape_variable(value: str) -> str:
    r"""A value for the right side of Originate's `Variable: KEY=value`: a backslash before each of \ " , ( ) [ ]."""
    return _ESCAPE.sub(r"\\\g<0>", value)


def variable(key: str, value: str, *, inherited: bool = False) -> tuple[str, str]:
    """One `Variable` header of Originate; `inherited` gives it to every later channel of the call (`__`)."""
    check_key(key.removeprefix("USR_"))
    return "Variable", f"{'__' if inherited else ''}{key}={escape_variable(value)}"


def party(function: str, name: str, number: str) -> tuple[str, str]:
    """A function of the dial plan that takes a party. Signs that part name and number are left out of the name."""
    name = " ".join(_NOT_IN_A_NAME.sub(" ", name).split())
    check_number(number)
    return "Variable", f"{function}={escape_variable(f'{name} <{number}>' if name else f'<{number}>')}"


def connected_line(name: str, number: str) -> tuple[str, str]:
    """What the ringing phone shows as the other side."""
    return party("CONNECTEDLINE(all,i)", name, number)


class Extension(msgspec.Struct, frozen=True):
    """Where in the dial plan an answered channel goes on."""

    exten: str
    context: str

    def pairs(self) -> Pairs:
        """The headers of Originate."""
        return [("Context", check_context(self.context)), ("Exten", check_exten(self.exten)), ("Priority", "1")]


class PickupOf(msgspec.Struct, frozen=True):
    """An answered channel takes over the call that rings on `channel`."""

    channel: str

    def pairs(self) -> Pairs:
        """The headers of Originate."""
        return [("Application", "PickupChan"), ("Data", check_channel(self.channel))]


class Spying(msgspec.Struct, frozen=True):
    """An answered channel hears `channel`, which must be a name in full, until either of them ends.

    Without a beep (q), gone when the channel is (E) or was before (S); the keys 4, 5 and 6 change who hears it (d).
    `heard` is "", `w` (the channel hears it) or `B` (its party too).
    """

    channel: str
    heard: str = ""

    def pairs(self) -> Pairs:
        """The headers of Originate."""
        if self.heard not in ("", "w", "B"):
            raise BadPart(f"not a way to be heard: {self.heard!r}")
        return [("Application", "ChanSpy"), ("Data", f"{check_channel(self.channel)},qdES{self.heard}")]


class Playing(msgspec.Struct, frozen=True):
    """An answered channel hears a file: an absolute path on the PBX, without its ending."""

    file: str

    def pairs(self) -> Pairs:
        """The headers of Originate."""
        if "/." in self.file:
            raise BadPart(f"not a file to play: {self.file!r}")
        return [("Application", "Playback"), ("Data", _checked(_FILE, "a file to play", self.file))]


def originate(
    *,
    channel: str,
    channel_id: str,
    goes_to: Extension | PickupOf | Spying | Playing,
    timeout_seconds: float = 30.0,
    answers_itself: bool = True,
    connected: tuple[str, str] | None = None,
    caller: tuple[str, str] = ("", ""),
    mobile_of: str = "",
    variables: Mapping[str, str] | None = None,
    inherited: bool = True,
) -> Pairs:
    """Ring `channel`, and when it is answered send it to `goes_to`.

    `channel_id` becomes the Uniqueid and Linkedid of the call. There is no caller id, which would make the called side
    see itself, unless `caller` (name, number) is who calls from then on; `connected` is (name, number) of the far end
    for the display; nothing without a number. `mobile_of` is left on the channel as `JF_MOBILE`. `variables` are
    handed on to later channels of the call when `inherited`, trunks included.
    """
    pairs = [("Action", "Originate"), ("Channel", check_channel(channel)), *goes_to.pairs()]
    pairs += [("Timeout", str(round(timeout_seconds * 1000))), ("Async", "true")]
    pairs += [("ChannelId", _checked(_ID, "a channel id", channel_id))]
    if answers_itself:
        pairs += ASK_TO_ANSWER
    if connected is not None and connected[1]:
        pairs.append(connected_line(*connected))
    if caller[1]:
        pairs.append(party("CALLERID(all)", *caller))
    if mobile_of:
        pairs.append(("Variable", f"{MOBILE}={check_number(mobile_of)}"))
    pairs += [variable(key, value, inherited=inherited) for key, value in (variables or {}).items()]
    return pairs


def hangup(channel: str, cause: int = CAUSE_NORMAL) -> Pairs:
    """End a channel with a Q.850 cause."""
    if not 0 <= cause <= 127:
        raise BadPart(f"not a cause: {cause}")
    return [("Action", "Hangup"), ("Channel", check_channel(channel)), ("Cause", str(cause))]


def redirect(channel: str, exten: str, context: str, *, extra_channel: str | None = None) -> Pairs:
    """Send a channel to another place of the dial plan; `extra_channel`, its bridge peer, goes to the same.

    Without it the peer is hung up, unless it has somewhere to go on.
    """
    place = [("Context", check_context(context)), ("Exten", check_exten(exten)), ("Priority", "1")]
    pairs = [("Action", "Redirect"), ("Channel", check_channel(channel)), *place]
    if extra_channel is not None:
        pairs += [("ExtraChannel", check_channel(extra_channel)), *((f"Extra{name}", value) for name, value in place)]
    return pairs


def bridge(one: str, other: str) -> Pairs:
    """Connect two channels, wherever they are."""
    return [
        ("Action", "Bridge"),
        ("Channel1", check_channel(one)),
        ("Channel2", check_channel(other)),
        ("Tone", "no"),
    ]


def blind_transfer(channel: str, exten: str, context: str) -> Pairs:
    """Send the bridge peer of `channel` to another place of the dial plan; `channel` ends."""
    place = [("Exten", check_exten(exten)), ("Context", check_context(context))]
    return [("Action", "BlindTransfer"), ("Channel", check_channel(channel)), *place]


def attended_transfer(channel: str, exten: str, context: str) -> Pairs:
    """Press the feature keys of an attended transfer on `channel`, then the number: `exten` has digits, `*`, `#` only.

    It is dialled in `context`, which needs features.conf `atxfer` and a call made with the options t and T.
    """
    place = [("Exten", check_number(exten)), ("Context", check_context(context))]
    return [("Action", "Atxfer"), ("Channel", check_channel(channel)), *place]


def cancel_attended_transfer(channel: str) -> Pairs:
    """Press the key that takes the transferrer back to the first call (features.conf `atxferabort`)."""
    return [("Action", "CancelAtxfer"), ("Channel", check_channel(channel))]


def notify(channel: str, event: Literal["talk", "hold"]) -> Pairs:
    """In-dialog NOTIFY to the phone of `channel`; a phone that answers 481 to it loses the call."""
    if event not in ("talk", "hold"):
        raise BadPart(f"not an event of a phone: {event!r}")
    return [("Action", "PJSIPNotify"), ("Channel", check_channel(channel)), ("Variable", f"Event={event}")]


def room_mute(room: str, channel: str, muted: bool) -> Pairs:
    """Mute or unmute one channel in a conference. Asterisk would also take the beginning of a name, or `all`."""
    action = "ConfbridgeMute" if muted else "ConfbridgeUnmute"
    return [("Action", action), *_in_room(room), ("Channel", check_channel(channel))]


def room_kick(room: str, channel: str) -> Pairs:
    """Throw one channel out of a conference."""
    return [("Action", "ConfbridgeKick"), *_in_room(room), ("Channel", check_channel(channel))]


def _in_room(room: str) -> Pairs:
    return [("Conference", _checked(_NAME, "a conference", room))]


def mute_audio(channel: str, direction: Literal["in", "out"], silent: bool) -> Pairs:
    """Nothing is heard from the phone of a channel (`in`), or nothing by it (`out`). Needs res_mutestream."""
    if direction not in ("in", "out"):
        raise BadPart(f"not a direction: {direction!r}")
    state = "on" if silent else "off"
    return [("Action", "MuteAudio"), ("Channel", check_channel(channel)), ("Direction", direction), ("State", state)]


def mute_recording(channel: str, muted: bool) -> Pairs:
    """The recording that runs on `channel` (MixMonitor) holds silence, both ways, or goes on."""
    state = [("Direction", "both"), ("State", "1" if muted else "0")]
    return [("Action", "MixMonitorMute"), ("Channel", check_channel(channel)), *state]


def press_key(channel: str, key: str) -> Pairs:
    """As if the phone of `channel` had pressed a key: bridge peer, application and feature codes hear it."""
    digit = _checked(_DIGIT, "a key", key)
    return [("Action", "PlayDTMF"), ("Channel", check_channel(channel)), ("Digit", digit), ("Receive", "true")]


def set_variable(channel: str, key: str, value: str) -> Pairs:
    """Set one variable of a channel. Unlike Originate's, this value is taken as it is: nothing to escape."""
    check_key(key.removeprefix("__").removeprefix("USR_"))
    return [("Action", "Setvar"), ("Channel", check_channel(channel)), ("Variable", key), ("Value", value)]


def get_variable(channel: str, key: str) -> Pairs:
    """Ask for one variable of a channel; the answer's `Value` is not escaped."""
    check_key(key.removeprefix("USR_"))
    return [("Action", "Getvar"), ("Channel", check_channel(channel)), ("Variable", key)]


def check_reason(reason: str) -> str:
    """Why a member is paused: one line of text, without the separator of queue_log."""
    return _checked(_REASON, "a reason", reason)


def queue_add(
    queue: str, interface: str, *, name: str, state_interface: str, penalty: int, paused: bool, reason: str
) -> Pairs:
    """Put an interface into a queue. Asterisk refuses one that is there already, and an unknown queue."""
    why = [("Reason", check_reason(reason))] if reason else []
    return [
        ("Action", "QueueAdd"),
        ("Queue", _checked(_NAME, "a queue", queue)),
        ("Interface", check_channel(interface)),
        ("MemberName", _checked(_MEMBER, "a member's name", name)),
        ("StateInterface", _checked(_STATE, "a state interface", state_interface)),
        ("Penalty", str(penalty)),
        ("Paused", "true" if paused else "false"),
        *why,
    ]


def queue_remove(queue: str, interface: str) -> Pairs:
    """Take an interface out of a queue."""
    return [
        ("Action", "QueueRemove"),
        ("Queue", _checked(_NAME, "a queue", queue)),
        ("Interface", check_channel(interface)),
    ]


def queue_pause(interface: str, paused: bool, reason: str = "", queue: str = "") -> Pairs:
    """Pause an interface in this queue or all its queues, or let it go on. One that is in none is an Error."""
    where = [("Queue", _checked(_NAME, "a queue", queue))] if queue else []
    why = [("Reason", check_reason(reason))] if reason else []
    truth = "true" if paused else "false"
    return [("Action", "QueuePause"), *where, ("Interface", check_channel(interface)), ("Paused", truth), *why]


def queue_penalty(queue: str, interface: str, penalty: int) -> Pairs:
    """Another penalty for an interface in a queue."""
    name = _checked(_NAME, "a queue", queue)
    return [
        ("Action", "QueuePenalty"),
        ("Queue", name),
        ("Interface", check_channel(interface)),
        ("Penalty", str(penalty)),
    ]


def queue_status() -> Pairs:
    """All queues: QueueParams, a QueueMember for each member, a QueueEntry for each caller who waits."""
    return [("Action", "QueueStatus")]


def number_exists(exten: str, context: str) -> Pairs:
    """Ask the dial plan for a number; the answer's `Value` is 1 or 0."""
    return [("Action", "Getvar"), ("Variable", f"DIALPLAN_EXISTS({check_context(context)},{check_number(exten)},1)")]


def database_put(family: str, key: str, value: str) -> Pairs:
    """Set a key of AstDB; the value is what can be dialled, or empty."""
    where = [("Family", _checked(_FAMILY, "a family", family)), ("Key", _checked(_KEY, "a key", key))]
    return [("Action", "DBPut"), *where, ("Val", check_number(value) if value else "")]


def custom_device(name: str, state: Literal["BUSY", "NOT_INUSE"]) -> Pairs:
    """The state of a device `Custom:NAME`, which hints may name."""
    variable = f"DEVICE_STATE(Custom:{_checked(_NAME, 'a device', name)})"
    return [("Action", "Setvar"), ("Variable", variable), ("Value", state)]


def database_tree(family: str) -> Pairs:
    """All keys of a family and those below: DBGetTreeResponse events. Asterisk 16.28, 18.14, 19.6 and later."""
    return [("Action", "DBGetTree"), ("Family", _checked(_FAMILY, "a family", family))]


def challenge() -> Pairs:
    """Begin a login that does not send the secret."""
    return [("Action", "Challenge"), ("AuthType", "MD5")]


def login_by_challenge(user: str, secret: str, answer: str, events: str) -> Pairs:
    """`answer` is the `Challenge` header of the answer to `challenge`; `events` an event mask."""
    key = hashlib.md5((answer + secret).encode(), usedforsecurity=False).hexdigest()
    return [("Action", "Login"), ("AuthType", "MD5"), ("Username", user), ("Key", key), ("Events", events)]


def login_plain(user: str, secret: str, events: str) -> Pairs:
    """The login that sends the secret."""
    return [("Action", "Login"), ("Username", user), ("Secret", secret), ("Events", events)]


def event_mask(classes: str) -> Pairs:
    """Ask for these classes of events (`call,agent`), or `off`."""
    return [("Action", "Events"), ("EventMask", _checked(_MASK, "an event mask", classes))]


def include(name: str, header: str = "", contains: str = "") -> Pairs:
    """Ask for the events called `name`, where given only those whose `header` contains a text.

    As soon as there is one include, only events that match one are sent. Asterisk 20.10, 21.5, 22 and later.
    """
    criteria = f"action(include),name({_checked(_NAME, 'an event', name)})"
    if header:
        criteria += f",header({_checked(_NAME, 'a header', header)}),method(contains)"
    pairs = [("Action", "Filter"), ("Operation", "Add"), ("MatchCriteria", criteria)]
    return [*pairs, ("Filter", contains)] if header else pairs


def probe_filters() -> Pairs:
    """Find out whether `include` is understood: an Error means yes.

    An Asterisk that does not know MatchCriteria takes `Filter` alone, as an expression of what to leave out; this one
    leaves out nothing. One that does finds the criteria wrong.
    """
    criteria = "action(probe),name(Jackfield)"
    return [("Action", "Filter"), ("Operation", "Add"), ("MatchCriteria", criteria), ("Filter", "!^Jackfield-probe$")]


def ping() -> Pairs:
    """Is anybody there."""
    return [("Action", "Ping")]


def logoff() -> Pairs:
    """Say goodbye."""
    return [("Action", "Logoff")]


def channel_list() -> Pairs:
    """All channels: CoreShowChannel events."""
    return [("Action", "CoreShowChannels")]


def status(channel: str | None = None) -> Pairs:
    """All channels, or one, with all their variables: Status events."""
    which = [] if channel is None else [("Channel", check_channel(channel))]
    return [("Action", "Status"), *which, ("AllVariables", "yes")]


def bridge_list() -> Pairs:
    """All bridges: BridgeListItem events."""
    return [("Action", "BridgeList")]


def bridge_info(bridge_id: str) -> Pairs:
    """The channels of one bridge: BridgeInfoChannel events."""
    return [("Action", "BridgeInfo"), ("BridgeUniqueid", _checked(_BRIDGE, "a bridge", bridge_id))]


def hint_list() -> Pairs:
    """The state of every hint: ExtensionStatus events."""
    return [("Action", "ExtensionStateList")]


def device_list() -> Pairs:
    """The state of every device: DeviceStateChange events."""
    return [("Action", "DeviceStateList")]


def contact_list() -> Pairs:
    """Every registered phone: ContactList events. With none Asterisk answers an Error."""
    return [("Action", "PJSIPShowContacts")]


def mailbox_list() -> Pairs:
    """Every mailbox that voicemail.conf knows: VoicemailUserEntry events."""
    return [("Action", "VoicemailUsersList")]


def mailbox_count(mailbox: str) -> Pairs:
    """How many messages are in one mailbox, `number@context`."""
    return [("Action", "MailboxCount"), ("Mailbox", _checked(_NAME, "a mailbox", mailbox))]


def endpoint_list() -> Pairs:
    """Every PJSIP endpoint: EndpointList events."""
    return [("Action", "PJSIPShowEndpoints")]


def endpoint(name: str) -> Pairs:
    """One PJSIP endpoint: EndpointDetail, and a ContactStatusDetail for each phone registered on it."""
    return [("Action", "PJSIPShowEndpoint"), ("Endpoint", _checked(_NAME, "an endpoint", name))]


def room_list() -> Pairs:
    """Every conference that somebody is in: ConfbridgeListRooms events. With none Asterisk answers an Error."""
    return [("Action", "ConfbridgeListRooms")]


def room_members(room: str) -> Pairs:
    """Everybody in one conference: ConfbridgeList events."""
    return [("Action", "ConfbridgeList"), *_in_room(room)]
