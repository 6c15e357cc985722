"""Facts about queues and their members in which no channel is described. See `facts.py`."""

import msgspec


class QueueWaits(msgspec.Struct, frozen=True, gc=False):
    """A caller found waiting by a resynchronisation."""

    uniqueid: str
    channel: str
    queue: str
    position: int
    waited_seconds: int
    number: str = ""
    name: str = ""


class QueueListed(msgspec.Struct, frozen=True, gc=False):
    """A queue found by a resynchronisation; `hold_time` is the PBX's average wait in seconds.

    `finished`: how many calls it has completed, and lost, since it was loaded.
    """

    queue: str
    hold_time: int
    finished: int = 0


class QueueLeft(msgspec.Struct, frozen=True, gc=False):
    """A caller does not wait in this queue any more, for whatever reason."""

    uniqueid: str
    queue: str


class MemberSeen(msgspec.Struct, frozen=True, gc=False):
    """A member is in a queue. `interface` is what the queue dials; `status` is Asterisk's device state as a number.

    `in_call` says that it talks to a caller of this queue; `known` that this is said of one that is there already, and
    nothing where none is.
    """

    queue: str
    interface: str
    name: str
    penalty: int = 0
    paused: bool = False
    reason: str = ""
    status: int = 0
    in_call: bool = False
    known: bool = False


class MemberGone(msgspec.Struct, frozen=True, gc=False):
    """This interface is not (any more) in this queue."""

    queue: str
    interface: str


class QueueSettingSeen(msgspec.Struct, frozen=True, gc=False):
    """A setting of a queue found in AstDB; `key` is `record`, `closed` or `dissuasion` (`centre/queue_settings.py`)."""

    queue: str
    key: str
    value: str
