"""Puts the doors together into one HTTP server on one port; starts it, drains it, stops it.

hub = open_hub(settings)                              # in the running loop
server = Server(settings, hub=hub, engine=..., accounts=..., ready=..., about=...)
port = await server.start()
await server.drain()                                  # clients are told to come back; then everything is closed
"""

import asyncio
import logging
import secrets
import time
from contextlib import suppress

import structlog
from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from jackfield.domain.shuttle.steps import StepTold
from jackfield.protocol.errors import CloseCode
from jackfield.web.agent_times import AgentTimesDoor
from jackfield.web.callbacks import CallbackDoor
from jackfield.web.configuration import ConfigurationDoor
from jackfield.web.connection import Connection
from jackfield.web.demo import DemoDoor
from jackfield.web.entrance import Attempts, Entrance, Proxies
from jackfield.web.history import HistoryDoor
from jackfield.web.hub import Hub
from jackfield.web.integrations import IntegrationsDoor
from jackfield.web.json_api import guard, header_writer
from jackfield.web.outbox import Post
from jackfield.web.outside import OutsideDoor
from jackfield.web.pages import Pages
from jackfield.web.patience import Patience
from jackfield.web.personal import PersonalDoor
from jackfield.web.ports import (
    Accounts,
    Administration,
    Archive,
    CallbackDesk,
    DemoPanel,
    Engine,
    Integrations,
    Introduction,
    Outside,
    PersonalContacts,
    PrivacyDesk,
    Readiness,
    SipExchange,
)
from jackfield.web.privacy import PrivacyDoor
from jackfield.web.pulse import SLOTS, Pulse
from jackfield.web.rest import Rest
from jackfield.web.settings import WebSettings
from jackfield.web.shuttle.door import ShuttleDoor
from jackfield.web.shuttle.exchange import Client
from jackfield.web.shuttle.listeners import Listeners
from jackfield.web.sip_door import SipDoor
from jackfield.web.sites import Guard, Sites
from jackfield.web.sockets import SocketsDoor
from jackfield.web.tokens import Tokens
from jackfield.web.websocket import WebSocketDoor

log = structlog.get_logger()

LONGEST_LINE = 128 * 1024
"""Bytes of a request line that are read at all; what is over `max_url_bytes` but below gets a proper answer."""

BACKLOG = 4096
"""Connections the system may hold before they are accepted: thousands of clients come back at the same moment."""


def open_hub(settings: WebSettings) -> Hub:
    """The hub on the clock and turns of the running loop, with a new epoch."""
    loop = asyncio.get_running_loop()
    post = Post(loop.call_soon, loop.call_later, loop.time, settings.outbox)
    return Hub(
        post,
        clock=loop.time,
        epoch=secrets.token_urlsafe(6),
        new_id=lambda: secrets.token_urlsafe(12),
        settings=settings.resume,
    )


