"""Rows to directory entries and back: the one place that knows both the columns and the fields.

No transactions here; the caller opens them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, Select, Table, and_, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from jackfield.domain.directory import (
    Agent,
    AnswerBy,
    Conference,
    Directory,
    Forward,
    Group,
    Line,
    LineKind,
    Membership,
    Queue,
    Sheet,
    Status,
    StatusAction,
    User,
    UserServices,
    Voicemail,
)
from jackfield.domain.entries import Contact, SheetCalls, SheetField, SheetMoment
from jackfield.domain.lasting import (
    AgentGroupSet,
    CallQualified,
    Change,
    DaysKept,
    DefaultsSet,
    Favorite,
    FavoriteGone,
    FavoriteSet,
    MembershipGone,
    MembershipSet,
    PreferenceSet,
    ServicesSet,
    StatusSet,
)
from jackfield.domain.shuttle.rows import RealtimeRowKept
from jackfield.domain.shuttle.run import RunsGone, RunsKept
from jackfield.protocol.values import Profile, Right
from jackfield.storage import (
    agent_rows,
    call_rows,
    callback_rows,
    integration_rows,
    profile_rows,
    realtime_rows,
    run_rows,
    schema,
)
from jackfield.storage.changes import Changes

CONTACTS = "contacts"
"""The source of the contacts that are kept here (protocol 5.3)."""

Row = Mapping[str, Any]
"""Column name to value: what SQLAlchemy gives and takes."""


async def read_directory(connection: AsyncConnection) -> Directory:
    """The directory as the tables have it. Raises ValueError (DirectoryError included) for tables edited by hand."""
    lines = [_line(row) for row in await _rows(connection, select(schema.lines).order_by(schema.lines.c.id))]
    agents = [_agent(row) for row in await _rows(connection, select(schema.agents).order_by(schema.agents.c.id))]
    line_of = {line.user_id: line.id for line in lines}
    agent_of = {agent.user_id: agent.id for agent in agents}
    queues_of = _sets(await _rows(connection, select(schema.supervised_queues)), "queue_id")
    groups_of = _sets(await _rows(connection, select(schema.supervised_groups)), "group_id")
    profile_of = await profile_rows.members(connection)
    members = schema.memberships
    return Directory.build(
        users=[
            _user(row, line_of, agent_of, queues_of, groups_of, profile_of)
            for row in await _rows(connection, select(schema.users).order_by(schema.users.c.id))
        ],
        lines=lines,
        agents=agents,
        groups=[Group(**row) for row in await _rows(connection, _by_id(schema.agent_groups))],
        queues=[_queue(row) for row in await _rows(connection, _by_id(schema.queues))],
        memberships=[
            Membership(**row)
            for row in await _rows(connection, select(members).order_by(members.c.agent_id, members.c.queue_id))
        ],
        voicemails=[Voicemail(**row) for row in await _rows(connection, _by_id(schema.voicemails))],
        statuses=await _statuses(connection),
        sheets=await _sheets(connection),
        integrations=await integration_rows.read(connection),
        custom_variables=await integration_rows.read_variables(connection),
        profiles=await profile_rows.read(connection),
        conferences=[Conference(**row) for row in await _rows(connection, _by_id(schema.conferences))],
    )


async def write_changes(connection: AsyncConnection, before: Directory, after: Directory, changes: Changes) -> None:
    """Put the changes into the tables; `before` tells what is an update and what is new."""
    await _put(connection, schema.voicemails, [_fields(box) for box in changes.voicemails])
    await _put(connection, schema.agent_groups, [_fields(group) for group in changes.groups])
    await _put(connection, schema.queues, [_fields(queue) for queue in changes.queues])
    await _put(connection, schema.users, [_user_row(user) for user in changes.users])
    await _release(connection, before, changes)
    await _put(connection, schema.lines, [_fields(line) for line in changes.lines])
    await _put(connection, schema.agents, [_fields(agent) for agent in changes.agents])
    await _put(connection, schema.memberships, [_fields(member) for member in changes.memberships])
    await _put_supervised(connection, changes.users)
    await profile_rows.put_members(connection, changes.users)
    await _put_statuses(connection, after, changes.statuses)


def services(row: Row) -> UserServices:
    """One row of `user_services`."""
    return UserServices(
        do_not_disturb=row["do_not_disturb"],
        unconditional=_forward(row, "unconditional"),
        no_answer=_forward(row, "no_answer"),
        busy=_forward(row, "busy"),
        browser=row["browser"],
    )


def services_row(user_id: int, value: UserServices) -> Row:
    """The row of `user_services` for a user."""
    return {
        "user_id": user_id,
        "do_not_disturb": value.do_not_disturb,
        "unconditional_enabled": value.unconditional.enabled,
        "unconditional_destination": value.unconditional.destination,
        "no_answer_enabled": value.no_answer.enabled,
        "no_answer_destination": value.no_answer.destination,
        "busy_enabled": value.busy.enabled,
        "busy_destination": value.busy.destination,
        "browser": value.browser,
    }


def contact(row: RowMapping) -> Contact:
    """One row of `contacts`."""
    return Contact(**{**row, "source": CONTACTS, "id": str(row["id"])})


async def write_lasting(connection: AsyncConnection, change: Change) -> None:
    """One change of what lasts, into its table."""
    statuses = schema.user_statuses
    match change:
        case DaysKept(queues, agents, times):
            await _put_days(connection, schema.queue_days, schema.queues, queues)
            await _put_days(connection, schema.agent_days, schema.agents, agents)
            await agent_rows.write(connection, times)
        case ServicesSet(user_id, services):
            await put(connection, schema.user_services, services_row(user_id, services))
        case PreferenceSet(user_id, key, preference):
            kept = {"value": preference.value, "value_type": preference.value_type}
            await put(connection, schema.user_preferences, {"user_id": user_id, "key": key, **kept})
        case StatusSet(user_id, None):
            await connection.execute(delete(statuses).where(statuses.c.user_id == user_id))
        case StatusSet(user_id, status):
            await put(connection, statuses, {"user_id": user_id, "status_name": status})
        case DefaultsSet(user_id, queues):
            await delete_row(connection, schema.default_memberships, {"user_id": user_id})
            if queues:
                usual = [{"user_id": user_id, "queue_id": each, "penalty": queues[each]} for each in queues]
                await connection.execute(insert(schema.default_memberships), usual)
        case FavoriteSet(user_id, favorite):
            await delete_row(connection, schema.favorites, favorite_row(user_id, favorite))
            await connection.execute(insert(schema.favorites).values(favorite_row(user_id, favorite)))
        case FavoriteGone(user_id, favorite):
            await delete_row(connection, schema.favorites, favorite_row(user_id, favorite))
        case MembershipSet(agent_id, queue_id, penalty):
            row = {"agent_id": agent_id, "queue_id": queue_id, "penalty": penalty}
            await put(connection, schema.memberships, row)
        case AgentGroupSet(agent_id, group_id):
            whose = schema.agents.c.id == agent_id
            await connection.execute(update(schema.agents).where(whose).values(group_id=group_id))
        case MembershipGone(agent_id, queue_id):
            await delete_row(connection, schema.memberships, {"agent_id": agent_id, "queue_id": queue_id})
        case CallQualified():
            await put(connection, schema.call_qualifications, call_rows.qualification_row(change))
        case RealtimeRowKept(row):
            await realtime_rows.write(connection, row)
        case RunsKept() | RunsGone():
            await run_rows.write(connection, change)
        case _:
            await callback_rows.write(connection, change)


async def _put_days(connection: AsyncConnection, table: Table, owners: Table, texts: Mapping[int, str]) -> None:
    """These texts in the place of older ones; who was deleted meanwhile needs none."""
    if not texts:
        return
    (key,) = table.primary_key.columns
    ids = list(await connection.scalars(select(owners.c.id).where(owners.c.id.in_(texts))))
    if ids:
        await connection.execute(delete(table).where(key == bindparam("gone")), [{"gone": one} for one in ids])
        await connection.execute(insert(table), [{key.name: one, "counted": texts[one]} for one in ids])


def favorite_row(user_id: int, favorite: Favorite) -> dict[str, Any]:
    """The row of `favorites` for a favorite of a user."""
    return {"user_id": user_id, "source": favorite.source, "contact_id": favorite.contact_id}


async def delete_row(connection: AsyncConnection, table: Table, which: Row) -> None:
    """Delete the rows that have all of this; none may be there."""
    await connection.execute(delete(table).where(and_(*(table.c[name] == value for name, value in which.items()))))


async def put(connection: AsyncConnection, table: Table, row: Row) -> None:
    """Update the row of this primary key, or insert it; the short form of that differs between databases."""
    keys = [column.name for column in table.primary_key.columns]
    which = and_(*(table.c[key] == row[key] for key in keys))
    values = {name: value for name, value in row.items() if name not in keys}
    if not (await connection.execute(update(table).where(which).values(values))).rowcount:
        await connection.execute(insert(table).values(dict(row)))


async def _rows(connection: AsyncConnection, query: Select[Any]) -> Sequence[Row]:
    return [dict(row) for row in (await connection.execute(query)).mappings()]


def _by_id(table: Table) -> Select[Any]:
    return select(table).order_by(table.c.id)


def _sets(rows: Iterable[Row], column: str) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        found[row["user_id"]].add(row[column])
    return found


def _user(
    row: Row,
    line_of: Mapping[int | None, int],
    agent_of: Mapping[int | None, int],
    queues_of: Mapping[int, set[int]],
    groups_of: Mapping[int, set[int]],
    profile_of: Mapping[int, int],
) -> User:
    return User(
        id=row["id"],
        login=row["login"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        mobile_number=row["mobile_number"],
        named_profile_id=profile_of.get(row["id"]),
        profile=Profile(row["profile"]),
        rights=profile_rows.rights_in(recording=row["recording_right"], dissuasion=row["dissuasion_right"]),
        queue_ids=frozenset(queues_of.get(row["id"], ())),
        group_ids=frozenset(groups_of.get(row["id"], ())),
        line_id=line_of.get(row["id"]),
        agent_id=agent_of.get(row["id"]),
        voicemail_id=row["voicemail_id"],
        cti_enabled=row["cti_enabled"],
    )


def _user_row(user: User) -> Row:
    """Without the password, which stays as it is; line and agent are kept in their own tables."""
    return {
        "id": user.id,
        "login": user.login,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "mobile_number": user.mobile_number,
        "profile": user.profile.value,
        "recording_right": Right.RECORDING in user.rights,
        "dissuasion_right": Right.DISSUASION in user.rights,
        "voicemail_id": user.voicemail_id,
        "cti_enabled": user.cti_enabled,
    }


def _line(row: Row) -> Line:
    return Line(**{**row, "kind": LineKind(row["kind"]), "answer_by": AnswerBy(row["answer_by"])})


def _queue(row: Row) -> Queue:
    return Queue(**{**row, "qualifications": tuple(row["qualifications"].splitlines())})


def _agent(row: Row) -> Agent:
    return Agent(**row)


async def _statuses(connection: AsyncConnection) -> list[Status]:
    table = schema.status_actions
    actions: dict[str, list[StatusAction]] = defaultdict(list)
    for row in await _rows(connection, select(table).order_by(table.c.status_name, table.c.position)):
        actions[row["status_name"]].append(StatusAction(name=row["name"], parameters=row["parameters"]))
    rows = await _rows(connection, select(schema.statuses).order_by(schema.statuses.c.position))
    return [
        Status(
            name=row["name"],
            color=row["color"],
            long_name=row["long_name"],
            actions=tuple(actions.get(row["name"], ())),
        )
        for row in rows
    ]


async def _sheets(connection: AsyncConnection) -> list[Sheet]:
    table = schema.sheet_fields
    fields: dict[int, list[SheetField]] = defaultdict(list)
    for row in await _rows(connection, select(table).order_by(table.c.sheet_id, table.c.position)):
        fields[row["sheet_id"]].append(SheetField(name=row["name"], type=row["type"] or "text", value=row["value"]))
    return [
        Sheet(
            id=row["id"],
            name=row["name"],
            moment=SheetMoment(row["moment"]),
            calls=SheetCalls(row["calls"] or SheetCalls.QUEUE),
            queue_id=row["queue_id"],
            number=row["number"],
            login=row["login"],
            fields=tuple(fields.get(row["id"], ())),
        )
        for row in await _rows(connection, _by_id(schema.sheets))
    ]


def _forward(row: Row, kind: str) -> Forward:
    return Forward(enabled=row[f"{kind}_enabled"], destination=row[f"{kind}_destination"])


def _fields(entry: Group | Queue | Line | Agent | Membership | Voicemail) -> Row:
    """An entry whose fields are its columns; closed sets become their text."""
    values = {name: getattr(entry, name) for name in entry.__struct_fields__}
    if isinstance(entry, Queue):
        values["qualifications"] = "\n".join(entry.qualifications)
    return {name: str(value) if isinstance(value, LineKind | AnswerBy) else value for name, value in values.items()}


async def _put(connection: AsyncConnection, table: Table, rows: Iterable[Row]) -> None:
    """Insert the rows whose primary key is not there, update the others."""
    keys = [column.name for column in table.primary_key.columns]
    given = {tuple(row[key] for key in keys): row for row in rows}
    if not given:
        return
    present = {tuple(row) for row in await connection.execute(select(*table.primary_key.columns))}
    if new := [dict(row) for key, row in given.items() if key not in present]:
        await connection.execute(insert(table), new)
    if changed := [row for key, row in given.items() if key in present]:
        which = and_(*(table.c[key] == bindparam(f"key_{key}") for key in keys))
        columns = [name for name in changed[0] if name not in keys]
        await connection.execute(
            update(table).where(which).values({name: bindparam(f"new_{name}") for name in columns}),
            [
                {f"key_{key}": row[key] for key in keys} | {f"new_{name}": row[name] for name in columns}
                for row in changed
            ],
        )


async def _release(connection: AsyncConnection, before: Directory, changes: Changes) -> None:
    """Take the lines and agents that change hands from their old users first: a user has one of each at any time."""
    for table, ids in (
        (schema.lines, [line.id for line in changes.lines if before.line(line.id)]),
        (schema.agents, [agent.id for agent in changes.agents if before.agent(agent.id)]),
    ):
        if ids:
            await connection.execute(
                update(table).where(table.c.id == bindparam("key")).values(user_id=None), [{"key": key} for key in ids]
            )


async def _put_supervised(connection: AsyncConnection, users: Iterable[User]) -> None:
    """What each of these users sees as a supervisor, in the place of what it saw before."""
    listed = list(users)
    for table, column in ((schema.supervised_queues, "queue_id"), (schema.supervised_groups, "group_id")):
        field = column + "s"
        if listed:
            gone = delete(table).where(table.c.user_id == bindparam("key"))
            await connection.execute(gone, [{"key": user.id} for user in listed])
        rows = [{"user_id": user.id, column: target} for user in listed for target in sorted(getattr(user, field))]
        if rows:
            await connection.execute(insert(table), rows)


async def _put_statuses(connection: AsyncConnection, after: Directory, changed: Iterable[Status]) -> None:
    """These statuses at the places they have in the directory, with their actions."""
    names = {status.name for status in changed}
    rows = [
        {"name": status.name, "position": position, "color": status.color, "long_name": status.long_name}
        for position, status in enumerate(after.statuses)
        if status.name in names
    ]
    await _put(connection, schema.statuses, rows)
    table = schema.status_actions
    for status in after.statuses:
        if status.name not in names:
            continue
        await connection.execute(delete(table).where(table.c.status_name == status.name))
        if status.actions:
            await connection.execute(
                insert(table),
                [
                    {
                        "status_name": status.name,
                        "position": place,
                        "name": action.name,
                        "parameters": action.parameters,
                    }
                    for place, action in enumerate(status.actions)
                ],
            )
