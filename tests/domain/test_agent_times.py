"""Sessions and pauses of agents as they are kept: what begins and ends them, over midnight and restarts, once each."""

from contextlib import suppress

import pytest
from msgspec.structs import replace

from jackfield.domain import facts
from jackfield.domain.access import NoProfile, rights_of
from jackfield.domain.centre import agent_figures, agent_spans
from jackfield.domain.directory import Directory
from jackfield.domain.effects import Store
from jackfield.domain.lasting import DaysKept
from jackfield.domain.past import agent_reports
from jackfield.domain.past.agent_times import (
    AgentPause,
    AgentSession,
    AgentTime,
    SessionEnd,
    TimeKind,
    TimesWanted,
    is_wanted,
)
from jackfield.domain.results import Refused
from jackfield.protocol import commands
from tests.domain.test_agents import ALICE, BRUNO, CHLOE, SAM, directory
from tests.domain.test_keeping import Days
from tests.support.floor import Desk


class Times(Days):
    """The floor whose sessions and pauses are kept; every desk that there ever was is remembered."""

    def __init__(self) -> None:
        super().__init__()
        self.ever = [self.first]

    def restart(self, away: float = 0.0) -> Desk:
        self.ever.append(super().restart(away))
        return self.first

    def times(self) -> list[AgentTime]:
        """What was kept, each once, in its order."""
        self.pass_time(2)
        return self.so_far()

    def so_far(self) -> list[AgentTime]:
        return list(dict.fromkeys(time for desk in self.ever for change in self.stores(desk) for time in change.times))

    def pauses(self) -> list[tuple[str, int]]:
        """Reasons, and how long they lasted."""
        return [(one.reason, round(length(one))) for one in self.times() if isinstance(one, AgentPause)]

    def sessions(self) -> list[tuple[int, str, SessionEnd | None]]:
        return [(one.agent_id, one.line, one.ending) for one in self.times() if isinstance(one, AgentSession)]


def length(time: AgentTime) -> float:
    assert time.ended is not None
    return time.ended - time.started


@pytest.fixture
def floor() -> Times:
    return Times()


def test_a_day_of_an_agent(floor: Times) -> None:
    floor.login(ALICE)
    floor.pass_time(10)
    floor.ask(ALICE, commands.PauseAgent(reason="lunch"))
    floor.pass_time(20)
    assert floor.times() == []
    assert [type(one) for one in agent_spans.known(floor.first.core.world, 1)] == [AgentSession, AgentPause]
    floor.ask(ALICE, commands.UnpauseAgent())
    floor.pass_time(5)
    floor.ask(ALICE, commands.PauseAgent(reason="tea"))
    floor.pass_time(7)
    floor.ask(ALICE, commands.PauseAgent(reason="doctor"))
    floor.pass_time(9)
    floor.ask(ALICE, commands.AgentLogout())
    assert floor.pauses() == [("lunch", 22), ("tea", 7), ("doctor", 9)]
    (session,) = (one for one in floor.times() if isinstance(one, AgentSession))
    assert (session.agent_id, session.line, session.ending) == (1, "1001", SessionEnd.LOGGED_OUT)
    assert 53 < length(session) < 56
    assert agent_spans.known(floor.first.core.world, 1) == []


def test_somebody_else_logs_out(floor: Times) -> None:
    floor.login(ALICE, BRUNO)
    floor.ask(SAM, commands.AgentLogout(agentid=1))
    assert floor.sessions() == [(1, "1001", SessionEnd.BY_OTHER)]


def test_a_line_is_taken_over(floor: Times) -> None:
    floor.login(ALICE)
    floor.ask(CHLOE, commands.AgentLogin(agentphonenumber="1001"))
    floor.ask(CHLOE, commands.AgentLogout())
    assert floor.sessions() == [(1, "1001", SessionEnd.TAKEN_OVER), (3, "1001", SessionEnd.LOGGED_OUT)]


def test_who_goes_on_at_another_line_begins_another_session(floor: Times) -> None:
    floor.login(ALICE)
    world = floor.first.core.world
    agent_spans.followed(world, world.centre.agent_days[1], replace(floor.last(1), phoneNb="1004"), floor.now)
    going, over = agent_spans.known(world, 1)
    assert isinstance(going, AgentSession)
    assert isinstance(over, AgentSession)
    assert (over.line, over.ending, over.ended) == ("1001", SessionEnd.MOVED, going.started)
    assert (going.line, going.ended) == ("1004", None)


