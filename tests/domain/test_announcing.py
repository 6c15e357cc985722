"""Another configuration while people are at work: who is told what, and what the PBX is asked."""

from datetime import time

import pytest
from msgspec.structs import replace

from jackfield.domain.access import may_see
from jackfield.domain.administration.configuration import Configuration
from jackfield.domain.callback.callback_entries import CallList, Period
from jackfield.domain.core import Client
from jackfield.domain.directory import Agent, Conference, Group, Membership, Queue, Status, User, Voicemail
from jackfield.domain.effects import (
    ROOMS,
    ChangeRights,
    Follow,
    Publish,
    Request,
    Subscribe,
    Topic,
    TopicKind,
    agent_list_topic,
    agents_topic,
    own_agent_topic,
    queue_list_topic,
    queue_members_topic,
    user_topic,
)
from jackfield.domain.requests import AddMember, CountMessages, RemoveMember, SetPenalty
from jackfield.protocol import commands, events
from jackfield.protocol.values import ListType
from tests.domain.test_agents import ALICE, BRUNO, CHLOE, SAM, Centre, directory
from tests.domain.test_rights import built


@pytest.fixture
def centre() -> Centre:
    return Centre()


def told(centre: Centre, **parts: object) -> list[tuple[Topic, object]]:
    """What is published of these parts, with the topics beside the first."""
    effects = centre.first.core.adopt(built(**parts), centre.now)
    return [
        (topic, effect.event)
        for effect in effects
        if isinstance(effect, Publish)
        for topic in (effect.topic, *effect.also)
    ]


def asked(centre: Centre, **parts: object) -> list[object]:
    effects = centre.first.core.adopt(built(**parts), centre.now)
    return [effect.action for effect in effects if isinstance(effect, Request)]


def queues(**changes: object) -> list[Queue]:
    first, *others = directory().queues
    return [replace(first, **changes), *others]


def test_a_queue_that_is_other_is_told_to_who_follows_queues(centre: Centre) -> None:
    new = Queue(id=4, name="pink", number="3004")
    found = told(centre, queues=[*queues(display_name="Bleu"), new])
    blue = events.QueueConfig(id=1, context="default", name="blue", displayName="Bleu", number="3001")
    pink = events.QueueConfig(id=4, context="default", name="pink", displayName="pink", number="3004")
    assert [(queue_list_topic(), blue), (queue_list_topic(1), blue), (queue_list_topic(), pink)] == found[:3]


def test_a_queue_that_is_gone_is_in_no_list_any_more(centre: Centre) -> None:
    found = told(centre, queues=directory().queues[:2], memberships=directory().memberships[:1])
    (whole,) = [event for topic, event in found if topic == queue_list_topic()]
    assert isinstance(whole, events.QueueList)
    assert [queue.id for queue in whole.items] == [1, 2]
    (sams,) = [event for topic, event in found if topic == user_topic(SAM) and isinstance(event, events.QueueList)]
    assert [queue.id for queue in sams.items] == [1]


def test_lists_of_queues_are_followed_as_far_as_they_are_seen(centre: Centre) -> None:
    core = centre.first.core
    command = commands.GetList(objectType=ListType.QUEUE)
    for user, topics in ((ALICE, {queue_list_topic()}), (SAM, {queue_list_topic(1)})):
        effects = core.ask(command, Client("s", user), centre.now)
        assert {effect.topic for effect in effects if isinstance(effect, Subscribe)} == topics
        assert all(may_see(core.rights(user), topic) for topic in topics)
    assert not may_see(core.rights(SAM), queue_list_topic(2))


def test_agents_and_groups_are_told(centre: Centre) -> None:
    agents = [
        replace(directory().agents[0], group_id=2),
        *directory().agents[1:2],
        Agent(id=4, number="2004", group_id=1),
    ]
    found = told(
        centre,
        agents=agents,
        users=[replace(user, agent_id=None) if user.id == CHLOE else user for user in directory().users],
        groups=[Group(id=1, name="Sales"), Group(id=2, name="support")],
    )
    configs = [(topic, event) for topic, event in found if isinstance(event, events.AgentConfig)]
    assert [(topic.key, event.id, event.groupId) for topic, event in configs] == [
        *(("all", 1, 2), ("agent-1", 1, 2), ("group-1", 1, 2), ("group-2", 1, 2)),
        *(("all", 4, 1), ("agent-4", 4, 1), ("group-1", 4, 1)),
    ]
    states = [(topic, event.agentId) for topic, event in found if isinstance(event, events.AgentStateEvent)]
    assert (agents_topic(2), 1) in states
    assert (agents_topic(1), 4) in states
    anew = user_topic(CHLOE)  # his rights are others: he is told everything
    whole = [(topic, event) for topic, event in found if isinstance(event, events.AgentList) and topic != anew]
    assert [(topic, [agent.id for agent in event.items]) for topic, event in whole] == [
        (agent_list_topic(), [1, 2, 4]),
        (user_topic(SAM), [2, 4]),
    ]
    (groups,) = [event for topic, event in found if isinstance(event, events.AgentGroupList) and topic.key == "all"]
    assert [group.name for group in groups.items] == ["Sales", "support"]


