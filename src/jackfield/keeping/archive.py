"""The past for the doors, of calls and agents: asked of the storage in the name of a user, who gets what he may see.

It stands between `web` and `storage`, which do not know each other. The rules are the domain's.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import structlog
from msgspec.structs import replace

from jackfield.domain.access import may_manage_recordings
from jackfield.domain.centre import agent_spans
from jackfield.domain.core import Core
from jackfield.domain.past import agent_reports, call_conditions, call_reports, running_search
from jackfield.domain.past.agent_times import TimesWanted, milliseconds
from jackfield.domain.questions import CallsFound, FindCalls, Place
from jackfield.domain.results import Refused
from jackfield.protocol.commands import Filter
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import CallStatus
from jackfield.storage.errors import StorageError, TooBroadError
from jackfield.storage.reader import FAILED, PATIENCE_SECONDS, SLOW
from jackfield.storage.recorder import Recorder
from jackfield.storage.sql import SqlStorage
from jackfield.web.ports import CallPage, TimesPage

log = structlog.get_logger()


class Archive:
    """See `web.ports.Archive`."""

    def __init__(self, core: Core, storage: SqlStorage, recorder: Recorder, clock: Callable[[], float]) -> None:
        self._core = core
        self._storage = storage
        self._recorder = recorder
        self._clock = clock

    async def calls(
        self, user_id: int, filters: Sequence[Filter], size: int, after: Place | None, *, count: bool
    ) -> CallPage:
        world = self._core.world
        tests, period = call_conditions.read(filters, world.directory, world.settings.time_zone)
        question = FindCalls(tests=tests, size=size, since=period.since, until=period.until, after=after, count=count)
        rights = self._core.rights(user_id)
        seen = call_conditions.visible(rights, world.directory, question)
        running = running_search.wanted(seen)
        found = running_search.found(world, seen, self._clock()) if running else await self._kept(seen)
        recordings = may_manage_recordings(rights)
        status = CallStatus.ONGOING if running else None
        reports = tuple(call_reports.report(world, call, recordings, status) for call in found.calls)
        return CallPage(calls=reports, total=found.total, next=found.next)

    async def agent_times(self, user_id: int, wanted: TimesWanted, since: str | None, until: str | None) -> TimesPage:
        world = self._core.world
        agent_reports.check(world, self._core.rights(user_id), wanted.agent_id)
        zone = world.settings.time_zone
        wanted = replace(
            wanted,
            since=call_conditions.moments(since, zone)[0] if since else 0.0,
            until=call_conditions.moments(until, zone)[1] if until else None,
        )
        known = agent_spans.known(world, wanted.agent_id)  # before the disk is: what is written meanwhile is in both
        async with _readable("sessions and pauses"):
            kept = await self._storage.agent_times(wanted)
        times, more = agent_reports.merged(kept, known, wanted)
        now = self._clock()
        reports = tuple(agent_reports.report(world, time, now) for time in times)
        return TimesPage(times=reports, next=milliseconds(times[-1].started) if more else None)

    async def _kept(self, question: FindCalls) -> CallsFound:
        """From the disk. Raises Refused."""
        async with _readable("calls"):
            await self._recorder.flush()
            found = await self._storage.find(question)
        assert isinstance(found, CallsFound)
        return found


@asynccontextmanager
async def _readable(what: str) -> AsyncIterator[None]:
    """What the storage raises is a refusal; so is a long wait."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            yield
    except TimeoutError:
        raise Refused(RefusalCode.NOT_READ, SLOW) from None
    except TooBroadError as error:
        raise Refused(RefusalCode.BAD_REQUEST, str(error)) from error
    except StorageError as error:
        log.error("not read", question=what, error=str(error))
        raise Refused(RefusalCode.NOT_READ, FAILED) from error
