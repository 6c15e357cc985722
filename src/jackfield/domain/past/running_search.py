"""Looks for calls among those that run: the conditions that the storage puts into SQL for the others."""

from collections.abc import Iterator

from jackfield.domain.past.call_records import CallRecord
from jackfield.domain.questions import CallField, CallsFound, CallTest, FindCalls, Match, Place
from jackfield.domain.world import World
from jackfield.protocol.values import CallStatus


def wanted(question: FindCalls) -> bool:
    """Whether calls that run are asked for: they are no answer to any other question."""
    return CallTest(CallField.STATUS, CallStatus.ONGOING) in question.tests


def found(world: World, question: FindCalls, now: float) -> CallsFound:
    """A page of them as records that end now, the most recent first."""
    calls = [call.record(now) for call in world.running.calls.values() if call.matters]
    calls = sorted((call for call in calls if _fits(call, question)), key=_place, reverse=True)
    rest = [call for call in calls if question.after is None or _place(call) < _key(question.after)]
    page = tuple(rest[: question.size])
    end = Place(*_place(page[-1])) if page and len(rest) > len(page) else None
    return CallsFound(calls=page, total=len(calls), next=end)


def _place(call: CallRecord) -> tuple[int, int]:
    return round(call.started * 1000), call.id


def _key(place: Place) -> tuple[int, int]:
    return place.moment, place.call_id


def _fits(call: CallRecord, question: FindCalls) -> bool:
    in_time = question.since <= call.started and (question.until is None or call.started < question.until)
    seen = question.queues is None or any(step.queue in question.queues for step in call.steps)
    return (
        in_time and seen and all(any(_meets(test, value) for value in _values(call, test)) for test in question.tests)
    )


def _values(call: CallRecord, test: CallTest) -> Iterator[str]:
    """What of the call a condition is about."""
    match test.field:
        case CallField.CALLER:
            yield call.caller_number
        case CallField.CALLED:
            yield call.called_number
        case CallField.QUEUE:
            yield from (step.queue for step in call.steps)
        case CallField.USER:
            yield from (str(leg.user_id) for leg in call.legs)
        case CallField.AGENT:
            yield from (str(leg.agent_id) for leg in call.legs)
        case CallField.STATUS:
            yield CallStatus.ONGOING


def _meets(test: CallTest, value: str) -> bool:
    match test.match:
        case Match.EQUAL:
            return value == test.value
        case Match.PREFIX:
            return value.startswith(test.value)
        case Match.SUFFIX:
            return value.endswith(test.value)
        case Match.PART:
            return test.value in value
