"""How the record of each call comes about: its channels, its stays in queues, its transfers, until it is over.

A call is what one linkedid names at its beginning; a channel belongs to the call it began in, so a consultation is a
call of its own although a transfer joins it to the first. When its last channel is gone the record is made.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from jackfield.domain import facts
from jackfield.domain.effects import Effect, Record
from jackfield.domain.past.call_parts import begin, call_of, note_transfer
from jackfield.domain.past.running_calls import RunningCall, Stay
from jackfield.domain.phone import consultations
from jackfield.domain.world import Leg, World
from jackfield.protocol.values import CallStatus

QUEUE_RESULTS: Mapping[str, CallStatus] = MappingProxyType(
    {
        "FULL": CallStatus.FULL,
        "CLOSED": CallStatus.CLOSED,
        "JOINEMPTY": CallStatus.JOIN_EMPTY,
        "JOINUNAVAIL": CallStatus.JOIN_EMPTY,
        "LEAVEEMPTY": CallStatus.LEAVE_EMPTY,
        "LEAVEUNAVAIL": CallStatus.LEAVE_EMPTY,
        "DIVERT_CA_RATIO": CallStatus.DIVERT_RATIO,
        "DIVERT_HOLDTIME": CallStatus.DIVERT_WAIT_TIME,
        "TIMEOUT": CallStatus.TIMEOUT,
    }
)
"""QUEUESTATUS: as Asterisk's Queue sets it, or a dial plan that does not let a call into the queue."""

SENT_AWAY = frozenset({CallStatus.TIMEOUT, CallStatus.LEAVE_EMPTY})
"""Ends of a wait that the queue itself makes; the others are of callers who are not let in."""


MOST_RECORDINGS = 100
"""Of a call: a dial plan gone astray cannot fill the memory."""


def after(world: World, fact: facts.Fact, touched: Iterable[Leg], now: float) -> Iterator[Effect]:
    """What a fact about calls means for their records; to be asked when phones have been told of it."""
    running = world.running
    for leg in touched:
        if leg.uniqueid in world.legs:
            call = running.of_channel.get(leg.uniqueid) or call_of(world, leg, leg.channel.linkedid, now)
            if not call.caller_number and leg.uniqueid == call.linkedid:
                begin(call, leg)
    if type(fact) is facts.ChannelGone:
        yield from _gone(world, fact.uniqueid, fact.cause, now)


def _gone(world: World, uniqueid: str, cause: int, now: float) -> Iterator[Effect]:
    call = world.running.of_channel.pop(uniqueid, None)
    if call is None:
        return
    call.channels.discard(uniqueid)
    part = call.parts.get(uniqueid)
    if part is not None:
        part.cause = cause
    if uniqueid == call.linkedid:
        call.cause = cause
    for stay in call.stays:
        if stay.uniqueid == uniqueid:
            _end_stay(stay, CallStatus.ABANDONED if stay.left is None else CallStatus.TIMEOUT, now)
    if not call.channels:
        yield from _over(world, call, now)


def _over(world: World, call: RunningCall, now: float) -> Iterator[Effect]:
    del world.running.calls[call.linkedid]
    for part in call.parts.values():
        part.end(now)
    for stay in call.stays:
        _end_stay(stay, CallStatus.TIMEOUT, now)
    if call.matters:
        yield Record(call.record(now))


def swept(world: World, now: float) -> Iterator[Effect]:
    """The PBX's lists have been read: what they brought is in calls by now, what they left out is gone."""
    for leg in world.legs.values():
        if leg.uniqueid not in world.running.of_channel:
            call_of(world, leg, leg.channel.linkedid, now)
    for uniqueid in [uniqueid for uniqueid in world.running.of_channel if uniqueid not in world.legs]:
        yield from _gone(world, uniqueid, 0, now)
    # a call that lost its only channel to another call has nothing to end it
    for call in [call for call in world.running.calls.values() if not call.channels]:
        yield from _over(world, call, now)


def _end_stay(stay: Stay, outcome: CallStatus, now: float) -> None:
    """It is over; how it ended was told before, or is this."""
    stay.outcome = outcome if stay.outcome is CallStatus.ONGOING else stay.outcome
    stay.left = now if stay.left is None else stay.left
    stay.ended = now if stay.ended is None else stay.ended


def _stay(world: World, uniqueid: str, queue: str) -> Stay | None:
    """The present stay of a channel in a queue."""
    call = world.running.of_channel.get(uniqueid)
    stays = [stay for stay in call.stays if (stay.uniqueid, stay.queue) == (uniqueid, queue)] if call else []
    return stays[-1] if stays and stays[-1].ended is None else None


def joined(world: World, fact: facts.QueueJoined, now: float) -> None:
    """A caller waits."""
    uniqueid = fact.channel.uniqueid
    call = world.running.of_channel.get(uniqueid)
    if call is not None and _stay(world, uniqueid, fact.queue) is None:
        call.stays.append(Stay(len(call.stays), uniqueid, fact.queue, now))


