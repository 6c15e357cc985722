"""The desk in every state that agents meet, in every look: nothing is cut off, all can be read."""

import re

from playwright.async_api import expect

from jackfield.app import Running
from tests.browser.conftest import OpenWindow, Shot
from tests.browser.desk import act, agent_is, calls, choose_state, enter, open_tab, pbx_of, type_number
from tests.browser.held_back import held_back, refused
from tests.browser.looks import become, look, look_cut_off
from tests.support.browser import WRONG_PASSWORD, Window, knock
from tests.support.cable import Cable
from tests.support.directories import with_wrap_up

PATH = "/desk"

HEAD = "document.querySelector('jf-frame').shadowRoot.querySelector('header').offsetHeight"


async def test_before_there_is_anything(window: Window, shot: Shot) -> None:
    """The door, a wrong password, what is still awaited, what cannot be read, what is not allowed, and nothing."""
    page = window.page
    await page.locator("jf-door .people").wait_for()
    await look(window, shot, "desk-door")
    window.expected.append(WRONG_PASSWORD)
    await knock(page, "alice", "wrong")
    await page.get_by_role("alert").wait_for()
    await look(window, shot, "desk-door-refused")

    release = await held_back(page, "LoggedOn", "Session", "UserConfigUpdate")
    await enter(page, "erin")
    await page.locator("[aria-busy=true]").first.wait_for()
    await look(window, shot, "desk-loading")
    release()
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
    await look(window, shot, "desk-empty")

    failing = await refused(page, getFavorites="not_read", getUserCallHistory="not_read", getCallbackLists="not_read")
    await page.reload()
    await expect(page.locator("[data-failed]")).to_have_count(2)
    await look(window, shot, "desk-failed")
    failing.clear()
    await page.locator("[data-failed] button").first.click()
    await expect(page.locator("[data-failed]")).to_have_count(0)
    await open_tab(page, "History")
    await page.get_by_text("No calls yet.").wait_for()

    failing.update(getUserCallHistory="not_allowed", getCallbackLists="not_allowed")
    await page.reload()
    await page.get_by_text("Your profile does not show this.").wait_for()
    await look(window, shot, "desk-not-allowed")


async def test_a_day_at_the_desk(demo: Running, window: Window, shot: Shot) -> None:
    """From the first call to the end of work."""
    page, pbx = window.page, pbx_of(demo)
    pbx.phone("1003").behave("answer:0.1")
    # the wrap-up lasts until all of its looks are taken, however slow the machine is
    demo.engine.adopt(with_wrap_up(demo.engine.core.world.directory, 600))
    await enter(page, "alice")
    await agent_is(page, "AgentReady")
    for name in ("gallag", "caste", "dufr"):
        await page.locator("desk-people input").fill(name)
        await page.locator(".contact .star").first.click()
        await page.locator('.contact .star[aria-pressed="true"]').first.wait_for()
    await page.locator("desk-people input").press("Escape")
    pbx.phone("1002").dial("9000")
    pbx.phone("1005").unregister()
    await page.locator(".callback").first.get_by_role("button").first.click()
    await page.locator(".callbacks.mine .callback").wait_for()
    await look(window, shot, "desk-ready")
    await page.locator(".menu.state > summary").click()
    await look(window, shot, "desk-states")
    await page.keyboard.press("Escape")
    await page.locator("desk-people input").fill("an")
    await page.locator(".contact").first.wait_for()
    await look(window, shot, "desk-search")
    await page.locator("desk-people input").fill("nobody at all")
    await page.get_by_text("Nobody is called like that.").wait_for()
    await page.locator("desk-people input").press("Escape")

    pbx.call_in("+33639980123", "3001", name="Zoë Lefèvre")
    await calls(page, "Ringing").wait_for()
    await look(window, shot, "desk-ringing")
    await act(page, "answer").click()
    await page.locator("desk-qualify").wait_for()
    await act(page, "keys").click()
    await look(window, shot, "desk-keys")
    await act(page, "transfer").click()
    await page.keyboard.type("chlo")
    await page.locator(".found [role=option]").wait_for()
    await look(window, shot, "desk-transfer")
    await page.keyboard.press("Enter")
    await act(page, "conference").wait_for()
    await open_tab(page, "My phone")
    await page.locator("desk-me input[name=naFwd]").wait_for()
    await look(window, shot, "desk-consulting")
    await act(page, "cancel").click()
    await expect(calls(page)).to_have_count(1)
    await act(page, "end").click()
    await agent_is(page, "AgentOnWrapup")
    await page.locator("desk-qualify").get_by_text("Order", exact=True).click()
    await page.get_by_label("Note").fill("Three bicycles, by Friday")
    await page.get_by_role("button", name="Save").click()
    await open_tab(page, "Callbacks")
    await page.locator(".callbacks.mine").get_by_role("button", name="Outcome").click()
    await page.locator(".callbacks.mine").get_by_text("Another day").click()
    await look(window, shot, "desk-after-the-call")
    await page.get_by_role("button", name="Done").click()
    await open_tab(page, "History")
    await page.locator(".past li").first.wait_for()
    await page.get_by_role("button", name="Ready now").click()
    await choose_state(page, "Out to lunch")
    await agent_is(page, "AgentOnPause")
    await look(window, shot, "desk-break")
    await become(page, "fr", 1280)
    assert await page.evaluate(HEAD) < 70, "the head takes more than one line"


