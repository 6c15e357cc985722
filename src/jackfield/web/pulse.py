"""One timer for all sockets: protocol pings, and the end of those that do not answer (protocol 1.8).

Sockets are dealt to slots, and one slot is pinged at a time, so that thousands of pings do not fall on one moment.
"""

import asyncio
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Generic, Protocol, TypeVar

from jackfield.protocol.errors import CloseCode

SLOTS = 20


class Alive(Protocol):
    """What is kept alive."""

    @property
    def heard(self) -> float: ...
    def ping(self) -> None: ...
    def end(self, code: int) -> None: ...


_Socket = TypeVar("_Socket", bound=Alive)


class Pulse(Generic[_Socket]):
    """`beat` is to be called SLOTS times per ping period; `clock` is the one of `Alive.heard`."""

    def __init__(self, clock: Callable[[], float], *, silent_seconds: float) -> None:
        self._clock = clock
        self._silent_seconds = silent_seconds
        self._slots: list[dict[_Socket, None]] = [{} for _ in range(SLOTS)]
        self._turn = 0
        self._empty: asyncio.Event | None = None

    def __len__(self) -> int:
        return sum(map(len, self._slots))

    def __iter__(self) -> Iterator[_Socket]:
        return chain.from_iterable(list(slot) for slot in self._slots)

    def add(self, socket: _Socket) -> None:
        """Keep a socket alive from now on."""
        min(self._slots, key=len)[socket] = None

    def remove(self, socket: _Socket) -> None:
        """Its end has come."""
        for slot in self._slots:
            slot.pop(socket, None)
        if self._empty is not None and not len(self):
            self._empty.set()

    async def emptied(self) -> None:
        """Wait until there is no socket left."""
        self._empty = asyncio.Event()
        if len(self):
            await self._empty.wait()

    def beat(self) -> None:
        """End what is silent, ping the next slot."""
        oldest = self._clock() - self._silent_seconds
        for socket in [socket for slot in self._slots for socket in slot if socket.heard < oldest]:
            socket.end(CloseCode.SILENT)
        for socket in self._slots[self._turn]:
            socket.ping()
        self._turn = (self._turn + 1) % SLOTS
