"""A queue's day in intervals: what is counted where, against a naive count, and who may ask."""

from collections import Counter

import pytest

from jackfield.domain.local_time import day_began
from jackfield.domain.past.queue_intervals import intervals
from jackfield.protocol import commands
from jackfield.protocol.events import CommandResult, Error, QueueIntervals
from jackfield.protocol.values import CallStatus
from tests.domain.test_agents import ALICE, BRUNO, SAM
from tests.domain.test_past_calls import Past
from tests.support.records import step

BEGAN = 1_700_000_000.0


def test_calls_count_where_they_entered() -> None:
    steps = [
        step(1, entered=BEGAN + 899.9, left=BEGAN + 915, ended=BEGAN + 1015.5),
        step(2, entered=BEGAN + 900, left=BEGAN + 903, ended=None),
        step(3, entered=BEGAN + 1000, left=BEGAN + 1016.0, ended=BEGAN + 1020),
        step(4, entered=BEGAN + 1001, left=BEGAN + 1010, ended=BEGAN + 1010, outcome=CallStatus.ABANDONED),
        step(5, entered=BEGAN + 4000, left=None, ended=None, outcome=CallStatus.ONGOING),
        step(6, entered=BEGAN + 4001, left=BEGAN + 4002, ended=BEGAN + 4002, outcome=CallStatus.TIMEOUT),
    ]
    found = list(intervals(steps, BEGAN, 900, 15, "Europe/Paris"))
    assert [each.start[11:16] for each in found] == ["23:13", "23:28", "00:13"]
    first, second, third = found
    assert (first.received, first.answered, first.answeredInTime, first.waitSeconds) == (1, 1, 1, 15)
    assert (first.talkSeconds, first.ended) == (100, 1)
    assert (second.received, second.answered, second.answeredInTime, second.abandoned) == (3, 2, 1, 1)
    assert (second.waitSeconds, second.lostSeconds, second.ended, second.talkSeconds) == (19, 9, 1, 4)
    assert (third.received, third.answered, third.abandoned) == (2, 0, 0)


@pytest.mark.parametrize("seconds", [60, 900, 86_400])
def test_nothing_is_lost_between_intervals(seconds: int) -> None:
    steps = [step(n, entered=BEGAN + 37.7 * n, left=BEGAN + 37.7 * n + n % 40) for n in range(500)]
    found = list(intervals(steps, BEGAN, seconds, 15, "UTC"))
    assert sum(each.received for each in found) == sum(each.answered for each in found) == 500
    assert sum(each.answeredInTime for each in found) == sum(n % 40 <= 15 for n in range(500))
    assert [each.received for each in found] == list(Counter(int(37.7 * n // seconds) for n in range(500)).values())


@pytest.fixture
def house() -> Past:
    return Past()


def test_the_day_of_a_queue_is_told_with_what_runs(house: Past) -> None:
    house.login(ALICE)
    house.call()
    house.pass_time(2.0)
    house.answer("1001")
    house.pass_time(3.0)
    (told,) = house.ask(BRUNO, commands.GetQueueIntervals(queueId=1))
    assert isinstance(told, QueueIntervals)
    (only,) = told.intervals
    assert (told.queueId, told.seconds, told.threshold) == (1, 900, 15)
    assert (only.received, only.answered, only.ended, only.talkSeconds) == (1, 1, 0, 0)
    house.hang_up("1001")
    (told,) = house.ask(SAM, commands.GetQueueIntervals(queueId=1, seconds=86_400))
    assert isinstance(told, QueueIntervals)
    assert told.intervals[0].ended == 1
    assert 3 <= told.intervals[0].talkSeconds <= 4
    assert told.intervals[0].start.startswith("20")
    assert day_began(house.now, "UTC") <= house.now


@pytest.mark.parametrize(
    ("user", "queue", "seconds", "code"),
    [(BRUNO, 99, 900, "not_found"), (BRUNO, 1, 59, "bad_request"), (SAM, 2, 900, "not_allowed")],
)
def test_a_day_that_is_not_told(house: Past, user: int, queue: int, seconds: int, code: str) -> None:
    answer = house.ask(user, commands.GetQueueIntervals(queueId=queue, seconds=seconds, requestId="1"))
    assert [event.code for event in answer if isinstance(event, CommandResult)] == [code]
    assert any(isinstance(event, Error) for event in answer)
