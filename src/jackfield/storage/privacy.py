"""Everything that is kept of one number, to be shown or forgotten, and what has become too old to be kept.

A number is the same in any notation (`domain/people/folding.py`). Calls stay, without who called, what was noted of
them and where they were recorded: the figures of queues and agents do not change. Callbacks and letters to other
servers about the number go.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, Delete, Table, Update, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from jackfield.domain.people.folding import digits_of, same_number, significant
from jackfield.storage import schema
from jackfield.storage.database import reading, writing
from jackfield.storage.errors import StorageError

SHORTEST = 3
COMPARED = 4
"""Digits at the end by which a database chooses; the rest is compared here."""

AT_ONCE = 500


class _Trace(NamedTuple):
    """Where numbers are kept: `names` are emptied with the number; without any columns to empty, rows are deleted."""

    table: Table
    numbers: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    """By the number they belong to."""


CALLS = (
    _Trace(
        schema.call_records,
        ("caller_number", "called_number"),
        {"caller_number": ("caller_name", "caller_reversed"), "called_number": ("called_name", "called_reversed")},
    ),
    _Trace(schema.call_legs, ("other_number",), {"other_number": ("other_name",)}),
    _Trace(schema.queue_steps, ("caller_number", "called_number"), {"caller_number": ("caller_name",)}),
    _Trace(schema.call_transfers, ("destination",), {}),
)
"""Kept without the number."""

REQUESTS = _Trace(schema.callback_requests, ("phone_number", "mobile_phone_number"), {})
TICKETS = _Trace(schema.callback_tickets, ("number",), {})
"""Deleted."""

OF_CALLS = (schema.call_qualifications, schema.call_recordings)
"""What is said of a call without any number in it; by `call_id`."""

Row = dict[str, Any]


async def found(engine: AsyncEngine, number: str, prefix: str) -> dict[str, list[Row]]:
    """All rows about a number, by table. Raises StorageError for what is no number."""
    wanted = _wanted(number, prefix)
    async with reading(engine) as connection:
        rows = {
            trace.table.name: await _rows(connection, trace, wanted, prefix) for trace in (*CALLS, REQUESTS, TICKETS)
        }
        for table in OF_CALLS:
            rows[table.name] = await _of_calls(connection, table, _calls(rows))
    return {name: about for name, about in rows.items() if about}


async def erase(engine: AsyncEngine, number: str, prefix: str) -> dict[str, int]:
    """Forget a number, all or nothing; how many rows of each table were about it."""
    wanted = _wanted(number, prefix)
    counts: dict[str, int] = {}
    async with writing(engine, alone=True) as connection:
        about = {trace.table.name: await _rows(connection, trace, wanted, prefix) for trace in CALLS}
        for table in OF_CALLS:
            rows = await _of_calls(connection, table, _calls(about))
            for row in rows:
                await connection.execute(_forgetting(table).where(_key(table, row)))
            counts[table.name] = len(rows)
        for trace in CALLS:
            for row in about[trace.table.name]:
                await _empty(connection, trace, row, wanted, prefix)
            counts[trace.table.name] = len(about[trace.table.name])
        for trace in (TICKETS, REQUESTS):
            rows = await _rows(connection, trace, wanted, prefix)
            for row in rows:
                await connection.execute(delete(trace.table).where(_key(trace.table, row)))
            counts[trace.table.name] = len(rows)
    return {name: count for name, count in counts.items() if count}


def _calls(about: Mapping[str, Sequence[Row]]) -> list[int]:
    """The calls that these rows are of."""
    own = {row["id"] for row in about[schema.call_records.name]}
    return sorted(own | {row["call_id"] for trace in CALLS[1:] for row in about[trace.table.name]})


async def _of_calls(connection: AsyncConnection, table: Table, calls: Sequence[int]) -> list[Row]:
    """What is said of calls; a reason without a note says nothing of who called."""
    rows: list[Row] = []
    for first in range(0, len(calls), AT_ONCE):
        query = select(table).where(table.c.call_id.in_(calls[first : first + AT_ONCE]))
        if table is schema.call_qualifications:
            query = query.where(table.c.note != "")
        rows += [dict(row) for row in (await connection.execute(query)).mappings()]
    return rows


def _forgetting(table: Table) -> Update | Delete:
    """The reason stays, as figures count it."""
    return update(table).values(note="") if table is schema.call_qualifications else delete(table)


def _wanted(number: str, prefix: str) -> str:
    wanted = significant(digits_of(number, prefix), prefix)
    if len(wanted) < SHORTEST:
        raise StorageError(f"{number!r} is no number of at least {SHORTEST} digits")
    return wanted


async def _rows(connection: AsyncConnection, trace: _Trace, wanted: str, prefix: str) -> list[Row]:
    query = select(trace.table)
    if trace in CALLS:  # as the PBX tells numbers; people write them with blanks between
        columns: list[Column[Any]] = [trace.table.c[name] for name in trace.numbers]
        query = query.where(or_(*(column.contains(wanted[-COMPARED:], autoescape=True) for column in columns)))
    rows = (await connection.execute(query)).mappings()
    return [dict(row) for row in rows if any(_same(row[name], wanted, prefix) for name in trace.numbers)]


def _same(kept: str, wanted: str, prefix: str) -> bool:
    return same_number(significant(digits_of(kept, prefix), prefix), wanted)


async def _empty(connection: AsyncConnection, trace: _Trace, row: Row, wanted: str, prefix: str) -> None:
    names = [name for name in trace.numbers if _same(row[name], wanted, prefix)]
    values = {each: "" for name in names for each in (name, *trace.names.get(name, ()))}
    await connection.execute(update(trace.table).where(_key(trace.table, row)).values(values))


def _key(table: Table, row: Row) -> Any:  # noqa: ANN401  a condition of SQLAlchemy's
    return and_(*(column == row[column.name] for column in table.primary_key.columns))


async def forget_calls(engine: AsyncEngine, before: float) -> int:
    """Delete the calls that began before this moment, some at a time; how many they were.

    What agents said of them goes with them; what was said of calls that are not known, by its own age.
    """
    calls, said, gone = schema.call_records, schema.call_qualifications, 0
    moment = round(before * 1000)
    while ids := await _some(engine, select(calls.c.id).where(calls.c.started < moment)):
        async with writing(engine) as connection:
            await connection.execute(delete(said).where(said.c.call_id.in_(ids)))
            gone += (await connection.execute(delete(calls).where(calls.c.id.in_(ids)))).rowcount
    orphan = ~exists().where(calls.c.id == said.c.call_id)
    while ids := await _some(engine, select(said.c.call_id).where(said.c.at < moment, orphan)):
        async with writing(engine) as connection:
            await connection.execute(delete(said).where(said.c.call_id.in_(ids)))
    return gone


async def forget_callbacks(engine: AsyncEngine, before: float) -> int:
    """Delete the closed callbacks whose last attempt ended before this moment, with their tickets."""
    requests, tickets, gone = schema.callback_requests, schema.callback_tickets, 0
    last = select(func.max(func.coalesce(tickets.c.ended, tickets.c.started)))
    old = last.where(tickets.c.request_uuid == requests.c.uuid).scalar_subquery() < before
    while ids := await _some(engine, select(requests.c.uuid).where(requests.c.closed, old)):
        gone += await _delete(engine, requests, ids)
    return gone


async def forget_audit(engine: AsyncEngine, before: float) -> int:
    """Delete what was written down of administrators before this moment."""
    audit, gone = schema.audit, 0
    while ids := await _some(engine, select(audit.c.id).where(audit.c.at < round(before * 1000))):
        gone += await _delete(engine, audit, ids)
    return gone


async def _some(engine: AsyncEngine, query: Any) -> Sequence[Any]:  # noqa: ANN401  a select of any one column
    async with reading(engine) as connection:
        return list(await connection.scalars(query.limit(AT_ONCE)))


async def _delete(engine: AsyncEngine, table: Table, ids: Iterable[Any]) -> int:
    (key,) = table.primary_key.columns
    async with writing(engine) as connection:
        return (await connection.execute(delete(table).where(key.in_(list(ids))))).rowcount
