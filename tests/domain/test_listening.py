"""Supervisors listen to agents: who is called, who is told, what is refused, how it ends."""

import pytest

from jackfield.domain.core import Client, Core
from jackfield.domain.effects import Publish, Reply, user_topic
from jackfield.domain.world import Settings
from jackfield.protocol import commands
from jackfield.protocol.events import AgentListen, CommandResult
from jackfield.protocol.values import ListenMode
from tests.domain.test_agents import ALICE, BRUNO, ERIN, Centre, directory, results


class Listened(Centre):
    """Alice (agent 1, line 1001) talks to 1003; erin, on 1005, may listen."""

    def __init__(self) -> None:
        super().__init__()
        self.login(ALICE)
        self.simulator.phone("1005").behave("answer")
        self.simulator.phone("1003").dial("1001")
        self.pass_time(0.5)
        self.simulator.phone("1001").answer()
        self.pass_time(0.5)

    def told(self) -> list[bool]:
        events = [e for e in self.first.effects if isinstance(e, Publish) and isinstance(e.event, AgentListen)]
        assert all(e.topic == user_topic(ALICE) and not e.also for e in events)
        return [e.event.started for e in events if isinstance(e.event, AgentListen)]

    def refused(self, user: int, agent: int) -> str | None:
        (result,) = [
            event
            for event in self.ask(user, commands.ListenAgent(agentid=agent, requestId=f"{user} {agent}"))
            if isinstance(event, CommandResult)
        ]
        return result.code


@pytest.fixture
def centre() -> Listened:
    return Listened()


def test_done_when_heard_told_until_it_ends(centre: Listened) -> None:
    centre.first.perform(
        centre.first.core.ask(commands.ListenAgent(agentid=1, requestId="1"), Client("s5", ERIN), centre.now)
    )
    before = len(centre.first.effects)
    centre.pass_time(1)
    assert results([e.event for e in centre.first.effects[before:] if isinstance(e, Reply)]) == ["done"]
    assert centre.told() == [True]
    assert centre.first.told("1005") == ["EventDialing", "EventEstablished"]
    centre.simulator.phone("1005").hang_up()
    centre.pass_time(0.5)
    assert centre.told() == [True, False]
    assert centre.first.told("1005")[-1] == "EventReleased"
    assert centre.last(1).name == "AgentOnCall"


def test_ends_with_the_call(centre: Listened) -> None:
    centre.ask(ERIN, commands.ListenAgent(agentid=1, mode=ListenMode.BARGE))
    centre.pass_time(1)
    centre.simulator.phone("1003").hang_up()
    centre.pass_time(1)
    assert centre.told() == [True, False]
    assert centre.first.core.snapshot()["1005"]["calls"] == {}


def test_two_listen_at_once(centre: Listened) -> None:
    centre.simulator.phone("1002").behave("answer")
    for user in (ERIN, BRUNO):
        centre.ask(user, commands.ListenAgent(agentid=1))
    centre.pass_time(1)
    centre.simulator.phone("1002").hang_up()
    centre.pass_time(1)
    assert centre.told() == [True, True, False]


def test_refused(centre: Listened) -> None:
    assert centre.refused(ALICE, 1) == "conflict"
    assert centre.refused(ERIN, 2) == "conflict"
    assert centre.refused(ERIN, 99) == "not_found"


def test_who_connects_later_is_told(centre: Listened) -> None:
    centre.ask(ERIN, commands.ListenAgent(agentid=1))
    centre.pass_time(1)
    effects = centre.first.core.connect(Client("new", ALICE), centre.now)
    assert AgentListen(started=True, phoneNumber="1001", agentId=1) in [
        effect.event for effect in effects if isinstance(effect, Reply)
    ]


def test_the_end_is_told_even_if_it_was_not_heard(centre: Listened) -> None:
    """The agent's own events are lost with the link; the lists say that nobody listens any more."""
    centre.ask(ERIN, commands.ListenAgent(agentid=1))
    centre.pass_time(1)
    late = centre.open()
    late.core.world.centre.listened["gone"] = 1
    late.pbx.link_up("22", True)
    centre.pass_time(1)
    assert late.core.world.centre.listened == {}


def test_agents_need_not_be_told() -> None:
    core = Core(directory(), epoch="x", settings=Settings(announce_listening=False))
    core.world.centre.listened["spy"] = 1
    assert not any(
        isinstance(e, Reply) and isinstance(e.event, AgentListen) for e in core.connect(Client("s", ALICE), 0)
    )
