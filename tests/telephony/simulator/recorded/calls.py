"""The calls between phones, and what else Asterisk was recorded doing with them: what is done to the simulator."""

from jackfield.telephony.simulator import Simulator
from tests.telephony.simulator.bed import Act, Recording


def internal_answered(pbx: Simulator, act: Act) -> None:
    pbx.phone("1000").dial("1001")
    pbx.advance(1)
    pbx.phone("1001").answer()
    pbx.advance(2)
    pbx.phone("1000").hang_up()
    pbx.advance(1)
    pbx.phone("1001").dial("1000")
    pbx.advance(0.5)
    pbx.phone("1000").answer()
    pbx.advance(1)
    pbx.phone("1000").hang_up()


def unanswered_cancelled(pbx: Simulator, act: Act) -> None:
    pbx.phone("1000").dial("1001")
    pbx.advance(3)
    pbx.phone("1000").hang_up()


def unanswered_timeout(pbx: Simulator, act: Act) -> None:
    pbx.phone("1000").dial("1001")
    pbx.advance(25)


def busy_and_reject(pbx: Simulator, act: Act) -> None:
    pbx.phone("1001").behave("busy")
    pbx.phone("1000").dial("1001")
    pbx.advance(0.03)
    pbx.phone("1001").behave("ring")
    pbx.phone("1000").dial("1001")
    pbx.advance(1)
    pbx.phone("1001").refuse()
    pbx.advance(0.02)
    pbx.phone("1000").dial("1015")
    pbx.advance(0.01)
    act("DBPut", Family="jackfield/1001", Key="dnd", Val="1")
    act("Setvar", Variable="DEVICE_STATE(Custom:DND-1001)", Value="BUSY")
    pbx.phone("1000").dial("1001")
    pbx.advance(0.01)
    act("DBDel", Family="jackfield/1001", Key="dnd")
    act("Setvar", Variable="DEVICE_STATE(Custom:DND-1001)", Value="NOT_INUSE")


def hold_unhold(pbx: Simulator, act: Act) -> None:
    caller, called = pbx.phone("1000"), pbx.phone("1001")
    caller.dial("1001")
    pbx.advance(0.5)
    called.answer()
    for first in (caller.hold, caller.resume, called.hold, called.resume):
        pbx.advance(1)
        first()
    for step in (caller.hold, called.hold, caller.resume, called.resume, called.hold, caller.hang_up):
        pbx.advance(0.7)
        step()


def click_to_dial(pbx: Simulator, act: Act) -> None:
    originate_for(act, "1000", "1001", "cti-call-1")
    pbx.advance(1.2)
    pbx.phone("1001").answer()
    pbx.advance(1.5)
    pbx.phone("1001").hang_up()
    pbx.advance(0.01)
    originate_for(act, "1000", "1002", "cti-call-2")
    pbx.advance(0.72)
    pbx.phone("1002").refuse()
    pbx.advance(2.01)
    pbx.phone("1002").behave("busy")
    originate_for(act, "1002", "1000", "cti-call-3")
    pbx.advance(0.5)
    originate_for(act, "1015", "1000", "cti-call-4")
    pbx.advance(0.01)
    pbx.phone("1000").obeys_auto_answer = False
    originate_for(act, "1000", "1001", "cti-call-5")
    pbx.advance(7)


def originate_for(act: Act, phone: str, number: str, channel_id: str) -> None:
    variables = [
        r"PJSIP_HEADER(add,Call-Info)=<sip:testbed>\;answer-after=0",
        f"CONNECTEDLINE(all,i)=User {number} <{number}>",
        "__USR_CUSTNO=C77",
        "__USR_DATA1=from=crm",
    ]
    place = {"Context": "internal", "Exten": number, "Priority": "1"}
    options = {"Timeout": "6000", "Async": "true", "ChannelId": channel_id, "Variable": variables}
    act("Originate", Channel=f"PJSIP/{phone}", **place, **options)


def answer_hold_by_notify(pbx: Simulator, act: Act) -> None:
    pbx.phone("1000").dial("1001")
    channel = "PJSIP/1001-00000001"
    for event in ("talk", "hold", "talk"):
        pbx.advance(1)
        act("PJSIPNotify", Channel=channel, Variable=f"Event={event}")
    pbx.advance(0.5)
    pbx.phone("1001").obeys_notify = False
    act("PJSIPNotify", Channel=channel, Variable="Event=hold")
    pbx.advance(1)
    act("Hangup", Channel=channel, Cause="16")


def server_hold(pbx: Simulator, act: Act) -> None:
    answered_call(pbx)
    first, second = "PJSIP/1000-00000000", "PJSIP/1001-00000001"
    place = {"Context": "ami", "Exten": "hold", "Priority": "1"}
    extra = {f"Extra{name}": value for name, value in place.items()}
    act("Redirect", Channel=first, **place, ExtraChannel=second, **extra)
    pbx.advance(2)
    act("Bridge", Channel1=second, Channel2=first, Tone="no")


def consultation_by_bridge(pbx: Simulator, act: Act) -> None:
    answered_call(pbx)
    pbx.phone("1001").hold()
    pbx.advance(0.02)
    pbx.phone("1001").dial("1002")
    pbx.advance(0.5)
    pbx.phone("1002").answer()
    pbx.advance(1)
    act("Bridge", Channel1="PJSIP/1000-00000000", Channel2="PJSIP/1002-00000003", Tone="no")
    pbx.advance(1.5)
    pbx.phone("1000").hang_up()


def blind_transfer(pbx: Simulator, act: Act) -> None:
    answered_call(pbx)
    act("BlindTransfer", Channel="PJSIP/1001-00000001", Context="internal", Exten="1002")
    pbx.advance(1)
    pbx.phone("1002").answer()
    pbx.advance(1)
    act("BlindTransfer", Channel="PJSIP/1002-00000002", Context="internal", Exten="1003")
    pbx.advance(2)
    pbx.phone("1000").hang_up()


def two_calls_pickup(pbx: Simulator, act: Act) -> None:
    pbx.phone("1000").dial("1001")
    pbx.advance(0.5)
    pbx.phone("1001").answer()
    pbx.phone("1002").dial("1001")
    pbx.advance(1)
    pbx.phone("1003").dial("*8")
    pbx.advance(1.5)
    pbx.phone("1002").hang_up()
    pbx.advance(0.5)
    pbx.phone("1000").hang_up()


def answered_call(pbx: Simulator) -> None:
    pbx.phone("1000").dial("1001")
    pbx.advance(0.5)
    pbx.phone("1001").answer()
    pbx.advance(1)


SCENARIOS: dict[str, Recording] = {
    "internal call": ("internal-answered", internal_answered, 0, 99),
    "cancelled": ("unanswered-cancelled", unanswered_cancelled, 0, 99),
    "no answer": ("unanswered-timeout", unanswered_timeout, 0, 99),
    "busy, refused, not registered, do not disturb": ("busy-and-reject", busy_and_reject, 0, 99),
    "hold": ("hold-unhold", hold_unhold, 0, 99),
    "click to dial": ("click-to-dial", click_to_dial, 0, 99),
    "answer and hold by NOTIFY": ("answer-hold-by-notify", answer_hold_by_notify, 0, 99),
    "hold by the server": ("server-hold-and-park", server_hold, 0, 4.5),
    "consultation on two lines, completed by Bridge": ("consultation-by-bridge", consultation_by_bridge, 0, 99),
    "blind transfer": ("blind-transfer-ami", blind_transfer, 0, 99),
    "a second call, picked up": ("two-calls-pickup", two_calls_pickup, 0, 99),
}
