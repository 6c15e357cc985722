"""A server that asks Asterisk for chosen events is told as much as one that is sent all of them.

Both watch the same calls; what their clients hear must be the same, word for word.
"""

from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from jackfield import app
from jackfield.telephony.ami.link import Link
from tests.asterisk.conftest import TOLD, Desk, Office
from tests.support.ami import Watcher
from tests.support.client import Cti, Payload

Script = Callable[[Desk, Desk, Desk], Awaitable[None]]


def heard(client: Cti) -> list[Payload]:
    """The phone events and states, in order, but for the state at the start."""
    frames = [frame for frame in client.seen if frame.get("msgType") in TOLD]
    first = next((place for place, frame in enumerate(frames) if frame["msgType"] == "PhoneEvent"), len(frames))
    return frames[first:]


async def hold_and_second_call(alice: Desk, bruno: Desk, chloe: Desk) -> None:
    await alice.phone.dial("1002")
    await bruno.phone.rings()
    await bruno.phone.answer()
    await alice.phone.talks()
    await bruno.phone.hold()
    await bruno.phone.resume()
    second = await chloe.phone.dial("1002")
    await bruno.phone.rings()
    await chloe.phone.hang_up(second)
    await alice.phone.hang_up()
    await bruno.phone.expect("state", state="DISCONNECTED")


async def transfers_by_the_phone(alice: Desk, bruno: Desk, chloe: Desk) -> None:
    await alice.phone.dial("1002")
    await bruno.phone.rings()
    await bruno.phone.answer()
    await bruno.told("EventEstablished")
    await bruno.phone.transfer("1003")
    await chloe.phone.rings()
    await chloe.phone.answer()
    await alice.told("EventEstablished", otherDN="1003")
    held = int((await chloe.phone.expect("state", state="CONNECTING"))["call"])
    await chloe.phone.hold()
    other = await chloe.phone.dial("1002")
    await bruno.phone.rings()
    await bruno.phone.answer()
    await bruno.told("EventEstablished", otherDN="1003")
    await chloe.phone.join(held, other)
    await alice.told("EventEstablished", otherDN="1002")
    await alice.phone.hang_up()
    await alice.is_shown("AVAILABLE")


async def refusals(alice: Desk, bruno: Desk, chloe: Desk) -> None:
    for mode in ("busy", "refuse"):
        await bruno.phone.behave(mode)
        await alice.phone.dial("1002")
        await alice.told("EventReleased")
    await bruno.phone.behave("ring")
    await alice.phone.dial("9002")
    await alice.told("EventReleased")


async def a_queue(alice: Desk, bruno: Desk, chloe: Desk) -> None:
    await alice.phone.dial("3001")
    await chloe.phone.rings()
    await chloe.phone.answer()
    await chloe.told("EventEstablished")
    await alice.told("EventEstablished", otherDN="1003")
    await chloe.phone.hang_up()
    await chloe.is_shown("AVAILABLE")
    await alice.phone.ends()


@pytest.mark.parametrize("script", [hold_and_second_call, transfers_by_the_phone, refusals, a_queue])
async def test_with_and_without_filters_the_same_is_told(
    office: Office, watcher: Watcher, monkeypatch: pytest.MonkeyPatch, script: Script
) -> None:
    filtered = office.url
    monkeypatch.setattr(app, "Link", partial(Link, filters=False))
    unfiltered = await office.open()
    office.url = filtered
    desks = alice, bruno, chloe = await office.desks("alice", "bruno", "chloe")
    others = [await office.connect(login, url=unfiltered) for login in ("alice", "bruno", "chloe")]
    await watcher.action("QueueAdd", Queue="blue", Interface="PJSIP/1003")
    try:
        await script(alice, bruno, chloe)
    finally:
        await watcher.action("QueueRemove", Queue="blue", Interface="PJSIP/1003")
    await office.settled(*desks)
    office.url = unfiltered
    await office.settled()
    for desk, other in zip(desks, others, strict=True):
        await other.send("getCurrentCallsPhoneEvents")
        await other.expect("CurrentCallsPhoneEvents")
        assert heard(desk.client) == heard(other)
    assert heard(alice.client)
