"""Sentences about integrations: what they are told of queue calls, and the pages that they open."""

import asyncio

from jackfield.domain.shuttle.wakeups import mode_of
from tests.contract.sentences import PATIENCE, Play, sentence


@sentence("an integration listens[ for <text>]")
async def listens(play: Play, text: str | None) -> None:
    """From now on what integrations are told is kept. The variables are those of the directory: `A, B`."""
    play.server.ear.told.integrations = []
    play.server.engine.integrations = play.server.ear.integration
    assert play.server.engine.core.world.shuttle.variables == (tuple(text.split(", ")) if text else ())


@sentence("the integration hears <text>")
async def hears(play: Play, text: str) -> None:
    """`the integration hears ringing, up`: these steps and no others so far."""
    wanted = text.split(", ")
    told = play.server.ear.told.integrations
    assert told is not None
    try:
        async with asyncio.timeout(PATIENCE):
            while [data["event"] for data in told] != wanted:
                await play.server.ear.news()
    except TimeoutError:
        raise AssertionError(f"it heard {[data['event'] for data in told]}, not {wanted}") from None


@sentence("the integration opens <text> at <text> as <word>")
async def opens(play: Play, url: str, peer: str, mode: str) -> None:
    assert play.server.engine.wake_up(url, peer, mode_of(mode)) == 1
