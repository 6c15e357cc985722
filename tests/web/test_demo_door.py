"""The door of the demo page: what a page is told, what it may ask, and what a bad one does to nobody else."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from jackfield.protocol.demo import LARGEST_PAGE, Update
from jackfield.protocol.errors import CloseCode
from jackfield.telephony.simulator import Line, Panel, RealClock, Simulator, demo_setup
from jackfield.web import demo
from jackfield.web.demo import PATH, DemoDoor
from jackfield.web.json_api import guard
from jackfield.web.settings import WebSettings

WAIT_SECONDS = 20.0
ACT = {"act": "dial", "phone": "1001", "number": "9000"}
Payload = dict[str, Any]


class Page:
    """A page that keeps what it is told."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.state: Payload = {}
        self.phones: dict[str, Payload] = {}
        self.updates = 0

    async def next(self) -> Payload:
        """The next frame; updates are checked and taken in."""
        message = await asyncio.wait_for(self.socket.receive(), WAIT_SECONDS)
        assert message.type is aiohttp.WSMsgType.TEXT, message
        frame: Payload = json.loads(message.data)
        if frame["type"] == "update":
            msgspec.json.decode(message.data, type=Update)
            self.updates += 1
            for phone in frame.pop("phones", ()):
                self.phones[phone["number"]] = phone
            self.state |= frame
        return frame

    async def until(self, condition: Callable[[], object]) -> None:
        while not condition():
            await self.next()

    async def act(self, act: str, **fields: object) -> Payload:
        """Do something; the answer."""
        await self.socket.send_json({"act": act, "id": 7, **fields})
        return await self.answer()

    async def answer(self) -> Payload:
        while (frame := await self.next())["type"] == "update":
            pass
        return frame

    def lamp(self, number: str) -> str:
        return str(self.phones[number]["lamp"]) if number in self.phones else ""


class Room:
    """A door on a simulator of its own."""

    def __init__(self, simulator: Simulator, panel: Panel, door: DemoDoor, http: aiohttp.ClientSession) -> None:
        self.simulator, self.panel, self.door, self.http = simulator, panel, door, http
        self.not_ready = ""

    @asynccontextmanager
    async def page(self, **headers: str) -> AsyncIterator[Page]:
        async with self.http.ws_connect(PATH, headers=headers) as socket:
            yield Page(socket)


@asynccontextmanager
async def open_room(lines: tuple[Line, ...] | None = None) -> AsyncIterator[Room]:
    setup = demo_setup() if lines is None else msgspec.structs.replace(demo_setup(), lines=lines)
    simulator = Simulator(setup, RealClock())
    panel = Panel(simulator)
    rooms: list[Room] = []
    door = DemoDoor(panel, lambda: rooms[0].not_ready)
    app = web.Application(middlewares=[guard(WebSettings())])
    app.add_routes(door.routes())
    app.on_shutdown.append(door.close)
    try:
        async with TestServer(app) as server, aiohttp.ClientSession(server.make_url("/")) as http:
            rooms.append(Room(simulator, panel, door, http))
            yield rooms[0]
    finally:
        panel.close()


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    async with open_room() as opened:
        yield opened


async def test_a_page_is_told_everything_first(room: Room) -> None:
    async with room.page() as page:
        first = await page.next()
        assert set(first) == {
            "type", "now", "shown", "found", "queues", "outside", "outside_count", "traffic", "pbx", "load", "link"
        }  # fmt: skip
        assert first["shown"] == list(page.phones) == [str(number) for number in range(1001, 1009)]
        assert first["found"] == 8
        assert page.phones["1001"]["name"] == "Alice"
        assert [queue["name"] for queue in first["queues"]] == ["blue", "red", "green"]


async def test_two_pages_see_the_same_call(room: Room) -> None:
    async with room.page() as one, room.page() as other:
        assert await one.act("dial", phone="1001", number="1002") == {"type": "done", "id": 7}
        await other.until(lambda: other.lamp("1002") == "ringing")
        assert (await other.act("answer", phone="1002"))["type"] == "done"
        for page in (one, other):
            await page.until(lambda page=page: {page.lamp("1001"), page.lamp("1002")} == {"talking"})
        [call] = one.phones["1002"]["calls"]
        assert (call["number"], call["name"], call["stage"]) == ("1001", "Alice", "talking")


async def test_only_what_changed_is_told(room: Room) -> None:
    async with room.page() as page:
        await page.next()
        await page.socket.send_json({"act": "plug", "phone": "1003", "plugged": False})
        page.phones.clear()
        await page.until(lambda: page.phones)
        assert list(page.phones) == ["1003"]


