"""Facts that only the records of calls need. See `facts.py`."""

import msgspec


class GivenOn(msgspec.Struct, frozen=True, gc=False):
    """The leg `uniqueid` has given its call on to this number without asking there (BlindTransfer)."""

    uniqueid: str
    destination: str


class QueueResult(msgspec.Struct, frozen=True, gc=False):
    """The Queue application of a caller has returned, or the dial plan keeps him out: QUEUESTATUS is this."""

    uniqueid: str
    status: str
