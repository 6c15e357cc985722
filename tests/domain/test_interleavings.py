"""Whatever phones, callers and screens do in whatever order, and whatever of it is lost: in the end the truth is told.

Phones dial, answer, hold, transfer, come and go; queues and rooms are called; screens ask; what the PBX tells of it is
lost, doubled, late and out of order. Within five seconds of the last fault nothing is wrong any more.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from jackfield.protocol.values import PhoneHint
from tests.support.floor import Floor
from tests.support.stories import Fault, Step, begin_fault, faults, perform, repairs, steps, wrong

LIMIT = 5.0
stories = st.lists(steps, min_size=2, max_size=14)
few = settings(max_examples=settings().max_examples * 2 // 5)
"""Each example is some minutes on the clock of a simulated PBX."""
disturbed = st.lists(steps | faults | st.none(), min_size=3, max_size=16)


def play(floor: Floor, story: list[Step | Fault | None]) -> None:
    for step in story:
        if isinstance(step, Step):
            perform(floor, step)
        else:
            begin_fault(floor, step)


def all_over(floor: Floor) -> None:
    """Everybody hangs up; nothing is left."""
    for channel in list(floor.simulator.pbx.channels.values()):
        floor.simulator.pbx.hang_up(channel, 16, 0, by_phone=True)
    floor.pass_time(2 * LIMIT)
    for channel in list(floor.simulator.pbx.channels.values()):
        floor.simulator.pbx.hang_up(channel, 16, 0, by_phone=True)
    floor.pass_time(LIMIT)
    world = floor.first.core.world
    assert not floor.simulator.pbx.channels
    assert not world.legs
    assert not world.bridges
    assert not any(phone.legs for phone in world.phones.values())
    assert {phone.said for phone in world.phones.values()} <= {PhoneHint.AVAILABLE, PhoneHint.INDISPONIBLE}


@few
@given(stories)
def test_without_faults_nothing_is_ever_wrong_and_nothing_repaired(story: list[Step]) -> None:
    floor = Floor()
    for step in story:
        perform(floor, step)
        floor.pass_time(0.7)
        assert wrong(floor) == []
    floor.pass_time(LIMIT)
    assert wrong(floor) == []
    assert repairs(floor) == []
    all_over(floor)


@few
@given(disturbed)
def test_after_any_faults_the_truth_is_back_within_the_limit(story: list[Step | Fault | None]) -> None:
    floor = Floor()
    play(floor, story)
    begin_fault(floor, None)
    floor.pass_time(LIMIT)
    assert wrong(floor) == []
    all_over(floor)


@few
@given(disturbed)
def test_after_any_faults_a_resynchronisation_makes_all_right(story: list[Step | Fault | None]) -> None:
    floor = Floor()
    play(floor, story)
    begin_fault(floor, None)
    floor.pass_time(0.6)
    floor.first.pbx.link_down("a test")
    floor.first.pbx.link_up("11.0.0", filtered=True)
    floor.pass_time(0.3)
    assert wrong(floor) == []
