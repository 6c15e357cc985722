"""AMI frames to facts: one row an event. What differs between Asterisk versions and channel drivers ends here.

Pure. The other direction, requests to actions, is in `orders.py`. Headers are those of Asterisk 22 ("AMI Events" in its
manual); `<unknown>` and "" both become "".
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from jackfield.domain import facts
from jackfield.domain.facts import Fact
from jackfield.domain.room.rooms import meeting_host
from jackfield.domain.user.services import Service
from jackfield.telephony.ami import queue_frames
from jackfield.telephony.ami.actions import MOBILE
from jackfield.telephony.ami.codec import Frame
from jackfield.telephony.ami.selection import RECORDED, REFUSING_APPLICATIONS
from jackfield.telephony.ami.snapshot import DATA_PREFIXES, channel, known, number

QUEUE_RESULT = "QUEUESTATUS"

MARKS = ("JF_DEAF", "JF_MICROPHONE_OFF")
"""What we wrote on channels ourselves, to be read after a restart."""
SERVICES_MARK = "/jackfield/kept"

BRIDGES_WITHOUT_PARTIES = ("ConfBridge", "Parking", "BridgeWait")
"""Creators of bridges whose members are not each other's party."""


def channel_seen(frame: Frame) -> Fact:
    """Newchannel, Newstate, NewCallerid, NewConnectedLine."""
    return facts.ChannelSeen(channel(frame))


def hangup(frame: Frame) -> Fact:
    """Hangup: the channel's end. A cause can stick from an earlier leg (17 after a mailbox on busy, Asterisk 22)."""
    return facts.ChannelGone(frame.get("Uniqueid"), number(frame.get("Cause")))


def dial_begin(frame: Frame) -> Fact:
    """DialBegin; the first one of an Originate has only the Dest headers."""
    caller = channel(frame) if "Channel" in frame else None
    return facts.DialBegan(caller, channel(frame, "Dest"))


def dial_end(frame: Frame) -> Fact:
    """DialEnd. After a pick-up it names the picker as Dest."""
    return facts.DialEnded(channel(frame, "Dest"), frame.get("DialStatus"))


def has_parties(frame: Frame) -> bool:
    """Whether the members of this bridge talk to each other as parties: not in a conference, not while parked."""
    holding = frame.get("BridgeTechnology") == "holding_bridge"
    return not holding and (frame.get("BridgeCreator") not in BRIDGES_WITHOUT_PARTIES or bool(host_of(frame)))


def host_of(frame: Frame) -> str:
    """Whose call of three this bridge is: told by the name of its conference, which we gave it."""
    return meeting_host(frame.get("BridgeName")) if frame.get("BridgeCreator") == "ConfBridge" else ""


def bridge_enter(frame: Frame) -> Fact:
    """BridgeEnter."""
    return facts.BridgeEntered(channel(frame), frame.get("BridgeUniqueid"), has_parties(frame), host_of(frame))


def bridge_leave(frame: Frame) -> Fact:
    """BridgeLeave."""
    return facts.BridgeLeft(channel(frame), frame.get("BridgeUniqueid"))


def hold(frame: Frame) -> Fact:
    """Hold names the channel of the holder."""
    return facts.HoldChanged(channel(frame), held=True)


def unhold(frame: Frame) -> Fact:
    """Unhold, also sent before every blind transfer."""
    return facts.HoldChanged(channel(frame), held=False)


def pickup(frame: Frame) -> Fact:
    """Pickup: Channel picks, TargetChannel was ringing."""
    return facts.PickedUp(channel(frame), frame.get("TargetChannel"))


def attended_transfer(frame: Frame) -> Fact | None:
    """AttendedTransfer: the two legs of the transferrer, the same one twice where the PBX has consulted for him."""
    if frame.get("Result") != "Success":
        return None
    legs = frame.get("OrigTransfererUniqueid"), frame.get("SecondTransfererUniqueid")
    return facts.Transferred(tuple(dict.fromkeys(legs)), of_three=frame.get("DestType") == "Threeway")


