"""Clients in a process of their own: thousands of sockets on one epoll, as little Python for each as can be.

They speak just enough WebSocket: the upgrade, one text frame to send, and the lengths of the frames that come.
"""

import select
import socket
import struct
import time
from collections.abc import Iterator
from typing import Any

from _process import Pipe, cpu
from _report import allow_files

UPGRADE = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
AT_ONCE = 200
"""Connections under way at the same time."""
READ_BYTES = 1 << 16


def masked(text: bytes) -> bytes:
    """A client's text frame (the mask is all zeros, which is allowed)."""
    if len(text) < 126:
        return struct.pack("!BBI", 0x81, 0x80 | len(text), 0) + text
    return struct.pack("!BBHI", 0x81, 0x80 | 126, len(text), 0) + text


class Socket:
    """One client. `keep`: its frames are kept; otherwise only the bytes are counted."""

    __slots__ = ("buffer", "bytes", "close_code", "closed", "frames", "keep", "sock", "to_send", "upgraded")

    def __init__(self, sock: socket.socket, to_send: bytes, *, upgraded: bool, keep: bool) -> None:
        self.sock = sock
        self.to_send = to_send
        self.upgraded = upgraded
        self.keep = keep
        self.buffer = b""
        self.bytes = 0
        self.frames: list[tuple[float, bytes]] = []
        self.close_code = 0
        self.closed = False

    def take(self, data: bytes, now: float) -> int:
        """Bytes came; gives how many of them count."""
        if not self.upgraded:
            self.buffer += data
            head, end, data = self.buffer.partition(b"\r\n\r\n")
            if not end:
                return 0
            if b" 101 " not in head[:16]:
                raise RuntimeError(f"refused: {head[:80]!r} {data[:200]!r}")
            self.upgraded = True
            self.buffer = b""
        self.bytes += len(data)
        if self.keep:
            self.buffer += data
            self.buffer = self._cut(self.buffer, now)
        return len(data)

    def _cut(self, data: bytes, now: float) -> bytes:
        at = 0
        while len(data) - at >= 2:
            size, head = data[at + 1], 2
            if size == 126:
                size, head = int.from_bytes(data[at + 2 : at + 4]), 4
            elif size == 127:
                size, head = int.from_bytes(data[at + 2 : at + 10]), 10
            if len(data) - at < head + size:
                break
            payload = data[at + head : at + head + size]
            if data[at] == 0x88:
                self.close_code = int.from_bytes(payload[:2])
            else:
                self.frames.append((now, payload))
            at += head + size
        return data[at:]


