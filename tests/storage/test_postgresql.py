"""PostgreSQL keeps the promise of every storage, and what is true of a server only."""

import asyncio
import shutil
from contextlib import ExitStack

import pytest
from msgspec.structs import replace
from sqlalchemy import event

from jackfield.domain.callback.callback_entries import CallbackTaken, CallbackTicket, TicketWritten
from jackfield.domain.directory import User
from jackfield.domain.effects import Store
from jackfield.domain.facts import Stored
from jackfield.domain.lasting import DaysKept, Preference, PreferenceSet
from jackfield.domain.questions import LegsOfUser
from jackfield.protocol.values import CallbackStatus
from jackfield.storage import database, demo
from jackfield.storage.changes import Changes
from jackfield.storage.errors import ConflictError, StorageUnavailableError, UnclearError
from jackfield.storage.recorder import Recorder
from jackfield.storage.sql import SqlStorage
from jackfield.storage.writer import Writer
from tests.storage.contract import StorageContract
from tests.support.postgresql import PostgresServer
from tests.support.records import leg, record, step


class TestPostgresql(StorageContract):
    @pytest.fixture
    def url(self, postgresql: PostgresServer, request: pytest.FixtureRequest) -> str:
        return postgresql.new_database(made="storage" in request.fixturenames)


async def opened(url: str) -> SqlStorage:
    storage = SqlStorage.at(url)
    await storage.open()
    return storage


async def test_a_server_that_comes_back_is_used_again(own_server: PostgresServer) -> None:
    storage = await opened(own_server.new_database())
    await storage.keep_calls([record(1, leg(1))])
    own_server.stop()
    with pytest.raises(StorageUnavailableError, match=r"the database postgresql://jackfield@/.* cannot be used"):
        await storage.find(LegsOfUser(1, 10))
    with pytest.raises(StorageUnavailableError):
        await storage.keep_calls([record(2, leg(2))])
    own_server.start()
    await asyncio.gather(*(storage.keep_calls([record(n, leg(n))]) for n in (2, 3)))
    own_server.restart()
    assert [one.call_id for one in await storage.find(LegsOfUser(1, 10))] == [3, 2, 1]
    await storage.close()


async def test_a_server_that_does_not_answer_is_told(
    own_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "COMMAND_SECONDS", 0.5)
    monkeypatch.setattr(database, "CONNECT_SECONDS", 0.5)
    storage = await opened(own_server.new_database())
    with own_server.frozen():
        for _ in range(2):  # on a connection from before, and on a new one
            with pytest.raises(StorageUnavailableError, match="does not answer"):
                await storage.find(LegsOfUser(1, 10))
        await storage.close()
    assert await storage.find(LegsOfUser(1, 10)) == ()
    await storage.close()


async def test_what_is_wrong_is_told_with_advice(postgresql: PostgresServer) -> None:
    url = postgresql.new_database()
    postgresql.sql("CREATE ROLE guest LOGIN")
    for wrong, told in (
        (postgresql.url("nothing"), 'database "nothing" does not exist (make it first: createdb)'),
        (url.replace("jackfield@", "guest@"), "permission denied for schema public (the user needs to own"),
        (url.replace("jackfield@", "nobody@"), 'role "nobody" does not exist (may this user log in'),
        (url.replace("host=", "host=/nowhere"), "No such file or directory"),
    ):
        with pytest.raises(StorageUnavailableError) as refused:
            await opened(wrong)
        assert told in str(refused.value)
    postgresql.sql("DROP ROLE guest")


async def test_a_disk_that_fills_up_leaves_nothing_half_written(postgresql: PostgresServer) -> None:
    with postgresql.small_disk() as (url, place):
        storage = await opened(url)
        others = place / "of-others"
        others.write_bytes(bytes(shutil.disk_usage(place).free - 400_000))
        many = [record(n, leg(n), step(n)) for n in range(2_000)]
        with pytest.raises(StorageUnavailableError, match="is there space left on its disk"):
            await storage.keep_calls(many)
        assert await storage.find(LegsOfUser(1, 10)) == ()
        recorder = Recorder(storage.keep_calls)
        for each in many:
            recorder.put(each)
        with pytest.raises(StorageUnavailableError):
            await recorder.flush()
        assert len(await storage.find(LegsOfUser(1, 9_999))) == 2_000 - recorder.waiting < 2_000
        others.unlink()
        await recorder.flush()
        assert len(await storage.find(LegsOfUser(1, 9_999))) == 2_000
        await recorder.close()
        await storage.close()


async def test_a_value_it_cannot_keep_is_a_contradiction(postgresql: PostgresServer) -> None:
    storage = await opened(postgresql.new_database())
    await storage.edit(lambda _: Changes(users=(User(id=1, login="a"),)))
    for changes in ([PreferenceSet(1, "a\0b", Preference("x"))], [DaysKept({2**40: "x"}, {})]):
        with pytest.raises(ConflictError, match="cannot keep this"):
            await storage.keep(changes)
    await storage.close()


async def test_a_commit_that_nobody_confirmed_is_made_sure_of(
    own_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "COMMAND_SECONDS", 1.0)
    monkeypatch.setattr(database, "CONNECT_SECONDS", 1.0)
    storage = await opened(own_server.new_database())
    await demo.fill(storage)
    first = (await storage.callbacks()).callbacks[0]
    ticket = CallbackTicket(uuid="t", request_uuid=first.uuid, agent_id=1, started=1.0, status=CallbackStatus.FAX)
    written = TicketWritten(ticket, replace(first, closed=True, agent_id=1))
    told: list[Stored] = []
    writer = Writer(storage.keep, told.append)
    with ExitStack() as stack:
        # the server stops working when it has just been told to commit
        event.listen(
            storage._engine.sync_engine, "commit", lambda _: stack.enter_context(own_server.frozen()), once=True
        )
        with pytest.raises(UnclearError, match="whether the last change was stored is not known"):
            await storage.keep([CallbackTaken(first.uuid, 1)])
    await storage.keep([CallbackTaken(first.uuid, 1)])
    with ExitStack() as stack:
        event.listen(
            storage._engine.sync_engine, "commit", lambda _: stack.enter_context(own_server.frozen()), once=True
        )
        writer.put(Store("tag", (written,)))
        await asyncio.sleep(1.5)
        assert told == []
    while not told:
        await asyncio.sleep(0.02)
    await writer.close()
    assert told == [Stored("tag", ok=True)]
    kept = await storage.callbacks()
    assert (kept.tickets, kept.callbacks[0].closed) == ((ticket,), True)
    await storage.close()
