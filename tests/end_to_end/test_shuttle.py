"""Integrations on Node, of all generations of Socket.IO, on a running server: calls of queues, and pages for agents."""

import asyncio
import json
import socket
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from jackfield.app import Running, StartError, running
from jackfield.config import Config
from tests.end_to_end.conftest import Connect, demo_config
from tests.support.client import Cti, until_ready
from tests.support.integration import GENERATIONS, KEYS, TRANSPORTS, check_step, integration, make_certificate

pytestmark = [pytest.mark.process]

CALLER = "+33611223344"


def address(demo: Running) -> str:
    return f"http://127.0.0.1:{demo.port}"


async def at_work(agent: Cti) -> None:
    """Logged in; the first of the agent's queues is called BLUE here."""
    assert (await agent.ask("agentLogin"))["status"] == "done"


def call_queue(demo: Running, number: str = "3001", name: str = "Zoë 👍") -> Any:
    assert demo.simulator is not None
    return demo.simulator.call_in(CALLER, number, name=name)


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_an_answered_call_is_told_in_three_steps_on_every_transport(
    demo: Running, connect: Connect, generation: str
) -> None:
    demo.engine.core.world.shuttle.variables = ("ordernumber",)
    alice = await connect("alice")
    await at_work(alice)
    async with (
        integration(generation, address(demo), TRANSPORTS["polling"]) as polling,
        integration(generation, address(demo), TRANSPORTS["websocket"]) as direct,
        integration(generation, address(demo)) as both,
    ):
        programs = (polling, direct, both)
        for program in programs:
            await program.expect("connect")
        assert demo.simulator is not None
        caller = demo.simulator.call_in(CALLER, "3001", name="Zoë 👍", variables={"ordernumber": "N° 4711"})
        for program in programs:
            ringing = await program.expect("ringing")
            assert ringing["callername"] == "Zoë 👍"
        await alice.phone("EventRinging")
        assert (await alice.ask("answer"))["status"] == "done"
        for program in programs:
            up = await program.expect("up")
        assert (up["ordernumber"], up["variables"]) == ("N° 4711", {"ordernumber": "N° 4711"})
        assert {key: up[key] for key in ("event", "up", "queue", "agentname", "agentnum", "agentid", "direction")} == {
            "event": "up", "up": True, "queue": "blue", "agentname": "Alice Béranger", "agentnum": "1001",
            "agentid": "2001", "direction": "inbound",
        }  # fmt: skip
        assert (up["peer"], up["uniqueid"], up["callernum"], up["extension"]) == (
            "PJSIP/1001", caller.uniqueid, CALLER, "3001",
        )  # fmt: skip
        assert (await alice.ask("hangup"))["status"] == "done"
        for program in programs:
            hangup = await program.expect("hangup")
            assert (hangup["reason"], hangup["hangup"]) == ("agent", True)
            assert all(isinstance(hangup[key], str) for key in ("holdtime", "talktime", "uniqueid", "trunk"))
            heard = [told for told in program.heard if told[0] in ("ringing", "up", "hangup", "abandon")]
            assert [told[0] for told in heard] == ["ringing", "up", "hangup"]
            assert {told[1]["uniqueid"] for told in heard} == {caller.uniqueid}
        polling.do("tell('by', transport())")
        assert await polling.expect("by") == "polling"
        both.do("tell('by', transport())")
        assert await both.expect("by") == "websocket"


async def test_who_gives_up_is_told_once_and_never_as_hung_up(demo: Running) -> None:
    async with integration("2", address(demo)) as program, integration("4", address(demo)) as other:
        for each in (program, other):
            await each.expect("connect")
        callers = [await _who_gives_up(demo) for _ in range(2)]
        for each in (program, other):
            await each.expect("abandon", 2)
            told = [heard for heard in each.heard if heard[0] != "connect"]
            assert [heard[0] for heard in told] == ["abandon", "abandon"]
            assert [heard[1]["uniqueid"] for heard in told] == callers
            check_step(told[0][1])
            assert (told[0][1]["direction"], "peer" in told[0][1]) == ("unmanaged", False)


