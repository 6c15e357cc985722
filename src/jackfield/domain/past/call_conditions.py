"""Conditions on past calls as clients write them, and as the storage is asked: for `findCustomerCallHistory` and REST.

Pure, and nobody is answered from here. Who may see which calls is decided here, by rights.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

import msgspec

from jackfield.domain.access import Rights
from jackfield.domain.directory import Directory
from jackfield.domain.local_time import zone
from jackfield.domain.past.call_records import LegOutcome
from jackfield.domain.people.folding import looks_like_number
from jackfield.domain.questions import CallField, CallTest, FindCalls, Match
from jackfield.domain.results import Refused
from jackfield.protocol.commands import Filter
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import CallStatus

MOST_CONDITIONS = 20
LONGEST_VALUE = 128

FIELDS: Mapping[str, CallField] = MappingProxyType(
    {
        "src_num": CallField.CALLER,
        "srcNum": CallField.CALLER,
        "dst_num": CallField.CALLED,
        "dstNum": CallField.CALLED,
        "queueId": CallField.QUEUE,
        "queue": CallField.QUEUE,
        "queueName": CallField.QUEUE,
        "agentId": CallField.AGENT,
        "agentNum": CallField.AGENT,
        "userId": CallField.USER,
        "username": CallField.USER,
        "status": CallField.STATUS,
    }
)
"""What can be compared, beside `start`."""

EQUAL = frozenset({"=", "=="})
TEXTS: Mapping[str, Match] = MappingProxyType(
    {"startsWith": Match.PREFIX, "endsWith": Match.SUFFIX, "contains": Match.PART}
)
LIKE = frozenset({"like", "ilike"})
"""`like`: a `%` at the end finds what begins so, one at the beginning what ends so, both or none find it anywhere."""

BETWEEN_DIGITS = re.compile(r"[\s()./-]")
NOBODY = "-1"


class Period(msgspec.Struct, frozen=True):
    """From a moment on, and before another one, in Unix seconds."""

    since: float = 0.0
    until: float | None = None


def visible(rights: Rights, directory: Directory, question: FindCalls) -> FindCalls:
    """The same question as far as somebody may see the answer: a supervisor his queues, others what is their own."""
    if rights.everything:
        return question
    if rights.supervisor:
        names = frozenset(queue.name for queue in directory.queues if queue.id in rights.queues)
        return msgspec.structs.replace(question, queues=names)
    return msgspec.structs.replace(question, tests=(*question.tests, CallTest(CallField.USER, str(rights.user_id))))


def read(filters: Iterable[Filter], directory: Directory, time_zone: str) -> tuple[tuple[CallTest, ...], Period]:
    """Conditions, and the time they leave.

    Raises:
        Refused: bad_request for an unknown field, operator or value.
    """
    tests, since, until = [], 0.0, None
    for number, condition in enumerate(filters, 1):
        if number > MOST_CONDITIONS:
            raise _bad(f"filters: at most {MOST_CONDITIONS}")
        if condition.field == "start":
            begin, end = _time(condition, time_zone)
            since = max(since, begin)
            until = end if until is None else until if end is None else min(until, end)
        else:
            tests.append(_test(condition, directory))
    return tuple(tests), Period(since, until)


def _test(condition: Filter, directory: Directory) -> CallTest:
    field = FIELDS.get(condition.field)
    if field is None:
        raise _bad(f"field {condition.field[:64]!r} is none of {', '.join(FIELDS)}, start")
    value = "" if condition.value is None else str(condition.value)
    if not value or len(value) > LONGEST_VALUE or "\0" in value or not value.isprintable():
        raise _bad(f"{condition.field}: a text of 1 to {LONGEST_VALUE} characters is wanted")
    if field in (CallField.CALLER, CallField.CALLED):
        return _number(condition, field, value)
    if condition.operator not in EQUAL:
        raise _bad(f"{condition.field}: only = is possible")
    return CallTest(field, _named(condition.field, value, directory))


def _number(condition: Filter, field: CallField, value: str) -> CallTest:
    operator = condition.operator
    match, text = TEXTS.get(operator, Match.EQUAL), value
    if operator.lower() in LIKE:
        text = value.strip("%")
        ends, begins = value.endswith("%"), value.startswith("%")
        match = Match.PART if ends == begins else Match.PREFIX if ends else Match.SUFFIX
    elif operator not in EQUAL and operator not in TEXTS:
        raise _bad(f"operator {operator[:64]!r} is none of = like {' '.join(TEXTS)}")
    if looks_like_number(text):
        text = BETWEEN_DIGITS.sub("", text)
    if not text:
        raise _bad(f"{condition.field}: some of the number is wanted")
    return CallTest(field, text, match)


def _named(field: str, value: str, directory: Directory) -> str:
    """What the storage has in the place of what the client calls it."""
    number = int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else -1
    match field:
        case "queueId":
            queue = directory.queue(number)
            return queue.name if queue else ""
        case "agentNum":
            return next((str(agent.id) for agent in directory.agents if agent.number == value), NOBODY)
        case "username":
            user = directory.user_by_login(value)
            return str(user.id) if user else NOBODY
        case "agentId" | "userId":
            return str(number)
        case "status":
            if value not in {*CallStatus, *LegOutcome}:
                raise _bad(f"status: {value!r} is none of {', '.join(CallStatus)}")
    return value


def _time(condition: Filter, time_zone: str) -> tuple[float, float | None]:
    begin, end = moments(str(condition.value or ""), time_zone)
    match condition.operator:
        case ">=":
            return begin, None
        case ">":
            return end, None
        case "<":
            return 0.0, begin
        case "<=":
            return 0.0, end
        case "=" | "==":
            return begin, end
    raise _bad(f"start: operator {condition.operator[:64]!r} is none of = < <= > >=")


def moments(text: str, time_zone: str) -> tuple[float, float]:
    """When a day (`YYYY-MM-DD`) or a second (`YYYY-MM-DD HH:MM:SS`, a zone may follow) begins and has passed.

    Raises:
        Refused: bad_request; there is no such day.
    """
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        raise _bad(f"{text[:64]!r} is no day or time: YYYY-MM-DD, or YYYY-MM-DD HH:MM:SS") from None
    local = read if read.tzinfo else read.replace(tzinfo=zone(time_zone))
    try:
        begin = local.timestamp()
        if len(text.strip()) > len("YYYY-MM-DD"):
            return begin, begin + 1
        return begin, datetime.fromordinal(read.toordinal() + 1).replace(tzinfo=zone(time_zone)).timestamp()
    except (ValueError, OverflowError):
        raise _bad(f"{text[:64]!r} is too far away") from None


def _bad(text: str) -> Refused:
    return Refused(RefusalCode.BAD_REQUEST, text)