async def test_the_link_is_told_without_being_asked(room: Room) -> None:
    async with room.page() as page:
        await page.until(lambda: page.state.get("link") == "")
        room.not_ready = "The PBX is not connected."
        await page.until(lambda: page.state["link"] == "The PBX is not connected.")


async def test_every_knob(room: Room) -> None:
    async with room.page() as page:
        for act, fields in (
            ("call_in", {"caller": "+33639980123", "name": "Zoë O'Brien 陳", "number": "3001"}),
            ("sign_in", {"phone": "1002", "queue": "blue"}),
            ("answer_by_self", {"phone": "1001", "after": 1.5}),
            ("traffic", {"per_minute": 30}),
            ("disturb", {"double": 0.5}),
            ("stall", {"stalled": True}),
            ("stall", {"stalled": False}),
            ("link", {"plugged": False}),
            ("link", {"plugged": True}),
        ):
            assert await page.act(act, **fields) == {"type": "done", "id": 7}, act
        await page.until(lambda: page.state["traffic"]["per_minute"] == 30 and page.state["pbx"]["double"] == 0.5)
        await page.until(lambda: page.phones["1001"]["answers_after"] == 1.5)
        await page.until(lambda: any(call["name"] == "Zoë O'Brien 陳" for call in page.state["outside"]))
        assert (await page.act("restart", seconds=0))["type"] == "done"
        await page.until(lambda: page.phones["1002"]["queues"] == [])


async def test_a_refused_act_says_why(room: Room) -> None:
    async with room.page() as page:
        assert await page.act("answer", phone="1001") == {
            "type": "refused",
            "id": 7,
            "code": "no_call",
            "message": "There is no call for which this key would do anything now.",
        }
        assert (await page.act("dial", phone="4711", number="1"))["code"] == "not_found"


@pytest.mark.parametrize(
    ("frame", "number"),
    [
        ("", 0),
        ("{", 0),
        ("[]", 0),
        ("null", 0),
        ('{"id": 3}', 3),
        ('{"act": "fly", "id": 3}', 3),
        ('{"act": "dial", "id": 3}', 3),
        ('{"act": "dial", "id": "x", "phone": "1001", "number": "1002"}', 0),
        ('{"act": "dial", "id": 3, "phone": "1001", "number": "1002\\r\\nX: y"}', 3),
        ('{"act": "dial", "id": 3, "phone": "1001", "number": 1002}', 3),
        ('{"act": "press", "id": 3, "phone": "1001", "keys": "12 "}', 3),
        ('{"act": "call_in", "id": 3, "name": "a\\nb", "number": "1001"}', 3),
        ('{"act": "call_in", "id": 3, "caller": "+33 6", "number": "1001"}', 3),
        ('{"act": "traffic", "id": 3, "per_minute": -1}', 3),
        ('{"act": "traffic", "id": 3, "per_minute": 1e9}', 3),
        ('{"act": "show", "id": 3, "count": 2000}', 3),
        ('{"act": "show", "id": 3, "first": -1}', 3),
        ('{"act": "disturb", "id": 3, "drop": 2}', 3),
        ('{"act": "restart", "id": 3, "seconds": 1e6}', 3),
        (b"\xff\xfe", 0),
    ],
)
async def test_a_malformed_frame_is_answered(room: Room, frame: str | bytes, number: int) -> None:
    async with room.page() as page:
        await (page.socket.send_bytes(frame) if isinstance(frame, bytes) else page.socket.send_str(frame))
        answer = await page.answer()
        assert (answer["type"], answer["id"], answer["code"]) == ("refused", number, "bad_request")
        assert answer["message"].endswith(".")
        assert (await page.act("dial", phone="1001", number="9000"))["type"] == "done"


async def test_a_frame_too_long_ends_only_its_page(room: Room) -> None:
    async with room.page() as page, room.page() as other:
        await page.socket.send_str("x" * 20_000)
        while (await asyncio.wait_for(page.socket.receive(), WAIT_SECONDS)).type is aiohttp.WSMsgType.TEXT:
            pass
        assert page.socket.close_code == aiohttp.WSCloseCode.MESSAGE_TOO_BIG
        assert (await other.act("dial", phone="1001", number="9000"))["type"] == "done"


async def test_a_flood_of_acts_is_throttled(room: Room) -> None:
    async with room.page() as page:
        for _ in range(200):
            await page.socket.send_json({"act": "hold", "id": 1, "phone": "1001"})
        codes = [(await page.answer())["code"] for _ in range(200)]
        assert codes.count("throttled") > 50
        assert codes.count("no_call") >= 60


