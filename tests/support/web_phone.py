"""A telephone in a real browser, as an integrator's page has it, and the web server of that page."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web
from playwright.async_api import Page

from tests.support.browser import Window

PAGES = Path(__file__).parents[1] / "browser" / "webrtc"
PATIENCE = 15_000


@asynccontextmanager
async def page_server(url: str) -> AsyncIterator[str]:
    """The integrator's own web server, another origin than Jackfield's at `url`; the address of his page."""

    async def serve(request: web.Request) -> web.Response:
        name = request.match_info["name"] or "page.html"
        text = (PAGES / name).read_text(encoding="utf-8").replace("SERVER", url.removeprefix("http://"))
        return web.Response(text=text, content_type="text/html" if name == "page.html" else "text/javascript")

    app = web.Application()
    app.router.add_get("/{name:|page.html|page.js}", serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


class WebPhone:
    """One page with a telephone. `told` waits for what xc_webrtc published, in any order, each once."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.page = window.page

    async def begin(self, login: str) -> None:
        """Logs in and registers."""
        await self.page.evaluate("login => void begin(login)", login)
        await self.registered()

    async def allow_microphone(self) -> None:
        """As people do it in the address bar."""
        origin = await self.page.evaluate("location.origin")
        await self.page.context.grant_permissions(["microphone"], origin=origin)

    async def registered(self) -> None:
        await self.page.wait_for_function("() => xc_webrtc.softphone?.state === 'registered'", timeout=PATIENCE)

    async def do(self, call: str) -> Any:
        """Has the page do something, `xc_webrtc.` before it."""
        return await self.page.evaluate(f"() => xc_webrtc.{call}")

    async def told(self, group: str, kind: str) -> dict[str, Any]:
        """The next event of this kind in this group, taken off the list."""
        script = """([group, type]) => {
            const place = told.findIndex((event) => event.group === group && event.type === type);
            return place >= 0 && told.splice(place, 1)[0];
        }"""
        handle = await self.page.wait_for_function(script, arg=[group, kind], timeout=PATIENCE)
        found: dict[str, Any] = await handle.json_value()
        return found

    async def hears(self) -> None:
        """Waits until there is sound."""
        await self.page.wait_for_function("() => loudness() > 0.01", timeout=PATIENCE, polling=100)

    async def hears_nothing(self) -> None:
        """It stays silent for longer than the fake microphones' beeps are apart."""
        assert await self.page.evaluate("isSilent()")

    async def calls(self, state: str, count: int = 1) -> None:
        """Waits until there are so many calls in this state."""
        script = (
            "([state, count]) => xc_webrtc.softphone?.calls.filter((call) => call.state === state).length === count"
        )
        await self.page.wait_for_function(script, arg=[state, count], timeout=PATIENCE)

    async def crash(self) -> Page:
        """The process that shows the page dies, and can say goodbye to nobody; the page."""
        devtools = await self.page.context.new_cdp_session(self.page)
        async with self.page.expect_event("crash"):
            dying = asyncio.create_task(devtools.send("Page.crash"))
        dying.cancel()
        await asyncio.gather(dying, return_exceptions=True)
        return self.page

    def expect(self, *patterns: str) -> None:
        """Errors on the console that are meant."""
        self.window.expected += [re.compile(pattern) for pattern in patterns]
