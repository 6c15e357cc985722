"""Telephones in browsers on the real Asterisk: sound at both ends, through all that happens to calls and pages."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest
from msgspec import structs

from jackfield.config import Config, WebRtc
from tests.asterisk.conftest import Office
from tests.asterisk.render import password
from tests.browser.conftest import OpenWindow
from tests.support.browser import Window, knock
from tests.support.cable import Cable
from tests.support.certificate import Certificate
from tests.support.pbx import Asterisk
from tests.support.phones import PhoneFactory
from tests.support.turn import SECRET, turn_server
from tests.support.web_phone import WebPhone, page_server

OpenPhone = Callable[..., Awaitable[WebPhone]]


@pytest.fixture
async def office(
    asterisk: Asterisk, phones: PhoneFactory, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Office]:
    """Jackfield on the PBX; wendy (1008) and erin (1090) telephone by browser. Parameter: how long lines are kept."""
    keep = getattr(request, "param", WebRtc().keep_seconds)

    def patient(config: Config) -> Config:
        return structs.replace(config, webrtc=structs.replace(config.webrtc, keep_seconds=keep))

    async with AsyncExitStack() as stack:
        opened = Office(asterisk, phones, tmp_path, stack)
        await opened.open(browsers={"erin": "1090"}, change=patient)
        yield opened


@pytest.fixture
async def web_page(office: Office) -> AsyncIterator[str]:
    """The address of a page on an integrator's own site."""
    async with page_server(office.url) as address:
        yield address


@pytest.fixture
def web_phone(web_page: str, open_window: OpenWindow) -> OpenPhone:
    """Opens that page and has it register: `await web_phone("wendy")`."""

    async def open_one(login: str, microphone: bool = True) -> WebPhone:
        window = await open_window(web_page)
        phone = WebPhone(window)
        if microphone:
            await phone.allow_microphone()
        await phone.begin(login)
        return phone

    return open_one


async def kept_score(folder: Path) -> float:
    """The mean opinion score that is kept with wendy's call, as soon as its record is there."""
    [data] = folder.glob("data-*/jackfield.sqlite3")
    async with asyncio.timeout(20):
        while True:
            with closing(sqlite3.connect(data)) as database:
                found = database.execute("SELECT mos FROM call_legs WHERE line = '1008'").fetchone()
            if found:
                return float(found[0])
            await asyncio.sleep(0.05)


async def test_the_echo(office: Office, web_phone: OpenPhone) -> None:
    wendy = await web_phone("wendy")
    await wendy.told("general", "Started")
    await wendy.told("registration", "Registered")
    await wendy.do("dial('9000')")
    established = await wendy.told("outgoing", "Establishing")
    assert established["data"] == {"callee": "9000"}
    connected = await wendy.told("outgoing", "Connected")
    assert connected["sipCallId"] == established["sipCallId"]
    event = (await wendy.told("phone", "EventEstablished"))["event"]
    assert event["userData"]["SIPCALLID"] == connected["sipCallId"]
    await wendy.hears()
    await wendy.do("hold()")
    await wendy.told("outgoing", "Hold")
    await wendy.told("phone", "EventOnHold")
    await wendy.do("hold()")
    await wendy.told("outgoing", "Resume")
    await wendy.hears()
    await wendy.do("toggleMicrophone()")
    await wendy.hears_nothing()
    await wendy.page.evaluate("Cti.toggleMicrophone()")
    await wendy.hears()
    quality = await wendy.page.wait_for_function("() => xc_webrtc.softphone.calls[0].quality")
    assert (await quality.json_value())["mos"] > 1
    await wendy.page.evaluate("Cti.hangup()")
    await wendy.told("outgoing", "Terminated")
    assert await kept_score(office.folder) > 1


