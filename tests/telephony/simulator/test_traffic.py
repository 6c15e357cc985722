"""The traffic generator in virtual time: calls come, are answered, and end; it stops, and leaves nothing behind."""

import msgspec
import pytest

from jackfield.protocol import demo
from jackfield.telephony.simulator import Line, Simulator, demo_setup
from jackfield.telephony.simulator.panel import Panel


@pytest.fixture
def panel(pbx: Simulator) -> Panel:
    return Panel(pbx)


def test_it_makes_calls_at_about_the_rate_asked_for(pbx: Simulator, panel: Panel) -> None:
    panel.do(demo.SetTraffic(per_minute=20))
    pbx.advance(600)
    view = panel.traffic.view()
    assert 150 < view.started < 250
    assert view.answered > view.started / 2
    assert view.unanswered
    assert view.started == view.answered + view.unanswered + view.refused + sum(
        not call.talked for call in panel.traffic._calls
    )


def test_it_stops_cleanly(pbx: Simulator, panel: Panel) -> None:
    panel.do(demo.SetTraffic(per_minute=48))
    pbx.advance(60)
    assert panel.scene().load.calls
    panel.do(demo.SetTraffic(per_minute=0))
    pbx.advance(1)
    assert (panel.traffic.view().running, panel.scene().load.calls) == (0, 0)
    started = panel.traffic.started
    pbx.advance(120)
    assert panel.traffic.started == started


def test_the_same_seed_gives_the_same_traffic() -> None:
    def played() -> tuple[demo.TrafficView, tuple[int, ...]]:
        pbx = Simulator()
        panel = Panel(pbx)
        panel.do(demo.SetTraffic(per_minute=30))
        pbx.advance(120)
        return panel.traffic.view(), panel.scene().load.samples

    assert played() == played()


def test_queues_are_called_when_somebody_is_signed_in(pbx: Simulator, panel: Panel) -> None:
    for number in ("1001", "1002"):
        panel.do(demo.SignIn(phone=number, queue="blue"))
    panel.do(demo.SetTraffic(per_minute=40))
    pbx.advance(300)
    blue, red, _ = panel.scene().queues
    assert blue.answered
    assert not red.answered + red.abandoned


def test_a_phone_in_somebodys_hands_is_left_alone(pbx: Simulator, panel: Panel) -> None:
    panel.do(demo.Dial(phone="1001", number="9000"))
    pbx.advance(0.1)
    panel.do(demo.HangUp(phone="1001"))
    panel.do(demo.SetTraffic(per_minute=48))
    for _ in range(30):
        pbx.advance(1)
        assert not panel.phone("1001").calls


def test_a_restart_does_not_confuse_it(pbx: Simulator, panel: Panel) -> None:
    panel.do(demo.SetTraffic(per_minute=48))
    pbx.advance(60)
    panel.do(demo.Restart(seconds=5))
    pbx.advance(4)
    assert (panel.traffic.view().running, panel.scene().load.calls) == (0, 0)
    pbx.advance(30)
    assert panel.scene().load.calls


def test_without_a_free_phone_calls_are_refused(pbx: Simulator, panel: Panel) -> None:
    for number in panel.find(""):
        panel.do(demo.Plug(phone=number, plugged=False))
    panel.do(demo.SetTraffic(per_minute=48))
    pbx.advance(60)
    view = panel.traffic.view()
    assert view.started == view.refused > 10


def test_the_rate_is_bounded_by_the_phones(panel: Panel) -> None:
    panel.do(demo.SetTraffic(per_minute=600))
    view = panel.traffic.view()
    assert view.per_minute == view.highest == 32
    many = tuple(Line(number=str(number)) for number in range(2000, 4000))
    large = Panel(Simulator(msgspec.structs.replace(demo_setup(), lines=many)))
    assert large.traffic.highest == demo.HIGHEST_RATE


def test_the_load_is_remembered(pbx: Simulator, panel: Panel) -> None:
    panel.do(demo.CallIn(number="9000"))
    pbx.advance(10.5)
    load = panel.scene().load
    assert load.calls == 1
    assert load.samples[-5:] == (1, 1, 1, 1, 1)
    assert load.samples[-7] == 0
