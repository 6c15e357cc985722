"""Queue calls are told as a recorded Asterisk told them."""

from jackfield.telephony.simulator import Simulator
from tests.telephony.simulator.bed import Act, Recording


def log_in(act: Act, number: str, queue: str, **more: str) -> None:
    member = {"MemberName": f"Agent/{number}", "StateInterface": f"hint:{number}@phones"}
    act("QueueAdd", Queue=queue, Interface=f"PJSIP/{number}", **member, **{"Penalty": "0", "Paused": "false"} | more)


def answered_and_wrapped_up(pbx: Simulator, act: Act) -> None:
    log_in(act, "1001", "sales")
    pbx.advance(1)
    pbx.phone("1000").dial("3000")
    pbx.advance(1)
    pbx.phone("1001").answer()
    pbx.advance(3)
    pbx.phone("1001").hang_up()
    pbx.advance(0.5)
    pbx.phone("1002").dial("3000")
    pbx.advance(5.5)
    pbx.phone("1001").answer()
    pbx.advance(2)
    pbx.phone("1002").hang_up()


def abandoned(pbx: Simulator, act: Act) -> None:
    pbx.phone("1000").dial("3001")
    pbx.advance(4)
    log_in(act, "1001", "support")
    pbx.phone("1000").hang_up()
    pbx.advance(0.01)
    pbx.phone("1000").dial("3001")
    pbx.advance(2)
    pbx.phone("1000").hang_up()
    pbx.advance(0.002)
    act("QueueRemove", Queue="support", Interface="PJSIP/1001")
    pbx.advance(0.01)
    pbx.phone("1000").dial("3001")
    pbx.advance(0.3)
    pbx.phone("1000").hang_up()


def rang_in_vain(pbx: Simulator, act: Act) -> None:
    log_in(act, "1001", "sales")
    log_in(act, "1002", "sales", Penalty="1")
    pbx.phone("1000").dial("3000")
    pbx.advance(8.004)
    act("QueuePause", Queue="sales", Interface="PJSIP/1001", Paused="true", Reason="no answer")
    pbx.advance(2.5)
    pbx.phone("1002").answer()
    pbx.advance(2)
    pbx.phone("1000").hang_up()


def agents_come_pause_and_go(pbx: Simulator, act: Act) -> None:
    for number, queue, more in (
        ("1001", "sales", {}),
        ("1001", "support", {}),
        ("1002", "sales", {"Penalty": "2"}),
        ("1003", "support", {"Paused": "true", "Reason": "training"}),
    ):
        log_in(act, number, queue, **more)
    pause_everywhere = {"Interface": "PJSIP/1001", "Paused": "true"}
    pbx.advance(1)
    act("QueuePause", **pause_everywhere, Reason="Lunch")
    pbx.advance(1)
    act("QueuePause", **pause_everywhere, Reason="Meeting")
    pbx.advance(1)
    act("QueuePause", Interface="PJSIP/1001", Paused="false")
    act("QueuePause", **pause_everywhere, Queue="sales")
    pbx.advance(0.5)
    act("QueuePenalty", Interface="PJSIP/1002", Penalty="5", Queue="sales")
    act("QueueMemberRingInUse", Interface="PJSIP/1002", RingInUse="yes", Queue="sales")
    pbx.advance(0.5)
    pbx.phone("1003").unregister()
    pbx.advance(1.5)
    pbx.phone("1003").register()
    pbx.advance(1)
    for number, queue in (("1001", "sales"), ("1001", "support"), ("1003", "support"), ("1002", "sales")):
        act("QueueRemove", Queue=queue, Interface=f"PJSIP/{number}")


def from_outside_with_data(pbx: Simulator, act: Act) -> None:
    log_in(act, "1001", "sales")
    pbx.advance(0.5)
    data = {"USR_CUSTNO": "C2222", "USR_DATA1": "crm=42;lang=fr;note=déjà vu", "USR_LANG": "fr"}
    pbx.call_in("+33611112222", "+33123453000", variables=data)
    pbx.advance(1.5)
    pbx.phone("1001").answer()
    pbx.advance(2.5)
    pbx.outside.hang_up()
    pbx.advance(2)
    pbx.phone("1001").dial("0699887766")
    pbx.advance(3.5)
    pbx.outside.hang_up()


def agent_as_local_channel(pbx: Simulator, act: Act) -> None:
    member = {"MemberName": "Agent/1001", "StateInterface": "hint:1001@phones", "Penalty": "0"}
    act("QueueAdd", Queue="sales", Interface="Local/1001@agents/n", **member)
    pbx.phone("1000").dial("3000")
    pbx.advance(1)
    pbx.phone("1001").answer()
    pbx.advance(2)
    act("BlindTransfer", Channel="PJSIP/1001-00000001", Context="internal", Exten="1002")
    pbx.advance(1)
    pbx.phone("1002").answer()
    pbx.advance(1)
    pbx.phone("1000").hang_up()


def answered_by_a_second_call(pbx: Simulator, act: Act) -> None:
    log_in(act, "1001", "sales")
    pbx.phone("1000").dial("3000")
    pbx.advance(1.39)
    shown, ask = "CONNECTEDLINE(all,i)=User 1000 <1000>", r"PJSIP_HEADER(add,Call-Info)=<sip:testbed>\;answer-after=0"
    picks = {"Application": "PickupChan", "Data": "PJSIP/1001-00000001", "Async": "true", "Timeout": "5000"}
    act("Originate", Channel="PJSIP/1001", ChannelId="cti-answer-1", Variable=[ask, shown], **picks)
    pbx.advance(1.8)
    pbx.phone("1000").hang_up()
    pbx.advance(1)
    act("QueueRemove", Queue="sales", Interface="PJSIP/1001")
    pbx.phone("1000").dial("1001")
    pbx.advance(1.02)
    act("Setvar", Channel="PJSIP/1000-00000003", Variable="ANSWER_AFTER", Value="0")
    act("Redirect", Channel="PJSIP/1000-00000003", Context="internal", Exten="1001", Priority="1")
    pbx.advance(1.7)
    pbx.phone("1000").hang_up()


SCENARIOS: dict[str, Recording] = {
    "answered, then the wrap-up": ("queue-answered-wrapup", answered_and_wrapped_up, 0, 99),
    "abandoned": ("queue-abandoned", abandoned, 0, 99),
    "rang without an answer": ("queue-ringnoanswer", rang_in_vain, 0, 99),
    "agents come, pause and go": ("agent-states", agents_come_pause_and_go, 0, 99),
    "an agent as Local channel": ("agent-local-channel", agent_as_local_channel, 0, 99),
    "answered by a second call that picks up": ("answer-by-autoanswer", answered_by_a_second_call, 0, 99),
    "from outside with data, then out through the trunk": ("trunk-queue-usr", from_outside_with_data, 0, 99),
}