def test_members_are_told_and_the_pbx_is_made_to_agree(centre: Centre) -> None:
    centre.login(ALICE)
    memberships = [Membership(agent_id=1, queue_id=1, penalty=5), Membership(agent_id=1, queue_id=2)]
    actions = asked(centre, memberships=memberships)
    assert [(type(action), action.queue) for action in actions] == [  # type: ignore[attr-defined]
        (SetPenalty, "blue"),
        (RemoveMember, "green"),
        (AddMember, "red"),
    ]


def test_members_are_told_to_who_follows_them(centre: Centre) -> None:
    found = told(centre, memberships=directory().memberships[:2])
    gone = events.QueueMember(agentId=2, queueId=1, penalty=-1)
    assert found[:2] == [(queue_members_topic(), gone), (queue_members_topic(1), gone)]


def test_an_agent_with_another_number_is_logged_out(centre: Centre) -> None:
    centre.login(ALICE)
    agents = [replace(directory().agents[0], number="2099"), *directory().agents[1:]]
    assert {type(action) for action in asked(centre, agents=agents)} == {RemoveMember}


def with_user(user_id: int, **changes: object) -> list[User]:
    return [replace(user, **changes) if user.id == user_id else user for user in directory().users]


def test_a_user_is_told_who_he_is(centre: Centre) -> None:
    (told_,) = told(centre, users=with_user(BRUNO, last_name="Keller"))
    assert told_[0] == user_topic(BRUNO)
    assert isinstance(told_[1], events.UserConfigUpdate)
    assert told_[1].fullName == "Bruno Keller"


def test_a_user_without_his_line_has_no_phone(centre: Centre) -> None:
    lines = [replace(line, user_id=None) if line.user_id == BRUNO else line for line in directory().lines]
    found = told(centre, users=with_user(BRUNO, line_id=None), lines=lines)
    (status,) = [event for _, event in found if isinstance(event, events.PhoneStatusUpdate)]
    assert status.status == "UNEXISTING"


def test_who_becomes_an_agent_follows_himself(centre: Centre) -> None:
    parts = {
        "users": with_user(SAM, agent_id=4),
        "agents": [*directory().agents, Agent(id=4, number="2004", group_id=1, user_id=SAM)],
    }
    effects = centre.first.core.adopt(built(**parts), centre.now)
    (change,) = [effect for effect in effects if isinstance(effect, ChangeRights)]
    assert change.follows[0] == Follow(TopicKind.OWN_AGENT, (own_agent_topic(4),), always=True)
    assert any(
        isinstance(e, Publish) and e.topic == user_topic(SAM) and isinstance(e.event, events.AgentStateEvent)
        for e in effects
    )


def test_who_may_not_sign_in_any_more_is_sent_away(centre: Centre) -> None:
    effects = centre.first.core.adopt(built(users=with_user(SAM, cti_enabled=False)), centre.now)
    assert ChangeRights(SAM, gone=True) in effects


def test_statuses_are_told_to_everybody_and_a_choice_that_is_gone_is_none(centre: Centre) -> None:
    world = centre.first.core.world
    centre.first.core.adopt(built(statuses=[Status(name="lunch", color="#000000")]), centre.now)
    world.statuses[ALICE] = "lunch"
    found = told(centre, statuses=[Status(name="tea", color="#000000")])
    assert [topic for topic, event in found if isinstance(event, events.UsersStatuses)] == [
        user_topic(user.id) for user in directory().users
    ]
    assert [event.status for _, event in found if isinstance(event, events.UserStatusUpdate)] != ["lunch"]
    assert ALICE not in world.statuses


def test_rooms_and_mailboxes(centre: Centre) -> None:
    assert [topic for topic, _ in told(centre, conferences=[Conference(id=1, number="4000")])] == [ROOMS]
    assert asked(centre, voicemails=[Voicemail(id=1, number="1001")]) == [CountMessages(mailbox="1001@default")]


def test_what_a_deleted_user_had_set_is_nobodys(centre: Centre) -> None:
    world = centre.first.core.world
    world.statuses[SAM] = "lunch"
    world.defaults[SAM] = {1: 0}
    told(centre, users=[user for user in directory().users if user.id != SAM])
    assert SAM not in world.statuses
    assert SAM not in world.defaults


def test_nothing_that_is_the_same_is_told(centre: Centre) -> None:
    assert told(centre) == []


def test_callback_lists_are_told_to_who_follows_callbacks(centre: Centre) -> None:
    core = centre.first.core
    core.ask(commands.GetCallbackLists(), Client("s", ALICE), centre.now)
    configuration = Configuration(
        directory=directory(),
        periods=(Period(uuid="p", name="Morning", starts=time(9), ends=time(12)),),
        lists=(CallList(uuid="l", name="Blue", queue_id=1),),
    )
    (told_,) = [effect for effect in core.configure(configuration, centre.now) if isinstance(effect, Publish)]
    assert isinstance(told_.event, events.CallbackLists)
    assert [each.name for each in told_.event.items] == ["Blue"]
    assert core.configure(configuration, centre.now) == []
