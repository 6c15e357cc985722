"""The queue before the storage: order, answers for all, and what happens when the disk fails or is slow."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from jackfield.domain.effects import Store
from jackfield.domain.facts import Stored
from jackfield.domain.lasting import Change, StatusSet
from jackfield.storage import writer
from jackfield.storage.errors import ConflictError, StorageError, StorageUnavailableError
from jackfield.storage.writer import Writer


class Disk:
    """Keeps, fails, or waits until it is let go."""

    def __init__(self) -> None:
        self.kept: list[Sequence[Change]] = []
        self.error: StorageError | None = None
        self.may_go = asyncio.Event()
        self.may_go.set()

    async def keep(self, changes: Sequence[Change]) -> None:
        await self.may_go.wait()
        if self.error is not None:
            raise self.error
        self.kept.append(changes)


def change(user_id: int) -> tuple[Change, ...]:
    return (StatusSet(user_id, "away"),)


async def story(disk: Disk, act: Callable[[Writer], None]) -> list[Stored]:
    answers: list[Stored] = []
    writing = Writer(disk.keep, answers.append)
    act(writing)
    disk.may_go.set()
    await writing.close()
    await asyncio.sleep(0)
    return answers


async def test_everything_is_kept_in_order_and_answered() -> None:
    disk = Disk()

    def act(writing: Writer) -> None:
        for number in range(5):
            writing.put(Store(f"s{number}", change(number)))

    answers = await story(disk, act)
    assert answers == [Stored(f"s{number}", ok=True) for number in range(5)]
    assert disk.kept == [change(number) for number in range(5)]


@pytest.mark.parametrize(
    ("error", "told"),
    [(StorageUnavailableError("/secret/path: disk full"), writer.FAILED), (ConflictError("row 3"), writer.GONE)],
)
async def test_a_failure_is_told_without_its_inner_details(error: StorageError, told: str) -> None:
    disk = Disk()
    disk.error = error
    assert await story(disk, lambda writing: writing.put(Store("s", change(1)))) == [
        Stored("s", ok=False, message=told)
    ]


async def test_it_goes_on_after_a_failure() -> None:
    disk = Disk()
    disk.error = StorageUnavailableError("no")
    answers: list[Stored] = []
    writing = Writer(disk.keep, answers.append)
    writing.put(Store("s1", change(1)))
    while not answers:
        await asyncio.sleep(0)
    disk.error = None
    writing.put(Store("s2", change(2)))
    await writing.close()
    assert [answer.ok for answer in answers] == [False, True]


async def test_what_does_not_fit_is_refused_and_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "MOST_WAITING", 3)
    disk = Disk()
    disk.may_go.clear()

    def act(writing: Writer) -> None:
        for number in range(5):
            writing.put(Store(f"s{number}", change(number)))

    answers = await story(disk, act)
    assert {answer.tag: answer.message for answer in answers if not answer.ok} == {"s3": writer.SLOW, "s4": writer.SLOW}
    assert len(disk.kept) == 3


async def test_what_waited_too_long_is_refused_and_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "PATIENCE_SECONDS", -1.0)
    disk = Disk()
    answers = await story(disk, lambda writing: writing.put(Store("s", change(1))))
    assert answers == [Stored("s", ok=False, message=writer.SLOW)]
    assert disk.kept == []


async def test_what_comes_after_the_end_is_refused_and_not_tried() -> None:
    disk, answers = Disk(), list[Stored]()
    writing = Writer(disk.keep, answers.append)
    await writing.close()
    writing.put(Store("s", change(1)))
    await asyncio.sleep(0)
    assert answers == [Stored("s", ok=False, message=writer.FAILED)]
    assert disk.kept == []


async def test_closing_one_that_never_wrote_is_harmless() -> None:
    assert await story(Disk(), lambda _: None) == []
