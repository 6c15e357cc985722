"""Rights that change while their user is connected: what he is told, and what his sessions follow from then on.

A new RightProfile, then the lists as he may see them now (protocol 11); a new directory brings it about.
"""

from collections.abc import Callable, Iterator
from functools import partial

from jackfield.domain.access import Rights, rights_of
from jackfield.domain.callback import callback_telling, callbacks
from jackfield.domain.centre import agent_lists
from jackfield.domain.connecting import right_profile
from jackfield.domain.directory import Directory, User
from jackfield.domain.effects import (
    ChangeRights,
    Effect,
    Follow,
    Publish,
    Topic,
    TopicKind,
    agent_list_topic,
    agent_stats_topic,
    agents_topic,
    callbacks_topic,
    one_agent_list_topic,
    one_agent_stats_topic,
    own_agent_topic,
    qualifications_topic,
    queue_list_topic,
    queue_members_topic,
    queue_stats_topic,
    realtime_topic,
    user_topic,
)
from jackfield.domain.world import World


def adopted(world: World, before: Directory) -> Iterator[Effect]:
    """The directory was another one until now: users whose rights are others, and users who are gone."""
    no_profile = world.settings.no_profile
    for old in before.users:
        user = world.directory.user(old.id)
        if user is None or (old.cti_enabled and not user.cti_enabled):
            yield ChangeRights(old.id, gone=True)
        elif (rights_of(old, no_profile), old.rights) != (rights_of(user, no_profile), user.rights):
            yield from _changed(world, old, user)


def _changed(world: World, old: User, user: User) -> Iterator[Effect]:
    rights = rights_of(user, world.settings.no_profile)
    yield ChangeRights(user.id, (*_own_agent(old, user), *follows_of(world.directory, rights)))
    yield Publish(user_topic(user.id), right_profile(user, rights))
    for tell in (
        partial(agent_lists.queues_seen, settings=world.centre.queue_settings),
        agent_lists.agents_seen,
        agent_lists.groups_seen,
        agent_lists.members_seen,
    ):
        yield Publish(user_topic(user.id), tell(world.directory, rights))
    if world.callbacks.views:
        seen = callbacks.queues_seen(rights)
        world.callbacks.views[callbacks_topic(seen).key] = seen
        yield Publish(user_topic(user.id), callback_telling.lists_of(world, seen))


def _own_agent(old: User, user: User) -> Iterator[Follow]:
    """Every session follows the agent that its user is."""
    if old.agent_id != user.agent_id:
        own = () if user.agent_id is None else (own_agent_topic(user.agent_id),)
        yield Follow(TopicKind.OWN_AGENT, own, always=True)


def follows_of(directory: Directory, rights: Rights) -> tuple[Follow, ...]:
    """What somebody with these rights follows of each kind, if he follows any of it.

    The own agent is told once: where he is not among those followed, by a topic of his own.
    """
    agent = directory.agent(rights.agent_id) if rights.agent_id is not None else None
    alone = agent is not None and not rights.everything and agent.group_id not in rights.groups
    groups: list[int | None] = [*sorted(rights.groups)] if rights.supervisor else [None]
    queues: list[int | None] = [*sorted(rights.queues)] if rights.supervisor else [None]

    def of_agents(of_group: Callable[[int | None], Topic], of_one: Callable[[int], Topic]) -> tuple[Topic, ...]:
        return (*map(of_group, groups), *((of_one(agent.id),) if agent is not None and alone else ()))

    return (
        Follow(TopicKind.AGENTS, of_agents(agents_topic, own_agent_topic), (TopicKind.OWN_AGENT,)),
        Follow(TopicKind.AGENT_LIST, of_agents(agent_list_topic, one_agent_list_topic)),
        Follow(TopicKind.AGENT_STATS, of_agents(agent_stats_topic, one_agent_stats_topic)),
        Follow(TopicKind.CALLBACKS, (callbacks_topic(callbacks.queues_seen(rights)),)),
        Follow(TopicKind.QUALIFICATIONS, () if agent is None else (qualifications_topic(agent.id),)),
        Follow(TopicKind.QUEUE_STATS, tuple(map(queue_stats_topic, queues))),
        Follow(TopicKind.REALTIME, tuple(map(realtime_topic, queues))),
        Follow(TopicKind.QUEUE_LIST, tuple(map(queue_list_topic, queues))),
        Follow(TopicKind.QUEUE_MEMBERS, tuple(map(queue_members_topic, queues))),
    )
