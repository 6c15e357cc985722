"""The door of the demo page: what the simulated phones show goes out, what people do at them comes in.

One WebSocket a page, at `/demo/api/phones`, on a server that runs on the simulator and nowhere else. A page gets what
it shows and nothing more: first all of it, then what changes, at most so many times a second. A page that reads slowly
gets the newest state when it can take it; one that does not read is cut.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import urlsplit

import msgspec
import structlog
from aiohttp import WSMsgType, hdrs, web

from jackfield.protocol.demo import Asked, Code, Done, NotPossible, PhoneView, Refused, Scene, Show, Update
from jackfield.protocol.errors import CloseCode
from jackfield.web.entrance import Refusal
from jackfield.web.json_api import NOT_READABLE
from jackfield.web.ports import DemoPanel, Readiness
from jackfield.web.throttle import Bucket, Rate

log = structlog.get_logger()

PATH = "/demo/api/phones"

BATCH_SECONDS = 0.05
"""What happens within this goes out together."""
STALL_SECONDS = 10.0
"""A page that takes nothing for so long is cut."""
CLOSE_SECONDS = 2.0
LOOK_SECONDS = 0.5
"""The link to the PBX is looked at this often at least: it does not say when it changes."""
AHEAD_BYTES = 64 * 1024
"""How much may wait in the transport before it is waited for."""
MOST_PAGES = 100
LONGEST_FRAME = 16 * 1024
HEARTBEAT_SECONDS = 20.0
ACTS = Rate(60.0, 20.0)
"""What one page may do: so many acts at once, and so many a second."""

_DECODER = msgspec.json.Decoder(Asked)
_ENCODER = msgspec.json.Encoder()


class _Numbered(msgspec.Struct):
    """As much of a broken frame as is needed to answer it."""

    id: int = 0


_NUMBERED = msgspec.json.Decoder(_Numbered)


class DemoDoor:
    """The handler, to be added to an application with `routes`; `close` sends everybody away."""

    def __init__(self, panel: DemoPanel, ready: Readiness) -> None:
        self._panel = panel
        self._ready = ready
        self._pages: set[Visitor] = set()

    def routes(self) -> list[web.RouteDef]:
        return [web.get(PATH, self.phones, allow_head=False)]

    async def phones(self, request: web.Request) -> web.StreamResponse:
        """A page comes. Refused with 426 without an upgrade, 403 for a page of another origin, 503 for one too many."""
        self._check(request)
        socket = web.WebSocketResponse(
            heartbeat=HEARTBEAT_SECONDS,
            compress=False,
            max_msg_size=LONGEST_FRAME,
            timeout=CLOSE_SECONDS,
            writer_limit=AHEAD_BYTES,
        )
        await socket.prepare(request)
        if request.transport is None:  # gone before it began
            return socket
        visitor = Visitor(socket, request.transport.abort, self._panel, self._ready)
        self._pages.add(visitor)
        log.info("demo page connected", pages=len(self._pages))
        try:
            await visitor.stay()
        finally:
            self._pages.discard(visitor)
            log.info("demo page left", code=socket.close_code)
        return socket

    def _check(self, request: web.Request) -> None:
        if request.headers.get(hdrs.UPGRADE, "").lower() != "websocket":
            raise Refusal(
                HTTPStatus.UPGRADE_REQUIRED,
                "UpgradeRequired",
                "This address is for WebSocket connections.",
                {hdrs.UPGRADE: "websocket", hdrs.CONNECTION: "upgrade"},
            )
        origin = request.headers.get(hdrs.ORIGIN)
        if origin is not None and urlsplit(origin).netloc != request.host:
            raise Refusal(HTTPStatus.FORBIDDEN, "OriginNotAllowed", "Pages of this origin may not connect.")
        if len(self._pages) >= MOST_PAGES:
            raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "TooManyPages", "Too many demo pages are open.")

    async def close(self, app: web.Application | None = None) -> None:
        """The server stops: tell the pages to come back."""
        await asyncio.gather(*(visitor.leave() for visitor in tuple(self._pages)), return_exceptions=True)


class Visitor:
    """One page: what it looks at, what it was told, and its acts."""

    def __init__(
        self, socket: web.WebSocketResponse, abort: Callable[[], None], panel: DemoPanel, ready: Readiness
    ) -> None:
        self._socket = socket
        self._abort = abort
        self._panel = panel
        self._ready = ready
        self._news = asyncio.Event()
        self._news.set()
        self._told = Told()
        self._asked = Show()
        self._found: list[str] | None = None
        self._acts = Bucket(ACTS, asyncio.get_running_loop().time())
        self._sent_away = False
        self._reading = asyncio.create_task(self._read(), name="reading a demo page")

    async def stay(self) -> None:
        """Until the page goes, is cut, or is sent away."""
        leave = self._panel.watch(self._news.set)
        telling = asyncio.create_task(self._tell(), name="telling a demo page")
        try:
            done, _ = await asyncio.wait([self._reading, telling], return_when=asyncio.FIRST_COMPLETED)
            failed = [error for task in done if not task.cancelled() and (error := task.exception())]
            for error in failed:
                log.error("demo page failed", exc_info=error)
            if failed or self._sent_away:
                code = CloseCode.INTERNAL if failed else CloseCode.DRAINING
                await self._socket.close(code=code, message=code.sentence.encode())
        finally:
            leave()
            self._reading.cancel()
            telling.cancel()
            await asyncio.gather(self._reading, telling, return_exceptions=True)

    def leave(self) -> asyncio.Task[None]:
        """Say that the server goes and the page should come back; what to wait for."""
        self._sent_away = True
        self._reading.cancel()
        return self._reading

    async def _read(self) -> None:
        async for message in self._socket:
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return
            if not await self._send(self._take(message.data)):
                return

    # ------------------------------------------------------------ out

    async def _tell(self) -> None:
        while not self._socket.closed:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._news.wait()
            self._news.clear()
            update = self._look()
            if update is not None and not await self._send(update):
                return
            await asyncio.sleep(BATCH_SECONDS)

    async def _send(self, told: Update | Done | Refused) -> bool:
        """Send it; false when the page is gone, or was cut because it does not read."""
        try:
            async with asyncio.timeout(STALL_SECONDS):
                await self._socket.send_str(_ENCODER.encode(told).decode())
        except TimeoutError:
            log.warning("demo page cut: it does not read")
            self._abort()
            return False
        except ConnectionError:
            return False
        return True

    def _look(self) -> Update | None:
        """What the page has not been told yet."""
        show = self._asked
        if self._found is None or show.in_use:
            self._found = self._panel.find(show.search, in_use=show.in_use)
        shown = tuple(self._found[show.first : show.first + show.count])
        phones = {number: self._panel.phone(number) for number in shown}
        return self._told.news(self._panel.now(), len(self._found), phones, self._panel.scene(), self._ready())

    # ------------------------------------------------------------ in

    def _take(self, data: str | bytes) -> Done | Refused:
        """One frame; its answer. Throttled before anything is decoded."""
        if not self._acts.admits(asyncio.get_running_loop().time()):
            return Refused(id=_id_of(data), code=Code.THROTTLED, message="Too much at once; this was not done.")
        try:
            act = _DECODER.decode(data)
        except NOT_READABLE as error:
            return Refused(id=_id_of(data), code=Code.BAD_REQUEST, message=f"{error}.")
        try:
            if isinstance(act, Show):
                self._asked, self._found = act, None
                self._news.set()
            else:
                self._panel.do(act)
        except NotPossible as refusal:
            return Refused(id=act.id, code=refusal.code, message=refusal.message)
        return Done(id=act.id)


class Told:
    """What a page knows; pure."""

    def __init__(self) -> None:
        self._shown: tuple[str, ...] | None = None
        self._found = -1
        self._phones: dict[str, PhoneView] = {}
        self._scene: Scene | None = None
        self._link: str | None = None

    def news(self, now: float, found: int, phones: Mapping[str, PhoneView], scene: Scene, link: str) -> Update | None:
        """The difference to what it knows, None if there is none; from now on it knows that too."""
        new: dict[str, object] = {}
        shown = tuple(phones)
        if shown != self._shown or found != self._found:
            new["shown"], new["found"] = shown, found
        changed = tuple(view for number, view in phones.items() if self._phones.get(number) != view)
        if changed or self._shown is None:
            new["phones"] = changed
        for part in Scene.__struct_fields__:
            value = getattr(scene, part)
            if self._scene is None or getattr(self._scene, part) != value:
                new[part] = value
        if link != self._link:
            new["link"] = link
        self._shown, self._found, self._phones = shown, found, dict(phones)
        self._scene, self._link = scene, link
        return msgspec.structs.replace(Update(now=now), **new) if new else None


def _id_of(data: str | bytes) -> int:
    try:
        return _NUMBERED.decode(data).id
    except NOT_READABLE:
        return 0
