"""Late join: a core that comes in the middle reads the lists and knows what one knows that saw everything."""

from collections.abc import Callable

import pytest

from tests.support import traces
from tests.support.floor import Floor

Step = Callable[[Floor], object]


def phone(number: str, act: str, *arguments: str) -> Step:
    return lambda floor: getattr(floor.simulator.phone(number), act)(*arguments)


def later(seconds: float) -> Step:
    return lambda floor: floor.pass_time(seconds)


SCENARIOS: dict[str, list[Step]] = {
    "answered": [phone("1001", "dial", "1002"), phone("1002", "answer"), phone("1002", "hang_up")],
    "refused": [phone("1001", "dial", "1002"), phone("1002", "refuse"), later(1)],
    "held by the caller": [
        phone("1001", "dial", "1002"), phone("1002", "answer"), phone("1001", "hold"), phone("1001", "resume"),
        phone("1001", "hang_up"),
    ],
    "held by the called": [
        phone("1001", "dial", "1002"), phone("1002", "answer"), phone("1002", "hold"), phone("1002", "hang_up"),
    ],
    "two calls": [
        phone("1001", "dial", "1002"), phone("1002", "answer"), phone("1003", "dial", "1002"),
        phone("1003", "hang_up"), phone("1001", "hang_up"),
    ],
    "from outside": [
        lambda floor: floor.simulator.call_in("+33611223344", "1001"), phone("1001", "answer"),
        phone("1001", "hang_up"),
    ],
    "to the outside": [phone("1001", "dial", "0612345678"), later(3), phone("1001", "hang_up")],
    "echo": [phone("1001", "dial", "9000"), later(1), phone("1001", "hang_up")],
    "unregistered": [phone("1004", "unregister"), phone("1004", "register")],
}  # fmt: skip


@pytest.mark.parametrize("name", SCENARIOS)
def test_who_comes_late_knows_the_same(name: str) -> None:
    floor = Floor()
    for step in SCENARIOS[name]:
        step(floor)
        floor.pass_time(0.5)
        late = floor.open()
        assert late.calls() == floor.first.calls()
    floor.pass_time(1)
    for desk in floor.desks:
        assert desk.calls() == floor.first.calls()
    assert all(not calls for _, calls in floor.first.calls().values())


def test_who_was_there_before_a_cut_knows_the_same_afterwards() -> None:
    """The recording with a cut: before and after together give what the second connection alone gives."""
    before, after, alone = (traces.replay_of(f"reconnect-resync{part}") for part in ("", ".2", ".2"))
    list(before.run())
    after.core.world = before.core.world
    list(after.run())
    list(alone.run())
    wanted = {
        number: (phone["status"], {leg: said.eventType for leg, said in phone["calls"].items()})
        for number, phone in alone.core.snapshot().items()
    }
    found = {
        number: (phone["status"], {leg: said.eventType for leg, said in phone["calls"].items()})
        for number, phone in after.core.snapshot().items()
    }
    assert {number: found[number] for number in wanted} == wanted
