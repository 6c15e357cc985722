"""Looks for calls by conditions: which, how many, in pages, the most recent first. Ids come out, never whole calls.

One condition leads, over an index that has what it asks for; the others are looked at in the rows it gives. Where
those are more than `MOST_LOOKED_AT`, and their order does not come from the index itself, the question is refused:
every answer costs milliseconds, however many calls there are.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Select, Subquery, Table, and_, exists, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from jackfield.domain.questions import CallField, CallTest, FindCalls, Match, Place
from jackfield.storage import schema
from jackfield.storage.errors import TooBroadError

MOST_LOOKED_AT = 100_000
"""More calls than this are neither counted nor searched through."""

TOO_BROAD = f"More than {MOST_LOOKED_AT:,} calls would have to be looked through: give more of the number, or a time"

CALLS, LEGS, STEPS = schema.call_records, schema.call_legs, schema.queue_steps

NUMBERS: Mapping[CallField, tuple[Column[str], Column[str]]] = MappingProxyType(
    {
        CallField.CALLER: (CALLS.c.caller_number, CALLS.c.caller_reversed),
        CallField.CALLED: (CALLS.c.called_number, CALLS.c.called_reversed),
    }
)
"""Each number as it is, and from its end."""

PARTS: Mapping[CallField, tuple[Table, Column[Any], Callable[[str], Any]]] = MappingProxyType(
    {
        CallField.QUEUE: (STEPS, STEPS.c.queue, str),
        CallField.USER: (LEGS, LEGS.c.user_id, int),
        CallField.AGENT: (LEGS, LEGS.c.agent_id, int),
    }
)
"""What is found in a part of the call."""


_Rows = Select[Any, Any]
"""Ids of calls, and moments."""


class _Lead(NamedTuple):
    """Where to begin: rows of a table that meet a condition. `ordered`: its index has them in the order of time."""

    test: CallTest | None
    call_id: ColumnElement[int]
    moment: ColumnElement[int]
    condition: ColumnElement[bool] | None
    ordered: bool


async def page(connection: AsyncConnection, question: FindCalls) -> tuple[Sequence[int], int, Place | None]:
    """The ids of a page, how many calls there are in all, and where the page ends if there is another.

    Raises:
        TooBroadError: no index answers it, and too many rows would have to be looked at.
    """
    lead = _lead(question.tests)
    others = [_condition(test) for test in question.tests if test is not lead.test]
    if question.queues is not None and not _within(lead.test, question.queues):
        others.append(_in_part(STEPS, STEPS.c.queue.in_(sorted(question.queues))))
    looked_at = _rows(lead, question).limit(MOST_LOOKED_AT + 1)
    by_index = lead.ordered and not others
    count = await _count(connection, looked_at) if question.count or not by_index else 0
    if count > MOST_LOOKED_AT and not by_index:
        raise TooBroadError(TOO_BROAD)
    if not count and not by_index:
        return [], 0, None
    if by_index:
        rows, moment, call_id = _rows(lead, question), lead.moment, lead.call_id
    else:
        given = looked_at.subquery("looked_at")  # its limit keeps the index of the lead in charge
        rows, moment, call_id = _chosen(given, others), given.c.moment, given.c.call_id
        count = await _count(connection, rows) if others and question.count else count
    found = (await connection.execute(_one_page(rows, moment, call_id, question))).all()
    end = found[question.size - 1] if 0 < question.size < len(found) else None
    ids = list(dict.fromkeys(row.call_id for row in found[: question.size]))
    return ids, min(count, MOST_LOOKED_AT), None if end is None else Place(end.moment, end.call_id)


def _lead(tests: Sequence[CallTest]) -> _Lead:
    """The condition with the best index: a whole number, a part of one, who took part, and else the time alone."""
    for match in (Match.EQUAL, Match.PREFIX, Match.SUFFIX):
        for test in tests:
            if test.field in NUMBERS and test.match is match:
                return _Lead(test, CALLS.c.id, CALLS.c.started, _condition(test), match is Match.EQUAL)
    for field in (CallField.AGENT, CallField.USER, CallField.QUEUE):
        for test in tests:
            if test.field is field:
                table, column, kind = PARTS[field]
                moment = table.c.entered if table is STEPS else table.c.started
                return _Lead(test, table.c.call_id, moment, column == kind(test.value), ordered=True)
    return _Lead(None, CALLS.c.id, CALLS.c.started, None, ordered=True)


def _within(test: CallTest | None, queues: frozenset[str]) -> bool:
    return test is not None and test.field is CallField.QUEUE and test.value in queues


def _rows(lead: _Lead, question: FindCalls) -> _Rows:
    """All that the leading condition gives within the time, as `call_id` and `moment`."""
    rows: _Rows = select(lead.call_id.label("call_id"), lead.moment.label("moment"))
    if lead.condition is not None:
        rows = rows.where(lead.condition)
    rows = rows.where(lead.moment >= round(question.since * 1000))
    return rows if question.until is None else rows.where(lead.moment < round(question.until * 1000))


def _chosen(given: Subquery, others: Sequence[ColumnElement[bool]]) -> _Rows:
    """Those of the rows that meet the other conditions."""
    chosen: _Rows = select(given.c.call_id, given.c.moment)
    if others:
        chosen = chosen.join(CALLS, CALLS.c.id == given.c.call_id).where(*others)
    return chosen


async def _count(connection: AsyncConnection, rows: _Rows) -> int:
    return int(await connection.scalar(select(func.count()).select_from(rows.subquery("counted"))) or 0)


def _one_page(rows: _Rows, moment: ColumnElement[int], call_id: ColumnElement[int], question: FindCalls) -> _Rows:
    """The most recent of them after the place where the last page ended, and one more if there is another page."""
    after = question.after
    if after is not None:
        rows = rows.where(moment <= after.moment, not_(and_(moment == after.moment, call_id >= after.call_id)))
    return rows.order_by(moment.desc(), call_id.desc()).limit(question.size + 1)


def _condition(test: CallTest) -> ColumnElement[bool]:
    if test.field in NUMBERS:
        return _number_condition(*NUMBERS[test.field], test)
    if test.field is CallField.STATUS:
        return or_(_in_part(STEPS, STEPS.c.outcome == test.value), _in_part(LEGS, LEGS.c.outcome == test.value))
    table, column, kind = PARTS[test.field]
    return _in_part(table, column == kind(test.value))


def _in_part(table: Table, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(table.c.call_id == CALLS.c.id, condition)


def _number_condition(column: Column[str], turned: Column[str], test: CallTest) -> ColumnElement[bool]:
    match test.match:
        case Match.EQUAL:
            return column == test.value
        case Match.PREFIX:
            return _begins(column, test.value)
        case Match.SUFFIX:
            return _begins(turned, test.value[::-1])
        case Match.PART:
            return column.contains(test.value, autoescape=True)


def _begins(column: Column[str], text: str) -> ColumnElement[bool]:
    """A range of the index instead of LIKE: no sign of the text means anything but itself."""
    if not text:
        return column >= ""
    return and_(column >= text, column < text + "\U0010ffff")
