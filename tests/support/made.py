"""Databases that are made already: the steps of the schema take longer than most tests, so they run once a process.

What is given is as the steps leave it, and nothing else is in it. How they work is tested in `tests/storage`, without.
"""

import asyncio
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from jackfield.storage.database import FILE_NAME
from jackfield.storage.sql import SqlStorage


def make(url: str) -> None:
    """Makes the tables, also where an event loop runs."""

    async def steps() -> None:
        storage = SqlStorage.at(url)
        await storage.open()
        await storage.close()

    with ThreadPoolExecutor(1) as beside:
        beside.submit(asyncio.run, steps()).result()


@cache
def _content() -> bytes:
    folder = Path(tempfile.mkdtemp(prefix="jackfield-made-"))
    try:
        make(f"sqlite:///{folder / FILE_NAME}")
        return (folder / FILE_NAME).read_bytes()
    finally:
        shutil.rmtree(folder)


def lay(directory: Path, name: str = FILE_NAME) -> None:
    """Puts an empty SQLite database there, unless there is one."""
    file = directory / name
    if not file.exists():
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(0o600)
        file.write_bytes(_content())
