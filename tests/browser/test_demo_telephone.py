"""The echo with no PBX at all: wendy telephones from the browser on the simulator."""

from playwright.async_api import expect

from jackfield.app import Running
from jackfield.protocol import demo as act
from jackfield.telephony.simulator import Panel
from tests.browser.conftest import OpenWindow, Shot
from tests.support.web_phone import WebPhone, page_server


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
        await wendy.do("hangup()")
        await wendy.told("phone", "EventReleased")

        panel.do(act.CallIn(caller="0612345678", number="1008"))
        assert (await wendy.told("incoming", "Setup"))["data"] == {"caller": "0612345678"}
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
    panel.close()


async def test_the_sample_page_telephones(demo: Running, open_window: OpenWindow, shot: Shot) -> None:
    window = await open_window(f"http://127.0.0.1:{demo.port}/sample")
    page = window.page
    await WebPhone(window).allow_microphone()
    await page.locator("input[name=login]").fill("wendy")
    await page.locator("input[name=password]").fill("demo")
    await page.locator("form.card button.primary").click()
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
