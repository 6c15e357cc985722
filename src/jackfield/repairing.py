"""Repairs the history once at each start: queue calls that came and went while the server was away.

It stands between the PBX's own log (`telephony`), the storage and the core. How long the server was away tells a file
whose time is that of its last sign of life.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import structlog

from jackfield.domain.core import Core
from jackfield.domain.past.call_records import CallRecord, QueueStep
from jackfield.domain.questions import StepsOfQueues
from jackfield.storage.errors import StorageError
from jackfield.storage.sql import SqlStorage
from jackfield.telephony.asterisk import missed_calls
from jackfield.telephony.asterisk.queue_log import read, visits

log = structlog.get_logger()

ALIVE = "alive"
"""The file in the data directory; it says nothing but its time."""

BEAT_SECONDS = 2.0
READY_POLL_SECONDS = 0.2
MOST_BYTES = 64 * 1024 * 1024
"""Of the log, from its end: some half a million calls."""

MOST_STEPS = 100_000
SAME_SECONDS = 2.0
"""A stay whose times differ by less is the same one: queue_log counts whole seconds, by another clock."""


class Repair:
    """The repair of one start, and the signs of life for the next."""

    def __init__(self, core: Core, storage: SqlStorage, data: Path, queue_log: Path) -> None:
        self._core = core
        self._storage = storage
        self._alive = data / ALIVE
        self._queue_log = queue_log
        self._since = _time_of(self._alive)
        self._began = time.time()
        self.repaired = 0

    async def run(self, why_not_ready: Callable[[], str]) -> None:
        """Wait until it is known which calls there still are, repair, then give signs of life until cancelled."""
        while why_not_ready():  # noqa: ASYNC110  the link tells it to whoever asks, and wakes nobody
            await asyncio.sleep(READY_POLL_SECONDS)
        if self._since is not None:
            await self._repair(self._since - BEAT_SECONDS - SAME_SECONDS, time.time())
        while True:
            self._touch()
            await asyncio.sleep(BEAT_SECONDS)

    async def _repair(self, since: float, until: float) -> None:
        try:
            text = await asyncio.to_thread(tail, self._queue_log)
            found = missed_calls.records(visits(read(text)), self._core.world.directory, since, until)
            missing = await self._missing([call for call in found if call.linkedid not in self._core.world.legs])
            await self._storage.keep_calls(missing)
        except (OSError, StorageError) as error:
            log.error("history not repaired", queue_log=str(self._queue_log), error=str(error))
            return
        self.repaired = len(missing)
        if missing:
            log.info("history repaired", calls=len(missing), away_seconds=round(self._began - since))

    async def _missing(self, calls: Sequence[CallRecord]) -> list[CallRecord]:
        """Those that the core has not recorded itself, under this name or another (a call that was transferred)."""
        if not calls:
            return []
        names = tuple({step.queue for call in calls for step in call.steps})
        since = min(call.started for call in calls) - SAME_SECONDS
        kept = await self._storage.find(StepsOfQueues(names, MOST_STEPS, since))
        assert isinstance(kept, tuple)
        steps = [step for step in kept if isinstance(step, QueueStep)]
        return [call for call in calls if not any(_same(call.steps[0], step) for step in steps)]

    def _touch(self) -> None:
        with suppress(OSError):
            self._alive.touch()


def _same(one: QueueStep, other: QueueStep) -> bool:
    near = abs(one.entered - other.entered) <= SAME_SECONDS
    return near and (one.queue, one.caller_number) == (other.queue, other.caller_number)


def _time_of(path: Path) -> float | None:
    """When a file was last touched; None when there is none."""
    try:
        return path.stat().st_mtime
    except OSError:
        return None


def tail(path: Path) -> str:
    """The end of a log, that of the file before it included: it may have been put aside meanwhile. Blocks."""
    parts = []
    for each in (path.with_name(path.name + ".1"), path):
        with suppress(FileNotFoundError), each.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - MOST_BYTES))
            parts.append(file.read().decode(errors="replace"))
    return "\n".join(parts)
