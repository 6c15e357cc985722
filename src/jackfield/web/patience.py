"""How long a connection may ask for nothing: silent ones, and requests that never end, cannot fill the server.

Nothing here ends a request that has begun, or a WebSocket: they have limits of their own.
"""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from aiohttp import web

from jackfield.web.json_api import Handler

SECONDS = 120.0
EVERY_SECONDS = 10.0


class Held(Protocol):
    """A connection, as aiohttp has it."""

    def force_close(self) -> None:
        """End it at once."""


class Patience:
    """`clock` gives seconds. Its middleware is to see all requests of the connections that are given to `sweep`."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._busy: set[Any] = set()
        self._silent: dict[Any, float] = {}
        """Since when each asks for nothing."""
        self._next = 0.0

    @property
    def middleware(self) -> Any:  # noqa: ANN401 - as aiohttp marks it
        """To be put before all others."""

        @web.middleware
        async def noticed(request: web.Request, handler: Handler) -> web.StreamResponse:
            connection = request.protocol
            self._busy.add(connection)
            try:
                return await handler(request)
            finally:
                self._busy.discard(connection)
                self._silent.pop(connection, None)

        return noticed

    def sweep(self, connections: Iterable[Held]) -> None:
        """Let those go that have been silent for too long; to be called about once a second."""
        now = self._clock()
        if now < self._next:
            return
        self._next = now + EVERY_SECONDS
        self._silent = {each: self._silent.get(each, now) for each in connections if each not in self._busy}
        for each, since in self._silent.items():
            if now - since > SECONDS:
                each.force_close()
