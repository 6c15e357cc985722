"""Recorded AMI sessions (`tests/traces`): reading them, and what their recorder expected to be told."""

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jackfield.telephony.ami.replay import Replay, Told
from jackfield.telephony.ami.trace import Trace, load

FOLDER = Path(__file__).parent.parent / "traces"
NAMES = sorted(path.name.removesuffix(".trace.gz") for path in FOLDER.glob("*.trace.gz"))
STAGES = {
    "dialing": "EventDialing",
    "ringing": "EventRinging",
    "established": "EventEstablished",
    "hold": "EventOnHold",
    "released": "EventReleased",
}


class Expected(NamedTuple):
    """What a user ought to have been told by `t`, written down by the recorder when the phones had confirmed it."""

    t: float
    line: str
    stage: str
    other: str
    queue: str
    data: dict[str, str]


@cache
def data_of(name: str) -> bytes:
    """The bytes received, without the banner."""
    return trace_of(name).received()


def small_names() -> list[str]:
    """Traces on which everything can be tried."""
    return [name for name in NAMES if not name.startswith("queue-load")]


@cache
def trace_of(name: str) -> Trace:
    """The trace, read."""
    return load(FOLDER / f"{name}.trace.gz")


def replay_of(name: str) -> Replay:
    """The trace, ready to run through a new core."""
    return Replay(trace_of(name))


@cache
def told_in(name: str) -> tuple[Told, ...]:
    """Everything that was told."""
    return tuple(replay_of(name).run())


def served_names() -> list[str]:
    """Traces of a server, with the commands of its clients."""
    return [name for name in NAMES if trace_of(name).server() is not None]


def assert_road_back(trace: Trace) -> list[Told]:
    """Facts and commands again: the core asks of the PBX what was sent at the time. What is told meanwhile."""
    replay = Replay(trace)
    told = list(replay.run())
    assert replay.requested == replay.sent, (replay.requested, replay.sent)
    return told


def expected_in(name: str) -> list[Expected]:
    """What lines ought to be told; agents, queues and conferences join with their subjects."""
    scenario: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return [
        Expected(
            entry["t"], entry["line"], STAGES[entry["event"]], entry.get("other", ""), entry.get("queue", ""),
            entry.get("userdata", {}),
        )
        for entry in scenario["expected"]
        if entry.get("event") in STAGES and entry["line"].isdigit() and not entry.get("resync")
    ]  # fmt: skip
