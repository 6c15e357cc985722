"""Edits of the configuration: one after another on a draft, checked one by one and as a whole, all or none.

A refusal says what is wrong with which value; whoever asks shows it to people.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from jackfield.domain.administration import kinds
from jackfield.domain.administration.configuration import (
    NAMED_BY,
    PARTS,
    Configuration,
    Entry,
    Value,
    by_key,
    changes_between,
    entries_of,
    key_of,
)
from jackfield.domain.directory import Directory, DirectoryError, granted_by
from jackfield.protocol import configuration as wire
from jackfield.protocol.configuration import Problem
from jackfield.protocol.configuration_values import in_words
from jackfield.protocol.values import Profile


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """One wish. Without `key` something new, without `values` a removal, else another state of what is there.

    `merge`: only the values given change. `expected`: the mark of the state that was seen; another one refuses it.
    `name`: later edits of the same change call what is made here `@name` in place of its id.
    """

    kind: str
    key: str = ""
    values: Mapping[str, Any] | None = None
    merge: bool = False
    expected: str = ""
    name: str = ""
    row: int = 0
    password_hash: str | UnsetType | None = UNSET
    """Of a user: another password; None takes it away."""


class Reason(StrEnum):
    """Why edits are refused, in one word."""

    INVALID = "invalid"
    MISSING = "missing"
    CONFLICT = "conflict"
    STALE = "stale"
    FAILED = "failed"


class EditRefused(Exception):
    """Nothing is changed; `current` is what somebody else has made of the thing meanwhile."""

    def __init__(self, reason: Reason, *problems: Problem, current: wire.Item | None = None) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.reason = reason
        self.problems = problems
        self.current = current


class Edited(msgspec.Struct, frozen=True, kw_only=True):
    """What edits make: the configuration afterwards, the keys of what was edited, passwords by user id."""

    after: Configuration
    keys: tuple[str, ...]
    passwords: Mapping[int, str | None]


class Configured(msgspec.Struct, frozen=True, kw_only=True):
    """What a change has made: both states, the keys of what was edited, and the revision it is."""

    before: Configuration
    after: Configuration
    keys: tuple[str, ...]
    revision: int


def edited(before: Configuration, edits: Iterable[Edit]) -> Edited:
    """All of the edits, in their order.

    Raises:
        EditRefused: one of them cannot be, or together they contradict themselves.
    """
    draft = Draft(before)
    keys = tuple([draft.edit(edit) for edit in edits])
    return Edited(after=draft.whole(), keys=keys, passwords=draft.passwords)


class Draft:
    """The configuration on its way from one state to another; in between it may contradict itself."""

    def __init__(self, before: Configuration) -> None:
        self.before = before
        self.parts = {kind: by_key(kind, entries_of(before, kind)) for kind in PARTS}
        self.highest = dict(before.highest)
        self.passwords: dict[int, str | None] = {}
        self._names: dict[str, Any] = {}
        self._owners: dict[tuple[str, tuple[str, ...]], dict[Any, str]] = {}

    def edit(self, edit: Edit) -> str:
        """Carry out one edit; the key of what it is about."""
        if edit.key and edit.key not in self.parts[edit.kind]:
            raise EditRefused(Reason.MISSING, _problem(edit, f"There is no {edit.key!r} in {edit.kind}"))
        if not edit.key and (edit.values is None or edit.expected):
            raise _invalid(edit, "key", None, "key is needed: of what is there already")
        if edit.expected:
            self._compare(edit)
        if edit.values is None:
            self._remove(edit)
            return edit.key
        key = self._put(edit)
        if edit.name:
            self._names[f"@{edit.name}"] = int(key) if key.isdecimal() else key
        return key

    def whole(self) -> Configuration:
        """The draft as it is now, checked as a whole."""
        self._tie_users()
        self._grant()
        parts = {
            where.removeprefix("directory."): self.parts[name].values()
            for name, where in PARTS.items()
            if where.startswith("directory.")
        }
        try:
            directory = Directory.build(**parts)
        except DirectoryError as error:
            raise EditRefused(Reason.CONFLICT, *(Problem(message=text) for text in error.problems)) from None
        self._keep_an_administrator(directory)
        return Configuration(
            directory=directory,
            periods=tuple(self.parts["callbackPeriods"].values()),
            lists=tuple(self.parts["callbackLists"].values()),
            contacts=None if self.before.contacts is None else tuple(self.parts["contacts"].values()),
            highest=self.highest,
        )

    def _keep_an_administrator(self, directory: Directory) -> None:
        def any_in(users: Iterable[Any]) -> bool:
            return any(user.profile is Profile.ADMIN and user.cti_enabled for user in users)

        if any_in(self.before.directory.users) and not any_in(directory.users):
            text = "Nobody would be an administrator any more who can sign in"
            raise EditRefused(Reason.CONFLICT, Problem(message=text, kind="users", field="profile"))

    def _compare(self, edit: Edit) -> None:
        current = kinds.shown(edit.kind, self.parts[edit.kind][edit.key])
        if edit.expected not in ("*", kinds.mark_of(current)):
            text = f"Somebody else has changed {edit.key!r} in {edit.kind} meanwhile"
            raise EditRefused(Reason.STALE, _problem(edit, text), current=current)

    def _put(self, edit: Edit) -> str:
        item = self._item(edit)
        own = NAMED_BY.get(edit.kind, "id")
        if edit.kind == "memberships":
            key = f"{item.agent_id}-{item.queue_id}"
            item = replace(item, id=key)
        else:
            if getattr(item, own) is UNSET:
                item = replace(item, **{own: self._new_key(edit)})
            key = str(getattr(item, own))
        if edit.key and key != edit.key:
            raise _invalid(edit, kinds.json_name(edit.kind, own), key, f"{own} stays {edit.key!r}")
        if not edit.key and key in self.parts[edit.kind]:
            raise _conflict(edit, kinds.json_name(edit.kind, own), key, f"{key!r} is in {edit.kind} already")
        self._check_references(edit, item)
        if edit.kind == "users" and edit.key and not edit.row:
            _check_granted(edit, self.parts["users"][key], item)
        self._store(edit, key, item)
        return key

    def _item(self, edit: Edit) -> Entry:
        """What is wished, as its type has it."""
        assert edit.values is not None
        values = {name: self._resolved(value) for name, value in edit.values.items()}
        present = self.parts[edit.kind].get(edit.key)
        if present is not None and edit.merge:
            values = kinds.plain(kinds.shown(edit.kind, present)) | values
        if edit.kind == "lines" and values.get("endpoint") in (None, "") and present is None:
            values["endpoint"] = f"PJSIP/{values.get('number')}"
        if present is not None:
            values.setdefault(kinds.json_name(edit.kind, NAMED_BY.get(edit.kind, "id")), _own(edit.kind, present))
            if edit.kind == "lines":
                values.setdefault("endpoint", present.endpoint)
        try:
            return msgspec.convert(values, wire.KINDS[edit.kind])
        except msgspec.ValidationError as error:
            raise EditRefused(Reason.INVALID, problem_of(edit, values, str(error))) from None

    def _resolved(self, value: Value) -> Value:
        if isinstance(value, str):
            return self._names.get(value, value)
        return [self._resolved(each) for each in value] if isinstance(value, list | tuple) else value

    def _new_key(self, edit: Edit) -> Value:
        if edit.kind in NAMED_BY:
            raise _invalid(edit, NAMED_BY[edit.kind], None, f"{NAMED_BY[edit.kind]} is needed")
        present = (int(key) for key in self.parts[edit.kind])
        return max(self.highest.get(edit.kind, 0), max(present, default=0)) + 1

    def _check_references(self, edit: Edit, item: Entry) -> None:
        for field, kind in kinds.references_of(edit.kind).items():
            value = getattr(item, field)
            for one in value if isinstance(value, tuple) else (value,):
                if one is not UNSET and one is not None and str(one) not in self.parts[kind]:
                    raise _invalid(edit, kinds.json_name(edit.kind, field), one, f"There is no {one} in {kind}")

    def _store(self, edit: Edit, key: str, item: Entry) -> None:
        """Put the entry in its place; what is unique must not be somebody else's."""
        entry = kinds.entry_of(edit.kind, item)
        for fields in kinds.UNIQUE.get(edit.kind, ()):
            owners = self._owners_of(edit.kind, fields)
            value = tuple(getattr(entry, field) for field in fields)
            owner = owners.get(value)
            if owner not in (None, key) and any(value):
                text = f"{'@'.join(map(str, value))!r} is the {fields[0]} of another one in {edit.kind} already"
                raise _conflict(edit, kinds.json_name(edit.kind, fields[0]), value[0], text)
            present = self.parts[edit.kind].get(key)
            if present is not None:
                owners.pop(tuple(getattr(present, field) for field in fields), None)
            if any(value):
                owners[value] = key
        self.parts[edit.kind][key] = entry
        if edit.kind == "users":
            self._give(edit, entry.id, "lines", item.line_id)
            self._give(edit, entry.id, "agents", item.agent_id)
            if edit.password_hash is not UNSET:
                self.passwords[entry.id] = edit.password_hash
        elif edit.kind in ("lines", "agents") and entry.user_id is not None:
            self._alone(edit, key, entry.user_id)

    def _owners_of(self, kind: str, fields: tuple[str, ...]) -> dict[Any, str]:
        if (kind, fields) not in self._owners:
            self._owners[kind, fields] = {
                tuple(getattr(entry, field) for field in fields): key for key, entry in self.parts[kind].items()
            }
        return self._owners[kind, fields]

    def _give(self, edit: Edit, user_id: int, kind: str, wanted: int | UnsetType | None) -> None:
        """A user has this line or agent and no other; it must not be somebody else's."""
        if wanted is UNSET:
            return
        field = "lineId" if kind == "lines" else "agentId"
        for key, entry in self.parts[kind].items():
            if entry.id == wanted and entry.user_id not in (None, user_id):
                raise _conflict(edit, field, wanted, f"{kind} {entry.number} belongs to {self._login(entry.user_id)}")
            if (entry.user_id == user_id) != (entry.id == wanted):
                self.parts[kind][key] = replace(entry, user_id=user_id if entry.id == wanted else None)

    def _alone(self, edit: Edit, key: str, user_id: int) -> None:
        """A user has one line, and is one agent."""
        for other, entry in self.parts[edit.kind].items():
            if other != key and entry.user_id == user_id:
                raise _conflict(edit, "userId", user_id, f"{self._login(user_id)} has {edit.kind} {entry.number}")

    def _login(self, user_id: int) -> str:
        return str(self.parts["users"][str(user_id)].login)

    def _remove(self, edit: Edit) -> None:
        """What hangs on it is released; what would mean something else without it refuses."""
        gone = self.parts[edit.kind].pop(edit.key)
        if edit.key.isdecimal() and edit.kind not in NAMED_BY:
            self.highest[edit.kind] = max(self.highest.get(edit.kind, 0), int(edit.key))
        for fields in kinds.UNIQUE.get(edit.kind, ()):
            self._owners_of(edit.kind, fields).pop(tuple(getattr(gone, field) for field in fields), None)
        for kind in PARTS:
            for field, target in kinds.references_of(kind).items():
                if target == edit.kind:
                    self._release(edit, kind, field, _own(edit.kind, gone))

    def _release(self, edit: Edit, kind: str, field: str, gone: Value) -> None:
        if field in ("line_id", "agent_id") and kind == "users":
            return  # `_tie_users` does it
        for key, entry in tuple(self.parts[kind].items()):
            value = getattr(entry, field)
            if value == gone and kind in ("sheets", "callbackLists", "integrations"):
                raise _conflict(edit, "id", gone, f"{kind} {entry.name!r} is for it; change or delete that first")
            if value == gone and field == "named_profile_id":
                raise _conflict(edit, "id", gone, f"User {entry.login!r} has it; give him another one first")
            if value == gone and kind == "memberships":
                del self.parts[kind][key]
            elif value == gone:
                self.parts[kind][key] = replace(entry, **{field: None})
            elif isinstance(value, frozenset) and gone in value:
                self.parts[kind][key] = replace(entry, **{field: value - {gone}})

    def _tie_users(self) -> None:
        """Users name the line and the agent that name them."""
        of = {kind: {entry.user_id: entry.id for entry in self.parts[kind].values()} for kind in ("lines", "agents")}
        for key, user in self.parts["users"].items():
            line_id, agent_id = of["lines"].get(user.id), of["agents"].get(user.id)
            if (user.line_id, user.agent_id) != (line_id, agent_id):
                self.parts["users"][key] = replace(user, line_id=line_id, agent_id=agent_id)

    def _grant(self) -> None:
        """What users with a named profile may do and see is what that one says."""
        for key, user in self.parts["users"].items():
            named = self.parts["profiles"].get(str(user.named_profile_id))
            if named is not None and granted_by(named) != granted_by(user):
                self.parts["users"][key] = replace(user, **granted_by(named))


