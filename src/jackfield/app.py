"""Puts the parts together, starts and stops them: the only place that knows them all.

PBX or simulator --frames--> link --facts--> Engine(core) --effects--> hub --> sockets
sockets --commands--> Engine(core) --effects--> link --actions--> PBX or simulator
"""

import asyncio
import fcntl
import gc
import secrets
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from pathlib import Path

import msgspec
import structlog

from jackfield.config import Config
from jackfield.config.contact_sources import sources_of
from jackfield.contacts.keeper import Keeper
from jackfield.domain.core import Core
from jackfield.domain.directory import Directory
from jackfield.domain.facts import CallbacksForgotten, JournalRead, LinkChanged, PbxLink
from jackfield.domain.lasting import Kept
from jackfield.domain.user.statuses import DEFAULT_STATUSES
from jackfield.engine import Clock, Engine
from jackfield.keeping.accounts import Accounts, passwords_of
from jackfield.keeping.administration import Administration
from jackfield.keeping.archive import Archive
from jackfield.keeping.callbacks import CallbackDesk
from jackfield.keeping.outside import Outside
from jackfield.keeping.privacy import PrivacyDesk
from jackfield.keeping.repairing import Repair
from jackfield.keeping.retention import Forget, Retention
from jackfield.parts_settings import core_settings, ice, plugin_settings, sip_url, web_settings
from jackfield.plugins.host import Host
from jackfield.server_log import set_up_log
from jackfield.storage import demo
from jackfield.storage.changes import Changes
from jackfield.storage.errors import StorageError
from jackfield.storage.journal import JournalFile
from jackfield.storage.passwords import Passwords
from jackfield.storage.personal import Personal
from jackfield.storage.reader import Reader
from jackfield.storage.recorder import Recorder
from jackfield.storage.sql import SqlStorage
from jackfield.storage.writer import Writer
from jackfield.telephony.ami.link import Connect, Link, tcp
from jackfield.telephony.ami.outcomes import Credentials, Timing
from jackfield.telephony.ami.pbx import AmiPbx, Tag
from jackfield.telephony.ami.tape import Tape, taped
from jackfield.telephony.ami.trace import Server as RecordedServer
from jackfield.telephony.asterisk.secrets import line_passwords as read_line_passwords
from jackfield.telephony.asterisk.text import RenderError
from jackfield.telephony.simulator import Panel, RealClock, Simulator
from jackfield.telephony.simulator.sip import SimulatorSip
from jackfield.telephony.sip_socket import AsteriskSip
from jackfield.web.ports import SipExchange
from jackfield.web.server import Server, open_hub
from jackfield.webhooks.webhook import Webhook, WebhookSettings

log = structlog.get_logger()

LOCK_NAME = "jackfield.lock"
"""The file in the data directory that a running server has locked. It says nothing and may stay."""


def storage_of(config: Config) -> SqlStorage:
    """The storage that a configuration names."""
    if config.storage.url:
        return SqlStorage.at(config.storage.url)
    return SqlStorage.in_directory(Path(config.storage.data))


async def kept_in(storage: SqlStorage) -> Kept:
    """What the storage has kept of what changes while the server runs."""
    return Kept(
        services=await storage.user_services(),
        statuses=await storage.user_statuses(),
        preferences=await storage.user_preferences(),
        personal=await storage.personal.all(),
        defaults=await storage.default_memberships(),
        callbacks=await storage.callbacks(),
        queue_days=await storage.queue_days(),
        agent_days=await storage.agent_days(),
        favorites=await storage.favorites(),
        realtime=await storage.realtime_rows(),
        runs=await storage.integration_runs(),
    )


def line_passwords(config: Config) -> Mapping[str, str]:
    """The SIP passwords that browsers are told, by line; none where no file of them is named.

    Raises:
        StartError: the file cannot be read.
    """
    path = config.telephony.line_passwords_file
    if not path:
        return {}
    try:
        return read_line_passwords(Path(path))
    except RenderError as error:
        raise StartError(f"[telephony] line_passwords_file: {error}") from None


class StartError(Exception):
    """The server cannot start here and now; the text says why, for administrators."""


