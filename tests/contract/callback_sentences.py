"""Sentences about callbacks: who asked for one at the PBX."""

import asyncio

from tests.contract.sentences import Play, sentence
from tests.contract.stage import PATIENCE


@sentence("<login> watches the callbacks")
async def watches_callbacks(play: Play, login: str) -> None:
    await play.server.ask(login, PATIENCE, command="getCallbackLists")


@sentence("<login> sees callbacks of <queue> for <text>")
async def sees_callbacks(play: Play, login: str, queue: str, numbers: str) -> None:
    wanted = numbers.split(", ")
    async with asyncio.timeout(PATIENCE):
        while [number for number, _ in _callbacks(play, queue)] != wanted:
            await play.server.ear.news()
    told = play.server.ear.told.results[login]
    told += [f"callbacks of {queue}: {number} {name}" for number, name in _callbacks(play, queue)]


@sentence("<login> listens to the message <text>")
async def listens_to_a_message(play: Play, login: str, message: str) -> None:
    result = await play.server.ask(login, 15, command="listenCallbackMessage", voiceMessageRef=message)
    play.server.ear.told.results[login].append(f"listenCallbackMessage {result.status}")


def _callbacks(play: Play, queue: str) -> list[tuple[str | None, str | None]]:
    """Numbers and names in the queue's list as told last."""
    known = play.server.engine.core.world.directory.queue_by_name(queue)
    assert known is not None
    lists = play.server.ear.callbacks
    return [
        (callback.phoneNumber, callback.lastName)
        for each in (lists.items if lists else ())
        if each.queueId == known.id
        for callback in each.callbacks
    ]