async def _who_gives_up(demo: Running) -> str:
    assert demo.simulator is not None
    caller = call_queue(demo, "3003")
    await _waiting(demo, caller.uniqueid)
    demo.simulator.outside.hang_up(caller)
    return str(caller.uniqueid)


async def _waiting(demo: Running, uniqueid: str) -> None:
    async with asyncio.timeout(10):
        while not any(uniqueid in state.waiting for state in demo.engine.core.world.centre.queues.values()):
            await asyncio.sleep(0.01)


PAGE = "https://crm.example/orders/4711?who=Zo%C3%AB"


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_a_page_opens_for_the_agent_and_nobody_else_however_it_is_asked(
    demo: Running, connect: Connect, generation: str
) -> None:
    alice, again, bruno = await connect("alice"), await connect("alice", events="numbered"), await connect("bruno")
    await at_work(alice)
    await at_work(bruno)
    async with integration(generation, address(demo)) as program:
        await program.expect("connect")
        forms: list[list[object]] = [
            [{"url": PAGE, "peer": "PJSIP/1001", "type": "new_tab"}],
            [{"url": PAGE, "peer": "pjsip/1001-0000001f", "mode": "new_window"}],
            [PAGE, "SIP/1001", "new_frame"],
            [PAGE, "1001"],
        ]
        for form, mode in zip(forms, ("new_tab", "new_window", "new_frame", "new_tab"), strict=True):
            assert await program.ask("wakeup", *form) == {"ok": True, "pages": 2}
            for page in (alice, again):
                assert await page.expect("wakeup") == {"url": PAGE, "mode": mode}
        program.do(f"wakeup('{PAGE}', 'PJSIP/1002', 'new_frame')")
        assert await bruno.expect("wakeup") == {"url": PAGE, "mode": "new_frame"}
        assert not alice.has("wakeup")
        refused = await program.ask("wakeup", "javascript:alert(1)", "PJSIP/1001", "new_tab")
        assert (refused["ok"], refused["code"]) == (False, "bad_request")
        unknown = await program.ask("wakeup", PAGE, "PJSIP/1005", "new_tab")
        assert (unknown["ok"], unknown["code"]) == (False, "not_found")
        assert (await program.ask("wakeup", 7))["code"] == "bad_request"
        assert (await program.ask("anything", {"a": 1}))["code"] == "not_supported"
        await alice.close()
        await again.close()
        async with asyncio.timeout(10):
            while (await program.ask("wakeup", PAGE, "1001"))["ok"]:
                pass
        assert (await program.ask("wakeup", PAGE, "1001"))["message"] == "The agent has no page open"


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_a_program_that_comes_back_has_missed_what_happened_and_nothing_more(
    demo: Running, connect: Connect, generation: str
) -> None:
    alice = await connect("alice")
    await at_work(alice)
    async with integration(generation, address(demo)) as program:
        await program.expect("connect")
        call_queue(demo)
        await program.expect("ringing")
        await alice.phone("EventRinging")
        program.do("socket.io.engine.close ? socket.io.engine.close() : 0")
        await program.expect("disconnect")
        await program.expect("connect", 2)
        program.do("socket.disconnect()")
        await program.expect("disconnect", 2)
        assert (await alice.ask("answer"))["status"] == "done"
        program.do("socket.connect()")
        await program.expect("connect", 3)
        assert (await alice.ask("hangup"))["status"] == "done"
        await program.expect("hangup")
        assert [name for name in program.names() if name in ("ringing", "up", "hangup")] == ["ringing", "hangup"]


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_what_a_program_says_of_a_call_is_shown_live_and_after_a_restart(tmp_path: Path, generation: str) -> None:
    config = demo_config(tmp_path / "data")
    async with running(config) as demo:
        await until_ready(address(demo))
        async with (
            integration(generation, address(demo)) as program,
            await Cti.connect(address(demo), "root") as root,
            await Cti.connect(address(demo), "alice") as alice,
        ):
            await program.expect("connect")
            assert (await root.ask("subscribeToRealtimeCTI"))["status"] == "done"
            assert (await root.expect("RealtimeCTIList"))["rows"] == []
            await at_work(alice)
            call_queue(demo)
            ringing = await program.expect("ringing")
            program.do(f"pushevent('crm é', {json.dumps(ringing)}, 4711, '{PAGE}')")
            row = await root.expect("RealtimeCTI")
            assert (row["type"], row["reference"], row["url"]) == ("crm é", "4711", PAGE)
            assert {**ringing, "time": row["channel"]["time"]} == row["channel"]
            assert row["channel"]["time"].endswith("Z")
            assert (await program.ask("RealtimeCTI", {"type": "crm", "channel": ringing})) == {"ok": True}
            assert (await root.expect("RealtimeCTI"))["url"] is None
            assert (await program.ask("RealtimeCTI", "nothing"))["code"] == "bad_request"
    async with running(config) as demo:
        await until_ready(address(demo))
        async with await Cti.connect(address(demo), "root") as root:
            assert (await root.ask("subscribeToRealtimeCTI"))["status"] == "done"
            rows = (await root.expect("RealtimeCTIList"))["rows"]
            assert [each["reference"] for each in rows] == [None, "4711"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls") / "both.pem")


async def test_further_ports_with_and_without_tls_and_a_token(tmp_path: Path, certificate: Path) -> None:
    config = demo_config(tmp_path / "data")
    shuttle = structs.replace(
        config.shuttle, plain_port=0, tls_port=0, tls_certificate=str(certificate), token="s3cret é", event_message=True
    )
    async with running(structs.replace(config, shuttle=shuttle)) as demo:
        await until_ready(address(demo))
        assert demo.server.listeners is not None
        ports = demo.server.listeners.ports
        token: dict[str, object] = {"query": {"token": "s3cret é"}}
        query: dict[str, object] = {"query": "token=s3cret%20%C3%A9"}  # as programs for 1.x write it
        plain, tls = f"http://127.0.0.1:{ports['plain']}", f"https://127.0.0.1:{ports['tls']}"
        unchecked: dict[str, object] = {"rejectUnauthorized": False}
        async with (
            integration("1", tls, {**query, **unchecked}) as one,
            integration("2", plain, token) as two,
            integration("4", tls, {**token, **unchecked, "transports": ["websocket"]}) as four,
            integration("4", plain, {"query": {"token": "wrong"}}) as wrong,
            integration("2", address(demo), TRANSPORTS["websocket"]) as none,
        ):
            for program in (one, two, four):
                await program.expect("connect")
            for program in (wrong, none):
                await program.expect("connect_error")
                assert "connect" not in program.names()
            async with await Cti.connect(address(demo), "alice") as alice:
                await at_work(alice)
                demo.engine.core.world.shuttle.variables = ("ordernumber",)
                call_queue(demo)
                rung = await alice.phone("EventRinging")
                assert (await alice.ask("answer"))["status"] == "done"
                assert (await alice.ask("hangup"))["status"] == "done"
                for program in (one, two, four):
                    for count, step in enumerate(("ringing", "up", "hangup"), 1):
                        data = await program.expect(step)
                        check_step(data, "ordernumber")
                        assert data["uniqueid"] == rung["linkedId"]
                        assert await program.expect("event", count) == data
                    assert [name for name in program.names() if name in KEYS] == ["ringing", "up", "hangup"]


async def test_a_port_that_is_taken_or_a_certificate_that_is_none_stops_the_start(tmp_path: Path) -> None:
    config = demo_config(tmp_path / "data")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        await _refused_starts(config, tmp_path, other.getsockname()[1])


async def _refused_starts(config: Config, tmp_path: Path, taken: int) -> None:
    for changes, told in (
        ({"tls_port": 0, "tls_certificate": str(tmp_path / "none")}, "tls_certificate"),
        ({"plain_port": taken}, f"plain_port {taken}"),
    ):
        shuttle = structs.replace(config.shuttle, **changes)  # type: ignore[arg-type]
        with pytest.raises(StartError, match=told):
            async with running(structs.replace(config, shuttle=shuttle)):
                pass
