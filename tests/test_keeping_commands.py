"""`jackfield backup`, `restore` and `privacy` as administrators use them; the nightly delete; numbers in the log."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from jackfield.app import LOCK_NAME, locked
from jackfield.keeping.retention import Retention
from jackfield.server_log import mask_numbers
from jackfield.storage.errors import StorageUnavailableError
from jackfield.storage.sql import SqlStorage
from tests.support.records import leg, record, step


def jackfield(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jackfield", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ, check=False)


async def fill(data: Path) -> None:
    storage = SqlStorage.in_directory(data)
    await storage.open()
    await storage.keep_calls([record(1, leg(1), step(1))])
    await storage.close()
    (data / "journal.json").write_text('{"hold:1": "0033611223344", "hold:2": "0699"}')


@pytest.mark.process
def test_a_number_is_shown_forgotten_and_comes_back_with_the_copy(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy"
    data.mkdir()
    asyncio.run(fill(data))
    assert jackfield("backup", copy, "--data", data).stdout == f"written: {copy}\n"
    shown = json.loads(jackfield("privacy", "export", "+33611223344", "--data", data).stdout)
    assert {name: len(rows) for name, rows in shown.items()} == {"call_records": 1, "call_legs": 1, "queue_steps": 1}
    erased = jackfield("privacy", "erase", "0611223344", "--data", data)
    assert erased.stdout == "call_records: 1\ncall_legs: 1\nqueue_steps: 1\njournal: 1\n", erased.stderr
    assert json.loads((data / "journal.json").read_text()) == {"hold:2": "0699"}
    assert jackfield("privacy", "export", "0611223344", "--data", data).stdout == "{}\n"
    with locked(data):
        refused = jackfield("restore", copy, "--data", data)
        assert (refused.returncode, "another server uses the data directory" in refused.stderr) == (2, True)
    assert jackfield("restore", copy, "--data", data).stdout == f"restored: {copy}\n"
    assert len(json.loads(jackfield("privacy", "export", "0611223344", "--data", data).stdout)) == 3
    assert (data / LOCK_NAME).exists()


async def test_each_kind_is_kept_as_long_as_is_wanted() -> None:
    asked: dict[str, float] = {}

    async def calls(before: float) -> int:
        asked["calls"] = before
        return 3

    async def callbacks(before: float) -> int:
        raise StorageUnavailableError("away")

    async def audit(before: float) -> int:
        raise AssertionError("kept for ever")

    retention = Retention({"callbacks": (1, callbacks), "calls": (10, calls), "audit": (0, audit)}, "Europe/Paris")
    with capture_logs() as logs:
        assert await retention.clear(1_000_000.0) == {"calls": 3}
    assert asked == {"calls": 136_000.0}
    assert [line["event"] for line in logs] == ["old data not deleted", "old data deleted"]
    await Retention({"audit": (0, audit)}, "UTC").run()


def test_numbers_are_masked_and_little_else() -> None:
    line = {
        "event": "call from +33611223344",
        "text": "0612345678, 1001, 12",
        "call": "1700000000.12",
        "n": 61122334455,
    }
    address = {"at": "127.0.0.1:54321", "timestamp": "2026-11-21T10:00:00.123456Z"}
    masked = mask_numbers(None, "info", {**line, **address})
    assert masked["event"] == "call from *****44"
    assert masked["text"] == "*****78, 1001, 12"
    assert (masked["call"], masked["at"]) == ("1700000000.12", "127.0.0.1:54321")
    assert masked["timestamp"] == address["timestamp"]
