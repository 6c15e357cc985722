"""After any fault on the way from the PBX the truth is back within five seconds; without one nothing is repaired."""

from collections.abc import Callable

import pytest

from jackfield.domain.core import Client
from jackfield.domain.effects import Look, Repaired
from jackfield.protocol import commands
from tests.support.floor import Floor

LIMIT = 5.0


def repairs(floor: Floor) -> list[str]:
    return [effect.kind for effect in floor.first.effects if isinstance(effect, Repaired)]


def is_true(floor: Floor) -> None:
    """Who has seen it all, faults and all, knows what one knows who comes now and asks."""
    late = floor.open()
    assert floor.first.calls() == late.calls()
    floor.desks.remove(late)


def talk(floor: Floor, one: str = "1001", other: str = "1002") -> None:
    floor.simulator.phone(one).dial(other)
    floor.pass_time(0.5)
    floor.simulator.phone(other).answer()
    floor.pass_time(0.5)


@pytest.fixture
def floor() -> Floor:
    return Floor()


def test_without_faults_it_looks_and_repairs_nothing(floor: Floor) -> None:
    talk(floor)
    for act in ("hold", "resume", "hold"):
        getattr(floor.simulator.phone("1001"), act)()
        floor.pass_time(LIMIT)
    floor.simulator.phone("1003").unregister()
    floor.simulator.phone("1001").hang_up()
    floor.simulator.call_in("+33611223344", "3001")
    floor.pass_time(2 * LIMIT)
    assert repairs(floor) == []
    assert sum(isinstance(effect, Look) for effect in floor.first.effects) >= 10


def test_a_lost_hangup_leaves_no_phantom(floor: Floor) -> None:
    talk(floor)
    floor.simulator.lose_hangup(2)
    floor.simulator.phone("1001").hang_up()
    floor.pass_time(0.5)
    assert floor.first.calls()["1001"][1]
    floor.pass_time(LIMIT - 0.5)
    assert not floor.first.calls()["1001"][1]
    assert floor.first.told("1001")[-1] == "EventReleased"
    assert repairs(floor).count("phantom") == 2
    is_true(floor)


MEANWHILE: dict[str, Callable[[Floor], object]] = {
    "a call begins": lambda floor: floor.simulator.phone("1003").dial("1004"),
    "a call is answered": lambda floor: floor.simulator.phone("1002").answer(),
    "the caller gives up": lambda floor: floor.simulator.phone("1001").hang_up(),
    "a phone goes": lambda floor: floor.simulator.phone("1005").unregister(),
    "a call comes from outside": lambda floor: floor.simulator.call_in("+33611223344", "1006"),
}


@pytest.mark.parametrize("what", MEANWHILE)
def test_what_happens_while_nothing_is_told_is_known_within_the_limit(floor: Floor, what: str) -> None:
    floor.simulator.phone("1001").dial("1002")
    floor.pass_time(0.5)
    floor.simulator.disturb(drop=1.0)
    MEANWHILE[what](floor)
    floor.pass_time(0.5)
    floor.simulator.disturb()
    floor.pass_time(LIMIT)
    assert repairs(floor)
    is_true(floor)


@pytest.mark.parametrize("act", ["hold", "hang_up"])
def test_a_call_under_way_changes_while_nothing_is_told(floor: Floor, act: str) -> None:
    talk(floor)
    floor.simulator.disturb(drop=1.0)
    getattr(floor.simulator.phone("1002"), act)()
    floor.pass_time(0.5)
    floor.simulator.disturb()
    floor.pass_time(LIMIT)
    is_true(floor)


def test_a_lost_end_of_hold_is_noticed_at_a_device_that_showed_it(floor: Floor) -> None:
    talk(floor)
    floor.simulator.phone("1002").hold()
    floor.pass_time(0.5)
    floor.simulator.disturb(drop=1.0)
    floor.simulator.phone("1002").resume()
    floor.pass_time(0.5)
    floor.simulator.disturb()
    floor.pass_time(LIMIT)
    assert "hold" in repairs(floor)
    is_true(floor)


def test_who_consults_while_a_phone_holds_him_is_still_held_when_he_is_back(floor: Floor) -> None:
    """His device does not know any more; the phone that holds has not resumed."""
    talk(floor)
    floor.simulator.phone("1002").hold()
    floor.pass_time(0.5)
    line = floor.first.core.world.directory.line_by_number("1001")
    assert line is not None
    asker = Client("s1", line.user_id or 0)
    floor.first.perform(floor.first.core.ask(commands.AttendedTransfer(destination="1003"), asker, floor.now))
    floor.pass_time(1.5)
    floor.simulator.phone("1003").refuse()
    floor.pass_time(2 * LIMIT)
    assert repairs(floor) == []
    assert floor.first.told("1002")[-1] == "EventOnHold"


def test_the_hint_of_a_number_that_is_no_line_is_put_right(floor: Floor) -> None:
    floor.simulator.disturb(drop=1.0)
    floor.simulator.phone("1001").dial("4000")
    floor.pass_time(0.5)
    floor.simulator.disturb()
    floor.pass_time(LIMIT)
    assert floor.first.core.world.hints["4000"] == 1


def test_a_look_that_is_cut_off_does_not_end_the_looking(floor: Floor) -> None:
    floor.pass_time(1.9)
    floor.simulator.stall()
    floor.pass_time(3)
    floor.simulator.stall(False)
    talk(floor)
    floor.simulator.lose_hangup(2)
    floor.simulator.phone("1001").hang_up()
    floor.pass_time(LIMIT)
    is_true(floor)
