"""Processes of a bench: each does what it is asked over a pipe, so that its CPU time is its own.

A worker's function gets the pipe and calls `obey` in its event loop, or answers the pipe itself.
"""

import asyncio
import importlib
import inspect
import multiprocessing
import os
import resource
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import uvloop
from _report import allow_files

Handlers = Mapping[str, Callable[..., Any]]
Pipe = Connection

PAGE_BYTES = resource.getpagesize()


class Worker:
    """A process of its own; `ask` says what to do and gives what it answers.

    `target` names its function, `MODULE:FUNCTION`, so that nobody else loads what only it needs.
    """

    def __init__(self, target: str, *args: Any) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_run, args=(target, theirs, *args), daemon=True)
        self._process.start()
        theirs.close()

    def begun(self) -> Self:
        """Wait until it can be asked."""
        if self.answer() != "ready":
            raise RuntimeError("a process began with something else than being ready")
        return self

    def ask(self, what: str, *args: Any, timeout: float = 120.0) -> Any:
        """Raises TimeoutError, EOFError when it has died, RuntimeError for what went wrong over there."""
        self.tell(what, *args)
        return self.answer(timeout)

    def tell(self, what: str, *args: Any) -> None:
        """Begin something; `answer` must be called for it."""
        self._pipe.send((what, args))

    def answer(self, timeout: float = 120.0) -> Any:
        """The answer to what was told."""
        if not self._pipe.poll(timeout):
            raise TimeoutError(f"no answer in {timeout} s")
        ok, result = self._pipe.recv()
        if not ok:
            raise RuntimeError(result)
        return result

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.join(10)
        if self._process.is_alive():
            self._process.kill()
        self._pipe.close()


def started(stack: ExitStack, target: str, *args: Any) -> Worker:
    """A process that can be asked and that ends with the stack."""
    return stack.enter_context(Worker(target, *args)).begun()


def _run(target: str, pipe: Pipe, *args: Any) -> None:
    module, _, function = target.partition(":")
    getattr(importlib.import_module(module), function)(pipe, *args)


def cpu() -> float:
    """CPU seconds of this process so far."""
    return time.process_time()


def memory() -> int:
    """Resident bytes of this process."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES


async def obey(pipe: Pipe, handlers: Handlers) -> None:
    """Do what the pipe asks until it is closed; `cpu` and `memory` are always understood."""
    loop = asyncio.get_running_loop()
    over = loop.create_future()
    known: Handlers = {"cpu": cpu, "memory": memory, **handlers}
    tasks: set[asyncio.Task[None]] = set()

    async def carry_out(what: str, args: tuple[Any, ...]) -> None:
        try:
            result = known[what](*args)
            if inspect.isawaitable(result):
                result = await result
            pipe.send((True, result))
        except Exception as error:  # whatever it was, the one who asked must hear of it
            pipe.send((False, f"{what}: {error!r}"))

    def readable() -> None:
        try:
            what, args = pipe.recv()
        except (EOFError, OSError):
            loop.remove_reader(pipe.fileno())
            over.set_result(None)
            return
        task = asyncio.ensure_future(carry_out(what, args))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    loop.add_reader(pipe.fileno(), readable)
    pipe.send((True, "ready"))
    await over


def on_uvloop(main: Awaitable[None]) -> None:
    """Run as the server does: on uvloop, with files enough, its log to nowhere."""
    allow_files(20_000)
    quiet = os.open(os.devnull, os.O_WRONLY)
    if not os.environ.get("BENCH_LOG"):
        os.dup2(quiet, 2)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_wait(main))


async def _wait(main: Awaitable[None]) -> None:
    await main