def blind_transfer(frame: Frame) -> Fact | None:
    """BlindTransfer: Transferer gives its call on."""
    if frame.get("Result") != "Success":
        return None
    return facts.GivenOn(frame.get("TransfererUniqueid"), frame.get("Extension"))


def var_set(frame: Frame) -> Fact | None:
    """VarSet of attached data, a queue's end or a recording's file; without a channel it is a global variable."""
    name = frame.get("Variable").lstrip("_")
    uniqueid = frame.get("Uniqueid")
    if uniqueid and name == QUEUE_RESULT:
        return facts.QueueResult(uniqueid, frame.text("Value"), frame.get("Exten"))
    if uniqueid and name == RECORDED:
        return facts.RecordingNamed(uniqueid, frame.text("Value"))
    if not uniqueid or not name.startswith(DATA_PREFIXES):
        return None
    return facts.VariableSet(uniqueid, name, frame.text("Value"))


def new_exten(frame: Frame) -> Fact | None:
    """Newexten: a channel runs a dial plan application, maybe by ExecIf, whose condition is 1 or 0 by now."""
    name, data = frame.get("Application"), frame.get("AppData")
    if name == "ExecIf" and not data.startswith(("0?", "?")):
        name = data.partition("?")[2].partition("(")[0]
    if name not in REFUSING_APPLICATIONS:
        return None
    return facts.RefusedByDialPlan(channel(frame))


def recording(frame: Frame) -> Fact:
    """MixMonitorStart, ...Mute (State 1 is muted), ...Stop, of the channel that runs it."""
    muted = frame.name == "MixMonitorMute" and frame.get("State") == "1"
    return facts.RecordingChanged(frame.get("Uniqueid"), frame.name != "MixMonitorStop", muted)


def chan_spy(frame: Frame) -> Fact:
    """ChanSpyStart and ChanSpyStop: Spyer hears Spyee."""
    kind = facts.SpyBegan if frame.name == "ChanSpyStart" else facts.SpyEnded
    return kind(frame.get("SpyerUniqueid"), frame.get("SpyeeUniqueid"))


def confbridge_join(frame: Frame) -> Fact:
    """ConfbridgeJoin."""
    organizer, muted = frame.get("Admin") == "Yes", frame.get("Muted") == "Yes"
    return facts.RoomJoined(channel(frame), frame.get("Conference"), organizer, muted)


def confbridge_list(frame: Frame) -> Fact:
    """One participant of ConfbridgeList. AnsweredTime is how long the channel has been up, not how long in the room."""
    return facts.RoomListed(
        channel(frame),
        frame.get("Conference"),
        frame.get("Admin") == "Yes",
        frame.get("Muted") == "Yes",
        frame.get("Talking") == "Yes",
        number(frame.get("AnsweredTime")),
    )


def confbridge_leave(frame: Frame) -> Fact:
    """ConfbridgeLeave, also of who is thrown out."""
    return facts.RoomLeft(frame.get("Uniqueid"), frame.get("Conference"))


def confbridge_mute(frame: Frame) -> Fact:
    """ConfbridgeMute and ConfbridgeUnmute."""
    return facts.RoomMuted(frame.get("Uniqueid"), frame.get("Conference"), frame.name == "ConfbridgeMute")


def confbridge_talking(frame: Frame) -> Fact:
    """ConfbridgeTalking."""
    return facts.RoomTalking(frame.get("Uniqueid"), frame.get("Conference"), frame.get("TalkingStatus") == "on")


def confbridge_end(frame: Frame) -> Fact:
    """ConfbridgeEnd."""
    return facts.RoomEnded(frame.get("Conference"))


def extension_status(frame: Frame) -> Fact:
    """ExtensionStatus, live or from ExtensionStateList."""
    return facts.HintChanged(frame.get("Exten"), frame.get("Context"), number(frame.get("Status")))


def device_state(frame: Frame) -> Fact:
    """DeviceStateChange, live or from DeviceStateList."""
    return facts.DeviceChanged(frame.get("Device"), frame.get("State"))


