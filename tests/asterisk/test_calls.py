"""Calls between real phones, made and held at the phones, as the people at both ends are told of them."""

import pytest

from tests.asterisk.conftest import Office, one_call


async def test_an_internal_call_rings_is_answered_and_ends(office: Office) -> None:
    alice, bruno = await office.desks("alice", "bruno")
    await alice.phone.dial("1002")
    await bruno.phone.rings()
    await bruno.told("EventRinging")
    await bruno.phone.answer()
    await bruno.told("EventEstablished")
    await alice.told("EventEstablished")
    await alice.phone.hang_up()
    await bruno.is_shown("AVAILABLE")
    await alice.is_shown("AVAILABLE")

    assert alice.story == ["EventDialing", "CALLING", "EventEstablished", "EventReleased", "AVAILABLE"]
    assert bruno.story == ["EventRinging", "RINGING", "EventEstablished", "CALLING", "EventReleased", "AVAILABLE"]
    of_alice, of_bruno = one_call(alice), one_call(bruno)
    assert (of_alice["DN"], of_alice["otherDN"], of_alice["callDirection"]) == ("1001", "1002", "Outgoing")
    assert (of_bruno["DN"], of_bruno["otherDN"], of_bruno["callDirection"]) == ("1002", "1001", "Incoming")
    assert of_alice["otherDName"].startswith("Bruno") and of_bruno["otherDName"] == "Alice"
    assert (of_alice["username"], of_bruno["username"]) == ("bruno", "alice")
    assert of_alice["linkedId"] == of_bruno["linkedId"] == of_alice["uniqueId"] != of_bruno["uniqueId"]
    for event in (*alice.events, *bruno.events):
        data = event["userData"]
        assert (data["XIVO_SRCNUM"], data["XIVO_DSTNUM"], data["XIVO_CONTEXT"]) == ("1001", "1002", "internal")
        assert not [key for key in data if key.startswith("USR_")]
    assert not alice.client.has("Error") and not bruno.client.has("Error")


async def test_the_phone_holds_and_resumes(office: Office) -> None:
    alice, bruno = await office.desks("alice", "bruno")
    await office.talk(alice, bruno)
    await bruno.phone.hold()
    await bruno.is_shown("ONHOLD")
    await bruno.phone.resume()
    await bruno.is_shown("CALLING")
    await alice.phone.hold()
    await alice.is_shown("ONHOLD")
    await bruno.phone.hang_up()
    await alice.is_shown("AVAILABLE")
    await bruno.is_shown("AVAILABLE")

    assert bruno.story == ["EventOnHold", "ONHOLD", "EventEstablished", "CALLING", "EventReleased", "AVAILABLE"]
    assert alice.story == ["EventOnHold", "ONHOLD", "EventReleased", "AVAILABLE"]
    assert one_call(bruno)["otherDN"] == "1001"
    assert one_call(alice)["otherDN"] == "1002"


async def test_a_caller_gives_up(office: Office) -> None:
    alice, bruno = await office.desks("alice", "bruno")
    await alice.phone.dial("1002")
    await bruno.told("EventRinging")
    await alice.phone.hang_up()
    await bruno.is_shown("AVAILABLE")
    await alice.is_shown("AVAILABLE")
    assert alice.story == ["EventDialing", "CALLING", "EventReleased", "AVAILABLE"]
    assert bruno.story == ["EventRinging", "RINGING", "EventReleased", "AVAILABLE"]


@pytest.mark.parametrize("mode", ["busy", "refuse"])
async def test_a_phone_that_does_not_want(office: Office, mode: str) -> None:
    [alice] = await office.desks("alice")
    [bruno] = await office.desks("bruno", mode=mode)
    await alice.phone.dial("1002")
    await alice.phone.ends()
    await alice.is_shown("AVAILABLE")
    assert alice.story == ["EventDialing", "CALLING", "EventReleased", "AVAILABLE"]
    # one that is busy at once never rings; one that refuses has rung
    await office.settled(bruno)
    assert bruno.story == ([] if mode == "busy" else ["EventRinging", "RINGING", "EventReleased", "AVAILABLE"])