async def test_two_browsers_and_a_phone_on_the_desk(web_phone: OpenPhone, phones: PhoneFactory) -> None:
    [desk] = await phones("1002")
    wendy, erin = await web_phone("wendy"), await web_phone("erin")
    await wendy.do("dial('1090')")
    ringing = await erin.told("incoming", "Setup")
    assert ringing["data"] == {"caller": "1008"}
    await erin.told("incoming", "Ringing")
    await erin.told("phone", "EventRinging")
    await erin.page.evaluate("Cti.answer()")  # the server asks the browser (WebRTCCmd)
    for phone, group in ((wendy, "outgoing"), (erin, "incoming")):
        await phone.told(group, "Connected")
        await phone.hears()
    await wendy.do("toggleMicrophone()")
    await erin.hears_nothing()
    await wendy.page.evaluate("Cti.hold()")
    await wendy.told("outgoing", "Hold")
    await erin.hears()  # the music
    await wendy.do("hold()")
    await wendy.told("outgoing", "Resume")
    await wendy.do("toggleMicrophone()")
    await erin.hears()
    await wendy.hears()

    await wendy.do("attendedTransfer('1002')")
    await desk.rings()
    await wendy.calls("held")
    await desk.answer()
    await wendy.told("outgoing", "Connected")
    await desk.speak()
    await wendy.hears()
    await wendy.do("dtmf('7')")
    await desk.expect("dtmf", digit="7")
    await wendy.do("conference()")  # this browser mixes: all three hear each other
    await wendy.calls("connected", 2)
    await wendy.do("toggleMicrophone()")
    await erin.hears()  # the desk, as wendy herself is silent
    assert await desk.hears_soon()  # and the desk hears erin
    await wendy.do("toggleMicrophone()")
    await wendy.hears()
    await wendy.do("completeTransfer()")
    await wendy.told("outgoing", "Terminated")
    await wendy.told("outgoing", "Terminated")
    await erin.hears()
    assert await desk.hears_soon()
    await desk.hang_up()
    await erin.told("incoming", "Terminated")


@pytest.mark.parametrize("office", [4.0], indirect=True)
async def test_a_page_loaded_again_in_mid_call_takes_it_back(web_phone: OpenPhone, phones: PhoneFactory) -> None:
    [desk] = await phones("1002")
    wendy = await web_phone("wendy")
    await desk.dial("1008")
    await wendy.told("incoming", "Ringing")
    await wendy.do("answer()")
    await desk.talks()
    await desk.speak()
    await wendy.hears()
    await wendy.page.goto("about:blank")
    assert await desk.hears_soon()  # music: the browser's microphone is gone
    begun = await wendy.page.evaluate("performance.timeOrigin")
    await wendy.page.go_back()
    await taken_back(wendy, "loaded again")
    assert await desk.hears_soon()
    [call] = await wendy.page.evaluate("xc_webrtc.softphone.calls")
    assert call["number"] == "1002"
    assert call["since"] < begun

    # a page that crashes cannot say goodbye: whoever is the telephone next knows of the call all the same
    crashed = await wendy.crash()
    wendy = WebPhone(Window(await crashed.context.new_page()))
    await wendy.page.goto(crashed.url)
    await wendy.begin("wendy")
    await taken_back(wendy, "crashed")
    assert await desk.hears_soon()

    # nobody comes back: the other one is not left in silence
    await wendy.crash()
    await desk.expect("state", state="DISCONNECTED", timeout=15)


async def taken_back(phone: WebPhone, how: str) -> None:
    """Waits until the call is there again with its sound; prints how long that took since the page began."""
    await phone.calls("connected")
    await phone.hears()
    seconds = await phone.page.evaluate("performance.now() / 1000")
    print(f"a page {how} in mid-call has it back, with sound, within {seconds:.1f} s")


async def test_a_refused_microphone_is_said_and_the_call_can_still_be_answered(
    web_phone: OpenPhone, phones: PhoneFactory
) -> None:
    [desk] = await phones("1002")
    wendy = await web_phone("wendy", microphone=False)
    wendy.expect("microphone was refused")
    await wendy.do("dial('9000')")
    assert "microphone was refused" in (await wendy.told("general", "Failed"))["data"]["reason"]
    await desk.dial("1008")
    await wendy.told("incoming", "Ringing")
    await wendy.do("answer()")
    await wendy.told("general", "Failed")
    await wendy.calls("ringing")
    await wendy.allow_microphone()
    await wendy.do("answer()")
    await desk.talks()
    await desk.hang_up()
    await wendy.told("incoming", "Terminated")


