"""The connection to the database: engine, transactions, and what differs between SQLite and PostgreSQL.

No table is named here. Drivers' errors are turned into ours in one place, `plain_errors`.
"""

import asyncio
import errno
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Pool, event, exc, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncTransaction, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from jackfield.storage.errors import (
    ConflictError,
    ForeignDatabaseError,
    StorageError,
    StorageUnavailableError,
    UnclearError,
)

FILE_NAME = "jackfield.sqlite3"
BUSY_SECONDS = 10.0
"""How long SQLite waits for another process that writes."""

CONNECT_SECONDS = 5.0
COMMAND_SECONDS = 10.0
"""How long PostgreSQL may take to let us in, and for a statement, before it is called unavailable."""

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
EDIT_LOCK = 0x4A61636B
"""Key of the advisory lock that PostgreSQL holds during a transaction which must see what it changes."""

_WRITES = "jackfield_writes"
_FULL = frozenset({"database or disk is full", "disk I/O error"})
_FULL_STATES = frozenset({"53100", "58030"})
_DATA_STATES = "22"
"""PostgreSQL's class of errors about a value: too long, out of range, not in the encoding."""

_STATES = {
    "3D000": " (make it first: createdb)",
    "28P01": " (is the password right?)",
    "28000": " (may this user log in from here?)",
    "42501": " (the user needs to own the database, or its schema public)",
    "25006": " (is this a stand-by? the server that may be written to is needed)",
    "53300": " (it has no connection left for us: max_connections)",
    "57P03": " (it is starting or stopping)",
}
"""Advice for PostgreSQL's error codes."""

_NOT_OURS = frozenset({"file is not a database", "database disk image is malformed"})


def sqlite_in(directory: Path) -> URL:
    """The address of the SQLite database of a data directory."""
    return URL.create(DRIVERS["sqlite"], database=str(directory / FILE_NAME))


def address(url: str) -> URL:
    """A database URL as an administrator writes it, with the driver we use; raises StorageError for other kinds."""
    try:
        made = make_url(url)
    except exc.ArgumentError:
        raise StorageError("the database URL cannot be read; it looks like postgresql://user@host/name") from None
    kind = made.get_backend_name() if made.drivername.partition("+")[0] != "postgres" else "postgresql"
    if kind not in DRIVERS:
        raise StorageError(f"databases of the kind {kind!r} are not supported; use sqlite or postgresql")
    if kind == "sqlite" and not made.database:
        raise StorageError("a SQLite database needs a path: sqlite:////var/lib/jackfield/jackfield.sqlite3")
    return made.set(drivername=DRIVERS[kind])


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def shown(url: URL) -> str:
    """The address for messages: a path, or a URL without its password."""
    if is_sqlite(url):
        return str(url.database)
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)


def make_engine(
    url: URL, *, make_wal: bool = False, slow: bool = False, poolclass: type[Pool] | None = None
) -> AsyncEngine:
    """An engine whose transactions are real on both kinds of database; nothing is connected yet.

    `make_wal` turns a SQLite file to write-ahead logging. The mode stays with the file, and turning it needs the file
    alone, so that is only done where the schema is made. `slow`: statements may take as long as they need.
    """
    if not is_sqlite(url):
        patience = {"timeout": CONNECT_SECONDS, "command_timeout": None if slow else COMMAND_SECONDS}
        return create_async_engine(url, poolclass=poolclass, pool_pre_ping=True, connect_args=patience)
    engine = create_async_engine(url, poolclass=poolclass, connect_args={"timeout": BUSY_SECONDS})

    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        # The driver must not begin transactions by itself: it would leave table definitions out of them.
        connection.isolation_level = None
        cursor = connection.cursor()
        if make_wal:
            cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.close()

    def begin(connection: Connection) -> None:
        # A transaction that reads first and writes later would fail at once, without waiting, if another process
        # wrote in between (SQLITE_BUSY_SNAPSHOT): one that will write takes the lock at its beginning.
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine.sync_engine, "connect", prepare)
    event.listen(engine.sync_engine, "begin", begin)
    return engine


async def let_go(engine: AsyncEngine) -> None:
    """Give its connections back, but wait for a server that does not answer no longer than for one that is away."""
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await engine.dispose()
    except TimeoutError:
        await engine.dispose(close=False)


@asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction in which every query sees the same moment."""
    options: dict[str, Any] = {}  # what SQLAlchemy takes
    if not is_sqlite(engine.url):
        options["isolation_level"] = "REPEATABLE READ"
    with plain_errors(engine.url):
        async with engine.execution_options(**options).begin() as connection:
            yield connection


@asynccontextmanager
async def writing(engine: AsyncEngine, *, alone: bool = False) -> AsyncIterator[AsyncConnection]:
    """A transaction that writes; committed at its end, undone by any exception.

    Raises UnclearError when nobody knows whether it was committed.

    `alone`: no other such transaction runs at the same time, so what it read stays true. SQLite has one writer anyway.
    """
    with plain_errors(engine.url):
        writer = engine.execution_options(**{_WRITES: True})
        async with writer.connect() as connection, connection.begin() as transaction:
            if alone and not is_sqlite(engine.url):
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": EDIT_LOCK})
            yield connection
            await _commit(transaction, engine.url)


async def _commit(transaction: AsyncTransaction, url: URL) -> None:
    """Raises UnclearError when a server has not said that it did; a file is never in doubt."""
    try:
        with plain_errors(url):
            await transaction.commit()
    except StorageUnavailableError as error:
        if is_sqlite(url):
            raise
        raise UnclearError(f"{error}; whether the last change was stored is not known") from error


@contextmanager
def plain_errors(url: URL) -> Iterator[None]:
    """Turn drivers' and the system's errors into ours, with the place and the reason."""
    try:
        yield
    except exc.IntegrityError as error:
        raise ConflictError(f"the database refused a contradiction: {error.orig}") from error
    except exc.DBAPIError as error:
        reason, state = str(error.orig), str(getattr(error.orig, "sqlstate", None) or "")
        if reason in _NOT_OURS:
            raise ForeignDatabaseError(f"{shown(url)} is damaged or no database of ours: {reason}") from error
        if state.startswith(_DATA_STATES):
            raise ConflictError(f"the database cannot keep this: {reason}") from error
        advice = _advice(reason, state)
        raise StorageUnavailableError(f"the database {shown(url)} cannot be used: {reason}{advice}") from error
    except ModuleNotFoundError as error:
        raise StorageError(f"databases of this kind need the Python package {error.name}") from error
    except TimeoutError as error:
        raise StorageUnavailableError(f"the database {shown(url)} does not answer") from error
    except OSError as error:
        raise StorageUnavailableError(f"the database {shown(url)} cannot be used: {_system(error)}") from error


def _advice(reason: str, state: str) -> str:
    if reason in _FULL or state in _FULL_STATES:
        return " (is there space left on its disk?)"
    if "readonly" in reason or "unable to open" in reason:
        return " (may this process write to its directory, and is the disk mounted for writing?)"
    if "locked" in reason:
        return f" (another process kept it for more than {BUSY_SECONDS:.0f} s)"
    return _STATES.get(state, "")


def _system(error: OSError) -> str:
    where = f" {error.filename}" if error.filename else ""
    named = {errno.EROFS: "read-only file system", errno.EACCES: "permission denied", errno.ENOSPC: "disk full"}
    return f"{named.get(error.errno or 0, error.strerror or str(error))}{where}"
