"""The agent's page on the simulator, as agents use it: whole stories, each with several windows or mishaps."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from playwright.async_api import Page, expect

from jackfield.app import Running
from jackfield.domain.directory import Directory
from jackfield.domain.entries import Sheet, SheetField
from jackfield.domain.user.kept_facts import CallbackWanted
from jackfield.protocol.values import Profile, WakeupMode
from tests.browser.conftest import OpenWindow, Shot
from tests.browser.desk import (
    SignIn,
    act,
    address,
    agent_is,
    calls,
    choose_state,
    enter,
    open_tab,
    pbx_of,
    type_number,
)
from tests.browser.senses import SENSES, WRONG_CLOCK
from tests.support.browser import ROOT, Window
from tests.support.client import Cti, process, until_ready
from tests.support.directories import changed, with_rights
from tests.support.installation import closed_port, config_file, people, simulated_pbx
from tests.support.tutorial import follow

FIRST_HOUR = ROOT / "docs" / "tutorials" / "agent-first-hour.md"

PARIS = ZoneInfo("Europe/Paris")
"""Where the browser is."""


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

    # wrap-up counts down; what it was about is said meanwhile, and the note is kept with the call
    await agent_is(alice, "AgentOnWrapup")
    await expect(alice.locator(".pill-clock")).to_have_text(re.compile(r"0:(10|0\d)"))
    await alice.locator("desk-qualify").get_by_text("Order", exact=True).click()
    await alice.get_by_label("Note").fill("Three bicycles, by Friday")
    await alice.get_by_role("button", name="Save").click()
    await expect(alice.locator("desk-qualify")).to_contain_text("Saved")
    await alice.get_by_role("button", name="Done").click()
    await expect(alice.locator("desk-customer section")).to_have_count(0)
    await alice.get_by_role("button", name="Ready now").click()
    await agent_is(alice, "AgentReady")
    await choose_state(alice, "Out to lunch")
    await expect(alice.locator(".pill")).to_contain_text("Break: Out to lunch")


async def second_tab(window: Window, demo: Running, login: str) -> Page:
    """Another tab of the same browser, signed in too."""
    page = await window.page.context.new_page()
    await page.goto(address(demo))
    await enter(page, login)
    return page


async def test_a_reload_and_a_second_tab_show_the_same(demo: Running, sign_in: SignIn) -> None:
    """A queue that wants a reason: the agent gets no other call before it is given, and nothing typed is lost."""
    window = await sign_in("david")
    david = window.page
    pbx_of(demo).call_in("+33639980123", "3003", name="Zoë")
    await act(david, "answer").click()
    await expect(calls(david, "Established")).to_have_count(1)
    await david.get_by_label("Note").fill("wants a red one")
    clock = david.locator(".call-time jf-clock")
    await expect(clock).to_have_text(re.compile("0:0[2-9]"))
    await david.reload()
    await expect(calls(david, "Established")).to_contain_text("Zoë")
    shown = await clock.evaluate("clock => clock.updateComplete.then(() => clock.shadowRoot.textContent)")
    assert shown.strip() >= "0:02", "the time of the call began anew"
    await expect(david.get_by_label("Note")).to_have_value("wants a red one")
    other = await second_tab(window, demo, "david")
    await david.bring_to_front()
    await expect(calls(other, "Established")).to_contain_text("Zoë")
    await expect(other.get_by_label("Note")).to_have_value("wants a red one")
    await act(david, "end").click()
    for page in (david, other):
        await expect(calls(page)).to_have_count(0)
        await agent_is(page, "AgentOnWrapup")
        await expect(page.locator("desk-qualify")).to_contain_text("wants a reason")
    await david.locator("desk-qualify").get_by_text("No sale", exact=True).click()
    for page in (david, other):
        await agent_is(page, "AgentReady")
        await expect(page.locator("desk-qualify")).to_contain_text("Saved")
        await expect(page.get_by_label("Note")).to_have_value("wants a red one")


async def test_a_callback_to_its_end(demo: Running, sign_in: SignIn) -> None:
    window = await sign_in("alice")
    alice, bruno = window.page, (await sign_in("bruno")).page
    other = await second_tab(window, demo, "alice")
    await alice.bring_to_front()
    for page in (alice, other, bruno):
        await expect(page.locator(".callback")).to_have_count(3)
    mine, wanted = alice.locator(".callbacks.mine .callback"), alice.locator(".callback", has_text="Benoît Maréchaux")
    await expect(wanted).to_contain_text("Overdue")
    await wanted.get_by_role("button", name="Take").click()
    for page in (alice, other):
        await expect(page.locator(".callbacks.mine")).to_contain_text("Benoît Maréchaux")
    await expect(bruno.locator("desk-callbacks")).to_contain_text("1 is with a colleague")
    await mine.get_by_role("button", name="0199000004").click()
    await expect(calls(alice, "Established")).to_contain_text("Benoît Maréchaux")
    await alice.reload()
    await expect(calls(alice, "Established")).to_have_count(1)
    await act(alice, "end").click()
    await expect(calls(alice)).to_have_count(0)

    # not there: another day, another time
    await mine.get_by_role("button", name="Outcome").click()
    await mine.get_by_text("Another day").click()
    day = datetime.now().astimezone().date() + timedelta(days=4)
    await mine.get_by_label("Day", exact=True).fill(day.isoformat())
    await mine.get_by_label("Period").select_option(label="Afternoon 14:00–17:00")
    await mine.get_by_label("Comment").fill("Only his machine")
    await mine.get_by_role("button", name="Reschedule").click()
    for page in (alice, other, bruno):
        await expect(page.locator(".callbacks.mine")).to_have_count(0)
        await expect(page.locator(".callback", has_text="Benoît")).to_contain_text("14:00–17:00")

    await wanted.get_by_role("button", name="Take").click()
    await mine.get_by_role("button", name="Outcome").click()
    await mine.get_by_role("button", name="Close the callback").click()
    for page in (alice, other, bruno):
        await expect(page.locator(".callback")).to_have_count(2)


async def test_people_services_and_the_past(demo: Running, sign_in: SignIn) -> None:
    alice = (await sign_in("alice")).page
    field = alice.locator("desk-people input")
    await field.fill("gallag")
    await alice.get_by_role("button", name="Erin Gallagher is a favourite").click()
    await field.press("Escape")
    erin = alice.locator(".contact", has_text="Erin Gallagher")
    await expect(erin.locator("jf-lamp")).to_have_attribute("shown", "AVAILABLE")
    await alice.reload()
    await expect(erin).to_be_visible()
    pbx_of(demo).phone("1005").dial("9000")
    await expect(erin.locator("jf-lamp")).to_have_attribute("shown", "CALLING")
    mailboxes = pbx_of(demo).pbx.mailboxes
    mailboxes.put("1001@default", 1, 0)
    mailboxes.tell("1001@default", pbx_of(demo).phone("1005").calls[0])
    await expect(alice.locator("desk-bar")).to_contain_text("1 new message")
    pbx_of(demo).phone("1005").hang_up()

    # a name dials too, and the call is in the history
    await field.fill("caste")
    await alice.locator(".contact", has_text="Bruno Castelli").wait_for()
    await field.press("Enter")
    await expect(calls(alice, "Dialing")).to_contain_text("Bruno")
    await act(alice, "end").click()
    await open_tab(alice, "History")
    await expect(alice.locator("desk-history .past li").first).to_contain_text("Bruno Castelli", timeout=10_000)

    await open_tab(alice, "My phone")
    await alice.get_by_role("switch", name="Do not disturb").click()
    await expect(alice.locator("desk-bar")).to_contain_text("Do not disturb")
    await alice.get_by_label("When busy to").fill("1003")
    await alice.get_by_role("switch", name="When busy").click()
    await expect(alice.locator("desk-bar .chip", has_text="1003")).to_be_visible()
    await alice.locator(".menu.me > summary").click()
    await alice.locator(".menu.me").get_by_role("button", name="Away").click()
    await expect(alice.get_by_role("switch", name="Do not disturb")).not_to_be_checked()


def with_page(directory: Directory) -> Directory:
    """The demo with a sheet that opens a page as soon as a call rings."""
    page = (
        SheetField(name="popupUrl", value="https://crm.example.com/?number="),
        SheetField(name="folderNumber", value="7"),
    )
    return changed(directory, sheets=(Sheet(id=9, name="CRM", fields=page),))


async def test_pages_that_belong_to_a_call(demo: Running, sign_in: SignIn, shot: Shot) -> None:
    window = await sign_in("alice", prepare=SENSES)
    alice = window.page
    await alice.context.route("https://*.example.com/**", lambda route: route.fulfill(body="<title>CRM</title>a page"))
    demo.engine.adopt(with_page(demo.engine.core.world.directory))
    # what a browser does that allows no window (whatever is evaluated here counts as a click, so it would allow it)
    await alice.evaluate(
        """() => {
          const { open } = window;
          window.open = () => ((window.open = open), null);
        }"""
    )
    pbx_of(demo).call_in("+33639980123", "3001", name="Zoë")
    await calls(alice, "Ringing").wait_for()
    pbx_of(demo).phone("1001").answer()
    card = alice.locator(".page-card")
    await expect(card).to_contain_text("crm.example.com")
    await expect(card).to_contain_text("allow pop-ups for this site")
    note = {"title": "A page belongs to this call", "body": "crm.example.com", "open": True}
    assert note in await alice.evaluate("sensed.notes")
    await shot(alice, "desk-page-waits")
    await alice.reload()
    async with alice.context.expect_page() as opened:
        await card.get_by_role("button", name="Open").click()
    assert (await opened.value).url == "https://crm.example.com/?number=7"
    assert await (await opened.value).evaluate("window.opener") is None
    await expect(card).to_have_count(0)

    demo.engine.wake_up("https://desk.example.com/customer/7", "1001", WakeupMode.NEW_FRAME)
    framed = alice.frame_locator(".framed iframe")
    await expect(framed.locator("body")).to_contain_text("a page")
    await alice.reload()
    await expect(framed.locator("body")).to_contain_text("a page")
    await alice.locator(".framed").get_by_role("button", name="Close").click()
    await expect(alice.locator(".framed")).to_have_count(0)

    # a tab, a window of its own, and the card again where neither may open
    for mode, how in ((WakeupMode.NEW_TAB, ["_blank", ""]), (WakeupMode.NEW_WINDOW, ["_blank", "popup"])):
        await alice.evaluate("sensed.windows.length = 0")  # what is evaluated here counts as a click
        async with alice.context.expect_page() as opened:
            demo.engine.wake_up(f"https://desk.example.com/{mode}", "1001", mode)
        assert (await opened.value).url == f"https://desk.example.com/{mode}"
        assert [part.split(",")[0] for part in (await alice.evaluate("sensed.windows"))[0]] == how
        await (await opened.value).close()
    await alice.evaluate(
        """() => {
          Notification.permission = 'granted';  // which a real one is after a reload, too
          [window.opens, window.open] = [window.open, () => null];
        }"""
    )
    demo.engine.wake_up("https://late.example.com/", "1001", WakeupMode.NEW_WINDOW)
    await expect(card).to_contain_text("late.example.com")
    await expect(card).not_to_contain_text("allow pop-ups")  # that was said once
    await card.get_by_role("button", name="Not now").click()
    await expect(card).to_have_count(0)
    assert await alice.evaluate("sensed.notes.map(({open}) => open)") == [False]
    demo.engine.wake_up("https://noted.example.com/?t={xuc-token}", "1001", WakeupMode.NEW_TAB)
    await expect(card).to_contain_text("noted.example.com")
    async with alice.context.expect_page() as opened:
        await alice.evaluate("window.open = window.opens; sensed.shown.at(-1).onclick()")
    # no program is told who the agent is to the server
    assert (await opened.value).url == "https://noted.example.com/?t={xuc-token}"
    await expect(card).to_have_count(0)


async def test_a_call_is_heard_noted_and_remembered(demo: Running, sign_in: SignIn) -> None:
    """On a computer whose clock is wrong: the bell, notes of the system, who called before, a callback's voice."""
    pbx = pbx_of(demo)
    window = await sign_in("alice", prepare=SENSES + WRONG_CLOCK)
    alice, other = window.page, await second_tab(window, demo, "alice")
    assert await alice.evaluate("sensed.asked") == 1
    await agent_is(alice, "AgentReady")
    await alice.evaluate("Object.defineProperty(document, 'hidden', {get: () => true})")
    pbx.call_in("+33639980123", "3001", name="Zoë")
    await alice.wait_for_function("() => sensed.tones.length >= 8")
    assert set(await alice.evaluate("sensed.tones")) == {"running"}, "the click that signs in allows sound"
    await expect(calls(other, "Ringing")).to_have_count(1)
    assert await other.evaluate("sensed.tones.length + sensed.notes.length") == 0, "one tab of a person rings"
    note = {"title": "Zoë calls", "body": "+33639980123 · blue", "open": True}
    assert await alice.evaluate("sensed.notes") == [note]
    await act(alice, "answer").click()
    await alice.wait_for_function("() => sensed.notes[0].open === false")
    await calls(alice, "Established").wait_for()
    await act(alice, "end").click()
    began = datetime.now(PARIS)
    await agent_is(alice, "AgentOnWrapup")
    await expect(alice.locator(".pill-clock")).to_have_text(re.compile(r"0:(10|0[2-9])"))

    # he calls again: what was before is told, by the clock of who reads it
    await alice.get_by_role("button", name="Ready now").click()
    await open_tab(alice, "My phone")
    await alice.get_by_role("switch", name="Ring in this browser").click()
    await expect(alice.get_by_role("switch", name="Ring in this browser")).not_to_be_checked()
    await open_tab(alice, "History")
    times = "|".join(f"{began - timedelta(minutes=ago):%H:%M}" for ago in (0, 1))
    await expect(alice.locator("desk-history .past li").first).to_contain_text(re.compile(times))
    await alice.evaluate("sensed.tones.length = 0")
    pbx.call_in("+33639980123", "3001", name="Zoë")
    await calls(alice, "Ringing").wait_for()
    before = alice.locator("desk-customer .past li")
    await expect(before).to_have_count(1)
    await expect(before).to_contain_text(re.compile(times))
    await expect(before).to_contain_text("Alice Béranger")
    assert await alice.evaluate("sensed.tones.length") == 0, "the bell is switched off"
    pbx.outside.hang_up(pbx.outside.calls[0])
    await expect(calls(alice)).to_have_count(0)

    # what somebody said who wants to be called back is heard on the own phone
    demo.engine.feed(CallbackWanted("1.1", "blue", "+33639980124", "Karim", "demo-congrats.gsm"))
    await open_tab(alice, "Callbacks")
    await alice.locator(".callback", has_text="Karim").get_by_role("button", name="Hear the message").click()
    await expect(calls(alice, "Established")).to_contain_text("Karim")
    await act(alice, "end").click()
    await expect(calls(alice)).to_have_count(0)


