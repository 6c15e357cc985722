"""Sessions and pauses of agents as programs and spreadsheets read them, and who may see whose."""

from collections.abc import Iterable, Iterator

import msgspec

from jackfield.domain.access import Rights, may_see_work
from jackfield.domain.local_time import iso
from jackfield.domain.past.agent_times import (
    AgentSession,
    AgentTime,
    SessionEnd,
    TimeKind,
    TimesWanted,
    is_wanted,
    milliseconds,
)
from jackfield.domain.results import Refused
from jackfield.domain.world import World
from jackfield.protocol.errors import RefusalCode


class SessionReport(msgspec.Struct, frozen=True, kw_only=True):
    """An agent was logged in. Moments are ISO 8601 with the offset in force; `end` null: he still is."""

    agentId: int
    agent: str
    line: str
    start: str
    end: str | None
    ending: SessionEnd | None


class PauseReport(msgspec.Struct, frozen=True, kw_only=True):
    """An agent paused; `end` null: he still does. Of its whole seconds `callSeconds` were for calls that came within it
    (ringing, dialling, talking, wrapping up), `pausedSeconds` the rest, what `AgentPausedTotalTime` counts."""

    agentId: int
    agent: str
    reason: str
    start: str
    end: str | None
    pausedSeconds: int
    callSeconds: int


TimeReport = SessionReport | PauseReport

COLUMNS = {TimeKind.SESSIONS: SessionReport.__struct_fields__, TimeKind.PAUSES: PauseReport.__struct_fields__}


def check(world: World, rights: Rights, agent_id: int) -> None:
    """Raises Refused for an agent whose work is not shown to somebody with these rights."""
    if not may_see_work(rights, world.directory.agent(agent_id), agent_id):
        raise Refused(RefusalCode.NOT_ALLOWED, f"Your profile does not show you when agent {agent_id} was at work")


def merged(kept: Iterable[AgentTime], known: Iterable[AgentTime], wanted: TimesWanted) -> tuple[list[AgentTime], bool]:
    """Both, each once as it was kept if it was, the latest first; and whether there are more than are wanted."""
    times = {milliseconds(time.started): time for time in known if is_wanted(time, wanted)}
    times |= {milliseconds(time.started): time for time in kept}
    found = [times[moment] for moment in sorted(times, reverse=True)]
    return found[: wanted.size], len(found) > wanted.size


def report(world: World, time: AgentTime, now: float) -> TimeReport:
    """With names beside the ids. What goes on is counted up to now."""
    zone, agent = world.settings.time_zone, world.directory.agent(time.agent_id)
    number = agent.number if agent else ""
    start, end = iso(time.started, zone), None if time.ended is None else iso(time.ended, zone)
    if isinstance(time, AgentSession):
        return SessionReport(
            agentId=time.agent_id, agent=number, line=time.line, start=start, end=end, ending=time.ending
        )
    calls = time.calls_until(now)
    rest = max(0.0, (now if time.ended is None else time.ended) - time.started - calls)
    return PauseReport(
        agentId=time.agent_id,
        agent=number,
        reason=time.reason,
        start=start,
        end=end,
        pausedSeconds=round(rest),
        callSeconds=round(calls),
    )


def row(time: TimeReport) -> Iterator[str]:
    """The line of a table."""
    for name in time.__struct_fields__:
        value = getattr(time, name)
        yield "" if value is None else str(value)
