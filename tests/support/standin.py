"""An application that answers as it is told to, and remembers what it was asked."""

from types import TracebackType
from typing import Any, NamedTuple, Self

from aiohttp import web
from multidict import CIMultiDictProxy


class Asked(NamedTuple):
    method: str
    path: str
    headers: CIMultiDictProxy[str]
    body: Any


class StandIn:
    """`answers` and `status` by path; what is not in them is 404."""

    def __init__(self) -> None:
        self.answers: dict[str, object] = {}
        self.status: dict[str, int] = {}
        self.asked: list[Asked] = []
        self.url = ""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else None
        self.asked.append(Asked(request.method, request.path, request.headers, body))
        status = self.status.get(request.path, 200 if request.path in self.answers else 404)
        return web.json_response(self.answers.get(request.path), status=status)
