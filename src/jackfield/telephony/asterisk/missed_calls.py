"""Calls that nobody followed, made afterwards of Asterisk's queue_log: records like those of the others, but marked.

Pure: visits and a directory in, records out. What queue_log does not have, they do not have: no transfers, no other
phones that rang, nobody who answered but agents; times are whole seconds.
"""

import zlib
from collections.abc import Iterable, Iterator

from jackfield.domain.directory import Agent, Directory
from jackfield.domain.past.call_records import CallLeg, CallRecord, LegOutcome, QueueStep
from jackfield.protocol.values import CallStatus
from jackfield.telephony.asterisk.queue_log import Outcome, Visit

MEMBER = "Agent/"

STATUSES = {
    Outcome.BY_CALLER: CallStatus.ANSWERED,
    Outcome.BY_AGENT: CallStatus.ANSWERED,
    Outcome.TRANSFERRED: CallStatus.ANSWERED,
    Outcome.ABANDONED: CallStatus.ABANDONED,
    Outcome.TIMED_OUT: CallStatus.TIMEOUT,
    Outcome.LEFT_BY_KEY: CallStatus.ABANDONED,
    Outcome.LEFT_EMPTY: CallStatus.LEAVE_EMPTY,
}
"""As the core tells the same ends; a visit that has none of them is not over."""

LATEST_CHOICE = 1024


def records(visits: Iterable[Visit], directory: Directory, since: float, until: float) -> list[CallRecord]:
    """One record for each call all of whose stays were over, the last one within this time."""
    calls: dict[str, list[Visit]] = {}
    for visit in visits:
        calls.setdefault(visit.call, []).append(visit)
    return [
        _record(stays, directory)
        for stays in calls.values()
        if all(stay.outcome in STATUSES for stay in stays) and since <= max(stay.ended for stay in stays) <= until
    ]


def call_id(linkedid: str, started: float) -> int:
    """The same for the same call however often it is repaired; in the order of time among those of the core.

    Within a second that of the channels is taken: Asterisk counts them at the end of their uniqueids.
    """
    count = linkedid.rpartition(".")[2][-9:]
    place = int(count) if count.isdecimal() else zlib.crc32(linkedid.encode(errors="replace"))
    return int(started * 1000) << 10 | place % LATEST_CHOICE


def _record(stays: list[Visit], directory: Directory) -> CallRecord:
    first, last = stays[0], stays[-1]
    number = call_id(first.call, first.entered)
    answered = [stay.connected for stay in stays if stay.connected]
    queue = directory.queue_by_name(first.queue)
    steps = tuple(_step(number, place, stay, directory) for place, stay in enumerate(stays))
    return CallRecord(
        id=number,
        linkedid=first.call,
        started=float(first.entered),
        answered=float(answered[0]) if answered else None,
        ended=float(last.ended),
        caller_number=first.caller,
        caller_name="",
        called_number=queue.number if queue else "",
        called_name=(queue.display_name or queue.name) if queue else first.queue,
        cause=0,
        legs=tuple(_legs(number, stays, directory)),
        steps=steps,
        repaired=True,
    )


def _step(call: int, place: int, stay: Visit, directory: Directory) -> QueueStep:
    agent = _agent(stay, directory) if stay.connected else None
    queue = directory.queue_by_name(stay.queue)
    return QueueStep(
        call_id=call,
        number=place,
        queue=stay.queue,
        caller_number=stay.caller,
        caller_name="",
        called_number=queue.number if queue else "",
        entered=float(stay.entered),
        left=float(stay.connected or stay.ended),
        ended=float(stay.ended),
        outcome=STATUSES[stay.outcome],
        agent_id=agent.id if agent else None,
    )


def _legs(call: int, stays: list[Visit], directory: Directory) -> Iterator[CallLeg]:
    """The agents who answered, as far as they are ours."""
    for place, stay in enumerate(stays):
        agent = _agent(stay, directory)
        if agent is None or not stay.connected:
            continue
        line = directory.line_of_user(agent.user_id) if agent.user_id is not None else None
        yield CallLeg(
            call_id=call,
            number=place,
            user_id=agent.user_id,
            agent_id=agent.id,
            line=line.number if line else "",
            outgoing=False,
            other_number=stay.caller,
            other_name="",
            started=float(stay.connected),
            answered=float(stay.connected),
            ended=float(stay.ended),
            held_seconds=0.0,
            outcome=LegOutcome.ANSWERED,
        )


def _agent(stay: Visit, directory: Directory) -> Agent | None:
    """Members are named `Agent/NUMBER`, or as their endpoint where somebody else has added them."""
    number = stay.agent.removeprefix(MEMBER)
    if stay.agent.startswith(MEMBER):
        return next((agent for agent in directory.agents if agent.number == number), None)
    line = next((line for line in directory.lines if line.endpoint == stay.agent), None)
    return directory.agent_of_user(line.user_id) if line is not None and line.user_id is not None else None
