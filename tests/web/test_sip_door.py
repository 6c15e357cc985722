"""SIP over WebSocket through the door: who comes in, that nothing is changed, and how it ends on either side."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from structlog.testing import capture_logs

from jackfield.protocol.errors import CloseCode
from jackfield.web import sip_line
from jackfield.web.settings import WebSettings
from jackfield.web.tokens import Tokens
from tests.web.doors import WAIT_SECONDS, Accounts, Doors, eventually, open_doors
from tests.web.test_sip import message
from tests.web.test_websocket import refused

OWN = message(From="<sip:1001@pbx>;tag=f")
FOREIGN = message(From="<sip:1002@pbx>;tag=f")
SUBPROTOCOL = {"Sec-WebSocket-Protocol": "sip"}


class Link:
    """One connection to the PBX, whose part the test plays."""

    def __init__(self) -> None:
        self.sent: asyncio.Queue[str | bytes] = asyncio.Queue()
        self.coming: asyncio.Queue[str | bytes | None] = asyncio.Queue()
        self.closed = False
        self.deaf = asyncio.Event()

    async def send(self, message: str | bytes) -> None:
        if self.deaf.is_set():
            raise ConnectionError("gone")
        await self.sent.put(message)

    async def receive(self) -> str | bytes | None:
        return await self.coming.get()

    async def close(self) -> None:
        self.closed = True

    async def heard(self) -> str | bytes:
        return await asyncio.wait_for(self.sent.get(), WAIT_SECONDS)


class Exchange:
    """The PBX. `down`: it takes nobody."""

    def __init__(self) -> None:
        self.links: list[Link] = []
        self.down = False

    async def open(self, account: str) -> Link:
        if self.down:
            raise ConnectionError("refused")
        self.links.append(Link())
        return self.links[-1]


@asynccontextmanager
async def sip_doors(**settings: object) -> AsyncIterator[tuple[Doors, Exchange]]:
    exchange = Exchange()
    async with open_doors(WebSettings(port=0, **settings), exchange) as doors:
        yield doors, exchange


@pytest.fixture
async def opened() -> AsyncIterator[tuple[Doors, Exchange]]:
    async with sip_doors() as both:
        yield both


@asynccontextmanager
async def browser(
    doors: Doors, login: str = "alice", more: str = "", path: str = "/wssip"
) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    url = f"{path}?token={await doors.token(login)}{more}" if login else path
    async with doors.http.ws_connect(url, protocols=("sip",), autoping=True) as socket:
        yield socket


async def end_of(socket: aiohttp.ClientWebSocketResponse) -> int | None:
    while True:
        came = await socket.receive(WAIT_SECONDS)
        if came.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR):
            return socket.close_code


@pytest.mark.parametrize("path", ["/ws", "/wssip", "/ws-main", "/wssip-main.pbx_1"])
async def test_messages_pass_unchanged_both_ways(opened: tuple[Doors, Exchange], path: str) -> None:
    doors, exchange = opened
    async with browser(doors, path=path) as socket:
        assert socket.protocol == "sip"
        sent: list[str | bytes] = [OWN + "bödy \r\n\r\n", OWN.encode(), "\r\n\r\n", OWN]
        for each in sent:
            await (socket.send_str(each) if isinstance(each, str) else socket.send_bytes(each))
        [link] = exchange.links
        assert [await link.heard() for _ in sent] == sent
        for each in (*sent, FOREIGN):
            link.coming.put_nowait(each)
        assert [(await socket.receive(WAIT_SECONDS)).data for _ in range(5)] == [*sent, FOREIGN]
    await eventually(lambda: link.closed)


async def test_another_line_is_refused_and_the_pbx_never_hears_of_it(opened: tuple[Doors, Exchange]) -> None:
    doors, exchange = opened
    async with browser(doors) as socket:
        for each in (FOREIGN, FOREIGN.replace("INVITE", "ACK"), OWN):
            await socket.send_str(each)
        assert await exchange.links[0].heard() == OWN
        assert (await socket.receive_str(timeout=WAIT_SECONDS)).startswith("SIP/2.0 403 ")
        exchange.links[0].coming.put_nowait("next")
        assert await socket.receive_str(timeout=WAIT_SECONDS) == "next"


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ("no SIP at all\r\n\r\n", "its first line is none of SIP/2.0"),
        (OWN.replace("Call-ID: c\r\n", ""), "it has not exactly one of each of from, to, call-id, cseq"),
        (b"\xff" + OWN.encode(), "it is not UTF-8"),
    ],
)
async def test_what_is_no_sip_ends_the_line_and_says_why(
    opened: tuple[Doors, Exchange], sent: str | bytes, why: str
) -> None:
    doors, exchange = opened
    async with browser(doors) as socket:
        with capture_logs() as logs:
            await (socket.send_str(sent) if isinstance(sent, str) else socket.send_bytes(sent))
            told = await socket.receive(WAIT_SECONDS)
        assert (told.data, told.extra) == (CloseCode.BAD_SIP, f"What came cannot be read as SIP: {why}.")
        assert [(entry["log_level"], entry["why"]) for entry in logs if "why" in entry] == [("warning", why)]
    await eventually(lambda: exchange.links[0].closed)
    assert exchange.links[0].sent.empty()


async def test_without_token_the_pbx_alone_says_who_may(opened: tuple[Doors, Exchange]) -> None:
    doors, exchange = opened
    async with browser(doors, login="", path="/ws") as socket:
        await socket.send_str(FOREIGN)
        assert await exchange.links[0].heard() == FOREIGN
    async with sip_doors(sip_token_required=True) as (strict, _):
        assert (await refused(strict, "/ws", headers=SUBPROTOCOL))[0] == 401


async def test_who_stays_outside(opened: tuple[Doors, Exchange]) -> None:
    doors, exchange = opened
    token = await doors.token()
    past = Tokens(Accounts.signing_key, seconds=60, clock=lambda: 1000.0).issue(1, "alice")
    for query, status, code in (
        ("token=nonsense", 403, "InvalidToken"),
        (f"token={past}", 403, "TokenExpired"),
        (f"token={await doors.token('root')}", 403, "NoWebRtcLine"),
    ):
        answer = await refused(doors, f"/wssip?{query}", headers=SUBPROTOCOL)
        assert (answer[0], answer[1]["error"]) == (status, code)
    assert (await refused(doors, f"/wssip?token={token}"))[1]["error"] == "SubprotocolMissing"
    exchange.down = True
    assert (await refused(doors, f"/wssip?token={token}", headers=SUBPROTOCOL))[0] == 502
    async with doors.http.get(f"/wssip?token={token}") as answer:
        assert answer.status == 426
    async with open_doors() as bare:
        told = await refused(bare, f"/wssip?token={await bare.token()}", headers=SUBPROTOCOL)
        assert (told[0], told[1]["error"]) == (404, "NoSip")
    assert exchange.links == []


async def test_pages_of_other_origins_stay_outside_where_that_is_set() -> None:
    async with sip_doors(websocket_origins=("https://crm.example",)) as (doors, _):
        path = f"/wssip?token={await doors.token()}"
        told = await refused(doors, path, headers={**SUBPROTOCOL, "Origin": "https://evil.example"})
        assert told[1]["error"] == "OriginNotAllowed"


async def test_the_pbx_ends_it(opened: tuple[Doors, Exchange]) -> None:
    doors, exchange = opened
    async with browser(doors) as socket:
        exchange.links[0].coming.put_nowait(None)
        assert await end_of(socket) == 1001
    await eventually(lambda: exchange.links[0].closed)
    async with browser(doors) as socket:
        exchange.links[1].deaf.set()
        await socket.send_str(OWN)
        await end_of(socket)
    await eventually(lambda: exchange.links[1].closed)


async def test_a_browser_that_comes_back_goes_on_where_it_was(opened: tuple[Doors, Exchange]) -> None:
    doors, exchange = opened
    async with browser(doors, more="&holder=a") as socket:
        await socket.send_str(OWN)
        await exchange.links[0].heard()
        await socket.close(code=1001)
    exchange.links[0].coming.put_nowait("while you were out")
    async with browser(doors, more="&holder=b") as socket:
        assert await socket.receive_str(timeout=WAIT_SECONDS) == "while you were out"
        await socket.send_str(OWN)
        assert await exchange.links[0].heard() == OWN
        assert len(exchange.links) == 1
    await eventually(lambda: exchange.links[0].closed)


async def test_nobody_else_gets_a_line_that_is_kept(opened: tuple[Doors, Exchange]) -> None:
    doors, exchange = opened
    async with browser(doors) as socket:
        await socket.close(code=1001)
    async with browser(doors, "bruno"), browser(doors, "", path="/ws"):
        assert len(exchange.links) == 3


async def test_what_waits_for_a_browser_that_is_away_is_bounded(
    opened: tuple[Doors, Exchange], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sip_line, "MOST_WAITING", 1000)
    doors, exchange = opened
    async with browser(doors) as socket:
        await socket.close(code=1001)
    for _ in range(11):
        exchange.links[0].coming.put_nowait("x" * 100)
    await eventually(lambda: exchange.links[0].closed)


async def test_a_browser_that_does_not_come_back_is_given_up_and_its_calls_with_it() -> None:
    answered = OWN.replace("INVITE sip:9000@pbx SIP/2.0", "SIP/2.0 200 OK")
    assert answered != OWN
    async with sip_doors(sip_keep_seconds=0.05) as (doors, exchange):
        async with browser(doors) as socket:
            for each in (OWN, answered.replace("Call-ID: c", "Call-ID: came"), OWN.replace("INVITE", "OPTIONS")):
                await socket.send_str(each)
                await exchange.links[0].heard()
            await socket.close(code=1001)
            await eventually(lambda: exchange.links[0].closed)
        assert doors.engine.gone == [("1001", frozenset({"c", "came"}))]


async def test_a_message_too_large_ends_it(opened: tuple[Doors, Exchange]) -> None:
    doors, exchange = opened
    async with browser(doors) as socket:
        await socket.send_str(OWN + "x" * 70_000)
        assert await end_of(socket) == 1009
    await eventually(lambda: exchange.links[0].closed)
    assert exchange.links[0].sent.empty()


async def test_one_machine_is_the_telephone_until_another_asks_for_it(opened: tuple[Doors, Exchange]) -> None:
    doors, exchange = opened
    async with browser(doors, more="&holder=desk") as desk:
        async with browser(doors, more="&holder=laptop") as laptop:
            assert await end_of(laptop) == CloseCode.LINE_IN_USE
        async with browser(doors, "bruno", "&holder=elsewhere"), browser(doors, more="&holder=desk"), browser(doors):
            pass
        async with browser(doors, more="&holder=laptop&take=1") as laptop:
            assert await end_of(desk) == CloseCode.LINE_TAKEN_OVER
            await laptop.send_str(OWN)
            assert await exchange.links[-1].heard() == OWN


async def test_there_are_only_so_many(opened: tuple[Doors, Exchange]) -> None:
    async with sip_doors(max_sip_sockets=1) as (doors, _), browser(doors):
        told = await refused(doors, f"/wssip?token={await doors.token('bruno')}", headers=SUBPROTOCOL)
        assert (told[0], told[1]["error"]) == (503, "TooManyLines")


async def test_a_server_that_stops_tells_the_browser_to_come_back(opened: tuple[Doors, Exchange]) -> None:
    doors, exchange = opened
    async with browser(doors) as socket:
        stopping = asyncio.create_task(doors.server.drain())
        assert await end_of(socket) == CloseCode.DRAINING
        await stopping
    assert exchange.links[0].closed
