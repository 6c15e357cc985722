"""How the configuration is written in files for people: columns for fields, names in place of ids.

A user is known by his login, a line, agent or conference by its number, all others by their names; a mailbox by
`number@context`. What is in a cell becomes what JSON would have.
"""

import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import inspect

from jackfield.domain.administration import kinds
from jackfield.domain.administration.configuration import Entry, Value
from jackfield.protocol import configuration as wire

NATURAL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "users": ("login",),
        "profiles": ("name",),
        "lines": ("number",),
        "agents": ("number",),
        "groups": ("name",),
        "queues": ("name",),
        "memberships": ("agent_id", "queue_id"),
        "voicemails": ("number", "context"),
        "conferences": ("number",),
        "statuses": ("name",),
        "sheets": ("name",),
        "callbackLists": ("name",),
        "callbackPeriods": ("name",),
        "integrations": ("name",),
        "customVariables": ("name",),
        "contacts": ("first_name", "last_name", "company"),
    }
)
"""The fields that tell things of a kind apart in files."""

EXTRA: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"users": ("line", "agent", "agent_group", "agent_queues", "password_hash")}
)
"""Columns of users that are fields of other things: his line and agent are made where there are none."""

YES = frozenset({"1", "true", "yes", "y", "on", "oui", "x"})
NO = frozenset({"0", "false", "no", "n", "off", "non", ""})


class BadCell(ValueError):
    """What is in a cell cannot be a value of its column."""


@cache
def columns_of(kind: str) -> Mapping[str, str]:
    """The columns of a kind, and the field behind each."""
    own = {"id", "uuid"} | ({"line_id", "agent_id"} if kind == "users" else set())
    found = {_column(field.name): field.name for field in _fields(kind) if field.name not in own}
    return MappingProxyType(found | {name: name for name in EXTRA.get(kind, ())})


def _column(field: str) -> str:
    """`queue_ids` is `queues` for people."""
    return field.removesuffix("_ids") + "s" if field.endswith("_ids") else field.removesuffix("_id")


def _fields(kind: str) -> tuple[inspect.Field, ...]:
    info = inspect.type_info(wire.KINDS[kind])
    assert isinstance(info, inspect.StructType)
    return info.fields


@cache
def _types(kind: str) -> Mapping[str, inspect.Type]:
    return MappingProxyType({field.name: _bare(field.type) for field in _fields(kind)})


def _bare(info: inspect.Type) -> inspect.Type:
    """Without what may stand in place of a value, and without what it must be like."""
    if isinstance(info, inspect.Metadata):
        return _bare(info.type)
    if isinstance(info, inspect.UnionType):
        return _bare(next(part for part in info.types if not isinstance(part, inspect.NoneType | inspect.CustomType)))
    return info


@cache
def _may_be_empty(kind: str, field: str) -> bool:
    """An empty text is a value of this field."""
    try:
        msgspec.convert("", wire.KINDS[kind].__annotations__[field])
    except msgspec.ValidationError:
        return False
    return True


def says_nothing(kind: str, field: str, cell: Value) -> bool:
    """An empty cell where no value is empty: what is there stays, or is as usual."""
    if not isinstance(cell, str) or cell.strip():
        return False
    return field not in kinds.references_of(kind) and not _may_be_empty(kind, field)


def value_of(kind: str, field: str, cell: Value) -> Value:
    """What a cell says, as JSON would have it; what no text could be stays as it is.

    Raises:
        BadCell: with what is expected there.
    """
    if not isinstance(cell, str) or field in EXTRA.get(kind, ()):
        return cell
    info = _types(kind)[field]
    text = cell.strip()
    if field in kinds.references_of(kind):
        return _several(text) if isinstance(info, inspect.VarTupleType) else text or None
    if isinstance(info, inspect.BoolType):
        if text.lower() not in YES | NO:
            raise BadCell("yes or no")
        return text.lower() in YES
    if isinstance(info, inspect.IntType):
        if not (text.isascii() and text.isdigit() and len(text) < 16):
            raise BadCell("a whole number")
        return int(text)
    if isinstance(info, inspect.VarTupleType):
        return _parts(info, text)
    return text


def _several(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _parts(info: inspect.VarTupleType, text: str) -> Value:
    """A list of words, or of things with a name and a value: `name=value; ...`, or JSON."""
    if text.startswith("["):
        try:
            return json.loads(text)
        except ValueError:
            raise BadCell("a list in JSON") from None
    inner = _bare(info.item_type)
    if not isinstance(inner, inspect.StructType):
        return _several(text)
    name, value = (field.encode_name for field in inner.fields[:2])
    return [{name: part.partition("=")[0].strip(), value: part.partition("=")[2].strip()} for part in _several(text)]


def written(
    kind: str, entry: Entry, names: Mapping[str, Mapping[int, str]], *, whole: bool = False
) -> dict[str, Value]:
    """A thing as files have it: by column, unless `whole` without what is as usual; `names` by kind and id stand for
    ids."""
    item = kinds.shown(kind, entry)
    found: dict[str, Value] = {}
    references = kinds.references_of(kind)
    for column, field in columns_of(kind).items():
        value = getattr(item, field, None)
        if field in EXTRA.get(kind, ()) or value is msgspec.UNSET or value is None:
            continue
        if field in references:
            known = names.get(references[field], {})
            value = [known[one] for one in value] if isinstance(value, tuple) else known[value]
        found[column] = list(msgspec.to_builtins(value)) if isinstance(value, tuple) else msgspec.to_builtins(value)
    if whole:
        return found
    usual = {_column(field.name): field.default for field in _fields(kind)}
    return {name: value for name, value in found.items() if name in _needed(kind) or not _alike(value, usual[name])}


def _needed(kind: str) -> set[str]:
    return {_column(field) for field in NATURAL[kind]}


def _alike(value: Value, usual: Any) -> bool:  # noqa: ANN401 - a default of any field
    return bool(value == usual or (value == [] and usual == ()))


def name_of(kind: str, entry: Entry) -> str:
    """What a thing is called in files."""
    return "@".join(str(getattr(entry, field)) for field in NATURAL[kind])
