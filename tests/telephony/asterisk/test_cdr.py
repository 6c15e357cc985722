"""Call detail records: lines in each of the forms that cdr.conf allows, and the records of calls made of them.

`written/` is what a real Asterisk 22 wrote of eight calls: a talk, one from outside that nobody took, one to a busy
phone, one given on without asking, one after asking (two linkedids), one to a phone that was not there, one to the
outside, and two to a queue of two phones, the first taken, the second not.
"""

from pathlib import Path

import pytest

from jackfield.domain.past.call_records import CallRecord, LegOutcome
from jackfield.telephony.asterisk import missed_calls, queue_log
from jackfield.telephony.asterisk.cdr import Cdr, calls, read
from jackfield.telephony.asterisk.cdr_records import records
from tests.asterisk.render import directory

WRITTEN = Path(__file__).parent / "written"
FIRST = 1_795_272_795

LINE = (
    '"","1001","1002","to-line","""Alice ""The"" Ü, Ö"" <1001>","PJSIP/1001-00000000","PJSIP/1002-00000001","Dial",'
    '"PJSIP/1002,20","2026-11-21 14:53:15","2026-11-21 14:53:17","2026-11-21 14:53:20",5,3,"ANSWERED","DOCUMENTATION"'
)
UNIQUEID = ',"testbed-1795272795.0"'


def real() -> list[CallRecord]:
    log = queue_log.visits(queue_log.read((WRITTEN / "queue_log").read_text()))
    queued = {call.linkedid: call for call in missed_calls.records(log, directory(), 0, 2**40)}
    details = calls(read((WRITTEN / "Master.csv").read_text()))
    return sorted(records(details, queued, directory()), key=lambda call: int(call.linkedid.rpartition(".")[2]))


def told(call: CallRecord) -> list[tuple[str, bool, str, LegOutcome]]:
    return [(leg.line, leg.outgoing, leg.other_number, leg.outcome) for leg in call.legs]


EMITTED, ANSWERED, MISSED = LegOutcome.EMITTED, LegOutcome.ANSWERED, LegOutcome.MISSED


def test_what_a_real_asterisk_wrote_of_calls_between_phones() -> None:
    talk, outside, busy, given_on, first, consultation, away, out, *_ = real()
    assert told(talk) == [("1001", True, "1002", EMITTED), ("1002", False, "1001", ANSWERED)]
    assert (talk.linkedid, talk.started) == (f"testbed-{FIRST}.0", FIRST)
    assert (talk.answered, talk.ended) == (FIRST, FIRST + 1)
    assert (talk.caller_number, talk.caller_name) == ("1001", "Alice")
    assert (talk.called_number, talk.called_name) == ("1002", "Bruno")
    assert ([leg.user_id for leg in talk.legs], talk.cause, talk.repaired) == ([1, 2], 16, True)
    assert told(outside) == [("1002", False, "0612345678", MISSED)]
    assert (outside.answered, outside.caller_number) == (None, "0612345678")
    assert told(busy) == [("1001", True, "1002", EMITTED), ("1002", False, "1001", MISSED)]
    assert (busy.answered, busy.cause) == (None, 17)
    assert told(given_on) == [*told(talk), ("1003", False, "1001", ANSWERED)]
    (step,) = given_on.transfers
    assert (step.attended, step.line, step.destination) == (False, "1002", "1003")
    assert told(first) == told(talk)
    (step,) = first.transfers
    assert (step.attended, step.line, step.destination) == (True, "1002", "1003")
    assert told(consultation) == [("1002", True, "1003", EMITTED), ("1003", False, "1002", ANSWERED)]
    assert (told(away), away.answered) == ([("1001", True, "1004", EMITTED)], None)
    assert (told(out), out.caller_number) == ([("1001", True, "0612345678", EMITTED)], "1001")
    assert (out.answered, out.ended) == (out.started, out.started + 2)


