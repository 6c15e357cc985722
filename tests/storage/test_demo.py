"""The demo directory is the documented one."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from jackfield.domain.directory import Directory, LineKind
from jackfield.protocol.values import Profile, Right
from jackfield.storage import demo, schema
from jackfield.storage.database import reading
from jackfield.storage.passwords import Passwords
from jackfield.storage.sql import SqlStorage

TODAY = date(2026, 2, 28)


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    storage = SqlStorage.in_directory(tmp_path)
    await storage.open()
    assert await demo.fill(storage, TODAY)
    yield storage
    await storage.close()


@pytest.fixture
async def directory(storage: SqlStorage) -> Directory:
    return await storage.load_directory()


def test_users_have_the_documented_ids_lines_and_agents(directory: Directory) -> None:
    assert [(user.id, user.login) for user in directory.users] == list(
        enumerate(["alice", "bruno", "chloe", "david", "erin", "sam", "root", "wendy"], start=1)
    )
    for user in directory.users:
        line = directory.line_of_user(user.id)
        assert line is not None
        assert line.number == str(1000 + user.id)
        assert line.endpoint == f"PJSIP/{line.number}"
        assert line.kind is (LineKind.WEBRTC if user.login == "wendy" else LineKind.PHONE)
        agent = directory.agent_of_user(user.id)
        assert (agent.number if agent else None) == (str(2000 + user.id) if user.id <= 4 else None)
        assert (user.voicemail_id is not None) == (user.login in {"alice", "bruno"})
        assert bool(user.mobile_number) == (user.login == "erin")


def test_profiles_are_the_documented_ones(directory: Directory) -> None:
    sam = directory.user_by_login("sam")
    assert sam is not None
    assert (sam.profile, sam.rights) == (Profile.SUPERVISOR, {Right.RECORDING, Right.DISSUASION})
    assert {directory.queue(queue_id).name for queue_id in sam.queue_ids} == {"blue", "red"}  # type: ignore[union-attr]
    assert sam.group_ids == {1}
    others = {user.login: user.profile for user in directory.users if user.login != "sam"}
    assert others.pop("root") is Profile.ADMIN
    assert set(others.values()) == {Profile.NO_RIGHT}


def test_queues_groups_and_members_are_the_documented_ones(directory: Directory) -> None:
    queues = [(queue.id, queue.name, queue.number, queue.recorded) for queue in directory.queues]
    assert queues == [(1, "blue", "3001", True), (2, "red", "3002", False), (3, "green", "3003", False)]
    assert [group.name for group in directory.groups] == ["sales", "support"]
    assert [(agent.number, agent.group_id) for agent in directory.agents] == [
        ("2001", 1),
        ("2002", 1),
        ("2003", 2),
        ("2004", 2),
    ]
    assert [(member.agent_id, member.queue_id) for member in directory.memberships] == [
        (1, 1),
        (2, 1),
        (2, 2),
        (3, 2),
        (4, 3),
    ]
    assert [member.penalty for member in directory.members_of(1)] == [0, 1]


def test_statuses_are_the_documented_ones_and_lunch_pauses(directory: Directory) -> None:
    assert [status.name for status in directory.statuses] == [
        "available",
        "away",
        "lunch",
        "doNotDisturb",
        "disconnected",
    ]
    lunch = directory.status("lunch")
    assert lunch is not None
    assert ("queuepause_all", "true") in {(action.name, action.parameters) for action in lunch.actions}


async def test_everything_around_is_there(storage: SqlStorage) -> None:
    counts = Counter({table.name: len(list(rows)) for table, rows in demo.tables(TODAY).items()})
    assert (counts["callback_lists"], counts["callback_requests"], counts["callback_periods"]) == (2, 3, 2)
    assert (counts["contacts"], counts["sheets"], counts["conferences"]) == (30, 1, 2)
    async with reading(storage._engine) as connection:
        for table in demo.tables(TODAY):
            assert len((await connection.execute(select(table))).all()) == counts[table.name]
        due = await connection.scalars(select(schema.callback_requests.c.due_date))
        assert sorted(due) == [date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1)]
        rooms = await connection.execute(select(schema.conferences).order_by(schema.conferences.c.number))
        assert [(room.number, bool(room.user_pin), bool(room.organizer_pin)) for room in rooms] == [
            ("4000", False, False),
            ("4001", True, True),
        ]


def test_contacts_are_thirty_different_people_with_accents() -> None:
    names = {(first, last) for first, last, _ in demo.CONTACTS}
    assert len(names) == 30
    assert sum(not f"{first}{last}".isascii() for first, last in names) >= 10


async def test_the_password_of_everybody_is_demo(storage: SqlStorage, directory: Directory) -> None:
    passwords = Passwords(storage.password_hash)
    assert await passwords.verify("alice", demo.PASSWORD) == 1
    assert await passwords.verify("wendy", demo.PASSWORD) == 8
    assert await passwords.verify("alice", "Demo") is None
    await passwords.close()
    assert {await storage.password_hash(user.login) for user in directory.users} == {
        (user.id, demo.PASSWORD_HASH) for user in directory.users
    }
