"""What waits to be sent to one connection, and the turns in which it goes out.

The system call is most of the cost of a message. So a frame for an idle connection is written at once, and whatever
follows in the same turn of the loop is collected and written in one piece at its end. Where the last turn brought
several, or whoever brings them says that there will be (`Post.collect`), this one is collected from its first. A client
that reads slowly has an outbox of limited bytes and age; beyond that it is cut, and costs the others nothing.

No asyncio here: the transport, the loop's `call_soon` and `call_later` and the clock are given.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from jackfield.protocol.errors import CloseCode
from jackfield.web.settings import OutboxSettings

HELD = 1 << 62
"""A turn that never comes: frames of such an outbox wait behind others."""

SWEEP_SECONDS = 0.02
"""How often slow connections are looked at, while there are any."""


class Transport(Protocol):
    """The part of asyncio's transport that is needed."""

    def write(self, data: bytes) -> None: ...
    def get_write_buffer_size(self) -> int: ...


class Group:
    """Outboxes that get the same frames. Groups of one `family` have no outbox in common."""

    __slots__ = ("_boxes", "bursty", "family", "turn")

    def __init__(self, family: object) -> None:
        self._boxes: dict[Outbox, None] = {}
        self.family = family
        self.turn = 0
        """The turn in which a frame was last written at once."""
        self.bursty = False
        """Its last turn brought several frames: this one is expected to do the same."""

    def __len__(self) -> int:
        return len(self._boxes)

    def __iter__(self) -> Iterator["Outbox"]:
        return iter(self._boxes)

    def add(self, box: "Outbox") -> None:
        """From now on it gets what the group gets, nothing from earlier in this turn."""
        box.settle()
        self._boxes[box] = None

    def discard(self, box: "Outbox") -> None:
        """It has got everything so far and gets nothing more."""
        box.settle()
        self._boxes.pop(box, None)


class Post:
    """All outboxes of a process: it knows the present turn and what waits for its end.

    `call_soon(f)` runs `f` in the next turn, `call_later(s, f)` after `s` seconds, `clock()` gives seconds.
    """

    __slots__ = (
        "_call_later",
        "_call_soon",
        "_collecting",
        "_late",
        "_open",
        "_runs",
        "_slow",
        "_sweeping",
        "clock",
        "settings",
        "turn",
    )

    def __init__(
        self,
        call_soon: Callable[[Callable[[], None]], object],
        call_later: Callable[[float, Callable[[], None]], object],
        clock: Callable[[], float],
        settings: OutboxSettings,
    ) -> None:
        self._call_soon = call_soon
        self._call_later = call_later
        self.clock = clock
        self.settings = settings
        self.turn = 1
        self._open = False
        self._collecting = False
        # What was put off, in order: each run's frames are joined once, not once for each outbox.
        self._runs: list[tuple[Iterable[Outbox], list[bytes]]] = []
        self._late: list[Outbox] = []
        self._slow: set[Outbox] = set()
        self._sweeping = False

    def collect(self) -> None:
        """Several frames are to be expected in this turn: none of a group's is written before its end."""
        if not self._open:
            self._begin()
        self._collecting = True

    def spread(self, group: Group, frame: bytes) -> None:
        """Send one frame to many: at once if it seems to be alone, with what follows at the end of the turn if not."""
        if not self._open:
            self._begin()
        if self._runs or self._collecting or group.bursty or group.turn == self.turn:
            self._put_off(group, frame)
        else:
            group.turn = self.turn
            self._deliver(group, frame, len(frame))

    def send(self, box: "Outbox", frame: bytes) -> None:
        """Send a frame (or several, joined) to one."""
        if not self._open:
            self._begin()
        if self._runs:
            self._runs.append(((box,), [frame]))
        else:
            self._deliver((box,), frame, len(frame))

    def settle(self) -> None:
        """Deliver what was put off: before somebody joins or leaves a group, and at the end of the turn."""
        if not self._runs:
            return
        runs, self._runs = self._runs, []
        for boxes, frames in runs:
            if type(boxes) is Group:
                boxes.bursty = len(frames) > 1 or boxes.turn == self.turn
            self._deliver(boxes, frames[0] if len(frames) == 1 else b"".join(frames), max(map(len, frames)))

    def soon(self, what: Callable[[], None]) -> None:
        """Run something in the next turn."""
        self._call_soon(what)

    def late(self, box: "Outbox") -> None:
        """Flush this outbox at the end of the turn."""
        self._late.append(box)

    def watch(self, box: "Outbox") -> None:
        """Look after an outbox whose connection does not take everything."""
        self._slow.add(box)
        if not self._sweeping:
            self._sweeping = True
            self._call_later(SWEEP_SECONDS, self._sweep)

    def _deliver(self, boxes: Iterable["Outbox"], frame: bytes, largest: int) -> None:
        """Write a frame, or several joined of which the `largest` is so long. The time goes here: keep it short."""
        turn = self.turn
        big = len(frame) > self.settings.high_water
        for box in boxes:
            try:
                if box.turn < turn and not big and not box.size():
                    box.turn = turn
                    box.write(frame)
                else:
                    box.add(frame, largest)
            except (RuntimeError, OSError):  # the transport was closed under us; its own road tells the rest
                box.discard()

    def _put_off(self, group: Group, frame: bytes) -> None:
        for boxes, frames in reversed(self._runs):
            if boxes is group:
                frames.append(frame)
                return
            if type(boxes) is not Group or boxes.family is not group.family:
                break
        self._runs.append((group, [frame]))

    def _begin(self) -> None:
        self._open = True
        self._call_soon(self._end)

    def _end(self) -> None:
        self._open = self._collecting = False
        self.settle()
        late, self._late = self._late, []
        self.turn += 1
        for box in late:
            box.flush()

    def _sweep(self) -> None:
        now = self.clock()
        self._slow = {box for box in self._slow if box.still_slow(now)}
        self._sweeping = bool(self._slow)
        if self._slow:
            self._call_later(SWEEP_SECONDS, self._sweep)


