"""What was kept of the contact centre before a restart is taken up: the day's counts, who waited, who was at work.

Counts of another day are left behind; who was logged in then still is. What the PBX can tell it tells when its lists
come in, and it is right: an agent whose members it does not have any more has been logged out meanwhile. Only who has
no queue at all, of whom it knows nothing, is taken at our word.
"""

from collections.abc import Iterator

from jackfield.domain.centre import agents, members
from jackfield.domain.centre.agent_day import AgentDay, Totals
from jackfield.domain.centre.centre import Duty
from jackfield.domain.centre.day_entries import AgentRecord, QueueDay, agent_record, queue_day
from jackfield.domain.centre.queue_state import QueueState, Today, WaitingCaller
from jackfield.domain.directory import Agent
from jackfield.domain.effects import Effect, Wake
from jackfield.domain.lasting import Kept
from jackfield.domain.local_time import day_began, day_of
from jackfield.domain.past.agent_times import SessionEnd
from jackfield.domain.world import World
from jackfield.protocol.events import AgentStateEvent


def take_up(world: World, now: float) -> Iterator[Effect]:
    """Once, before the PBX says its first word."""
    kept, world.kept_days = world.kept_days, Kept()
    for queue_id, text in kept.queue_days.items():
        queue, entry = world.directory.queue(queue_id), queue_day(text)
        if queue is not None and entry is not None:
            world.centre.unkept.queue_texts[queue_id] = text
            world.centre.queues[queue.name] = _queue(world, QueueState(queue_id, queue.name), entry, now)
    for agent_id, text in kept.agent_days.items():
        agent, record = world.directory.agent(agent_id), agent_record(text)
        if agent is not None and record is not None:
            world.centre.unkept.agent_texts[agent_id] = text
            world.centre.agent_days[agent_id] = _day(world, record, now)
            yield from _duty(world, agent, record, now)


def _queue(world: World, state: QueueState, entry: QueueDay, now: float) -> QueueState:
    if entry.day == day_of(now, world.settings.time_zone):
        state.today = Today(
            entered=entry.entered,
            answered=entry.answered,
            abandoned=entry.abandoned,
            timed_out=entry.timed_out,
            waits_answered=dict(entry.waits_answered),
            waits_abandoned=dict(entry.waits_abandoned),
        )
    for caller in entry.waiting:
        since = min(caller.since, now)
        state.enter(WaitingCaller(caller.uniqueid, caller.channel, caller.number, caller.name, since), 0)
    state.talking = dict(entry.talking)
    for uniqueid in (*state.waiting, *state.talking):
        world.centre.caller_in.setdefault(uniqueid, set()).add(state.name)
    return state


def _day(world: World, record: AgentRecord, now: float) -> AgentDay:
    """An agent's counts. What he did he went on doing; the clock may have been set back, and it may be tomorrow."""
    zone = world.settings.time_zone
    same = record.day == day_of(now, zone)
    return AgentDay(
        doing=record.doing,
        since=min(now, record.doing_since if same else max(record.doing_since, day_began(now, zone))),
        logged_in_at=record.logged_in_at,
        logged_out_at=record.logged_out_at,
        session=record.session,
        pause=record.pause,
        totals=record.totals if same else Totals(),
        calls=dict(record.calls),
    )


def _duty(world: World, agent: Agent, record: AgentRecord, now: float) -> Iterator[Effect]:
    duty = world.centre.duties[agent.id] = Duty(agent.id, last_number=record.last_number)
    line = world.directory.line_by_number(record.number) if record.number else None
    if line is not None and line.number not in world.centre.agent_on:
        agents.take_up(world, agent.id, line)
        duty.leaving, duty.paused, duty.reason = record.leaving, record.paused, record.reason
        if record.qualifying is not None:
            world.centre.qualifying[agent.id] = record.qualifying
        world.centre.taken_up.add(agent.id)
        if record.wrap_up_until > now:
            duty.wrap_up_until = record.wrap_up_until
            world.centre.wrapping_up.add(agent.id)
            yield Wake(duty.wrap_up_until)
    duty.since = min(record.state_since, now)
    duty.said = AgentStateEvent(
        name=record.state, agentId=agent.id, phoneNb=record.number or record.last_number, since=0, queues=()
    )


def compare(world: World) -> None:
    """All lists have been read: who has queues and is in none of them was logged out while we were away."""
    for agent_id in world.centre.taken_up:
        duty = world.centre.duties[agent_id]
        line = agents.line_of(world, duty)
        if line is None or not world.directory.memberships_of(agent_id):
            continue
        found = (members.agent_of(world, member) for member in members.of_line(world, line))
        if not any(one is not None and one[0].id == agent_id for one in found):
            agents.lay_down(world, duty, SessionEnd.AWAY)
    world.centre.taken_up.clear()
