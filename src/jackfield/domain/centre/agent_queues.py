"""Which agent is in which queue, and with what penalty: asked for here, or changed at the PBX itself (protocol 4.1).

Membership is configuration: it is kept first, then told, then the PBX is made to agree if the agent is logged in. What
another tool changes at the PBX on the line of a logged-in agent becomes configuration too.
"""

from collections.abc import Iterator

from jackfield.domain import facts
from jackfield.domain.asking import Asking
from jackfield.domain.centre import agents, members
from jackfield.domain.centre.centre import Duty
from jackfield.domain.directory import Agent, Directory, Line, Membership, Queue
from jackfield.domain.effects import Effect, Publish, queue_members_topic
from jackfield.domain.facts import PbxLink
from jackfield.domain.lasting import MembershipGone, MembershipSet
from jackfield.domain.requests import Action, RemoveMember, SetPenalty
from jackfield.domain.results import Refused
from jackfield.domain.storing import store, store_for
from jackfield.domain.world import World
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import QueueMember
from jackfield.protocol.values import ResultStatus

NOT_A_MEMBER = -1
"""The penalty on the wire of an agent who has left a queue."""

HIGHEST_PENALTY = 2**31 - 1


def enter(ask: Asking, command: commands.SetAgentQueue) -> Iterator[Effect]:
    """Into a queue, or another penalty there; told also when nothing changes, because clients wait for it."""
    agent, queue = _meant(ask, command.agentId, command.queueId)
    penalty = command.penalty
    if not 0 <= penalty <= HIGHEST_PENALTY:
        raise Refused(RefusalCode.BAD_REQUEST, "penalty: 0 or more", quiet=True)

    def kept(now: float) -> Iterator[Effect]:
        yield from entered(ask.world, agent, queue, penalty, now)
        yield from at_the_pbx(ask.world, agent, queue, penalty)

    yield from store_for(ask, (MembershipSet(agent.id, queue.id, penalty),), kept)


def leave(ask: Asking, command: commands.RemoveAgentFromQueue) -> Iterator[Effect]:
    """Out of a queue."""
    agent, queue = _meant(ask, command.agentId, command.queueId)
    if penalty_of(ask.world.directory, agent, queue) is None:
        text = f"Agent {agent.number} is not in queue {queue.name}"
        raise Refused(RefusalCode.NOT_FOUND, text, quiet=True)

    def kept(now: float) -> Iterator[Effect]:
        yield from left(ask.world, agent, queue, now)
        yield from at_the_pbx(ask.world, agent, queue, None)

    yield from store_for(ask, (MembershipGone(agent.id, queue.id),), kept)


def _meant(ask: Asking, agent_id: int, queue_id: int) -> tuple[Agent, Queue]:
    """Both must exist; that one does not is documented as silent."""
    agent, queue = ask.world.directory.agent(agent_id), ask.world.directory.queue(queue_id)
    if agent is None:
        raise Refused(RefusalCode.NOT_FOUND, f"There is no agent {agent_id}", quiet=True)
    if queue is None:
        raise Refused(RefusalCode.NOT_FOUND, f"There is no queue {queue_id}", quiet=True)
    return agent, queue


def penalty_of(directory: Directory, agent: Agent, queue: Queue) -> int | None:
    """The penalty of an agent in a queue; None when he is not in it."""
    return next((one.penalty for one in directory.memberships_of(agent.id) if one.queue_id == queue.id), None)


def entered(world: World, agent: Agent, queue: Queue, penalty: int, now: float) -> Iterator[Effect]:
    """It is kept that an agent is in a queue with this penalty: whoever follows is told."""
    world.directory = world.directory.with_membership(Membership(agent_id=agent.id, queue_id=queue.id, penalty=penalty))
    yield from told(world, agent, queue, penalty, now)


def left(world: World, agent: Agent, queue: Queue, now: float) -> Iterator[Effect]:
    """It is kept that an agent is not in a queue."""
    world.directory = world.directory.without_membership(agent.id, queue.id)
    yield from told(world, agent, queue, NOT_A_MEMBER, now)


def told(world: World, agent: Agent, queue: Queue, penalty: int, now: float) -> Iterator[Effect]:
    """To whoever follows the members of the queue, and what follows from it for the agent."""
    event = QueueMember(agentId=agent.id, queueId=queue.id, penalty=penalty)
    yield Publish(queue_members_topic(), event, (queue_members_topic(queue.id),))
    yield from agents.tell(world, (agent.id,), now)


