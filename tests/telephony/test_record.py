"""Recording a live PBX (the simulated one): what was recorded replays to what happened."""

import asyncio
import gzip
import json
from pathlib import Path

import pytest

from jackfield.telephony.ami.codec import Frame
from jackfield.telephony.ami.record import RecordingError, record
from jackfield.telephony.ami.replay import replay_file
from jackfield.telephony.ami.tape import Tape
from jackfield.telephony.simulator import RealClock, Simulator


async def test_a_recorded_call_replays(tmp_path: Path) -> None:
    simulator = Simulator(clock=RealClock())
    server = await simulator.listen()
    host, port = server.sockets[0].getsockname()
    file = tmp_path / "call.trace.gz"
    task = asyncio.create_task(record(host, port, simulator.setup.username, simulator.setup.secret, file, 1.0))
    await asyncio.sleep(0.2)
    simulator.phone("1001").dial("1002")
    await asyncio.sleep(0.1)
    simulator.phone("1002").answer()
    await asyncio.sleep(0.1)
    simulator.phone("1001").hang_up()
    await task
    server.close()
    told = [json.loads(bytes(each.ctiMessage)) for each in replay_file(file) if each.msgType == "PhoneEvent"]
    assert [event["eventType"] for event in told if event["DN"] == "1002"] == [
        "EventRinging",
        "EventEstablished",
        "EventReleased",
    ]
    text = gzip.decompress(file.read_bytes()).decode()
    assert simulator.setup.secret not in text
    assert "Key: scrubbed" in text


async def test_a_wrong_secret_is_said(tmp_path: Path) -> None:
    simulator = Simulator(clock=RealClock())
    server = await simulator.listen()
    host, port = server.sockets[0].getsockname()
    with pytest.raises(RecordingError, match="refused"):
        await record(host, port, simulator.setup.username, "wrong", tmp_path / "x.ami", 1.0)
    server.close()


def test_a_tape_without_space_stops_and_the_server_goes_on() -> None:
    tape = Tape(Path("/dev/full"))
    for _ in range(2):
        tape.came([Frame("Event: X")])
    tape.close()