@contextmanager
def data_directory(config: Config) -> Iterator[Config]:
    """The configuration with a data directory that exists: the one it names, or a temporary one for the demo.

    Raises:
        StartError: it cannot be used, another server uses it, or none is named although there is a PBX.
    """
    if config.storage.data:
        with locked(Path(config.storage.data)):
            yield config
        return
    if not config.demo:
        raise StartError("no data directory is named: use --data DIR, or [storage] data in the configuration")
    with tempfile.TemporaryDirectory(prefix="jackfield-") as path:
        yield msgspec.structs.replace(config, storage=msgspec.structs.replace(config.storage, data=path))


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Keep a data directory, made if need be, to one server: two would undo each other's journal.

    The lock is the system's and ends with the process, however that ends.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / LOCK_NAME).open("a")
    except OSError as error:
        raise StartError(f"the data directory {data} cannot be used: {error.strerror}") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StartError(f"another server uses the data directory {data}") from None
        yield


async def listen(server: Server, config: Config) -> int:
    """Open the doors; the port."""
    try:
        return await server.start()
    except OSError as error:
        where = f"{config.server.host}:{config.server.port}"
        raise StartError(f"cannot listen on {where}: {error.strerror or error}") from None


async def with_statuses(storage: SqlStorage) -> Directory:
    """The directory; one that offers no status gets the usual ones, so that what users choose of them can be kept."""
    directory = await storage.load_directory()
    if directory.statuses:
        return directory
    return await storage.edit(lambda before: Changes(statuses=() if before.statuses else DEFAULT_STATUSES))


async def core_of(config: Config, storage: SqlStorage) -> Core:
    """The core, as the storage has kept it and the configuration wants it."""
    directory = await with_statuses(storage)
    kept = await kept_in(storage)
    core = Core(directory, epoch=secrets.token_hex(3), settings=core_settings(config), kept=kept)
    core.world.line_passwords = line_passwords(config)
    core.world.ice = ice(config)
    return core


class Running:
    """A started server: its address, its core, and in the demo the simulator that it runs on."""

    def __init__(self, port: int, server: Server, engine: Engine, link: Link[Tag], simulator: Simulator | None) -> None:
        self.port = port
        self.server = server
        self.engine = engine
        self.link = link
        self.simulator = simulator


@asynccontextmanager
async def running(config: Config, record: Path | None = None) -> AsyncIterator[Running]:
    """Start everything; stop it in reverse: clients are told to come back, the link says goodbye, all is written.

    `record`: the trace in which the dialogue with the PBX and the clients' commands are recorded.

    Raises:
        StorageError: the database cannot be used.
        StartError: the address is taken, the data directory or the trace cannot be used.
    """
    async with AsyncExitStack() as stack:
        config = stack.enter_context(data_directory(config))
        storage = await opened(stack, config)
        revision, core = await storage.revision(), await core_of(config, storage)
        passwords = await passwords_of(stack, storage)
        hub = open_hub(settings := web_settings(config))
        journal = journal_of(stack, config)
        engine = Engine(core, hub, Clock(), journal)
        recorder = to_the_disk(stack, engine, storage)
        pbx = engine.pbx = AmiPbx(engine.feed, config.asterisk.hold_context)
        pbx.announce = hub.post.collect
        engine.feed(JournalRead(journal.read()))
        engine.feed(LinkChanged(PbxLink.DOWN))

        simulator = Simulator(clock=RealClock()) if config.demo else None
        panel = panel_of(stack, simulator)
        accounts = Accounts(core, passwords, await storage.signing_key())
        sip: SipExchange = (
            SimulatorSip(panel) if panel is not None else await stack.enter_async_context(AsteriskSip(sip_url(config)))
        )
        personal = await personal_of(storage, engine)
        outside = await reach_others(stack, config, storage, engine)
        server = Server(
            settings,
            hub=hub,
            engine=engine,
            accounts=accounts,
            ready=lambda: pbx.why_not_ready,
            about=lambda: engine.about(demo=config.demo),
            personal=personal,
            demo=panel,
            sip=sip,
            integrations=engine,
            outside=outside,
            administration=administered(stack, storage, passwords, engine, revision),
            archive=Archive(core, storage, recorder, engine.clock),
            callbacks=CallbackDesk(core, storage, engine.feed, engine.clock),
            privacy=privacy_of(config, storage, recorder, personal, engine),
        )
        engine.integrations = server.tell_integrations
        port = await listen(server, config)
        stack.push_async_callback(server.drain)

        if record is not None:
            engine.tape = stack.enter_context(closing(tape_of(record, core, config)))
        link = link_to(config, pbx, simulator, engine.tape)
        keep_linked(stack, link)
        keep_house(stack, config, storage, engine, pbx)
        yield Running(port, server, engine, link, simulator)