async def test_when_something_is_wrong(demo: Running, cable: Cable, window: Window, shot: Shot) -> None:
    """Without a network, a server, a PBX; what is refused; a token that is over."""
    page = window.page
    await enter(page, "alice")
    await agent_is(page, "AgentReady")
    await type_number(page, "9000")
    await calls(page, "Established").wait_for()
    await look_cut_off(window, cable, shot, "desk")
    await act(page, "end").click()
    await expect(calls(page)).to_have_count(0)

    pbx_of(demo).restart(down=60)
    await page.locator('[data-banner="pbx-down"]').wait_for()
    await type_number(page, "1002")
    await page.get_by_text("The telephone system cannot be reached").wait_for()
    await become(page, "fr", 1280)
    await page.get_by_text("Le central téléphonique est injoignable").wait_for()
    await look(window, shot, "desk-pbx-down")

    await window.token_expires()
    await page.get_by_text("please sign in again").wait_for()
    await look(window, shot, "desk-token-expired")


async def test_the_telephone_in_the_browser(demo: Running, window: Window, open_window: OpenWindow, shot: Shot) -> None:
    """Without a microphone, with one, and on another machine."""
    page, pbx = window.page, pbx_of(demo)
    window.expected.append(re.compile("microphone was refused"))
    await enter(page, "wendy")
    await open_tab(page, "My phone")
    soft = page.locator("[data-softphone]")
    await expect(soft).to_have_attribute("data-softphone", "registered", timeout=15_000)
    pbx.call_in("+33639980123", "1008", name="Zoë Lefèvre")
    await calls(page, "Ringing").wait_for()
    await become(page, "fr", 1280)
    await act(page, "answer").click()
    await page.get_by_text("Le micro a été refusé.").wait_for()
    await expect(act(page, "answer")).to_be_enabled()
    await look(window, shot, "desk-no-microphone")
    await page.context.grant_permissions(["microphone"], origin=page.url.removesuffix("/desk"))
    await act(page, "answer").click()
    await calls(page, "Established").wait_for()
    await page.locator("[data-sound]").wait_for(timeout=15_000)
    await page.get_by_label("Ringing on").select_option(index=1)
    await look(window, shot, "desk-softphone")
    await act(page, "end").click()

    other = await open_window(page.url)
    await enter(other.page, "wendy")
    await open_tab(other.page, "My phone")
    await other.page.get_by_text("You telephone from another machine.").wait_for()
    await look(other, shot, "desk-elsewhere")
    await other.page.get_by_role("button", name="Telephone here").click()
    await expect(other.page.locator("[data-softphone]")).to_have_attribute("data-softphone", "registered")
    await expect(soft).to_have_attribute("data-softphone", "elsewhere")
