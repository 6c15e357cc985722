"""Rows of the realtime list: written one by one, each with the end of those that are too old."""

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from jackfield.domain.shuttle.rows import KEPT_SECONDS, LATEST, RealtimeRow
from jackfield.storage import outside_schema
from jackfield.storage.call_rows import text


async def write(connection: AsyncConnection, row: RealtimeRow) -> None:
    """Add a row; one written twice is there once."""
    table = outside_schema.realtime_rows
    old = table.c.at < round((row.at - KEPT_SECONDS) * 1000)
    await connection.execute(delete(table).where(old | (table.c.id == row.id)))
    values = {
        "id": row.id,
        "at": round(row.at * 1000),
        "type": text(row.type),
        "channel": text(row.channel),
        "reference": None if row.reference is None else text(row.reference),
        "url": row.url,
    }
    await connection.execute(insert(table).values(values))


async def read(connection: AsyncConnection) -> tuple[RealtimeRow, ...]:
    """The latest, the newest first."""
    query = select(outside_schema.realtime_rows).order_by(outside_schema.realtime_rows.c.id.desc()).limit(LATEST)
    return tuple(
        RealtimeRow(
            id=row.id, at=row.at / 1000, type=row.type, channel=row.channel, reference=row.reference, url=row.url
        )
        for row in await connection.execute(query)
    )
