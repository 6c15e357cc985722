"""One number with a desk phone and a browser, on the simulator: its user goes from one to the other."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec import structs
from playwright.async_api import Locator, Page, expect

from jackfield.app import Running, running
from jackfield.telephony.simulator import demo_setup, simulator
from tests.browser.conftest import OpenWindow, Shot
from tests.browser.desk import act, address, agent_is, calls, choose_state, enter, open_tab, pbx_of
from tests.browser.looks import become, look
from tests.end_to_end.conftest import demo_config
from tests.support.client import until_ready
from tests.support.directories import changed

NUMBER = "1004"


@pytest.fixture
async def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    """The demo; David's number has a browser too, at the PBX and in the directory."""
    setup = demo_setup()
    lines = tuple(structs.replace(line, browser=line.number == NUMBER) for line in setup.lines)
    monkeypatch.setattr(simulator, "demo_setup", lambda: structs.replace(setup, lines=lines))
    async with running(demo_config(tmp_path / "data")) as started:
        await until_ready(f"http://127.0.0.1:{started.port}")
        directory = started.engine.core.world.directory
        known = [
            structs.replace(line, browser_endpoint=f"{line.endpoint}_w") if line.number == NUMBER else line
            for line in directory.lines
        ]
        started.engine.adopt(changed(directory, lines=known))
        yield started


def in_browser(page: Page) -> Locator:
    return page.get_by_role("switch", name="In the browser")


async def test_calls_go_over_to_the_browser_and_back(demo: Running, open_window: OpenWindow, shot: Shot) -> None:
    window = await open_window(address(demo))
    david = window.page
    await enter(david, "david")
    await agent_is(david, "AgentReady")
    await choose_state(david, "Out to lunch")
    await agent_is(david, "AgentOnPause")
    await open_tab(david, "My phone")
    await expect(in_browser(david)).not_to_be_checked()
    await expect(david.locator("desk-soft section")).to_have_count(0)

    # by the keyboard; the agent is at work again afterwards, and still in his break
    await in_browser(david).focus()
    await david.keyboard.press("Space")
    await expect(in_browser(david)).to_be_checked()
    await expect(david.locator("[data-softphone]")).to_have_attribute("data-softphone", "registered", timeout=15_000)
    await expect(david.locator(".pill")).to_contain_text("Break: Out to lunch")

    await look(window, shot, "desk-two-devices")

    # another tab is told too, and what rings is the browser
    other = await david.context.new_page()
    await other.goto(david.url)
    await enter(other, "david")
    await open_tab(other, "My phone")
    await expect(in_browser(other)).to_be_checked()
    pbx_of(demo).call_in("+33639980123", NUMBER, name="Zoë O'Brien")
    await calls(david, "Ringing").wait_for()
    assert not pbx_of(demo).phone(NUMBER).calls
    assert pbx_of(demo).phone(f"{NUMBER}_w").calls
    await expect(in_browser(david)).to_be_disabled()
    await act(david, "end").click()
    await expect(calls(david)).to_have_count(0)

    await in_browser(other).click()
    await expect(in_browser(david)).not_to_be_checked()
    await expect(david.locator("desk-soft section")).to_have_count(0)
    await become(david, "fr", 360)
    await expect(david.get_by_role("switch", name="Dans le navigateur")).to_be_visible()
    pbx_of(demo).call_in("+33639980123", NUMBER)
    await calls(david, "Ringing").wait_for()
    assert pbx_of(demo).phone(NUMBER).calls
