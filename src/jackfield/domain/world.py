"""The live state: legs, bridges and phones as the PBX last described them.

Only data and look-ups live here; what facts change is in `calls.py`, what phones are told in `phones.py`.
Everything is rebuilt from the PBX after a restart, except what `effects.Journal` keeps.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from jackfield.domain.access import NoProfile
from jackfield.domain.centre.centre import Centre
from jackfield.domain.directory import Directory, Line, User
from jackfield.domain.entries import Contact
from jackfield.domain.facts import Channel, ChannelState, OriginateSent, PbxLink
from jackfield.domain.lasting import Kept
from jackfield.domain.past.running_calls import RunningCalls
from jackfield.domain.people.address_book import AddressBook
from jackfield.domain.people.columns import DEFAULT, Column, columns
from jackfield.domain.people.shelves import Shelves
from jackfield.domain.phone.patterns import DialRules
from jackfield.domain.phone.underway import UnderWay
from jackfield.domain.requests import BridgeBoth
from jackfield.domain.room.rooms import Room
from jackfield.domain.shuttle.integration import wanted_variables
from jackfield.domain.shuttle.rows import latest
from jackfield.domain.shuttle.run import by_integration
from jackfield.domain.shuttle.shuttle_state import ShuttleState
from jackfield.domain.user.user_state import UserState
from jackfield.protocol.events import PhoneEvent
from jackfield.protocol.values import PhoneHint

ERROR_AFTER_SECONDS = 5.0
"""A PBX link down for longer than this shows every phone as ERROR (protocol 7.3)."""

OBEDIENT_AGENTS = (
    "snom",
    "yealink",
    "polycom",
    "fanvil",
    "mitel",
    "aastra",
    "gigaset",
    "cisco/spa",
    "jackfield simulated phone",
)
"""User agents (lower case, beginning) known to answer, hold and resume on an in-dialog NOTIFY `talk` / `hold`.

A phone that answers such a NOTIFY with 481 loses the call (Asterisk 22, measured), so nothing else is tried.
"""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the core may be told: each has a key in the configuration file."""

    pbx: str = "asterisk"
    no_profile: NoProfile = NoProfile.ADMIN
    obedient_agents: tuple[str, ...] = OBEDIENT_AGENTS
    command_deadline_seconds: float = 10.0
    originate_timeout_seconds: float = 30.0
    international_prefix: str = "00"
    max_hint_subscriptions: int = 5000
    sip_host: str = ""
    sip_proxy_name: str = ""
    sip_port: int = 0
    time_zone: str = "UTC"
    """Where the users are: days end there, and moments are written with its offset."""
    queue_thresholds: tuple[int, ...] = (15,)
    """Seconds of waiting that count as in time, and as too long (`...Before15`, `...After15`)."""
    absence_seconds: float = 0.0
    """An agent whose user has no page open for so long is logged out; 0: never."""
    announce_listening: bool = True
    """Agents are told when somebody listens to them."""
    dial_rules: DialRules = DialRules()
    mobile_channel: str = "PJSIP/{number}@trunk"
    outside_prefix: str = ""
    by_days_event: bool = False
    """What the outside world is shown before our numbers."""
    look_seconds: float = 2.0
    voice_messages: str = "/var/spool/asterisk/callbacks"
    """Where the PBX has what people said who want to be called back."""
    directory_columns: tuple[Column, ...] = columns(DEFAULT)
    peer_technology: str = ""
    """What integrations are told instead of the true technology of agents' phones (`SIP`); "": the true one."""
    directory_results: int = 100
    """At most so many contacts in one answer."""
    contact_sources: tuple[str, ...] = ()
    """Other directories, by name, in the order in which they are searched."""


class Ice(msgspec.Struct, frozen=True, kw_only=True):
    """How browsers' calls find their way. The secret is TURN's own, never told to anybody."""

    stun_urls: tuple[str, ...] = ()
    turn_urls: tuple[str, ...] = ()
    turn_secret: str = ""
    turn_seconds: int = 3600


