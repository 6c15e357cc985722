"""Engine.IO 4, as Socket.IO 3 and 4 speak it, by python-socketio. Text only, one namespace.

It serves handshakes, polling and upgrades. Steps do not take its road: its queues have no bound, and it makes a task
for every client and message. Who is on a WebSocket gets them through an outbox of ours on the same connection; who
polls, through the library's queue, whose length is watched here. What clients say is read here too: the library keeps
parts of binary packets without bound, and takes an event called `connect` for its own.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from http import HTTPStatus
from typing import Any

import socketio
from aiohttp import web
from engineio import packet
from engineio.payload import Payload

from jackfield.web.entrance import Refusal
from jackfield.web.json_api import body_of
from jackfield.web.outbox import Post
from jackfield.web.settings import ShuttleSettings
from jackfield.web.shuttle import packets
from jackfield.web.shuttle.exchange import Answer, Client, Exchange, Introduced
from jackfield.web.wire import text_frame

MESSAGES_QUEUED = 500
"""Messages that may wait for a client that polls."""

Payload.max_decode_packets = 10_000
"""In one POST, and none is lost: its length is limited, and what is in it is counted."""

SETTLE_SECONDS = 0.1
"""So long after the last that was given to the library's queue, nothing on that road can be overtaken any more."""


POST_SECONDS = 10.0
"""What a client posts must be complete within so many seconds."""

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
        self.entered = False
        """It has connected as Socket.IO wants it, and is told what happens."""
        self._queued = door.clock()
        self._take = self._socket.receive
        self._socket.receive = self._received

    async def _received(self, given: packet.Packet) -> None:
        """A packet; what is no message, and so not counted as one, is counted here."""
        if given.packet_type == packet.MESSAGE or self._door.exchange.admits(self.client):
            await self._take(given)

    def queue(self, message: bytes) -> None:
        """By the library's queue, or by the WebSocket that it has got meanwhile."""
        box = self.client.box
        if box is None and self._settled and self.transport is not None:
            box = self._door.exchange.on_websocket(self.client, self.transport)
        if box is not None:
            self._door.post.send(box, text_frame(message))
            return
        self._queued = self._door.clock()
        if not self.overfull():
            self._socket.queue.put_nowait(packet.Packet(packet.MESSAGE, message.decode()[1:]))

    def overfull(self) -> bool:
        """It does not take what waits for it, and has been cut."""
        if self._socket.queue.qsize() < MESSAGES_QUEUED:
            return False
        self._door.exchange.leave(self.client, "it does not read")
        self.cut("it does not read")
        return True

    @property
    def _settled(self) -> bool:
        """It has a WebSocket, and nothing is on the library's road to it."""
        upgraded = self._socket.upgraded and self._socket.queue.empty()
        return upgraded and self._door.clock() - self._queued > SETTLE_SECONDS

    def cut(self, why: str) -> None:
        """End it at once."""
        if not self.abort():
            self._door.soon(self.close())

    async def close(self) -> None:
        """End it as the library does."""
        await self._socket.close(wait=False)

    def abort(self) -> bool:
        """Tear its WebSocket down, if it has one."""
        if not self._socket.upgraded or self.transport is None:
            return False
        self.transport.abort()
        return True


