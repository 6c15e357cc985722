"""Connections that ask for nothing: they are let go, and nobody else is."""

import asyncio

from aiohttp import web

from jackfield.web.patience import SECONDS, Patience

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


async def test_silent_connections_are_let_go_and_requests_are_not() -> None:
    now, waiting = [1000.0], asyncio.Event()
    patience = Patience(lambda: now[0])

    async def slow(request: web.Request) -> web.Response:
        await waiting.wait()
        return web.Response(text="slow")

    async def quick(request: web.Request) -> web.Response:
        return web.Response(text="quick")

    app = web.Application(middlewares=[patience.middleware])
    app.add_routes([web.get("/", quick), web.get("/slow", slow)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    assert runner.server is not None
    port = runner.addresses[0][1]
    streams = {name: await asyncio.open_connection("127.0.0.1", port) for name in ("none", "half", "kept", "slow")}
    streams["half"][1].write(GET[:-2])
    streams["slow"][1].write(GET.replace(b"/ ", b"/slow ", 1))
    reader, writer = streams["kept"]

    async def asks() -> None:
        writer.write(GET)
        async with asyncio.timeout(10):
            assert b"quick" in await reader.readuntil(b"quick")

    async def passes(seconds: float) -> None:
        now[0] += seconds
        assert runner.server is not None
        patience.sweep(runner.server.connections)

    try:
        await asks()
        async with asyncio.timeout(10):
            while len(runner.server.connections) < 4 or not patience._busy:
                await asyncio.sleep(0.01)
        await passes(0)
        await passes(SECONDS - 1)
        await asks()
        await passes(11)
        for name in ("none", "half"):
            async with asyncio.timeout(10):
                assert await streams[name][0].read() == b""
        await asks()
        waiting.set()
        async with asyncio.timeout(10):
            assert b"slow" in await streams["slow"][0].readuntil(b"slow")
        await passes(11)
        await passes(SECONDS + 1)
        async with asyncio.timeout(10):
            assert await reader.read() == b""
    finally:
        for _, each in streams.values():
            each.close()
        await runner.cleanup()
