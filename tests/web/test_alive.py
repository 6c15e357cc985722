"""Hidden tabs, dead clients, slow clients, and the end of the server."""

import asyncio
import socket as sockets

import aiohttp

from jackfield.domain.effects import Publish, user_topic
from jackfield.protocol.errors import CloseCode
from jackfield.protocol.events import Error
from jackfield.web.settings import OutboxSettings, WebSettings
from tests.web.doors import Doors, RawSocket, eventually, open_doors

SHORT = WebSettings(port=0, ping_seconds=0.1, silent_seconds=0.6, close_seconds=0.2)
CALM = WebSettings(port=0, ping_seconds=0.2, silent_seconds=2.0, close_seconds=0.2)
"""For those who are to stay: a busy machine is no silence."""


async def open_raw(doors: Doors) -> RawSocket:
    return await doors.raw(f"/xuc/api/2.0/cti?token={await doors.token()}")


async def test_a_hidden_tab_that_answers_protocol_pings_stays() -> None:
    async with open_doors(CALM) as doors:
        raw = await open_raw(doors)
        answered = 0
        while answered < 15:  # 3 s, longer than silence is suffered
            opcode, payload = await raw.frame()
            assert opcode in (1, 9), "it was closed"
            if opcode == 9:
                raw.send(10, payload)
                answered += 1
        await raw.shut()


async def test_one_that_answers_nothing_is_dropped_with_the_code_that_says_come_back() -> None:
    async with open_doors(SHORT) as doors:
        raw = await open_raw(doors)
        assert await raw.close_code() == CloseCode.SILENT
        await raw.shut()
        await eventually(lambda: doors.engine.forgotten)
    assert CloseCode.SILENT.retry


async def test_text_counts_as_a_sign_of_life() -> None:
    async with open_doors(CALM) as doors:
        raw = await open_raw(doors)
        for _ in range(15):  # 3 s
            raw.send(1, b'{"claz":"ping"}')
            await asyncio.sleep(0.2)
        while (frame := await raw.frame()) != (1, b'{"claz":"ping"}'):
            assert frame[0] in (1, 9)
        await raw.shut()


async def test_a_dead_peer_does_not_keep_the_connection() -> None:
    """It neither answers nor closes: the close frame alone would wait for ever."""
    async with open_doors(SHORT) as doors:
        raw = await open_raw(doors)
        await eventually(lambda: doors.engine.forgotten)
        while (await raw.frame())[0] != -1:
            pass
        await raw.shut()


def flood(doors: Doors, size: int = 50_000) -> None:
    doors.hub.perform(Publish(user_topic(1), Error(Error="x" * size)))


async def stop_reading(doors: Doors) -> sockets.socket:
    """A client with a small receive buffer that reads nothing after the upgrade."""
    path = f"/xuc/api/2.0/cti?token={await doors.token()}"
    sock = sockets.socket()
    sock.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    sock.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(sock, ("127.0.0.1", doors.port))
    head = (
        f"GET {path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    await loop.sock_sendall(sock, head.encode())
    return sock


async def test_a_client_that_does_not_read_is_cut_and_costs_the_others_nothing() -> None:
    settings = WebSettings(port=0, outbox=OutboxSettings(max_bytes=300_000))
    async with open_doors(settings) as doors, doors.socket() as other:
        slow = await stop_reading(doors)
        await eventually(lambda: len(doors.engine.connected) == 2)
        await other.echo()
        sent = 0
        while not doors.engine.forgotten:
            flood(doors)
            sent += 1
            assert sent < 1000, "it was never cut"
            assert (await other.next())["msgType"] == "Error"
        assert doors.engine.forgotten == [doors.engine.connected[1].session]
        flood(doors)
        assert (await other.next())["msgType"] == "Error"
        slow.close()


async def test_when_it_reads_at_last_it_learns_why_it_was_cut() -> None:
    settings = WebSettings(port=0, outbox=OutboxSettings(max_bytes=300_000))
    async with open_doors(settings) as doors:
        slow = await stop_reading(doors)
        await eventually(lambda: doors.engine.connected)
        while not doors.engine.forgotten:
            flood(doors)
            await asyncio.sleep(0)
        reader, writer = await asyncio.open_connection(sock=slow)
        await reader.readuntil(b"\r\n\r\n")
        raw = RawSocket(reader, writer)
        assert await raw.close_code() == CloseCode.SLOW
        await raw.shut()


async def test_one_that_takes_nothing_for_long_is_cut_though_little_waits() -> None:
    settings = WebSettings(port=0, outbox=OutboxSettings(stall_seconds=0.1))
    async with open_doors(settings) as doors:
        slow = await stop_reading(doors)
        await eventually(lambda: doors.engine.connected)
        box = next(iter(doors.hub._sessions.values())).box
        assert box is not None
        while not box.size():
            flood(doors)
            await asyncio.sleep(0)
        flood(doors, 10)
        await eventually(lambda: doors.engine.forgotten)
        slow.close()


async def test_draining_sends_what_waits_then_the_code_that_says_come_back(doors: Doors) -> None:
    async with doors.socket() as one, doors.socket("bruno", more="&events=numbered") as two:
        for socket in (one, two):
            await socket.echo()
        for _ in range(20):
            flood(doors)
        drained = asyncio.create_task(doors.server.drain())
        frames = await one.take(20)
        assert {each["msgType"] for each in frames} == {"Error"}
        for socket in (one, two):
            assert await socket.end() == (CloseCode.DRAINING, CloseCode.DRAINING.sentence)
        await drained
        try:
            async with doors.http.get("/healthz"):
                raise AssertionError("still listening")
        except aiohttp.ClientConnectionError:
            pass
    assert CloseCode.DRAINING.retry


async def test_draining_does_not_wait_for_the_dead() -> None:
    async with open_doors(WebSettings(port=0, drain_seconds=0.2)) as doors:
        raw = await open_raw(doors)
        await raw.frame()
        await doors.server.drain()
        assert await raw.close_code() == CloseCode.DRAINING
        await raw.shut()
        await doors.server.drain()


async def test_while_draining_it_is_not_ready() -> None:
    async with open_doors(WebSettings(port=0, drain_seconds=5)) as doors:
        async with doors.http.get("/readyz") as answer:
            assert answer.status == 200
        raw = await open_raw(doors)
        drained = asyncio.create_task(doors.server.drain())
        await asyncio.sleep(0.05)
        async with doors.http.get("/readyz") as answer:  # on the connection that is open already
            assert (answer.status, (await answer.json())["reason"]) == (503, "The server is shutting down.")
        raw.writer.transport.abort()
        await drained
