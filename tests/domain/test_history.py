"""The records of calls, on the simulator in virtual time: what is kept of each, and when."""

import pytest

from jackfield.domain import facts
from jackfield.domain.effects import Record
from jackfield.domain.facts import Channel
from jackfield.domain.past.call_records import CallRecord, LegOutcome
from jackfield.protocol import commands
from jackfield.protocol.values import CallStatus
from tests.domain.test_agents import ALICE, BRUNO
from tests.domain.test_queues import Queues
from tests.support.office import Office


class House(Queues):
    """The floor, and what was recorded of it."""

    @property
    def records(self) -> list[CallRecord]:
        return [effect.call for effect in self.first.effects if isinstance(effect, Record)]

    def dial(self, caller: str, called: str) -> None:
        self.simulator.phone(caller).dial(called)
        self.pass_time(1)

    def answer(self, number: str) -> None:
        self.simulator.phone(number).answer()
        self.pass_time(1)

    def hang_up(self, number: str) -> None:
        self.simulator.phone(number).hang_up()
        self.pass_time(1)

    def outcomes(self) -> list[tuple[str, LegOutcome]]:
        (record,) = self.records
        return [(leg.line, leg.outcome) for leg in record.legs]


@pytest.fixture
def house() -> House:
    return House()


def test_an_answered_call_has_one_record_with_both_phones(house: House) -> None:
    house.dial("1001", "1002")
    house.pass_time(4)
    house.answer("1002")
    house.pass_time(9)
    assert house.records == []
    house.hang_up("1001")
    assert house.outcomes() == [("1001", LegOutcome.EMITTED), ("1002", LegOutcome.ANSWERED)]
    (record,) = house.records
    assert (record.caller_number, record.called_number) == ("1001", "1002")
    caller, called = record.legs
    assert (caller.user_id, caller.outgoing, caller.other_number) == (ALICE, True, "1002")
    assert (called.user_id, called.outgoing, called.other_number) == (BRUNO, False, "1001")
    assert called.answered is not None
    assert called.ended is not None
    assert called.answered - called.started == pytest.approx(5, abs=0.6)
    assert called.ended - called.answered == pytest.approx(10, abs=0.6)
    assert record.started == caller.started
    assert record.answered == pytest.approx(called.answered, abs=0.2)
    assert house.first.core.world.running.calls == house.first.core.world.running.of_channel == {}


def test_a_missed_call(house: House) -> None:
    house.dial("1001", "1002")
    house.hang_up("1001")
    assert house.outcomes() == [("1001", LegOutcome.EMITTED), ("1002", LegOutcome.MISSED)]
    assert [leg.answered for leg in house.records[0].legs] == [None, None]
    assert house.records[0].answered is None


def test_hold_is_counted(house: House) -> None:
    house.dial("1001", "1002")
    house.answer("1002")
    house.simulator.phone("1002").hold()
    house.pass_time(5)
    house.simulator.phone("1002").resume()
    house.pass_time(5)
    house.hang_up("1002")
    called = house.records[0].legs[1]
    assert called.held_seconds == pytest.approx(5, abs=0.5)


def test_a_queue_call_that_is_answered(house: House) -> None:
    house.login(ALICE)
    house.call()
    house.pass_time(3)
    house.answer("1001")
    house.pass_time(5)
    house.hang_up("1001")
    (record,) = house.records
    assert (record.caller_number, record.called_number) == ("+33611223344", "3001")
    (step,) = record.steps
    assert (step.queue, step.outcome, step.agent_id) == ("blue", CallStatus.ANSWERED, 1)
    assert step.left is not None
    assert step.ended is not None
    assert step.left - step.entered == pytest.approx(3.5, abs=1)
    assert step.ended - step.left == pytest.approx(6, abs=1)
    (leg,) = record.legs
    assert (leg.user_id, leg.agent_id, leg.outcome, leg.other_number) == (ALICE, 1, LegOutcome.ANSWERED, "+33611223344")


def test_a_caller_who_hangs_up_in_the_queue(house: House) -> None:
    house.call()
    house.pass_time(3)
    house.simulator.outside.hang_up(house.simulator.outside.calls[0])
    house.pass_time(1)
    (record,) = house.records
    assert [step.outcome for step in record.steps] == [CallStatus.ABANDONED]
    assert record.answered is None


