"""What the browser tests need beside their fixtures: how Chromium is started, and a window that keeps its console."""

import re
import subprocess
import time
from pathlib import Path
from typing import Any

from playwright.async_api import ConsoleMessage, Error, Page

ROOT = Path(__file__).parents[2]
PREPARE = ROOT / "tests" / "browser" / "prepare"
STATIC = ROOT / "src" / "jackfield" / "web" / "static"
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-debugging-port=0",
    "--use-fake-device-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
)
"""Nothing that changes how pages behave: pop-ups are blocked, sound waits for a click and a microphone for permission,
as for everybody. The microphone is one that beeps, and sound may stay on this machine."""

STILL = """() => Promise.allSettled(document.getAnimations()
  .filter((each) => Number.isFinite(each.effect.getComputedTiming().endTime)).map((each) => each.finished))"""
"""Until colours that change have changed: on their way they may be of too little contrast."""

AXE_RUN = """rules => axe.run(document, {
    resultTypes: ['violations'], ...(rules.length && {runOnly: {type: 'rule', values: rules}})
}).then(result => result.violations)"""

LOST_CONNECTION = re.compile(
    r"WebSocket connection to .* failed|Failed to load resource: net::ERR_(CONNECTION|SOCKET_NOT_CONNECTED)"
)
"""What Chromium itself writes when a server is away; no page can prevent it."""


TURNED_AWAY = re.compile("the server responded with a status of 40[13]")
"""What Chromium itself writes when a server refuses a password or a token; no page can prevent it."""

WRONG_PASSWORD = re.compile("the server responded with a status of 401")
"""The same for a wrong password alone."""

EXPIRE = """() => {
    const key = 'jackfield.visit';
    sessionStorage.setItem(key, JSON.stringify({...JSON.parse(sessionStorage.getItem(key)), token: 'expired'}));
}"""


async def knock(page: Page, login: str, password: str = "demo", **more: str) -> None:
    """Fill in the door of a page and send it; `more` are the page's own fields. Who is let in is not waited for."""
    for name, text in {"login": login, "password": password, **more}.items():
        await page.locator(f"jf-door input[name={name}]").fill(text)
    await page.locator("jf-door form.card button.primary").click()


def built() -> bool:
    """Whether the pages have been built."""
    return (STATIC / "assets" / "javascripts" / "cti.js").is_file()


def devtools(profile: Path, popen: "subprocess.Popen[bytes]") -> str:
    """The address of a starting Chromium's developer tools, which it writes to its profile."""
    file = profile / "DevToolsActivePort"
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if popen.poll() is not None:
            raise AssertionError(f"Chromium ended: {(profile / 'log').read_text(errors='replace')[-2000:]}")
        lines = file.read_text().split("\n") if file.is_file() else []
        if len(lines) >= 2:
            return f"http://127.0.0.1:{lines[0]}"
        time.sleep(0.02)
    raise AssertionError("Chromium did not start within 30 s")


class Window:
    """A page, and what it wrote on its console."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        self.expected: list[re.Pattern[str]] = [LOST_CONNECTION]
        """Errors that the test means to happen."""
        page.on("console", self._console)
        page.on("pageerror", self._failed)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            about = f" ({message.location['url']})" if message.location["url"] else ""
            self.errors.append(f"{self.page.url}: {message.text}{about}")

    def _failed(self, error: Error) -> None:
        self.errors.append(f"{self.page.url}: {error}")

    def wrong(self) -> list[str]:
        """The errors nobody expected."""
        return [text for text in self.errors if not any(pattern.search(text) for pattern in self.expected)]

    async def token_expires(self) -> None:
        """The token that the page keeps is over when the page is loaded anew."""
        self.expected.append(TURNED_AWAY)
        await self.page.evaluate(EXPIRE)
        await self.page.reload()

    async def accessible(self, *rules: str) -> list[str]:
        """What axe finds that is serious or critical, by these rules or all: rule, help and the elements concerned."""
        if await self.page.evaluate("typeof axe === 'undefined'"):
            await self.page.evaluate(AXE.read_text(encoding="utf-8"))
        await self.page.evaluate(STILL)
        found: list[dict[str, Any]] = await self.page.evaluate(AXE_RUN, rules)
        return [
            f"{item['id']}: {item['help']}: {[node['target'] for node in item['nodes']][:5]}"
            for item in found
            if item["impact"] in ("serious", "critical")
        ]
