"""What choosing a status does to the user's agent (protocol 7.2): in all his queues, or in those the parameter names.

    queuepause_all, queueunpause_all, agentlogoff      whatever the parameter, unless it is `false`
    queuepause, queueunpause, queueadd, queueremove    in the queues named: by name, number or id, separated by commas

Whoever is no agent, or is not logged in, has chosen a status like any other: nothing is to be done, and nothing said.
A queue that there is not is passed over, as is what is already as it was wanted.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from msgspec.structs import replace

from jackfield.domain.asking import Asking
from jackfield.domain.centre import agent_login, agent_queues, agents, members
from jackfield.domain.centre.centre import READY_CAUSE
from jackfield.domain.directory import Agent, Directory, Queue
from jackfield.domain.effects import Effect
from jackfield.domain.requests import PauseMember
from jackfield.domain.results import Refused, Ticket
from jackfield.protocol import commands

AgentAction = Callable[[Asking, str], Iterator[Effect]]
"""Carries out an action about the user's agent, given its parameter, once the status is kept."""


def _of_agent(act: Callable[[Asking, Agent, str], Iterator[Effect]]) -> AgentAction:
    """As by a command, which nobody waits for here; the parameter `false` says: not this."""

    def carry_out(ask: Asking, parameter: str) -> Iterator[Effect]:
        agent = ask.world.directory.agent_of_user(ask.user.id)
        duty = ask.world.centre.duties.get(agent.id) if agent is not None else None
        if agent is None or duty is None or not duty.number or duty.leaving:
            return
        if parameter.strip().lower() in ("false", "0"):
            return
        try:
            yield from act(replace(ask, ticket=Ticket(ask.ticket.session, None)), agent, parameter)
        except Refused:
            return  # the PBX is away: the status is chosen all the same

    return carry_out


def _queues(directory: Directory, parameter: str) -> Iterator[Queue]:
    """Those that a parameter names, each once."""
    words = {word.strip().casefold() for word in parameter.split(",")}
    for queue in directory.queues:
        if words & {queue.name.casefold(), queue.number or queue.name.casefold(), str(queue.id)}:
            yield queue


def _enter(ask: Asking, agent: Agent, parameter: str) -> Iterator[Effect]:
    for queue in _queues(ask.world.directory, parameter):
        if agent_queues.penalty_of(ask.world.directory, agent, queue) is None:
            wanted = commands.SetAgentQueue(agentId=agent.id, queueId=queue.id, penalty=0)
            yield from agent_queues.enter(ask, wanted)


def _leave(ask: Asking, agent: Agent, parameter: str) -> Iterator[Effect]:
    for queue in _queues(ask.world.directory, parameter):
        if agent_queues.penalty_of(ask.world.directory, agent, queue) is not None:
            yield from agent_queues.leave(ask, commands.RemoveAgentFromQueue(agentId=agent.id, queueId=queue.id))


def _pause_in(paused: bool) -> Callable[[Asking, Agent, str], Iterator[Effect]]:
    def act(ask: Asking, agent: Agent, parameter: str) -> Iterator[Effect]:
        line = agents.line_of(ask.world, agents.duty_of(ask.world, agent.id))
        if line is None or members.is_held(ask.world, agent.id):
            return  # who has to qualify a call is paused everywhere, and set free everywhere
        there = ask.world.centre.members_of.get(line.endpoint, {})
        reason = (agent_login.present_status(ask.world, agent) or READY_CAUSE) if paused else ""
        for queue in _queues(ask.world.directory, parameter):
            member = there.get(queue.name)
            if member is not None and member.paused is not paused:
                wanted = PauseMember(interface=line.endpoint, paused=paused, reason=reason, queue=queue.name)
                yield members.request(ask.world, wanted)

    return act


AGENT_ACTIONS: Mapping[str, AgentAction] = MappingProxyType(
    {
        "queuepause_all": _of_agent(lambda ask, agent, _: agent_login.pause(ask, commands.PauseAgent())),
        "queueunpause_all": _of_agent(lambda ask, agent, _: agent_login.unpause(ask, commands.UnpauseAgent())),
        "agentlogoff": _of_agent(lambda ask, agent, _: agent_login.logout(ask, commands.AgentLogout())),
        "queueadd": _of_agent(_enter),
        "queueremove": _of_agent(_leave),
        "queuepause": _of_agent(_pause_in(True)),
        "queueunpause": _of_agent(_pause_in(False)),
    }
)
"""What runs which action; any other about queues does nothing."""
