"""200 integrations connected by Socket.IO at 50 steps of queue calls a second: what share of a core the door takes.

Half of them speak Engine.IO 3, half Engine.IO 4, all on WebSockets; each step is a whole `up` of some 600 bytes. The
door runs in a process of its own with real sockets; the clients, in another, read and throw away. The figure is the CPU
time of the door's process, all that it does in that time included.
"""

import asyncio
import json
import logging
import multiprocessing
import time
from multiprocessing.connection import Connection

import _report
import aiohttp
import structlog
import uvloop
from aiohttp import web

from jackfield.domain.shuttle.steps import Data, Step, StepTold
from jackfield.protocol.values import WakeupMode
from jackfield.web.entrance import Proxies
from jackfield.web.outbox import Post
from jackfield.web.settings import OutboxSettings, ShuttleSettings
from jackfield.web.shuttle.door import ShuttleDoor

UP: Data = {
    "event": "up", "queue": "sales", "agentname": "John Doe", "agentnum": "1007", "agentid": "2007",
    "peer": "PJSIP/1007", "sipname": "1007", "direction": "inbound", "uniqueid": "1437069264.914",
    "context": "from-trunk", "extension": "3001", "trunk": "PJSIP/trunk-00000392", "channel": "PJSIP/trunk-00000392",
    "callernum": "+33611223344", "callername": "Zoë Example", "holdtime": "2", "ringtime": "0", "up": True,
    "ordernumber": "4711", "variables": {"ordernumber": "4711"},
}  # fmt: skip


class Nobody:
    """An engine that is asked for nothing."""

    def wake_up(self, url: str, peer: str, mode: WakeupMode) -> int:
        return 0

    def add_realtime(self, given: object) -> None:
        """Keeps nothing."""


def door(pipe: Connection) -> None:
    """The process of the door: tells its port, then works off `(steps, per second)` and answers with CPU seconds."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    uvloop.run(_serve(pipe))


async def _serve(pipe: Connection) -> None:
    loop = asyncio.get_running_loop()
    post = Post(loop.call_soon, loop.call_later, loop.time, OutboxSettings())
    shuttle = ShuttleDoor(ShuttleSettings(), Proxies(()), post, Nobody())  # type: ignore[arg-type]
    app = web.Application()
    app.add_routes(shuttle.routes())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=4096).start()
    pipe.send(runner.addresses[0][1])
    while (order := await asyncio.to_thread(pipe.recv)) is not None:
        steps, rate = order
        cpu, begun = time.process_time(), loop.time()
        for number in range(steps):
            shuttle.tell(StepTold(Step.UP, UP))
            await asyncio.sleep(max(0.0, begun + (number + 1) / rate - loop.time()))
        pipe.send((time.process_time() - cpu, loop.time() - begun, len(shuttle.exchange)))
    await shuttle.close()
    await runner.cleanup()


def programs(port: int, crowd: int, pipe: Connection) -> None:
    """The process of the clients: says when all are connected; at the end how many steps each heard, least and most."""
    uvloop.run(_listen(port, crowd, pipe))


async def _listen(port: int, crowd: int, pipe: Connection) -> None:
    heard = [0] * crowd
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        ready = asyncio.Semaphore(0)
        tasks = [asyncio.create_task(_one(http, port, 3 + n % 2, n, heard, ready)) for n in range(crowd)]
        for _ in range(crowd):
            await ready.acquire()
        pipe.send("ready")
        await asyncio.to_thread(pipe.recv)
        pipe.send((min(heard), max(heard)))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _one(
    http: aiohttp.ClientSession, port: int, generation: int, n: int, heard: list[int], ready: asyncio.Semaphore
) -> None:
    url = f"http://127.0.0.1:{port}/socket.io/?EIO={generation}&transport=websocket"
    async with http.ws_connect(url) as socket:
        assert json.loads((await socket.receive_str())[1:])["sid"]
        if generation == 4:
            await socket.send_str("40")
        await socket.receive_str()
        ready.release()
        async for message in socket:
            if message.data == "2":
                await socket.send_str("3")
            elif message.data.startswith("42"):
                heard[n] += 1


def main() -> None:
    quick = _report.quick()
    report = _report.Report("bench/shuttle: integrations by Socket.IO", quick)
    crowd, rate, seconds, rounds = (10, 50, 0.2, 1) if quick else (200, 50, 5, 3)
    _report.allow_files(4096)
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=door, args=(theirs,), daemon=True)
    server.start()
    port = ours.recv()
    far, near = context.Pipe()
    clients = context.Process(target=programs, args=(port, crowd, near), daemon=True)
    clients.start()
    far.recv()
    time.sleep(0.2 if quick else 1.0)
    shares, sent = [], 0
    for _ in range(rounds):
        steps = int(rate * seconds)
        ours.send((steps, rate))
        cpu, took, connected = ours.recv()
        if connected != crowd:
            raise RuntimeError(f"{crowd - connected} integrations were cut")
        shares.append(cpu / took)
        sent += steps
    time.sleep(0.5)
    far.send(None)
    least, most = far.recv()
    if (least, most) != (sent, sent):
        raise RuntimeError(f"of {sent} steps the integrations heard {least} to {most}")
    share = _report.median(shares)
    report.line(
        f"{crowd} integrations, {rate} steps a second, share of a core, %",
        f"{share * 100:.1f}", "", "", "< 10 %", share < 0.10,
    )  # fmt: skip
    report.line("CPU us for each message", f"{share / (crowd * rate) * 1e6:.1f}")
    ours.send(None)
    server.join(10)
    clients.join(10)
    report.end()


if __name__ == "__main__":
    main()
