"""The phone page on a real Asterisk, with real SIP phones on the desks."""

from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import expect

from tests.asterisk.conftest import Office
from tests.browser.conftest import OpenWindow
from tests.support.browser import Window
from tests.support.pbx import Asterisk
from tests.support.phones import PhoneFactory

OBEDIENT = "Yealink SIP-T46S 66.86.0.15"


async def sign_in(open_window: OpenWindow, url: str, login: str) -> Window:
    window = await open_window(f"{url}/sample")
    await window.page.locator("input[name=login]").fill(login)
    await window.page.locator("input[name=password]").fill("demo")
    await window.page.locator("form.card button.primary").click()
    await expect(window.page.locator(".own-phone")).to_contain_text("Free")
    return window


async def test_alice_calls_bruno(
    asterisk: Asterisk, phones: PhoneFactory, open_window: OpenWindow, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        url = await Office(asterisk, phones, tmp_path, stack).open()
        _, on_desk = await phones("1001", "1002", mode="header", user_agent=OBEDIENT, obeys_notify=True)
        alice, bruno = await sign_in(open_window, url, "alice"), await sign_in(open_window, url, "bruno")
        await alice.page.locator("sample-calls input[name=destination]").fill("1002")
        await alice.page.keyboard.press("Enter")
        await on_desk.rings()
        await expect(bruno.page.locator(".call.Ringing")).to_contain_text("Alice")
        await bruno.page.get_by_role("button", name="Answer", exact=True).click()
        await on_desk.talks()
        for window in (alice, bruno):
            await expect(window.page.locator(".call.Established")).to_have_count(1)
        await bruno.page.get_by_role("button", name="Hold", exact=True).click()
        await expect(bruno.page.locator(".call.OnHold")).to_have_count(1)
        await bruno.page.get_by_role("button", name="Resume", exact=True).click()
        await expect(bruno.page.locator(".call.Established")).to_have_count(1)
        await on_desk.hang_up()
        for window in (alice, bruno):
            await expect(window.page.locator(".call")).to_have_count(0)
            await expect(window.page.locator(".own-phone")).to_contain_text("Free")
