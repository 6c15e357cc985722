"""What calls from queues were about: asked of the agent who has answered, kept with the call (ours).

    answered --> may be qualified, from then on for ever
    required --> at once paused at the PBX for the reason `members.HELD`, so that no queue calls between two events;
                 told as AgentOnWrapup when the call is over, until the agent has given a reason

Also set free are an agent who logs out, and one whom somebody else makes ready (`unpauseAgent` naming him).
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from msgspec.structs import replace

from jackfield.domain import facts
from jackfield.domain.access import may_see_queue, rights_of
from jackfield.domain.asking import Asking
from jackfield.domain.centre import agents, keeping, members
from jackfield.domain.centre.centre import Qualifying
from jackfield.domain.directory import Agent, Line, Queue
from jackfield.domain.effects import Effect, Publish, Reply, Subscribe, qualifications_topic
from jackfield.domain.fetching import fetch_before
from jackfield.domain.lasting import CallQualified
from jackfield.domain.local_time import iso
from jackfield.domain.past.call_records import Qualification, QueueStep
from jackfield.domain.phone import phones
from jackfield.domain.questions import CallOfAgent, CallsFound, Found
from jackfield.domain.requests import PauseMember
from jackfield.domain.results import Refused
from jackfield.domain.storing import store_for
from jackfield.domain.world import World
from jackfield.protocol import commands, events
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import ResultStatus

LONGEST_NOTE = 4000
"""Characters."""


def answered(world: World, fact: facts.QueueAnswered, now: float) -> Iterator[Effect]:
    """An agent has answered: the record of the call says who."""
    call = world.running.of_channel.get(fact.uniqueid)
    queue = world.directory.queue_by_name(fact.queue)
    if call is None or queue is None:
        return
    agent_id = next((stay.agent_id for stay in reversed(call.stays) if stay.uniqueid == fact.uniqueid), None)
    duty = world.centre.duties.get(agent_id) if agent_id is not None else None
    line = agents.line_of(world, duty) if duty is not None else None
    before = world.centre.qualifying.get(duty.agent_id) if duty is not None else None
    if duty is None or line is None or (before is not None and before.uniqueid == fact.uniqueid and not before.ended):
        return
    number = call.caller_number
    said = call.qualified.get(duty.agent_id, Qualification())
    qualifying = world.centre.qualifying[duty.agent_id] = Qualifying(
        call_id=call.id,
        linkedid=call.linkedid,
        uniqueid=fact.uniqueid,
        queue=queue.name,
        agent_id=duty.agent_id,
        caller_number=number,
        caller_name=phones.named(world, number, call.caller_name),
        answered=now,
        required=queue.qualification_required,
        reason=said.reason if said.reason in queue.qualifications else "",
        note=said.note,
    )
    world.centre.qualifying_callers[fact.uniqueid] = duty.agent_id
    yield from _tell(world, qualifying)
    if qualifying.holds and not duty.paused:
        yield members.request(world, PauseMember(interface=line.endpoint, paused=True, reason=members.HELD))


def ended(world: World, fact: facts.QueueCompleted | facts.ChannelGone, now: float) -> Iterator[Effect]:
    """The talk is over for the agent; should the queue not have said so, the caller's channel is gone."""
    agent_id = world.centre.qualifying_callers.pop(fact.uniqueid, None)
    qualifying = world.centre.qualifying.get(agent_id) if agent_id is not None else None
    if qualifying is not None and qualifying.uniqueid == fact.uniqueid:
        qualifying = world.centre.qualifying[qualifying.agent_id] = replace(qualifying, ended=True)
        yield from _tell(world, qualifying)


FACTS: Mapping[type, Callable[[World, Any, float], Iterator[Effect]]] = MappingProxyType(
    {facts.QueueAnswered: answered, facts.QueueCompleted: ended, facts.ChannelGone: ended}
)
"""Which function takes which fact, whoever else takes it."""


