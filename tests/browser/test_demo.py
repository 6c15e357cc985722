"""The demo page in a real browser: calls made with its phones, callers from outside, traffic, faults; and how it looks
to those who use a keyboard, a small screen or a screen reader.
"""

import re
from pathlib import Path

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Locator, Page, expect

from jackfield.app import Running
from jackfield.telephony.simulator import Line, Panel, RealClock, Simulator, demo_setup
from jackfield.web.demo import DemoDoor
from jackfield.web.pages import Pages
from tests.browser.conftest import OpenWindow
from tests.support.client import Cti, process
from tests.support.installation import closed_port


def url(demo: Running) -> str:
    return f"http://127.0.0.1:{demo.port}/demo"


def phone(page: Page, number: str) -> Locator:
    return page.locator(f'demo-phone [data-phone="{number}"]')


async def lamp(page: Page, number: str, state: str) -> None:
    await expect(phone(page, number)).to_have_attribute("data-lamp", state)


def key(page: Page, number: str, text: str) -> Locator:
    return phone(page, number).get_by_role("button", name=text, exact=True)


async def dial(page: Page, number: str, to: str) -> None:
    for digit in to:
        await key(page, number, f"Key {digit}").click()
    await key(page, number, "Call").click()


async def test_two_phones_talk(demo: Running, open_window: OpenWindow) -> None:
    window = await open_window(url(demo))
    page = window.page
    await dial(page, "1001", "1002")
    await lamp(page, "1002", "ringing")
    await expect(phone(page, "1002").locator("[data-call=ringing]")).to_contain_text("Alice")
    await expect(page.locator("[data-spoken]")).to_have_text("Bruno’s phone rings: Alice")
    await page.get_by_label("Ring aloud").check()
    await key(page, "1002", "Answer").click()
    for number, other in (("1001", "Bruno"), ("1002", "Alice")):
        await lamp(page, number, "talking")
        await expect(phone(page, number).locator("[data-call=talking]")).to_contain_text(other)
    await expect(phone(page, "1001").locator("[data-display]")).to_contain_text(re.compile(r"0:0[0-9]"))
    await key(page, "1001", "Hold").click()
    await expect(phone(page, "1001").locator("[data-call=holding]")).to_be_visible()
    await expect(phone(page, "1002").locator("[data-call=held]")).to_contain_text("Holds you")
    await key(page, "1001", "Resume").click()
    await lamp(page, "1002", "talking")
    await key(page, "1002", "Hang up").click()
    await lamp(page, "1001", "idle")
    await lamp(page, "1002", "idle")
    await expect(phone(page, "1001").locator("[data-display]")).to_contain_text("Call ended")


async def test_programs_hear_of_it(demo: Running, open_window: OpenWindow) -> None:
    window = await open_window(url(demo))
    async with await Cti.connect(f"http://127.0.0.1:{demo.port}", "bruno") as bruno:
        await bruno.logged_on()
        await dial(window.page, "1001", "1002")
        await bruno.phone("EventRinging", otherDN="1001")


async def test_a_call_that_a_program_makes(demo: Running, open_window: OpenWindow) -> None:
    """Her own phone takes it by itself, and shows whom it calls."""
    page = (await open_window(url(demo))).page
    await lamp(page, "1001", "idle")
    async with await Cti.connect(f"http://127.0.0.1:{demo.port}", "alice") as alice:
        await (await alice.logged_on()).send("dial", destination="1002")
        await expect(phone(page, "1001").locator("[data-call=dialing]")).to_contain_text("Bruno")
        await expect(phone(page, "1002").locator("[data-call=ringing]")).to_contain_text("Alice")
        await key(page, "1002", "Answer").click()
        await alice.phone("EventEstablished", otherDN="1002")
        await alice.send("hold")
        await expect(phone(page, "1001").locator("[data-call=holding]")).to_contain_text("You hold")
        await alice.send("hangup")
        await lamp(page, "1002", "idle")


async def test_the_handset_does_it_too(demo: Running, open_window: OpenWindow) -> None:
    page = (await open_window(url(demo))).page
    await dial(page, "1003", "1004")
    await phone(page, "1004").get_by_role("button", name="Lift the handset: answer Chloe").click()
    await lamp(page, "1003", "talking")
    await phone(page, "1003").get_by_role("button", name="Put the handset down: end the call with David").click()
    await lamp(page, "1004", "idle")


