"""The members of queues as the PBX has them: who is in which queue, with what penalty, paused or not.

A member that is named `Agent/NUMBER` after one of our agents, on the endpoint of one of our lines, says that this agent
is logged in there. Everybody else (static members, other tools) only counts in statistics.
"""

from collections.abc import Iterator
from functools import partial

from jackfield.domain import facts
from jackfield.domain.centre.centre import Duty, Member
from jackfield.domain.directory import Agent, Line, Membership
from jackfield.domain.effects import Effect, Request
from jackfield.domain.requests import Action, AddMember, PauseMember, RemoveMember, SetPenalty
from jackfield.domain.world import World

Change = AddMember | RemoveMember | SetPenalty

AGENT = "Agent/"
"""What the names of our members begin with; the agent's number follows."""

HELD = "qualification"
"""Why the PBX has members paused who have to say what their last call was about; no pause that is told."""


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
    if world.centre.changing:
        _settle(world, key, member)
    return member


def gone(world: World, fact: facts.MemberGone) -> Member | None:
    """A member has left a queue."""
    _settle(world, (fact.queue, fact.interface), None)
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


def request(world: World, action: Action) -> Request:
    """Ask the PBX for a change of members, and remember it until it is seen or refused: what we change ourselves is not
    to be taken for the wish of another tool. The event may come before or after the answer (Asterisk 22).
    """
    tag = world.new_id("agent")
    if isinstance(action, Change):
        world.centre.changing[tag] = action
        world.asked[tag] = partial(_answered, world)
    elif isinstance(action, PauseMember):
        world.asked[tag] = partial(_paused, world, action)
    return Request(tag, action)


def _answered(world: World, fact: facts.RequestDone, now: float) -> Iterator[Effect]:
    if not fact.ok:
        world.centre.changing.pop(fact.tag, None)
    return iter(())


def _paused(world: World, wanted: PauseMember, fact: facts.RequestDone, now: float) -> Iterator[Effect]:
    """It is so in all queues at once. Their events may come after the answer, one by one (Asterisk 22): the first of
    them would look like somebody who is paused in one queue and not in the others.
    """
    for member in world.centre.members_of.get(wanted.interface, {}).values() if fact.ok else ():
        if wanted.queue in ("", member.queue):
            member.paused, member.reason = wanted.paused, wanted.reason
    return iter(())


def _settle(world: World, key: tuple[str, str], member: Member | None) -> None:
    """What we have asked for about this member and has come true: the first of it."""
    for tag, wanted in world.centre.changing.items():
        if (wanted.queue, wanted.interface) == key and _is_so(wanted, member):
            del world.centre.changing[tag]
            return


def _is_so(wanted: Change, member: Member | None) -> bool:
    if isinstance(wanted, RemoveMember) or member is None:
        return isinstance(wanted, RemoveMember) and member is None
    return wanted.name == member.name if isinstance(wanted, AddMember) else wanted.penalty == member.penalty


def _wanted(world: World, queue: str, interface: str) -> list[Change]:
    """What we have asked the PBX for about this member, and it has not told yet, the first first."""
    return [one for one in world.centre.changing.values() if (one.queue, one.interface) == (queue, interface)]


def being_changed(world: World, queue: str, interface: str) -> bool:
    """Whether we have asked the PBX to change this member, and it has not said so yet."""
    return bool(_wanted(world, queue, interface))


def is_overtaken(world: World, fact: facts.MemberSeen) -> bool:
    """Whether what is seen is past: we have asked since to have this member removed, or somebody else in his place."""
    wanted = [one for one in _wanted(world, fact.queue, fact.interface) if not isinstance(one, SetPenalty)]
    return bool(wanted) and not (isinstance(wanted[-1], AddMember) and wanted[-1].name == fact.name)


def coming(world: World, queue: str, interface: str) -> int | None:
    """The penalty of a member once all that was asked for has come true, None for who is not there then: the answer to
    QueueAdd may come before its QueueMemberAdded (Asterisk 22).
    """
    member = world.centre.members.get((queue, interface))
    penalty = member.penalty if member is not None else None
    for wanted in _wanted(world, queue, interface):
        penalty = None if isinstance(wanted, RemoveMember) else wanted.penalty
    return penalty


def on_the_way(world: World, agent: Agent) -> str:
    """The number on which the PBX has been asked to have an agent, and has not answered yet; "" for none."""
    for tag, wanted in world.centre.changing.items():
        if tag in world.asked and isinstance(wanted, AddMember) and wanted.name == name_of(agent):
            line = world.directory.line_by_endpoint(wanted.interface)
            if line is not None and coming(world, wanted.queue, wanted.interface) is not None:
                return line.number
    return ""


def removal(member: Member) -> RemoveMember:
    """What takes a member out."""
    return RemoveMember(queue=member.queue, interface=member.interface)


def removals(world: World, line: Line) -> Iterator[RemoveMember]:
    """What takes the phone on a line out of all its queues, those too that the PBX has let it into and not said so
    yet.
    """
    queues = dict.fromkeys(member.queue for member in of_line(world, line))
    for wanted in world.centre.changing.values():
        if isinstance(wanted, AddMember) and wanted.interface == line.endpoint:
            queues[wanted.queue] = None
    for queue in queues:
        yield RemoveMember(queue=queue, interface=line.endpoint)


def addition(world: World, agent: Agent, line: Line, membership: Membership, duty: Duty | None) -> AddMember | None:
    """What puts an agent on this line into a queue, paused if he is; None for a queue that is gone."""
    queue = world.directory.queue(membership.queue_id)
    if queue is None:
        return None
    held = duty is not None and is_held(world, agent.id)
    return AddMember(
        queue=queue.name,
        interface=line.endpoint,
        name=name_of(agent),
        state_of=_hint(world, line),
        penalty=membership.penalty,
        paused=duty is not None and (duty.paused or held),
        reason="" if duty is None else duty.reason or (HELD if held else ""),
    )


def is_held(world: World, agent_id: int) -> bool:
    """Whether he has to say what his last call was about before he gets another."""
    qualifying = world.centre.qualifying.get(agent_id)
    return qualifying is not None and qualifying.holds


def _hint(world: World, line: Line) -> str:
    """The hint of a line, which tells queues of do-not-disturb too; none where the dial plan has none."""
    phone = world.phones.get(line.number)
    return f"{line.number}@{phone.hint_context}" if phone is not None and phone.hint_context else ""
