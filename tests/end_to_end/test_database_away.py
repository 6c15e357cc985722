"""The database goes away under load: calls and events go on, and their records are there afterwards, each once."""

import os
import time
from pathlib import Path

import pytest
from msgspec import structs
from sqlalchemy import func, select

from jackfield.app import Running, running
from jackfield.storage import schema
from jackfield.storage.database import reading
from jackfield.storage.sql import SqlStorage
from tests.end_to_end.conftest import demo_config
from tests.support.client import Cti, until_ready
from tests.support.postgresql import PostgresServer

AWAY_SECONDS = 60.0 if os.environ.get("JACKFIELD_SOAK") == "1" else 3.0


class Load:
    """Chloe calls bruno from phone to phone, and bruno's page is told."""

    def __init__(self, demo: Running, bruno: Cti) -> None:
        self.demo = demo
        self.bruno = bruno
        self.calls = 0

    async def call(self) -> None:
        assert self.demo.simulator is not None
        caller = self.demo.simulator.phone("1003")
        caller.dial("1002")
        ringing = await self.bruno.phone("EventRinging", otherDN="1003")
        caller.hang_up()
        await self.bruno.phone("EventReleased", uniqueId=ringing["uniqueId"])
        self.calls += 1

    async def go_on(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            await self.call()


async def kept(url: str) -> tuple[int, int]:
    """How many records there are, and how many different calls they are of."""
    storage = SqlStorage.at(url)
    calls = schema.call_records.c
    async with reading(storage._engine) as connection:
        row = (await connection.execute(select(func.count(calls.id), func.count(calls.linkedid.distinct())))).one()
    await storage.close()
    return row[0], row[1]


@pytest.mark.soak
@pytest.mark.timeout(60 + 5 * AWAY_SECONDS)
async def test_calls_go_on_without_the_database_and_their_records_follow(
    own_server: PostgresServer, tmp_path: Path
) -> None:
    url = own_server.new_database()
    config = demo_config(tmp_path)
    config = structs.replace(config, storage=structs.replace(config.storage, url=url))
    async with running(config) as demo:
        await until_ready(f"http://127.0.0.1:{demo.port}")
        async with await Cti.connect(f"http://127.0.0.1:{demo.port}", "bruno") as bruno:
            load = Load(demo, bruno)
            await load.call()
            with own_server.frozen():
                await load.go_on(AWAY_SECONDS)
                asked = await bruno.ask("getUserCallHistory", size=1)
                assert (asked["status"], asked["code"]) == ("refused", "not_read")
            await load.go_on(0.5)
            own_server.stop()
            await load.go_on(AWAY_SECONDS)
            asked = await bruno.ask("setUserPreference", key="theme", value="dark")
            assert (asked["status"], asked["code"]) == ("refused", "not_stored")
            own_server.start()
            await load.go_on(0.5)
        recorder = demo.engine.recorder
        assert recorder is not None
        assert recorder.lost == 0
    assert load.calls > 10
    assert await kept(url) == (load.calls, load.calls)
