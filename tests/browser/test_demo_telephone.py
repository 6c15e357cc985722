"""The echo with no PBX at all: wendy telephones from the browser on the simulator."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from msgspec import structs
from playwright.async_api import expect

from jackfield.app import Running, running
from jackfield.protocol import demo as act
from jackfield.telephony.simulator import Panel
from tests.browser.conftest import OpenWindow, Shot
from tests.end_to_end.conftest import demo_config
from tests.support.browser import knock
from tests.support.client import Cti, until_ready
from tests.support.web_phone import WebPhone, page_server

KEPT_SECONDS = 4.0
"""So long the server waits for a browser that is away. Whoever takes a call back later finds none."""


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Running]:
    """The demo, which waits no longer."""
    config = demo_config(tmp_path / "data")
    config = structs.replace(config, webrtc=structs.replace(config.webrtc, keep_seconds=KEPT_SECONDS))
    async with running(config) as started:
        await until_ready(f"http://127.0.0.1:{started.port}")
        yield started


async def test_wendy_telephones_on_the_demo(demo: Running, open_window: OpenWindow) -> None:
    assert demo.simulator is not None
    panel = Panel(demo.simulator)
    async with page_server(f"http://127.0.0.1:{demo.port}") as address:
        wendy = WebPhone(await open_window(address))
        await wendy.allow_microphone()
        await wendy.begin("wendy")
        await wendy.do("dial('9000')")
        await wendy.told("outgoing", "Connected")
        await wendy.told("phone", "EventEstablished")
        await wendy.hears()
        await wendy.do("toggleMicrophone()")
        await wendy.hears_nothing()
        await wendy.do("toggleMicrophone()")
        await wendy.hears()
        await wendy.do("hold()")
        await wendy.told("phone", "EventOnHold")
        await wendy.do("hold()")
        await wendy.told("outgoing", "Resume")
        await wendy.hears()
        await wendy.page.reload()
        await wendy.calls("connected")
        await wendy.hears()
        await devices_come_and_go(wendy)
        await wendy.page.wait_for_function("() => xc_webrtc.softphone.calls[0].quality")
        await wendy.do("hangup()")
        await wendy.told("phone", "EventReleased")
        async with aiohttp.ClientSession(f"http://127.0.0.1:{demo.port}") as http:
            headers = {"Authorization": f"Bearer {await Cti.token(http, '', 'wendy')}"}
            while not (calls := (await (await http.get("/xuc/api/2.0/history", headers=headers)).json())["calls"]):
                await wendy.page.wait_for_timeout(50)
        assert calls[0]["mos"] == calls[0]["legs"][0]["quality"]["mos"] > 1

        panel.do(act.CallIn(caller="0612345678", number="1008"))
        assert (await wendy.told("incoming", "Setup"))["data"] == {"caller": "0612345678"}
        await wendy.told("phone", "EventRinging")
        await wendy.page.evaluate("Cti.answer()")
        await wendy.told("incoming", "Connected")
        await wendy.hears()
        panel.do(act.AnswerBySelf(phone="1002", after=0))
        await wendy.do("attendedTransfer('1002')")
        await wendy.calls("held")
        await wendy.calls("connected")
        await wendy.hears()
        await wendy.do("completeTransfer()")
        await wendy.calls("connected", 0)
        await wendy.calls("held", 0)
        assert [call.number for call in panel.phone("1002").calls] == ["0612345678"]
        await wendy.do("dial('9002')")
        await wendy.told("outgoing", "Failed")
        await wendy.do("dial('9001')")
        await wendy.told("outgoing", "Ringing")
        await wendy.do("hangup()")
        await wendy.told("outgoing", "Failed")

        # a browser that is gone for good: its other party is not left in silence
        panel.do(act.HangUp(phone="1002"))
        await wendy.do("dial('1002')")
        await wendy.calls("connected")
        await wendy.crash()
        assert [call.number for call in panel.phone("1002").calls] == ["1008"]
        async with asyncio.timeout(KEPT_SECONDS + 10):
            while panel.phone("1002").calls:
                await asyncio.sleep(0.05)
    panel.close()


WATCHED = """() => {
    window.microphones = [];
    window.unplugged = '';
    const { mediaDevices: devices } = navigator;
    const [open, list] = [devices.getUserMedia.bind(devices), devices.enumerateDevices.bind(devices)];
    devices.getUserMedia = async (wanted) => {
        if (unplugged && wanted.audio.deviceId?.exact === unplugged) throw new DOMException('', 'OverconstrainedError');
        const stream = await open(wanted);
        microphones.push(stream.getAudioTracks()[0]);
        return stream;
    };
    devices.enumerateDevices = async () => (await list()).filter(({ deviceId }) => deviceId !== unplugged);
    const send = HTMLMediaElement.prototype.setSinkId;
    HTMLMediaElement.prototype.setSinkId = async function (id) {
        if (id && id === unplugged) throw new DOMException('', 'NotFoundError');
        return send.call(this, id);
    };
    window.plug = (id) => { unplugged = id; devices.dispatchEvent(new Event('devicechange')); };
}"""


async def devices_come_and_go(wendy: WebPhone) -> None:
    """In mid-call a microphone is chosen, is unplugged and comes back; so is a loudspeaker."""
    page = wendy.page
    await page.evaluate(WATCHED)
    for kind in ("microphone", "speaker"):
        [chosen, *_] = await wendy.do(f"softphone.devices.list('{kind}')")
        await page.evaluate(f"id => xc_webrtc.softphone.devices.choose('{kind}', id)", chosen["id"])
        used = {
            "microphone": "() => microphones.at(-1)?.getSettings().deviceId",
            "speaker": "() => document.getElementById('audio_remote').sinkId",
        }[kind]
        await page.wait_for_function(f"id => ({used})() === id", arg=chosen["id"])
        await wendy.hears()
        wendy.expect("microphone was unplugged")
        await page.evaluate("id => plug(id)", chosen["id"])
        await page.wait_for_function(f"id => ({used})() !== id", arg=chosen["id"])
        await wendy.hears()
        await page.evaluate("plug('')")
        await page.wait_for_function(f"id => ({used})() === id", arg=chosen["id"])
        await wendy.hears()
    ended = await page.evaluate("microphones.map((track) => track.readyState)")
    assert [ended[:-1], ended[-1]] == [["ended"] * (len(ended) - 1), "live"]
    assert len(ended) == 3


async def test_the_sample_page_telephones(demo: Running, open_window: OpenWindow, shot: Shot) -> None:
    window = await open_window(f"http://127.0.0.1:{demo.port}/sample")
    page = window.page
    await WebPhone(window).allow_microphone()
    await knock(page, "wendy")
    await page.get_by_role("button", name="Telephone from here").click()
    panel = page.locator("sample-webrtc")
    await expect(panel.locator("[data-state=registered]")).to_be_visible()
    await page.evaluate("xc_webrtc.dial('9000')")
    await expect(panel.locator("[data-call=connected]")).to_contain_text("MOS")
    await page.wait_for_function("() => document.querySelector('sample-webrtc meter').value > 0.05")
    devices = panel.locator("select[name=microphone] option")
    assert await devices.count() > 1
    chosen = await devices.nth(1).get_attribute("value")
    await panel.locator("select[name=microphone]").select_option(chosen)
    assert await page.evaluate("xc_webrtc.softphone.devices.choice.microphone") == chosen
    await shot(page, "sample-webrtc-1280")
    await page.set_viewport_size({"width": 360, "height": 800})
    await shot(page, "sample-webrtc-360")
    assert await window.accessible() == []
    await page.reload()
    await expect(panel.locator("[data-call=connected]")).to_be_visible()
    await page.evaluate("xc_webrtc.hangup()")
    await expect(panel.locator("[data-call]")).to_have_count(0)
