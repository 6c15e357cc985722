"""What clients may write instead of what the documents say (protocol 1.7): the table that makes raw JSON regular.

A *reader* takes one raw value and returns the regular one, GONE for "not given", or raises `Wrong`. The readers of a
command are compiled once from the types of its Struct. Only spelling is settled here; what a value means is not.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, NamedTuple, TypeAlias

import msgspec
from msgspec import inspect

from .values import LARGEST

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""A decoded JSON value."""

Reader: TypeAlias = Callable[[Json], object]


class Gone:
    """The type of GONE."""


GONE: Final = Gone()
"""Not given."""

ALIASES: Mapping[str, tuple[str, ...]] = {
    "agentid": ("agentId", "agentID"),
    "agentId": ("agentid", "agentID"),
    "agentphonenumber": ("agentPhoneNumber", "agentNumber"),
    "callerIdName": ("callerId",),
    "callerIdNumber": ("callerId",),
    "number": ("phoneNumber",),
    "comment": ("description",),
    "voiceMessageRef": ("uuid",),
    "term": ("pattern",),
}
"""Other spellings of an argument, tried in order when the argument itself is not given."""

_WHOLE = re.compile(r"[+-]?[0-9]{1,16}")


class Wrong(Exception):
    """A value that cannot be read: `path` within the command, and what was allowed."""

    def __init__(self, problem: str, path: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.path = path


class Argument(NamedTuple):
    """How one argument is read: its keys in order of preference, its reader, and whether it must be there."""

    name: str
    keys: tuple[str, ...]
    read: Reader
    required: bool


class Shape:
    """The arguments of one Struct."""

    __slots__ = ("arguments",)

    def __init__(self, struct: inspect.StructType) -> None:
        self.arguments = tuple(
            Argument(field.name, (field.encode_name, *ALIASES.get(field.name, ())), _reader(field.type), field.required)
            for field in struct.fields
        )

    def read(self, raw: Mapping[str, Json]) -> dict[str, object]:
        """The given arguments in regular form; raises Wrong for a bad or missing one. Unknown keys are left behind."""
        given: dict[str, object] = {}
        for name, keys, read, required in self.arguments:
            for key in keys:
                value = raw.get(key)
                if value is None:
                    continue
                try:
                    regular = read(value)
                except Wrong as wrong:
                    raise Wrong(wrong.problem, key + wrong.path) from None
                if regular is not GONE:
                    given[name] = regular
                    break
            else:
                if required:
                    raise Wrong("is missing", name)
        return given


def shape_of(struct: type[msgspec.Struct]) -> Shape:
    """The shape of a command, compiled from its fields."""
    info = inspect.type_info(struct)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"{struct.__name__} is not a Struct")
    return Shape(info)


def shown(value: object) -> str:
    """A raw value for an error message, cut to a bearable length."""
    try:
        text = msgspec.json.encode(value).decode()
    except RecursionError:  # it was just shallow enough to be read
        return "a value nested too deeply"
    return text if len(text) <= 60 else text[:57] + "..."


def _reader(kind: inspect.Type) -> Reader:
    """The reader for one type; every type used in a command has a line here."""
    match kind:
        case inspect.UnionType():
            return _optional([part for part in kind.types if not isinstance(part, inspect.NoneType)])
        case inspect.StrType():
            return _id(kind.max_length) if kind.min_length else _text
        case inspect.IntType():
            return _whole
        case inspect.FloatType():
            return _measure(kind.ge or 0, kind.le or LARGEST)
        case inspect.BoolType():
            return _flag
        case inspect.EnumType():
            return _choice([str(member.value) for member in kind.cls])
        case inspect.DateType():
            return _day
        case inspect.DictType():
            return _variables
        case inspect.VarTupleType():
            return _sequence(_reader(kind.item_type))
        case inspect.StructType():
            return _nested(Shape(kind))
        case _:
            raise TypeError(f"no reader for {kind}")


def _optional(parts: list[inspect.Type]) -> Reader:
    """An argument that may be left out: an empty text means just that. Several types: any plain value, as it is."""
    if len(parts) > 1:
        return _plain
    read = _reader(parts[0])
    return lambda value: GONE if value == "" else read(value)


def _text(value: Json) -> str:
    match value:
        case str():
            return value
        case bool():
            pass
        case int():
            return str(value)
        case float() if value.is_integer() and abs(value) <= LARGEST:
            return str(int(value))
    raise Wrong(f"must be text, not {shown(value)}")


