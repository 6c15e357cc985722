"""Questions to the storage: each is answered, whatever the disk does."""

import asyncio

import pytest

from jackfield.domain.effects import Fetch
from jackfield.domain.facts import Fetched
from jackfield.domain.questions import Found, LegsOfUser, Question
from jackfield.storage import reader
from jackfield.storage.errors import StorageError, StorageUnavailableError
from jackfield.storage.reader import Reader
from tests.support.records import leg

QUESTION = LegsOfUser(1, 10)


class Disk:
    """Finds one leg, fails, or waits until it is let go."""

    def __init__(self, error: StorageError | None = None) -> None:
        self.error = error
        self.may_go = asyncio.Event()
        self.may_go.set()
        self.done: list[str] = []
        self.busy = self.most_busy = 0

    async def first(self) -> None:
        self.done.append("first")

    async def find(self, question: Question) -> Found:
        self.busy += 1
        self.most_busy = max(self.busy, self.most_busy)
        await self.may_go.wait()
        await asyncio.sleep(0)
        self.busy -= 1
        self.done.append("found")
        if self.error is not None:
            raise self.error
        return (leg(1),)


async def ask(disk: Disk, times: int = 1) -> list[Fetched]:
    answers: list[Fetched] = []
    reading = Reader(disk.find, answers.append, disk.first)
    for number in range(times):
        reading.put(Fetch(f"f{number}", QUESTION))
    await reading.close()
    await asyncio.sleep(0)
    return answers


async def test_what_waits_to_be_written_is_written_first() -> None:
    disk = Disk()
    assert await ask(disk) == [Fetched("f0", ok=True, found=(leg(1),))]
    assert disk.done == ["first", "found"]


async def test_some_at_a_time() -> None:
    disk = Disk()
    answers = await ask(disk, 20)
    assert sorted(answer.tag for answer in answers) == sorted(f"f{number}" for number in range(20))
    assert disk.most_busy == reader.AT_ONCE


async def test_a_failure_is_told_without_its_inner_details() -> None:
    answers = await ask(Disk(StorageUnavailableError("/secret/path: disk full")))
    assert answers == [Fetched("f0", ok=False, message=reader.FAILED)]


async def test_a_slow_disk_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "PATIENCE_SECONDS", 0.01)
    disk = Disk()
    disk.may_go.clear()
    assert await ask(disk) == [Fetched("f0", ok=False, message=reader.SLOW)]


async def test_too_many_are_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_WAITING", 2)
    answers = await ask(Disk(), 3)
    assert sorted((answer.tag, answer.ok) for answer in answers) == [("f0", True), ("f1", True), ("f2", False)]
