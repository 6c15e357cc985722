"""What every kind of storage must do; a test class per kind inherits it and says where a new database is.

Not collected by itself. Programs for other processes get the database's URL as their argument.
"""

import asyncio
import signal
from collections.abc import AsyncIterator

import pytest
from msgspec import structs
from msgspec.structs import replace
from sqlalchemy import inspect, text

from jackfield.domain.callback.callback_entries import (
    Callback,
    CallbackAdded,
    CallbackChanged,
    CallbackDeleted,
    CallbackFreed,
    CallbacksAdded,
    CallbackTaken,
    CallbackTicket,
    CallList,
    KeptCallbacks,
    Period,
    TicketOpened,
    TicketWritten,
)
from jackfield.domain.directory import (
    Agent,
    AnswerBy,
    Directory,
    DirectoryError,
    Forward,
    Group,
    Line,
    LineKind,
    Membership,
    Queue,
    Status,
    StatusAction,
    User,
    UserServices,
    Voicemail,
)
from jackfield.domain.entries import Contact
from jackfield.domain.lasting import (
    AgentGroupSet,
    DaysKept,
    DefaultsSet,
    Favorite,
    FavoriteGone,
    FavoriteSet,
    Preference,
    PreferenceSet,
    ServicesSet,
    StatusSet,
)
from jackfield.domain.letters import Letter
from jackfield.domain.past.agent_times import AgentPause, AgentSession, SessionEnd, TimeKind, TimesWanted
from jackfield.protocol.values import CallbackStatus, Profile, Right
from jackfield.storage import demo, schema
from jackfield.storage.changes import Changes, next_id
from jackfield.storage.database import address, make_engine, writing
from jackfield.storage.errors import ConflictError, ForeignDatabaseError, OutrunError, SchemaTooNewError
from jackfield.storage.migrations import NEWEST
from jackfield.storage.port import Storage
from jackfield.storage.sql import SqlStorage
from tests.storage.call_contract import CallContract
from tests.storage.configuration_contract import ConfigurationContract
from tests.storage.conftest import Start
from tests.storage.keeping_contract import KeepingContract
from tests.storage.run_contract import RunContract

EVERYTHING = Changes(
    users=(
        User(
            id=1,
            login="zoë",
            first_name="Zoë 📞",
            last_name="Đặng–Ωμέγα",
            mobile_number="+33 6",
            profile=Profile.SUPERVISOR,
            rights=frozenset({Right.DISSUASION}),
            queue_ids=frozenset({1, 2}),
            group_ids=frozenset({1}),
            line_id=1,
            agent_id=1,
            voicemail_id=1,
            cti_enabled=False,
        ),
        User(id=2, login="b"),
    ),
    lines=(
        Line(
            id=1,
            number="1001",
            endpoint="PJSIP/1001",
            context="office",
            kind=LineKind.WEBRTC,
            user_id=1,
            name="Empfang »links«",
            enabled=False,
            answer_by=AnswerBy.NOTIFY,
        ),
        Line(id=2, number="1002", endpoint="PJSIP/1002"),
    ),
    agents=(Agent(id=1, number="2001", first_name="Z", last_name="Ø", group_id=1, context="c", user_id=1),),
    groups=(Group(id=1, name="销售"),),
    queues=(
        Queue(
            id=1,
            name="blue",
            display_name="Bleu",
            number="3001",
            context="q",
            recorded=True,
            wrap_up_seconds=9,
            qualifications=("Order", "«Réclamation», 订单"),
            qualification_required=True,
        ),
        Queue(id=2, name="red"),
    ),
    memberships=(Membership(agent_id=1, queue_id=1, penalty=3), Membership(agent_id=1, queue_id=2)),
    voicemails=(Voicemail(id=1, number="1001", context="vm"),),
    statuses=(
        Status(name="z", color="#000000"),
        Status(
            name="a",
            color="#ffffff",
            long_name="Pause café",
            actions=(StatusAction(name="queuepause_all", parameters="true"), StatusAction(name="agentlogoff")),
        ),
    ),
)

