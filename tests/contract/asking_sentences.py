"""Sentences that send any command and write down what it is answered; and what agents' statistics say."""

import asyncio
from typing import Any

import msgspec

from jackfield.protocol.events import AgentStatistics, Event, GetQueueStatistics, ListEvent, QueueCalls, QueueStatistics
from tests.contract.sentences import PATIENCE, Play, sentence

MOMENTS = {
    "since",
    "queueTime",
    "start",
    "startedAt",
    "duration",
    "uniqueId",
    "linkedId",
    "channel",
    "userData",
    "sipCallId",
    "id",
}
"""Keys whose values differ each time (the ids of things are told by their names)."""

ELSEWHERE = (QueueCalls, QueueStatistics)
"""Answers that have sections of their own."""


@sentence("<login> sends <word>[ with <text>]")
async def sends(play: Play, login: str, command: str, text: str | None) -> None:
    """`alice sends setAgentQueue with agentId 4, queueId 1, penalty 3`; the answers are in the login's section."""
    pairs = [pair.split(" ", 1) for pair in text.split(", ")] if text else []
    keys: dict[str, object] = {name: _value(name, value) for name, value in pairs}
    replies = play.server.ear.replies[login]
    replies.clear()
    result = await play.server.ask(login, 15, command=command, **keys)
    lines = play.server.ear.told.results[login]
    for event in replies:
        if not isinstance(event, ELSEWHERE):
            lines += answer(event)
    lines.append(" ".join([command, result.status, *([result.code] if result.code else [])]))


WORDS = {"yes": True, "no": False, "-": ""}


def _value(name: str, text: str) -> object:
    """A number, yes or no, nothing (`-`); what is dialled stays text."""
    if text.isdecimal() and name != "destination":
        return int(text)
    return WORDS.get(text, text)


def answer(event: Event) -> list[str]:
    """A line an event, or one for each of its items; statistics that are times show their names only."""
    kind = type(event).__name__
    if isinstance(event, ListEvent):
        return [f"{kind}:", *(f"    {_shown(item)}" for item in event.items)]
    if isinstance(event, AgentStatistics):
        shown = [one.name if "Time" in one.name else f"{one.name}={one.value}" for one in event.statistics]
        return [f"{kind} of {event.id}: {', '.join(sorted(shown))}"]
    if isinstance(event, GetQueueStatistics):
        shown = [one.statName if "Time" in one.statName else f"{one.statName}={one.value}" for one in event.stats]
        return [f"{kind} of {event.queueId}: {', '.join(shown)}"]
    return [f"{kind} {_shown(event)}"]


def _shown(value: object) -> str:
    return msgspec.json.encode(_without_moments(msgspec.to_builtins(value))).decode()


def _without_moments(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_moments(inner) for key, inner in value.items() if key not in MOMENTS}
    return [_without_moments(inner) for inner in value] if isinstance(value, list | tuple) else value


@sentence("<login> counts of agent <number> <text>")
async def agent_counts(play: Play, login: str, number: str, text: str) -> None:
    """`sam counts of agent 2004 InbAnsCalls 1, OutCalls 0`: as told to who follows them, sooner or later."""
    agent = play.server.engine.core.world.directory.agent_by_number(number)
    assert agent is not None
    wanted = {name: int(value) for name, value in (pair.rsplit(" ", 1) for pair in text.split(", "))}
    shown: dict[str, object] = {}
    try:
        async with asyncio.timeout(PATIENCE):
            while shown != wanted:
                counted = play.server.ear.agent_figures.get(agent.id, {})
                shown = {name: counted.get(name, 0) for name in wanted}
                if shown != wanted:
                    await play.server.ear.news()
    except TimeoutError:
        raise AssertionError(f"agent {number} has counted {shown}, not {wanted}") from None


@sentence("another tool puts agent <number> on <phone> into <queue>")
async def tool_puts(play: Play, agent: str, number: str, queue: str) -> None:
    await play.stage.ami("QueueAdd", Queue=queue, Interface=f"PJSIP/{number}", MemberName=f"Agent/{agent}")


@sentence("another tool takes <phone> out of <queue>")
async def tool_takes(play: Play, number: str, queue: str) -> None:
    await play.stage.ami("QueueRemove", Queue=queue, Interface=f"PJSIP/{number}")


@sentence("another tool pauses <phone> for <text>")
async def tool_pauses(play: Play, number: str, reason: str) -> None:
    await play.stage.ami("QueuePause", Interface=f"PJSIP/{number}", Paused="true", Reason=reason)


@sentence("another tool lets <phone> go on")
async def tool_lets_go_on(play: Play, number: str) -> None:
    await play.stage.ami("QueuePause", Interface=f"PJSIP/{number}", Paused="false")
