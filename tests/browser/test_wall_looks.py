"""The wall in every state that supervisors meet, in every look: nothing is cut off, all can be read."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from jackfield.app import Running
from tests.browser.conftest import Shot
from tests.browser.desk import pbx_of
from tests.browser.held_back import held_back, refused
from tests.browser.looks import look, look_cut_off
from tests.browser.wall import agent_at_work, card
from tests.support.browser import Window, knock
from tests.support.cable import Cable
from tests.support.client import Cti

PATH = "/wall"


@pytest.fixture
async def agents(demo: Running) -> AsyncIterator[list[Cti]]:
    """Three at work, each by a program of his own."""
    found = [await agent_at_work(demo, login) for login in ("alice", "bruno", "chloe")]
    yield found
    await asyncio.gather(*(agent.close() for agent in found))


async def view(page: Page, place: int) -> None:
    """By the tabs: live, matrix, day, staffing."""
    await page.locator(".tab").nth(place).click()


async def test_before_there_is_anything(window: Window, shot: Shot) -> None:
    """The door, who may see nothing, what is still awaited, a floor without calls, a day that cannot be read."""
    page = window.page
    await page.locator("jf-door .people").wait_for()
    await look(window, shot, "wall-door")
    allowed = await refused(page, subscribeToQueueStats="not_allowed")
    await knock(page, "sam")
    await page.get_by_text("Your profile does not show you queues and agents.").wait_for()
    await look(window, shot, "wall-forbidden")
    allowed.clear()
    await page.get_by_role("button", name="Sign out").click()

    release = await held_back(page, "LoggedOn", "Session", "UserConfigUpdate")
    await knock(page, "sam")
    await page.get_by_text("Reading the floor…").wait_for()
    await look(window, shot, "wall-loading")
    release()
    await card(page, "2001").wait_for()
    await look(window, shot, "wall-quiet")
    failing = await refused(page, getQueueIntervals="not_read")
    await page.reload()
    await card(page, "2001").wait_for()
    await view(page, 2)
    await page.get_by_text("The day could not be read").wait_for()
    await look(window, shot, "wall-day-failed")
    failing.clear()
    await view(page, 0)
    await page.get_by_label("Find an agent").fill("nobody")
    await page.get_by_text("No agent fits the filters.").wait_for()
    await view(page, 2)
    await page.get_by_text("No call has entered these queues today.").wait_for()
    await look(window, shot, "wall-day-empty")
    await view(page, 3)
    await page.locator("[data-needed]").wait_for()
    await look(window, shot, "wall-staffing-empty")


async def test_a_day_of_the_floor(demo: Running, agents: list[Cti], window: Window, shot: Shot) -> None:
    """Calls that wait and are answered, alarms, an agent and a queue from near, the other views, the screen."""
    page = window.page
    await knock(page, "root")
    await agents[1].send("pauseAgent", reason="lunch")
    pbx_of(demo).call_in("+33611223344", "3001", name="Zoë Lefèvre")
    await card(page, "2001").and_(page.locator("[data-state=AgentRinging]")).wait_for()
    pbx_of(demo).phone("1001").answer()
    await card(page, "2001").and_(page.locator("[data-state=AgentOnCall]")).wait_for()
    pbx_of(demo).call_in("+33611223355", "3001", name="Karim Haddad")
    await page.locator(".waiting li").wait_for()
    await page.locator("[data-alarm]").first.wait_for()
    await look(window, shot, "wall-live")
    await page.locator("summary").first.click()
    await look(window, shot, "wall-filters")
    await page.locator("summary").first.click()
    await page.get_by_role("button", name="What “Service level” means").first.click()
    await look(window, shot, "wall-explained")
    await expect(page.locator(".explanation")).to_be_visible()
    asked = await page.get_by_role("button", name="What “Service level” means").first.bounding_box()
    said = await page.locator(".explanation").bounding_box()
    assert asked and said and said["x"] <= asked["x"] <= said["x"] + said["width"]  # it goes along with its sign
    await page.locator(".explanation button").click()
    await page.get_by_role("button", name="Thresholds and alarms").click()
    await page.locator("dialog[open]").wait_for()
    await look(window, shot, "wall-thresholds")
    await page.locator("dialog").get_by_role("button", name="Cancel").click()
    await card(page, "2001").click()
    await page.locator(".drawer").get_by_role("button", name="Log out").click()
    await look(window, shot, "wall-agent")
    await page.locator(".drawer .close").click()
    await page.locator("[data-queue] button.link").first.click()
    await look(window, shot, "wall-queue")
    await page.locator(".drawer .close").click()
    await view(page, 1)
    await page.locator("wall-matrix table").wait_for()
    await look(window, shot, "wall-matrix")
    await view(page, 2)
    await page.locator("#graph-calls canvas").wait_for()
    await page.locator("wall-day summary").click()
    await expect(page.locator("wall-day tbody tr").last.locator("td").first).to_have_text("2")
    await look(window, shot, "wall-day")
    await view(page, 3)
    await page.locator("[data-needed]").wait_for()
    await page.locator("input[name=calls]").fill("200")
    await page.locator("input[name=handle]").fill("180")
    await page.locator("input[name=within]").fill("20")
    await expect(page.locator("[data-needed]")).to_have_attribute("data-needed", "14")
    await look(window, shot, "wall-staffing")
    await view(page, 0)
    await page.get_by_role("button", name="Wall screen").click()
    await page.locator("[data-screen]").wait_for()
    await look(window, shot, "wall-screen")


async def test_when_something_is_wrong(demo: Running, cable: Cable, window: Window, shot: Shot) -> None:
    """Without a network, a server, a PBX; a number that is none; a token that is over."""
    page = window.page
    await knock(page, "sam")
    await card(page, "2001").click()
    await page.get_by_label("Phone", exact=True).fill("1099")
    await page.get_by_role("button", name="Log in").click()
    await page.get_by_text("There is no telephone with this number.").wait_for()
    await expect(page.locator(".toast")).to_have_count(1)
    await look(window, shot, "wall-refused")
    await page.locator(".drawer .close").click()
    await look_cut_off(window, cable, shot, "wall")
    pbx_of(demo).restart(down=60)
    await page.locator('[data-banner="pbx-down"]').wait_for()
    await look(window, shot, "wall-pbx-down")

    await window.token_expires()
    await page.get_by_text("please sign in again").wait_for()
    await look(window, shot, "wall-token-expired")
