"""The server under test, on any PBX: the application's own engine, core, AMI dialogue and link, listened to directly.

Left out are the doors (WebSocket, REST) and the database, which know nothing of telephony.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date, time
from pathlib import Path

from msgspec import structs

from jackfield.app import close_link
from jackfield.config import Config, Dialing
from jackfield.domain.callback.callback_entries import Callback, CallList, KeptCallbacks, Period
from jackfield.domain.core import Client, Core
from jackfield.domain.directory import Directory, UserServices
from jackfield.domain.effects import Effect, Publish, Reply, Subscribe, Topic, TopicKind, Unsubscribe
from jackfield.domain.entries import Contact
from jackfield.domain.facts import LinkChanged, PbxLink
from jackfield.domain.lasting import Change, Kept, ServicesSet, StatusSet
from jackfield.domain.shuttle.steps import StepTold
from jackfield.engine import Engine
from jackfield.parts_settings import core_settings
from jackfield.protocol.commands import Command
from jackfield.protocol.decode import decode_frame
from jackfield.protocol.events import (
    AgentConfig,
    AgentError,
    AgentListen,
    AgentStateEvent,
    AgentStatistics,
    CallbackLists,
    CallHistory,
    CallQualification,
    CommandResult,
    ConferenceCommandError,
    ConferenceList,
    Event,
    PhoneHintStatusEvent,
    QueueCalls,
    QueueMember,
    QueueStatistics,
)
from jackfield.storage.reader import Reader
from jackfield.storage.recorder import Recorder
from jackfield.storage.writer import Writer
from jackfield.telephony.ami.link import Connect, Link
from jackfield.telephony.ami.outcomes import Credentials
from jackfield.telephony.ami.pbx import AmiPbx, Tag
from jackfield.telephony.ami.tape import Tape, taped
from jackfield.telephony.ami.trace import Server as RecordedServer
from jackfield.web.hub import Hub
from tests.contract.told import Told, conference_list, fields_of, history_lines, waiting_line
from tests.support.records import Records

SESSION = "session of "
FLOOR = frozenset({TopicKind.QUEUE_MEMBERS, TopicKind.AGENT_LIST})
"""What is told of members and agents to whoever has asked for it."""
YEAR_2027 = 1_800_000_000.0


SOUNDS = "/usr/share/asterisk/sounds/en_US_f_Allison"
CONFIG = structs.replace(Config(), telephony=structs.replace(Config().telephony, voice_messages=SOUNDS))
CALLBACKS = KeptCallbacks(
    periods=(Period(uuid="day", name="Day", starts=time(8), ends=time(18), is_default=True),),
    lists=(CallList(uuid="blue", name="Blue", queue_id=1),),
    callbacks=(
        Callback(
            uuid="one",
            list_uuid="blue",
            period_uuid="day",
            due_date=date(2027, 1, 15),
            phone_number="0612345678",
            last_name="Noé",
            voice_message="demo-congrats.gsm",
        ),
    ),
)
"""Somebody has left a message in the queue blue: one of the sounds that the real PBX has."""


class Ear:
    """Stands where the hub stands, and keeps what users are told."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self.told = Told()
        self.hints: dict[str, int] = {}
        self.results: dict[str, CommandResult] = {}
        self.figures: dict[int, dict[str, float]] = {}
        """Of each queue by its id, as told so far."""
        self.agent_figures: dict[int, dict[str, object]] = defaultdict(dict)
        self.replies: dict[str, list[Event]] = defaultdict(list)
        """Answers to each login that have no section of their own."""
        self._followed: set[Topic] = set()
        self._ended: set[tuple[TopicKind, str | None]] = set()
        self.callbacks: CallbackLists | None = None
        self.qualifications: list[CallQualification] = []
        self._news = asyncio.Event()

    def perform(self, effect: Effect) -> None:
        match effect:
            case Publish(_, AgentListen() as event):
                listened = self._directory.agent(event.agentId)
                assert listened is not None
                self.told.agents[listened.number].append(event)
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
                if topic.key in self.told.hints and (topic.kind, None) not in self._ended:
                    self.told.hints[topic.key].append(event.status)
            case Publish(_, QueueStatistics() as event) | Reply(_, QueueStatistics() as event):
                counted = {counter.statName: counter.value for counter in event.counters}
                self.figures.setdefault(event.queueId, {}).update(counted)
            case Publish(topic, QueueCalls()) if (topic.kind, topic.key) in self._ended:
                pass
            case Unsubscribe(_, TopicKind.HINT | TopicKind.QUEUE_CALLS as kind, key):
                self._ended.add((kind, key))
            case Publish(_, QueueCalls() as event) | Reply(_, QueueCalls() as event):
                queue = self._directory.queue(event.queueId)
                assert queue is not None
                line, lines = waiting_line(event), self.told.queues[queue.number]
                if isinstance(effect, Reply) or (lines and lines[-1] != line):
                    lines.append(line)
            case Publish(_, ConferenceList() as event) | Reply(_, ConferenceList() as event):
                if self.told.rooms or isinstance(effect, Reply):
                    self.told.rooms += [*conference_list(event), "--"]
            case Publish(_, CallbackLists() as event) | Reply(_, CallbackLists() as event):
                self.callbacks = event
            case Publish(_, CallQualification() as event):
                self.qualifications.append(event)
                agent = self._directory.agent(event.agentId)
                assert agent is not None
                self.told.qualifications[agent.number].append(event)
            case Reply(_, CommandResult() as result):
                self.results[result.requestId] = result
            case Reply(session, (AgentError() | ConferenceCommandError()) as event):
                self.told.results[session.removeprefix(SESSION)].append(fields_of(event))
            case Reply(session, CallHistory() as history):
                self.told.results[session.removeprefix(SESSION)] += history_lines(history)
            case Reply(_, PhoneHintStatusEvent() as event):
                self.told.hints[event.number].append(event.status)
            case Publish(_, AgentStatistics() as event):
                self._count(event)
            case Subscribe(_, topic) if topic.kind in FLOOR:
                self._followed.add(topic)
            case Publish(topic, (QueueMember() | AgentConfig()) as event, also) if self._followed & {topic, *also}:
                self.told.floor.append(fields_of(event, {"member"}))
            case Reply(session, event):
                self.replies[session.removeprefix(SESSION)].append(event)
                if isinstance(event, AgentStatistics):
                    self._count(event)
            case _:
                pass
        self._news.set()
        self._news = asyncio.Event()

    def integration(self, told: StepTold) -> None:
        """Stands where the Socket.IO door stands."""
        assert self.told.integrations is not None
        self.told.integrations.append(told.data)
        self._news.set()
        self._news = asyncio.Event()

    def pages_of(self, user_id: int) -> int:
        """Everybody has one page open."""
        return 1

    def _count(self, event: AgentStatistics) -> None:
        self.agent_figures[event.id] |= {one.name: one.value for one in event.statistics}

    async def news(self) -> None:
        """Waits for the next thing that is told."""
        await self._news.wait()