Move = MembershipSet | MembershipGone


def carry_out(ask: Asking, moves: list[Move]) -> Iterator[Effect]:
    """Many changes, kept in one piece, then told and made so one by one; none at all is no error."""
    if not moves:
        yield from ask.results.answer(ask.ticket, ResultStatus.DONE, message="No agent is concerned")
        return

    def kept(now: float) -> Iterator[Effect]:
        for each in moves:
            yield from _moved(ask.world, each, now)

    yield from store_for(ask, tuple(moves), kept)


def _moved(world: World, change: Move, now: float) -> Iterator[Effect]:
    agent, queue = world.directory.agent(change.agent_id), world.directory.queue(change.queue_id)
    if agent is None or queue is None:
        return
    if isinstance(change, MembershipSet):
        yield from entered(world, agent, queue, change.penalty, now)
        yield from at_the_pbx(world, agent, queue, change.penalty)
    else:
        yield from left(world, agent, queue, now)
        yield from at_the_pbx(world, agent, queue, None)


def at_the_pbx(world: World, agent: Agent, queue: Queue, penalty: int | None) -> Iterator[Effect]:
    """Make the PBX agree, if the agent is logged in. Should it refuse, the next resynchronisation tries again."""
    duty = world.centre.duties.get(agent.id)
    line = agents.line_of(world, duty) if duty is not None and not duty.leaving else None
    if duty is None or line is None:
        return
    action = _difference(world, agent, duty, line, queue, penalty)
    if action is not None:
        yield members.request(world, action)


def _difference(world: World, agent: Agent, duty: Duty, line: Line, queue: Queue, penalty: int | None) -> Action | None:
    there = members.coming(world, queue.name, line.endpoint)
    if penalty is None:
        return RemoveMember(queue=queue.name, interface=line.endpoint) if there is not None else None
    if there is None:
        membership = Membership(agent_id=agent.id, queue_id=queue.id, penalty=penalty)
        return members.addition(world, agent, line, membership, duty)
    return SetPenalty(queue=queue.name, interface=line.endpoint, penalty=penalty) if there != penalty else None


def member_seen(world: World, fact: facts.MemberSeen, now: float) -> Iterator[Effect]:
    """A member of a logged-in agent who is not in the directory so was put there by another tool."""
    if fact.known and (fact.queue, fact.interface) not in world.centre.members:
        return  # said of a member whose removal was told before: it must not come to life again
    # what we asked for comes true: nobody else's wish, though something else may be wanted by now
    ourselves = members.being_changed(world, fact.queue, fact.interface)
    yield from agents.member_seen(world, fact, now)
    agent, queue = _ours(world, fact)
    if ourselves or agent is None or queue is None or penalty_of(world.directory, agent, queue) == fact.penalty:
        return
    penalty = fact.penalty

    def kept(now: float) -> Iterator[Effect]:
        yield from entered(world, agent, queue, penalty, now)

    yield from store(world, (MembershipSet(agent.id, queue.id, penalty),), kept)


def member_gone(world: World, fact: facts.MemberGone, now: float) -> Iterator[Effect]:
    """A member of a logged-in agent was removed; if not by us, he is in that queue no longer."""
    agent, queue = _ours(world, fact)
    yield from agents.member_gone(world, fact, now)
    if agent is None or queue is None or penalty_of(world.directory, agent, queue) is None:
        return

    def kept(now: float) -> Iterator[Effect]:
        yield from left(world, agent, queue, now)

    yield from store(world, (MembershipGone(agent.id, queue.id),), kept)


def _ours(world: World, fact: facts.MemberSeen | facts.MemberGone) -> tuple[Agent | None, Queue | None]:
    """The agent logged in as this member, and the queue; neither while lists come in or we change it ourselves."""
    member = world.centre.members.get((fact.queue, fact.interface))
    found = members.agent_of(world, member) if member is not None else None
    queue = world.directory.queue_by_name(fact.queue)
    ourselves = members.being_changed(world, fact.queue, fact.interface)
    if found is None or queue is None or ourselves or world.link is not PbxLink.UP:
        return None, None
    agent, line = found
    return (agent, queue) if world.centre.agent_on.get(line.number) == agent.id else (None, None)
