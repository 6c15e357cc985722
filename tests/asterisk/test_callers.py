"""Many callers at once through the trunk (sipp), into a queue and to one line: every call is told, none is left."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from jackfield.telephony.ami.replay import Replay
from jackfield.telephony.ami.trace import load as load_trace
from jackfield.telephony.asterisk.queue_log import read, visits
from tests.asterisk.callers import Load, errors
from tests.asterisk.conftest import Desk, Office
from tests.support.ami import Watcher
from tests.support.client import Cti, Payload, until_ready
from tests.support.pbx import Asterisk
from tests.support.phones import PhoneError
from tests.support.queue_account import disagreements, served_in

GREEN = 3

Calling = Callable[[Load], Awaitable[None]]


@pytest.fixture
async def calling(asterisk: Asterisk) -> AsyncIterator[Calling]:
    """Lets callers call, and returns when all of them have hung up."""
    started: list[asyncio.subprocess.Process] = []
    null, folder = asyncio.subprocess.DEVNULL, asterisk.bed.folder / "sipp"

    async def call(load: Load) -> None:
        words = load.words(asterisk.bed.root, folder, f"{asterisk.host}:{asterisk.sip_port}")
        process = await asyncio.create_subprocess_exec(*words, stdin=null, stdout=null, stderr=null)
        started.append(process)
        assert await process.wait() == 0, errors(folder)

    yield call
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.fixture
async def crowd(asterisk: Asterisk) -> AsyncIterator[Calling]:
    """Lets callers begin to call; they go on by themselves until the end of the test."""
    started: list[asyncio.subprocess.Process] = []
    null = asyncio.subprocess.DEVNULL

    async def call(load: Load) -> None:
        folder = asterisk.bed.folder / f"sipp-{len(started)}"
        words = load.words(asterisk.bed.root, folder, f"{asterisk.host}:{asterisk.sip_port}")
        started.append(await asyncio.create_subprocess_exec(*words, stdin=null, stdout=null, stderr=null))

    yield call
    for process in started:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def serve_callers(desk: Desk, seconds: float) -> None:
    """Takes what the phone takes, and sends every caller away after so many seconds; ends when cancelled."""
    while True:
        talk = await desk.phone.talks(timeout=60)
        await asyncio.sleep(seconds)
        # where all phones ring, two may answer: the later one is sent away
        with suppress(PhoneError):
            await desk.phone.hang_up(talk["call"])


def calls_of(desk: Desk) -> dict[str, list[str]]:
    """Every call told at this desk: event types by uniqueId."""
    found: dict[str, list[str]] = {}
    for event in desk.events:
        found.setdefault(event["uniqueId"], []).append(event["eventType"])
    return found


def queue_log(asterisk: Asterisk) -> str:
    """What Asterisk has written of its queues."""
    log = asterisk.queue_log
    return log.read_text(encoding="utf-8") if log.exists() else ""


def others_of(desk: Desk, kind: str) -> list[str]:
    return [event["otherDN"] for event in desk.events if event["eventType"] == kind]


async def test_a_crowd_waits_in_a_queue(
    closed_office: Office, watcher: Watcher, calling: Calling, tmp_path: Path
) -> None:
    """Two dozen callers, twelve at a time, some without patience; three agents who do not talk long. What users are
    told is what Asterisk's own log has."""
    office, trace = closed_office, tmp_path / "crowd.trace"
    began, since = time.time(), queue_log(office.asterisk)
    await office.open(record=trace)
    desks = await office.desks("alice", "bruno", "chloe", mode="answer", delay=0.02)
    for desk in desks:
        heads = {"Queue": "green", "Interface": f"PJSIP/{desk.phone.number}"}
        answer = await watcher.action("QueueAdd", **heads)
        assert answer["Response"] == "Success", answer
    agents = [asyncio.create_task(serve_callers(desk, 0.2)) for desk in desks]
    load = Load(to="0123453003", count=24, at_once=12, rate=60, patience=3)
    try:
        await calling(load)
        await office.settled(*desks)
    finally:
        for agent in agents:
            agent.cancel()
        await asyncio.gather(*agents, return_exceptions=True)
        for desk in desks:
            await watcher.action("QueueRemove", Queue="green", Interface=f"PJSIP/{desk.phone.number}")
    log = visits(read(queue_log(office.asterisk).removeprefix(since)))
    assert sorted(visit.caller for visit in log) == load.numbers
    assert disagreements(log, served_in(list(Replay(load_trace(trace)).run()), began)) == []
    served = Counter(other for desk in desks for other in others_of(desk, "EventEstablished"))
    assert served == Counter(visit.caller for visit in log if visit.connected)
    assert len(served) >= 6
    for desk in desks:
        for stages in calls_of(desk).values():
            assert stages in (["EventRinging", "EventReleased"], ["EventRinging", "EventEstablished", "EventReleased"])
        assert {event["queueName"] for event in desk.events} == {"green"}
        assert desk.story[-1] == "AVAILABLE"
    assert await office.asterisk.channels() == []


