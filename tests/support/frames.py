"""Every frame that a test sees can be checked against the published schemas: `check_frame`.

The schemas are closed for it: a key they do not name is an error here, though clients ignore it.
"""

import json
from functools import cache
from typing import Any

import msgspec
from jsonschema import Draft202012Validator

from jackfield.protocol.events import EVENTS, Event, ListEvent
from jackfield.protocol.schema import closed, commands_schema, events_schema


def check_frame(text: str | bytes) -> dict[str, Any]:
    """The decoded frame, from either side; raises AssertionError saying where it departs from the schema."""
    frame: dict[str, Any] = json.loads(text)
    assert isinstance(frame, dict), f"not an object: {text!r}"
    if frame.get("claz") == "ping":
        assert frame == {"claz": "ping"}, f"a ping has no other key: {text!r}"
        return frame
    if "claz" in frame:
        _check(_commands(), frame["command"], frame)
        return frame
    assert frame.keys() - {"seq"} == {"msgType", "ctiMessage"}, f"keys {sorted(frame)}: {text!r}"
    assert isinstance(frame.get("seq", 0), int), f"seq is no whole number: {text!r}"
    _check(_events(), frame["msgType"], frame["ctiMessage"])
    return frame


def event_of(text: str | bytes) -> Event:
    """The event in a frame of the server, as a client written in Python would read it."""
    frame = check_frame(text)
    kind = EVENTS[frame["msgType"]]
    payload = {"items": frame["ctiMessage"]} if issubclass(kind, ListEvent) else frame["ctiMessage"]
    return msgspec.convert(payload, kind)


def _check(validators: dict[str, Draft202012Validator], name: str, instance: object) -> None:
    assert name in validators, f"{name} is not in the schema"
    problems = [f"{error.json_path}: {error.message}" for error in validators[name].iter_errors(instance)]
    assert not problems, f"{name} departs from its schema: {problems}\n{instance}"


@cache
def _commands() -> dict[str, Draft202012Validator]:
    return _validators(commands_schema())


@cache
def _events() -> dict[str, Draft202012Validator]:
    return _validators(events_schema())


def _validators(schema: dict[str, Any]) -> dict[str, Draft202012Validator]:
    definitions: dict[str, Any] = {name: closed(part) for name, part in schema["$defs"].items()}
    return {name: Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": definitions}) for name in definitions}
