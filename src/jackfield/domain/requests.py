"""What the core asks of the PBX, in our words. `telephony/ami/translate.py` turns each into an AMI action.

Every text in here has been checked by the domain (numbers, variable names) and is escaped once more on the way out.
"""

from enum import StrEnum

import msgspec

from jackfield.protocol.values import ListenMode


class Originate(msgspec.Struct, frozen=True, kw_only=True):
    """Ring `endpoint`, then run `exten`@`context` on it (click to dial). The new channel is named by `channel_id`."""

    channel_id: str
    endpoint: str
    context: str
    exten: str
    shown_number: str = ""
    shown_name: str = ""
    variables: dict[str, str] = {}
    timeout_seconds: float = 30.0
    answers_itself: bool = True
    """The phone is asked to answer by itself: it is the one of who dials. False where somebody else is called."""
    caller_number: str = ""
    """Who calls, once it has answered, where the channel itself does not tell: of a mobile the line of its user."""
    caller_name: str = ""
    mobile_of: str = ""
    """Number of that line, left on the channel."""


class PickUp(msgspec.Struct, frozen=True, kw_only=True):
    """Make a phone answer its own ringing `channel`: a second, auto-answered call that picks the first one up."""

    channel_id: str
    endpoint: str
    channel: str


class Hangup(msgspec.Struct, frozen=True, kw_only=True):
    """Hang `channel` up; `cause` is a Q.850 cause."""

    channel: str
    cause: int = 16


class NotifyEvent(StrEnum):
    """What a desk phone can be told inside a call's dialog."""

    TALK = "talk"
    HOLD = "hold"


class Notify(msgspec.Struct, frozen=True, kw_only=True):
    """In-dialog NOTIFY: the phone answers or resumes (talk) or holds (hold). Only for phones known to obey."""

    channel: str
    event: NotifyEvent


class HoldBoth(msgspec.Struct, frozen=True, kw_only=True):
    """Take both legs of a call out of their bridge, to music: a hold that needs no help from the phone."""

    held: str
    holder: str


class BridgeBoth(msgspec.Struct, frozen=True, kw_only=True):
    """Bridge two channels (again)."""

    one: str
    other: str


class AddMember(msgspec.Struct, frozen=True, kw_only=True):
    """Put an interface into a queue; its state is that of the hint `state_of` (`NUMBER@CONTEXT`), else its own."""

    queue: str
    interface: str
    name: str
    state_of: str = ""
    penalty: int = 0
    paused: bool = False
    reason: str = ""


class RemoveMember(msgspec.Struct, frozen=True, kw_only=True):
    """Take an interface out of a queue."""

    queue: str
    interface: str


class SetPenalty(msgspec.Struct, frozen=True, kw_only=True):
    """Another penalty for an interface in a queue."""

    queue: str
    interface: str
    penalty: int


class PauseMember(msgspec.Struct, frozen=True, kw_only=True):
    """Pause an interface in a queue, or with none named in every queue it is in; or let it go on."""

    interface: str
    paused: bool
    reason: str = ""
    queue: str = ""


class Spy(msgspec.Struct, frozen=True, kw_only=True):
    """Ring `endpoint`, and let it hear `channel` until either ends; by `mode` it is heard itself."""

    channel_id: str
    endpoint: str
    channel: str
    mode: ListenMode
    shown_number: str
    shown_name: str
    timeout_seconds: float = 30.0


class PlayMessage(msgspec.Struct, frozen=True, kw_only=True):
    """Ring `endpoint`, and play it a file: an absolute path on the PBX, without its ending."""

    channel_id: str
    endpoint: str
    file: str
    shown_number: str
    shown_name: str
    timeout_seconds: float = 30.0


class MuteRecording(msgspec.Struct, frozen=True, kw_only=True):
    """The recording that runs on this channel leaves out what is said, both ways, or goes on."""

    channel: str
    muted: bool


class CountMessages(msgspec.Struct, frozen=True, kw_only=True):
    """Ask what is in a mailbox; the answer comes as the fact `MailboxCounted`."""

    mailbox: str


