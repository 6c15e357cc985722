"""Named profiles as rows and back, and who has them. No transactions here; the caller opens them."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from jackfield.domain.directory import User
from jackfield.domain.entries import NamedProfile
from jackfield.protocol.values import Profile, Right
from jackfield.storage.profile_schema import profile_groups, profile_members, profile_queues, profiles


async def read(connection: AsyncConnection) -> list[NamedProfile]:
    """All, by their ids."""
    queues, groups = await _sets(connection, profile_queues), await _sets(connection, profile_groups)
    found = await connection.execute(select(profiles).order_by(profiles.c.id))
    return [
        NamedProfile(
            id=row.id,
            name=row.name,
            profile=Profile(row.profile),
            rights=rights_in(recording=row.recording_right, dissuasion=row.dissuasion_right),
            queue_ids=queues.get(row.id, frozenset()),
            group_ids=groups.get(row.id, frozenset()),
        )
        for row in found
    ]


def rights_in(*, recording: bool, dissuasion: bool) -> frozenset[Right]:
    """The rights of two columns."""
    granted = {Right.RECORDING: recording, Right.DISSUASION: dissuasion}
    return frozenset(right for right, given in granted.items() if given)


async def members(connection: AsyncConnection) -> dict[int, int]:
    """The profile of each user who has one, by user id."""
    return {row.user_id: row.profile_id for row in await connection.execute(select(profile_members))}


async def _sets(connection: AsyncConnection, table: Table) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for profile_id, target in await connection.execute(select(*table.c)):
        found[profile_id].add(target)
    return {profile_id: frozenset(targets) for profile_id, targets in found.items()}


async def put(connection: AsyncConnection, changed: Iterable[NamedProfile], known: Iterable[NamedProfile]) -> None:
    """These profiles as they are from now on; those `known` have a row already."""
    there = {each.id for each in known}
    for each in changed:
        values = {
            "name": each.name,
            "profile": each.profile.value,
            "recording_right": Right.RECORDING in each.rights,
            "dissuasion_right": Right.DISSUASION in each.rights,
        }
        if each.id in there:
            await connection.execute(profiles.update().where(profiles.c.id == each.id).values(values))
        else:
            await connection.execute(insert(profiles).values(id=each.id, **values))
        for table, field in ((profile_queues, "queue_id"), (profile_groups, "group_id")):
            await connection.execute(delete(table).where(table.c.profile_id == each.id))
            if targets := sorted(getattr(each, f"{field}s")):
                await connection.execute(insert(table), [{"profile_id": each.id, field: one} for one in targets])


async def put_members(connection: AsyncConnection, users: Iterable[User]) -> None:
    """Which profile each of these users has, in the place of what he had."""
    for user in users:
        await connection.execute(delete(profile_members).where(profile_members.c.user_id == user.id))
        if user.named_profile_id is not None:
            row = {"user_id": user.id, "profile_id": user.named_profile_id}
            await connection.execute(insert(profile_members).values(row))