def test_midnight_ends_neither_a_session_nor_a_pause(floor: Times) -> None:
    floor.login(ALICE)
    floor.ask(ALICE, commands.PauseAgent(reason="night"))
    core = floor.first.core
    floor.clock.advance(core.world.centre.day_ends - floor.now - 20)
    floor.pass_time(60)
    assert core.world.centre.agent_days[1].since > 0
    floor.ask(ALICE, commands.AgentLogout())
    ((reason, seconds),) = floor.pauses()
    assert (reason, seconds > 60) == ("night", True)
    assert floor.sessions() == [(1, "1001", SessionEnd.LOGGED_OUT)]


def test_a_restart_in_a_pause_ends_nothing(floor: Times) -> None:
    floor.login(BRUNO)
    floor.ask(BRUNO, commands.PauseAgent(reason="lunch"))
    floor.pass_time(10)
    floor.restart(away=10)
    assert floor.times() == []
    floor.ask(BRUNO, commands.UnpauseAgent())
    floor.ask(BRUNO, commands.AgentLogout())
    assert [(reason, 22 < seconds < 26) for reason, seconds in floor.pauses()] == [("lunch", True)]
    assert floor.sessions() == [(2, "1002", SessionEnd.LOGGED_OUT)]


def pause_of(floor: Times) -> AgentPause:
    """Alice's: the one that goes on, or the only one that was kept."""
    known = [*agent_spans.known(floor.first.core.world, 1), *floor.so_far()]
    (pause,) = dict.fromkeys(one for one in known if isinstance(one, AgentPause))
    return pause


def shown(floor: Times, pause: AgentPause) -> tuple[int, int]:
    """Its seconds paused and on calls as they are reported; the first are those of the statistics."""
    world = floor.first.core.world
    report = agent_reports.report(world, pause, floor.now)
    assert isinstance(report, agent_reports.PauseReport)
    counted = agent_figures.figures(world, world.centre.agent_days[1], floor.now)["AgentPausedTotalTime"]
    assert isinstance(counted, int)
    assert abs(report.pausedSeconds - counted) <= 1
    return report.pausedSeconds, report.callSeconds


def about(seen: tuple[int, int], *seconds: int) -> bool:
    return all(abs(one - other) <= 1 for one, other in zip(seen, seconds, strict=True))


def lunch(floor: Times) -> None:
    """Ten seconds of it."""
    floor.login(ALICE)
    floor.ask(ALICE, commands.PauseAgent(reason="lunch"))
    floor.pass_time(10)


def talk(floor: Times) -> None:
    """Alice's phone has rung for 2 s, and she talks for 6."""
    floor.simulator.phone("1004").dial("1001")
    floor.pass_time(2)
    floor.simulator.phone("1001").answer()
    floor.pass_time(6)


def test_calls_during_a_pause_are_within_it_and_told_apart(floor: Times) -> None:
    lunch(floor)
    talk(floor)
    assert about(shown(floor, pause_of(floor)), 10, 8)
    floor.simulator.phone("1001").hang_up()
    floor.pass_time(5)
    floor.simulator.phone("1004").dial("1001")
    floor.pass_time(3)
    floor.simulator.phone("1004").hang_up()
    floor.pass_time(1)
    assert floor.last(1).name == "AgentOnPause"
    floor.ask(ALICE, commands.UnpauseAgent())
    pause = pause_of(floor)
    assert (pause.reason, pause.call_began, 26 <= length(pause) <= 29) == ("lunch", None, True)
    assert about(shown(floor, pause), 16, 11)


def test_a_pause_ended_on_a_call_has_ended_then(floor: Times) -> None:
    lunch(floor)
    talk(floor)
    floor.ask(ALICE, commands.UnpauseAgent())
    floor.pass_time(20)
    assert about(shown(floor, pause_of(floor)), 10, 8)


def test_a_pause_asked_for_on_a_call_begins_when_it_is_over(floor: Times) -> None:
    floor.login(ALICE)
    talk(floor)
    floor.ask(ALICE, commands.PauseAgent(reason="lunch"))
    floor.pass_time(5)
    floor.simulator.phone("1001").hang_up()
    floor.pass_time(4)
    assert about(shown(floor, pause_of(floor)), 4, 0)


def test_another_reason_on_a_call_is_another_pause(floor: Times) -> None:
    lunch(floor)
    talk(floor)
    floor.ask(ALICE, commands.PauseAgent(reason="tea"))
    floor.simulator.phone("1001").hang_up()
    floor.pass_time(4)
    floor.ask(ALICE, commands.AgentLogout())
    first, second = (one for one in floor.times() if isinstance(one, AgentPause))
    assert [(one.reason, round(one.on_calls)) for one in (first, second)] == [("lunch", 8), ("tea", 0)]


