"""Many hands on the phones at once: whatever is pressed when, the panel refuses or does it, and shows what is so."""

import random

import msgspec
import pytest

from jackfield.protocol import demo
from jackfield.protocol.demo import Lamp, NotPossible, Stage
from jackfield.telephony.simulator import Simulator
from jackfield.telephony.simulator.panel import Panel

PHONES = ("1001", "1002", "1003", "1004")
TARGETS = (*PHONES, "3001", "3002", "4000", "9000", "9001", "9002", "9003", "*8", "*98", "0639980123", "7777")


def act_of(chance: random.Random, panel: Panel) -> demo.AnyAct:
    """Anything anybody might do, mostly something that is possible."""
    phone = chance.choice(PHONES)
    calls = [call.id for call in panel.phone(phone).calls]
    call = chance.choice(["", *calls])
    outside = [leg.id for leg in panel.scene().outside] or ["none"]
    return chance.choice(
        [
            demo.Dial(phone=phone, number=chance.choice(TARGETS)),
            demo.Dial(phone=phone, number=chance.choice(TARGETS)),
            demo.Answer(phone=phone, call=call),
            demo.Answer(phone=phone),
            demo.HangUp(phone=phone, call=call),
            demo.Hold(phone=phone, call=call),
            demo.Resume(phone=phone, call=call),
            demo.Transfer(phone=phone, call=call, number=chance.choice(TARGETS)),
            demo.Join(phone=phone),
            demo.Press(phone=phone, call=call, keys=chance.choice(("1", "12#", "*"))),
            demo.Plug(phone=phone, plugged=chance.random() < 0.8),
            demo.AnswerBySelf(phone=phone, after=chance.choice((None, None, 0.5))),
            demo.SignIn(phone=phone, queue=chance.choice(("blue", "red")), signed_in=chance.random() < 0.7),
            demo.CallIn(caller="+33639980123", name="Zoë", number=chance.choice(TARGETS)),
            demo.EndOutside(call=chance.choice(outside)),
            demo.SetTraffic(per_minute=chance.choice((0, 20))),
            demo.Restart(seconds=1.0) if chance.random() < 0.1 else demo.Hold(phone=phone),
        ]
    )


def check(panel: Panel) -> None:
    """What is shown can be sent, and fits together."""
    scene = panel.scene()
    msgspec.json.encode(scene)
    for number in panel.find(""):
        view = panel.phone(number)
        msgspec.json.encode(view)
        assert (view.lamp is Lamp.OFFLINE) == (not view.plugged and not view.calls)
        assert (view.lamp is Lamp.RINGING) == any(call.stage is Stage.RINGING for call in view.calls)
        assert sum(call.stage is Stage.TALKING for call in view.calls) <= view.lines
        assert all(call.number or call.service is not demo.Service.PHONE for call in view.calls if call.outgoing)


@pytest.mark.parametrize("seed", range(25))
def test_whatever_is_pressed(seed: int) -> None:
    chance = random.Random(seed)
    pbx = Simulator()
    panel = Panel(pbx)
    for _ in range(150):
        try:
            panel.do(act_of(chance, panel))
        except NotPossible as refusal:
            assert refusal.message
        check(panel)
        pbx.advance(chance.choice((0.0, 0.01, 0.5, 3.0)))
        check(panel)
    pbx.advance(2)  # a restart is over
    panel.do(demo.SetTraffic(per_minute=0))
    for number in PHONES:
        panel.do(demo.Plug(phone=number, plugged=True))
        panel.do(demo.AnswerBySelf(phone=number, after=None))
        for queue in ("blue", "red"):
            panel.do(demo.SignIn(phone=number, queue=queue, signed_in=False))
    for _ in range(40):
        for number in PHONES:
            try:
                panel.do(demo.HangUp(phone=number))
            except NotPossible:
                pass
        for leg in panel.scene().outside:
            try:
                panel.do(demo.EndOutside(call=leg.id))
            except NotPossible:
                pass
        pbx.advance(5)
    assert panel.scene().load.calls == 0