def synchronised(world: World) -> Iterator[Effect]:
    """After a resynchronisation: talks that are over, and pauses at the PBX as they must be."""
    world.centre.qualifying_callers.clear()
    for qualifying in tuple(world.centre.qualifying.values()):
        if qualifying.uniqueid in world.legs and not qualifying.ended:
            world.centre.qualifying_callers[qualifying.uniqueid] = qualifying.agent_id
        elif not qualifying.ended:
            qualifying = world.centre.qualifying[qualifying.agent_id] = replace(qualifying, ended=True)
            yield from _tell(world, qualifying)
    for duty in world.centre.duties.values():
        agent, line = world.directory.agent(duty.agent_id), agents.line_of(world, duty)
        if agent is None or line is None or duty.paused:
            continue
        wanted = pause_of(world, agent, line)
        own = list(members.of_line(world, line))
        if any(member.paused != wanted.paused for member in own if not member.paused or member.reason == members.HELD):
            yield members.request(world, wanted)


def adopted(world: World) -> Iterator[Effect]:
    """Another directory: nobody is held for a queue that is gone, or does not require it any more."""
    for agent_id, qualifying in tuple(world.centre.qualifying.items()):
        queue = world.directory.queue_by_name(qualifying.queue)
        agent, line = world.directory.agent(agent_id), agents.line_of(world, agents.duty_of(world, agent_id))
        if not qualifying.required or (queue is not None and queue.qualification_required):
            continue
        qualifying = world.centre.qualifying[agent_id] = replace(qualifying, required=False)
        yield from _tell(world, qualifying)
        if agent is not None and line is not None and not agents.duty_of(world, agent_id).paused:
            yield members.request(world, pause_of(world, agent, line))


def pause_of(world: World, agent: Agent, line: Line) -> PauseMember:
    """How the PBX is to have an agent who has not paused himself."""
    held = members.is_held(world, agent.id)
    return PauseMember(interface=line.endpoint, paused=held, reason=members.HELD if held else "")


def let_go(ask: Asking, agent: Agent) -> Iterator[Effect]:
    """An agent is to be ready. During the call nothing more is to be done for it: he is held all the same.

    Raises:
        Refused: conflict when he wants it himself and has not qualified his last call.
    """
    qualifying = ask.world.centre.qualifying.get(agent.id)
    duty = agents.duty_of(ask.world, agent.id)
    if qualifying is None or not qualifying.holds or agents.call_of(ask.world, duty.number) is not None:
        return
    if ask.user.agent_id == agent.id:
        raise Refused(RefusalCode.CONFLICT, "Say first what the last call was about: its queue requires it")
    qualifying = ask.world.centre.qualifying[agent.id] = replace(qualifying, required=False)
    yield from _tell(ask.world, qualifying)


def get(ask: Asking, command: commands.GetQualifications) -> Iterator[Effect]:
    """The reasons of the queues that the asker may see; from now on his own calls are told."""
    world, rights = ask.world, rights_of(ask.user, ask.world.settings.no_profile)
    own = {membership.queue_id for membership in world.directory.memberships_of(ask.user.agent_id or 0)}
    queues = [queue for queue in world.directory.queues if may_see_queue(rights, queue.id) or queue.id in own]
    if command.queueId is not None:
        queues = [queue for queue in queues if queue.id == command.queueId]
        if not queues:
            raise Refused(RefusalCode.NOT_FOUND, f"There is no queue {command.queueId}")
    yield Reply(ask.ticket.session, events.Qualifications(items=tuple(map(_reasons, queues))))
    if ask.user.agent_id is not None:
        yield Subscribe(ask.ticket.session, qualifications_topic(ask.user.agent_id))
        qualifying = world.centre.qualifying.get(ask.user.agent_id)
        event = _event(world, qualifying) if qualifying is not None else None
        if event is not None:
            yield Reply(ask.ticket.session, event)
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def _reasons(queue: Queue) -> events.QueueReasons:
    return events.QueueReasons(queueId=queue.id, required=queue.qualification_required, reasons=queue.qualifications)


