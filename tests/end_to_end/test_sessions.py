"""Several people, tabs and connections at once: races on one call, repeated requests, tokens, coming back."""

import asyncio
import json
import time
from pathlib import Path

import aiohttp
import jwt
import pytest
from msgspec import structs

from jackfield.app import Running, running
from tests.end_to_end.conftest import Connect, demo_config
from tests.support.client import Cti
from tests.support.installation import get


def base_of(demo: Running) -> str:
    return f"http://127.0.0.1:{demo.port}"


async def ringing(alice: Cti, bruno: Cti) -> str:
    """Alice calls Bruno; the uniqueId of his leg."""
    await alice.send("dial", destination="1002")
    return str((await bruno.phone("EventRinging"))["uniqueId"])


# ------------------------------------------------------------ races on one call


async def test_two_tabs_hang_up_at_once(connect: Connect) -> None:
    alice, one, other = await connect("alice"), await connect("bruno"), await connect("bruno")
    uniqueid = await ringing(alice, one)
    await one.send("answer")
    await one.phone("EventEstablished")
    results = await asyncio.gather(one.ask("hangup"), other.ask("hangup"))
    assert "done" in {result["status"] for result in results}
    assert all(result["status"] == "done" or result["code"] in ("not_found", "pbx_refused") for result in results)
    for tab in (one, other):
        await tab.phone("EventReleased", uniqueId=uniqueid)
        await tab.send("getCurrentCallsPhoneEvents")
        await tab.expect("CurrentCallsPhoneEvents", events=[])
        assert not tab.has("PhoneEvent", eventType="EventReleased")


async def test_both_parties_hang_up_at_once(connect: Connect) -> None:
    alice, bruno = await connect("alice"), await connect("bruno")
    await ringing(alice, bruno)
    await bruno.send("answer")
    await bruno.phone("EventEstablished")
    results = await asyncio.gather(alice.ask("hangup"), bruno.ask("hangup"))
    assert "done" in {result["status"] for result in results}
    for client in (alice, bruno):
        await client.phone("EventReleased")
        await client.expect("PhoneStatusUpdate", status="AVAILABLE")
        assert not client.has("PhoneEvent", eventType="EventReleased")


async def test_one_answers_while_the_caller_gives_up(connect: Connect) -> None:
    alice, bruno = await connect("alice"), await connect("bruno")
    uniqueid = await ringing(alice, bruno)
    gave_up, answered = await asyncio.gather(alice.ask("hangup"), bruno.ask("answer"))
    assert gave_up["status"] == "done"
    assert answered["status"] in ("done", "refused")
    await bruno.phone("EventReleased", uniqueId=uniqueid)
    await alice.phone("EventReleased")


async def test_two_tabs_answer_at_once(connect: Connect) -> None:
    alice, one, other = await connect("alice"), await connect("bruno"), await connect("bruno")
    uniqueid = await ringing(alice, one)
    results = await asyncio.gather(one.ask("answer"), other.ask("answer"))
    assert "done" in {result["status"] for result in results}
    await other.phone("EventEstablished", uniqueId=uniqueid)
    await one.phone("EventEstablished", uniqueId=uniqueid)
    assert (await one.ask("hangup"))["status"] == "done"


async def test_nobody_acts_on_the_call_of_another(connect: Connect) -> None:
    alice, bruno, chloe = await connect("alice"), await connect("bruno"), await connect("chloe")
    uniqueid = await ringing(alice, bruno)
    for command in ("hangup", "answer", "hold"):
        result = await chloe.ask(command, uniqueId=uniqueid)
        assert (result["status"], result["code"]) == ("refused", "not_found")
    assert (await bruno.ask("answer", uniqueId=uniqueid))["status"] == "done"
    assert not chloe.has("PhoneEvent")


async def test_everybody_calls_the_same_phone(connect: Connect) -> None:
    callers = [await connect(login) for login in ("alice", "chloe", "david", "sam")]
    bruno = await connect("bruno")
    results = await asyncio.gather(*(caller.ask("dial", destination="1002") for caller in callers))
    assert {result["status"] for result in results} == {"done"}
    await bruno.phone("EventRinging")
    # his phone takes two calls; for the others it is busy, and they may have been released already
    ended = await asyncio.gather(*(caller.ask("hangup") for caller in callers))
    assert all(result["status"] == "done" or result["code"] in ("not_found", "pbx_refused") for result in ended)
    await bruno.phone("EventReleased")
    for caller in callers:
        await caller.phone("EventReleased")


# ------------------------------------------------------------ repeated requests


async def test_a_repeated_request_is_done_once(demo: Running, connect: Connect) -> None:
    assert demo.simulator is not None
    alice = await connect("alice")
    for _ in range(3):
        await alice.send("dial", destination="9001", requestId="once")
    for _ in range(2):
        await alice.expect("CommandResult", requestId="once", status="done")
        await alice.send("dial", destination="9001", requestId="once")
    assert sum(name.startswith("PJSIP/1001") for name in names(demo)) == 1


async def test_a_request_repeated_after_coming_back_is_done_once(demo: Running, connect: Connect) -> None:
    alice = await connect("alice", events="numbered")
    session = await alice.expect("Session")
    await alice.send("dial", destination="9001", requestId="once")
    await alice.expect("CommandResult", requestId="once", status="done")
    await alice.close()
    again = await Cti.connect(base_of(demo), "alice", resume=position(session, alice))
    async with again:
        await again.send("dial", destination="9001", requestId="once")
        await again.expect("CommandResult", requestId="once", status="done")
        assert sum(name.startswith("PJSIP/1001") for name in names(demo)) == 1