TAKE_TURNS = """
import asyncio, sys
from jackfield.domain.directory import User
from jackfield.storage.changes import Changes, next_id
from jackfield.storage.sql import SqlStorage

def add(directory):
    number = next_id(directory.users)
    return Changes(users=(User(id=number, login=f"user{number}"),))

async def main():
    storage = SqlStorage.at(sys.argv[1])
    print("ready", flush=True)
    sys.stdin.readline()
    await storage.open()
    key = await storage.signing_key()
    for _ in range(5):
        await storage.edit(add)
    await storage.close()
    print(key.hex(), flush=True)

asyncio.run(main())
"""

DIE_IN_A_STEP = """
import asyncio, os, signal, sys
from sqlalchemy import Engine, event
from jackfield.storage.sql import SqlStorage

when, tables = sys.argv[2], 0

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def executed(connection, cursor, statement, *_):
    global tables
    tables += "CREATE TABLE" in statement
    if when == str(tables) or (when == "version" and "INSERT INTO alembic_version" in statement):
        die()

event.listen(Engine, "after_cursor_execute", executed)
if when == "commit":
    event.listen(Engine, "commit", lambda connection: tables and die())

async def main():
    storage = SqlStorage.at(sys.argv[1])
    await storage.open()

asyncio.run(main())
"""


def nothing(directory: Directory) -> Changes:
    return Changes()


