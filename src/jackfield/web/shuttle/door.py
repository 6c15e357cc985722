"""The door at `/socket.io/`: who may come, and to which generation of Engine.IO he belongs (`EIO=3` or `EIO=4`).

The samples of the interface show no credential, because the program runs beside the server: so without a token only
programs of this machine are let in, and no page of a browser.
"""

import asyncio
import hmac
import ssl
from http import HTTPStatus
from ipaddress import ip_address

import structlog
from aiohttp import hdrs, web

from jackfield.domain.shuttle.steps import StepTold
from jackfield.web.entrance import Proxies, Refusal
from jackfield.web.outbox import Post
from jackfield.web.ports import Integrations
from jackfield.web.rest import client_address
from jackfield.web.settings import ShuttleSettings
from jackfield.web.shuttle.engineio3 import EngineIo3
from jackfield.web.shuttle.engineio4 import EngineIo4
from jackfield.web.shuttle.exchange import Exchange, Introduced

log = structlog.get_logger()

PATH = "/socket.io/"
LONGEST_NAME = 60
TRUE = frozenset({"1", "true", "yes", "on"})


class ShuttleDoor:
    """The handlers, to be added to an application with `routes`."""

    def __init__(self, settings: ShuttleSettings, proxies: Proxies, post: Post, engine: Integrations) -> None:
        clock = asyncio.get_running_loop().time
        self._settings = settings
        self._proxies = proxies
        self.exchange = Exchange(settings, post, engine, clock)
        self._three = EngineIo3(settings, self.exchange, post, clock)
        self._four = EngineIo4(settings, self.exchange, post, clock, self._introduced)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(PATH, self.handle, allow_head=False),
            web.post(PATH, self.handle),
            web.get(PATH.rstrip("/"), self.handle, allow_head=False),
            web.post(PATH.rstrip("/"), self.handle),
        ]

    def tell(self, told: StepTold) -> None:
        """Tell a step of a call to all whom it concerns."""
        self.exchange.tell(told)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Any request of a client of Socket.IO."""
        about = self._introduced(request)
        generation = request.query.get("EIO", "")
        if "sid" not in request.query and len(self._three) + len(self._four) >= self._settings.max_clients:
            log.warning("integration turned away: there are too many", remote=about.remote)
            raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "TooMany", "There is no room for another integration.")
        if generation == "3" and self._settings.engine_io_3:
            return await self._three.handle(request, about)
        if generation == "4" and self._settings.engine_io_4:
            return await self._four.handle(request)
        raise Refusal(
            HTTPStatus.BAD_REQUEST, "UnknownProtocol", "This address is for Socket.IO clients, with EIO=3 or EIO=4."
        )

    def _introduced(self, request: web.Request) -> Introduced:
        """What the client says of itself, if it may come at all."""
        remote = client_address(request, self._proxies)
        token = self._settings.token
        if token:
            given = request.query.get("token", "")
            if not hmac.compare_digest(given.encode(), token.encode()):
                log.warning("integration turned away: wrong token", remote=remote)
                raise Refusal(HTTPStatus.UNAUTHORIZED, "BadToken", "The token is missing or wrong: ?token=...")
        elif not _is_this_machine(remote) or hdrs.X_FORWARDED_FOR in request.headers:
            log.warning("integration turned away: [shuttle] token is not set", remote=remote)
            raise Refusal(
                HTTPStatus.FORBIDDEN, "TokenNotSet", "From other machines only with a token: set [shuttle] token."
            )
        elif hdrs.ORIGIN in request.headers:
            raise Refusal(
                HTTPStatus.FORBIDDEN, "TokenNotSet", "From pages of a browser only with a token: set [shuttle] token."
            )
        name = "".join(filter(str.isprintable, request.query.get("name", "")))[:LONGEST_NAME]
        outbound = self._settings.outbound or request.query.get("outbound", "").lower() in TRUE
        return Introduced(name, remote, outbound)

    def beat(self) -> None:
        """To be called about once a second."""
        self._three.beat()

    async def close(self) -> None:
        """End all; nobody is told anything any more."""
        self._three.close()
        await self._four.close()


def _is_this_machine(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def tls_context(certificate: str, key: str) -> ssl.SSLContext:
    """What a TLS port needs. Raises OSError (ssl.SSLError is one) for files that cannot be used."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key or None)
    return context
