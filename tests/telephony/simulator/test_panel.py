"""People at the simulated phones: what they see and what their keys do, in virtual time."""

import msgspec
import pytest

from jackfield.protocol import demo
from jackfield.protocol.demo import Code, Ending, Lamp, NotPossible, Service, Stage
from jackfield.telephony.simulator import Simulator, demo_setup
from jackfield.telephony.simulator.panel import Panel
from tests.telephony.simulator.client import Client


@pytest.fixture
def panel(pbx: Simulator) -> Panel:
    return Panel(pbx)


def stages(panel: Panel, number: str) -> list[Stage]:
    return [call.stage for call in panel.phone(number).calls]


def talking(pbx: Simulator, panel: Panel) -> None:
    """Alice calls Bruno, who answers."""
    panel.do(demo.Dial(phone="1001", number="1002"))
    pbx.advance(0.1)
    panel.do(demo.Answer(phone="1002"))
    pbx.advance(0.1)


def test_an_idle_phone(panel: Panel) -> None:
    alice = panel.phone("1001")
    assert (alice.number, alice.name, alice.lamp, alice.plugged, alice.lines) == ("1001", "Alice", Lamp.IDLE, True, 2)
    assert alice.calls == ()
    assert alice.ended is None
    assert panel.phone("1008").webrtc


def test_a_call_from_dialling_to_its_end(pbx: Simulator, panel: Panel) -> None:
    panel.do(demo.Dial(phone="1001", number="1002"))
    pbx.advance(0.1)
    [out] = panel.phone("1001").calls
    [ring] = panel.phone("1002").calls
    assert (out.stage, out.number, out.name, out.outgoing) == (Stage.DIALING, "1002", "Bruno", True)
    assert (ring.stage, ring.number, ring.name, ring.outgoing) == (Stage.RINGING, "1001", "Alice", False)
    assert out.call == ring.call
    assert (panel.phone("1001").lamp, panel.phone("1002").lamp) == (Lamp.DIALING, Lamp.RINGING)
    pbx.advance(3)
    panel.do(demo.Answer(phone="1002"))
    answered = panel.now()
    pbx.advance(0.1)
    for number, other in (("1001", "Bruno"), ("1002", "Alice")):
        phone = panel.phone(number)
        [call] = phone.calls
        assert (phone.lamp, call.stage, call.name) == (Lamp.TALKING, Stage.TALKING, other)
        assert call.since == pytest.approx(answered, abs=0.1)
    panel.do(demo.HangUp(phone="1002"))
    pbx.advance(0.1)
    assert panel.phone("1001").lamp == panel.phone("1002").lamp == Lamp.IDLE
    ended = panel.phone("1001").ended
    assert ended is not None
    assert (ended.number, ended.name, ended.why) == ("1002", "Bruno", Ending.NORMAL)


def test_hold_shows_on_both_phones(pbx: Simulator, panel: Panel) -> None:
    talking(pbx, panel)
    panel.do(demo.Hold(phone="1001"))
    assert (stages(panel, "1001"), stages(panel, "1002")) == ([Stage.HOLDING], [Stage.HELD])
    assert panel.phone("1001").lamp is Lamp.HELD
    panel.do(demo.Resume(phone="1001"))
    assert (stages(panel, "1001"), stages(panel, "1002")) == ([Stage.TALKING], [Stage.TALKING])


def test_a_second_call_puts_the_first_on_hold(pbx: Simulator, panel: Panel) -> None:
    talking(pbx, panel)
    panel.do(demo.Dial(phone="1001", number="1003"))
    pbx.advance(0.1)
    assert stages(panel, "1001") == [Stage.HOLDING, Stage.DIALING]
    panel.do(demo.Answer(phone="1003"))
    pbx.advance(0.1)
    panel.do(demo.Resume(phone="1001"))
    pbx.advance(0.1)
    assert stages(panel, "1001") == [Stage.TALKING, Stage.HOLDING]


