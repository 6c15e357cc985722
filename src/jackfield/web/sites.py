"""The server-to-server API, by which other sites act for users: `/xuc/api/1.0/METHOD/DOMAIN/USER/` (protocol 13).

Version 1.0 asks for no token. So it is open to the machines that the configuration trusts and to whoever has a key,
and never to a browser or through a proxy that is not trusted. Version 2.0 has the same methods for whoever has a
user's token: his own, or that of an administrator.
"""

import hmac
from collections.abc import Mapping
from http import HTTPStatus
from ipaddress import ip_address, ip_network
from types import MappingProxyType
from typing import NamedTuple

import msgspec
import structlog
from aiohttp import hdrs, web

from jackfield.domain.directory import User
from jackfield.protocol.events import CallHistory
from jackfield.protocol.values import Profile, ResultStatus
from jackfield.web.entrance import Entrance, Proxies, Refusal
from jackfield.web.errands import Errands
from jackfield.web.hub import Hub
from jackfield.web.json_api import NOT_READABLE, answer, body_of
from jackfield.web.ports import Accounts, Engine
from jackfield.web.rest import client_address, token_of
from jackfield.web.settings import SiteSettings, WebSettings

log = structlog.get_logger()

LONGEST_NAME = 256
"""Characters of a domain and of a login."""

KEY_HEADERS = ("X-Api-Key", "Api-Key")
FORWARDING_HEADERS = (hdrs.X_FORWARDED_FOR, hdrs.FORWARDED, hdrs.VIA)
BROWSER_HEADERS = (hdrs.ORIGIN, "Sec-Fetch-Site", "Sec-Fetch-Mode")


class Method(NamedTuple):
    """A command under the name it has here; `keys` are those of the body, and what they are called on the wire."""

    command: str
    keys: Mapping[str, str]


FORWARD: Mapping[str, str] = MappingProxyType({"state": "state", "destination": "destination"})

METHODS: Mapping[str, Method] = MappingProxyType({
    "dial": Method("dial", {"number": "destination", "destination": "destination", "variables": "variables"}),
    "dialByUsername": Method("dialByUsername", {"username": "username", "variables": "variables"}),
    "dnd": Method("dnd", {"state": "state"}),
    "uncForward": Method("uncFwd", FORWARD),
    "naForward": Method("naFwd", FORWARD),
    "busyForward": Method("busyFwd", FORWARD),
})  # fmt: skip


class Guard:
    """Who may act for whom."""

    def __init__(self, settings: SiteSettings, entrance: Entrance, accounts: Accounts, proxies: Proxies) -> None:
        self._trusted = [ip_network(text) for text in settings.trusted]
        self._keys = [key.encode() for key in settings.keys]
        self._entrance = entrance
        self._accounts = accounts
        self._proxies = proxies

    def site(self, request: web.Request) -> None:
        """Let a site in by its key or its address. Raises Refusal."""
        if not (self._has_key(request) or self._is_trusted(request)):
            text = "This address may only use the API with a key, in the header X-Api-Key."
            raise Refusal(HTTPStatus.FORBIDDEN, "ApiKeyRequired", text)

    def user(self, request: web.Request) -> User:
        """The user of the URL, if whoever asks may act for him. Raises Refusal."""
        login = request.match_info["user"]
        if request.match_info["version"] == "1.0":
            self.site(request)
            return self._named(login)
        asking = self._entrance.by_token(token_of(request))
        if asking.login != login and asking.profile is not Profile.ADMIN:
            text = "Only an administrator may act for somebody else."
            raise Refusal(HTTPStatus.FORBIDDEN, "NotAllowed", text)
        return self._named(login)

    def _named(self, login: str) -> User:
        found = self._accounts.named(login) if len(login) <= LONGEST_NAME else None
        if found is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "UserNotFound", f"There is no user {login[:60]!r}.")
        return found

    def _has_key(self, request: web.Request) -> bool:
        kind, _, credentials = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
        given = [request.headers[name] for name in KEY_HEADERS if name in request.headers]
        given += [credentials.strip()] if kind.lower() in ("bearer", "apikey") else []
        pairs = [(one.encode(errors="replace"), key) for one in given for key in self._keys]
        return any(hmac.compare_digest(one, key) for one, key in pairs)

    def _is_trusted(self, request: web.Request) -> bool:
        """A page in a browser on a trusted machine is not, nor is whoever a proxy there lets through."""
        if any(name in request.headers for name in BROWSER_HEADERS):
            return False
        written = client_address(request, self._proxies)
        if written == request.remote and any(name in request.headers for name in FORWARDING_HEADERS):
            return False
        try:
            address = ip_address(written)
        except ValueError:
            return False
        return any(address.version == network.version and address in network for network in self._trusted)


