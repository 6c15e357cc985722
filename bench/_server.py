"""The server under test in a process of its own: the program's parts as `app.py` puts them, without a database.

All users are administrators. `publish` gives the hub what the core would give it.
"""

import asyncio
import gc
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from _process import Handlers, Pipe, obey, on_uvloop
from _users import HINT, KEY, number_of

from jackfield.app import link_to, set_up_collector
from jackfield.config import Asterisk, Config
from jackfield.domain.core import Core
from jackfield.domain.directory import Directory, Line, Queue, User
from jackfield.domain.effects import PBX, Publish, hint_topic
from jackfield.domain.facts import LinkChanged, PbxLink
from jackfield.engine import Clock, Engine
from jackfield.protocol.encode import frame
from jackfield.protocol.events import Event, PbxStatus, PhoneHintStatusEvent
from jackfield.protocol.values import PbxState, PhoneHint, Profile
from jackfield.server_log import set_up_log
from jackfield.storage.journal import JournalFile
from jackfield.telephony.ami.pbx import AmiPbx
from jackfield.web.server import Server, open_hub
from jackfield.web.settings import WebSettings

STATES = (PhoneHint.AVAILABLE, PhoneHint.CALLING)
MAX_SOCKETS = 15_000
NO_PINGS = 10_000.0


def directory_of(users: int, queues: int = 0) -> Directory:
    """As many users, each with a line."""
    numbers = range(1, users + 1)
    return Directory.build(
        users=[
            User(id=n, login=f"user{n}", first_name="Agent", last_name=str(n), line_id=n, profile=Profile.ADMIN)
            for n in numbers
        ],
        lines=[
            Line(id=n, number=number_of(n), endpoint=f"PJSIP/{number_of(n)}", context="default", user_id=n)
            for n in numbers
        ],
        queues=[
            Queue(id=n, name=f"queue{n}", display_name=f"Queue {n}", number=str(3000 + n)) for n in range(1, queues + 1)
        ],
    )


class Accounts:
    """Everybody in the directory, by token only."""

    signing_key = KEY

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def verify(self, login: str, password: str) -> User | None:
        """Nobody comes by password."""
        return None

    def user(self, user_id: int) -> User | None:
        """The user of a token."""
        return self._directory.user(user_id)

    def mark(self, user_id: int) -> str:
        """Nobody has a password."""
        return ""

    def named(self, login: str) -> User | None:
        """The user of a login."""
        return self._directory.user_by_login(login)


class Under:
    """The running server and what a bench may ask of it."""

    def __init__(self, users: int, queues: int, ami_port: int, directory: str) -> None:
        self._directory = directory_of(users, queues)
        self._ami_port = ami_port
        self._count = 0
        self._kept = 0
        config = Config(asterisk=Asterisk(host="127.0.0.1", port=ami_port or 1, user="bench", secret="bench"))
        set_up_log(config.log)
        set_up_collector()
        settings = WebSettings(port=0, max_sockets=MAX_SOCKETS, ping_seconds=NO_PINGS, silent_seconds=NO_PINGS)
        self.hub = open_hub(settings)
        core = Core(self._directory, epoch="bench")
        self.engine = Engine(core, self.hub, Clock(), JournalFile(Path(directory) / "journal.json"))
        self.pbx = self.engine.pbx = AmiPbx(self.engine.feed, "jackfield")
        accounts = Accounts(self._directory)
        self._server = Server(
            settings,
            hub=self.hub,
            engine=self.engine,
            accounts=accounts,
            ready=lambda: "",
            about=lambda: self.engine.about(demo=False),
        )
        self._link = link_to(config, self.pbx, None) if ami_port else None
        if self._link is None:
            self.engine.feed(LinkChanged(PbxLink.SYNCING))
            self.engine.feed(LinkChanged(PbxLink.UP))

    async def run(self, pipe: Pipe) -> None:
        """Serve until the pipe is closed."""
        port = await self._server.start()
        work: Handlers = {
            "port": lambda: port,
            "publish": self.publish,
            "stream": self.stream,
            "count": self.count,
            "sockets": lambda: len(self._server._pulse),
            "sessions": lambda: self.hub.sessions,
            "longest": self.longest,
            "connect_pbx": self.connect_pbx,
            "known": self.known,
            "collect": gc.collect,
        }
        await obey(pipe, work)

    def _hint(self) -> Event:
        self._count += 1
        return PhoneHintStatusEvent(number=HINT, status=STATES[self._count % 2])

    def publish(self, times: int) -> int:
        """Publish hints in one turn, several as the AMI reader does; gives the bytes of one plain frame."""
        if times > 1:
            self.hub.post.collect()
        for _ in range(times):
            self.hub.perform(Publish(hint_topic(HINT), self._hint()))
        return len(frame(self._hint()))

    async def stream(self, rate: int, seconds: float, size: int) -> None:
        """So many publications a second to all numbered sessions, of about this size, with the time in each."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        for n in range(int(rate * seconds)):
            wait = began + n / rate - loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
            mark = f"{time.monotonic():.6f} ".ljust(size, "x")
            self.hub.perform(Publish(PBX, PbxStatus(pbx=mark, status=PbxState.UP, since=n)))
            self._look()

    async def count(self, numbers: range, rate: int = 0) -> None:
        """One publication to all numbered sessions for each number; all at once, or so many a second."""
        for number in numbers:
            self.hub.perform(Publish(PBX, PbxStatus(pbx="bench", status=PbxState.UP, since=number)))
            if rate:
                await asyncio.sleep(1 / rate)

    def _look(self) -> None:
        for connection in self._server._pulse:
            self._kept = max(self._kept, connection.box._bytes + connection.box.size())

    def longest(self) -> int:
        """Most bytes kept for one socket since the last time this was asked, the transport's included."""
        kept, self._kept = self._kept, 0
        return kept

    async def connect_pbx(self) -> tuple[float, float]:
        """Bring up the link; seconds and CPU seconds until everything is read and told."""
        assert self._link is not None
        began, cpu = time.monotonic(), time.process_time()
        self._keeping = asyncio.create_task(self._link.run())
        while not self.pbx.ready:
            await asyncio.sleep(0.002)
        return time.monotonic() - began, time.process_time() - cpu

    def known(self) -> dict[str, Any]:
        """How many calls and phones the core knows."""
        world = self.engine.core.world
        said = sum(phone.said is not None for phone in world.phones.values())
        return {"legs": len(world.legs), "bridges": len(world.bridges), "phones": said}


def server(pipe: Pipe, users: int, queues: int = 0, ami_port: int = 0) -> None:
    """The process."""
    on_uvloop(_serve(pipe, users, queues, ami_port))


async def _serve(pipe: Pipe, users: int, queues: int, ami_port: int) -> None:
    with TemporaryDirectory(prefix="jackfield-bench-") as directory:
        await Under(users, queues, ami_port, directory).run(pipe)