def contact_status(frame: Frame) -> Fact | None:
    """ContactStatus: a phone's registration came, went or was found (un)reachable; which phone, it does not say."""
    endpoint = frame.get("EndpointName") or frame.get("AOR")
    status = frame.get("ContactStatus")
    if not endpoint:
        return None
    reachable = status not in ("Removed", "Unreachable")
    return facts.ContactChanged(f"PJSIP/{endpoint}", reachable, frame.get("UserAgent"))


def message_waiting(frame: Frame) -> Fact:
    """MessageWaiting. `Waiting` is the lamp, 1 or 0; without messages `New` and `Old` are left out by some versions."""
    new, old = number(frame.get("New")), number(frame.get("Old"))
    return facts.MailboxCounted(frame.get("Mailbox"), number(frame.get("Waiting")), new, old)


def mailbox_listed(frame: Frame) -> Fact:
    """One mailbox of VoicemailUsersList; urgent messages are among the new ones."""
    new, old = number(frame.get("NewMessageCount")), number(frame.get("OldMessageCount"))
    mailbox = f"{frame.get('VoiceMailbox')}@{frame.get('VMContext')}"
    return facts.MailboxCounted(mailbox, int(new > 0), new, old)


def mailbox_counted(frame: Frame) -> Fact:
    """The answer to MailboxCount."""
    new = number(frame.get("UrgMessages")) + number(frame.get("NewMessages"))
    return facts.MailboxCounted(frame.get("Mailbox"), int(new > 0), new, number(frame.get("OldMessages")))


def originate_response(frame: Frame) -> Fact | None:
    """OriginateResponse: on failure Uniqueid is `<unknown>`; the ActionID tells which order it was."""
    tag = frame.get("ActionID")
    uniqueid = known(frame.get("Uniqueid"))
    return facts.OriginateEnded(uniqueid, tag, frame.get("Response") == "Success", number(frame.get("Reason")))


def core_show_channel(frame: Frame) -> Fact:
    """One channel of CoreShowChannels. A caller runs `Queue`, the leg that a queue rang is marked `AppQueue`."""
    application = frame.get("Application")
    queue = frame.get("ApplicationData").partition(",")[0] if application == "Queue" else ""
    offered, dials = application == "AppQueue", application == "Dial"
    return facts.ChannelListed(channel(frame), frame.get("BridgeId"), queue, offered, dials)


def bridge_list_item(frame: Frame) -> Fact:
    """One bridge of BridgeList."""
    return facts.BridgeListed(frame.get("BridgeUniqueid"), has_parties(frame), host_of(frame))


def contact_list(frame: Frame) -> Fact:
    """One contact of PJSIPShowContacts."""
    reachable = frame.get("Status") not in ("Unavailable", "Removed")
    return facts.ContactChanged(f"PJSIP/{frame.get('Endpoint')}", reachable, frame.get("UserAgent"))


def contact_detail(frame: Frame) -> Fact:
    """One contact of PJSIPShowEndpoint: what a phone is that has just registered."""
    reachable = frame.get("Status") not in ("Unavailable", "Removed")
    return facts.ContactChanged(f"PJSIP/{frame.get('EndpointName')}", reachable, frame.get("UserAgent"))


def facts_of_status(frame: Frame) -> Iterator[Fact]:
    """One channel of Status with AllVariables: the attached data it carries."""
    uniqueid = frame.get("Uniqueid")
    for key, value in frame.variables("Variable").items():
        name = key.lstrip("_")
        if uniqueid and value and name.startswith(DATA_PREFIXES):
            yield facts.VariableSet(uniqueid, name, value)
        elif uniqueid and value and name == RECORDED:
            yield facts.RecordingListed(uniqueid)
            yield facts.RecordingNamed(uniqueid, value)
        elif uniqueid and value and name == MOBILE:
            yield facts.MobileListed(uniqueid, value)
        elif uniqueid and value and name in MARKS:
            yield facts.SilenceListed(uniqueid, name, value == "1")


