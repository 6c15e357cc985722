"""Rows of the realtime list on the disk: the latest come back, the old go."""

from pathlib import Path

from jackfield.domain.shuttle.rows import KEPT_SECONDS, RealtimeRow, RealtimeRowKept
from jackfield.storage.sql import SqlStorage
from tests.support import made


def row(number: int, at: float) -> RealtimeRowKept:
    return RealtimeRowKept(
        RealtimeRow(id=number, at=at, type="crm", channel='{"queue":"é"}', reference=None, url="https://a.example/")
    )


async def test_rows_come_back_the_newest_first_and_the_old_are_gone(tmp_path: Path) -> None:
    made.lay(tmp_path)
    storage = SqlStorage.in_directory(tmp_path)
    await storage.open()
    try:
        now = 1_800_000_000.0
        await storage.keep([row(1, now - KEPT_SECONDS - 1), row(2, now - KEPT_SECONDS + 1), row(3, now), row(3, now)])
        rows = await storage.realtime_rows()
        assert [each.id for each in rows] == [3, 2]
        assert rows[0] == row(3, now).row
        assert rows[0].queue == "é"
    finally:
        await storage.close()
