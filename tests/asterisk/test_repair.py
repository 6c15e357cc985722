"""Calls that came and went while the server was away are in the history, once, and marked as repaired."""

import asyncio
import os
import sqlite3
import time
from contextlib import closing
from typing import Any

import aiohttp

from jackfield.keeping.repairing import ALIVE
from tests.asterisk.callers import Load
from tests.asterisk.conftest import NUMBERS, Office
from tests.asterisk.test_callers import Calling, calling
from tests.support.ami import Watcher
from tests.support.client import Cti

__all__ = ["calling"]


async def history(office: Office, expected: int) -> list[dict[str, Any]]:
    """The calls from outside that are known, the newest first, as soon as there are so many."""
    async with aiohttp.ClientSession() as http:
        token = await Cti.token(http, office.url, "root")
        while True:
            url = f"{office.url}/xuc/api/2.0/history?srcStart=%2B33644&token={token}"
            async with http.get(url) as answer:
                calls: list[dict[str, Any]] = (await answer.json())["calls"]
            if len(calls) >= expected:
                return calls
            await asyncio.sleep(0.1)


def parts(call: dict[str, Any]) -> list[tuple[str, str]]:
    """Whose phones rang, and what became of it."""
    return [(leg["user"], leg["outcome"]) for leg in call["legs"]]


async def test_calls_without_a_server_are_repaired(closed_office: Office, watcher: Watcher, calling: Calling) -> None:
    office, asterisk, began = closed_office, closed_office.asterisk, time.time()
    logs = {"HISTORY_QUEUE_LOG": asterisk.queue_log, "HISTORY_CDR": asterisk.cdr}
    server = await office.start_process(**logs)
    await calling(Load(to="0123453003", count=1, patience=1.0, first=33_644_000_001))
    (seen,) = await history(office, 1)
    assert (seen["repaired"], seen["status"]) == (False, "abandoned")
    server.kill()
    phone, other = await office.phones(NUMBERS["alice"], NUMBERS["bruno"], mode="answer", delay=0.02)
    heads = {"Queue": "green", "Interface": f"PJSIP/{phone.number}"}
    await calling(Load(to="0123453003", count=1, patience=1.0, first=33_644_000_002))
    added = await watcher.action("QueueAdd", MemberName="Agent/2001", **heads)
    assert added["Response"] == "Success", added
    try:
        caller = asyncio.create_task(calling(Load(to="0123453003", count=1, patience=20, first=33_644_000_003)))
        talk = await phone.talks(timeout=30)
        await phone.hang_up(talk["call"])
        await caller
    finally:
        await watcher.action("QueueRemove", **heads)
    caller = asyncio.create_task(calling(Load(to="0123451002", count=1, patience=20, first=33_644_000_004)))
    talk = await other.talks(timeout=30)
    await other.hang_up(talk["call"])
    await caller
    again = await office.start_process(**logs)
    direct, answered, abandoned, before = await history(office, 4)
    assert (before, before["srcNum"]) == (seen, "+33644000001")
    assert (abandoned["repaired"], abandoned["status"], abandoned["legs"]) == (True, "abandoned", [])
    assert (answered["repaired"], answered["status"], answered["agent"]) == (True, "answered", "2001")
    assert parts(answered) == [("alice", "answered")]
    assert (direct["repaired"], direct["status"], direct["queue"]) == (True, "answered", "")
    assert parts(direct) == [("bruno", "answered")]
    for known in (logs, {"HISTORY_QUEUE_LOG": asterisk.queue_log}):
        again.kill()
        os.utime(office.folder / "data" / ALIVE, (began, began))  # as if it had not seen any of them
        again = await office.start_process(**known)
        assert await history(office, 4) == [direct, answered, abandoned, before]
    again.kill()
    with closing(sqlite3.connect(office.folder / "data" / "jackfield.sqlite3")) as database, database:
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("DELETE FROM call_records")
    os.utime(office.folder / "data" / ALIVE, (began, began))
    await office.start_process(HISTORY_QUEUE_LOG=asterisk.queue_log, HISTORY_CEL=asterisk.cel)
    told = await history(office, 4)
    assert [(call["repaired"], call["status"], call["agent"], parts(call)) for call in told] == [
        (True, call["status"], call["agent"], parts(call)) for call in (direct, answered, abandoned, before)
    ]