class Outbox:
    """The frames that wait for one connection; `on_end(code)` is called once when it is cut."""

    __slots__ = (
        "_allowance",
        "_bytes",
        "_mark",
        "_moved",
        "_pending",
        "_post",
        "lost",
        "on_end",
        "size",
        "turn",
        "write",
    )

    def __init__(self, transport: Transport, post: Post, on_end: Callable[[CloseCode], None]) -> None:
        self.write = transport.write
        self.size = transport.get_write_buffer_size
        self.on_end = on_end
        self.turn = post.turn
        """The turn in which it last wrote at once, or HELD. In its first one it collects: a login brings many."""
        self.lost = False
        self._post = post
        self._pending: list[bytes] | None = None
        self._bytes = 0
        self._allowance = post.settings.max_bytes
        self._mark = 0
        self._moved = 0.0

    @property
    def waiting(self) -> int:
        """Bytes that the client has not taken yet."""
        return self._bytes + self.size()

    def add(self, frame: bytes, largest: int) -> None:
        """Keep a frame until the end of the turn, or longer if the client is slow."""
        if self.lost:
            return
        if self._pending is None:
            self._pending = []
            self.turn = self._post.turn
            self._post.late(self)
        self._pending.append(frame)
        self._bytes += len(frame)
        if self._bytes > self._post.settings.high_water:
            self._relieve(largest)

    def flush(self) -> None:
        """The turn is over: write what waits in one piece, or keep it while the transport is full."""
        if self._pending is None:
            return
        behind = self.size()
        if behind > self._post.settings.high_water:
            self.turn = HELD
        else:
            self._push()
        if behind:
            self._watch()

    def still_slow(self, now: float) -> bool:
        """Write what the transport can take, cut a client that took nothing for long; whether to look again later."""
        size = self.size()
        if size < self._mark:
            self._mark, self._moved = size, now
        if self._pending is not None and size <= self._post.settings.high_water:
            self._push()
            self._mark = size = self.size()
        if self.lost:
            return False
        if not size and self._pending is None:
            self._moved, self._allowance = 0.0, self._post.settings.max_bytes
            return False
        if now - self._moved > self._post.settings.stall_seconds:
            self._cut()
        return not self.lost

    def finish(self, last: bytes) -> None:
        """Write everything that waits, then `last` (a close frame); whatever comes later is dropped."""
        self.settle()
        self._push()
        self.discard()
        try:
            self.write(last)
        except (RuntimeError, OSError):  # closed already
            return

    def settle(self) -> None:
        """Take what was put off for a group."""
        self._post.settle()

    def discard(self) -> None:
        """Drop what waits and take nothing any more."""
        self.lost = True
        self.turn = HELD
        self._pending, self._bytes = None, 0

    def _push(self) -> None:
        pending, self._pending, self._bytes, self.turn = self._pending, None, 0, 0
        if pending:
            try:
                self.write(pending[0] if len(pending) == 1 else b"".join(pending))
            except (RuntimeError, OSError):  # closed under us
                self.discard()

    def _relieve(self, largest: int) -> None:
        """Much waits: hand it over now, so that a burst is not taken for slowness; if it is slowness, cut.

        A single huge frame is not the client's fault: it may wait on top of the limit.
        """
        settings = self._post.settings
        behind = self.size()
        if largest > settings.max_bytes // 2:
            self._allowance = max(self._allowance, settings.max_bytes + largest)
        if behind <= settings.high_water:
            self._push()
            self.turn = max(self.turn, self._post.turn)
            self._watch()
            behind = self.size()
        if behind + self._bytes > self._allowance:
            self._cut()

    def _watch(self) -> None:
        self._mark, self._moved = self.size(), self._moved or self._post.clock()
        self._post.watch(self)

    def _cut(self) -> None:
        self.discard()
        self._post.soon(lambda: self.on_end(CloseCode.SLOW))
