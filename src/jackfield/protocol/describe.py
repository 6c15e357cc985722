"""What the types of the wire say about themselves, read once from their docstrings, for schemas and reference pages.

A docstring is a summary, then parts that begin with `Keys:`, `When:`, `Events:`, `Errors:` or `Source:`; the keys are
indented below their heading, one `name: meaning` each.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from inspect import cleandoc

import msgspec
from msgspec import inspect

PARTS = ("Keys", "When", "Events", "Errors", "Source")

_PART = re.compile(rf"({'|'.join(PARTS)}):\s*(.*)")
_KEY = re.compile(r" {4}(\w+): (.*)")


@dataclass
class Description:
    """The parts of one docstring; `keys` from attribute to meaning, `parts` from heading to text."""

    summary: str = ""
    keys: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)


def describe(kind: type) -> Description:
    """The description of a Struct or Enum; the keys its bases document are included."""
    description = _parsed(kind.__doc__ or "")
    for base in kind.__bases__:
        if issubclass(base, msgspec.Struct) and base is not msgspec.Struct:
            description.keys = describe(base).keys | description.keys
    return description


def structs(kinds: Iterable[type[msgspec.Struct]]) -> dict[str, type[msgspec.Struct]]:
    """The Structs and those inside them, however deep, by class name."""
    found: dict[str, type[msgspec.Struct]] = {}
    for part in _parts(kinds):
        if isinstance(part, inspect.StructType):
            found[part.cls.__name__] = part.cls
    return found


def enums(kinds: Iterable[type[msgspec.Struct]]) -> dict[str, type[Enum]]:
    """The closed sets that the Structs mention, by class name."""
    return {part.cls.__name__: part.cls for part in _parts(kinds) if isinstance(part, inspect.EnumType)}


def _parts(kinds: Iterable[type[msgspec.Struct]]) -> Iterator[inspect.Type]:
    for info in inspect.multi_type_info(list(kinds)):
        yield from _within(info)


def _within(info: inspect.Type) -> Iterator[inspect.Type]:
    yield info
    match info:
        case inspect.StructType():
            for each in info.fields:
                yield from _within(each.type)
        case inspect.VarTupleType():
            yield from _within(info.item_type)
        case inspect.UnionType():
            for part in info.types:
                yield from _within(part)


def _parsed(doc: str) -> Description:
    description = Description()
    part = ""
    key = ""
    for line in cleandoc(doc).splitlines():
        if heading := _PART.fullmatch(line):
            part, key = heading[1], ""
            description.parts[part] = heading[2]
        elif part == "Keys" and (entry := _KEY.fullmatch(line)):
            key = entry[1]
            description.keys[key] = entry[2]
        elif part == "Keys":
            description.keys[key] += " " + line.strip()
        elif part:
            description.parts[part] += " " + line.strip()
        else:
            description.summary = f"{description.summary} {line.strip()}".strip()
    description.parts.pop("Keys", None)
    return description