class Server:
    """The doors of one process. The hub tells the engine which sessions have ended.

    `demo`: the simulated phones, when the PBX is the simulator. `sip`: the PBX for telephones in browsers.
    `personal`: users' own contacts.
    """

    def __init__(
        self,
        settings: WebSettings,
        *,
        hub: Hub,
        engine: Engine,
        accounts: Accounts,
        ready: Readiness,
        about: Introduction,
        personal: PersonalContacts | None = None,
        demo: DemoPanel | None = None,
        sip: SipExchange | None = None,
        integrations: Integrations | None = None,
        administration: Administration | None = None,
        outside: Outside | None = None,
        archive: Archive | None = None,
        callbacks: CallbackDesk | None = None,
        privacy: PrivacyDesk | None = None,
    ) -> None:
        self._settings = settings
        self._hub = hub
        self._ready = ready
        self._draining = False
        self._runner: web.AppRunner | None = None
        self._beats: asyncio.Task[None] | None = None
        loop = asyncio.get_running_loop()
        self._pulse: Pulse[Connection] = Pulse(loop.time, silent_seconds=settings.silent_seconds)
        tokens = Tokens(accounts.signing_key, seconds=settings.token_seconds, clock=time.time)
        entrance = Entrance(accounts, tokens, Attempts(settings.logins, loop.time))
        proxies = Proxies(settings.trusted_proxies)
        hub.on_forget = engine.forget
        hub.on_presence = engine.presence
        self._patience = Patience(loop.time)
        middlewares = [self._patience.middleware, guard(settings)]
        self.app = web.Application(middlewares=middlewares, client_max_size=settings.max_body_bytes)
        self.app.add_routes(Rest(settings, entrance, proxies, self.why_not_ready, about).routes())
        guarding = Guard(settings.sites, entrance, accounts, proxies)
        self.app.add_routes(Sites(settings, guarding, entrance, proxies, hub, engine).routes())
        self.app.add_routes(_tables(entrance, archive, callbacks))
        if personal is not None:
            self.app.add_routes(PersonalDoor(personal, engine, entrance, settings.body_seconds).routes())
        self.app.add_routes(WebSocketDoor(settings, entrance, proxies, hub, engine, self._pulse).routes())
        sip_door = SipDoor(settings, entrance, proxies, accounts, sip, engine.browser_gone)
        self.app.add_routes(sip_door.routes())
        self.app.on_shutdown.append(sip_door.close)
        if administration is not None:
            configuration = ConfigurationDoor(entrance, engine, administration)
            self._administer(configuration, administration, integrations, outside, privacy)
            self.app.add_routes(SocketsDoor(configuration, administration, self._pulse, loop.time).routes())
        self.app.add_routes(Pages(demo=demo is not None).routes())
        self.shuttle: ShuttleDoor | None = None
        self.listeners: Listeners | None = None
        if integrations is not None and settings.shuttle.on:
            self._let_programs_in(proxies, integrations)
        if demo is not None:
            door = DemoDoor(demo, self.why_not_ready)
            self.app.add_routes(door.routes())
            self.app.on_shutdown.append(door.close)
        self.app.on_response_prepare.append(header_writer(settings))

    def _let_programs_in(self, proxies: Proxies, integrations: Integrations) -> None:
        """The doors of integrations: on this port, and on further ones."""
        self.shuttle = ShuttleDoor(self._settings.shuttle, proxies, self._hub.post, integrations)
        self.app.add_routes(self.shuttle.routes())
        self.listeners = Listeners(self._settings, self.shuttle, self._patience)

    def _administer(
        self,
        configuration: ConfigurationDoor,
        administration: Administration,
        integrations: Integrations | None,
        outside: Outside | None,
        privacy: PrivacyDesk | None,
    ) -> None:
        """The doors of administrators."""
        if privacy is not None:
            self.app.add_routes(PrivacyDoor(configuration, privacy).routes())
        if outside is not None:
            self.app.add_routes(OutsideDoor(configuration, outside).routes())
        if integrations is not None:
            looking = IntegrationsDoor(configuration, administration, integrations, self.connected_integrations)
            self.app.add_routes(looking.routes())
        self.app.add_routes(configuration.routes())

    def connected_integrations(self) -> list[Client]:
        """The programs of others that are connected by Socket.IO."""
        return [] if self.shuttle is None else list(self.shuttle.exchange)

    def tell_integrations(self, told: StepTold) -> None:
        """Tell a step of a call to the programs that are connected."""
        if self.shuttle is not None:
            self.shuttle.tell(told)

    async def start(self) -> int:
        """Listen; gives the port. Raises OSError when the address is taken."""
        self._runner = web.AppRunner(
            self.app,
            access_log=None,  # it would write tokens and passwords
            logger=_http_log(),
            max_line_size=LONGEST_LINE,
            shutdown_timeout=self._settings.drain_seconds,
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._settings.host, self._settings.port, backlog=BACKLOG)
        try:
            await site.start()
            if self.listeners is not None:
                await self.listeners.start()
        except OSError:
            await self.stop()
            raise
        self._beats = asyncio.create_task(self._beat(), name="pulse of the sockets")
        port: int = self._runner.addresses[0][1]
        log.info("listening", host=self._settings.host, port=port)
        return port

    async def drain(self) -> None:
        """Take nobody in, send everybody away with what waits for him and DRAINING, then stop."""
        self._draining = True
        if self._runner is not None:
            for site in list(self._runner.sites):
                await site.stop()
        log.info("draining", sockets=len(self._pulse))
        await self._close_shuttle()
        for connection in self._pulse:
            connection.end(CloseCode.DRAINING)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._settings.drain_seconds):
                await self._pulse.emptied()
        await self.stop()

    async def stop(self) -> None:
        """Stop at once; doing it twice does no harm."""
        if self._beats is not None:
            self._beats.cancel()
            await asyncio.gather(self._beats, return_exceptions=True)
            self._beats = None
        for connection in self._pulse:
            connection.abort()
        await self._close_shuttle()
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _close_shuttle(self) -> None:
        listeners, self.listeners = self.listeners, None
        if self.shuttle is not None and listeners is not None:
            await self.shuttle.close()
            await listeners.stop()

    def why_not_ready(self) -> str:
        """The reason why calls cannot be served now; empty while they can."""
        return "The server is shutting down." if self._draining else self._ready()

    def _connections(self) -> list[RequestHandler]:
        """All that are open."""
        server = None if self._runner is None else self._runner.server
        further = [] if self.listeners is None else self.listeners.connections
        return further if server is None else [*server.connections, *further]

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._settings.ping_seconds / SLOTS)
            self._pulse.beat()
            self._hub.expire()
            self._patience.sweep(self._connections())
            if self.shuttle is not None:
                self.shuttle.beat()


def _tables(entrance: Entrance, archive: Archive | None, callbacks: CallbackDesk | None) -> list[web.RouteDef]:
    """What was, as pages and tables."""
    routes = []
    if archive is not None:
        routes = [*HistoryDoor(entrance, archive).routes(), *AgentTimesDoor(entrance, archive).routes()]
    return routes if callbacks is None else [*routes, *CallbackDoor(entrance, callbacks).routes()]


def _http_log() -> logging.Logger:
    """aiohttp's own log, without the bytes of the requests it complains about: a URL may hold a password."""
    quiet = logging.getLogger("jackfield.http")
    if not any(isinstance(present, _WithoutBytes) for present in quiet.filters):
        quiet.addFilter(_WithoutBytes())
    return quiet


class _WithoutBytes(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0] is not None:
            record.msg = f"{record.getMessage()}: {record.exc_info[0].__name__}"
            record.args = ()
            record.exc_info = None
        return True