@dataclass(slots=True, eq=False)
class Leg:
    """One channel. `line` is set when it belongs to a line of the directory; only those are told to users."""

    channel: Channel
    line: Line | None = None
    owner: int | None = None
    """Id of the user for whom it was dialled to a phone that is no line of ours: his mobile."""
    outgoing: bool = False
    dialed: str = ""
    """The number first dialled on it; for a leg we ordered: its destination."""
    entered_context: str = ""
    """The dial plan context it began in."""
    first: "Leg | None" = None
    """The leg that began the call, kept for what it says of the call: it may end before this one."""
    bridge: str = ""
    bridged_once: bool = False
    held: bool = False
    hold_told: int = 0
    """Number of the resynchronisation before which no word of the PBX itself on `held` is older."""
    held_by_server: bool = False
    hold_order: int = 0
    """Rises with every hold: of several held calls the last one has the highest."""
    holding: str = ""
    """While we hold by server: the uniqueid of the leg held (also while the order is under way)."""
    caller: str = ""
    """Uniqueid of the leg that dials this one."""
    calling: set[str] = field(default_factory=set)
    order: OriginateSent | None = None
    answered_by_application: bool = False
    refused: bool = False
    """It hears a busy tone of the PBX: up, and nobody has answered."""
    queue: str = ""
    """Name of the queue that offers this call to the phone."""
    sheets_shown: frozenset[str] = frozenset()
    """The moments (`entries.SheetMoment`) whose sheets its user has been shown."""
    among_three: bool = False
    """It belongs to the host of a call of three whose phone speaks into it, or into his other leg there."""
    microphone_off: bool = False
    """The PBX lets nobody hear what its phone sends."""
    deaf: bool = False
    """The PBX lets its phone hear nothing."""
    waits_for: str = ""
    """Name of the queue it waits in: what the PBX shows as connected is then only whom the queue rings."""
    offered: bool = False
    """Found by a list as a leg that some queue rang; which one, the first leg of the call tells."""
    data: dict[str, str] = field(default_factory=dict)
    ordered: dict[str, str] = field(default_factory=dict)
    """Of `data`, what the PBX does not know yet, or never will because the leg is a trunk's (`attached.py`)."""
    set_alone: set[str] = field(default_factory=set)
    """Names in `data` that were set while the other party was still to come: that one's values are older."""
    stands_for: str = ""
    """A leg that will pick up this ringing leg of the same phone: silent until it has."""
    recorded: bool = False
    """A recording runs on this channel (MixMonitor)."""
    recording_muted: bool = False
    taken_over: bool = False
    """Its identity lives on in another leg; nothing more is said of it."""
    consultation_of: str = ""
    """A Local half that is the second call of this leg (attended transfer by the PBX)."""
    answered_early: bool = False
    """Of such a half: up before the transferrer met it (two threads of Asterisk). It was dialled all the same."""
    first_party: str = ""
    """While the PBX consults for it: the uniqueid of the party it holds."""
    done: bool = False
    """It has transferred its call, or lost the party it held: over for its user, whatever becomes of the channel."""
    shown_uniqueid: str = ""
    shown_linkedid: str = ""
    other_number: str = ""
    other_name: str = ""
    said: PhoneEvent | None = None
    listed: int = 0
    """Number of the last resynchronisation that mentioned it."""

    @property
    def uniqueid(self) -> str:
        """Asterisk's Uniqueid of the channel itself."""
        return self.channel.uniqueid

    @property
    def up(self) -> bool:
        """Answered."""
        return self.channel.state == ChannelState.UP


@dataclass(slots=True, eq=False)
class Phone:
    """The device on a line and what the PBX says of it."""

    line: Line
    legs: dict[str, Leg] = field(default_factory=dict)
    reachable: bool | None = None
    """Registered; None while nobody has said."""
    hint_context: str = ""
    """The dial plan context of its hint, which tells its state to queues."""
    known: bool = True
    """False when its hint has been removed from the dial plan."""
    devices: dict[str, bool] = field(default_factory=dict)
    """Of a line with two devices: which of them is registered, by endpoint."""
    on_hold: set[str] = field(default_factory=set)
    """The devices whose state is ONHOLD: the *held* party (PJSIP, measured); only used to resynchronise."""
    shows_hold: bool = False
    """Its device state has been ONHOLD since a call of it was last put into a bridge: that it is not means something.
    Who has consulted meanwhile is back, and still held, and his device does not know (Asterisk 22, measured).
    """
    user_agent: str = ""
    said: PhoneHint | None = None

    def legs_on(self, endpoint: str) -> list[Leg]:
        """The calls of one of its devices; where there is one only, all."""
        single = not self.line.browser_endpoint
        return [leg for leg in self.legs.values() if single or leg.channel.name.startswith(f"{endpoint}-")]


@dataclass(slots=True, eq=False)
class Bridge:
    """Who is together. `talk` is false for conferences and parking: their members are not each other's party."""

    talk: bool = True
    members: dict[str, None] = field(default_factory=dict)
    met: bool = False
    """Two have been in it together."""
    host: str = ""
    """The number of the line whose two calls became this call of three; "" for any other bridge."""
    full: bool = False
    """All four legs of a call of three have been in it: from then on who is in it are its parties."""
    parting: bool = False
    """A call of three that has become one of two: it is being made an ordinary call again."""


