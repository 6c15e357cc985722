"""How quickly histories are found among millions of calls, and how many records a second are written to them.

On SQLite and, where its programs are, on PostgreSQL: `--rows N` calls of a million customers over three years, each
with a phone's part, two of three with a stay in a queue. Wall time, as who asks sees it: reading a disk is waiting. The
figure of a question is that of the slowest of a hundred, each for another number, user, queue or day. What was made is
on the disk before anything is measured. On two quiet cores ten million (as many as there are by default) take half an
hour in all and 12 GB of disk, the one database after the other; a million four minutes and 1.5 GB. `--only sqlite` and
`--only postgresql` do one of the two; TMPDIR says on which disk.
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from _report import Report, percentile, quick
from sqlalchemy import Index, text
from sqlalchemy.ext.asyncio import AsyncConnection

from jackfield.domain.past.call_records import CallLeg, CallRecord, LegOutcome, QueueStep
from jackfield.domain.questions import (
    CallField,
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
from jackfield.storage import schema
from jackfield.storage.database import make_engine
from jackfield.storage.recorder import Recorder
from jackfield.storage.sql import SqlStorage
from tests.support.postgresql import PREPARE, PostgresServer

RECORDS = 10_000_000
CUSTOMERS = 1_000_000
ROUNDS = 100
WRITTEN = 20_000
TARGET_MS = 50.0
TARGET_WRITES = 2_000
USERS, AGENTS, QUEUES = 2_000, 500, 50
BEGIN = 1_650_000_000
YEARS = 3 * 365 * 86_400
AT_ONCE = 500_000
TABLES = (schema.call_records, schema.call_legs, schema.queue_steps)

CALLS = """
INSERT INTO call_records (id, linkedid, started, answered, ended, caller_number, caller_name, called_number,
  called_name, caller_reversed, called_reversed, cause, repaired)
SELECT s.n, 'pbx-' || s.n, {moment}, {moment} + 8000, {moment} + 100000, c.number, '', q.number, '', c.turned, q.turned,
  16, {no}
FROM {series} JOIN bench_numbers c ON c.id = s.n * 7919 % {chosen}
  JOIN bench_numbers q ON q.id = {customers} + s.n % {queues}
"""
LEGS = """
INSERT INTO call_legs (call_id, number, user_id, agent_id, line, outgoing, other_number, other_name, started, answered,
  ended, held_milliseconds, outcome)
SELECT s.n, 0, s.n * 31 % {users}, s.n * 17 % {agents}, '1001', {no}, '0612345678', '', {moment}, {moment} + 8000,
  {moment} + 100000, 0, 'answered'
FROM {series}
"""
STEPS = """
INSERT INTO queue_steps (call_id, number, queue, caller_number, caller_name, called_number, entered, waited_until,
  ended, outcome, agent_id)
SELECT s.n, 0, 'queue' || s.n % {queues}, '0612345678', '', '3001', {moment}, {moment} + 8000, {moment} + 100000,
  CASE s.n % 10 WHEN 0 THEN 'abandoned' ELSE 'answered' END, s.n * 17 % {agents}