class Sites:
    """The handlers, to be added to an application with `routes`."""

    def __init__(
        self, settings: WebSettings, guard: Guard, entrance: Entrance, proxies: Proxies, hub: Hub, engine: Engine
    ) -> None:
        self._settings = settings
        self._guard = guard
        self._entrance = entrance
        self._proxies = proxies
        self._errands = Errands(hub, engine)
        self._engine = engine

    def routes(self) -> list[web.RouteDef]:
        found: list[web.RouteDef] = []
        for end in ("", "/"):
            names = "|".join(METHODS)
            user = f"/{{domain}}/{{user}}{end}"
            start = "/xuc/api/{version:1\\.0|2\\.0}"
            found += [
                web.post(f"{start}/{{method:{names}}}{user}", self.act),
                web.get(f"{start}/historyByUsername{user}", self.history, allow_head=False),
                web.post(f"/xuc/api/{{version:1\\.0}}/connect{user}", self.connect),
                web.post(f"/xuc/api/1.0/handshake/{{domain}}{end}", self.handshake),
            ]
        return found

    async def act(self, request: web.Request) -> web.Response:
        """A command for a user: 200 when it is done, 202 when nobody knows yet."""
        user = self._guard.user(request)
        method = METHODS[request.match_info["method"]]
        given = await self._object(request)
        arguments = {wire: given[key] for key, wire in method.keys.items() if given.get(key) is not None}
        outcome = await self._errands.ask(user, method.command, arguments)
        _log(request, user)
        status = HTTPStatus.OK if outcome.status is ResultStatus.DONE else HTTPStatus.ACCEPTED
        return answer({"status": outcome.status.value, "message": outcome.message}, status)

    async def history(self, request: web.Request) -> web.Response:
        """The last calls of a user, as many as `size` says: an array, most recent first."""
        user = self._guard.user(request)
        size = request.query.get("size")
        outcome = await self._errands.ask(user, "getUserCallHistory", {"size": size} if size else {})
        calls = [event for event in outcome.events if isinstance(event, CallHistory)]
        return answer(calls[0].items if calls else ())

    async def connect(self, request: web.Request) -> web.Response:
        """Whether a user's password is right: answered with a token, as `auth/login` does."""
        user = self._guard.user(request)
        password = (await self._object(request)).get("password")
        if not isinstance(password, str):
            raise Refusal(HTTPStatus.BAD_REQUEST, "InvalidJson", 'The body must be JSON: {"password": "..."}.')
        address = client_address(request, self._proxies)
        found = await self._entrance.by_password(user.login, password, address)
        _log(request, user)
        return answer(self._entrance.token_for(found))

    async def handshake(self, request: web.Request) -> web.Response:
        """Have the webhook's receivers told the state of every user's phone; of how many that was."""
        self._guard.site(request)
        told = self._engine.tell_states()
        log.info("site acted", path="handshake", domain=request.match_info["domain"][:LONGEST_NAME], told=told)
        return answer({"status": ResultStatus.DONE.value, "told": told})

    async def _object(self, request: web.Request) -> dict[str, object]:
        body = await body_of(request, self._settings.body_seconds)
        try:
            return msgspec.json.decode(body or b"{}", type=dict[str, object])
        except NOT_READABLE:
            raise Refusal(HTTPStatus.BAD_REQUEST, "InvalidJson", "The body must be a JSON object.") from None


def _log(request: web.Request, user: User) -> None:
    """Who did what, for administrators: nothing of the body, and no key."""
    where = request.match_info
    log.info("site acted", path=request.path.split("/")[4], domain=where["domain"][:LONGEST_NAME], user=user.login)
