"""Another directory while people are at work: what is no longer in it is at no work any more, and nobody waits there.

An agent who was deleted leaves the queues of the PBX, so that it rings him no longer; callers in a queue that was
removed are the PBX's affair, and are not told any more.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from jackfield.domain.callback.callback_telling import to_followers
from jackfield.domain.centre import agent_spans, agents, members, qualifying
from jackfield.domain.directory import Directory, Line
from jackfield.domain.effects import Effect
from jackfield.domain.past.agent_times import SessionEnd
from jackfield.domain.shuttle import runs
from jackfield.domain.world import World
from jackfield.protocol import events


def adopted(world: World, before: Directory, now: float) -> Iterator[Effect]:
    """The world has another directory than `before`."""
    _forget_users(world, before)
    _forget_queues(world)
    yield from _dismiss(world, before, now)
    yield from _free_callbacks(world)
    yield from qualifying.adopted(world)
    yield from runs.adopted(world, before)
    yield from agents.tell(world, tuple(world.centre.duties), now)


def _forget_users(world: World, before: Directory) -> None:
    """What they had set is nobody's."""
    for user in before.users:
        if world.directory.user(user.id) is None:
            for theirs in (
                world.services,
                world.statuses,
                world.preferences,
                world.favorites,
                world.defaults,
                world.calls_made,
            ):
                theirs.pop(user.id, None)


def _forget_queues(world: World) -> None:
    centre = world.centre
    for name, state in tuple(centre.queues.items()):
        queue = world.directory.queue_by_name(name)
        if queue is None or queue.id != state.queue_id:
            del centre.queues[name]
            centre.queues_due.pop(name, None)
            centre.queues_left.discard(name)
            centre.unkept.queues.discard(name)
            centre.unkept.queue_texts.pop(state.queue_id, None)


def _dismiss(world: World, before: Directory, now: float) -> Iterator[Effect]:
    """Agents who are gone or called otherwise, and those whose line is: logged out, their members removed."""
    centre = world.centre
    for duty in tuple(centre.duties.values()):
        line = before.line_by_number(duty.number) if duty.number else None
        gone = world.directory.agent(duty.agent_id) is None
        if line is not None and (_renumbered(world, before, duty.agent_id) or _elsewhere(world, line)):
            for member in members.of_line(world, line):
                yield members.request(world, members.removal(member))
            agents.lay_down(world, duty, SessionEnd.REMOVED)
        if gone:
            agents.lay_down(world, duty)
            del centre.duties[duty.agent_id]
            centre.wrapping_up.discard(duty.agent_id)
            centre.taken_up.discard(duty.agent_id)
            centre.unkept.agents.discard(duty.agent_id)
            agent_spans.removed(world, duty.agent_id, now)
            centre.agent_days.pop(duty.agent_id, None)
            centre.unkept.agent_texts.pop(duty.agent_id, None)


def _free_callbacks(world: World) -> Iterator[Effect]:
    """What agents who are gone have taken is nobody's, as it is in the storage by now; so are their attempts."""
    known, agent = world.callbacks, world.directory.agent
    for callback in (*known.open.values(), *known.closed.values()):
        if callback.agent_id is not None and agent(callback.agent_id) is None:
            known.put(replace(callback, agent_id=None))
            if not callback.closed:
                yield from to_followers(world, callback, events.CallbackReleased(uuid=callback.uuid))
    for ticket in tuple(known.tickets.values()):
        if ticket.agent_id is not None and agent(ticket.agent_id) is None:
            known.put_ticket(replace(ticket, agent_id=None))


def _renumbered(world: World, before: Directory, agent_id: int) -> bool:
    """The PBX's members are named after a number that is not this agent's any more."""
    old, new = before.agent(agent_id), world.directory.agent(agent_id)
    return new is None or (old is not None and old.number != new.number)


def _elsewhere(world: World, line: Line) -> bool:
    """What rings for this number is not there any more, or another device."""
    now = world.directory.line_by_number(line.number)
    return now is None or now.endpoints != line.endpoints
