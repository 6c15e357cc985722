"""One process of a plug-in, from its start to its end: events in, what becomes of each out. Knows no restarts.

It ends when the plug-in does, and is ended when it takes too long, says what is no message, or asks without measure.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import msgspec
import structlog

from jackfield.domain.results import Refused
from jackfield.domain.shuttle.steps import StepTold
from jackfield.domain.shuttle.wakeups import mode_of
from jackfield.plugins.messages import (
    Answer,
    Done,
    Failed,
    FromPlugin,
    GivenUp,
    Note,
    OpenPage,
    Ready,
    ShowRow,
    Start,
    Stop,
    Tell,
    ToPlugin,
    Unfit,
    from_plugin,
    line,
)
from jackfield.plugins.ports import Engine
from jackfield.plugins.said import log_what_it_says

log = structlog.get_logger()

LONGEST_LINE = 64 * 1024
ENDED = "it ended"
MOST_ASKED = 20
"""Pages, rows and notes for one event; beyond, a plug-in is out of its mind."""


class Unable(Exception):
    """The plug-in cannot run as it is installed and configured."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds, and events at the same time."""

    start: float = 20.0
    event: float = 10.0
    close: float = 3.0
    at_once: int = 4


class Busy(msgspec.Struct, kw_only=True):
    """An event that the plug-in has."""

    told: StepTold
    since: float
    at: float
    url: str = ""
    notes: list[str] = []
    asked: int = 0

    @property
    def call(self) -> str:
        """Events of one call are handled one after another."""
        return str(self.told.data.get("uniqueid", ""))


Over = Callable[[Busy, str], None]
"""Told what became of an event: the problem, "" for none."""


