"""Usual queues: stored and told to those who follow them, applied to real queues at once or not at all."""

import pytest

from jackfield.domain import facts
from jackfield.domain.access import NoProfile, may_see, rights_of
from jackfield.domain.core import Client, Core
from jackfield.domain.directory import Directory, User
from jackfield.domain.effects import Effect, Publish, Store, Subscribe, Unsubscribe, defaults_topic
from jackfield.domain.lasting import DefaultsSet, Kept
from jackfield.domain.world import Settings
from jackfield.protocol import commands
from jackfield.protocol.commands import Command
from jackfield.protocol.events import (
    CommandResult,
    Error,
    UserMembership,
    UserQueueDefaultMembership,
    UsersQueueDefaultMembership,
)
from jackfield.protocol.values import ListType, Profile, QueuePenalty
from tests.domain.test_agent_queues import BLUE, GREEN, RED, Matrix
from tests.domain.test_agents import ALICE, BRUNO, CHLOE, ERIN, SAM, results


@pytest.fixture
def matrix() -> Matrix:
    """Agent 1 (alice) is in blue at 0 and green at 2, agent 2 (bruno) in blue at 1, agent 3 (chloe) in no queue."""
    return Matrix()


def queues(**penalties: int) -> tuple[QueuePenalty, ...]:
    named = {"blue": BLUE, "red": RED, "green": GREEN}
    return tuple(QueuePenalty(queueId=named[name], penalty=penalty) for name, penalty in penalties.items())


def told(effects: list[Effect]) -> list[tuple[int, tuple[QueuePenalty, ...]]]:
    """User and membership, as published to who follows everybody and to who follows this user."""
    found = [e for e in effects if isinstance(e, Publish) and isinstance(e.event, UserQueueDefaultMembership)]
    for each in found:
        assert isinstance(each.event, UserQueueDefaultMembership)
        assert (each.topic, each.also) == (defaults_topic(), (defaults_topic(each.event.userId),))
    return [(e.event.userId, e.event.membership) for e in found if isinstance(e.event, UserQueueDefaultMembership)]


def get(matrix: Matrix, user: int) -> tuple[QueuePenalty, ...]:
    (event,) = matrix.ask(SAM, commands.GetUserDefaultMembership(userId=user))
    assert isinstance(event, UserQueueDefaultMembership)
    assert event.userId == user
    return event.membership


def test_nothing_is_stored_of_anybody_and_of_unknown_users(matrix: Matrix) -> None:
    assert get(matrix, ALICE) == get(matrix, 999) == get(matrix, -1) == ()


def test_a_set_list_replaces_the_former_one_and_is_told(matrix: Matrix) -> None:
    matrix.ask(SAM, commands.SetUserDefaultMembership(userId=ALICE, membership=queues(blue=3, green=1)))
    asked = commands.SetUserDefaultMembership(userId=ALICE, membership=queues(red=1, blue=0), requestId="1")
    assert results(matrix.ask(SAM, asked)) == ["done"]
    assert told(matrix.first.effects) == [(ALICE, queues(blue=3, green=1)), (ALICE, queues(blue=0, red=1))]
    assert get(matrix, ALICE) == queues(blue=0, red=1)
    assert (matrix.memberships(1), matrix.told()) == ({BLUE: 0, GREEN: 2}, [])


def test_many_users_get_the_same_list(matrix: Matrix) -> None:
    asked = commands.SetUsersDefaultMembership(userIds=(BRUNO, ALICE, BRUNO), membership=queues(red=1), requestId="1")
    assert results(matrix.ask(SAM, asked)) == ["done"]
    assert told(matrix.first.effects) == [(BRUNO, queues(red=1)), (ALICE, queues(red=1))]
    assert results(matrix.ask(SAM, commands.SetUsersDefaultMembership(userIds=(), membership=(), requestId="2"))) == [
        "done"
    ]


@pytest.mark.parametrize(
    ("users", "membership", "code"),
    [
        ((ALICE, 999), ((BLUE, 0),), "not_found"),
        ((ALICE,), ((BLUE, 0), (99, 0)), "not_found"),
        ((ALICE,), ((BLUE, 0), (RED, -1)), "bad_request"),
        ((ALICE,), ((BLUE, 2**31),), "bad_request"),
        ((ALICE,), ((BLUE, 0), (BLUE, 0)), "bad_request"),
    ],
)
def test_all_of_it_is_right_or_nothing_is_stored(
    matrix: Matrix, users: tuple[int, ...], membership: tuple[tuple[int, int], ...], code: str
) -> None:
    listed = tuple(QueuePenalty(queueId=queue_id, penalty=penalty) for queue_id, penalty in membership)
    asked = commands.SetUsersDefaultMembership(userIds=users, membership=listed, requestId="1")
    error, result = matrix.ask(SAM, asked)
    assert isinstance(error, Error)
    assert isinstance(result, CommandResult)
    assert result.code == code
    assert get(matrix, ALICE) == ()
    assert told(matrix.first.effects) == []


def test_what_cannot_be_kept_changes_nothing(matrix: Matrix) -> None:
    core = matrix.first.core
    asked = commands.SetUsersDefaultMembership(userIds=(ALICE, BRUNO), membership=queues(red=1))
    (store,) = [e for e in core.ask(asked, Client("s", SAM), matrix.now) if isinstance(e, Store)]
    assert store.changes == (DefaultsSet(ALICE, {RED: 1}), DefaultsSet(BRUNO, {RED: 1}))
    refused = core.feed(facts.Stored(store.tag, ok=False, message="disk full"), matrix.now)
    assert not any(isinstance(effect, Publish) for effect in refused)
    assert get(matrix, ALICE) == ()


