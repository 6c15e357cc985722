"""Clients that send nonsense, too much, or worse: a clear answer for them, and nothing at all for the others."""

import asyncio
import itertools
import json
import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from msgspec import structs
from structlog.testing import capture_logs

from jackfield.app import Running, running
from jackfield.protocol.commands import COMMANDS, KNOWN_BY_NAME
from jackfield.protocol.errors import CloseCode
from tests.end_to_end.conftest import Connect, demo_config
from tests.support.client import PATIENCE, Cti, until_ready
from tests.support.installation import nobody_without_line, people

ROUNDS = 12
"""How often each command is sent with other nonsense."""

NUMBERS = ("1002", "9001", "+33 1 23", "*55", "", "0", "1" * 41, "1" * 5000, "１００２", "1002\x00")
TEXTS = (
    "",
    " ",
    "x" * 3000,
    "é" * 1500,
    "\U0001f600" * 700,
    "\r\nAction: Originate\r\n\r\n",
    "a\\nb",
    "\u202e\u0000\u001b[2J",
    "${EXTEN}",
    "../../etc/passwd",
    "' OR 1=1 --",
)
THINGS: tuple[object, ...] = (None, True, False, 0, -1, 1.5, 1e308, 2**53, 10**30, [], {}, [[]], {"": None})


@asynccontextmanager
async def patient_demo(tmp_path: Path) -> AsyncIterator[tuple[Running, str]]:
    """The demo without throttling, which calls an outcome unknown after a second."""
    config = demo_config(tmp_path / "data")
    config = structs.replace(
        config,
        websocket=structs.replace(config.websocket, max_burst=1_000_000),
        telephony=structs.replace(config.telephony, command_deadline_seconds=1.0),
    )
    async with running(config) as started:
        base = f"http://127.0.0.1:{started.port}"
        await until_ready(base)
        yield started, base


async def still_works(one: Cti, other: Cti, number: str) -> None:
    """A call from one to the other, who has this number, and back to rest."""
    assert (await one.ask("dial", destination=number))["status"] == "done"
    await other.phone("EventRinging")
    assert (await one.ask("hangup"))["status"] == "done"
    await other.phone("EventReleased")


