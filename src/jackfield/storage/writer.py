"""Carries out what the core wants kept, one `Store` after another and off its path, and says what became of each.

Whoever waits is never left without an answer: what cannot be begun in time, or does not fit the queue, is refused
without having been tried, so that nothing of it is on the disk. Reasons are told to users in words without paths or
addresses; those are in the log.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

import structlog

from jackfield.domain.effects import Store
from jackfield.domain.facts import Stored
from jackfield.domain.lasting import Change
from jackfield.storage.errors import ConflictError, OutrunError, StorageError, UnclearError

log = structlog.get_logger()

MOST_WAITING = 1000
PATIENCE_SECONDS = 5.0
"""How long a `Store` may wait for its turn."""

RETRY_SECONDS = 0.5

FAILED = "The server cannot store anything at the moment; nothing was changed"
UNCLEAR = "The server stops, and could not learn whether this was stored"
SLOW = "The server is too slow in storing at the moment; nothing was changed"
GONE = "It contradicts what is stored by now (a user or status is gone); nothing was changed"
OUTRUN = "Somebody else has changed it meanwhile; nothing was changed"

Keep = Callable[[Sequence[Change]], Awaitable[None]]
"""`Storage.keep`."""


class _Waiting(NamedTuple):
    effect: Store
    since: float


class Writer:
    """The queue before the storage. `told` is called with each answer, in the order of the questions."""

    def __init__(self, keep: Keep, told: Callable[[Stored], None]) -> None:
        self._keep = keep
        self._told = told
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._closing = self._closed = False

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return self._queue.qsize()

    def put(self, effect: Store) -> None:
        """Have it carried out soon; never waits."""
        loop = asyncio.get_running_loop()
        if self._closed or self._queue.qsize() >= MOST_WAITING:
            log.error("storage is closed" if self._closed else "storage is behind", waiting=self._queue.qsize())
            # not in this turn: whoever asks has not finished asking
            loop.call_soon(self._told, Stored(effect.tag, ok=False, message=FAILED if self._closed else SLOW))
            return
        self._queue.put_nowait(_Waiting(effect, loop.time()))
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="writer of what lasts")

    async def close(self) -> None:
        """Finish what waits, then stop; what comes later is refused."""
        self._closing = True
        await self._queue.join()
        self._closed = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            waiting = await self._queue.get()
            try:
                self._told(await self._carry_out(waiting))
            finally:
                self._queue.task_done()

    async def _carry_out(self, waiting: _Waiting) -> Stored:
        tag = waiting.effect.tag
        if asyncio.get_running_loop().time() - waiting.since > PATIENCE_SECONDS:
            log.error("not stored in time", changes=len(waiting.effect.changes))
            return Stored(tag, ok=False, message=SLOW)
        try:
            await self._surely(waiting.effect.changes)
        except OutrunError:
            return Stored(tag, ok=False, message=OUTRUN, outrun=True)
        except ConflictError as error:
            log.warning("not stored", error=str(error))
            return Stored(tag, ok=False, message=GONE)
        except UnclearError as error:
            log.error("stored or not", error=str(error))
            return Stored(tag, ok=False, message=UNCLEAR)
        except StorageError as error:
            log.error("not stored", error=str(error))
            return Stored(tag, ok=False, message=FAILED)
        return Stored(tag, ok=True)

    async def _surely(self, changes: Sequence[Change]) -> None:
        """Keep them, again and again while nobody knows whether they are kept: all changes can be made twice."""
        while True:
            try:
                return await self._keep(changes)
            except UnclearError as error:
                if self._closing:
                    raise
                log.error("stored or not, tried again", error=str(error))
                await asyncio.sleep(RETRY_SECONDS)
