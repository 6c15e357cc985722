"""Repairs the history once at each start: calls that came and went while the server was away.

It stands between the PBX's own logs (`telephony`), the storage and the core. How long the server was away tells a file
whose time is that of its last sign of life.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import structlog

from jackfield.domain.core import Core
from jackfield.domain.past.call_records import CallRecord, QueueStep
from jackfield.domain.questions import StepsOfQueues
from jackfield.storage.errors import StorageError
from jackfield.storage.sql import SqlStorage
from jackfield.telephony.asterisk import cdr, cdr_records, cel, missed_calls, queue_log
from jackfield.telephony.asterisk.cdr import Cdr

log = structlog.get_logger()

ALIVE = "alive"
"""The file in the data directory; it says nothing but its time."""

BEAT_SECONDS = 2.0
READY_POLL_SECONDS = 0.2
MOST_BYTES = 64 * 1024 * 1024
"""Of each log, from its end: some half a million calls."""

MOST_STEPS = 100_000
SAME_SECONDS = 2.0
"""A stay whose times differ by less is the same one: queue_log counts whole seconds, by another clock."""


class _Written(NamedTuple):
    """What the PBX's logs have: details of calls, queue calls by the caller's uniqueid, and those without details."""

    details: list[list[Cdr]]
    queued: dict[str, CallRecord]
    queue_calls: list[CallRecord]


class Repair:
    """The repair of one start, and the signs of life for the next."""

    def __init__(self, core: Core, storage: SqlStorage, data: Path, *, queue_log: str, cdr: str, cel: str) -> None:
        """`queue_log`, `cdr` and `cel`: paths of the PBX's logs, empty for none."""
        self._core = core
        self._storage = storage
        self._alive = data / ALIVE
        self._queue_log = queue_log
        self._cdr = cdr
        self._cel = cel
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
            found = await asyncio.to_thread(self._read, since, until)
            calls = await self._missing(found)
            await self._storage.keep_calls(calls)
        except (OSError, StorageError) as error:
            log.error("history not repaired", queue_log=self._queue_log, cdr=self._cdr, cel=self._cel, error=str(error))
            return
        self.repaired = len(calls)
        if calls:
            log.info("history repaired", calls=len(calls), away_seconds=round(self._began - since))

    def _read(self, since: float, until: float) -> _Written:
        """What the PBX wrote down of calls that ended within this time. Blocks; long logs take seconds."""
        directory = self._core.world.directory
        visits = queue_log.visits(queue_log.read(tail(self._queue_log)))
        queued = missed_calls.records(visits, directory, 0.0, until)
        details = cdr.calls(cdr.read(tail(self._cdr)))
        recorded = {line.linkedid for call in details for line in call}
        events = cel.calls(cel.read(tail(self._cel)))
        details += [call for call in events if call[0].linkedid not in recorded]
        over = [call for call in details if since <= max(line.end for line in call) <= until]
        told = {line.uniqueid for call in over for line in call}
        alone = [call for call in queued if call.ended >= since and call.linkedid not in told]
        return _Written(over, {call.linkedid: call for call in queued}, alone)

    async def _missing(self, found: _Written) -> list[CallRecord]:
        """Those that the core has not recorded itself, nor still follows."""
        world = self._core.world
        names = {name for call in found.details for line in call for name in (line.linkedid, line.uniqueid)}
        known = await self._storage.calls_named(names) | world.legs.keys()
        calls = [[line for line in call if line.uniqueid not in known] for call in found.details]
        calls = [call for call in calls if call and call[0].linkedid not in known]
        alone = [call for call in found.queue_calls if call.linkedid not in world.legs]
        return cdr_records.records(calls, found.queued, world.directory) + await self._unlike(alone)

    async def _unlike(self, calls: Sequence[CallRecord]) -> list[CallRecord]:
        """Queue calls not recorded under this name or another (one that was transferred)."""
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


def tail(log_file: str) -> str:
    """The end of a log, that of the file before it included: it may have been put aside meanwhile. Blocks."""
    path = Path(log_file)
    parts = []
    for each in (path.with_name(path.name + ".1"), path) if log_file else ():
        with suppress(FileNotFoundError), each.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - MOST_BYTES))
            parts.append(file.read().decode(errors="replace"))
    return "\n".join(parts)
