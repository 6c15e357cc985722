"""The history of calls as clients are told it: whose calls, in which order, and how they read."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec import UNSET

from jackfield.domain import facts
from jackfield.domain.core import Client
from jackfield.domain.effects import Fetch
from jackfield.domain.past.past_calls import MOST
from jackfield.domain.questions import LegsOfUser, StepsOfQueues
from jackfield.domain.world import Settings
from jackfield.protocol import commands
from jackfield.protocol.commands import Command
from jackfield.protocol.events import CallHistory, CallHistoryByDays, CommandResult, Error, HistoryCall
from jackfield.protocol.values import CallStatus, Right
from tests.domain.test_agents import ALICE, BRUNO, CHLOE, ERIN, SAM
from tests.domain.test_history import House
from tests.domain.test_rights import with_user
from tests.support.office import Office, replies
from tests.support.records import MORNING, leg, record


class Past(House):
    """The house, and what it remembers."""

    def history(self, user: int, command: Command) -> list[HistoryCall]:
        (answer,) = self.ask(user, command)
        assert isinstance(answer, CallHistory)
        return list(answer.items)

    def seen(self, user: int, command: Command) -> list[tuple[str, str, str]]:
        return [(call.status.value, call.srcNum, call.dstNum) for call in self.history(user, command)]


@pytest.fixture
def house() -> Past:
    return Past()


OWN = commands.GetUserCallHistory(size=10)


def test_recordings_are_told_to_who_may_manage_them(house: Past) -> None:
    house.login(ALICE)
    house.call()
    house.pass_time(1)
    house.answer("1001")
    asked, (call,) = commands.GetQueueCallHistory(queue="blue", size=1), house.first.core.world.running.calls.values()
    file = f"/var/spool/asterisk/monitor/{call.linkedid}.wav"
    for rights, wanted in (({Right.DISSUASION}, UNSET), ({Right.RECORDING}, (file,))):
        house.first.core.adopt(with_user(SAM, rights=frozenset(rights)), house.now)
        assert [one.recordings for one in house.history(SAM, asked)] == [wanted]
    house.hang_up("1001")
    (kept,) = house.records
    assert kept.recordings == kept.legs[0].recordings == kept.steps[0].recordings == (file,)
    assert [one.recordings for one in house.history(ALICE, OWN)] == [(file,)]


def test_emitted_answered_and_missed_calls_most_recent_first(house: Past) -> None:
    house.dial("1001", "1002")
    house.answer("1002")
    house.hang_up("1001")
    house.dial("1003", "1001")
    house.hang_up("1003")
    assert house.seen(ALICE, OWN) == [("missed", "1003", "1001"), ("emitted", "1001", "1002")]
    assert house.seen(BRUNO, OWN) == [("answered", "1001", "1002")]
    assert house.seen(ERIN, OWN) == []
    assert house.seen(ALICE, commands.GetUserCallHistory(size=1)) == [("missed", "1003", "1001")]
    assert house.seen(ALICE, commands.GetUserCallHistory()) == house.seen(ALICE, OWN)
    assert house.seen(ALICE, commands.GetUserCallHistoryByDays(days=1)) == house.seen(ALICE, OWN)
    assert house.seen(ALICE, commands.GetUserCallHistoryByDays(days=0)) == []
    assert house.seen(ALICE, commands.GetUserCallHistory(size=0)) == []


def test_names_logins_and_phones_are_shown(house: Past) -> None:
    house.dial("1001", "1002")
    house.hang_up("1001")
    (call,) = house.history(BRUNO, OWN)
    assert (call.srcFirstName, call.srcUsername, call.dstFirstName, call.dstUsername) == (
        *("Alice", "alice"),
        *("Bruno", "bruno"),
    )
    assert (call.duration, call.srcPhoneStatus, call.dstPhoneStatus) == ("00:00:00", 0, 0)


def test_a_running_call_is_shown_with_the_time_so_far(house: Past) -> None:
    house.dial("1001", "1002")
    house.answer("1002")
    house.pass_time(100)
    (call,) = house.history(ALICE, OWN)
    assert (call.status, call.srcPhoneStatus) == (CallStatus.ONGOING, 1)
    assert "00:01:41" <= call.duration <= "00:01:43"
    house.hang_up("1001")
    (call,) = house.history(ALICE, OWN)
    assert call.status is CallStatus.EMITTED
    assert "00:01:40" <= call.duration <= "00:01:42"


def test_a_call_that_ends_while_the_disk_is_read_is_shown_once(house: Past) -> None:
    core = house.first.core
    house.dial("1001", "1002")
    effects = core.ask(OWN, Client("s1", ALICE), house.now)
    (fetch,) = [effect for effect in effects if isinstance(effect, Fetch)]
    house.hang_up("1001")
    found = house.first.records.found(fetch.question)
    (answer,) = replies(core.feed(facts.Fetched(fetch.tag, ok=True, found=found), house.now))
    assert isinstance(answer, CallHistory)
    assert [call.status for call in answer.items] == [CallStatus.EMITTED]
    assert core.feed(facts.Fetched(fetch.tag, ok=True, found=found), house.now) == []


def test_calls_of_an_agent_are_those_made_while_logged_in(house: Past) -> None:
    house.dial("1001", "1003")
    house.hang_up("1001")
    house.login(ALICE)
    house.call()
    house.pass_time(2)
    house.answer("1001")
    assert house.seen(ALICE, commands.GetAgentCallHistory(size=5)) == [("ongoing", "+33611223344", "1001")]
    house.hang_up("1001")
    assert house.seen(ALICE, commands.GetAgentCallHistory(size=5)) == [("answered", "+33611223344", "1001")]
    assert house.seen(BRUNO, commands.GetAgentCallHistory()) == []
    assert len(house.seen(ALICE, OWN)) == 2


def test_who_is_no_agent_has_no_calls_of_one(house: Past) -> None:
    error, result = house.ask(SAM, commands.GetAgentCallHistory(size=5, requestId="1"))
    assert error == Error(Error="User sam is no agent")
    assert isinstance(result, CommandResult)
    assert result.code == "not_found"


def test_calls_of_queues_are_found_by_a_part_of_the_name(house: Past) -> None:
    house.call("+331", "3001")
    house.pass_time(1)
    house.call("+332", "3002")
    house.simulator.outside.hang_up(house.simulator.outside.calls[0])
    house.pass_time(1)
    ask = commands.GetQueueCallHistory
    assert house.seen(SAM, ask(queue="BL", size=10)) == [("abandoned", "+331", "3001")]
    assert house.seen(SAM, ask(queue="e", size=10)) == [("ongoing", "+332", "3002"), ("abandoned", "+331", "3001")]
    assert house.seen(SAM, ask(queue="%", size=10)) == []
    assert len(house.seen(SAM, ask(queue=""))) == 2


def test_an_answered_queue_call_lasts_as_long_as_the_talk(house: Past) -> None:
    house.login(ALICE)
    house.call()
    house.pass_time(3)
    house.answer("1001")
    house.pass_time(60)
    house.hang_up("1001")
    (call,) = house.history(SAM, commands.GetQueueCallHistory(queue="blue", size=5))
    assert call.status is CallStatus.ANSWERED
    assert "00:01:00" <= call.duration <= "00:01:02"
    assert (call.srcNum, call.dstNum) == ("+33611223344", "3001")


@pytest.mark.parametrize(
    "command",
    [
        commands.GetUserCallHistory(size=-1),
        commands.GetUserCallHistoryByDays(days=-1),
        commands.GetAgentCallHistory(size=-1),
        commands.GetQueueCallHistory(queue="b", size=-1),
    ],
)
def test_negative_sizes_are_refused(house: Past, command: Command) -> None:
    (error,) = house.ask(CHLOE, command)
    assert isinstance(error, Error)
    assert "negative" in error.Error


def test_no_size_is_without_bound() -> None:
    office = Office()
    for command in (commands.GetUserCallHistory(size=2**40), commands.GetUserCallHistoryByDays(days=2**40)):
        (fetch,) = [effect for effect in office.ask(1, command) if isinstance(effect, Fetch)]
        assert isinstance(fetch.question, LegsOfUser)
        assert fetch.question.size == MOST
    (fetch,) = [e for e in office.ask(1, commands.GetQueueCallHistory(queue="x")) if isinstance(e, Fetch)]
    assert fetch.question == StepsOfQueues((), MOST, office.now - 864_000)


def test_times_are_those_of_the_users_clocks() -> None:
    office = Office(Settings(time_zone="Europe/Paris"))
    (fetch,) = [effect for effect in office.ask(1, OWN) if isinstance(effect, Fetch)]
    kept = record(0, leg(0))
    (answer,) = replies(office.feed(facts.Fetched(fetch.tag, ok=True, found=kept.legs)))
    assert isinstance(answer, CallHistory)
    (call,) = answer.items
    there = datetime.fromtimestamp(MORNING, ZoneInfo("Europe/Paris"))
    assert call.start == there.strftime("%Y-%m-%d %H:%M:%S") == "2023-11-14 23:13:20"
    assert (call.duration, call.srcLastName, call.srcUsername) == ("00:01:00", "Zoë 📞", UNSET)


def test_a_history_by_days_may_have_an_event_of_its_own() -> None:
    office = Office(Settings(by_days_event=True))
    (fetch,) = [e for e in office.ask(1, commands.GetUserCallHistoryByDays(days=3)) if isinstance(e, Fetch)]
    (answer,) = replies(office.feed(facts.Fetched(fetch.tag, ok=True, found=record(0, leg(0)).legs)))
    assert isinstance(answer, CallHistoryByDays)
    assert len(answer.items) == 1


def test_a_disk_that_cannot_be_read_is_a_clear_refusal() -> None:
    office = Office()
    effects = office.ask(1, commands.GetUserCallHistory(size=3, requestId="7"))
    (fetch,) = [effect for effect in effects if isinstance(effect, Fetch)]
    error, result = replies(office.feed(facts.Fetched(fetch.tag, ok=False, message="The disk is away")))
    assert error == Error(Error="The disk is away")
    assert isinstance(result, CommandResult)
    assert (result.status, result.code) == ("refused", "not_read")
