"""Clients of the Socket.IO door that do what none should: each is refused, counted or cut, and nobody else notices."""

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from structlog.testing import capture_logs

from tests.web.shuttle.test_door import GENERATIONS, PATIENCE, RINGING, House, gone, opened


async def said_until_cut(house: House, socket: aiohttp.ClientWebSocketResponse, *frames: str | bytes) -> None:
    """Says the same again and again; it must have an end."""
    async with asyncio.timeout(PATIENCE):
        while not socket.closed:
            try:
                for frame in frames:
                    await (socket.send_bytes(frame) if isinstance(frame, bytes) else socket.send_str(frame))
                    await asyncio.sleep(0)
            except (ConnectionError, aiohttp.ClientError):
                break
    await gone(house, 1)


@pytest.mark.parametrize(
    ("generation", "frame"),
    [
        ("3", "2"), ("3", "40"), ("3", "40/other,"), ("3", '42/other,["a"]'), ("3", "43"), ("3", b"\x04x"),
        ("4", "40"), ("4", "40/other,"), ("4", '42/other,["a"]'), ("4", "430[]"), ("4", b"x"), ("4", '4{"a":1}'),
        ("4", "3"), ("4", "7"),
        ("4", '451-["a",{"_placeholder":true,"num":0}]'),
    ],
)  # fmt: skip
async def test_whatever_is_said_too_often_is_counted_and_nobody_else_notices(
    generation: str, frame: str | bytes
) -> None:
    async with opened(burst=5) as house:
        quiet, flooding = await house.socket(generation), await house.socket(generation)
        await said_until_cut(house, flooding, frame)
        house.door.tell(RINGING)
        assert "ringing" in await quiet.receive_str()


async def test_parts_of_binary_messages_are_kept_nowhere() -> None:
    async with opened(burst=50) as house:
        socket = await house.socket("4")
        await socket.send_str('459999999999-["wakeup",{"_placeholder":true,"num":0}]')
        for _ in range(20):
            await socket.send_bytes(b"x" * 10_000)
        await socket.send_str('420["wakeup","https://a.example/","PJSIP/1001"]')
        assert json.loads((await socket.receive_str())[3:]) == [{"ok": True, "pages": 1}]
        assert not house.door._four._server._binary_packet


@GENERATIONS
async def test_messages_that_are_called_as_what_the_library_says_itself_are_messages(generation: str) -> None:
    async with opened() as house:
        socket = await house.socket(generation)
        for name in ("connect", "disconnect", "message", "*"):
            await socket.send_str(f'421["{name}",{{"a":1}}]')
            assert json.loads((await socket.receive_str())[3:])[0]["code"] == "not_supported"
        house.door.tell(RINGING)
        assert "ringing" in await socket.receive_str()


@GENERATIONS
async def test_sessions_that_go_no_further_than_the_handshake_are_counted_too(generation: str) -> None:
    async with opened(max_clients=2) as house:
        assert [(await house.get(EIO=generation))[0] for _ in range(3)] == [200, 200, 503]


async def test_who_never_connects_is_not_told_and_cannot_ask() -> None:
    async with opened(burst=5) as house:
        socket = await house.http.ws_connect(f"{house.url}?EIO=4&transport=websocket")
        await socket.receive_str()
        await socket.send_str('421["wakeup","https://a.example/","PJSIP/1001"]')
        house.door.tell(RINGING)
        await socket.send_str("40")
        assert (await socket.receive_str()).startswith("40")
        assert not house.engine.woken
        await said_until_cut(house, socket, "40/other,")


@pytest.mark.parametrize("frame", ["x", "", "4" + "[" * 50_000])
async def test_what_is_no_packet_at_all_is_no_error_of_the_server(frame: str) -> None:
    async with opened(burst=3) as house:
        with capture_logs() as logs:
            quiet, odd = await house.socket("4"), await house.socket("4")
            await said_until_cut(house, odd, frame)
        assert not [entry for entry in logs if entry["log_level"] == "error"]
        house.door.tell(RINGING)
        assert "ringing" in await quiet.receive_str()


@GENERATIONS
async def test_scripts_of_other_pages_are_answered_nothing(generation: str) -> None:
    async with opened() as house:
        assert (await house.get(EIO=generation, j="0"))[0] == 400
        assert not len(house.door._four)


async def in_parts(*parts: str) -> AsyncIterator[bytes]:
    for part in parts:
        yield part.encode()
        await asyncio.sleep(0.05)


@GENERATIONS
async def test_a_post_that_comes_in_parts_is_one(generation: str) -> None:
    async with opened() as house:
        sid = await house.begin(generation)
        message = '42["wakeup",{"url":"https://a.example/","peer":"PJSIP/1001"}]'
        text = f"{len(message)}:{message}" if generation == "3" else message
        query = {"transport": "polling", "EIO": generation, "sid": sid}
        for headers in ({}, {"Content-Length": str(len(text))}):
            parts = in_parts(text[:20], text[20:])
            async with house.http.post(house.url, params=query, data=parts, headers=headers) as answer:
                assert (answer.status, await answer.text()) == (200, "OK" if generation == "4" else "ok")
        assert [woken[0] for woken in house.engine.woken] == ["https://a.example/"] * 2


async def test_many_messages_in_one_post_are_all_heard() -> None:
    async with opened() as house:
        sid = await house.begin("4")
        message = '42["wakeup",{"url":"https://a.example/","peer":"PJSIP/1001"}]'
        assert await house.post("\x1e".join([message] * 50), EIO="4", sid=sid) == 200
        assert len(house.engine.woken) == 50


@pytest.mark.parametrize("body", [b"x", bytes(range(256)), b"4" + b"[" * 50_000, b"d=%"])
async def test_a_post_that_is_no_packet_is_refused_and_ends_its_session(body: bytes) -> None:
    async with opened() as house:
        sid = await house.begin("4")
        assert await house.post(body, EIO="4", sid=sid) == 400
        await gone(house)


@GENERATIONS
async def test_a_post_that_is_too_long_is_refused(generation: str) -> None:
    async with opened() as house:
        sid = await house.begin(generation)
        assert await house.post("9" * 200_000, EIO=generation, sid=sid) == 413
        house.door.tell(RINGING)
        assert "ringing" in (await house.get(EIO=generation, sid=sid))[1]


async def test_an_old_session_has_one_websocket_that_ends_with_it() -> None:
    async with opened() as house:
        sid = await house.begin("3")
        address = f"{house.url}?EIO=3&transport=websocket&sid={sid}"
        first = await house.http.ws_connect(address)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await house.http.ws_connect(address)
        assert await house.post("1:1", EIO="3", sid=sid) == 200
        assert (await first.receive()).type is not aiohttp.WSMsgType.TEXT
        await gone(house)


async def test_an_upgrade_that_is_none_leaves_no_session_behind() -> None:
    async with opened() as house:
        for generation in ("3", "4"):
            headers = {"Upgrade": "websocket", "Connection": "upgrade"}
            query = {"EIO": generation, "transport": "websocket"}
            async with house.http.get(house.url, params=query, headers=headers) as answer:
                assert answer.status == 400
        async with asyncio.timeout(PATIENCE):
            while len(house.door._three) + len(house.door._four):
                await asyncio.sleep(0.01)
