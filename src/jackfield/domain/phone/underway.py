"""What is on its way to the PBX for transfers and attached data: records that `transfers` and `attached` change."""

from dataclasses import dataclass, field
from enum import StrEnum

from jackfield.domain.requests import BlindTransfer, Consult


@dataclass(slots=True)
class DataOrder:
    """One value on its way to the leg `uniqueid`; `before` is what was there, `batch` the setData it belongs to."""

    uniqueid: str
    name: str
    value: str
    before: str | None
    batch: str = ""


@dataclass(slots=True)
class Batch:
    """The orders of one setData: how many there are, how many are still under way, and what failed."""

    total: int
    left: int
    failed: list[str] = field(default_factory=list)
    unsure: bool = False
    """Of some of what failed nobody knows."""


class Step(StrEnum):
    """How far a transfer has come."""

    CHECK = "check"
    """The PBX is asked whether there is such a number."""
    ASK = "ask"
    """To be asked for as soon as the call is in a bridge and not held."""
    WATCH = "watch"
    """Asked for: is there a consultation?"""


@dataclass(slots=True)
class Transfer:
    """A transfer waiting for the PBX: for its call to be taken back from hold, or for the consultation to appear."""

    tag: str
    number: str
    until: float
    action: BlindTransfer | Consult
    party: str = ""
    """The uniqueid of the channel the call was with when the transfer was asked for; "" when it was not bridged yet."""
    taken_back: bool = False
    step: Step = Step.CHECK
    begun: bool = False
    """Of a consultation: the PBX has held the first call."""


@dataclass(slots=True)
class UnderWay:
    """All of it."""

    data_due: list[DataOrder] = field(default_factory=list)
    """Attached data to be set on channels: asked for at the end of the turn."""
    batches: dict[str, Batch] = field(default_factory=dict)
    transfers: dict[str, Transfer] = field(default_factory=dict)
    """By the uniqueid of the transferrer's leg."""
    meetings: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By the tag of their command: uniqueids of a held and an established leg that are to become a call of three."""
    consulting: set[str] = field(default_factory=set)
    """The uniqueids of the legs for which the PBX consults."""
