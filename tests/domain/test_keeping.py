"""The day's counting over a restart: what one core has kept another takes up, and the disk is asked seldom."""

import msgspec
import pytest

from jackfield.domain import facts
from jackfield.domain.centre.day_entries import AgentRecord, QueueDay, agent_record, queue_day, text_of
from jackfield.domain.core import Core
from jackfield.domain.effects import Store
from jackfield.domain.lasting import DaysKept, Kept
from jackfield.protocol import commands
from jackfield.protocol.values import AgentStateName
from tests.domain.test_agents import ALICE, BRUNO, CHLOE, directory
from tests.domain.test_queues import Queues
from tests.support.floor import Desk

BLUE = 1


class Days(Queues):
    """The floor whose server is restarted."""

    def stores(self, desk: Desk | None = None) -> list[DaysKept]:
        return [
            change
            for effect in (desk or self.first).effects
            if isinstance(effect, Store)
            for change in effect.changes
            if isinstance(change, DaysKept)
        ]

    def kept(self) -> Kept:
        """What is on the disk."""
        queues: dict[int, str] = {}
        agents: dict[int, str] = {}
        for change in self.stores():
            queues |= change.queues
            agents |= change.agents
        return Kept(queue_days=queues, agent_days=agents)

    def restart(self, away: float = 0.0) -> Desk:
        """The server ends and begins again, `away` seconds later."""
        self.first.perform(self.first.core.closing(self.now))
        kept = self.kept()
        self.desks.remove(self.first)
        if away:
            self.pass_time(away)
        self.first = self.open(kept=kept)
        self.pass_time(1.5)
        return self.first


@pytest.fixture
def days() -> Days:
    return Days()


def test_counters_go_on_after_a_restart(days: Days) -> None:
    days.login(ALICE)
    days.call("+331")
    days.pass_time(3)
    days.simulator.phone("1001").answer()
    days.pass_time(1)
    days.call("+332")
    days.pass_time(2)
    days.simulator.outside.hang_up(days.simulator.outside.calls[-1])
    days.call("+333")
    days.pass_time(2)
    before = days.now_shown()
    days.restart(away=5)
    after = days.now_shown()
    moving = {"LongestWaitTime", "LongestWaitingTime"}
    assert {key: value for key, value in after.items() if key not in moving} == {
        key: value for key, value in before.items() if key not in moving
    }
    assert (after["TotalNumberCallsEntered"], after["TotalNumberCallsAnswered"], after["WaitingCalls"]) == (3, 1, 1)
    assert after["LongestWaitTime"] >= before["LongestWaitTime"] + 5
    assert days.waiting() == [(1, "+333")]


def test_who_came_while_nobody_listened_is_counted_and_who_left_waits_no_longer(days: Days) -> None:
    days.call("+331")
    days.first.perform(days.first.core.closing(days.now))
    kept = days.kept()
    days.desks.remove(days.first)
    days.simulator.outside.hang_up(days.simulator.outside.calls[0])
    days.call("+332")
    days.first = days.open(kept=kept)
    days.pass_time(2)
    assert days.waiting() == [(1, "+332")]
    assert days.now_shown()["TotalNumberCallsEntered"] == 2


def test_agents_their_states_and_statistics(days: Days) -> None:
    days.login(ALICE, BRUNO, CHLOE)
    days.pass_time(20)
    days.ask(BRUNO, commands.PauseAgent(reason="lunch"))
    days.pass_time(10)
    days.restart(away=10)
    centre = days.first.core.world.centre
    states = {agent: days.last(agent) for agent in (1, 2, 3)}
    assert [state.name for state in states.values()] == ["AgentReady", "AgentOnPause", "AgentReady"]
    assert states[2].cause == "lunch"
    assert states[3].phoneNb == "1003"
    assert [days.now - centre.duties[agent].since > 19 for agent in (1, 2, 3)] == [True, True, True]
    totals = centre.agent_days[2].up_to(days.now)
    assert 19 < totals.ready < 22
    assert 19 < totals.paused_for["lunch"] < 23
    assert 40 < days.now - centre.agent_days[2].logged_in_at < 45


def test_a_wrap_up_ends_when_it_would_have(days: Days) -> None:
    days.login(ALICE)
    days.call()
    days.pass_time(1)
    days.simulator.phone("1001").answer()
    days.pass_time(2)
    days.simulator.phone("1001").hang_up()
    days.pass_time(1)
    assert days.last(1).name == "AgentOnWrapup"
    days.restart(away=3)
    assert days.last(1).name == "AgentOnWrapup"
    days.pass_time(7)
    assert days.last(1).name == "AgentReady"


