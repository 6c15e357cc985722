"""What connected clients are told when the directory is another one: queues, agents, members, users, statuses, rooms.

To the same followers as the lists, so that nobody is told of what he does not see. Changed rights are told before it
(`rights_changes.py`), whose agents leave the PBX is decided in `adopting.py`.
"""

from collections.abc import Callable, Iterator
from functools import partial

from jackfield.domain.access import Rights, rights_of
from jackfield.domain.centre import agent_groups, agent_lists, agent_queues, agents
from jackfield.domain.centre.queue_settings import settings_of
from jackfield.domain.directory import Agent, Directory, User
from jackfield.domain.effects import (
    ROOMS,
    Effect,
    Publish,
    Request,
    Topic,
    agent_list_topic,
    agents_topic,
    queue_list_topic,
    user_topic,
)
from jackfield.domain.phone import phones, voicemail
from jackfield.domain.phone.phones import link_usable
from jackfield.domain.requests import CountMessages
from jackfield.domain.room import conferences
from jackfield.domain.user import personal, services, statuses
from jackfield.domain.world import World
from jackfield.protocol.events import Event
from jackfield.protocol.values import Profile

EVERYBODY = rights_of(User(id=0, login="*", profile=Profile.ADMIN))
"""Sees all there is."""

TOLD_OF_USERS = ("first_name", "last_name", "login", "mobile_number", "agent_id", "line_id", "voicemail_id")
"""What of a user his clients show."""


def announced(world: World, before: Directory, now: float) -> Iterator[Effect]:
    """The directory was another one until now."""
    yield from _queues(world, before)
    yield from _agents(world, before, now)
    yield from _groups(world, before)
    yield from _members(world, before, now)
    yield from _users(world, before, now)
    yield from _lines(world, before)
    yield from _statuses(world, before)
    yield from _mailboxes(world, before)
    if before.conferences != world.directory.conferences:
        yield Publish(ROOMS, conferences.conference_list(world))


def _queues(world: World, before: Directory) -> Iterator[Effect]:
    """Each one that is new or different; of one that is gone there is no event but the whole list."""
    for queue in world.directory.queues:
        if before.queue(queue.id) != queue:
            yield Publish(
                queue_list_topic(),
                agent_lists.queue_config(queue, settings_of(world, queue)),
                (queue_list_topic(queue.id),),
            )
    if any(world.directory.queue(queue.id) is None for queue in before.queues):
        yield from _whole(
            world, queue_list_topic(), partial(agent_lists.queues_seen, settings=world.centre.queue_settings)
        )


def _agents(world: World, before: Directory, now: float) -> Iterator[Effect]:
    for agent in world.directory.agents:
        old = before.agent(agent.id)
        if old != agent:
            yield agent_groups.told(world, old, agent)
            yield from _state(world, old, agent, now)
    if any(world.directory.agent(agent.id) is None for agent in before.agents):
        yield from _whole(world, agent_list_topic(), agent_lists.agents_seen)


def _state(world: World, old: Agent | None, agent: Agent, now: float) -> Iterator[Effect]:
    """News to those who have not seen him so far."""
    event = agents.state_of(world, agent, now)
    if old is None:
        yield agents.publication(agent, event)
    elif old.group_id != agent.group_id and agent.group_id is not None:
        yield Publish(agents_topic(agent.group_id), event)


def _groups(world: World, before: Directory) -> Iterator[Effect]:
    if before.groups != world.directory.groups:
        yield from _whole(world, agent_list_topic(), agent_lists.groups_seen)


def _whole(world: World, everybody: Topic, seen: Callable[[Directory, Rights], Event]) -> Iterator[Effect]:
    """A list to those who follow all of it, and to each supervisor as far as he sees it."""
    yield Publish(everybody, seen(world.directory, EVERYBODY))
    for user in world.directory.users:
        rights = rights_of(user, world.settings.no_profile)
        if rights.supervisor:
            yield Publish(user_topic(user.id), seen(world.directory, rights))


def _members(world: World, before: Directory, now: float) -> Iterator[Effect]:
    """Each membership that is new, gone or of another penalty; the PBX is made to agree for those at work."""
    old, new = _penalties(before), _penalties(world.directory)
    for agent_id, queue_id in dict.fromkeys((*old, *new)):
        penalty = new.get((agent_id, queue_id))
        if old.get((agent_id, queue_id)) == penalty:
            continue
        agent = world.directory.agent(agent_id) or before.agent(agent_id)
        queue = world.directory.queue(queue_id) or before.queue(queue_id)
        assert agent is not None
        assert queue is not None
        yield from agent_queues.told(
            world, agent, queue, agent_queues.NOT_A_MEMBER if penalty is None else penalty, now
        )
        yield from agent_queues.at_the_pbx(world, agent, queue, penalty)


def _penalties(directory: Directory) -> dict[tuple[int, int], int]:
    return {(one.agent_id, one.queue_id): one.penalty for one in directory.memberships}


def _users(world: World, before: Directory, now: float) -> Iterator[Effect]:
    for user in world.directory.users:
        old = before.user(user.id)
        if old is None or old == user:
            continue
        if any(getattr(old, field) != getattr(user, field) for field in TOLD_OF_USERS):
            yield from services.tell(world, user)
        agent = world.directory.agent_of_user(user.id)
        if old.agent_id != user.agent_id and agent is not None:
            yield Publish(user_topic(user.id), agents.state_of(world, agent, now))
        if old.line_id != user.line_id and (status := phones.status_of_user(world, user.id, now)) is not None:
            yield Publish(user_topic(user.id), status)
        if old.voicemail_id != user.voicemail_id and (box := voicemail.status_of_user(world, user)) is not None:
            yield Publish(user_topic(user.id), box)


def _lines(world: World, before: Directory) -> Iterator[Effect]:
    """How the line of a user registers, where it is another or has other devices."""
    for user in world.directory.users:
        line = world.directory.line_of_user(user.id)
        if line is not None and before.user(user.id) is not None and before.line_of_user(user.id) != line:
            yield Publish(user_topic(user.id), personal.line_config(world, line))


def _statuses(world: World, before: Directory) -> Iterator[Effect]:
    """Users who had chosen one that is gone have chosen none; lists come first: clients look names up in them."""
    if before.statuses == world.directory.statuses:
        return
    offered = statuses.users_statuses(world)
    for user in world.directory.users:
        yield Publish(user_topic(user.id), offered)
        if world.statuses.get(user.id) not in (None, *(status.name for status in world.directory.statuses)):
            del world.statuses[user.id]
            yield Publish(user_topic(user.id), statuses.status_update(world, user.id))


def _mailboxes(world: World, before: Directory) -> Iterator[Effect]:
    """What is in a mailbox that is new, the PBX is asked."""
    if link_usable(world):
        for box in world.directory.voicemails:
            if before.voicemail(box.id) != box:
                yield Request(world.new_id("mailbox"), CountMessages(mailbox=box.mailbox))
