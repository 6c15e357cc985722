"""The simulator's SIP, message by message: what it says to a browser, and what it makes of what a browser says."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from jackfield.protocol import demo as act
from jackfield.protocol.demo import Stage
from jackfield.protocol.sip import Head, answer, read
from jackfield.telephony.simulator import Panel, RealClock, Simulator
from jackfield.telephony.simulator import sip as simulator_sip
from jackfield.telephony.simulator.sip import BrowserPhone, SimulatorSip

WAIT_SECONDS = 20.0


class Browser:
    """The browser's side of one connection."""

    def __init__(self, phone: BrowserPhone, panel: Panel) -> None:
        self.phone = phone
        self.panel = panel

    async def say(
        self, method: str, to: str = "<sip:1008@s>", *, call: str = "c", more: str = "", body: str = ""
    ) -> None:
        uri = to.partition("<")[2].partition(">")[0] or "sip:s"
        await self.phone.send(
            f"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/WS b.invalid;branch=z9hG4bK1\r\nFrom: <sip:1008@s>;tag=b\r\n"
            f"To: {to}\r\nCall-ID: {call}\r\nCSeq: 1 {method}\r\nContact: <sip:x@b.invalid;transport=ws>\r\n{more}"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )

    async def hears(self, what: str) -> Head:
        """The next message that is an answer of this status, or this request."""
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                message = await self.phone.receive()
                assert message is not None
                head = read(message)
                if what in (str(head.status), head.method):
                    return head

    async def registered(self) -> None:
        await self.say("REGISTER")
        await self.hears("200")


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    simulator = Simulator(clock=RealClock())
    panel = Panel(simulator)
    phone = await SimulatorSip(panel).open("1008")
    yield Browser(phone, panel)
    await phone.close()
    panel.close()


async def test_only_its_own_line_registers(browser: Browser) -> None:
    for to in ("<sip:1001@s>", "<sip:1@s>", "<sip:@s>"):
        await browser.say("REGISTER", to)
        await browser.hears("403")
    await browser.say("INVITE", "<sip:9000@s>")
    await browser.hears("403")
    await browser.registered()


async def test_without_aiortc_it_says_so(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulator_sip, "has_audio", lambda: False)
    sent: list[str] = []
    monkeypatch.setattr(browser.phone, "_out", type("Out", (), {"put_nowait": sent.append})())
    await browser.say("REGISTER")
    async with asyncio.timeout(WAIT_SECONDS):
        while not sent:
            await asyncio.sleep(0)
    assert sent[0].startswith("SIP/2.0 403 This demo has no sound: install jackfield[audio]\r\n")
    monkeypatch.undo()


@pytest.mark.parametrize(("number", "status"), [("9002", "486"), ("7777", "404"), ("no-number", "404")])
async def test_a_call_that_comes_to_nothing(browser: Browser, number: str, status: str) -> None:
    await browser.registered()
    await browser.say("INVITE", f"<sip:{number}@s>")
    await browser.hears(status)
    assert browser.panel.phone("1008").calls == ()


async def test_a_call_is_given_up(browser: Browser) -> None:
    await browser.registered()
    await browser.say("INVITE", "<sip:9001@s>")
    await browser.hears("180")
    await browser.say("CANCEL", "<sip:9001@s>")
    await browser.hears("487")
    assert browser.panel.phone("1008").calls == ()


async def test_an_offer_that_is_none(browser: Browser) -> None:
    await browser.registered()
    await browser.say("INVITE", "<sip:9000@s>", body="v=0\r\nnonsense")
    await browser.hears("488")


async def test_a_call_in_is_refused_by_the_browser_or_answered_elsewhere(browser: Browser) -> None:
    await browser.registered()
    browser.panel.do(act.CallIn(caller="0612345678", number="1008", name='A "b"'))
    invite = await browser.hears("INVITE")
    assert invite.one("from").startswith('"A b" <sip:0612345678@')
    assert "m=audio" in invite.body
    await browser.phone.send(answer(invite, 603, tag="b"))
    await browser.hears("ACK")
    browser.panel.do(act.CallIn(caller="0612345679", number="1008"))
    await browser.hears("INVITE")
    [ringing] = [call for call in browser.panel.phone("1008").calls if call.stage is Stage.RINGING]
    browser.panel.do(act.Answer(phone="1008", call=ringing.id))
    await browser.hears("CANCEL")


async def test_what_is_unknown_is_answered(browser: Browser) -> None:
    for method, status in (("BYE", "481"), ("INFO", "481"), ("REFER", "481"), ("MESSAGE", "405"), ("OPTIONS", "200")):
        await browser.say(method, "<sip:9000@s>;tag=x")
        await browser.hears(status)
    await browser.say("INVITE", "<sip:9000@s>", more="Replaces: gone;to-tag=a;from-tag=b\r\n")
    await browser.hears("481")
    await browser.phone.send("\r\n\r\n")
    await browser.phone.send(b"\xff no SIP")
    await browser.registered()
