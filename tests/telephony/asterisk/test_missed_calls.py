"""Records made of queue_log: which calls, who answered, how they ended."""

import pytest

from jackfield.domain.past.call_records import LegOutcome
from jackfield.protocol.values import CallStatus
from jackfield.telephony.asterisk.missed_calls import call_id, records
from jackfield.telephony.asterisk.queue_log import read, visits
from tests.domain.test_agents import directory

ANSWERED = """\
1000|1.1|blue|NONE|ENTERQUEUE||+331|1
1007|1.1|blue|Agent/2001|CONNECT|7|1.2|3
1067|1.1|blue|Agent/2001|COMPLETECALLER|7|60|1
"""


def test_an_answered_call_has_its_agent_and_his_user() -> None:
    (call,) = records(visits(read(ANSWERED)), directory(), 0, 2000)
    assert call_id("x-1.99", 1.0) < call_id("x-1.100", 1.0) < call_id("no number", 1.001)
    assert (call.linkedid, call.id, call.repaired) == ("1.1", call_id("1.1", 1000.0), True)
    assert (call.started, call.answered, call.ended) == (1000, 1007, 1067)
    assert (call.caller_number, call.called_number, call.called_name) == ("+331", "3001", "blue")
    (leg,) = call.legs
    assert (leg.user_id, leg.agent_id, leg.line, leg.outcome) == (1, 1, "1001", LegOutcome.ANSWERED)
    (step,) = call.steps
    assert (step.left, step.ended, step.outcome, step.agent_id) == (1007, 1067, CallStatus.ANSWERED, 1)


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        ("ABANDON|1|1|9", CallStatus.ABANDONED),
        ("EXITWITHTIMEOUT|1|1|9", CallStatus.TIMEOUT),
        ("EXITEMPTY|1|1|9", CallStatus.LEAVE_EMPTY),
        ("EXITWITHKEY|1|1|1|9", CallStatus.ABANDONED),
    ],
)
def test_calls_that_nobody_answered(end: str, outcome: CallStatus) -> None:
    log = f"1000|1.1|blue|NONE|ENTERQUEUE||+331|1\n1009|1.1|blue|NONE|{end}\n"
    (call,) = records(visits(read(log)), directory(), 0, 2000)
    assert (call.answered, call.ended, call.legs) == (None, 1009, ())
    assert [step.outcome for step in call.steps] == [outcome]


def test_a_call_that_changed_queues_is_one() -> None:
    log = """\
1000|1.1|blue|NONE|ENTERQUEUE||+331|1
1009|1.1|blue|NONE|EXITWITHTIMEOUT|1|1|9
1009|1.1|gone|NONE|ENTERQUEUE||+331|1
1019|1.1|gone|PJSIP/1002|CONNECT|10|1.2|3
1029|1.1|gone|PJSIP/1002|COMPLETEAGENT|10|10|1
"""
    (call,) = records(visits(read(log)), directory(), 0, 2000)
    assert [(step.queue, step.outcome) for step in call.steps] == [("blue", "timeout"), ("gone", "answered")]
    assert [(leg.number, leg.agent_id) for leg in call.legs] == [(1, 2)]


def test_only_calls_that_ended_within_the_time() -> None:
    log = list(read(ANSWERED))
    assert records(visits(log[:1]), directory(), 0, 2000) == []
    assert records(visits(log[:2]), directory(), 0, 2000) == []
    assert records(visits(log), directory(), 1068, 2000) == []
    assert records(visits(log), directory(), 0, 1066) == []
    assert len(records(visits(log), directory(), 1067, 1067)) == 1
