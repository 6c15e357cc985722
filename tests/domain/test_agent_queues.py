"""Agents enter and leave queues: by command, and because another tool put them there or took them out."""

import pytest

from jackfield.domain import facts
from jackfield.domain.core import Client
from jackfield.domain.effects import Publish, Request, Store, queue_members_topic
from jackfield.protocol import commands
from jackfield.protocol.events import CommandResult, Error, Event, QueueMember, QueueMemberList
from tests.domain.test_agents import ALICE, BRUNO, SAM, Centre, results

BLUE, RED, GREEN = 1, 2, 3


class Matrix(Centre):
    """The floor, and what is told of memberships."""

    def told(self) -> list[tuple[int, int, int]]:
        events = [e.event for e in self.first.effects if isinstance(e, Publish) and isinstance(e.event, QueueMember)]
        return [(event.agentId, event.queueId, event.penalty) for event in events if isinstance(event, QueueMember)]

    def memberships(self, agent: int) -> dict[int, int]:
        """As the directory has them: queue to penalty."""
        return {one.queue_id: one.penalty for one in self.first.core.world.directory.memberships_of(agent)}

    def at_the_pbx(self, interface: str) -> dict[str, int]:
        return {queue: penalty for (queue, who), (_, penalty, _) in self.members().items() if who == interface}


@pytest.fixture
def matrix() -> Matrix:
    return Matrix()


def test_entering_changing_the_penalty_and_leaving_while_logged_in(matrix: Matrix) -> None:
    matrix.login(ALICE)
    for command in (
        commands.SetAgentQueue(agentId=1, queueId=RED, penalty=4, requestId="a"),
        commands.SetAgentQueue(agentId=1, queueId=RED, penalty=7, requestId="b"),
        commands.RemoveAgentFromQueue(agentId=1, queueId=GREEN, requestId="c"),
    ):
        assert results(matrix.ask(SAM, command)) == ["done"]
    assert matrix.told() == [(1, RED, 4), (1, RED, 7), (1, GREEN, -1)]
    assert matrix.at_the_pbx("PJSIP/1001") == {"blue": 0, "red": 7}
    assert matrix.memberships(1) == {BLUE: 0, RED: 7}
    assert matrix.last(1).queues == (BLUE, RED)
    assert matrix.last(1).name == "AgentReady"


def test_logged_out_only_the_configuration_changes(matrix: Matrix) -> None:
    matrix.ask(SAM, commands.SetAgentQueue(agentId=1, queueId=RED, penalty=4))
    assert matrix.told() == [(1, RED, 4)]
    assert matrix.members() == {}
    matrix.login(ALICE)
    assert matrix.at_the_pbx("PJSIP/1001") == {"blue": 0, "green": 2, "red": 4}


def test_the_same_penalty_is_told_again(matrix: Matrix) -> None:
    matrix.login(ALICE)
    matrix.ask(SAM, commands.SetAgentQueue(agentId=1, queueId=BLUE, penalty=0))
    assert matrix.told() == [(1, BLUE, 0)]


@pytest.mark.parametrize(
    "command",
    [
        commands.SetAgentQueue(agentId=99, queueId=BLUE, penalty=0),
        commands.SetAgentQueue(agentId=1, queueId=99, penalty=0),
        commands.SetAgentQueue(agentId=1, queueId=BLUE, penalty=-2),
        commands.RemoveAgentFromQueue(agentId=1, queueId=RED),
        commands.RemoveAgentFromQueue(agentId=99, queueId=RED),
    ],
)
def test_failure_is_silent_but_for_who_asked_to_know(
    matrix: Matrix, command: commands.SetAgentQueue | commands.RemoveAgentFromQueue
) -> None:
    assert matrix.ask(SAM, command) == []
    (result,) = matrix.ask(
        SAM, type(command)(**{f: getattr(command, f) for f in command.__struct_fields__} | {"requestId": "1"})
    )
    assert isinstance(result, CommandResult)
    assert result.status == "refused"
    assert matrix.told() == []


def test_nothing_is_told_before_it_is_kept(matrix: Matrix) -> None:
    command = commands.SetAgentQueue(agentId=1, queueId=RED, penalty=4, requestId="1")
    effects = matrix.first.core.ask(command, Client("s", SAM), matrix.now)
    (store,) = [effect for effect in effects if isinstance(effect, Store)]
    assert not any(isinstance(effect, Publish) for effect in effects)
    refused = matrix.first.core.feed(facts.Stored(store.tag, ok=False, message="The disk is full"), matrix.now)
    events: list[Event] = [effect.event for effect in refused if hasattr(effect, "event")]
    assert Error(Error="The disk is full") in events
    assert matrix.memberships(1) == {BLUE: 0, GREEN: 2}


