"""Another directory while people are at work: what is no longer in it is at no work any more, and nobody waits there.

An agent who was deleted leaves the queues of the PBX, so that it rings him no longer; callers in a queue that was
removed are the PBX's affair, and are not told any more.
"""

from collections.abc import Iterator

from jackfield.domain.centre import agents, members
from jackfield.domain.directory import Directory
from jackfield.domain.effects import Effect
from jackfield.domain.world import World


def adopted(world: World, before: Directory, now: float) -> Iterator[Effect]:
    """The world has another directory than `before`."""
    _forget_queues(world)
    yield from _dismiss(world, before)
    yield from agents.tell(world, tuple(world.centre.duties), now)


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


def _dismiss(world: World, before: Directory) -> Iterator[Effect]:
    """Agents who are gone, and those whose line is: logged out, their members removed."""
    centre = world.centre
    for duty in tuple(centre.duties.values()):
        line = before.line_by_number(duty.number) if duty.number else None
        gone = world.directory.agent(duty.agent_id) is None
        if line is not None and (gone or world.directory.line_by_number(line.number) is None):
            for member in members.of_line(world, line):
                yield members.request(world, members.removal(member))
            agents.lay_down(world, duty)
        if gone:
            agents.lay_down(world, duty)
            del centre.duties[duty.agent_id]
            centre.wrapping_up.discard(duty.agent_id)
            centre.taken_up.discard(duty.agent_id)
            centre.agent_days.pop(duty.agent_id, None)
            centre.unkept.agents.discard(duty.agent_id)
            centre.unkept.agent_texts.pop(duty.agent_id, None)
