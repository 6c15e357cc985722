"""The phone page and the desk on a real Asterisk, with real SIP phones on the desks and one in a browser."""

from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import expect

from tests.asterisk.conftest import Office
from tests.browser import desk
from tests.browser.conftest import OpenWindow, Shot
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


async def test_a_desk_with_a_phone_and_a_desk_in_the_browser(
    asterisk: Asterisk, phones: PhoneFactory, open_window: OpenWindow, tmp_path: Path, shot: Shot
) -> None:
    """Alice has a phone on her desk, wendy telephones by the page; both work with the same buttons."""
    async with AsyncExitStack() as stack:
        url = await Office(asterisk, phones, tmp_path, stack).open()
        (on_desk,) = await phones("1001", mode="header", user_agent=OBEDIENT, obeys_notify=True)
        alice, wendy = (await open_window(f"{url}/desk")).page, (await open_window(f"{url}/desk")).page
        await wendy.context.grant_permissions(["microphone"], origin=url)
        await desk.enter(alice, "alice")
        await desk.agent_is(alice, "AgentReady")
        await desk.enter(wendy, "wendy")
        await desk.open_tab(wendy, "My phone")
        await expect(wendy.locator("[data-softphone]")).to_have_attribute(
            "data-softphone", "registered", timeout=15_000
        )
        await expect(wendy.locator(".agent")).to_have_count(0)
        await desk.type_number(wendy, "1001")
        await on_desk.rings()
        await expect(desk.calls(alice, "Ringing")).to_contain_text("Wendy")
        await desk.act(alice, "answer").click()
        await on_desk.talks()
        for page in (alice, wendy):
            await expect(desk.calls(page, "Established")).to_have_count(1)
        await expect(wendy.locator("[data-sound]")).to_contain_text("of 4.5")
        await shot(wendy, "desk-softphone")
        await desk.act(wendy, "mute").click()
        await expect(wendy.get_by_role("button", name="Unmute")).to_be_visible()
        await desk.act(wendy, "hold").click()
        await expect(desk.calls(wendy, "OnHold")).to_have_count(1)
        await desk.act(wendy, "hold").click()
        await expect(desk.calls(wendy, "Established")).to_have_count(1)
        await on_desk.hang_up()
        for page in (alice, wendy):
            await expect(desk.calls(page)).to_have_count(0)
        await desk.open_tab(wendy, "History")
        await expect(wendy.locator(".past .outgoing")).to_contain_text("Sound: good (4.")
        await desk.agent_is(alice, "AgentReady")
