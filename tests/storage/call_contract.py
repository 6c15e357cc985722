"""What every kind of storage must do for records of calls; part of `contract.py`, not collected by itself."""

from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, event, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from jackfield.domain.lasting import CallQualified
from jackfield.domain.past.call_records import CallQuality, LegOutcome, Qualification, QueueStep, TransferStep
from jackfield.domain.questions import (
    CallField,
    CallOfAgent,
    CallsFound,
    CallTest,
    FindCalls,
    LegsOfAgent,
    LegsOfUser,
    Match,
    Place,
    Question,
    StepsOfQueues,
)
from jackfield.protocol.values import CallStatus
from jackfield.storage import call_search, schema
from jackfield.storage.database import reading
from jackfield.storage.errors import ConflictError, TooBroadError
from jackfield.storage.sql import SqlStorage
from tests.support.records import MORNING, leg, record, step

CALLER, CALLED = CallField.CALLER, CallField.CALLED


async def found(storage: SqlStorage, *tests: CallTest, **more: Any) -> CallsFound:
    """What is found by these conditions."""
    answer = await storage.find(FindCalls(tests=tests, **{"size": 100, **more}))
    assert isinstance(answer, CallsFound)
    return answer


async def ids(storage: SqlStorage, *tests: CallTest, **more: Any) -> list[int]:
    return [call.id for call in (await found(storage, *tests, **more)).calls]


QUESTIONS: list[Question] = [
    LegsOfUser(1, 20, 1.0),
    LegsOfAgent(1, 20, 1.0),
    StepsOfQueues(("blue", "red"), 20, 1.0),
    FindCalls(size=20),
    FindCalls(size=20, after=Place(5, 5), since=1.0, until=9e9, queues=frozenset({"blue"})),
    *(
        FindCalls(tests=(CallTest(field, "12", match),), size=20, after=after)
        for field in (CALLER, CALLED)
        for match in (Match.EQUAL, Match.PREFIX, Match.SUFFIX)
        for after in (None, Place(5, 5))
    ),
    *(
        FindCalls(tests=(CallTest(field, "1"), CallTest(CALLER, "1", Match.PART)), size=20)
        for field in (CallField.USER, CallField.AGENT, CallField.QUEUE)
    ),
    FindCalls(tests=(CallTest(CallField.QUEUE, "1"),), size=20, after=Place(5, 5)),
    FindCalls(tests=(CallTest(CallField.STATUS, "answered"),), size=20, since=1.0, until=9e9),
    FindCalls(tests=(CallTest(CALLER, "12", Match.PART), CallTest(CALLED, "3")), size=20, count=False),
    FindCalls(tests=(CallTest(CALLER, "12", Match.PART),), size=20, queues=frozenset({"blue", "red"})),
    CallOfAgent(1, 1),
]


