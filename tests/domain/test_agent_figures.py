"""The statistics of agents, on the simulator in virtual time: times by state, calls, coming and going."""

from datetime import datetime

import pytest

from jackfield.domain import facts
from jackfield.domain.access import may_see, rights_of
from jackfield.domain.centre.agent_day import AgentDay, Doing, Talk, Totals
from jackfield.domain.core import Client
from jackfield.domain.effects import (
    Publish,
    Reply,
    Subscribe,
    TopicKind,
    agent_stats_topic,
    one_agent_stats_topic,
)
from jackfield.protocol import commands
from jackfield.protocol.events import AgentStatistics
from jackfield.protocol.values import AgentStateName, CallDirection
from tests.domain.test_agents import ALICE, BRUNO, CHLOE, ERIN, SAM, Centre

TOTALS = {
    "AgentPausedTotalTime",
    "AgentWrapupTotalTime",
    "AgentReadyTotalTime",
    "InbAnsCalls",
    "InbAnsAcdCalls",
    "InbTotalCallTime",
    "OutCalls",
    "OutTotalCallTime",
}

Values = dict[str, int | float | str]


class Figures(Centre):
    """The floor with statistics."""

    def news(self, agent: int) -> list[Values]:
        """Every AgentStatistics that watchers were told."""
        return [
            {value.name: value.value for value in effect.event.statistics}
            for effect in self.first.effects
            if isinstance(effect, Publish) and isinstance(effect.event, AgentStatistics) and effect.event.id == agent
        ]

    def shown(self, agent: int) -> Values:
        """What a screen shows that has followed from the beginning."""
        shown: Values = {}
        for values in self.news(agent):
            shown |= values
        return shown

    def asked(self, user: int = ERIN) -> dict[int, Values]:
        """What one who subscribes is answered, by agent."""
        return {
            event.id: {value.name: value.value for value in event.statistics}
            for event in self.ask(user, commands.SubscribeToAgentStats())
            if isinstance(event, AgentStatistics)
        }

    def midnight(self) -> float:
        """It is a second past midnight; the moment of midnight."""
        midnight = self.first.core.world.centre.day_ends
        self.first.perform(self.first.core.feed(facts.TimeReached(), midnight + 1))
        return midnight


@pytest.fixture
def figures() -> Figures:
    return Figures()


def about(value: float | str, seconds: float) -> bool:
    """Within what the steps of virtual time and whole seconds make of it."""
    assert isinstance(value, int)
    return seconds - 1.5 <= value <= seconds + 1.5


def test_who_was_never_logged_in_has_counts_and_no_moments(figures: Figures) -> None:
    assert figures.asked() == {agent: dict.fromkeys(TOTALS, 0) for agent in (1, 2, 3)}


def test_times_by_state(figures: Figures) -> None:
    figures.login(ALICE)
    figures.pass_time(20)
    figures.ask(ALICE, commands.PauseAgent(reason="lunch"))
    figures.pass_time(10)
    figures.ask(ALICE, commands.PauseAgent(reason="réunion"))
    figures.pass_time(5)
    figures.ask(ALICE, commands.UnpauseAgent())
    shown = figures.shown(1)
    assert about(shown["AgentReadyTotalTime"], 20)
    assert about(shown["AgentPausedTotalTime"], 15)
    assert about(shown["AgentPausedTotalTime.lunch"], 10)
    assert about(shown["AgentPausedTotalTime.réunion"], 5)
    assert "LogoutDateTime" not in shown


def test_what_goes_on_is_included_for_who_asks(figures: Figures) -> None:
    figures.login(ALICE)
    figures.pass_time(30)
    assert about(figures.asked()[1]["AgentReadyTotalTime"], 30)
    assert about(figures.shown(1)["AgentReadyTotalTime"], 0)


def test_coming_and_going(figures: Figures) -> None:
    figures.login(ALICE)
    came = figures.now
    figures.pass_time(10)
    figures.ask(ALICE, commands.AgentLogout())
    shown = figures.shown(1)
    login, logout = (datetime.fromisoformat(str(shown[key])) for key in ("LoginDateTime", "LogoutDateTime"))
    assert abs(login.timestamp() - came) < 1
    assert 9 < (logout - login).total_seconds() < 11.5
    assert login.utcoffset() is not None
    figures.pass_time(50)
    assert about(figures.asked()[1]["AgentReadyTotalTime"], 10)


def test_a_call_from_a_queue_its_talk_and_its_wrap_up(figures: Figures) -> None:
    figures.login(ALICE)
    figures.simulator.call_in("+33611223344", "3001")
    figures.pass_time(2)
    figures.simulator.phone("1001").answer()
    figures.pass_time(12)
    figures.simulator.phone("1001").hang_up()
    figures.pass_time(12)
    shown = figures.shown(1)
    assert (shown["InbAnsCalls"], shown["InbAnsAcdCalls"]) == (1, 1)
    assert about(shown["InbTotalCallTime"], 12)
    assert about(shown["AgentWrapupTotalTime"], 10)
    asked = figures.asked()[1]
    assert asked["OutCalls"] == asked["OutTotalCallTime"] == 0


