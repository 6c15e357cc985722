"""Agents whose users have no page open any more: logged out after a while, where the settings say so.

A page that is closed, a browser that crashes and a network that fails look alike, so nobody is logged out at once, and
by default never. It begins when the last page is gone: who works without one is left alone, also after a restart.
"""

from collections.abc import Iterator

from jackfield.domain.asking import Asking
from jackfield.domain.centre import agent_login
from jackfield.domain.effects import Effect, Wake
from jackfield.domain.results import Refused, Results, Ticket
from jackfield.domain.world import World

AGAIN_SECONDS = 30.0
"""When the PBX cannot be asked, it is tried again."""


def presence(world: World, user_id: int, present: bool, now: float) -> Iterator[Effect]:
    """A user's first page has come, or his last has gone."""
    agent = world.directory.agent_of_user(user_id)
    if agent is None:
        return
    world.centre.absent.pop(agent.id, None)
    if not present and world.settings.absence_seconds:
        at = world.centre.absent[agent.id] = now + world.settings.absence_seconds
        yield Wake(at)


def time_reached(world: World, results: Results, now: float) -> Iterator[Effect]:
    """Log out who has been away for too long; during a call it shows when that is over."""
    for agent_id in [agent_id for agent_id, at in world.centre.absent.items() if at <= now]:
        del world.centre.absent[agent_id]
        agent, user = world.directory.agent(agent_id), world.directory.user_of_agent(agent_id)
        if agent is None or user is None:
            continue
        try:
            yield from agent_login.log_out_absent(Asking(world, results, user, Ticket(""), now), agent)
        except Refused:
            world.centre.absent[agent_id] = now + AGAIN_SECONDS
            yield Wake(now + AGAIN_SECONDS)
