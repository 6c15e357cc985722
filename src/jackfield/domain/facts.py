"""What the PBX told us, in our words: each fact states what *is*, never "add one", so that hearing it twice is no harm.

`telephony/ami/translate.py` makes them from AMI frames; `core.Core.feed` takes them one at a time.
"""

from enum import IntEnum, StrEnum

import msgspec

from jackfield.domain.centre.queue_facts import MemberGone as MemberGone
from jackfield.domain.centre.queue_facts import MemberSeen as MemberSeen
from jackfield.domain.centre.queue_facts import QueueLeft as QueueLeft
from jackfield.domain.centre.queue_facts import QueueListed as QueueListed
from jackfield.domain.centre.queue_facts import QueueSettingSeen as QueueSettingSeen
from jackfield.domain.centre.queue_facts import QueueWaits as QueueWaits
from jackfield.domain.centre.supervision_facts import RecordingListed as RecordingListed
from jackfield.domain.centre.supervision_facts import RecordingNamed as RecordingNamed
from jackfield.domain.centre.supervision_facts import SpyBegan as SpyBegan
from jackfield.domain.centre.supervision_facts import SpyEnded as SpyEnded
from jackfield.domain.past.history_facts import Fetched as Fetched
from jackfield.domain.past.history_facts import GivenOn as GivenOn
from jackfield.domain.past.history_facts import HistoryFact
from jackfield.domain.past.history_facts import QueueResult as QueueResult
from jackfield.domain.people.contact_facts import ContactsRead as ContactsRead
from jackfield.domain.people.contact_facts import PersonalContactsRead as PersonalContactsRead
from jackfield.domain.phone.mailbox_facts import MailboxCounted as MailboxCounted
from jackfield.domain.phone.mailbox_facts import MailboxesListed as MailboxesListed
from jackfield.domain.user.kept_facts import CallbackKept as CallbackKept
from jackfield.domain.user.kept_facts import CallbacksForgotten as CallbacksForgotten
from jackfield.domain.user.kept_facts import CallbacksImported as CallbacksImported
from jackfield.domain.user.kept_facts import CallbackWanted as CallbackWanted
from jackfield.domain.user.kept_facts import NumberForgotten as NumberForgotten
from jackfield.domain.user.kept_facts import ServiceSeen as ServiceSeen
from jackfield.domain.user.kept_facts import ServicesRead as ServicesRead
from jackfield.domain.user.kept_facts import Stored as Stored


class ChannelState(IntEnum):
    """Asterisk's channel states as AMI's `ChannelState` numbers them (channelstate.h)."""

    DOWN = 0
    RESERVED = 1
    OFF_HOOK = 2
    DIALING = 3
    RING = 4
    """A caller's channel that is ringing the other side."""
    RINGING = 5
    """A called channel whose phone rings."""
    UP = 6
    BUSY = 7
    DIALING_OFF_HOOK = 8
    PRE_RING = 9
    UNKNOWN = 10


class Channel(msgspec.Struct, frozen=True, gc=False):
    """One channel as an event describes it. Texts are "" where AMI says `<unknown>`."""

    uniqueid: str
    name: str
    linkedid: str
    state: int
    caller_number: str = ""
    caller_name: str = ""
    connected_number: str = ""
    connected_name: str = ""
    context: str = ""
    exten: str = ""
    variables: tuple[tuple[str, str], ...] = ()
    """Attached data that came with the event (`ChanVariable`), only those that are set."""


class ChannelSeen(msgspec.Struct, frozen=True, gc=False):
    """A channel exists and looks like this: Newchannel, Newstate, NewCallerid, NewConnectedLine, Rename."""

    channel: Channel


class ChannelListed(msgspec.Struct, frozen=True, gc=False):
    """A channel found by a resynchronisation; `bridge` is "" when it is in none.

    `queue` is the queue it waits in or is served by; `offered` says that a queue rang it; `dials` that it runs `Dial`,
    so that in no bridge nobody has answered it yet.
    """

    channel: Channel
    bridge: str = ""
    queue: str = ""
    offered: bool = False
    dials: bool = False


class ChannelGone(msgspec.Struct, frozen=True, gc=False):
    """A channel has ended. `cause` is Q.850; 26 means: answered elsewhere."""

    uniqueid: str
    cause: int = 0


class DialBegan(msgspec.Struct, frozen=True, gc=False):
    """`caller` (none for an Originate) calls `called`."""

    caller: Channel | None
    called: Channel


class DialEnded(msgspec.Struct, frozen=True, gc=False):
    """The attempt to reach `called` is over; `status` is Asterisk's DIALSTATUS."""

    called: Channel
    status: str


class BridgeEntered(msgspec.Struct, frozen=True, gc=False):
    """A channel is in a bridge. `talk` is false where its members do not talk to each other as two parties.

    `host`: the number of the line whose two calls were brought together there (`rooms.meeting_host`).
    """

    channel: Channel
    bridge: str
    talk: bool = True
    host: str = ""


