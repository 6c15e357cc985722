"""The closed sets and small values that travel in both commands and events.

Names and numbers here are the wire's own; nothing here decides anything.
"""

from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Annotated

import msgspec

LARGEST = 2**53 - 1
"""The largest whole number that JavaScript keeps exactly; no id or count is larger."""

Id = Annotated[str, msgspec.Meta(min_length=1)]
"""A text that names something: empty means "not given"."""

Whole = Annotated[int, msgspec.Meta(ge=-LARGEST, le=LARGEST)]
"""An id, count or penalty."""


class PhoneHint(IntEnum):
    """State of a phone as a number, in `PhoneHintStatusEvent` and directory entries (protocol 7.3).

    The values are Asterisk's extension states, but for UNEXISTING and ERROR.
    """

    AVAILABLE = 0
    CALLING = 1
    BUSY = 2
    INDISPONIBLE = 4
    RINGING = 8
    BUSY_AND_RINGING = 9
    ONHOLD = 16
    DEACTIVATED = -1
    UNEXISTING = -2
    ERROR = -99


class PhoneStatus(StrEnum):
    """State of the user's own phone by name, in `PhoneStatusUpdate` (protocol 7.3)."""

    AVAILABLE = "AVAILABLE"
    CALLING = "CALLING"
    BUSY = "BUSY"
    INDISPONIBLE = "INDISPONIBLE"
    RINGING = "RINGING"
    BUSY_AND_RINGING = "BUSY_AND_RINGING"
    ONHOLD = "ONHOLD"
    DEACTIVATED = "DEACTIVATED"
    UNEXISTING = "UNEXISTING"
    ERROR = "ERROR"


PHONE_STATUS_OF_HINT = MappingProxyType({hint: PhoneStatus[hint.name] for hint in PhoneHint})
"""The same state, from number to name."""

HINT_OF_PHONE_STATUS = MappingProxyType({status: hint for hint, status in PHONE_STATUS_OF_HINT.items()})
"""The same state, from name to number."""


class PhoneEventType(StrEnum):
    """What happened to a leg, in `PhoneEvent` (protocol 7.4)."""

    DIALING = "EventDialing"
    RINGING = "EventRinging"
    ESTABLISHED = "EventEstablished"
    ON_HOLD = "EventOnHold"
    RELEASED = "EventReleased"


class CallDirection(StrEnum):
    """Which way a call goes, seen from the phone it is told about (protocol 7.4, 8.1)."""

    INCOMING = "Incoming"
    OUTGOING = "Outgoing"


class LineDevice(StrEnum):
    """One of the two devices of a number (ours), as `toggleUniqueAccountDevice` names them (protocol 3.2)."""

    PHONE = "phone"
    WEBRTC = "webrtc"


class CallType(StrEnum):
    """Whether the other party of an agent's call is one of our lines (protocol 8.1)."""

    EXTERNAL = "External"
    INTERNAL = "Internal"


class ListenMode(StrEnum):
    """Who hears somebody that listens to an agent (ours)."""

    LISTEN = "listen"
    """Nobody."""
    WHISPER = "whisper"
    """The agent alone."""
    BARGE = "barge"
    """The agent and whoever he talks to."""


class MonitorState(StrEnum):
    """Recording of an agent's call (protocol 8.1)."""

    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    DISABLED = "DISABLED"


class AgentStateName(StrEnum):
    """The states of an agent (protocol 8.1). `AgentLogin` exists in old documents only and is never sent."""

    READY = "AgentReady"
    ON_PAUSE = "AgentOnPause"
    ON_WRAPUP = "AgentOnWrapup"
    RINGING = "AgentRinging"
    DIALING = "AgentDialing"
    ON_CALL = "AgentOnCall"
    LOGGED_OUT = "AgentLoggedOut"


class Profile(StrEnum):
    """What a user is, in `RightProfile` (protocol 11); NoRight means that no profile was given."""

    SUPERVISOR = "Supervisor"
    ADMIN = "Admin"
    NO_RIGHT = "NoRight"


class Right(StrEnum):
    """What a profile adds, in `RightProfile` (protocol 11)."""

    RECORDING = "recording"
    DISSUASION = "dissuasion"


class ListType(StrEnum):
    """What `getList` can list (protocol 4.1)."""

    QUEUE = "queue"
    AGENT = "agent"
    QUEUE_MEMBER = "queuemember"
    AGENT_GROUP = "agentgroup"
    MEETME = "meetme"
    BASE_QUEUE_MEMBER = "basequeuemember"


