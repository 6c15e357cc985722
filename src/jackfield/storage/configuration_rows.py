"""The configuration as rows: read as a whole, written by what differs, each change in the books.

No transactions here; the caller opens them.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import RowMapping, Table, delete, func, insert, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from jackfield.domain.administration import kinds
from jackfield.domain.administration.configuration import Author, Change, Configuration, Entry
from jackfield.domain.callback.callback_entries import CallList, Period
from jackfield.domain.directory import Directory
from jackfield.domain.entries import Contact
from jackfield.protocol.configuration import AuditEntry
from jackfield.storage import integration_rows, outside_schema, profile_rows, profile_schema, rows, schema
from jackfield.storage.changes import Changes
from jackfield.storage.errors import ConflictError

HIGHEST = "highest_ids"
REVISION = "configuration_revision"

TABLES: Mapping[str, Table] = {
    "memberships": schema.memberships,
    "sheets": schema.sheets,
    "integrations": outside_schema.integrations,
    "customVariables": outside_schema.custom_variables,
    "statuses": schema.statuses,
    "conferences": schema.conferences,
    "callbackLists": schema.callback_lists,
    "callbackPeriods": schema.callback_periods,
    "contacts": schema.contacts,
    "agents": schema.agents,
    "lines": schema.lines,
    "users": schema.users,
    "profiles": profile_schema.profiles,
    "groups": schema.agent_groups,
    "queues": schema.queues,
    "voicemails": schema.voicemails,
}
"""By kind, in an order in which they can be deleted."""

AT_ONCE = 500
"""Rows deleted by one statement."""
PART = 1000
"""Contacts read without a turn for others."""

_Some = TypeVar("_Some")


async def read(connection: AsyncConnection, directory: Directory, *, contacts: bool) -> Configuration:
    """The configuration around a directory; contacts only if they are wanted, they may be many."""
    periods, lists = schema.callback_periods, schema.callback_lists
    known = await _setting(connection, HIGHEST)
    found = await connection.execute(select(periods).order_by(periods.c.starts, periods.c.uuid))
    called = await connection.execute(select(lists).order_by(lists.c.name, lists.c.uuid))
    return Configuration(
        directory=directory,
        periods=tuple(Period(**row) for row in found.mappings()),
        lists=tuple(CallList(**row) for row in called.mappings()),
        contacts=await read_contacts(connection) if contacts else None,
        highest=json.loads(known or b"{}"),
    )


async def read_contacts(connection: AsyncConnection) -> tuple[Contact, ...]:
    """All contacts, by their ids."""
    query = select(schema.contacts).order_by(schema.contacts.c.id)
    found: list[Contact] = []
    async with connection.stream(query) as result:
        async for part in result.mappings().partitions(PART):  # they may be many, and calls go on
            found += map(rows.contact, part)
    return tuple(found)


async def write(
    connection: AsyncConnection, before: Configuration, after: Configuration, changes: Sequence[Change]
) -> None:
    """Make the tables be as the configuration is after these changes. Raises ConflictError for what is still in use."""
    for kind, table in TABLES.items():
        gone = [key for of, key, _, now in changes if of == kind and now is None]
        if gone:
            await _check_unused(connection, kind, gone)
            await _delete(connection, kind, table, gone)
    put = {kind: tuple(now for of, _, _, now in changes if of == kind and now is not None) for kind in TABLES}
    queues_and_groups = Changes(groups=put["groups"], queues=put["queues"])
    await rows.write_changes(connection, before.directory, after.directory, queues_and_groups)
    await profile_rows.put(connection, put["profiles"], before.directory.profiles)
    await rows.write_changes(
        connection,
        before.directory,
        after.directory,
        Changes(
            users=put["users"],
            lines=put["lines"],
            agents=put["agents"],
            memberships=put["memberships"],
            voicemails=put["voicemails"],
            statuses=put["statuses"],
        ),
    )
    await _put_sheets(connection, put["sheets"])
    for integration in put["integrations"]:
        await rows.put(connection, outside_schema.integrations, integration_rows.row_of(integration))
    for kind in ("conferences", "callbackPeriods", "callbackLists", "customVariables"):
        for entry in put[kind]:
            await rows.put(connection, TABLES[kind], _fields(entry))
    for each in _portions(put["contacts"]):
        await _delete(connection, "contacts", schema.contacts, [entry.id for entry in each])
        await connection.execute(insert(schema.contacts), [_contact_row(entry) for entry in each])
    if dict(before.highest) != dict(after.highest):
        await _set(connection, HIGHEST, json.dumps(dict(after.highest)).encode())


async def _check_unused(connection: AsyncConnection, kind: str, keys: Sequence[str]) -> None:
    """Lists and periods with callbacks stay."""
    requests = schema.callback_requests
    column = {"callbackLists": requests.c.list_uuid, "callbackPeriods": requests.c.period_uuid}.get(kind)
    if column is None:
        return
    used = await connection.scalar(select(func.count()).select_from(requests).where(column.in_(keys)))
    if used:
        raise ConflictError(f"{used} callbacks belong to it")


async def _delete(connection: AsyncConnection, kind: str, table: Table, keys: Sequence[str]) -> None:
    columns = list(table.primary_key.columns)
    for some in _portions(keys):
        if kind == "memberships":
            pairs = [tuple(map(int, key.split("-"))) for key in some]
            await connection.execute(delete(table).where(tuple_(*columns).in_(pairs)))
        else:
            ids = list(some) if kind in ("statuses", "callbackLists", "callbackPeriods") else [int(key) for key in some]
            await connection.execute(delete(table).where(columns[0].in_(ids)))


async def _put_sheets(connection: AsyncConnection, sheets: Iterable[Entry]) -> None:
    fields = schema.sheet_fields
    for sheet in sheets:
        row = {name: value for name, value in _fields(sheet).items() if name != "fields"}
        await rows.put(connection, schema.sheets, row | {"moment": str(sheet.moment), "calls": str(sheet.calls)})
        await rows.delete_row(connection, fields, {"sheet_id": sheet.id})
        if sheet.fields:
            each = [{"sheet_id": sheet.id, "position": at, **_fields(field)} for at, field in enumerate(sheet.fields)]
            await connection.execute(insert(fields), each)


def _fields(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in entry.__struct_fields__}


def _contact_row(entry: Entry) -> dict[str, Any]:
    return {name: value for name, value in _fields(entry).items() if name != "source"} | {"id": int(entry.id)}


def _portions(all_of_them: Sequence[_Some]) -> Iterable[Sequence[_Some]]:
    return (all_of_them[at : at + AT_ONCE] for at in range(0, len(all_of_them), AT_ONCE))


async def book(
    connection: AsyncConnection, by: Author, at: float, changes: Sequence[Change], passwords: Iterable[int]
) -> None:
    """Write down who changed what; that a password was changed, too, but not which."""
    first = (await connection.scalar(select(func.max(schema.audit.c.id))) or 0) + 1
    who = {"at": round(at * 1000), "user_id": by.user_id, "login": by.login, "door": by.door}
    found = [kinds.difference(*change) for change in changes]
    entries = [
        {"kind": one.kind, "key": one.key, "before": _json(one.before), "after": _json(one.after)} for one in found
    ]
    secret = _json({"password": kinds.HIDDEN})
    entries += [{"kind": "users", "key": str(user), "before": secret, "after": secret} for user in passwords]
    numbered = [{"id": first + place, **who, **entry} for place, entry in enumerate(entries)]
    for some in _portions(numbered):
        await connection.execute(insert(schema.audit), list(some))


def _json(value: Any) -> str | None:  # noqa: ANN401 - what JSON may hold
    return None if value is None else msgspec.json.encode(value).decode()


async def books(connection: AsyncConnection, term: str, offset: int, limit: int) -> tuple[int, tuple[AuditEntry, ...]]:
    """How many entries match a term, and some of them, the newest first."""
    table = schema.audit
    where = []
    if "\0" in term:
        return 0, ()  # no database keeps such a text; drivers raise
    if term:
        columns = (table.c.login, table.c.kind, table.c.key, table.c.before, table.c.after)
        where = [or_(*(column.icontains(term, autoescape=True) for column in columns))]
    total = await connection.scalar(select(func.count()).select_from(table).where(*where)) or 0
    query = select(table).where(*where).order_by(table.c.id.desc()).offset(offset).limit(limit)
    found = (await connection.execute(query)).mappings()
    return total, tuple(map(_entry, found))


def _entry(row: RowMapping) -> AuditEntry:
    given = {name: None if row[name] is None else json.loads(row[name]) for name in ("before", "after")}
    return AuditEntry(**{**row, **given})


async def revision(connection: AsyncConnection) -> int:
    """Rises with every change of the configuration, whoever made it."""
    return int(await _setting(connection, REVISION) or b"0")


async def bump(connection: AsyncConnection) -> int:
    """The configuration has changed; the new revision."""
    new = await revision(connection) + 1
    await _set(connection, REVISION, str(new).encode())
    return new


async def _setting(connection: AsyncConnection, key: str) -> bytes | None:
    found = await connection.scalar(select(schema.settings.c.value).where(schema.settings.c.key == key))
    return None if found is None else bytes(found)


async def _set(connection: AsyncConnection, key: str, value: bytes) -> None:
    await rows.put(connection, schema.settings, {"key": key, "value": value})
