"""The queues a user usually serves: stored by user, put in force for the agents of many at once (protocol 6.2, 8.4).

What is stored changes nothing in any queue, `apply` does. An empty list is as none: applying it changes nothing.
"""

from collections.abc import Iterable, Iterator

from jackfield.domain.asking import Asking
from jackfield.domain.centre import agent_queues
from jackfield.domain.centre.agent_lists import rights
from jackfield.domain.effects import Effect, Publish, Reply, Subscribe, TopicKind, Unsubscribe, defaults_topic
from jackfield.domain.lasting import DefaultsSet, MembershipGone, MembershipSet
from jackfield.domain.results import Refused
from jackfield.domain.storing import store_for
from jackfield.domain.world import World
from jackfield.protocol import commands, events
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import QueuePenalty, ResultStatus


def get(ask: Asking, command: commands.GetUserDefaultMembership) -> Iterator[Effect]:
    """What is stored for a user, nothing for an unknown one; from now on this session is told when it changes."""
    session = ask.ticket.session
    if session not in ask.world.following_defaults:
        yield Subscribe(session, defaults_topic(command.userId))
    yield Reply(session, _event(ask.world, command.userId))
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def base_list(ask: Asking) -> Iterator[Effect]:
    """getList `basequeuemember`: all that is stored, whatever queues the asker sees, as whoever sets it replaces it."""
    own, session = rights(ask), ask.ticket.session
    if not (own.everything or own.supervisor):
        raise Refused(RefusalCode.NOT_ALLOWED, "Your profile does not allow getList basequeuemember")
    ask.world.following_defaults.add(session)
    yield Unsubscribe(session, TopicKind.DEFAULTS)
    yield Subscribe(session, defaults_topic())
    stored = ((user_id, membership_of(ask.world, user_id)) for user_id in sorted(ask.world.defaults))
    items = tuple(
        events.UserMembership(userId=user_id, membership=membership) for user_id, membership in stored if membership
    )
    yield Reply(session, events.UsersQueueDefaultMembership(memberships=items))


def set_one(ask: Asking, command: commands.SetUserDefaultMembership) -> Iterator[Effect]:
    """In the place of what was stored; told also when it is the same."""
    return _set(ask, [command.userId], command.membership)


def set_many(ask: Asking, command: commands.SetUsersDefaultMembership) -> Iterator[Effect]:
    """The same list for all of them, or for none."""
    return _set(ask, command.userIds, command.membership)


def _set(ask: Asking, user_ids: Iterable[int], membership: tuple[QueuePenalty, ...]) -> Iterator[Effect]:
    world, users = ask.world, tuple(dict.fromkeys(user_ids))
    queues = _checked(ask, membership)
    for user_id in users:
        if world.directory.user(user_id) is None:
            raise Refused(RefusalCode.NOT_FOUND, f"There is no user {user_id}")

    def kept(now: float) -> Iterator[Effect]:
        for user_id in users:
            world.defaults[user_id] = dict(queues)
            yield Publish(defaults_topic(), _event(world, user_id), (defaults_topic(user_id),))

    yield from store_for(ask, tuple(DefaultsSet(user_id, queues) for user_id in users), kept)


def _checked(ask: Asking, membership: tuple[QueuePenalty, ...]) -> dict[int, int]:
    """Queue id to penalty.

    Raises:
        Refused: not_found for a queue there is not, bad_request for one given twice or a penalty that is none.
    """
    queues: dict[int, int] = {}
    for one in membership:
        if ask.world.directory.queue(one.queueId) is None:
            raise Refused(RefusalCode.NOT_FOUND, f"There is no queue {one.queueId}")
        if not 0 <= one.penalty <= agent_queues.HIGHEST_PENALTY:
            raise Refused(RefusalCode.BAD_REQUEST, f"membership: the penalty in queue {one.queueId} must be 0 or more")
        if one.queueId in queues:
            raise Refused(RefusalCode.BAD_REQUEST, f"membership: queue {one.queueId} is given twice")
        queues[one.queueId] = one.penalty
    return queues


def apply(ask: Asking, command: commands.ApplyUsersDefaultMembership) -> Iterator[Effect]:
    """Makes the queues of the users' agents as stored; users with nothing stored, or no agent, are left as they are."""
    moves: list[agent_queues.Move] = []
    for user_id in dict.fromkeys(command.userIds):
        moves += _moves(ask.world, user_id)
    yield from agent_queues.carry_out(ask, moves)


def _moves(world: World, user_id: int) -> Iterator[agent_queues.Move]:
    """What must change for a user's agent: first into queues, then out, so that he is never without any in between."""
    agent = world.directory.agent_of_user(user_id)
    wanted = {one.queueId: one.penalty for one in membership_of(world, user_id)}
    if agent is None or not wanted:
        return
    there = {one.queue_id: one.penalty for one in world.directory.memberships_of(agent.id)}
    for queue_id, penalty in wanted.items():
        if there.get(queue_id) != penalty:
            yield MembershipSet(agent.id, queue_id, penalty)
    for queue_id in sorted(there.keys() - wanted.keys()):
        yield MembershipGone(agent.id, queue_id)


def membership_of(world: World, user_id: int) -> tuple[QueuePenalty, ...]:
    """What is stored for a user, without queues that are gone."""
    stored = world.defaults.get(user_id, {}) if world.directory.user(user_id) is not None else {}
    return tuple(
        QueuePenalty(queueId=queue_id, penalty=stored[queue_id])
        for queue_id in sorted(stored)
        if world.directory.queue(queue_id) is not None
    )


def _event(world: World, user_id: int) -> events.UserQueueDefaultMembership:
    return events.UserQueueDefaultMembership(userId=user_id, membership=membership_of(world, user_id))
