"""Settings of queues that supervisors change (protocol section 11): recorded or not; closed; where calls go instead.

They are the PBX's, in AstDB, family `jackfield/queue/NAME`, where its dial plan looks for each call: `record` is 1 or
0, `closed` is 1, `dissuasion` a number; empty or missing is as the directory says, open, nowhere. They are read after
each login and told as the PBX has confirmed them.
"""

from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from jackfield.domain import facts
from jackfield.domain.access import may_see_queue
from jackfield.domain.asking import Asking, reachable_pbx
from jackfield.domain.centre import agent_lists
from jackfield.domain.centre.centre import QueueSettings
from jackfield.domain.directory import Queue
from jackfield.domain.effects import Effect, Publish, Reply, Request, queue_list_topic
from jackfield.domain.phone.dial_rules import permitted
from jackfield.domain.phone.patterns import Purpose
from jackfield.domain.requests import SetQueueKey
from jackfield.domain.results import Refused
from jackfield.domain.world import World
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode


def record(ask: Asking, command: commands.SetQueueRecording) -> Iterator[Effect]:
    """Its calls are recorded from the next one on, or not."""
    yield from _set(ask, _queue(ask, command.queueId), {"record": str(int(command.recorded))})


def dissuade(ask: Asking, command: commands.SetQueueDissuasion) -> Iterator[Effect]:
    """Closed or open, and where calls go that no agent takes."""
    queue, destination = _queue(ask, command.queueId), ""
    if command.destination.strip():
        line = ask.world.directory.line_of_user(ask.user.id)
        destination = permitted(ask, line, command.destination, Purpose.FORWARD)
        _check_way(ask.world, queue, destination)
    yield from _set(ask, queue, {"dissuasion": destination, "closed": "1" if command.closed else ""})


def _queue(ask: Asking, queue_id: int) -> Queue:
    queue = ask.world.directory.queue(queue_id)
    if queue is None:
        raise Refused(RefusalCode.NOT_FOUND, f"There is no queue {queue_id}")
    if not may_see_queue(agent_lists.rights(ask), queue.id):
        raise Refused(RefusalCode.NOT_ALLOWED, f"Queue {queue.display_name or queue.name} is not on your list")
    return queue


def _check_way(world: World, queue: Queue, destination: str) -> None:
    """Raises Refused: conflict when calls would come back to the queue."""
    way = [queue.number, destination]
    while (further := world.directory.queue_by_number(way[-1])) is not None:
        if way[-1] in way[:-1]:
            raise Refused(RefusalCode.CONFLICT, f"Calls would go in a loop: {' -> '.join(way)}")
        to = settings_of(world, further).dissuasion
        if not to:
            return
        way.append(to)


def settings_of(world: World, queue: Queue) -> QueueSettings:
    """What the PBX does with its calls."""
    return world.centre.queue_settings.get(queue.name, QueueSettings())


def _set(ask: Asking, queue: Queue, wanted: dict[str, str]) -> Iterator[Effect]:
    """The PBX is asked for all of it anew: it may have been changed there."""
    reachable_pbx(ask)
    tags = {ask.world.new_id("queue"): pair for pair in wanted.items()}
    left = set(tags)
    for tag, (key, value) in tags.items():
        ask.world.asked[tag] = partial(_answered, ask, queue, key, value, left)
    yield from ask.results.wait_accepted(ask.ticket, ask.deadline, tags)
    for tag, (key, value) in tags.items():
        yield Request(tag, SetQueueKey(queue=queue.name, key=key, value=value))


def _answered(
    ask: Asking, queue: Queue, key: str, value: str, left: set[str], fact: facts.RequestDone, now: float
) -> Iterator[Effect]:
    """Told when the PBX has answered for all of it; to the asker always, who may have changed nothing."""
    world = ask.world
    if fact.ok:
        world.centre.queue_settings[queue.name] = _with(settings_of(world, queue), key, value)
    left.discard(fact.tag)
    present = world.directory.queue(queue.id)
    if not left and present is not None:
        yield from _tell(world, present)
        yield Reply(ask.ticket.session, agent_lists.queue_config(present, settings_of(world, present)))


def _with(settings: QueueSettings, key: str, value: str) -> QueueSettings:
    match key:
        case "record":
            return replace(settings, recorded=value == "1" if value else None)
        case "closed":
            return replace(settings, closed=value == "1")
        case "dissuasion":
            return replace(settings, dissuasion=value)
    return settings


def seen(world: World, fact: facts.QueueSettingSeen, now: float) -> Iterator[Effect]:
    """One of what AstDB holds."""
    listed = world.centre.settings_listed
    listed[fact.queue] = _with(listed.get(fact.queue, QueueSettings()), fact.key, fact.value)
    return iter(())


def read(world: World, fact: facts.ServicesRead, now: float) -> Iterator[Effect]:
    """AstDB has been read: what it does not hold is not set."""
    before, after = world.centre.queue_settings, world.centre.settings_listed
    world.centre.queue_settings, world.centre.settings_listed = after, {}
    for queue in world.directory.queues:
        if before.get(queue.name, QueueSettings()) != settings_of(world, queue):
            yield from _tell(world, queue)


def _tell(world: World, queue: Queue) -> Iterator[Effect]:
    event = agent_lists.queue_config(queue, settings_of(world, queue))
    yield Publish(queue_list_topic(), event, (queue_list_topic(queue.id),))
