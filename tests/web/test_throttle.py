"""The token bucket: exactly what protocol section 1.9 says follows from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jackfield.web.throttle import Bucket, Rate

DOCUMENTED = Rate.of_messages(90, 180)


def admitted(bucket: Bucket, at: float, messages: int) -> int:
    return sum(bucket.admits(at) for _ in range(messages))


@pytest.mark.parametrize(
    ("bursts", "passed"),
    [
        ([(0, 180)], [180]),
        ([(0, 181)], [180]),
        ([(0, 500)], [180]),
        ([(0, 180), (1 / 3, 2)], [180, 1]),
        ([(0, 180), (1, 10)], [180, 3]),
        ([(0, 180), (30, 200)], [180, 90]),
        ([(0, 180), (60, 200)], [180, 180]),
        ([(0, 180), (3600, 200)], [180, 180]),
        ([(0, 100), (10, 200)], [100, 110]),
        ([(0, 300), (0, 1), (1 / 3, 1)], [180, 0, 1]),
    ],
)
def test_table(bursts: list[tuple[float, int]], passed: list[int]) -> None:
    bucket = Bucket(DOCUMENTED, 1000.0)
    assert [admitted(bucket, 1000.0 + at, messages) for at, messages in bursts] == passed


def test_three_a_second_are_never_refused() -> None:
    bucket = Bucket(DOCUMENTED, 0.0)
    assert all(bucket.admits(message / 3) for message in range(10_000))


def test_after_exhaustion_one_passes_every_third_of_a_second() -> None:
    bucket = Bucket(DOCUMENTED, 0.0)
    admitted(bucket, 0.0, 180)
    passed = [tick for tick in range(1, 301) if bucket.admits(tick / 30)]
    assert passed == list(range(10, 301, 10))


def test_other_settings() -> None:
    bucket = Bucket(Rate.of_messages(30, 2), 0.0)
    assert [bucket.admits(at) for at in (0, 0, 0, 0.5, 1.0, 1.0)] == [True, True, False, False, True, False]


def test_what_is_given_back_can_be_taken_again_but_not_hoarded() -> None:
    bucket = Bucket(Rate(2, 0.1), 0.0)
    bucket.give_back()
    assert admitted(bucket, 0.0, 5) == 2
    assert bucket.wait_seconds(0.0) == 10
    bucket.give_back()
    assert bucket.wait_seconds(0.0) == 0
    assert admitted(bucket, 0.0, 5) == 1


def test_a_clock_that_steps_back_gives_nothing() -> None:
    bucket = Bucket(Rate(1, 1), 100.0)
    assert bucket.admits(100.0)
    assert not bucket.admits(50.0)
    assert not bucket.admits(100.5)
    assert bucket.admits(101.0)


@given(st.lists(st.floats(0, 5), max_size=300))
def test_never_more_than_burst_and_rate(gaps: list[float]) -> None:
    bucket, now, passed = Bucket(Rate.of_messages(90, 20), 0.0), 0.0, 0
    for gap in gaps:
        now += gap
        passed += bucket.admits(now)
        assert passed <= 20 + 3 * now + 1e-6
