"""The wall as its tests use it: signing in, agents at work, and finding cards and figures. Helpers only."""

from playwright.async_api import Locator, Page

from jackfield.app import Running
from tests.browser.conftest import OpenWindow
from tests.support.browser import Window, knock
from tests.support.client import Cti


def url(demo: Running, path: str = "/wall") -> str:
    return f"http://127.0.0.1:{demo.port}{path}"


async def enter(open_window: OpenWindow, address: str, login: str, **look: object) -> Window:
    """Open the wall and sign somebody in."""
    window = await open_window(address, **look)
    await knock(window.page, login)
    await window.page.locator(".view table, .note.warn").first.wait_for()
    return window


async def agent_at_work(demo: Running, login: str) -> Cti:
    """An agent who has logged in by a program of his own."""
    agent = await (await Cti.connect(f"http://127.0.0.1:{demo.port}", login)).logged_on()
    await agent.ask("agentLogin")
    return agent


def card(page: Page, number: str) -> Locator:
    return page.locator(f'[data-agent="{number}"]')


def cell(page: Page, queue: str, column: str) -> Locator:
    return page.locator(f'[data-name="{queue}"] [data-cell="{column}"]')
