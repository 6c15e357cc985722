"""What the core asks of the PBX, in our words. `telephony/ami/translate.py` turns each into an AMI action.

Every text in here has been checked by the domain (numbers, variable names) and is escaped once more on the way out.
"""

from enum import StrEnum

import msgspec


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


class PauseMember(msgspec.Struct, frozen=True, kw_only=True):
    """Pause an interface in every queue it is in, or let it go on."""

    interface: str
    paused: bool
    reason: str = ""


class CountMessages(msgspec.Struct, frozen=True, kw_only=True):
    """Ask what is in a mailbox; the answer comes as the fact `MailboxCounted`."""

    mailbox: str


Action = (
    Originate
    | PickUp
    | Hangup
    | Notify
    | HoldBoth
    | BridgeBoth
    | AddMember
    | RemoveMember
    | PauseMember
    | CountMessages
)
