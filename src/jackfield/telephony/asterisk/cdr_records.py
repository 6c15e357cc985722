"""Calls that nobody followed, made afterwards of Asterisk's call detail records, with what queue_log has of them.

Pure: lines, records of queue calls and a directory in, records out; channel events may make lines, too (`cel.py`).
What was written by Asterisk is kept as it is: its times (whole seconds in call detail records), no holding, and agents
only where queue_log names them. A phone whose call was joined to another by a transfer is in the call that rang it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from msgspec.structs import replace

from jackfield.domain.directory import Directory, Line
from jackfield.domain.past.call_records import CallLeg, CallRecord, LegOutcome, TransferStep
from jackfield.telephony.asterisk.cdr import Cdr
from jackfield.telephony.asterisk.missed_calls import call_id

CAUSES = {"ANSWERED": 16, "BUSY": 17}
"""Q.850; the other dispositions are of many causes."""

SAME_SECONDS = 1.0
"""Whole seconds of two events at the same moment may differ by this."""


@dataclass(slots=True, kw_only=True)
class _Part:
    """A phone's part in a call, as the lines tell it one after another."""

    line: Line
    outgoing: bool
    other_number: str
    other_name: str
    started: float
    answered: float | None = None
    ended: float = 0.0


def records(
    calls: Iterable[Sequence[Cdr]], queue_calls: Mapping[str, CallRecord], directory: Directory
) -> list[CallRecord]:
    """One for each call. `queue_calls`: what queue_log says, by the uniqueid of the caller's channel."""
    known = list(calls)
    rang_in: dict[str, str] = {}
    for line in sorted((line for call in known for line in call), key=lambda line: (line.start, line.sequence)):
        rang_in.setdefault(line.other, line.linkedid)
    return [_record(call, queue_calls, rang_in, directory) for call in known]


def _record(
    call: Sequence[Cdr], queue_calls: Mapping[str, CallRecord], rang_in: Mapping[str, str], directory: Directory
) -> CallRecord:
    first = call[0]
    queued = next((queue_calls[line.uniqueid] for line in call if line.uniqueid in queue_calls), None)
    # who was answered in a queue, and when, queue_log knows better
    talks = [line for line in call if queued is None or line.application != "Queue"]
    moments = [moment for line in talks if (moment := _answered(line)) is not None]
    if queued is not None and queued.answered is not None:
        moments.append(queued.answered)
    number = call_id(first.linkedid, first.start)
    caller = _line_of(first.channel, directory)
    return CallRecord(
        id=number,
        linkedid=first.linkedid,
        started=first.start,
        answered=max(first.start, min(moments)) if moments else None,
        ended=max(line.end for line in call),
        caller_number=caller.number if caller else first.source,
        caller_name=first.name,
        called_number=first.destination,
        called_name=queued.called_name if queued else _name_of(first.destination, directory),
        cause=CAUSES.get(call[-1].disposition, 0),
        legs=tuple(_legs(number, call, queued, rang_in, directory)),
        steps=tuple(replace(step, call_id=number) for step in queued.steps) if queued else (),
        transfers=tuple(_transfers(call, rang_in, directory)),
        repaired=True,
    )


def _answered(line: Cdr) -> float | None:
    """When the other one took the call; the caller's channel may have been answered long before."""
    return max(line.start, line.answer) if line.answered and line.answer is not None else None


def _line_of(channel: str, directory: Directory) -> Line | None:
    return directory.line_by_endpoint(channel.rpartition("-")[0])


def _name_of(number: str, directory: Directory) -> str:
    line = directory.line_by_number(number)
    user = directory.user_of_line(line.id) if line else None
    return user.full_name if user else ""


def _legs(
    number: int, call: Sequence[Cdr], queued: CallRecord | None, rang_in: Mapping[str, str], directory: Directory
) -> Iterator[CallLeg]:
    """The phones of ours, and agents as far as queue_log names them."""
    parts = _parts(call, rang_in, directory)
    agents = {leg.line: leg for leg in queued.legs} if queued else {}
    legs: list[CallLeg] = []
    for part in parts:
        agent = None if part.outgoing or part.answered is None else agents.pop(part.line.number, None)
        legs.append(_leg(part, agent, directory))
    legs += agents.values()
    answers = [leg.answered for leg in legs if not leg.outgoing and leg.answered is not None]
    for place, leg in enumerate(legs):
        taken = leg.ended is not None and any(abs(leg.ended - answer) <= SAME_SECONDS for answer in answers)
        elsewhere = leg.outcome is LegOutcome.MISSED and taken
        outcome = LegOutcome.ELSEWHERE if elsewhere else leg.outcome
        yield replace(leg, call_id=number, number=place, outcome=outcome)


def _parts(call: Sequence[Cdr], rang_in: Mapping[str, str], directory: Directory) -> Iterable[_Part]:
    parts: dict[str, _Part] = {}
    for line in call:
        caller, called = _line_of(line.channel, directory), _line_of(line.other, directory)
        if caller is not None and line.channel not in parts:
            name = _name_of(line.destination, directory)
            parts[line.channel] = _part(caller, line, line.destination, name, outgoing=True)
        if called is not None and line.other not in parts and rang_in[line.other] == line.linkedid:
            number = caller.number if caller else line.source
            parts[line.other] = _part(called, line, number, line.name, outgoing=False)
        for part in (parts.get(line.channel), parts.get(line.other)):
            if part is not None:
                part.ended = max(part.ended, line.end)
                part.answered = _answered(line) if part.answered is None else part.answered
    return parts.values()


def _part(phone: Line, line: Cdr, number: str, name: str, *, outgoing: bool) -> _Part:
    return _Part(line=phone, outgoing=outgoing, other_number=number, other_name=name, started=line.start)


def _leg(part: _Part, agent: CallLeg | None, directory: Directory) -> CallLeg:
    """Its call and place in it are not known yet."""
    user = directory.user_of_line(part.line.id)
    taken = LegOutcome.MISSED if part.answered is None else LegOutcome.ANSWERED
    return CallLeg(
        call_id=0,
        number=0,
        user_id=agent.user_id if agent else user.id if user else None,
        agent_id=agent.agent_id if agent else None,
        line=part.line.number,
        outgoing=part.outgoing,
        other_number=part.other_number,
        other_name=part.other_name,
        started=part.started,
        # queue_log's whole seconds may begin before the ringing
        answered=max(agent.answered, part.started) if agent and agent.answered is not None else part.answered,
        ended=part.ended,
        held_seconds=0.0,
        outcome=LegOutcome.EMITTED if part.outgoing else taken,
    )


def _transfers(call: Sequence[Cdr], rang_in: Mapping[str, str], directory: Directory) -> Iterator[TransferStep]:
    """A channel went on with another phone when the talk with one of ours was over."""
    talks = [line for line in call if line.answered and line.other]
    number = 0
    for before, after in pairwise(talks):
        giver = _line_of(before.other, directory)
        followed = before.end <= after.start + SAME_SECONDS
        same = before.channel == after.channel and before.other != after.other and followed
        if giver is None or not same:
            continue
        taker = _line_of(after.other, directory)
        yield TransferStep(
            number=number,
            at=after.start,
            attended=rang_in[after.other] != after.linkedid,
            line=giver.number,
            destination=taker.number if taker else after.destination,
        )
        number += 1