async def test_rights_and_tokens_change_in_the_middle(demo: Running, sign_in: SignIn) -> None:
    window = await sign_in("alice")
    alice = window.page
    await expect(alice.locator("[data-queue=blue]")).to_be_visible()
    directory = demo.engine.core.world.directory
    limits = {"profile": Profile.SUPERVISOR, "queue_ids": frozenset({2}), "group_ids": frozenset[int]()}
    demo.engine.adopt(with_rights(directory, "alice", **limits))
    await expect(alice.locator("[data-queue=blue]")).to_have_count(0)
    demo.engine.adopt(directory)
    await expect(alice.locator("[data-queue=blue]")).to_be_visible()

    pbx_of(demo).restart(down=4)
    await expect(alice.locator('[data-banner="pbx-down"]')).to_be_visible()
    await type_number(alice, "1002")
    await expect(alice.locator("jf-toasts")).to_contain_text("telephone system cannot be reached")
    await expect(alice.locator("[data-banner]")).to_have_count(0, timeout=20_000)

    await alice.context.set_offline(True)
    await expect(alice.locator('[data-banner="offline"]')).to_be_visible()
    await alice.context.set_offline(False)
    await expect(alice.locator("[data-banner]")).to_have_count(0, timeout=20_000)

    await window.token_expires()
    await expect(alice.get_by_role("alert")).to_contain_text("please sign in again")
    await expect(alice.locator("input[name=login]")).to_have_value("alice")