def test_answering_a_second_call_puts_the_first_on_hold(pbx: Simulator, panel: Panel) -> None:
    talking(pbx, panel)
    panel.do(demo.CallIn(caller="+33639980123", name="Zoë", number="1001"))
    pbx.advance(0.1)
    ringing = panel.phone("1001").calls[1]
    assert (ringing.number, ringing.name, ringing.stage) == ("+33639980123", "Zoë", Stage.RINGING)
    panel.do(demo.Answer(phone="1001", call=ringing.id))
    pbx.advance(0.1)
    assert stages(panel, "1001") == [Stage.HOLDING, Stage.TALKING]


def test_two_calls_are_joined(pbx: Simulator, panel: Panel) -> None:
    talking(pbx, panel)
    panel.do(demo.Dial(phone="1001", number="1003"))
    pbx.advance(0.1)
    panel.do(demo.Answer(phone="1003"))
    pbx.advance(0.1)
    panel.do(demo.Join(phone="1001"))
    pbx.advance(0.1)
    assert panel.phone("1001").lamp is Lamp.IDLE
    assert [call.name for call in panel.phone("1002").calls] == ["Chloe"]
    assert [call.name for call in panel.phone("1003").calls] == ["Bruno"]


def test_a_call_is_transferred(pbx: Simulator, panel: Panel) -> None:
    talking(pbx, panel)
    panel.do(demo.Transfer(phone="1001", number="1003"))
    pbx.advance(0.1)
    assert panel.phone("1001").lamp is Lamp.IDLE
    assert stages(panel, "1003") == [Stage.RINGING]


def test_keys_are_told(pbx: Simulator, client: Client, panel: Panel) -> None:
    panel.do(demo.Dial(phone="1001", number="9000"))
    pbx.advance(0.1)
    assert panel.phone("1001").calls[0].service is Service.ECHO
    panel.do(demo.Press(phone="1001", keys="12"))
    pbx.advance(2)
    assert client.values("DTMFEnd", "Digit") == ["1", "2"]


@pytest.mark.parametrize(
    ("number", "why"),
    [("9002", Ending.BUSY), ("7777", Ending.UNKNOWN_NUMBER), ("1005", Ending.UNREACHABLE)],
)
def test_why_a_call_failed(pbx: Simulator, panel: Panel, number: str, why: Ending) -> None:
    panel.do(demo.Plug(phone="1005", plugged=False))
    panel.do(demo.Dial(phone="1001", number=number))
    pbx.advance(5)
    ended = panel.phone("1001").ended
    assert ended is not None
    assert (ended.number, ended.why) == (number, why)


def test_a_call_nobody_took_is_shown_as_missed(pbx: Simulator, panel: Panel) -> None:
    panel.do(demo.CallIn(caller="+33639980123", number="1001"))
    pbx.advance(1)
    [outside] = panel.scene().outside
    panel.do(demo.EndOutside(call=outside.id))
    pbx.advance(0.1)
    ended = panel.phone("1001").ended
    assert ended is not None
    assert (ended.number, ended.why) == ("+33639980123", Ending.UNANSWERED)


def test_a_phone_is_unplugged_and_plugged_in(pbx: Simulator, client: Client, panel: Panel) -> None:
    panel.do(demo.Plug(phone="1001", plugged=False))
    pbx.advance(0.1)
    assert (panel.phone("1001").lamp, panel.phone("1001").plugged) == (Lamp.OFFLINE, False)
    assert client.values("PeerStatus", "PeerStatus") == ["Unreachable"]
    with pytest.raises(NotPossible) as refused:
        panel.do(demo.Dial(phone="1001", number="1002"))
    assert refused.value.code is Code.UNPLUGGED
    panel.do(demo.Plug(phone="1001", plugged=True))
    assert panel.phone("1001").lamp is Lamp.IDLE


def test_a_phone_answers_by_itself(pbx: Simulator, panel: Panel) -> None:
    panel.do(demo.AnswerBySelf(phone="1002", after=2.0))
    assert panel.phone("1002").answers_after == 2.0
    panel.do(demo.Dial(phone="1001", number="1002"))
    pbx.advance(3)
    assert stages(panel, "1001") == [Stage.TALKING]
    panel.do(demo.AnswerBySelf(phone="1002", after=None))
    assert panel.phone("1002").answers_after is None


