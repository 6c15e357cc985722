"""The desk as its tests and pictures use it: signing in, and finding calls, states and buttons. Helpers only."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Locator, Page, expect

from jackfield.app import Running
from jackfield.telephony.simulator import Simulator
from tests.support.browser import Window, knock

SignIn = Callable[..., Awaitable[Window]]


def address(demo: Running) -> str:
    return f"http://127.0.0.1:{demo.port}/desk"


def pbx_of(demo: Running) -> Simulator:
    assert demo.simulator is not None
    return demo.simulator


async def enter(page: Page, login: str, *, line: str = "") -> None:
    """Fill in the form and wait for the desk."""
    await knock(page, login, line=line)
    await page.locator(".desk[data-stage=in]").wait_for()


def calls(page: Page, state: str = "") -> Locator:
    return page.locator(f'.call[data-state="{state}"]' if state else "li.call")


def act(page: Page, what: str) -> Locator:
    """A button of a call: answer, end, hold, transfer, keys, record, complete, conference, cancel."""
    return page.locator(f'[data-act="{what}"]')


async def agent_is(page: Page, state: str) -> None:
    await expect(page.locator(".agent")).to_have_attribute("data-agent", state)


async def choose_state(page: Page, text: str) -> None:
    """By the menu of the agent's state."""
    await page.locator(".menu.state > summary").click()
    await page.locator(".menu.state").get_by_role("button", name=text, exact=True).click()


async def type_number(page: Page, number: str) -> None:
    """Call somebody by the field of the page."""
    await page.locator("desk-people input").fill(number)
    await page.locator("desk-people input").press("Enter")


async def open_tab(page: Page, name: str) -> None:
    await page.get_by_role("tab", name=name).click()