class BridgeListed(msgspec.Struct, frozen=True, gc=False):
    """A bridge found by a resynchronisation; `host` as in `BridgeEntered`."""

    bridge: str
    talk: bool = True
    host: str = ""


class BridgeLeft(msgspec.Struct, frozen=True, gc=False):
    """A channel is no longer in this bridge."""

    channel: Channel
    bridge: str


class HoldChanged(msgspec.Struct, frozen=True, gc=False):
    """The phone behind this channel holds (true) or has resumed. The channel is the holder's."""

    channel: Channel
    held: bool


class PickedUp(msgspec.Struct, frozen=True, gc=False):
    """`picker` has taken over the ringing channel `target`."""

    picker: Channel
    target: str


class Transferred(msgspec.Struct, frozen=True, gc=False):
    """An attended transfer is made: these legs (uniqueids) are done, though their channels may end later.

    Asterisk 22 keeps the transferrer's channel until the consulted party answers (measured).
    """

    legs: tuple[str, ...]
    of_three: bool = False
    """The two others were brought together with the transferrer, who stays and holds nobody any more."""


class VariableSet(msgspec.Struct, frozen=True, gc=False):
    """Attached data on a channel; leading underscores of inheritance are already off the name."""

    uniqueid: str
    name: str
    value: str


class RefusedByDialPlan(msgspec.Struct, frozen=True, gc=False):
    """A caller hears a busy or congestion tone from the PBX itself: its call goes nowhere, up though it may be."""

    channel: Channel


class QueueJoined(msgspec.Struct, frozen=True, gc=False):
    """A caller waits in a queue. `position` counts from 1; 0 where it is not told: last."""

    channel: Channel
    queue: str
    position: int = 0


class QueueAnswered(msgspec.Struct, frozen=True, gc=False):
    """A member has answered a caller after this many seconds of waiting (AgentConnect)."""

    uniqueid: str
    queue: str
    interface: str
    waited: int
    rang: int = 0
    """Seconds that the member's phone rang."""
    member: str = ""
    """What the queue calls the member."""
    caller: Channel | None = None


class QueueAbandoned(msgspec.Struct, frozen=True, gc=False):
    """A caller has hung up while waiting, after this many seconds."""

    uniqueid: str
    queue: str
    waited: int
    caller: Channel | None = None


class QueueOffered(msgspec.Struct, frozen=True, gc=False):
    """A queue rings a member: `called` is the member's channel (AgentCalled)."""

    called: Channel
    queue: str
    interface: str = ""
    """What the queue dials."""
    member: str = ""
    """What the queue calls the member."""
    caller: Channel | None = None


class QueueCompleted(msgspec.Struct, frozen=True, gc=False):
    """A member's call from a queue is over (AgentComplete): Asterisk's wrap-up begins. Times in seconds.

    `reason` is `caller`, `agent` or `transfer`: who ended it, for the queue.
    """

    uniqueid: str
    queue: str
    interface: str
    waited: int
    talked: int
    reason: str
    member: str = ""
    """What the queue calls the member."""
    caller: Channel | None = None


class RecordingChanged(msgspec.Struct, frozen=True, gc=False):
    """The recording that runs on this channel (MixMonitor): on, on but muted, or not (any more)."""

    uniqueid: str
    recorded: bool
    muted: bool = False


class RoomJoined(msgspec.Struct, frozen=True, gc=False):
    """A channel is in a conference room; `organizer`: as its admin."""

    channel: Channel
    room: str
    organizer: bool = False
    muted: bool = False


class RoomListed(msgspec.Struct, frozen=True, gc=False):
    """A channel found in a conference room by a resynchronisation; `seconds` it has been up, there or elsewhere."""

    channel: Channel
    room: str
    organizer: bool = False
    muted: bool = False
    talking: bool = False
    seconds: int = 0


class SilenceListed(msgspec.Struct, frozen=True, gc=False):
    """A channel found by a resynchronisation carries our mark that it is silent one way (`sound.MARKS`)."""

    uniqueid: str
    mark: str
    silent: bool


class RoomLeft(msgspec.Struct, frozen=True, gc=False):
    """A channel is no longer in a conference room."""

    uniqueid: str
    room: str


class RoomMuted(msgspec.Struct, frozen=True, gc=False):
    """Somebody in a conference room is not heard by the others, or is again."""

    uniqueid: str
    room: str
    muted: bool


class RoomTalking(msgspec.Struct, frozen=True, gc=False):
    """Somebody in a conference room speaks, or has fallen silent."""

    uniqueid: str
    room: str
    talking: bool


class RoomEnded(msgspec.Struct, frozen=True, gc=False):
    """A conference room is empty."""

    room: str


class HintChanged(msgspec.Struct, frozen=True, gc=False):
    """The extension state of a number, Asterisk's code: 0 idle, 1 in use, 2 busy, 4 unavailable, 8 ringing, 16 hold."""

    number: str
    context: str
    code: int


