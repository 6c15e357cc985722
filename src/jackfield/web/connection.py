"""One WebSocket: what comes in is read, checked and handed to the core; how it lives and ends.

Everything that goes out, control frames too, goes through the outbox, so that frames never mix. Nothing here knows
what a command does.
"""

import asyncio
from collections.abc import Callable

import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from jackfield.domain.core import Client
from jackfield.domain.effects import Reply
from jackfield.protocol.commands import Command, Ping
from jackfield.protocol.decode import decode_frame
from jackfield.protocol.encode import PING
from jackfield.protocol.errors import THROTTLED, BadFrame, CloseCode, RefusalCode
from jackfield.protocol.events import CommandResult, Error, Event
from jackfield.protocol.values import ResultStatus
from jackfield.web.hub import Hub
from jackfield.web.outbox import Outbox
from jackfield.web.ports import Engine
from jackfield.web.session import Session
from jackfield.web.settings import WebSettings
from jackfield.web.throttle import Bucket, Rate
from jackfield.web.wire import PING as PROTOCOL_PING
from jackfield.web.wire import close_frame, pong_frame, text_frame

log = structlog.get_logger()

PING_TEXT = PING.decode()
PING_ANSWER = text_frame(PING)

FIRST_CLOSE_CODE = min(CloseCode)

LINGER_SECONDS = 2.0
"""After a frame that broke the rules, what still comes is read and thrown away for so long: a connection closed over
unread bytes is reset, and the client would never see the close code."""


class Socket(web.WebSocketResponse):
    """aiohttp's WebSocket with one change: it never writes by itself, `on_broken(code)` is called instead."""

    on_broken: Callable[[int], None] | None = None

    async def close(self, *, code: int = WSCloseCode.OK, message: bytes = b"", drain: bool = True) -> bool:
        """Called by aiohttp when the client broke the protocol, when it is gone, or when the handler is through."""
        if self.on_broken is None:
            return False
        self.on_broken(code)
        return True


class Surroundings:
    """What all connections of a server share."""

    __slots__ = ("_settings", "clock", "engine", "hub", "loop", "rate")

    def __init__(self, hub: Hub, engine: Engine, settings: WebSettings, loop: asyncio.AbstractEventLoop) -> None:
        self.hub = hub
        self.engine = engine
        self.rate = Rate.of_messages(settings.throttle.message_per_duration, settings.throttle.max_burst)
        self.loop = loop
        self.clock = loop.time
        self._settings = settings

    def grace_seconds(self, code: int) -> float:
        """How long a client may take to answer a close frame."""
        return self._settings.slow_close_seconds if code == CloseCode.SLOW else self._settings.close_seconds


