"""What becomes of the calls of a telephone in a browser: how they sounded is kept, and they end with it."""

from msgspec import structs

from jackfield.domain.effects import Record, Request
from jackfield.domain.facts import BrowserGone
from jackfield.domain.past.call_reports import report
from jackfield.domain.requests import Hangup
from jackfield.protocol import commands
from tests.domain.test_agents import ALICE, Centre, results


def in_a_call() -> Centre:
    """1001, whose channel says its Call-ID, speaks with 1002, whose channel does not."""
    centre = Centre()
    centre.simulator.phone("1001").dial("1002")
    centre.pass_time(0.5)
    pbx = centre.simulator.pbx
    [channel] = pbx.phones["1001"].calls
    pbx.set_variable(channel, "SIPCALLID", "one")
    centre.simulator.phone("1002").answer()
    centre.pass_time(0.5)
    return centre


def hung_up(centre: Centre, account: str, *calls: str) -> list[str]:
    """The lines whose channels are hung up when this browser is gone."""
    before = len(centre.first.effects)
    centre.first.feed(BrowserGone(account, frozenset(calls)))
    orders = [effect.action for effect in centre.first.effects[before:] if isinstance(effect, Request)]
    return [order.channel.rpartition("-")[0] for order in orders if isinstance(order, Hangup)]


def test_the_calls_of_a_browser_that_is_gone_are_hung_up() -> None:
    centre = in_a_call()
    assert hung_up(centre, "1003", "one") == []
    assert hung_up(centre, "1001", "another") == []
    assert hung_up(centre, "1001", "another", "one") == ["PJSIP/1001"]
    assert hung_up(in_a_call(), "1002", "any") == ["PJSIP/1002"]


def test_how_it_sounded_is_kept_with_the_call_and_shown() -> None:
    centre = in_a_call()
    measured = {"jitter": 3.5, "roundTrip": 40.0, "loss": 0.5, "mos": 4.2}
    for call in ("one", "taken back since"):
        told = commands.ReportCallQuality(sipCallId=call, **measured, requestId=call)
        assert results(centre.ask(ALICE, told)) == ["done"]
    centre.simulator.phone("1001").hang_up()
    centre.pass_time(0.5)
    assert results(centre.ask(ALICE, structs.replace(told, requestId="late"))) == ["refused"]
    centre.pass_time(1)
    [record] = [effect.call for effect in centre.first.effects if isinstance(effect, Record)]
    shown = report(centre.first.core.world, record, recordings=True)
    assert shown.mos == 4.2
    assert [leg.quality and leg.quality.roundTrip for leg in shown.legs] == [40.0, None]
    [history] = [event for event in centre.ask(ALICE, commands.GetUserCallHistory(size=1)) if hasattr(event, "items")]
    assert [call.mos for call in history.items] == [4.2]
