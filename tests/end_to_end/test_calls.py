"""Calls on the demo, seen by clients on real WebSockets."""

import pytest

from jackfield.app import Running
from tests.end_to_end.conftest import Connect


async def test_click_to_dial_answer_hold_and_hang_up(demo: Running, connect: Connect) -> None:
    alice, bruno = await connect("alice"), await connect("bruno")
    await alice.send("dial", destination="10 02", variables={"case": 'Zoë, 42; "x"'})
    dialing = await alice.phone("EventDialing", otherDN="1002")
    assert dialing["callDirection"] == "Outgoing"
    ringing = await bruno.phone("EventRinging", otherDN="1001")
    assert ringing["userData"]["USR_case"] == 'Zoë, 42; "x"'
    assert ringing["username"] == "alice"
    assert (await bruno.ask("answer"))["status"] == "done"
    await bruno.phone("EventEstablished", otherDN="1001", uniqueId=ringing["uniqueId"])
    await alice.phone("EventEstablished", otherDN="1002", uniqueId=dialing["uniqueId"])
    assert (await alice.ask("hold"))["status"] == "done"
    await alice.phone("EventOnHold", uniqueId=dialing["uniqueId"])
    await alice.expect("PhoneStatusUpdate", status="ONHOLD")
    assert (await alice.ask("hold"))["status"] == "done"
    await alice.phone("EventEstablished", uniqueId=dialing["uniqueId"])
    assert (await bruno.ask("hangup"))["status"] == "done"
    await bruno.phone("EventReleased", uniqueId=ringing["uniqueId"])
    await alice.phone("EventReleased", uniqueId=dialing["uniqueId"])
    await alice.expect("PhoneStatusUpdate", status="AVAILABLE")


@pytest.mark.parametrize(
    ("number", "stages"),
    [
        ("9000", ["EventDialing", "EventEstablished"]),
        ("9001", ["EventDialing"]),
        ("9002", ["EventDialing", "EventReleased"]),
        ("9003", ["EventDialing", "EventEstablished"]),
        ("0612345678", ["EventDialing", "EventEstablished"]),
    ],
)
async def test_the_test_numbers(connect: Connect, number: str, stages: list[str]) -> None:
    alice = await connect("alice")
    await alice.send("originate", destination=number)
    for stage in stages:
        await alice.phone(stage, otherDN=number, patience=10)
    assert not alice.has("Error")


async def test_a_desk_phone_used_by_hand_is_told_as_well(demo: Running, connect: Connect) -> None:
    assert demo.simulator is not None
    alice, chloe = await connect("alice"), await connect("chloe")
    demo.simulator.phone("1003").dial("1001")
    await chloe.phone("EventDialing", otherDN="1001")
    await alice.phone("EventRinging", otherDN="1003")
    demo.simulator.phone("1001").answer()
    await alice.phone("EventEstablished", otherDN="1003")
    demo.simulator.phone("1001").hold()
    await alice.phone("EventOnHold", otherDN="1003")
    demo.simulator.phone("1003").hang_up()
    await chloe.phone("EventReleased")
    await alice.phone("EventReleased")


async def test_two_calls_on_one_phone(demo: Running, connect: Connect) -> None:
    assert demo.simulator is not None
    bruno = await connect("bruno")
    demo.simulator.phone("1001").dial("1002")
    first = await bruno.phone("EventRinging", otherDN="1001")
    await bruno.send("answer")
    await bruno.phone("EventEstablished")
    demo.simulator.call_in("+33611223344", "1002", name="Zoë")
    second = await bruno.phone("EventRinging", otherDN="+33611223344")
    await bruno.expect("PhoneStatusUpdate", status="BUSY_AND_RINGING")
    await bruno.send("getCurrentCallsPhoneEvents")
    current = await bruno.expect("CurrentCallsPhoneEvents")
    assert {event["uniqueId"]: event["eventType"] for event in current["events"]} == {
        first["uniqueId"]: "EventEstablished",
        second["uniqueId"]: "EventRinging",
    }
    await bruno.send("hangup", uniqueId=second["uniqueId"])
    await bruno.phone("EventReleased", uniqueId=second["uniqueId"])
    await bruno.send("hangup")
    await bruno.phone("EventReleased", uniqueId=first["uniqueId"])


async def test_every_socket_of_a_user_is_told(connect: Connect) -> None:
    one, other = await connect("alice"), await connect("alice", events="numbered")
    await one.send("dial", destination="9001")
    assert await one.phone("EventDialing") == await other.phone("EventDialing")


async def test_hints_follow_any_number(demo: Running, connect: Connect) -> None:
    assert demo.simulator is not None
    sam = await connect("sam")
    await sam.send("subscribeToPhoneHints", phoneNumbers=["1001", "10 01", "777777", ""])
    assert (await sam.expect("PhoneHintStatusEvent", number="1001"))["status"] == 0
    assert (await sam.expect("PhoneHintStatusEvent", number="10 01"))["status"] == 0
    demo.simulator.phone("1001").dial("9000")
    assert (await sam.expect("PhoneHintStatusEvent", number="1001"))["status"] == 1
    assert (await sam.expect("PhoneHintStatusEvent", number="10 01"))["status"] == 1
    demo.simulator.phone("1001").hang_up()
    assert (await sam.expect("PhoneHintStatusEvent", number="1001"))["status"] == 0
    await sam.send("unsubscribeFromAllPhoneHints")
    demo.simulator.phone("1003").unregister()
    assert not sam.has("Error")


async def test_the_phone_of_a_browser_is_asked(connect: Connect) -> None:
    alice, wendy = await connect("alice"), await connect("wendy")
    await alice.send("dial", destination="1008")
    await wendy.phone("EventRinging", otherDN="1001")
    await wendy.send("answer")
    assert (await wendy.expect("WebRTCCmd"))["command"] == "Answer"


async def test_a_phone_that_goes_away_is_told(demo: Running, connect: Connect) -> None:
    assert demo.simulator is not None
    erin = await connect("erin")
    demo.simulator.phone("1005").unregister()
    await erin.expect("PhoneStatusUpdate", status="INDISPONIBLE")
    demo.simulator.phone("1005").register()
    await erin.expect("PhoneStatusUpdate", status="AVAILABLE")
    demo.simulator.phone("1001").dial("1005")
    await erin.phone("EventRinging")
    assert (await erin.ask("answer"))["status"] == "done", "which phone it is was asked when it registered"
