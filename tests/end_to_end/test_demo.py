"""The demo page's door on a whole server: what people do at the phones reaches clients by the normal road."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from jackfield.app import Running, running
from tests.end_to_end.conftest import Connect, demo_config
from tests.support.installation import closed_port, config_of, people


@asynccontextmanager
async def page(demo: Running) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    base = f"http://127.0.0.1:{demo.port}"
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(f"{base}/demo/api/phones", headers={"Origin": base}) as socket,
    ):
        yield socket


async def act(socket: aiohttp.ClientWebSocketResponse, act: str, /, **fields: object) -> dict[str, Any]:
    await socket.send_json({"act": act, "id": 1, **fields})
    while (frame := await socket.receive_json(timeout=10))["type"] == "update":
        pass
    answer: dict[str, Any] = frame
    return answer


async def test_a_call_made_at_the_phones_is_told_to_clients(demo: Running, connect: Connect) -> None:
    alice, bruno = await connect("alice"), await connect("bruno")
    async with page(demo) as phones:
        assert (await act(phones, "dial", phone="1001", number="1002"))["type"] == "done"
        ringing = await bruno.phone("EventRinging", otherDN="1001")
        await alice.phone("EventDialing", otherDN="1002")
        await act(phones, "answer", phone="1002")
        await alice.phone("EventEstablished")
        await bruno.phone("EventEstablished", uniqueId=ringing["uniqueId"])
        await act(phones, "hold", phone="1002")
        await bruno.phone("EventOnHold")
        await act(phones, "hang_up", phone="1001")
        await bruno.phone("EventReleased")
        await alice.phone("EventReleased")


async def test_while_the_link_is_cut_clients_hear_nothing_and_all_of_it_afterwards(
    demo: Running, connect: Connect
) -> None:
    bruno = await connect("bruno", events="numbered")
    await bruno.expect("PbxStatus", status="up")
    async with page(demo) as phones:
        await act(phones, "link", plugged=False)
        await bruno.expect("PbxStatus", status="down")
        await act(phones, "call_in", caller="+33639980123", name="Zoë", number="1002")
        assert not bruno.has("PhoneEvent")
        await act(phones, "link", plugged=True)
        await bruno.expect("PbxStatus", status="up", patience=20)
        await bruno.phone("EventRinging", otherDN="+33639980123", patience=20)


async def test_the_server_stops_with_a_page_open(tmp_path: Path) -> None:
    async with aiohttp.ClientSession() as http:
        async with running(demo_config(tmp_path / "data")) as demo:
            socket = await http.ws_connect(f"http://127.0.0.1:{demo.port}/demo/api/phones")
            await socket.receive_json(timeout=10)
        while (await socket.receive(timeout=10)).type is aiohttp.WSMsgType.TEXT:
            pass
        assert socket.close_code is not None


async def test_on_a_real_pbx_there_is_no_demo(tmp_path: Path) -> None:
    await people(tmp_path / "data")
    async with running(config_of(tmp_path / "data", closed_port())) as server, aiohttp.ClientSession() as http:
        for path in ("/demo", "/demo/api/phones"):
            async with http.get(f"http://127.0.0.1:{server.port}{path}") as answer:
                assert answer.status == 404, path
