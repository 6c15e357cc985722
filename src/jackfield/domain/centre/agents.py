"""What is told of agents: one state from log-in, pause, wrap-up and the calls of the agent's phone (protocol 8.1).

    logged out --> AgentLoggedOut
    a call     --> AgentOnCall, AgentRinging, AgentDialing      (first of these that there is)
    else       --> AgentOnWrapup, AgentOnPause, AgentReady      (first that applies)

The state is never kept, only what was last said of it: whoever changes something calls `tell`.
"""

from collections.abc import Iterable, Iterator

from msgspec import UNSET, UnsetType

from jackfield.domain import facts
from jackfield.domain.centre import agent_figures, keeping, members
from jackfield.domain.centre.agent_day import Talk
from jackfield.domain.centre.centre import READY_CAUSE, Duty, Member
from jackfield.domain.directory import Agent, Line
from jackfield.domain.effects import Effect, Publish, Wake, agents_topic, own_agent_topic
from jackfield.domain.local_time import iso
from jackfield.domain.past.agent_times import SessionEnd
from jackfield.domain.phone.phones import DIALING, ESTABLISHED, ON_HOLD, RINGING, stage_of
from jackfield.domain.world import Leg, World
from jackfield.protocol.events import AgentStateEvent
from jackfield.protocol.values import AgentStateName, CallDirection, CallType, MonitorState


def duty_of(world: World, agent_id: int) -> Duty:
    """Where an agent is at work; made when first asked for."""
    duty = world.centre.duties.get(agent_id)
    if duty is None:
        duty = world.centre.duties[agent_id] = Duty(agent_id)
    return duty


def line_of(world: World, duty: Duty) -> Line | None:
    """The line an agent is logged in on."""
    line = world.directory.line_by_number(duty.number) if duty.number else None
    return world.in_use(line) if line is not None else None


def take_up(world: World, agent_id: int, line: Line) -> Duty:
    """The agent is logged in on this line from now on."""
    duty = duty_of(world, agent_id)
    lay_down(world, duty)
    duty.number = duty.last_number = line.number
    duty.acted = None
    world.centre.agent_on[line.number] = agent_id
    return duty


def lay_down(world: World, duty: Duty, parted: SessionEnd = SessionEnd.LOGGED_OUT) -> None:
    """The agent is logged out."""
    duty.parted = parted
    if world.centre.agent_on.get(duty.number) == duty.agent_id:
        del world.centre.agent_on[duty.number]
    duty.number, duty.leaving = "", False
    duty.paused, duty.reason, duty.wrap_up_until, duty.serves = False, "", 0.0, ""
    world.centre.qualifying.pop(duty.agent_id, None)


def call_of(world: World, number: str) -> tuple[AgentStateName, Leg] | None:
    """What a phone's calls make of its agent, and the call that counts."""
    phone = world.phones.get(number)
    legs = phone.legs.values() if phone else ()
    for name, stages in (
        (AgentStateName.ON_CALL, (ESTABLISHED, ON_HOLD)),
        (AgentStateName.RINGING, (RINGING,)),
        (AgentStateName.DIALING, (DIALING,)),
    ):
        for leg in legs:
            if stage_of(leg) in stages:
                return name, leg
    return None


def state_of(world: World, agent: Agent, now: float) -> AgentStateEvent:
    """The state of an agent as it is now; `since` as it was last said."""
    duty = world.centre.duties.get(agent.id) or Duty(agent.id)
    queues = tuple(membership.queue_id for membership in world.directory.memberships_of(agent.id))
    call = call_of(world, duty.number) if duty.number else None
    cause: str | None = None
    held = members.is_held(world, agent.id)
    if not duty.number or (duty.leaving and call is None):
        name = AgentStateName.LOGGED_OUT
    elif call is not None:
        name = call[0]
    elif held or duty.wrap_up_until > now:
        name = AgentStateName.ON_WRAPUP
    elif duty.paused:
        name, cause = AgentStateName.ON_PAUSE, duty.cause
    else:
        name, cause = AgentStateName.READY, READY_CAUSE
    on_call = call[1] if call is not None and name is AgentStateName.ON_CALL else None
    lasts = duty.said is not None and duty.said.name is name
    timed = name is AgentStateName.ON_WRAPUP and not held
    return AgentStateEvent(
        name=name,
        agentId=agent.id,
        phoneNb=duty.number or duty.last_number,
        since=int(now - duty.since) if lasts else 0,
        queues=queues,
        cause=UNSET if cause is None else cause,
        acd=UNSET if on_call is None else bool(on_call.queue) and not on_call.outgoing,
        direction=UNSET if on_call is None else _direction(on_call),
        callType=UNSET if on_call is None else _call_type(world, on_call),
        monitorState=UNSET if on_call is None else _monitor_state(world, on_call),
        wrapupUntil=iso(duty.wrap_up_until, world.settings.time_zone) if timed else UNSET,
        next=_next(duty) if name in PASSING else UNSET,
        by=duty.acted[1] if duty.acted is not None and duty.acted[0] is name else UNSET,
    )