FROM {series} WHERE s.n % 3 > 0
"""


def number_of(customer: int) -> str:
    return f"06{customer * 97 % 100_000_000:08}" if customer < CUSTOMERS else f"3{customer - CUSTOMERS:03}"


async def fill(storage: SqlStorage, records: int) -> None:
    """Make the calls within the database; indexes are made when the rows are there."""
    engine = make_engine(storage.url, slow=True)
    async with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        indexes: list[Index] = [index for table in TABLES for index in table.indexes]
        for index in indexes:
            await connection.run_sync(index.drop)
        await connection.execute(text("CREATE TABLE bench_numbers (id BIGINT PRIMARY KEY, number TEXT, turned TEXT)"))
        customers = min(CUSTOMERS, records)
        numbers = {n: number_of(n) for n in (*range(customers), *range(CUSTOMERS, CUSTOMERS + QUEUES))}
        rows = [{"id": n, "number": one, "turned": one[::-1]} for n, one in numbers.items()]
        insert = text("INSERT INTO bench_numbers VALUES (:id, :number, :turned)")
        for first in range(0, len(rows), 50_000):
            await connection.execute(insert, rows[first : first + 50_000])
        await connection.commit()
        for first in range(0, records, AT_ONCE):
            await one_part(connection, first, min(records, first + AT_ONCE), records, sqlite=sqlite)
            await connection.commit()
        for index in indexes:
            await connection.run_sync(index.create)
            await connection.commit()
        await connection.execute(text("DROP TABLE bench_numbers"))
        await connection.commit()
    if not sqlite:
        async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            await connection.execute(text("VACUUM ANALYZE"))
    await engine.dispose()


async def one_part(connection: AsyncConnection, first: int, end: int, records: int, *, sqlite: bool) -> None:
    """Calls `first` to before `end`."""
    series = f"generate_series(CAST({first} AS BIGINT), {end - 1}) AS s(n)"
    if sqlite:
        counted = f"SELECT {first} UNION ALL SELECT n + 1 FROM r WHERE n < {end - 1}"
        series = f"(WITH RECURSIVE r(n) AS ({counted}) SELECT n FROM r) s"
    words = {
        "series": series,
        "moment": f"(CAST({BEGIN}000 AS BIGINT) + s.n * CAST({YEARS * 1000 // records} AS BIGINT))",
        "customers": CUSTOMERS,
        "chosen": min(CUSTOMERS, records),
        "queues": QUEUES,
        "users": USERS,
        "agents": AGENTS,
        "no": "0" if sqlite else "false",
    }
    for statement in (CALLS, LEGS, STEPS):
        await connection.exec_driver_sql(statement.format(**words))


def questions(chance: random.Random) -> dict[str, Callable[[], Question]]:
    """What is asked, each time of somebody else."""
    newest = BEGIN + YEARS

    def number() -> str:
        return number_of(chance.randrange(CUSTOMERS))

    def place() -> Place:
        return Place((BEGIN + chance.randrange(YEARS)) * 1000, 0)

    def found(*tests: CallTest, **more: object) -> FindCalls:
        return FindCalls(tests=tests, **{"size": 50, **more})  # type: ignore[arg-type]

    def queue() -> str:
        return f"queue{chance.randrange(QUEUES)}"

    caller, by_queue = CallField.CALLER, CallField.QUEUE
    return {
        "a user's last 20": lambda: LegsOfUser(chance.randrange(USERS), 20),
        "a user's last 10 days": lambda: LegsOfUser(chance.randrange(USERS), 1000, newest - 864_000.0),
        "an agent's last 20": lambda: LegsOfAgent(chance.randrange(AGENTS), 20),
        "a queue's last 20": lambda: StepsOfQueues((queue(),), 20),
        "ten queues' last 100": lambda: StepsOfQueues(tuple(queue() for _ in range(10)), 100),
        "a customer's calls, whole number": lambda: found(CallTest(caller, number())),
        "by the first 6 digits": lambda: found(CallTest(caller, number()[:6], Match.PREFIX)),
        "by the last 4 digits": lambda: found(CallTest(caller, number()[-4:], Match.SUFFIX)),
        "a customer's in one queue": lambda: found(CallTest(caller, number()), CallTest(by_queue, queue())),
        "a page of a queue, somewhere": lambda: found(CallTest(by_queue, queue()), after=place(), count=False),
        "a page of all calls, somewhere": lambda: found(after=place(), count=False),
        "an agent's abandoned, a month": lambda: found(
            CallTest(CallField.AGENT, str(chance.randrange(AGENTS))),
            CallTest(CallField.STATUS, CallStatus.ABANDONED),
            since=newest - 2_592_000.0,
        ),
    }


def new_records(first: int, count: int) -> Iterable[CallRecord]:
    """Calls as the core would record them."""
    for n in range(first, first + count):
        at = float(BEGIN + YEARS + n - first)
        leg = CallLeg(
            call_id=n,
            number=0,
            user_id=n % USERS,
            agent_id=n % AGENTS,
            line="1001",
            outgoing=False,
            other_number=number_of(n % CUSTOMERS),
            other_name="",
            started=at,
            answered=at + 5,
            ended=at + 60,
            held_seconds=0.0,
            outcome=LegOutcome.ANSWERED,
        )
        step = QueueStep(
            call_id=n,
            number=0,
            queue=f"queue{n % QUEUES}",
            caller_number=leg.other_number,
            caller_name="",
            called_number="3001",
            entered=at,
            left=at + 5,
            ended=at + 60,
            outcome=CallStatus.ANSWERED,
            agent_id=n % AGENTS,
        )
        yield CallRecord(
            id=n,
            linkedid=f"new-{n}",
            started=at,
            answered=at + 5,
            ended=at + 60,
            caller_number=leg.other_number,
            caller_name="",
            called_number="3001",
            called_name="",
            cause=16,
            legs=(leg,),
            steps=(step,),
        )


async def measure(report: Report, name: str, storage: SqlStorage, records: int, rounds: int, written: int) -> None:
    await storage.open()
    began = time.perf_counter()
    await fill(storage, records)
    await asyncio.to_thread(os.sync)  # else the questions wait for what is still being written
    report.line(f"{name}: making {records:,} calls", f"{time.perf_counter() - began:.0f} s")
    slowest = 0.0
    for what, question in questions(random.Random(7)).items():
        taken = []
        for _ in range(rounds):
            asked = question()
            began = time.perf_counter()
            await storage.find(asked)
            taken.append((time.perf_counter() - began) * 1000)
        slowest = max(slowest, percentile(taken, 0.99))
        report.line(f"{name}: {what}: p50, p99, ms", f"{percentile(taken, 0.5):.1f}", f"{percentile(taken, 0.99):.1f}")
    target = f"< {TARGET_MS:.0f} ms"
    report.line(f"{name}: slowest p99, ms", f"{slowest:.1f}", target=target, ok=slowest < TARGET_MS)
    recorder = Recorder(storage.keep_calls)
    began = time.perf_counter()
    for record in new_records(records, written):
        recorder.put(record)
    while recorder.waiting:
        await recorder.flush()
    rate = written / (time.perf_counter() - began)
    await recorder.close()
    target = f">= {TARGET_WRITES:,}"
    report.line(f"{name}: records written a second", f"{rate:,.0f}", target=target, ok=rate >= TARGET_WRITES)
    await storage.close()


def postgresql() -> PostgresServer | None:
    """A server with the settings of a small real one; None where there is none to be had."""
    found = subprocess.run([PREPARE], capture_output=True, text=True, check=False)
    if found.returncode:
        return None
    settings = {"fsync": "on", "full_page_writes": "on", "autovacuum": "on", "shared_buffers": "1GB"}
    settings |= {"maintenance_work_mem": "512MB", "max_wal_size": "8GB"}
    return PostgresServer(Path(found.stdout.strip()), **settings)


async def on_sqlite(report: Report, records: int, rounds: int, written: int) -> None:
    with tempfile.TemporaryDirectory(prefix="jackfield-bench-") as folder:
        await measure(report, "SQLite", SqlStorage.in_directory(Path(folder)), records, rounds, written)


async def on_postgresql(report: Report, records: int, rounds: int, written: int) -> None:
    server = postgresql()
    if server is None:
        report.line("PostgreSQL: not on this machine", "-")
        return
    try:
        server.start()
        await measure(report, "PostgreSQL", SqlStorage.at(server.new_database()), records, rounds, written)
    finally:
        server.close()


def main() -> None:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--rows", type=int, default=RECORDS)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    given = parser.parse_known_args()[0]
    records, rounds, written = (3000, 2, 500) if quick() else (given.rows, ROUNDS, WRITTEN)
    report = Report(f"Histories among {records:,} calls", quick=rounds == 2)
    if given.only != "postgresql":
        asyncio.run(on_sqlite(report, records, rounds, written))
    if given.only != "sqlite":
        asyncio.run(on_postgresql(report, records, rounds, written))
    report.end()


if __name__ == "__main__":
    main()
