"""The history of a customer's calls: what is asked of the storage, who may see what, and how calls read."""

from datetime import UTC, datetime

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from jackfield.domain import facts
from jackfield.domain.effects import Fetch
from jackfield.domain.past.call_records import LegOutcome
from jackfield.domain.past.customer_calls import MOST
from jackfield.domain.questions import CallField, CallsFound, CallTest, FindCalls, Match
from jackfield.domain.world import Settings
from jackfield.protocol.commands import CustomerCallSearch, Filter, FindCustomerCallHistory
from jackfield.protocol.events import CommandResult, CustomerCallHistoryResponseWithId, Error
from jackfield.protocol.values import CallStatus
from tests.domain.test_agents import ALICE, SAM, directory
from tests.support.office import Office, replies
from tests.support.records import leg, record, step


def command(*conditions: tuple[str, str, object], size: int | None = None) -> FindCustomerCallHistory:
    filters = tuple(Filter(field=field, operator=operator, value=value) for field, operator, value in conditions)  # type: ignore[arg-type]
    return FindCustomerCallHistory(id=7, request=CustomerCallSearch(filters=filters, size=size))


def asked(office: Office, user: int, *conditions: tuple[str, str, object], size: int | None = None) -> FindCalls:
    (fetch,) = [effect for effect in office.ask(user, command(*conditions, size=size)) if isinstance(effect, Fetch)]
    assert isinstance(fetch.question, FindCalls)
    return fetch.question


@pytest.fixture
def office() -> Office:
    return Office(Settings(time_zone="Europe/Paris"), directory=directory())


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (("src_num", "=", "+33 6 11-22"), CallTest(CallField.CALLER, "+3361122")),
        (("srcNum", "like", "06%"), CallTest(CallField.CALLER, "06", Match.PREFIX)),
        (("src_num", "LIKE", "%99"), CallTest(CallField.CALLER, "99", Match.SUFFIX)),
        (("dst_num", "ilike", "%12%"), CallTest(CallField.CALLED, "12", Match.PART)),
        (("dstNum", "like", "1_%2"), CallTest(CallField.CALLED, "1_%2", Match.PART)),
        (("src_num", "startsWith", "06%"), CallTest(CallField.CALLER, "06%", Match.PREFIX)),
        (("src_num", "contains", 12), CallTest(CallField.CALLER, "12", Match.PART)),
        (("queueId", "=", 1), CallTest(CallField.QUEUE, "blue")),
        (("queueId", "=", 99), CallTest(CallField.QUEUE, "")),
        (("queue", "=", "red"), CallTest(CallField.QUEUE, "red")),
        (("agentNum", "=", "2002"), CallTest(CallField.AGENT, "2")),
        (("agentNum", "=", "nobody"), CallTest(CallField.AGENT, "-1")),
        (("agentId", "=", 3), CallTest(CallField.AGENT, "3")),
        (("username", "=", "bruno"), CallTest(CallField.USER, "2")),
        (("status", "=", "abandoned"), CallTest(CallField.STATUS, "abandoned")),
    ],
)
def test_conditions_become_questions(office: Office, condition: tuple[str, str, object], expected: CallTest) -> None:
    assert asked(office, ALICE, condition).tests == (expected,)