PASSING = (AgentStateName.ON_CALL, AgentStateName.RINGING, AgentStateName.DIALING, AgentStateName.ON_WRAPUP)
"""States that end by themselves or with the call."""


def _next(duty: Duty) -> AgentStateName | UnsetType:
    if duty.leaving:
        return AgentStateName.LOGGED_OUT
    return AgentStateName.ON_PAUSE if duty.paused else UNSET


def _direction(leg: Leg) -> CallDirection:
    return CallDirection.OUTGOING if leg.outgoing else CallDirection.INCOMING


def _call_type(world: World, leg: Leg) -> CallType:
    return CallType.INTERNAL if world.directory.line_by_number(leg.other_number) else CallType.EXTERNAL


def recorded_leg(world: World, leg: Leg) -> Leg | None:
    """The leg of a call that its recording runs on."""
    return next((one for one in (leg, *world.parties_of(leg)) if one.recorded), None)


def _monitor_state(world: World, leg: Leg) -> MonitorState:
    """The recording runs on the caller's channel for a queue's call, on either for others."""
    recorded = recorded_leg(world, leg)
    if recorded is None:
        return MonitorState.DISABLED
    return MonitorState.PAUSED if recorded.recording_muted else MonitorState.ACTIVE


def tell(world: World, agent_ids: Iterable[int], now: float) -> Iterator[Effect]:
    """Say the states that have changed, to the agents themselves and to whoever watches them.

    While the PBX's lists come in nothing is said: half of what they tell would look like a change.
    """
    if world.link is facts.PbxLink.SYNCING:
        return
    for agent_id in agent_ids:
        agent = world.directory.agent(agent_id)
        duty = world.centre.duties.get(agent_id)
        if agent is None or duty is None:
            continue
        yield from _follow_call(world, duty, now)
        event = state_of(world, agent, now)
        keeping.agent_touched(world, agent_id)
        said = duty.said
        yield from agent_figures.followed(world, agent, event, _talks(world, duty), now)
        if said is not None and _same(said, event):
            continue
        if said is None or said.name is not event.name:
            duty.since = now
        duty.said = event
        if event.name is AgentStateName.LOGGED_OUT and duty.number:
            lay_down(world, duty)
        yield publication(agent, event)


def _follow_call(world: World, duty: Duty, now: float) -> Iterator[Effect]:
    """He wraps up from his hang-up on, should the PBX tell that before AgentComplete (Asterisk 22): not Ready first."""
    call = call_of(world, duty.number) if duty.number else None
    if call is None and duty.serves:
        yield from _begin_wrap_up(world, duty, duty.serves, now)
    elif call is not None and call[0] is AgentStateName.ON_CALL and not call[1].outgoing:
        new = duty.said is None or duty.said.name is not AgentStateName.ON_CALL
        duty.serves = call[1].queue if new else duty.serves


def _begin_wrap_up(world: World, duty: Duty, name: str, now: float) -> Iterator[Effect]:
    """Asterisk never announces it: the time is our own."""
    duty.serves = ""
    queue = world.directory.queue_by_name(name)
    if queue is not None and queue.wrap_up_seconds and duty.number:
        duty.wrap_up_until = now + queue.wrap_up_seconds
        world.centre.wrapping_up.add(duty.agent_id)
        yield Wake(duty.wrap_up_until)


