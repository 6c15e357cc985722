"""What happens in queues: callers enter, wait, are answered, hang up or leave; and who follows it is told.

QueueCallerLeave comes whatever the outcome (Asterisk 22): with AgentConnect right after it the call was answered, with
QueueCallerAbandon right before it the caller hung up, with neither it left by a key. Whom the queue itself sends away
(time-out, nobody there) gives up first too, by Asterisk's word, and QUEUESTATUS then says how it was.
"""

from collections.abc import Iterable, Iterator

from jackfield.domain import days, facts
from jackfield.domain.access import may_see_queue, rights_of
from jackfield.domain.asking import Asking
from jackfield.domain.centre import keeping, queue_figures
from jackfield.domain.centre.queue_state import Outcome, QueueState, WaitingCaller
from jackfield.domain.directory import Queue
from jackfield.domain.effects import (
    Effect,
    Publish,
    Reply,
    Subscribe,
    TopicKind,
    Unsubscribe,
    Wake,
    queue_calls_topic,
    queue_stats_topic,
)
from jackfield.domain.local_time import iso
from jackfield.domain.phone import phones
from jackfield.domain.results import Refused
from jackfield.domain.world import World
from jackfield.protocol import commands, events
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import ResultStatus

REASON_SECONDS = 0.2
"""Within this time after a caller has left it is told that an agent has answered, or it is not so."""

SENT_AWAY = frozenset({"TIMEOUT", "LEAVEEMPTY", "LEAVEUNAVAIL"})
"""QUEUESTATUS of callers who were in the queue, and did not hang up."""


def state_of(world: World, name: str) -> QueueState | None:
    """The state of the queue of this name at the PBX; None for one that the directory does not know."""
    state = world.centre.queues.get(name)
    if state is None:
        queue = world.directory.queue_by_name(name)
        if queue is None:
            return None
        state = world.centre.queues[name] = QueueState(queue.id, name)
    return state


def joined(world: World, fact: facts.QueueJoined, now: float) -> Iterator[Effect]:
    """A caller has entered: counted once, however often it is told."""
    state = state_of(world, fact.queue)
    channel = fact.channel
    if state is None:
        return
    name = phones.named(world, channel.caller_number, channel.caller_name)
    caller = WaitingCaller(channel.uniqueid, channel.name, channel.caller_number, name, now, world.resync)
    if state.enter(caller, fact.position):
        state.today.entered += 1
        _known(world, state, caller.uniqueid)
        yield from _changed(world, state, now)


def _known(world: World, state: QueueState, uniqueid: str) -> None:
    world.centre.caller_in.setdefault(uniqueid, set()).add(state.name)


def listed(world: World, fact: facts.QueueWaits, now: float) -> Iterator[Effect]:
    """A caller found waiting by a resynchronisation: one who came while nobody listened is counted now."""
    state = state_of(world, fact.queue)
    if state is None:
        return
    caller = WaitingCaller(fact.uniqueid, fact.channel, fact.number, fact.name, now - fact.waited_seconds, world.resync)
    if state.enter(caller, fact.position):
        state.today.entered += 1
        _known(world, state, caller.uniqueid)
    elif fact.position:
        state.place(fact.uniqueid, fact.position)
    state.waiting[fact.uniqueid].listed = world.resync
    yield from _changed(world, state, now)


def left(world: World, fact: facts.QueueLeft, now: float) -> Iterator[Effect]:
    """A caller does not wait any more; why, the next event tells, or nothing does."""
    state = state_of(world, fact.queue)
    caller = state.leave(fact.uniqueid) if state is not None else None
    if state is None or caller is None:
        return
    state.leaving[fact.uniqueid] = now
    keeping.queue_touched(world, state.name)
    world.centre.queues_left.add(state.name)
    yield Wake(now + REASON_SECONDS)
    yield Publish(queue_calls_topic(state.queue_id), calls_of(world, state))


def settle(world: World, now: float) -> Iterator[Effect]:
    """Who has left and nothing was told why: by time-out, a key, or because nobody was there."""
    for name in tuple(world.centre.queues_left):
        state = world.centre.queues[name]
        for uniqueid in [key for key, at in state.leaving.items() if now - at >= REASON_SECONDS]:
            del state.leaving[uniqueid]
            state.today.timed_out += 1
            state.end(uniqueid, Outcome.TIMED_OUT)
            keeping.queue_touched(world, name)
            yield from queue_figures.changed(world, state, now)
        if not state.leaving:
            world.centre.queues_left.discard(name)


def answered(world: World, fact: facts.QueueAnswered, now: float) -> Iterator[Effect]:
    """An agent has answered."""
    state = state_of(world, fact.queue)
    if state is None or state.talking.get(fact.uniqueid) == fact.interface:
        return
    state.leave(fact.uniqueid)
    state.leaving.pop(fact.uniqueid, None)
    state.talking[fact.uniqueid] = fact.interface
    _known(world, state, fact.uniqueid)
    state.today.answered += 1
    state.end(fact.uniqueid, Outcome.ANSWERED, fact.waited)
    queue_figures.count(state.today.waits_answered, fact.waited)
    state.hold_time = (3 * state.hold_time + fact.waited) // 4 if state.finished else fact.waited
    yield from _changed(world, state, now)


def abandoned(world: World, fact: facts.QueueAbandoned, now: float) -> Iterator[Effect]:
    """A caller has hung up while waiting."""
    state = state_of(world, fact.queue)
    if state is None or state.leave(fact.uniqueid) is None:
        return
    state.gave_up[fact.uniqueid] = state.open_visits.get(fact.uniqueid), fact.waited
    state.today.abandoned += 1
    state.end(fact.uniqueid, Outcome.ABANDONED, fact.waited)
    state.finished += 1
    queue_figures.count(state.today.waits_abandoned, fact.waited)
    yield from _changed(world, state, now)


