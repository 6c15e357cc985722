"""Transfers, by AMI and by the phone, are told as a recorded Asterisk told them."""

from jackfield.telephony.simulator import Simulator
from tests.telephony.simulator.bed import Act, Recording

CALLED = "PJSIP/1001-00000001"


def answered_call(pbx: Simulator, act: Act) -> None:
    pbx.phone("1000").dial("1001")
    pbx.advance(0.5)
    pbx.phone("1001").answer()
    pbx.advance(1)


def consult(pbx: Simulator, act: Act) -> None:
    act("Atxfer", Channel=CALLED, Context="internal", Exten="1002")
    pbx.advance(1.44)


def completed(pbx: Simulator, act: Act) -> None:
    answered_call(pbx, act)
    consult(pbx, act)
    pbx.phone("1002").answer()
    pbx.advance(2)
    act("Hangup", Channel=CALLED)
    pbx.advance(2)
    pbx.phone("1000").hang_up()


def cancelled(pbx: Simulator, act: Act) -> None:
    answered_call(pbx, act)
    consult(pbx, act)
    pbx.phone("1002").answer()
    pbx.advance(1)
    act("CancelAtxfer", Channel=CALLED)
    pbx.advance(1.25)
    consult(pbx, act)
    act("CancelAtxfer", Channel=CALLED)
    pbx.advance(1.25)
    consult(pbx, act)
    pbx.phone("1002").refuse()
    pbx.advance(3)
    pbx.phone("1001").hang_up()


def blind_by_phone(pbx: Simulator, act: Act) -> None:
    answered_call(pbx, act)
    pbx.phone("1001").transfer("1002")
    pbx.advance(1)
    pbx.phone("1002").answer()
    pbx.advance(1.5)
    pbx.phone("1002").hang_up()


def joined_by_phone(pbx: Simulator, act: Act) -> None:
    answered_call(pbx, act)
    pbx.phone("1001").hold()
    pbx.advance(0.5)
    pbx.phone("1001").dial("1002")
    pbx.advance(1)
    pbx.phone("1002").answer()
    pbx.advance(1.5)
    pbx.phone("1001").join_calls()
    pbx.advance(1.5)
    pbx.phone("1002").hang_up()


SCENARIOS: dict[str, Recording] = {
    "attended, completed": ("atxfer-completed", completed, 0, 99),
    "attended, cancelled and refused": ("atxfer-cancelled", cancelled, 0, 99),
    "blind by the phone": ("blind-transfer-phone", blind_by_phone, 0, 99),
    "attended by the phone": ("atxfer-phone", joined_by_phone, 0, 99),
}
