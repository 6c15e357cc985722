"""Rights: who may do and see what, by profile; and what happens when they change while somebody is connected."""

import pytest
from msgspec.structs import replace

from jackfield.domain.access import may_see
from jackfield.domain.directory import Directory
from jackfield.domain.effects import (
    ChangeRights,
    Follow,
    Publish,
    TopicKind,
    agents_topic,
    callbacks_topic,
    own_agent_topic,
    queue_stats_topic,
    user_topic,
)
from jackfield.domain.rights_changes import follows_of
from jackfield.domain.rights_table import EVENTS, PROFILES, permission, sight
from jackfield.protocol import commands
from jackfield.protocol.commands import COMMANDS
from jackfield.protocol.events import AgentGroupList, AgentList, CallbackLists, QueueList, QueueMemberList, RightProfile
from jackfield.protocol.values import Profile, Right
from tests.domain.test_agents import ALICE, SAM, Centre, directory

OF_OTHERS = (
    "listenAgent setAgentQueue removeAgentFromQueue setAgentGroup moveAgentsInGroup addAgentsInGroup "
    "removeAgentGroupFromQueueGroup addAgentsNotInQueueFromGroupTo subscribeToAgentEvents getAgentStates "
    "subscribeToAgentStats subscribeToQueueStats subscribeToQueueCalls subscribeToPhoneHints"
).split()
"""What a hardened user without profile may not ask."""

SIGHT = {
    TopicKind.USER: ("own", "own", "own", "own"),
    TopicKind.HINT: ("all", "all", "all", "-"),
    TopicKind.OWN_AGENT: ("own", "own", "own", "own"),
    TopicKind.AGENTS: ("all", "on the list", "all", "-"),
    TopicKind.AGENT_LIST: ("all", "own and on the list", "all", "own"),
    TopicKind.AGENT_STATS: ("all", "own and on the list", "all", "own"),
    TopicKind.ROOMS: ("all", "all", "all", "all"),
    TopicKind.QUEUE_STATS: ("all", "on the list", "all", "-"),
    TopicKind.QUEUE_CALLS: ("all", "all", "all", "-"),
    TopicKind.QUEUE_LIST: ("all", "on the list", "all", "all"),
    TopicKind.QUEUE_MEMBERS: ("all", "on the list", "all", "-"),
    TopicKind.DEFAULTS: ("all", "all", "all", "-"),
    TopicKind.CALLBACKS: ("all", "on the list", "all", "-"),
    TopicKind.PBX: ("all", "all", "all", "all"),
}
"""By kind of publication: Admin, Supervisor, no profile (`admin`), no profile (`own`)."""

OTHERS_WITH = "own agent; others with `recording`"
WITH_RIGHTS = {
    "monitorPause": OTHERS_WITH,
    "monitorUnpause": OTHERS_WITH,
    "setQueueRecording": "with `recording`",
    "setQueueDissuasion": "with `dissuasion`",
}
"""What a supervisor may not do without a right of his own."""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_by_profile(name: str) -> None:
    admin, supervisor, fallback, hardened = (permission(rights, COMMANDS[name]) for rights in PROFILES.values())
    assert admin == fallback == "yes"
    assert supervisor == WITH_RIGHTS.get(name, "yes")
    if name in OF_OTHERS:
        assert hardened == "-"
    elif name in ("agentLogin", "agentLogout", "pauseAgent", "unpauseAgent", "monitorPause", "monitorUnpause"):
        assert hardened == "own agent"


@pytest.mark.parametrize("kind", SIGHT)
def test_every_publication_by_profile(kind: TopicKind) -> None:
    assert tuple(sight(rights, kind) for rights in PROFILES.values()) == SIGHT[kind]


def test_every_kind_of_publication_is_in_the_table() -> None:
    assert set(EVENTS) == set(TopicKind)


def built(**changes: object) -> Directory:
    old = directory()
    parts = {name: getattr(old, name) for name in ("users", "lines", "agents", "queues", "memberships", "groups")}
    return Directory.build(**(parts | changes))


def with_user(user_id: int, **changes: object) -> Directory:
    users = directory().users
    return built(users=[replace(user, **changes) if user.id == user_id else user for user in users])


def test_rights_changed_hold_at_once_and_are_told() -> None:
    centre = Centre()
    core = centre.first.core
    effects = core.adopt(
        with_user(SAM, queue_ids=frozenset({2, 3}), group_ids=frozenset({2}), rights=frozenset({Right.RECORDING})),
        centre.now,
    )
    (change,) = [effect for effect in effects if isinstance(effect, ChangeRights)]
    assert (change.user_id, change.gone) == (SAM, False)
    assert Follow(TopicKind.QUEUE_STATS, (queue_stats_topic(2), queue_stats_topic(3))) in change.follows
    told = [e.event for e in effects if isinstance(e, Publish) and e.topic == user_topic(SAM)]
    assert told[0] == RightProfile(profile=Profile.SUPERVISOR, rights=(Right.RECORDING,))
    queues, agents, groups, members = told[1:5]
    assert isinstance(queues, QueueList)
    assert [queue.id for queue in queues.items] == [2, 3]
    assert isinstance(agents, AgentList)
    assert [agent.id for agent in agents.items] == [3]
    assert isinstance(groups, AgentGroupList)
    assert [group.id for group in groups.items] == [2]
    assert isinstance(members, QueueMemberList)
    assert [(member.agentId, member.queueId) for member in members.items] == [(1, 3)]
    assert not may_see(core.rights(SAM), queue_stats_topic(1))


def test_what_is_no_change_of_rights_is_not_told() -> None:
    centre = Centre()
    effects = centre.first.core.adopt(with_user(SAM, first_name="Samuel"), centre.now)
    assert not any(isinstance(effect, ChangeRights) for effect in effects)


def test_who_is_gone_is_sent_away() -> None:
    centre = Centre()
    fewer = built(users=[user for user in directory().users if user.id != SAM])
    assert ChangeRights(SAM, gone=True) in centre.first.core.adopt(fewer, centre.now)


@pytest.mark.parametrize(
    ("groups", "topics"),
    [({1}, (agents_topic(1),)), ({2}, (agents_topic(2), own_agent_topic(1)))],
)
def test_the_own_agent_is_followed_once(groups: set[int], topics: tuple[object, ...]) -> None:
    changed = with_user(ALICE, profile=Profile.SUPERVISOR, group_ids=frozenset(groups))
    centre = Centre()
    centre.first.core.adopt(changed, centre.now)
    follows = follows_of(changed, centre.first.core.rights(ALICE))
    assert next(follow.topics for follow in follows if follow.kind is TopicKind.AGENTS) == topics


def test_who_follows_callbacks_follows_those_of_his_present_queues() -> None:
    centre = Centre()
    centre.ask(SAM, commands.GetCallbackLists())
    effects = centre.first.core.adopt(with_user(SAM, queue_ids=frozenset({2, 3})), centre.now)
    (change,) = [effect for effect in effects if isinstance(effect, ChangeRights)]
    now = callbacks_topic(frozenset({2, 3}))
    assert Follow(TopicKind.CALLBACKS, (now,)) in change.follows
    assert centre.first.core.world.callbacks.views[now.key] == {2, 3}
    assert any(isinstance(e, Publish) and isinstance(e.event, CallbackLists) for e in effects)
