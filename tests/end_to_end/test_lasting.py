"""What a client is told is done is on the disk: the real server, its database, and a new start on a new simulator."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from jackfield.app import running, with_statuses
from jackfield.domain.lasting import Change
from jackfield.storage.errors import StorageUnavailableError
from jackfield.storage.sql import SqlStorage
from tests.end_to_end.conftest import Connect, demo_config
from tests.support.client import Cti, until_ready


async def test_all_sockets_of_the_user_see_a_service_at_once_and_nobody_else(connect: Connect) -> None:
    one, other, bruno = await connect("alice"), await connect("alice"), await connect("bruno")
    result = await one.ask("uncFwd", state=True, destination="10 03")
    assert result["status"] == "done"
    for each in (one, other):
        told = await each.expect("UserConfigUpdate", uncFwdEnabled=True)
        assert (told["uncFwdDestination"], told["firstName"], told["naFwdDestination"]) == ("1003", "Alice", "")
    assert (await bruno.ask("dnd", state=False))["status"] == "done"
    assert not bruno.has("UserConfigUpdate", userId=1)


async def test_services_and_status_are_there_after_a_new_start(tmp_path: Path) -> None:
    config = demo_config(tmp_path / "data")
    async with running(config) as first:
        url = f"http://127.0.0.1:{first.port}"
        await until_ready(url)
        async with await Cti.connect(url, "alice") as alice:
            await alice.logged_on()
            for command, keys in (
                ("uncFwd", {"state": True, "destination": "1003"}),
                ("busyFwd", {"state": False, "destination": "1004"}),
                ("userStatusUpdate", {"status": "doNotDisturb"}),
            ):
                assert (await alice.ask(command, **keys))["status"] == "done"
    async with running(config) as again:
        url = f"http://127.0.0.1:{again.port}"
        await until_ready(url)
        assert again.simulator is not None
        assert again.simulator.pbx.database["jackfield/1001/unc"] == "1003"
        assert again.simulator.pbx.database["jackfield/1001/dnd"] == "1"
        async with await Cti.connect(url, "alice") as alice:
            told = await alice.expect("UserConfigUpdate", dndEnabled=True)
            assert (told["uncFwdEnabled"], told["uncFwdDestination"]) == (True, "1003")
            assert (told["busyFwdEnabled"], told["busyFwdDestination"]) == (False, "1004")
            await alice.expect("UserStatusUpdate", userId=1, status="doNotDisturb")


async def test_a_disk_that_fails_is_a_clear_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(self: SqlStorage, changes: Sequence[Change]) -> None:
        raise StorageUnavailableError(f"the database {tmp_path} cannot be used: disk full")

    monkeypatch.setattr(SqlStorage, "keep", fail)
    async with running(demo_config(tmp_path / "data")) as started:
        url = f"http://127.0.0.1:{started.port}"
        await until_ready(url)
        async with await Cti.connect(url, "alice") as alice:
            await alice.logged_on()
            result = await alice.ask("dnd", state=True)
            assert (result["status"], result["code"]) == ("refused", "not_stored")
            assert str(tmp_path) not in (await alice.expect("Error"))["Error"]
            assert "jackfield/1001/dnd" not in started.simulator.pbx.database  # type: ignore[union-attr]


async def test_a_directory_without_statuses_gets_the_usual_ones_once(tmp_path: Path) -> None:
    storage = SqlStorage.in_directory(tmp_path)
    await storage.open()
    try:
        given = (await with_statuses(storage)).statuses
        assert [status.name for status in given] == ["available", "away", "disconnected"]
        assert (await with_statuses(storage)).statuses == (await storage.load_directory()).statuses == given
    finally:
        await storage.close()


async def test_calls_are_found_again_after_a_new_start(tmp_path: Path) -> None:
    config = demo_config(tmp_path / "data")
    for start in range(2):
        async with running(config) as started:
            url = f"http://127.0.0.1:{started.port}"
            await until_ready(url)
            async with await Cti.connect(url, "alice") as alice:
                await alice.logged_on()
                if not start:
                    assert (await alice.ask("dial", destination="1002"))["status"] == "done"
                    await alice.expect("PhoneEvent", eventType="EventDialing")
                    assert (await alice.ask("hangup"))["status"] == "done"
                assert (await alice.ask("getUserCallHistory", size=5))["status"] == "done"
                (call,) = await alice.expect("CallHistory")
                assert (call["status"], call["srcNum"], call["dstNum"]) == ("emitted", "1001", "1002")
                assert (call["srcUsername"], call["dstFirstName"]) == ("alice", "Bruno")
