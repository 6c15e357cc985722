"""Who may come to the Socket.IO door; and that who floods, hangs or sends garbage is cut and nobody else notices."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from jackfield.domain.results import Answered, Refused
from jackfield.domain.shuttle.steps import Step, StepTold
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import WakeupMode
from jackfield.web.entrance import Proxies
from jackfield.web.json_api import guard
from jackfield.web.outbox import Post
from jackfield.web.settings import OutboxSettings, ShuttleSettings, WebSettings
from jackfield.web.shuttle.door import ShuttleDoor

PATIENCE = 20.0
RINGING = StepTold(Step.RINGING, {"event": "ringing", "callername": "Zoë", "ringing": True, "variables": {}})


class Engine:
    """Knows one agent."""

    def __init__(self) -> None:
        self.woken: list[tuple[str, str, str]] = []
        self.rows: list[Mapping[str, object]] = []
        self.waiting: dict[object, Answered] = {}
        """Who waits for a row of this type to be kept."""

    def wake_up(self, url: str, peer: str, mode: WakeupMode) -> int:
        if peer == "broken":
            raise RuntimeError("something broke")
        if peer != "PJSIP/1001":
            raise Refused(RefusalCode.NOT_FOUND, "nobody")
        self.woken.append((url, peer, mode.value))
        return 1

    def add_realtime(self, given: Mapping[str, object], answered: Answered) -> None:
        self.rows.append(given)
        self.waiting[given.get("type")] = answered


class House:
    """A door on a port of its own."""

    def __init__(self, door: ShuttleDoor, url: str, http: aiohttp.ClientSession, engine: Engine) -> None:
        self.door, self.url, self.http, self.engine = door, url, http, engine
        self.sockets: list[aiohttp.ClientWebSocketResponse] = []

    async def get(self, **query: str) -> tuple[int, str]:
        headers = json.loads(query.pop("headers", "{}"))
        async with self.http.get(self.url, params={"transport": "polling", **query}, headers=headers) as answer:
            return answer.status, await answer.text()

    async def post(self, body: str | bytes, **query: str) -> int:
        async with self.http.post(self.url, params={"transport": "polling", **query}, data=body) as answer:
            return answer.status

    async def begin(self, generation: str) -> str:
        """A session that polls; its id."""
        status, text = await self.get(EIO=generation)
        assert status == 200, text
        sid = str(json.loads(text[text.index("{") : text.index("}") + 1])["sid"])
        if generation == "4":
            assert await self.post("40", EIO="4", sid=sid) == 200
            _, text = await self.get(EIO="4", sid=sid)
            assert text.startswith("40")
        else:
            assert text.endswith("2:40")
        return sid

    async def socket(self, generation: str) -> aiohttp.ClientWebSocketResponse:
        """A session on a WebSocket from the beginning."""
        socket = await self.http.ws_connect(f"{self.url}?EIO={generation}&transport=websocket")
        self.sockets.append(socket)
        assert (await socket.receive_str())[0] == "0"
        if generation == "4":
            await socket.send_str("40")
        assert (await socket.receive_str()).startswith("40")
        return socket


@asynccontextmanager
async def opened(**changes: Any) -> AsyncIterator[House]:
    loop, engine = asyncio.get_running_loop(), Engine()
    outboxes = OutboxSettings(max_bytes=64 * 1024, stall_seconds=0.5, high_water=16 * 1024)
    post = Post(loop.call_soon, loop.call_later, loop.time, outboxes)
    door = ShuttleDoor(ShuttleSettings(**changes), Proxies(("10.0.0.0/8",)), post, engine)
    app = web.Application(middlewares=[guard(WebSettings())], client_max_size=100_000)
    app.add_routes(door.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as http:
        try:
            house = House(door, f"http://127.0.0.1:{runner.addresses[0][1]}/socket.io/", http, engine)
            yield house
        finally:
            for socket in house.sockets:
                socket._response.close()
            await door.close()
            await runner.cleanup()


async def gone(house: House, left: int = 0) -> None:
    """All but so many have been cut."""
    async with asyncio.timeout(PATIENCE):
        while len(house.door.exchange) > left:
            await asyncio.sleep(0.01)


GENERATIONS = pytest.mark.parametrize("generation", ["3", "4"])


@GENERATIONS
async def test_without_a_token_only_programs_of_this_machine_come_in(generation: str) -> None:
    async with opened() as house:
        assert (await house.get(EIO=generation))[0] == 200
        for headers in ({"Origin": "https://page.example"}, {"X-Forwarded-For": "203.0.113.7"}):
            status, text = await house.get(EIO=generation, headers=json.dumps(headers))
            assert (status, json.loads(text)["error"]) == (403, "TokenNotSet")


@GENERATIONS
async def test_with_a_token_who_names_it_comes_in(generation: str) -> None:
    async with opened(token="geheim é") as house:
        assert (await house.get(EIO=generation, token="geheim é", headers='{"Origin": "https://page.example"}'))[
            0
        ] == 200
        for wrong in ("", "geheim"):
            assert (await house.get(EIO=generation, token=wrong))[0] == 401


async def test_a_generation_that_is_switched_off_or_unknown_is_refused() -> None:
    async with opened(engine_io_3=False) as house:
        assert [(await house.get(EIO=each))[0] for each in ("4", "3", "2", "")] == [200, 400, 400, 400]
    async with opened(engine_io_4=False) as house:
        assert [(await house.get(EIO=each))[0] for each in ("4", "3")] == [400, 200]


async def test_no_more_come_than_may() -> None:
    async with opened(max_clients=1) as house:
        sid = await house.begin("3")
        assert (await house.get(EIO="3"))[0] == 503
        assert await house.post("1:2", EIO="3", sid=sid) == 200


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"transport": "flash"}, 0),
        ({"sid": "unknown"}, 1),
        ({"transport": "websocket"}, 3),
        ({"j": "1"}, 0),
    ],
)
async def test_requests_that_the_old_protocol_refuses(query: dict[str, str], code: int) -> None:
    async with opened() as house:
        status, text = await house.get(EIO="3", **query)
        assert (status, json.loads(text)["code"]) == (400, code)


@GENERATIONS
async def test_steps_reach_who_polls_and_who_has_a_websocket(generation: str) -> None:
    async with opened() as house:
        sid, socket = await house.begin(generation), await house.socket(generation)
        for _ in range(3):
            house.door.tell(RINGING)
        _, text = await house.get(EIO=generation, sid=sid)
        assert text.count("ringing") == 9
        for _ in range(3):
            told = json.loads((await socket.receive_str())[2:])
            assert told == ["ringing", RINGING.data]


@GENERATIONS
async def test_outbound_calls_are_told_to_those_who_ask(generation: str) -> None:
    async with opened() as house:
        sid = await house.begin(generation)
        wanting = await house.http.ws_connect(f"{house.url}?EIO={generation}&transport=websocket&outbound=1&name=crm")
        await wanting.receive_str()
        if generation == "4":
            await wanting.send_str("40")
        await wanting.receive_str()
        assert {client.name for client in house.door.exchange} == {"", "crm"}
        house.door.tell(StepTold(Step.UP, {"event": "up", "direction": "outbound"}, outbound=True))
        house.door.tell(RINGING)
        assert "outbound" in await wanting.receive_str()
        assert "ringing" in await wanting.receive_str()
        assert "outbound" not in (await house.get(EIO=generation, sid=sid))[1]


@GENERATIONS
async def test_messages_are_answered_and_counted(generation: str) -> None:
    async with opened(burst=3, messages_per_second=0.001) as house:
        socket = await house.socket(generation)
        answers = []
        for number, peer in enumerate(("PJSIP/1001", "other", "broken", "PJSIP/1001")):
            await socket.send_str(f'42{number}["wakeup","https://a.example/","{peer}"]')
            answers.append(json.loads((await socket.receive_str())[3:])[0])
        assert answers[0] == {"ok": True, "pages": 1}
        assert [answer.get("code") for answer in answers[1:]] == ["not_found", "conflict", "throttled"]
        assert house.engine.woken == [("https://a.example/", "PJSIP/1001", "new_tab")]


@GENERATIONS
async def test_a_row_is_answered_when_it_is_on_the_disk_or_cannot_be(generation: str) -> None:
    async with opened() as house:
        socket, leaving = await house.socket(generation), await house.socket(generation)
        for each, kind in ((socket, "kept"), (socket, "unkept"), (leaving, "nobody's")):
            await each.send_str(f'425["RealtimeCTI",{{"type":"{kind}"}}]')
        await socket.send_str('426["wakeup","https://a.example/","PJSIP/1001"]')
        assert (await socket.receive_str()).startswith("436")  # nothing before it of the rows
        async with asyncio.timeout(PATIENCE):
            while len(house.engine.waiting) < 3:
                await asyncio.sleep(0.01)
        leaving._response.close()
        await gone(house, 1)
        for kind in ("nobody's", "kept"):
            house.engine.waiting[kind](None)
        house.engine.waiting["unkept"](Refused(RefusalCode.NOT_STORED, "The disk is full"))
        assert await socket.receive_str() == '435[{"ok":true}]'
        refusal = {"ok": False, "code": "not_stored", "message": "The disk is full"}
        assert json.loads((await socket.receive_str())[3:]) == [refusal]


@GENERATIONS
async def test_who_floods_is_cut_and_nobody_else(generation: str) -> None:
    async with opened(burst=5) as house:
        quiet, flooding = await house.socket(generation), await house.socket(generation)
        for _ in range(2000):
            try:
                await flooding.send_str('42["wakeup","https://a.example/","PJSIP/1001"]')
            except (ConnectionError, aiohttp.ClientError):
                break
        await gone(house, 1)
        assert len(house.engine.woken) < 20
        house.door.tell(RINGING)
        assert "ringing" in await quiet.receive_str()


@GENERATIONS
async def test_who_does_not_read_is_cut_and_nobody_else(generation: str) -> None:
    async with opened() as house:
        quiet = await house.socket(generation)
        hanging = await house.socket(generation)
        polling = await house.begin(generation)
        assert hanging._response.connection is not None
        hanging._response.connection.transport.pause_reading()  # type: ignore[union-attr]
        big = StepTold(Step.UP, {"event": "up", "callername": "x" * 4000})
        heard = asyncio.create_task(_count(quiet))
        async with asyncio.timeout(PATIENCE):
            told = 0
            while len(house.door.exchange) > 1:
                house.door.tell(big)
                told += 1
                await asyncio.sleep(0)
            while heard.done() is False and heard.get_name() != str(told):
                await asyncio.sleep(0.01)
        heard.cancel()
        hanging._response.close()
        status, text = await house.get(EIO=generation, sid=polling)
        assert status == 400 or text.endswith("1")


async def _count(socket: aiohttp.ClientWebSocketResponse) -> None:
    """Reads; the number of frames read is the name of the task."""
    task = asyncio.current_task()
    assert task is not None
    count = 0
    async for _ in socket:
        count += 1
        task.set_name(str(count))


GARBAGE = ["", "9", "4", "42", "42[", "42{}", '42[{"a":1}]', "46x", '451-["a"]', "42" + "[" * 9000, "\x00", "4🎺"]


@GENERATIONS
async def test_garbage_harms_nobody(generation: str) -> None:
    async with opened() as house:
        other = await house.socket(generation)
        for garbage in GARBAGE:
            speaking = await house.socket(generation)
            await speaking.send_str(garbage)
            await speaking.send_bytes(garbage.encode() + b"\xff\x00")
            house.door.tell(RINGING)
            assert "ringing" in await other.receive_str()
            sid = await house.begin(generation)
            assert await house.post(garbage, EIO=generation, sid=sid) in (200, 400)
            house.door.tell(RINGING)
            assert "ringing" in await other.receive_str()


async def test_a_message_that_is_too_long_ends_its_sender() -> None:
    async with opened(max_message=1000) as house:
        for generation in ("3", "4"):
            socket = await house.socket(generation)
            await socket.send_str('42["wakeup","' + "x" * 2000 + '"]')
            await gone(house)


async def test_the_old_protocol_pings_upgrades_and_knows_one_namespace() -> None:
    async with opened() as house:
        sid = await house.begin("3")
        socket = await house.http.ws_connect(f"{house.url}?EIO=3&transport=websocket&sid={sid}")
        poll = asyncio.create_task(house.get(EIO="3", sid=sid))
        await socket.send_str("2probe")
        assert await socket.receive_str() == "3probe"
        assert (await poll)[1] == "1:6"
        house.door.tell(RINGING)
        await socket.send_str("5")
        assert json.loads((await socket.receive_str())[2:])[0] == "ringing"
        for sent, answered in (("2", "3"), ("2x", "3x"), ("40/other", '44/other,"Invalid namespace"')):
            await socket.send_str(sent)
            assert await socket.receive_str() == answered
        await socket.send_str("41")
        await gone(house)
        assert (await house.get(EIO="3", sid=sid))[0] == 400


async def test_an_upgrade_without_a_probe_is_none() -> None:
    async with opened() as house:
        sid = await house.begin("3")
        socket = await house.http.ws_connect(f"{house.url}?EIO=3&transport=websocket&sid={sid}")
        await socket.send_str("5")
        assert (await socket.receive()).type is not aiohttp.WSMsgType.TEXT
        house.door.tell(RINGING)
        assert "ringing" in (await house.get(EIO="3", sid=sid))[1]


async def test_two_polls_at_once_end_a_session() -> None:
    async with opened() as house:
        sid = await house.begin("3")
        first = asyncio.create_task(house.get(EIO="3", sid=sid))
        async with asyncio.timeout(PATIENCE):
            while house.door._three.sessions[sid]._poll is None:
                await asyncio.sleep(0.01)
        assert (await house.get(EIO="3", sid=sid))[0] == 400
        assert (await first)[1] == "1:1"
        assert len(house.door.exchange) == 0


async def test_of_whom_nothing_is_heard_is_ended() -> None:
    async with opened(ping_seconds=0.1, silent_seconds=0.1) as house:
        await house.socket("3")
        await house.begin("3")
        async with asyncio.timeout(PATIENCE):
            while len(house.door.exchange):
                house.door.beat()
                await asyncio.sleep(0.05)
