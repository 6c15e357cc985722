"""The wall as supervisors use it: the floor live, agents moved and listened to, calls taken, and what breaks."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from jackfield.app import Running
from jackfield.protocol.values import Profile, Right
from jackfield.telephony.simulator.agents import UserAgent
from jackfield.telephony.simulator.channels import State
from tests.browser.conftest import OpenWindow, Shot
from tests.browser.desk import pbx_of
from tests.browser.senses import SENSES
from tests.browser.wall import agent_at_work, card, cell, enter, url
from tests.support.browser import ROOT, Window
from tests.support.client import Cti, process, until_ready
from tests.support.directories import with_rights
from tests.support.installation import closed_port, config_file, people, simulated_pbx
from tests.support.tutorial import follow

SignIn = Callable[..., Awaitable[Window]]

FIRST_HOUR = ROOT / "docs" / "tutorials" / "supervisor-first-hour.md"


@pytest.fixture
def sign_in(open_window: OpenWindow) -> SignIn:
    """Opens the wall and signs somebody in."""

    async def signed_in(address: str, login: str, **look: object) -> Window:
        return await enter(open_window, address, login, **look)

    return signed_in


def doing(page: Page, number: str, state: str) -> Locator:
    return page.locator(f'[data-agent="{number}"][data-state="{state}"]')


def chip(page: Page, place: str, name: str) -> Locator:
    """What one picks up in the matrix: `place` is a queue's name and a penalty."""
    return page.locator(f'[data-cell="{place}"] [data-chip="{name}"]')


async def call_and_answer(demo: Running, number: str, answered_by: str, name: str = "Zoë Lefèvre") -> None:
    """Somebody from outside calls, and a phone takes it when it rings."""
    pbx_of(demo).call_in("+33611223344", number, name=name)
    (await ringing(demo, answered_by)).answer()


async def ringing(demo: Running, number: str) -> UserAgent:
    """The phone of this number, as soon as it rings."""
    phone = pbx_of(demo).phone(number)
    async with asyncio.timeout(10):
        while not any(leg.state is State.RINGING for leg in phone.calls):
            await asyncio.sleep(0.02)
    return phone


async def test_a_supervisor_listens_whispers_pauses_and_logs_out(demo: Running, sign_in: SignIn) -> None:
    """What he does to an agent, with the keyboard as well; the agent and everybody see who did it."""
    alice = await agent_at_work(demo, "alice")
    sam = await sign_in(url(demo), "sam")
    page = sam.page
    await call_and_answer(demo, "3001", "1001")
    await doing(page, "2001", "AgentOnCall").click()
    drawer = page.locator(".drawer")
    await expect(drawer.locator("[data-doing]")).to_contain_text("On call, from a queue")
    for mode, heard_by, text in (
        ("Listen", "", "Your phone listens to Alice Béranger."),
        ("Whisper", "w", "You whisper to Alice Béranger."),
        ("Join in", "B", "You have joined the call of Alice Béranger."),
    ):
        await drawer.get_by_role("button", name=mode).click()
        await expect(page.locator(".drawer")).to_be_visible()
        (await ringing(demo, "1006")).answer()
        await expect(page.locator("[data-listening]")).to_contain_text(text)
        await alice.expect("AgentListen", started=True)
        assert [by for leg in pbx_of(demo).phone("1001").calls for by in leg.spies.values()] == [heard_by]
        await page.locator("[data-listening]").get_by_role("button").click()
        await alice.expect("AgentListen", started=False)
        await expect(page.locator("[data-listening]")).to_have_count(0)

    pbx_of(demo).phone("1001").hang_up()
    await doing(page, "2001", "AgentOnWrapup").wait_for()
    await expect(drawer.get_by_role("button", name="Listen")).to_be_disabled()
    await drawer.get_by_role("button", name="Make ready").focus()
    await page.keyboard.press("Enter")
    await doing(page, "2001", "AgentReady").wait_for()
    await drawer.get_by_label("Reason").select_option("lunch")
    await drawer.get_by_role("button", name="Pause", exact=True).click()
    await expect(card(page, "2001")).to_contain_text("Paused: Out to lunch")
    await expect(card(page, "2001")).to_contain_text("by Sam Núñez")
    assert (await alice.expect("AgentStateEvent", name="AgentOnPause"))["by"] == "sam"
    await drawer.get_by_role("button", name="Log out").click()
    await drawer.get_by_role("button", name="Yes, log out").click()
    await doing(page, "2001", "AgentLoggedOut").wait_for()
    await alice.close()


