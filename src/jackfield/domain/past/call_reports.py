"""Calls that are over as programs and spreadsheets read them: everything that was kept, with names beside the ids."""

from collections.abc import Iterable, Iterator

import msgspec

from jackfield.domain.local_time import iso
from jackfield.domain.past.call_records import CallLeg, CallQuality, CallRecord, QueueStep
from jackfield.domain.past.customer_calls import agent_of, status_of
from jackfield.domain.world import World
from jackfield.protocol.values import CallStatus


class QualityReport(msgspec.Struct, frozen=True, kw_only=True):
    """How a part sounded in its browser: milliseconds, percent, and the mean opinion score from 1 to 4.5."""

    jitter: float
    roundTrip: float
    loss: float
    mos: float


class LegReport(msgspec.Struct, frozen=True, kw_only=True):
    """A phone's part in a call. Moments are ISO 8601 with the offset in force, null for what did not happen."""

    user: str | None
    agent: str | None
    line: str
    outgoing: bool
    otherNum: str
    otherName: str
    start: str
    answered: str | None
    end: str
    heldSeconds: float
    outcome: str
    quality: QualityReport | None


class StepReport(msgspec.Struct, frozen=True, kw_only=True):
    """A stay in a queue. `left`: the wait was over; `end`: the talk with its agent, too."""

    queue: str
    agent: str | None
    entered: str
    left: str
    end: str
    status: CallStatus
    reason: str
    note: str


class TransferReport(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody gave the call on."""

    at: str
    attended: bool
    line: str
    destination: str


class CallReport(msgspec.Struct, frozen=True, kw_only=True):
    """One call. `agent`: number of the one who answered last; `cause`: Q.850, 0 where nobody said. A call with the
    status `ongoing` has the time of the question as its `end`.

    `mos`: the score of the browser in which it sounded worst, null where none was in it. `qualification`, `note`: what
    its agents said of it, a line each. `recordings`: files of the PBX, for who may manage them. `repaired`: the server
    was away, and made it of what the PBX wrote down.
    """

    id: str
    callId: str
    start: str
    answered: str | None
    end: str
    srcNum: str
    srcName: str
    dstNum: str
    dstName: str
    status: CallStatus
    waitSeconds: float
    talkSeconds: float
    queue: str
    agent: str
    cause: int
    repaired: bool
    mos: float | None
    qualification: str
    note: str
    recordings: tuple[str, ...]
    legs: tuple[LegReport, ...]
    queues: tuple[StepReport, ...]
    transfers: tuple[TransferReport, ...]


COLUMNS = tuple(field for field in CallReport.__struct_fields__ if field not in ("legs", "queues", "transfers"))
"""Of a table with one line a call."""


def report(world: World, call: CallRecord, recordings: bool, status: CallStatus | None = None) -> CallReport:
    """A call with all its parts; `status`: another than its parts tell."""
    moment = _Moments(world.settings.time_zone)
    agent_id = agent_of(call)
    said = {leg.agent_id: leg.qualification for leg in call.legs if leg.qualification}
    said |= {step.agent_id: step.qualification for step in call.steps if step.qualification}
    return CallReport(
        id=str(call.id),  # more digits than JavaScript keeps
        callId=call.linkedid,
        start=moment(call.started),
        answered=moment.perhaps(call.answered),
        end=moment(call.ended),
        srcNum=call.caller_number,
        srcName=call.caller_name,
        dstNum=call.called_number,
        dstName=call.called_name,
        status=status or status_of(call),
        waitSeconds=round((call.ended if call.answered is None else call.answered) - call.started, 3),
        talkSeconds=0.0 if call.answered is None else round(call.ended - call.answered, 3),
        queue=call.steps[-1].queue if call.steps else "",
        agent=_agent(world, agent_id) or "",
        cause=call.cause,
        repaired=call.repaired,
        mos=min((leg.quality.mos for leg in call.legs if leg.quality is not None), default=None),
        qualification=_lines(one.reason for one in said.values()),
        note=_lines(one.note for one in said.values()),
        recordings=call.recordings if recordings else (),
        legs=tuple(_leg(world, leg, moment, call.ended) for leg in call.legs),
        queues=tuple(_step(world, step, moment, call.ended) for step in call.steps),
        transfers=tuple(
            TransferReport(at=moment(each.at), attended=each.attended, line=each.line, destination=each.destination)
            for each in call.transfers
        ),
    )


def row(call: CallReport) -> Iterator[str]:
    """The line of a table."""
    for name in COLUMNS:
        value = getattr(call, name)
        yield "" if value is None else _lines(value) if isinstance(value, tuple) else str(value)


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(filter(None, texts))


class _Moments:
    """Moments as they are written."""

    def __init__(self, time_zone: str) -> None:
        self._zone = time_zone

    def __call__(self, moment: float) -> str:
        return iso(moment, self._zone)

    def perhaps(self, moment: float | None) -> str | None:
        return None if moment is None else self(moment)


def _leg(world: World, leg: CallLeg, moment: _Moments, ended: float) -> LegReport:
    user = world.directory.user(leg.user_id) if leg.user_id is not None else None
    return LegReport(
        user=user.login if user else None,
        agent=_agent(world, leg.agent_id),
        line=leg.line,
        outgoing=leg.outgoing,
        otherNum=leg.other_number,
        otherName=leg.other_name,
        start=moment(leg.started),
        answered=moment.perhaps(leg.answered),
        end=moment(ended if leg.ended is None else leg.ended),
        heldSeconds=round(leg.held_seconds, 3),
        outcome=leg.outcome.value,
        quality=_quality(leg.quality),
    )


def _quality(known: CallQuality | None) -> QualityReport | None:
    if known is None:
        return None
    return QualityReport(jitter=known.jitter, roundTrip=known.round_trip, loss=known.loss, mos=known.mos)


def _step(world: World, step: QueueStep, moment: _Moments, ended: float) -> StepReport:
    said = step.qualification
    return StepReport(
        queue=step.queue,
        agent=_agent(world, step.agent_id),
        entered=moment(step.entered),
        left=moment(ended if step.left is None else step.left),
        end=moment(ended if step.ended is None else step.ended),
        status=step.outcome,
        reason=said.reason if said else "",
        note=said.note if said else "",
    )


def _agent(world: World, agent_id: int | None) -> str | None:
    agent = world.directory.agent(agent_id) if agent_id is not None else None
    return agent.number if agent else None
