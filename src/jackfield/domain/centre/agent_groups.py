"""Groups of agents: `setAgentGroup`, and the four commands that move a group between queues (protocol 4.2).

All agents that a move concerns are changed, or none: it is kept in one piece, then told one membership at a time, then
the PBX is made to agree for those who are logged in.
"""

from collections.abc import Iterable, Iterator
from functools import partial

import msgspec

from jackfield.domain.asking import Asking
from jackfield.domain.centre import agent_queues, agents
from jackfield.domain.centre.agent_lists import entry_of
from jackfield.domain.directory import Agent, Queue
from jackfield.domain.effects import Effect, Publish, agent_list_topic, agents_topic, one_agent_list_topic
from jackfield.domain.lasting import AgentGroupSet, MembershipGone, MembershipSet
from jackfield.domain.results import Refused
from jackfield.domain.storing import store_for
from jackfield.domain.world import World
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import AgentConfig, AgentQueue


def set_group(ask: Asking, command: commands.SetAgentGroup) -> Iterator[Effect]:
    """Told also when nothing changes, because clients wait for it."""
    agent = ask.world.directory.agent(command.agentId)
    if agent is None:
        raise Refused(RefusalCode.NOT_FOUND, f"There is no agent {command.agentId}")
    _group(ask, command.groupId)
    change = AgentGroupSet(agent.id, command.groupId)
    yield from store_for(ask, (change,), partial(_regrouped, ask.world, change))


def _regrouped(world: World, change: AgentGroupSet, now: float) -> Iterator[Effect]:
    """To whoever sees the group he was in, and the one he is in, where his state is news."""
    before = world.directory.agent(change.agent_id)
    if before is None:
        return
    agent = msgspec.structs.replace(before, group_id=change.group_id)
    world.directory = world.directory.with_agent(agent)
    yield told(world, before, agent)
    if before.group_id != agent.group_id:
        yield Publish(agents_topic(change.group_id), agents.state_of(world, agent, now))


def told(world: World, before: Agent | None, agent: Agent) -> Publish:
    """What an agent is by now, to whoever sees the group he was in (he is to vanish there), and the one he is in."""
    was = before.group_id if before is not None else None
    groups = [group for group in dict.fromkeys((was, agent.group_id)) if group is not None]
    also = (one_agent_list_topic(agent.id), *map(agent_list_topic, groups))
    return Publish(agent_list_topic(), config_of(world, agent), also)


def config_of(world: World, agent: Agent) -> AgentConfig:
    """An agent with his queues, in the order of the directory."""
    queues = ((one, world.directory.queue(one.queue_id)) for one in world.directory.memberships_of(agent.id))
    member = tuple(
        AgentQueue(
            queue_name=queue.name,
            queue_id=queue.id,
            interface=f"Agent/{agent.number}",
            penalty=one.penalty,
            userid=agent.id,
            position=position,
        )
        for position, (one, queue) in enumerate(queues)
        if queue is not None
    )
    return AgentConfig.of(entry_of(agent), member)


def move(ask: Asking, command: commands.MoveAgentsInGroup) -> Iterator[Effect]:
    """Out of one queue, into another; within one queue another penalty."""
    chosen, source, target = _between(ask, command)
    leaving = [MembershipGone(agent.id, source.id) for agent in chosen if source.id != target.id]
    yield from agent_queues.carry_out(ask, [*leaving, *_entering(chosen, target, command.toPenalty)])


def add(ask: Asking, command: commands.AddAgentsInGroup) -> Iterator[Effect]:
    """Into another queue too."""
    chosen, _, target = _between(ask, command)
    yield from agent_queues.carry_out(ask, _entering(chosen, target, command.toPenalty))


def remove(ask: Asking, command: commands.RemoveAgentGroupFromQueueGroup) -> Iterator[Effect]:
    """Out of a queue, those who are there with this penalty."""
    queue = _queue(ask, command.queueId)
    chosen = _members(ask, command.groupId, queue, command.penalty)
    yield from agent_queues.carry_out(ask, [MembershipGone(agent.id, queue.id) for agent in chosen])


def add_others(ask: Asking, command: commands.AddAgentsNotInQueueFromGroupTo) -> Iterator[Effect]:
    """Into a queue, those who are not there."""
    queue = _queue(ask, command.queueId)
    _check(command.penalty)
    there = {membership.agent_id for membership in ask.world.directory.members_of(queue.id)}
    others = [agent for agent in _group(ask, command.groupId) if agent.id not in there]
    yield from agent_queues.carry_out(ask, _entering(others, queue, command.penalty))


def _between(
    ask: Asking, command: commands.MoveAgentsInGroup | commands.AddAgentsInGroup
) -> tuple[list[Agent], Queue, Queue]:
    """The agents that a command between two queues is about, and the queues."""
    source, target = _queue(ask, command.fromQueueId), _queue(ask, command.toQueueId)
    _check(command.toPenalty)
    return _members(ask, command.groupId, source, command.fromPenalty), source, target


def _group(ask: Asking, group_id: int) -> list[Agent]:
    if ask.world.directory.group(group_id) is None:
        raise Refused(RefusalCode.NOT_FOUND, f"There is no group {group_id}")
    return [agent for agent in ask.world.directory.agents if agent.group_id == group_id]


def _queue(ask: Asking, queue_id: int) -> Queue:
    queue = ask.world.directory.queue(queue_id)
    if queue is None:
        raise Refused(RefusalCode.NOT_FOUND, f"There is no queue {queue_id}")
    return queue


def _check(penalty: int) -> None:
    if not 0 <= penalty <= agent_queues.HIGHEST_PENALTY:
        raise Refused(RefusalCode.BAD_REQUEST, "penalty: 0 or more")


def _members(ask: Asking, group_id: int, queue: Queue, penalty: int) -> list[Agent]:
    """Those of a group who are in a queue with this penalty."""
    directory = ask.world.directory
    return [agent for agent in _group(ask, group_id) if agent_queues.penalty_of(directory, agent, queue) == penalty]


def _entering(chosen: Iterable[Agent], queue: Queue, penalty: int) -> list[agent_queues.Move]:
    return [MembershipSet(agent.id, queue.id, penalty) for agent in chosen]
