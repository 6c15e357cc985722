"""Callbacks over real sockets, on the demo's lists: one winner, everybody told, all of it there after a new start."""

import asyncio
from pathlib import Path

from jackfield.app import running
from tests.end_to_end.conftest import Connect, demo_config
from tests.support.client import Cti, until_ready


async def at_work(cti: Cti) -> None:
    assert (await cti.ask("agentLogin"))["status"] == "done"
    assert (await cti.ask("getCallbackLists"))["status"] == "done"


def listed(cti: Cti) -> list[str]:
    """The callbacks in the lists told last."""
    lists = [frame["ctiMessage"] for frame in cti.frames if frame["msgType"] == "CallbackLists"][-1]
    return [callback["uuid"] for each in lists for callback in each["callbacks"]]


async def test_of_two_agents_at_the_same_instant_one_wins_and_all_hear_who(connect: Connect) -> None:
    alice, bruno, sam = await connect("alice"), await connect("bruno"), await connect("sam")
    for each in (alice, bruno):
        await at_work(each)
    assert (await sam.ask("getCallbackLists"))["status"] == "done"
    uuid = listed(sam)[0]
    results = await asyncio.gather(alice.ask("takeCallback", uuid=uuid), bruno.ask("takeCallback", uuid=uuid))
    assert sorted((result["status"], result.get("code")) for result in results) == [
        ("done", None), ("refused", "conflict"),
    ]  # fmt: skip
    winner = 1 if results[0]["status"] == "done" else 2
    for each in (alice, bruno, sam):
        assert (await each.expect("CallbackTaken", uuid=uuid))["agentId"] == winner


async def test_a_callback_is_called_and_closed_and_stays_closed(tmp_path: Path) -> None:
    config = demo_config(tmp_path / "data")
    async with running(config) as started:
        url = f"http://127.0.0.1:{started.port}"
        await until_ready(url)
        async with await Cti.connect(url, "alice") as alice:
            await alice.logged_on()
            await at_work(alice)
            uuid = listed(alice)[0]
            assert (await alice.ask("takeCallback", uuid=uuid))["status"] == "done"
            assert (await alice.ask("startCallback", uuid=uuid, phoneNumber="1002"))["status"] == "done"
            ticket = (await alice.expect("CallbackStarted", requestUuid=uuid))["ticketUuid"]
            await alice.phone("EventDialing", otherDN="1002")
            wrong = await alice.ask("updateCallbackTicket", uuid=ticket, status="Callback", dueDate="2027-02-31")
            assert (wrong["status"], wrong["code"]) == ("refused", "bad_request")
            assert "2027-02-31" in wrong["message"]
            done = await alice.ask("updateCallbackTicket", uuid=ticket, status="Answered", description="Fine – 👍")
            assert done["status"] == "done"
            await alice.expect("CallbackClotured", uuid=uuid)
    async with running(config) as again:
        tickets = again.engine.core.world.callbacks.tickets
        assert tickets[ticket].comment == "Fine – 👍"
        url = f"http://127.0.0.1:{again.port}"
        await until_ready(url)
        async with await Cti.connect(url, "alice") as alice:
            await alice.logged_on()
            assert (await alice.ask("getCallbackLists"))["status"] == "done"
            assert len(listed(alice)) == 2
            assert uuid not in listed(alice)