class CallContract:
    """The tests; an instance has a `storage` as `contract.py` describes it."""

    async def test_calls_are_found_as_they_were_kept(self, storage: SqlStorage) -> None:
        quality = CallQuality(jitter=4.5, round_trip=20.0, loss=0.25, mos=4.31)
        one, other = (
            leg(7, 0, agent_id=4, quality=quality),
            leg(7, 1, user_id=None, answered=None, outcome=LegOutcome.MISSED),
        )
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

    async def test_calls_are_known_by_their_names(self, storage: SqlStorage) -> None:
        await storage.keep_calls([record(1), record(2)])
        names = {record(1).linkedid, record(2).linkedid}
        assert await storage.calls_named({*names, "another", *map(str, range(1000))}) == names
        assert await storage.calls_named(()) == frozenset()

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

    async def test_a_whole_call_is_found_as_it_was_kept(self, storage: SqlStorage) -> None:
        transfer = TransferStep(number=0, at=MORNING + 20, attended=True, line="1001", destination="1002")
        kept = [record(7, leg(7), leg(7, 1), step(7), transfer), replace(record(8), answered=None, repaired=True)]
        await storage.keep_calls(kept)
        assert (await found(storage)).calls == tuple(reversed(kept))

    async def test_calls_are_found_by_number(self, storage: SqlStorage) -> None:
        callers = {1: "+336110", 2: "0611", 3: "06112", 4: "11", 5: "5_%"}
        await storage.keep_calls([record(n, caller=number) for n, number in callers.items()])
        for field, match, value, expected in (
            (CALLER, Match.EQUAL, "0611", [2]),
            (CALLER, Match.PREFIX, "06", [3, 2]),
            (CALLER, Match.PREFIX, "", [5, 4, 3, 2, 1]),
            (CALLER, Match.SUFFIX, "11", [4, 2]),
            (CALLER, Match.PART, "6112", [3]),
            (CALLER, Match.PART, "%", [5]),
            (CALLER, Match.PREFIX, "%", []),
            (CALLER, Match.SUFFIX, "_%", [5]),
            (CALLER, Match.EQUAL, "' OR 1=1 --", []),
            (CALLED, Match.EQUAL, "3001", [5, 4, 3, 2, 1]),
            (CALLED, Match.SUFFIX, "01", [5, 4, 3, 2, 1]),
            (CALLED, Match.PREFIX, "31", []),
        ):
            assert await ids(storage, CallTest(field, value, match)) == expected, (field, match, value)

    async def test_calls_are_found_by_who_took_part(self, storage: SqlStorage) -> None:
        await storage.keep_calls(
            [
                record(1, leg(1, user_id=5), step(1, queue="red", outcome=CallStatus.ABANDONED)),
                record(2, leg(2, agent_id=4), leg(2, 1, user_id=5), step(2)),
                record(3, leg(3, user_id=6, outcome=LegOutcome.MISSED), caller="0612"),
            ]
        )
        queue, red = CallTest(CallField.QUEUE, "blue"), frozenset({"red"})
        assert await ids(storage, CallTest(CallField.USER, "5")) == [2, 1]
        assert await ids(storage, CallTest(CallField.AGENT, "4")) == [2]
        assert await ids(storage, queue) == [2]
        assert await ids(storage, queue, queues=red) == []
        assert await ids(storage, CallTest(CallField.USER, "5"), queues=red) == [1]
        assert await ids(storage, CallTest(CallField.STATUS, "abandoned")) == [1]
        assert await ids(storage, CallTest(CallField.STATUS, "missed")) == [3]
        assert await ids(storage, queue, CallTest(CALLER, "+336", Match.PREFIX)) == [2]
        assert await ids(storage, CallTest(CALLER, "0612"), queue) == []
        assert await ids(storage, queues=frozenset()) == []

    async def test_calls_come_in_pages(self, storage: SqlStorage) -> None:
        await storage.keep_calls([replace(record(n, leg(n)), started=MORNING + n // 3) for n in range(10)])
        for test in (
            None,
            CallTest(CALLED, "3001"),
            CallTest(CALLER, "+", Match.PREFIX),
            CallTest(CallField.USER, "1"),
        ):
            tests, seen, place = (test,) if test else (), [], None
            while True:
                page = await found(storage, *tests, size=4, after=place)
                assert page.total == 10 or place
                seen += [call.id for call in page.calls]
                place = page.next
                if place is None:
                    break
            assert seen == list(range(9, -1, -1)), test
        assert await ids(storage, since=MORNING + 2, until=MORNING + 3) == [8, 7, 6]
        assert await ids(storage, size=0) == []

    async def test_what_would_look_through_too_much_is_refused(
        self, storage: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(call_search, "MOST_LOOKED_AT", 5)
        await storage.keep_calls([record(n, step(n)) for n in range(6)])
        for test in (CallTest(CALLER, "33", Match.PART), CallTest(CALLER, "+", Match.PREFIX)):
            with pytest.raises(TooBroadError, match="give more of the number"):
                await found(storage, test)
            assert await ids(storage, test, since=MORNING + 4) == [5, 4]
        assert await ids(storage, CallTest(CallField.QUEUE, "blue"), size=2) == [5, 4]
        assert (await found(storage, CallTest(CallField.QUEUE, "blue"))).total == 5

    async def test_every_history_is_read_by_index(self, storage: SqlStorage) -> None:
        await storage.keep_calls([record(n, leg(n), step(n)) for n in range(20)])
        asked: list[tuple[str, Any]] = []

        def listen(connection: Connection, cursor: object, statement: str, parameters: Any, *_: object) -> None:
            if statement.startswith("SELECT"):
                asked.append((statement, parameters))

        event.listen(storage._engine.sync_engine, "before_cursor_execute", listen)
        for question in QUESTIONS:
            await storage.find(question)
        event.remove(storage._engine.sync_engine, "before_cursor_execute", listen)
        assert len(asked) > len(QUESTIONS)
        async with reading(storage._engine) as connection:
            for statement, parameters in asked:
                assert not [line for line in await plan(connection, statement, parameters) if whole(line)], statement


async def plan(connection: AsyncConnection, statement: str, parameters: Any) -> list[str]:
    """How the database would go about it, a step a line."""
    if connection.dialect.name == "sqlite":
        rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row[3] for row in rows]
    await connection.execute(text("SET LOCAL enable_seqscan = off"))
    rows = await connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
    return [row[0] for row in rows if " on " in row[0] or "Scan" in row[0]]


def whole(line: str) -> bool:
    """Whether a step reads one of the tables from end to end; what is worked on after a limit is small."""
    looks = any(name in line for name in ("call_records", "call_legs", "queue_steps"))
    return looks and ("Seq Scan" in line or (line.startswith("SCAN") and "INDEX" not in line))
