"""Groups: an agent changes his, and whole groups move between queues, at once or not at all."""

import pytest

from jackfield.domain import facts
from jackfield.domain.access import may_see
from jackfield.domain.core import Client
from jackfield.domain.effects import Publish, Store, Subscribe, agent_list_topic, agents_topic, one_agent_list_topic
from jackfield.protocol import commands
from jackfield.protocol.events import AgentConfig, AgentStateEvent, CommandResult
from jackfield.protocol.values import ListType
from tests.domain.test_agent_queues import BLUE, GREEN, RED, Matrix
from tests.domain.test_agents import ALICE, BRUNO, ERIN, SAM, results

SALES, SUPPORT = 1, 2


@pytest.fixture
def matrix() -> Matrix:
    """In sales: agent 1 in blue at 0 and green at 2, agent 2 in blue at 1. In support: agent 3 in no queue."""
    return Matrix()


def between(source: int, old: int, target: int, new: int) -> dict[str, int]:
    return {"fromQueueId": source, "fromPenalty": old, "toQueueId": target, "toPenalty": new}


def test_a_group_moves_to_another_queue(matrix: Matrix) -> None:
    matrix.login(ALICE, BRUNO)
    move = commands.MoveAgentsInGroup(groupId=SALES, **between(BLUE, 0, RED, 4), requestId="1")
    assert results(matrix.ask(SAM, move)) == ["done"]
    assert matrix.told() == [(1, BLUE, -1), (1, RED, 4)]
    assert (matrix.memberships(1), matrix.memberships(2)) == ({GREEN: 2, RED: 4}, {BLUE: 1})
    assert matrix.at_the_pbx("PJSIP/1001") == {"green": 2, "red": 4}
    assert matrix.at_the_pbx("PJSIP/1002") == {"blue": 1}
    assert matrix.last(1).name == "AgentReady"


def test_within_one_queue_only_the_penalty_changes(matrix: Matrix) -> None:
    matrix.login(ALICE)
    matrix.ask(SAM, commands.MoveAgentsInGroup(groupId=SALES, **between(BLUE, 0, BLUE, 9)))
    assert matrix.told() == [(1, BLUE, 9)]
    assert matrix.at_the_pbx("PJSIP/1001") == {"blue": 9, "green": 2}


def test_a_group_enters_another_queue_too(matrix: Matrix) -> None:
    matrix.ask(SAM, commands.AddAgentsInGroup(groupId=SALES, **between(BLUE, 1, GREEN, 3)))
    assert matrix.told() == [(2, GREEN, 3)]
    assert matrix.memberships(2) == {BLUE: 1, GREEN: 3}
    assert matrix.members() == {}


def test_a_group_leaves_a_queue(matrix: Matrix) -> None:
    matrix.login(ALICE)
    matrix.ask(SAM, commands.RemoveAgentGroupFromQueueGroup(groupId=SALES, queueId=GREEN, penalty=2))
    assert matrix.told() == [(1, GREEN, -1)]
    assert matrix.at_the_pbx("PJSIP/1001") == {"blue": 0}


def test_the_others_of_a_group_enter_a_queue(matrix: Matrix) -> None:
    matrix.login(ALICE, BRUNO)
    matrix.ask(SAM, commands.AddAgentsNotInQueueFromGroupTo(groupId=SALES, queueId=GREEN, penalty=7))
    assert matrix.told() == [(2, GREEN, 7)]
    assert matrix.at_the_pbx("PJSIP/1002") == {"blue": 1, "green": 7}
    assert matrix.at_the_pbx("PJSIP/1001") == {"blue": 0, "green": 2}