def waits(world: World, fact: facts.QueueWaits, now: float) -> None:
    """A caller found waiting."""
    leg = world.legs.get(fact.uniqueid)
    if leg is not None and _stay(world, fact.uniqueid, fact.queue) is None:
        call = call_of(world, leg, leg.channel.linkedid, now)
        call.stays.append(Stay(len(call.stays), fact.uniqueid, fact.queue, now - fact.waited_seconds))


def left(world: World, fact: facts.QueueLeft, now: float) -> None:
    """A caller waits no longer."""
    stay = _stay(world, fact.uniqueid, fact.queue)
    if stay is not None and stay.left is None:
        stay.left = now


def answered(world: World, fact: facts.QueueAnswered, now: float) -> None:
    """A member has answered."""
    stay = _stay(world, fact.uniqueid, fact.queue)
    if stay is not None:
        stay.outcome, stay.left = CallStatus.ANSWERED, now
        member = world.centre.members.get((fact.queue, fact.interface))
        number = member.name.removeprefix("Agent/") if member else ""
        agent = world.directory.agent_by_number(number)
        line = world.directory.line_by_endpoint(fact.interface)
        stay.agent_id = agent.id if agent else world.centre.agent_on.get(line.number) if line else None


def abandoned(world: World, fact: facts.QueueAbandoned, now: float) -> None:
    """The caller has hung up."""
    stay = _stay(world, fact.uniqueid, fact.queue)
    if stay is not None:
        _end_stay(stay, CallStatus.ABANDONED, now)


def completed(world: World, fact: facts.QueueCompleted, now: float) -> None:
    """The talk is over for the queue."""
    stay = _stay(world, fact.uniqueid, fact.queue)
    if stay is not None:
        _end_stay(stay, CallStatus.ANSWERED, now)


def result(world: World, fact: facts.QueueResult, now: float) -> None:
    """The queue application has returned, maybe without letting the caller in."""
    call = world.running.of_channel.get(fact.uniqueid)
    outcome = QUEUE_RESULTS.get(fact.status)
    if call is None or outcome is None:
        return
    stays = [stay for stay in call.stays if stay.uniqueid == fact.uniqueid]
    if stays and stays[-1].ended is None:
        _end_stay(stays[-1], outcome, now)
        return
    if stays and outcome in SENT_AWAY and stays[-1].outcome is CallStatus.ABANDONED:
        stays[-1].outcome = outcome  # Asterisk says first that such a caller has given up
        return
    leg = world.legs.get(fact.uniqueid)
    numbers = (fact.exten, leg.channel.exten if leg is not None else "", call.called_number)
    queue = next(filter(None, map(world.directory.queue_by_number, numbers)), None)
    if queue is not None:
        call.stays.append(Stay(len(call.stays), fact.uniqueid, queue.name, now, now, now, outcome))


def before_transfer(world: World, fact: facts.Transferred, now: float) -> None:
    """Who has two calls joins them: the first goes on with whom he called by the second. Both are still there."""
    if fact.of_three:
        return
    legs = [leg for uniqueid in fact.legs if (leg := world.legs.get(uniqueid))]
    legs += [second for leg in legs for second in consultations.of(world, leg)]
    parts = [
        (call, part)
        for leg in legs
        if (call := world.running.of_channel.get(leg.uniqueid)) and (part := call.parts.get(leg.shown_uniqueid))
    ]
    if len(parts) > 1:
        note_transfer(parts[0][0], now, attended=True, line=parts[0][1].line, destination=parts[1][1].other_number)


def given_on(world: World, fact: facts.GivenOn, now: float) -> None:
    """A call was given on without asking."""
    call, leg = world.running.of_channel.get(fact.uniqueid), world.legs.get(fact.uniqueid)
    if call is not None and leg is not None and leg.line is not None:
        note_transfer(call, now, attended=False, line=leg.line.number, destination=fact.destination)


def recorded(world: World, fact: facts.RecordingNamed, now: float) -> None:
    """A recording of the call has a name; one that goes on in the same file is one."""
    call = world.running.of_channel.get(fact.uniqueid)
    if call is not None and fact.file not in call.recordings and len(call.recordings) < MOST_RECORDINGS:
        call.recordings.append(fact.file)


FACTS: Mapping[type, Callable[[World, Any, float], None]] = MappingProxyType(
    {
        facts.QueueJoined: joined,
        facts.QueueWaits: waits,
        facts.QueueLeft: left,
        facts.QueueAnswered: answered,
        facts.QueueAbandoned: abandoned,
        facts.QueueCompleted: completed,
        facts.QueueResult: result,
        facts.GivenOn: given_on,
        facts.RecordingNamed: recorded,
    }
)
"""Which function writes which fact down, when everybody else has taken it."""