async def test_the_network_is_away_for_ten_seconds_and_then_the_session_is_over(
    office: Office, open_window: OpenWindow, tmp_path: Path
) -> None:
    async with (
        Cable(int(office.url.rpartition(":")[2])).laid() as cable,
        page_server(f"http://127.0.0.1:{cable.port}") as address,
    ):
        wendy = WebPhone(await open_window(address))
        await wendy.allow_microphone()
        await wendy.begin("wendy")
        await wendy.do("dial('9000')")
        await wendy.told("outgoing", "Connected")
        await wendy.hears()
        await cable.cut()
        await wendy.told("registration", "Unregistered")
        back = time.monotonic() + 10
        while time.monotonic() < back:
            await asyncio.sleep(1)
            await wendy.hears()
        cable.mend()
        await wendy.registered()
        await wendy.do("hold()")
        await wendy.told("outgoing", "Hold")
        await wendy.do("hold()")
        await wendy.told("outgoing", "Resume")
        await wendy.hears()
        await wendy.page.evaluate("() => { Cti.close(); Cti.token = 'over'; }")
        wendy.expect("net::ERR_", "403", "Unregistered", "session is over")
        await cable.cut()
        cable.mend()
        await wendy.page.wait_for_function("() => xc_webrtc.softphone.state === 'refused'", timeout=30_000)
        assert "log in again" in await wendy.page.evaluate("xc_webrtc.softphone.reason")


async def test_one_tab_is_the_telephone_and_the_other_goes_on_with_it(web_phone: OpenPhone) -> None:
    first = await web_phone("wendy")
    second = WebPhone(Window(await first.page.context.new_page()))
    await second.page.goto(first.page.url)
    await second.begin("wendy")
    assert [await each.do("softphone.leading") for each in (first, second)] == [True, False]
    await second.do("dial('9000')")
    for tab in (first, second):
        await tab.told("outgoing", "Connected")
        await tab.calls("connected")
    await first.hears()
    await second.do("hold()")
    await first.told("outgoing", "Hold")
    await second.do("hold()")
    await first.told("outgoing", "Resume")
    await first.page.goto("about:blank")
    await second.page.wait_for_function("() => xc_webrtc.softphone.leading")
    await second.calls("connected")
    await second.hears()
    assert second.window.wrong() == []


async def test_another_machine_takes_the_line_over_after_asking(office: Office, web_phone: OpenPhone) -> None:
    desk = await web_phone("wendy")
    script = f"""async () => {{
        const {{ openSoftphone }} = await import('{office.url}/assets/javascripts/jackfield.mjs');
        window.own = await openSoftphone(Cti, {{ ring: false }});
    }}"""
    laptop = await web_phone("erin")
    await laptop.do("stop()")
    await laptop.page.evaluate("async () => { xc_webrtc.stop(); await relog('wendy'); }")
    await laptop.page.evaluate(script)
    await laptop.page.wait_for_function("() => own.state === 'elsewhere'")
    assert await desk.do("softphone.state") == "registered"
    await laptop.page.evaluate("own.takeOver()")
    await laptop.page.wait_for_function("() => own.state === 'registered'")
    await desk.told("registration", "Unregistered")
    assert await desk.do("softphone.state") == "elsewhere"
    await laptop.page.evaluate("own.dial('9000')")
    await laptop.page.wait_for_function("() => own.calls[0]?.state === 'connected'")
    assert [await laptop.page.evaluate("own.level()") >= 0, await desk.do("softphone.calls")] == [True, []]
    await laptop.page.evaluate("own.hangup()")


async def test_a_page_of_old_with_sipml_alone(
    asterisk: Asterisk, web_page: str, open_window: OpenWindow, phones: PhoneFactory
) -> None:
    """It shows no token, only its SIP password."""
    [desk] = await phones("1002")
    wendy = WebPhone(await open_window(web_page))
    await wendy.allow_microphone()
    await wendy.page.evaluate("password => beginOld('1008', password)", password("1008"))
    await wendy.told("register", "connected")
    await wendy.page.evaluate("dialOld('1002')")
    await desk.rings()
    await desk.answer()
    await wendy.told("call", "connected")
    await desk.speak()
    await wendy.hears()
    assert await desk.hears_soon()
    await wendy.page.evaluate("call.hold()")
    await wendy.told("call", "m_local_hold_ok")
    await wendy.page.evaluate("call.resume()")
    await wendy.told("call", "m_local_resume_ok")
    await wendy.hears()
    await wendy.page.evaluate("call.dtmf('7')")
    await desk.expect("dtmf", digit="7")
    await wendy.page.evaluate("call.hangup()")
    await wendy.told("call", "terminated")
    await desk.dial("1008")
    await wendy.told("stack", "i_new_call")
    assert await wendy.page.evaluate("call.getRemoteFriendlyName()") == "Bruno"
    await wendy.page.evaluate("acceptOld()")
    await wendy.told("call", "connected")
    await desk.talks()
    await desk.speak()
    await wendy.hears()
    await desk.hang_up()
    await wendy.told("call", "terminated")
    assert not await wendy.page.evaluate("told.some((event) => event.type === 'connected')")  # each was told once

    # a page that reaches the PBX's own WebSocket needs nobody in between
    straight = WebPhone(await open_window(web_page))
    await straight.allow_microphone()
    direct = ["1090", password("1090"), f"ws://{asterisk.host}:{asterisk.http_port}/ws"]
    await straight.page.evaluate("account => beginOld(...account)", direct)
    await straight.told("register", "connected")
    await straight.page.evaluate("dialOld('9000')")
    await straight.told("call", "connected")
    await straight.hears()
    await straight.page.evaluate("call.hangup()")
    await straight.told("call", "terminated")


