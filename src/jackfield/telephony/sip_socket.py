"""Asterisk's SIP over WebSocket (RFC 7118), as a client: a connection for each browser. Nothing is read or changed."""

import asyncio
from types import TracebackType
from typing import Self

import aiohttp

CONNECT_SECONDS = 5.0
CLOSE_SECONDS = 2.0
LARGEST = 256 * 1024
"""Bytes of a message from the PBX."""


class AsteriskSip:
    """Opens connections to `url`, which is `ws://HOST:8088/ws` on a plain Asterisk."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http is not None:
            await self._http.close()

    async def open(self, account: str) -> "SipSocket":
        """A new connection. Raises OSError or TimeoutError when there is none to be had."""
        if self._http is None:
            raise ConnectionError("not entered")
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                socket = await self._http.ws_connect(
                    self._url,
                    protocols=("sip",),
                    max_msg_size=LARGEST,
                    timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_SECONDS),
                )
        except aiohttp.ClientError as error:
            raise ConnectionError(str(error)) from None
        return SipSocket(socket)


class SipSocket:
    """One connection."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def send(self, message: str | bytes) -> None:
        """Raises ConnectionError when the PBX is gone."""
        try:
            await (self._socket.send_str(message) if isinstance(message, str) else self._socket.send_bytes(message))
        except aiohttp.ClientError as error:
            raise ConnectionError(str(error)) from None

    async def receive(self) -> str | bytes | None:
        """The next message; None at the end."""
        message = await self._socket.receive()
        if message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
            data: str | bytes = message.data
            return data
        return None

    async def close(self) -> None:
        await self._socket.close()
