"""Rows of a file, brought into the configuration: what is there by its name is changed, what is not is made.

Values that a row leaves out stay. Nothing is deleted unless what is `missing` is to go: of the kinds that the file has.
All rows or none: every bad row is told, up to a limit.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID, uuid5

import msgspec
from msgspec import UNSET

from jackfield.domain.administration import kinds
from jackfield.domain.administration.columns import EXTRA, NATURAL, BadCell, columns_of, name_of, says_nothing, value_of
from jackfield.domain.administration.configuration import PARTS, Configuration, Entry, Value, changes_between
from jackfield.domain.administration.edits import Draft, Edit, Edited, EditRefused, Reason
from jackfield.domain.administration.exporting import ORDER
from jackfield.domain.administration.files import Row
from jackfield.protocol.configuration import Problem

MOST_PROBLEMS = 100
"""Bad rows that are told; after them nothing more is read."""

MOST_ROWS = 200_000

AROUND_USERS = ("line", "agent", "agent_group", "agent_queues")
OURS = UUID("2f0f5a0e-6a0c-4d0e-9f55-7c1b7f0e6a11")
"""What the names of things without a number are made of."""


class Missing(msgspec.Struct, frozen=True):
    """What the file does not have, of the kinds that it has, is deleted; at most so many things in all, None: any."""

    most: int | None = None


def imported(
    before: Configuration, rows: Iterable[Row], hashes: Mapping[str, str], missing: Missing | None = None
) -> Edited:
    """The configuration with all of the rows. `hashes`: of the passwords in them, by password.

    Raises:
        EditRefused: with a problem for each bad row, or because more would be deleted than may be.
    """
    work = _Import(before, hashes)
    problems: list[Problem] = []
    keys: list[str] = []
    for count, row in enumerate(rows, start=1):
        if count > MOST_ROWS:
            problems.append(Problem(message=f"More than {MOST_ROWS} rows; divide the file", row=row.number))
            break
        try:
            keys.append(work.take(row))
        except EditRefused as refusal:
            problems += refusal.problems
        if len(problems) >= MOST_PROBLEMS:
            problems.append(Problem(message=f"Nothing after row {row.number} was looked at", row=row.number))
            break
    if problems:
        raise EditRefused(Reason.INVALID, *problems)
    if missing is not None:
        work.delete_missing()
    after = work.draft.whole()
    if missing is not None and missing.most is not None:
        _check_deleted(before, after, missing.most)
    return Edited(after=after, keys=tuple(keys), passwords=work.draft.passwords)


def _check_deleted(before: Configuration, after: Configuration, most: int) -> None:
    gone = sum(now is None for _, _, _, now in changes_between(before, after))
    if gone > most:
        text = f"This would delete {gone} things, and {most} may be"
        raise EditRefused(Reason.CONFLICT, Problem(message=text, field="deletions", value=gone))


class _Import:
    """A draft and what things are called in files."""

    def __init__(self, before: Configuration, hashes: Mapping[str, str]) -> None:
        self.draft = Draft(before)
        self._hashes = hashes
        self._named: dict[str, set[str]] = {}
        self._keys = {
            kind: {name_of(kind, entry): key for key, entry in self.draft.parts[kind].items()} for kind in PARTS
        }

    def take(self, row: Row) -> str:
        """Bring one row in; the key of what it is about."""
        values = self._values(row)
        extra: dict[str, Value] = {name: values.pop(name) for name in AROUND_USERS if name in values}
        known = self._key_of(row, values)
        password = values.get("password")
        given = values.pop("password_hash", None)
        if password == "":
            del values["password"]
            password = None
        hashed = given or (self._hashes.get(str(password), "") if password else UNSET)
        if known is None and row.kind in ("callbackLists", "callbackPeriods"):
            values["uuid"] = str(uuid5(OURS, f"{row.kind} {self._natural(row, values)}"))
        key = self._put(row, known or "", values, password_hash=hashed)
        if row.kind == "users" and extra:
            self._surround(row, key, extra)
        self._named.setdefault(row.kind, set()).add(key)
        return key

    def delete_missing(self) -> None:
        """What no row was about, of the kinds of the rows; first what leads to other things."""
        for kind in reversed(ORDER):
            named = self._named.get(kind)
            for key in [] if named is None else [key for key in self.draft.parts[kind] if key not in named]:
                self.draft.edit(Edit(kind=kind, key=key))

    def _put(self, row: Row, key: str, values: Mapping[str, Value], kind: str = "", **more: Value) -> str:
        kind = kind or row.kind
        edit = Edit(kind=kind, key=key, values=values, merge=True, row=row.number, **more)
        made = self.draft.edit(edit)
        entry = self.draft.parts[kind][made]
        self._keys[kind][name_of(kind, entry)] = made
        return made

    def _values(self, row: Row) -> dict[str, Value]:
        """The cells as JSON would have them, ids in place of names; empty cells of CSV say nothing of numbers."""
        found: dict[str, Value] = {}
        references = kinds.references_of(row.kind)
        for column, cell in row.cells.items():
            field = columns_of(row.kind)[column]
            if row.kind == "users" and field in EXTRA["users"]:
                if cell not in ("", None):
                    found[field] = cell
                continue
            if says_nothing(row.kind, field, cell):
                continue
            try:
                value = value_of(row.kind, field, cell)
            except BadCell as bad:
                raise _refused(row, column, cell, f"{column}: {bad}") from None
            if field in references:
                value = self._linked(row, column, references[field], value)
            found[kinds.json_name(row.kind, field)] = value
        return found

    def _linked(self, row: Row, column: str, kind: str, value: Value) -> Value:
        """The ids of what is named."""
        if value is None:
            return None
        if isinstance(value, list | tuple):
            return [self._linked(row, column, kind, one) for one in value]
        key = self._keys[kind].get(str(value))
        if key is None:
            raise _refused(row, column, value, f"{column}: there is no {value!r} in {kind}")
        return int(key)

    def _natural(self, row: Row, values: Mapping[str, Value]) -> list[str]:
        """What the row calls its thing."""
        names: list[str] = []
        for field in NATURAL[row.kind]:
            value = values.get(kinds.json_name(row.kind, field))
            if value is None and field == "context":
                value = "default"
            names.append("" if value is None else str(value))
        if not any(names):
            column = next(name for name, field in columns_of(row.kind).items() if field == NATURAL[row.kind][0])
            raise _refused(row, column, None, f"{column}: a value is needed")
        return names

    def _key_of(self, row: Row, values: Mapping[str, Value]) -> str | None:
        """The thing of that name, if it is there; ids of memberships are those of agent and queue."""
        names = self._natural(row, values)
        if row.kind == "memberships":
            key = "-".join(names)
            return key if key in self.draft.parts["memberships"] else None
        return self._keys[row.kind].get("@".join(names))

    def _surround(self, row: Row, user_key: str, extra: Mapping[str, Value]) -> None:
        """A user's line and agent, where there are none of these numbers yet."""
        user = self.draft.parts["users"][user_key]
        if number := extra.get("line"):
            key = self._keys["lines"].get(str(number), "")
            values = {"number": str(number), "userId": user.id}
            self._put(row, key, values if key else values | {"name": user.full_name}, "lines")
        if number := extra.get("agent"):
            self._agent(row, user, str(number), extra)

    def _agent(self, row: Row, user: Entry, number: str, extra: Mapping[str, Value]) -> None:
        values: dict[str, Value] = {"number": number, "userId": user.id}
        key = self._keys["agents"].get(number, "")
        if not key:
            values |= {"firstName": user.first_name, "lastName": user.last_name}
        if group := extra.get("agent_group"):
            values["groupId"] = self._linked(row, "agent_group", "groups", group)
        agent_id = int(self._put(row, key, values, "agents"))
        given = extra.get("agent_queues") or ()
        for one in given.split(";") if isinstance(given, str) else given:
            name, _, penalty = str(one).partition(":")
            queue_id = self._linked(row, "agent_queues", "queues", name.strip())
            if not (penalty.strip() or "0").isdecimal():
                raise _refused(row, "agent_queues", one, "agent_queues: QUEUE or QUEUE:PENALTY, with ; between them")
            member = {"agentId": agent_id, "queueId": queue_id, "penalty": int(penalty.strip() or "0")}
            there = f"{agent_id}-{queue_id}"
            self._put(row, there if there in self.draft.parts["memberships"] else "", member, "memberships")


def _refused(row: Row, column: str, value: Value, text: str) -> EditRefused:
    problem = Problem(message=text, kind=row.kind, row=row.number, field=column, value=value)
    return EditRefused(Reason.INVALID, problem)
