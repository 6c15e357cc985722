"""The process of one plug-in: `python -m jackfield.plugins.child`, begun by the server and talked to by its pipes.

Lines of `messages.py` come in by standard input and go out by standard output; what the plug-in itself prints goes to
standard error, which is the server's log. The process ends with its server, however that ends.
"""

import asyncio
import ctypes
import os
import resource
import signal
import sys
import traceback
from collections.abc import Mapping
from contextvars import ContextVar
from importlib.metadata import EntryPoint
from typing import Any, BinaryIO

import msgspec

from jackfield.integration import Integration, NotOpened, WakeupMode, event_of
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
    Unfit,
    line,
    to_plugin,
)

GROUP = "jackfield.integrations"
"""The group of entry points in which plug-ins are found."""

PR_SET_PDEATHSIG = 1  # prctl(2)
LONGEST_LINE = 4_000_000
LONGEST_TEXT = 1000

_current: ContextVar[int] = ContextVar("event")


class Wire:
    """The desk of a plug-in: what it asks goes to the server, with the event that it is about."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.out_of_memory = b""
        """The line that says so, made while there is memory for it."""
        self._asked: dict[int, asyncio.Future[Answer]] = {}
        self._last = 0

    def say(self, message: FromPlugin) -> None:
        """A line to the server; waits while that does not read."""
        self._out.write(line(message))
        self._out.flush()

    def give_up(self) -> None:
        """There is no memory left: another process may begin."""
        self._out.write(self.out_of_memory)
        self._out.flush()

    def answered(self, answer: Answer) -> None:
        """The server has answered."""
        waiting = self._asked.pop(answer.ask, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    async def wakeup(self, url: str, peer: str, mode: WakeupMode) -> int:
        ask = self._next()
        return (await self._ask(OpenPage(_current.get(), ask, url, peer, str(mode)))).pages

    async def show(self, row: Mapping[str, Any]) -> None:
        await self._ask(ShowRow(_current.get(), self._next(), dict(row)))

    def note(self, text: str) -> None:
        self.say(Note(_current.get(), text[:LONGEST_TEXT]))

    def _next(self) -> int:
        self._last += 1
        return self._last

    async def _ask(self, message: OpenPage | ShowRow) -> Answer:
        waiting: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._asked[message.ask] = waiting
        self.say(message)
        answer = await waiting
        if answer.code:
            raise NotOpened(answer.code, answer.text)
        return answer


class Misfit(Exception):
    """The plug-in cannot run so; the text says why."""


def made(start: Start, desk: Wire) -> Integration[Any]:
    """The plug-in. Raises Misfit."""
    try:
        found = EntryPoint(name=start.name, value=start.target, group=GROUP).load()
    except MemoryError:
        raise
    except Exception as error:
        traceback.print_exc()
        raise Misfit(f"{start.target} cannot be loaded: {said(error)}") from None
    if not (isinstance(found, type) and issubclass(found, Integration)):
        raise Misfit(f"{start.target} is no class derived from jackfield.integration.Integration")
    try:
        settings = msgspec.convert(start.settings, found.settings_type)
    except msgspec.ValidationError as error:
        raise Misfit(f"[integrations.{start.name}.settings] {error}") from None
    plugin: Integration[Any] = found(settings, desk)
    return plugin


def said(error: BaseException) -> str:
    """An error as one line."""
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return " ".join(text.split())[:LONGEST_TEXT]


async def handled(plugin: Integration[Any], wire: Wire, told: Tell) -> None:
    """Handle an event, and say how it went."""
    _current.set(told.id)
    try:
        await plugin.handle(event_of(told.data))
    except MemoryError:
        wire.give_up()
    except Exception as error:
        if not isinstance(error, NotOpened):
            traceback.print_exc()
        wire.say(Failed(told.id, said(error)))
    else:
        wire.say(Done(told.id))


async def serve(reader: asyncio.StreamReader, wire: Wire) -> None:
    """Be the plug-in that the first line names, until the server closes the pipe."""
    start = to_plugin(await reader.readline())
    assert isinstance(start, Start)
    wire.out_of_memory = line(GivenUp(f"it wanted more than {start.memory_megabytes} MB of memory"))
    limit_memory(start.memory_megabytes)
    try:
        plugin = made(start, wire)
        await plugin.open()
    except Misfit as error:
        wire.say(Unfit(str(error)))
        return
    except MemoryError:
        wire.give_up()
        return
    except Exception as error:
        traceback.print_exc()
        wire.say(GivenUp(f"it could not begin: {said(error)}"))
        return
    wire.say(Ready())
    at_work: set[asyncio.Task[None]] = set()
    ending: asyncio.Task[None] | None = None

    async def end() -> None:
        await asyncio.gather(*at_work, return_exceptions=True)
        await plugin.close()
        reader.feed_eof()

    async for given in reader:
        message = to_plugin(given)
        if isinstance(message, Answer):
            wire.answered(message)
        elif isinstance(message, Tell):
            task = asyncio.create_task(handled(plugin, wire, message))
            at_work.add(task)
            task.add_done_callback(at_work.discard)
        elif isinstance(message, Stop) and ending is None:
            ending = asyncio.create_task(end())  # answers still come


def limit_memory(megabytes: int) -> None:
    """Of this process; beyond, Python raises MemoryError."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def end_with(parent: int) -> None:
    """Have the system kill this process as soon as its parent is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


async def main() -> None:
    """Keep the pipes of the server to ourselves, then serve."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    given = os.fdopen(os.dup(0), "rb", buffering=0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    reader = asyncio.StreamReader(limit=LONGEST_LINE)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), given)
    await serve(reader, Wire(out))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-c in a terminal is for the server
    end_with(int(sys.argv[1]))
    asyncio.run(main())