async def test_asterisk_restarts_with_fifty_callers_waiting(
    office: Office, asterisk: Asterisk, crowd: Callable[[Load], Awaitable[None]]
) -> None:
    """Nobody waits any more, nothing is counted twice, the agent is where he was; the next caller is served."""
    [david] = await office.desks("david")
    sam = await office.connect("root")
    assert (await david.client.ask("agentLogin"))["status"] == "done"
    assert (await david.client.ask("pauseAgent", reason="lunch"))["status"] == "done"
    await sam.send("subscribeToQueueStats")
    await sam.send("subscribeToQueueCalls", queueId=GREEN)
    await crowd(Load(to="0123453003", count=50, at_once=50, rate=100, patience=300))
    await until(sam, lambda counted: counted["WaitingCalls"] == counted["TotalNumberCallsEntered"] == 50)
    david.client.frames.clear()
    await asterisk.kill()
    await asterisk.restart()
    await until_ready(office.url, patience=30)
    await until(sam, lambda counted: counted["WaitingCalls"] == 0)
    fresh = await office.connect("root")
    await fresh.send("subscribeToQueueStats")
    await fresh.send("subscribeToQueueCalls", queueId=GREEN)
    assert (await fresh.expect("QueueCalls", queueId=GREEN))["calls"] == []
    counted = await figures(fresh)
    assert (counted["TotalNumberCallsEntered"], counted["TotalNumberCallsAnswered"]) == (50, 0)
    assert (counted["WaitingCalls"], counted["TalkingAgents"], counted["LoggedAgents"]) == (0, 0, 1)
    state = await fresh_state(office, "david")
    assert (state["name"], state["cause"], state["phoneNb"]) == ("AgentOnPause", "lunch", "1004")
    await david.phone.register()
    assert (await david.client.ask("unpauseAgent"))["status"] == "done"
    await crowd(Load(to="0123453003", count=1, at_once=1, patience=60, first=33_622_000_001))
    await david.phone.rings(20)
    await david.phone.answer()
    await until(fresh, lambda counted: counted["TotalNumberCallsAnswered"] == counted["TalkingAgents"] == 1)
    await david.phone.hang_up()
    await until(fresh, lambda counted: counted["TalkingAgents"] == counted["WaitingCalls"] == 0)
    assert (await david.client.ask("agentLogout"))["status"] == "done"


async def figures(client: Cti) -> dict[str, float]:
    """What is told of green at first: all of it."""
    event = await client.expect("QueueStatistics", queueId=GREEN)
    return {counter["statName"]: counter["value"] for counter in event["counters"]}


async def until(client: Cti, true: Callable[[dict[str, float]], bool]) -> None:
    """Green's figures, as they are told from the beginning on, are at last like this."""
    shown = client.__dict__.setdefault("shown", defaultdict(float))
    async with asyncio.timeout(30):
        while not (shown and true(shown)):
            event = await client.expect("QueueStatistics", queueId=GREEN, patience=30)
            shown |= {counter["statName"]: counter["value"] for counter in event["counters"]}


async def fresh_state(office: Office, login: str) -> Payload:
    """The agent's state as a page opened now is told it."""
    client = await office.connect(login)
    return await client.expect("AgentStateEvent")


async def test_a_crowd_calls_one_line(office: Office, calling: Calling) -> None:
    """Sixteen callers, eight at a time, at a phone that takes three calls: told of those, and of nobody at the end."""
    [alice] = await office.desks("alice")
    load = Load(to="0123451001", count=16, at_once=8, rate=40, patience=0.4, first=33_622_000_001)
    await calling(load)
    await office.settled(alice)
    incoming = [event for event in alice.phone.events if event["ev"] == "incoming"]
    told = calls_of(alice)
    assert len(told) == len(incoming) > 0
    assert {tuple(stages) for stages in told.values()} == {("EventRinging", "EventReleased")}
    rang = others_of(alice, "EventRinging")
    assert set(rang) <= set(load.numbers)
    assert len(set(rang)) == len(rang)
    assert await alice.current() == {}
    assert alice.story[-1] == "AVAILABLE"
    assert await office.asterisk.channels() == []


async def test_a_crowd_loses_patience_in_a_queue_without_agents(office: Office, calling: Calling) -> None:
    """Nobody is there: the callers come and go, and no user is told anything."""
    [alice] = await office.desks("alice")
    alice.turn_page()
    await calling(Load(to="0123453003", count=20, at_once=20, rate=100, patience=0.5))
    await office.settled(alice)
    assert alice.story == []
    assert await office.asterisk.channels() == []
    assert office.started is not None
    assert office.started.engine.core.world.legs == {}
