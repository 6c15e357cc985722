"""Further ports that serve the Socket.IO door and nothing else: one plain, one with TLS, as old programs expect."""

import ssl

import structlog
from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from jackfield.web.json_api import guard, header_writer
from jackfield.web.patience import Patience
from jackfield.web.settings import WebSettings
from jackfield.web.shuttle.door import ShuttleDoor, tls_context

log = structlog.get_logger()


class Listeners:
    """Those that are configured; none is open before `start`."""

    def __init__(self, settings: WebSettings, door: ShuttleDoor, patience: Patience) -> None:
        self._settings = settings.shuttle
        self._host = settings.host
        app = web.Application(
            middlewares=[patience.middleware, guard(settings)], client_max_size=settings.shuttle.max_message
        )
        app.add_routes(door.routes())
        app.on_response_prepare.append(header_writer(settings))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        self.ports: dict[str, int] = {}
        """The ports that are open: `plain`, `tls`."""

    @property
    def connections(self) -> list[RequestHandler]:
        """All that are open."""
        return [] if self._runner.server is None else self._runner.server.connections

    async def start(self) -> None:
        """Listen. Raises OSError when an address is taken or the certificate cannot be used."""
        settings = self._settings
        if settings.plain_port is None and settings.tls_port is None:
            return
        await self._runner.setup()
        if settings.plain_port is not None:
            await self._open("plain", settings.plain_port, None)
        if settings.tls_port is not None:
            try:
                context = tls_context(settings.tls_certificate, settings.tls_key)
            except OSError as error:
                raise OSError(error.errno, f"[shuttle] tls_certificate, tls_key: {error.strerror or error}") from None
            await self._open("tls", settings.tls_port, context)

    async def _open(self, name: str, port: int, context: ssl.SSLContext | None) -> None:
        known = len(self._runner.addresses)
        try:
            await web.TCPSite(self._runner, self._host, port, ssl_context=context).start()
        except OSError as error:
            raise OSError(error.errno, f"[shuttle] {name}_port {port}: {error.strerror}") from None
        self.ports[name] = self._runner.addresses[known][1]
        log.info("listening for integrations", host=self._host, port=self.ports[name], tls=context is not None)

    async def stop(self) -> None:
        """Close them; doing it twice does no harm."""
        await self._runner.cleanup()