def sent_away(world: World, fact: facts.QueueResult, now: float) -> Iterator[Effect]:
    """The queue would not have the caller any longer: nobody has hung up."""
    names = world.centre.caller_in.get(fact.uniqueid, set()) if fact.status in SENT_AWAY else set()
    for state in [world.centre.queues[name] for name in sorted(names)]:
        visit, waited = state.gave_up.pop(fact.uniqueid, (None, 0))
        if visit is not None:
            visit.outcome = Outcome.TIMED_OUT
            state.today.abandoned -= 1
            state.today.timed_out += 1
            queue_figures.count(state.today.waits_abandoned, waited, -1)
            yield from _changed(world, state, now)


def completed(world: World, fact: facts.QueueCompleted, now: float) -> Iterator[Effect]:
    """The talk is over, for the queue: after a transfer it ends with the agent's part."""
    state = state_of(world, fact.queue)
    if state is not None and state.talking.pop(fact.uniqueid, None) is not None:
        state.finished += 1
        yield from _changed(world, state, now)


def caller_gone(world: World, fact: facts.ChannelGone, now: float) -> Iterator[Effect]:
    """A channel has ended: should its queue have said nothing (lost events), it waits and talks no longer."""
    for name in world.centre.caller_in.pop(fact.uniqueid, ()):
        state = world.centre.queues.get(name)
        if state is None:
            continue
        state.gave_up.pop(fact.uniqueid, None)
        if state.leave(fact.uniqueid) is not None:
            state.today.abandoned += 1
            state.end(fact.uniqueid, Outcome.ABANDONED)
            yield from _changed(world, state, now)
        elif state.talking.pop(fact.uniqueid, None) is not None:
            yield from _changed(world, state, now)


def member_changed(world: World, fact: facts.MemberSeen | facts.MemberGone, now: float) -> Iterator[Effect]:
    """Who can be rung has changed."""
    state = state_of(world, fact.queue)
    if state is not None:
        yield from queue_figures.changed(world, state, now)


def hold_time_listed(world: World, fact: facts.QueueListed, now: float) -> Iterator[Effect]:
    """A queue exists at the PBX, which has its own average wait."""
    state = state_of(world, fact.queue)
    if state is not None:
        state.hold_time, state.finished = fact.hold_time, fact.finished
        yield from queue_figures.changed(world, state, now)


def synchronised(world: World, now: float) -> Iterator[Effect]:
    """Who was not listed has left while nobody listened; how it ended, nobody has told."""
    yield from days.begin(world, now)
    centre = world.centre
    centre.caller_in = {key: names for key, names in centre.caller_in.items() if key in world.legs}
    for state in world.centre.queues.values():
        for uniqueid in [key for key, caller in state.waiting.items() if caller.listed != world.resync]:
            state.leave(uniqueid)
        for uniqueid in state.open_visits.keys() - state.waiting.keys():
            state.end(uniqueid, Outcome.UNKNOWN)
        state.leaving.clear()
        state.gave_up.clear()
        state.talking = {key: interface for key, interface in state.talking.items() if key in world.legs}
        yield from _changed(world, state, now)


def _changed(world: World, state: QueueState, now: float) -> Iterator[Effect]:
    keeping.queue_touched(world, state.name)
    yield Publish(queue_calls_topic(state.queue_id), calls_of(world, state))
    yield from queue_figures.changed(world, state, now)


def calls_of(world: World, state: QueueState) -> events.QueueCalls:
    """Everybody who waits, in order (protocol 7.8)."""
    return events.QueueCalls(
        queueId=state.queue_id,
        calls=tuple(
            events.WaitingCall(
                position=position,
                name=caller.name,
                number=caller.number,
                queueTime=iso(caller.since, world.settings.time_zone),
                channel=caller.channel,
                uniqueId=caller.uniqueid,
            )
            for position, caller in enumerate(state.waiting.values(), 1)
        ),
    )


def follow_calls(ask: Asking, command: commands.SubscribeToQueueCalls) -> Iterator[Effect]:
    """The calls waiting now, none included, then every change."""
    queue = queue_of(ask, command.queueId)
    yield Subscribe(ask.ticket.session, queue_calls_topic(queue.id))
    state = state_of(ask.world, queue.name)
    yield Reply(ask.ticket.session, calls_of(ask.world, state or QueueState(queue.id, queue.name)))
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def unfollow_calls(ask: Asking, command: commands.UnSubscribeToQueueCalls) -> Iterator[Effect]:
    """No more of them; nothing happens where nothing was followed."""
    yield Unsubscribe(ask.ticket.session, TopicKind.QUEUE_CALLS, str(command.queueId))
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def queue_of(ask: Asking, queue_id: int) -> Queue:
    """The queue of this id. Raises Refused (not_found)."""
    queue = ask.world.directory.queue(queue_id)
    if queue is None:
        raise Refused(RefusalCode.NOT_FOUND, f"There is no queue {queue_id}")
    return queue


def follow_figures(ask: Asking, command: commands.SubscribeToQueueStats) -> Iterator[Effect]:
    """All figures of every queue that the asker may see, then what changes."""
    rights = rights_of(ask.user, ask.world.settings.no_profile)
    session = ask.ticket.session
    topics: Iterable[int | None] = sorted(rights.queues) if rights.supervisor else [None]
    for queue_id in topics:
        yield Subscribe(session, queue_stats_topic(queue_id))
    for queue in ask.world.directory.queues:
        state = state_of(ask.world, queue.name)
        if state is not None and may_see_queue(rights, queue.id):
            yield Reply(session, queue_figures.event(state, queue_figures.figures(ask.world, state, ask.now)))
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)
