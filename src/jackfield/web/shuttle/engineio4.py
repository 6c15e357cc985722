"""Engine.IO 4, as Socket.IO 3 and 4 speak it, by python-socketio.

It serves handshakes, polling, upgrades and answers. Steps do not take its road: its queues have no bound, and it makes
a task for every client and message. Who is on a WebSocket gets them through an outbox of ours on the same connection;
who polls, through the library's queue, whose length is watched here.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

import socketio
from aiohttp import web
from engineio import packet

from jackfield.web.outbox import Post
from jackfield.web.settings import ShuttleSettings
from jackfield.web.shuttle.exchange import Answer, Client, Exchange, Introduced
from jackfield.web.wire import text_frame

MESSAGES_QUEUED = 500
"""Messages that may wait for a client that polls."""

SETTLE_SECONDS = 0.1
"""So long after the last that was given to the library's queue, nothing on that road can be overtaken any more."""


CLOSING_SECONDS = 0.05
"""How long the library has for telling its clients that the server stops."""


class Way4:
    """The way to one client of python-socketio."""

    def __init__(self, door: "EngineIo4", engine_sid: str, request: web.Request) -> None:
        self._door = door
        self._socket = door.engine.sockets[engine_sid]
        self.transport = request.transport
        """Of the request for its WebSocket, from then on; an upgrade may still fail."""
        self.client = Client(engine_sid, self, door.introduced(request), 4)
        self._queued = door.clock()

    def queue(self, message: bytes) -> None:
        """By the library's queue, or by the WebSocket that it has got meanwhile."""
        if self._has_websocket and self._door.clock() - self._queued > SETTLE_SECONDS and self.transport is not None:
            box = self._door.exchange.on_websocket(self.client, self.transport)
            self._door.post.send(box, text_frame(message))
            return
        self._queued = self._door.clock()
        if self._socket.queue.qsize() >= MESSAGES_QUEUED:
            self._door.exchange.leave(self.client, "it does not read")
            self.cut("it does not read")
            return
        self._socket.queue.put_nowait(packet.Packet(packet.MESSAGE, message.decode()[1:]))

    @property
    def _has_websocket(self) -> bool:
        return bool(self._socket.upgraded) and self._socket.queue.empty()

    def cut(self, why: str) -> None:
        """End it at once."""
        if not self.abort():
            self._door.soon(self._socket.close(wait=False))

    def abort(self) -> bool:
        """Tear its WebSocket down, if it has one."""
        if not self._socket.upgraded or self.transport is None:
            return False
        self.transport.abort()
        return True


class EngineIo4:
    """The library, and the requests that belong to it."""

    def __init__(
        self,
        settings: ShuttleSettings,
        exchange: Exchange,
        post: Post,
        clock: Callable[[], float],
        introduced: Callable[[web.Request], Introduced],
    ) -> None:
        self.introduced = introduced
        self.exchange = exchange
        self.post = post
        self.clock = clock
        self._ways: dict[str, Way4] = {}
        """By the session id of Engine.IO."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = socketio.AsyncServer(
            async_mode="aiohttp",
            async_handlers=False,  # one message of a client after another: a flood makes no tasks
            cors_allowed_origins=[],  # who may come is said by the door
            ping_interval=settings.ping_seconds,
            ping_timeout=settings.silent_seconds,
            max_http_buffer_size=settings.max_message,
            http_compression=False,
            logger=_quiet(),
            engineio_logger=_quiet(),
        )
        self.engine = self._server.eio
        self._server.on("connect", self._entered)
        self._server.on("disconnect", self._left)
        self._server.on("*", self._said)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """A request of a client that said `EIO=4`."""
        way = self._ways.get(request.query.get("sid", ""))
        if way is not None and request.headers.get("Upgrade", "").lower() == "websocket":
            way.transport = request.transport
        response: web.StreamResponse = await self._server.handle_request(request)
        return response

    async def _entered(self, sid: str, environ: dict[str, Any], auth: object = None) -> None:
        engine_sid = self._server.manager.eio_sid_from_sid(sid, "/")
        way = self._ways[engine_sid] = Way4(self, engine_sid, environ["aiohttp.request"])
        self.exchange.enter(way.client)

    async def _left(self, sid: str, reason: str = "") -> None:
        engine_sid = self._server.manager.eio_sid_from_sid(sid, "/")
        way = self._ways.pop(engine_sid, None)
        if way is not None:
            self.exchange.leave(way.client, str(reason) or "it is gone")

    async def _said(self, name: str, sid: str, *arguments: object) -> Answer | None:
        way = self._ways.get(self._server.manager.eio_sid_from_sid(sid, "/"))
        return None if way is None else self.exchange.hear(way.client, name, arguments)

    def soon(self, what: Coroutine[object, object, None]) -> None:
        """Have something of the library done, by nobody in particular."""
        task = asyncio.ensure_future(what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End all: they are told, then their connections are closed, for which the library would wait."""
        ways = list(self._ways.values())
        for socket in list(self.engine.sockets.values()):
            await socket.close(wait=False)
        if ways:
            await asyncio.sleep(CLOSING_SECONDS)
        for way in ways:
            way.abort()
        if self.engine.service_task_handle is not None:
            await self._server.shutdown()


def _quiet() -> logging.Logger:
    """The library's own log: what clients do wrong is said by the exchange, once and with a name."""
    logger = logging.getLogger("jackfield.shuttle")
    logger.setLevel(logging.CRITICAL)
    return logger
