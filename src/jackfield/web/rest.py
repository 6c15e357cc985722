"""The HTTP door: log in, check and renew a token, the two questions of monitoring, and what the server is
(protocol 1.2, 1.3)."""

from http import HTTPStatus

import msgspec
from aiohttp import hdrs, web

from jackfield.web.entrance import Entrance, Proxies, Refusal
from jackfield.web.json_api import NOT_READABLE, answer, body_of
from jackfield.web.ports import Introduction, Readiness
from jackfield.web.settings import WebSettings

BEARER = "bearer "


class Credentials(msgspec.Struct):
    """What logs somebody in. Other keys, such as `softwareType`, are ignored."""

    login: str
    password: str


class Rest:
    """The handlers, to be added to an application with `routes`."""

    def __init__(
        self, settings: WebSettings, entrance: Entrance, proxies: Proxies, ready: Readiness, about: Introduction
    ) -> None:
        self._settings = settings
        self._entrance = entrance
        self._proxies = proxies
        self._ready = ready
        self._about = about

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/xuc/api/2.0/auth/login", self.login),
            web.get("/xuc/api/2.0/auth/check", self.check, allow_head=False),
            web.get("/healthz", self.healthz),
            web.get("/readyz", self.readyz),
            web.get("/about", self.about),
        ]

    async def login(self, request: web.Request) -> web.Response:
        """`{login, password}` to `{login, token, TTL}`."""
        given = _credentials(await body_of(request, self._settings.body_seconds))
        user = await self._entrance.by_password(given.login, given.password, client_address(request, self._proxies))
        return answer(self._entrance.token_for(user))

    async def check(self, request: web.Request) -> web.Response:
        """A valid token to a fresh one, in the same form as `login` gives it."""
        return answer(self._entrance.token_for(self._entrance.by_token(token_of(request))))

    async def healthz(self, request: web.Request) -> web.Response:
        """The process is alive."""
        return answer({"status": "ok"})

    async def readyz(self, request: web.Request) -> web.Response:
        """The server can do its work, or why it cannot."""
        reason = self._ready()
        if reason:
            return answer({"status": "not ready", "reason": reason}, HTTPStatus.SERVICE_UNAVAILABLE)
        return answer({"status": "ready"})

    async def about(self, request: web.Request) -> web.Response:
        """Version, demo or not, and how the link to the PBX is; asked by the front door of the pages."""
        return answer(self._about())


def client_address(request: web.BaseRequest, proxies: Proxies) -> str:
    """Where a request comes from, as far as that can be believed."""
    return proxies.client(request.remote or "", ",".join(request.headers.getall(hdrs.X_FORWARDED_FOR, [])))


def token_of(request: web.BaseRequest) -> str:
    """The token of a request, given in one of three ways (protocol 1.5)."""
    header = request.headers.get(hdrs.AUTHORIZATION)
    if header is not None:
        if not header.lower().startswith(BEARER) or not header[len(BEARER) :].strip():
            raise Refusal(
                HTTPStatus.BAD_REQUEST, "BearerNotFound", "The Authorization header must be: Bearer and the token."
            )
        return header[len(BEARER) :].strip()
    token = request.headers.get("X-Auth-Token") or request.query.get("token")
    if not token:
        raise Refusal(HTTPStatus.BAD_REQUEST, "AuthorizationHeaderNotFound", "The Authorization header is missing.")
    return token


def _credentials(body: bytes) -> Credentials:
    try:
        return msgspec.json.decode(body, type=Credentials)
    except NOT_READABLE:
        raise Refusal(
            HTTPStatus.BAD_REQUEST, "InvalidJson", 'The body must be JSON: {"login": "...", "password": "..."}.'
        ) from None