class Clients:
    """All sockets of the process, and the one loop that serves them."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._all: list[Socket] = []
        self._open: dict[int, Socket] = {}
        self._marked = 0
        self._total = 0

    def connect(
        self,
        port: int,
        paths: list[str],
        text: bytes = b"",
        *,
        keep: bool = False,
        receive_buffer: int = 0,
        at_once: int = AT_ONCE,
    ) -> float:
        """Open a WebSocket for each path (a plain connection where it is ""); seconds it took.

        `text` is sent by each as soon as it is upgraded.
        """
        began = time.monotonic()
        waiting: list[Socket] = []
        for path in paths:
            sock = socket.socket()
            if receive_buffer:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.connect(("127.0.0.1", port))
            sock.setblocking(False)
            one = Socket(sock, text, upgraded=not path, keep=keep)
            if path:
                sock.send(UPGRADE.format(path=path).encode())
                waiting.append(one)
            self._all.append(one)
            self._open[sock.fileno()] = one
            self._epoll.register(sock.fileno(), select.EPOLLIN)
            waiting = self._until_few(waiting, at_once)
        self._until_few(waiting, 0)
        return time.monotonic() - began

    def _until_few(self, waiting: list[Socket], few: int) -> list[Socket]:
        deadline = time.monotonic() + 60
        while len(waiting) > few:
            self.work(0.05)
            waiting = [one for one in waiting if not one.upgraded]
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(waiting)} upgrades are not answered")
        return waiting

    def work(self, seconds: float) -> int:
        """Serve what is ready; gives how many bytes came."""
        came = 0
        ready = self._epoll.poll(seconds, 1024)
        now = time.monotonic()
        for number, _ in ready:
            one = self._open[number]
            try:
                data = one.sock.recv(READ_BYTES)
            except ConnectionError:
                data = b""
            if not data:
                self._shut(one)
                continue
            was = one.upgraded
            came += one.take(data, now)
            if one.to_send and one.upgraded and not was:
                one.sock.send(masked(one.to_send))
        self._total += came
        return came

    def _shut(self, one: Socket) -> None:
        if not one.closed:
            one.closed = True
            self._open.pop(one.sock.fileno(), None)
            self._epoll.unregister(one.sock.fileno())
            one.sock.close()

    def settle(self, quiet: float = 0.3) -> int:
        """Serve until nothing has come for so long; gives the bytes since the last mark, and sets one."""
        last = time.monotonic()
        while time.monotonic() - last < quiet:
            if self.work(quiet / 4):
                last = time.monotonic()
        return self.mark()

    def now(self) -> float:
        """The clock by which frames are stamped."""
        return time.monotonic()

    def mark(self) -> int:
        """The bytes since the last mark."""
        since, self._marked = self._total - self._marked, self._total
        return since

    def expect(self, count: int, timeout: float = 30.0) -> float:
        """Serve until so many bytes have come since the last mark, which is set anew; gives the seconds it took."""
        began = time.monotonic()
        while self._total - self._marked < count:
            self.work(1.0)
            if time.monotonic() - began > timeout:
                raise TimeoutError(f"{self._total - self._marked} of {count} bytes")
        self._marked += count
        return time.monotonic() - began

    def serve(self, seconds: float) -> None:
        """Serve for so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.work(left)

    def stop_reading(self, index: int) -> None:
        """This client reads no more."""
        self._epoll.modify(self._all[index].sock.fileno(), 0)

    def read_again(self, index: int) -> None:
        """It does again."""
        if not self._all[index].closed:
            self._epoll.modify(self._all[index].sock.fileno(), select.EPOLLIN)

    def cut(self) -> None:
        """All connections end without a goodbye."""
        for one in list(self._open.values()):
            one.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._shut(one)

    def drop(self) -> None:
        """Forget all sockets."""
        self.cut()
        self._all.clear()

    def take_frames(self) -> list[list[tuple[float, bytes]]]:
        """Time and payload of the frames of each client, and forget them."""
        found = [one.frames for one in self._all]
        for one in self._all:
            one.frames = []
        return found

    def codes(self) -> list[int]:
        """The close code each got, 0 for none."""
        return [one.close_code for one in self._all]


def clients(pipe: Pipe) -> None:
    """The process. Between two requests it goes on reading."""
    allow_files(20_000)
    mine = Clients()
    pipe.send((True, "ready"))
    for what, args in _requests(pipe, mine):
        try:
            pipe.send((True, cpu() if what == "cpu" else _do(mine, what, args)))
        except Exception as error:  # whatever it was, the one who asked must hear of it
            pipe.send((False, f"{what}: {error!r}"))


def _requests(pipe: Pipe, mine: Clients) -> Iterator[tuple[str, tuple[Any, ...]]]:
    number = pipe.fileno()
    epoll = mine._epoll
    while True:
        while not pipe.poll(0):
            # the pipe is only in the set while nothing else is asked
            select.select([number, epoll.fileno()], [], [], 1.0)
            if not pipe.poll(0):
                mine.work(0)
        try:
            yield pipe.recv()
        except EOFError:
            return


def _do(mine: Clients, what: str, args: tuple[Any, ...]) -> Any:
    keywords: dict[str, Any] = {}
    if args and isinstance(args[-1], dict):
        *rest, keywords = args
        args = tuple(rest)
    return getattr(mine, what)(*args, **keywords)