async def test_agents_are_moved_between_queues(demo: Running, sign_in: SignIn) -> None:
    """By mouse, by keyboard, in the form, a whole group at once; and a refusal leaves everything as it was."""
    page = (await sign_in(url(demo, "/wall?view=matrix"), "root")).page
    await chip(page, "blue 0", "Alice Béranger").drag_to(page.locator('[data-cell="green 1"]'))
    await chip(page, "green 1", "Alice Béranger").wait_for()
    await expect(chip(page, "blue 0", "Alice Béranger")).to_have_count(0)
    moved = chip(page, "green 1", "Alice Béranger")
    await moved.focus()
    for key in ("Enter", "ArrowLeft", "ArrowUp", "Shift+Enter"):
        await page.keyboard.press(key)
    await chip(page, "blue 0", "Alice Béranger").wait_for()
    await expect(moved).to_have_count(1)
    await moved.focus()
    await page.keyboard.press("Delete")
    await expect(moved).to_have_count(0)
    await expect(page.locator("wall-matrix [role=status]")).to_contain_text("Alice Béranger is taken out of Green.")
    await chip(page, "red 0", "support (1)").drag_to(page.locator('[data-cell="blue 2"]'))
    await chip(page, "blue 2", "Chloé Dufrêne").wait_for()
    await expect(chip(page, "red 0", "Chloé Dufrêne")).to_have_count(0)

    await page.get_by_role("link", name="Live").click()
    await card(page, "2003").click()
    await page.get_by_label("Penalty in Red").select_option("7")
    await page.keyboard.press("Escape")
    await page.go_back()
    await page.get_by_label("Group").select_option("support")
    await chip(page, "red 7", "Chloé Dufrêne").wait_for()
    await expect(page.locator('[data-chip="Alice Béranger"]')).to_have_count(0)
    assert "group=2" in page.url


async def test_a_waiting_call_is_seen_rings_the_alarm_and_is_taken(demo: Running, sign_in: SignIn) -> None:
    page = (await sign_in(url(demo), "sam", prepare=SENSES)).page
    await page.get_by_role("button", name="Thresholds and alarms").click()
    await page.get_by_role("switch", name="Sound when an alarm begins").check()
    assert len(await page.evaluate("sensed.tones.splice(0)")) == 2, "one hears what one switches on"
    await page.get_by_label("For").select_option("Blue")
    await page.get_by_label("Waiting, Alarm").fill("1")
    await page.get_by_role("button", name="Save").click()
    await (alice := await agent_at_work(demo, "alice")).send("pauseAgent")
    await doing(page, "2001", "AgentOnPause").wait_for()
    pbx_of(demo).call_in("+33611223344", "3001", name="Zoë Lefèvre")
    await expect(cell(page, "blue", "waiting")).to_have_text("1")
    await expect(cell(page, "blue", "waiting")).to_have_class(re.compile("bad"))
    alarm = page.locator('[data-alarm="waiting"]')
    await expect(alarm).to_contain_text("Waiting, Blue")
    await page.wait_for_function("() => sensed.tones.length === 2 && sensed.tones.every(state => state === 'running')")
    await alarm.get_by_role("button").click()
    await expect(alarm).to_have_count(0)
    await page.get_by_role("button", name="Take the call of Zoë Lefèvre").click()
    await expect(page.locator(".waiting")).to_contain_text("Nobody waits.")
    await ringing(demo, "1006")
    await expect(cell(page, "blue", "waiting")).to_have_text("0")
    await page.get_by_role("button", name="What “Waiting” means").first.click()
    await expect(page.locator(".explanation")).to_contain_text("Calls that wait in the queue at this moment.")

    # the thresholds are his, on whichever browser; another user has others
    for login, bad in (("sam", "1"), ("root", "6")):
        other = (await sign_in(url(demo), login)).page
        await other.get_by_role("button", name="Thresholds and alarms").click()
        await other.get_by_label("For").select_option("Blue")
        await expect(other.get_by_label("Waiting, Alarm")).to_have_value(bad)
    await alice.close()


async def test_a_profile_that_changes_is_followed(demo: Running, sign_in: SignIn) -> None:
    """Sam watches two queues and a group; then everything; then what he watched before."""
    page = (await sign_in(url(demo), "sam")).page
    await expect(page.locator("[data-queue]")).to_have_count(2)
    await expect(page.locator("[data-agent]")).to_have_count(2)
    engine = demo.engine

    def give(profile: Profile) -> None:
        directory = engine.core.world.directory
        engine.adopt(with_rights(directory, "sam", profile=profile))

    give(Profile.ADMIN)
    await expect(page.locator("[data-queue]")).to_have_count(3)
    await expect(page.locator("[data-agent]")).to_have_count(4)
    chloe = await agent_at_work(demo, "chloe")
    await doing(page, "2003", "AgentReady").wait_for()
    give(Profile.SUPERVISOR)
    await expect(page.locator("[data-queue]")).to_have_count(2)
    await expect(page.locator("[data-agent]")).to_have_count(2)
    await expect(card(page, "2003")).to_have_count(0)
    await chloe.close()


