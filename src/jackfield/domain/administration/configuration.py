"""All that administrators change, as one value, and how one differs from another.

Entries are those of the domain; how they look to administrators is in `kinds.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeAlias

import msgspec

from jackfield.domain.callback.callback_entries import CallList, Period
from jackfield.domain.directory import Directory
from jackfield.domain.entries import Contact

Entry: TypeAlias = Any
"""An entry of the domain: which fields it has its kind tells, which the type checker cannot know."""

Value: TypeAlias = Any
"""What JSON may hold."""


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """The directory and what else is configured. `contacts` is None where they were not looked at.

    `highest`: by kind, the highest id ever given; what is deleted leaves its id to nobody (histories name it).
    """

    directory: Directory
    periods: tuple[Period, ...] = ()
    lists: tuple[CallList, ...] = ()
    contacts: tuple[Contact, ...] | None = None
    highest: Mapping[str, int] = {}


class Author(msgspec.Struct, frozen=True, kw_only=True):
    """Who changes something, for the books; without `user_id` somebody at the server's own terminal."""

    login: str
    door: str
    user_id: int | None = None


PARTS: Mapping[str, str] = MappingProxyType(
    {
        "profiles": "directory.profiles",
        "users": "directory.users",
        "lines": "directory.lines",
        "agents": "directory.agents",
        "groups": "directory.groups",
        "queues": "directory.queues",
        "memberships": "directory.memberships",
        "voicemails": "directory.voicemails",
        "conferences": "directory.conferences",
        "statuses": "directory.statuses",
        "sheets": "directory.sheets",
        "integrations": "directory.integrations",
        "customVariables": "directory.custom_variables",
        "callbackLists": "lists",
        "callbackPeriods": "periods",
        "contacts": "contacts",
    }
)
"""Where the entries of a kind are."""

NAMED_BY: Mapping[str, str] = MappingProxyType({"statuses": "name", "callbackLists": "uuid", "callbackPeriods": "uuid"})
"""The field that tells entries of a kind apart, where it is not `id`."""


def key_of(kind: str, entry: Entry) -> str:
    """What an entry is called in addresses."""
    if kind == "memberships":
        return f"{entry.agent_id}-{entry.queue_id}"
    return str(getattr(entry, NAMED_BY.get(kind, "id")))


def entries_of(configuration: Configuration, kind: str) -> tuple[Entry, ...]:
    """All of a kind, in their order."""
    found: tuple[Entry, ...] | None = attrgetter(PARTS[kind])(configuration)
    return found or ()


def by_key(kind: str, entries: Iterable[Entry]) -> dict[str, Entry]:
    """Entries by what they are called in addresses."""
    return {key_of(kind, entry): entry for entry in entries}


Change = tuple[str, str, Entry, Entry]
"""Kind, key, the entry before (None: new) and after (None: gone)."""


def changes_between(before: Configuration, after: Configuration) -> Iterator[Change]:
    """What differs, kind by kind; entries that only moved within their list do not."""
    for kind in PARTS:
        old, new = by_key(kind, entries_of(before, kind)), by_key(kind, entries_of(after, kind))
        yield from ((kind, key, entry, None) for key, entry in old.items() if key not in new)
        yield from ((kind, key, old.get(key), entry) for key, entry in new.items() if old.get(key) != entry)
