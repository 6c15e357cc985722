"""Recordings of agents' calls: paused by command, told in the agent's state, remembered over losses and restarts."""

import pytest

from jackfield.domain import facts
from jackfield.domain.effects import Journal, Request
from jackfield.domain.requests import MuteRecording
from jackfield.protocol import commands
from jackfield.protocol.events import AgentStateEvent, CommandResult, Error
from jackfield.protocol.values import Right
from tests.domain.test_agents import ALICE, ERIN, SAM, Centre, results
from tests.domain.test_rights import with_user


@pytest.fixture
def centre() -> Centre:
    made = Centre()
    made.login(ALICE)
    return made


def call(centre: Centre, queue: str = "3001") -> None:
    """blue is recorded, green is not."""
    centre.simulator.call_in("+33611223344", queue)
    centre.pass_time(0.5)
    centre.simulator.phone("1001").answer()
    centre.pass_time(0.5)


def monitor(centre: Centre) -> str:
    return str(centre.last(1).monitorState)


def code(centre: Centre, user: int, command: commands.Command) -> str | None:
    (result,) = [event for event in centre.ask(user, command) if isinstance(event, CommandResult)]
    return result.code if result.status == "refused" else str(result.status)


def test_paused_and_gone_on_with(centre: Centre) -> None:
    call(centre)
    assert monitor(centre) == "ACTIVE"
    assert code(centre, ALICE, commands.MonitorPause(requestId="1")) == "done"
    assert monitor(centre) == "PAUSED"
    assert code(centre, SAM, commands.MonitorUnpause(agentid=1, requestId="1")) == "done"
    assert monitor(centre) == "ACTIVE"
    orders = [e.action for e in centre.first.effects if isinstance(e, Request) and isinstance(e.action, MuteRecording)]
    assert [order.muted for order in orders] == [True, False]


def test_paused_already_is_told_again(centre: Centre) -> None:
    call(centre)
    centre.ask(ALICE, commands.MonitorPause())
    first, second = centre.ask(ALICE, commands.MonitorPause(requestId="again"))
    assert isinstance(first, AgentStateEvent)
    assert first.monitorState == "PAUSED"
    assert results([second]) == ["done"]


def test_refused_where_there_is_nothing_to_pause(centre: Centre) -> None:
    assert code(centre, SAM, commands.MonitorPause(agentid=99, requestId="0")) == "not_found"
    assert code(centre, ERIN, commands.MonitorPause(requestId="0")) == "not_found"
    assert code(centre, ALICE, commands.MonitorPause(requestId="1")) == "conflict"
    call(centre, "3003")
    assert code(centre, ALICE, commands.MonitorPause(requestId="2")) == "conflict"
    (error,) = centre.ask(ALICE, commands.MonitorPause())
    assert error == Error(Error="The call of agent 2001 is not recorded")


def test_refused_for_a_call_that_is_not_from_a_queue(centre: Centre) -> None:
    centre.simulator.phone("1002").dial("1001")
    centre.pass_time(0.5)
    centre.simulator.phone("1001").answer()
    centre.pass_time(0.5)
    assert code(centre, ALICE, commands.MonitorPause(requestId="1")) == "conflict"


def test_others_are_paused_with_the_right_to_alone_from_one_moment_to_the_next(centre: Centre) -> None:
    call(centre)
    for rights, wanted in ((frozenset({Right.DISSUASION}), "not_allowed"), (frozenset({Right.RECORDING}), "done")):
        centre.first.core.adopt(with_user(SAM, rights=rights), centre.now)
        assert code(centre, SAM, commands.MonitorPause(agentid=1, requestId=wanted)) == wanted
    assert code(centre, ALICE, commands.MonitorUnpause(requestId="1")) == "done"


def test_refused_while_it_only_rings(centre: Centre) -> None:
    centre.simulator.call_in("+33611223344", "3001")
    centre.pass_time(0.5)
    assert code(centre, ALICE, commands.MonitorPause(requestId="1")) == "conflict"


def test_a_restart_forgets_nothing(centre: Centre) -> None:
    call(centre)
    centre.ask(ALICE, commands.MonitorPause())
    kept = [effect.entries for effect in centre.first.effects if isinstance(effect, Journal)][-1]
    ignorant, told = centre.open(), centre.open(kept)
    for desk, wanted in ((ignorant, "ACTIVE"), (told, "PAUSED")):
        state = desk.core.world.centre.duties[1].said
        assert state is not None
        assert state.monitorState == wanted
    centre.simulator.phone("1001").hang_up()
    centre.pass_time(0.5)
    for desk in (centre.first, told):
        assert [effect.entries for effect in desk.effects if isinstance(effect, Journal)][-1] == {}


def test_lists_do_not_contradict_what_was_heard(centre: Centre) -> None:
    call(centre)
    centre.ask(ALICE, commands.MonitorPause())
    leg = next(leg for leg in centre.first.core.world.legs.values() if leg.recorded)
    centre.first.feed(facts.RecordingListed(leg.uniqueid))
    assert leg.recording_muted
