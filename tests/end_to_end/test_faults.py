"""The PBX or the server fails in the middle of calls: afterwards everybody is told the truth."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec import structs

from jackfield.app import Running, running
from jackfield.telephony.simulator import Simulator
from tests.end_to_end.conftest import Connect, demo_config
from tests.support.client import Cti, process, until_ready
from tests.support.installation import config_file, get, line_changed, people, simulated_pbx


def pbx_of(demo: Running) -> Simulator:
    assert demo.simulator is not None
    return demo.simulator


@asynccontextmanager
async def in_a_call(connect: Connect, **query: str) -> AsyncIterator[tuple[Cti, Cti, str]]:
    """Alice has called Bruno and both talk; both clients and her leg's uniqueId."""
    alice, bruno = await connect("alice", **query), await connect("bruno", **query)
    await alice.send("dial", destination="1002")
    await bruno.phone("EventRinging")
    await bruno.send("answer")
    await bruno.phone("EventEstablished")
    established = await alice.phone("EventEstablished")
    yield alice, bruno, established["uniqueId"]


async def current(client: Cti) -> dict[str, str]:
    """What `getCurrentCallsPhoneEvents` says: event type by uniqueId."""
    await client.send("getCurrentCallsPhoneEvents")
    events = (await client.expect("CurrentCallsPhoneEvents"))["events"]
    return {event["uniqueId"]: event["eventType"] for event in events}


async def link_states(client: Cti, *expected: str) -> None:
    for state in expected:
        await client.expect("PbxStatus", status=state, patience=15)


# ------------------------------------------------------------ the link


async def test_a_call_outlives_a_cut_link(demo: Running, connect: Connect) -> None:
    async with in_a_call(connect, events="numbered") as (alice, bruno, uniqueid):
        await alice.expect("PbxStatus", status="up")
        alice.frames.clear()
        bruno.frames.clear()
        pbx_of(demo).cut()
        await link_states(alice, "down", "syncing", "up")
        assert await current(alice) == {uniqueid: "EventEstablished"}
        assert not alice.has("PhoneEvent")
        assert not bruno.has("PhoneEvent")
        assert (await bruno.ask("hangup"))["status"] == "done"
        await alice.phone("EventReleased", uniqueId=uniqueid)


async def test_what_happened_while_the_link_was_cut_is_told_afterwards(demo: Running, connect: Connect) -> None:
    simulator = pbx_of(demo)
    erin = await connect("erin")
    async with in_a_call(connect, events="numbered") as (alice, bruno, uniqueid):
        await alice.expect("PbxStatus", status="up")
        simulator.cut()
        # before the loop runs again: nobody can have heard of it
        simulator.phone("1002").hang_up()
        simulator.call_in("+33611223344", "1001", name="Zoë")
        simulator.phone("1005").unregister()
        await alice.phone("EventReleased", uniqueId=uniqueid, patience=10)
        await bruno.phone("EventReleased", patience=10)
        ringing = await alice.phone("EventRinging", otherDN="+33611223344", patience=10)
        await erin.expect("PhoneStatusUpdate", status="INDISPONIBLE", patience=10)
        await bruno.expect("PhoneStatusUpdate", status="AVAILABLE")
        assert await current(alice) == {ringing["uniqueId"]: "EventRinging"}
        assert await current(bruno) == {}


async def test_a_hold_begun_while_the_link_was_cut_is_known(demo: Running, connect: Connect) -> None:
    simulator = pbx_of(demo)
    async with in_a_call(connect) as (alice, bruno, uniqueid):
        simulator.cut()
        simulator.phone("1001").hold()
        await alice.phone("EventOnHold", uniqueId=uniqueid, patience=10)
        await alice.expect("PhoneStatusUpdate", status="ONHOLD")
        assert "EventOnHold" not in (await current(bruno)).values()


async def test_commands_are_refused_while_the_link_is_down(demo: Running, connect: Connect) -> None:
    async with in_a_call(connect, events="numbered") as (alice, _, uniqueid):
        await alice.expect("PbxStatus", status="up")
        pbx_of(demo).restart(down=1.0)
        await link_states(alice, "down")
        for command, keys in (("hangup", {}), ("hold", {}), ("dial", {"destination": "1003"})):
            result = await alice.ask(command, **keys)
            assert (result["status"], result["code"]) == ("refused", "pbx_down")
        await link_states(alice, "syncing", "up")
        await alice.phone("EventReleased", uniqueId=uniqueid)


async def test_a_restarted_pbx_ends_the_calls_and_no_socket(demo: Running, connect: Connect) -> None:
    plain = await connect("alice")
    async with in_a_call(connect, events="numbered") as (alice, bruno, uniqueid):
        await alice.expect("PbxStatus", status="up")
        pbx_of(demo).restart(down=0.3)
        await link_states(alice, "down", "syncing", "up")
        await alice.phone("EventReleased", uniqueId=uniqueid)
        await plain.phone("EventReleased", uniqueId=uniqueid)
        await bruno.phone("EventReleased")
        assert await current(alice) == {}
        assert not plain.has("PbxStatus")
        # channel counters begin again: the new call must not be taken for the old one
        assert (await alice.ask("dial", destination="9001"))["status"] == "done"
        assert (await plain.phone("EventDialing", otherDN="9001"))["uniqueId"] != uniqueid


