"""Faults on the way to the clients: what is told goes wrong, what happens does not."""

from jackfield.telephony.simulator import Simulator
from tests.telephony.simulator.client import Client


def call(pbx: Simulator) -> None:
    pbx.phone("1001").dial("1002")
    pbx.advance(1)
    pbx.phone("1002").answer()
    pbx.advance(1)
    pbx.phone("1001").hang_up()
    pbx.advance(1)


def told(**faults: float) -> list[str]:
    """The events of a call under these faults."""
    pbx = Simulator()
    client = Client(pbx)
    pbx.disturb(**faults)
    call(pbx)
    pbx.advance(5)
    assert pbx.snapshot()["channels"] == []
    return [block["Event"][0] + block.get("Timestamp", [""])[0] for block in client.events()]


def test_dropped_events_never_come() -> None:
    assert not told(drop=1.0)
    assert 0 < len(told(drop=0.5)) < len(told())


def test_doubled_events_come_twice() -> None:
    assert len(told(double=1.0)) == 2 * len(told())
    assert set(told(double=1.0)) == set(told())


def test_delayed_and_reordered_events_all_come_with_the_time_of_their_happening() -> None:
    right = told()
    for wrong in (told(delay=0.3), told(reorder=0.3), told(delay=1.0, seconds=3.0)):
        assert wrong != right
        assert sorted(wrong) == sorted(right)


def test_the_same_seed_gives_the_same_faults() -> None:
    odds = {"drop": 0.1, "delay": 0.1, "double": 0.1, "reorder": 0.1}
    assert told(**odds, seed=1) == told(**odds, seed=1)
    assert told(**odds, seed=1) != told(**odds, seed=2)


def test_a_lost_hangup_is_lost_once_and_the_channel_is_gone() -> None:
    pbx = Simulator()
    client = Client(pbx)
    pbx.lose_hangup()
    call(pbx)
    assert len(client.events("Hangup")) == 1
    call(pbx)
    assert len(client.events("Hangup")) == 3
    assert pbx.snapshot()["channels"] == []


def test_all_is_well_again_when_nothing_disturbs() -> None:
    pbx = Simulator()
    client = Client(pbx)
    pbx.disturb(drop=1.0)
    call(pbx)
    pbx.disturb()
    call(pbx)
    assert len(client.events("Newchannel")) == 2
