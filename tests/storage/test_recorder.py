"""The queue of call records before the storage: nothing is lost or doubled while the database fails."""

import asyncio
from collections.abc import Sequence

import pytest
import structlog

from jackfield.domain.past.call_records import CallRecord
from jackfield.storage import recorder
from jackfield.storage.errors import ConflictError, StorageError, StorageUnavailableError
from jackfield.storage.recorder import Recorder
from tests.support.records import record


class Disk:
    """Keeps, or fails as it is told."""

    def __init__(self) -> None:
        self.kept: list[int] = []
        self.batches = 0
        self.error: StorageError | None = None
        self.refused: set[int] = set()

    async def keep(self, records: Sequence[CallRecord]) -> None:
        await asyncio.sleep(0)
        if self.error is not None:
            raise self.error
        if self.refused & {one.id for one in records}:
            raise ConflictError("no")
        self.batches += 1
        self.kept += [one.id for one in records]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "GATHER_SECONDS", 0.001)
    monkeypatch.setattr(recorder, "RETRY_SECONDS", 0.001)


async def test_records_are_written_together_and_in_order() -> None:
    disk = Disk()
    recording = Recorder(disk.keep)
    for number in range(1200):
        recording.put(record(number))
    await recording.flush()
    assert disk.kept == [*range(1200)]
    assert disk.batches == 3
    await recording.close()


async def test_they_are_written_soon_without_being_asked() -> None:
    disk = Disk()
    recording = Recorder(disk.keep)
    for number in (1, 2):
        recording.put(record(number))
        async with asyncio.timeout(10):
            while recording.waiting:
                await asyncio.sleep(0.001)
    await recording.close()
    assert disk.kept == [1, 2]


async def test_what_a_failing_database_did_not_take_is_tried_again() -> None:
    disk = Disk()
    disk.error = StorageUnavailableError("gone")
    recording = Recorder(disk.keep)
    recording.put(record(1))
    with pytest.raises(StorageUnavailableError):
        await recording.flush()
    await asyncio.sleep(0.01)
    recording.put(record(2))
    disk.error = None
    async with asyncio.timeout(10):
        while recording.waiting:
            await asyncio.sleep(0.001)
    await recording.close()
    assert disk.kept == [1, 2]


async def test_one_that_is_refused_does_not_take_others_with_it() -> None:
    disk = Disk()
    disk.refused = {2}
    recording = Recorder(disk.keep)
    for number in (1, 2, 3):
        recording.put(record(number))
    await recording.close()
    assert (disk.kept, recording.lost) == ([1, 3], 1)


async def test_what_does_not_fit_is_counted_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "MOST_WAITING", 3)
    monkeypatch.setattr(recorder, "BEHIND", 2)
    disk = Disk()
    recording = Recorder(disk.keep)
    with structlog.testing.capture_logs() as logs:
        for number in range(5):
            recording.put(record(number))
        await recording.close()
    assert (disk.kept, recording.lost) == ([0, 1, 2], 2)
    said = [(line["log_level"], line["event"]) for line in logs]
    assert ("warning", "call records wait for the database") in said
    assert said.count(("error", "call records are lost: too many wait for the database")) == 2
    assert said[-1] == ("info", "call records are written")


async def test_a_stop_without_a_database_says_what_is_lost() -> None:
    disk = Disk()
    disk.error = StorageUnavailableError("gone")
    recording = Recorder(disk.keep)
    recording.put(record(1))
    with structlog.testing.capture_logs() as logs:
        await recording.close()
    assert [line["lost"] for line in logs if line["event"] == "call records are lost: the server stops"] == [1]
