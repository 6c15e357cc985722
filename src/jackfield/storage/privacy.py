"""Everything that is kept of one number, to be shown or forgotten.

A number is the same in any notation (`domain/people/number_texts.py`). Calls stay, without who called: the figures of
queues and agents do not change. Requests to be called back, rows of the realtime list and letters to other servers go;
in notes, comments and the books something else stands in the number's place. Contacts go where that is wanted. What
users have set for themselves (a forward, their mobile number, what clients keep for them) is shown: it is theirs.
"""

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Column, Table, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from jackfield.domain.administration.configuration import Author
from jackfield.domain.people.number_texts import NumberWanted
from jackfield.storage import configuration_rows, schema
from jackfield.storage.database import reading, writing
from jackfield.storage.outside_schema import integration_runs, personal_contacts, realtime_rows, webhook_letters

COMPARED, LAST = 4, 2
"""Digits at the end by which a database chooses, of numbers and within texts; the rest is compared here."""

AT_ONCE = 500

Row = dict[str, Any]


class _Trace(NamedTuple):
    """Where numbers are kept: `names` are emptied with the number that they belong to."""

    table: Table
    numbers: tuple[str, ...] = ()
    names: Mapping[str, tuple[str, ...]] = {}
    texts: tuple[str, ...] = ()
    """In which a number may stand somewhere."""


CALLS = (
    _Trace(
        schema.call_records,
        ("caller_number", "called_number"),
        {"caller_number": ("caller_name", "caller_reversed"), "called_number": ("called_name", "called_reversed")},
    ),
    _Trace(schema.call_legs, ("other_number",), {"other_number": ("other_name",)}),
    _Trace(schema.queue_steps, ("caller_number", "called_number"), {"caller_number": ("caller_name",)}),
    _Trace(schema.call_transfers, ("destination",)),
)
"""Kept without the number."""

OF_CALLS = (schema.call_qualifications, schema.call_recordings)
"""What is said of a call without any number in it; by `call_id`."""

REQUESTS = _Trace(schema.callback_requests, ("phone_number", "mobile_phone_number"))
TICKETS = _Trace(schema.callback_tickets, ("number",))
GONE = (
    TICKETS,
    REQUESTS,
    _Trace(realtime_rows, texts=("channel", "reference", "url")),
    _Trace(integration_runs, texts=("caller", "url", "problem", "note")),
    _Trace(webhook_letters, texts=("body",)),
)
"""Deleted."""

HIDDEN = (
    _Trace(schema.call_qualifications, texts=("note",)),
    _Trace(schema.callback_requests, texts=("description",)),
    _Trace(schema.callback_tickets, texts=("comment",)),
    _Trace(schema.queue_days, texts=("counted",)),
    _Trace(schema.agent_days, texts=("counted",)),
    _Trace(schema.audit, texts=("before", "after")),
)
"""Something else stands in the number's place."""

JSON = frozenset({"counted", "before", "after"})
"""The texts that are JSON and stay JSON."""

CONTACTS = (
    _Trace(schema.contacts, ("number", "mobile", "fax")),
    _Trace(personal_contacts, ("number", "mobile", "fax")),
)
"""Deleted where that is wanted."""

OWN = (
    _Trace(schema.users, ("mobile_number",)),
    _Trace(schema.user_services, ("unconditional_destination", "no_answer_destination", "busy_destination")),
    _Trace(schema.user_preferences, texts=("value",)),
)
"""Shown alone."""

SECRET = frozenset({"password_hash"})


class Erased(msgspec.Struct, frozen=True, kw_only=True):
    """What was forgotten: how much of each table, which callbacks, and the names of sound files to be deleted."""

    counts: Mapping[str, int]
    callbacks: tuple[str, ...] = ()
    recordings: tuple[str, ...] = ()


async def found(engine: AsyncEngine, wanted: NumberWanted) -> dict[str, list[Row]]:
    """All rows about a number, by table."""
    seen: dict[str, list[Row]] = {}
    async with reading(engine) as connection:
        for trace in (*CALLS, *GONE, *HIDDEN, *CONTACTS, *OWN):
            rows = seen.setdefault(trace.table.name, [])
            rows += [row for row in map(_plain, await _rows(connection, trace, wanted)) if row not in rows]
        for table in OF_CALLS:
            rows = seen.setdefault(table.name, [])
            rows += [row for row in await _of_calls(connection, table, _calls(seen)) if row not in rows]
    return {name: rows for name, rows in seen.items() if rows}


def _plain(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in SECRET}


