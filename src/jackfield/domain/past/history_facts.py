"""Facts that only the records of calls and their history need. See `facts.py`."""

import msgspec

from jackfield.domain.questions import Found


class GivenOn(msgspec.Struct, frozen=True, gc=False):
    """The leg `uniqueid` has given its call on to this number without asking there (BlindTransfer)."""

    uniqueid: str
    destination: str


class QueueResult(msgspec.Struct, frozen=True, gc=False):
    """The Queue application of a caller has returned, or the dial plan keeps him out: QUEUESTATUS is this."""

    uniqueid: str
    status: str
    exten: str = ""
    """Where the dial plan is by then: maybe the queue's number, when that dialled was another."""


class Fetched(msgspec.Struct, frozen=True):
    """The answer to `effects.Fetch`, or why there is none, in words for users.

    `too_broad`: whoever asked has to ask less.
    """

    tag: str
    ok: bool
    found: Found = ()
    message: str = ""
    too_broad: bool = False


HistoryFact = Fetched | GivenOn | QueueResult
