"""The agent's page on the simulator, as agents use it: whole stories, each with several windows or mishaps."""

import re

import pytest
from playwright.async_api import expect

from jackfield.app import Running
from tests.browser.conftest import OpenWindow
from tests.browser.desk import (
    SignIn,
    act,
    address,
    agent_is,
    calls,
    choose_state,
    enter,
    pbx_of,
)
from tests.support.browser import Window


@pytest.fixture
def sign_in(demo: Running, open_window: OpenWindow) -> SignIn:
    """Opens a window and signs a demo user in at the desk."""

    async def opened(login: str, *, line: str = "", **look: object) -> Window:
        window = await open_window(address(demo), **look)
        await enter(window.page, login, line=line)
        return window

    return opened


async def test_a_queue_call_is_taken_and_put_through_after_asking(demo: Running, sign_in: SignIn) -> None:
    pbx, alice, chloe = pbx_of(demo), (await sign_in("alice")).page, (await sign_in("chloe")).page
    await agent_is(alice, "AgentReady")
    pbx.call_in("+33639980123", "3001", name="Zoë O'Brien")
    await expect(calls(alice, "Ringing")).to_contain_text("Zoë O'Brien")
    await expect(calls(alice, "Ringing")).to_contain_text("Blue")
    await expect(alice).to_have_title(re.compile("Zoë O'Brien calls"))
    await agent_is(alice, "AgentRinging")
    await act(alice, "answer").click()
    await expect(calls(alice, "Established")).to_have_count(1)
    await agent_is(alice, "AgentOnCall")
    await expect(alice.locator("desk-customer")).to_contain_text("Zoë O'Brien")

    # the recording of the queue's call rests while a card number is said
    await act(alice, "record").click()
    await alice.get_by_role("button", name="Record again").click()
    await alice.get_by_role("button", name="Pause recording").wait_for()

    # a break is announced, and follows the call
    await choose_state(alice, "Out to lunch")
    await expect(alice.locator(".agent")).to_contain_text("then a break")

    await act(alice, "transfer").click()
    await alice.keyboard.type("chlo")
    await alice.get_by_role("option", name="Chloé Dufrêne").wait_for()
    await alice.keyboard.press("Enter")
    await expect(calls(alice, "OnHold")).to_contain_text("Zoë O'Brien")
    await expect(calls(chloe, "Ringing")).to_contain_text("Alice")
    await act(chloe, "answer").click()
    await act(alice, "conference").wait_for()
    await expect(alice.locator(".joining")).to_contain_text("Zoë O'Brien is on hold, you are with Chloé")
    await act(alice, "complete").click()
    await expect(calls(alice)).to_have_count(0)
    await expect(calls(chloe, "Established")).to_contain_text("Zoë O'Brien")

    # wrap-up counts down, and ends at once when there is nothing to write
    await agent_is(alice, "AgentOnWrapup")
    await expect(alice.locator(".pill-clock")).to_have_text(re.compile(r"0:(10|0\d)"))
    await alice.get_by_role("button", name="Done").click()
    await expect(alice.locator("desk-customer section")).to_have_count(0)
    await alice.get_by_role("button", name="Ready now").click()
    await agent_is(alice, "AgentReady")
    await choose_state(alice, "Out to lunch")
    await expect(alice.locator(".pill")).to_contain_text("Break: Out to lunch")