def qualify(ask: Asking, command: commands.QualifyCall) -> Iterator[Effect]:
    """Say what a call was about: the last one from a queue, or any earlier one that the storage knows."""
    agent = ask.world.directory.agent_of_user(ask.user.id)
    if agent is None:
        raise _unknown()
    if len(command.note) > LONGEST_NOTE or "\0" in command.note:
        raise Refused(RefusalCode.BAD_REQUEST, f"note: at most {LONGEST_NOTE} characters, and no NUL")
    qualifying = ask.world.centre.qualifying.get(agent.id)
    if qualifying is not None and command.id in (id_of(qualifying.call_id, agent.id), qualifying.linkedid):
        yield from _keep(ask, command, qualifying.call_id, agent, qualifying.queue)
        return
    call_id, _, agent_id = command.id.partition("-")
    if agent_id != str(agent.id) or not (call_id.isdecimal() and call_id.isascii()):
        raise _unknown()
    number = int(call_id[:18])

    def found(parts: Found, now: float) -> Iterator[Effect]:
        if isinstance(parts, CallsFound) or not parts:
            raise _unknown()
        part = parts[-1]
        yield from _keep(ask, command, number, agent, part.queue if isinstance(part, QueueStep) else "")

    yield from fetch_before(ask, CallOfAgent(number, agent.id), found)


def id_of(call_id: int, agent_id: int) -> str:
    """What clients call an agent's part in a call."""
    return f"{call_id}-{agent_id}"


def _unknown() -> Refused:
    return Refused(RefusalCode.NOT_FOUND, "There is no such call of your agent")


def _keep(ask: Asking, command: commands.QualifyCall, call_id: int, agent: Agent, name: str) -> Iterator[Effect]:
    queue = ask.world.directory.queue_by_name(name) if name else None
    reasons = queue.qualifications if queue is not None else ()
    if command.reason and command.reason not in reasons:
        choice = f"one of {', '.join(reasons)}" if reasons else "the calls of its queue have none"
        raise Refused(RefusalCode.BAD_REQUEST, f"reason: {choice}")
    if queue is not None and queue.qualification_required and not command.reason:
        raise Refused(RefusalCode.BAD_REQUEST, f"reason: queue {queue.display_name or queue.name} requires one")
    said = Qualification(reason=command.reason, note=command.note)

    def kept(now: float) -> Iterator[Effect]:
        yield from _said(ask.world, call_id, agent, said, now)

    yield from store_for(ask, (CallQualified(call_id, agent.id, said, ask.now),), kept)


def _said(world: World, call_id: int, agent: Agent, said: Qualification, now: float) -> Iterator[Effect]:
    """It is kept: told, and the agent is set free if that was what he still had to do."""
    for call in world.running.calls.values():
        if call.id == call_id:
            call.qualified[agent.id] = said
    before = world.centre.qualifying.get(agent.id)
    if before is None or before.call_id != call_id:
        return
    qualifying = world.centre.qualifying[agent.id] = replace(before, reason=said.reason, note=said.note)
    yield from _tell(world, qualifying)
    duty = agents.duty_of(world, agent.id)
    line = agents.line_of(world, duty)
    if before.holds and line is not None and not duty.paused:
        yield members.request(world, pause_of(world, agent, line))
    yield from agents.tell(world, (agent.id,), now)


def _tell(world: World, qualifying: Qualifying) -> Iterator[Effect]:
    keeping.agent_touched(world, qualifying.agent_id)
    event = _event(world, qualifying)
    if event is not None:
        yield Publish(qualifications_topic(qualifying.agent_id), event)


def _event(world: World, qualifying: Qualifying) -> events.CallQualification | None:
    """As the agent is told it; None when the queue is gone."""
    queue = world.directory.queue_by_name(qualifying.queue)
    if queue is None:
        return None
    return events.CallQualification(
        id=id_of(qualifying.call_id, qualifying.agent_id),
        linkedId=qualifying.linkedid,
        queueId=queue.id,
        queueName=queue.display_name or queue.name,
        agentId=qualifying.agent_id,
        callerNumber=qualifying.caller_number,
        callerName=qualifying.caller_name,
        start=iso(qualifying.answered, world.settings.time_zone),
        ended=qualifying.ended,
        required=qualifying.required,
        reasons=queue.qualifications,
        reason=qualifying.reason,
        note=qualifying.note,
    )
