"""Who sees which agents: states asked for or followed, and the lists of agents, groups and queues (protocol 4, 11)."""

from collections.abc import Iterator, Mapping

from jackfield.domain.access import Rights, may_see_agent, may_see_queue, rights_of
from jackfield.domain.asking import Asking
from jackfield.domain.centre import agent_figures, agents
from jackfield.domain.centre.agent_day import AgentDay
from jackfield.domain.centre.centre import QueueSettings
from jackfield.domain.directory import Agent, Directory, Queue
from jackfield.domain.effects import (
    Effect,
    Reply,
    Subscribe,
    TopicKind,
    Unsubscribe,
    agent_list_topic,
    agent_stats_topic,
    agents_topic,
    one_agent_list_topic,
    one_agent_stats_topic,
    queue_list_topic,
    queue_members_topic,
)
from jackfield.protocol import commands, events
from jackfield.protocol.values import ResultStatus


def rights(ask: Asking) -> Rights:
    """What the asker may do and see."""
    return rights_of(ask.user, ask.world.settings.no_profile)


def visible_agents(ask: Asking) -> list[Agent]:
    """The agents the asker may see, in the order of the directory."""
    own = rights(ask)
    return [agent for agent in ask.world.directory.agents if may_see_agent(own, agent)]


def get_states(ask: Asking, command: commands.GetAgentStates) -> Iterator[Effect]:
    """One AgentStateEvent for each agent the asker may see."""
    for agent in visible_agents(ask):
        yield Reply(ask.ticket.session, agents.state_of(ask.world, agent, ask.now))
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def subscribe(ask: Asking, command: commands.SubscribeToAgentEvents) -> Iterator[Effect]:
    """Every later state of the agents the asker may see. The own agent's is not told twice."""
    session, own = ask.ticket.session, rights(ask)
    agent = ask.world.directory.agent_of_user(ask.user.id)
    if own.everything or (agent is not None and agent.group_id in own.groups):
        yield Unsubscribe(session, TopicKind.OWN_AGENT)
    for topic in [agents_topic()] if own.everything else map(agents_topic, sorted(own.groups)):
        yield Subscribe(session, topic)
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def follow_figures(ask: Asking, command: commands.SubscribeToAgentStats) -> Iterator[Effect]:
    """All statistics of every agent that the asker may see, then what changes."""
    session, own, seen = ask.ticket.session, rights(ask), visible_agents(ask)
    for topic in map(agent_stats_topic, sorted(own.groups)) if own.supervisor else [agent_stats_topic()]:
        yield Subscribe(session, topic)
    for agent in seen:
        if own.supervisor and agent.group_id not in own.groups:
            yield Subscribe(session, one_agent_stats_topic(agent.id))
    for agent in seen:
        day = ask.world.centre.agent_days.get(agent.id) or AgentDay()
        found = agent_figures.figures(ask.world, day, ask.now)
        yield Reply(session, agent_figures.event(agent.id, found))
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def get_directory(ask: Asking, command: commands.GetAgentDirectory) -> Iterator[Effect]:
    """The agents with their states, in one answer."""
    entries = tuple(
        events.AgentDirectoryEntry(agent=entry_of(agent), agentState=agents.state_of(ask.world, agent, ask.now))
        for agent in visible_agents(ask)
    )
    yield Reply(ask.ticket.session, events.AgentDirectory(directory=entries))
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def entry_of(agent: Agent) -> events.AgentEntry:
    """An agent as lists show it; clients drop agents without a first name, so a number stands in for it."""
    return events.AgentEntry(
        id=agent.id,
        firstName=agent.first_name or agent.number,
        lastName=agent.last_name,
        number=agent.number,
        context=agent.context,
        groupId=agent.group_id,
        userId=agent.user_id,
    )


def agent_list(ask: Asking) -> Iterator[Effect]:
    """getList `agent`."""
    session, own = ask.ticket.session, rights(ask)
    for topic in map(agent_list_topic, sorted(own.groups)) if own.supervisor else [agent_list_topic()]:
        yield Subscribe(session, topic)
    agent = ask.world.directory.agent_of_user(ask.user.id)
    if own.supervisor and agent is not None and agent.group_id not in own.groups:
        yield Subscribe(session, one_agent_list_topic(agent.id))
    yield Reply(session, agents_seen(ask.world.directory, own))


def agents_seen(directory: Directory, own: Rights) -> events.AgentList:
    """The agents as somebody with these rights sees them."""
    return events.AgentList(items=tuple(entry_of(agent) for agent in directory.agents if may_see_agent(own, agent)))


def group_list(ask: Asking) -> Iterator[Effect]:
    """getList `agentgroup`."""
    yield Reply(ask.ticket.session, groups_seen(ask.world.directory, rights(ask)))


def groups_seen(directory: Directory, own: Rights) -> events.AgentGroupList:
    """A supervisor's own groups, else all."""
    groups = (group for group in directory.groups if not own.supervisor or group.id in own.groups)
    return events.AgentGroupList(items=tuple(events.AgentGroup(id=group.id, name=group.name) for group in groups))


def queue_list(ask: Asking) -> Iterator[Effect]:
    """getList `queue`."""
    own = rights(ask)
    for queue_id in sorted(own.queues) if own.supervisor else [None]:
        yield Subscribe(ask.ticket.session, queue_list_topic(queue_id))
    yield Reply(ask.ticket.session, queues_seen(ask.world.directory, own, ask.world.centre.queue_settings))


def queues_seen(directory: Directory, own: Rights, settings: Mapping[str, QueueSettings]) -> events.QueueList:
    """A supervisor's own queues, else all."""
    return events.QueueList(
        items=tuple(
            queue_config(queue, settings.get(queue.name, QueueSettings()))
            for queue in directory.queues
            if may_see_queue(own, queue.id)
        )
    )


def queue_config(queue: Queue, settings: QueueSettings) -> events.QueueConfig:
    """A queue as lists show it."""
    return events.QueueConfig(
        id=queue.id,
        context=queue.context,
        name=queue.name,
        displayName=queue.display_name or queue.name,
        number=queue.number,
        recorded=queue.recorded if settings.recorded is None else settings.recorded,
        closed=settings.closed,
        dissuasion=settings.dissuasion,
    )


def member_list(ask: Asking) -> Iterator[Effect]:
    """getList `queuemember`: by queue only, so an agent outside a supervisor's groups may appear (protocol 11)."""
    own = rights(ask)
    for queue_id in sorted(own.queues) if own.supervisor else [None]:
        yield Subscribe(ask.ticket.session, queue_members_topic(queue_id))
    yield Reply(ask.ticket.session, members_seen(ask.world.directory, own))


def members_seen(directory: Directory, own: Rights) -> events.QueueMemberList:
    """Who is in the queues that somebody with these rights sees."""
    items = tuple(
        events.QueueMember(agentId=member.agent_id, queueId=member.queue_id, penalty=member.penalty)
        for member in directory.memberships
        if may_see_queue(own, member.queue_id)
    )
    return events.QueueMemberList(items=items)