async def test_a_second_call_comes_while_one_is_up(office: Office) -> None:
    alice, bruno, chloe = await office.desks("alice", "bruno", "chloe")
    await office.talk(alice, bruno)
    [first] = await bruno.current()
    await chloe.phone.dial("1002")
    second = await bruno.told("EventRinging", otherDN="1003")
    await bruno.is_shown("BUSY_AND_RINGING")
    assert await bruno.current() == {first: "EventEstablished", second["uniqueId"]: "EventRinging"}
    await bruno.phone.hold()
    await bruno.is_shown("ONHOLD")
    await bruno.phone.answer()
    await bruno.told("EventEstablished", uniqueId=second["uniqueId"])
    assert await bruno.current() == {first: "EventOnHold", second["uniqueId"]: "EventEstablished"}
    await chloe.phone.hang_up()
    await bruno.told("EventReleased", uniqueId=second["uniqueId"])
    await bruno.phone.resume()
    await bruno.told("EventEstablished", uniqueId=first)
    await bruno.is_shown("CALLING")
    await alice.phone.hang_up()
    await bruno.is_shown("AVAILABLE")
    assert await bruno.current() == {}


RINGS = ["EventDialing", "CALLING"]
ANSWERS = [*RINGS, "EventEstablished"]
NUMBERS = {
    "9000": ANSWERS,
    "9001": RINGS,
    "9002": [*RINGS, "EventReleased", "AVAILABLE"],
    "9003": [*ANSWERS, "EventReleased", "AVAILABLE"],
}


@pytest.mark.parametrize(
    ("by", "number"),
    [("phone", "9000"), ("phone", "9001"), ("phone", "9002"), *(("command", number) for number in NUMBERS)],
)
async def test_the_test_numbers(office: Office, by: str, number: str) -> None:
    story = NUMBERS[number]
    [alice] = await office.desks("alice", mode="header")
    if by == "phone":
        await alice.phone.dial(number)
    else:
        assert (await alice.client.ask("originate", destination=number))["status"] == "done"
    for step in story:
        await alice.hears(step, patience=9)
    await office.settled(alice)
    assert alice.story == story
    assert one_call(alice)["otherDN"] == number
    assert one_call(alice)["callDirection"] == "Outgoing"


async def test_a_call_out_through_the_trunk(office: Office) -> None:
    [alice] = await office.desks("alice")
    [customer] = await office.phones("0612345678")
    await alice.phone.dial("0612345678")
    await customer.rings()
    await customer.answer()
    await alice.told("EventEstablished", otherDN="0612345678")
    await customer.hang_up()
    await alice.is_shown("AVAILABLE")
    assert alice.story == ["EventDialing", "CALLING", "EventEstablished", "EventReleased", "AVAILABLE"]
    assert one_call(alice)["otherDN"] == "0612345678"


async def test_a_call_in_from_the_trunk_with_attached_data(office: Office) -> None:
    [bruno] = await office.desks("bruno")
    [customer] = await office.phones("+33611223344")
    await customer.dial("0123451002", {"X-Testbed-Data": 'Zoë, "42"; (a[b])'})
    ringing = await bruno.told("EventRinging")
    await bruno.phone.answer()
    await bruno.told("EventEstablished")
    await customer.hang_up()
    await bruno.is_shown("AVAILABLE")
    assert bruno.story == ["EventRinging", "RINGING", "EventEstablished", "CALLING", "EventReleased", "AVAILABLE"]
    assert one_call(bruno)["otherDN"] == ringing["otherDN"] == "+33611223344"
    assert "username" not in ringing
    usr = {key: value for key, value in ringing["userData"].items() if key.startswith("USR_")}
    assert usr == {"USR_CUSTNO": "C3344", "USR_DATA1": 'Zoë, "42"; (a[b])', "USR_LANG": "fr"}
    assert ringing["userData"]["XIVO_SRCNUM"] == "+33611223344"


async def test_hints_of_phones_and_queues_are_told_and_kept(office: Office) -> None:
    alice, bruno = await office.desks("alice", "bruno")
    sam = await office.connect("sam")
    await sam.send("subscribeToPhoneHints", phoneNumbers=["1001", "10 02", "3001", "777"])
    for number in ("1001", "10 02"):
        assert (await sam.expect("PhoneHintStatusEvent", number=number))["status"] == 0
    assert (await sam.expect("PhoneHintStatusEvent", number="3001"))["status"] in (0, 4)
    await office.talk(alice, bruno)
    await alice.phone.hold()
    await alice.is_shown("ONHOLD")
    await bruno.phone.hang_up()
    await alice.is_shown("AVAILABLE")
    await bruno.phone.unregister()
    await bruno.is_shown("INDISPONIBLE")
    await sam.expect("PhoneHintStatusEvent", number="10 02", status=4)
    heard = [frame["ctiMessage"] for frame in sam.seen if frame.get("msgType") == "PhoneHintStatusEvent"]
    assert [hint["status"] for hint in heard if hint["number"] == "1001"] == [0, 1, 16, 0]
    assert [hint["status"] for hint in heard if hint["number"] == "10 02"] == [0, 8, 1, 0, 4]
    assert not [hint for hint in heard if hint["number"] == "777"]
    assert not sam.has("Error")