def _id(longest: int | None) -> Reader:
    def read(value: Json) -> str | Gone:
        text = _text(value)
        if longest is not None and len(text) > longest:
            raise Wrong(f"must be at most {longest} characters long, not {len(text)}")
        return text or GONE

    return read


def _whole(value: Json) -> int | Gone:
    match value:
        case bool():
            pass
        case int() if abs(value) <= LARGEST:
            return value
        case float() if value.is_integer() and abs(value) <= LARGEST:
            return int(value)
        case str() if not value.strip():
            return GONE
        case str() if _WHOLE.fullmatch(value.strip()) and abs(int(value)) <= LARGEST:
            return int(value)
    raise Wrong(f"must be a whole number, not {shown(value)}")


def _measure(least: float, most: float) -> Reader:
    """A figure that may have a fraction, within its bounds."""

    def read(value: Json) -> float:
        match value:
            case bool():
                pass
            case int() | float() if least <= value <= most:
                return float(value)
        raise Wrong(f"must be a number from {least:g} to {most:g}, not {shown(value)}")

    return read


def _flag(value: Json) -> bool:
    match value:
        case bool():
            return value
        case str() if value.strip().lower() in ("true", "false"):
            return value.strip().lower() == "true"
    raise Wrong(f"must be true or false, not {shown(value)}")


def _choice(allowed: list[str]) -> Reader:
    def read(value: Json) -> str | Gone:
        if value == "":
            return GONE
        if isinstance(value, str) and value in allowed:
            return value
        raise Wrong(f"must be one of {', '.join(allowed)}, not {shown(value)}")

    return read


def _day(value: Json) -> date:
    if isinstance(value, str) and len(value) == len("YYYY-MM-DD"):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise Wrong(f"must be a day written YYYY-MM-DD, not {shown(value)}")


def _plain(value: Json) -> Json:
    if isinstance(value, dict | list):
        raise Wrong(f"must be a plain value, not {shown(value)}")
    return value


def _sequence(read: Reader) -> Reader:
    def read_all(value: Json) -> list[object]:
        if not isinstance(value, list):
            raise Wrong(f"must be an array, not {shown(value)}")
        regular = []
        for index, item in enumerate(value):
            if item is None:
                continue
            try:
                regular.append(read(item))
            except Wrong as wrong:
                raise Wrong(wrong.problem, f"[{index}]{wrong.path}") from None
        return [item for item in regular if item is not GONE]

    return read_all


def _nested(shape: Shape) -> Reader:
    def read(value: Json) -> dict[str, object]:
        if not isinstance(value, dict):
            raise Wrong(f"must be an object, not {shown(value)}")
        try:
            return shape.read(value)
        except Wrong as wrong:
            raise Wrong(wrong.problem, "." + wrong.path) from None

    return read


def _variables(value: Json) -> dict[str, str] | Gone:
    """Attached data: an object of plain values, or a text that holds one (protocol 3.1, setData)."""
    if isinstance(value, str):
        if not value.strip():
            return GONE
        value = _quoted_object(value)
    if not isinstance(value, dict):
        raise Wrong(f"must be an object of texts, not {shown(value)}")
    regular = {}
    for key, item in value.items():
        match item:
            case None:
                continue
            case str():
                regular[key] = item
            case bool():
                regular[key] = "true" if item else "false"
            case int():
                regular[key] = str(item)
            case float():
                regular[key] = str(int(item)) if item.is_integer() and abs(item) <= LARGEST else repr(item)
            case _:
                raise Wrong(f"must be text, not {shown(item)}", f"[{shown(key)}]")
    return regular


def _quoted_object(text: str) -> Json:
    """The object in a text: JSON, else the documents' `{'var1':'val1'}`, straight or typographic quotes.

    Single quotes stand for double ones only where the text has no double quote and no backslash of its own: then an
    apostrophe inside a value leaves bad JSON and is refused instead of being guessed at.
    """
    attempts = [text]
    if '"' not in text and "\\" not in text:
        attempts += [text.replace("'", '"'), re.sub("[\u2018\u2019]", '"', text)]
    for attempt in attempts:
        try:
            value: Json = msgspec.json.decode(attempt)
        except (ValueError, RecursionError):
            continue
        return value
    raise Wrong(f"must be an object, or a text that holds one as JSON, not {shown(text)}")
