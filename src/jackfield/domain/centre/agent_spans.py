"""When agents are at work and paused: what their states begin and end, and what of it is not on the disk yet.

A session or a pause is kept when it ends, with the day's counting in one transaction (`keeping.py`); until then it is
in that counting, and so goes on over a restart of the server and over midnight.
"""

from msgspec import UNSET
from msgspec.structs import replace

from jackfield.domain.centre import keeping
from jackfield.domain.centre.agent_day import AgentDay
from jackfield.domain.past.agent_times import AgentPause, AgentSession, AgentTime, SessionEnd
from jackfield.domain.world import World
from jackfield.protocol.events import AgentStateEvent
from jackfield.protocol.values import AgentStateName

MOST_WAITING = 100_000
"""For a database that is away; more are left out."""


def followed(world: World, day: AgentDay, state: AgentStateEvent, now: float) -> None:
    """An agent's state may have changed."""
    inside = state.name is not AgentStateName.LOGGED_OUT
    session = day.session
    if session is not None and not (inside and session.line == state.phoneNb):
        ending = SessionEnd.MOVED if inside else _ending(world, state)
        day.session = None
        _over(world, replace(session, ended=max(now, session.started), ending=ending))
    if inside and day.session is None:
        day.session = AgentSession(agent_id=state.agentId, line=state.phoneNb, started=now)
    _pause_followed(world, day, state, inside, now)


def _pause_followed(world: World, day: AgentDay, state: AgentStateEvent, inside: bool, now: float) -> None:
    """It begins when it is told, for who asks for it on a call after that; a call in it does not end it."""
    duty, told = world.centre.duties[state.agentId], state.name is AgentStateName.ON_PAUSE
    pause = day.pause
    if pause is not None:
        if inside and duty.paused and duty.cause == pause.reason:
            day.pause = pause.going_on(told, now)
        else:
            day.pause = None
            _over(world, pause.over(now))
    if told and day.pause is None:
        day.pause = AgentPause(agent_id=state.agentId, reason=duty.cause, started=now)


def _ending(world: World, state: AgentStateEvent) -> SessionEnd:
    """Who still has his line is leaving it in good order."""
    duty = world.centre.duties[state.agentId]
    if not duty.number:
        return duty.parted
    return SessionEnd.LOGGED_OUT if state.by is UNSET else SessionEnd.BY_OTHER


def removed(world: World, agent_id: int, now: float) -> None:
    """There is no such agent any more."""
    day = world.centre.agent_days.get(agent_id)
    if day is not None and day.session is not None:
        _over(world, replace(day.session, ended=max(now, day.session.started), ending=SessionEnd.REMOVED))
    if day is not None and day.pause is not None:
        _over(world, day.pause.over(now))


def _over(world: World, time: AgentTime) -> None:
    """It is to be kept."""
    if len(world.centre.unkept.times) < MOST_WAITING:
        world.centre.unkept.times.append(time)
    keeping.agent_touched(world, time.agent_id)


def known(world: World, agent_id: int) -> list[AgentTime]:
    """What goes on, and what may not be on the disk yet."""
    day = world.centre.agent_days.get(agent_id)
    going_on = [] if day is None else [one for one in (day.session, day.pause) if one is not None]
    return [*going_on, *(one for one in world.centre.unkept.times if one.agent_id == agent_id)]
