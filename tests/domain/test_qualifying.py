"""Calls from queues are qualified: optionally, or before the agent is ready again; by the one rule of the documents."""

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from jackfield.domain.core import Client
from jackfield.domain.directory import Directory
from jackfield.domain.effects import Publish, TopicKind
from jackfield.domain.lasting import Kept
from jackfield.protocol import commands
from jackfield.protocol.events import AgentStateEvent, CallHistory, CallQualification, CommandResult, Qualifications
from jackfield.telephony.ami.trace import DIRECTORY_PARTS
from tests.domain.test_agents import ALICE, BRUNO, ERIN, SAM, directory, results
from tests.domain.test_history import House

REASONS = ("Order", "Question")
CALLER = "+33611223344"


def qualified(required: bool) -> Directory:
    """Calls from green are to be qualified; it gives no time to wrap up."""
    known = directory()
    queues = [
        replace(queue, qualifications=REASONS, qualification_required=required) if queue.name == "green" else queue
        for queue in known.queues
    ]
    return Directory.build(**{**{name: getattr(known, name) for name in DIRECTORY_PARTS}, "queues": queues})


class Desk(House):
    """Alice at work in green, whose calls are to be qualified."""

    def __init__(self, required: bool = True) -> None:
        super().__init__()
        self.directory = qualified(required)
        self.first.core.adopt(self.directory, self.now)
        self.login(ALICE)
        self.ask(ALICE, commands.GetQualifications())

    def served(self) -> CallQualification:
        """Alice has served a caller from green; what she is asked."""
        self.talks()
        self.hang_up("1001")
        return self.told()[-1]

    def talks(self) -> None:
        self.call(CALLER, "3003")
        self.answer("1001")
        self.pass_time(1)

    def told(self) -> list[CallQualification]:
        effects = [effect for effect in self.first.effects if isinstance(effect, Publish)]
        told = [effect.event for effect in effects if effect.topic.kind is TopicKind.QUALIFICATIONS]
        return [event for event in told if isinstance(event, CallQualification)]

    def paused(self) -> bool:
        return any(paused for _, _, paused in self.members().values())

    def qualify(self, call: CallQualification, **values: str) -> list[str]:
        return results(self.ask(ALICE, commands.QualifyCall(id=call.id, requestId="q" + str(self.now), **values)))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_who_must_qualify_is_paused_at_the_pbx_and_wraps_up_until_it_is_done(desk: Desk) -> None:
    desk.talks()
    assert desk.paused()
    assert desk.last(1).name == "AgentOnCall"
    desk.hang_up("1001")
    desk.pass_time(60)
    assert (desk.last(1).name, desk.last(1).wrapupUntil) == ("AgentOnWrapup", UNSET)
    call = desk.told()[-1]
    assert (call.ended, call.required, call.reasons, call.callerNumber) == (True, True, REASONS, CALLER)
    assert desk.qualify(call, reason="Order", note="«Trois» vélos") == ["done"]
    assert desk.last(1).name == "AgentReady"
    assert not desk.paused()
    assert [(one.ended, one.reason, one.note) for one in desk.told()] == [
        (False, "", ""),
        (True, "", ""),
        (True, "Order", "«Trois» vélos"),
    ]


def test_a_reason_given_during_the_call_is_enough(desk: Desk) -> None:
    desk.talks()
    assert desk.qualify(desk.told()[-1], reason="Question") == ["done"]
    assert not desk.paused()
    desk.hang_up("1001")
    assert desk.last(1).name == "AgentReady"
    assert "AgentOnWrapup" not in desk.states(1)


def test_where_it_is_not_required_nobody_waits_for_it() -> None:
    desk = Desk(required=False)
    call = desk.served()
    assert (call.required, desk.last(1).name, desk.paused()) == (False, "AgentReady", False)
    assert desk.qualify(call, note="asked for a quote") == ["done"]
    assert desk.qualify(call, reason="Order") == ["done"]
    assert (desk.told()[-1].reason, desk.told()[-1].note) == ("Order", "")


def test_what_cannot_be_said_of_a_call_is_refused(desk: Desk) -> None:
    call = desk.served()
    assert desk.qualify(call) == ["refused"]
    assert desk.qualify(call, reason="Weather") == ["refused"]
    assert desk.qualify(call, reason="Order", note="x" * 4001) == ["refused"]
    for wrong in ("", "x", "1-1", "9-", "9" * 50 + "-1", call.id + "0", "²-1"):
        if wrong:
            assert results(desk.ask(ALICE, commands.QualifyCall(id=wrong, requestId=wrong))) == ["refused"]
    assert results(desk.ask(BRUNO, commands.QualifyCall(id=call.id, reason="Order", requestId="b"))) == ["refused"]
    assert results(desk.ask(ERIN, commands.QualifyCall(id=call.id, reason="Order", requestId="e"))) == ["refused"]
    assert desk.last(1).name == "AgentOnWrapup"


def test_an_agent_cannot_make_himself_ready_but_somebody_else_can(desk: Desk) -> None:
    desk.served()
    answers = desk.ask(ALICE, commands.UnpauseAgent(requestId="1"))
    refusal = next(event for event in answers if isinstance(event, CommandResult))
    assert (refusal.status, refusal.code) == ("refused", "conflict")
    assert results(desk.ask(SAM, commands.UnpauseAgent(agentid=1, requestId="2"))) == ["done"]
    assert (desk.last(1).name, desk.paused()) == ("AgentReady", False)
    assert not desk.told()[-1].required


