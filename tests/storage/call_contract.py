"""What every kind of storage must do for records of calls; part of `contract.py`, not collected by itself."""

import pytest
from sqlalchemy import func, select

from jackfield.domain.lasting import CallQualified
from jackfield.domain.past.call_records import LegOutcome, Qualification, QueueStep, TransferStep
from jackfield.domain.questions import CallOfAgent, LegsOfAgent, LegsOfUser, StepsOfQueues
from jackfield.protocol.values import CallStatus
from jackfield.storage import schema
from jackfield.storage.database import reading
from jackfield.storage.errors import ConflictError
from jackfield.storage.sql import SqlStorage
from tests.support.records import MORNING, leg, record, step


class CallContract:
    """The tests; an instance has a `storage` as `contract.py` describes it."""

    async def test_calls_are_found_as_they_were_kept(self, storage: SqlStorage) -> None:
        one, other = leg(7, 0, agent_id=4), leg(7, 1, user_id=None, answered=None, outcome=LegOutcome.MISSED)
        stay = step(7)
        transfer = TransferStep(number=0, at=MORNING + 20, attended=True, line="1001", destination="1002")
        await storage.keep_calls([record(7, one, other, stay, transfer)])
        assert await storage.find(LegsOfUser(1, 10)) == (one,)
        assert await storage.find(LegsOfAgent(4, 10)) == (one,)
        assert await storage.find(StepsOfQueues(("blue",), 10)) == (stay,)

    async def test_what_agents_said_of_calls_is_kept_before_and_after_their_end(self, storage: SqlStorage) -> None:
        early, late = Qualification(reason="Order", note="«Zoë» 📞"), Qualification(note="a\nb")
        await storage.keep([CallQualified(7, 1, early, MORNING)])
        await storage.keep_calls([record(7, leg(7, agent_id=1), step(7)), record(8, leg(8, agent_id=1), step(8))])
        await storage.keep([CallQualified(8, 1, early, MORNING), CallQualified(8, 1, late, MORNING + 1)])
        for question in (LegsOfAgent(1, 10), StepsOfQueues(("blue",), 10)):
            assert [one.qualification for one in await storage.find(question)] == [late, early]
        assert [type(one) for one in await storage.find(CallOfAgent(8, 1))] == [QueueStep]
        assert await storage.find(CallOfAgent(8, 2)) == ()

    async def test_the_most_recent_come_first_and_no_more_than_asked(self, storage: SqlStorage) -> None:
        await storage.keep_calls([record(n, leg(n), step(n)) for n in (2, 1, 4, 3)])
        assert [one.call_id for one in await storage.find(LegsOfUser(1, 3))] == [4, 3, 2]
        assert [one.call_id for one in await storage.find(LegsOfUser(1, 9, MORNING + 3))] == [4, 3]
        assert [one.call_id for one in await storage.find(StepsOfQueues(("blue",), 2))] == [4, 3]
        assert [one.call_id for one in await storage.find(StepsOfQueues(("blue",), 9, MORNING + 4))] == [4]

    async def test_several_queues_are_mixed_by_time(self, storage: SqlStorage) -> None:
        names = ("blue", "red", "blue", "red", "green")
        await storage.keep_calls([record(n, step(n, queue=name)) for n, name in enumerate(names)])
        found = await storage.find(StepsOfQueues(("red", "blue"), 3))
        assert [one.call_id for one in found] == [3, 2, 1]
        assert await storage.find(StepsOfQueues((), 3)) == ()

    async def test_what_another_phone_took_is_not_the_users(self, storage: SqlStorage) -> None:
        await storage.keep_calls([record(1, leg(1, outcome=LegOutcome.ELSEWHERE))])
        assert await storage.find(LegsOfUser(1, 10)) == ()

    async def test_a_record_written_twice_is_there_once(self, storage: SqlStorage) -> None:
        await storage.keep_calls([record(1, leg(1))])
        await storage.keep_calls([record(1, leg(1)), record(2, leg(2)), record(2, leg(2))])
        assert [one.call_id for one in await storage.find(LegsOfUser(1, 10))] == [2, 1]

    async def test_more_records_than_a_statement_has_parameters(self, storage: SqlStorage) -> None:
        await storage.keep_calls([record(n, leg(n), step(n, outcome=CallStatus.FULL)) for n in range(2500)])
        async with reading(storage._engine) as connection:
            assert await connection.scalar(select(func.count()).select_from(schema.call_records)) == 2500

    async def test_a_record_that_contradicts_itself_is_refused_as_a_whole(self, storage: SqlStorage) -> None:
        with pytest.raises(ConflictError):
            await storage.keep_calls([record(1, leg(1)), record(2, leg(2), leg(2))])
        assert await storage.find(LegsOfUser(1, 10)) == ()

    async def test_texts_that_no_database_keeps_are_mended(self, storage: SqlStorage) -> None:
        await storage.keep_calls([record(1, leg(1, other_name="a\0b\ud800"), caller="\0'; DROP TABLE call_legs; --")])
        (found,) = await storage.find(LegsOfUser(1, 10))
        assert found.other_name == "ab?"  # type: ignore[union-attr]
