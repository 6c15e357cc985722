"""What goes out, when, and in how many writes; and what becomes of a client that does not read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jackfield.protocol.errors import CloseCode
from jackfield.web.outbox import SWEEP_SECONDS, Group, Outbox, Post
from jackfield.web.settings import OutboxSettings
from tests.web.still import ListTransport, StillLoop

SMALL = OutboxSettings(max_bytes=1000, stall_seconds=10, high_water=100)


class Line:
    """Some connections with one post."""

    def __init__(self, count: int = 1, settings: OutboxSettings = SMALL, takes: int | None = None) -> None:
        self.loop = StillLoop()
        self.post = Post(self.loop.call_soon, self.loop.call_later, self.loop.clock, settings)
        self.ended: list[tuple[int, CloseCode]] = []
        self.transports = [ListTransport(takes) for _ in range(count)]
        self.boxes = [Outbox(transport, self.post, self._end(n)) for n, transport in enumerate(self.transports)]
        self.group = Group("family")
        for box in self.boxes:
            self.group.add(box)
        self.post.spread(self.group, b"")
        self.loop.turn()
        for transport in self.transports:
            transport.calls.clear()

    def _end(self, number: int):
        return lambda code: self.ended.append((number, code))

    def calls(self, number: int = 0) -> list[bytes]:
        return self.transports[number].calls


def test_a_lone_frame_is_written_at_once() -> None:
    line = Line(2)
    line.post.spread(line.group, b"a")
    assert [line.calls(0), line.calls(1)] == [[b"a"], [b"a"]]


def test_what_follows_in_the_turn_goes_out_in_one_piece() -> None:
    line = Line(2)
    for frame in (b"a", b"b", b"c"):
        line.post.spread(line.group, frame)
    line.loop.turn()
    assert [line.calls(0), line.calls(1)] == [[b"a", b"bc"], [b"a", b"bc"]]


def test_a_burst_is_expected_after_a_burst() -> None:
    line = Line()
    for _ in range(2):
        for frame in (b"a", b"b", b"c"):
            line.post.spread(line.group, frame)
        line.loop.turn()
    assert line.calls() == [b"a", b"bc", b"abc"]


def test_a_lone_frame_after_a_burst_waits_once_for_company() -> None:
    line = Line()
    for frames in (b"ab", b"c", b"d"):
        for frame in frames:
            line.post.spread(line.group, bytes([frame]))
        line.loop.turn()
        line.post.settle()
    assert line.calls() == [b"a", b"b", b"c", b"d"]


def test_an_announced_burst_is_collected_from_its_first_frame() -> None:
    line = Line(2)
    line.post.collect()
    for frame in (b"a", b"b", b"c"):
        line.post.spread(line.group, frame)
    line.post.send(line.boxes[0], b"d")
    assert line.calls() == []
    line.loop.turn()
    assert [line.calls(0), line.calls(1)] == [[b"abc", b"d"], [b"abc"]]


def test_a_lone_frame_after_an_announcement_does_not_make_the_next_wait() -> None:
    line = Line()
    line.post.collect()
    line.post.spread(line.group, b"a")
    line.loop.turn()
    line.post.spread(line.group, b"b")
    assert line.calls() == [b"a", b"b"]


def test_the_first_turn_of_a_connection_is_collected() -> None:
    line = Line()
    transport = ListTransport()
    box = Outbox(transport, line.post, lambda code: None)
    for frame in (b"a", b"b", b"c"):
        line.post.send(box, frame)
    line.loop.turn()
    assert transport.calls == [b"abc"]


def test_variants_of_one_publication_do_not_disturb_each_other() -> None:
    line = Line(2)
    plain, numbered = Group("channel"), Group("channel")
    plain.add(line.boxes[0])
    numbered.add(line.boxes[1])
    for _ in range(2):
        for frame in (b"a", b"b", b"c"):
            line.post.spread(plain, frame)
            line.post.spread(numbered, frame.upper())
        line.loop.turn()
    assert [line.calls(0), line.calls(1)] == [[b"a", b"bc", b"abc"], [b"A", b"BC", b"ABC"]]


def test_who_joins_gets_nothing_from_before_and_who_leaves_got_all() -> None:
    line = Line(2)
    line.group.discard(line.boxes[1])
    for frame in (b"a", b"b"):
        line.post.spread(line.group, frame)
    line.group.add(line.boxes[1])
    line.post.spread(line.group, b"c")
    line.group.discard(line.boxes[0])
    line.post.spread(line.group, b"d")
    line.loop.turn()
    assert [b"".join(line.calls(0)), b"".join(line.calls(1))] == [b"abc", b"cd"]


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("spread"), st.integers(0, 2)),
            st.tuples(st.just("send"), st.integers(0, 3)),
            st.tuples(st.just("turn"), st.just(0)),
            st.tuples(st.just("collect"), st.just(0)),
            st.tuples(st.just("join"), st.integers(0, 11)),
            st.tuples(st.just("drain"), st.integers(0, 400)),
            st.tuples(st.just("sweep"), st.just(0)),
        ),
        max_size=80,
    ),
    st.one_of(st.none(), st.integers(0, 500)),
)
def test_order_is_kept_and_nothing_lost_or_doubled(steps: list[tuple[str, int]], takes: int | None) -> None:
    line = Line(4, OutboxSettings(max_bytes=10**6, stall_seconds=10**6, high_water=40), takes)
    line.group.discard(line.boxes[3])
    groups = [Group("x"), Group("x"), line.group]
    meant = [bytearray(transport.sent + transport.waiting) for transport in line.transports]
    for number, (step, value) in enumerate(steps):
        frame = b"<%d:%s>" % (number, step.encode())
        if step == "spread":
            for box in groups[value]:
                meant[line.boxes.index(box)] += frame
            line.post.spread(groups[value], frame)
        elif step == "send":
            meant[value] += frame
            line.post.send(line.boxes[value], frame)
        elif step == "turn":
            line.loop.turn()
        elif step == "collect":
            line.post.collect()
        elif step == "join":
            box = line.boxes[value % 4]
            for group in groups[:2]:
                group.discard(box)
            groups[value % 3].add(box)
            if value % 3 == 2:
                groups[2].discard(line.boxes[(value + 1) % 4])
        elif step == "drain":
            line.transports[value % 4].drain(value)
        else:
            line.loop.pass_time(SWEEP_SECONDS)
    for transport in line.transports:
        transport.drain(None)
    line.loop.pass_time(1)
    assert [bytes(transport.sent) for transport in line.transports] == [bytes(each) for each in meant]
    assert not line.ended


def test_a_slow_client_gets_everything_in_the_end() -> None:
    line = Line(takes=50)
    for _ in range(10):
        line.post.spread(line.group, b"x" * 60)
        line.loop.turn()
    transport = line.transports[0]
    for _ in range(20):
        transport.drain(40)
        line.loop.pass_time(SWEEP_SECONDS)
    assert (len(transport.sent), line.ended) == (600, [])


def test_more_than_its_share_waits_and_it_is_cut_with_the_code_that_says_come_back() -> None:
    line = Line(2)
    line.transports[0].takes = 0
    for _ in range(30):
        line.post.spread(line.group, b"x" * 60)
        line.loop.turn()
        assert len(line.transports[0].waiting) <= SMALL.max_bytes
    assert line.ended == [(0, CloseCode.SLOW)]
    assert len(line.transports[1].sent) == 1800
    assert CloseCode.SLOW.retry


def test_it_is_cut_within_one_turn_too() -> None:
    line = Line(2)
    line.transports[0].takes = 0
    for _ in range(30):
        line.post.spread(line.group, b"x" * 60)
    line.loop.turn()
    assert line.ended == [(0, CloseCode.SLOW)]
    assert len(line.transports[1].sent) == 1800


def test_nothing_moves_for_ten_seconds() -> None:
    line = Line(takes=0)
    line.post.spread(line.group, b"a")
    line.post.spread(line.group, b"b")
    line.loop.turn()
    line.loop.pass_time(9.9)
    assert not line.ended
    line.loop.pass_time(0.2)
    assert line.ended == [(0, CloseCode.SLOW)]


def test_who_takes_a_little_is_not_cut_for_its_age() -> None:
    line = Line(takes=0)
    for _ in range(8):
        line.post.spread(line.group, b"x" * 10)
    line.loop.turn()
    for _ in range(8):
        line.loop.pass_time(8)
        line.transports[0].drain(5)
    assert not line.ended


def test_a_huge_frame_may_wait_on_top_of_the_limit() -> None:
    line = Line(takes=0)
    line.post.send(line.boxes[0], b"x" * 5000)
    for _ in range(10):
        line.post.spread(line.group, b"y" * 10)
        line.loop.turn()
    assert not line.ended
    line.transports[0].drain(None)
    line.loop.pass_time(1)
    assert bytes(line.transports[0].sent) == b"x" * 5000 + b"y" * 100


def test_a_client_that_recovered_has_its_limit_back() -> None:
    line = Line(takes=0)
    line.post.send(line.boxes[0], b"x" * 5000)
    line.post.spread(line.group, b"y")
    line.loop.turn()
    line.transports[0].drain(6000)
    line.loop.pass_time(1)
    line.transports[0].takes = 0
    for _ in range(40):
        line.post.spread(line.group, b"x" * 60)
        line.loop.turn()
    assert line.ended == [(0, CloseCode.SLOW)]


def test_a_healthy_client_survives_a_large_burst() -> None:
    line = Line()
    for _ in range(100):
        line.post.send(line.boxes[0], b"x" * 90)
    line.loop.turn()
    assert (len(line.transports[0].sent), line.ended) == (9000, [])


def test_a_transport_closed_under_us_disturbs_nobody() -> None:
    line = Line(3)
    line.transports[1].closed = True
    for frame in (b"a", b"b"):
        line.post.spread(line.group, frame)
    line.loop.turn()
    line.post.spread(line.group, b"c")
    line.boxes[1].finish(b"bye")
    line.loop.turn()
    assert [b"".join(line.calls(number)) for number in range(3)] == [b"abc", b"", b"abc"]
    assert line.boxes[1].lost


def test_finish_sends_what_waits_then_the_last_word_and_nothing_after() -> None:
    line = Line()
    for frame in (b"a", b"b", b"c"):
        line.post.spread(line.group, frame)
    line.boxes[0].finish(b"close")
    line.post.spread(line.group, b"d")
    line.loop.turn()
    assert b"".join(line.calls()) == b"abcclose"


@pytest.mark.parametrize("size", [1, 99, 101, 5000])
def test_a_cut_client_keeps_nothing(size: int) -> None:
    line = Line(takes=0)
    while not line.ended:
        line.post.spread(line.group, b"x" * size)
        line.loop.pass_time(1)
    kept = len(line.transports[0].waiting)
    line.post.spread(line.group, b"x" * size)
    line.loop.turn()
    assert len(line.transports[0].waiting) == kept
    assert len(line.ended) == 1