def test_the_whole_list_names_those_who_have_something(matrix: Matrix) -> None:
    for user in (BRUNO, ALICE, CHLOE):
        matrix.ask(SAM, commands.SetUserDefaultMembership(userId=user, membership=queues(red=user)))
    matrix.ask(SAM, commands.SetUserDefaultMembership(userId=CHLOE, membership=()))
    (listed,) = matrix.ask(SAM, commands.GetList(objectType=ListType.BASE_QUEUE_MEMBER))
    assert listed == UsersQueueDefaultMembership(
        memberships=(
            UserMembership(userId=ALICE, membership=queues(red=ALICE)),
            UserMembership(userId=BRUNO, membership=queues(red=BRUNO)),
        )
    )


def subscriptions(matrix: Matrix, command: Command) -> list[Effect]:
    effects = matrix.first.core.ask(command, Client("s", SAM), matrix.now)
    return [effect for effect in effects if isinstance(effect, Subscribe | Unsubscribe)]


def test_each_session_follows_single_users_or_everybody_and_is_told_once(matrix: Matrix) -> None:
    one, everybody = (
        commands.GetUserDefaultMembership(userId=ALICE),
        commands.GetList(objectType=ListType.BASE_QUEUE_MEMBER),
    )
    assert subscriptions(matrix, one) == [Subscribe("s", defaults_topic(ALICE))]
    left, entered = subscriptions(matrix, everybody)
    assert isinstance(left, Unsubscribe)
    assert (left.kind, left.key, entered) == (defaults_topic().kind, None, Subscribe("s", defaults_topic()))
    assert subscriptions(matrix, one) == []
    matrix.first.core.forget("s")
    assert subscriptions(matrix, one) == [Subscribe("s", defaults_topic(ALICE))]


def test_only_supervisors_and_administrators_see_them() -> None:
    sam = User(id=1, login="sam", profile=Profile.SUPERVISOR)
    nobody = User(id=2, login="nobody")
    assert may_see(rights_of(sam), defaults_topic(7))
    assert not may_see(rights_of(nobody, NoProfile.OWN), defaults_topic())
    core = Core(Directory.build(users=[sam, nobody]), epoch="x", settings=Settings(no_profile=NoProfile.OWN))
    asked = commands.GetList(objectType=ListType.BASE_QUEUE_MEMBER)
    assert not any(isinstance(effect, Subscribe) for effect in core.ask(asked, Client("s", 2), 1.0))


def test_applying_makes_the_queues_of_the_agents_as_stored(matrix: Matrix) -> None:
    matrix.login(ALICE)
    matrix.ask(SAM, commands.SetUserDefaultMembership(userId=ALICE, membership=queues(blue=5, red=1)))
    matrix.ask(SAM, commands.SetUserDefaultMembership(userId=CHLOE, membership=queues(green=3)))
    asked = commands.ApplyUsersDefaultMembership(userIds=(ALICE, CHLOE, ALICE), requestId="1")
    assert results(matrix.ask(SAM, asked)) == ["done"]
    assert matrix.told() == [(1, BLUE, 5), (1, RED, 1), (1, GREEN, -1), (3, GREEN, 3)]
    assert (matrix.memberships(1), matrix.memberships(3)) == ({BLUE: 5, RED: 1}, {GREEN: 3})
    assert matrix.at_the_pbx("PJSIP/1001") == {"blue": 5, "red": 1}
    assert matrix.at_the_pbx("PJSIP/1003") == {}
    assert matrix.last(1).name == "AgentReady"
    assert results(matrix.ask(SAM, commands.ApplyUsersDefaultMembership(userIds=(ALICE,), requestId="2"))) == ["done"]
    assert len(matrix.told()) == 4


def test_users_without_agent_or_stored_list_are_left_as_they_are(matrix: Matrix) -> None:
    matrix.ask(SAM, commands.SetUserDefaultMembership(userId=ERIN, membership=queues(blue=5)))
    matrix.ask(SAM, commands.SetUserDefaultMembership(userId=ALICE, membership=queues(red=1)))
    matrix.ask(SAM, commands.SetUserDefaultMembership(userId=ALICE, membership=()))
    asked = commands.ApplyUsersDefaultMembership(userIds=(ERIN, ALICE, BRUNO, 999), requestId="1")
    assert results(matrix.ask(SAM, asked)) == ["done"]
    assert (matrix.told(), matrix.memberships(1)) == ([], {BLUE: 0, GREEN: 2})


def test_applying_changes_all_of_it_or_nothing(matrix: Matrix) -> None:
    matrix.ask(SAM, commands.SetUsersDefaultMembership(userIds=(ALICE, BRUNO), membership=queues(red=1)))
    core = matrix.first.core
    asked = commands.ApplyUsersDefaultMembership(userIds=(ALICE, BRUNO))
    (store,) = [e for e in core.ask(asked, Client("s", SAM), matrix.now) if isinstance(e, Store)]
    assert len(store.changes) == 5
    core.feed(facts.Stored(store.tag, ok=False, message="disk full"), matrix.now)
    assert (matrix.told(), matrix.memberships(1)) == ([], {BLUE: 0, GREEN: 2})


def test_what_is_stored_is_there_after_a_start_without_queues_that_are_gone(matrix: Matrix) -> None:
    kept = Kept(defaults={ALICE: {RED: 2, 99: 1}})
    core = Core(matrix.first.core.world.directory, epoch="again", kept=kept)
    told_first = core.ask(commands.GetUserDefaultMembership(userId=ALICE), Client("s", SAM), 1.0)
    assert UserQueueDefaultMembership(userId=ALICE, membership=queues(red=2)) in [
        getattr(effect, "event", None) for effect in told_first
    ]
