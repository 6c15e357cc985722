"""The examples of the documents, as they are, on a web server of their own."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from playwright.async_api import Page, expect

from jackfield.app import Running
from jackfield.protocol import demo as act
from jackfield.telephony.simulator import Panel
from tests.browser.conftest import OpenWindow, Shot
from tests.support.browser import ROOT
from tests.support.web_phone import WebPhone


@pytest.fixture
async def examples() -> AsyncIterator[str]:
    """The address of the folder `examples`."""
    app = web.Application()
    app.router.add_static("/", ROOT / "examples")
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def fits(page: Page, shot: Shot, name: str) -> None:
    """On a screen and on a telephone, without a bar to scroll sideways."""
    for width in (1280, 360):
        await page.set_viewport_size({"width": width, "height": 900})
        await shot(page, f"{name}-{width}")
        assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


async def test_the_whole_stack_in_one_page(demo: Running, examples: str, open_window: OpenWindow, shot: Shot) -> None:
    window = await open_window(f"{examples}/cti-stack/index.html?server=http://127.0.0.1:{demo.port}")
    page = window.page
    await WebPhone(window).allow_microphone()
    await page.fill("[name=password]", "demo")
    await page.click("#sign-in button")
    await expect(page.locator("#phone-state")).to_have_text("registered")
    await page.click("#echo")
    await expect(page.locator("#log")).to_contain_text("call Connected 9000")
    await page.wait_for_function("() => document.getElementById('level').value > 0.05")
    await expect(page.locator("#call-state")).to_contain_text("MOS")
    await page.click("#hold")
    await expect(page.locator("#log")).to_contain_text("EventOnHold")
    await page.click("#hold")
    await expect(page.locator("#log")).to_contain_text("call Resume 9000")
    for command, event in (
        ("getConfig", "LineConfig"),
        ("directoryLookUp", "DirectoryResult"),
        ("changeUserStatus", "UserStatusUpdate"),
        ("getUserCallHistory", "CallHistory"),
    ):
        await page.click(f"[data-command={command}]")
        await expect(page.locator("#log")).to_contain_text(f"{command} done")
        await expect(page.locator("#log")).to_contain_text(event)
    await fits(page, shot, "example-cti-stack")
    assert await window.accessible() == []
    await page.click("#hang-up")
    await expect(page.locator("#log")).to_contain_text("EventReleased")


async def test_a_crm_telephones(demo: Running, examples: str, open_window: OpenWindow, shot: Shot) -> None:
    assert demo.simulator is not None
    panel = Panel(demo.simulator)
    panel.do(act.AnswerBySelf(phone="1001", after=0))
    window = await open_window(f"{examples}/crm-page/index.html?server=http://127.0.0.1:{demo.port}")
    page = window.page
    await page.fill("[name=password]", "demo")
    await page.click("#sign-in button")
    await expect(page.locator("#state")).to_have_text("opened")
    lamp = page.locator(".lamp[data-number='1002']")
    await expect(lamp).to_have_attribute("aria-label", "1002: available")
    await page.get_by_role("link", name="9000").click()
    await expect(page.locator("#state")).to_have_text("opened")
    while not panel.phone("1001").calls:
        await page.wait_for_timeout(20)
    panel.do(act.AnswerBySelf(phone="1001", after=None))
    panel.do(act.HangUp(phone="1001"))
    panel.do(act.Dial(phone="1002", number="9000"))
    await expect(lamp).to_have_attribute("aria-label", "1002: on a call")
    panel.do(act.CallIn(caller="0612345678", number="1001"))
    await expect(page.get_by_role("dialog")).to_contain_text("Ampère & fils")
    await fits(page, shot, "example-crm")
    assert await window.accessible() == []
    panel.close()