class MeetBoth(msgspec.Struct, frozen=True, kw_only=True):
    """Take both legs of a call into a room of its own, where the legs of another call come too: a call of three."""

    one: str
    other: str
    room: str


class RoomMute(msgspec.Struct, frozen=True, kw_only=True):
    """The others in a conference room do not hear this channel any more, or do again."""

    room: str
    channel: str
    muted: bool


class RoomKick(msgspec.Struct, frozen=True, kw_only=True):
    """Throw a channel out of a conference room."""

    room: str
    channel: str


class Heard(StrEnum):
    """One of the two ways sound goes on a channel, as the PBX sees it."""

    SPOKEN = "in"
    """What the phone sends: its microphone."""
    RECEIVED = "out"
    """What the phone is sent."""


class Silence(msgspec.Struct, frozen=True, kw_only=True):
    """No sound one way on a channel, or sound again."""

    channel: str
    way: Heard
    silent: bool


class PressKey(msgspec.Struct, frozen=True, kw_only=True):
    """As if the phone of this channel had pressed a key: whoever is at the other end hears it."""

    channel: str
    key: str


class MarkChannel(msgspec.Struct, frozen=True, kw_only=True):
    """Write something on a channel that the dial plan reads, or that we read after a restart; never attached data."""

    channel: str
    name: str
    value: str


class BlindTransfer(msgspec.Struct, frozen=True, kw_only=True):
    """Send the party of `channel` to `exten`@`context`; `channel` ends."""

    channel: str
    exten: str
    context: str


class Consult(msgspec.Struct, frozen=True, kw_only=True):
    """Attended transfer by the PBX: `channel` holds its party and calls `exten`@`context` (Atxfer)."""

    channel: str
    exten: str
    context: str


class CancelConsult(msgspec.Struct, frozen=True, kw_only=True):
    """Back from a `Consult` to the first party."""

    channel: str


class NumberExists(msgspec.Struct, frozen=True, kw_only=True):
    """Ask whether `exten`@`context` is in the dial plan; the answer is no when it is not."""

    exten: str
    context: str


class ReadVariable(msgspec.Struct, frozen=True, kw_only=True):
    """Ask what a variable of a channel is; the answer's `value` tells, "" where it is not set."""

    channel: str
    name: str


class SetVariable(msgspec.Struct, frozen=True, kw_only=True):
    """Attach one value to a channel; channels it calls later do not inherit it."""

    channel: str
    name: str
    value: str


class SendTo(msgspec.Struct, frozen=True, kw_only=True):
    """Send one channel on in the dial plan; whom it talks to is hung up."""

    channel: str
    context: str
    exten: str


class SwitchService(msgspec.Struct, frozen=True, kw_only=True):
    """A service of a line acts so from now on: `value` as in `facts.ServiceSeen`, `service` as `services.Service`."""

    number: str
    service: str
    value: str


class SetQueueKey(msgspec.Struct, frozen=True, kw_only=True):
    """A setting of a queue, by its name, is this from now on: `key` and `value` as in `facts.QueueSettingSeen`."""

    queue: str
    key: str
    value: str


class ShowDoNotDisturb(msgspec.Struct, frozen=True, kw_only=True):
    """Lamps of other phones that watch a number show it busy, or no longer, as after the feature code."""

    number: str
    on: bool


class MarkServicesKept(msgspec.Struct, frozen=True, kw_only=True):
    """Leave the mark that tells, at the next resynchronisation, that AstDB knows what we set."""


Action = (
    Originate
    | PickUp
    | Hangup
    | Notify
    | HoldBoth
    | BridgeBoth
    | BlindTransfer
    | Consult
    | CancelConsult
    | NumberExists
    | ReadVariable
    | SetVariable
    | CountMessages
    | MeetBoth
    | RoomMute
    | RoomKick
    | Silence
    | PressKey
    | MarkChannel
    | SendTo
    | AddMember
    | RemoveMember
    | SetPenalty
    | PauseMember
    | PlayMessage
    | MuteRecording
    | Spy
    | SwitchService
    | ShowDoNotDisturb
    | MarkServicesKept
    | SetQueueKey
)
