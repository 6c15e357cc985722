"""The calls that are not over yet, as far as their records have come. Data and look-ups only.

What facts write into them is in `history.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from jackfield.domain.past.call_records import (
    CallLeg,
    CallQuality,
    CallRecord,
    LegOutcome,
    Qualification,
    QueueStep,
    TransferStep,
)
from jackfield.protocol.values import CallStatus

ANSWERED_ELSEWHERE = 26
"""Q.850."""


@dataclass(slots=True, eq=False)
class Part:
    """A phone's part in a call, growing."""

    number: int
    user_id: int | None
    agent_id: int | None
    line: str
    outgoing: bool
    started: float
    other_number: str = ""
    other_name: str = ""
    answered: float | None = None
    ended: float | None = None
    held_since: float | None = None
    held_seconds: float = 0.0
    cause: int = 0
    joined_to: str = ""
    """Whom our server is about to join its other party to."""
    quality: CallQuality | None = None

    def end(self, now: float) -> None:
        """It is over; once is enough."""
        self.resume(now)
        self.ended = now if self.ended is None else self.ended

    def resume(self, now: float) -> None:
        """It is not held (any more)."""
        if self.held_since is not None:
            self.held_seconds += now - self.held_since
            self.held_since = None

    @property
    def outcome(self) -> LegOutcome:
        """How it ended, if it has."""
        if self.ended is None:
            return LegOutcome.ONGOING
        if self.outgoing:
            return LegOutcome.EMITTED
        if self.answered is not None:
            return LegOutcome.ANSWERED
        return LegOutcome.ELSEWHERE if self.cause == ANSWERED_ELSEWHERE else LegOutcome.MISSED


@dataclass(slots=True, eq=False)
class Stay:
    """A stay in a queue, growing. `uniqueid` is the waiting channel's."""

    number: int
    uniqueid: str
    queue: str
    entered: float
    left: float | None = None
    ended: float | None = None
    outcome: CallStatus = CallStatus.ONGOING
    agent_id: int | None = None


@dataclass(slots=True, eq=False)
class RunningCall:
    """A call some channel of which still exists (`channels`)."""

    id: int
    linkedid: str
    started: float
    caller_number: str = ""
    caller_name: str = ""
    called_number: str = ""
    called_name: str = ""
    incoming: bool = False
    """It began with a channel that came to the PBX by itself: it counts, whoever was in it."""
    cause: int = 0
    channels: set[str] = field(default_factory=set)
    parts: dict[str, Part] = field(default_factory=dict)
    """By the uniqueid that users are told."""
    stays: list[Stay] = field(default_factory=list)
    transfers: list[TransferStep] = field(default_factory=list)
    recordings: list[str] = field(default_factory=list)
    """Files of the PBX."""
    qualified: dict[int | None, Qualification] = field(default_factory=dict)
    """By agent."""

    @property
    def matters(self) -> bool:
        """There is something to tell of it."""
        return bool(self.incoming or self.parts or self.stays)

    @property
    def answered(self) -> float | None:
        """When somebody answered the caller."""
        moments = [part.answered for part in self.parts.values() if part.answered is not None]
        moments += [stay.left for stay in self.stays if stay.left and stay.outcome is CallStatus.ANSWERED]
        return min(moments, default=None)

    def legs(self) -> Iterator[CallLeg]:
        """The phones' parts, as they are now."""
        for part in self.parts.values():
            yield CallLeg(
                call_id=self.id,
                number=part.number,
                user_id=part.user_id,
                agent_id=part.agent_id,
                line=part.line,
                outgoing=part.outgoing,
                other_number=part.other_number,
                other_name=part.other_name,
                started=part.started,
                answered=part.answered,
                ended=part.ended,
                held_seconds=part.held_seconds,
                outcome=part.outcome,
                qualification=self.qualified.get(part.agent_id),
                quality=part.quality,
                recordings=tuple(self.recordings),
            )

    def steps(self) -> Iterator[QueueStep]:
        """The stays in queues, as they are now; one that is answered goes on until the talk is over."""
        for stay in self.stays:
            yield QueueStep(
                call_id=self.id,
                number=stay.number,
                queue=stay.queue,
                caller_number=self.caller_number,
                caller_name=self.caller_name,
                called_number=self.called_number,
                entered=stay.entered,
                left=stay.left,
                ended=stay.ended,
                outcome=stay.outcome if stay.ended is not None else CallStatus.ONGOING,
                agent_id=stay.agent_id,
                qualification=self.qualified.get(stay.agent_id),
                recordings=tuple(self.recordings),
            )

    def record(self, now: float) -> CallRecord:
        """The record, the call being over now."""
        return CallRecord(
            id=self.id,
            linkedid=self.linkedid,
            started=self.started,
            answered=self.answered,
            ended=now,
            caller_number=self.caller_number,
            caller_name=self.caller_name,
            called_number=self.called_number,
            called_name=self.called_name,
            cause=self.cause,
            legs=tuple(self.legs()),
            steps=tuple(self.steps()),
            transfers=tuple(self.transfers),
            recordings=tuple(self.recordings),
        )


@dataclass(slots=True, eq=False)
class RunningCalls:
    """All of them, by linkedid and by the uniqueid of each channel."""

    calls: dict[str, RunningCall] = field(default_factory=dict)
    of_channel: dict[str, RunningCall] = field(default_factory=dict)
    made: int = 0

    def begin(self, linkedid: str, now: float) -> RunningCall:
        """The running call of this linkedid, new if need be. Ids rise with time and are unique over restarts."""
        call = self.calls.get(linkedid)
        if call is None:
            self.made += 1
            call = RunningCall(int(now * 1000) << 10 | self.made & 1023, linkedid, now)
            self.calls[linkedid] = call
        return call
