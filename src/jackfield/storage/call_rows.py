"""Records of calls to rows and back. SQL is built here and nowhere decided who may read it.

Moments are kept in whole milliseconds.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from msgspec.structs import replace
from sqlalchemy import Column, ColumnElement, Select, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from jackfield.domain.lasting import CallQualified
from jackfield.domain.past.call_records import (
    CallLeg,
    CallQuality,
    CallRecord,
    LegOutcome,
    Qualification,
    QueueStep,
    TransferStep,
)
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
from jackfield.storage import call_search, schema

Row = dict[str, Any]

_Part = TypeVar("_Part", CallLeg, QueueStep)
_Key = TypeVar("_Key", int, str)

_Said = Mapping[tuple[int, int | None], Qualification]
"""What was said of calls, by call and agent."""

_Files = defaultdict[int, tuple[str, ...]]
"""Where calls were recorded, by call."""

MEASURES = CallQuality.__struct_fields__

IDS_AT_ONCE = 500
"""A statement may have no more parameters than some thousands on either kind of database."""


async def write_records(connection: AsyncConnection, records: Sequence[CallRecord]) -> None:
    """Add the records that are not there yet: one written twice is there once."""
    known = await _among(connection, schema.call_records.c.id, [record.id for record in records])
    new = {record.id: record for record in records if record.id not in known}
    rows: dict[Table, list[Row]] = {
        schema.call_records: [_call_row(record) for record in new.values()],
        schema.call_legs: [_leg_row(leg, record) for record in new.values() for leg in record.legs],
        schema.queue_steps: [_step_row(step, record) for record in new.values() for step in record.steps],
        schema.call_transfers: [_transfer_row(step, record) for record in new.values() for step in record.transfers],
        schema.call_recordings: [
            {"call_id": record.id, "number": number, "file": text(file)}
            for record in new.values()
            for number, file in enumerate(record.recordings)
        ],
    }
    for table, content in rows.items():
        if content:
            await connection.execute(insert(table), content)


async def _among(connection: AsyncConnection, column: Column[_Key], values: Sequence[_Key]) -> set[_Key]:
    """Those of the values that the column has."""
    found: set[_Key] = set()
    for first in range(0, len(values), IDS_AT_ONCE):
        found |= set(await connection.scalars(select(column).where(column.in_(values[first : first + IDS_AT_ONCE]))))
    return found


async def named(connection: AsyncConnection, linkedids: Collection[str]) -> frozenset[str]:
    """Those of them under which a call is recorded."""
    return frozenset(await _among(connection, schema.call_records.c.linkedid, sorted(linkedids)))


def text(given: str) -> str:
    """As a database can keep it: without NUL and half characters, which a PBX might pass on from anybody."""
    return given.replace("\0", "").encode(errors="replace").decode()


def _call_row(record: CallRecord) -> Row:
    caller, called = text(record.caller_number), text(record.called_number)
    return {
        "id": record.id,
        "linkedid": record.linkedid,
        "started": _ms(record.started),
        "answered": _ms_or_none(record.answered),
        "ended": _ms(record.ended),
        "caller_number": caller,
        "caller_name": text(record.caller_name),
        "called_number": called,
        "called_name": text(record.called_name),
        "caller_reversed": caller[::-1],
        "called_reversed": called[::-1],
        "cause": record.cause,
        "repaired": record.repaired,
    }


def _leg_row(leg: CallLeg, record: CallRecord) -> Row:
    return {
        "call_id": leg.call_id,
        "number": leg.number,
        "user_id": leg.user_id,
        "agent_id": leg.agent_id,
        "line": leg.line,
        "outgoing": leg.outgoing,
        "other_number": text(leg.other_number),
        "other_name": text(leg.other_name),
        "started": _ms(leg.started),
        "answered": _ms_or_none(leg.answered),
        "ended": _ms(record.ended if leg.ended is None else leg.ended),
        "held_milliseconds": _ms(leg.held_seconds),
        "outcome": str(leg.outcome),
        **{name: getattr(leg.quality, name, None) for name in MEASURES},
    }


def _step_row(step: QueueStep, record: CallRecord) -> Row:
    return {
        "call_id": step.call_id,
        "number": step.number,
        "queue": step.queue,
        "caller_number": text(step.caller_number),
        "caller_name": text(step.caller_name),
        "called_number": text(step.called_number),
        "entered": _ms(step.entered),
        "waited_until": _ms(record.ended if step.left is None else step.left),
        "ended": _ms(record.ended if step.ended is None else step.ended),
        "outcome": str(step.outcome),
        "agent_id": step.agent_id,
    }


def _transfer_row(step: TransferStep, record: CallRecord) -> Row:
    return {
        "call_id": record.id,
        "number": step.number,
        "at": _ms(step.at),
        "attended": step.attended,
        "line": step.line,
        "destination": text(step.destination),
    }


async def find(connection: AsyncConnection, question: Question) -> Found:
    """The answer, from what is on the disk."""
    legs, steps = schema.call_legs.c, schema.queue_steps.c
    match question:
        case LegsOfUser(user_id, size, since):
            return await _legs(connection, legs.user_id == user_id, size, since)
        case LegsOfAgent(agent_id, size, since):
            return await _legs(connection, legs.agent_id == agent_id, size, since)
        case FindCalls():
            return await _calls(connection, question)
        case StepsOfQueues(queues, size, since):
            found: list[QueueStep] = []
            for queue in queues:  # one after another: each is answered by the index alone
                query = select(schema.queue_steps).where(steps.queue == queue, steps.entered >= _ms(since))
                rows = await _rows(connection, query.order_by(steps.entered.desc()).limit(size))
                found += [_step(row) for row in rows]
            steps_found = sorted(found, key=lambda step: step.entered, reverse=True)[:size]
            return await _whole(connection, steps_found)
        case CallOfAgent(call_id, agent_id):
            stays = select(schema.queue_steps).where(steps.call_id == call_id, steps.agent_id == agent_id)
            parts = select(schema.call_legs).where(legs.call_id == call_id, legs.agent_id == agent_id)
            in_queues = tuple(_step(row) for row in await _rows(connection, stays.order_by(steps.number)))
            return in_queues or tuple(_leg(row) for row in await _rows(connection, parts.order_by(legs.number)))


async def _calls(connection: AsyncConnection, question: FindCalls) -> CallsFound:
    ids, total, after = await call_search.page(connection, question)
    return CallsFound(calls=await records(connection, ids), total=total, next=after)


async def records(connection: AsyncConnection, ids: Sequence[int]) -> tuple[CallRecord, ...]:
    """The records of these ids, in this order; those that are gone by now are left out."""
    if not ids:
        return ()
    legs = [_leg(row) for row in await _parts(connection, schema.call_legs, ids)]
    steps = [_step(row) for row in await _parts(connection, schema.queue_steps, ids)]
    said, files = await _said(connection, [*legs, *steps]), await _recordings(connection, ids)
    calls = schema.call_records
    legs_of, steps_of = _by_call(_with(said, files, legs)), _by_call(_with(said, files, steps))
    transfers_of: defaultdict[int, list[TransferStep]] = defaultdict(list)
    for row in await _parts(connection, schema.call_transfers, ids):
        transfers_of[row["call_id"]].append(_transfer(row))
    rows = {row["id"]: row for row in await _rows(connection, select(calls).where(calls.c.id.in_(ids)))}
    return tuple(
        _record(rows[call], tuple(legs_of[call]), tuple(steps_of[call]), tuple(transfers_of[call]), files[call])
        for call in ids
        if call in rows
    )


def _by_call(parts: Sequence[_Part]) -> Mapping[int, list[_Part]]:
    found: defaultdict[int, list[_Part]] = defaultdict(list)
    for part in parts:
        found[part.call_id].append(part)
    return found


async def _parts(connection: AsyncConnection, table: Table, ids: Sequence[int]) -> Sequence[Row]:
    of_calls = select(table).where(table.c.call_id.in_(ids))
    return await _rows(connection, of_calls.order_by(table.c.call_id, table.c.number))


async def _legs(
    connection: AsyncConnection, whose: ColumnElement[bool], size: int, since: float
) -> tuple[CallLeg, ...]:
    legs = schema.call_legs.c
    query = select(schema.call_legs).where(
        whose, legs.started >= _ms(since), legs.outcome != LegOutcome.ELSEWHERE.value
    )
    found = [_leg(row) for row in await _rows(connection, query.order_by(legs.started.desc()).limit(size))]
    return await _whole(connection, found)


async def _whole(connection: AsyncConnection, parts: Sequence[_Part]) -> tuple[_Part, ...]:
    """With what their agents said of them, and where their calls were recorded."""
    files = await _recordings(connection, sorted({part.call_id for part in parts}))
    return _with(await _said(connection, parts), files, parts)


async def _recordings(connection: AsyncConnection, ids: Sequence[int]) -> _Files:
    found: _Files = defaultdict(tuple)
    for first in range(0, len(ids), IDS_AT_ONCE):
        for row in await _parts(connection, schema.call_recordings, ids[first : first + IDS_AT_ONCE]):
            found[row["call_id"]] += (row["file"],)
    return found


async def _said(connection: AsyncConnection, parts: Sequence[CallLeg | QueueStep]) -> _Said:
    table = schema.call_qualifications
    said: dict[tuple[int, int | None], Qualification] = {}
    ids = sorted({part.call_id for part in parts if part.agent_id is not None})
    for first in range(0, len(ids), IDS_AT_ONCE):
        query = select(table).where(table.c.call_id.in_(ids[first : first + IDS_AT_ONCE]))
        for row in await connection.execute(query):
            said[row.call_id, row.agent_id] = Qualification(reason=row.reason, note=row.note)
    return said


def _with(said: _Said, files: _Files, parts: Sequence[_Part]) -> tuple[_Part, ...]:
    return tuple(
        replace(part, qualification=said.get((part.call_id, part.agent_id)), recordings=files[part.call_id])
        if part.call_id in files or (part.call_id, part.agent_id) in said
        else part
        for part in parts
    )


def qualification_row(change: CallQualified) -> Row:
    """The row of `call_qualifications` for what an agent said."""
    return {
        "call_id": change.call_id,
        "agent_id": change.agent_id,
        "reason": text(change.qualification.reason),
        "note": text(change.qualification.note),
        "at": _ms(change.at),
    }


async def _rows(connection: AsyncConnection, query: Select[Any]) -> Sequence[Row]:
    return [dict(row) for row in (await connection.execute(query)).mappings()]


def _record(
    row: Row,
    legs: tuple[CallLeg, ...],
    steps: tuple[QueueStep, ...],
    transfers: tuple[TransferStep, ...],
    recordings: tuple[str, ...],
) -> CallRecord:
    return CallRecord(
        id=row["id"],
        linkedid=row["linkedid"],
        started=row["started"] / 1000,
        answered=_seconds(row["answered"]),
        ended=row["ended"] / 1000,
        caller_number=row["caller_number"],
        caller_name=row["caller_name"],
        called_number=row["called_number"],
        called_name=row["called_name"],
        cause=row["cause"],
        legs=legs,
        steps=steps,
        transfers=transfers,
        repaired=row["repaired"],
        recordings=recordings,
    )


def _transfer(row: Row) -> TransferStep:
    return TransferStep(
        number=row["number"],
        at=row["at"] / 1000,
        attended=row["attended"],
        line=row["line"],
        destination=row["destination"],
    )


def _leg(row: Mapping[str, Any]) -> CallLeg:
    return CallLeg(
        call_id=row["call_id"],
        number=row["number"],
        user_id=row["user_id"],
        agent_id=row["agent_id"],
        line=row["line"],
        outgoing=row["outgoing"],
        other_number=row["other_number"],
        other_name=row["other_name"],
        started=row["started"] / 1000,
        answered=_seconds(row["answered"]),
        ended=row["ended"] / 1000,
        held_seconds=row["held_milliseconds"] / 1000,
        outcome=LegOutcome(row["outcome"]),
        quality=None if row["mos"] is None else CallQuality(**{name: row[name] for name in MEASURES}),
    )


def _step(row: Mapping[str, Any]) -> QueueStep:
    return QueueStep(
        call_id=row["call_id"],
        number=row["number"],
        queue=row["queue"],
        caller_number=row["caller_number"],
        caller_name=row["caller_name"],
        called_number=row["called_number"],
        entered=row["entered"] / 1000,
        left=row["waited_until"] / 1000,
        ended=row["ended"] / 1000,
        outcome=CallStatus(row["outcome"]),
        agent_id=row["agent_id"],
    )


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def _ms_or_none(seconds: float | None) -> int | None:
    return None if seconds is None else _ms(seconds)


def _seconds(milliseconds: int | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000
