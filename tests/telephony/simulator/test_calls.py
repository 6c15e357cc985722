"""What can be dialled, what phones and AMI can do to calls, beyond the recorded scenarios."""

import pytest

from jackfield.telephony.simulator import Line, NoSuchCall, Setup, Simulator
from tests.telephony.simulator.client import Client


def states(pbx: Simulator) -> dict[str, str]:
    return {channel["name"]: channel["state"] for channel in pbx.snapshot()["channels"]}


def causes(client: Client) -> list[tuple[str, str]]:
    names = [name.partition("/")[2].partition("-")[0] for name in client.values("Hangup", "Channel")]
    return list(zip(names, client.values("Hangup", "Cause"), strict=True))


def test_echo_answers_at_once(pbx: Simulator, client: Client) -> None:
    channel = pbx.phone("1001").dial("9000")
    assert states(pbx) == {channel.name: "UP"}
    pbx.phone("1001").hang_up()
    assert causes(client) == [("1001", "16")]


def test_9001_rings_and_never_answers(pbx: Simulator) -> None:
    channel = pbx.phone("1001").dial("9001")
    pbx.advance(3000)
    assert states(pbx) == {channel.name: "RING"}
    assert pbx.snapshot()["devices"]["PJSIP/1001".partition("/")[2]] == "INUSE"


def test_9002_is_busy(pbx: Simulator, client: Client) -> None:
    pbx.phone("1001").dial("9002")
    pbx.advance(1)
    assert causes(client) == [("1001", "17")]


def test_9003_answers_after_two_seconds_and_hangs_up_after_five(pbx: Simulator, client: Client) -> None:
    channel = pbx.phone("1001").dial("9003")
    pbx.advance(1.9)
    assert states(pbx) == {channel.name: "RING"}
    pbx.advance(0.2)
    assert states(pbx) == {channel.name: "UP"}
    pbx.advance(4.8)
    assert channel.name in states(pbx)
    pbx.advance(0.2)
    assert causes(client) == [("1001", "16")]


@pytest.mark.parametrize("number", ["3001", "4000"])
def test_queues_and_conferences_answer_with_music(pbx: Simulator, client: Client, number: str) -> None:
    channel = pbx.phone("1001").dial(number)
    assert states(pbx) == {channel.name: "UP"}
    assert client.events("MusicOnHoldStart")


def test_a_number_that_does_not_exist(pbx: Simulator, client: Client) -> None:
    pbx.phone("1001").dial("77")
    pbx.advance(1)
    assert causes(client) == [("1001", "1")]
    assert not pbx.snapshot()["channels"]


def test_outside_answers_after_two_seconds_and_can_be_told_otherwise(pbx: Simulator, client: Client) -> None:
    pbx.phone("1001").dial("0612345678")
    pbx.advance(2.1)
    assert set(states(pbx).values()) == {"UP"}
    pbx.outside.behave("0699", "busy")
    pbx.phone("1002").dial("0699")
    pbx.advance(0.1)
    assert causes(client) == [("trunk", "17"), ("1002", "17")]


def test_a_call_from_outside_carries_its_variables_to_the_ringing_phone(pbx: Simulator, client: Client) -> None:
    pbx.call_in("+33611112222", "+33123451001", name="Zoé", variables={"USR_DATA1": "crm=42"})
    pbx.advance(0.1)
    begin = client.events("DialBegin")[0]
    assert "USR_DATA1=crm=42" in begin["ChanVariable"]
    assert "USR_DATA1=crm=42" in begin["DestChanVariable"]
    assert begin["DestConnectedLineName"] == ["Zoé"]
    assert begin["ChanVariable"][0] == "CALL_ORIGIN=trunk"
    assert begin["DestChanVariable"][0] == "CALL_ORIGIN=internal"


def test_ring_time_is_a_global_variable(pbx: Simulator, client: Client) -> None:
    client.act("Setvar", Variable="RINGTIME", Value="3")
    pbx.phone("1001").dial("1002")
    pbx.advance(3.1)
    assert causes(client) == [("1002", "0"), ("1001", "16")]
    assert client.values("DialEnd", "DialStatus") == ["NOANSWER"]


