"""An installation as an administrator makes one: a data directory with people, a configuration file, a PBX elsewhere.

The PBX is the simulator, in a process of its own (`simulated_pbx`) or in the test (`Simulator.listen`).
"""

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from msgspec import structs

from jackfield.config import Asterisk, Config
from jackfield.domain.directory import Directory, Line, User
from jackfield.storage import demo
from jackfield.storage.changes import Changes, next_id
from jackfield.storage.sql import SqlStorage
from tests.support import made
from tests.support.client import Process, process

SECRET = "jackfield-secret"


async def people(data: Path, *changes: Callable[[Directory], Changes]) -> None:
    """Put the demo's people into a data directory, then change them."""
    made.lay(data)
    storage = SqlStorage.in_directory(data)
    await storage.open()
    try:
        await demo.fill(storage)
        for change in changes:
            await storage.edit(change)
    finally:
        await storage.close()


def nobody_without_line(directory: Directory) -> Changes:
    """A user `nell`, password `demo`, who has no line."""
    new = User(id=next_id(directory.users), login="nell", first_name="Nell", last_name="Quist")
    return Changes(users=(new,), passwords={new.id: demo.PASSWORD_HASH})


def line_changed(number: str, **fields: object) -> Callable[[Directory], Changes]:
    """Another setting of a line."""

    def change(directory: Directory) -> Changes:
        line = directory.line_by_number(number)
        assert isinstance(line, Line)
        return Changes(lines=(structs.replace(line, **fields),))

    return change


def config_of(data: Path, ami_port: int, *, dead_after: float = 10.0, secret: str = SECRET) -> Config:
    """A server on a free port that uses the PBX at this AMI port."""
    config = Config()
    return structs.replace(
        config,
        server=structs.replace(config.server, port=0),
        storage=structs.replace(config.storage, data=str(data)),
        asterisk=Asterisk(host="127.0.0.1", port=ami_port, secret=secret, dead_after_seconds=dead_after),
    )


def config_file(path: Path, ami_port: int, *, secret: str = SECRET) -> Path:
    """The same as a file."""
    path.write_text(f'[asterisk]\nhost = "127.0.0.1"\nport = {ami_port}\nsecret = "{secret}"\n[log]\nformat = "json"\n')
    return path


def closed_port() -> int:
    """A port on which nobody listens (and nobody is likely to soon)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@asynccontextmanager
async def simulated_pbx(log: Path, *arguments: str, port: int = 0) -> AsyncIterator[tuple[Process, int]]:
    """`jackfield simulator serve`; the process and its AMI port."""
    async with process(log, "simulator", "serve", "--ami-port", str(port), *arguments) as running:
        yield running, int(running.ready.rpartition(":")[2])


async def get(url: str) -> tuple[int, dict[str, object]]:
    """Status and JSON body of a GET."""
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        return answer.status, await answer.json()
