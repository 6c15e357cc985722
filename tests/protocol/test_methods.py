"""What the methods of the JavaScript library send is what the server understands: one table, which both sides read.

The library's own test calls each method and compares the frame letter by letter; here the frames are decoded.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from jackfield.protocol.commands import COMMANDS, KNOWN_BY_NAME
from jackfield.protocol.decode import decode_frame
from jackfield.protocol.encode import command_frame
from jackfield.protocol.errors import BadFrame, RefusalCode

METHODS = (Path(__file__).parent / "fixtures" / "methods.jsonl").read_text(encoding="utf-8").splitlines()
ROWS: list[dict[str, Any]] = [json.loads(line) for line in METHODS]


@pytest.mark.parametrize("frame", [row["frame"] for row in ROWS], ids=[row["call"] for row in ROWS])
def test_what_a_method_sends_is_understood(frame: dict[str, Any]) -> None:
    if frame["command"] in KNOWN_BY_NAME:
        with pytest.raises(BadFrame) as refused:
            decode_frame(json.dumps(frame))
        assert refused.value.code is RefusalCode.NOT_SUPPORTED
        return
    command = decode_frame(json.dumps(frame))
    assert type(command) is COMMANDS[frame["command"]]
    again = json.loads(command_frame(command))
    assert {key: _loosely(frame[key]) for key in again} == {key: _loosely(again[key]) for key in again}
    assert not [key for key, value in frame.items() if key not in again and key != "requestId" and value]


def test_every_command_has_a_method() -> None:
    assert {row["frame"]["command"] for row in ROWS} == {*COMMANDS, *KNOWN_BY_NAME}


def _loosely(value: Any) -> Any:
    """Numbers may be written as texts, what is not given as null."""
    if isinstance(value, dict):
        return {key: _loosely(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_loosely(inner) for inner in value]
    return value if isinstance(value, bool) else str(value)