def outcome(tag: str, frame: Frame) -> facts.RequestDone:
    """The response to a request. One that asks for a number has `Value: 0` where there is none (Getvar)."""
    if frame.name != "Success":
        return facts.RequestDone(tag, ok=False, message=frame.get("Message"))
    if frame.get("Variable").startswith("DIALPLAN_EXISTS(") and frame.get("Value") != "1":
        return facts.RequestDone(tag, ok=False, message="There is no such number")
    return facts.RequestDone(tag, ok=True, value=frame.get("Value"))


def user_event(frame: Frame) -> Fact | None:
    """UserEvent of our dial plan: a service changed by a feature code, or somebody asks to be called back."""
    match frame.get("UserEvent"):
        case "JackfieldService":
            return service_seen(frame.get("Number"), frame.get("Service"), frame.get("Value"))
        case "JackfieldCallback":
            number = "".join(sign for sign in frame.get("Number") if sign in "+0123456789*#")
            name = "".join(filter(str.isprintable, frame.get("Name")))
            return facts.CallbackWanted(frame.get("Uniqueid"), frame.get("Queue"), number, name, frame.get("Message"))
    return None


def service_seen(line: str, service: str, value: str) -> Fact | None:
    """A service of a line; None for a key that is none, such as the mailbox's."""
    return facts.ServiceSeen(line, service, value) if service in set(Service) else None


def service_listed(frame: Frame) -> Fact | None:
    """One key of AstDB from DBGetTree: `/jackfield/NUMBER/SERVICE`, `/jackfield/queue/NAME/SETTING`."""
    parts = frame.get("Key").split("/")
    if len(parts) == 5 and parts[2] == "queue":
        return facts.QueueSettingSeen(parts[3], parts[4], frame.get("Val"))
    return service_seen(parts[2], parts[3], frame.get("Val")) if len(parts) == 4 else None


def is_services_mark(frame: Frame) -> bool:
    """The key of AstDB that says that we know what it holds."""
    return frame.name == "DBGetTreeResponse" and frame.get("Key") == SERVICES_MARK


EVENTS: Mapping[str, Callable[[Frame], Fact | None]] = MappingProxyType(
    {
        "Newchannel": channel_seen,
        "Newstate": channel_seen,
        "NewCallerid": channel_seen,
        "NewConnectedLine": channel_seen,
        "Hangup": hangup,
        "DialBegin": dial_begin,
        "DialEnd": dial_end,
        "BridgeEnter": bridge_enter,
        "BridgeLeave": bridge_leave,
        "Hold": hold,
        "Unhold": unhold,
        "Pickup": pickup,
        "AttendedTransfer": attended_transfer,
        "BlindTransfer": blind_transfer,
        "VarSet": var_set,
        "Newexten": new_exten,
        **queue_frames.EVENTS,
        "MixMonitorStart": recording,
        "MixMonitorMute": recording,
        "MixMonitorStop": recording,
        "ChanSpyStart": chan_spy,
        "ChanSpyStop": chan_spy,
        "ConfbridgeJoin": confbridge_join,
        "ConfbridgeList": confbridge_list,
        "ConfbridgeLeave": confbridge_leave,
        "ConfbridgeMute": confbridge_mute,
        "ConfbridgeUnmute": confbridge_mute,
        "ConfbridgeTalking": confbridge_talking,
        "ConfbridgeEnd": confbridge_end,
        "ExtensionStatus": extension_status,
        "DeviceStateChange": device_state,
        "ContactStatus": contact_status,
        "MessageWaiting": message_waiting,
        "OriginateResponse": originate_response,
        "UserEvent": user_event,
        "CoreShowChannel": core_show_channel,
        "BridgeListItem": bridge_list_item,
        "ContactList": contact_list,
    }
)
"""Every event that is understood. All others are counted by the link and ignored."""


def fact_of(frame: Frame) -> Fact | None:
    """The fact a frame states; None for one that says nothing we keep."""
    row = EVENTS.get(frame.name)
    return None if row is None else row(frame)
