"""From whatever is there to the newest schema: at start, under a lock, all or nothing.

A database that is up to date costs two short queries; Alembic is imported only when there is a step to run, and runs
in a thread of its own. Nothing here knows a table but Alembic's.
"""

import asyncio
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, NullPool, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from jackfield.storage.database import is_sqlite, make_engine, plain_errors, reading, shown, writing
from jackfield.storage.errors import ForeignDatabaseError, SchemaTooNewError, StorageUnavailableError
from jackfield.storage.migrations import NEWEST, REVISIONS
from jackfield.storage.schema import metadata

LOCK_SECONDS = 120.0
"""How long a second process waits for the one that runs the steps."""
_LOCK_POLL_SECONDS = 0.02
_VERSION_TABLE = "alembic_version"


async def make_current(engine: AsyncEngine) -> None:
    """Bring the database of the engine to the newest schema; errors as `Storage.open` names them."""
    with plain_errors(engine.url):
        if is_sqlite(engine.url):
            _make_file(Path(str(engine.url.database)))
    async with reading(engine) as connection:
        current = await _is_current(connection, engine.url)
    if not current:
        # WAL is a property of the file: connections made before it is turned on must not live on.
        await engine.dispose()
        await asyncio.to_thread(_upgrade_in_thread, engine.url)
    async with writing(engine):
        pass  # a disk that cannot be written is noticed now, not at the first change


def _make_file(path: Path) -> None:
    """An empty file nobody else may read: it will hold password hashes and the signing key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


async def _is_current(connection: AsyncConnection, url: URL) -> bool:
    """Whether nothing is to be done. Raises SchemaTooNewError for a revision this program never heard of."""
    revision = await _revision(connection)
    if revision is not None and revision not in REVISIONS:
        raise SchemaTooNewError(
            f"the database {shown(url)} was written by a newer version of Jackfield (its schema is {revision}, this "
            f"version knows up to {NEWEST}); going back is not possible: install the newer version again, or restore "
            "a backup made before the upgrade"
        )
    return revision == NEWEST and (not is_sqlite(url) or await _in_wal(connection))


async def _revision(connection: AsyncConnection) -> str | None:
    """The revision the database says it has; None for an empty one."""
    if not await connection.run_sync(lambda sync: inspect(sync).has_table(_VERSION_TABLE)):
        return None
    found = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


async def _in_wal(connection: AsyncConnection) -> bool:
    return str(await connection.scalar(text("PRAGMA journal_mode"))) == "wal"


def _upgrade_in_thread(url: URL) -> None:
    """Run the steps on a connection and an event loop of this thread's own, while holding the lock."""
    with _file_lock(url):
        asyncio.run(_upgrade(url))


async def _upgrade(url: URL) -> None:
    engine = make_engine(url, make_wal=True, slow=True, poolclass=NullPool)
    try:
        async with writing(engine, alone=True) as connection:
            # Another process may have done it while we waited.
            if not await _is_current(connection, url):
                await _refuse_strangers(connection, url)
                await connection.run_sync(_run_steps)
    finally:
        await engine.dispose()


async def _refuse_strangers(connection: AsyncConnection, url: URL) -> None:
    """Our tables without a revision were not made by us; never touch them."""
    if await _revision(connection) is not None:
        return
    theirs = set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))
    if common := sorted(theirs & metadata.tables.keys()):
        raise ForeignDatabaseError(
            f"the database {shown(url)} belongs to something else: it has tables named {', '.join(common)}, but no "
            "schema version; name another database"
        )


def _run_steps(connection: Connection) -> None:
    """Let Alembic apply what is missing, inside the transaction of `connection`."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    # Alembic interpolates its options, so a percent sign in the path is doubled.
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextmanager
def _file_lock(url: URL) -> Iterator[None]:
    """One process at a time makes a SQLite file: turning to WAL does not wait for others as transactions do.

    The system frees the lock of a process that dies. PostgreSQL's advisory lock does the same, see `writing`.
    """
    if not is_sqlite(url):
        yield
        return
    path = f"{url.database}.lock"
    with plain_errors(url):
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        _wait_for(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, path: str) -> None:
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise StorageUnavailableError(
                    f"another process has been preparing the database for {LOCK_SECONDS:.0f} s (it holds {path})"
                ) from None
            time.sleep(_LOCK_POLL_SECONDS)