class StorageContract(CallContract, ConfigurationContract, KeepingContract, RunContract):
    """Inherit, name the class `Test...` and give a fixture `url`: the URL of a database that is not made yet, or, for
    a test that uses `storage`, one that is (`tests/support/made.py`).
    """

    @pytest.fixture
    async def storage(self, url: str) -> AsyncIterator[SqlStorage]:
        storage = SqlStorage.at(url)
        await storage.open()
        yield storage
        await storage.close()

    def test_it_keeps_the_promise(self, url: str) -> None:
        promise: Storage = SqlStorage.at(url)
        assert promise is not None

    async def test_preferences_are_kept_by_user_and_key(self, storage: SqlStorage) -> None:
        await storage.edit(lambda _: Changes(users=(User(id=1, login="a"),)))
        assert await storage.user_preferences() == {}
        kept = {"theme": Preference("dark", "String"), "Zoë's key": Preference("x" * 10_000)}
        await storage.keep([PreferenceSet(1, "theme", Preference("light"))])
        await storage.keep([PreferenceSet(1, key, preference) for key, preference in kept.items()])
        assert await storage.user_preferences() == {1: kept}

    async def test_favorites_are_kept_by_user(self, storage: SqlStorage) -> None:
        await storage.edit(lambda _: Changes(users=(User(id=1, login="a"), User(id=2, login="b"))))
        assert await storage.favorites() == {}
        mine, other = Favorite("internal", "5"), Favorite("Zoë's", "x/1")
        await storage.keep([FavoriteSet(1, mine), FavoriteSet(1, mine), FavoriteSet(1, other), FavoriteSet(2, mine)])
        assert await storage.favorites() == {1: {mine, other}, 2: {mine}}
        await storage.keep([FavoriteGone(1, mine), FavoriteGone(1, mine)])
        assert await storage.favorites() == {1: {other}, 2: {mine}}
        with pytest.raises(ConflictError):
            await storage.keep([FavoriteSet(9, mine)])

    async def test_default_memberships_are_replaced(self, storage: SqlStorage) -> None:
        users = (User(id=1, login="a"), User(id=2, login="b"))
        await storage.edit(lambda _: Changes(users=users, queues=(Queue(id=1, name="x"), Queue(id=2, name="y"))))
        assert await storage.default_memberships() == {}
        await storage.keep([DefaultsSet(1, {1: 0, 2: 7}), DefaultsSet(2, {2: 1})])
        await storage.keep([DefaultsSet(1, {2: 3})])
        assert await storage.default_memberships() == {1: {2: 3}, 2: {2: 1}}
        with pytest.raises(ConflictError):
            await storage.keep([DefaultsSet(2, {}), DefaultsSet(1, {9: 0})])
        assert await storage.default_memberships() == {1: {2: 3}, 2: {2: 1}}
        await storage.keep([DefaultsSet(2, {})])
        assert await storage.default_memberships() == {1: {2: 3}}

    async def test_contacts_come_back_as_they_were_put(self, storage: SqlStorage) -> None:
        assert await storage.contacts() == ()
        row = {
            "first_name": "Zoë",
            "last_name": "O'Neil",
            "company": "ACME",
            "number": "+33 1",
            "email": "z@example.com",
        }
        assert await storage.fill_if_empty({schema.contacts: [{"id": 7, **row}]})
        assert await storage.contacts() == (Contact(source="contacts", id="7", **row),)

    async def test_callbacks_come_back_as_they_were_kept(self, storage: SqlStorage) -> None:
        assert await storage.callbacks() == KeptCallbacks()
        await demo.fill(storage, demo.date(2026, 3, 1))
        kept = await storage.callbacks()
        assert ([len(kept.periods), len(kept.lists), len(kept.callbacks)], kept.tickets) == ([2, 2, 3], ())
        first = kept.callbacks[0]
        ticket = CallbackTicket(uuid="t", request_uuid=first.uuid, agent_id=1, started=1000.5, number="0199000004")
        written = structs.replace(ticket, status=CallbackStatus.FAX, comment="Zoë\n📠", ended=1060.25)
        closed = structs.replace(first, closed=True, agent_id=1)
        await storage.keep([CallbackTaken(first.uuid, 1), TicketOpened(ticket)])
        assert (await storage.callbacks()).tickets == (ticket,)
        await storage.keep([TicketWritten(written, closed)])
        after = await storage.callbacks()
        assert (after.callbacks[0], after.tickets) == (closed, (written,))
        place = CallList(uuid="l", name="Green", queue_id=3)
        late = Period(uuid="p", name="Late", starts=demo.time(18), ends=demo.time(20, 30))
        new = Callback(uuid="n", list_uuid="l", period_uuid="p", due_date=demo.date(2026, 4, 1), voice_message="m")
        await storage.keep([CallbackAdded(new, place, late)])
        after = await storage.callbacks()
        assert (after.callbacks[-1], place in after.lists, late in after.periods) == (new, True, True)
        taken = structs.replace(new, agent_id=1)
        many = tuple(structs.replace(new, uuid=f"n{n}") for n in range(1200))
        await storage.keep([CallbackTaken("n", 1), CallbackAdded(new, place, late), CallbacksAdded((new, *many))])
        assert len((await storage.callbacks()).callbacks) == 4 + 1200
        await storage.keep([CallbackDeleted(each.uuid) for each in many[:3]])
        await storage.keep([CallbacksAdded((new, *many[:10]))])
        assert len((await storage.callbacks()).callbacks) == 4 + 1200
        assert taken in (await storage.callbacks()).callbacks

    async def test_a_callback_is_changed_and_deleted_only_while_nobody_has_it(self, storage: SqlStorage) -> None:
        await demo.fill(storage, demo.date(2026, 3, 1))
        callback = (await storage.callbacks()).callbacks[0]
        other = structs.replace(callback, company="Ŝ", due_date=demo.date(2027, 1, 1))
        await storage.keep([CallbackChanged(other), CallbackTaken(callback.uuid, 1)])
        for late in (CallbackChanged(callback), CallbackDeleted(callback.uuid)):
            with pytest.raises(OutrunError):
                await storage.keep([late])
        assert structs.replace(other, agent_id=1) in (await storage.callbacks()).callbacks
        await storage.keep([CallbackFreed(callback.uuid, 1), CallbackDeleted(callback.uuid)])
        assert callback.uuid not in {each.uuid for each in (await storage.callbacks()).callbacks}
        with pytest.raises(OutrunError):
            await storage.keep([CallbackDeleted(callback.uuid)])

    async def test_of_two_who_take_a_callback_one_wins(self, storage: SqlStorage) -> None:
        await demo.fill(storage)
        callback = (await storage.callbacks()).callbacks[0]
        ends = await asyncio.gather(
            *(storage.keep([CallbackTaken(callback.uuid, agent)]) for agent in (1, 2, 3)), return_exceptions=True
        )
        assert sorted(map(str, map(type, ends))) == sorted(map(str, (type(None), OutrunError, OutrunError)))
        owner = (await storage.callbacks()).callbacks[0].agent_id
        assert owner is not None
        other = owner % 3 + 1
        ticket = CallbackTicket(uuid="t", request_uuid=callback.uuid, agent_id=other, started=1.0)
        closed = structs.replace(callback, closed=True, agent_id=other)
        for late in (CallbackFreed(callback.uuid, other), TicketOpened(ticket), TicketWritten(ticket, closed)):
            with pytest.raises(OutrunError):
                await storage.keep([late])
        assert (await storage.callbacks()).tickets == ()
        await storage.keep([CallbackTaken(callback.uuid, owner), CallbackFreed(callback.uuid, owner)])
        await storage.keep([TicketWritten(ticket, closed)])
        with pytest.raises(OutrunError):
            await storage.keep([CallbackTaken(callback.uuid, other)])

    async def test_days_are_kept_by_queue_and_agent_and_not_for_who_is_gone(self, storage: SqlStorage) -> None:
        agents = tuple(Agent(id=n, number=f"200{n}") for n in (1, 2))
        await storage.edit(lambda _: Changes(queues=(Queue(id=1, name="blue"),), agents=agents))
        assert await storage.queue_days() == await storage.agent_days() == {}
        await storage.keep([DaysKept({1: "old"}, {1: "a", 2: "é" * 10_000})])
        await storage.keep([DaysKept({1: "new", 9: "gone"}, {1: "b", 9: "gone"}), DaysKept({}, {})])
        assert await storage.queue_days() == {1: "new"}
        assert await storage.agent_days() == {1: "b", 2: "é" * 10_000}

    async def test_sessions_and_pauses_of_agents_are_kept_found_and_forgotten(self, storage: SqlStorage) -> None:
        sessions = [
            AgentSession(agent_id=9, line="10\x0001", started=n, ended=n + 0.5, ending=SessionEnd.LOGGED_OUT)
            for n in range(5)
        ]
        pause = AgentPause(agent_id=9, reason="déjeuner 🍽", started=1.25, ended=1.5, on_calls=0.125)
        other = structs.replace(sessions[0], agent_id=8)
        await storage.keep([DaysKept({}, {}, (*sessions, pause, other))])
        await storage.keep([DaysKept({}, {}, (structs.replace(sessions[4], line="1002", ended=9.0),))])
        wanted = TimesWanted(kind=TimeKind.SESSIONS, agent_id=9, size=2)
        found = await storage.agent_times(wanted)
        assert [(one.started, one.ended) for one in found] == [(4, 9), (3, 3.5), (2, 2.5)]
        assert found[1] == structs.replace(sessions[3], line="1001")
        before = await storage.agent_times(structs.replace(wanted, before=3000, since=1.0))
        assert [one.started for one in before] == [2, 1]
        assert [one.started for one in await storage.agent_times(structs.replace(wanted, until=1.0))] == [0]
        pauses = structs.replace(wanted, kind=TimeKind.PAUSES)
        assert await storage.agent_times(pauses) == (pause,)
        assert await storage.forget_agent_times(2.0) == 4
        assert await storage.agent_times(pauses) == ()
        assert [one.started for one in await storage.agent_times(wanted)] == [4, 3, 2]

    async def test_a_new_database_is_empty(self, storage: SqlStorage) -> None:
        assert await storage.load_directory() == Directory()
        assert await storage.user_services() == await storage.user_statuses() == {}

    async def test_every_field_comes_back_in_every_script(self, storage: SqlStorage, url: str) -> None:
        edited = await storage.edit(lambda _: EVERYTHING)
        again = SqlStorage.at(url)
        await again.open()
        loaded = await again.load_directory()
        await again.close()
        assert loaded == edited
        assert (loaded.users, loaded.lines, loaded.agents) == (EVERYTHING.users, EVERYTHING.lines, EVERYTHING.agents)
        assert (loaded.groups, loaded.queues) == (EVERYTHING.groups, EVERYTHING.queues)
        assert (loaded.memberships, loaded.voicemails) == (EVERYTHING.memberships, EVERYTHING.voicemails)
        assert loaded.statuses == EVERYTHING.statuses

    async def test_what_is_there_is_replaced_in_its_place(self, storage: SqlStorage) -> None:
        await storage.edit(lambda _: EVERYTHING)
        user = User(id=1, login="zoé", queue_ids=frozenset({2}), agent_id=1)
        edited = await storage.edit(
            lambda _: Changes(
                users=(user, User(id=2, login="b", line_id=1)),
                lines=(Line(id=1, number="1009", endpoint="PJSIP/1009", user_id=2),),
                memberships=(Membership(agent_id=1, queue_id=2, penalty=7),),
                statuses=(Status(name="z", color="#111111"), Status(name="new", color="#222222")),
            )
        )
        assert edited == await storage.load_directory()
        assert edited.user(1) == user
        assert edited.line_of_user(2) == Line(id=1, number="1009", endpoint="PJSIP/1009", user_id=2)
        assert [member.penalty for member in edited.memberships] == [3, 7]
        assert [status.name for status in edited.statuses] == ["z", "a", "new"]

    async def test_two_users_exchange_their_lines(self, storage: SqlStorage) -> None:
        def owned(first: int, second: int) -> Changes:
            return Changes(
                users=(User(id=1, login="a", line_id=first), User(id=2, login="b", line_id=second)),
                lines=tuple(
                    Line(id=line, number=f"100{line}", endpoint=f"PJSIP/100{line}", user_id=user)
                    for user, line in ((1, first), (2, second))
                ),
            )

        await storage.edit(lambda _: owned(1, 2))
        edited = await storage.edit(lambda _: owned(2, 1))
        assert edited == await storage.load_directory()
        assert [user.line_id for user in edited.users] == [2, 1]

    async def test_an_edit_that_contradicts_itself_changes_nothing(self, storage: SqlStorage) -> None:
        before = await storage.edit(lambda _: EVERYTHING)
        with pytest.raises(DirectoryError, match="login 'b' is given twice"):
            await storage.edit(lambda _: Changes(users=(User(id=3, login="c"), User(id=4, login="b"))))
        with pytest.raises(ConflictError, match="user 99"):
            await storage.edit(lambda _: Changes(users=(User(id=3, login="c"),), passwords={99: "hash"}))
        with pytest.raises(ZeroDivisionError):
            await storage.edit(lambda _: Changes(users=(User(id=1 // 0, login="c"),)))
        assert await storage.load_directory() == before
        assert await storage.edit(nothing) == before

    async def test_edits_at_the_same_time_follow_one_another(self, storage: SqlStorage) -> None:
        def add(directory: Directory) -> Changes:
            number = next_id(directory.users)
            return Changes(users=(User(id=number, login=f"user{number}"),))

        await asyncio.gather(*(storage.edit(add) for _ in range(10)))
        assert [user.id for user in (await storage.load_directory()).users] == list(range(1, 11))

    async def test_passwords_are_found_by_login(self, storage: SqlStorage) -> None:
        users = (User(id=1, login="á"), User(id=2, login="off", cti_enabled=False), User(id=3, login="none"))
        await storage.edit(lambda _: Changes(users=users, passwords={1: "$hash", 2: "$hash", 3: None}))
        assert await storage.password_hash("á") == (1, "$hash")
        for login in ("off", "none", "nobody", "Á", "", "' OR 1=1 --", "\x00", "\ud800"):
            assert await storage.password_hash(login) is None

    async def test_a_password_survives_changes_of_its_user(self, storage: SqlStorage) -> None:
        await storage.edit(lambda _: Changes(users=(User(id=1, login="a"),), passwords={1: "$hash"}))
        await storage.edit(lambda _: Changes(users=(User(id=1, login="b"),)))
        assert await storage.password_hash("b") == (1, "$hash")
        await storage.edit(lambda _: Changes(passwords={1: None}))
        assert await storage.password_hash("b") is None

    async def test_the_signing_key_is_made_once(self, storage: SqlStorage, url: str) -> None:
        keys = set(await asyncio.gather(*(storage.signing_key() for _ in range(4))))
        again = SqlStorage.at(url)
        await again.open()
        keys.add(await again.signing_key())
        await again.close()
        assert len(keys) == 1
        assert len(keys.pop()) == 32

    async def test_services_are_kept_per_user(self, storage: SqlStorage) -> None:
        await storage.edit(lambda _: Changes(users=(User(id=1, login="a"), User(id=2, login="b"))))
        services = UserServices(
            do_not_disturb=True,
            unconditional=Forward(enabled=True, destination="1001"),
            no_answer=Forward(destination="0612"),
            busy=Forward(enabled=True),
        )
        await storage.keep([ServicesSet(1, UserServices())])
        await storage.keep([ServicesSet(1, services), ServicesSet(2, UserServices())])
        assert await storage.user_services() == {1: services, 2: UserServices()}
        with pytest.raises(ConflictError):
            await storage.keep([ServicesSet(3, services)])

    async def test_statuses_are_kept_per_user(self, storage: SqlStorage) -> None:
        await storage.edit(lambda _: EVERYTHING)
        await storage.keep([StatusSet(1, "a"), StatusSet(1, "z"), StatusSet(2, "a")])
        assert await storage.user_statuses() == {1: "z", 2: "a"}
        for user_id, status in ((3, "a"), (1, "unknown")):
            with pytest.raises(ConflictError):
                await storage.keep([StatusSet(user_id, status)])
        assert await storage.user_statuses() == {1: "z", 2: "a"}
        await storage.keep([StatusSet(2, None), StatusSet(1, None), StatusSet(1, "a")])
        assert await storage.user_statuses() == {1: "a"}

    async def test_an_agent_changes_his_group(self, storage: SqlStorage) -> None:
        await storage.edit(lambda _: EVERYTHING)
        agent, group = EVERYTHING.agents[0], EVERYTHING.groups[-1]
        await storage.keep([AgentGroupSet(agent.id, group.id)])
        kept = (await storage.load_directory()).agent(agent.id)
        assert kept == replace(agent, group_id=group.id)
        with pytest.raises(ConflictError):
            await storage.keep([AgentGroupSet(agent.id, 99)])

    async def test_changes_given_together_are_kept_all_or_none(self, storage: SqlStorage) -> None:
        await storage.edit(lambda _: EVERYTHING)
        on = UserServices(do_not_disturb=True)
        with pytest.raises(ConflictError):
            await storage.keep([ServicesSet(1, on), StatusSet(1, "unknown")])
        assert (await storage.user_services(), await storage.user_statuses()) == ({}, {})
        await storage.keep([ServicesSet(1, on), StatusSet(1, "a")])
        assert (await storage.user_services(), await storage.user_statuses()) == ({1: on}, {1: "a"})

    async def test_the_demo_goes_into_an_empty_database_only(self, storage: SqlStorage) -> None:
        assert await demo.fill(storage)
        filled = await storage.load_directory()
        await storage.edit(lambda _: Changes(users=(User(id=9, login="guest"),)))
        assert not await demo.fill(storage)
        assert len((await storage.load_directory()).users) == len(filled.users) + 1

    async def test_a_fill_that_contradicts_itself_leaves_nothing(self, storage: SqlStorage) -> None:
        content = dict(demo.tables(demo.date(2026, 1, 1)))
        users = next(table for table in content if table.name == "users")
        content[users] = [{**row, "login": ""} if row["id"] == 1 else row for row in content[users]]
        with pytest.raises(DirectoryError, match="needs a login"):
            await storage.fill_if_empty(content)
        assert await storage.load_directory() == Directory()

    async def test_closing_twice_and_without_opening_is_harmless(self, url: str) -> None:
        storage = SqlStorage.at(url)
        await storage.close()
        await storage.open()
        await storage.close()
        await storage.close()

    def test_processes_that_open_a_new_database_together_take_turns(self, url: str, start: Start) -> None:
        processes = [start(TAKE_TURNS, url) for _ in range(4)]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        ends = [process.communicate() for process in processes]
        assert [process.returncode for process in processes] == [0, 0, 0, 0], ends
        assert len({output for output, _ in ends}) == 1
        assert len(asyncio.run(self._users(url))) == 20

    @pytest.mark.parametrize("when", ["1", "2", "9", "version", "commit"])
    def test_a_process_killed_in_a_step_leaves_the_old_or_the_new(self, url: str, start: Start, when: str) -> None:
        process = start(DIE_IN_A_STEP, url, when)
        _, errors = process.communicate()
        assert process.returncode == -signal.SIGKILL, errors
        assert asyncio.run(self._table_names(url)) == set()
        assert asyncio.run(self._users(url)) == ()

    async def test_a_newer_schema_is_refused_and_left_alone(self, storage: SqlStorage, url: str) -> None:
        await storage.edit(lambda _: EVERYTHING)
        await self._set_revision(url, "9999")
        newer = SqlStorage.at(url)
        with pytest.raises(SchemaTooNewError, match=r"newer version of Jackfield \(its schema is 9999"):
            await newer.open()
        await self._set_revision(url, NEWEST)
        assert len(await self._users(url)) == 2

    async def test_a_database_of_something_else_is_refused(self, storage: SqlStorage, url: str) -> None:
        await storage.edit(lambda _: EVERYTHING)
        await self._execute(url, "DROP TABLE alembic_version")
        with pytest.raises(ForeignDatabaseError, match=r"tables named agent_days, .* but no schema version"):
            await SqlStorage.at(url).open()
        assert len((await storage.load_directory()).users) == 2

    async def test_a_directory_edited_into_nonsense_is_told(self, storage: SqlStorage, url: str) -> None:
        await storage.edit(lambda _: EVERYTHING)
        for nonsense in ("UPDATE users SET profile = 'Boss'", "UPDATE lines SET number = '' WHERE id = 1"):
            await self._execute(url, nonsense)
            with pytest.raises(ForeignDatabaseError, match="contradicts itself"):
                await storage.load_directory()

    async def _users(self, url: str) -> tuple[User, ...]:
        storage = SqlStorage.at(url)
        await storage.open()
        directory = await storage.load_directory()
        await storage.close()
        return directory.users

    async def _set_revision(self, url: str, revision: str) -> None:
        await self._execute(url, f"UPDATE alembic_version SET version_num = '{revision}'")

    async def _execute(self, url: str, statement: str) -> None:
        engine = make_engine(address(url))
        async with writing(engine) as connection:
            await connection.execute(text(statement))
        await engine.dispose()

    async def _table_names(self, url: str) -> set[str]:
        """The tables there are, looked at without our own code for opening."""
        engine = make_engine(address(url))
        async with engine.connect() as connection:
            names = set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))
        await engine.dispose()
        return names

    async def test_letters_wait_for_each_receiver_in_order(self, storage: SqlStorage) -> None:
        letters = [Letter(id=n, lane="x", body='{"Zo\\u0000e": "ë"}', created=100.0 + n) for n in (3, 5, 9)]
        await storage.letters.put(("a", "b"), letters)
        await storage.letters.put(("a", "b"), [*letters, Letter(id=11, lane="y", body="{}", created=111.0)])
        assert [letter.id for letter in await storage.letters.waiting("a", 3, 2)] == [5, 9]
        assert (await storage.letters.waiting("b", 0, 10))[:3] == letters
        assert await storage.letters.newest() == 11
        await storage.letters.remove("a", [3, 5])
        await storage.letters.postpone("a", 9, 2, 500.0)
        (ninth, _) = await storage.letters.waiting("a", 0, 10)
        assert (ninth.id, ninth.tries, ninth.due) == (9, 2, 500.0)
        assert (await storage.letters.count("a"), await storage.letters.count("b")) == ((2, 109.0), (4, 103.0))
        assert await storage.letters.trim("b", 104.0, 100) == (1, 4)
        assert await storage.letters.trim("b", 0.0, 1) == (2, 10)
        assert await storage.letters.trim("b", 0.0, 1) == (0, 1)
        await storage.letters.pause("a", True)
        await storage.letters.pause("b", True)
        await storage.letters.pause("b", False)
        assert await storage.letters.paused() == {"a"}
        assert await storage.letters.forget_others(["b"]) == 2
        assert (await storage.letters.paused(), await storage.letters.count("a")) == (frozenset(), (0, 0.0))

    async def test_personal_contacts_are_changed_as_a_whole(self, storage: SqlStorage) -> None:
        await storage.edit(lambda _: Changes(users=(User(id=1, login="alice"), User(id=2, login="bruno"))))
        zoe = Contact(source="personal", id="z", first_name="Zoë", number="+33 1 99", fax="7")
        await storage.personal.change(1, (), (zoe, replace(zoe, id="y")))
        await storage.personal.change(2, ("z",), (replace(zoe, id="x"),))
        assert (await storage.personal.all())[1] == (replace(zoe, id="y"), zoe)
        await storage.personal.change(1, ("y",), (replace(zoe, company="Acme"),))
        with pytest.raises(ConflictError):
            await storage.personal.change(7, (), (replace(zoe, id="w"),))
        with pytest.raises(ConflictError):
            await storage.personal.change(2, ("x",), (zoe,))
        kept = {1: (replace(zoe, company="Acme"),), 2: (replace(zoe, id="x"),)}
        assert await storage.personal.all() == kept