async def test_a_second_call_and_a_transfer(demo: Running, open_window: OpenWindow) -> None:
    page = (await open_window(url(demo))).page
    await dial(page, "1001", "1002")
    await key(page, "1002", "Answer").click()
    await lamp(page, "1001", "talking")
    await key(page, "1001", "New call").click()
    await phone(page, "1001").get_by_label("Number to dial").fill("10 03")
    await phone(page, "1001").get_by_label("Number to dial").press("Enter")
    await key(page, "1003", "Answer").click()
    await expect(phone(page, "1001").locator("[data-call]")).to_have_count(2)
    await expect(phone(page, "1001").locator("[data-call=talking]")).to_contain_text("Chloe")
    await key(page, "1001", "Connect both").click()
    await lamp(page, "1001", "idle")
    await expect(phone(page, "1002").locator("[data-call=talking]")).to_contain_text("Chloe")
    await key(page, "1002", "Transfer").click()
    await phone(page, "1002").get_by_label("Number to transfer to").fill("1005")
    await key(page, "1002", "Send").click()
    await lamp(page, "1005", "ringing")
    await lamp(page, "1002", "idle")


async def test_with_the_keyboard_alone(demo: Running, open_window: OpenWindow) -> None:
    page = (await open_window(url(demo))).page
    await key(page, "1001", "Key 1").focus()
    await page.keyboard.type("1002")
    await expect(phone(page, "1001").get_by_label("Number to dial")).to_have_value("1002")
    await page.keyboard.press("Backspace")
    await page.keyboard.type("3")
    await key(page, "1001", "Call").focus()
    await page.keyboard.press("Enter")
    await lamp(page, "1003", "ringing")
    await key(page, "1003", "Decline").focus()
    await page.keyboard.press("Enter")
    await lamp(page, "1003", "idle")
    # Asterisk tells a caller no more than that when a phone declines
    await expect(phone(page, "1001").locator("[data-display]")).to_contain_text("Cannot be reached")


async def test_services_are_switched_at_the_phone(demo: Running, open_window: OpenWindow) -> None:
    page = (await open_window(url(demo))).page
    display = phone(page, "1001").locator("[data-display]")
    async with await Cti.connect(f"http://127.0.0.1:{demo.port}", "alice") as alice:
        await alice.logged_on()
        await key(page, "1001", "DND: do not disturb is off").click()
        await alice.expect("UserConfigUpdate", dndEnabled=True)
        await expect(key(page, "1001", "DND: do not disturb is on")).to_be_visible()
        await expect(display).to_contain_text("Do not disturb")
        await key(page, "1001", "Fwd: send all calls elsewhere").click()
        await phone(page, "1001").get_by_label("Send all calls to").fill("1003")
        await key(page, "1001", "Forward").click()
        await alice.expect("UserConfigUpdate", uncFwdEnabled=True, uncFwdDestination="1003")
        await expect(display).to_contain_text("All calls go to 1003")
        await key(page, "1001", "Fwd: take all forwards back").click()
        await alice.expect("UserConfigUpdate", uncFwdEnabled=False)
        await expect(display).not_to_contain_text("All calls go to 1003")


async def test_a_phone_is_unplugged(demo: Running, open_window: OpenWindow) -> None:
    page = (await open_window(url(demo))).page
    await key(page, "1002", "Unplug").click()
    await lamp(page, "1002", "offline")
    await expect(key(page, "1002", "Key 1")).to_be_disabled()
    await dial(page, "1001", "1002")
    await expect(phone(page, "1001").locator("[data-display]")).to_contain_text("Cannot be reached")
    await key(page, "1002", "Plug in").click()
    await lamp(page, "1002", "idle")


async def test_somebody_calls_a_queue_from_outside(demo: Running, open_window: OpenWindow) -> None:
    page = (await open_window(url(demo))).page
    outside, blue = page.locator("demo-outside"), page.locator('[data-queue="blue"]')
    await outside.get_by_label("Caller’s name").fill("Zoë O'Brien")
    await outside.get_by_label("Caller’s number").fill("+33639980999")
    await outside.locator("select[name=to]").select_option("3001")
    await outside.get_by_role("button", name="Call in").click()
    await expect(blue).to_contain_text("1 waiting")
    await expect(blue).to_contain_text("Zoë O'Brien")
    await blue.get_by_label("Sign in a phone: blue").select_option("1002")
    await lamp(page, "1002", "ringing")
    await expect(blue).to_contain_text("rings at Bruno")
    await key(page, "1002", "Answer").click()
    await expect(blue).to_contain_text("0 waiting")
    await outside.get_by_role("button", name="Zoë O'Brien hangs up").click()
    await lamp(page, "1002", "idle")
    await expect(blue).to_contain_text("1 answered")
    await blue.get_by_role("button", name="Sign Bruno out of blue").click()
    await expect(blue).to_contain_text("No phone is signed in")