class DeviceChanged(msgspec.Struct, frozen=True, gc=False):
    """A device's state as text (`NOT_INUSE`, `INUSE`, `RINGING`, ...). `ONHOLD` is on the *held* phone (measured)."""

    device: str
    state: str


class ContactChanged(msgspec.Struct, frozen=True, gc=False):
    """A phone has registered (or is gone); `user_agent` is "" where the PBX does not say."""

    endpoint: str
    reachable: bool
    user_agent: str = ""


class OriginateSent(msgspec.Struct, frozen=True, gc=False):
    """A call was ordered on the PBX by AMI: known when we ordered it, or read from a recording of what was sent."""

    channel_id: str
    endpoint: str
    exten: str = ""
    application: str = ""
    data: str = ""
    shown_number: str = ""
    shown_name: str = ""
    data_given: tuple[tuple[str, str], ...] = ()
    """The attached data it was ordered with."""
    mobile_of: str = ""
    """Number of the line whose user's mobile is called: the call is his, though on no phone of ours."""


class MobileListed(msgspec.Struct, frozen=True, gc=False):
    """Found by a resynchronisation: this channel is the mobile of the user of this line, called for him."""

    uniqueid: str
    number: str


class HoldSent(msgspec.Struct, frozen=True, gc=False):
    """Both legs of a call were ordered out of their bridge to music: a hold by the server. Channel *names*."""

    held: str
    holder: str


class BrowserGone(msgspec.Struct, frozen=True, gc=False):
    """The browser that was the telephone of a SIP account is away for good; `calls`: the SIP Call-IDs it had."""

    account: str
    calls: frozenset[str]


class RequestDone(msgspec.Struct, frozen=True, gc=False):
    """The PBX answered a request. `ok` means accepted, not done: what happens is told by other facts.

    `unknown`, with `ok` false: it was sent, and no answer came (the link broke, the PBX is silent). It may be done.
    """

    tag: str
    ok: bool
    message: str = ""
    unknown: bool = False
    value: str = ""
    """What was asked for, of a request that asks."""


class OriginateEnded(msgspec.Struct, frozen=True, gc=False):
    """OriginateResponse: did the first leg answer? It does not tell busy from unregistered (Reason 0 for both)."""

    channel_id: str
    tag: str
    ok: bool
    reason: int = 0


class Looked(msgspec.Struct, frozen=True, gc=False):
    """What the PBX listed when it was asked by `effects.Look`; not `complete` where a list could not be read."""

    complete: bool
    channels: tuple[ChannelListed, ...] = ()
    bridges: tuple[BridgeListed, ...] = ()
    devices: tuple[DeviceChanged, ...] = ()
    hints: tuple[HintChanged, ...] = ()


class PbxLink(StrEnum):
    """The state of the link to the PBX; also the wire's `PbxStatus.status`."""

    UP = "up"
    DOWN = "down"
    SYNCING = "syncing"


class LinkChanged(msgspec.Struct, frozen=True, gc=False):
    """The link went down, came back (syncing), or all lists have been read (up).

    Between `SYNCING` and `UP` the lists arrive as facts; what was not mentioned by then is gone.
    """

    link: PbxLink


class JournalRead(msgspec.Struct, frozen=True, gc=False):
    """What `effects.Journal` kept before the restart. Fed once, before the first link."""

    entries: dict[str, str]


class TimeReached(msgspec.Struct, frozen=True, gc=False):
    """A moment asked for by `effects.Wake` has come; `now` tells which."""


Fact = (
    ChannelSeen
    | ChannelListed
    | ChannelGone
    | DialBegan
    | DialEnded
    | BridgeEntered
    | BridgeListed
    | BridgeLeft
    | HoldChanged
    | PickedUp
    | Transferred
    | HistoryFact
    | VariableSet
    | RefusedByDialPlan
    | QueueJoined
    | QueueOffered
    | QueueWaits
    | QueueListed
    | QueueLeft
    | QueueAnswered
    | QueueAbandoned
    | MemberSeen
    | MemberGone
    | QueueCompleted
    | QueueSettingSeen
    | RecordingChanged
    | RecordingListed
    | RecordingNamed
    | SpyBegan
    | SpyEnded
    | RoomJoined
    | RoomListed
    | SilenceListed
    | RoomLeft
    | RoomMuted
    | RoomTalking
    | RoomEnded
    | HintChanged
    | DeviceChanged
    | ContactChanged
    | MailboxCounted
    | MailboxesListed
    | OriginateSent
    | HoldSent
    | MobileListed
    | BrowserGone
    | RequestDone
    | Stored
    | ServiceSeen
    | CallbacksImported
    | CallbackKept
    | CallbacksForgotten
    | NumberForgotten
    | CallbackWanted
    | ServicesRead
    | ContactsRead
    | PersonalContactsRead
    | OriginateEnded
    | LinkChanged
    | Looked
    | JournalRead
    | TimeReached
)
