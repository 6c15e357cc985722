"""Callbacks as rows, and the changes of them: each a condition that the database decides, so that one of two wins.

No transactions here; the caller opens them.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from jackfield.domain.callback.callback_entries import (
    Callback,
    CallbackAdded,
    CallbackChange,
    CallbackChanged,
    CallbackDeleted,
    CallbackFreed,
    CallbacksAdded,
    CallbackTaken,
    CallbackTicket,
    CallList,
    KeptCallbacks,
    Period,
    TicketOpened,
    TicketWritten,
)
from jackfield.protocol.values import CallbackStatus
from jackfield.storage import schema
from jackfield.storage.errors import OutrunError

Row = dict[str, Any]
AT_ONCE = 500
REQUESTS, TICKETS = schema.callback_requests, schema.callback_tickets


async def read(connection: AsyncConnection) -> KeptCallbacks:
    """All there is."""
    periods, lists = schema.callback_periods, schema.callback_lists
    return KeptCallbacks(
        periods=tuple(Period(**row) for row in await _rows(connection, periods, periods.c.starts, periods.c.uuid)),
        lists=tuple(CallList(**row) for row in await _rows(connection, lists, lists.c.name, lists.c.uuid)),
        callbacks=tuple(
            Callback(**row) for row in await _rows(connection, REQUESTS, REQUESTS.c.due_date, REQUESTS.c.uuid)
        ),
        tickets=tuple(
            CallbackTicket(**{**row, "status": None if row["status"] is None else CallbackStatus(row["status"])})
            for row in await _rows(connection, TICKETS, TICKETS.c.started, TICKETS.c.uuid)
        ),
    )


async def write(connection: AsyncConnection, change: CallbackChange) -> None:
    """One change. Raises OutrunError when somebody else was first."""
    match change:
        case CallbackTaken(uuid, agent_id):
            await _change(connection, uuid, _nobody_elses(agent_id), {"agent_id": agent_id})
        case CallbackFreed(uuid, agent_id):
            await _change(connection, uuid, _nobody_elses(agent_id), {"agent_id": None})
        case TicketOpened(ticket):
            his = REQUESTS.c.agent_id == ticket.agent_id
            await _change(connection, ticket.request_uuid, his, {"agent_id": ticket.agent_id})
            await _put(connection, TICKETS, _ticket_row(ticket))
        case TicketWritten(ticket, callback):
            if await _written(connection, ticket):
                return  # told to keep it twice: nobody knew whether it was
            await _change(connection, callback.uuid, _nobody_elses(ticket.agent_id), _fields(callback))
            await _put(connection, TICKETS, _ticket_row(ticket))
        case CallbackChanged(callback):
            await _change(connection, callback.uuid, REQUESTS.c.agent_id.is_(None), _fields(callback))
        case CallbackDeleted(uuid):
            free = or_(REQUESTS.c.closed, REQUESTS.c.agent_id.is_(None))
            if not (await connection.execute(delete(REQUESTS).where(REQUESTS.c.uuid == uuid, free))).rowcount:
                raise OutrunError(f"callback {uuid} is not as it was")
        case CallbackAdded(callback, new_list, new_period):
            if new_period is not None:
                await _add(connection, schema.callback_periods, [_fields(new_period)])
            if new_list is not None:
                await _add(connection, schema.callback_lists, [_fields(new_list)])
            await _add(connection, REQUESTS, [_fields(callback)])
        case CallbacksAdded(callbacks):
            await _add(connection, REQUESTS, [_fields(callback) for callback in callbacks])


async def _written(connection: AsyncConnection, ticket: CallbackTicket) -> bool:
    found = (await connection.execute(select(TICKETS).where(TICKETS.c.uuid == ticket.uuid))).mappings().first()
    return found is not None and ticket.status is not None and dict(found) == _ticket_row(ticket)


def _nobody_elses(agent_id: int | None) -> ColumnElement[bool]:
    return or_(REQUESTS.c.agent_id.is_(None), REQUESTS.c.agent_id == agent_id)


async def _change(connection: AsyncConnection, uuid: str, condition: ColumnElement[bool], values: Row) -> None:
    """One statement tests and changes: of two at the same time the database lets one find the row as it was."""
    which = update(REQUESTS).where(REQUESTS.c.uuid == uuid, ~REQUESTS.c.closed, condition)
    if not (await connection.execute(which.values(values))).rowcount:
        raise OutrunError(f"callback {uuid} is not as it was")


async def _rows(connection: AsyncConnection, table: Table, *order: ColumnElement[Any]) -> list[Row]:
    found = await connection.execute(select(table).order_by(*order))
    return [dict(row) for row in found.mappings()]


async def _add(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """New rows, many at a time; one that is there by now stays as it is: somebody may have taken or changed it."""
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        there = set(
            await connection.scalars(select(table.c.uuid).where(table.c.uuid.in_([row["uuid"] for row in some])))
        )
        if new := [row for row in some if row["uuid"] not in there]:
            await connection.execute(insert(table), new)


async def _put(connection: AsyncConnection, table: Table, row: Row) -> None:
    """The row as it is from now on, whether it was there or not."""
    key = table.c.uuid == row["uuid"]
    if not (await connection.execute(update(table).where(key).values(**row))).rowcount:
        await connection.execute(insert(table).values(**row))


def _ticket_row(ticket: CallbackTicket) -> Row:
    return _fields(ticket) | {"status": None if ticket.status is None else ticket.status.value}


def _fields(entry: Callback | CallbackTicket | CallList | Period) -> Row:
    """Its fields are its columns."""
    return {name: getattr(entry, name) for name in entry.__struct_fields__}
