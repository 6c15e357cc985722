"""The AMI link against a small scripted TCP server: login, cuts, stalls, garbage, refusals, back-off, both loops."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
import uvloop
from structlog.testing import capture_logs

from jackfield.telephony.ami import actions
from jackfield.telephony.ami.codec import Decoder, Frame
from jackfield.telephony.ami.link import Link, Retry, tcp
from jackfield.telephony.ami.outcomes import Answer, Credentials, End, Timing

MINE = Credentials(user="cti", secret="cti-secret")
QUICK = Timing(login=5.0, ping_after=0.05, dead_after=0.25, answer=5.0)
CALM = Timing()
SOON = Retry(first=0.01, longest=0.05, refused=0.02)
BANNER = b"Asterisk Call Manager/11.0.0\r\n"
EVENT = "Event: Newchannel\r\nChannel: PJSIP/1000-00000001\r\nCallerIDName: Zoé 王\r\n\r\n".encode()


class Server:
    """A TCP server that plays Asterisk; tests change what it does."""

    def __init__(self) -> None:
        self.banner = BANNER
        self.password = True
        self.deaf = False
        self.answering = True
        self.pieces = 0
        self.connections = 0
        self.seen: list[Frame] = []
        self.writers: list[asyncio.StreamWriter] = []
        self.port = 0
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self.cut()
            await self._server.wait_closed()
            self._server = None

    def cut(self) -> None:
        for writer in self.writers:
            writer.transport.abort()
        self.writers.clear()

    def say(self, data: bytes) -> None:
        self.writers[-1].write(data)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        decoder = Decoder()
        try:
            await self._write(writer, self.banner)
            while data := await reader.read(65536):
                while self.deaf:
                    await asyncio.sleep(0.01)
                for frame in decoder.feed(data):
                    self.seen.append(frame)
                    if self.answering:
                        await self._write(writer, self._answer(frame))
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def _write(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        size = self.pieces or len(data) or 1
        for start in range(0, len(data), size):
            writer.write(data[start : start + size])
            await writer.drain()
            if self.pieces:
                await asyncio.sleep(0)

    def _answer(self, frame: Frame) -> bytes:
        head = f"ActionID: {frame.get('ActionID')}\r\n"
        probe = frame.get("MatchCriteria").startswith("action(probe)")
        match frame.name:
            case "Challenge":
                return f"Response: Success\r\n{head}Challenge: 1\r\n\r\n".encode()
            case "Login" if not self.password:
                return f"Response: Error\r\n{head}Message: Authentication failed\r\n\r\n".encode()
            case "Login":
                return f"Response: Success\r\n{head}\r\nEvent: FullyBooted\r\n\r\n".encode()
            case "CoreShowChannels":
                item = f"Event: CoreShowChannel\r\n{head}CallerIDName: é\r\n\r\n"
                done = f"Event: CoreShowChannelsComplete\r\n{head}EventList: Complete\r\n\r\n"
                return f"Response: Success\r\n{head}EventList: start\r\n\r\n{item}{item}{done}".encode()
            case _:
                return f"Response: {'Error' if probe else 'Success'}\r\n{head}\r\n".encode()


class Sink:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, object]] = []
        self.news = asyncio.Event()
        self.on_up: Callable[[], None] = lambda: None

    def _tell(self, what: str, detail: object) -> None:
        self.told.append((what, detail))
        self.news.set()

    def link_up(self, version: str, filtered: bool) -> None:
        self._tell("up", version)
        self.on_up()

    def frames(self, frames: list[Frame]) -> None:
        for frame in frames:
            self._tell("event", frame.text("CallerIDName"))

    def answer(self, answer: Answer[str]) -> None:
        self._tell("answer", answer)

    def link_down(self, reason: str) -> None:
        self._tell("down", reason)

    def link_failed(self, reason: str) -> None:
        self._tell("failed", reason)

    def count(self, what: str) -> int:
        return sum(kind == what for kind, _ in self.told)

    def answers(self) -> list[Answer[str]]:
        return [detail for _, detail in self.told if isinstance(detail, Answer)]

    async def until(self, what: str, number: int = 1) -> None:
        """Wait for the `number`th of a kind."""
        async with asyncio.timeout(20):
            while self.count(what) < number:
                self.news.clear()
                await self.news.wait()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    await server.start()
    yield server
    server.deaf = False
    await server.stop()


@asynccontextmanager
async def linked(
    server: Server, timing: Timing = CALM, retry: Retry = SOON, **options: int
) -> AsyncIterator[tuple[Link[str], Sink]]:
    sink = Sink()
    link: Link[str] = Link(
        tcp("127.0.0.1", server.port), MINE, sink, timing=timing, retry=retry, chance=lambda: 0.0, **options
    )
    task = asyncio.create_task(link.run())
    try:
        yield link, sink
    finally:
        await link.close()
        async with asyncio.timeout(5):
            await task


async def settled(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.005)


async def test_it_logs_in_asks_and_hears(server: Server) -> None:
    async with linked(server) as (link, sink):
        assert not link.up
        await sink.until("up")
        assert link.up
        link.send(actions.channel_list(), "list")
        assert sink.answers() == []
        await sink.until("answer")
        server.say(EVENT + EVENT)
        await sink.until("event", 2)
    [answer] = sink.answers()
    assert (answer.tag, answer.ok, len(answer.items)) == ("list", True, 2)
    assert [kind for kind, _ in sink.told] == ["up", "answer", "event", "event", "down"]
    assert sink.told[-1] == ("down", "closed by us")
    await settled(lambda: server.seen[-1].name == "Logoff")


@pytest.mark.parametrize("pieces", [1, 7])
async def test_bytes_may_come_in_any_pieces(server: Server, pieces: int) -> None:
    server.pieces = pieces
    async with linked(server) as (link, sink):
        sink.on_up = lambda: link.send(actions.channel_list(), "list")
        await sink.until("answer")
        await server._write(server.writers[-1], EVENT)
        await sink.until("event")
    assert ("event", "Zoé 王") in sink.told
    assert [item.text("CallerIDName") for item in sink.answers()[0].items] == ["é", "é"]


async def test_a_banner_that_comes_before_the_transport_is_answered(server: Server) -> None:
    real = tcp("127.0.0.1", server.port)

    async def late(factory: Callable[[], asyncio.Protocol]) -> tuple[asyncio.Transport, asyncio.BaseProtocol]:
        made = await real(factory)
        await asyncio.sleep(0.05)
        return made

    sink = Sink()
    link: Link[str] = Link(late, MINE, sink)
    task = asyncio.create_task(link.run())
    await sink.until("up")
    await link.close()
    await task


async def test_a_pbx_that_cannot_be_reached_is_tried_until_it_can(server: Server) -> None:
    await server.stop()
    with capture_logs() as logs:
        async with linked(server) as (link, sink):
            link.send(actions.ping(), "early")
            await sink.until("answer")
            await asyncio.sleep(0.1)
            await server.start()
            await sink.until("up")
    assert sink.answers()[0].end is End.NOT_SENT
    assert [entry["event"] for entry in logs] == ["ami.unreachable", "ami.up", "ami.down"]


async def test_a_cut_in_the_middle_of_a_frame_loses_only_that_frame(server: Server) -> None:
    async with linked(server) as (link, sink):
        await sink.until("up")
        server.answering = False
        link.send(actions.ping(), "open")
        await settled(lambda: server.seen[-1].name == "Ping")
        server.say(EVENT + EVENT[:30])
        await sink.until("event")
        server.answering = True
        server.cut()
        await sink.until("up", 2)
        server.say(EVENT)
        await sink.until("event", 2)
    assert [kind for kind, _ in sink.told] == ["up", "event", "answer", "down", "up", "event", "down"]
    assert sink.answers()[0].end is End.LOST


async def test_a_stalled_pbx_is_noticed_and_left(server: Server) -> None:
    async with linked(server, QUICK) as (link, sink):
        await sink.until("up")
        server.deaf = True
        await sink.until("down")
        assert not link.up
        server.deaf = False
        await sink.until("up", 2)
    assert str(sink.told[1][1]).startswith("nothing heard for 0.")


async def test_a_quiet_pbx_is_kept(server: Server) -> None:
    async with linked(server, Timing(ping_after=0.02)) as (link, sink):
        await sink.until("up")
        await settled(lambda: sum(frame.name == "Ping" for frame in server.seen) >= 10)
        assert link.up
    assert server.connections == 1


async def test_a_pbx_that_does_not_read_is_cut_before_the_buffer_grows(server: Server) -> None:
    async with linked(server, buffer_limit=200_000) as (link, sink):
        await sink.until("up")
        server.deaf = True
        sent = 0
        while link.up and sent < 50_000:
            link.send(actions.set_variable("PJSIP/1000-1", "K", "x" * 900), "much")
            sent += 1
            if sent % 50 == 0:
                await asyncio.sleep(0)
        await sink.until("down")
        server.deaf = False
        await sink.until("up", 2)
        await sink.until("answer", sent)
    assert str(sink.told[[kind for kind, _ in sink.told].index("down")][1]).startswith("the PBX does not read")
    assert sink.count("answer") == sent


@pytest.mark.parametrize("banner", [b"SSH-2.0-OpenSSH_9.2\r\n", b"\x00" * 500, b"\xff\r\n\r\n"])
async def test_garbage_is_told_once_and_tried_again(server: Server, banner: bytes) -> None:
    server.banner = banner
    with capture_logs() as logs:
        async with linked(server) as (_, sink):
            await settled(lambda: server.connections >= 4)
            server.banner = BANNER
            await sink.until("up")
    assert [entry["event"] for entry in logs] == ["ami.unreachable", "ami.up", "ami.down"]
    assert "no Asterisk manager interface there" in logs[0]["reason"]


async def test_a_wrong_password_is_one_clear_line_and_slow_attempts(server: Server) -> None:
    server.password = False
    with capture_logs() as logs:
        async with linked(server) as (_, sink):
            await settled(lambda: server.connections >= 4)
            assert sink.told == [("failed", "login of 'cti' refused: Authentication failed")]
            server.password = True
            await sink.until("up")
    assert [entry["event"] for entry in logs] == ["ami.login_refused", "ami.up", "ami.down"]
    assert logs[0]["reason"] == "login of 'cti' refused: Authentication failed"
    assert logs[0]["log_level"] == "error"
    assert "cti-secret" not in str(logs)


async def test_after_a_refused_login_it_waits_long(server: Server) -> None:
    server.password = False
    async with linked(server, retry=Retry(first=0.01, refused=60.0)):
        await settled(lambda: bool(server.seen) and server.seen[-1].name == "Login")
        await asyncio.sleep(0.2)
        assert server.connections == 1


async def test_odd_frames_are_told_once(server: Server) -> None:
    with capture_logs() as logs:
        async with linked(server) as (_, sink):
            await sink.until("up")
            server.say(b"no kind\r\n\r\n" * 3 + b"Event: X\r\nCallerIDName: \xff\r\n\r\n" + b"none\r\n\r\n" + EVENT)
            await sink.until("event", 2)
    assert sorted(entry["kind"] for entry in logs if entry["event"] == "ami.malformed") == ["nameless", "not_utf8"]


async def test_filters_that_fail_half_way_are_not_asked_for_again(server: Server) -> None:
    plain = server._answer

    def half(frame: Frame) -> bytes:
        refused = "name(Hangup)" in frame.get("MatchCriteria")
        return plain(frame).replace(b"Success", b"Error") if refused else plain(frame)

    server._answer = half  # type: ignore[method-assign]
    async with linked(server) as (_, sink):
        await sink.until("up")
    assert server.connections == 2
    assert [frame.get("EventMask") for frame in server.seen if frame.name == "Events"] == ["system,call,agent,user"]


async def test_what_cannot_be_sent_is_answered_and_the_link_stays(server: Server) -> None:
    async with linked(server) as (link, sink):
        await sink.until("up")
        link.send([("Action", "Ping"), ("X", "a\r\nAction: Logoff")], "bad")
        await sink.until("answer")
        assert sink.answers()[0].end is End.NOT_SENT
        link.send(actions.ping(), "good")
        await sink.until("answer", 2)
    assert sink.answers()[1].ok
    await settled(lambda: "Logoff" in [frame.name for frame in server.seen])
    names = [frame.name for frame in server.seen]
    assert names[-2:] == ["Ping", "Logoff"]


async def test_a_short_timeout_is_kept_although_a_longer_wait_was_set(server: Server) -> None:
    async with linked(server) as (link, sink):
        await sink.until("up")
        server.answering = False
        link.send(actions.ping(), "short", timeout=0.05)
        async with asyncio.timeout(2):
            await sink.until("answer")
    assert sink.answers()[0].end is End.TIMEOUT


async def test_closing_before_it_was_ever_up(server: Server) -> None:
    await server.stop()
    async with linked(server, retry=Retry(first=60.0, longest=60.0)) as (link, sink):
        await asyncio.sleep(0.05)
        await link.close()
    assert sink.count("up") == sink.count("down") == 0


async def test_cancelling_answers_what_is_open(server: Server) -> None:
    sink = Sink()
    link: Link[str] = Link(tcp("127.0.0.1", server.port), MINE, sink)
    task = asyncio.create_task(link.run())
    await sink.until("up")
    server.answering = False
    link.send(actions.ping(), "open")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [kind for kind, _ in sink.told] == ["up", "answer", "down"]


def test_on_uvloop_too() -> None:
    async def scenario() -> Sink:
        server = Server()
        await server.start()
        async with linked(server) as (link, sink):
            sink.on_up = lambda: link.send(actions.channel_list(), "list")
            await sink.until("answer")
            server.cut()
            await sink.until("up", 2)
        await server.stop()
        return sink

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sink = runner.run(scenario())
    assert sink.count("up") == sink.count("down") == 2


def test_the_wait_doubles_with_chance_up_to_its_limit() -> None:
    retry = Retry(first=0.25, longest=5.0)
    assert [retry.wait(failures, 1.0) for failures in range(6)] == [0.25, 0.5, 1.0, 2.0, 4.0, 5.0]
    assert retry.wait(0, 0.0) == 0.125
    assert retry.wait(100_000, 0.5) == 3.75
