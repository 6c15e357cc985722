"""The server under test, on any PBX: the application's own engine, core, AMI dialogue and link, listened to directly.

Left out are the doors (WebSocket, REST) and the database, which know nothing of telephony.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from jackfield.app import Engine, close_link, core_settings
from jackfield.config import Config
from jackfield.domain.core import Client, Core
from jackfield.domain.directory import Directory
from jackfield.domain.effects import Effect, Publish, Reply, Subscribe, TopicKind
from jackfield.domain.facts import LinkChanged, PbxLink
from jackfield.protocol.commands import Command
from jackfield.protocol.decode import decode_frame
from jackfield.protocol.events import (
    AgentError,
    AgentStateEvent,
    CommandResult,
    ConferenceCommandError,
    ConferenceList,
    PhoneHintStatusEvent,
)
from jackfield.telephony.ami.link import Connect, Link
from jackfield.telephony.ami.outcomes import Credentials
from jackfield.telephony.ami.pbx import AmiPbx, Tag
from jackfield.telephony.ami.tape import Tape, taped
from jackfield.telephony.ami.trace import Server as RecordedServer
from jackfield.web.hub import Hub
from tests.contract.told import Told, conference_list, fields_of

SESSION = "session of "
YEAR_2027 = 1_800_000_000.0


class Ear:
    """Stands where the hub stands, and keeps what users are told."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self.told = Told()
        self.hints: dict[str, int] = {}
        self.results: dict[str, CommandResult] = {}
        self._news = asyncio.Event()

    def perform(self, effect: Effect) -> None:
        match effect:
            case Publish(topic, event) if topic.kind is TopicKind.USER:
                line = self._directory.line_of_user(int(topic.key))
                if line is not None:
                    self.told.lines[line.number].append(event)
            case Publish(topic, AgentStateEvent() as event) if topic.kind is TopicKind.OWN_AGENT:
                agent = self._directory.agent(event.agentId)
                assert agent is not None
                self.told.agents[agent.number].append(event)
            case Publish(topic, PhoneHintStatusEvent() as event):
                self.hints[topic.key] = event.status
                if topic.key in self.told.hints:
                    self.told.hints[topic.key].append(event.status)
            case Publish(_, ConferenceList() as event) | Reply(_, ConferenceList() as event):
                if self.told.rooms or isinstance(effect, Reply):
                    self.told.rooms += [*conference_list(event), "--"]
            case Reply(_, CommandResult() as result):
                self.results[result.requestId] = result
            case Reply(session, (AgentError() | ConferenceCommandError()) as event):
                self.told.results[session.removeprefix(SESSION)].append(fields_of(event))
            case Reply(_, PhoneHintStatusEvent() as event):
                self.told.hints[event.number].append(event.status)
            case Subscribe() | _:
                pass
        self._news.set()
        self._news = asyncio.Event()

    async def news(self) -> None:
        """Waits for the next thing that is told."""
        await self._news.wait()


class _NoJournal:
    def keep(self, entries: dict[str, str]) -> None:
        """Nothing outlives a scenario."""


class Server:
    """A running one; `ear` hears all."""

    def __init__(self, engine: Engine, ear: Ear, directory: Directory, road: "Road") -> None:
        self.engine, self.ear = engine, ear
        self._road = road
        self._directory = directory
        self._asked: dict[str, int] = defaultdict(int)

    async def ask(self, login: str, patience: float, **frame: object) -> CommandResult:
        """Sends a command as this user's client would; its result. Raises TimeoutError."""
        self._asked[login] += 1
        request_id = f"{login}-{self._asked[login]}"
        command = decode_frame(json.dumps({"claz": "web", "requestId": request_id, **frame}))
        assert isinstance(command, Command)
        user = next(user for user in self._directory.users if user.login == login)
        self.engine.ask(Client(f"{SESSION}{login}", user.id), command)
        async with asyncio.timeout(patience):
            while request_id not in self.ear.results:
                await self.ear.news()
        return self.ear.results[request_id]

    async def sever(self) -> None:
        """The link to the PBX breaks and cannot be made again, until `mend`."""
        self._road.blocked = True
        if self._road.transport is not None:
            self._road.transport.abort()
        while self._pbx.ready:
            await asyncio.sleep(0.01)

    async def mend(self, patience: float) -> None:
        """The PBX can be reached; returns when everything has been read. Raises TimeoutError."""
        self._road.blocked = False
        async with asyncio.timeout(patience):
            while not self._pbx.ready:
                await asyncio.sleep(0.01)

    @property
    def _pbx(self) -> AmiPbx:
        assert self.engine.pbx is not None
        return self.engine.pbx


class Road:
    """The way to the PBX, which can be blocked."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self.blocked = False
        self.transport: asyncio.Transport | None = None

    async def __call__(self, factory: Callable[[], asyncio.Protocol]) -> tuple[asyncio.Transport, asyncio.BaseProtocol]:
        """A connection, as `link.Connect` gives it."""
        if self.blocked:
            raise ConnectionRefusedError("the road is blocked")
        self.transport, protocol = await self._connect(factory)
        return self.transport, protocol


@asynccontextmanager
async def serving(directory: Directory, connect: Connect, who: Credentials, trace: Path) -> AsyncIterator[Server]:
    """A server that has read everything the PBX knows; it is recorded into `trace`."""
    loop = asyncio.get_running_loop()
    ear = Ear(directory)
    core = Core(directory, epoch="contract", settings=core_settings(Config()))
    engine = Engine(core, _as_hub(ear), lambda: YEAR_2027 + loop.time(), _NoJournal())  # type: ignore[arg-type]
    pbx = engine.pbx = AmiPbx(engine.feed, Config().asterisk.hold_context)
    tape = engine.tape = Tape(trace, loop.time)
    settings, hold_context = core.world.settings, Config().asterisk.hold_context
    tape.served_by(RecordedServer.of(directory, settings=settings, epoch="contract", hold_context=hold_context))
    engine.feed(LinkChanged(PbxLink.DOWN))
    road = Road(taped(connect, tape))
    link: Link[Tag] = Link(road, who, pbx)
    pbx.send = link.send
    keeping = asyncio.create_task(link.run())
    try:
        async with asyncio.timeout(10):
            while not pbx.ready:
                await asyncio.sleep(0.01)
        yield Server(engine, ear, directory, road)
    finally:
        await close_link(link, keeping)
        tape.close()


def _as_hub(ear: Ear) -> Hub:
    return ear  # type: ignore[return-value]
