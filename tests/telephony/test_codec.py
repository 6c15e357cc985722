"""The AMI codec: any cut, bad input, escapes, and every recorded trace."""

import gzip
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jackfield.telephony.ami.codec import Decoder, Frame, Malformed, encode, encode_event, escape, unescape

EVENT = (
    "Event: Newstate\r\nPrivilege: call,all\r\nChannel: PJSIP/1000-00000000\r\n"
    'CallerIDName: D\\\'Arc \\"Jo\\" \\\\ Zoé 王\r\n'
    'ChanVariable: CALL_ORIGIN=internal\r\nChanVariable: USR_DATA1=it\\\'s \\"x\\"\\\\y\\tz; a=b: é\r\nEmpty: \r\n\r\n'
)
STREAMS = [
    EVENT,
    "Response: Success\r\nActionID: a-1\r\nMessage: Park successful\n\r\n\r\n" + EVENT,
    "Event: TestEvent\r\nState: X\r\n\r\n\r\n" + EVENT + "\r\n\r\n\r\n" + EVENT,
    "no colon here\r\nEvent: Odd\r\njust words\r\nKey:value: more\r\nName: one\r\nName: two\nthree\r\n\r\n" + EVENT,
    "\r\n\r\n\r\n\r\n" + EVENT + "Event: unfinished\r\nA: b\r\n",
    "garbage\r\n\r\n" + EVENT,
]


def whole(data: bytes, **limits: int) -> list[Frame]:
    return Decoder(**limits).feed(data)


def cut(data: bytes, places: list[int], **limits: int) -> tuple[list[Frame], Decoder]:
    decoder = Decoder(**limits)
    frames = []
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    for start, end in itertools.pairwise(edges):
        frames += decoder.feed(data[start:end])
    return frames, decoder


def test_a_frame_gives_its_headers() -> None:
    [frame] = whole(EVENT.encode())
    assert (frame.kind, frame.name) == ("event", "Newstate")
    assert frame.get("Channel") == "PJSIP/1000-00000000" == frame["Channel"]
    assert frame.get("Empty", "x") == ""
    assert frame.get("Missing") == ""
    assert frame.get("Missing", "x") == "x"
    assert "Channel" in frame
    assert "Chan" not in frame
    assert "Missing" not in frame
    with pytest.raises(KeyError):
        frame["Missing"]
    assert frame.all("ChanVariable")[0] == "CALL_ORIGIN=internal"
    assert len(frame.all("ChanVariable")) == 2
    assert frame.get("ChanVariable") == "CALL_ORIGIN=internal"
    assert list(frame) == ["Event", "Privilege", "Channel", "CallerIDName", "ChanVariable", "Empty"]
    assert len(frame) == 6


def test_escapes_are_undone_where_asterisk_makes_them() -> None:
    [frame] = whole(EVENT.encode())
    assert frame.get("CallerIDName") == 'D\\\'Arc \\"Jo\\" \\\\ Zoé 王'
    assert frame.text("CallerIDName") == 'D\'Arc "Jo" \\ Zoé 王'
    assert frame.variables() == {"CALL_ORIGIN": "internal", "USR_DATA1": 'it\'s "x"\\y\tz; a=b: é'}
    value = "Value: a\\nb\r\n"
    assert whole(encode([("Event", "VarSet")])[:-2] + value.encode() + b"\r\n")[0].text("Value") == "a\nb"
    assert whole(b"Response: Success\r\n" + value.encode() + b"\r\n")[0].text("Value") == "a\\nb"
    assert whole(b"Event: OriginateResponse\r\nCallerIDName: a\\nb\r\n\r\n")[0].text("CallerIDName") == "a\\nb"
    assert whole(b"Event: UserEvent\r\nPath: a\\nb\r\n\r\n")[0].text("Path") == "a\\nb"
    assert whole(b"Event: X\r\nAppData: a\\nb\r\n\r\n")[0].variables("AppData") == {"a\\nb": ""}


@given(st.text())
def test_escape_and_back(text: str) -> None:
    assert unescape(escape(text)) == text


def test_a_backslash_before_anything_else_stays() -> None:
    assert unescape("\\x\\") == "\\x\\"


def test_first_value_wins_and_odd_lines_do_no_harm() -> None:
    frames = whole(STREAMS[3].encode())
    assert [frame.name for frame in frames] == ["Odd", "Newstate"]
    odd = frames[0]
    assert odd.get("Key") == "value: more"
    assert odd.get("Name") == "one"
    assert odd.all("Name") == ["one", "two\nthree"]
    assert odd.get("just words") == ""


def test_empty_frames_are_skipped_and_a_late_line_end_is_no_value() -> None:
    assert [frame.name for frame in whole(STREAMS[2].encode())] == ["TestEvent", "Newstate", "Newstate"]
    assert whole(STREAMS[1].encode())[0].get("Message") == "Park successful"
    assert [frame.name for frame in whole(STREAMS[4].encode())] == ["Newstate"]


def test_a_nameless_frame_is_passed_on_and_counted() -> None:
    decoder = Decoder()
    frames = decoder.feed(STREAMS[5].encode())
    assert [frame.kind for frame in frames] == ["", "event"]
    assert decoder.malformed == {Malformed.NAMELESS: 1}


def test_bytes_that_are_not_utf8_are_replaced() -> None:
    decoder = Decoder()
    [first, second] = decoder.feed(
        b"Event: A\r\nX: \xe9t\xe9\r\nY: \xc3\r\nZ: 1\r\n\r\nEvent: B\r\nX: \xc3\xa9\r\n\r\n"
    )
    assert first.get("X") == "\ufffdt\ufffd"
    assert first.get("Y") == "\ufffd"
    assert first.get("Z") == "1"
    assert second.get("X") == "é"
    assert decoder.malformed[Malformed.NOT_UTF8] == 1