def nonsense(chance: random.Random, depth: int = 0) -> object:
    """Any JSON: numbers to call, texts meant to hurt, odd things, and lists and objects of them."""
    kind = chance.randrange(5 if depth < 3 else 3)
    if kind == 3:
        return [nonsense(chance, depth + 1) for _ in range(chance.randrange(4))]
    if kind == 4:
        return {chance.choice(TEXTS)[:50]: nonsense(chance, depth + 1) for _ in range(chance.randrange(4))}
    return chance.choice((NUMBERS, TEXTS, THINGS)[kind])


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_any_arguments_of_any_command_get_one_answer(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    async with patient_demo(tmp_path) as (_, base):
        with capture_logs() as logs:
            async with (
                await Cti.connect(base, "alice") as alice,
                await Cti.connect(base, "bruno") as bruno,
                await Cti.connect(base, "chloe") as chloe,
            ):
                sent = []
                for name, kind in COMMANDS.items():
                    for turn in range(ROUNDS):
                        keys = [key for key in kind.__struct_fields__ if key != "requestId"]
                        arguments = {key: nonsense(chance) for key in keys if chance.random() < 0.9}
                        sent.append(f"{name}-{turn}")
                        await alice.send(name, requestId=sent[-1], **arguments)
                for request in sent:
                    await alice.expect("CommandResult", requestId=request, patience=20)
                assert not alice.has("CommandResult")
                await still_works(bruno, chloe, "1003")
    assert [entry for entry in logs if entry["log_level"] in ("error", "critical")] == []


@pytest.mark.parametrize(
    ("frame", "part"),
    [
        ("", "not JSON"),
        ("null", "not an object"),
        ("[]", "not an object"),
        ("[" * 5000 + "]" * 5000, "nested too deeply"),
        ('{"claz":"web","command":' + '{"a":' * 5000 + "1" + "}" * 5001, "nested too deeply"),
        ('{"claz":"web","command":"dial","destination":NaN}', "not JSON"),
        ('{"claz":"web","command":"dial","destination":"\\ud800"}', "surrogate"),
        ('{"claz":"web","command":"dial","destination":{"a":1}}', "destination"),
        ('{"claz":"web","command":"dial"}', "destination"),
        ('{"claz":"web","command":"dail","destination":"1002"}', "dial"),
        ('{"claz":"web","command":"Dial","destination":"1002"}', "dial"),
        ('{"claz":"web","command":7}', "no text"),
        ('{"claz":"web"}', "no command"),
        ('{"claz":"wbe","command":"dial"}', "wbe"),
        ('{"command":"dial","destination":"1002"}', "claz"),
        ('{"claz":"web","command":"' + "x" * 60_000 + '"}', "Unknown command"),
        ('{"claz":"web","command":"dial","destination":"' + "1" * 60_000 + '"}', "longer"),
        ('{"claz":"web","command":"dial","destination":""}', "empty"),
        ('{"claz":"web","command":"dial","destination":"   "}', "empty"),
        ('{"claz":"web","command":"dial","destination":null}', "destination"),
        ('{"claz":"web","command":"hangup","uniqueId":[1]}', "uniqueId"),
    ],
)
async def test_a_malformed_frame_is_explained(connect: Connect, frame: str, part: str) -> None:
    alice = await connect("alice")
    await alice.socket.send_str(frame)
    text = (await alice.expect("Error"))["Error"]
    assert part in text
    assert len(text) < 500
    assert (await alice.ask("getCurrentCallsPhoneEvents"))["status"] == "done"
    assert not alice.has("Error")


async def test_a_key_given_twice_and_a_number_as_float_are_no_harm(connect: Connect) -> None:
    alice = await connect("alice")
    await alice.socket.send_str('{"claz":"web","command":"dial","destination":"9002","destination":"9001"}')
    await alice.phone("EventDialing", otherDN="9001")
    await alice.send("hangup")
    await alice.phone("EventReleased")
    await alice.send("dial", destination=9001.0)
    await alice.phone("EventDialing", otherDN="9001")


async def test_commands_of_other_servers_are_known_but_refused(connect: Connect) -> None:
    alice = await connect("alice")
    for name in sorted(KNOWN_BY_NAME):
        assert (await alice.ask(name))["code"] == "not_supported"


@pytest.mark.parametrize(
    "destination",
    [
        "1002,CALLERID(num)=112",
        "1002\r\nAction: Hangup\r\nChannel: /.*/",
        "1002@other-context",
        "Local/1002@default",
        "${SHELL(id)}",
        "1002|9999",
        "1002&1003",
        "1002;x=y",
        "sip:1002@example.com",
        "1002\x00",
        "１００２",
    ],
)
async def test_nothing_but_a_number_reaches_the_pbx(demo: Running, connect: Connect, destination: str) -> None:
    assert demo.simulator is not None
    alice = await connect("alice")
    for command in ("dial", "originate"):
        result = await alice.ask(command, destination=destination)
        assert (result["status"], result["code"]) == ("refused", "bad_request")
    assert demo.simulator.snapshot()["channels"] == []


@pytest.mark.parametrize(
    "variables",
    [
        {"x,CALLERID(num)": "112"},
        {"CALLERID(num)": "112"},
        {"x=1,USR_y": "2"},
        {"__x\r\nAction": "Hangup"},
        {"x": "a\r\nAction: Hangup\r\nChannel: /.*/\r\n\r\n"},
        {"x": "a\nb"},
        {"x": "a\0b"},
        {"x": "a" * 2000},
        {"n" * 41: "a"},
        {"": "a"},
        {f"n{number}": "a" * 1000 for number in range(50)},
    ],
)
async def test_bad_variables_are_refused_as_a_whole(demo: Running, connect: Connect, variables: dict[str, str]) -> None:
    assert demo.simulator is not None
    alice = await connect("alice")
    result = await alice.ask("dial", destination="1002", variables=variables)
    assert (result["status"], result["code"]) == ("refused", "bad_request")
    assert demo.simulator.snapshot()["channels"] == []


@pytest.mark.parametrize(
    "value",
    [
        "1,CALLERID(num)=112",
        '"; x="',
        "${EXTEN}$[1+1]",
        "a\\,b\\",
        "Zoë 王 \U0001f600",
        "a=b|c&d;e",
        " leading space",
        "\\n",
    ],
)
async def test_any_value_arrives_as_it_was_given(demo: Running, connect: Connect, value: str) -> None:
    alice, bruno = await connect("alice"), await connect("bruno")
    await alice.send("dial", destination="1002", variables={"x": value})
    ringing = await bruno.phone("EventRinging", otherDN="1001")
    assert ringing["userData"]["USR_x"] == value


async def test_a_number_that_leads_nowhere(connect: Connect) -> None:
    alice = await connect("alice")
    result = await alice.ask("dial", destination="5555")
    assert (result["status"], result["code"]) == ("refused", "pbx_refused")
    assert "Extension does not exist" in (await alice.expect("Error"))["Error"]
    assert (await alice.ask("dial", destination="9001"))["status"] == "done"
    await alice.phone("EventDialing", otherDN="9001")


async def test_a_user_without_a_line(tmp_path: Path) -> None:
    await people(tmp_path / "data", nobody_without_line)
    async with running(demo_config(tmp_path / "data")) as started:
        base = f"http://127.0.0.1:{started.port}"
        await until_ready(base)
        async with await Cti.connect(base, "nell") as nell:
            assert (await nell.expect("UserConfigUpdate"))["lineIds"] == []
            await nell.expect("PhoneStatusUpdate", status="UNEXISTING")
            for command in ("hangup", "answer", "hold"):
                result = await nell.ask(command)
                assert (result["status"], result["code"]) == ("refused", "not_found")
                assert "no line" in (await nell.expect("Error"))["Error"]
            assert (await nell.ask("dial", destination="1002"))["code"] == "not_found"
            await nell.send("getCurrentCallsPhoneEvents")
            assert (await nell.expect("CurrentCallsPhoneEvents"))["events"] == []


async def test_three_hundred_commands_at_once(connect: Connect) -> None:
    alice, other_tab, bruno = await connect("alice"), await connect("alice"), await connect("bruno")
    await asyncio.gather(*(alice.send("getCurrentCallsPhoneEvents") for _ in range(300)))
    await alice.socket.send_str('{"claz":"ping"}')
    async with asyncio.timeout(PATIENCE):
        while {"claz": "ping"} not in alice.seen:
            await asyncio.sleep(0.01)
    answered = sum(frame["msgType"] == "CurrentCallsPhoneEvents" for frame in alice.frames)
    throttled = [frame["ctiMessage"]["Error"] for frame in alice.frames if frame["msgType"] == "Error"]
    assert set(throttled) == {"Maximum throttle throughput exceeded."}
    # 180 at once and 3 a second from then on: a slow machine lets a few more through
    assert answered + len(throttled) == 300
    assert 180 <= answered < 180 + 3 * PATIENCE
    for client in (other_tab, bruno):
        assert (await client.ask("getCurrentCallsPhoneEvents"))["status"] == "done"


async def test_a_client_that_never_reads_is_cut_and_the_others_hear_everything(tmp_path: Path) -> None:
    config = demo_config(tmp_path / "data")
    config = structs.replace(config, websocket=structs.replace(config.websocket, outbox_bytes=50_000))
    async with running(config) as started:
        assert started.simulator is not None
        base = f"http://127.0.0.1:{started.port}"
        await until_ready(base)
        phone = started.simulator.phone("1005")
        async with await Cti.connect(base, "sam") as sam, deaf(base) as unread:
            # the same line in many spellings: for who asked for them, one change is many frames
            marks = itertools.islice(itertools.product(("", " ", ".", "-", "/"), repeat=5), 2500)
            spellings = [f"{a}1{b}0{c}0{d}5{e}" for a, b, c, d, e in marks]
            subscribe = {"claz": "web", "command": "subscribeToPhoneHints"}
            await unread.send_json({**subscribe, "phoneNumbers": spellings})
            await sam.socket.send_json({**subscribe, "phoneNumbers": ["1005"]})
            await sam.expect("PhoneHintStatusEvent", number="1005", status=0)
            changes = 0
            async with asyncio.timeout(30):
                while started.engine.hub.sessions == 2:
                    phone.unregister() if changes % 2 == 0 else phone.register()
                    changes += 1
                    status = 4 if changes % 2 else 0
                    await sam.expect("PhoneHintStatusEvent", number="1005", status=status, patience=10)
            assert not sam.has("PhoneHintStatusEvent")
            assert (await sam.ask("getCurrentCallsPhoneEvents"))["status"] == "done"
            async with asyncio.timeout(10):
                async for _ in unread:
                    pass
            assert unread.close_code in (CloseCode.SLOW, aiohttp.WSCloseCode.ABNORMAL_CLOSURE)


@asynccontextmanager
async def deaf(base: str) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A socket of Alice's that nobody reads, and for which the system keeps little."""

    def narrow(info: aiohttp.AddrInfoType) -> socket.socket:
        made = socket.socket(info[0], info[1], info[2])
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        return made

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(socket_factory=narrow)) as http:
        token = await Cti.token(http, base, "alice")
        async with http.ws_connect(f"{base}/xuc/api/2.0/cti", params={"token": token}, max_msg_size=0) as opened:
            yield opened