def test_what_a_real_asterisk_wrote_of_queue_calls() -> None:
    *_, taken, not_taken = real()
    other = "0612345678"
    assert told(taken) == [("1002", False, other, LegOutcome.ELSEWHERE), ("1001", False, other, ANSWERED)]
    assert (taken.called_number, taken.answered, taken.ended) == ("3003", FIRST + 10, FIRST + 11)
    (step,) = taken.steps
    assert (step.queue, step.outcome, step.call_id) == ("green", "answered", taken.id)
    assert told(not_taken) == [("1002", False, other, MISSED), ("1001", False, other, MISSED)]
    assert ([step.outcome for step in not_taken.steps], not_taken.answered) == (["abandoned"], None)


@pytest.mark.parametrize(
    ("more", "linkedid", "sequence"),
    [
        (UNIQUEID, "testbed-1795272795.0", 0),
        (UNIQUEID + ',"a ""field"""', "testbed-1795272795.0", 0),
        (UNIQUEID + ',"","testbed-1795272790.7",12', "testbed-1795272790.7", 12),
        (UNIQUEID + ',"field","","testbed-1795272790.7",12', "testbed-1795272790.7", 12),
        (',"1795272795.0"', "1795272795.0", 0),
    ],
)
def test_lines_with_the_columns_that_are_set(more: str, linkedid: str, sequence: int) -> None:
    (line,) = read(LINE + more)
    assert (line.linkedid, line.sequence, line.name) == (linkedid, sequence, 'Alice "The" Ü, Ö')
    assert (line.start, line.answer, line.end) == (FIRST, FIRST + 2, FIRST + 5)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        LINE,
        LINE + ',"userfield"',
        LINE[40:] + UNIQUEID,
        LINE + ',"testbed-1795272795.0',
        (LINE + UNIQUEID).replace("2026-11-21 14:53:20", "2026-02-31 14:53:20"),
        '"' + "x" * 200_000 + '"',
    ],
)
def test_what_is_no_line_is_skipped(bad: str) -> None:
    found = list(read(f"{bad}\n{LINE}{UNIQUEID}\n"))
    assert found[-1].destination == "1002"
    assert len(found) == 1 + bad.startswith(LINE + ',"testbed')


def made(start: float, uniqueid: str = f"x-{FIRST}.0", **more: object) -> Cdr:
    given = {"answer": start + 1, "disposition": "ANSWERED", "channel": "PJSIP/1001-1", "other": "PJSIP/1002-2"} | more
    return Cdr(
        source="1001",
        name="",
        destination="1002",
        application="Dial",
        start=start,
        end=start + 10,
        uniqueid=uniqueid,
        linkedid=f"x-{FIRST}.0",
        **given,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("zone", [0, 3600, -12_600, 20_700])
def test_the_pbxs_own_time_is_seen_by_the_uniqueid(zone: int) -> None:
    ((first, second),) = calls([made(FIRST + zone + 40), made(FIRST + zone + 2)])
    assert (first.start, first.answer, first.end, second.start) == (FIRST + 2, FIRST + 3, FIRST + 12, FIRST + 40)


def test_a_call_that_began_long_after_its_channel_keeps_its_time() -> None:
    ((line,),) = calls([made(FIRST + 3600 + 300)])
    assert line.start == FIRST + 3900


def test_phones_that_rang_one_after_another_have_missed_it() -> None:
    missed = made(FIRST, other="PJSIP/1003-3", disposition="NO ANSWER", answer=None)
    (call,) = records([[missed, made(FIRST + 15)]], {}, directory())
    assert [(leg.line, leg.outcome) for leg in call.legs if not leg.outgoing] == [("1003", MISSED), ("1002", ANSWERED)]


def test_channels_of_nobody_make_a_call_without_phones() -> None:
    (call,) = records([[made(FIRST, channel="PJSIP/trunk-1", other="")]], {}, directory())
    assert (call.legs, call.caller_number, call.answered) == ((), "1001", FIRST + 1)