async def erase(engine: AsyncEngine, wanted: NumberWanted, by: Author, *, contacts: bool) -> Erased:
    """Forget a number, all or nothing; that somebody did is in the books, without the number."""
    counts: dict[str, int] = {}
    async with writing(engine, alone=True) as connection:
        about = {trace.table.name: await _rows(connection, trace, wanted) for trace in CALLS}
        files = await _forget_of_calls(connection, _calls(about), counts)
        await _empty_calls(connection, about, wanted, counts)
        requests = await _rows(connection, REQUESTS, wanted)
        for trace in (*GONE, *(CONTACTS if contacts else ())):
            rows = await _rows(connection, trace, wanted)
            for row in rows:
                await connection.execute(delete(trace.table).where(_key(trace.table, row)))
            counts[trace.table.name] = len(rows)
        for trace in HIDDEN:
            rows = await _rows(connection, trace, wanted)
            for row in rows:
                await connection.execute(
                    update(trace.table).where(_key(trace.table, row)).values(_hidden(trace, row, wanted))
                )
            counts[trace.table.name] = counts.get(trace.table.name, 0) + len(rows)
        counts = {name: count for name, count in counts.items() if count}
        await _book(connection, by, counts)
        if counts.keys() & {"contacts"}:
            await configuration_rows.bump(connection)
    return Erased(
        counts=counts,
        callbacks=tuple(row["uuid"] for row in requests),
        recordings=(*files, *(row["voice_message"] for row in requests if row["voice_message"])),
    )


async def _empty_calls(
    connection: AsyncConnection, about: Mapping[str, Sequence[Row]], wanted: NumberWanted, counts: dict[str, int]
) -> None:
    """The number, and the name beside it, out of all calls."""
    for trace in CALLS:
        rows = about[trace.table.name]
        for row in rows:
            names = [name for name in trace.numbers if wanted.same(row[name])]
            values = {each: "" for name in names for each in (name, *trace.names.get(name, ()))}
            await connection.execute(update(trace.table).where(_key(trace.table, row)).values(values))
        counts[trace.table.name] = len(rows)


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


async def _forget_of_calls(connection: AsyncConnection, calls: Sequence[int], counts: dict[str, int]) -> list[str]:
    """Notes go, and where calls were recorded; the files. The reason stays, as figures count it."""
    notes = await _of_calls(connection, schema.call_qualifications, calls)
    for row in notes:
        said = schema.call_qualifications
        await connection.execute(update(said).where(_key(said, row)).values(note=""))
    files = await _of_calls(connection, schema.call_recordings, calls)
    for row in files:
        await connection.execute(delete(schema.call_recordings).where(_key(schema.call_recordings, row)))
    counts |= {schema.call_qualifications.name: len(notes), schema.call_recordings.name: len(files)}
    return [row["file"] for row in files]


def _hidden(trace: _Trace, row: Row, wanted: NumberWanted) -> Row:
    """The texts of a row without the number; of a contact nothing is left in the books, his name neither."""
    if trace.table is schema.audit and row["kind"] == "contacts":
        return {name: None if row[name] is None else '{"erased":true}' for name in trace.texts}
    return {name: _without(name, row[name], wanted) for name in trace.texts if row[name] is not None}


def _without(name: str, text: str, wanted: NumberWanted) -> str:
    if name not in JSON:
        return wanted.without(text)
    return json.dumps(wanted.without_in(json.loads(text)), ensure_ascii=False, separators=(",", ":"))


async def _book(connection: AsyncConnection, by: Author, counts: Mapping[str, int]) -> None:
    table = schema.audit
    newest = await connection.scalar(select(func.max(table.c.id))) or 0
    who = {"user_id": by.user_id, "login": by.login, "door": by.door}
    after = json.dumps({"erased": dict(counts)})
    row = {"id": newest + 1, "at": round(time.time() * 1000), "kind": "privacy", "key": "", "after": after, **who}
    await connection.execute(insert(table).values(row))


async def _rows(connection: AsyncConnection, trace: _Trace, wanted: NumberWanted) -> list[Row]:
    query = select(trace.table)
    ends = [trace.table.c[name].contains(wanted.digits[-LAST:], autoescape=True) for name in trace.texts]
    if trace in CALLS:  # as the PBX tells numbers; people write them with blanks between
        columns: list[Column[Any]] = [trace.table.c[name] for name in trace.numbers]
        ends = [column.contains(wanted.digits[-COMPARED:], autoescape=True) for column in columns]
    if ends:
        query = query.where(or_(*ends))
    found_ = [dict(row) for row in (await connection.execute(query)).mappings()]
    return [row for row in found_ if _is_about(trace, row, wanted)]


def _is_about(trace: _Trace, row: Row, wanted: NumberWanted) -> bool:
    numbers = any(wanted.same(row[name]) for name in trace.numbers)
    return numbers or any(
        _without(name, row[name], wanted) != _as_written(name, row[name])
        for name in trace.texts
        if row[name] is not None
    )


def _as_written(name: str, text: str) -> str:
    if name not in JSON:
        return text
    return json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))


def _key(table: Table, row: Row) -> Any:  # noqa: ANN401  a condition of SQLAlchemy's
    return and_(*(column == row[column.name] for column in table.primary_key.columns))
