"""A recording of a real PBX, played again, tells what the server told its clients at the time."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.asterisk.conftest import TOLD, Office, one_call
from tests.support.client import Payload


async def jackfield(*words: str, **settings: object) -> asyncio.subprocess.Process:
    """The program, its output in a pipe."""
    environment = {**os.environ, **{f"JACKFIELD_ASTERISK_{key.upper()}": str(value) for key, value in settings.items()}}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "jackfield", *words, stdout=asyncio.subprocess.PIPE, env=environment
    )


async def until_it_has(file: Path, text: str, times: int) -> None:
    """Waits until the recording says so; a program needs its time to begin on a busy machine."""
    async with asyncio.timeout(30):
        while not file.exists() or file.read_bytes().count(text.encode()) < times:
            await asyncio.sleep(0.02)


def essence(kind: str, payload: Payload) -> tuple[str, ...]:
    """What of an event does not come from a directory, which a replay has not."""
    if kind != "PhoneEvent":
        return (kind, payload["status"])
    data = {key: value for key, value in payload["userData"].items() if key.startswith("USR_")}
    keys = ("eventType", "DN", "otherDN", "callDirection", "uniqueId", "linkedId")
    return (kind, *(payload[key] for key in keys), json.dumps(data, sort_keys=True))


@pytest.mark.process
async def test_a_recorded_click_to_dial_is_told_again(office: Office, tmp_path: Path) -> None:
    [alice] = await office.desks("alice", mode="header")
    [bruno] = await office.desks("bruno")
    file = tmp_path / "click.trace"
    place = {key: getattr(office.asterisk, key) for key in ("host", "port", "user", "secret")}
    recorder = await jackfield("trace", "record", str(file), "--seconds", "60", **place)
    await until_it_has(file, "ContactListComplete", 1)
    result = await alice.client.ask("dial", destination="1002", variables={"case": 'Zoë, 42; "x"'})
    assert result["status"] == "done"
    await bruno.told("EventRinging")
    await bruno.phone.answer()
    await alice.told("EventEstablished")
    await bruno.phone.hold()
    await bruno.is_shown("ONHOLD")
    await alice.phone.hang_up()
    await bruno.is_shown("AVAILABLE")
    await alice.is_shown("AVAILABLE")
    assert "-dial-" in one_call(alice)["uniqueId"]
    await until_it_has(file, "Event: Hangup\n", 2)
    recorder.send_signal(signal.SIGINT)
    assert await recorder.wait() == 130

    replay = await jackfield("trace", "replay", str(file))
    output, _ = await replay.communicate()
    told = [json.loads(line) for line in output.splitlines()]
    for number, desk in (("1001", alice), ("1002", bruno)):
        live = [essence(f["msgType"], f["ctiMessage"]) for f in desk.client.seen if f.get("msgType") in TOLD]
        again = [essence(t["msgType"], t["ctiMessage"]) for t in told if t["number"] == number]
        assert again == live
