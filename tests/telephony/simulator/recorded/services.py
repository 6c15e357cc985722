"""Recording, listening, forwards and presence are told as a recorded Asterisk told them."""

from jackfield.telephony.simulator import Simulator
from tests.telephony.simulator.bed import Act, Recording

SPY = r"PJSIP_HEADER(add,Call-Info)=<sip:testbed>\;answer-after=0"


def log_in(act: Act, number: str, queue: str) -> None:
    member = {"MemberName": f"Agent/{number}", "StateInterface": f"hint:{number}@phones"}
    act("QueueAdd", Queue=queue, Interface=f"PJSIP/{number}", **member)


def recording(pbx: Simulator, act: Act) -> None:
    act("DBPut", Family="jackfield/queue/sales", Key="record", Val="1")
    log_in(act, "1001", "sales")
    pbx.phone("1001").behave("answer:0.002")
    pbx.phone("1000").dial("3000")
    pbx.advance(2)
    caller = "PJSIP/1000-00000000"
    for state in ("1", "0"):
        act("MixMonitorMute", Channel=caller, Direction="both", State=state)
        pbx.advance(1.7)
    act("MixMonitorMute", Channel="PJSIP/1001-00000001", Direction="both", State="1")
    act("StopMixMonitor", Channel=caller)
    pbx.advance(0.5)
    act("MixMonitor", Channel=caller, File="second.wav", options="b")
    pbx.advance(1)
    pbx.phone("1000").hang_up()


def listening(pbx: Simulator, act: Act) -> None:
    log_in(act, "1001", "support")
    pbx.phone("1001").behave("answer:0.002")
    pbx.phone("1000").dial("3001")
    pbx.advance(1)
    spy = {"Application": "ChanSpy", "Data": "PJSIP/1001,qdE", "Async": "true", "ChannelId": "cti-spy-1"}
    shown = "CONNECTEDLINE(all,i)=Listen 1001 <1001>"
    act("Originate", Channel="PJSIP/1003", **spy, Variable=[SPY, shown])
    pbx.advance(1.3)
    for digit in "564":
        act("PlayDTMF", Channel="PJSIP/1003-00000002", Digit=digit, Receive="true")
        pbx.advance(1)
    pbx.phone("1000").hang_up()


def forwards_and_presence(pbx: Simulator, act: Act) -> None:
    pbx.phone("1002").behave("answer:0.002")
    act("DBPut", Family="jackfield/1001", Key="unc", Val="1002")
    pbx.phone("1000").dial("1001")
    pbx.advance(1)
    pbx.phone("1000").hang_up()
    pbx.advance(0.02)
    act("DBDel", Family="jackfield/1001", Key="unc")
    act("DBPut", Family="jackfield/1001", Key="busy", Val="1002")
    pbx.phone("1001").behave("busy")
    pbx.phone("1002").behave("ring")
    pbx.phone("1000").dial("1001")
    pbx.advance(1)
    pbx.phone("1000").hang_up()
    pbx.advance(0.005)
    for presence in ("away,lunch,back at two: café", "available,,"):
        act("Setvar", Variable="PRESENCE_STATE(CustomPresence:1001)", Value=presence)
        pbx.advance(0.5)


def voicemail(pbx: Simulator, act: Act) -> None:
    act("DBPut", Family="jackfield/1001", Key="vm", Val="1")
    pbx.phone("1001").behave("busy")
    pbx.phone("1000").dial("1001")
    pbx.advance(4)
    pbx.phone("1000").send_dtmf("#")
    pbx.advance(3)
    pbx.phone("1000").hang_up()
    pbx.advance(1)
    pbx.phone("1001").dial("*98")
    for digit in "17":
        pbx.advance(4)
        pbx.phone("1001").send_dtmf(digit)
    pbx.advance(3)
    pbx.phone("1001").hang_up()


def escaped_values(pbx: Simulator, act: Act) -> None:
    caller = "PJSIP/1000-00000000"
    pbx.phone("1000").dial("5001")
    pbx.advance(0.003)
    act("Setvar", Channel=caller, Variable="__USR_DATA1", Value='it\'s "x"\\y\tz; a=b: é')
    act("Setvar", Channel=caller, Variable="CALLERID(name)", Value='D\'Arc "Jo" \\ Zoé 王')
    act("Redirect", Channel=caller, Context="internal", Exten="1001", Priority="1")
    pbx.advance(0.51)
    pbx.phone("1001").answer()
    pbx.advance(0.7)
    pbx.phone("1001").hang_up()


SCENARIOS: dict[str, Recording] = {
    "recording": ("recording-pause", recording, 0, 99),
    "listening": ("listen-whisper", listening, 0, 99),
    "voicemail": ("voicemail-mwi", voicemail, 0, 99),
    "values with quotes, backslashes and tabs": ("escaped-values", escaped_values, 0, 99),
    "forwards and presence": ("forwards-dnd-presence", forwards_and_presence, 0, 99),
}
