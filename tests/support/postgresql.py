"""A real PostgreSQL server for the tests: one a session (and xdist worker), in a temporary folder, on a Unix socket.

`postgresql`     the running server; `new_database()` gives the URL of an empty database of a test's own
`own_server`     another one that a test may stop, freeze and start again without harm to the others

A test that uses one of them is marked `postgresql`. Where no server can be had it is left out; with CI=true it fails.
The server forgets what it promised when the machine fails (fsync is off): nobody needs it then, and it is quicker.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.house.tree import ROOT
from tests.support.left_out import left_out
from tests.support.made import make

PREPARE = ROOT / "tests" / "postgresql" / "prepare"
FIXTURES = {"postgresql", "own_server"}
NAME = "jackfield"
MADE = "made"
"""The database that others are copied from."""

START_SECONDS = 60.0

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "dynamic_shared_memory_type": "mmap",
}


def unprivileged() -> dict[str, Any]:
    """What has a process run as somebody else than root: PostgreSQL refuses to be root's."""
    if os.geteuid() != 0:
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


class PostgresServer:
    """A server of its own; `settings` go over those of all."""

    def __init__(self, programs: Path, **settings: str) -> None:
        self._programs = programs
        self._settings = SETTINGS | settings
        self._numbers = count(1)
        self._made = False
        self._process: subprocess.Popen[bytes] | None = None
        self.folder = Path(tempfile.mkdtemp(prefix="jackfield-pg-"))
        self.data = self.folder / "data"
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self._run("initdb", "-D", str(self.data), "-U", NAME, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")

    def url(self, database: str) -> str:
        """The address of a database, as an administrator writes it."""
        return f"postgresql://{NAME}@/{database}?host={self.folder}"

    def new_database(self, *, made: bool = False) -> str:
        """The URL of an empty database, or of one that has its tables already; it goes with the server."""
        name = f"test{next(self._numbers)}"
        if made and not self._made:
            self.sql(f"CREATE DATABASE {MADE}")
            make(self.url(MADE))
            self._made = True
        self.sql(f"CREATE DATABASE {name} TEMPLATE {MADE if made else 'template1'}")
        return self.url(name)

    @contextmanager
    def small_disk(self) -> Iterator[tuple[str, Path]]:
        """The URL of an empty database on a disk of its own, and the place where that is mounted.

        A test that uses it is left out where nobody may mount.
        """
        place = self.folder / f"disk{next(self._numbers)}"
        place.mkdir()
        words = ["mount", "-t", "tmpfs", "-o", "size=64m", "jackfield-test", str(place)]
        mounted = subprocess.run(words, capture_output=True, text=True, check=False)
        if mounted.returncode:
            left_out(f"no disk of its own for PostgreSQL: {mounted.stderr.strip()}")
        (place / "space").mkdir()
        shutil.chown(place / "space", "postgres", "postgres")
        name = place.name
        try:
            self.sql(f"CREATE TABLESPACE {name} LOCATION '{place}/space'")
            self.sql(f"CREATE DATABASE {name} TABLESPACE {name}")
            yield self.url(name), place
        finally:
            self.sql(f"DROP DATABASE IF EXISTS {name} (FORCE)")
            self.sql(f"DROP TABLESPACE IF EXISTS {name}")
            subprocess.run(["umount", str(place)], check=True)

    def sql(self, statement: str, database: str = "postgres") -> str:
        """What the server answers, a row a line."""
        told = self._run("psql", "-h", str(self.folder), "-U", NAME, "-XAtq", "-d", database, "-c", statement)
        return told.stdout.strip()

    def start(self) -> None:
        """Starts it and waits until it takes connections."""
        options = [f"-c{key}={value}" for key, value in self._settings.items()]
        command = [str(self._programs / "postgres"), "-D", str(self.data), "-k", str(self.folder), *options]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, start_new_session=True, cwd="/", **unprivileged()
            )
        deadline = time.monotonic() + START_SECONDS
        while self._ask_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL does not start: {(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Ends it at once; connections break, what was committed is there at the next start."""
        self._end(signal.SIGQUIT)

    def restart(self) -> None:
        """Ends it in good order and starts it."""
        self._end(signal.SIGINT)
        self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It neither answers nor hangs up, as behind a broken network or a dead disk."""
        self._signal_all(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal_all(signal.SIGCONT)

    def close(self) -> None:
        """Ends it and removes all of it."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(how)
            process.wait(START_SECONDS)

    def _signal_all(self, number: signal.Signals) -> None:
        # each server process is in a session of its own, below the first
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        for process in (self._process.pid, *map(int, children)):
            os.kill(process, number)

    def _ask_ready(self) -> int:
        asked = [str(self._programs / "pg_isready"), "-q", "-h", str(self.folder)]
        return subprocess.run(asked, check=False).returncode

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(self._programs / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **unprivileged())
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")
        return done


def programs() -> Path:
    """The folder of PostgreSQL's programs, brought if need be and possible; else the test is left out."""
    found = subprocess.run([PREPARE], capture_output=True, text=True, check=False)
    if found.returncode:
        left_out(found.stderr.strip())
    return Path(found.stdout.strip())


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresServer]:
    """The server of this session."""
    server = PostgresServer(programs())
    server.start()
    yield server
    server.close()


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """A server of this test."""
    server = PostgresServer(programs())
    server.start()
    yield server
    server.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what needs the server."""
    for item in items:
        if FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.postgresql)