def test_a_call_during_a_pause_goes_on_over_a_restart_and_midnight(floor: Times) -> None:
    floor.login(BRUNO)
    lunch(floor)
    talk(floor)
    floor.restart(away=10)
    assert 18 < pause_of(floor).calls_until(floor.now) < 22
    floor.clock.advance(floor.first.core.world.centre.day_ends - floor.now + 5)
    floor.pass_time(1)
    floor.simulator.phone("1001").hang_up()
    floor.pass_time(5)
    pause, now = pause_of(floor), floor.now
    assert 14 < now - pause.started - pause.on_calls < 17
    assert agent_figures.figures(floor.first.core.world, floor.first.core.world.centre.agent_days[1], now)[
        "AgentPausedTotalTime"
    ] in (4, 5)


def test_who_left_while_the_server_was_away_is_out_from_when_it_is_noticed(floor: Times) -> None:
    floor.login(BRUNO)
    floor.ask(BRUNO, commands.PauseAgent(reason="lunch"))
    floor.first.perform(floor.first.core.closing(floor.now))
    kept = floor.kept()
    floor.desks.remove(floor.first)
    for queue in floor.simulator.pbx.queues:
        queue.members.clear()
    floor.pass_time(30)
    back = floor.now
    floor.first = floor.open(kept=kept)
    floor.ever.append(floor.first)
    assert floor.sessions() == [(2, "1002", SessionEnd.AWAY)]
    assert all(time.ended is not None and time.ended >= back for time in floor.times())
    assert [type(time) for time in floor.times()] == [AgentSession, AgentPause]


def test_an_agent_who_is_deleted_has_been_there(floor: Times) -> None:
    floor.login(ALICE, BRUNO)
    floor.ask(ALICE, commands.PauseAgent(reason="lunch"))
    before = directory()
    without = Directory.build(
        users=[replace(user, agent_id=None) if user.id == ALICE else user for user in before.users],
        lines=before.lines,
        agents=[agent for agent in before.agents if agent.id != 1],
        queues=before.queues,
        memberships=[one for one in before.memberships if one.agent_id != 1],
        groups=before.groups,
    )
    floor.first.perform(floor.first.core.adopt(without, floor.now))
    assert [(type(time), time.agent_id) for time in floor.times()] == [(AgentSession, 1), (AgentPause, 1)]
    assert floor.sessions() == [(1, "1001", SessionEnd.REMOVED)]


def test_what_the_disk_refuses_is_shown_and_kept_later(floor: Times) -> None:
    floor.login(ALICE)
    core = floor.first.core
    core.world.centre.unkept.at = 0
    now = floor.now + 1
    session = core.world.centre.agent_days[1].session
    assert session is not None
    over = replace(session, ended=now, ending=SessionEnd.LOGGED_OUT)
    core.world.centre.unkept.times.append(over)
    (store,) = (effect for effect in core.closing(now) if isinstance(effect, Store))
    core.feed(facts.Stored(store.tag, ok=False, message="away"), now)
    assert over in agent_spans.known(core.world, 1)
    effects = core.feed(facts.TimeReached(), now + 6)
    (again,) = (effect for effect in effects if isinstance(effect, Store))
    assert [change.times for change in again.changes if isinstance(change, DaysKept)] == [(over,)]
    core.feed(facts.Stored(again.tag, ok=True), now)
    assert over not in agent_spans.known(core.world, 1)


def test_who_may_see_whose(floor: Times) -> None:
    assert {login: seen_by(floor, login) for login in ("bruno", "sam", "david")} == {
        "bruno": [2],
        "sam": [1, 2],
        "david": [],
    }
    assert seen_by(floor, "david", NoProfile.ADMIN) == [1, 2, 3, 99]


def seen_by(floor: Times, login: str, no_profile: NoProfile = NoProfile.OWN) -> list[int]:
    world = floor.first.core.world
    user = world.directory.user_by_login(login)
    assert user is not None
    found = []
    for agent in (1, 2, 3, 99):
        with suppress(Refused):
            agent_reports.check(world, rights_of(user, no_profile), agent)
            found.append(agent)
    return found


def test_what_is_known_and_what_is_kept_are_one_list() -> None:
    going = AgentSession(agent_id=1, line="1001", started=30.0)
    over = AgentSession(agent_id=1, line="1001", started=20.0, ended=25.0, ending=SessionEnd.LOGGED_OUT)
    old = replace(over, started=10.0)
    wanted = TimesWanted(kind=TimeKind.SESSIONS, agent_id=1, size=2)
    assert agent_reports.merged([over, old], [going, replace(over, ended=None)], wanted) == ([going, over], True)
    assert agent_reports.merged([], [going, over], replace(wanted, until=30.0, since=20.0)) == ([over], False)
    assert not is_wanted(going, replace(wanted, before=30_000))
    assert not is_wanted(going, replace(wanted, kind=TimeKind.PAUSES))
