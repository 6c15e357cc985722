"""Stories with commands, recorded by the server they were asked of; played again, the core asks the same of the PBX.

JACKFIELD_TEST_RECORD=1 puts the recordings, with what the phones confirmed, into tests/traces.
"""

import json
import os
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from jackfield.domain.directory import AnswerBy
from jackfield.telephony.ami.trace import ASKED, load, save
from tests.asterisk.conftest import TOLD, Desk, Office
from tests.support import traces
from tests.support.pbx import Asterisk
from tests.support.phones import PhoneFactory

KEEP = os.environ.get("JACKFIELD_TEST_RECORD") == "1"
OBEDIENT = {"user_agent": "Yealink SIP-T46S 66.86.0.15", "obeys_notify": True}


class Take:
    """A story being recorded: the office, and what the phones have confirmed, by the time of the recording."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.expected: list[dict[str, Any]] = []

    def confirmed(self, event: str, *pairs: tuple[str, str], **more: object) -> None:
        """By now each line (first of a pair) ought to have been told `event` about the other; "" for anybody."""
        assert self.office.started is not None
        tape = self.office.started.engine.tape
        assert tape is not None
        for line, other in pairs:
            named = {"other": other} if other else {}
            self.expected.append({"t": round(tape.now, 3), "line": line, "event": event, **named, **more})

    async def desks(self, caller: dict[str, Any] | None = None, called: dict[str, Any] | None = None) -> list[Desk]:
        """Alice and Bruno."""
        [alice] = await self.office.desks("alice", **(caller or {}))
        [bruno] = await self.office.desks("bruno", **(called or {}))
        return [alice, bruno]

    async def talk(self, alice: Desk, bruno: Desk) -> None:
        """A call by hand from Alice to Bruno, answered."""
        await alice.phone.dial("1002")
        await bruno.phone.rings()
        self.confirmed("dialing", ("1001", "1002"))
        self.confirmed("ringing", ("1002", "1001"))
        await bruno.told("EventRinging")  # so that the next call's is not taken for this one
        await bruno.phone.answer()
        await self.established(alice)

    async def established(self, caller: Desk) -> None:
        await caller.phone.talks()
        self.confirmed("established", ("1001", "1002"), ("1002", "1001"))
        await caller.told("EventEstablished")

    async def over(self, *desks: Desk) -> None:
        """Everybody has hung up."""
        for desk in desks:
            await desk.phone.ends()
            self.confirmed("released", (desk.phone.number, ""))
        for desk in desks:
            await desk.is_shown("AVAILABLE")


Story = Callable[[Take], Awaitable[list[Desk]]]


async def done(desk: Desk, command: str, **keys: object) -> None:
    result = await desk.client.ask(command, **keys)
    assert result["status"] == "done", result


async def dial(take: Take) -> list[Desk]:
    """Click to dial with attached data; the far end hangs up."""
    alice, bruno = await take.desks({"mode": "header"})
    await done(alice, "dial", destination="10 02", variables={"case": 'Zoë, 42; "x"', "USR_who": "a[b] (c)"})
    take.confirmed("dialing", ("1001", "1002"))
    await bruno.phone.rings()
    take.confirmed("ringing", ("1002", "1001"), userdata={"USR_case": 'Zoë, 42; "x"', "USR_who": "a[b] (c)"})
    await bruno.phone.answer()
    take.confirmed("established", ("1001", "1002"), ("1002", "1001"))
    await alice.told("EventEstablished")
    await bruno.phone.hang_up()
    take.confirmed("released", ("1002", ""))
    await take.over(alice)
    await bruno.is_shown("AVAILABLE")
    return [alice, bruno]


async def dial_in_vain(take: Take) -> list[Desk]:
    """Click to dial to a phone that refuses, to no number at all, and from a phone that is busy."""
    alice, bruno = await take.desks({"mode": "header"}, {"mode": "refuse"})
    await done(alice, "dial", destination="1002")
    take.confirmed("dialing", ("1001", "1002"))
    await bruno.phone.rings()
    take.confirmed("ringing", ("1002", "1001"))
    await bruno.phone.ends()
    take.confirmed("released", ("1002", ""))
    await take.over(alice)
    await bruno.is_shown("AVAILABLE")
    assert (await alice.client.ask("dial", destination="no number"))["code"] == "bad_request"
    await alice.phone.behave("busy")
    assert (await alice.client.ask("dial", destination="1002"))["code"] == "pbx_refused"
    return [alice, bruno]


async def hangup(take: Take) -> list[Desk]:
    """A call is ended, another refused while it rings, both by command."""
    alice, bruno = await take.desks()
    await take.talk(alice, bruno)
    await done(alice, "hangup")
    await take.over(alice, bruno)
    await alice.phone.dial("1002")
    await bruno.phone.rings()
    take.confirmed("dialing", ("1001", "1002"))
    take.confirmed("ringing", ("1002", "1001"))
    await bruno.told("EventRinging")
    await done(bruno, "hangup")
    await take.over(bruno, alice)
    return [alice, bruno]


async def answer_by_notify(take: Take) -> list[Desk]:
    """A desk phone answers when told to, and the call is ended by command."""
    alice, bruno = await take.desks(None, OBEDIENT)
    await alice.phone.dial("1002")
    await bruno.phone.rings()
    take.confirmed("dialing", ("1001", "1002"))
    take.confirmed("ringing", ("1002", "1001"))
    await bruno.told("EventRinging")
    await done(bruno, "answer")
    await take.established(alice)
    await done(bruno, "hangup")
    await take.over(bruno, alice)
    return [alice, bruno]


async def answer_by_pick_up(take: Take) -> list[Desk]:
    """A phone that answers by itself is called, and picks up its own ringing call: the same call all along."""
    [alice] = await take.office.desks("alice")
    [chloe] = await take.office.desks("chloe", mode="header")
    await alice.phone.dial("1003")
    await chloe.phone.rings()
    take.confirmed("dialing", ("1001", "1003"))
    take.confirmed("ringing", ("1003", "1001"))
    ringing = await chloe.told("EventRinging")
    await done(chloe, "answer", uniqueId=ringing["uniqueId"])
    await alice.phone.talks()
    take.confirmed("established", ("1001", "1003"), ("1003", "1001"))
    await alice.told("EventEstablished")
    await take.office.settled(alice, chloe)
    await done(chloe, "hangup", uniqueId=ringing["uniqueId"])
    await take.over(alice)
    await chloe.is_shown("AVAILABLE")
    take.confirmed("released", ("1003", ""))
    return [alice, chloe]


async def hold_by_notify(take: Take) -> list[Desk]:
    """A desk phone holds and resumes when told to."""
    alice, bruno = await take.desks(None, OBEDIENT)
    await take.talk(alice, bruno)
    await bruno.is_shown("CALLING")
    await done(bruno, "hold")
    await bruno.phone.expect("media", media="local-hold")
    take.confirmed("hold", ("1002", "1001"))
    await bruno.is_shown("ONHOLD")
    await done(bruno, "hold")
    await bruno.phone.expect("media", media="active")
    take.confirmed("established", ("1002", "1001"))
    await bruno.is_shown("CALLING")
    await done(bruno, "hangup")
    await take.over(bruno, alice)
    return [alice, bruno]


async def hold_by_server(take: Take) -> list[Desk]:
    """The server holds for a phone that cannot be told to, connects again, holds again, and the held one hangs up."""
    alice, bruno = await take.desks()
    await take.talk(alice, bruno)
    await bruno.is_shown("CALLING")
    for _ in range(2):
        await done(alice, "hold")
        take.confirmed("hold", ("1001", "1002"))
        await done(alice, "hold")
        take.confirmed("established", ("1001", "1002"))
    await done(alice, "hold")
    take.confirmed("hold", ("1001", "1002"))
    await bruno.phone.hang_up()
    take.confirmed("released", ("1002", ""))
    await take.over(alice)
    await bruno.is_shown("AVAILABLE")
    return [alice, bruno]


async def two_calls(take: Take) -> list[Desk]:
    """Of two calls the one that is named is held by the server, answered, hung up."""
    alice, bruno = await take.desks(None, OBEDIENT)
    [chloe] = await take.office.desks("chloe")
    await take.talk(alice, bruno)
    first = await bruno.told("EventEstablished")
    await chloe.phone.dial("1002")
    await bruno.phone.rings()
    take.confirmed("ringing", ("1002", "1003"))
    second = await bruno.told("EventRinging", otherDN="1003")
    await done(bruno, "hold", uniqueId=first["uniqueId"])
    take.confirmed("hold", ("1002", "1001"))
    await done(bruno, "answer", uniqueId=second["uniqueId"])
    await chloe.phone.talks()
    take.confirmed("established", ("1002", "1003"), ("1003", "1002"))
    await done(bruno, "hangup", uniqueId=first["uniqueId"])
    await take.over(alice)
    await chloe.phone.hang_up()
    take.confirmed("released", ("1003", ""), ("1002", ""))
    await bruno.is_shown("AVAILABLE")
    await chloe.is_shown("AVAILABLE")
    return [alice, bruno, chloe]


async def services(take: Take) -> list[Desk]:
    """Do not disturb and a forward by command, then at the phone; a loop is taken back; a status switches all off."""
    alice, bruno = await take.desks()
    await done(alice, "uncFwd", state=True, destination="1002")
    await done(bruno, "dnd", state=True)
    await bruno.client.expect("UserConfigUpdate", dndEnabled=True)
    await alice.phone.dial("1002")
    await alice.told("EventReleased")
    take.confirmed("released", ("1001", "1002"))
    await alice.is_shown("AVAILABLE")
    for code, changed in (("*25", {"dndEnabled": False}), ("*231003", {"busyFwdEnabled": True})):
        await bruno.phone.dial(code)
        await bruno.client.expect("UserConfigUpdate", **changed)
        await bruno.phone.ends()
        await bruno.is_shown("AVAILABLE")
    await bruno.phone.dial("*221001")
    await bruno.client.expect("Error")
    await bruno.phone.ends()
    await bruno.is_shown("AVAILABLE")
    await done(bruno, "userStatusUpdate", status="doNotDisturb")
    await done(bruno, "userStatusUpdate", status="available")
    await done(alice, "uncFwd", state=False, destination="1002")
    return [alice, bruno]


STORIES: dict[str, Story] = {
    "asked-dial": dial,
    "asked-dial-in-vain": dial_in_vain,
    "asked-hangup": hangup,
    "asked-answer-by-notify": answer_by_notify,
    "asked-answer-by-pickup": answer_by_pick_up,
    "asked-hold-by-notify": hold_by_notify,
    "asked-hold-by-server": hold_by_server,
    "asked-with-two-calls": two_calls,
    "asked-services": services,
}


@pytest.mark.parametrize("name", STORIES)
async def test_played_again_the_same_is_asked_and_told(
    name: str, asterisk: Asterisk, phones: PhoneFactory, tmp_path: Path
) -> None:
    file = tmp_path / "recorded.trace.gz"
    async with AsyncExitStack() as stack:
        office = Office(asterisk, phones, tmp_path, stack)
        await office.open(record=file, chloe=AnswerBy.AUTOANSWER)
        take = Take(office)
        desks = await STORIES[name](take)
        await office.settled(*desks)
        live = {desk.phone.number: [as_told(frame) for frame in desk.client.seen if told(frame)] for desk in desks}
    trace = load(file)
    again = traces.assert_road_back(trace)
    assert any(entry.way == ASKED and "Frame" in entry.frame for entry in trace.entries)
    for number, seen in live.items():
        ours = [(each.msgType, json.loads(bytes(each.ctiMessage))) for each in again if each.number == number]
        # a socket that comes is told the state of its phone, which is nothing new
        assert [each for each in ours if each[0] in TOLD][-len(seen) + 1 :] == seen[1:]
    if KEEP:
        story = {"name": name, "title": STORIES[name].__doc__, "expected": take.expected}
        save(trace, traces.FOLDER / f"{name}.trace.gz")
        path = traces.FOLDER / f"{name}.json"
        path.write_text(json.dumps(story, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def told(frame: dict[str, Any]) -> bool:
    return frame.get("msgType") in TOLD


def as_told(frame: dict[str, Any]) -> tuple[str, Any]:
    return frame["msgType"], frame["ctiMessage"]