@pytest.mark.parametrize(
    ("kind", "payload", "code"),
    [
        ("binary", b"\x00\x01", CloseCode.NOT_TEXT),
        ("binary", b"", CloseCode.NOT_TEXT),
        ("text", b'"' + b"x" * (64 * 1024) + b'"', CloseCode.FRAME_TOO_BIG),
        ("text", b"x" * (1024 * 1024), CloseCode.FRAME_TOO_BIG),
        ("text", b"\xff\xfe\xfd", aiohttp.WSCloseCode.INVALID_TEXT),
        ("text", b'{"claz":"web","command":"\xed\xa0\x80"}', aiohttp.WSCloseCode.INVALID_TEXT),
    ],
)
async def test_what_is_no_text_frame_of_ours_ends_that_socket_alone(
    connect: Connect, kind: str, payload: bytes, code: int
) -> None:
    alice, other_tab = await connect("alice"), await connect("alice")
    opcode = aiohttp.WSMsgType.BINARY if kind == "binary" else aiohttp.WSMsgType.TEXT
    await alice.socket.send_frame(payload, opcode)
    assert await alice.closed() == code
    assert (await other_tab.ask("dial", destination="9001"))["status"] == "done"


async def test_a_url_over_eight_kib(demo: Running) -> None:
    base = f"http://127.0.0.1:{demo.port}"
    async with aiohttp.ClientSession() as http:
        for path in ("/healthz?x=", "/xuc/api/2.0/cti?token=", "/ctichannel?username=", "/"):
            async with http.get(base + path + "a" * 9000) as answer:
                assert answer.status == 414
                assert json.loads(await answer.read())["error"] == "UrlTooLong"
        async with http.get(f"{base}/healthz?x=" + "a" * 8000) as answer:
            assert answer.status == 200
