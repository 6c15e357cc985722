"""Engine.IO 3, as Socket.IO 1 and 2 speak it: polling and WebSocket, the client pings. Text only, one namespace.

No kept Python library serves it (decision 0019), and programs of 2015 to 2020 speak nothing else.

    GET without sid         a session: its open packet, Socket.IO's connect
    GET, POST with sid      polling: what waits, as soon as there is something; what the client says
    upgrade with sid        2probe, 3probe, then 5: from now on everything goes by the WebSocket
"""

import asyncio
import secrets
from collections.abc import Callable
from functools import partial
from http import HTTPStatus

import msgspec
from aiohttp import WSMsgType, web

from jackfield.web.connection import Socket
from jackfield.web.json_api import body_of
from jackfield.web.outbox import Outbox, Post
from jackfield.web.settings import ShuttleSettings
from jackfield.web.shuttle import packets
from jackfield.web.shuttle.exchange import Answer, Client, Exchange, Introduced
from jackfield.web.wire import close_frame, pong_frame, text_frame

PROBE = "probe"
POST_SECONDS = 10.0
"""What a client posts must be complete within so many seconds."""
NO_NAMESPACE = '"Invalid namespace"'


class Refusal3(Exception):
    """A request of a client that the protocol refuses; code and message are its own (Engine.IO 3)."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def response(self) -> web.Response:
        """As clients know it."""
        body = msgspec.json.encode({"code": self.code, "message": self.message})
        return web.Response(status=HTTPStatus.BAD_REQUEST, body=body, content_type="application/json")


class Session:
    """One client between its first request and its end."""

    def __init__(self, door: "EngineIo3", about: Introduced) -> None:
        self._door = door
        self.sid = secrets.token_urlsafe(15)
        self.client = Client(self.sid, self, about, 3)
        self.heard = door.clock()
        self.ended = ""
        """Why it is over; empty while it is not."""
        self._waiting: list[str] = []
        self._bytes = 0
        self._poll: asyncio.Future[None] | None = None
        self._upgrading = False
        self._socket: asyncio.Transport | None = None
        """Of the WebSocket that it has begun."""
        self._transport: asyncio.Transport | None = None
        """Of the WebSocket by which everything goes."""
        self._box: Outbox | None = None

    # ------------------------------------------------------------ what goes out

    def begin(self) -> None:
        """The first packets of every session."""
        settings = self._door.settings
        opened = {
            "sid": self.sid,
            "upgrades": ["websocket"],
            "pingInterval": round(settings.ping_seconds * 1000),
            "pingTimeout": round(settings.silent_seconds * 1000),
        }
        self.put(packets.OPEN + msgspec.json.encode(opened).decode())
        self.put(packets.MESSAGE + packets.CONNECT)

    def queue(self, message: bytes) -> None:
        """A message for the next poll."""
        self.put(packets.ascii_only(message))

    def put(self, packet: str) -> None:
        """A packet, by what transport there is."""
        if self.ended:
            return
        if self._box is not None:
            self._door.post.send(self._box, text_frame(packet.encode()))
            return
        self._waiting.append(packet)
        self._bytes += len(packet)
        if self._bytes > self._door.settings.queue_bytes:
            self._door.exchange.leave(self.client, "it does not poll")
            self.cut("it does not poll")
        elif self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    def cut(self, why: str) -> None:
        """End it, whatever waits."""
        if self.ended:
            return
        self.ended = why
        self._door.sessions.pop(self.sid, None)
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        if self._box is not None and self._transport is not None:
            self._box.finish(text_frame(packets.CLOSE.encode()) + close_frame(1000))
            self._transport.close()
            asyncio.get_running_loop().call_later(1.0, self._transport.abort)
        elif self._socket is not None:
            self._socket.abort()
        self._door.exchange.leave(self.client, why)

    async def poll(self) -> web.Response:
        """What waits, as soon as there is something."""
        if self._poll is not None or self._box is not None:
            self.cut("two requests at once")
            raise Refusal3(3, "Bad request")
        if not self._waiting and not self._upgrading:
            self._poll = asyncio.get_running_loop().create_future()
            try:
                await self._poll
            finally:
                self._poll = None
        found, self._waiting, self._bytes = self._waiting, [], 0
        if self.ended:
            found = [packets.CLOSE]
        return _text(packets.payload(found or [packets.NOOP]))

    # ------------------------------------------------------------ what comes in

    def take(self, packet: str) -> None:
        """One packet of the client."""
        self.heard = self._door.clock()
        kind, data = packet[:1], packet[1:]
        if kind == packets.PING:
            if self._door.exchange.admits(self.client):
                self.put(packets.PONG + data)
        elif kind == packets.CLOSE:
            self.cut("it said goodbye")
        elif kind == packets.MESSAGE:
            self._message(data)
        else:
            self._door.exchange.garbage(self.client, f"a packet {packet[:20]!r}")

    def _message(self, text: str) -> None:
        try:
            said = packets.said(text)
        except packets.BadPacket as bad:
            self._door.exchange.garbage(self.client, str(bad))
            return
        ours = said.namespace == "/"
        if said.kind == packets.EVENT and ours:
            self._door.exchange.hear(self.client, said.name, said.arguments, partial(self._answer, said.ack))
        elif said.kind == packets.DISCONNECT and ours:
            self.cut("it said goodbye")
        elif said.kind == packets.CONNECT:
            if self._door.exchange.admits(self.client) and not ours:
                self.put(f"{packets.MESSAGE}{packets.ERROR}{said.namespace[:80]},{NO_NAMESPACE}")
        else:
            self._door.exchange.garbage(self.client, f"a Socket.IO packet of kind {said.kind!r}")

    def _answer(self, ack: str, answer: Answer) -> None:
        if ack:
            self.put(packets.ascii_only(packets.answer(ack, answer)))

    async def websocket(self, request: web.Request, *, new: bool) -> web.StreamResponse:
        """Everything by a WebSocket: at once for a new session, after a probe for one that polls."""
        if self._socket is not None:
            raise Refusal3(3, "Bad request")
        socket = Socket(autoping=False, autoclose=False, compress=False, max_msg_size=self._door.settings.max_message)
        self._socket = transport = request.transport
        try:
            await socket.prepare(request)
        except web.HTTPException:
            self._socket = None
            if new:
                self.cut("it wanted no WebSocket")
            raise
        if transport is None:  # gone before it began
            return socket
        socket.on_broken = lambda code: transport.abort()
        if new:
            self._take_over(transport)
            self.begin()
        try:
            while await self._step(socket, transport):
                pass
        finally:
            if self._transport is transport:
                self.cut("the connection is closed")
            self._upgrading = False
            self._socket = None
            transport.close()
        return socket

    async def _step(self, socket: Socket, transport: asyncio.Transport) -> bool:
        message = await socket.receive()
        if message.type is WSMsgType.PING:
            if self._door.exchange.admits(self.client) and self._box is not None:
                self._door.post.send(self._box, pong_frame(bytes(message.data)))
            return True
        if message.type is WSMsgType.PONG:
            return True
        if message.type is not WSMsgType.TEXT or self.ended:
            return False
        packet = str(message.data)
        if self._transport is transport:
            self.take(packet)
        elif packet == packets.PING + PROBE:
            transport.write(text_frame((packets.PONG + PROBE).encode()))
            self._upgrading = True
            if self._poll is not None and not self._poll.done():
                self._poll.set_result(None)  # so that the client stops polling
        elif packet == packets.UPGRADE and self._upgrading:
            self._take_over(transport)
        else:
            return False
        return not self.ended

    def _take_over(self, transport: asyncio.Transport) -> None:
        self._upgrading = False
        self._transport = transport
        self.heard = self._door.clock()
        waiting, self._waiting, self._bytes = self._waiting, [], 0
        self._box = self._door.exchange.on_websocket(self.client, transport)
        for packet in waiting:
            self.put(packet)

    @property
    def silent(self) -> bool:
        """Nothing has come for longer than its pings may be apart."""
        settings = self._door.settings
        return self._door.clock() - self.heard > settings.ping_seconds + settings.silent_seconds


class EngineIo3:
    """The sessions and the requests that belong to them."""

    def __init__(self, settings: ShuttleSettings, exchange: Exchange, post: Post, clock: Callable[[], float]) -> None:
        self.settings = settings
        self.exchange = exchange
        self.post = post
        self.clock = clock
        self.sessions: dict[str, Session] = {}

    def __len__(self) -> int:
        return len(self.sessions)

    async def handle(self, request: web.Request, about: Introduced) -> web.StreamResponse:
        """A request of a client that said `EIO=3`."""
        try:
            return await self._handle(request, about)
        except Refusal3 as refusal:
            return refusal.response()

    async def _handle(self, request: web.Request, about: Introduced) -> web.StreamResponse:
        transport = request.query.get("transport", "")
        if transport not in ("polling", "websocket") or "j" in request.query:
            raise Refusal3(0, "Transport unknown")
        upgrading = request.headers.get("Upgrade", "").lower() == "websocket"
        if upgrading != (transport == "websocket"):
            raise Refusal3(3, "Bad request")
        sid = request.query.get("sid")
        if sid is None:
            return await self._begin(request, about, upgrading=upgrading)
        session = self.sessions.get(sid)
        if session is None:
            raise Refusal3(1, "Session ID unknown")
        if upgrading:
            return await session.websocket(request, new=False)
        if request.method == "POST":
            return await self._posted(request, session)
        return await session.poll()

    async def _begin(self, request: web.Request, about: Introduced, *, upgrading: bool) -> web.StreamResponse:
        if request.method != "GET":
            raise Refusal3(2, "Bad handshake method")
        session = Session(self, about)
        self.sessions[session.sid] = session
        self.exchange.enter(session.client)
        if upgrading:
            return await session.websocket(request, new=True)
        session.begin()
        return await session.poll()

    async def _posted(self, request: web.Request, session: Session) -> web.Response:
        body = await body_of(request, POST_SECONDS)
        try:
            found = packets.packets(body, twice_encoded="b64" in request.query)
        except packets.BadPacket as bad:
            self.exchange.garbage(session.client, str(bad))
            session.cut("it sent what is no packet")
            raise Refusal3(3, "Bad request") from None
        for packet in found:
            if not session.ended:
                session.take(packet)
        return _text("ok")

    def beat(self) -> None:
        """End those of whom nothing has been heard; to be called about once a second."""
        for session in [session for session in self.sessions.values() if session.silent]:
            session.cut("nothing was heard of it")

    def close(self) -> None:
        """End all."""
        for session in list(self.sessions.values()):
            session.cut("the server stops")


def _text(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/plain")
