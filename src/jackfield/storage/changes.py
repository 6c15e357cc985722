"""A change of the directory as a value, and what the directory is after it. Pure: nothing is read or written here."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

import msgspec

from jackfield.domain.directory import (
    Agent,
    Directory,
    Group,
    Line,
    Membership,
    Queue,
    Status,
    User,
    Voicemail,
)

_Item = TypeVar("_Item")
_Entry = TypeVar("_Entry", User, Line, Agent, Group, Queue, Voicemail)


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """Entries to add, or to put in the place of those of the same id (statuses: name; memberships: agent and queue).

    A user and its line name each other, so giving a line to a user changes both. `passwords` gives the users of these
    ids an Argon2 hash, or none (no login by password).
    """

    users: tuple[User, ...] = ()
    lines: tuple[Line, ...] = ()
    agents: tuple[Agent, ...] = ()
    groups: tuple[Group, ...] = ()
    queues: tuple[Queue, ...] = ()
    memberships: tuple[Membership, ...] = ()
    voicemails: tuple[Voicemail, ...] = ()
    statuses: tuple[Status, ...] = ()
    passwords: Mapping[int, str | None] = {}


def applied(directory: Directory, changes: Changes) -> Directory:
    """The directory after the changes; raises DirectoryError when it would contradict itself."""
    return Directory.build(
        users=_sorted(_merged(directory.users, changes.users, by_id)),
        lines=_sorted(_merged(directory.lines, changes.lines, by_id)),
        agents=_sorted(_merged(directory.agents, changes.agents, by_id)),
        groups=_sorted(_merged(directory.groups, changes.groups, by_id)),
        queues=_sorted(_merged(directory.queues, changes.queues, by_id)),
        memberships=sorted(_merged(directory.memberships, changes.memberships, by_member), key=by_member),
        voicemails=_sorted(_merged(directory.voicemails, changes.voicemails, by_id)),
        statuses=_merged(directory.statuses, changes.statuses, by_name),
        conferences=directory.conferences,
        sheets=directory.sheets,
        integrations=directory.integrations,
        custom_variables=directory.custom_variables,
        profiles=directory.profiles,
    )


def next_id(items: Iterable[User | Line | Agent | Group | Queue | Voicemail]) -> int:
    """The id after the highest there is; 1 for the first."""
    return max((item.id for item in items), default=0) + 1


def by_id(item: User | Line | Agent | Group | Queue | Voicemail) -> int:
    return item.id


def by_member(item: Membership) -> tuple[int, int]:
    return item.agent_id, item.queue_id


def by_name(item: Status) -> str:
    return item.name


def _sorted(items: Iterable[_Entry]) -> list[_Entry]:
    return sorted(items, key=by_id)


def _merged(present: Iterable[_Item], changed: Iterable[_Item], key: Callable[[_Item], Hashable]) -> tuple[_Item, ...]:
    """The present entries, each replaced in its place by the changed one of the same key; new ones after them."""
    merged = {key(item): item for item in present}
    merged.update((key(item), item) for item in changed)
    return tuple(merged.values())