@pytest.mark.parametrize(
    ("behaviour", "status"),
    [("answer:1", "ANSWER"), ("refuse:1", "NOANSWER"), ("refuse", "NOANSWER"), ("busy", "BUSY")],
)
def test_a_phone_that_acts_by_itself(behaviour: str, status: str) -> None:
    pbx = Simulator(Setup(lines=(Line(number="1001"), Line(number="1002", behaviour=behaviour))))
    client = Client(pbx)
    pbx.phone("1001").dial("1002")
    pbx.advance(1.5)
    assert client.values("DialEnd", "DialStatus") == [status]


def test_a_phone_with_too_many_calls_is_busy(pbx: Simulator, client: Client) -> None:
    for caller in ("1002", "1003", "1004"):
        pbx.phone(caller).dial("1001")
    pbx.advance(0.1)
    assert client.values("DialEnd", "DialStatus") == ["BUSY"]
    assert len(pbx.phone("1001").calls) == 2


def test_keys_without_a_call(pbx: Simulator) -> None:
    phone = pbx.phone("1001")
    for key in (phone.answer, phone.refuse, phone.hang_up, phone.hold, phone.resume):
        with pytest.raises(NoSuchCall):
            key()


def test_unregistered_phone(pbx: Simulator, client: Client) -> None:
    pbx.phone("1002").unregister()
    pbx.phone("1001").dial("1002")
    pbx.advance(1)
    assert causes(client) == [("1001", "34")]
    assert ("PJSIP/1002", "UNAVAILABLE") in list(
        zip(client.values("DeviceStateChange", "Device"), client.values("DeviceStateChange", "State"), strict=True)
    )
    assert client.values("ContactStatus", "ContactStatus") == ["Removed"]
    pbx.phone("1002").register()
    pbx.advance(0.1)
    assert pbx.snapshot()["devices"]["1002"] == "NOT_INUSE"


def test_forward_of_all_calls(pbx: Simulator, client: Client) -> None:
    client.act("DBPut", Family="jackfield/1002", Key="unc", Val="1003")
    pbx.phone("1001").dial("1002")
    pbx.advance(0.1)
    assert client.values("UserEvent", "Destination") == ["1003"]
    pbx.phone("1003").answer()


def test_two_phones_forwarded_to_each_other_do_not_turn_for_ever(pbx: Simulator, client: Client) -> None:
    client.act("DBPut", Family="jackfield/1002", Key="unc", Val="1003")
    client.act("DBPut", Family="jackfield/1003", Key="unc", Val="1002")
    pbx.phone("1001").dial("1002")
    pbx.advance(0.1)
    assert len(client.events("UserEvent")) == 10


def test_dtmf(pbx: Simulator, client: Client) -> None:
    pbx.phone("1001").dial("9000")
    pbx.phone("1001").send_dtmf("4#")
    pbx.advance(1)
    assert client.values("DTMFEnd", "Digit") == ["4", "#"]


def originate(client: Client, **headers: str | list[str]) -> None:
    answered = {"Priority": "1", "Context": "internal", "Async": "true", "ChannelId": "own-1"}
    assert client.message("Originate", **{**answered, **headers}) == "Success: Originate successfully queued"


def test_pickup_channel_takes_the_phones_own_ringing_call(pbx: Simulator, client: Client) -> None:
    pbx.phone("1001").dial("1002")
    pbx.advance(0.1)
    header = r"PJSIP_HEADER(add,Call-Info)=<sip:x>\;answer-after=0"
    originate(client, Channel="PJSIP/1002", Application="PickupChan", Data="PJSIP/1002-00000001", Variable=header)
    pbx.advance(0.5)
    assert causes(client) == [("1002", "26")]
    assert states(pbx) == {"PJSIP/1001-00000000": "UP", "PJSIP/1002-00000002": "UP"}
    assert [bridge["members"] for bridge in pbx.snapshot()["bridges"]] == [
        ["PJSIP/1002-00000002", "PJSIP/1001-00000000"]
    ]
    assert {channel["linkedid"] for channel in pbx.snapshot()["channels"]} == {"simulator-1800000000.0"}


def test_pickup_of_what_no_longer_rings_ends_the_second_call(pbx: Simulator, client: Client) -> None:
    originate(client, Channel="PJSIP/1002", Application="PickupChan", Data="PJSIP/1002-000000ff")
    pbx.advance(0.1)
    pbx.phone("1002").answer()
    assert causes(client) == [("1002", "16")]