class _NoJournal:
    def keep(self, entries: dict[str, str]) -> None:
        """Nothing outlives a scenario."""


CONTACTS = (
    Contact(source="contacts", id="1", first_name="Zoë", last_name="Van Laethem", number="01 99 00 00 30"),
    Contact(source="contacts", id="2", company="Brasserie Laethem", mobile="+33 (0)6 39 98 00 30"),
)
"""Whom users know outside; nobody else of the stories has a number like these."""


class Shelf:
    """Keeps what lasts, in memory and at once; a server started again finds it."""

    def __init__(self) -> None:
        self.services: dict[int, UserServices] = {}
        self.statuses: dict[int, str] = {}
        self.records = Records()

    @property
    def kept(self) -> Kept:
        return Kept(callbacks=CALLBACKS, services=self.services, statuses=self.statuses, contacts=CONTACTS)

    async def keep(self, changes: Sequence[Change]) -> None:
        for change in changes:
            match change:
                case ServicesSet(user_id, services):
                    self.services[user_id] = services
                case StatusSet(user_id, str() as status):
                    self.statuses[user_id] = status
                case StatusSet(user_id, None):
                    self.statuses.pop(user_id, None)


class Server:
    """One that can be started again; `ear` hears all, `shelf` and `traces` outlive it."""

    engine: Engine
    _road: "Road"

    def __init__(
        self, directory: Directory, connect: Connect, who: Credentials, folder: Path, dialing: Dialing
    ) -> None:
        self.ear, self.shelf = Ear(directory), Shelf()
        self.traces: list[Path] = []
        self._directory, self._connect, self._who, self._folder = directory, connect, who, folder
        self._config = structs.replace(CONFIG, dialing=dialing)
        self._asked: dict[str, int] = defaultdict(int)
        self._parts = AsyncExitStack()

    async def start(self) -> None:
        """Returns when it has read everything the PBX knows; it is recorded into a trace of its own."""
        loop = asyncio.get_running_loop()
        epoch = f"contract{len(self.traces) or ''}"
        core = Core(self._directory, epoch=epoch, settings=core_settings(self._config), kept=self.shelf.kept)
        hub, clock = _as_hub(self.ear), lambda: YEAR_2027 + loop.time()
        engine = self.engine = Engine(core, hub, clock, _NoJournal())  # type: ignore[arg-type]
        engine.writer = Writer(self.shelf.keep, engine.feed)
        records = self.shelf.records
        engine.recorder = Recorder(records.keep)
        engine.reader = Reader(records.find, engine.feed, engine.recorder.flush)
        pbx = engine.pbx = AmiPbx(engine.feed, Config().asterisk.hold_context)
        self.traces.append(self._folder / f"played-{len(self.traces)}.trace")
        tape = engine.tape = Tape(self.traces[-1], loop.time)
        self._parts.callback(tape.close)
        settings, hold_context = core.world.settings, Config().asterisk.hold_context
        tape.served_by(
            RecordedServer.of(
                self._directory, settings=settings, epoch=epoch, hold_context=hold_context, kept=self.shelf.kept
            )
        )
        engine.feed(LinkChanged(PbxLink.DOWN))
        self._parts.push_async_callback(engine.writer.close)
        self._parts.push_async_callback(engine.recorder.close)
        self._parts.push_async_callback(engine.reader.close)
        self._road = Road(taped(self._connect, tape))
        link: Link[Tag] = Link(self._road, self._who, pbx)
        pbx.send = link.send
        self._parts.push_async_callback(close_link, link, asyncio.create_task(link.run()))
        async with asyncio.timeout(10):
            while not pbx.ready:
                await asyncio.sleep(0.01)

    async def quiet(self, phones: list[str]) -> None:
        """These phones are there, and what was told so far, which differs by who came first, is forgotten."""
        async with asyncio.timeout(10):
            while any(self.engine.core.world.phones[number].said != 0 for number in phones):
                await asyncio.sleep(0.01)
        self.ear.told.lines.clear()
        self.ear.told.agents.clear()
        self.ear.told.qualifications.clear()

    async def stop(self) -> None:
        """It says goodbye to the PBX, and nobody hears it any more."""
        self.engine.hub = _as_hub(Ear(self._directory))
        await self._parts.aclose()

    async def ask(self, login: str, patience: float, **frame: object) -> CommandResult:
        """Sends a command as this user's client would; its result. Raises TimeoutError."""
        self._asked[login] += 1
        request_id = f"{login}-{self._asked[login]}"
        command = decode_frame(json.dumps({"claz": "web", "requestId": request_id, **frame}))
        assert isinstance(command, Command)
        self.engine.ask(self._client(login), command)
        async with asyncio.timeout(patience):
            while request_id not in self.ear.results:
                await self.ear.news()
        return self.ear.results[request_id]

    def connect(self, login: str) -> list[Event]:
        """A new socket of this user: all that it is told first."""
        client = self._client(login)
        effects = self.engine.core.connect(client, self.engine.clock())
        return [effect.event for effect in effects if isinstance(effect, Reply)]

    def _client(self, login: str) -> Client:
        user = self._directory.user_by_login(login)
        assert user is not None
        return Client(f"{SESSION}{login}", user.id)

    def deafen(self) -> None:
        """Events of the PBX are lost on their way, until `hear`; answers come."""
        self._pbx.frames = lambda frames: None  # type: ignore[method-assign]

    def hear(self) -> None:
        """Events come again."""
        del self._pbx.frames

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
async def serving(
    directory: Directory, connect: Connect, who: Credentials, folder: Path, dialing: Dialing
) -> AsyncIterator[Server]:
    """A running one; the traces are in `folder`."""
    server = Server(directory, connect, who, folder, dialing)
    try:
        await server.start()
        yield server
    finally:
        await server.stop()


def _as_hub(ear: Ear) -> Hub:
    return ear  # type: ignore[return-value]
