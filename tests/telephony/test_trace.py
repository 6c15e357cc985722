"""Traces as files: what is written is read, raw recordings become traces, and what is none is named."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jackfield.telephony.ami.codec import Decoder, Frame
from jackfield.telephony.ami.trace import ASKED, CAME, SENT, Entry, Trace, TraceError, lines, load, parse, save
from tests.support import traces

RAW = sorted((traces.FOLDER / "raw").glob("*.ami.gz"))
line = st.text(st.characters(exclude_characters="\r\n", exclude_categories=("Cs",)), max_size=20)
header = st.tuples(st.sampled_from(("Event", "Channel", "Value")), line).map(": ".join)
frame = st.lists(header, min_size=1, max_size=5).map(lambda parts: Frame("\r\n".join(parts)))
times = st.floats(0, 1e6).map(lambda at: round(at, 3))
entries = st.lists(st.builds(Entry, times, st.sampled_from((ASKED, CAME, SENT)), frame), max_size=6).map(tuple)


@given(entries)
def test_what_is_written_is_read(given_entries: tuple[Entry, ...]) -> None:
    assert parse("".join(lines(given_entries))).entries == given_entries


def test_a_bare_line_feed_inside_a_value_survives() -> None:
    [odd] = Decoder().feed(b"Response: Success\r\nMessage: Park\nsuccessful\r\n\r\n")
    text = "".join(lines([Entry(1.0, CAME, odd)]))
    assert "\n+ successful\n" in text
    assert parse(text).entries[0].frame == odd


@pytest.mark.parametrize("path", RAW, ids=lambda path: path.name)
def test_a_raw_recording_becomes_the_committed_trace(path: Path, tmp_path: Path) -> None:
    name = path.name.removesuffix(".ami.gz")
    save(load(path), tmp_path / "again.trace.gz")
    assert (tmp_path / "again.trace.gz").read_bytes() == (traces.FOLDER / f"{name}.trace.gz").read_bytes()
    committed = load(traces.FOLDER / f"{name}.trace.gz")
    assert committed.entries == load(path).entries
    assert any(entry.way == SENT for entry in committed.entries)


def test_an_action_stands_before_its_answer() -> None:
    trace = traces.trace_of("click-to-dial")
    asked: set[str] = set()
    for entry in trace.entries:
        action_id = entry.frame.get("ActionID")
        if entry.way == SENT:
            asked.add(action_id)
        elif entry.frame.kind == "response" and action_id:
            assert action_id in asked


@pytest.mark.parametrize("text", ["Event: X\n\n", "@x <\nEvent: X\n\n", "@1.0 !\nEvent: X\n\n"])
def test_what_is_no_trace_is_named(text: str) -> None:
    with pytest.raises(TraceError, match="line 1"):
        parse(text)


def test_an_empty_file_is_an_empty_trace(tmp_path: Path) -> None:
    path = tmp_path / "empty.trace"
    path.write_text("")
    assert load(path) == Trace(())