async def test_a_queue_is_recorded_and_closed(demo: Running, sign_in: SignIn, shot: Shot) -> None:
    """By who has the rights; what is refused stays as it was; who loses them sees it all the same."""
    page = (await sign_in(url(demo), "sam")).page
    root = await (await Cti.connect(f"http://127.0.0.1:{demo.port}", "root")).logged_on()
    await root.send("getList", objectType="queue")
    await page.get_by_role("button", name="Red", exact=True).click()
    drawer = page.locator(".drawer")
    recorded, closed = (drawer.get_by_role("switch", name=re.compile(name)) for name in ("Recorded", "Closed"))
    await recorded.click()
    await root.expect("QueueConfig", name="red", recorded=True)
    number = drawer.get_by_label("Number for calls that no agent takes")
    await number.fill("3002")
    await drawer.get_by_role("button", name="Save").click()
    await expect(page.locator("jf-toasts")).to_contain_text("loop")
    await expect(number).to_have_value("")
    await number.fill("1005")
    await number.press("Enter")
    await root.expect("QueueConfig", name="red", dissuasion="1005", closed=False)
    await closed.click()
    await root.expect("QueueConfig", name="red", dissuasion="1005", closed=True)
    await expect(page.locator('[data-name="red"]')).to_contain_text("closed")
    await shot(page, "wall-queue-settings")
    pbx_of(demo).call_in("+33611223344", "3002")
    await ringing(demo, "1005")
    demo.engine.adopt(with_rights(demo.engine.core.world.directory, "sam", rights=frozenset({Right.DISSUASION})))
    await expect(recorded).to_be_disabled()
    await expect(recorded).to_be_checked()
    await closed.click()
    await root.expect("QueueConfig", name="red", closed=False)
    await root.close()


async def test_the_first_hour_of_the_tutorial(demo: Running, open_window: OpenWindow) -> None:
    own, other = await open_window("about:blank"), await open_window("about:blank")
    pbx_of(demo).phone("1006").behave("answer:0.3")
    assert await follow(FIRST_HOUR, url(demo, ""), own.page, other.page) > 30
    await expect(own.page.locator("jf-door input[name=login]")).to_be_visible()


@pytest.mark.process
async def test_a_restarted_server_and_a_lost_pbx_are_healed(sign_in: SignIn, tmp_path: Path) -> None:
    data = tmp_path / "data"
    await people(data)
    async with simulated_pbx(tmp_path / "pbx") as (pbx, ami_port):
        config = str(config_file(tmp_path / "jackfield.toml", ami_port))
        serve = ("serve", "--config", config, "--data", str(data), "--port", str(closed_port()))
        async with process(tmp_path / "log", *serve) as first:
            await until_ready(first.url)
            alice = await (await Cti.connect(first.url, "alice")).logged_on()
            await alice.ask("agentLogin")
            page = (await sign_in(f"{first.url}/wall", "sam")).page
            await doing(page, "2001", "AgentReady").wait_for()
            first.kill()
            await expect(page.locator('[data-banner="reconnecting"]')).to_be_visible()
            await expect(page.locator(".view.stale")).to_have_count(1)
            await alice.close()
        async with process(tmp_path / "log", *serve) as again:
            await until_ready(again.url)
            await expect(page.locator("[data-banner]")).to_have_count(0, timeout=40_000)
            await expect(page.locator(".view.stale")).to_have_count(0)
            await doing(page, "2001", "AgentReady").wait_for()
            bruno = await (await Cti.connect(again.url, "bruno")).logged_on()
            await bruno.ask("agentLogin")
            await doing(page, "2002", "AgentReady").wait_for()
            await bruno.close()
            pbx.kill()
            await expect(page.locator('[data-banner="pbx-down"]')).to_be_visible(timeout=40_000)
            await card(page, "2001").click()
            await page.locator(".drawer").get_by_role("button", name="Pause", exact=True).click()
            await expect(page.locator("jf-toasts")).to_contain_text("telephone system cannot be reached")


async def test_the_address_shows_the_same_again_and_the_page_is_small(demo: Running, sign_in: SignIn) -> None:
    alice = await agent_at_work(demo, "alice")
    page = (await sign_in(url(demo, "/wall?queues=1&states=ready&search=ali"), "root")).page
    await expect(page.locator("[data-queue]")).to_have_count(1)
    await expect(page.locator("[data-agent]:visible")).to_have_count(1)
    await alice.send("pauseAgent", reason="lunch")
    await expect(page.locator("wall-agents")).to_contain_text("No agent fits the filters.")
    await page.get_by_role("button", name="Clear the filters").click()
    await expect(page.locator("[data-agent]:visible")).to_have_count(4)
    bruno = await agent_at_work(demo, "bruno")  # who is in two queues, and one person
    await expect(page.locator("[data-tile=logged] dd")).to_have_text("2")
    await expect(page.locator("[data-tile=ready] dd")).to_have_text("1")
    await bruno.close()
    await page.get_by_role("button", name="Wall screen").click()
    await expect(page.locator("h1")).to_have_text("All queues")
    assert "screen=1" in page.url
    await expect(page.locator(".filters")).to_have_count(0)
    await page.get_by_role("button", name="Leave the wall screen").click()
    await expect(page.locator(".filters")).to_have_count(1)
    loaded = "performance.getEntries().reduce((sum, entry) => sum + (entry.encodedBodySize ?? 0), 0)"
    assert 50_000 < await page.evaluate(loaded) < 150 * 1024
    await alice.close()
