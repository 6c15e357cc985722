"""Callbacks for administrators: single ones, tables, and what came of them; between the doors and the storage."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import structlog

from jackfield.domain import facts
from jackfield.domain.access import Rights, may_see_queue
from jackfield.domain.callback import callback_care, callback_imports
from jackfield.domain.callback.callback_care import may_care
from jackfield.domain.callback.callback_entries import (
    Callback,
    CallbackAdded,
    CallbackChange,
    CallbackChanged,
    CallbacksAdded,
    CallbackTicket,
)
from jackfield.domain.core import Core
from jackfield.domain.local_time import day_of, iso
from jackfield.domain.past.call_conditions import moments
from jackfield.domain.results import Refused
from jackfield.protocol.callback_requests import CallbackPage, CallbackShown, CallbackWish
from jackfield.protocol.errors import RefusalCode
from jackfield.storage.errors import ConflictError, OutrunError, StorageError
from jackfield.storage.sql import SqlStorage
from jackfield.storage.writer import FAILED
from jackfield.web.ports import Imported

log = structlog.get_logger()

UPROOTED = "The list or the period was deleted meanwhile; nothing was changed"
OUTRUN = "Somebody else has changed this callback meanwhile"


class CallbackDesk:
    """See `web.ports.CallbackDesk`."""

    def __init__(
        self, core: Core, storage: SqlStorage, feed: Callable[[facts.Fact], None], clock: Callable[[], float]
    ) -> None:
        self._core = core
        self._storage = storage
        self._feed = feed
        self._clock = clock

    def found(self, user_id: int, query: Mapping[str, str]) -> CallbackPage:
        """A page of callbacks."""
        return callback_care.found(self._core.world, self._rights(user_id), query)

    def one(self, user_id: int, uuid: str) -> CallbackShown:
        """One of them."""
        return self._told(callback_care.one(self._core.world, self._rights(user_id), uuid))

    async def create(self, user_id: int, wish: CallbackWish) -> CallbackShown:
        """A new one."""
        callback = callback_care.written(self._core.world, self._rights(user_id), wish, self._today())
        await self._keep(CallbackAdded(callback))
        return self._told(callback)

    async def change(self, user_id: int, uuid: str, wish: CallbackWish) -> CallbackShown:
        """Other values for one."""
        callback = callback_care.changed(self._core.world, self._rights(user_id), uuid, wish)
        await self._keep(CallbackChanged(callback))
        return self.one(user_id, uuid)

    async def free(self, user_id: int, uuid: str) -> CallbackShown:
        """Nobody's any more."""
        await self._keep(callback_care.freed(self._core.world, self._rights(user_id), uuid))
        return self.one(user_id, uuid)

    async def delete(self, user_id: int, uuid: str) -> None:
        """One less."""
        await self._keep(callback_care.deleted(self._core.world, self._rights(user_id), uuid))

    async def add(self, user_id: int, list_uuid: str, table: bytes, *, dry: bool) -> Imported:
        """Read a table into a list: all of its rows, or none when one is wrong, or when it is only tried."""
        callbacks, rights = self._core.world.callbacks, self._rights(user_id)
        to = callbacks.lists.get(list_uuid)
        may_care(rights)
        if to is None or not may_see_queue(rights, to.queue_id):
            raise Refused(RefusalCode.NOT_FOUND, f"There is no callback list {list_uuid[:64]}")
        known = frozenset((*callbacks.open, *callbacks.closed))
        periods = tuple(callbacks.periods.values())
        reading = await asyncio.to_thread(callback_imports.read, table, to, periods, known, self._today())
        if not reading.errors and not dry:
            await self._commit([CallbacksAdded(reading.callbacks)])
            self._feed(facts.CallbacksImported(reading.callbacks))
        added = 0 if reading.errors or dry else len(reading.callbacks)
        return Imported(rows=len(reading.callbacks), added=added, known=reading.known, errors=reading.errors)

    def tickets(self, user_id: int, query: Mapping[str, str]) -> list[tuple[str, ...]]:
        """What came of the attempts to call somebody back that this user may see, the oldest first, heads first.

        `query`: `from` and `to` (days or times, both included), `list` (a uuid).
        """
        rights, callbacks = self._rights(user_id), self._core.world.callbacks
        may_care(rights)
        since, until = self._span(query)
        rows: list[tuple[str, ...]] = [HEADS]
        for ticket in sorted(callbacks.tickets.values(), key=lambda each: each.started):
            asked = callbacks.open.get(ticket.request_uuid) or callbacks.closed.get(ticket.request_uuid)
            wanted = since <= ticket.started < until and asked is not None
            if not wanted or asked is None or query.get("list", asked.list_uuid) != asked.list_uuid:
                continue
            if may_see_queue(rights, callbacks.queue_of(asked)):
                rows.append(self._row(ticket, asked))
        return rows

    def _span(self, query: Mapping[str, str]) -> tuple[float, float]:
        if unknown := [name for name in query if name not in ("from", "to", "list", "token")]:
            raise Refused(RefusalCode.BAD_REQUEST, f"{unknown[0][:64]!r} is none of from, to, list")
        zone = self._core.world.settings.time_zone
        since = moments(query["from"], zone)[0] if query.get("from") else 0.0
        until = moments(query["to"], zone)[1] if query.get("to") else float("inf")
        return since, until

    def _rights(self, user_id: int) -> Rights:
        return self._core.rights(user_id)

    def _today(self) -> date:
        return date.fromisoformat(day_of(self._clock(), self._core.world.settings.time_zone))

    def _told(self, callback: Callback) -> CallbackShown:
        return callback_care.told(self._core.world, callback)

    async def _keep(self, change: CallbackChange) -> None:
        await self._commit([change])
        self._feed(facts.CallbackKept(change))

    async def _commit(self, changes: Sequence[CallbackChange]) -> None:
        try:
            await self._storage.keep(changes)
        except OutrunError:
            raise Refused(RefusalCode.CONFLICT, OUTRUN) from None
        except ConflictError:
            raise Refused(RefusalCode.CONFLICT, UPROOTED) from None
        except StorageError as error:
            log.error("callbacks not stored", count=len(changes), error=str(error))
            raise Refused(RefusalCode.NOT_STORED, FAILED) from error

    def _row(self, ticket: CallbackTicket, asked: Callback) -> tuple[str, ...]:
        world = self._core.world
        agent = world.directory.agent(ticket.agent_id) if ticket.agent_id is not None else None
        zone = world.settings.time_zone
        return (
            ticket.uuid,
            asked.uuid,
            world.callbacks.lists[asked.list_uuid].name,
            iso(ticket.started, zone),
            "" if ticket.ended is None else iso(ticket.ended, zone),
            agent.number if agent else "",
            ticket.number,
            "" if ticket.status is None else ticket.status.value,
            ticket.comment,
            asked.phone_number,
            asked.mobile_phone_number,
            asked.first_name,
            asked.last_name,
            asked.company,
            asked.due_date.isoformat(),
        )


HEADS = (
    *("ticketUuid", "requestUuid", "list", "started", "ended", "agent", "number", "status", "comment"),
    *("phoneNumber", "mobilePhoneNumber", "firstName", "lastName", "company", "dueDate"),
)
