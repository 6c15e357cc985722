"""A browser's connection to the PBX's SIP, which may outlive the browser's own for some seconds.

A page that is loaded again, or whose network broke, comes back to the same connection: to the PBX nothing has happened,
and what it said meanwhile is delivered. Messages pass unchanged, in order, and each side waits for the other.
"""

import asyncio
from collections import deque
from contextlib import suppress

import structlog
from aiohttp import WebSocketError, WSCloseCode, WSMsgType, web

from jackfield.protocol.errors import CloseCode
from jackfield.protocol.sip import Unreadable, is_keepalive, read
from jackfield.web import sip
from jackfield.web.ports import SipLink

log = structlog.get_logger()

MOST_WAITING = 64 * 1024
"""Bytes kept for a browser that is away; over it, it is given up."""
MOST_CALLS = 16
"""Calls that are remembered, the last ones: a browser has two."""
STALL_SECONDS = 10.0
"""A side that takes nothing for so long is given up."""
FORBIDDEN = "This is not your line"


class SipLine:
    """One link to the PBX and the browser's socket that has it at present. `account` empty: anybody's."""

    def __init__(self, link: SipLink, account: str, holder: str) -> None:
        self.account = account
        self.holder = holder
        self._link = link
        self._socket: web.WebSocketResponse | None = None
        self._waiting: deque[str | bytes] = deque()
        self._size = 0
        self._pump: asyncio.Task[None] | None = None
        self.ended = False
        self.calls: deque[str] = deque(maxlen=MOST_CALLS)
        """The Call-IDs of what the browser began or answered, as far as it says whose it is."""

    @property
    def attended(self) -> bool:
        """Whether a browser is there."""
        return self._socket is not None

    async def carry(self, socket: web.WebSocketResponse) -> bool:
        """Carry messages until the browser is gone; whether it may come back."""
        await self._leave(WSCloseCode.GOING_AWAY, b"")
        self._socket = socket
        try:
            await self._deliver_waiting(socket)
            if self._pump is None:
                self._pump = asyncio.create_task(self._from_pbx(), name="SIP from the PBX")
            broken = await self._from_browser(socket)
        finally:
            if self._socket is socket:
                self._socket = None
        left = socket.close_code in (None, WSCloseCode.GOING_AWAY, WSCloseCode.ABNORMAL_CLOSURE)
        return left and not self.ended and not broken

    async def end(self, code: int = WSCloseCode.GOING_AWAY, reason: str = "") -> None:
        """Close both sides."""
        self.ended = True
        if self._pump is not None and self._pump is not asyncio.current_task():
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)
        await self._leave(code, reason.encode())
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(STALL_SECONDS):
                await self._link.close()

    async def _leave(self, code: int, reason: bytes) -> None:
        socket, self._socket = self._socket, None
        if socket is not None:
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(STALL_SECONDS):
                    await socket.close(code=code, message=reason)

    async def _from_browser(self, socket: web.WebSocketResponse) -> bool:
        """Pass on what comes; whether it ended with what is no WebSocket message, too large a one, or no SIP."""
        async for message in socket:
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return isinstance(message.data, WebSocketError)
            try:
                answer = self._answer_to(message.data)
            except Unreadable as why:
                log.warning("SIP that cannot be read", account=self.account, why=str(why))
                await self._leave(CloseCode.BAD_SIP, f"{CloseCode.BAD_SIP.sentence[:-1]}: {why}.".encode())
                return True
            if answer is None:
                if not await self._send(message.data):
                    break
            elif answer:
                await socket.send_str(answer)
        return False

    def _answer_to(self, message: str | bytes) -> str | None:
        """What the browser is told instead of passing it on; empty: nothing; None: it passes. Raises Unreadable."""
        if not self.account or is_keepalive(message):
            return None
        head = read(message)
        if sip.speaks_for(head, self.account):
            call = head.one("call-id")
            if sip.of_call(head) and call not in self.calls:
                self.calls.append(call)
            return None
        log.warning("SIP for another line was refused", account=self.account, method=head.method)
        return "" if head.method == "ACK" else sip.refusal(head, FORBIDDEN)

    async def _send(self, message: str | bytes) -> bool:
        try:
            async with asyncio.timeout(STALL_SECONDS):
                await self._link.send(message)
        except (OSError, TimeoutError):
            self.ended = True
            return False
        return True

    async def _from_pbx(self) -> None:
        with suppress(OSError):
            while (message := await self._link.receive()) is not None:
                if not await self._deliver(message):
                    break
        await self.end()

    async def _deliver(self, message: str | bytes) -> bool:
        socket = self._socket
        if socket is not None:
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(STALL_SECONDS):
                    await _write(socket, message)
                    return True
            await self._leave(CloseCode.SLOW, CloseCode.SLOW.sentence.encode())
        self._waiting.append(message)
        self._size += len(message)
        return self._size <= MOST_WAITING

    async def _deliver_waiting(self, socket: web.WebSocketResponse) -> None:
        while self._waiting:
            message = self._waiting.popleft()
            self._size -= len(message)
            await _write(socket, message)


async def _write(socket: web.WebSocketResponse, message: str | bytes) -> None:
    await (socket.send_str(message) if isinstance(message, str) else socket.send_bytes(message))
