"""The doors `/ws` and `/wssip`: SIP over WebSocket (RFC 7118) from browsers to the PBX (protocol 9.3).

With a token, a browser speaks for the line of its user and no other; without one, where that is allowed, only its SIP
password opens a line at the PBX. `holder=NAME` names the browser tab: then one machine at a time is the telephone of a
line, and another one is told so (LINE_IN_USE) unless it asks for it with `take=1`.
"""

import asyncio
from collections.abc import Callable
from http import HTTPStatus

import structlog
from aiohttp import hdrs, web

from jackfield.protocol.errors import CloseCode
from jackfield.web.entrance import Entrance, Proxies, Refusal
from jackfield.web.ports import Accounts, SipExchange
from jackfield.web.rest import client_address
from jackfield.web.settings import WebSettings
from jackfield.web.sip_line import SipLine
from jackfield.web.urls import parameters
from jackfield.web.websocket import check_upgrade

log = structlog.get_logger()

SUBPROTOCOL = "sip"
MOST_PER_ACCOUNT = 8
GOODBYE_SECONDS = 2.0
"""For how long a browser's part of the closing is waited for: nothing is understood any more after a broken frame."""
PROXY_NAME = "{proxy:-[A-Za-z0-9_.-]{1,64}}"
"""Newer clients append the name of a SIP proxy; there is but one here."""


class SipDoor:
    """The handlers, to be added to an application with `routes`. Without `exchange` there is no SIP here.

    `gone` is told of a browser that does not come back, with its account and the Call-IDs of its calls.
    """

    def __init__(
        self,
        settings: WebSettings,
        entrance: Entrance,
        proxies: Proxies,
        accounts: Accounts,
        exchange: SipExchange | None,
        gone: Callable[[str, frozenset[str]], None],
    ) -> None:
        self._settings = settings
        self._entrance = entrance
        self._proxies = proxies
        self._accounts = accounts
        self._exchange = exchange
        self._gone = gone
        self._lines: list[SipLine] = []
        self._keeping: dict[SipLine, asyncio.TimerHandle] = {}
        """Lines whose browser is away, and what ends them."""
        self._ends: set[asyncio.Task[None]] = set()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(path + suffix, self.open, allow_head=False)
            for path in ("/ws", "/wssip")
            for suffix in ("", PROXY_NAME)
        ]

    async def open(self, request: web.Request) -> web.StreamResponse:
        """`?token=T`, `holder=NAME`, `take=1`."""
        check_upgrade(request, self._settings)
        given = parameters(request.raw_path)
        account = self._account(given.get("token", "") or request.headers.get("X-Auth-Token", ""))
        offered = [word.strip() for word in request.headers.get(hdrs.SEC_WEBSOCKET_PROTOCOL, "").split(",")]
        if SUBPROTOCOL not in offered:
            raise Refusal(HTTPStatus.BAD_REQUEST, "SubprotocolMissing", "Only the WebSocket subprotocol sip is spoken.")
        self._check_room(account)
        socket = web.WebSocketResponse(
            protocols=(SUBPROTOCOL,),
            heartbeat=self._settings.ping_seconds,
            compress=False,
            max_msg_size=self._settings.max_frame_bytes,
            timeout=GOODBYE_SECONDS,
        )
        holder = given.get("holder", "")[:64]
        others = self._others(account, holder)
        if others and given.get("take") != "1":
            await socket.prepare(request)
            await socket.close(code=CloseCode.LINE_IN_USE, message=CloseCode.LINE_IN_USE.sentence.encode())
            return socket
        for other in others:
            await self._end(other, CloseCode.LINE_TAKEN_OVER)
        line = self._kept(account) or await self._new(account, holder)
        line.holder = holder
        await socket.prepare(request)
        log.info("SIP connected", account=account or "any", remote=client_address(request, self._proxies))
        await self._carry(line, socket)
        return socket

    async def close(self, app: web.Application) -> None:
        """The server stops: every browser is told to come back."""
        for line in list(self._lines):
            await self._end(line, CloseCode.DRAINING)

    def _account(self, token: str) -> str:
        """The SIP account that a token is good for; empty without token."""
        if not token:
            if self._settings.sip_token_required:
                raise Refusal(HTTPStatus.UNAUTHORIZED, "TokenNotFound", "The URL carries no token.")
            return ""
        account = self._accounts.sip_account(self._entrance.by_token(token))
        if not account:
            raise Refusal(HTTPStatus.FORBIDDEN, "NoWebRtcLine", "Your line is not one for a browser.")
        return account

    def _check_room(self, account: str) -> None:
        here = [line for line in self._lines if account and line.account == account]
        if len(self._lines) >= self._settings.max_sip_sockets or len(here) >= MOST_PER_ACCOUNT:
            raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "TooManyLines", "There are too many telephones in browsers.")

    def _others(self, account: str, holder: str) -> list[SipLine]:
        """Who else is the telephone of this line: only those count that say who they are."""
        if not (account and holder):
            return []
        return [
            line
            for line in self._lines
            if line.account == account and line.attended and line.holder not in ("", holder)
        ]

    def _kept(self, account: str) -> SipLine | None:
        """A line whose browser is away: it goes on with this one."""
        for line, timer in list(self._keeping.items()):
            if account and line.account == account and not line.ended:
                timer.cancel()
                del self._keeping[line]
                return line
        return None

    async def _new(self, account: str, holder: str) -> SipLine:
        if self._exchange is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "NoSip", "This server has no telephones in browsers.")
        try:
            link = await self._exchange.open(account)
        except (OSError, TimeoutError) as error:
            log.warning("the PBX takes no SIP by WebSocket", error=str(error))
            text = "The PBX cannot be reached for calls from browsers."
            raise Refusal(HTTPStatus.BAD_GATEWAY, "PbxUnreachable", text) from None
        line = SipLine(link, account, holder)
        self._lines.append(line)
        return line

    async def _carry(self, line: SipLine, socket: web.WebSocketResponse) -> None:
        back = False
        try:
            back = await line.carry(socket)
        finally:
            if back and line.account and self._settings.sip_keep_seconds:
                loop = asyncio.get_running_loop()
                self._keeping[line] = loop.call_later(self._settings.sip_keep_seconds, self._give_up, line)
            elif not line.attended:
                await self._end(line)

    def _give_up(self, line: SipLine) -> None:
        self._keeping.pop(line, None)
        if not line.attended:
            task = asyncio.get_running_loop().create_task(self._end(line), name="end of a SIP line")
            self._ends.add(task)
            task.add_done_callback(self._ends.discard)

    async def _end(self, line: SipLine, code: CloseCode | None = None) -> None:
        timer = self._keeping.pop(line, None)
        if timer is not None:
            timer.cancel()
        if line in self._lines:
            self._lines.remove(line)
        if line.calls and not line.ended and code is not CloseCode.DRAINING:
            self._gone(line.account, frozenset(line.calls))
        if code is None:
            await line.end()
        else:
            await line.end(code, code.sentence)