class Process:
    """`next_of`: the next event that is of none of these calls, None if there is none."""

    def __init__(
        self,
        start: Start,
        limits: Limits,
        engine: Engine,
        next_of: Callable[[set[str]], Busy | None],
        over: Over,
    ) -> None:
        self._start = start
        self._limits = limits
        self._engine = engine
        self._next_of = next_of
        self._over = over
        self._loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()
        self._busy: dict[int, Busy] = {}
        self._last = 0
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False
        self._left: int | None = None
        """How it ended, when it did by itself."""
        self.ready = asyncio.Event()

    @property
    def pid(self) -> int:
        """0 without a process."""
        return self._process.pid if self._process is not None and self._process.returncode is None else 0

    def news(self) -> None:
        """There are more events."""
        self._wake.set()

    def stop(self) -> None:
        """Let it finish what it does, within its time, and take nothing more."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> str:
        """Until it ends; why it did. Raises Unable."""
        try:
            process = self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", "jackfield.plugins.child", str(os.getpid()),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
                env=environment(), start_new_session=True, limit=LONGEST_LINE,
            )  # fmt: skip
        except OSError as error:
            return f"no process could be made: {error.strerror}"
        assert process.stdout is not None
        assert process.stderr is not None
        said = asyncio.create_task(log_what_it_says(self._start.name, process.stderr), name="errors of a plug-in")
        work = [
            asyncio.create_task(self._hear(process.stdout), name="answers of a plug-in"),
            asyncio.create_task(self._feed(), name="events for a plug-in"),
        ]
        why = "the server stops"
        try:
            done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
            why = next(iter(done)).result()
        finally:
            await self._end(process, [*work, said], why)
        code = self._left if self._left is not None else process.returncode
        return why if self._left is None and code in (0, -signal.SIGKILL) else f"{why}, {how(code)}"

    async def _end(self, process: asyncio.subprocess.Process, tasks: list[asyncio.Task[str]], why: str) -> None:
        """Leave nothing of it behind."""
        for task in tasks[:-1]:
            task.cancel()
        if why == ENDED:  # its pipe is closed a moment before it has ended by itself
            with suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    self._left = await process.wait()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        # Its end is told when its pipes are at theirs (Python 3.11.5): they are read until then, but not for ever, as a
        # child of its own may hold them open.
        last = [asyncio.create_task(process.wait()), asyncio.create_task(_drain(process)), tasks[-1]]
        await asyncio.wait(last, timeout=0.5)
        for each in last:
            each.cancel()
        await asyncio.gather(*tasks, *last, return_exceptions=True)
        for busy in self._busy.values():
            self._over(busy, f"lost: {why}")
        self._busy.clear()

    def _say(self, message: ToPlugin) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        if not self._process.stdin.is_closing():
            self._process.stdin.write(line(message))

    async def _feed(self) -> str:
        """Give it events, and look at the clock; why it is to be ended."""
        self._say(self._start)
        ready_by = self._loop.time() + self._limits.start
        while True:
            self._wake.clear()
            if self._stopping:
                return await self._closed()
            if self.ready.is_set():
                self._give()
                until = min((busy.since + self._limits.event for busy in self._busy.values()), default=None)
            else:
                until = ready_by
            if until is not None and until <= self._loop.time():
                limit = self._limits.event if self.ready.is_set() else self._limits.start
                return f"it took longer than {limit:g} s" + ("" if self.ready.is_set() else " to begin")
            with suppress(TimeoutError):
                async with asyncio.timeout_at(until):
                    await self._wake.wait()

    def _give(self) -> None:
        while len(self._busy) < self._limits.at_once:
            busy = self._next_of({each.call for each in self._busy.values()})
            if busy is None:
                return
            self._last += 1
            busy.since = self._loop.time()
            self._busy[self._last] = busy
            self._say(Tell(self._last, busy.told.data))

    async def _closed(self) -> str:
        assert self._process is not None
        self._say(Stop())
        with suppress(TimeoutError):
            async with asyncio.timeout(self._limits.close):
                await self._process.wait()
        return "the server stops"

    async def _hear(self, stdout: asyncio.StreamReader) -> str:
        """Take what it says; why it is to be ended. Raises Unable."""
        while True:
            try:
                given = await stdout.readline()
                if not given:
                    return ENDED
                self._take(from_plugin(given))
            except Nonsense as error:
                return str(error)
            except ValueError:  # too long, no JSON, or none of our messages
                return "it said what is no message"

    def _take(self, message: FromPlugin) -> None:
        match message:
            case Ready():
                self.ready.set()
                self._wake.set()
            case Unfit(reason):
                raise Unable(reason)
            case GivenUp(reason):
                raise Nonsense(reason)
            case Done() | Failed():
                busy = self._busy.pop(message.id, None)
                if busy is None:
                    raise Nonsense("it answered what it was not told")
                self._over(busy, message.reason if isinstance(message, Failed) else "")
                self._wake.set()
            case OpenPage() | ShowRow() | Note():
                self._asked(message)

    def _asked(self, message: OpenPage | ShowRow | Note) -> None:
        busy = self._busy.get(message.id)
        if busy is None:
            raise Nonsense("it asked beside any event")
        busy.asked += 1
        if busy.asked > MOST_ASKED:
            raise Nonsense(f"it asked more than {MOST_ASKED} times for one event")
        if isinstance(message, Note):
            busy.notes.append(message.text)
            log.info("plug-in notes", plugin=self._start.name, note=message.text)
            return
        try:
            if isinstance(message, ShowRow):
                self._engine.add_realtime(message.row, partial(self._shown, self._process, message.ask))
            else:
                busy.url = message.url
                pages = self._engine.wake_up(message.url, message.peer, mode_of(message.mode))
                self._say(Answer(message.ask, pages=pages))
        except Refused as refused:
            self._say(_refusal(message.ask, refused))

    def _shown(self, asker: asyncio.subprocess.Process | None, ask: int, refused: Refused | None) -> None:
        """A row is on the disk, or is not to be. The process that asked may have ended meanwhile."""
        if self._process is asker:
            self._say(Answer(ask) if refused is None else _refusal(ask, refused))


def _refusal(ask: int, refused: Refused) -> Answer:
    return Answer(ask, code=refused.code.value, text=refused.text)


async def _drain(process: asyncio.subprocess.Process) -> None:
    """Read what nobody wants to know any more: a pipe that is too full is not looked at, not even for its end."""
    assert process.stdout is not None
    while await process.stdout.read(LONGEST_LINE):
        pass


class Nonsense(Exception):
    """A plug-in that behaves as none may, or cannot go on: it is ended."""


def environment() -> dict[str, str]:
    """Of the server, without its own settings: there are passwords among them."""
    return {name: value for name, value in os.environ.items() if not name.startswith("JACKFIELD_")} | {
        "PYTHONUTF8": "1"
    }


def how(code: int | None) -> str:
    """How a process ended."""
    if code is None or code >= 0:
        return f"exit status {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
