"""Statuses that pause, unpause and log out the user's agent; and what a pause without reason is called."""

import pytest

from jackfield.domain.directory import Directory, Status, StatusAction
from jackfield.protocol import commands
from tests.domain.test_agents import ALICE, Centre, directory


@pytest.fixture
def centre() -> Centre:
    made = Centre()
    old = directory()
    statuses = [
        Status(name=name, color="#000000", actions=(StatusAction(name=action, parameters="true"),))
        for name, action in (("lunch", "queuepause_all"), ("back", "queueunpause_all"), ("home", "agentlogoff"))
    ]
    statuses += [
        Status(name=action, color="#000000", actions=(StatusAction(name=action, parameters=queues),))
        for action, queues in (
            ("queueadd", "RED, 1, nowhere"),
            ("queueremove", "3003,red"),
            ("queuepause", "green"),
            ("queueunpause", "3"),
        )
    ]
    parts = {name: getattr(old, name) for name in ("users", "lines", "agents", "queues", "memberships", "groups")}
    made.first.core.adopt(Directory.build(**parts, statuses=statuses), made.now)
    return made


def test_statuses_pause_unpause_and_log_out(centre: Centre) -> None:
    centre.login(ALICE)
    for status, name, cause in (("lunch", "AgentOnPause", "lunch"), ("back", "AgentReady", "available")):
        centre.ask(ALICE, commands.ChangeUserStatus(status=status))
        assert (centre.last(1).name, centre.last(1).cause) == (name, cause)
    centre.ask(ALICE, commands.PauseAgent())
    assert centre.last(1).cause == "back"
    centre.ask(ALICE, commands.ChangeUserStatus(status="home"))
    assert centre.last(1).name == "AgentLoggedOut"


def test_who_is_not_logged_in_only_has_another_status(centre: Centre) -> None:
    centre.ask(ALICE, commands.ChangeUserStatus(status="lunch"))
    assert centre.states(1) == []


def test_statuses_about_some_queues(centre: Centre) -> None:
    centre.login(ALICE)

    def choose(status: str) -> dict[str, bool]:
        centre.ask(ALICE, commands.ChangeUserStatus(status=status))
        return {queue: paused for (queue, _), (_, _, paused) in centre.members().items()}

    assert choose("queuepause") == {"blue": False, "green": True}
    assert centre.last(1).name == "AgentReady", "one queue of two still rings"
    assert choose("queueunpause") == {"blue": False, "green": False}
    assert choose("queueadd") == {"blue": False, "red": False, "green": False}
    assert choose("queueremove") == {"blue": False}
    assert choose("queueremove") == {"blue": False}
    assert centre.last(1).queues == (1,)
