"""Channel events: what a real Asterisk 22 wrote of eleven calls, and the records of calls made of it.

`written/events/` has the same calls as events, as call detail records and in queue_log: a talk, one from outside that
nobody took, one to a busy phone, one given on without asking, one after asking (two linkedids), one to a phone that was
not there, one to the outside, two to a queue of two phones, the first taken, the second not, and one to an echo.
"""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jackfield.domain.past.call_records import CallRecord, LegOutcome
from jackfield.telephony.asterisk import cdr, missed_calls, queue_log
from jackfield.telephony.asterisk.cdr import Cdr
from jackfield.telephony.asterisk.cdr_records import records
from jackfield.telephony.asterisk.cel import calls, read
from tests.asterisk.render import directory

WRITTEN = Path(__file__).parent / "written" / "events"
EVENTS = (WRITTEN / "cel.csv").read_text()
LINES = EVENTS.splitlines()


def made(details: list[list[Cdr]], *, queued: bool = True) -> list[CallRecord]:
    log = queue_log.visits(queue_log.read((WRITTEN / "queue_log").read_text())) if queued else ()
    known = {call.linkedid: call for call in missed_calls.records(log, directory(), 0, 2**40)}
    return sorted(records(details, known, directory()), key=lambda call: int(call.linkedid.rpartition(".")[2]))


def told(call: CallRecord) -> object:
    """All of a record but its moments."""
    return (
        *(call.linkedid, call.caller_number, call.caller_name, call.called_number, call.called_name, call.cause),
        call.repaired,
        [(leg.user_id, leg.agent_id, leg.line, leg.outgoing, leg.other_number, leg.outcome) for leg in call.legs],
        [(step.attended, step.line, step.destination) for step in call.transfers],
        [(step.queue, step.outcome) for step in call.steps],
    )


def moments(call: CallRecord) -> list[float | None]:
    legs = [moment for leg in call.legs for moment in (leg.started, leg.answered, leg.ended)]
    return [call.started, call.answered, call.ended, *legs, *(step.at for step in call.transfers)]


@pytest.mark.parametrize("queued", [False, True])
def test_events_tell_what_call_detail_records_tell(queued: bool) -> None:
    events = made(calls(read(EVENTS)), queued=queued)
    details = made(cdr.calls(cdr.read((WRITTEN / "Master.csv").read_text())), queued=queued)
    assert len(events) == 11
    assert [told(call) for call in events] == [told(call) for call in details]
    for call, other in zip(events, details, strict=True):
        for moment, rough in zip(moments(call), moments(other), strict=True):
            assert (moment is None) is (rough is None)
            assert moment is None or rough is None or abs(moment - rough) < 1.5
        for one in (call, *call.legs):
            assert one.ended is not None
            assert one.started <= (one.answered or one.started) <= one.ended


def test_a_call_that_is_not_over_is_not_told() -> None:
    for count in range(13):
        assert calls(read("\n".join(LINES[:count]))) == []
    ((began, rung),) = calls(read("\n".join(LINES[:13])))
    assert (began.channel, began.other, rung.other) == ("PJSIP/1001-00000000", "", "PJSIP/1002-00000001")


@given(st.lists(st.sampled_from(LINES), max_size=60))
def test_any_lines_in_any_order_are_read(lines: list[str]) -> None:
    for call in made(calls(read("\n".join(lines)))):
        assert call.ended


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "CHAN_START",
        LINES[0].replace("CHAN_START", "SOMETHING"),
        LINES[0].replace('"1795', '"yesterday 1795', 1),
        LINES[0].replace('"1795292290.513395"', '"nan"'),
        LINES[0].replace("testbed-1795", "testbed-x", 1),
        LINES[0][:-3] + '"{"',
        '"' + "x" * 200_000 + '"',
    ],
)
def test_what_is_no_line_is_skipped(bad: str) -> None:
    assert len(calls(read(f"{bad}\n{EVENTS}"))) == 11


def line(
    kind: str, at: float, channel: str, number: int, *, extension: str = "", app: str = "", **extra: object
) -> str:
    cells = [kind, f"{1_795_000_000 + at:.6f}", "", "", *[""] * 3, extension, "", channel, app, "", "3", ""]
    cells += [f"1795000000.{number}", "1795000000.0", "", "", "", json.dumps(extra).replace('"', '""')]
    return ",".join(f'"{cell}"' for cell in cells)


def bridged(at: float, channel: str, number: int, bridge: str, technology: str = "simple_bridge") -> str:
    return line("BRIDGE_ENTER", at, channel, number, bridge_id=bridge, bridge_technology=technology)


def test_a_phone_behind_a_local_channel_has_taken_the_call() -> None:
    alice, near, far, bruno = "PJSIP/1001-1", "Local/1002@x-1;1", "Local/1002@x-1;2", "PJSIP/1002-2"
    written = [
        line("CHAN_START", 0, alice, 0, extension="1002"),
        line("APP_START", 1, alice, 0, extension="1002", app="Dial"),
        line("CHAN_START", 1, near, 1, extension="s"),
        line("CHAN_START", 1, far, 2, extension="1002"),
        line("APP_START", 2, far, 2, extension="1002", app="Dial"),
        line("CHAN_START", 2, bruno, 3, extension="s"),
        *(line("ANSWER", 4, name, number) for name, number in ((bruno, 3), (far, 2), (near, 1), (alice, 0))),
        *(bridged(5, name, number, "b") for name, number in ((alice, 0), (bruno, 3))),
        *(line("HANGUP", 9, name, n, hangupcause=16) for n, name in enumerate((alice, near, far, bruno))),
    ]
    (call,) = made(calls(read("\n".join(written))), queued=False)
    assert [(leg.line, leg.outgoing, leg.outcome) for leg in call.legs] == [
        ("1001", True, LegOutcome.EMITTED),
        ("1002", False, LegOutcome.ANSWERED),
    ]
    assert (call.called_number, call.transfers, call.started) == ("1002", (), 1_795_000_000)
    assert (call.answered, call.ended) == (1_795_000_004, 1_795_000_009)


def test_nobody_talks_with_one_alone_in_a_conference() -> None:
    names = [(f"PJSIP/100{n}-1", n) for n in range(3)]
    written = [
        *(line("CHAN_START", n, name, n, extension="4000") for name, n in names),
        *(bridged(3, name, n, "room", "softmix") for name, n in names),
        *(line("HANGUP", 9, name, n) for name, n in names),
    ]
    ((*lines,),) = calls(read("\n".join(written)))
    assert [line.other for line in lines] == ["", "", ""]
