"""Records of calls as values: what is kept of each call when it is over, and shown of it while it runs.

One record a call, with a part for every phone of ours in it, every stay in a queue and every transfer. Moments are Unix
seconds, None for what has not happened. How a record comes about is in `history.py`.
"""

from enum import StrEnum

import msgspec

from jackfield.protocol.values import CallStatus


class LegOutcome(StrEnum):
    """How a phone's part in a call ended."""

    EMITTED = "emitted"
    ANSWERED = "answered"
    MISSED = "missed"
    ELSEWHERE = "elsewhere"
    """Another phone took the call while this one rang: nothing its user has missed."""
    ONGOING = "ongoing"


class Qualification(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent said a call was about: one of his queue's reasons, "" for none, and a note."""

    reason: str = ""
    note: str = ""


class CallQuality(msgspec.Struct, frozen=True, kw_only=True):
    """How a call sounded in a browser, as that measured it: milliseconds, percent, and the mean opinion score."""

    jitter: float
    round_trip: float
    loss: float
    mos: float


class CallLeg(msgspec.Struct, frozen=True, kw_only=True):
    """A phone's part in a call: what its user, and the agent at work there, did in it."""

    call_id: int
    number: int
    """Counts the parts of a call from 0."""
    user_id: int | None
    agent_id: int | None
    line: str
    outgoing: bool
    other_number: str
    other_name: str
    started: float
    answered: float | None
    ended: float | None
    held_seconds: float
    outcome: LegOutcome
    qualification: Qualification | None = None
    quality: CallQuality | None = None
    """The last that its browser has told."""
    recordings: tuple[str, ...] = ()
    """Of the whole call."""


class QueueStep(msgspec.Struct, frozen=True, kw_only=True):
    """A stay in a queue. `left`: the wait is over; `ended`: the talk with its agent, too."""

    call_id: int
    number: int
    queue: str
    caller_number: str
    caller_name: str
    called_number: str
    entered: float
    left: float | None
    ended: float | None
    outcome: CallStatus
    agent_id: int | None = None
    qualification: Qualification | None = None
    recordings: tuple[str, ...] = ()
    """Of the whole call."""


class TransferStep(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody gave the call on. `attended`: after he had spoken to whom he gave it."""

    number: int
    at: float
    attended: bool
    line: str
    destination: str


class CallRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A call that is over. `cause` is why its first channel ended (Q.850), 0 where nobody said.

    `repaired`: nobody followed it; it was made afterwards of what the PBX wrote down. `recordings`: files of the PBX.
    """

    id: int
    linkedid: str
    started: float
    answered: float | None
    ended: float
    caller_number: str
    caller_name: str
    called_number: str
    called_name: str
    cause: int
    legs: tuple[CallLeg, ...] = ()
    steps: tuple[QueueStep, ...] = ()
    transfers: tuple[TransferStep, ...] = ()
    recordings: tuple[str, ...] = ()
    repaired: bool = False