def test_nobody_concerned_is_no_error(matrix: Matrix) -> None:
    command = commands.RemoveAgentGroupFromQueueGroup(groupId=SUPPORT, queueId=BLUE, penalty=0, requestId="1")
    assert results(matrix.ask(SAM, command)) == ["done"]
    assert matrix.told() == []


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (commands.SetAgentGroup(agentId=99, groupId=SALES, requestId="1"), "not_found"),
        (commands.SetAgentGroup(agentId=1, groupId=99, requestId="1"), "not_found"),
        (commands.RemoveAgentGroupFromQueueGroup(groupId=99, queueId=1, penalty=0, requestId="1"), "not_found"),
        (commands.RemoveAgentGroupFromQueueGroup(groupId=1, queueId=99, penalty=0, requestId="1"), "not_found"),
        (commands.AddAgentsNotInQueueFromGroupTo(groupId=1, queueId=1, penalty=-1, requestId="1"), "bad_request"),
        (commands.AddAgentsInGroup(groupId=1, **between(1, 0, 2, 2**31), requestId="1"), "bad_request"),
    ],
)
def test_refused(matrix: Matrix, command: commands.Command, code: str) -> None:
    (result,) = [event for event in matrix.ask(SAM, command) if isinstance(event, CommandResult)]
    assert (result.status, result.code) == ("refused", code)
    assert matrix.told() == []


def test_what_is_not_stored_does_not_happen(matrix: Matrix) -> None:
    """All or nothing: one Store holds every change."""
    core = matrix.first.core
    move = commands.MoveAgentsInGroup(groupId=SALES, **between(BLUE, 0, RED, 4))
    (store,) = [e for e in core.ask(move, Client("s", SAM), matrix.now) if isinstance(e, Store)]
    assert len(store.changes) == 2
    refused = core.feed(facts.Stored(store.tag, ok=False, message="disk full"), matrix.now)
    assert not any(isinstance(effect, Publish) for effect in refused)
    assert matrix.memberships(1) == {BLUE: 0, GREEN: 2}


def test_another_group_is_told_to_both_and_to_who_sees_all(matrix: Matrix) -> None:
    before = len(matrix.first.effects)
    assert results(matrix.ask(SAM, commands.SetAgentGroup(agentId=1, groupId=SUPPORT, requestId="1"))) == ["done"]
    config, state = [effect for effect in matrix.first.effects[before:] if isinstance(effect, Publish)]
    assert isinstance(config.event, AgentConfig)
    assert (config.event.id, config.event.groupId, config.event.numgroup) == (1, SUPPORT, SUPPORT)
    assert [(one.queue_name, one.penalty) for one in config.event.member] == [("blue", 0), ("green", 2)]
    assert {config.topic, *config.also} == {
        agent_list_topic(), agent_list_topic(SALES), agent_list_topic(SUPPORT), one_agent_list_topic(1)
    }  # fmt: skip
    assert isinstance(state.event, AgentStateEvent)
    assert state.topic == agents_topic(SUPPORT)
    agent = matrix.first.core.world.directory.agent_by_number("2001")
    assert agent is not None
    assert agent.group_id == SUPPORT


def test_the_same_group_is_told_again(matrix: Matrix) -> None:
    before = len(matrix.first.effects)
    matrix.ask(SAM, commands.SetAgentGroup(agentId=1, groupId=SALES))
    told = [effect.event for effect in matrix.first.effects[before:] if isinstance(effect, Publish)]
    assert [type(event) for event in told] == [AgentConfig]


@pytest.mark.parametrize(("user", "topics"), [(ERIN, {agent_list_topic()}), (SAM, {agent_list_topic(SALES)})])
def test_the_list_of_agents_is_followed(matrix: Matrix, user: int, topics: set[object]) -> None:
    core = matrix.first.core
    effects = core.ask(commands.GetList(objectType=ListType.AGENT), Client("s", user), matrix.now)
    followed = {effect.topic for effect in effects if isinstance(effect, Subscribe)}
    assert followed == topics
    assert all(may_see(core.rights(user), topic) for topic in followed)
    assert may_see(core.rights(user), agent_list_topic(SUPPORT)) is (user == ERIN)
