"""The WebSocket doors: the current one by token, and the older ones (protocol 1.1). Who comes in gets a connection.

A refused upgrade is an HTTP answer with a JSON body: 401 without or with wrong credentials, 403 for a bad token.
"""

import asyncio
from http import HTTPStatus

import structlog
from aiohttp import hdrs, web

from jackfield.domain.directory import User
from jackfield.domain.effects import Reply
from jackfield.protocol.errors import CloseCode
from jackfield.protocol.events import Reset
from jackfield.web.connection import Connection, Socket, Surroundings
from jackfield.web.entrance import Entrance, Proxies, Refusal
from jackfield.web.hub import Hub
from jackfield.web.ports import Engine
from jackfield.web.pulse import Pulse
from jackfield.web.rest import client_address, token_of
from jackfield.web.session import Session
from jackfield.web.settings import WebSettings
from jackfield.web.urls import parameters

log = structlog.get_logger()


class WebSocketDoor:
    """The handlers, to be added to an application with `routes`; `pulse` holds the open connections."""

    def __init__(
        self,
        settings: WebSettings,
        entrance: Entrance,
        proxies: Proxies,
        hub: Hub,
        engine: Engine,
        pulse: Pulse[Connection],
    ) -> None:
        self._settings = settings
        self._entrance = entrance
        self._proxies = proxies
        self._hub = hub
        self._engine = engine
        self._pulse = pulse
        self._around = Surroundings(hub, engine, settings, asyncio.get_running_loop())

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/xuc/api/2.0/cti", self.by_token, allow_head=False),
            web.get("/xuc/ctichannel/tokenAuthentication", self.by_token, allow_head=False),
            web.get("/ctichannel", self.by_password, allow_head=False),
            web.get("/xuc/ctichannel", self.by_password, allow_head=False),
        ]

    async def by_token(self, request: web.Request) -> web.StreamResponse:
        """`?token=T`, or the token in a header."""
        check_upgrade(request, self._settings)
        given = parameters(request.raw_path)
        return await self._open(
            request, self._entrance.by_token(given.get("token") or _token_in_header(request)), given
        )

    async def by_password(self, request: web.Request) -> web.StreamResponse:
        """`?username=U&agentNumber=N&password=P`, also with `&amp;` between them."""
        check_upgrade(request, self._settings)
        if not self._settings.legacy_login:
            raise Refusal(
                HTTPStatus.FORBIDDEN, "LegacyLoginDisabled", "Logging in by the WebSocket URL is switched off."
            )
        given = parameters(request.raw_path)
        address = client_address(request, self._proxies)
        user = await self._entrance.by_password(given.get("username", ""), given.get("password", ""), address)
        return await self._open(request, user, given)

    async def _open(self, request: web.Request, user: User, given: dict[str, str]) -> web.StreamResponse:
        socket = Socket(
            autoping=False, autoclose=False, compress=False, max_msg_size=self._settings.max_frame_bytes + 1
        )
        await socket.prepare(request)
        transport = request.transport
        if transport is None:  # gone before it began
            return socket
        connection = Connection(transport, self._around)
        socket.on_broken = connection.broken
        if len(self._pulse) >= self._settings.max_sockets:
            log.warning("client turned away", user=user.login, sockets=len(self._pulse))
            connection.end(CloseCode.OVERLOADED)
        else:
            resumed = self._begin(connection, user, given)
            remote = client_address(request, self._proxies)
            log.info("client connected", session=connection.id, user=user.login, remote=remote, resumed=resumed)
        self._pulse.add(connection)
        try:
            await connection.run(socket)
        finally:
            self._pulse.remove(connection)
            log.info("client left", session=connection.id, code=connection.code)
        return socket

    def _begin(self, connection: Connection, user: User, given: dict[str, str]) -> bool:
        """Give the connection a session; true if it is one that it had before."""
        rights = self._engine.rights(user.id)
        point = given.get("resume")
        outcome = None if point is None else self._hub.resume(point, rights, connection.box)
        if isinstance(outcome, Session):
            connection.begin(outcome, given.get("agentNumber", ""))
            return True
        numbered = outcome is not None or given.get("events") == "numbered"
        session = self._hub.join(rights, connection.box, numbered=numbered)
        client = connection.begin(session, given.get("agentNumber", ""))
        if outcome is not None:
            self._hub.perform(Reply(session.id, Reset(why=outcome)))
        self._engine.connect(client)
        return False


def check_upgrade(request: web.Request, settings: WebSettings) -> None:
    """Somebody who wants a WebSocket, on a page that may have one."""
    if request.headers.get(hdrs.UPGRADE, "").lower() != "websocket":
        raise Refusal(
            HTTPStatus.UPGRADE_REQUIRED,
            "UpgradeRequired",
            "This address is for WebSocket connections.",
            {hdrs.UPGRADE: "websocket", hdrs.CONNECTION: "upgrade"},
        )
    allowed = settings.websocket_origins
    origin = request.headers.get(hdrs.ORIGIN)
    if allowed and origin is not None and origin not in allowed:
        raise Refusal(HTTPStatus.FORBIDDEN, "OriginNotAllowed", "Pages of this origin may not connect.")


def _token_in_header(request: web.Request) -> str:
    """The token of a URL that carries none. Raises Refusal."""
    try:
        return token_of(request)
    except Refusal as refusal:
        raise Refusal(HTTPStatus.UNAUTHORIZED, "TokenNotFound", "The URL carries no token.") from refusal