def test_services_and_messages_show(pbx: Simulator, client: Client, panel: Panel) -> None:
    for key, value in (("dnd", "1"), ("unc", "1003"), ("na", "0612")):
        assert client.act("DBPut", Family="jackfield/1001", Key=key, Val=value)["Response"] == ["Success"]
    pbx.pbx.mailboxes.put("1001@default", 2, 1)
    alice = panel.phone("1001")
    assert alice.dnd
    assert [(str(forward.kind), forward.number) for forward in alice.forwards] == [("unc", "1003"), ("na", "0612")]
    assert alice.messages == 2


def test_a_queue_its_callers_and_its_members(pbx: Simulator, client: Client, panel: Panel) -> None:
    panel.do(demo.CallIn(caller="+33639980123", name="Zoë", number="3001"))
    pbx.advance(3)
    blue = panel.scene().queues[0]
    assert (blue.name, blue.number, blue.count) == ("blue", "3001", 1)
    assert [(waiting.number, waiting.name, waiting.ringing) for waiting in blue.waiting] == [
        ("+33639980123", "Zoë", ())
    ]
    panel.do(demo.SignIn(phone="1001", queue="blue"))
    assert client.values("QueueMemberAdded", "MemberName") == ["Alice"]
    assert panel.phone("1001").queues == ("blue",)
    pbx.advance(2)
    [waiting] = panel.scene().queues[0].waiting
    assert waiting.ringing == ("1001",)
    panel.do(demo.Answer(phone="1001"))
    pbx.advance(0.1)
    blue = panel.scene().queues[0]
    assert (blue.count, [member.name for member in blue.members]) == (0, ["Alice"])
    panel.do(demo.HangUp(phone="1001"))
    pbx.advance(1)
    assert panel.scene().queues[0].answered == 1
    panel.do(demo.SignIn(phone="1001", queue="blue", signed_in=False))
    assert panel.phone("1001").queues == ()


def test_a_caller_in_a_queue_sees_the_queue(pbx: Simulator, panel: Panel) -> None:
    panel.do(demo.Dial(phone="1001", number="3002"))
    pbx.advance(1)
    [call] = panel.phone("1001").calls
    assert (call.service, call.number, call.name) == (Service.QUEUE, "3002", "red")


def test_calls_over_the_trunk(pbx: Simulator, panel: Panel) -> None:
    panel.do(demo.Dial(phone="1001", number="0639980123"))
    pbx.advance(5)
    [outside] = panel.scene().outside
    assert (outside.outgoing, outside.number, outside.stage) == (True, "0639980123", Stage.TALKING)
    assert outside.dialled.endswith("1001")
    panel.do(demo.EndOutside(call=outside.id))
    pbx.advance(0.1)
    assert panel.scene().outside == ()


def test_a_cut_link_leaves_the_calls_alone(pbx: Simulator, client: Client, panel: Panel) -> None:
    talking(pbx, panel)
    panel.do(demo.SetLink(plugged=False))
    assert not panel.scene().pbx.plugged
    assert (stages(panel, "1001"), pbx.snapshot()["sessions"], pbx.ami.accepting) == ([Stage.TALKING], 0, False)
    panel.do(demo.SetLink(plugged=True))
    assert (panel.scene().pbx.plugged, pbx.ami.accepting) == (True, True)


def test_a_restart_drops_the_calls(pbx: Simulator, panel: Panel) -> None:
    talking(pbx, panel)
    panel.do(demo.Restart(seconds=3))
    assert panel.phone("1001").lamp is Lamp.IDLE
    assert panel.scene().pbx.up_at == panel.now() + 3
    for act in (demo.Dial(phone="1001", number="1002"), demo.CallIn(number="1002")):
        with pytest.raises(NotPossible) as refused:
            panel.do(act)
        assert refused.value.code is Code.PBX_DOWN
    pbx.advance(3)
    assert panel.scene().pbx.up_at == 0
    panel.do(demo.Dial(phone="1001", number="1002"))


