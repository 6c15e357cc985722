"""The decoder, whatever comes in: a command, a ping or BadFrame; and every command comes back as it was sent."""

import json
import string
from datetime import date
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec import inspect

from jackfield.protocol.commands import COMMANDS, Command, Ping
from jackfield.protocol.decode import decode_frame
from jackfield.protocol.encode import command_frame
from jackfield.protocol.errors import BadFrame
from jackfield.protocol.values import LARGEST
from tests.support.frames import check_frame

TEXTS = st.text(max_size=20)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
JSONS = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))


def arguments_of(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Any JSON under the real keys of a command."""
    keys = [*COMMANDS[name].__struct_fields__, "agentId", "agentid", "uuid", "pattern", "callerId"]
    return st.dictionaries(st.sampled_from(keys), JSONS, max_size=6)


def values(kind: inspect.Type) -> st.SearchStrategy[Any]:
    """Any value of a type used in commands."""
    match kind:
        case inspect.StrType():
            return st.text(min_size=kind.min_length or 0, max_size=kind.max_length or 20)
        case inspect.IntType():
            return st.integers(-LARGEST, LARGEST)
        case inspect.FloatType():
            numbers = st.floats(kind.ge, kind.le, allow_nan=False, allow_infinity=False)
            return numbers.filter(lambda value: not value.is_integer())
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
        case inspect.EnumType():
            return st.sampled_from(list(kind.cls))
        case inspect.DateType():
            return st.dates(min_value=date(1000, 1, 1))
        case inspect.UnionType():
            any_of = st.one_of(*map(values, kind.types))
            if not any(isinstance(part, inspect.NoneType) for part in kind.types):
                return any_of
            # An empty text in the place of an argument that may be left out means that it is.
            return any_of.map(lambda value: None if value == "" else value)
        case inspect.DictType():
            return st.dictionaries(TEXTS, TEXTS, max_size=4)
        case inspect.VarTupleType():
            return st.lists(values(kind.item_type), max_size=4).map(tuple)
        case inspect.StructType():
            return st.builds(kind.cls, **{field.name: values(field.type) for field in kind.fields})
    raise TypeError(f"no strategy for {kind}")


def any_command() -> st.SearchStrategy[Command]:
    return st.sampled_from(sorted(COMMANDS)).flatmap(lambda name: values(inspect.type_info(COMMANDS[name])))


@given(st.text() | st.binary())
def test_any_text_is_read_or_refused(text: str | bytes) -> None:
    _read_or_refuse(text)


@given(JSONS)
def test_any_json_is_read_or_refused(frame: object) -> None:
    _read_or_refuse(json.dumps(frame))


@given(st.sampled_from(sorted(COMMANDS)).flatmap(lambda name: st.tuples(st.just(name), arguments_of(name))))
def test_any_arguments_are_read_or_refused(case: tuple[str, dict[str, Any]]) -> None:
    name, arguments = case
    _read_or_refuse(json.dumps({"claz": "web", "command": name, **arguments}))


@given(TEXTS | st.text(alphabet=string.ascii_letters, min_size=1, max_size=40))
def test_any_command_name_is_known_or_refused_with_its_request_id(name: str) -> None:
    outcome = _outcome(json.dumps({"claz": "web", "command": name, "requestId": "r"}))
    assert not isinstance(outcome, Ping)
    assert outcome.requestId == "r"


@given(any_command())
def test_a_command_comes_back_as_it_was_sent(command: Command) -> None:
    frame = command_frame(command)
    check_frame(frame)
    assert decode_frame(frame) == command


@given(any_command(), st.data())
def test_a_frame_with_anything_cut_out_is_read_or_refused(command: Command, data: st.DataObject) -> None:
    frame = command_frame(command)
    start = data.draw(st.integers(0, len(frame)))
    stop = data.draw(st.integers(start, len(frame)))
    _read_or_refuse(frame[:start] + frame[stop:])


def _read_or_refuse(frame: str | bytes) -> None:
    outcome = _outcome(frame)
    match outcome:
        case BadFrame():
            assert outcome.message.endswith((".", "?"))
            msgspec.json.encode(outcome.message)
        case Command():
            assert decode_frame(command_frame(outcome)) == outcome


def _outcome(frame: str | bytes) -> Command | Ping | BadFrame:
    try:
        return decode_frame(frame)
    except BadFrame as bad:
        return bad
