"""Who has no page open any more stays logged in, unless the settings say for how long."""

import pytest
from msgspec.structs import replace

from jackfield.domain.facts import LinkChanged, PbxLink
from tests.domain.test_agents import ALICE, ERIN
from tests.domain.test_history import House


def house(minutes: float) -> House:
    made = House()
    world = made.first.core.world
    world.settings = replace(world.settings, absence_seconds=60 * minutes)
    made.login(ALICE)
    page(made, True)
    return made


def page(house: House, there: bool, user: int = ALICE) -> None:
    house.first.perform(house.first.core.presence(user, there, house.now))


def test_by_default_nobody_is_logged_out() -> None:
    made = house(0)
    page(made, False)
    made.pass_time(7200)
    assert made.last(1).name == "AgentReady"


def test_after_the_minutes_without_a_page_the_agent_is_logged_out() -> None:
    made = house(2)
    page(made, False)
    page(made, False, ERIN)
    made.pass_time(119)
    assert made.last(1).name == "AgentReady"
    made.pass_time(2)
    assert (made.last(1).name, made.members()) == ("AgentLoggedOut", {})


def test_who_comes_back_in_time_stays() -> None:
    made = house(2)
    page(made, False)
    made.pass_time(100)
    page(made, True)
    made.pass_time(600)
    assert made.last(1).name == "AgentReady"


def test_during_a_call_it_shows_when_that_is_over() -> None:
    made = house(1)
    made.call(queue="3003")
    made.answer("1001")
    page(made, False)
    made.pass_time(90)
    assert (made.last(1).name, made.members()) == ("AgentOnCall", {})
    made.hang_up("1001")
    assert made.last(1).name == "AgentLoggedOut"


@pytest.mark.parametrize("down", [5.0, 100.0])
def test_while_the_pbx_is_away_it_is_put_off(down: float) -> None:
    made = house(1)
    page(made, False)
    made.pass_time(58)
    made.first.feed(LinkChanged(PbxLink.DOWN))
    made.pass_time(down)
    for link in (PbxLink.SYNCING, PbxLink.UP):
        made.first.core.world.link = link
    made.pass_time(40)
    assert made.last(1).name == "AgentLoggedOut"
