"""A server that starts while the PBX lets a phone consult knows both calls, and can complete, cancel or join them."""

import pytest
from msgspec.structs import replace

from jackfield.domain.core import Client
from jackfield.protocol import commands
from jackfield.protocol.commands import Command
from tests.support.floor import Desk, Floor

ALICE = 1


def consulting() -> Floor:
    """1001 has called 1002, and consults 1003, who has answered."""
    floor = Floor()
    floor.simulator.phone("1001").dial("1002")
    floor.pass_time(1)
    floor.simulator.phone("1002").answer()
    floor.pass_time(1)
    ask(floor.first, commands.AttendedTransfer(destination="1003"))
    floor.pass_time(2)
    floor.simulator.phone("1003").answer()
    floor.pass_time(1)
    return floor


def ask(desk: Desk, command: Command) -> None:
    desk.perform(desk.core.ask(replace(command, requestId="1"), Client("s", ALICE), desk.floor.now))
    desk.pump()


def stages(desk: Desk, number: str = "1001") -> list[tuple[str, str]]:
    return sorted((event, other) for event, other, _ in desk.calls()[number][1].values())


def test_both_calls_are_known_to_who_comes_late() -> None:
    floor = consulting()
    late = floor.open()
    floor.pass_time(10)
    known = [("EventEstablished", "1003"), ("EventOnHold", "1002")]
    assert stages(floor.first) == stages(late) == known


@pytest.mark.parametrize(
    ("command", "left"),
    [
        (commands.CompleteTransfer(), []),
        (commands.CancelTransfer(), [("EventEstablished", "1002")]),
        (commands.Conference(), [("EventEstablished", "1002")]),
    ],
)
def test_what_was_begun_before_goes_on(command: Command, left: list[tuple[str, str]]) -> None:
    floor = consulting()
    late = floor.open()
    ask(late, command)
    floor.pass_time(3)
    assert stages(floor.first) == stages(late) == left
    assert late.core.world.looks.repaired.total() == 0