def journal_of(stack: AsyncExitStack, config: Config) -> JournalFile:
    """What the PBX does not tell after a restart; at the end it is written."""
    journal = JournalFile(Path(config.storage.data or ".") / "journal.json")
    stack.callback(journal.write)
    return journal


def privacy_of(
    config: Config, storage: SqlStorage, recorder: Recorder, personal: Personal, engine: Engine
) -> PrivacyDesk:
    """Where administrators have a number shown and forgotten."""
    prefix = config.telephony.international_prefix
    return PrivacyDesk(storage, recorder, personal, engine.webhook, engine.feed, prefix)


def panel_of(stack: AsyncExitStack, simulator: Simulator | None) -> Panel | None:
    """The simulated phones for the pages, where there are any."""
    if simulator is None:
        return None
    panel = Panel(simulator)
    stack.callback(panel.close)
    return panel


async def reach_others(stack: AsyncExitStack, config: Config, storage: SqlStorage, engine: Engine) -> Outside:
    """Keep the address books of other directories, and tell other servers and plug-ins of events, from now on."""
    keeper = Keeper(sources_of(config), config.telephony.international_prefix, engine.feed)
    stack.push_async_callback(keeper.close)
    engine.make_book = keeper.remake
    engine.take_contacts(await storage.contacts())
    keeper.start()
    if config.webhooks.urls:
        engine.webhook = await stack.enter_async_context(webhook_of(config, storage, engine.clock))
    engine.plugins = await stack.enter_async_context(Host(plugin_settings(config), engine, engine.clock))
    return Outside(keeper, engine.webhook)


async def personal_of(storage: SqlStorage, engine: Engine) -> Personal:
    """Users' own contacts, read."""
    personal = Personal(storage.personal, engine.feed)
    await personal.open()
    return personal


async def opened(stack: AsyncExitStack, config: Config) -> SqlStorage:
    """The storage, ready, with the demo in it where that is wanted."""
    storage = storage_of(config)
    stack.push_async_callback(storage.close)
    await storage.open()
    if config.demo:
        await demo.fill(storage)
    return storage


def retention_of(config: Config, storage: SqlStorage, engine: Engine) -> Retention:
    """What is deleted each night; the core holds callbacks, too."""
    days = config.retention

    async def forget_callbacks(before: float) -> int:
        gone = await storage.forget_callbacks(before)
        engine.feed(CallbacksForgotten(gone))
        return len(gone)

    kinds: dict[str, tuple[int, Forget]] = {
        "calls": (days.calls_days, storage.forget_calls),
        "callbacks": (days.callbacks_days, forget_callbacks),
        "agents": (days.agents_days, storage.forget_agent_times),
        "audit": (days.audit_days, storage.forget_audit),
    }
    return Retention(kinds, engine.core.world.settings.time_zone)


def keep_house(stack: AsyncExitStack, config: Config, storage: SqlStorage, engine: Engine, pbx: AmiPbx) -> None:
    """Have the history repaired as soon as the PBX has been heard, where its logs can be read, and old data deleted."""
    beside(stack, retention_of(config, storage, engine).run(), "deleting what is old")
    past = config.history
    if past.queue_log or past.cdr or past.cel:
        data = Path(config.storage.data or ".")
        work = Repair(engine.core, storage, data, queue_log=past.queue_log, cdr=past.cdr, cel=past.cel)
        beside(stack, work.run(lambda: pbx.why_not_ready), "repair of the history")


def beside(stack: AsyncExitStack, work: Coroutine[None, None, None], name: str) -> None:
    """Have this done beside all else, until the end at most."""
    task = asyncio.create_task(work, name=name)

    async def end() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    stack.push_async_callback(end)


def keep_linked(stack: AsyncExitStack, link: Link[Tag]) -> None:
    """Reach the PBX from now on, again and again; at the end say goodbye to it."""
    keeping = asyncio.create_task(link.run(), name="link to the PBX")
    stack.push_async_callback(close_link, link, keeping)


