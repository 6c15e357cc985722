"""`jackfield backup`, `restore` and `privacy` as administrators use them; the nightly delete; numbers in the log."""

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import Result
from structlog.testing import capture_logs
from typer.testing import CliRunner

from jackfield.app import LOCK_NAME, locked
from jackfield.cli import app
from jackfield.keeping.retention import Retention
from jackfield.server_log import mask_numbers
from jackfield.storage.errors import StorageUnavailableError
from jackfield.storage.sql import SqlStorage
from tests.support.records import leg, record, step

JOURNAL = {
    "hold:1": "0033611223344",
    "hold:2": "0699",
    "record:PJSIP/06 11 22 33 44-1": "",
    "hold:3": "90611223344112",
    "hold:0": "611",
    "hold:223344": "3344",
}
"""The first and the third are of the number; the others have it, or a part of it, within another one."""


def jackfield(*words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words)])


async def fill(data: Path) -> None:
    storage = SqlStorage.in_directory(data)
    await storage.open()
    await storage.keep_calls([record(1, leg(1), step(1))])
    await storage.close()
    (data / "journal.json").write_text(json.dumps(JOURNAL))


def test_a_number_is_shown_forgotten_and_comes_back_with_the_copy(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy"
    data.mkdir()
    asyncio.run(fill(data))
    assert jackfield("backup", copy, "--data", data).stdout == f"written: {copy}\n"
    shown = json.loads(jackfield("privacy", "export", "+33611223344", "--data", data).stdout)
    assert {name: len(rows) for name, rows in shown.items()} == {"call_records": 1, "call_legs": 1, "queue_steps": 1}
    erased = jackfield("privacy", "erase", "0611223344", "--data", data)
    assert erased.stdout == "call_records: 1\ncall_legs: 1\nqueue_steps: 1\njournal: 2\n", erased.stderr
    left = {key: JOURNAL[key] for key in ("hold:2", "hold:3", "hold:0", "hold:223344")}
    assert json.loads((data / "journal.json").read_text()) == left
    assert jackfield("privacy", "export", "0611223344", "--data", data).stdout == "{}\n"
    with locked(data):
        refused = jackfield("restore", copy, "--data", data)
        assert (refused.exit_code, "another server uses the data directory" in refused.stderr) == (2, True)
    assert jackfield("restore", copy, "--data", data).stdout == f"restored: {copy}\n"
    assert len(json.loads(jackfield("privacy", "export", "0611223344", "--data", data).stdout)) == 3
    assert (data / LOCK_NAME).exists()


def test_what_is_no_number_is_refused_and_nothing_forgotten(tmp_path: Path) -> None:
    asyncio.run(fill(tmp_path))
    for wrong, act in (("", "erase"), ("abc", "export")):
        refused = jackfield("privacy", act, "--data", tmp_path, "--", wrong)
        assert (refused.exit_code, refused.stdout) == (2, ""), wrong
        assert refused.stderr == f"jackfield: {wrong!r} is no number of at least 3 digits\n"
    assert jackfield("privacy", "erase", "611", "--data", tmp_path).stdout == "journal: 1\n"
    assert json.loads((tmp_path / "journal.json").read_text()) == {k: v for k, v in JOURNAL.items() if v != "611"}
    assert len(json.loads(jackfield("privacy", "export", "0611223344", "--data", tmp_path).stdout)) == 3
    config = tmp_path / "jackfield.toml"
    config.write_text(f'[storage]\nurl = "sqlite:///{tmp_path}/jackfield.sqlite3"\n')
    for words in (("privacy", "erase", "0611223344"), ("restore", tmp_path / "copy")):
        unlocked = jackfield(*words, "--config", config)
        assert (unlocked.exit_code, "name the data directory, too" in unlocked.stderr) == (2, True)


def test_what_copies_postgresql_is_named_where_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config, copy = tmp_path / "jackfield.toml", tmp_path / "copy"
    config.write_text(f'[storage]\ndata = "{tmp_path}"\nurl = "postgresql://jackfield:secret@127.0.0.1:1/x"\n')
    monkeypatch.setenv("PATH", "/nowhere")
    for program, words in (("pg_dump", ("backup", copy)), ("pg_restore", ("restore", config))):
        refused = jackfield(*words, "--config", config)
        text = f"jackfield: {program} is not on this machine: install PostgreSQL's programs (postgresql-client)\n"
        assert (refused.exit_code, refused.stderr) == (2, text)
    monkeypatch.undo()
    away = jackfield("backup", copy, "--config", config)
    assert (away.exit_code, "pg_dump " in away.stderr, "secret" in away.stderr, copy.exists()) == (
        2,
        True,
        False,
        False,
    )


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
