"""The storage in a SQL database: SQLite in the data directory, or PostgreSQL.

One method, one transaction. Columns are known in `rows.py`, differences between databases in `database.py`.
"""

import asyncio
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Self

from sqlalchemy import URL, Column, Table, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from jackfield.domain.administration.configuration import Author, Configuration, changes_between
from jackfield.domain.administration.configuration import Change as ConfigurationChange
from jackfield.domain.administration.edits import Configured, Edited
from jackfield.domain.callback.callback_entries import KeptCallbacks
from jackfield.domain.directory import Directory, DirectoryError, UserServices
from jackfield.domain.entries import Conference, Contact
from jackfield.domain.lasting import Change, Favorite, Preference
from jackfield.domain.past.agent_times import AgentTime, TimesWanted
from jackfield.domain.past.call_records import CallRecord
from jackfield.domain.people.number_texts import NumberWanted
from jackfield.domain.questions import Found, Question
from jackfield.domain.shuttle.rows import RealtimeRow
from jackfield.domain.shuttle.run import Run
from jackfield.protocol.configuration import AuditEntry
from jackfield.storage import (
    agent_rows,
    aging,
    call_rows,
    callback_rows,
    configuration_rows,
    privacy,
    realtime_rows,
    rows,
    run_rows,
    schema,
)
from jackfield.storage.changes import Changes, applied
from jackfield.storage.database import address, let_go, make_engine, reading, shown, sqlite_in, writing
from jackfield.storage.errors import ConflictError, ForeignDatabaseError, StorageError
from jackfield.storage.letter_store import LetterStore
from jackfield.storage.personal_store import PersonalStore
from jackfield.storage.upgrade import make_current

SIGNING_KEY = "signing_key"
SIGNING_KEY_BYTES = 32


