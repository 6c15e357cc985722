"""What integrations call an agent's phone: its *peer*, a channel's name without its own suffix (`PJSIP/1007`).

From a member of a queue to a peer and the agent, and back from what an integration says to the agent who is meant.
"""

import re

import msgspec

from jackfield.domain.centre import members
from jackfield.domain.directory import Agent, Line
from jackfield.domain.world import World

SUFFIX = re.compile(r"-[0-9a-f]{8}(;[12])?$")
"""What Asterisk puts behind the name of every channel."""


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """Who is rung, in the words of the interface (3.1)."""

    agentname: str
    agentnum: str
    agentid: str
    peer: str

    @property
    def sipname(self) -> str:
        """The peer without its technology."""
        return self.peer.partition("/")[2] or self.peer


def rung(world: World, interface: str, member: str) -> Rung:
    """A member of a queue, by what the queue dials and what it calls it: an agent of ours, or whoever it is."""
    agent, line = _agent_and_line(world, interface, member)
    peer = line.endpoint if line is not None else SUFFIX.sub("", interface)
    user = world.user_of(line) if line is not None else None
    name = agent.full_name if agent is not None else user.full_name if user is not None else member or peer
    if agent is not None and name == agent.number and user is not None:
        name = user.full_name  # an agent of whom the directory knows no name
    return Rung(
        agentname=name,
        agentnum=line.number if line is not None else agent.number if agent is not None else "",
        agentid=agent.number if agent is not None else "",
        peer=rewritten(peer, world.settings.peer_technology),
    )


def _agent_and_line(world: World, interface: str, member: str) -> tuple[Agent | None, Line | None]:
    """By the line, if the queue dials one; else by the member's name, and where that agent is logged in."""
    directory, centre = world.directory, world.centre
    line = directory.line_by_endpoint(interface)
    number = member.removeprefix(members.AGENT)
    agent = directory.agent_by_number(number) if number != member else None
    if line is None and agent is not None and (duty := centre.duties.get(agent.id)) is not None:
        line = directory.line_by_number(duty.number)
    if line is not None and agent is None and (agent_id := centre.agent_on.get(line.number)) is not None:
        agent = directory.agent(agent_id)
    return agent, line


def rewritten(peer: str, technology: str) -> str:
    """The peer under another technology, for integrations that know only one; as it is where none is set."""
    _, slash, name = peer.partition("/")
    return f"{technology}/{name}" if technology and slash else peer


def agent_at(world: World, peer: str) -> int | None:
    """The agent who is logged in on the phone that an integration names; None if there is none, or more than one.

    Exactly as told, or with other capitals, without technology or with another one, with the suffix of a channel.
    """
    peer = peer.strip()
    exact = world.directory.line_by_endpoint(peer)
    if exact is not None:
        return world.centre.agent_on.get(exact.number)
    wanted = peer.lower()
    at_work = [
        (line.endpoint.lower(), agent_id)
        for number, agent_id in world.centre.agent_on.items()
        if (line := world.directory.line_by_number(number)) is not None
    ]
    for name in dict.fromkeys((wanted, SUFFIX.sub("", wanted))):
        bare = name.rpartition("/")[2]
        found = {agent for endpoint, agent in at_work if endpoint == name}
        found = found or {agent for endpoint, agent in at_work if endpoint.rpartition("/")[2] == bare}
        if found:
            return found.pop() if len(found) == 1 else None
    return None
