"""The journal: kept, replaced, survived, and unreadable without harm."""

import asyncio
from pathlib import Path

from jackfield.storage.journal import SETTLE_SECONDS, JournalFile


async def test_what_was_kept_last_is_read_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal = JournalFile(path)
    assert journal.read() == {}
    journal.keep({"a": "1"})
    journal.keep({"b": "é"})
    while not path.exists():
        await asyncio.sleep(SETTLE_SECONDS / 4)
    assert JournalFile(path).read() == {"b": "é"}
    assert [each.name for each in tmp_path.iterdir()] == ["journal.json"]


async def test_stopping_writes_what_is_due(tmp_path: Path) -> None:
    journal = JournalFile(tmp_path / "journal.json")
    journal.keep({"a": "1"})
    journal.write()
    assert JournalFile(tmp_path / "journal.json").read() == {"a": "1"}


def test_an_unreadable_journal_is_an_empty_one(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    for text in ("", "{", "[1]", "7"):
        path.write_text(text)
        assert JournalFile(path).read() == {}


async def test_a_disk_that_refuses_is_survived(tmp_path: Path) -> None:
    journal = JournalFile(tmp_path / "missing" / "journal.json")
    journal.keep({"a": "1"})
    journal.write()
    assert journal.read() == {}
