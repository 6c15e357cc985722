"""Writes the records of calls, many at a time and off the call path.

Nobody waits for a record, so a database that fails only makes them wait here: they are tried again until they are
written. When more wait than fit, the newest are left out, counted and logged: a server must not die of its history.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

import structlog

from jackfield.domain.past.call_records import CallRecord
from jackfield.storage.errors import ConflictError, StorageError

log = structlog.get_logger()

MOST_WAITING = 200_000
"""Two hours of the busiest house there is, some 400 MB."""

AT_ONCE = 500
GATHER_SECONDS = 0.1
"""Records that come within this time are written together."""

RETRY_SECONDS = 1.0
BEHIND = 5_000
"""More than this many waiting are worth a line in the log."""

Keep = Callable[[Sequence[CallRecord]], Awaitable[None]]
"""`Storage.keep_calls`."""


class Recorder:
    """The queue before the storage."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self._queue: deque[CallRecord] = deque()
        self._task: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._behind = False
        self.lost = 0
        """Records left out because too many waited, or that the database refused."""

    @property
    def waiting(self) -> int:
        """How many are not on the disk yet."""
        return len(self._queue)

    def put(self, record: CallRecord) -> None:
        """Have it written soon; never waits."""
        if len(self._queue) >= MOST_WAITING:
            self.lost += 1
            if self.lost & self.lost - 1 == 0:  # 1, 2, 4, 8, ...
                log.error("call records are lost: too many wait for the database", lost=self.lost)
            return
        self._queue.append(record)
        if len(self._queue) > BEHIND and not self._behind:
            self._behind = True
            log.warning("call records wait for the database", waiting=len(self._queue))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="writer of call records")

    async def flush(self) -> None:
        """Write what waits now. Raises StorageError when it cannot be."""
        end = self._queue[-1].id if self._queue else None
        while end is not None and any(record.id == end for record in self._queue):
            # who gives up waiting does not break off the writing
            await asyncio.shield(asyncio.ensure_future(self._write()))

    async def close(self) -> None:
        """Write what waits, or say how much of it is lost."""
        if self._task is not None:
            async with self._turn:  # never in the middle of a transaction
                self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        try:
            await self.flush()
        except StorageError as error:
            log.error("call records are lost: the server stops", lost=len(self._queue), error=str(error))

    async def _run(self) -> None:
        while self._queue:
            await asyncio.sleep(GATHER_SECONDS)
            try:
                while self._queue:
                    await self._write()
            except StorageError as error:
                log.error("call records not written, tried again", waiting=len(self._queue), error=str(error))
                await asyncio.sleep(RETRY_SECONDS)

    async def _write(self) -> None:
        """The oldest of them, in one transaction."""
        async with self._turn:
            batch = [self._queue[n] for n in range(min(AT_ONCE, len(self._queue)))]
            if not batch:
                return
            try:
                await self._keep(batch)
            except ConflictError:
                await self._one_by_one(batch)
            for _ in batch:
                self._queue.popleft()
        if self._behind and not self._queue:
            self._behind = False
            log.info("call records are written")

    async def _one_by_one(self, batch: Sequence[CallRecord]) -> None:
        """One of them contradicts the database: it alone is left out."""
        for record in batch:
            try:
                await self._keep([record])
            except ConflictError as error:
                self.lost += 1
                log.error("a call record is lost", call=record.linkedid, error=str(error))
