"""Records of calls, made up for tests of what keeps and shows them."""

from jackfield.domain.call_records import CallLeg, CallRecord, LegOutcome, QueueStep, TransferStep
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
