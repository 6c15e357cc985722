"""Calls that agents make, as integrations hear of them that asked."""

from jackfield.domain import facts
from jackfield.domain.effects import Effect, TellIntegrations
from jackfield.domain.shuttle.steps import Data
from tests.domain.shuttle.test_queue_steps import House, requests


def steps(effects: list[Effect]) -> list[Data]:
    told = [effect.told for effect in effects if isinstance(effect, TellIntegrations)]
    assert all(each.outbound for each in told)
    return [each.data for each in told]


def test_an_agents_call_is_told_in_three_steps() -> None:
    house = House()
    [ringing] = steps(house.ring("PJSIP/1001-1", "PJSIP/1003-1"))
    assert {key: ringing[key] for key in ("event", "ringing", "direction", "peer", "callernum", "destnum")} == {
        "event": "ringing", "ringing": True, "direction": "outbound", "peer": "PJSIP/1001", "callernum": "1001",
        "destnum": "1003",
    }  # fmt: skip
    assert "queue" not in ringing
    house.now += 3
    [up] = steps(house.talk("PJSIP/1001-1", "PJSIP/1003-1"))
    assert (up["event"], up["ringtime"], up["agentid"]) == ("up", "3", "2001")
    house.now += 40
    gone = [facts.ChannelGone("PJSIP/1003-1"), facts.ChannelGone("PJSIP/1001-1")]
    [hangup] = steps(house.feed(*house.apart("PJSIP/1001-1", "PJSIP/1003-1"), *gone))
    assert (hangup["event"], hangup["talktime"], hangup["uniqueid"]) == ("hangup", "40", "PJSIP/1001-1")
    assert house.core.world.shuttle.outbound == {}


def test_variables_are_read_from_the_agents_channel_and_are_known_to_the_end() -> None:
    house = House()
    house.core.world.shuttle.variables = ("ordernumber",)
    first = house.ring("PJSIP/1001-1", "PJSIP/1003-1")
    assert not steps(first)
    [(tag, name)] = requests(first)
    assert name == "ordernumber"
    [ringing] = steps(house.feed(facts.RequestDone(tag, ok=True, value="4711")))
    assert (ringing["ordernumber"], ringing["variables"]) == ("4711", {"ordernumber": "4711"})
    [(tag, _)] = requests(house.talk("PJSIP/1001-1", "PJSIP/1003-1"))
    [up] = steps(house.feed(facts.RequestDone(tag, ok=True, value="4712")))
    assert up["ordernumber"] == "4712"
    gone = [facts.ChannelGone("PJSIP/1003-1"), facts.ChannelGone("PJSIP/1001-1")]
    effects = house.feed(*house.apart("PJSIP/1001-1", "PJSIP/1003-1"), *gone)
    effects += [each for tag, _ in requests(effects) for each in house.feed(facts.RequestDone(tag, ok=False))]
    [hangup] = steps(effects)
    assert (hangup["event"], hangup["ordernumber"]) == ("hangup", "4712")
    assert not house.core.world.shuttle.calls
    assert not house.core.world.shuttle.waiting


def test_nobody_elses_call_and_none_that_was_not_answered_is_hung_up() -> None:
    house = House()
    assert not steps(house.ring("PJSIP/1003-1", "PJSIP/1004-1"))
    assert len(steps(house.ring("PJSIP/1002-1", "PJSIP/1003-2"))) == 1
    assert not steps(house.feed(facts.ChannelGone("PJSIP/1003-2"), facts.ChannelGone("PJSIP/1002-1")))
    assert house.core.world.shuttle.outbound == {}
