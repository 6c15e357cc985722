"""A real browser: one Chromium a session (and xdist worker), and for each test windows that share nothing.

`demo`          the demo in this process, ready, pages and all; `demo.simulator` is its PBX
`open_window`   opens a window: `page = await open_window(url, width=1280, language="en", dark=False)`;
                `prepare` is a script that runs before the page's own
`cable`         between a page and the demo, to be cut; `window` is the page behind it that the test's module names
`shot`          writes a screenshot to look at: `await shot(page, "sample-360-fr")`

A window that writes an error on its console, or whose script fails, fails its test; `page.expected_errors` says which
texts are meant. Chromium is started by us, not by Playwright, whose switches hide what users meet (pop-up blocking).
Where no Chromium can be had the tests are left out, but with CI=true they fail.
"""

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from jackfield.app import Running, running
from tests.end_to_end.conftest import demo_config
from tests.support.browser import FLAGS, PREPARE, Window, built, devtools
from tests.support.cable import Cable
from tests.support.certificate import Certificate
from tests.support.client import until_ready
from tests.support.left_out import left_out

OpenWindow = Callable[..., Awaitable[Window]]
Shot = Callable[[Page, str], Awaitable[None]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser takes its time on a busy machine; and marks what needs one."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(120))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """For a server that the session's Chromium is to trust."""
    return Certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory, certificate: Certificate) -> Iterator[str]:
    """A running Chromium; the address of its developer tools."""
    found = subprocess.run([PREPARE], capture_output=True, text=True, check=False)
    if found.returncode:
        left_out(found.stderr.strip())
    if not built():
        left_out("the pages are not built; `make install` builds them")
    profile = tmp_path_factory.mktemp("chromium")
    with (profile / "log").open("wb") as log:
        flags = [*FLAGS, certificate.flag, f"--user-data-dir={profile}"]
        popen = subprocess.Popen([found.stdout.strip(), *flags, "about:blank"], stdout=log, stderr=log)
    try:
        yield devtools(profile, popen)
    finally:
        popen.terminate()
        try:
            popen.wait(10)
        except subprocess.TimeoutExpired:
            popen.kill()
            popen.wait(10)
        shutil.rmtree(profile, ignore_errors=True)


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """The session's Chromium, to open windows in."""
    async with async_playwright() as playwright:
        connected = await playwright.chromium.connect_over_cdp(chromium)
        yield connected
        await connected.close()


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Running]:
    """The demo, ready."""
    async with running(demo_config(tmp_path / "data")) as started:
        await until_ready(f"http://127.0.0.1:{started.port}")
        yield started


@pytest.fixture
async def open_window(browser: Browser) -> AsyncIterator[OpenWindow]:
    """Opens windows with nothing in common: no cookie, no storage. All are closed at the end, and must be clean."""
    opened: list[tuple[BrowserContext, Window]] = []

    async def open_one(
        url: str, *, width: int = 1280, height: int = 900, language: str = "en", dark: bool = False, prepare: str = ""
    ) -> Window:
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            locale={"en": "en-GB", "fr": "fr-FR"}[language],
            timezone_id="Europe/Paris",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        if prepare:
            await context.add_init_script(prepare)
        window = Window(await context.new_page())
        opened.append((context, window))
        await window.page.goto(url)
        return window

    yield open_one
    for context, _ in opened:
        await context.close()
    wrong = [text for _, window in opened for text in window.wrong()]
    assert not wrong, "the console says:\n" + "\n".join(wrong)


@pytest.fixture
async def cable(demo: Running) -> AsyncIterator[Cable]:
    """Between the page and the demo."""
    async with Cable(demo.port).laid() as laid:
        yield laid


@pytest.fixture
async def window(request: pytest.FixtureRequest, cable: Cable, open_window: OpenWindow) -> Window:
    """The page that the test's module names, as `PATH = "/desk"`, behind the cable."""
    return await open_window(f"http://127.0.0.1:{cable.port}{request.module.PATH}")


@pytest.fixture
def shot() -> Shot:
    """Writes pictures to the folder that JACKFIELD_TEST_SCREENSHOTS names; without it nothing is written."""
    folder = os.environ.get("JACKFIELD_TEST_SCREENSHOTS")

    async def take(page: Page, name: str) -> None:
        if folder:
            await asyncio.to_thread(Path(folder).mkdir, parents=True, exist_ok=True)
            await page.screenshot(path=f"{folder}/{name}.png", full_page=True)

    return take
