"""Callers in queues, on the simulator in virtual time: who waits, and what the figures say."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from jackfield.domain import facts
from jackfield.domain.centre.queue_state import LONGEST_MEMORY_SECONDS, MOST_VISITS, Outcome, QueueState, WaitingCaller
from jackfield.domain.core import Client
from jackfield.domain.effects import Publish, Reply, queue_calls_topic, queue_stats_topic
from jackfield.domain.facts import Channel
from jackfield.domain.local_time import day_ends, iso
from jackfield.protocol import commands
from jackfield.protocol.commands import Command
from jackfield.protocol.events import Error, Event, GetQueueStatistics, QueueCalls, QueueStatistics
from tests.domain.test_agents import ALICE, BRUNO, SAM, Centre

BLUE = 1


class Queues(Centre):
    """The floor with callers."""

    def call(self, number: str = "+33611223344", queue: str = "3001") -> None:
        self.simulator.call_in(number, queue)
        self.pass_time(0.5)

    def told(self, queue_id: int = BLUE) -> list[dict[str, float]]:
        """Every QueueStatistics of a queue so far."""
        events = [
            e.event for e in self.first.effects if isinstance(e, Publish) and isinstance(e.event, QueueStatistics)
        ]
        return [
            {counter.statName: counter.value for counter in event.counters}
            for event in events
            if event.queueId == queue_id
        ]

    def now_shown(self, queue_id: int = BLUE) -> dict[str, float]:
        """What a screen shows that has followed from the beginning."""
        shown: dict[str, float] = {}
        for counters in self.told(queue_id):
            shown |= counters
        return shown

    def waiting(self, queue_id: int = BLUE) -> list[tuple[int, str]]:
        """Positions and numbers as last told."""
        calls = [e.event for e in self.first.effects if isinstance(e, Publish) and isinstance(e.event, QueueCalls)]
        last = [event for event in calls if event.queueId == queue_id][-1]
        return [(call.position, call.number) for call in last.calls]


@pytest.fixture
def queues() -> Queues:
    return Queues()


def test_callers_wait_in_order_and_leave(queues: Queues) -> None:
    queues.call("+331")
    queues.call("+332")
    assert queues.waiting() == [(1, "+331"), (2, "+332")]
    queues.simulator.outside.hang_up(queues.simulator.outside.calls[0])
    queues.pass_time(2)
    assert queues.waiting() == [(1, "+332")]
    shown = queues.now_shown()
    assert (shown["TotalNumberCallsEntered"], shown["TotalNumberCallsAbandonned"], shown["WaitingCalls"]) == (2, 1, 1)


def test_an_answered_call(queues: Queues) -> None:
    queues.login(ALICE)
    queues.call()
    queues.pass_time(3)
    queues.simulator.phone("1001").answer()
    queues.pass_time(2)
    shown = queues.now_shown()
    assert queues.waiting() == []
    assert shown["TotalNumberCallsAnswered"] == shown["TalkingAgents"] == shown["LoggedAgents"] == 1
    assert shown["PercentageAnsweredBefore15"] == shown["PercentageAnsweredTotal"] == 100
    assert (shown["WaitingCalls"], shown["AvailableAgents"], shown["TotalNumberCallsTimeout"]) == (0, 0, 0)
    queues.simulator.phone("1001").hang_up()
    queues.pass_time(2)
    assert (queues.now_shown()["TalkingAgents"], queues.now_shown()["AvailableAgents"]) == (0, 1)


def test_waits_on_both_sides_of_the_threshold(queues: Queues) -> None:
    for seconds in (2.0, 14.0, 17.0):
        queues.call()
        queues.pass_time(seconds)
        queues.simulator.outside.hang_up(queues.simulator.outside.calls[-1])
        queues.pass_time(1)
    shown = queues.now_shown()
    assert (shown["TotalNumberCallsAbandonned"], shown["TotalNumberCallsAbandonnedAfter15"]) == (3, 1)
    assert shown["PercentageAbandonnedAfter15"] == 33.3


def test_other_thresholds(queues: Queues) -> None:
    world = queues.first.core.world
    world.settings = replace(world.settings, queue_thresholds=(5, 20))
    for seconds in (2.0, 17.0, 22.0):
        queues.call()
        queues.pass_time(seconds)
        queues.simulator.outside.hang_up(queues.simulator.outside.calls[-1])
        queues.pass_time(1)
    shown = queues.now_shown()
    counted = {name: value for name, value in shown.items() if value and "AbandonnedAfter" in name and "Total" in name}
    assert counted == {"TotalNumberCallsAbandonnedAfter5": 2, "TotalNumberCallsAbandonnedAfter20": 1}
    assert (shown["PercentageAnsweredBefore5"], shown["PercentageAbandonnedAfter20"]) == (0, 33.3)


def test_who_leaves_for_no_reason_that_is_told_has_timed_out(queues: Queues) -> None:
    channel = Channel("9.1", "PJSIP/trunk-9", "9.1", 6, "+331")
    for fact in (facts.QueueJoined(channel, "blue"), facts.QueueLeft("9.1", "blue")):
        queues.first.feed(fact)
    queues.pass_time(2)
    assert queues.now_shown()["TotalNumberCallsTimeout"] == 1


def test_no_more_than_one_message_a_second_and_only_what_has_changed(queues: Queues) -> None:
    queues.pass_time(2)
    before = len(queues.told())
    for n in range(20):
        queues.simulator.call_in(f"+33{n}", "3001")
        queues.pass_time(0.1)
    queues.pass_time(2)
    news = queues.told()[before:]
    assert 2 <= len(news) <= 4
    assert news[-1].keys() == {"TotalNumberCallsEntered", "WaitingCalls"}
    assert "LongestWaitTime" in news[0]
    assert news[0]["LongestWaitingTime"] == news[0]["LongestWaitTime"]


def test_the_longest_wait_is_told_anew_with_another_head(queues: Queues) -> None:
    queues.call("+331")
    queues.pass_time(5)
    queues.call("+332")
    queues.pass_time(5)
    queues.simulator.outside.hang_up(queues.simulator.outside.calls[0])
    queues.pass_time(1)
    assert 4 <= queues.now_shown()["LongestWaitTime"] <= 6


def test_a_lost_event_does_not_leave_a_caller_for_ever(queues: Queues) -> None:
    channel = Channel("9.1", "PJSIP/trunk-9", "9.1", 6, "+331")
    for fact in (facts.ChannelSeen(channel), facts.QueueJoined(channel, "blue"), facts.ChannelGone("9.1")):
        queues.first.feed(fact)
    queues.pass_time(2)
    assert queues.waiting() == []
    assert queues.now_shown()["TotalNumberCallsAbandonned"] == 1


def test_hearing_it_twice_counts_once(queues: Queues) -> None:
    channel = Channel("9.1", "PJSIP/trunk-9", "9.1", 6, "+331")
    for fact in (
        facts.QueueJoined(channel, "blue"),
        facts.QueueLeft("9.1", "blue"),
        facts.QueueAnswered("9.1", "blue", "PJSIP/1001", 3),
        facts.QueueCompleted("9.1", "blue", "PJSIP/1001", 3, 9, "caller"),
    ):
        queues.first.feed(fact)
        queues.first.feed(fact)
    queues.pass_time(2)
    shown = queues.now_shown()
    assert (shown["TotalNumberCallsEntered"], shown["TotalNumberCallsAnswered"], shown["TalkingAgents"]) == (1, 1, 0)


def test_who_comes_later_finds_who_waits(queues: Queues) -> None:
    queues.call("+331")
    queues.call("+332")
    queues.pass_time(7)
    later = queues.open()
    answers = later.core.ask(commands.SubscribeToQueueCalls(queueId=BLUE), Client("s", ALICE), queues.now)
    (calls,) = [e.event for e in answers if isinstance(e, Reply)]
    assert isinstance(calls, QueueCalls)
    assert [call.number for call in calls.calls] == ["+331", "+332"]
    entered = datetime.fromisoformat(calls.calls[0].queueTime).timestamp()
    assert 7 <= queues.now - entered <= 9


def replies(queues: Queues, user: int, command: Command) -> list[Event]:
    return queues.ask(user, command)


def test_all_figures_on_subscribing_then_changes(queues: Queues) -> None:
    first, second, third = replies(queues, BRUNO, commands.SubscribeToQueueStats())
    assert [event.queueId for event in (first, second, third) if isinstance(event, QueueStatistics)] == [1, 2, 3]
    assert isinstance(first, QueueStatistics)
    names = [counter.statName for counter in first.counters]
    assert {"EWT", "LoggedAgents", "PercentageAnsweredBefore15", "PercentageAbandonnedAfter15"} <= set(names)
    assert "LongestWaitTime" not in names


def test_a_supervisor_sees_his_queues(queues: Queues) -> None:
    (only,) = replies(queues, SAM, commands.SubscribeToQueueStats())
    assert isinstance(only, QueueStatistics)
    assert only.queueId == 1


def test_following_the_calls_of_no_queue(queues: Queues) -> None:
    assert isinstance(replies(queues, ALICE, commands.SubscribeToQueueCalls(queueId=99))[0], Error)


def test_who_gets_what(queues: Queues) -> None:
    queues.call()
    topics = {
        type(e.event): (e.topic, e.also)
        for e in queues.first.effects
        if isinstance(e, Publish) and isinstance(e.event, QueueCalls | QueueStatistics) and e.event.queueId == BLUE
    }
    assert topics[QueueCalls] == (queue_calls_topic(BLUE), ())
    assert topics[QueueStatistics] == (queue_stats_topic(), (queue_stats_topic(BLUE),))


def test_midnight(queues: Queues) -> None:
    queues.call()
    queues.pass_time(2)
    assert queues.now_shown()["TotalNumberCallsEntered"] == 1
    world = queues.first.core.world
    assert 0 < world.centre.day_ends - queues.now <= 86_400
    queues.first.perform(queues.first.core.feed(facts.TimeReached(), world.centre.day_ends + 1))
    shown = queues.now_shown()
    assert (shown["TotalNumberCallsEntered"], shown["WaitingCalls"]) == (0, 1)


@pytest.mark.parametrize(
    ("moment", "zone", "hours"),
    [
        ("2026-03-29T00:00", "Europe/Paris", 23),
        ("2026-10-25T00:00", "Europe/Paris", 25),
        ("2026-07-01T00:00", "UTC", 24),
    ],
)
def test_days_have_as_many_hours_as_the_clocks_give_them(moment: str, zone: str, hours: int) -> None:
    start = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)).timestamp()
    assert day_ends(start, zone) - start == hours * 3600
    assert day_ends(start + hours * 3600 - 1, zone) == start + hours * 3600


def test_moments_carry_the_offset_in_force() -> None:
    assert iso(1437036016.626, "Europe/Paris") == "2015-07-16T10:40:16.626+02:00"
    assert iso(1452508816.5, "Europe/Paris") == "2016-01-11T11:40:16.500+01:00"


def last_while(queues: Queues, window: int, xqos: int = 15, user: int = BRUNO) -> dict[str, float]:
    (event,) = queues.ask(user, commands.AskQueueStatistics(queueId=BLUE, window=window, xqos=xqos))
    assert isinstance(event, GetQueueStatistics)
    return {counter.statName: counter.value for counter in event.stats}


def test_the_last_while(queues: Queues) -> None:
    assert set(last_while(queues, 60).values()) == {0}
    queues.call("+331")
    queues.pass_time(10)
    queues.simulator.outside.hang_up(queues.simulator.outside.calls[-1])
    queues.pass_time(50)
    queues.login(ALICE)
    queues.call("+332")
    queues.pass_time(3.4)
    queues.simulator.phone("1001").answer()
    queues.call("+333")
    expected = {
        "ReceivedCalls": 2,
        "AnsweredCalls": 1,
        "AbandonedCalls": 0,
        "Efficiency": 100,
        "Qos": 100,
        "MeanHoldTime": 4,
        "MaxHoldTime": 4,
    }
    assert last_while(queues, 30) == expected
    hour = expected | {"ReceivedCalls": 3, "AbandonedCalls": 1, "Efficiency": 50}
    assert last_while(queues, 3600) == hour
    assert last_while(queues, 3600, xqos=3) == hour | {"Qos": 0}
    assert last_while(queues, 3600, user=SAM) == hour


@pytest.mark.parametrize(("queue", "window", "xqos"), [(99, 60, 15), (1, 0, 15), (1, 86_401, 15), (1, 60, -1)])
def test_a_while_that_cannot_be(queues: Queues, queue: int, window: int, xqos: int) -> None:
    command = commands.AskQueueStatistics(queueId=queue, window=window, xqos=xqos)
    assert isinstance(queues.ask(BRUNO, command)[0], Error)


def test_a_supervisor_is_told_of_his_queues_only(queues: Queues) -> None:
    assert isinstance(queues.ask(SAM, commands.AskQueueStatistics(queueId=2, window=60, xqos=15))[0], Error)


def test_memory_ends() -> None:
    state = QueueState(BLUE, "blue")
    for n in range(MOST_VISITS + 10):
        state.enter(WaitingCaller(str(n), "", "", "", 1000.0 + n), 0)
        state.leave(str(n))
        state.end(str(n), Outcome.TIMED_OUT)
    assert len(state.visits) == MOST_VISITS
    state.enter(WaitingCaller("x", "", "", "", 1000.0 + 2 * LONGEST_MEMORY_SECONDS), 0)
    assert len(state.visits) == len(state.open_visits) == 1