@pytest.mark.process
async def test_a_restarted_server_is_healed_in_mid_call(open_window: OpenWindow, tmp_path: Path) -> None:
    data = tmp_path / "data"
    await people(data)
    async with simulated_pbx(tmp_path / "pbx") as (_, ami_port):
        config = str(config_file(tmp_path / "jackfield.toml", ami_port))
        serve = ("serve", "--config", config, "--data", str(data), "--port", str(closed_port()))
        async with process(tmp_path / "log", *serve) as first:
            await until_ready(first.url)
            alice = (await open_window(f"{first.url}/desk")).page
            await enter(alice, "alice")
            await agent_is(alice, "AgentReady")
            await choose_state(alice, "Out to lunch")
            await type_number(alice, "9000")
            await expect(calls(alice, "Established")).to_contain_text("9000")
            await alice.locator(".callback").first.get_by_role("button", name="Take").click()
            await expect(alice.locator(".callbacks.mine .callback")).to_have_count(1)
            first.kill()
            await expect(alice.locator('[data-banner="reconnecting"]')).to_be_visible()
        async with process(tmp_path / "log", *serve) as again:
            await until_ready(again.url)
            await expect(alice.locator("[data-banner]")).to_have_count(0, timeout=40_000)
            await expect(calls(alice, "Established")).to_have_count(1)
            await expect(alice.locator(".callbacks.mine .callback")).to_have_count(1)
            await act(alice, "end").click()
            await expect(calls(alice)).to_have_count(0)
            await expect(alice.locator(".pill")).to_contain_text("Break: Out to lunch")