async def test_the_outcome_of_a_request_is_brought_to_the_next_socket(demo: Running, connect: Connect) -> None:
    alice, bruno = await connect("alice", events="numbered"), await connect("bruno")
    session = await alice.expect("Session")
    await alice.send("dial", destination="1002", requestId="late")
    assert alice.http.connector is not None
    await alice.http.connector.close()  # torn, without a goodbye
    await bruno.phone("EventRinging")
    async with await Cti.connect(base_of(demo), "alice", resume=position(session, alice)) as again:
        await again.expect("CommandResult", requestId="late", status="done")
        await again.phone("EventDialing", otherDN="1002")
        assert not again.has("LoggedOn")


def names(demo: Running) -> list[str]:
    """The channels of the simulated PBX."""
    assert demo.simulator is not None
    return list(demo.simulator.pbx.channels)


def position(session: dict[str, object], client: Cti) -> str:
    """Where this client is, as `resume` wants it."""
    seq = max(frame["seq"] for frame in client.seen if "seq" in frame)
    return f"{session['session']}:{session['epoch']}:{seq}"


# ------------------------------------------------------------ coming back


async def test_two_tabs_resume_the_same_session(demo: Running, connect: Connect) -> None:
    alice = await connect("alice", events="numbered")
    session = await alice.expect("Session")
    point = position(session, alice)
    async with await Cti.connect(base_of(demo), "alice", resume=point) as second:
        assert await alice.closed() == 4501
        async with await Cti.connect(base_of(demo), "alice", resume=point) as third:
            assert await second.closed() == 4501
            assert (await third.ask("dial", destination="9001"))["status"] == "done"
            await third.phone("EventDialing")


@pytest.mark.parametrize("point", ["", ":", "::", "a:b:c", "x" * 4000, "%00:%00:1", "a:b:99999999999999999999"])
async def test_a_point_that_leads_nowhere_begins_anew(demo: Running, point: str) -> None:
    async with await Cti.connect(base_of(demo), "alice", resume=point) as alice:
        await alice.expect("LoggedOn")
        await alice.expect("Reset")
        await alice.expect("Session")


async def test_the_session_of_somebody_else_is_out_of_reach(demo: Running, connect: Connect) -> None:
    alice = await connect("alice", events="numbered")
    point = position(await alice.expect("Session"), alice)
    await alice.send("dial", destination="9001")
    await alice.phone("EventDialing")
    async with await Cti.connect(base_of(demo), "bruno", resume=point) as bruno:
        assert (await bruno.expect("Reset"))["why"] == "unknown_session"
        await bruno.logged_on()
        assert not bruno.has("PhoneEvent")
    assert (await alice.ask("hangup"))["status"] == "done"


# ------------------------------------------------------------ tokens and logins


async def refused(demo: Running, path: str, **params: str) -> tuple[int, str]:
    """Status and error code of an upgrade that fails."""
    async with aiohttp.ClientSession() as http:
        url = base_of(demo) + path
        headers = {
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        }
        async with http.get(url, params=params, headers=headers) as answer:
            return answer.status, json.loads(await answer.read())["error"]


async def test_tokens_that_open_nothing(demo: Running, connect: Connect) -> None:
    alice = await connect("alice")
    good = await Cti.token(alice.http, base_of(demo), "alice")
    claims = jwt.decode(good, options={"verify_signature": False})
    forged = jwt.encode({**claims, "exp": int(time.time()) + 999}, "guess" * 8, algorithm="HS256")
    unsigned = jwt.encode(claims, "", algorithm="none")
    for token in ("garbage", "a.b.c", good[:-1], good + "x", forged, unsigned, "\ud83d\ude00" * 10, "%00", "x" * 7000):
        assert await refused(demo, "/xuc/api/2.0/cti", token=token.encode(errors="replace").decode()) == (
            403,
            "InvalidToken",
        )
    assert (await refused(demo, "/xuc/api/2.0/cti"))[0] == 401
    assert (await refused(demo, "/xuc/api/2.0/cti", token=""))[0] == 401


async def test_a_token_that_has_ended(tmp_path: Path) -> None:
    config = demo_config(tmp_path / "data")
    config = structs.replace(config, auth=structs.replace(config.auth, token_seconds=1))
    async with running(config) as started:
        base = base_of(started)
        async with aiohttp.ClientSession() as http:
            token = await Cti.token(http, base, "alice")
        async with await Cti.connect(base, "alice", token=token) as alice:
            async with asyncio.timeout(10):
                while (await get(f"{base}/xuc/api/2.0/auth/check?token={token}"))[0] == 200:
                    await asyncio.sleep(0.05)
            assert await refused(started, "/xuc/api/2.0/cti", token=token) == (403, "TokenExpired")
            # who is inside stays
            assert (await alice.ask("getCurrentCallsPhoneEvents"))["status"] == "done"


async def test_legacy_login_with_literal_ampersands(demo: Running) -> None:
    url = base_of(demo).replace("http", "ws")
    for query in (
        "username=alice&amp;agentNumber=0&amp;password=demo",
        "username=alice&agentNumber=0&password=demo",
    ):
        async with aiohttp.ClientSession() as http, http.ws_connect(f"{url}/xuc/ctichannel?{query}") as socket:
            assert json.loads(await socket.receive_str(timeout=5))["msgType"] == "LoggedOn"
    status, _ = await refused(demo, "/ctichannel", username="alice", password="wrong")
    assert status == 401