def test_a_transfer_after_asking_is_noted(house: House) -> None:
    house.dial("1001", "1002")
    house.answer("1002")
    assert house.ask(BRUNO, commands.AttendedTransfer(destination="1003")) == []
    house.pass_time(1)
    house.answer("1003")
    assert house.ask(BRUNO, commands.CompleteTransfer()) == []
    house.pass_time(2)
    house.hang_up("1001")
    house.pass_time(1)
    first = house.records[-1]
    assert (first.caller_number, first.called_number) == ("1001", "1002")
    assert [(step.line, step.destination, step.attended) for step in first.transfers] == [("1002", "1003", True)]
    assert ("1003", LegOutcome.ANSWERED) in [(leg.line, leg.outcome) for call in house.records for leg in call.legs]


def test_a_transfer_without_asking_is_noted(house: House) -> None:
    house.dial("1001", "1002")
    house.answer("1002")
    assert house.ask(BRUNO, commands.DirectTransfer(destination="1003")) == []
    house.pass_time(1)
    house.answer("1003")
    house.hang_up("1001")
    (record,) = house.records
    assert [(step.line, step.destination, step.attended) for step in record.transfers] == [("1002", "1003", False)]
    assert house.outcomes() == [
        ("1001", LegOutcome.EMITTED),
        ("1002", LegOutcome.ANSWERED),
        ("1003", LegOutcome.ANSWERED),
    ]


def test_who_rang_in_vain_while_another_answered_has_missed_nothing() -> None:
    office = Office()
    office.ring()
    office.feed(facts.ChannelGone("PJSIP/1002-1", 26))
    effects = office.feed(facts.ChannelGone("PJSIP/1001-1", 16))
    (record,) = [effect.call for effect in effects if isinstance(effect, Record)]
    assert [leg.outcome for leg in record.legs] == [LegOutcome.EMITTED, LegOutcome.ELSEWHERE]
    assert record.cause == 16


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("FULL", "full"),
        ("CLOSED", "closed"),
        ("JOINEMPTY", "joinempty"),
        ("DIVERT_CA_RATIO", "divert_ca_ratio"),
        ("DIVERT_HOLDTIME", "divert_waittime"),
    ],
)
def test_who_is_not_let_into_a_queue(house: House, status: str, outcome: str) -> None:
    channel = Channel("9.1", "PJSIP/trunk-9", "9.1", 4, "+331", exten="3001")
    house.first.feed(facts.ChannelSeen(channel))
    house.first.feed(facts.QueueResult("9.1", status))
    house.first.feed(facts.ChannelGone("9.1", 16))
    assert [(step.queue, str(step.outcome)) for step in house.records[0].steps] == [("blue", outcome)]


@pytest.mark.parametrize("given_up", [True, False])
@pytest.mark.parametrize(
    ("status", "outcome"),
    [("TIMEOUT", "timeout"), ("LEAVEEMPTY", "leaveempty"), ("LEAVEUNAVAIL", "leaveempty"), ("", "")],
)
def test_who_leaves_a_queue_unanswered(house: House, status: str, outcome: str, given_up: bool) -> None:
    channel = Channel("9.1", "PJSIP/trunk-9", "9.1", 4, "+331", exten="3001")
    outcome = outcome or ("abandoned" if given_up else "timeout")
    for fact in (
        facts.ChannelSeen(channel),
        facts.QueueJoined(channel, "blue"),
        *([facts.QueueAbandoned("9.1", "blue", 2.0, channel)] if given_up else []),
        facts.QueueLeft("9.1", "blue"),
        facts.QueueResult("9.1", status),
        facts.ChannelGone("9.1", 16),
    ):
        house.first.feed(fact)
    assert [(step.queue, str(step.outcome)) for step in house.records[0].steps] == [("blue", outcome)]


def test_a_server_that_comes_late_records_what_it_finds(house: House) -> None:
    house.login(ALICE)
    house.dial("1002", "1003")
    house.call()
    late = house.open()
    house.pass_time(3)
    house.answer("1001")
    house.answer("1003")
    house.hang_up("1001")
    house.hang_up("1002")
    house.pass_time(3)
    found = [effect.call for effect in late.effects if isinstance(effect, Record)]
    assert {str(leg.outcome) for call in found for leg in call.legs} == {"answered", "emitted"}
    assert [step.outcome for call in found for step in call.steps] == [CallStatus.ANSWERED]
    assert late.core.world.running.calls == {}


def test_ids_rise_and_differ(house: House) -> None:
    for _ in range(3):
        house.dial("1001", "1002")
        house.hang_up("1001")
    ids = [record.id for record in house.records]
    assert ids == sorted(set(ids))
    assert len(ids) == 3