async def test_pages_of_other_origins_stay_out(room: Room) -> None:
    url = room.http._base_url
    assert url is not None
    async with room.page(Origin=str(url).rstrip("/")) as page:
        await page.next()
    for origin in ("https://evil.example", "null", f"http://{url.host}:1", "garbage"):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            async with room.page(Origin=origin):
                pass
        assert refused.value.status == 403


async def test_without_an_upgrade(room: Room) -> None:
    async with room.http.get(PATH) as answer:
        assert (answer.status, (await answer.json())["error"]) == (426, "UpgradeRequired")


async def test_one_page_too_many(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "MOST_PAGES", 1)
    async with room.page() as page:
        await page.next()
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            async with room.page():
                pass
        assert refused.value.status == 503


@pytest.mark.parametrize("what", ["find", "do"])
async def test_a_mistake_of_ours_ends_the_page_and_not_the_server(
    room: Room, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    async with room.page() as page, room.page() as other:
        await page.next()
        await other.next()

        def fail(*_: object, **__: object) -> None:
            raise AssertionError("a mistake")

        with monkeypatch.context() as patch:
            patch.setattr(room.panel, what, fail)
            await page.socket.send_json({"act": "show", "in_use": True} if what == "find" else ACT)
            while (await asyncio.wait_for(page.socket.receive(), WAIT_SECONDS)).type is aiohttp.WSMsgType.TEXT:
                pass
        assert page.socket.close_code == CloseCode.INTERNAL
        assert (await other.act("dial", phone="1002", number="9000"))["type"] == "done"


async def test_a_page_is_sent_away_when_the_server_stops() -> None:
    async with open_room() as room, room.page() as page:
        await page.next()
        await room.door.close()
        while (await asyncio.wait_for(page.socket.receive(), WAIT_SECONDS)).type is aiohttp.WSMsgType.TEXT:
            pass
        assert page.socket.close_code == CloseCode.DRAINING


# ------------------------------------------------------------ many phones


MANY = tuple(Line(number=str(number), name=f"User {number}") for number in range(2000, 4000))


async def test_of_2000_phones_a_page_gets_what_it_shows() -> None:
    async with open_room(MANY) as room, room.page() as page:
        first = await page.next()
        assert (first["found"], len(page.phones)) == (2000, 24)
        # all that ring are told of, but only the one on the page is
        for number in range(2000, 3000, 2):
            room.simulator.phone(str(number)).dial(str(number + 1))
        page.phones.clear()
        await page.until(lambda: page.lamp("2023") == "ringing")
        assert set(page.phones) <= {str(number) for number in range(2000, 2024)}
        assert page.updates < 100


async def test_phones_are_searched_and_paged() -> None:
    async with open_room(MANY) as room, room.page() as page:
        await page.act("show", search="39", first=24, count=LARGEST_PAGE)
        await page.until(lambda: page.state.get("found") not in (None, 2000))
        wanted = [str(number) for number in range(2000, 4000) if "39" in str(number)]
        assert page.state["found"] == len(wanted)
        assert page.state["shown"] == wanted[24 : 24 + LARGEST_PAGE]
        assert set(page.state["shown"]) <= set(page.phones)
        await page.act("show", search="nobody")
        await page.until(lambda: page.state["found"] == 0)
        assert page.state["shown"] == []


async def test_the_phones_in_use_are_found_as_they_come_and_go(room: Room) -> None:
    async with room.page() as page:
        await page.act("show", in_use=True)
        await page.until(lambda: page.state.get("found") == 0)
        await page.act("dial", phone="1004", number="9000")
        await page.until(lambda: page.state["shown"] == ["1004"])
        await page.act("hang_up", phone="1004")
        await page.until(lambda: page.state["shown"] == [])


async def test_a_page_that_does_not_read_is_cut(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "STALL_SECONDS", 0.2)
    monkeypatch.setattr(demo, "BATCH_SECONDS", 0.0)

    class Deaf:
        closed = False
        sent = 0

        async def __anext__(self) -> None:
            await asyncio.sleep(60)

        def __aiter__(self) -> "Deaf":
            return self

        async def send_str(self, text: str) -> None:
            self.sent += 1
            await asyncio.sleep(60)

    deaf, cut = Deaf(), asyncio.Event()
    visitor = demo.Visitor(deaf, cut.set, room.panel, lambda: "")  # type: ignore[arg-type]
    staying = asyncio.create_task(visitor.stay())
    await asyncio.wait_for(cut.wait(), WAIT_SECONDS)
    visitor._reading.cancel()
    await asyncio.gather(staying, return_exceptions=True)
    assert deaf.sent == 1