def administered(
    stack: AsyncExitStack, storage: SqlStorage, passwords: Passwords, engine: Engine, revision: int
) -> Administration:
    """The way to change what the engine works with; what other processes change is followed until the end."""
    made = Administration(
        storage,
        passwords,
        adopt=engine.configure,
        view=engine.configuration,
        revision=revision,
        sign_out=engine.hub.revoke,
    )
    beside(stack, made.follow(), "changes by other processes")
    return made


def to_the_disk(stack: AsyncExitStack, engine: Engine, storage: SqlStorage) -> Recorder:
    """Give the engine its roads to the storage; at the end all that waits on them is written. That of the calls."""
    engine.writer = Writer(storage.keep, engine.feed)
    recorder = engine.recorder = Recorder(storage.keep_calls)
    stack.push_async_callback(engine.writer.close)
    engine.reader = Reader(storage.find, engine.feed, recorder.flush)
    stack.push_async_callback(recorder.close)
    stack.push_async_callback(engine.reader.close)
    stack.callback(engine.closing)
    return recorder


def webhook_of(config: Config, storage: SqlStorage, clock: Clock) -> Webhook:
    """Who is told of events by HTTP; letters wait in the storage."""
    section = config.webhooks
    settings = WebhookSettings(
        urls=section.urls,
        secrets=section.secrets,
        keep_seconds=section.keep_hours * 3600,
        most_waiting=section.max_waiting,
        timeout_seconds=section.timeout_seconds,
    )
    return Webhook(settings, storage.letters, Path(config.storage.data or "."), clock, StorageError)


def tape_of(path: Path, core: Core, config: Config) -> Tape:
    """A recording of this server that begins now."""
    try:
        tape = Tape(path)
    except OSError as error:
        raise StartError(f"the recording {path} cannot be written: {error.strerror}") from None
    world = core.world
    tape.served_by(
        RecordedServer.of(
            world.directory,
            settings=world.settings,
            epoch=world.epoch,
            hold_context=config.asterisk.hold_context,
            kept=Kept(services=dict(world.services), statuses=dict(world.statuses)),
        )
    )
    return tape


def link_to(config: Config, pbx: AmiPbx, simulator: Simulator | None, tape: Tape | None = None) -> Link[Tag]:
    """The link to the configured PBX, or through memory to the simulator; recorded where there is a tape."""
    connect: Connect
    if simulator is not None:
        connect, who = simulator.connect, Credentials(user=simulator.setup.username, secret=simulator.setup.secret)
    else:
        asterisk = config.asterisk
        connect, who = tcp(asterisk.host, asterisk.port), Credentials(user=asterisk.user, secret=asterisk.secret)
    dead = config.asterisk.dead_after_seconds
    if tape is not None:
        connect = taped(connect, tape)
    link: Link[Tag] = Link(connect, who, pbx, timing=Timing(ping_after=dead / 3, dead_after=dead * 0.9))
    pbx.send = link.send
    return link


async def close_link(link: Link[Tag], keeping: asyncio.Task[None]) -> None:
    """Say goodbye to the PBX."""
    await link.close()
    await asyncio.gather(keeping, return_exceptions=True)


async def heard(why_not_ready: Callable[[], str]) -> None:
    """Wait until it is known which calls and phones the PBX has."""
    while why_not_ready():  # noqa: ASYNC110  the link tells it to whoever asks, and wakes nobody
        await asyncio.sleep(0.01)


async def serve(config: Config, ready: Callable[[str], None], record: Path | None = None) -> None:
    """Run until SIGINT or SIGTERM.

    `ready` is told the address as soon as clients can come, in the demo as soon as they find telephones; `record`: see
    `running`.
    """
    set_up_log(config.log)
    set_up_collector()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with running(config, record) as started:
        if started.simulator is not None:
            await heard(started.server.why_not_ready)  # it is in this process: who types the next line finds telephones
        ready(f"http://{config.server.host}:{started.port}")
        await stop.wait()


def set_up_collector() -> None:
    """Look for garbage in circles seldom: a server makes little of it, but thousands of sockets to look through.

    With Python's own thresholds a third of what a connection costs is this search (measured).
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
