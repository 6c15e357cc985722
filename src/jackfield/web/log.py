"""The event log: what was sent lately to numbered sessions, so that they can come back without a gap.

A *lane* holds the entries of one address (a topic under one spelling, or the answers to one session). Positions rise
over all lanes together, so that one number tells a client where it was. Pure: the clock is passed in.
"""

from collections import deque

from jackfield.protocol.encode import number
from jackfield.web.wire import text_frame


class Entry:
    """One frame that was sent, at position `seq` and time `at` (seconds)."""

    __slots__ = ("_wire", "at", "lane", "payload", "seq")

    def __init__(self, seq: int, at: float, lane: "Lane", payload: bytes) -> None:
        self.seq = seq
        self.at = at
        self.lane = lane
        self.payload = payload
        """The plain frame, as JSON."""
        self._wire: bytes | None = None

    def wire(self) -> bytes:
        """The WebSocket frame with its position, made when first asked for."""
        if self._wire is None:
            self._wire = text_frame(number(self.payload, self.seq))
        return self._wire


class Lane:
    """The entries of one address that are still kept, oldest first."""

    __slots__ = ("_entries", "floor")

    def __init__(self) -> None:
        self.floor = 0
        """The position of the newest entry that is no longer kept."""
        self._entries: deque[Entry] | None = None  # most lanes of idle sessions never hold any

    def __len__(self) -> int:
        return len(self._entries) if self._entries else 0

    def append(self, entry: Entry) -> None:
        if self._entries is None:
            self._entries = deque()
        self._entries.append(entry)

    def drop_first(self) -> Entry:
        """Forget the oldest entry; there must be one."""
        assert self._entries
        entry = self._entries.popleft()
        self.floor = entry.seq
        if not self._entries:
            self._entries = None
        return entry

    def starts_with(self, entry: Entry) -> bool:
        return bool(self._entries) and self._entries[0] is entry  # type: ignore[index]

    def after(self, seq: int) -> list[Entry]:
        """The entries behind this position, in order."""
        found: list[Entry] = []
        for entry in reversed(self._entries or ()):
            if entry.seq <= seq:
                break
            found.append(entry)
        found.reverse()
        return found


class Ring:
    """A limited part of the log, over many lanes: so many entries, seconds and bytes, whichever ends first."""

    def __init__(self, entries: int, seconds: float, max_bytes: int) -> None:
        self._limit = entries
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._entries: deque[Entry] = deque()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._entries)

    def append(self, entry: Entry) -> None:
        """Keep an entry, in its lane too; the oldest may go for it."""
        self._entries.append(entry)
        self._bytes += len(entry.payload)
        entry.lane.append(entry)
        while len(self._entries) > self._limit or self._bytes > self._max_bytes:
            self._evict()

    def expire(self, now: float) -> None:
        """Forget what is too old."""
        while self._entries and now - self._entries[0].at > self._seconds:
            self._evict()

    def shorten(self, lane: Lane) -> None:
        """Forget the oldest entry of one lane: it had its share."""
        entry = lane.drop_first()
        self._bytes -= len(entry.payload)
        entry.payload = b""  # its place in the ring goes in its own time

    def _evict(self) -> None:
        entry = self._entries.popleft()
        self._bytes -= len(entry.payload)
        if entry.lane.starts_with(entry):
            entry.lane.drop_first()
