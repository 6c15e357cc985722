"""Conferences and parked calls are told as a recorded Asterisk told them."""

from jackfield.telephony.simulator import Simulator
from tests.telephony.simulator.bed import Act, Recording


def conference(pbx: Simulator, act: Act) -> None:
    pbx.phone("1000").dial("4001")
    pbx.phone("1000").talk()
    pbx.advance(1)
    pbx.phone("1001").dial("4000")
    pbx.phone("1000").talk()
    pbx.phone("1001").talk()
    pbx.advance(1)
    pbx.phone("1002").dial("4000")
    pbx.phone("1002").talk()
    pbx.advance(2)
    act("ConfbridgeMute", Conference="4000", Channel="PJSIP/1001-00000001")
    pbx.advance(1)
    act("ConfbridgeUnmute", Conference="4000", Channel="PJSIP/1001-00000001")
    pbx.advance(0.8)
    act("ConfbridgeStartRecord", Conference="4000")
    pbx.advance(1)
    act("ConfbridgeStopRecord", Conference="4000")
    pbx.advance(0.3)
    act("ConfbridgeKick", Conference="4000", Channel="PJSIP/1002-00000002")
    pbx.advance(1)
    pbx.phone("1000").hang_up()
    pbx.advance(0.5)
    pbx.phone("1001").hang_up()


def held_by_the_server_then_parked(pbx: Simulator, act: Act) -> None:
    pbx.phone("1000").dial("1001")
    pbx.advance(0.5)
    pbx.phone("1001").answer()
    pbx.advance(1)
    first, second = "PJSIP/1000-00000000", "PJSIP/1001-00000001"
    place = {"Context": "ami", "Exten": "hold", "Priority": "1"}
    extra = {f"Extra{name}": value for name, value in place.items()}
    act("Redirect", Channel=first, **place, ExtraChannel=second, **extra)
    pbx.advance(2)
    act("Bridge", Channel1=second, Channel2=first, Tone="no")
    pbx.advance(1.5)
    act("Park", Channel=first, TimeoutChannel=second, Timeout="30000")
    pbx.advance(1)
    pbx.phone("1001").hang_up()
    pbx.advance(1)
    pbx.phone("1002").dial("701")
    pbx.advance(1.5)
    pbx.phone("1002").hang_up()


def until_the_connection_is_cut(pbx: Simulator, act: Act) -> None:
    for number, queue in (("1007", "sales"), ("1008", "support")):
        member = {"MemberName": f"Agent/{number}", "StateInterface": f"hint:{number}@phones", "Penalty": "0"}
        act("QueueAdd", Queue=queue, Interface=f"PJSIP/{number}", **member)
    act("QueuePause", Interface="PJSIP/1008", Paused="true", Reason="Lunch")
    act("Setvar", Variable="PRESENCE_STATE(CustomPresence:1000)", Value="away,lunch,back soon")
    pbx.advance(0.01)
    pbx.phone("1000").dial("1001")
    pbx.advance(0.31)
    pbx.phone("1001").answer()
    pbx.advance(0.003)
    pbx.phone("1000").hold()
    pbx.advance(0.01)
    pbx.phone("1002").dial("3001")
    pbx.phone("1003").dial("4000")
    pbx.advance(0.02)
    pbx.phone("1004").dial("4000")
    pbx.phone("1005").dial("1006")
    pbx.advance(0.31)
    pbx.phone("1006").answer()
    pbx.advance(0.002)
    act("Park", Channel="PJSIP/1005-00000005", TimeoutChannel="PJSIP/1006-00000006", Timeout="60000")
    pbx.advance(0.008)
    pbx.phone("1006").hang_up()


SCENARIOS: dict[str, Recording] = {
    "conference": ("conference", conference, 0, 99),
    "everything at once, until the connection is cut": ("reconnect-resync", until_the_connection_is_cut, 0, 99),
    "held by the server, then parked": ("server-hold-and-park", held_by_the_server_then_parked, 0, 99),
}
