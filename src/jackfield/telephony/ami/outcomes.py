"""What an AMI connection tells its owner, and what it must know to begin.

Pure: values only.
"""

from enum import StrEnum
from typing import Generic, TypeVar

import msgspec

from jackfield.telephony.ami.codec import Frame

TagT = TypeVar("TagT")


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """Who logs in, and how. `plain` allows the secret to be sent where Asterisk has no login by challenge."""

    user: str
    secret: str
    plain: bool = False

    def __repr__(self) -> str:
        return f"Credentials(user={self.user!r})"


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """Periods in seconds."""

    login: float = 10.0
    """From the connection to the end of the login."""
    boot: float = 15.0
    """How long FullyBooted is waited for: a manager user without the class `system` never gets it."""
    ping_after: float = 3.0
    """Silence after which a Ping is sent."""
    dead_after: float = 9.0
    """Silence after which the connection is given up."""
    answer: float = 10.0
    """How long an action waits for its answer, and a list for its next item."""


class Ready(msgspec.Struct, frozen=True):
    """Logged in, and events come. `filtered`: only those of `selection.INCLUDES`, else whole classes."""

    version: str
    filtered: bool


class Refused(msgspec.Struct, frozen=True):
    """Asterisk does not let us in: trying again soon is of no use."""

    reason: str


class Broken(msgspec.Struct, frozen=True):
    """This connection is of no more use: no Asterisk, silent, or confused. A new one may be."""

    reason: str
    unfiltered: bool = False
    """The next one should not ask for filters."""


class Events(msgspec.Struct, frozen=True):
    """Events in the order they came, without the items of lists that were asked for."""

    frames: list[Frame]


class End(StrEnum):
    """How an action ended."""

    ANSWERED = "answered"
    TIMEOUT = "timeout"
    """Nothing came in time; it may still have been done."""
    LOST = "lost"
    """The connection ended first; it may still have been done."""
    NOT_SENT = "not_sent"
    """There was no connection, or the action was malformed."""


class Answer(msgspec.Struct, Generic[TagT], frozen=True):
    """What became of an action. `items` are the events of a list, without the one that ends it.

    `ok` is Asterisk's word and means no more than that the action was accepted; `message` is its, or ours where it said
    nothing.
    """

    tag: TagT
    end: End
    ok: bool = False
    frame: Frame | None = None
    items: list[Frame] = []
    message: str = ""


Outcome = Ready | Refused | Broken | Events | Answer[TagT]