def test_a_call_counts_once_over_a_restart(days: Days) -> None:
    days.login(ALICE)
    days.call()
    days.pass_time(1)
    days.simulator.phone("1001").answer()
    days.pass_time(2)
    days.restart(away=2)
    day = days.first.core.world.centre.agent_days[1]
    assert (day.totals.answered_in, day.doing.state) == (1, AgentStateName.ON_CALL)
    assert days.now_shown()["TalkingAgents"] == 1
    days.simulator.phone("1001").hang_up()
    days.pass_time(1)
    assert 4 < day.totals.talked_in < 7


def test_who_was_logged_out_at_the_pbx_meanwhile_is_logged_out(days: Days) -> None:
    days.login(ALICE, CHLOE)
    days.first.perform(days.first.core.closing(days.now))
    kept = days.kept()
    days.desks.remove(days.first)
    for queue in days.simulator.pbx.queues:
        for interface in tuple(queue.members):
            queue.remove(interface)
    days.first = days.open(kept=kept)
    assert [days.last(agent).name for agent in (1, 3)] == ["AgentLoggedOut", "AgentReady"]
    assert days.members() == {}


def test_the_disk_is_asked_once_a_second_and_only_for_what_has_changed(days: Days) -> None:
    days.pass_time(3)
    before = len(days.stores())
    for n in range(30):
        days.simulator.call_in(f"+33{n}", "3001")
        days.pass_time(0.1)
    days.pass_time(2)
    news = days.stores()[before:]
    assert 2 <= len(news) <= 5
    assert {queue for change in news for queue in change.queues} == {BLUE}
    before = len(days.stores())
    days.pass_time(30)
    assert len(days.stores()) == before


def test_a_disk_that_refuses_is_asked_again(days: Days) -> None:
    core = Core(directory(), epoch="x")
    core.world.centre.queues.clear()
    core.feed(facts.QueueJoined(facts.Channel("9.1", "PJSIP/trunk-9", "9.1", 6, "+331"), "blue"), 1000.0)
    (first,) = [effect for effect in core.feed(facts.TimeReached(), 1001.0) if isinstance(effect, Store)]
    core.feed(facts.Stored(first.tag, ok=False, message="full"), 1001.1)
    assert not any(isinstance(effect, Store) for effect in core.feed(facts.TimeReached(), 1003.0))
    (second,) = [effect for effect in core.feed(facts.TimeReached(), 1007.0) if isinstance(effect, Store)]
    assert second.changes == first.changes
    core.feed(facts.Stored(second.tag, ok=True), 1007.1)
    assert core.closing(1008.0) == []


def test_another_day_leaves_counts_and_keeps_who_is_logged_in() -> None:
    yesterday = QueueDay(day="2026-01-01", entered=5, answered=2, waits_answered={3: 2})
    record = AgentRecord(
        day="2026-01-01",
        number="1003",
        last_number="1003",
        state=AgentStateName.READY,
        state_since=1767300000.0,
        doing_since=1767300000.0,
        logged_in_at=1767300000.0,
    )
    kept = Kept(queue_days={BLUE: text_of(yesterday)}, agent_days={3: text_of(record)})
    core = Core(directory(), epoch="x", kept=kept)
    now = 1767400000.0  # 2026-01-03, UTC
    core.feed(facts.LinkChanged(facts.PbxLink.DOWN), now)
    centre = core.world.centre
    assert centre.queues["blue"].today.entered == 0
    assert centre.duties[3].number == "1003"
    assert (centre.agent_days[3].logged_in_at, centre.agent_days[3].totals.ready) == (1767300000.0, 0)
    assert 0 < now - centre.agent_days[3].since < 86_400


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"day":3}', "\0", '{"day":"x","entered":"many","leaving":"no"}'])
def test_what_cannot_be_read_is_as_if_it_were_not_there(text: str) -> None:
    core = Core(directory(), epoch="x", kept=Kept(queue_days={BLUE: text, 99: text}, agent_days={1: text, 99: text}))
    core.feed(facts.LinkChanged(facts.PbxLink.DOWN), 1000.0)
    assert core.world.centre.queues == {}
    assert core.world.centre.agent_days == {}


def test_texts_come_back_as_they_were() -> None:
    day = QueueDay(day="2026-01-01", entered=3, waits_answered={0: 1, 15: 2}, talking={"1.1": "PJSIP/1001"})
    record = AgentRecord(day="2026-01-01", reason="déjeuner", state=AgentStateName.ON_PAUSE)
    assert queue_day(text_of(day)) == day
    assert agent_record(text_of(record)) == record
    assert agent_record(text_of(msgspec.structs.replace(record, number="1001"))) != record
