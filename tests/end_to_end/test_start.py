"""Starting and stopping as people and service managers do it: exit codes, one clear line, nothing lost."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from jackfield.telephony.ami.trace import load
from tests.support import traces
from tests.support.client import Cti, process, until_ready
from tests.support.installation import closed_port, config_file, get, line_changed, people, simulated_pbx

pytestmark = pytest.mark.process


async def ended(*arguments: str) -> tuple[int, str]:
    """Run `jackfield ARGUMENTS` to its end; exit code and everything it said."""
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "jackfield", *arguments],
        capture_output=True,
        text=True,
        timeout=30,
    )
    return done.returncode, done.stdout + done.stderr


def one_line(said: str) -> str:
    """What was said, if it was a single line for people."""
    lines = said.strip().splitlines()
    assert len(lines) == 1, said
    assert "Traceback" not in said
    return lines[0]


async def test_sigterm_sends_everybody_away_and_ends_well(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    async with process(tmp_path / "log", "serve", "--demo", "--data", data, "--port", "0") as first:
        await until_ready(first.url)
        async with await Cti.connect(first.url, "alice") as alice, await Cti.connect(first.url, "bruno") as bruno:
            await alice.logged_on()
            stopping = asyncio.create_task(asyncio.to_thread(first.stop))
            assert await alice.closed() == 4000
            assert await bruno.closed() == 4000
            assert await stopping == 0
    assert "Traceback" not in first.log.read_text()
    async with process(tmp_path / "log", "serve", "--demo", "--data", data, "--port", "0") as again:
        await until_ready(again.url)
        async with await Cti.connect(again.url, "alice") as alice:
            await alice.logged_on()
        assert await asyncio.to_thread(again.stop) == 0


async def test_a_token_outlives_a_restart(tmp_path: Path) -> None:
    arguments = ("serve", "--demo", "--data", str(tmp_path / "data"), "--port", "0")
    async with process(tmp_path / "log", *arguments) as first, await Cti.connect(first.url, "alice") as alice:
        token = await Cti.token(alice.http, first.url, "alice")
    async with (
        process(tmp_path / "log", *arguments) as again,
        await Cti.connect(again.url, "alice", token=token) as alice,
    ):
        await alice.logged_on()


async def test_the_journal_is_written_at_the_end(tmp_path: Path) -> None:
    data = tmp_path / "data"
    await people(data, line_changed("1001", answer_by="autoanswer"))
    async with simulated_pbx(tmp_path / "pbx", "--phone", "1002=answer:0.1") as (_, port):
        config = str(config_file(tmp_path / "jackfield.toml", port))
        arguments = ("serve", "--config", config, "--data", str(data), "--port", "0")
        async with process(tmp_path / "log", *arguments) as server:
            await until_ready(server.url)
            async with await Cti.connect(server.url, "alice") as alice:
                await alice.send("dial", destination="1002")
                await alice.phone("EventEstablished")
                assert (await alice.ask("hold"))["status"] == "done"
                assert await asyncio.to_thread(server.stop) == 0
    assert len(json.loads((data / "journal.json").read_text())) == 1


async def test_a_second_server_on_the_same_port_says_so(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, said = await ended("serve", "--demo", "--port", str(port))
    assert code == 2
    assert f"cannot listen on 127.0.0.1:{port}: " in one_line(said)


async def test_a_second_server_on_the_same_data_says_so(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    async with process(tmp_path / "log", "serve", "--demo", "--data", data, "--port", "0") as first:
        code, said = await ended("serve", "--demo", "--data", data, "--port", "0")
        assert code == 2
        assert "another" in one_line(said)
        assert data in said
        assert (await get(f"{first.url}/healthz"))[0] == 200
        first.kill()
    # the lock dies with its process: nothing has to be cleared away by hand
    async with process(tmp_path / "log", "serve", "--demo", "--data", data, "--port", "0") as next_one:
        assert (await get(f"{next_one.url}/healthz"))[0] == 200


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[server]\nprot = 1\n", "prot"),
        ("[asterisk]\nsecret_file = '/nowhere/secret'\n", "/nowhere/secret"),
        ("[storage]\nurl = 'nonsense'\n", "database URL"),
        ("[server]\ntrusted_proxies = ['no address']\n", "trusted_proxies"),
        ("[server]\nhost = 'no.such.host.invalid'\n", "no.such.host.invalid"),
    ],
)
async def test_a_bad_configuration_is_one_line(tmp_path: Path, text: str, expected: str) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(text)
    code, said = await ended("serve", "--config", str(file))
    assert code == 2
    assert expected in one_line(said)


async def test_a_missing_or_binary_configuration_is_one_line(tmp_path: Path) -> None:
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    for file in (tmp_path / "missing.toml", binary):
        code, said = await ended("serve", "--config", str(file))
        assert code == 2
        assert str(file) in one_line(said)


async def test_a_data_directory_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a directory")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    unusable = [file, Path("/proc/jackfield")] + ([closed] if os.geteuid() else [])
    for path in unusable:
        code, said = await ended("serve", "--demo", "--data", str(path), "--port", "0")
        assert code == 2
        assert str(path) in one_line(said)


async def test_with_a_pbx_a_data_directory_must_be_named(tmp_path: Path) -> None:
    file = config_file(tmp_path / "jackfield.toml", closed_port())
    code, said = await ended("serve", "--config", str(file), "--port", "0")
    assert code == 2
    assert "--data DIR" in one_line(said)


async def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    database = data / "jackfield.sqlite3"
    database.write_bytes(b"this is no database" * 100)
    code, said = await ended("serve", "--demo", "--data", str(data), "--port", "0")
    assert code == 2
    assert str(database) in one_line(said)
    assert database.read_bytes() == b"this is no database" * 100


async def test_without_a_pbx_it_starts_and_says_what_is_missing(tmp_path: Path) -> None:
    port = closed_port()
    await people(tmp_path / "data")
    config = str(config_file(tmp_path / "jackfield.toml", port))
    async with process(
        tmp_path / "log", "serve", "--config", config, "--data", str(tmp_path / "data"), "--port", "0"
    ) as server:
        assert (await get(f"{server.url}/healthz")) == (200, {"status": "ok"})
        _, about = await get(f"{server.url}/about")
        assert (about["demo"], about["pbx"]["name"], about["pbx"]["status"]) == (False, "127.0.0.1", "down")
        async with await Cti.connect(server.url, "alice", events="numbered") as alice:
            await alice.expect("PbxStatus", status="down")
            refused = await alice.ask("dial", destination="1002")
            assert (refused["status"], refused["code"]) == ("refused", "pbx_down")
            await alice.expect("Error", Error="There is no connection to the PBX at the moment")
            await alice.expect("PhoneStatusUpdate", status="ERROR", patience=10)
            status, body = await get(f"{server.url}/readyz")
            assert status == 503
            assert "refused" in str(body["reason"])
            async with simulated_pbx(tmp_path / "pbx", port=port):
                await alice.expect("PbxStatus", status="syncing", patience=15)
                await alice.expect("PbxStatus", status="up")
                await alice.expect("PhoneStatusUpdate", status="AVAILABLE")
                await until_ready(server.url)
                assert (await alice.ask("dial", destination="9001"))["status"] == "done"
            await alice.expect("PbxStatus", status="down")
    said = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert [line["event"] for line in said if line["event"].startswith("ami.")][:2] == ["ami.unreachable", "ami.up"]


async def test_a_wrong_password_is_said_once_and_clearly(tmp_path: Path) -> None:
    await people(tmp_path / "data")
    async with simulated_pbx(tmp_path / "pbx") as (_, port):
        config = str(config_file(tmp_path / "jackfield.toml", port, secret="wrong-secret"))
        async with process(
            tmp_path / "log", "serve", "--config", config, "--data", str(tmp_path / "data"), "--port", "0"
        ) as server:
            reason = ""
            async with asyncio.timeout(10):
                while "login of 'jackfield' refused" not in reason:
                    status, body = await get(f"{server.url}/readyz")
                    reason = str(body.get("reason"))
                    await asyncio.sleep(0.02)
            assert status == 503
            assert await asyncio.to_thread(server.stop) == 0
    log = (tmp_path / "log").read_text()
    assert log.count("login of 'jackfield' refused") == 1
    assert "wrong-secret" not in log


async def test_a_server_records_itself(tmp_path: Path) -> None:
    """What `--record` wrote, played again: the same command, the same request, the same events."""
    file = tmp_path / "odd.trace.gz"
    arguments = ("serve", "--demo", "--data", str(tmp_path / "data"), "--port", "0", "--record", str(file))
    async with process(tmp_path / "log", *arguments) as server:
        await until_ready(server.url)
        async with await Cti.connect(server.url, "alice") as alice:
            await alice.logged_on()
            result = await alice.ask("dial", destination="9000")
            assert result["status"] == "done"
            live = await alice.phone("EventDialing")
        assert await asyncio.to_thread(server.stop) == 0
    told = traces.assert_road_back(load(file))
    again = [json.loads(bytes(each.ctiMessage)) for each in told if each.msgType == "PhoneEvent"]
    assert live in again


async def test_a_recording_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    where = str(tmp_path / "nowhere" / "odd.trace")
    code, said = await ended("serve", "--demo", "--port", "0", "--record", where)
    assert code == 2
    assert f"the recording {where} cannot be written" in said.splitlines()[-1]