class Connection:
    """The life of one WebSocket between its upgrade and its end."""

    __slots__ = ("_around", "_bucket", "_transport", "box", "client", "code", "heard", "session")

    def __init__(self, transport: asyncio.Transport, around: Surroundings) -> None:
        self._around = around
        self._transport = transport
        self._bucket: Bucket | None = None
        self.box = Outbox(transport, around.hub.post, self.end)
        self.heard = around.clock()
        """When anything, pongs included, came last; seconds of the loop's clock."""
        self.code: int | None = None
        """The close code, once the end has begun."""
        self.session: Session | None = None
        self.client: Client | None = None

    def begin(self, session: Session, number: str = "") -> Client:
        """From now on this is the socket of a session; `number` as `agentNumber` of the legacy login."""
        self.session = session
        self.client = Client(session=session.id, user_id=session.user_id, numbered=session.numbered, number=number)
        return self.client

    @property
    def id(self) -> str:
        """The session's id; empty before it has one."""
        return "" if self.session is None else self.session.id

    def end(self, code: int, reason: str | None = None) -> None:
        """Say why and stop: what waits is sent, then a close frame; the client has some seconds to answer it."""
        if self.code is not None:
            return
        self.code = code
        if reason is None:
            reason = CloseCode(code).sentence if code >= FIRST_CLOSE_CODE else ""
        self.box.finish(close_frame(code, reason))
        self._leave()
        if not self._transport.is_closing():
            self._around.loop.call_later(self._around.grace_seconds(code), self._transport.abort)

    def abort(self) -> None:
        """Tear the connection down."""
        self._transport.abort()

    def ping(self) -> None:
        """Ask the browser, not the page, for a sign of life."""
        self._around.hub.post.send(self.box, PROTOCOL_PING)

    async def run(self, socket: Socket) -> None:
        """Read until the end."""
        try:
            while await self._step(socket):
                pass
        finally:
            self.code = self.code or WSCloseCode.ABNORMAL_CLOSURE
            self.box.discard()
            self._leave()

    async def _step(self, socket: Socket) -> bool:
        message = await socket.receive()
        self.heard = self._around.clock()
        match message.type:
            case WSMsgType.TEXT:
                if self.code is None:
                    self._take(message.data)
            case WSMsgType.PING:
                self._around.hub.post.send(self.box, pong_frame(bytes(message.data)))
            case WSMsgType.PONG:
                pass
            case WSMsgType.BINARY:
                self.end(CloseCode.NOT_TEXT)
            case WSMsgType.CLOSE:
                # 1005 stands for a close frame without code; RFC 6455 7.4.1 forbids to send it.
                self.end(message.data or WSCloseCode.OK, "")
                self._transport.close()
                return False
            case _:
                await self._linger()
                return False
        return True

    def broken(self, code: int) -> None:
        """aiohttp found the client breaking the protocol, or gone (then nothing can be written any more)."""
        if code == WSCloseCode.OK:  # the connection was lost without a close frame
            code = WSCloseCode.ABNORMAL_CLOSURE
        self.end(CloseCode.FRAME_TOO_BIG if code == WSCloseCode.MESSAGE_TOO_BIG else code)

    def _take(self, text: str) -> None:
        """One text frame. Pings are answered whatever else happens (protocol 1.8)."""
        if text == PING_TEXT:
            self._around.hub.post.send(self.box, PING_ANSWER)
            return
        try:
            self._do(decode_frame(text))
        except BadFrame as bad:
            self._bad(bad)
        except Exception:
            log.exception("command failed", session=self.id)
            self.end(CloseCode.INTERNAL)

    def _do(self, command: Command | Ping) -> None:
        if isinstance(command, Ping):
            self._around.hub.post.send(self.box, PING_ANSWER)
        elif not self._admits():
            self._throttled(command.requestId)
        elif self.client is not None:
            self._around.engine.ask(self.client, command)

    def _bad(self, bad: BadFrame) -> None:
        if not self._admits():
            self._throttled(bad.requestId)
            return
        self._reply(Error(Error=bad.message))
        if bad.requestId is not None:
            self._reply(_refusal(bad.requestId, bad.code, bad.message))

    def _throttled(self, request_id: str | None) -> None:
        if self.session is not None:
            self._around.hub.tell(self.session, Error(Error=THROTTLED))
            if request_id is not None:
                code = RefusalCode.THROTTLED
                self._around.hub.tell(self.session, _refusal(request_id, code, code.sentence))

    def _admits(self) -> bool:
        if self._bucket is None:
            self._bucket = Bucket(self._around.rate, self.heard)
        return self._bucket.admits(self.heard)

    def _reply(self, event: Event) -> None:
        self._around.hub.perform(Reply(self.id, event))

    def _leave(self) -> None:
        if self.session is not None:
            self._around.hub.leave(self.session, self.box, for_good=self.code == CloseCode.REVOKED)

    async def _linger(self) -> None:
        waited = 0.0
        while not self._transport.is_closing() and waited < LINGER_SECONDS:
            await asyncio.sleep(0.05)
            waited += 0.05


def _refusal(request_id: str, code: RefusalCode, message: str) -> CommandResult:
    return CommandResult(requestId=request_id, status=ResultStatus.REFUSED, code=code, message=message)