def test_what_another_tool_changes_becomes_configuration(matrix: Matrix) -> None:
    matrix.login(ALICE)
    by_name = matrix.simulator.pbx.queues.by_name
    by_name["red"].add("PJSIP/1001", "Agent/2001", "hint:1001@phones", penalty=5, paused=False, reason="")
    by_name["blue"].remove("PJSIP/1001")
    matrix.pass_time(0.3)
    assert matrix.told() == [(1, RED, 5), (1, BLUE, -1)]
    assert matrix.memberships(1) == {GREEN: 2, RED: 5}


def test_what_we_change_ourselves_does_not(matrix: Matrix) -> None:
    matrix.login(ALICE, BRUNO)
    matrix.ask(BRUNO, commands.AgentLogout())
    matrix.ask(BRUNO, commands.AgentLogin())
    matrix.ask(BRUNO, commands.AgentLogin(agentphonenumber="1002"))
    assert matrix.told() == []
    assert matrix.memberships(2) == {BLUE: 1}


def test_a_restart_of_the_pbx_that_forgets_its_members_takes_nobody_out(matrix: Matrix) -> None:
    matrix.login(ALICE)
    before = matrix.at_the_pbx("PJSIP/1001")
    for queue in matrix.simulator.pbx.queues:
        queue.members.clear()
    matrix.first.pbx.link_up("x", True)
    matrix.pass_time(1)
    assert matrix.at_the_pbx("PJSIP/1001") == before
    assert matrix.memberships(1) == {BLUE: 0, GREEN: 2}


def test_the_list_and_who_gets_the_changes(matrix: Matrix) -> None:
    (found,) = matrix.ask(SAM, commands.GetList(objectType="queuemember"))  # type: ignore[arg-type]
    assert isinstance(found, QueueMemberList)
    assert {(one.agentId, one.queueId) for one in found.items} == {(1, BLUE), (2, BLUE)}
    matrix.ask(SAM, commands.SetAgentQueue(agentId=3, queueId=BLUE, penalty=1))
    (publication,) = [e for e in matrix.first.effects if isinstance(e, Publish) and isinstance(e.event, QueueMember)]
    assert (publication.topic, publication.also) == (queue_members_topic(), (queue_members_topic(BLUE),))


def test_the_event_of_what_we_changed_may_come_after_the_answer(matrix: Matrix) -> None:
    """Asterisk 22 tells of a removal now before, now after it answers the action."""
    matrix.login(ALICE)
    core = matrix.first.core
    effects = core.ask(commands.AgentLogout(), Client("s", ALICE), matrix.now)
    requests = [effect for effect in effects if isinstance(effect, Request)]
    assert len(requests) == 2
    for request in requests:
        effects += core.feed(facts.RequestDone(request.tag, ok=True), matrix.now)
    for queue in ("blue", "green"):
        effects += core.feed(facts.MemberGone(queue, "PJSIP/1001"), matrix.now)
    assert not any(isinstance(effect, Store) for effect in effects)
    assert matrix.memberships(1) == {BLUE: 0, GREEN: 2}


def test_the_event_of_an_earlier_penalty_of_ours_is_not_taken_for_a_wish(matrix: Matrix) -> None:
    matrix.login(ALICE)
    core = matrix.first.core
    for penalty in (4, 7):
        matrix.first.perform(
            core.ask(commands.SetAgentQueue(agentId=1, queueId=BLUE, penalty=penalty), Client("s", SAM), matrix.now)
        )
    matrix.pass_time(0.5)
    assert matrix.told() == [(1, BLUE, 4), (1, BLUE, 7)]
    assert matrix.at_the_pbx("PJSIP/1001")["blue"] == 7


def test_a_status_told_after_the_removal_brings_nobody_back(matrix: Matrix) -> None:
    """Asterisk 22 tells statuses and removals from different threads."""
    matrix.login(ALICE)
    matrix.ask(SAM, commands.RemoveAgentFromQueue(agentId=1, queueId=GREEN))
    late = facts.MemberSeen("green", "PJSIP/1001", "Agent/2001", penalty=2, status=1, known=True)
    assert matrix.first.core.feed(late, matrix.now) == []
    assert matrix.memberships(1) == {BLUE: 0}
    assert matrix.last(1).queues == (BLUE,)