async def test_with_the_keyboard_alone(demo: Running, open_window: OpenWindow) -> None:
    page = (await open_window(f"{address(demo)}?user=alice")).page
    await expect(page.locator("input[name=password]")).to_have_value("demo")
    await page.locator("input[name=password]").press("Enter")
    await agent_is(page, "AgentReady")
    await page.keyboard.press("Alt+p")
    await page.keyboard.press("Enter")
    await agent_is(page, "AgentOnPause")
    await page.keyboard.press("Alt+r")
    await agent_is(page, "AgentReady")
    pbx_of(demo).call_in("+33639980123", "3001", name="Zoë")
    await calls(page, "Ringing").wait_for()
    await page.keyboard.press("Alt+a")
    await calls(page, "Established").wait_for()
    await page.keyboard.press("Alt+h")
    await calls(page, "OnHold").wait_for()
    await page.keyboard.press("Alt+h")
    await calls(page, "Established").wait_for()
    await act(page, "keys").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("5")
    await page.keyboard.press("Escape")
    assert await page.evaluate("document.activeElement.dataset.act") == "keys"
    await page.keyboard.press("Alt+e")
    await expect(calls(page)).to_have_count(0)
    await page.keyboard.press("Alt+n")
    await page.keyboard.type("9000")
    await page.keyboard.press("Enter")
    await calls(page, "Established").wait_for()