def _check_granted(edit: Edit, present: Entry, item: wire.User) -> None:
    """Who has a named profile and keeps it gets no other rights: nobody would know where they went."""
    if item.named_profile_id is None or item.named_profile_id != present.named_profile_id:
        return
    for field, value in granted_by(present).items():
        wished = getattr(item, field)
        if value != (frozenset(wished) if isinstance(value, frozenset) else wished):
            text = f"{present.login!r} has a named profile: change that one, or let him have none"
            raise _conflict(edit, kinds.json_name("users", field), msgspec.to_builtins(wished), text)


def differences(before: Configuration, after: Configuration) -> list[wire.Difference]:
    """What differs, to be shown: without secrets."""
    return [kinds.difference(*change) for change in changes_between(before, after)]


_AT = re.compile(r"(?P<text>.*) - at `\$(?P<path>.*)`$", re.DOTALL)
_FIELD = re.compile(r"Object (?:contains unknown|missing required) field `(?P<name>.*)`")


def problem_of(edit: Edit, values: Mapping[str, Any], said: str) -> Problem:
    """What msgspec found, as field, value and what is allowed there."""
    found = _AT.fullmatch(in_words(said))
    text, path = (found["text"], found["path"]) if found else (in_words(said), "")
    field = path.removeprefix(".")
    if named := _FIELD.fullmatch(text):
        field = f"{field}.{named['name']}".removeprefix(".")
    top = re.split(r"[.\[]", field)[0]
    value = None if top == "password" else values.get(top)
    shown = text if named else f"{field}: {text}" if field else text
    return _problem(edit, shown, field=top, value=value, allowed=_allowed(edit.kind, top))


def _allowed(kind: str, name: str) -> tuple[str, ...]:
    """The values of a closed set."""
    for field in msgspec.structs.fields(wire.KINDS[kind]):
        if field.encode_name == name and isinstance(field.type, type) and issubclass(field.type, StrEnum):
            return tuple(field.type)
    return ()


def _own(kind: str, entry: Entry) -> Value:
    if kind == "memberships":
        return key_of(kind, entry)
    value = getattr(entry, NAMED_BY.get(kind, "id"))
    return int(value) if kind == "contacts" else value


def _problem(edit: Edit, text: str, **more: Value) -> Problem:
    return Problem(message=text, kind=edit.kind, row=edit.row, **more)


def _invalid(edit: Edit, field: str, value: Value, text: str) -> EditRefused:
    return EditRefused(Reason.INVALID, _problem(edit, text, field=field, value=value))


def _conflict(edit: Edit, field: str, value: Value, text: str) -> EditRefused:
    return EditRefused(Reason.CONFLICT, _problem(edit, text, field=field, value=value))