def test_actions_written_by_hand_are_understood() -> None:
    [frame] = whole(b"actionid: 7\r\nACTION: Ping\r\nvariable: a=1\r\nvariable: b=2\r\n\r\n")
    assert (frame.kind, frame.name) == ("action", "Ping")
    assert frame.get("ActionID") == frame["ActionID"] == "7"
    assert frame.all("Variable") == ["a=1", "b=2"]
    assert frame.variables("Variable") == {"a": "1", "b": "2"}
    assert "Missing" not in frame
    assert frame.get("Missing", "x") == "x"


@pytest.mark.parametrize("stream", STREAMS)
@given(places=st.lists(st.integers(0, 10_000), max_size=12))
def test_any_cut_gives_the_same_frames(stream: str, places: list[int]) -> None:
    data = stream.encode()
    assert cut(data, places)[0] == whole(data)


@pytest.mark.parametrize("stream", STREAMS)
def test_byte_by_byte_gives_the_same_frames(stream: str) -> None:
    data = stream.encode()
    assert cut(data, list(range(len(data))))[0] == whole(data)


LONG = [
    (b"Event: A\r\nX: " + b"x" * 200 + b"\r\n\r\n", 1),
    (b"Event: A\r\n" + b"X: yyyyyyyyyyyyyyyy\r\n" * 30 + b"\r\n", 1),
    (b"Event: A\r\nX: " + b"x" * 61 + b"\r\n\r\n", 0),
    (b"\r\nEvent: A\r\nX: " + b"x" * 62 + b"\r\n\r\n\r\n\r\n", 1),
    (b"Event: A\r\nX: " + "é".encode() * 31 + b"\r\n\r\n", 1),
    (b"Event: A\r\nX: " + "é".encode() * 30 + b"\r\n\r\n", 0),
    (b"Event: A\r\n" + b"X: \xff\xff\xff\xff\xff\xff\r\n" * 10 + b"\r\n", 0),
]


@pytest.mark.parametrize(("bad", "dropped"), LONG)
@given(places=st.lists(st.integers(0, 10_000), max_size=12))
def test_what_is_too_long_is_dropped_counted_and_the_stream_goes_on(
    bad: bytes, dropped: int, places: list[int]
) -> None:
    data = b"Event: Before\r\n\r\n" + bad + b"Event: After\r\n\r\n"
    frames, decoder = cut(data, places, line_limit=64, frame_limit=500)
    assert [frame.name for frame in frames] == ["Before", *(["A"] * (1 - dropped)), "After"]
    assert decoder.malformed[Malformed.TOO_LONG] == dropped


def test_an_endless_line_keeps_memory_small() -> None:
    decoder = Decoder()
    for _ in range(64):
        assert decoder.feed(b"x" * 60_000) == []
    assert decoder.malformed == {Malformed.TOO_LONG: 1}
    assert [frame.name for frame in decoder.feed(b"\r\n\r\n" + EVENT.encode())] == ["Newstate"]


HEADER = st.text(st.characters(exclude_characters=":\r\n\0", exclude_categories=["Cs"]), min_size=1).map(str.strip)
VALUE = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]))


@given(st.lists(st.tuples(HEADER.filter(bool), VALUE), max_size=8), st.lists(st.integers(0, 10_000), max_size=4))
def test_what_is_encoded_is_decoded(pairs: list[tuple[str, str]], places: list[int]) -> None:
    pairs = [("Action", "Test"), *pairs]
    [frame] = cut(encode(pairs), places)[0]
    assert frame.pairs() == pairs


@pytest.mark.parametrize("bad", ["\r", "\n", "\0", "x\r\nAction: Logoff"])
def test_line_ends_are_refused(bad: str) -> None:
    for pairs in ([("Name", f"a{bad}b")], [(f"a{bad}b", "value")]):
        with pytest.raises(ValueError, match=r"line end or NUL|header name"):
            encode(pairs)


@pytest.mark.parametrize("bad", ["", "a:b", ":"])
def test_bad_names_are_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="header name"):
        encode([(bad, "value")])


def test_what_asterisk_would_refuse_without_an_actionid_is_refused_here() -> None:
    fitting = [("Value", "é" * 507 + "x")]
    assert encode(fitting) == encode_event(fitting)
    with pytest.raises(ValueError, match="'Value' is longer than 1022 bytes"):
        encode([("Value", "é" * 508)])
    assert len(encode_event([("Value", "x" * 2000)])) == 2011
    assert encode([("A", "")] * 128)
    with pytest.raises(ValueError, match="more than 128 headers"):
        encode([("A", "")] * 129)


def test_half_a_surrogate_is_refused() -> None:
    with pytest.raises(ValueError):
        encode([("Name", "\ud800")])


def test_frames_compare_and_show_their_text() -> None:
    assert len({*whole(b"Event: A\r\n\r\nEvent: A\r\n\r\n")}) == 1
    assert whole(b"Event: A\r\n\r\n") != [1]
    assert repr(whole(b"Event: A\r\n\r\n")) == "[Frame('Event: A')]"


TRACES = sorted((Path(__file__).parent.parent / "traces").rglob("*.ami*"))


@pytest.mark.parametrize("path", TRACES, ids=lambda path: path.name)
def test_recorded_streams(path: Path) -> None:
    """Every frame of every trace has a kind and only whole headers."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    decoder = Decoder()
    frames = decoder.feed(data.partition(b"\r\n")[2])
    assert frames
    assert not decoder.malformed
