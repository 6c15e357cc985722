"""A loop that stands still and a transport that is a list: what the pure parts of the doors are tested with."""

from collections.abc import Callable
from itertools import count

from jackfield.domain.access import Rights, rights_of
from jackfield.domain.directory import User
from jackfield.protocol.errors import CloseCode
from jackfield.protocol.values import Profile
from jackfield.web.hub import Hub
from jackfield.web.outbox import Outbox, Post
from jackfield.web.session import Session
from jackfield.web.settings import OutboxSettings, ResumeSettings
from tests.support.frames import check_frame

EPOCH = "epoch"


class StillLoop:
    """Time and turns go on when told."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._soon: list[Callable[[], None]] = []
        self._later: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()

    def clock(self) -> float:
        return self.now

    def call_soon(self, what: Callable[[], None]) -> None:
        self._soon.append(what)

    def call_later(self, seconds: float, what: Callable[[], None]) -> None:
        self._later.append((self.now + seconds, next(self._order), what))

    def turn(self) -> None:
        """Run what is due in the next turn, and whatever that brings about."""
        while self._soon:
            due, self._soon = self._soon, []
            for what in due:
                what()

    def pass_time(self, seconds: float) -> None:
        """Let time go by; timers run in their order."""
        end = self.now + seconds
        while True:
            self.turn()
            due = [entry for entry in self._later if entry[0] <= end]
            if not due:
                break
            first = min(due)
            self._later.remove(first)
            self.now = max(self.now, first[0])
            first[2]()
        self.now = end


class ListTransport:
    """Takes everything, or only `takes` bytes until it is told to take more, like a client that stops reading."""

    def __init__(self, takes: int | None = None) -> None:
        self.calls: list[bytes] = []
        self.waiting = bytearray()
        self.sent = bytearray()
        self.takes = takes
        self.closed = False

    def write(self, data: bytes) -> None:
        if self.closed:
            raise RuntimeError("the handler is closed")
        self.calls.append(data)
        self.waiting += data
        self.drain(0)

    def drain(self, more: int | None) -> None:
        """The client reads so many bytes more, or from now on everything."""
        if more is None:
            self.takes = None
        elif self.takes is not None:
            self.takes += more
        size = len(self.waiting) if self.takes is None else min(self.takes, len(self.waiting))
        self.sent += self.waiting[:size]
        del self.waiting[:size]
        if self.takes is not None:
            self.takes -= size

    def get_write_buffer_size(self) -> int:
        return len(self.waiting)


class Tab:
    """A socket as the hub sees it."""

    def __init__(self, still: "StillHub", transport: ListTransport | None = None) -> None:
        self.still = still
        self.transport = transport or ListTransport()
        self.ended: list[int] = []
        self.box = Outbox(self.transport, still.post, self.end)

    def end(self, code: int) -> None:
        self.ended.append(code)
        self.box.discard()

    def take(self) -> list[dict[str, object]]:
        """The frames that arrived since the last time, checked against the schema."""
        self.still.loop.turn()
        frames, rest = split_frames(bytes(self.transport.sent))
        assert not rest
        self.transport.sent.clear()
        return [check_frame(payload) for opcode, payload in frames if opcode == 1]


class StillHub:
    """A hub on the still loop."""

    def __init__(self, *, resume: ResumeSettings | None = None, outbox: OutboxSettings | None = None) -> None:
        self.loop = StillLoop()
        self.post = Post(self.loop.call_soon, self.loop.call_later, self.loop.clock, outbox or OutboxSettings())
        ids = count(1)
        self.forgotten: list[str] = []
        self.hub = Hub(
            self.post,
            clock=self.loop.clock,
            epoch=EPOCH,
            new_id=lambda: f"s{next(ids)}",
            settings=resume or ResumeSettings(),
        )
        self.hub.on_forget = self.forgotten.append

    def open(self, rights: Rights, *, numbered: bool = False) -> tuple[Session, Tab]:
        tab = Tab(self)
        return self.hub.join(rights, tab.box, numbered=numbered), tab


def admin(user_id: int = 1) -> Rights:
    return rights_of(User(id=user_id, login=f"user{user_id}", profile=Profile.ADMIN))


def nobody(user_id: int = 1) -> Rights:
    """Sees only what is his own."""
    return Rights(user_id=user_id, profile=Profile.NO_RIGHT, everything=False, supervisor=False)


def split_frames(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """Server frames as (opcode, payload), and an incomplete rest."""
    frames = []
    while len(data) >= 2:
        size, head = data[1], 2
        if size == 126:
            size, head = int.from_bytes(data[2:4]), 4
        elif size == 127:
            size, head = int.from_bytes(data[2:10]), 10
        if len(data) < head + size:
            break
        assert data[0] & 0x80, "a frame in pieces"
        frames.append((data[0] & 0x0F, data[head : head + size]))
        data = data[head + size :]
    return frames, data


SLOW = CloseCode.SLOW
