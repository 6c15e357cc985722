"""The echo with no PBX at all: wendy telephones from the browser on the simulator."""

from jackfield.app import Running
from jackfield.protocol import demo as act
from jackfield.telephony.simulator import Panel
from tests.browser.conftest import OpenWindow
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
