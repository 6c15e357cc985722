"""How the entries look to administrators: to the types of the wire and back, their marks, and what is kept secret.

Nothing is checked here but what the types say.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import UNSET, inspect

from jackfield.domain.administration.configuration import Entry, Value
from jackfield.domain.callback.callback_entries import CallList, Period
from jackfield.domain.entries import (
    Agent,
    Conference,
    Contact,
    Group,
    Line,
    Membership,
    NamedProfile,
    Queue,
    Sheet,
    Status,
    User,
    Voicemail,
)
from jackfield.domain.shuttle.integration import CustomVariable, Integration
from jackfield.protocol import configuration as wire

ENTRIES: Mapping[str, type[msgspec.Struct]] = MappingProxyType(
    {
        "users": User,
        "profiles": NamedProfile,
        "lines": Line,
        "agents": Agent,
        "groups": Group,
        "queues": Queue,
        "memberships": Membership,
        "voicemails": Voicemail,
        "conferences": Conference,
        "statuses": Status,
        "sheets": Sheet,
        "integrations": Integration,
        "customVariables": CustomVariable,
        "callbackLists": CallList,
        "callbackPeriods": Period,
        "contacts": Contact,
    }
)
"""What the domain has of each kind."""

OWN_CONTACTS = "contacts"
"""The source of the contacts that are configured here (protocol 5.3)."""

UNIQUE: Mapping[str, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        "users": (("login",),),
        "profiles": (("name",),),
        "lines": (("number",), ("endpoint",)),
        "agents": (("number",),),
        "groups": (("name",),),
        "queues": (("name",), ("number",)),
        "voicemails": (("number", "context"),),
        "conferences": (("number",),),
        "integrations": (("name",),),
        "customVariables": (("name",),),
    }
)
"""The fields that no two of a kind have alike, unless they are empty."""

HIDDEN = "•••"
"""Stands where a secret is."""


def shown(kind: str, entry: Entry) -> wire.Item:
    """An entry as administrators see it; nothing is checked, what is there is shown."""
    kind_of = wire.KINDS[kind]
    if kind == "memberships":
        return kind_of(id=f"{entry.agent_id}-{entry.queue_id}", **_fields(entry))
    values = {name: value for name, value in _fields(entry).items() if name in kind_of.__struct_fields__}
    if kind == "contacts":
        values["id"] = int(entry.id)
    return kind_of(**{name: _shown_value(value) for name, value in values.items()})


def _fields(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in entry.__struct_fields__}


def _shown_value(value: Value) -> Value:
    """Sets in order; entries within entries have the same fields here and there."""
    return tuple(sorted(value)) if isinstance(value, frozenset) else value


def label_of(kind: str, item: Mapping[str, Value]) -> str:
    """What people call a thing, from what is shown of it."""
    name = f"{item.get('firstName', '')} {item.get('lastName', '')}".strip()
    match kind:
        case "users":
            return f"{name} ({item['login']})" if name else str(item["login"])
        case "agents" | "lines":
            return f"{item['number']} {name or item.get('name', '')}".strip()
        case "voicemails":
            return f"{item['number']}@{item['context']}"
        case "queues":
            return str(item["displayName"] or item["name"])
    return str(item.get("name", ""))


def plain(item: wire.Item) -> dict[str, Any]:
    """The same as JSON has it."""
    found: dict[str, Any] = msgspec.to_builtins(item)
    return found


def mark_of(item: wire.Item) -> str:
    """Tells this state of a thing from any other."""
    return hashlib.blake2b(msgspec.json.encode(item), digest_size=12).hexdigest()


def entry_of(kind: str, item: wire.Item) -> Entry:
    """What administrators gave, as an entry; the values that were left out are its defaults."""
    entry = ENTRIES[kind]
    values = {name: value for name, value in _fields(item).items() if value is not UNSET}
    if kind == "contacts":
        values |= {"source": OWN_CONTACTS, "id": str(values["id"])}
    given = {name: values[name] for name in entry.__struct_fields__ if name in values}
    return msgspec.convert(given, entry, from_attributes=True)


def without_secrets(kind: str, item: wire.Item | None) -> dict[str, Any] | None:
    """For the books: what is secret is not in them."""
    if item is None:
        return None
    return {name: HIDDEN if name in secrets_of(kind) and value else value for name, value in plain(item).items()}


def difference(kind: str, key: str, before: Entry, after: Entry) -> wire.Difference:
    """A change of one thing, to be shown and kept."""
    old, new = (None if entry is None else without_secrets(kind, shown(kind, entry)) for entry in (before, after))
    return wire.Difference(kind=kind, key=key, before=old, after=new)


@cache
def references_of(kind: str) -> Mapping[str, str]:
    """The fields that hold ids of other things, and of what kind those are."""
    return MappingProxyType(_said(kind, wire.KIND))


@cache
def secrets_of(kind: str) -> frozenset[str]:
    """The fields, as JSON has them, that only administrators see."""
    return frozenset(json_name(kind, name) for name in _said(kind, "x-secret"))


def json_name(kind: str, name: str) -> str:
    """What JSON calls a field."""
    return next(field.encode_name for field in msgspec.structs.fields(wire.KINDS[kind]) if field.name == name)


def _said(kind: str, word: str) -> dict[str, Any]:
    """What the schemas of the fields say under this word."""
    info = inspect.type_info(wire.KINDS[kind])
    assert isinstance(info, inspect.StructType)
    found = {field.name: _within(field.type, word) for field in info.fields}
    return {name: value for name, value in found.items() if value is not None}


def _within(info: inspect.Type, word: str) -> Value:
    match info:
        case inspect.Metadata():
            return (info.extra_json_schema or {}).get(word) or _within(info.type, word)
        case inspect.VarTupleType():
            return _within(info.item_type, word)
        case inspect.UnionType():
            return next((found for part in info.types if (found := _within(part, word)) is not None), None)
    return None
