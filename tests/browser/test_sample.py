"""The sample pages as people use them: two windows, one call, and what happens when something breaks."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from jackfield.app import Running
from jackfield.telephony.simulator import Simulator
from tests.browser.conftest import OpenWindow
from tests.browser.looks import become
from tests.support.browser import WRONG_PASSWORD, Window, knock
from tests.support.cable import Cable
from tests.support.certificate import Certificate
from tests.support.client import process, until_ready
from tests.support.installation import closed_port, config_file, people, simulated_pbx

SignIn = Callable[..., Awaitable[Window]]

"""What Chromium writes for every refused request."""


def url(demo: Running, path: str = "/sample") -> str:
    return f"http://127.0.0.1:{demo.port}{path}"


def pbx_of(demo: Running) -> Simulator:
    assert demo.simulator is not None
    return demo.simulator


@pytest.fixture
def sign_in(open_window: OpenWindow) -> SignIn:
    """Opens a window and signs a demo user in."""

    async def enter(address: str, login: str, **look: object) -> Window:
        window = await open_window(address, **look)
        await knock(window.page, login)
        await window.page.locator(".strip .me strong").wait_for()
        return window

    return enter


def calls(page: Page, state: str = "") -> Locator:
    return page.locator(f'.call[data-state="{state}"]' if state else ".call")


async def dial(page: Page, number: str) -> None:
    await page.locator("sample-calls input[name=destination]").fill(number)
    await page.locator("sample-calls .dial-bar button").click()


async def ask(page: Page, method: str, answer: str) -> None:
    """Call a method by its form; its answer is shown."""
    await page.get_by_placeholder("Find a method").fill(method)
    await page.locator(f'[data-method="{method}"] button').click()
    await page.locator(f'[data-answer="{answer}"] summary').click()
    await expect(page.locator(f'[data-answer="{answer}"] jf-json')).to_contain_text('": ')


async def in_a_call(sign_in: SignIn, address: str) -> tuple[Window, Window]:
    """Alice has called Bruno, and both talk."""
    alice, bruno = await sign_in(address, "alice"), await sign_in(address, "bruno")
    await dial(alice.page, "1002")
    await bruno.page.get_by_role("button", name="Answer", exact=True).click()
    for window in (alice, bruno):
        await expect(calls(window.page, "Established")).to_have_count(1)
    return alice, bruno


# ------------------------------------------------------------ the call


async def test_alice_calls_bruno(demo: Running, sign_in: SignIn) -> None:
    alice, bruno = await sign_in(url(demo), "alice"), await sign_in(url(demo), "bruno")
    await expect(alice.page.locator(".own-phone")).to_contain_text("Free")
    await dial(alice.page, "1002")
    ringing = bruno.page.locator(".call.Ringing")
    await expect(ringing).to_contain_text("Alice")
    await expect(ringing).to_contain_text("1001")
    await expect(bruno.page.get_by_role("alert")).to_contain_text("Alice")
    await expect(bruno.page).to_have_title(re.compile("Alice.* calls"))
    await expect(bruno.page.locator(".own-phone")).to_contain_text("Ringing")
    await bruno.page.get_by_role("button", name="Answer", exact=True).click()
    for window in (alice, bruno):
        await expect(calls(window.page, "Established")).to_have_count(1)
        await expect(window.page.locator(".own-phone")).to_contain_text("On a call")
    await expect(bruno.page).to_have_title("Jackfield: Phone API")
    await alice.page.get_by_role("button", name="Hang up", exact=True).click()
    for window in (alice, bruno):
        await expect(calls(window.page)).to_have_count(0)
        await expect(window.page.locator(".own-phone")).to_contain_text("Free")


async def test_hold_and_resume(demo: Running, sign_in: SignIn) -> None:
    alice, _ = await in_a_call(sign_in, url(demo))
    await alice.page.get_by_role("button", name="Hold", exact=True).click()
    await expect(calls(alice.page, "OnHold")).to_have_count(1)
    await expect(alice.page.locator(".own-phone")).to_contain_text("Call on hold")
    await alice.page.get_by_role("button", name="Resume", exact=True).click()
    await expect(calls(alice.page, "Established")).to_have_count(1)


async def test_a_call_is_refused_by_keyboard(demo: Running, sign_in: SignIn) -> None:
    bruno = await sign_in(url(demo), "bruno")
    pbx_of(demo).call_in("+33611223344", "1002", name="Zoë")
    await expect(calls(bruno.page, "Ringing")).to_contain_text("Zoë")
    await bruno.page.locator("sample-calls .dial-bar button").focus()
    await bruno.page.keyboard.press("Tab")
    await bruno.page.keyboard.press("Tab")
    assert await bruno.page.evaluate("document.activeElement.textContent.trim()") == "Refuse"
    await bruno.page.keyboard.press("Enter")
    await expect(calls(bruno.page)).to_have_count(0)


async def test_a_reload_and_a_second_window_show_the_same_call(demo: Running, sign_in: SignIn) -> None:
    alice, _ = await in_a_call(sign_in, url(demo))
    await alice.page.reload()
    await expect(calls(alice.page, "Established")).to_have_count(1)
    other = await sign_in(url(demo), "alice")
    await expect(calls(other.page, "Established")).to_contain_text("1002")


async def test_a_call_is_transferred_at_once(demo: Running, sign_in: SignIn) -> None:
    alice, bruno = await in_a_call(sign_in, url(demo))
    chloe = await sign_in(url(demo), "chloe")
    await bruno.page.get_by_role("button", name="Transfer", exact=True).click()
    assert await bruno.page.evaluate("document.activeElement.name") == "to"
    await bruno.page.keyboard.type("1003")
    await bruno.page.keyboard.press("Enter")
    await expect(calls(bruno.page)).to_have_count(0)
    await expect(calls(chloe.page, "Ringing")).to_contain_text("Alice")
    await chloe.page.get_by_role("button", name="Answer", exact=True).click()
    await expect(calls(alice.page, "Established")).to_contain_text("1003")


async def test_a_call_is_transferred_after_asking(demo: Running, sign_in: SignIn) -> None:
    alice, bruno = await in_a_call(sign_in, url(demo))
    chloe = await sign_in(url(demo), "chloe")
    await alice.page.get_by_role("button", name="Transfer", exact=True).click()
    await alice.page.get_by_label("Transfer to").fill("1003")
    await alice.page.get_by_role("button", name="Ask first").click()
    await chloe.page.get_by_role("button", name="Answer", exact=True).click()
    await expect(calls(alice.page, "OnHold")).to_have_count(1)
    await expect(calls(alice.page, "Established")).to_contain_text("1003")
    await alice.page.get_by_role("button", name="Complete the transfer").click()
    await expect(calls(alice.page)).to_have_count(0)
    await expect(calls(bruno.page, "Established")).to_contain_text("1003")
    await expect(calls(chloe.page, "Established")).to_contain_text("1002")


async def test_asking_can_be_given_up(demo: Running, sign_in: SignIn) -> None:
    alice, bruno = await in_a_call(sign_in, url(demo))
    await alice.page.get_by_role("button", name="Transfer", exact=True).click()
    await alice.page.get_by_label("Transfer to").fill("1003")
    await alice.page.get_by_role("button", name="Ask first").click()
    await expect(calls(alice.page)).to_have_count(2)
    await alice.page.get_by_role("button", name="Back to the first call").click()
    await expect(calls(alice.page)).to_have_count(1)
    await expect(calls(alice.page, "Established")).to_contain_text("1002")
    await expect(calls(bruno.page, "Established")).to_have_count(1)


async def test_a_conference_shows_who_is_there(demo: Running, sign_in: SignIn) -> None:
    alice, bruno = await sign_in(url(demo), "alice"), await sign_in(url(demo), "bruno")
    await dial(alice.page, "4000")
    room = alice.page.locator("sample-conference")
    await expect(room.locator("li")).to_have_count(1)
    await expect(room).to_contain_text("you")
    await dial(bruno.page, "4000")
    await expect(room.locator("li")).to_have_count(2)
    await expect(room).to_contain_text("Bruno")
    await room.locator("li", has_text="you").get_by_role("button", name="Mute", exact=True).click()
    await expect(room.locator("li", has_text="you")).to_contain_text("muted")
    await expect(bruno.page.locator("sample-conference li", has_text="Alice")).to_contain_text("muted")
    await bruno.page.get_by_role("button", name="Hang up", exact=True).click()
    await expect(room.locator("li")).to_have_count(1)
    await expect(bruno.page.locator("sample-conference")).to_have_count(0)


async def test_presence_lamps(demo: Running, sign_in: SignIn) -> None:
    erin = await sign_in(url(demo), "erin")
    await erin.page.get_by_label("Numbers to watch").fill("1001, 1002 4711")
    await erin.page.get_by_role("button", name="Watch", exact=True).click()
    lamp = erin.page.locator('.lamp-card[data-number="1001"]')
    await expect(lamp).to_contain_text("Free")
    await expect(erin.page.locator('.lamp-card[data-number="4711"]')).to_be_visible()
    pbx_of(demo).call_in("+33611223344", "1001")
    await expect(lamp).to_contain_text("Ringing")
    await erin.page.reload()
    await expect(lamp).to_contain_text("Ringing")


async def test_own_settings_show_what_the_server_says(demo: Running, sign_in: SignIn) -> None:
    alice = await sign_in(url(demo), "alice")
    other = await sign_in(url(demo), "alice")
    for window in (alice, other):
        await expect(window.page.get_by_role("switch", name="Do not disturb")).not_to_be_checked()
    await alice.page.get_by_role("switch", name="Do not disturb").click()
    await alice.page.get_by_label("Forward always: number").fill("1003")
    await alice.page.get_by_role("switch", name="Forward always").click()
    for window in (alice, other):
        await expect(window.page.get_by_role("switch", name="Do not disturb")).to_be_checked()
        await expect(window.page.get_by_role("switch", name="Forward always")).to_be_checked()
        await expect(window.page.get_by_label("Forward always: number")).to_have_value("1003")
    await alice.page.get_by_role("switch", name="Forward always").click()
    await expect(other.page.get_by_role("switch", name="Forward always")).not_to_be_checked()
    await expect(other.page.get_by_label("Forward always: number")).to_have_value("1003")
    await alice.page.locator("select[name=status]").select_option("away")
    await expect(other.page.locator("select[name=status]")).to_have_value("away")


async def test_the_sheet_of_a_queue_call_is_shown(demo: Running, sign_in: SignIn) -> None:
    agents = await sign_in(url(demo, "/sample/agents"), "alice")
    await agents.page.locator("agents-own").get_by_role("button", name="Log in").click()
    await expect(agents.page.locator("agents-own").get_by_role("status")).to_contain_text("Ready")
    alice = await sign_in(url(demo), "alice")
    pbx_of(demo).call_in("+33611223344", "3001", name="Zoë")
    await alice.page.get_by_role("button", name="Answer", exact=True).click()
    sheet = alice.page.locator("sample-sheet")
    await expect(sheet).to_contain_text("33611223344")
    await sheet.get_by_role("button", name="Close").click()
    await expect(sheet).to_have_count(0)


# ------------------------------------------------------------ methods and log


async def test_a_method_says_what_became_of_it(demo: Running, sign_in: SignIn) -> None:
    alice = await sign_in(url(demo), "alice")
    form = alice.page.locator('[data-method="Cti.dial"]')
    await form.locator("input[name=destination]").fill("9000")
    await form.locator("input[name=variables]").fill('{"customer": "4711 é,"}')
    await form.get_by_role("button").click()
    await expect(form.locator(".outcome")).to_have_text("done")
    await expect(calls(alice.page, "Established")).to_have_count(1)
    await alice.page.get_by_text("Attached data").click()
    await expect(alice.page.locator(".call dl")).to_contain_text("4711 é,")
    await ask(alice.page, "Cti.getUserCallHistory", "CallHistory")
    await alice.page.get_by_placeholder("Find a method").fill("")
    await form.locator("input[name=variables]").fill("{customer}")
    await form.get_by_role("button").click()
    await expect(form.locator(".outcome")).to_contain_text("not sent")
    await form.locator("input[name=variables]").fill('{"bad key": "x"}')
    await form.get_by_role("button").click()
    await expect(form.locator(".outcome")).to_contain_text("refused")


async def test_the_log_shows_both_ways_and_can_be_filtered(demo: Running, sign_in: SignIn) -> None:
    alice = await sign_in(url(demo), "alice")
    page = alice.page
    log = page.locator("sample-log")
    await expect(log.locator(".frame.received .kind", has_text="LoggedOn")).to_have_count(1)
    await expect(log.locator(".frame.sent .kind", has_text="getCurrentCallsPhoneEvents")).to_have_count(1)
    await log.get_by_label("Filter").fill("userconfigupdate alice")
    await expect(log.locator(".frame")).to_have_count(1)
    await log.locator(".frame-head").click()
    await expect(log.locator("jf-json")).to_contain_text('"fullName": "Alice Béranger"')
    await log.get_by_label("Filter").fill("")
    await log.get_by_role("button", name="Pause", exact=True).click()
    shown = await log.locator(".frame").count()
    await dial(page, "9002")
    await expect(log.get_by_role("button", name="Carry on")).to_contain_text("more")
    assert await log.locator(".frame").count() == shown
    await log.get_by_role("button", name="Carry on").click()
    await expect(log.locator(".frame.sent .kind", has_text=re.compile("^dial$"))).to_have_count(1)
    await log.get_by_role("button", name="Clear", exact=True).click()
    await expect(log.locator(".frame")).to_have_count(0)


async def test_the_log_is_copied_as_the_library_writes_it(demo: Running, sign_in: SignIn) -> None:
    alice = await sign_in(url(demo), "alice")
    await alice.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await alice.page.get_by_label("Filter").fill("getCurrentCallsPhoneEvents")
    await alice.page.get_by_role("button", name="Copy", exact=True).click()
    await expect(alice.page.locator("jf-toasts")).to_contain_text("copied")
    copied = await alice.page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r'[-\d]+ [:.\d]+ S>>> \{"claz":"web","command":"getCurrentCallsPhoneEvents".*\}', copied)


async def test_the_script_can_be_read(demo: Running, open_window: OpenWindow) -> None:
    window = await open_window(url(demo))
    text = await window.page.evaluate("fetch('/assets/javascripts/pages/sample.js').then(answer => answer.text())")
    assert "Cti.setHandler(Cti.MessageType.PHONEEVENT, phoneEventHandler);" in text
    assert "Cti.dial(to, {})" in text


# ------------------------------------------------------------ signing in


async def test_a_wrong_password_and_a_wrong_server_are_said_clearly(demo: Running, open_window: OpenWindow) -> None:
    window = await open_window(url(demo))
    window.expected += [WRONG_PASSWORD, re.compile("ERR_UNSAFE_PORT|Content Security Policy|ERR_")]
    page = window.page
    await knock(page, "alice", "wrong")
    await expect(page.get_by_role("alert")).to_have_text("The user name or the password is wrong.")
    await page.locator("input[name=server]").fill(f"127.0.0.1:{closed_port()}")
    await knock(page, "alice")
    await expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    await page.locator("input[name=server]").fill(f"127.0.0.1:{demo.port}")
    await knock(page, "alice")
    await expect(page.locator(".strip")).to_contain_text("Alice Béranger")
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.locator("input[name=login]")).to_have_value("alice")
    await page.reload()
    await expect(page.locator("input[name=login]")).to_have_value("alice")
    assert "demo" not in await page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")


async def test_another_server_by_its_field(demo: Running, open_window: OpenWindow, tmp_path: Path) -> None:
    async with process(tmp_path / "log", "serve", "--demo", "--data", str(tmp_path / "other"), "--port", "0") as other:
        await until_ready(other.url)
        window = await open_window(url(demo))
        await window.page.locator("input[name=server]").fill(other.url)
        await knock(window.page, "chloe")
        await expect(window.page.locator(".strip")).to_contain_text("Chloé Dufrêne")
        pbx_of(demo).call_in("+33611223344", "1003", name="Nobody")
        await dial(window.page, "9000")
        await expect(calls(window.page, "Established")).to_contain_text("9000")
        agents = await open_window(url(demo, "/sample/agents"))
        await agents.page.locator("input[name=server]").fill(other.url)
        await knock(agents.page, "chloe")
        own = agents.page.locator("agents-own")
        await own.get_by_role("button", name="Log in").click()
        await expect(own.get_by_role("status")).to_contain_text("On a call")  # the one that is at the other server
        await expect(agents.page.locator('[data-agent="2003"]')).to_contain_text("On a call")


async def test_what_a_browser_blocks_is_explained(
    demo: Running, certificate: Certificate, open_window: OpenWindow
) -> None:
    """The page is https, the server it is to use is not: nothing is even sent, and the page says why."""
    async with Cable(demo.port).laid(certificate.server()) as proxy:
        window = await open_window(f"https://127.0.0.1:{proxy.port}/sample")
        window.expected.append(re.compile("Mixed Content|cannot be opened: SecurityError"))
        page, alert = window.page, window.page.get_by_role("alert")
        own = await page.locator("input[name=server]").input_value()
        assert own == f"https://127.0.0.1:{proxy.port}"
        await knock(page, "alice", server="http://cti.example:8090")
        await expect(alert).to_contain_text("This page is https and cti.example is not: browsers block that")
        await become(page, "fr", 1280)
        await expect(alert).to_contain_text("cti.example ne l’est pas : les navigateurs le bloquent (contenu mixte)")
        # the same when the library itself is sent to such an address
        await knock(page, "alice", server=own)
        await expect(page.locator(".strip")).to_contain_text("Alice Béranger")
        await page.evaluate("Cti.setHandler('LinkStatusUpdate', (link) => { window.link = link })")
        await page.evaluate("Cti.WebSocket.init('ws://cti.example/xuc/api/2.0/cti?token=any', 'alice', '1001')")
        await expect(alert).to_contain_text("les navigateurs le bloquent (contenu mixte)")
        told = await page.evaluate("link")
        assert (told["status"], told["why"], told["host"]) == ("closed", "mixed_content", "cti.example")
        assert "browsers block that (mixed content)" in told["reason"]


async def test_the_demo_user_of_a_link_needs_one_click(demo: Running, open_window: OpenWindow) -> None:
    window = await open_window(url(demo, "/sample?user=bruno"))
    await expect(window.page.locator("input[name=password]")).to_have_value("demo")
    await window.page.get_by_role("button", name="Sign in").click()
    await expect(window.page.locator(".strip")).to_contain_text("Bruno Castelli")


# ------------------------------------------------------------ what breaks


async def test_a_lost_pbx_shows_a_banner_until_it_is_back(demo: Running, sign_in: SignIn) -> None:
    alice = await sign_in(url(demo), "alice")
    pbx_of(demo).restart(down=3)
    await expect(alice.page.locator('[data-banner="pbx-down"]')).to_be_visible()
    await dial(alice.page, "1002")
    await expect(alice.page.locator("jf-toasts")).to_contain_text("telephone system cannot be reached")
    await expect(alice.page.locator("[data-banner]")).to_have_count(0, timeout=20_000)
    await expect(alice.page.locator(".own-phone")).to_contain_text("Free", timeout=20_000)


@pytest.mark.process
async def test_a_killed_server_is_healed_in_mid_call(sign_in: SignIn, tmp_path: Path) -> None:
    data = tmp_path / "data"
    await people(data)
    async with simulated_pbx(tmp_path / "pbx") as (_, ami_port):
        config = str(config_file(tmp_path / "jackfield.toml", ami_port))
        serve = ("serve", "--config", config, "--data", str(data), "--port", str(closed_port()))
        async with process(tmp_path / "log", *serve) as first:
            await until_ready(first.url)
            alice, bruno = await in_a_call(sign_in, f"{first.url}/sample")
            first.kill()
            for window in (alice, bruno):
                await expect(window.page.locator('[data-banner="reconnecting"]')).to_be_visible()
        async with process(tmp_path / "log", *serve) as again:
            await until_ready(again.url)
            for window in (alice, bruno):
                await expect(window.page.locator("[data-banner]")).to_have_count(0, timeout=40_000)
                await expect(calls(window.page, "Established")).to_have_count(1)
            await bruno.page.get_by_role("button", name="Hang up", exact=True).click()
            for window in (alice, bruno):
                await expect(calls(window.page)).to_have_count(0)


async def test_a_tab_without_a_network_says_so(demo: Running, sign_in: SignIn) -> None:
    alice = await sign_in(url(demo), "alice")
    await alice.page.context.set_offline(True)
    await expect(alice.page.locator('[data-banner="offline"]')).to_be_visible()
    await alice.page.context.set_offline(False)
    await expect(alice.page.locator("[data-banner]")).to_have_count(0, timeout=20_000)


# ------------------------------------------------------------ agents


async def test_an_agent_logs_in_pauses_and_is_seen(demo: Running, sign_in: SignIn) -> None:
    alice = await sign_in(url(demo, "/sample/agents"), "alice")
    sam = await sign_in(url(demo, "/sample/agents"), "sam")
    seen = sam.page.locator('[data-agent="2001"]')
    await expect(seen).to_contain_text("Logged out")
    own = alice.page.locator("agents-own")
    await own.get_by_role("button", name="Log in").click()
    await expect(own.get_by_role("status")).to_contain_text("Ready")
    await expect(seen).to_contain_text("Ready")
    await own.get_by_label("Reason").fill("lunch")
    await own.get_by_role("button", name="Pause", exact=True).click()
    await expect(seen).to_contain_text("Paused")
    await expect(seen).to_contain_text("lunch")
    await own.get_by_role("button", name="Ready again").click()
    await expect(seen).to_contain_text("Ready")
    await ask(sam.page, "Cti.getAgentDirectory", "AgentDirectory")
    await ask(sam.page, "Cti.subscribeToAgentStats", "AgentStatistics")
    await own.get_by_role("button", name="Log out").click()
    await expect(seen).to_contain_text("Logged out")


async def test_an_agent_takes_his_calls_on_the_same_page(demo: Running, sign_in: SignIn) -> None:
    alice = await sign_in(url(demo, "/sample/agents"), "alice")
    await alice.page.locator("agents-own").get_by_role("button", name="Log in").click()
    await expect(alice.page.locator("agents-own").get_by_role("status")).to_contain_text("Ready")
    pbx_of(demo).call_in("+33611223344", "1001", name="Zoë")
    await expect(alice.page).to_have_title(re.compile("Zoë calls"))
    await alice.page.get_by_role("button", name="Answer", exact=True).click()
    await expect(alice.page.locator("agents-own").get_by_role("status")).to_contain_text("On a call")
    await alice.page.get_by_role("button", name="Hang up", exact=True).click()
    await expect(alice.page).to_have_title("Jackfield: Agent API")
