"""The floors: the least a Python server can do. A raw uvloop writer, and a bare aiohttp WebSocket server."""

import asyncio
import gc
from typing import cast

from _process import Pipe, obey, on_uvloop
from aiohttp import WSMsgType, web


def like_ours() -> None:
    """The collector of circular garbage as `app.set_up_collector` sets it, so that only the rest differs."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def raw_writer(pipe: Pipe) -> None:
    """A process that writes given bytes to every connection, one write each."""
    on_uvloop(_raw_writer(pipe))


async def _raw_writer(pipe: Pipe) -> None:
    like_ours()
    transports: list[asyncio.Transport] = []

    class Kept(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            transports.append(cast(asyncio.Transport, transport))

    server = await asyncio.get_running_loop().create_server(Kept, "127.0.0.1", 0, backlog=4096)

    def publish(frame: bytes, times: int) -> None:
        for _ in range(times):
            for transport in transports:
                transport.write(frame)

    await obey(
        pipe, {"port": lambda: server.sockets[0].getsockname()[1], "publish": publish, "count": lambda: len(transports)}
    )


def bare_websockets(pipe: Pipe, tuned: bool = False) -> None:
    """A process with aiohttp's WebSocket server as its manual shows it, no more; `tuned`: with our collector."""
    if tuned:
        like_ours()
    on_uvloop(_bare_websockets(pipe))


async def _bare_websockets(pipe: Pipe) -> None:
    async def handler(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await socket.send_str(message.data)
        return socket

    app = web.Application()
    app.add_routes([web.get("/ws", handler)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=4096).start()
    await obey(pipe, {"port": lambda: runner.addresses[0][1]})
