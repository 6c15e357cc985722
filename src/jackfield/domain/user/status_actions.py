"""What choosing a status does to the user's agent: `queuepause_all`, `queueunpause_all`, `agentlogoff` (protocol 7.2).

Whoever is no agent, or is not logged in, has chosen a status like any other: nothing is to be done, and nothing said.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from msgspec.structs import replace

from jackfield.domain.asking import Asking
from jackfield.domain.centre import agent_login
from jackfield.domain.effects import Effect
from jackfield.domain.results import Refused, Ticket
from jackfield.protocol import commands

AgentAction = Callable[[Asking, str], Iterator[Effect]]
"""Carries out an action about the user's agent, given its parameter, once the status is kept."""


def _as_asked(act: Callable[[Asking], Iterator[Effect]]) -> AgentAction:
    """The same as by its command, which nobody waits for here; the parameter `false` says: not this."""

    def carry_out(ask: Asking, parameter: str) -> Iterator[Effect]:
        agent = ask.world.directory.agent_of_user(ask.user.id)
        duty = ask.world.centre.duties.get(agent.id) if agent is not None else None
        if duty is None or not duty.number or duty.leaving or parameter.strip().lower() in ("false", "0"):
            return
        try:
            yield from act(replace(ask, ticket=Ticket(ask.ticket.session, None)))
        except Refused:
            return  # the PBX is away: the status is chosen all the same

    return carry_out


AGENT_ACTIONS: Mapping[str, AgentAction] = MappingProxyType(
    {
        "queuepause_all": _as_asked(lambda ask: agent_login.pause(ask, commands.PauseAgent())),
        "queueunpause_all": _as_asked(lambda ask: agent_login.unpause(ask, commands.UnpauseAgent())),
        "agentlogoff": _as_asked(lambda ask: agent_login.logout(ask, commands.AgentLogout())),
    }
)
"""What runs which action; any other about queues does nothing."""
