"""Copies of a whole database in one file, and back: while a server runs, and never half of one.

SQLite copies itself online. PostgreSQL's own programs do it for PostgreSQL: nobody knows its catalogue better.
"""

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL

from jackfield.storage.database import is_sqlite, shown
from jackfield.storage.errors import ForeignDatabaseError, SchemaTooNewError, StorageError, StorageUnavailableError
from jackfield.storage.migrations import NEWEST, REVISIONS

PAGES_AT_ONCE = 2_000
ASIDE = ".before-restore"


def backup(url: URL, file: Path) -> None:
    """Write the database into a new file, which only its owner may read: it has passwords' hashes and the signing key.

    Raises StorageError when there is such a file, or it cannot be done; then no file is left.
    """
    if file.exists():
        raise StorageError(f"{file} is there already; name another file")
    part = file.with_name(file.name + ".part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        if is_sqlite(url):
            _copy(url, Path(str(url.database)), part)
        else:
            _postgresql(url, "pg_dump", "--format=custom", f"--file={part}")
        part.replace(file)
    except OSError as error:
        raise StorageError(f"{file} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def restore(url: URL, file: Path) -> None:
    """Put what `backup` wrote in the place of the database; nobody may use it meanwhile.

    What a SQLite database was before stays beside it, with `.before-restore` behind its name. Raises StorageError.
    """
    if not file.is_file():
        raise StorageError(f"{file} is no file")
    if not is_sqlite(url):
        _check_dump(file)
        _postgresql(url, "pg_restore", "--clean", "--if-exists", "--single-transaction", "--no-owner", str(file))
        return
    _check(url, file)
    target = Path(str(url.database))
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        _copy(url, file, part)
        if target.exists():
            # what its log ahead has goes with it
            _copy(url, target, target.with_name(target.name + ASIDE))
        for behind in ("-wal", "-shm"):
            target.with_name(target.name + behind).unlink(missing_ok=True)
        part.replace(target)
    except OSError as error:
        raise StorageError(f"{target} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def _copy(url: URL, source: Path, target: Path) -> None:
    try:
        with closing(_read_only(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new, pages=PAGES_AT_ONCE)
    except sqlite3.Error as error:
        raise StorageUnavailableError(f"the database {shown(url)} cannot be copied: {error}") from error


def _read_only(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)


def _check(url: URL, file: Path) -> None:
    """Raises unless this is a whole database of ours that this program knows."""
    try:
        with closing(_read_only(file)) as copy:
            (said,) = copy.execute("PRAGMA quick_check(1)").fetchone()
            (revision,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, TypeError) as error:
        raise ForeignDatabaseError(f"{file} is no backup of a database of ours: {error}") from error
    if said != "ok":
        raise ForeignDatabaseError(f"{file} is damaged: {said}")
    _check_revision(file, str(revision))


def _check_revision(file: Path, revision: str) -> None:
    if revision not in REVISIONS:
        raise SchemaTooNewError(f"{file} is of a newer version of Jackfield ({revision}; this one knows {NEWEST})")


def _check_dump(file: Path) -> None:
    """The same of a dump of PostgreSQL, whose one row of Alembic's table is written out for that."""
    told = _run("pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(file))
    row = re.search(r"^COPY .*alembic_version.*\n(.+)$", told, re.MULTILINE)
    if row is None:
        raise ForeignDatabaseError(f"{file} is no backup of a database of ours")
    _check_revision(file, row[1])


def _postgresql(url: URL, program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on the database; the password goes by the environment, which no other user sees."""
    plain = url.set(drivername="postgresql", password=None).render_as_string()
    _run(program, f"--dbname={plain}", *arguments, **({} if url.password is None else {"PGPASSWORD": url.password}))


def _run(program: str, *arguments: str, **environment: str) -> str:
    """What a program of PostgreSQL writes."""
    found = shutil.which(program)
    if found is None:
        raise StorageError(f"{program} is not on this machine: install PostgreSQL's programs (postgresql-client)")
    command, given = [found, *arguments], {**os.environ, **environment}
    done = subprocess.run(command, env=given, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        raise StorageError(f"{program} failed: {done.stderr.strip()[-2000:]}")
    return done.stdout
