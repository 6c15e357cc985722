"""SQLite keeps the promise of every storage, and what is true of its files only."""

import asyncio
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from jackfield.domain.questions import LegsOfUser
from jackfield.storage import database
from jackfield.storage.errors import ForeignDatabaseError, StorageError, StorageUnavailableError
from jackfield.storage.sql import SqlStorage
from tests.storage.conftest import Start
from tests.storage.contract import StorageContract
from tests.support import made
from tests.support.records import leg, record, step

OPEN_AND_SAY = """
import asyncio, os, resource, sys
from pathlib import Path
from jackfield.storage.errors import StorageError
from jackfield.storage.sql import SqlStorage

async def main(directory):
    storage = SqlStorage.in_directory(Path(directory))
    await storage.open()
    await storage.close()

# Everything is imported by a first opening: afterwards Python's own files may be out of reach too.
asyncio.run(main(sys.argv[2]))
if sys.argv[3] == "nobody" and os.geteuid() == 0:
    os.setuid(65534)
if sys.argv[3] == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
try:
    asyncio.run(main(sys.argv[1]))
    print("opened")
except StorageError as error:
    print(type(error).__name__, error)
"""

OPEN_CURRENT = """
import asyncio, sys
from pathlib import Path
from jackfield.storage.sql import SqlStorage

async def main():
    storage = SqlStorage.in_directory(Path(sys.argv[1]))
    await storage.open()
    await storage.load_directory()
    await storage.close()

asyncio.run(main())
print(*sorted({"alembic", "argon2", "pwdlib"} & sys.modules.keys()))
"""


class TestSqlite(StorageContract):
    @pytest.fixture
    def url(self, tmp_path: Path, request: pytest.FixtureRequest) -> str:
        directory = tmp_path / "with space, 100% and é"
        if "storage" in request.fixturenames:
            made.lay(directory)
        return f"sqlite:///{directory}/jackfield.sqlite3"


@pytest.mark.parametrize(
    ("table", "column", "value", "order"),
    [
        ("call_legs", "user_id", "3", "started"),
        ("call_legs", "agent_id", "3", "started"),
        ("queue_steps", "queue", "'blue'", "entered"),
    ],
)
async def test_a_history_is_found_and_ordered_by_an_index(
    tmp_path: Path, table: str, column: str, value: str, order: str
) -> None:
    file = await make(tmp_path)
    query = f"SELECT * FROM {table} WHERE {column} = {value} AND {order} >= 0 ORDER BY {order} DESC LIMIT 20"
    with closing(sqlite3.connect(file)) as connection:
        plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}"))
    assert f"USING INDEX ix_{table}_{column}_{order}" in plan
    assert "TEMP B-TREE" not in plan


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A directory other users may enter, which those of pytest are not."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


async def make(directory: Path) -> Path:
    storage = SqlStorage.in_directory(directory)
    await storage.open()
    await storage.close()
    return directory / "jackfield.sqlite3"


async def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    file = await make(tmp_path / "data")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


async def test_it_logs_ahead_and_holds_links_together(tmp_path: Path) -> None:
    file = await make(tmp_path)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_a_copy_that_does_not_log_ahead_is_set_right(tmp_path: Path) -> None:
    file = await make(tmp_path)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    await make(tmp_path)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_current_database_opens_without_alembic(tmp_path: Path, start: Start) -> None:
    asyncio.run(make(tmp_path))
    output, errors = start(OPEN_CURRENT, str(tmp_path)).communicate()
    assert (output, errors) == ("\n", "")


def test_a_directory_that_cannot_be_written_is_told(open_place: Path, tmp_path: Path, start: Start) -> None:
    open_place.chmod(0o555)
    output, errors = start(OPEN_AND_SAY, str(open_place / "data"), str(tmp_path), "nobody").communicate()
    assert output.startswith("StorageUnavailableError the database "), errors
    assert f"permission denied {open_place}" in output


def test_a_database_that_cannot_be_written_is_told(open_place: Path, tmp_path: Path, start: Start) -> None:
    file = asyncio.run(make(open_place / "data"))
    file.chmod(0o444)
    file.parent.chmod(0o555)
    output, errors = start(OPEN_AND_SAY, str(file.parent), str(tmp_path), "nobody").communicate()
    file.parent.chmod(0o755)
    assert output.startswith("StorageUnavailableError the database "), errors
    assert "may this process write to its directory" in output
    assert str(file) in output


def test_a_full_disk_is_told(open_place: Path, tmp_path: Path, start: Start) -> None:
    output, errors = start(OPEN_AND_SAY, str(open_place), str(tmp_path), "full").communicate()
    assert output.startswith("StorageUnavailableError the database "), errors
    assert "is there space left on its disk?" in output


async def test_a_file_where_the_directory_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageUnavailableError, match="Not a directory"):
        await make(tmp_path / "file" / "data")


async def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "jackfield.sqlite3").write_text("these are no tables " * 100)
    with pytest.raises(ForeignDatabaseError, match="file is not a database"):
        await make(tmp_path)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("not a url", "cannot be read"),
        ("mysql://localhost/x", "kind 'mysql' are not supported"),
        ("sqlite://", "needs a path"),
    ],
)
def test_a_url_that_cannot_be_one_is_told(url: str, reason: str) -> None:
    with pytest.raises(StorageError, match=reason):
        SqlStorage.at(url)


def test_passwords_in_urls_are_not_shown() -> None:
    from jackfield.storage.database import address, shown

    assert shown(address("postgres://me:secret@db/cti")) == "postgresql://me:***@db/cti"


async def test_a_database_that_another_process_keeps_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    file = await make(tmp_path)
    storage = SqlStorage.in_directory(tmp_path)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailableError, match="database is locked"):
            await storage.keep_calls([record(1, leg(1))])
        assert await storage.find(LegsOfUser(1, 10)) == ()
        other.execute("ROLLBACK")
    await storage.keep_calls([record(1, leg(1))])
    assert await storage.find(LegsOfUser(1, 10)) == (leg(1),)
    await storage.close()


async def test_a_disk_that_fills_up_leaves_nothing_half_written(tmp_path: Path) -> None:
    await make(tmp_path)
    storage = SqlStorage.in_directory(tmp_path)

    @event.listens_for(storage._engine.sync_engine, "begin")
    def no_more_pages(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 10}")

    many = [record(n, leg(n), step(n)) for n in range(1000)]
    with pytest.raises(StorageUnavailableError, match="is there space left on its disk"):
        await storage.keep_calls(many)
    assert await storage.find(LegsOfUser(1, 10)) == ()
    event.remove(storage._engine.sync_engine, "begin", no_more_pages)
    await storage.close()
    await storage.keep_calls(many)
    assert len(await storage.find(LegsOfUser(1, 2000))) == 1000
    await storage.close()