class Posted:
    """A POST whose body is complete: the library takes what has come so far for all of it. As much as it looks at."""

    def __init__(self, request: web.Request, body: bytes) -> None:
        self.method = request.method
        self.headers = request.headers
        self.version = request.version
        self.path = request.path
        self.path_qs = request.path_qs
        self.query_string = request.query_string
        self.content = self
        self.body = body

    async def read(self, length: int) -> bytes:
        return self.body


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
        """By the session id of Engine.IO, from its handshake on."""
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
        self._library = dict(self.engine.handlers)
        for event, handler in (("connect", self._begun), ("message", self._said), ("disconnect", self._ended)):
            self.engine.on(event, handler)
        self._server.on("connect", self._entered)

    def __len__(self) -> int:
        return len(self._ways)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """A request of a client that said `EIO=4`."""
        if "j" in request.query:  # scripts of any page may ask so, and name no origin
            raise Refusal(HTTPStatus.BAD_REQUEST, "UnknownProtocol", "This address answers no scripts.")
        way = self._ways.get(request.query.get("sid", ""))
        if way is not None and request.headers.get("Upgrade", "").lower() == "websocket":
            way.transport = request.transport
        asked = await self._posted(request, way) if request.method == "POST" else request
        try:
            response: web.StreamResponse = await self._server.handle_request(asked)
        except web.HTTPException:  # an upgrade that is none
            self._end_on(request)
            raise
        except Exception as error:  # what is no packet is an error of the library's own
            way = self._end_on(request)
            if way is not None:
                self.exchange.garbage(way.client, f"no packet of Engine.IO: {error}")
                way.abort()
            raise Refusal(HTTPStatus.BAD_REQUEST, "BadRequest", "This is no packet of Engine.IO.") from None
        return response

    async def _posted(self, request: web.Request, way: Way4 | None) -> Posted:
        """A POST with its body; the library would drop one that it cannot read, and say that all is well."""
        posted = Posted(request, await body_of(request, POST_SECONDS))
        try:
            Payload(encoded_payload=posted.body.decode())
        except Exception as error:  # whatever the library does not expect
            if way is not None:
                self.exchange.garbage(way.client, f"no packets of Engine.IO: {error}")
                way.cut("it sent what is no packet")
            raise Refusal(HTTPStatus.BAD_REQUEST, "BadRequest", "These are no packets of Engine.IO.") from None
        return posted

    def _end_on(self, request: web.Request) -> Way4 | None:
        """End who has come by this request's connection, if anybody has."""
        for way in self._ways.values():
            if way.transport is not None and way.transport is request.transport:
                self.soon(way.close())
                return way
        return None

    async def _begun(self, engine_sid: str, environ: dict[str, Any]) -> None:
        self._ways[engine_sid] = Way4(self, engine_sid, environ["aiohttp.request"])
        await self._library["connect"](engine_sid, environ)

    async def _ended(self, engine_sid: str, reason: str = "") -> None:
        await self._library["disconnect"](engine_sid, reason)
        way = self._ways.pop(engine_sid, None)
        if way is not None:
            self.exchange.leave(way.client, str(reason) or "it is gone")

    async def _entered(self, sid: str, environ: dict[str, Any], auth: object = None) -> None:
        way = self._ways[self._server.manager.eio_sid_from_sid(sid, "/")]
        way.entered = True
        self.exchange.enter(way.client)

    async def _said(self, engine_sid: str, text: object) -> None:
        """A message of a client. The library has a part in connecting, and in nothing else."""
        way = self._ways.get(engine_sid)
        if way is None or way.overfull():
            return
        try:
            said = packets.said(text if isinstance(text, str) else "")
        except packets.BadPacket as bad:
            self.exchange.garbage(way.client, str(bad))
            return
        if said.kind == packets.EVENT and said.namespace == "/" and way.entered:
            self.exchange.hear(way.client, said.name, said.arguments, partial(self._answer, way, said.ack))
        elif said.kind == packets.CONNECT and not way.entered:
            await self._library["message"](engine_sid, text)
            if not way.entered:
                self.exchange.garbage(way.client, f"no such namespace: {said.namespace[:80]}")
        elif said.kind == packets.DISCONNECT:
            self.exchange.leave(way.client, "it said goodbye")
            way.cut("it said goodbye")
        else:
            self.exchange.garbage(way.client, f"a Socket.IO packet of kind {said.kind!r}")

    def _answer(self, way: Way4, ack: str, answer: Answer) -> None:
        if ack and way.client in self.exchange:
            way.queue(packets.answer(ack, answer))

    def soon(self, what: Coroutine[object, object, None]) -> None:
        """Have something of the library done, by nobody in particular."""
        task = asyncio.ensure_future(what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End all: they are told, then their connections are closed, for which the library would wait."""
        ways = list(self._ways.values())
        for way in ways:
            await way.close()
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