async def test_traffic_comes_and_goes(demo: Running, open_window: OpenWindow) -> None:
    page = (await open_window(url(demo))).page
    traffic = page.locator("demo-traffic")
    await traffic.get_by_label("Calls a minute").fill("30")
    await expect(traffic).to_contain_text("30 calls a minute")
    await expect(traffic.locator("[data-counter=started]")).not_to_have_text("0", timeout=30_000)
    await expect(traffic.locator("[data-calls]")).not_to_have_text("0")
    await traffic.get_by_role("button", name="Stop").click()
    await expect(traffic).to_contain_text("No traffic")
    await expect(traffic.locator("[data-calls]")).to_have_text("0")


async def test_the_link_is_cut_and_the_pbx_restarted(demo: Running, open_window: OpenWindow) -> None:
    page = (await open_window(url(demo))).page
    faults = page.locator("demo-faults")
    await dial(page, "1001", "1002")
    await key(page, "1002", "Answer").click()
    await lamp(page, "1001", "talking")
    await faults.get_by_label("Link between PBX and server").uncheck()
    await expect(faults).to_contain_text("The link is cut.")
    await expect(page.locator("[data-banner=pbx-down]")).to_be_visible()
    # the phones know nothing of it
    await lamp(page, "1001", "talking")
    await faults.get_by_label("Link between PBX and server").check()
    await expect(faults).to_contain_text("The server sees everything.", timeout=30_000)
    await expect(page.locator("[data-banner=pbx-down]")).to_have_count(0)
    await faults.get_by_role("button", name="Restart the PBX").click()
    await expect(faults.get_by_role("button", name="Restarting…")).to_be_disabled()
    await lamp(page, "1001", "idle")
    await lamp(page, "1002", "idle")
    await expect(faults).to_contain_text("The server sees everything.", timeout=30_000)


async def test_what_is_refused_is_said(demo: Running, open_window: OpenWindow) -> None:
    page = (await open_window(url(demo))).page
    await page.locator("demo-faults").get_by_role("button", name="Restart the PBX").click()
    await dial(page, "1001", "1002")
    await expect(page.locator("jf-toasts")).to_contain_text("The PBX is restarting.")


async def test_two_windows_show_the_same(demo: Running, open_window: OpenWindow) -> None:
    one, other = (await open_window(url(demo))).page, (await open_window(url(demo), language="fr")).page
    await dial(one, "1001", "9000")
    await lamp(other, "1001", "talking")
    await expect(phone(other, "1001").locator("[data-display]")).to_contain_text("Test d’écho")


async def test_among_many_phones_one_is_found(open_window: OpenWindow) -> None:
    """A PBX of 2,000 phones, behind the page's own doors."""
    lines = tuple(Line(number=str(number), name=f"User {number}") for number in range(2000, 4000))
    simulator = Simulator(msgspec.structs.replace(demo_setup(), lines=lines), RealClock())
    panel = Panel(simulator)
    app = web.Application()
    app.add_routes([*Pages().routes(), *DemoDoor(panel, lambda: "").routes()])
    try:
        async with TestServer(app) as server:
            window = await open_window(str(server.make_url("/demo")))
            window.expected.append(re.compile("404"))  # there is no /about here
            page = window.page
            await expect(page.locator("demo-phone")).to_have_count(24)
            await expect(page.get_by_role("search")).to_contain_text("1 to 24 of 2,000")
            await page.get_by_role("button", name="More phones").click()
            await expect(phone(page, "2024")).to_be_visible()
            await page.get_by_label("Find a phone").fill("3999")
            await expect(page.locator("demo-phone")).to_have_count(1)
            await dial(page, "3999", "2000")
            await page.get_by_label("Find a phone").fill("nobody")
            await expect(page.locator("#phones")).to_contain_text("No phone is like that.")
            await page.get_by_label("Find a phone").fill("")
            await page.get_by_label("Only those in a call").check()
            await expect(page.locator("demo-phone")).to_have_count(2)
            await lamp(page, "2000", "ringing")
            await page.close()
    finally:
        panel.close()


@pytest.mark.process
async def test_it_comes_back_when_the_server_was_away(tmp_path: Path, open_window: OpenWindow) -> None:
    serve = ("serve", "--demo", "--port", str(closed_port()), "--data", str(tmp_path / "data"))
    async with process(tmp_path / "log", *serve) as server:
        page = (await open_window(f"{server.url}/demo")).page
        await dial(page, "1001", "9000")
        await lamp(page, "1001", "talking")
        server.kill()
        await expect(page.locator("[data-banner=reconnecting]")).to_be_visible()
        await key(page, "1001", "Hang up").click()
        await expect(page.locator("jf-toasts")).to_contain_text("no connection to the server")
    async with process(tmp_path / "log", *serve):
        await expect(page.locator("[data-banner=reconnecting]")).to_have_count(0, timeout=30_000)
        await lamp(page, "1001", "idle")
        await dial(page, "1001", "9000")
        await lamp(page, "1001", "talking")