async def test_the_first_hour_of_the_tutorial(demo: Running, open_window: OpenWindow) -> None:
    own, other = await open_window("about:blank"), await open_window("about:blank")
    assert await follow(FIRST_HOUR, address(demo).removesuffix("/desk"), own.page, other.page) > 50
    await expect(own.page.locator("input[name=login]")).to_have_value("alice")


async def test_the_five_minutes_of_the_guide_to_integrations(demo: Running, open_window: OpenWindow) -> None:
    own, other = await open_window("about:blank"), await open_window("about:blank")
    await own.page.context.route("https://crm.example/**", lambda route: route.fulfill(body="an order"))
    base = address(demo).removesuffix("/desk")
    steps = json.loads((ROOT / "examples" / "integrations" / "sales.json").read_text(encoding="utf-8"))
    async with aiohttp.ClientSession() as http:
        headers = {"Authorization": f"Bearer {await Cti.token(http, base, 'root')}"}
        async with http.post(f"{base}/xuc/api/2.0/config/transactions", json=steps, headers=headers) as answer:
            assert answer.status == 200
    async with own.page.context.expect_page() as opened:
        assert await follow(ROOT / "docs" / "howto" / "integrations.md", base, own.page, other.page) > 7
    assert (await opened.value).url == "https://crm.example/orders/4711"


async def test_the_line_is_chosen_and_three_talk_together(demo: Running, sign_in: SignIn) -> None:
    pbx_of(demo).phone("1002").behave("answer:0.1")
    pbx_of(demo).phone("1005").behave("answer:0.1")
    window = await sign_in("alice", line="1006")
    alice = window.page
    await agent_is(alice, "AgentReady")
    await expect(alice.locator(".menu.me")).to_contain_text("1006")
    await alice.get_by_text("Alice Béranger").click()
    await alice.get_by_role("button", name="Sign out").click()
    await expect(alice.locator("input[name=line]")).to_have_value("1006")

    # at work on one line already: another is offered, not taken
    bruno = (await sign_in("bruno")).page
    await agent_is(bruno, "AgentReady")
    await enter(alice, "bruno", line="1007")
    await expect(alice.locator(".note.warn")).to_contain_text("You work on line 1002 already, not on 1007")
    await alice.get_by_role("button", name="Work on 1007").click()
    for page in (alice, bruno):
        await expect(page.locator(".menu.me")).to_contain_text("1007")
    await expect(alice.get_by_text("You work on line")).to_have_count(0)

    david = (await sign_in("david")).page
    await type_number(david, "1002")
    await calls(david, "Established").wait_for()
    await type_number(david, "1005")
    await act(david, "conference").click()
    await expect(david.locator("jf-toasts")).to_contain_text("All three talk together")
    await expect(calls(david, "OnHold")).to_have_count(0)
    await act(david, "end").first.click()
    await expect(calls(david)).to_have_count(0)

    # a room has a list of who is there
    await type_number(david, "4000")
    await expect(david.locator(".room li")).to_have_count(1)
    pbx_of(demo).phone("1003").dial("4000")
    await expect(david.locator(".room li")).to_have_count(2)
    await david.locator(".room").get_by_role("button", name="Mute", exact=True).first.click()
    await expect(david.locator(".room")).to_contain_text("muted")