@dataclass(slots=True)
class Mailbox:
    """The messages in a mailbox as last told; `counted` is the number of the resynchronisation before that word."""

    waiting: int
    new: int
    old: int
    counted: int


@dataclass(slots=True)
class Resumption:
    """A call held by the server that is to be bridged again; `at` is when to try once more."""

    action: BridgeBoth
    tries: int = 0
    at: float | None = None


@dataclass(slots=True)
class Looks:
    """The comparing with the PBX's lists (`reconciling.py`): when next, what was found once, what was repaired."""

    at: float | None = None
    pending: bool = False
    suspects: set[tuple[str, str, str]] = field(default_factory=set)
    repaired: Counter[str] = field(default_factory=Counter)


class World(UserState):
    """All live state of one PBX. Mutable, owned by the core alone."""

    down_since: float | None = None
    error_shown = False
    resync = 0
    _counter = 0
    """Names given so far."""

    def __init__(self, directory: Directory, settings: Settings, epoch: str, kept: Kept | None = None) -> None:
        kept = kept or Kept()
        super().__init__(kept)
        self.kept_days = kept
        """Of which the days are taken up when the clock is first known."""
        self.directory = directory
        self.settings = settings
        self.epoch = epoch
        self.colleagues = AddressBook()
        """The users, to be looked up."""
        self.contacts = AddressBook(kept.contacts, settings.international_prefix)
        self.shelves = Shelves.of(kept.personal, settings.contact_sources, settings.international_prefix)
        self.legs: dict[str, Leg] = {}
        self.uniqueids: dict[str, str] = {}
        self.bridges: dict[str, Bridge] = {}
        self.rooms: dict[str, Room] = {}
        """The conference rooms that somebody is in."""
        self.phones: dict[str, Phone] = {}
        self.hints: dict[str, PhoneHint] = {}
        self.mailboxes: dict[str, Mailbox] = {}
        """What is in each mailbox that the PBX has told of, by `number@context`."""
        self.orders: dict[str, OriginateSent] = {}
        self.centre = Centre()
        self.shuttle = ShuttleState(rows=latest(kept.realtime), runs=by_integration(kept.runs))
        self.shuttle.last_run = max((run.id for run in kept.runs), default=0)
        """Queue calls as integrations are told of them."""
        self.running = RunningCalls()
        """The records of the calls that are not over."""
        self.touched_lines: dict[str, None] = {}
        """Lines whose legs the present fact or command has touched: their agents may be in another state."""
        self.server_holds: dict[str, str] = {}
        """Uniqueid of each holder for whom the server holds, to that of the leg held."""
        self.holds_made = 0
        self.holds_due: dict[str, str] = {}
        """Uniqueid of each leg that the server is to hold as soon as it is in a bridge, to the tag of that request."""
        self.resumptions: dict[str, Resumption] = {}
        """By the tag of their request."""
        self.under_way = UnderWay()
        self.line_passwords: Mapping[str, str] = {}
        """SIP passwords by line number, as far as they are given out (webrtc lines); never in `Settings`, never told to
        anybody but the owner."""
        self.ice = Ice()
        """As `line_passwords` not in `Settings`: it has a secret."""
        self.thinned: set[str] = set()
        """Bridges of calls of three that somebody has left and that have not been looked after."""
        self.rejoining: dict[str, str] = {}
        """Uniqueids of two who were left of a call of three and are on their way to each other."""
        self.journal: dict[str, str] = {}
        """The holds by server and the muted recordings (`recording.JOURNAL_MARK`) as last kept on disk."""
        self.muted_recordings: dict[str, None] = {}
        """Uniqueids of the legs whose recording is muted."""
        self.application_checks: dict[str, float] = {}
        """Calls we ordered that may have been answered by an application, and when to look."""
        self.wakes: list[float] = []
        """Moments to be woken at that the present fact has made."""
        self.looks = Looks()
        self.link = PbxLink.DOWN
        self.link_since = 0.0
        self.adopt(directory)

    def adopt(self, directory: Directory, contacts: Iterable[Contact] | None = None) -> None:
        """Take another directory, and other contacts if they are given: phones of lines that stay keep their state."""
        self.directory = directory
        self.colleagues = AddressBook(directory.people(), self.settings.international_prefix)
        if contacts is not None:
            self.contacts = AddressBook(contacts, self.settings.international_prefix)
        old = self.phones
        self.shuttle.variables = wanted_variables(directory.custom_variables, directory.integrations)
        self.phones = {}
        for line in directory.lines:
            phone = old.get(line.number) or Phone(line)
            phone.line = line
            self.phones[line.number] = phone

    def new_id(self, kind: str) -> str:
        """A fresh name, unique over restarts: `jackfield-EPOCH-KIND-N`; channel ids made so tell what they are."""
        self._counter += 1
        return f"jackfield-{self.epoch}-{kind}-{self._counter}"

    def next_hold(self) -> int:
        """The place of a hold among all holds so far."""
        self.holds_made += 1
        return self.holds_made

    def leg_by_name(self, name: str) -> Leg | None:
        """The leg with this channel name."""
        return self.legs.get(self.uniqueids.get(name, ""))

    def phone_of(self, leg: Leg) -> Phone | None:
        """The phone whose call this leg is."""
        return self.phones.get(leg.line.number) if leg.line else None

    def user_of(self, line: Line) -> User | None:
        """The user of a line."""
        return self.directory.user_of_line(line.id)

    def in_use(self, line: Line) -> Line:
        """The line as the device that its user has chosen to be rung and to dial."""
        user = self.user_of(line)
        services = self.services.get(user.id) if user is not None else None
        return line.at(line.browser_endpoint) if services is not None and services.browser else line

    def registered(self, phone: Phone) -> bool | None:
        """Whether what is rung for a number is there; None while nobody has said."""
        line = phone.line
        return phone.devices.get(self.in_use(line).endpoint) if line.browser_endpoint else phone.reachable

    def device_of(self, leg: Leg, line: Line) -> Line:
        """The line as the device that a leg is on, which need not be the one in use."""
        known = self.directory.line(line.id) or line
        return known.at(leg.channel.name.rpartition("-")[0])

    def other_half(self, leg: Leg) -> Leg | None:
        """The other end of a Local channel: `Local/...;1` and `;2` are two ends of one pipe."""
        name = leg.channel.name
        if name.endswith(";1"):
            return self.leg_by_name(name[:-1] + "2")
        if name.endswith(";2"):
            return self.leg_by_name(name[:-1] + "1")
        return None

    def soon_bridged(self, leg: Leg) -> bool:
        """Answered, but the other party is some milliseconds away; not where an application answered."""
        bridge = self.bridges.get(leg.bridge)
        if bridge is not None:
            return bridge.talk and not bridge.met
        with_application = leg.outgoing and not leg.calling and not leg.channel.connected_number
        return not (leg.bridged_once or leg.waits_for or leg.answered_by_application or with_application)

    def others_in_bridge(self, leg: Leg) -> Iterator[Leg]:
        """The other members of the leg's bridge, if they are its parties."""
        bridge = self.bridges.get(leg.bridge)
        if bridge is None or not bridge.talk:
            return
        for uniqueid in bridge.members:
            if uniqueid != leg.uniqueid and (other := self.legs.get(uniqueid)):
                yield other

    def parties_of(self, leg: Leg) -> list[Leg]:
        """Who a leg talks to: the real channels in its bridge, seen through Local channels."""
        found: list[Leg] = []
        start = leg
        if leg.consultation_of and (half := self.other_half(leg)):
            start = half
        todo, seen = [start], {leg.uniqueid, start.uniqueid, leg.consultation_of}
        while todo:
            for other in self.others_in_bridge(todo.pop()):
                if other.uniqueid in seen:
                    continue
                seen.add(other.uniqueid)
                half = self.other_half(other)
                if half is None:
                    found.append(other)
                elif half.uniqueid not in seen:
                    seen.add(half.uniqueid)
                    todo.append(half)
        bridge = self.bridges.get(start.bridge)
        if bridge is None or not bridge.host:
            return found
        return _people(leg, found) if bridge.full else []

    def affected_by(self, bridge_id: str) -> list[Leg]:
        """Every leg whose parties may have changed with this bridge: its members, and those behind Local channels."""
        found: dict[str, Leg] = {}
        todo, seen = [bridge_id], {bridge_id}
        while todo:
            bridge = self.bridges.get(todo.pop())
            for uniqueid in bridge.members if bridge else ():
                leg = self.legs.get(uniqueid)
                if leg is None:
                    continue
                found[uniqueid] = leg
                half = self.other_half(leg)
                if half is not None:
                    found[half.uniqueid] = half
                    if half.bridge and half.bridge not in seen:
                        seen.add(half.bridge)
                        todo.append(half.bridge)
        return list(found.values())


def _people(leg: Leg, others: list[Leg]) -> list[Leg]:
    """In a call of three its host has two legs: he is one person, and none to himself."""
    persons: dict[str, Leg] = {}
    for other in others:
        number = other.line.number if other.line is not None else other.uniqueid
        if leg.line is None or number != leg.line.number:
            persons.setdefault(number, other)
    return list(persons.values())
