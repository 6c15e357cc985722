"""Telephones in browsers on the real Asterisk: sound at both ends, through all that happens to calls and pages."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.asterisk.conftest import Office
from tests.browser.conftest import OpenWindow
from tests.support.pbx import Asterisk
from tests.support.phones import PhoneFactory
from tests.support.web_phone import WebPhone, page_server

OpenPhone = Callable[..., Awaitable[WebPhone]]


@pytest.fixture
async def office(asterisk: Asterisk, phones: PhoneFactory, tmp_path: Path) -> AsyncIterator[Office]:
    """Jackfield on the PBX; wendy (1008) and erin (1090) telephone by browser."""
    async with AsyncExitStack() as stack:
        opened = Office(asterisk, phones, tmp_path, stack)
        await opened.open(browsers={"erin": "1090"})
        yield opened


@pytest.fixture
async def web_phone(office: Office, open_window: OpenWindow) -> AsyncIterator[OpenPhone]:
    """Opens a page of an integrator's own site and has it register: `await web_phone("wendy")`."""
    async with page_server(office.url) as address:

        async def open_one(login: str, microphone: bool = True) -> WebPhone:
            window = await open_window(address)
            if microphone:
                await window.page.context.grant_permissions(["microphone"], origin=address.rstrip("/"))
            phone = WebPhone(window)
            await phone.begin(login)
            return phone

        yield open_one


async def test_the_echo(web_phone: OpenPhone) -> None:
    wendy = await web_phone("wendy")
    assert (await wendy.told("general", "Started"))["type"] == "Started"
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
    await wendy.do("hold()")
    await wendy.told("outgoing", "Resume")
    await wendy.hears()
    await wendy.do("hangup()")
    await wendy.told("outgoing", "Terminated")
