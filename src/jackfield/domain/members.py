"""The members of queues as the PBX has them: who is in which queue, with what penalty, paused or not.

A member that is named `Agent/NUMBER` after one of our agents, on the endpoint of one of our lines, says that this agent
is logged in there. Everybody else (static members, other tools) only counts in statistics.
"""

from collections.abc import Iterator

from jackfield.domain import facts
from jackfield.domain.centre import Member
from jackfield.domain.directory import Agent, Line
from jackfield.domain.world import World

AGENT = "Agent/"
"""What the names of our members begin with; the agent's number follows."""


def seen(world: World, fact: facts.MemberSeen) -> Member:
    """A member is in a queue and looks like this."""
    key = fact.queue, fact.interface
    member = world.centre.members.get(key)
    if member is None:
        member = world.centre.members[key] = Member(fact.queue, fact.interface)
        world.centre.members_of.setdefault(fact.interface, {})[fact.queue] = member
        world.centre.members_in.setdefault(fact.queue, {})[fact.interface] = member
    member.name, member.penalty = fact.name, fact.penalty
    member.paused, member.reason = fact.paused, fact.reason
    member.status, member.in_call = fact.status, fact.in_call
    member.listed = world.resync
    return member


def gone(world: World, fact: facts.MemberGone) -> Member | None:
    """A member has left a queue."""
    member = world.centre.members.pop((fact.queue, fact.interface), None)
    if member is not None:
        del world.centre.members_in[fact.queue][fact.interface]
        queues = world.centre.members_of[fact.interface]
        del queues[fact.queue]
        if not queues:
            del world.centre.members_of[fact.interface]
    return member


def forget_unlisted(world: World) -> list[Member]:
    """Those whom the last lists did not mention have left while nobody listened."""
    lost = [member for member in world.centre.members.values() if member.listed != world.resync]
    for member in lost:
        gone(world, facts.MemberGone(member.queue, member.interface))
    return lost


def of_line(world: World, line: Line) -> Iterator[Member]:
    """The memberships of the phone on a line, whoever made them."""
    yield from tuple(world.centre.members_of.get(line.endpoint, {}).values())


def agent_of(world: World, member: Member) -> tuple[Agent, Line] | None:
    """Our agent who is this member, and the line."""
    if not member.name.startswith(AGENT):
        return None
    agent = world.directory.agent_by_number(member.name.removeprefix(AGENT))
    line = world.directory.line_by_endpoint(member.interface)
    return None if agent is None or line is None else (agent, line)


def name_of(agent: Agent) -> str:
    """What the PBX calls an agent of ours."""
    return f"{AGENT}{agent.number}"
