"""The queue log is read: every kind of line, visits from beginning to end, and whatever else a file may hold."""

from hypothesis import given
from hypothesis import strategies as st

from jackfield.telephony.asterisk.queue_log import LogLine, Offer, Outcome, QueueEvent, read, visits
from tests.support import traces

LOG = """\
1795228779|MANAGER|sales|Agent/1001|ADDMEMBER|
1795228779|c.0|sales|NONE|ENTERQUEUE||1000|1
1795228787|c.0|sales|Agent/1001|RINGNOANSWER|8000
1795228787|NONE|sales|Agent/1001|PAUSE|no answer
1795228789|c.0|sales|Agent/1002|CONNECT|10|m.2|1
1795228791|c.0|sales|Agent/1002|COMPLETECALLER|10|2|1
"""


def only(*lines: str) -> object:
    """The visit in a log of these lines, after its beginning."""
    [visit] = visits(read("\n".join(["100|c|sales|NONE|ENTERQUEUE||+33611|3", *lines])))
    return visit.outcome, visit.agent, visit.wait_seconds, visit.talk_seconds, visit.ended


def test_a_visit_from_beginning_to_end() -> None:
    [visit] = visits(read(LOG))
    assert (visit.call, visit.queue, visit.caller) == ("c.0", "sales", "1000")
    assert (visit.entered, visit.connected, visit.ended) == (1795228779, 1795228789, 1795228791)
    assert (visit.agent, visit.member_leg) == ("Agent/1002", "m.2")
    assert (visit.wait_seconds, visit.talk_seconds, visit.outcome) == (10, 2, Outcome.BY_CALLER)
    assert visit.in_vain == [Offer("Agent/1001", 8000)]


def test_every_end() -> None:
    connect = "104|c|sales|Zoë|CONNECT|4|m|2"
    assert only() == (Outcome.WAITING, "", 0, 0, 0)
    assert only(connect) == (Outcome.TALKING, "Zoë", 4, 0, 0)
    assert only(connect, "109|c|sales|Zoë|COMPLETEAGENT|4|5|1") == (Outcome.BY_AGENT, "Zoë", 4, 5, 109)
    blind = "109|c|sales|Zoë|BLINDTRANSFER|1002|internal|4|5|1"
    assert only(connect, blind) == (Outcome.TRANSFERRED, "Zoë", 4, 5, 109)
    attended = "109|c|sales|Zoë|ATTENDEDTRANSFER|BRIDGE|some-bridge|4|5|1"
    assert only(connect, attended) == (Outcome.TRANSFERRED, "Zoë", 4, 5, 109)
    assert only("107|c|sales|NONE|ABANDON|1|3|7") == (Outcome.ABANDONED, "", 7, 0, 107)
    assert only("107|c|sales|NONE|EXITWITHTIMEOUT|1|3|7") == (Outcome.TIMED_OUT, "", 7, 0, 107)
    assert only("107|c|sales|NONE|EXITWITHKEY|5|1|3|7") == (Outcome.LEFT_BY_KEY, "", 7, 0, 107)
    assert only("107|c|sales|NONE|EXITEMPTY|1|3|7") == (Outcome.LEFT_EMPTY, "", 7, 0, 107)


def test_one_caller_in_two_queues_after_each_other() -> None:
    lines = ["100|c|red|NONE|ENTERQUEUE||1|1", "105|c|red|NONE|EXITWITHTIMEOUT|1|1|5"]
    lines += ["105|c|blue|NONE|ENTERQUEUE||1|1", "108|c|blue|NONE|ABANDON|1|1|3"]
    lines += ["200|c|red|NONE|ENTERQUEUE||1|1"]
    found = visits(read("\n".join(lines)))
    assert [(visit.queue, visit.outcome) for visit in found] == [
        ("red", Outcome.TIMED_OUT), ("blue", Outcome.ABANDONED), ("red", Outcome.WAITING),
    ]  # fmt: skip


def test_what_is_no_line_is_skipped() -> None:
    text = "\n\nrubbish\n1|2|3\n|a|b|c|CONNECT\nx|a|b|c|CONNECT\n7|a|b|c|NOVELTY|1\n8|a|b|c|CONN"
    assert [line.event for line in read(text)] == ["NOVELTY", "CONN"]
    assert visits(read("9|c|q|a|CONNECT|x\n9|c|q|a|COMPLETEAGENT\n")) == []


@given(st.text())
def test_nothing_makes_it_fail(text: str) -> None:
    visits(read(text))


@given(st.lists(st.tuples(st.sampled_from(QueueEvent), st.lists(st.text("0123456789x", max_size=4), max_size=5))))
def test_no_sequence_of_lines_makes_it_fail(events: list[tuple[QueueEvent, list[str]]]) -> None:
    found = visits(LogLine(at, "c", "q", "a", event, tuple(data)) for at, (event, data) in enumerate(events))
    assert len(found) == sum(event is QueueEvent.ENTERQUEUE for event, _ in events)


def test_the_recorded_logs_are_whole() -> None:
    for path in traces.FOLDER.glob("*.queue_log"):
        text = path.read_text(encoding="utf-8")
        lines = list(read(text))
        assert len(lines) == len(text.splitlines())
        assert {line.event for line in lines} <= {*map(str, QueueEvent)}
