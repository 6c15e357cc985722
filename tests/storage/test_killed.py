"""What was acknowledged is there after a `kill -9` at any moment; what was not is there as a whole or not at all."""

import os
from pathlib import Path

import pytest

from tests.storage.conftest import Start
from tests.support.postgresql import PostgresServer

RUNS = 1000 if os.environ.get("JACKFIELD_SOAK") == "1" else 50

KILL = r"""
import asyncio, os, random, signal, sys
from datetime import date
from jackfield.domain.callback.callback_entries import (
    Callback, CallbackAdded, CallbackTaken, CallbackTicket, TicketOpened, TicketWritten,
)
from jackfield.domain.effects import Store
from jackfield.protocol.values import CallbackStatus
from jackfield.storage import demo
from jackfield.storage.sql import SqlStorage
from jackfield.storage.writer import Writer

url, runs = sys.argv[1], int(sys.argv[2])
chance = random.Random(runs)

def changes(tag):
    # one callback after another: somebody asks, an agent takes it, calls, and closes it
    new = Callback(uuid=tag, list_uuid=demo.BLUE_LIST, period_uuid=demo.MORNING, due_date=date(2026, 3, 1))
    ticket = CallbackTicket(uuid=tag, request_uuid=tag, agent_id=1, started=1.0)
    written = CallbackTicket(
        uuid=tag, request_uuid=tag, agent_id=1, started=1.0, status=CallbackStatus.ANSWERED, ended=2.0
    )
    closed = Callback(
        uuid=tag, list_uuid=demo.BLUE_LIST, period_uuid=demo.MORNING, due_date=new.due_date, agent_id=1, closed=True
    )
    return [(CallbackAdded(new),), (CallbackTaken(tag, 1),), (TicketOpened(ticket),), (TicketWritten(ticket, closed),)]

async def work(run, told):
    storage = SqlStorage.at(url)
    writer = Writer(storage.keep, lambda fact: os.write(told, f"{fact.tag} {fact.ok}\n".encode()))
    for number in range(10_000):
        for step, change in enumerate(changes(f"{run}-{number}"), 1):
            writer.put(Store(f"{run}-{number}/{step}", change))
        while writer.waiting:
            await asyncio.sleep(0)

def one(run):
    # the child works until it is killed; all that it was told is in the pipe
    reading, told = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            asyncio.run(work(run, told))
        finally:
            os._exit(1)
    os.close(told)
    with os.fdopen(reading) as answers:
        first = answers.readline()
        signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
        signal.setitimer(signal.ITIMER_REAL, chance.uniform(0.0001, 0.05))
        said = [first, *answers]
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    assert all(line.endswith(" True\n") for line in said), said
    reached = {}
    for line in said:
        tag, step = line.split()[0].split("/")
        reached[tag] = int(step)
    return reached

async def kept():
    storage = SqlStorage.at(url)
    await storage.open()
    found = await storage.callbacks()
    await storage.close()
    tickets = {ticket.uuid for ticket in found.tickets}
    return {each.uuid: 1 + (each.agent_id == 1) + (each.uuid in tickets) + each.closed for each in found.callbacks}

async def begin():
    storage = SqlStorage.at(url)
    await storage.open()
    await demo.fill(storage, date(2026, 3, 1))
    await storage.close()

asyncio.run(begin())
promised, lost = {}, []
for run in range(runs):
    promised |= one(run)
    if run % 10 == 9 or run == runs - 1:
        have = asyncio.run(kept())
        lost += [(tag, step, have.get(tag, 0)) for tag, step in promised.items() if have.get(tag, 0) < step]
print(runs, "runs,", len(promised), "callbacks acknowledged, lost:", lost, flush=True)
"""


def kill(start: Start, url: str) -> None:
    output, errors = start(KILL, url, str(RUNS)).communicate()
    assert output.startswith(f"{RUNS} runs,"), errors
    assert output.endswith("lost: []\n"), output
    assert int(output.split()[2]) > RUNS, output


@pytest.mark.soak
@pytest.mark.timeout(60 + 2 * RUNS)
def test_no_acknowledged_callback_is_lost_by_a_kill(start: Start, tmp_path: Path) -> None:
    kill(start, f"sqlite:///{tmp_path}/jackfield.sqlite3")


@pytest.mark.soak
@pytest.mark.timeout(60 + 2 * RUNS)
def test_no_acknowledged_callback_is_lost_by_a_kill_on_postgresql(start: Start, postgresql: PostgresServer) -> None:
    kill(start, postgresql.new_database())
