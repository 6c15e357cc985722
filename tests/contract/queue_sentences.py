"""Sentences about queues: who waits there, and what has been counted since somebody watches."""

import asyncio

from jackfield.domain.directory import Queue
from jackfield.protocol.events import RightProfile
from tests.contract.sentences import PATIENCE, Play, sentence

COUNTERS = {
    "entered": "TotalNumberCallsEntered",
    "answered": "TotalNumberCallsAnswered",
    "abandoned": "TotalNumberCallsAbandonned",
    "left": "TotalNumberCallsTimeout",
    "waiting": "WaitingCalls",
    "talking": "TalkingAgents",
    "logged": "LoggedAgents",
}


@sentence("<login> watches queue <number>")
async def watches_queue(play: Play, login: str, number: str) -> None:
    await play.server.ask(login, PATIENCE, command="subscribeToQueueStats")
    await play.server.ask(login, PATIENCE, command="subscribeToQueueCalls", queueId=_queue(play, number).id)


@sentence("queue <number> counts <text>")
async def counts(play: Play, number: str, text: str) -> None:
    """`queue 3001 counts entered 2, answered 1`: as told to who watches, sooner or later."""
    queue = _queue(play, number)
    pairs = [pair.rsplit(" ", 1) for pair in text.split(", ")]
    wanted = {COUNTERS[name]: int(value) for name, value in pairs}
    shown: dict[str, float] = {}
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                figures = play.server.ear.figures.get(queue.id, {})
                shown = {name: figures.get(name, 0) for name in wanted}
                if shown == wanted:
                    return
                await play.server.ear.news()
    except TimeoutError:
        raise AssertionError(f"queue {number} counts {shown}, not {wanted}") from None


@sentence("queue <number> waits with <text>")
async def waits_with(play: Play, number: str, text: str) -> None:
    """`queue 3001 waits with +33611223344, +33611223355`, in this order; `nobody`."""
    wanted = [] if text == "nobody" else text.split(", ")
    told = play.server.ear.told.queues
    async with asyncio.timeout(PATIENCE):
        while [each.split(" ")[1] for each in told[number][-1].split(", ") if each != "nobody waits"] != wanted:
            await play.server.ear.news()


@sentence("<login> is told who he is")
async def is_told_who_he_is(play: Play, login: str) -> None:
    """What a new socket is told first, in order, and the rights in full."""
    told = play.server.ear.told.results[login]
    for event in play.server.connect(login):
        rights = [event.profile, *event.rights] if isinstance(event, RightProfile) else []
        told.append(" ".join([type(event).__name__, *rights]))


@sentence("calls of queue <queue> must be qualified")
async def must_be_qualified(play: Play, queue: str) -> None:
    """The directory says so (`language.Scenario`)."""


@sentence("<login> is told what to qualify")
async def follows_qualifications(play: Play, login: str) -> None:
    await play.server.ask(login, PATIENCE, command="getQualifications")


@sentence("<login> qualifies the last call as <text>")
async def qualifies(play: Play, login: str, reason: str) -> None:
    """Asterisk says that the agent's channel is up before it says whose call he took: AgentConnect may still be due."""
    async with asyncio.timeout(PATIENCE):
        while not play.server.ear.qualifications:
            await play.server.ear.news()
    call = play.server.ear.qualifications[-1]
    result = await play.server.ask(login, 15, command="qualifyCall", id=call.linkedId, reason=reason, note="«Zoë»")
    words = ["qualifyCall", reason, result.status, *([result.code] if result.code else [])]
    play.server.ear.told.results[login].append(" ".join(words))


@sentence("callers wait for <number> seconds")
async def wait_time(play: Play, seconds: str) -> None:
    await play.stage.ami("Setvar", Variable="QUEUETIME", Value=seconds)


@sentence("callers come with priority <code>")
async def come_with_priority(play: Play, priority: str) -> None:
    await play.stage.ami("Setvar", Variable="QUEUE_PRIO", Value=priority)


def _waiting_call(play: Play, number: str, queue: str) -> dict[str, object]:
    """As an element of `QueueCalls.calls` that a client was told."""
    state = play.server.engine.core.world.centre.queues[_queue(play, queue).name]
    caller = next(caller for caller in state.waiting.values() if caller.number == number)
    return {"position": 1, "number": number, "uniqueId": caller.uniqueid, "channel": caller.channel}


@sentence("the caller <number> is moved from queue <number> to <number>")
async def is_moved(play: Play, number: str, queue: str, other: str) -> None:
    """By another tool, at the PBX."""
    channel = str(_waiting_call(play, number, queue)["channel"])
    await play.stage.ami("Redirect", Channel=channel, Context="internal", Exten=other, Priority="1")


@sentence("<login> retrieves <number> from queue <number>")
async def retrieves(play: Play, login: str, number: str, queue: str) -> None:
    await _retrieve(play, login, _waiting_call(play, number, queue))


@sentence("<login> retrieves somebody who does not wait")
async def retrieves_nobody(play: Play, login: str) -> None:
    await _retrieve(play, login, {"uniqueId": "1.1"})


async def _retrieve(play: Play, login: str, call: dict[str, object]) -> None:
    result = await play.server.ask(login, 15, command="retrieveQueueCall", queueCall=call)
    words = ["retrieveQueueCall", result.status, *([result.code] if result.code else [])]
    play.server.ear.told.results[login].append(" ".join(words))


def _queue(play: Play, number: str) -> Queue:
    queue = play.server.engine.core.world.directory.queue_by_number(number)
    assert queue is not None
    return queue