def test_redirect_to_the_same_number_with_auto_answer(pbx: Simulator, client: Client) -> None:
    caller = pbx.phone("1001").dial("1002")
    pbx.advance(0.1)
    client.act("Setvar", Channel=caller.name, Variable="ANSWER_AFTER", Value="0")
    answer = client.message("Redirect", Channel=caller.name, Context="internal", Exten="1002", Priority="1")
    assert answer == "Success: Redirect successful"
    pbx.advance(0.5)
    assert client.values("DialEnd", "DialStatus") == ["CANCEL", "ANSWER"]


def test_redirecting_one_leg_hangs_the_other_up(pbx: Simulator, client: Client) -> None:
    caller = pbx.phone("1001").dial("1002")
    pbx.advance(0.1)
    called = pbx.phone("1002").answer()
    client.act("Redirect", Channel=called.uniqueid, Context="jackfield", Exten="hold", Priority="1")
    assert states(pbx) == {called.name: "UP"}
    assert caller.hung_up


def test_a_phone_that_does_not_answer_by_itself_is_asked_in_vain(pbx: Simulator, client: Client) -> None:
    pbx.phone("1001").obeys_auto_answer = False
    header = r"PJSIP_HEADER(add,Call-Info)=<sip:x>\;answer-after=0"
    originate(client, Channel="PJSIP/1001", Exten="1002", Variable=header, Timeout="4000", ActionID="o")
    pbx.advance(5)
    assert client.values("OriginateResponse", "Reason") == ["3"]
    assert client.values("OriginateResponse", "Response") == ["Failure"]


def test_originate_without_async_is_answered_with_the_outcome(pbx: Simulator, client: Client) -> None:
    place = {"Context": "internal", "Exten": "9000", "Priority": "1"}
    assert client.act("Originate", Channel="PJSIP/1001", **place) == {}
    pbx.advance(1)
    pbx.phone("1001").answer()
    assert client.blocks[-1].get("Message") != ["Originate failed"]
    assert "Originate successfully queued" in client.text
    pbx.phone("1002").unregister()
    client.act("Originate", Channel="PJSIP/1002", **place)
    pbx.advance(0.1)
    assert "Message: Originate failed\r\n" in client.text


def test_hang_up_of_all_that_match(pbx: Simulator, client: Client) -> None:
    pbx.phone("1001").dial("9000")
    pbx.phone("1002").dial("9000")
    client.act("Hangup", Channel="/^PJSIP/100[12]-.*/")
    assert not pbx.snapshot()["channels"]
    assert client.act("Hangup", Channel="/(/")["Response"] == ["Error"]


def test_status_tells_the_variables(pbx: Simulator, client: Client) -> None:
    pbx.call_in("0611112222", "1001", variables={"USR_A": "x, y"})
    pbx.advance(0.1)
    client.text = ""
    client.act("Status", AllVariables="yes")
    assert all("USR_A=x, y" in block["Variable"] for block in client.events("Status"))
    client.text = ""
    client.act("Status", Variables="USR_A,NOPE")
    assert client.events("Status")[0]["Variable"] == ["USR_A=x, y", "NOPE=(null)"]
    assert client.events("StatusComplete")[0]["Items"] == ["2"]


def test_names_and_values_are_escaped_in_events_and_raw_in_getvar(pbx: Simulator, client: Client) -> None:
    channel = pbx.phone("1001").dial("9000").name
    awkward = 'it\'s "x"\\y\tz; a=b: é'
    client.act("Setvar", Channel=channel, Variable="__USR_DATA1", Value=awkward)
    client.act("Setvar", Channel=channel, Variable="CALLERID(name)", Value='D\'Arc "Jo" \\ Zoé 王')
    assert client.values("VarSet", "Value")[-1] == r"it\'s \"x\"\\y\tz; a=b: é"
    assert client.values("NewCallerid", "CallerIDName") == [r"D\'Arc \"Jo\" \\ Zoé 王"]
    assert client.act("Getvar", Channel=channel, Variable="USR_DATA1")["Value"] == [awkward]


def test_the_same_seed_tells_the_same_story() -> None:
    def told() -> str:
        pbx = Simulator()
        client = Client(pbx)
        pbx.phone("1001").dial("1002")
        pbx.advance(1)
        pbx.phone("1002").answer()
        pbx.advance(1)
        pbx.phone("1002").hang_up()
        pbx.advance(1)
        return client.text

    assert told() == told()


def test_several_clients_hear_the_same(pbx: Simulator) -> None:
    first, second = Client(pbx), Client(pbx)
    pbx.phone("1001").dial("9000")
    assert first.text == second.text != ""
