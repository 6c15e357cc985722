"""What every kind of storage must do for copies, for single numbers, and for what is old; part of `contract.py`."""

import asyncio
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select, text

from jackfield.domain.administration.configuration import Author
from jackfield.domain.administration.edits import Edit, edited
from jackfield.domain.callback.callback_entries import (
    Callback,
    CallbackAdded,
    CallbackChanged,
    CallbackTicket,
    TicketWritten,
)
from jackfield.domain.entries import Contact, Forward, UserServices
from jackfield.domain.lasting import CallQualified, DaysKept, Preference, PreferenceSet, ServicesSet
from jackfield.domain.letters import Letter
from jackfield.domain.past.call_records import Qualification, TransferStep
from jackfield.domain.questions import CallsFound, FindCalls
from jackfield.domain.shuttle.rows import RealtimeRow, RealtimeRowKept
from jackfield.domain.shuttle.run import Run, RunsKept
from jackfield.protocol.values import CallbackStatus
from jackfield.storage import demo, schema
from jackfield.storage.backup import backup, restore
from jackfield.storage.database import reading, writing
from jackfield.storage.errors import StorageError
from jackfield.storage.migrations import NEWEST
from jackfield.storage.sql import SqlStorage
from tests.support.records import MORNING, leg, record, step

BY = Author(login="root", door="rest", user_id=7)
TRANSFER = TransferStep(number=0, at=MORNING, attended=True, line="1001", destination="0033611223344")


async def calls(storage: SqlStorage) -> CallsFound:
    found = await storage.find(FindCalls(size=100))
    assert isinstance(found, CallsFound)
    return found


async def _revise(storage: SqlStorage, revision: str) -> None:
    async with writing(storage._engine) as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


