"""Callbacks for administrators: imports of tables, and what came of them; between the doors and the storage."""

import asyncio
from collections.abc import Callable
from datetime import date

import structlog

from jackfield.domain import facts
from jackfield.domain.access import may_see_queue
from jackfield.domain.callback import callback_imports
from jackfield.domain.callback.callback_entries import Callback, CallbackAdded, CallbackTicket
from jackfield.domain.core import Core
from jackfield.domain.local_time import day_of, iso
from jackfield.domain.results import Refused
from jackfield.protocol.errors import RefusalCode
from jackfield.storage.errors import StorageError
from jackfield.storage.sql import SqlStorage
from jackfield.storage.writer import FAILED
from jackfield.web.ports import Imported

log = structlog.get_logger()


class CallbackDesk:
    """See `web.ports.CallbackDesk`."""

    def __init__(
        self, core: Core, storage: SqlStorage, feed: Callable[[facts.Fact], None], clock: Callable[[], float]
    ) -> None:
        self._core = core
        self._storage = storage
        self._feed = feed
        self._clock = clock

    async def add(self, user_id: int, list_uuid: str, table: bytes, *, dry: bool) -> Imported:
        """Read a table into a list: all of its rows, or none when one is wrong, or when it is only tried."""
        callbacks, rights = self._core.world.callbacks, self._core.rights(user_id)
        to = callbacks.lists.get(list_uuid)
        if not (rights.everything or rights.supervisor):
            raise Refused(RefusalCode.NOT_ALLOWED, "Only administrators and supervisors may do this")
        if to is None or not may_see_queue(rights, to.queue_id):
            raise Refused(RefusalCode.NOT_FOUND, f"There is no callback list {list_uuid[:64]}")
        known = frozenset((*callbacks.open, *callbacks.closed))
        today = date.fromisoformat(day_of(self._clock(), self._core.world.settings.time_zone))
        periods = tuple(callbacks.periods.values())
        reading = await asyncio.to_thread(callback_imports.read, table, to, periods, known, today)
        if not reading.errors and not dry:
            await self._keep(reading.callbacks)
        added = 0 if reading.errors or dry else len(reading.callbacks)
        return Imported(rows=len(reading.callbacks), added=added, known=reading.known, errors=reading.errors)

    async def _keep(self, callbacks: tuple[Callback, ...]) -> None:
        try:
            await self._storage.keep([CallbackAdded(callback) for callback in callbacks])
        except StorageError as error:
            log.error("callbacks not stored", count=len(callbacks), error=str(error))
            raise Refused(RefusalCode.NOT_STORED, FAILED) from error
        self._feed(facts.CallbacksImported(callbacks))

    def tickets(self, user_id: int) -> list[tuple[str, ...]]:
        """What came of all attempts to call somebody back that this user may see, the oldest first, heads first."""
        rights, callbacks = self._core.rights(user_id), self._core.world.callbacks
        if not (rights.everything or rights.supervisor):
            raise Refused(RefusalCode.NOT_ALLOWED, "Only administrators and supervisors may do this")
        rows: list[tuple[str, ...]] = [HEADS]
        for ticket in sorted(callbacks.tickets.values(), key=lambda each: each.started):
            asked = callbacks.open.get(ticket.request_uuid) or callbacks.closed.get(ticket.request_uuid)
            if asked is not None and may_see_queue(rights, callbacks.queue_of(asked)):
                rows.append(self._row(ticket, asked))
        return rows

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
