"""The statistics of agents (protocol 8.2): what they are, and who is told when.

A change of state ends one span of time and begins another; then, and only then, what differs from what was said last is
told. Nothing is counted by the second, so what it costs depends on neither the time nor the number of those who watch.
"""

from collections.abc import Iterator, Mapping

from jackfield.domain.centre import agent_spans, keeping
from jackfield.domain.centre.agent_day import AgentDay, Doing, Talk
from jackfield.domain.directory import Agent
from jackfield.domain.effects import Effect, Publish, agent_stats_topic, one_agent_stats_topic
from jackfield.domain.local_time import iso
from jackfield.domain.world import World
from jackfield.protocol.events import AgentStateEvent, AgentStatistic, AgentStatistics
from jackfield.protocol.values import AgentStateName

PAUSED = "AgentPausedTotalTime"
"""All pauses; with a dot and a reason behind it those for this reason (`AgentPausedTotalTime.lunch`)."""


def day_of(world: World, agent_id: int) -> AgentDay:
    """What was counted of an agent; made when first asked for."""
    day = world.centre.agent_days.get(agent_id)
    if day is None:
        day = world.centre.agent_days[agent_id] = AgentDay()
    return day


def doing_of(state: AgentStateEvent) -> Doing:
    """What an agent does, by his state."""
    return Doing(
        state=AgentStateName(state.name),
        reason=str(state.cause) if state.name is AgentStateName.ON_PAUSE and state.cause else "",
        direction=str(state.direction) if state.direction else "",
    )


def followed(
    world: World, agent: Agent, state: AgentStateEvent, calls: Mapping[str, Talk], now: float
) -> Iterator[Effect]:
    """An agent's state or calls may have changed: they are counted, and what is new is told."""
    day = day_of(world, agent.id)
    doing = doing_of(state)
    agent_spans.followed(world, day, state, now)
    was_in = day.doing.state is not AgentStateName.LOGGED_OUT
    changed = doing != day.doing
    if changed:
        day.go_on(doing, now)
    if calls.keys() != day.calls.keys():
        changed = changed or bool(calls.keys() - day.calls.keys())
        # who logs in while he talks has not answered this call as an agent
        day.talks(calls, count=was_in)
    if changed:
        yield from _tell(world, agent, day, now)


def figures(world: World, day: AgentDay, now: float) -> dict[str, int | str]:
    """All values as they are now, what goes on included. A moment that never was is missing."""
    totals, zone = day.up_to(now), world.settings.time_zone
    found: dict[str, int | str] = {
        PAUSED: int(totals.paused),
        "AgentWrapupTotalTime": int(totals.wrap_up),
        "AgentReadyTotalTime": int(totals.ready),
        "InbAnsCalls": totals.answered_in,
        "InbAnsAcdCalls": totals.answered_from_queues,
        "InbTotalCallTime": int(totals.talked_in),
        "OutCalls": totals.answered_out,
        "OutTotalCallTime": int(totals.talked_out),
    }
    found |= {f"{PAUSED}.{reason}": int(seconds) for reason, seconds in totals.paused_for.items()}
    if day.logged_in_at:
        found["LoginDateTime"] = iso(day.logged_in_at, zone)
    if day.logged_out_at:
        found["LogoutDateTime"] = iso(day.logged_out_at, zone)
    return found


def event(agent_id: int, found: Mapping[str, int | str]) -> AgentStatistics:
    """The values on the wire."""
    return AgentStatistics(
        id=agent_id, statistics=tuple(AgentStatistic(name=name, value=value) for name, value in found.items())
    )


def _tell(world: World, agent: Agent, day: AgentDay, now: float) -> Iterator[Effect]:
    found = figures(world, day, now)
    gone = {name: 0 for name in day.said.keys() - found.keys() if name.startswith(PAUSED)}
    news = {name: value for name, value in (found | gone).items() if day.said.get(name) != value}
    day.said = found
    if news:
        group = () if agent.group_id is None else (agent_stats_topic(agent.group_id),)
        yield Publish(agent_stats_topic(), event(agent.id, news), (*group, one_agent_stats_topic(agent.id)))


def new_day(world: World, midnight: float, now: float) -> Iterator[Effect]:
    """All counts begin anew, for everybody of whom something was counted."""
    for agent_id, day in world.centre.agent_days.items():
        day.new_day(midnight)
        keeping.agent_touched(world, agent_id)
        agent = world.directory.agent(agent_id)
        if agent is not None:
            yield from _tell(world, agent, day, now)