class ConfigType(StrEnum):
    """What `getConfig` can tell (protocol 5.4)."""

    LINE = "line"


class CallbackStatus(StrEnum):
    """Outcome of a callback ticket (protocol 6.1); CALLBACK keeps the request, every other one closes it."""

    NO_ANSWER = "NoAnswer"
    ANSWERED = "Answered"
    FAX = "Fax"
    CALLBACK = "Callback"
    EMAIL = "Email"


class CallStatus(StrEnum):
    """Outcome of a call in the history (protocol 7.9). The first eight are outcomes of queue calls."""

    FULL = "full"
    CLOSED = "closed"
    JOIN_EMPTY = "joinempty"
    LEAVE_EMPTY = "leaveempty"
    DIVERT_RATIO = "divert_ca_ratio"
    DIVERT_WAIT_TIME = "divert_waittime"
    ABANDONED = "abandoned"
    TIMEOUT = "timeout"
    ANSWERED = "answered"
    EMITTED = "emitted"
    MISSED = "missed"
    ONGOING = "ongoing"


class FavoriteAction(StrEnum):
    """Outcome of `addFavorite` and `removeFavorite` (protocol 7.5); clients take the last two as failures."""

    ADDED = "Added"
    REMOVED = "Removed"
    ADD_FAIL = "AddFail"
    REMOVE_FAIL = "RemoveFail"


class SheetActionKind(StrEnum):
    """What a card of a contact offers, in `ContactSheet` (protocol 7.5)."""

    CALL = "Call"
    MAIL = "Mail"


class SheetDataType(StrEnum):
    """How a thing on a card of a contact is shown, in `ContactSheet` (protocol 7.5)."""

    PHONE_NUMBER = "PhoneNumber"
    MAIL = "Mail"
    STRING = "String"


class WebRTCAction(StrEnum):
    """What the browser that holds a SIP session is asked to do, in `WebRTCCmd` (protocol 9.3)."""

    ANSWER = "Answer"
    HOLD = "Hold"
    SEND_DTMF = "SendDtmf"
    TOGGLE_MICROPHONE = "ToggleMicrophone"


class ConferenceRole(StrEnum):
    """Role of a participant (protocol 7.11); the organizer entered with the organizer's PIN."""

    USER = "User"
    ORGANIZER = "Organizer"


class ConferenceEventType(StrEnum):
    """What `ConferenceEvent` tells (protocol 7.11)."""

    JOIN = "Join"
    LEAVE = "Leave"


class ParticipantEventType(StrEnum):
    """What `ConferenceParticipantEvent` tells (protocol 7.11)."""

    JOIN = "Join"
    UPDATE = "Update"
    LEAVE = "Leave"


class ConferenceFailure(StrEnum):
    """Why a conference command failed, in `ConferenceCommandError` (protocol 7.11)."""

    NOT_A_MEMBER = "NotAMember"
    NOT_ORGANIZER = "NotOrganizer"
    CANNOT_KICK_ORGANIZER = "CannotKickOrganizer"
    PARTICIPANT_NOT_FOUND = "ParticipantNotFound"


class ResultStatus(StrEnum):
    """Outcome of a command that carried a `requestId`. UNKNOWN: the effect may still come; the deadline passed, or the
    link to the PBX broke before it had answered.
    """

    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class PbxState(StrEnum):
    """State of the link to the PBX, in `PbxStatus`; SYNCING: connected, reading what happened meanwhile."""

    UP = "up"
    DOWN = "down"
    SYNCING = "syncing"


class ResetReason(StrEnum):
    """Why a session could not be resumed, in `Reset`."""

    UNKNOWN_SESSION = "unknown_session"
    TOO_OLD = "too_old"
    OTHER_EPOCH = "other_epoch"


class QueuePenalty(msgspec.Struct, frozen=True, kw_only=True):
    """One queue of a default membership (protocol 6.2).

    Keys:
        queueId: id of the queue.
        penalty: 0 is served first.
    """

    queueId: Whole
    penalty: Whole


class WakeupMode(StrEnum):
    """Where a page opens that an integration wants shown to an agent, in `wakeup`."""

    NEW_TAB = "new_tab"
    NEW_WINDOW = "new_window"
    NEW_FRAME = "new_frame"