async def test_a_silent_pbx_is_noticed(tmp_path: Path) -> None:
    config = demo_config(tmp_path / "data")
    config = structs.replace(config, asterisk=structs.replace(config.asterisk, dead_after_seconds=0.6))
    async with running(config) as started:
        base = f"http://127.0.0.1:{started.port}"
        await until_ready(base)
        async with await Cti.connect(base, "alice", events="numbered") as alice:
            await alice.expect("PbxStatus", status="up")
            pbx_of(started).stall()
            await link_states(alice, "down")
            status, body = await get(f"{base}/readyz")
            assert status == 503
            assert "nothing heard" in str(body["reason"]) or "banner" in str(body["reason"])
            pbx_of(started).phone("1001").dial("9000")
            pbx_of(started).stall(False)
            await link_states(alice, "syncing", "up")
            await alice.phone("EventEstablished", otherDN="9000")
            await until_ready(base)


async def test_a_command_on_its_way_when_the_link_breaks_is_answered(demo: Running, connect: Connect) -> None:
    alice = await connect("alice", events="numbered")
    await alice.expect("PbxStatus", status="up")
    simulator = pbx_of(demo)
    simulator.stall()
    await alice.send("dial", destination="1002", requestId="lost")
    await alice.send("getCurrentCallsPhoneEvents", requestId="after")
    await alice.expect("CommandResult", requestId="after", status="done")
    simulator.cut()
    simulator.stall(False)
    result = await alice.expect("CommandResult", requestId="lost", patience=15)
    assert (result["status"], "code" in result) == ("unknown", False)
    await link_states(alice, "down", "syncing", "up")
    assert (await alice.ask("dial", destination="1002"))["status"] == "done"


# ------------------------------------------------------------ the server


@pytest.mark.process
async def test_a_killed_server_knows_the_calls_when_it_is_back(tmp_path: Path) -> None:
    data = tmp_path / "data"
    # Chloe's phone does not hold by itself: the server does it for her, which no PBX list tells
    await people(data, line_changed("1003", answer_by="autoanswer"))
    phones = ("--phone", "1002=answer:0.05", "--phone", "1004=answer:0.05")
    async with simulated_pbx(tmp_path / "pbx", *phones) as (_, ami_port):
        config = str(config_file(tmp_path / "jackfield.toml", ami_port))
        serve = ("serve", "--config", config, "--data", str(data), "--port", "0")
        async with process(tmp_path / "log", *serve) as first:
            await until_ready(first.url)
            async with (
                await Cti.connect(first.url, "alice", events="numbered") as alice,
                await Cti.connect(first.url, "chloe") as chloe,
                await Cti.connect(first.url, "erin") as erin,
            ):
                token = await Cti.token(alice.http, first.url, "alice")
                session = await alice.expect("Session")
                calls = {"alice": await held_call(alice, "1002"), "chloe": await held_call(chloe, "1004")}
                assert (await erin.ask("dial", destination="9000"))["status"] == "done"
                calls["erin"] = (await erin.phone("EventEstablished"))["uniqueId"]
                await journal_written(data / "journal.json")
                first.kill()
                await alice.closed()
        async with process(tmp_path / "log", *serve) as again:
            await until_ready(again.url, patience=3)  # the promise: within 3 s of being up
            point = f"{session['session']}:{session['epoch']}:{session['seq']}"
            async with (
                await Cti.connect(again.url, "alice", token=token, resume=point) as alice,
                await Cti.connect(again.url, "chloe") as chloe,
                await Cti.connect(again.url, "erin") as erin,
                await Cti.connect(again.url, "bruno") as bruno,
            ):
                assert (await alice.expect("Reset"))["why"] == "other_epoch"
                new = await alice.expect("Session")
                assert new["epoch"] != session["epoch"]
                await alice.expect("PhoneStatusUpdate", status="ONHOLD")
                await chloe.expect("PhoneStatusUpdate", status="ONHOLD")
                await bruno.expect("PhoneStatusUpdate", status="CALLING")
                assert await current(alice) == {calls["alice"]: "EventOnHold"}
                assert await current(chloe) == {calls["chloe"]: "EventOnHold"}
                assert await current(erin) == {calls["erin"]: "EventEstablished"}
                assert list((await current(bruno)).values()) == ["EventEstablished"]
                # what is known can be acted on
                assert (await chloe.ask("hold"))["status"] == "done"
                await chloe.phone("EventEstablished", uniqueId=calls["chloe"])
                assert (await alice.ask("hold"))["status"] == "done"
                assert (await alice.ask("hangup"))["status"] == "done"
                await bruno.phone("EventReleased")
                assert (await erin.ask("hangup"))["status"] == "done"
    assert "Traceback" not in (tmp_path / "log").read_text()


async def held_call(client: Cti, number: str) -> str:
    """Call, wait for the answer, hold; the uniqueId."""
    await client.send("dial", destination=number)
    uniqueid = str((await client.phone("EventEstablished"))["uniqueId"])
    assert (await client.ask("hold"))["status"] == "done"
    await client.phone("EventOnHold", uniqueId=uniqueid)
    return uniqueid


async def journal_written(path: Path) -> None:
    """It is on the disk well within a second of the hold."""
    async with asyncio.timeout(5):
        while not path.exists():
            await asyncio.sleep(0.02)