class SqlStorage:
    """See `port.Storage`; `in_directory` and `at` make one, nothing happens before `open`."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self._engine: AsyncEngine = make_engine(url)
        # SQLite lets one writer in and makes the others poll; waiting in line here is fair and costs nothing.
        self._turn = asyncio.Lock()
        self.letters = LetterStore(self._engine, self._turn)
        self.personal = PersonalStore(self._engine, self._turn)

    @classmethod
    def in_directory(cls, directory: Path) -> Self:
        """SQLite in this data directory, which `open` makes if need be."""
        return cls(sqlite_in(directory))

    @classmethod
    def at(cls, url: str) -> Self:
        """The database an administrator named; raises StorageError for a URL that cannot be one."""
        return cls(address(url))

    async def open(self) -> None:
        try:
            await make_current(self._engine)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        await let_go(self._engine)

    async def load_directory(self) -> Directory:
        async with reading(self._engine) as connection:
            return await self._directory(connection)

    async def conferences(self) -> tuple[Conference, ...]:
        query = select(schema.conferences).order_by(schema.conferences.c.id)
        async with reading(self._engine) as connection:
            return tuple(Conference(**row) for row in (await connection.execute(query)).mappings())

    async def edit(self, change: Callable[[Directory], Changes]) -> Directory:
        async with self._turn, writing(self._engine, alone=True) as connection:
            before = await self._directory(connection)
            changes = change(before)
            after = applied(before, changes)
            if strangers := sorted(changes.passwords.keys() - {user.id for user in after.users}):
                raise ConflictError(f"a password was given for user {strangers[0]}, who does not exist")
            await rows.write_changes(connection, before, after, changes)
            await self._write_passwords(connection, changes.passwords)
            await configuration_rows.bump(connection)
        return after

    async def configure(
        self, change: Callable[[Configuration], Edited], by: Author, *, contacts: bool = False
    ) -> Configured:
        async with self._turn, writing(self._engine, alone=True) as connection:
            before = await self._configuration(connection, contacts=contacts)
            edited, changes = await asyncio.to_thread(_changed, change, before)  # many take a while, and calls go on
            if not changes and not edited.passwords:
                revision = await configuration_rows.revision(connection)
                return Configured(before=before, after=edited.after, keys=edited.keys, revision=revision)
            await configuration_rows.write(connection, before, edited.after, changes)
            await self._write_passwords(connection, edited.passwords)
            await configuration_rows.book(connection, by, time.time(), changes, edited.passwords)
            revision = await configuration_rows.bump(connection)
        return Configured(before=before, after=edited.after, keys=edited.keys, revision=revision)

    async def configuration(self, *, contacts: bool = False) -> Configuration:
        async with reading(self._engine) as connection:
            return await self._configuration(connection, contacts=contacts)

    async def revision(self) -> int:
        async with reading(self._engine) as connection:
            return await configuration_rows.revision(connection)

    async def audit(self, term: str, offset: int, limit: int) -> tuple[int, tuple[AuditEntry, ...]]:
        async with reading(self._engine) as connection:
            return await configuration_rows.books(connection, term, offset, limit)

    async def _configuration(self, connection: AsyncConnection, *, contacts: bool) -> Configuration:
        return await configuration_rows.read(connection, await self._directory(connection), contacts=contacts)

    async def _write_passwords(self, connection: AsyncConnection, passwords: Mapping[int, str | None]) -> None:
        users = schema.users
        for user_id, password_hash in passwords.items():
            await connection.execute(update(users).where(users.c.id == user_id).values(password_hash=password_hash))

    async def password_hashes(self) -> Mapping[int, str]:
        users = schema.users
        query = select(users.c.id, users.c.password_hash).where(users.c.password_hash.is_not(None))
        async with reading(self._engine) as connection:
            return {row.id: row.password_hash for row in await connection.execute(query)}

    async def password_hash(self, login: str) -> tuple[int, str] | None:
        if "\0" in login or not _encodable(login):
            return None  # no database keeps such a text, so nobody is called so; drivers raise
        users = schema.users
        query = select(users.c.id, users.c.password_hash).where(
            users.c.login == login, users.c.cti_enabled, users.c.password_hash.is_not(None)
        )
        async with reading(self._engine) as connection:
            found = (await connection.execute(query)).first()
        return None if found is None else (found.id, found.password_hash)

    async def signing_key(self) -> bytes:
        query = select(schema.settings.c.value).where(schema.settings.c.key == SIGNING_KEY)
        async with reading(self._engine) as connection:
            kept = await connection.scalar(query)
        if kept is not None:
            return bytes(kept)
        async with self._turn, writing(self._engine, alone=True) as connection:
            kept = await connection.scalar(query)
            if kept is None:
                kept = secrets.token_bytes(SIGNING_KEY_BYTES)
                await connection.execute(insert(schema.settings).values(key=SIGNING_KEY, value=kept))
        return bytes(kept)

    async def user_services(self) -> dict[int, UserServices]:
        async with reading(self._engine) as connection:
            found = (await connection.execute(select(schema.user_services))).mappings()
            return {row["user_id"]: rows.services(dict(row)) for row in found}

    async def user_statuses(self) -> dict[int, str]:
        table = schema.user_statuses
        async with reading(self._engine) as connection:
            found = await connection.execute(select(table.c.user_id, table.c.status_name))
            return {row.user_id: row.status_name for row in found}

    async def user_preferences(self) -> dict[int, dict[str, Preference]]:
        found: dict[int, dict[str, Preference]] = {}
        async with reading(self._engine) as connection:
            for row in await connection.execute(select(schema.user_preferences)):
                found.setdefault(row.user_id, {})[row.key] = Preference(row.value, row.value_type)
        return found

    async def contacts(self) -> tuple[Contact, ...]:
        async with reading(self._engine) as connection:
            return await configuration_rows.read_contacts(connection)

    async def callbacks(self) -> KeptCallbacks:
        async with reading(self._engine) as connection:
            return await callback_rows.read(connection)

    async def queue_days(self) -> dict[int, str]:
        return await self._days(schema.queue_days.c.queue_id, schema.queue_days.c.counted)

    async def agent_days(self) -> dict[int, str]:
        return await self._days(schema.agent_days.c.agent_id, schema.agent_days.c.counted)

    async def _days(self, key: Column[int], counted: Column[str]) -> dict[int, str]:
        async with reading(self._engine) as connection:
            return {row[0]: row[1] for row in await connection.execute(select(key, counted))}

    async def default_memberships(self) -> dict[int, dict[int, int]]:
        found: dict[int, dict[int, int]] = {}
        async with reading(self._engine) as connection:
            for row in await connection.execute(select(schema.default_memberships)):
                found.setdefault(row.user_id, {})[row.queue_id] = row.penalty
        return found

    async def favorites(self) -> dict[int, frozenset[Favorite]]:
        found: dict[int, set[Favorite]] = {}
        async with reading(self._engine) as connection:
            for row in await connection.execute(select(schema.favorites)):
                found.setdefault(row.user_id, set()).add(Favorite(row.source, row.contact_id))
        return {user_id: frozenset(own) for user_id, own in found.items()}

    async def realtime_rows(self) -> tuple[RealtimeRow, ...]:
        async with reading(self._engine) as connection:
            return await realtime_rows.read(connection)

    async def integration_runs(self) -> tuple[Run, ...]:
        async with reading(self._engine) as connection:
            return await run_rows.read(connection)

    async def keep(self, changes: Sequence[Change]) -> None:
        async with self._turn, writing(self._engine) as connection:
            for change in changes:
                await rows.write_lasting(connection, change)

    async def keep_calls(self, records: Sequence[CallRecord]) -> None:
        async with self._turn, writing(self._engine) as connection:
            await call_rows.write_records(connection, records)

    async def find(self, question: Question) -> Found:
        async with reading(self._engine) as connection:
            return await call_rows.find(connection, question)

    async def agent_times(self, wanted: TimesWanted) -> tuple[AgentTime, ...]:
        """See `agent_rows.find`."""
        async with reading(self._engine) as connection:
            return await agent_rows.find(connection, wanted)

    async def calls_named(self, linkedids: Collection[str]) -> frozenset[str]:
        """Those of them under which a call is recorded."""
        async with reading(self._engine) as connection:
            return await call_rows.named(connection, linkedids)

    async def rows_about(self, number: str, prefix: str) -> dict[str, list[dict[str, object]]]:
        """See `privacy.found`. Raises StorageError for what is no number."""
        return await privacy.found(self._engine, _number(number, prefix))

    async def forget_number(self, number: str, prefix: str, by: Author, *, contacts: bool = False) -> privacy.Erased:
        """See `privacy.erase`. Raises StorageError for what is no number."""
        async with self._turn:
            return await privacy.erase(self._engine, _number(number, prefix), by, contacts=contacts)

    async def forget_calls(self, before: float) -> int:
        """See `aging.forget_calls`."""
        return await aging.forget_calls(self._engine, before)

    async def forget_callbacks(self, before: float) -> tuple[str, ...]:
        """See `aging.forget_callbacks`."""
        return await aging.forget_callbacks(self._engine, before)

    async def forget_agent_times(self, before: float) -> int:
        """See `aging.forget_agent_times`."""
        return await aging.forget_agent_times(self._engine, before)

    async def forget_audit(self, before: float) -> int:
        """See `aging.forget_audit`."""
        return await aging.forget_audit(self._engine, before)

    async def fill_if_empty(self, tables: Mapping[Table, Iterable[rows.Row]]) -> bool:
        """Insert these rows, table by table in the order given, unless there is a user already; whether it did so.

        For content that comes as a whole, such as the demo. Raises DirectoryError, and keeps nothing, when the
        directory they make contradicts itself.
        """
        async with self._turn, writing(self._engine, alone=True) as connection:
            if await connection.scalar(select(func.count()).select_from(schema.users)):
                return False
            for table, content in tables.items():
                await connection.execute(insert(table), [dict(row) for row in content])
            await rows.read_directory(connection)
        return True

    async def _directory(self, connection: AsyncConnection) -> Directory:
        """The directory; nonsense in it did not come through `edit`, so it is the database that is wrong."""
        try:
            return await rows.read_directory(connection)
        except ValueError as error:
            what = "; ".join(error.problems) if isinstance(error, DirectoryError) else str(error)
            raise ForeignDatabaseError(f"the directory in {shown(self.url)} contradicts itself: {what}") from error


def _changed(
    change: Callable[[Configuration], Edited], before: Configuration
) -> tuple[Edited, list[ConfigurationChange]]:
    edited = change(before)
    return edited, list(changes_between(before, edited.after))


def _number(number: str, prefix: str) -> NumberWanted:
    try:
        return NumberWanted.of(number, prefix)
    except ValueError as error:
        raise StorageError(str(error)) from None


def _encodable(given: str) -> bool:
    """False for the half characters that JSON can carry."""
    try:
        given.encode()
    except UnicodeEncodeError:
        return False
    return True
