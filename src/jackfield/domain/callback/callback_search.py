"""Searching callbacks, open and closed (protocol 6.1): `findCallbackRequest`.

All filters must hold. Texts are compared without regard to case; an unknown field or operator is refused by name.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from operator import eq, ge, gt, le, lt, ne
from types import MappingProxyType
from typing import Any

from jackfield.domain.access import may_see_queue
from jackfield.domain.asking import Asking
from jackfield.domain.callback.callback_entries import Callback
from jackfield.domain.callback.callback_state import Callbacks
from jackfield.domain.callback.callback_telling import shown
from jackfield.domain.centre.agent_lists import rights
from jackfield.domain.effects import Effect, Reply
from jackfield.domain.results import Refused
from jackfield.protocol import commands, events
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import ResultStatus

MOST_FOUND = 1000
"""The longest page; also without a limit."""
MOST_FILTERS = 20

Value = str | int | bool | date | None
Test = Callable[[Callback], bool]

FIELDS: Mapping[str, Callable[[Callbacks, Callback], Value]] = MappingProxyType(
    {
        "uuid": lambda _, callback: callback.uuid,
        "listUuid": lambda _, callback: callback.list_uuid,
        "queueId": lambda callbacks, callback: callbacks.queue_of(callback),
        "agentId": lambda _, callback: callback.agent_id,
        "phoneNumber": lambda _, callback: callback.phone_number or None,
        "mobilePhoneNumber": lambda _, callback: callback.mobile_phone_number or None,
        "firstName": lambda _, callback: callback.first_name or None,
        "lastName": lambda _, callback: callback.last_name or None,
        "company": lambda _, callback: callback.company or None,
        "description": lambda _, callback: callback.description or None,
        "dueDate": lambda _, callback: callback.due_date,
        "periodUuid": lambda _, callback: callback.period_uuid,
        "closed": lambda _, callback: callback.closed,
    }
)
"""What can be compared, named as in a request as far as it is there."""


def _contains(text: Value, part: Value) -> bool:
    return str(part).strip("%") in str(text)


OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        "=": eq,
        "==": eq,
        "!=": ne,
        "<>": ne,
        "<": lt,
        "<=": le,
        ">": gt,
        ">=": ge,
        "like": _contains,
        "ilike": _contains,
        "contains": _contains,
    }
)
"""`like` finds the text anywhere; a % around it changes nothing, one within it means itself."""


def find(ask: Asking, command: commands.FindCallbackRequest) -> Iterator[Effect]:
    """A page of what is found, the soonest first, and how many there are in all."""
    search, callbacks, own = command.request, ask.world.callbacks, rights(ask)
    tests = [_test(callbacks, condition) for condition in _few(search.filters)]
    found = [
        callback
        for callback in (*callbacks.open.values(), *callbacks.closed.values())
        if may_see_queue(own, callbacks.queue_of(callback)) and all(test(callback) for test in tests)
    ]
    found.sort(key=callbacks.when)
    limit = MOST_FOUND if search.limit is None else search.limit
    if search.offset < 0 or not 0 <= limit <= MOST_FOUND:
        raise Refused(RefusalCode.BAD_REQUEST, f"offset is 0 or more, limit from 0 to {MOST_FOUND}")
    page = tuple(shown(ask.world, callback) for callback in found[search.offset : search.offset + limit])
    response = events.CallbackSearchResult(total=len(found), list=page)
    yield Reply(ask.ticket.session, events.FindCallbackResponseWithId(id=command.id, response=response))
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def _few(filters: tuple[commands.Filter, ...]) -> tuple[commands.Filter, ...]:
    if len(filters) > MOST_FILTERS:
        raise Refused(RefusalCode.BAD_REQUEST, f"filters: {len(filters)} of them, at most {MOST_FILTERS}")
    return filters


def _test(callbacks: Callbacks, condition: commands.Filter) -> Test:
    """Whether a callback meets a condition.

    Raises:
        Refused: bad_request for an unknown field or operator, or a value that cannot be compared with the field.
    """
    field, compare = FIELDS.get(condition.field), OPERATORS.get(condition.operator.lower())
    if field is None:
        raise Refused(RefusalCode.BAD_REQUEST, f"field {condition.field[:64]!r} is none of {', '.join(FIELDS)}")
    if compare is None:
        text = f"operator {condition.operator[:64]!r} is none of {' '.join(OPERATORS)}"
        raise Refused(RefusalCode.BAD_REQUEST, text)
    wanted = _wanted(condition)
    if wanted is None and compare not in (eq, ne):
        raise Refused(RefusalCode.BAD_REQUEST, f"{condition.field}: only = and != compare with null")
    if compare is _contains and not isinstance(wanted, str):
        raise Refused(RefusalCode.BAD_REQUEST, f"{condition.field}: {condition.operator} wants a text")

    def test(callback: Callback) -> bool:
        value = field(callbacks, callback)
        if value is None or wanted is None:
            return compare in (eq, ne) and compare(value, wanted)
        return compare(value.casefold() if isinstance(value, str) else value, wanted)

    return test


def _wanted(condition: commands.Filter) -> Value:
    """The value in the form of its field."""
    value = condition.value
    try:
        match condition.field:
            case _ if value is None:
                return None
            case "dueDate":
                return date.fromisoformat(str(value))
            case "queueId" | "agentId":
                return int(value)
            case "closed":
                return _said(value)
            case _:
                return str(value).casefold()
    except ValueError:
        kind = {"dueDate": "a day, YYYY-MM-DD", "closed": "true or false"}.get(condition.field, "a number")
        raise Refused(RefusalCode.BAD_REQUEST, f"{condition.field}: {str(value)[:64]!r} is not {kind}") from None


def _said(value: Value | float) -> bool:
    """Also as a word: `"false"` is not true. Raises ValueError."""
    found = {"true": True, "1": True, "false": False, "0": False}.get(str(value).lower())
    if found is None:
        raise ValueError(value)
    return found