def _talks(world: World, duty: Duty) -> dict[str, Talk]:
    """The answered calls of the phone on which an agent is logged in, by what they are called to him."""
    phone = world.phones.get(duty.number) if duty.number else None
    return {
        leg.shown_uniqueid or leg.uniqueid: Talk(leg.outgoing, bool(leg.queue) and not leg.outgoing)
        for leg in (phone.legs.values() if phone else ())
        if stage_of(leg) in (ESTABLISHED, ON_HOLD)
    }


def publication(agent: Agent, event: AgentStateEvent) -> Publish:
    """A state on its way to all who may see it. An agent without group is seen by those who see everybody."""
    group = () if agent.group_id is None else (agents_topic(agent.group_id),)
    return Publish(own_agent_topic(agent.id), event, (agents_topic(), *group))


def _same(said: AgentStateEvent, event: AgentStateEvent) -> bool:
    return all(getattr(said, key) == getattr(event, key) for key in event.__struct_fields__ if key != "since")


def tell_touched(world: World, now: float) -> Iterator[Effect]:
    """The agents on the phones whose calls have changed."""
    numbers, world.touched_lines = world.touched_lines, {}
    yield from tell(
        world, [world.centre.agent_on[number] for number in numbers if number in world.centre.agent_on], now
    )


def member_seen(world: World, fact: facts.MemberSeen, now: float) -> Iterator[Effect]:
    """A member as the PBX has it: our agent is logged in there, paused or not."""
    member = members.seen(world, fact)
    found = members.agent_of(world, member)
    if found is None or members.is_overtaken(world, fact):
        return
    agent, line = found
    duty = duty_of(world, agent.id)
    elsewhere = agent.id in world.centre.taken_up and duty.number != line.number
    if not duty.number or duty.leaving or elsewhere:
        other = world.centre.agent_on.get(line.number)
        if other is not None and other != agent.id:
            lay_down(world, world.centre.duties[other], SessionEnd.TAKEN_OVER)
            yield from tell(world, (other,), now)
        duty = take_up(world, agent.id, line)
    if duty.number == line.number:
        _take_pause(world, duty, line)
        yield from tell(world, (agent.id,), now)


def _take_pause(world: World, duty: Duty, line: Line) -> None:
    """Paused is who is paused in all his queues; the reason is the one the PBX keeps."""
    own = [member for member in members.of_line(world, line) if _is(world, member, duty)]
    if own and (not duty.leaving):
        pauses = [member.reason for member in own if member.paused and member.reason != members.HELD]
        was, duty.paused = duty.paused, len(pauses) == len(own)
        if was and not duty.paused:
            duty.acted = None
        duty.reason = next(filter(None, pauses), "")


def _is(world: World, member: Member, duty: Duty) -> bool:
    found = members.agent_of(world, member)
    return found is not None and found[0].id == duty.agent_id


def member_gone(world: World, fact: facts.MemberGone, now: float) -> Iterator[Effect]:
    """A member has left: it changes who the queue rings, not whether the agent is logged in."""
    member = members.gone(world, fact)
    found = members.agent_of(world, member) if member is not None else None
    if found is not None and (duty := world.centre.duties.get(found[0].id)) is not None:
        _take_pause(world, duty, found[1])
        yield from tell(world, (duty.agent_id,), now)


def queue_completed(world: World, fact: facts.QueueCompleted, now: float) -> Iterator[Effect]:
    """The wrap-up after a call from a queue begins, unless it has begun with the agent's hang-up."""
    line = world.directory.line_by_endpoint(fact.interface)
    agent_id = world.centre.agent_on.get(line.number) if line else None
    if agent_id is None:
        return
    duty = world.centre.duties[agent_id]
    if duty.serves or duty.wrap_up_until <= now:
        yield from _begin_wrap_up(world, duty, fact.queue, now)
        yield from tell(world, (agent_id,), now)


def wrap_ups_over(world: World, now: float) -> Iterator[Effect]:
    """Those whose wrap-up has ended by now."""
    over = [agent_id for agent_id in world.centre.wrapping_up if world.centre.duties[agent_id].wrap_up_until <= now]
    world.centre.wrapping_up.difference_update(over)
    yield from tell(world, over, now)
