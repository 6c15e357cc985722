"""The other pages, in their states and every look: nothing is cut off, all can be read."""

import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from jackfield.app import Running
from tests.browser.conftest import OpenWindow, Shot
from tests.browser.desk import pbx_of
from tests.browser.looks import look
from tests.support.browser import WRONG_PASSWORD, Window, knock
from tests.support.web_phone import WebPhone

Open = Callable[[str], Awaitable[Window]]


@pytest.fixture
def at(demo: Running, open_window: OpenWindow) -> Open:
    """Opens a page of the demo by its path."""

    async def opened(path: str) -> Window:
        return await open_window(f"http://127.0.0.1:{demo.port}{path}")

    return opened


async def test_the_front_door(demo: Running, at: Open, shot: Shot) -> None:
    window = await at("/")
    page = window.page
    await page.locator(".pbx.up").wait_for()
    await look(window, shot, "home")
    pbx_of(demo).restart(down=60)
    await page.get_by_text("Not reachable; trying again").wait_for()
    await look(window, shot, "home-pbx-down")
    window.expected.append(re.compile("net::ERR_FAILED"))
    await page.route("**/about", lambda route: route.abort())
    await page.get_by_text("The server does not answer").wait_for()
    await look(window, shot, "home-silent")


async def test_the_phones_of_the_demo(demo: Running, at: Open, shot: Shot) -> None:
    pbx = pbx_of(demo)
    pbx.phone("1001").dial("1002")
    pbx.phone("1003").dial("9000")
    pbx.phone("1005").unregister()
    pbx.call_in("+33639980123", "3001", name="Zoë Lefèvre")
    pbx.pbx.mailboxes.put("1004@default", 1, 0)
    window = await at("/demo")
    await window.page.locator('[data-phone="1002"][data-lamp="ringing"]').wait_for()
    await window.page.locator("[data-queue=blue] jf-clock").wait_for()
    await look(window, shot, "demo")


async def test_the_sample_pages(demo: Running, at: Open, shot: Shot) -> None:
    window = await at("/sample")
    page = window.page
    await page.locator("jf-door .people").wait_for()
    await look(window, shot, "sample-door")
    window.expected.append(WRONG_PASSWORD)
    await knock(page, "wendy", "wrong")
    await page.get_by_role("alert").wait_for()
    await WebPhone(window).allow_microphone()
    await knock(page, "wendy")
    await page.get_by_role("button", name="Telephone from here").click()
    await page.locator("sample-webrtc [data-state=registered]").wait_for()
    await page.locator("sample-presence input").fill("1001 1002 1003")
    await page.locator("sample-presence form button").click()
    pbx_of(demo).call_in("+33639980123", "1008", name="Zoë Lefèvre")
    await page.locator(".call.Ringing").wait_for()
    await look(window, shot, "sample-ringing")
    await page.locator(".call .answer").click()
    await expect(page.locator("sample-webrtc [data-call=connected]")).to_contain_text("MOS", timeout=15_000)
    await page.locator(".frame-head").first.click()
    await look(window, shot, "sample-talking")
    pbx_of(demo).restart(down=60)
    await page.locator('[data-banner="pbx-down"]').wait_for()
    await look(window, shot, "sample-pbx-down")

    agents = await at("/sample/agents")
    await knock(agents.page, "sam")
    await agents.page.locator("[data-agent]").first.wait_for()
    await look(agents, shot, "sample-agents")


async def test_the_elements_and_the_door_of_the_administration(at: Open, shot: Shot) -> None:
    window = await at("/elements")
    bar = window.page.locator("jackfield-callbar")
    await look(window, shot, "elements-door")
    await bar.locator("input[name=login]").fill("root")
    await bar.locator("input[name=password]").fill("demo")
    await bar.locator("button.primary").click()
    await window.page.locator("jackfield-queue [data-figure]").first.wait_for()
    for lamp in await window.page.locator("jf-lamp").all():
        await expect(lamp).to_have_attribute("shown", "AVAILABLE")
    await look(window, shot, "elements")
    admin = await at("/admin")
    await admin.page.locator("jf-door .people").get_by_role("button", name="root").wait_for()
    await look(admin, shot, "admin-door")
