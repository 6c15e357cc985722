"""Sessions and pauses of agents to rows and back. Moments are kept in whole milliseconds."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from jackfield.domain.past.agent_times import (
    AgentPause,
    AgentSession,
    AgentTime,
    SessionEnd,
    TimeKind,
    TimesWanted,
    kind_of,
    milliseconds,
)
from jackfield.storage import schema
from jackfield.storage.call_rows import text

TABLES = {TimeKind.SESSIONS: schema.agent_sessions, TimeKind.PAUSES: schema.agent_pauses}


async def write(connection: AsyncConnection, times: Sequence[AgentTime]) -> None:
    """Add those that are over; one written twice is there once."""
    for kind, table in TABLES.items():
        rows = {(row["agent_id"], row["started"]): row for row in map(_row, times) if row.pop("kind") is kind}
        if rows:
            gone = delete(table).where(table.c.agent_id == bindparam("whose"), table.c.started == bindparam("began"))
            await connection.execute(gone, [{"whose": whose, "began": began} for whose, began in rows])
            await connection.execute(insert(table), list(rows.values()))


async def find(connection: AsyncConnection, wanted: TimesWanted) -> tuple[AgentTime, ...]:
    """Those on the disk, the latest first, and one more than are wanted if there are."""
    table = TABLES[wanted.kind]
    query = select(table).where(table.c.agent_id == wanted.agent_id, table.c.started >= milliseconds(wanted.since))
    if wanted.until is not None:
        query = query.where(table.c.started < milliseconds(wanted.until))
    if wanted.before is not None:
        query = query.where(table.c.started < wanted.before)
    rows = await connection.execute(query.order_by(table.c.started.desc()).limit(wanted.size + 1))
    return tuple(_time(table, dict(row)) for row in rows.mappings())


def _row(time: AgentTime) -> dict[str, Any]:
    about = (
        {"line": text(time.line), "ending": str(time.ending or "")}
        if isinstance(time, AgentSession)
        else {"reason": text(time.reason), "on_calls": milliseconds(time.on_calls)}
    )
    ended = time.started if time.ended is None else time.ended
    span = {"started": milliseconds(time.started), "ended": milliseconds(ended)}
    return {"kind": kind_of(time), "agent_id": time.agent_id, **span, **about}


def _time(table: Table, row: dict[str, Any]) -> AgentTime:
    span = {"agent_id": row["agent_id"], "started": row["started"] / 1000, "ended": row["ended"] / 1000}
    if table is schema.agent_pauses:
        return AgentPause(reason=row["reason"], on_calls=row["on_calls"] / 1000, **span)
    return AgentSession(line=row["line"], ending=SessionEnd(row["ending"]), **span)