RELAY_ONLY = """() => {
    window.peers = [];
    const Real = RTCPeerConnection;
    window.RTCPeerConnection = class extends Real {
        constructor(configuration) {
            super({ ...configuration, iceTransportPolicy: 'relay' });
            peers.push(this);
        }
    };
}"""
RELAYED = """async () => {
    const all = [...(await peers.at(-1).getStats()).values()];
    const pair = all.find((each) => each.type === 'candidate-pair' && each.nominated && each.state === 'succeeded');
    return pair && all.find((each) => each.id === pair.localCandidateId).candidateType === 'relay';
}"""


@pytest.mark.turn
async def test_through_https_and_turn_with_tokens_that_end_soon(
    asterisk: Asterisk, phones: PhoneFactory, certificate: Certificate, open_window: OpenWindow, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        turn_port = await stack.enter_async_context(turn_server(tmp_path))

        def change(config: Config) -> Config:
            relay = {"turn_urls": (f"turn:127.0.0.1:{turn_port}",), "turn_secret": SECRET}
            short = structs.replace(config.auth, token_seconds=6)
            return structs.replace(config, auth=short, webrtc=structs.replace(config.webrtc, **relay))

        office = Office(asterisk, phones, tmp_path, stack)
        await office.open(change=change)
        [desk] = await phones("1002")
        proxy = await stack.enter_async_context(Cable(int(office.url.rpartition(":")[2])).laid(certificate.server()))
        wendy = WebPhone(await open_window("about:blank"))
        page = wendy.page
        await page.add_init_script(f"({RELAY_ONLY})()")
        await page.goto(f"https://127.0.0.1:{proxy.port}/sample")
        await wendy.allow_microphone()
        await knock(page, "wendy")
        await page.get_by_role("button", name="Telephone from here").click()
        await wendy.registered()
        first = await page.evaluate("Cti.token")
        assert await page.evaluate("Cti.webSocket.url.startsWith('wss://127.0.0.1')")
        await wendy.do("dial('1002')")
        await desk.rings()
        await desk.answer()
        await wendy.calls("connected")
        await page.wait_for_function(RELAYED)
        await desk.speak()
        await page.wait_for_function("() => xc_webrtc.softphone.calls[0].quality?.heard > 0.01")
        assert await desk.hears_soon()

        # the first token is over by now, and the telephone comes back with the one that took its place
        check = "token => fetch('/xuc/api/2.0/auth/check', {headers: {Authorization: `Bearer ${token}`}})"
        wendy.expect("403")
        while (await page.evaluate(f"async (token) => (await ({check})(token)).status", first)) != 403:
            await asyncio.sleep(0.2)
        await page.evaluate(
            "() => { window.states = []; xc_webrtc.softphone.on('state', ({state}) => states.push(state)); }"
        )
        await proxy.blink()
        await page.wait_for_function("() => states.at(-1) === 'registered'", timeout=30_000)
        heard = await page.evaluate("xc_webrtc.softphone.calls[0].quality.heard")
        await wendy.do("hold()")
        await wendy.calls("held")
        assert await desk.hears_soon()
        await wendy.do("hold()")
        await wendy.calls("connected")
        await page.wait_for_function("before => xc_webrtc.softphone.calls[0].quality.heard > before + 0.01", arg=heard)
        await desk.hang_up()
        await wendy.calls("connected", 0)