class KeepingContract:
    """The tests; an instance has a `storage` as `contract.py` describes it."""

    async def test_a_copy_is_put_back_whole(self, storage: SqlStorage, tmp_path: Path) -> None:
        await demo.fill(storage)
        await storage.keep_calls([record(1, leg(1), step(1))])
        key, before, file = await storage.signing_key(), await storage.load_directory(), tmp_path / "copy"
        backup(storage.url, file)
        assert file.stat().st_mode & 0o777 == 0o600
        with pytest.raises(StorageError, match="is there already"):
            backup(storage.url, file)
        await storage.keep_calls([record(2, leg(2))])
        await storage.close()
        restore(storage.url, file)
        await storage.open()
        assert [call.id for call in (await calls(storage)).calls] == [1]
        assert (await storage.signing_key(), await storage.load_directory()) == (key, before)

    async def test_a_copy_that_is_made_while_others_write_is_of_one_moment(
        self, storage: SqlStorage, tmp_path: Path
    ) -> None:
        over = asyncio.Event()

        async def write() -> None:
            for first in range(0, 100_000, 50):
                await storage.keep_calls([record(n, leg(n), step(n)) for n in range(first, first + 50)])
                if over.is_set():
                    break

        writing_ = asyncio.create_task(write())
        while not (await calls(storage)).total:
            await asyncio.sleep(0)
        await asyncio.to_thread(backup, storage.url, tmp_path / "copy")
        over.set()
        await writing_
        await storage.close()
        restore(storage.url, tmp_path / "copy")
        await storage.open()
        async with reading(storage._engine) as connection:
            counts = {
                await connection.scalar(select(func.count()).select_from(table))
                for table in (schema.call_records, schema.call_legs, schema.queue_steps)
            }
        (count,) = counts
        assert (count > 0, count % 50) == (True, 0)

    async def test_what_is_no_copy_is_refused_and_changes_nothing(self, storage: SqlStorage, tmp_path: Path) -> None:
        await storage.keep_calls([record(1)])
        (tmp_path / "text").write_text("no copy " * 1000)
        await _revise(storage, "9999")
        backup(storage.url, tmp_path / "newer")
        await _revise(storage, NEWEST)
        reasons = {"text": "no backup of|failed", "nothing": "is no file", "newer": "of a newer version .*9999; this"}
        for wrong, reason in reasons.items():
            with pytest.raises(StorageError, match=reason):
                restore(storage.url, tmp_path / wrong)
        with pytest.raises(StorageError):
            backup(storage.url, tmp_path / "no" / "folder")
        assert len((await calls(storage)).calls) == 1

    async def test_a_number_is_forgotten_wherever_it_may_be(self, storage: SqlStorage) -> None:
        await demo.fill(storage)
        said = Qualification(reason="Order", note="Zoë, 06.11.22.33.44, calls again")
        other = replace((await storage.callbacks()).callbacks[0], description="or +33 (0)6 11 22 33 44 (home)")
        row = RealtimeRow(id=7, at=MORNING, type="t", channel='{"callernum":"0611223344"}', reference=None, url=None)
        run = Run(id=1, integration="1", at=MORNING, url="https://crm/?n=0611223344")
        zoe = Contact(source="personal", id="z", first_name="Zoë", fax="0611223344")
        await storage.keep_calls([record(1, leg(1)), record(2, caller="0699")])
        await storage.keep(
            [
                *(CallQualified(call_id, 1, said, MORNING) for call_id in (1, 2)),
                *(CallbackChanged(other), RealtimeRowKept(row), RunsKept((run,))),
                DaysKept({1: '{"day":"d","waiting":[{"number":"0611223344","name":"Zoë","since":1611223344.5}]}'}, {}),
                PreferenceSet(1, "last", Preference("0611223344", "String")),
                ServicesSet(2, UserServices(busy=Forward(enabled=True, destination="0611223344"))),
            ]
        )
        edits = [
            Edit(kind="contacts", values={"lastName": "Zoë", "mobile": "06 11 22 33 44"}),
            Edit(kind="users", key="1", values={"mobileNumber": "0611223344"}, merge=True),
        ]
        await storage.configure(lambda before: edited(before, edits), BY, contacts=True)
        await storage.personal.change(1, (), (zoe,))
        await storage.letters.put(["r"], [Letter(id=1, lane="l", body='{"otherDN":"0033611223344"}', created=MORNING)])

        kept = await storage.rows_about("0611223344", "00")
        own = {"users": 1, "user_services": 1, "user_preferences": 1}
        gone = {"call_records": 1, "call_legs": 1, "call_qualifications": 2, "callback_requests": 1, "realtime_rows": 1}
        gone |= {"integration_runs": 1}
        gone |= {"webhook_letters": 1, "queue_days": 1, "audit": 2, "contacts": 1, "personal_contacts": 1}
        assert {name: len(rows) for name, rows in kept.items()} == own | gone
        assert "password_hash" not in kept["users"][0]

        first = await storage.forget_number("0611223344", "00", BY)
        assert first.counts == {name: n for name, n in gone.items() if "contacts" not in name}
        left = await storage.rows_about("0611223344", "00")
        assert left.keys() == {*own, "contacts", "personal_contacts"}
        revision = await storage.revision()
        second = await storage.forget_number("0611223344", "00", BY, contacts=True)
        assert second.counts == {"contacts": 1, "personal_contacts": 1}
        assert await storage.revision() == revision + 1
        assert (await storage.rows_about("0611223344", "00")).keys() == own.keys()

        assert (await storage.queue_days())[
            1
        ] == '{"day":"d","waiting":[{"number":"•••","name":"•••","since":1611223344.5}]}'
        assert "or ••• (home)" in {callback.description for callback in (await storage.callbacks()).callbacks}
        total, books = await storage.audit("", 0, 10)
        assert (total, books[0].kind, books[0].login, books[0].after) == (
            4,
            "privacy",
            "root",
            {"erased": second.counts},
        )
        assert not any(text in str(books) for text in ("11 22", "1122", "Zoë"))
        assert [entry.after and entry.after.get("mobileNumber") for entry in books if entry.kind == "users"] == ["•••"]

    async def test_one_number_is_shown_and_forgotten(self, storage: SqlStorage) -> None:
        await demo.fill(storage)
        await storage.keep_calls(
            [
                replace(record(1, leg(1), step(1), TRANSFER), recordings=("/recordings/1.wav",)),
                replace(record(2, leg(2, other_number="0699"), caller="0699"), recordings=("/recordings/2.wav",)),
            ]
        )
        said = Qualification(reason="Order", note="Zoë rings again")
        await storage.keep([CallQualified(call, 1, said, MORNING) for call in (1, 2)])
        asked = Callback(
            uuid="n",
            list_uuid=demo.BLUE_LIST,
            period_uuid=demo.MORNING,
            due_date=date(2026, 4, 1),
            phone_number="06 11 22.33-44",
            voice_message="message-7",
        )
        await storage.keep([CallbackAdded(asked)])
        found = await storage.rows_about("06 11 22 33 44", "00")
        assert {name: len(rows) for name, rows in found.items()} == {
            "call_records": 1,
            "call_legs": 1,
            "queue_steps": 1,
            "call_transfers": 1,
            "callback_requests": 1,
            "call_qualifications": 1,
            "call_recordings": 1,
        }
        assert found["call_recordings"][0]["file"] == "/recordings/1.wav"
        assert found["callback_requests"][0]["voice_message"] == "message-7"
        erased = await storage.forget_number("+33611223344", "00", BY)
        assert erased.counts == dict.fromkeys(found, 1)
        assert (erased.callbacks, erased.recordings) == (("n",), ("/recordings/1.wav", "message-7"))
        assert await storage.rows_about("0611223344", "00") == {}
        other, one = (await calls(storage)).calls
        assert (one.caller_number, one.caller_name, one.called_number) == ("", "", "3001")
        assert (one.legs[0].other_name, one.steps[0].caller_number, one.transfers[0].destination) == ("", "", "")
        assert (one.recordings, one.steps[0].qualification) == ((), replace(said, note=""))
        assert (other.recordings, other.legs[0].recordings) == (("/recordings/2.wav",),) * 2
        assert (other.caller_number, other.legs[0].other_number) == ("0699", "0699")
        assert "n" not in {callback.uuid for callback in (await storage.callbacks()).callbacks}
        for wrong in ("", "0", "000", "12", "+", "%", "abc"):
            with pytest.raises(StorageError, match="is no number of at least 3 digits"):
                await storage.forget_number(wrong, "00", BY)

    async def test_what_is_old_is_deleted(self, storage: SqlStorage) -> None:
        await demo.fill(storage)
        await storage.keep_calls([record(n, leg(n), step(n)) for n in range(1200)])
        said = Qualification(reason="Order", note="late")
        late = [CallQualified(call, 1, said, MORNING + 2000) for call in (7, 1150, 9_000)]
        await storage.keep([*late, CallQualified(9_001, 1, said, MORNING + 7)])
        assert await storage.forget_calls(MORNING + 1100) == 1100
        async with reading(storage._engine) as connection:
            left = await connection.scalars(select(schema.call_qualifications.c.call_id))
            assert sorted(left) == [1150, 9_000]
        assert (await calls(storage)).total == 100
        assert await storage.forget_calls(MORNING + 1100) == 0
        first, second, third = (await storage.callbacks()).callbacks
        for n, callback in enumerate((first, second)):
            ticket = CallbackTicket(
                uuid=f"t{n}",
                request_uuid=callback.uuid,
                agent_id=1,
                started=n,
                ended=n + 10.0,
                status=CallbackStatus.FAX,
            )
            await storage.keep([TicketWritten(ticket, replace(callback, closed=True, agent_id=1))])
        assert await storage.forget_callbacks(10.5) == (first.uuid,)
        kept = await storage.callbacks()
        assert {callback.uuid for callback in kept.callbacks} == {second.uuid, third.uuid}
        assert [ticket.uuid for ticket in kept.tickets] == ["t1"]
        assert await storage.forget_audit(9e9) == 0
