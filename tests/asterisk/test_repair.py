"""Calls that came and went while the server was away are in the history, once, and marked as repaired."""

import asyncio
import os
import time
from typing import Any

import aiohttp
import pytest

from jackfield.keeping.repairing import ALIVE
from tests.asterisk.callers import Load
from tests.asterisk.conftest import NUMBERS, Office
from tests.asterisk.test_callers import Calling, calling
from tests.support.ami import Watcher
from tests.support.client import Cti

__all__ = ["calling"]


async def history(office: Office, first: int, expected: int) -> list[dict[str, Any]]:
    """The calls of these callers that are known, the newest first, as soon as there are so many."""
    async with aiohttp.ClientSession() as http:
        token = await Cti.token(http, office.url, "root")
        while True:
            url = f"{office.url}/xuc/api/2.0/history?srcStart=%2B{first // 1000}&token={token}"
            async with http.get(url) as answer:
                calls: list[dict[str, Any]] = (await answer.json())["calls"]
            if len(calls) >= expected:
                return calls
            await asyncio.sleep(0.1)


@pytest.mark.parametrize(("details", "first"), [("cdr", 33_644_000_001), ("cel", 33_645_000_001)])
async def test_calls_without_a_server_are_repaired(
    closed_office: Office, watcher: Watcher, calling: Calling, details: str, first: int
) -> None:
    office, asterisk, began = closed_office, closed_office.asterisk, time.time()
    logs = {"HISTORY_QUEUE_LOG": asterisk.queue_log, f"HISTORY_{details.upper()}": getattr(asterisk, details)}
    server = await office.start_process(**logs)
    await calling(Load(to="0123453003", count=1, patience=0.5, first=first))
    (seen,) = await history(office, first, 1)
    assert (seen["repaired"], seen["status"]) == (False, "abandoned")
    server.kill()
    phone, other = await office.phones(NUMBERS["alice"], NUMBERS["bruno"], mode="answer", delay=0.02)
    heads = {"Queue": "green", "Interface": f"PJSIP/{phone.number}"}
    await calling(Load(to="0123453003", count=1, patience=0.5, first=first + 1))
    added = await watcher.action("QueueAdd", MemberName="Agent/2001", **heads)
    assert added["Response"] == "Success", added
    try:
        caller = asyncio.create_task(calling(Load(to="0123453003", count=1, patience=20, first=first + 2)))
        talk = await phone.talks(timeout=30)
        await phone.hang_up(talk["call"])
        await caller
    finally:
        await watcher.action("QueueRemove", **heads)
    caller = asyncio.create_task(calling(Load(to="0123451002", count=1, patience=20, first=first + 3)))
    talk = await other.talks(timeout=30)
    await other.hang_up(talk["call"])
    await caller
    again = await office.start_process(**logs)
    direct, answered, abandoned, before = await history(office, first, 4)
    assert (before, before["srcNum"]) == (seen, f"+{first}")
    assert (abandoned["repaired"], abandoned["status"], abandoned["legs"]) == (True, "abandoned", [])
    assert (answered["repaired"], answered["status"], answered["agent"]) == (True, "answered", "2001")
    assert [leg["user"] for leg in answered["legs"]] == ["alice"]
    assert (direct["repaired"], direct["status"], direct["queue"]) == (True, "answered", "")
    assert [(leg["user"], leg["outcome"]) for leg in direct["legs"]] == [("bruno", "answered")]
    for known in (logs, {"HISTORY_QUEUE_LOG": asterisk.queue_log}):
        again.kill()
        os.utime(office.folder / "data" / ALIVE, (began, began))  # as if it had not seen any of them
        again = await office.start_process(**known)
        assert await history(office, first, 4) == [direct, answered, abandoned, before]