def test_a_pause_asked_for_meanwhile_is_what_follows(desk: Desk) -> None:
    call = desk.served()
    desk.ask(ALICE, commands.PauseAgent(reason="lunch"))
    assert desk.last(1).name == "AgentOnWrapup"
    desk.qualify(call, reason="Order")
    assert (desk.last(1).name, desk.last(1).cause, desk.paused()) == ("AgentOnPause", "lunch", True)
    desk.ask(ALICE, commands.UnpauseAgent())
    assert (desk.last(1).name, desk.paused()) == ("AgentReady", False)


def test_a_pause_ended_during_the_call_leaves_what_is_still_to_be_done(desk: Desk) -> None:
    desk.call(CALLER, "3003")
    desk.ask(ALICE, commands.PauseAgent(reason="lunch"))
    desk.answer("1001")
    desk.pass_time(1)
    desk.ask(ALICE, commands.UnpauseAgent())
    assert desk.paused()
    desk.hang_up("1001")
    assert desk.last(1).name == "AgentOnWrapup"
    desk.qualify(desk.told()[-1], reason="Order")
    assert (desk.last(1).name, desk.paused()) == ("AgentReady", False)


def test_logging_out_ends_it(desk: Desk) -> None:
    call = desk.served()
    desk.ask(ALICE, commands.AgentLogout())
    assert desk.last(1).name == "AgentLoggedOut"
    desk.login(ALICE)
    assert (desk.last(1).name, desk.paused()) == ("AgentReady", False)
    assert desk.qualify(call, reason="Order") == ["done"], "also later, out of the record"


def test_it_outlives_a_restart_of_the_server(desk: Desk) -> None:
    call = desk.served()
    desk.pass_time(2)
    kept = Kept(agent_days=dict(desk.first.core.world.centre.unkept.agent_texts))
    later = desk.open(kept=kept)
    later.core.adopt(desk.directory, desk.now)
    world = later.core.world
    assert world.centre.qualifying[1].holds
    assert world.centre.duties[1].said is not None
    assert world.centre.duties[1].said.name == "AgentOnWrapup"
    later.perform(later.core.ask(commands.QualifyCall(id=call.id, reason="Order"), Client("later", ALICE), desk.now))
    desk.pass_time(1)
    assert not desk.paused()


def test_a_pause_that_nobody_knows_the_call_of_is_taken_back(desk: Desk) -> None:
    desk.served()
    assert desk.paused()
    desk.open()
    desk.pass_time(1)
    assert not desk.paused()


def test_histories_tell_what_was_said(desk: Desk) -> None:
    call = desk.served()
    desk.qualify(call, reason="Order", note="Three bicycles")
    for user, command in (
        (ALICE, commands.GetAgentCallHistory(size=1)),
        (ALICE, commands.GetUserCallHistory(size=1)),
        (SAM, commands.GetQueueCallHistory(queue="green", size=1)),
    ):
        (history,) = desk.ask(user, command)
        assert isinstance(history, CallHistory)
        assert history.items[0].qualificationId == call.id


def test_what_calls_can_be_about_is_told_for_the_queues_one_sees(desk: Desk) -> None:
    (told, *_) = desk.ask(ALICE, commands.GetQualifications())
    assert isinstance(told, Qualifications)
    assert [(one.queueId, one.required, one.reasons) for one in told.items] == [
        (1, False, ()),
        (2, False, ()),
        (3, True, REASONS),
    ]
    (told, *_) = desk.ask(SAM, commands.GetQualifications())
    assert isinstance(told, Qualifications)
    assert [one.queueId for one in told.items] == [1]
    assert results(desk.ask(ALICE, commands.GetQualifications(queueId=9, requestId="1"))) == ["refused"]


def test_an_ordinary_wrap_up_says_until_when(desk: Desk) -> None:
    desk.call(CALLER, "3001")
    desk.answer("1001")
    desk.hang_up("1001")
    state = desk.last(1)
    assert isinstance(state, AgentStateEvent)
    assert (state.name, state.wrapupUntil is UNSET) == ("AgentOnWrapup", False)


def test_nobody_is_held_for_a_queue_that_does_not_require_it_any_more(desk: Desk) -> None:
    desk.served()
    desk.first.perform(desk.first.core.adopt(qualified(required=False), desk.now))
    desk.pass_time(1)
    assert (desk.last(1).name, desk.paused(), desk.told()[-1].required) == ("AgentReady", False, False)


def test_nobody_is_held_for_a_queue_that_is_gone(desk: Desk) -> None:
    desk.served()
    parts = {name: getattr(desk.directory, name) for name in DIRECTORY_PARTS}
    parts["queues"] = [queue for queue in parts["queues"] if queue.name != "green"]
    parts["memberships"] = [one for one in parts["memberships"] if one.queue_id != 3]
    desk.first.perform(desk.first.core.adopt(Directory.build(**parts), desk.now))
    desk.pass_time(1)
    assert (desk.last(1).name, desk.paused()) == ("AgentReady", False)