def test_faults_show(panel: Panel) -> None:
    panel.do(demo.Disturb(drop=0.1, double=0.2))
    panel.do(demo.SetStalled(stalled=True))
    shown = panel.scene().pbx
    assert (shown.drop, shown.double, shown.reorder, shown.stalled) == (0.1, 0.2, 0.0, True)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (demo.Answer(phone="1001"), Code.NO_CALL),
        (demo.HangUp(phone="1001"), Code.NO_CALL),
        (demo.Hold(phone="1001"), Code.NO_CALL),
        (demo.Resume(phone="1001"), Code.NO_CALL),
        (demo.Join(phone="1001"), Code.NO_CALL),
        (demo.Press(phone="1001", keys="1"), Code.NO_CALL),
        (demo.Transfer(phone="1001", number="1002"), Code.NO_CALL),
        (demo.HangUp(phone="1001", call="gone"), Code.NO_CALL),
        (demo.EndOutside(call="gone"), Code.NO_CALL),
        (demo.Dial(phone="4711", number="1002"), Code.NOT_FOUND),
        (demo.SignIn(phone="1001", queue="pink"), Code.NOT_FOUND),
    ],
)
def test_what_cannot_be_done_is_refused(panel: Panel, act: demo.AnyAct, code: Code) -> None:
    with pytest.raises(NotPossible) as refused:
        panel.do(act)
    assert refused.value.code is code
    assert refused.value.message.endswith(".")


def test_a_phone_has_two_lines(pbx: Simulator, panel: Panel) -> None:
    talking(pbx, panel)
    panel.do(demo.Dial(phone="1001", number="1003"))
    pbx.advance(0.1)
    with pytest.raises(NotPossible) as refused:
        panel.do(demo.Dial(phone="1001", number="1004"))
    assert refused.value.code is Code.NO_FREE_LINE
    assert stages(panel, "1001") == [Stage.HOLDING, Stage.DIALING]


def test_phones_are_found(pbx: Simulator, panel: Panel) -> None:
    assert panel.find("") == [str(number) for number in range(1001, 1009)]
    assert panel.find("BRU") == ["1002"]
    assert panel.find("1003") == ["1003"]
    assert panel.find("nobody") == []
    assert panel.find("", in_use=True) == []
    talking(pbx, panel)
    assert panel.find("", in_use=True) == ["1001", "1002"]


def test_watchers_hear_of_everything_until_they_leave(pbx: Simulator, panel: Panel) -> None:
    heard: list[int] = []
    leave = panel.watch(lambda: heard.append(1))
    panel.do(demo.Dial(phone="1001", number="1002"))
    assert heard
    leave()
    heard.clear()
    pbx.advance(5)
    assert heard == []


def test_events_lost_on_purpose_are_seen_all_the_same(pbx: Simulator, panel: Panel) -> None:
    panel.do(demo.Disturb(drop=1.0))
    heard: list[int] = []
    panel.watch(lambda: heard.append(1))
    pbx.phone("1001").dial("1002")
    assert heard


def test_a_closed_panel_leaves_nothing_running(pbx: Simulator, panel: Panel) -> None:
    panel.do(demo.SetTraffic(per_minute=48))
    pbx.advance(30)
    panel.close()
    started = panel.traffic.started
    pbx.advance(120)
    assert (panel.traffic.started, panel.scene().load.calls) == (started, 0)


def test_local_members_are_known_by_their_line(pbx: Simulator, client: Client, panel: Panel) -> None:
    client.act("QueueAdd", Queue="blue", Interface="Local/1002@agents/n", MemberName="Bruno")
    assert panel.phone("1002").queues == ("blue",)
    assert [member.number for member in panel.scene().queues[0].members] == ["1002"]


def test_a_phone_without_a_name_shows_one() -> None:
    lines = tuple(msgspec.structs.replace(line, name="") for line in demo_setup().lines)
    panel = Panel(Simulator(msgspec.structs.replace(demo_setup(), lines=lines)))
    assert panel.phone("1001").name == "User 1001"
