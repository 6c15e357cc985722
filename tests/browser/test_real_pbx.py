"""The phone page and the desk on a real Asterisk, with real SIP phones on the desks and one in a browser."""

from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import expect

from tests.asterisk.conftest import Office
from tests.browser import desk, wall
from tests.browser.conftest import OpenWindow, Shot
from tests.support.browser import Window, knock
from tests.support.pbx import Asterisk
from tests.support.phones import PhoneFactory

OBEDIENT = "Yealink SIP-T46S 66.86.0.15"


async def sign_in(open_window: OpenWindow, url: str, login: str) -> Window:
    window = await open_window(f"{url}/sample")
    await knock(window.page, login)
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


async def test_a_queue_call_is_whispered_into_put_through_and_qualified(
    asterisk: Asterisk, phones: PhoneFactory, open_window: OpenWindow, tmp_path: Path
) -> None:
    """Alice at her desk, Sam at the wall; Bruno calls the queue, Chloé takes over. Who hears whom is listened to."""
    async with AsyncExitStack() as stack:
        url = await Office(asterisk, phones, tmp_path, stack).open()
        own, chloe = await phones("1001", "1003", mode="header", user_agent=OBEDIENT, obeys_notify=True)
        [caller], [sam] = await phones("1002"), await phones("1006", mode="answer")
        alice = (await open_window(f"{url}/desk")).page
        await desk.enter(alice, "alice")
        await desk.agent_is(alice, "AgentReady")
        page = (await wall.enter(open_window, f"{url}/wall", "sam")).page
        await caller.dial("3001")
        await expect(desk.calls(alice, "Ringing")).to_contain_text("Blue")
        await desk.act(alice, "answer").click()
        await own.talks()
        await own.speak()
        assert await caller.hears_soon()
        await own.speak(aloud=False)

        await wall.card(page, "2001").and_(page.locator("[data-state=AgentOnCall]")).click()
        await page.locator(".drawer").get_by_role("button", name="Whisper").click()
        await expect(page.locator("[data-listening]")).to_contain_text("You whisper to Alice")
        await sam.talks()
        await sam.speak()
        assert await own.hears_soon()
        assert not await caller.hears()
        await page.locator("[data-listening]").get_by_role("button").click()
        await sam.ends()
        await expect(page.locator("[data-listening]")).to_have_count(0)

        await desk.act(alice, "transfer").click()
        await alice.keyboard.type("1003")
        await alice.get_by_role("button", name="Ask first").click()
        await chloe.rings()
        await expect(desk.calls(alice, "OnHold")).to_have_count(1)
        await chloe.answer()
        await desk.act(alice, "conference").wait_for()
        await desk.act(alice, "complete").click()
        await expect(desk.calls(alice)).to_have_count(0)
        await chloe.speak()
        assert await caller.hears_soon()
        await alice.locator("desk-qualify").get_by_text("Order", exact=True).click()
        await expect(alice.locator("desk-qualify")).to_contain_text("Saved")
        await caller.hang_up()
        await chloe.ends()
