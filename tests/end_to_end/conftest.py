"""A running server on the simulator, in this process, and clients on real sockets."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from msgspec import structs

from jackfield.app import Running, running
from jackfield.config import Config
from tests.support import made
from tests.support.client import Cti, until_ready

Connect = Callable[..., Awaitable[Cti]]


def demo_config(data: Path) -> Config:
    made.lay(data)
    config = Config()
    return structs.replace(
        config,
        server=structs.replace(config.server, port=0),
        storage=structs.replace(config.storage, data=str(data)),
    )


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Running]:
    """The demo, ready."""
    async with running(demo_config(tmp_path / "data")) as started:
        await until_ready(f"http://127.0.0.1:{started.port}")
        yield started


@pytest.fixture
async def connect(demo: Running) -> AsyncIterator[Connect]:
    """Opens WebSockets to the demo; all are closed at the end."""
    clients: list[Cti] = []

    async def open_one(login: str, **query: str) -> Cti:
        client = await Cti.connect(f"http://127.0.0.1:{demo.port}", login, **query)
        clients.append(client)
        return await client.logged_on()

    yield open_one
    for client in clients:
        await client.close()
