"""The day's counting on its way to the disk: at most once a second, only what differs from what is there, in one go.

Nobody waits for it: a call only leaves a mark (`queue_touched`, `agent_touched`), and the clock does the rest. Should
the disk refuse, it is tried again a little later. What was kept is taken up in `taking_up.py`.
"""

from collections.abc import Iterator
from functools import partial

from jackfield.domain.centre.agent_day import AgentDay, Totals
from jackfield.domain.centre.centre import Duty
from jackfield.domain.centre.day_entries import AgentRecord, KeptCaller, QueueDay, text_of
from jackfield.domain.centre.queue_state import QueueState
from jackfield.domain.effects import Effect, Store, Wake
from jackfield.domain.lasting import DaysKept
from jackfield.domain.local_time import day_of
from jackfield.domain.user.user_state import Storing
from jackfield.domain.world import World
from jackfield.protocol.values import AgentStateName

EVERY_SECONDS = 1.0
AGAIN_SECONDS = 5.0
"""After a refusal."""


def queue_touched(world: World, name: str) -> None:
    """Something about this queue's day has changed."""
    world.centre.unkept.queues.add(name)


def agent_touched(world: World, agent_id: int) -> None:
    """Something about this agent has changed."""
    world.centre.unkept.agents.add(agent_id)


def plan(world: World, now: float) -> Iterator[Effect]:
    """There is something to keep, and nobody has asked to be woken for it."""
    unkept = world.centre.unkept
    if not unkept.at and (unkept.queues or unkept.agents):
        unkept.at = now + EVERY_SECONDS
        yield Wake(unkept.at)


def time_reached(world: World, now: float) -> Iterator[Effect]:
    """Keep what has changed since the last time, if it is time."""
    if 0 < world.centre.unkept.at <= now:
        yield from keep(world, now)


def keep(world: World, now: float) -> Iterator[Effect]:
    """Keep what has changed since the last time."""
    unkept, centre, today = world.centre.unkept, world.centre, day_of(now, world.settings.time_zone)
    queues = {centre.queues[name].queue_id: _queue(centre.queues[name], today) for name in _present(world)}
    agents = {
        agent_id: _agent(world, centre.duties.get(agent_id) or Duty(agent_id), centre.agent_days.get(agent_id), today)
        for agent_id in unkept.agents
        if world.directory.agent(agent_id) is not None
    }
    unkept.queues, unkept.agents, unkept.at = set(), set(), 0.0
    queues = {key: text for key, text in queues.items() if unkept.queue_texts.get(key) != text}
    agents = {key: text for key, text in agents.items() if unkept.agent_texts.get(key) != text}
    times = tuple(unkept.times)
    if not queues and not agents and not times:
        return
    unkept.queue_texts |= queues
    unkept.agent_texts |= agents
    unkept.stores += 1
    tag = f"days-{unkept.stores}"
    change = DaysKept(queues, agents, times)
    world.storing[tag] = Storing(partial(_kept, world, change), partial(_not_kept, world, change))
    yield Store(tag, (change,))


def _present(world: World) -> Iterator[str]:
    for name in world.centre.unkept.queues:
        if name in world.centre.queues and world.directory.queue_by_name(name) is not None:
            yield name


def _kept(world: World, change: DaysKept, now: float) -> Iterator[Effect]:
    """Sessions and pauses are shown from memory until they are on the disk."""
    there = set(change.times)
    world.centre.unkept.times = [time for time in world.centre.unkept.times if time not in there]
    yield from ()


def _not_kept(world: World, change: DaysKept, reason: str, now: float) -> Iterator[Effect]:
    """Whatever was in it is to be kept later, as it is then."""
    unkept = world.centre.unkept
    for queue_id in change.queues:
        unkept.queue_texts.pop(queue_id, None)
        queue = world.directory.queue(queue_id)
        if queue is not None:
            unkept.queues.add(queue.name)
    for agent_id in change.agents:
        unkept.agent_texts.pop(agent_id, None)
        unkept.agents.add(agent_id)
    unkept.at = now + AGAIN_SECONDS
    yield Wake(unkept.at)


def _queue(state: QueueState, today: str) -> str:
    counted = state.today
    return text_of(
        QueueDay(
            day=today,
            entered=counted.entered,
            answered=counted.answered,
            abandoned=counted.abandoned,
            timed_out=counted.timed_out,
            waits_answered=counted.waits_answered,
            waits_abandoned=counted.waits_abandoned,
            waiting=tuple(
                KeptCaller(caller.uniqueid, caller.channel, caller.number, caller.name, caller.since)
                for caller in state.waiting.values()
            ),
            talking=state.talking,
        )
    )


def _agent(world: World, duty: Duty, day: AgentDay | None, today: str) -> str:
    counted = day or AgentDay()
    return text_of(
        AgentRecord(
            day=today,
            number=duty.number,
            last_number=duty.last_number,
            leaving=duty.leaving,
            paused=duty.paused,
            reason=duty.reason,
            wrap_up_until=duty.wrap_up_until,
            state=AgentStateName(duty.said.name) if duty.said is not None else AgentStateName.LOGGED_OUT,
            state_since=duty.since,
            doing=counted.doing,
            doing_since=counted.since,
            logged_in_at=counted.logged_in_at,
            logged_out_at=counted.logged_out_at,
            session=counted.session,
            pause=counted.pause,
            totals=counted.totals if day is not None else Totals(),
            calls=counted.calls,
            qualifying=world.centre.qualifying.get(duty.agent_id),
        )
    )
