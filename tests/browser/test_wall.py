"""The wall as supervisors use it: the floor live, agents moved and listened to, calls taken, and what breaks."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Locator, Page

from jackfield.app import Running
from jackfield.telephony.simulator import Simulator
from tests.browser.conftest import OpenWindow, Shot
from tests.support.browser import Window
from tests.support.client import Cti

SignIn = Callable[..., Awaitable[Window]]

LOOKS = [(360, "fr", True), (360, "en", False), (800, "en", True), (1280, "fr", False), (1280, "en", True)]


def url(demo: Running, path: str = "/wall") -> str:
    return f"http://127.0.0.1:{demo.port}{path}"


def pbx_of(demo: Running) -> Simulator:
    assert demo.simulator is not None
    return demo.simulator


@pytest.fixture
def sign_in(open_window: OpenWindow) -> SignIn:
    """Opens the wall and signs somebody in."""

    async def enter(address: str, login: str, **look: object) -> Window:
        window = await open_window(address, **look)
        await window.page.locator("jf-door input[name=login]").fill(login)
        await window.page.locator("jf-door input[name=password]").fill("demo")
        await window.page.locator("jf-door button.primary").click()
        await window.page.locator("wall-queues table, .note.warn").first.wait_for()
        return window

    return enter


async def agent_at_work(demo: Running, login: str) -> Cti:
    """An agent who has logged in by a program of his own."""
    agent = await (await Cti.connect(f"http://127.0.0.1:{demo.port}", login)).logged_on()
    await agent.send("agentLogin")
    return agent


def card(page: Page, number: str) -> Locator:
    return page.locator(f'[data-agent="{number}"]')


def cell(page: Page, queue: str, column: str) -> Locator:
    return page.locator(f'[data-name="{queue}"] [data-cell="{column}"]')


@pytest.mark.parametrize(("width", "language", "dark"), LOOKS)
async def test_it_fits_and_can_be_read(
    demo: Running, sign_in: SignIn, shot: Shot, width: int, language: str, dark: bool
) -> None:
    name = f"{width}-{language}-{'dark' if dark else 'light'}"
    agents = [await agent_at_work(demo, login) for login in ("alice", "bruno", "chloe")]
    window = await sign_in(url(demo), "root", width=width, language=language, dark=dark)
    page = window.page
    await agents[1].send("pauseAgent", reason="lunch")
    pbx_of(demo).call_in("+33611223344", "3001", name="Zoë Lefèvre")
    await card(page, "2001").and_(page.locator("[data-state=AgentRinging]")).wait_for()
    pbx_of(demo).phone("1001").answer()
    await card(page, "2001").and_(page.locator("[data-state=AgentOnCall]")).wait_for()
    pbx_of(demo).call_in("+33611223355", "3001", name="Karim Haddad")
    await page.locator(".waiting li").wait_for()

    async def fits(what: str) -> None:
        await shot(page, f"wall-{what}-{name}")
        assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), what
        assert await window.accessible() == [], what

    await fits("live")
    await card(page, "2001").click()
    await fits("agent")
    await page.keyboard.press("Escape")
    await page.locator(".tab").nth(1).click()
    await page.locator("wall-matrix table").wait_for()
    await fits("matrix")
    for agent in agents:
        await agent.close()
