"""Sentences about the queues that users usually serve."""

from tests.contract.sentences import Play, sentence
from tests.contract.stage import PATIENCE


@sentence("<login> stores <queue> at <number> as usual for <login>")
async def stores(play: Play, login: str, queue: str, penalty: str, whose: str) -> None:
    known = play.server.engine.core.world.directory.queue_by_name(queue)
    assert known is not None
    membership = [{"queueId": known.id, "penalty": int(penalty)}]
    await _asks(play, login, "setUserDefaultMembership", whose, userId=_user(play, whose), membership=membership)


@sentence("<login> applies what is usual for <login>")
async def applies(play: Play, login: str, whose: str) -> None:
    await _asks(play, login, "applyUsersDefaultMembership", whose, userIds=[_user(play, whose)])


def _user(play: Play, login: str) -> int:
    user = play.server.engine.core.world.directory.user_by_login(login)
    assert user is not None
    return user.id


async def _asks(play: Play, login: str, command: str, whose: str, **keys: object) -> None:
    result = await play.server.ask(login, PATIENCE, command=command, **keys)
    play.server.ear.told.results[login].append(f"{command} {whose} {result.status}")
