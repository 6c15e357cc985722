"""Records of calls, made up for tests of what keeps and shows them."""

from collections.abc import Sequence

from jackfield.domain.past.call_records import CallLeg, CallRecord, LegOutcome, QueueStep, TransferStep
from jackfield.domain.questions import (
    CallOfAgent,
    CallsFound,
    FindCalls,
    Found,
    LegsOfAgent,
    LegsOfUser,
    Question,
    StepsOfQueues,
)
from jackfield.protocol.values import CallStatus

MORNING = 1_700_000_000.0
"""14 November 2023, 22:13:20 UTC."""


def leg(call_id: int, number: int = 0, **changes: object) -> CallLeg:
    started = MORNING + call_id
    fields: dict[str, object] = {
        "user_id": 1,
        "agent_id": None,
        "line": "1001",
        "outgoing": False,
        "other_number": "+33611223344",
        "other_name": "Zoë 📞",
        "started": started,
        "answered": started + 5,
        "ended": started + 65.25,
        "held_seconds": 1.5,
        "outcome": LegOutcome.ANSWERED,
    }
    return CallLeg(call_id=call_id, number=number, **{**fields, **changes})  # type: ignore[arg-type]


def step(call_id: int, number: int = 0, **changes: object) -> QueueStep:
    entered = MORNING + call_id
    fields: dict[str, object] = {
        "queue": "blue",
        "caller_number": "+33611223344",
        "caller_name": "Zoë 📞",
        "called_number": "3001",
        "entered": entered,
        "left": entered + 5,
        "ended": entered + 65.25,
        "outcome": CallStatus.ANSWERED,
        "agent_id": 1,
    }
    return QueueStep(call_id=call_id, number=number, **{**fields, **changes})  # type: ignore[arg-type]


def record(call_id: int, *parts: CallLeg | QueueStep | TransferStep, caller: str = "+33611223344") -> CallRecord:
    return CallRecord(
        id=call_id,
        linkedid=f"pbx-{call_id}",
        started=MORNING + call_id,
        answered=MORNING + call_id + 5,
        ended=MORNING + call_id + 65.25,
        caller_number=caller,
        caller_name="Zoë 📞",
        called_number="3001",
        called_name="Blue",
        cause=16,
        legs=tuple(part for part in parts if isinstance(part, CallLeg)),
        steps=tuple(part for part in parts if isinstance(part, QueueStep)),
        transfers=tuple(part for part in parts if isinstance(part, TransferStep)),
    )


class Records:
    """Stands where the database stands, for records of calls."""

    def __init__(self) -> None:
        self.kept: list[CallRecord] = []

    async def keep(self, records: Sequence[CallRecord]) -> None:
        self.kept += records

    async def find(self, question: Question) -> Found:
        return self.found(question)

    def found(self, question: Question) -> Found:
        legs = [leg for call in self.kept for leg in call.legs if leg.outcome is not LegOutcome.ELSEWHERE]
        match question:
            case LegsOfUser(user_id, size, since):
                found = [leg for leg in legs if leg.user_id == user_id and leg.started >= since]
            case LegsOfAgent(agent_id, size, since):
                found = [leg for leg in legs if leg.agent_id == agent_id and leg.started >= since]
            case FindCalls():
                return self._calls(question)
            case StepsOfQueues(queues, size, since):
                steps = [step for call in self.kept for step in call.steps if step.queue in queues]
                steps = [step for step in steps if step.entered >= since]
                return tuple(sorted(steps, key=lambda step: step.entered, reverse=True)[:size])
            case CallOfAgent(call_id, agent_id):
                whose = [call for call in self.kept if call.id == call_id]
                in_queues = tuple(step for call in whose for step in call.steps if step.agent_id == agent_id)
                return in_queues or tuple(leg for call in whose for leg in call.legs if leg.agent_id == agent_id)
        return tuple(sorted(found, key=lambda leg: leg.started, reverse=True)[:size])

    def _calls(self, question: FindCalls) -> CallsFound:
        """Those of the time that was asked for; by the conditions only a real storage looks."""
        assert not question.tests
        calls = [call for call in self.kept if question.since <= call.started < (question.until or 9e9)]
        calls.sort(key=lambda call: call.started, reverse=True)
        return CallsFound(calls=tuple(calls[: question.size]), total=len(calls))