def test_calls_out_count_when_they_are_answered(figures: Figures) -> None:
    figures.login(ALICE)
    for answered in (False, True):
        figures.simulator.phone("1001").dial("1004")
        figures.pass_time(2)
        if answered:
            figures.simulator.phone("1004").answer()
            figures.pass_time(8)
        figures.simulator.phone("1001").hang_up()
        figures.pass_time(2)
    shown = figures.asked()[1]
    assert shown["OutCalls"] == 1
    assert about(shown["OutTotalCallTime"], 8)
    assert shown["InbAnsCalls"] == 0


def test_a_call_that_was_there_before_the_agent_is_not_his(figures: Figures) -> None:
    figures.simulator.phone("1004").dial("1001")
    figures.pass_time(1)
    figures.simulator.phone("1001").answer()
    figures.pass_time(1)
    figures.login(ALICE)
    figures.pass_time(5)
    asked = figures.asked()[1]
    assert asked["InbAnsCalls"] == 0
    assert about(asked["InbTotalCallTime"], 5)


def test_only_what_has_changed_is_told_and_nothing_by_the_second(figures: Figures) -> None:
    figures.login(ALICE)
    figures.pass_time(60)
    before = len(figures.news(1))
    figures.pass_time(60)
    assert len(figures.news(1)) == before
    figures.ask(ALICE, commands.PauseAgent())
    assert set(figures.news(1)[-1]) == {"AgentReadyTotalTime", "AgentPausedTotalTime.available"}


def test_midnight_while_an_agent_is_at_work(figures: Figures) -> None:
    figures.login(ALICE)
    figures.pass_time(20)
    came = figures.shown(1)["LoginDateTime"]
    midnight = figures.midnight()
    shown = figures.shown(1)
    assert (shown["AgentReadyTotalTime"], shown["LoginDateTime"]) == (1, came)
    day = figures.first.core.world.centre.agent_days[1]
    assert (day.since, day.doing.state) == (midnight, AgentStateName.READY)


def test_midnight_during_a_pause_and_its_reason(figures: Figures) -> None:
    figures.login(ALICE)
    figures.ask(ALICE, commands.PauseAgent(reason="lunch"))
    figures.pass_time(5)
    figures.ask(ALICE, commands.UnpauseAgent())
    assert about(figures.shown(1)["AgentPausedTotalTime.lunch"], 5)
    figures.midnight()
    assert figures.shown(1)["AgentPausedTotalTime.lunch"] == figures.shown(1)["AgentPausedTotalTime"] == 0


def test_midnight_during_a_call_counts_it_once(figures: Figures) -> None:
    figures.login(ALICE)
    figures.simulator.call_in("+33611223344", "3001")
    figures.pass_time(2)
    figures.simulator.phone("1001").answer()
    figures.pass_time(5)
    figures.midnight()
    shown = figures.shown(1)
    assert (shown["InbAnsCalls"], shown["InbTotalCallTime"]) == (0, 1)


def test_a_supervisor_follows_his_groups_and_nobody_else(figures: Figures) -> None:
    assert set(figures.asked(SAM)) == {1, 2}
    effects = figures.first.core.ask(commands.SubscribeToAgentStats(), Client("s", SAM), figures.now)
    assert [effect.topic for effect in effects if isinstance(effect, Subscribe)] == [agent_stats_topic(1)]
    assert sum(isinstance(effect, Reply) for effect in effects) == 2


def test_who_may_see_whose(figures: Figures) -> None:
    figures.login(BRUNO)
    published = next(
        effect
        for effect in figures.first.effects
        if isinstance(effect, Publish) and effect.topic.kind is TopicKind.AGENT_STATS
    )
    assert (published.topic, *published.also) == (
        agent_stats_topic(),
        agent_stats_topic(1),
        one_agent_stats_topic(2),
    )
    directory = figures.first.core.world.directory
    users = {user.id: rights_of(user) for user in directory.users}
    sam, alice = users[SAM], users[ALICE]
    assert [may_see(sam, topic) for topic in (agent_stats_topic(), agent_stats_topic(1), agent_stats_topic(2))] == [
        False,
        True,
        False,
    ]
    assert may_see(alice, agent_stats_topic())
    assert not may_see(sam, one_agent_stats_topic(CHLOE))


def test_a_clock_set_back_takes_nothing_away() -> None:
    day = AgentDay()
    day.go_on(Doing(AgentStateName.READY), 1000.0)
    day.go_on(Doing(AgentStateName.ON_PAUSE, "lunch"), 900.0)
    assert day.totals == Totals()
    day.go_on(Doing(AgentStateName.READY), 930.0)
    assert day.totals.paused == 30.0


def test_a_call_that_is_told_again_counts_once() -> None:
    day = AgentDay()
    talk = Talk(outgoing=False, from_queue=True)
    for calls in ({"1.1": talk}, {"1.1": talk, "1.2": Talk(outgoing=True, from_queue=False)}, {"1.1": talk}, {}):
        day.talks(calls, count=True)
    assert (day.totals.answered_in, day.totals.answered_out, day.totals.answered_from_queues) == (1, 1, 1)


def test_a_day_with_what_goes_on_leaves_the_day_alone() -> None:
    day = AgentDay()
    day.go_on(Doing(AgentStateName.ON_CALL, direction=CallDirection.OUTGOING), 10.0)
    assert day.up_to(25.0).talked_out == 15.0
    assert day.totals == Totals()
