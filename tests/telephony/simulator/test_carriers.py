"""The ways to the simulator: in memory, over TCP, in a process; and what can go wrong on them."""

import asyncio
from collections.abc import Callable

import pytest

from jackfield.telephony.simulator import Line, RealClock, Simulator, serve

LOGIN = b"Action: Login\r\nUsername: jackfield\r\nSecret: jackfield-secret\r\n\r\n"


class Listener(asyncio.Protocol):
    """Keeps what comes, and can be waited on."""

    def __init__(self) -> None:
        self.text = ""
        self.lost = asyncio.Event()
        self._came = asyncio.Event()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.text += data.decode()
        self._came.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost.set()

    async def until(self, text: str) -> None:
        async with asyncio.timeout(10):
            while text not in self.text:
                self._came.clear()
                await self._came.wait()

    def send(self, data: bytes) -> None:
        assert self.transport is not None
        self.transport.write(data)


async def in_memory(pbx: Simulator) -> Listener:
    _, listener = await pbx.connect(Listener)
    return listener


async def over_tcp(pbx: Simulator) -> Listener:
    server = await pbx.listen()
    host, port = server.sockets[0].getsockname()[:2]
    _, listener = await asyncio.get_running_loop().create_connection(Listener, host, port)
    server.close()
    return listener


@pytest.fixture(params=[in_memory, over_tcp])
def connect(request: pytest.FixtureRequest) -> Callable[..., object]:
    return request.param


async def logged_in(connect: Callable, pbx: Simulator) -> Listener:
    listener = await connect(pbx)
    listener.send(LOGIN)
    await listener.until("Fully Booted")
    return listener


async def test_a_call_is_told(pbx: Simulator, connect: Callable) -> None:
    listener = await logged_in(connect, pbx)
    pbx.phone("1001").dial("9000")
    await listener.until("Event: Newchannel")
    listener.send(b"Action: Logoff\r\n\r\n")
    async with asyncio.timeout(10):
        await listener.lost.wait()
    assert listener.text.endswith("Thanks for all the fish.\r\n\r\n")


async def test_cut_breaks_links_and_calls_live_on(pbx: Simulator, connect: Callable) -> None:
    listener = await logged_in(connect, pbx)
    pbx.phone("1001").dial("9000")
    pbx.cut()
    async with asyncio.timeout(10):
        await listener.lost.wait()
    assert len(pbx.snapshot()["channels"]) == 1
    assert pbx.snapshot()["sessions"] == 0
    await logged_in(in_memory, pbx)


async def test_a_client_that_goes_is_forgotten(pbx: Simulator, connect: Callable) -> None:
    listener = await logged_in(connect, pbx)
    assert listener.transport is not None
    listener.transport.close()
    async with asyncio.timeout(10):
        await listener.lost.wait()
        while pbx.snapshot()["sessions"]:
            await asyncio.sleep(0)


async def test_stall_is_silence_and_then_everything(pbx: Simulator) -> None:
    listener = await logged_in(in_memory, pbx)
    pbx.stall()
    before = listener.text
    listener.send(b"Action: Ping\r\n\r\n")
    pbx.phone("1001").dial("9000")
    for _ in range(5):
        await asyncio.sleep(0)
    assert listener.text == before
    newcomer = await in_memory(pbx)
    pbx.stall(False)
    await listener.until("Ping: Pong")
    await listener.until("Event: Newchannel")
    await newcomer.until("Asterisk Call Manager")


async def test_restart_loses_calls_and_links_and_starts_anew(pbx: Simulator) -> None:
    listener = await logged_in(in_memory, pbx)
    pbx.phone("1001").dial("1002")
    pbx.advance(5)
    pbx.restart(down=3)
    async with asyncio.timeout(10):
        await listener.lost.wait()
    with pytest.raises(ConnectionRefusedError):
        await pbx.connect(Listener)
    pbx.advance(3)
    assert pbx.snapshot()["channels"] == []
    assert pbx.snapshot()["devices"]["1002"] == "NOT_INUSE"
    again = await logged_in(in_memory, pbx)
    pbx.phone("1001").dial("1003")
    # The old call's timers are gone with it.
    pbx.advance(28)
    await again.until("PJSIP/1001-00000000")
    assert "Event: Hangup" not in again.text


async def test_reading_can_be_paused(pbx: Simulator) -> None:
    listener = await logged_in(in_memory, pbx)
    assert listener.transport is not None
    listener.transport.pause_reading()
    pbx.phone("1001").dial("9000")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert "Newchannel" not in listener.text
    listener.transport.resume_reading()
    await listener.until("Newchannel")


async def test_real_time() -> None:
    pbx = Simulator(clock=RealClock())
    listener = await logged_in(in_memory, pbx)
    pbx.phone("1002").behave("answer:0.01")
    pbx.phone("1001").dial("1002")
    await listener.until("Event: BridgeEnter")
    with pytest.raises(TypeError):
        pbx.advance(1)
    pbx.phone("1001").hang_up()


async def test_serve_with_lines_and_behaviours_of_ones_own() -> None:
    bound: asyncio.Future[tuple[str, int]] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(
        serve(
            "127.0.0.1",
            0,
            lines=(Line(number="20"), Line(number="21")),
            username="me",
            secret="mine",
            phones={"20": "answer:0", "21": "answer:0"},
            ready=lambda host, port: bound.set_result((host, port)),
        )
    )
    host, port = await bound
    _, listener = await asyncio.get_running_loop().create_connection(Listener, host, port)
    listener.send(LOGIN.replace(b"Username: jackfield", b"Username: me").replace(b"jackfield-secret", b"mine"))
    await listener.until("Fully Booted")
    listener.send(
        b"Action: Originate\r\nChannel: PJSIP/20\r\nContext: internal\r\nExten: 21\r\nPriority: 1\r\n"
        b"Async: true\r\n\r\n"
    )
    await listener.until("BridgeNumChannels: 2")
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    async with asyncio.timeout(10):
        await listener.lost.wait()


async def test_serve_refuses_a_behaviour_or_a_number_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="no such line: 99"):
        await serve(port=0, phones={"99": "ring"})
    with pytest.raises(ValueError, match="is no behaviour"):
        await serve(port=0, phones={"1001": "dance"})
