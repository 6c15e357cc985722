"""What has become too old to be kept is deleted here, some at a time: others write in between."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from jackfield.storage import schema
from jackfield.storage.database import reading, writing

AT_ONCE = 500


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


async def forget_callbacks(engine: AsyncEngine, before: float) -> tuple[str, ...]:
    """Delete the closed callbacks whose last attempt ended before this moment, with their tickets; their uuids."""
    requests, tickets = schema.callback_requests, schema.callback_tickets
    gone: list[str] = []
    last = select(func.max(func.coalesce(tickets.c.ended, tickets.c.started)))
    old = last.where(tickets.c.request_uuid == requests.c.uuid).scalar_subquery() < before
    while ids := await _some(engine, select(requests.c.uuid).where(requests.c.closed, old)):
        await _delete(engine, requests, ids)
        gone += ids
    return tuple(gone)


async def forget_audit(engine: AsyncEngine, before: float) -> int:
    """Delete what was written down of administrators before this moment."""
    audit, gone = schema.audit, 0
    while ids := await _some(engine, select(audit.c.id).where(audit.c.at < round(before * 1000))):
        gone += await _delete(engine, audit, ids)
    return gone


async def forget_agent_times(engine: AsyncEngine, before: float) -> int:
    """Delete the sessions and pauses of agents that began before this moment; how many they were."""
    gone, moment = 0, round(before * 1000)
    for table in (schema.agent_sessions, schema.agent_pauses):
        while began := await _some(engine, select(table.c.started).where(table.c.started < moment)):
            async with writing(engine) as connection:
                gone += (await connection.execute(delete(table).where(table.c.started.in_(began)))).rowcount
    return gone


async def _some(engine: AsyncEngine, query: Any) -> Sequence[Any]:  # noqa: ANN401  a select of any one column
    async with reading(engine) as connection:
        return list(await connection.scalars(query.limit(AT_ONCE)))


async def _delete(engine: AsyncEngine, table: Table, ids: Iterable[Any]) -> int:
    (key,) = table.primary_key.columns
    async with writing(engine) as connection:
        return (await connection.execute(delete(table).where(key.in_(list(ids))))).rowcount