def test_days_are_those_of_the_users_clocks(office: Office) -> None:
    def moment(*parts: int) -> float:
        return datetime(*parts, tzinfo=UTC).timestamp()  # type: ignore[arg-type,misc]

    found = asked(office, ALICE, ("start", ">=", "2026-03-29"), ("start", "<=", "2026-03-29"))
    assert (found.since, found.until) == (moment(2026, 3, 28, 23), moment(2026, 3, 29, 22))
    found = asked(office, ALICE, ("start", ">", "2026-03-01"), ("start", "<", "2026-07-01 12:00:00"))
    assert (found.since, found.until) == (moment(2026, 3, 1, 23), moment(2026, 7, 1, 10))
    found = asked(office, ALICE, ("start", "=", "2026-03-01T12:00:00+00:00"))
    assert (found.since, found.until) == (moment(2026, 3, 1, 12), moment(2026, 3, 1, 12, 0, 1))


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        (("colour", "=", "red"), "field 'colour' is none of"),
        (("src_num", "~", "06"), "operator '~' is none of"),
        (("queueId", "like", "1"), "only = is possible"),
        (("src_num", "=", None), "1 to 128 characters"),
        (("src_num", "=", "0" * 129), "1 to 128 characters"),
        (("src_num", "=", "0\x001"), "1 to 128 characters"),
        (("src_num", "like", "%%"), "some of the number"),
        (("status", "=", "lost"), "status: 'lost' is none of"),
        (("start", "=", "2026-02-31"), "'2026-02-31' is no day or time"),
        (("start", "<", "soon"), "'soon' is no day or time"),
        (("start", "<", "9999-12-31"), "too far away"),
        (("start", "like", "2026-02-01"), "start: operator 'like'"),
    ],
)
def test_bad_conditions_are_refused(office: Office, condition: tuple[str, str, object], reason: str) -> None:
    error, result = replies(office.ask(ALICE, replace(command(condition), requestId="r")))
    assert isinstance(error, Error)
    assert reason in error.Error
    assert isinstance(result, CommandResult)
    assert (result.status, result.code) == ("refused", "bad_request")


def test_sizes_have_bounds(office: Office) -> None:
    assert asked(office, ALICE).size == 20
    assert asked(office, ALICE, size=2**40).size == MOST
    assert "negative" in replies(office.ask(ALICE, command(size=-1)))[0].Error  # type: ignore[union-attr]
    many = [("src_num", "=", "1")] * 21
    assert "at most 20" in replies(office.ask(ALICE, command(*many)))[0].Error  # type: ignore[union-attr]


def test_a_supervisor_sees_the_calls_of_his_queues(office: Office) -> None:
    assert asked(office, SAM, ("src_num", "=", "06")).queues == {"blue"}
    assert asked(office, ALICE, ("src_num", "=", "06")).queues is None


def test_calls_are_shown_with_their_last_queue_and_agent(office: Office) -> None:
    kept = (
        record(1, step(1, queue="red", outcome=CallStatus.TIMEOUT, agent_id=None), step(1, 1), leg(1)),
        record(2, step(2, queue="gone", outcome=CallStatus.ABANDONED, agent_id=None)),
        record(3, leg(3, outgoing=True, outcome=LegOutcome.EMITTED, agent_id=2)),
    )
    effects = office.ask(ALICE, command())
    (fetch,) = [effect for effect in effects if isinstance(effect, Fetch)]
    (answer,) = replies(office.feed(facts.Fetched(fetch.tag, ok=True, found=CallsFound(calls=kept, total=41))))
    assert isinstance(answer, CustomerCallHistoryResponseWithId)
    assert (answer.id, answer.response.total) == (7, 41)
    one, two, three = answer.response.list
    assert (one.status, one.queueName, one.queueNum, one.agentNum) == (CallStatus.ANSWERED, "blue", "3001", "2001")
    assert (one.waitTime, one.duration, one.srcNum) == ("00:00:05", "00:01:00", "+33611223344")
    assert one.start == "2023-11-14 23:13:21"
    assert (two.status, two.queueName, two.queueNum, two.agentName) == (CallStatus.ABANDONED, "gone", UNSET, UNSET)
    assert (three.status, three.agentNum, three.queueName) == (CallStatus.EMITTED, "2002", UNSET)


def test_what_is_asked_too_broadly_is_refused_in_words(office: Office) -> None:
    effects = office.ask(ALICE, replace(command(), requestId="r"))
    (fetch,) = [effect for effect in effects if isinstance(effect, Fetch)]
    told = facts.Fetched(fetch.tag, ok=False, message="Give more of the number", too_broad=True)
    error, result = replies(office.feed(told))
    assert error == Error(Error="Give more of the number")
    assert isinstance(result, CommandResult)
    assert result.code == "bad_request"
