"""What becomes of calls when Asterisk, the way to it, or Jackfield itself is lost in the middle of them."""

import asyncio

import pytest
import structlog

from tests.asterisk.conftest import Desk, Office
from tests.support.client import Cti, Payload, until_ready

TALK = ["EventDialing", "CALLING", "EventEstablished"]


async def calls(client: Cti) -> dict[str, Payload]:
    """The calls a user has now, by the number of the other side."""
    await client.send("getCurrentCallsPhoneEvents")
    events = (await client.expect("CurrentCallsPhoneEvents"))["events"]
    return {event["otherDN"]: event for event in events}


async def shown(desk: Desk) -> str:
    """The state that a page opened now would show."""
    fresh = await Cti.connect(desk.client.base, "alice" if desk.phone.number == "1001" else "bruno")
    async with fresh:
        return str((await fresh.expect("PhoneStatusUpdate"))["status"])


# ---------------------------------------------------------------------------------------- Asterisk


@pytest.mark.parametrize("politely", [True, False])
async def test_asterisk_restarts_in_mid_call(office: Office, politely: bool) -> None:
    alice, bruno = await office.desks("alice", "bruno")
    await office.talk(alice, bruno)
    if not politely:
        await office.asterisk.kill()
    await office.asterisk.restart()
    await alice.told("EventReleased", patience=10)
    await bruno.told("EventReleased", patience=10)
    await until_ready(office.url)
    if not politely:
        await alice.phone.hang_up()
        await bruno.phone.hang_up()
    for desk in (alice, bruno):
        await desk.phone.register()
        await desk.is_shown("AVAILABLE")
    # it was back before anybody had to be told of an error
    assert "ERROR" not in alice.story + bruno.story
    assert await calls(alice.client) == {}
    alice.turn_page()
    await alice.phone.dial("1002")
    await bruno.told("EventRinging")
    await bruno.phone.rings()
    await bruno.phone.answer()
    await alice.told("EventEstablished")
    assert alice.story == TALK


async def test_an_asterisk_that_stays_away_is_an_error_until_it_is_back(office: Office) -> None:
    alice, bruno = await office.desks("alice", "bruno")
    sam = await office.connect("sam")
    await sam.send("subscribeToPhoneHints", phoneNumbers=["1001", "3001"])
    await sam.expect("PhoneHintStatusEvent", number="1001", status=0)
    await office.talk(alice, bruno)
    await office.asterisk.stop()
    refused = await alice.client.ask("dial", destination="1002")
    assert (refused["status"], refused["code"]) == ("refused", "pbx_down")
    await alice.hears("ERROR", patience=9)
    await bruno.is_shown("ERROR")
    await sam.expect("PhoneHintStatusEvent", number="1001", status=-99)
    await sam.expect("PhoneHintStatusEvent", number="3001", status=-99)
    assert await shown(alice) == "ERROR"
    await office.asterisk.start()
    await alice.hears("AVAILABLE", patience=9)
    await sam.expect("PhoneHintStatusEvent", number="1001", status=0)
    assert await calls(alice.client) == {}
    await bruno.phone.register()
    alice.turn_page()
    await office.talk(alice, bruno)


async def test_an_asterisk_that_lets_nobody_in_is_named_once(closed_office: Office) -> None:
    with structlog.testing.capture_logs() as log:
        await closed_office.open(secret="wrong", ready=False)
        alice = await closed_office.connect("alice")
        refused = await alice.ask("dial", destination="1002")
        assert (refused["status"], refused["code"]) == ("refused", "pbx_down")
        async with asyncio.timeout(5):
            while not [entry for entry in log if entry["log_level"] == "error"]:
                await asyncio.sleep(0.02)
    assert [entry["event"] for entry in log if entry["log_level"] == "error"] == ["ami.login_refused"]
    async with alice.http.get(f"{alice.base}/readyz") as answer:
        assert answer.status == 503
        assert "login" in (await answer.text()).lower()


# ---------------------------------------------------------------------------------------- the way to it


async def test_a_server_starts_before_its_asterisk(closed_office: Office) -> None:
    office = closed_office
    cable = await office.open_behind_a_cable(whole=False)
    early = await office.connect("alice")
    refused = await early.ask("dial", destination="1002")
    assert (refused["status"], refused["code"]) == ("refused", "pbx_down")
    async with early.http.get(f"{office.url}/readyz") as answer:
        assert answer.status == 503
    cable.mend()
    await until_ready(office.url)
    alice, bruno = await office.desks("alice", "bruno")
    await early.expect("PhoneStatusUpdate", status="AVAILABLE")
    await office.talk(alice, bruno)


async def test_an_ami_session_is_kicked_in_mid_call(office: Office) -> None:
    alice, bruno = await office.desks("alice", "bruno")
    numbered = await office.connect("alice", events="numbered")
    await numbered.expect("PbxStatus", status="up")
    await office.talk(alice, bruno)
    sessions = (await office.asterisk.cli("manager show connected")).splitlines()
    [row] = [line.split() for line in sessions if line.split()[:1] == ["jackfield"]]
    file_descriptor = row[4]
    await office.asterisk.cli(f"manager kick session {file_descriptor}")
    await numbered.expect("PbxStatus", status="down")
    await numbered.expect("PbxStatus", status="up")
    assert [(event["eventType"], other) for other, event in (await calls(alice.client)).items()] == [
        ("EventEstablished", "1002")
    ]
    # nothing had changed, so nothing was told; and it is still followed
    assert alice.story == bruno.story == []
    await bruno.phone.hold()
    await bruno.told("EventOnHold")
    await alice.phone.hang_up()
    await bruno.is_shown("AVAILABLE")
    assert alice.story == ["EventReleased", "AVAILABLE"]
    assert bruno.story == ["EventOnHold", "ONHOLD", "EventReleased", "AVAILABLE"]


async def test_what_happened_while_the_way_was_cut_is_told_afterwards(closed_office: Office) -> None:
    office = closed_office
    cable = await office.open_behind_a_cable()
    alice, bruno, chloe, david, erin = await office.desks("alice", "bruno", "chloe", "david", "erin")
    await office.talk(alice, bruno)
    await office.talk(chloe, david)
    await cable.cut()
    await bruno.phone.hang_up()
    await alice.phone.ends()
    await erin.phone.dial("1001")
    await alice.phone.rings()
    await alice.phone.answer()
    await chloe.phone.hold()
    cable.mend()
    await until_ready(office.url)
    await alice.told("EventEstablished", otherDN="1005", patience=8)
    await chloe.is_shown("ONHOLD")
    await office.settled(alice, bruno, chloe, david, erin)
    assert sorted(alice.story) == ["EventEstablished", "EventReleased"]
    assert {other: event["eventType"] for other, event in (await calls(alice.client)).items()} == {
        "1005": "EventEstablished"
    }
    assert alice.events[-1]["callDirection"] == "Incoming"
    assert bruno.story == ["EventReleased", "AVAILABLE"]
    assert chloe.story == ["EventOnHold", "ONHOLD"]
    assert david.story == []
    assert erin.story == ["EventEstablished", "CALLING"]
    assert (erin.events[0]["otherDN"], erin.events[0]["callDirection"]) == ("1001", "Outgoing")


async def test_a_resume_while_the_way_was_cut_is_told_afterwards(closed_office: Office) -> None:
    office = closed_office
    cable = await office.open_behind_a_cable()
    alice, bruno = await office.desks("alice", "bruno")
    await office.talk(alice, bruno)
    await alice.phone.hold()
    await alice.is_shown("ONHOLD")
    await cable.cut()
    await alice.phone.resume()
    cable.mend()
    await until_ready(office.url)
    await alice.is_shown("CALLING")
    assert alice.story == ["EventOnHold", "ONHOLD", "EventEstablished", "CALLING"]
    await bruno.phone.hang_up()
    await alice.is_shown("AVAILABLE")


# ---------------------------------------------------------------------------------------- Jackfield


@pytest.mark.process
async def test_a_killed_server_knows_the_calls_when_it_is_back(closed_office: Office) -> None:
    office = closed_office
    server = await office.start_process()
    await until_ready(office.url)
    alice, bruno, chloe, david, erin, sam = await office.desks("alice", "bruno", "chloe", "david", "erin", "sam")
    await office.talk(alice, bruno)
    await office.talk(chloe, david)
    await chloe.phone.hold()
    await chloe.is_shown("ONHOLD")
    await erin.phone.dial("1006")
    await sam.told("EventRinging")
    before = {
        login: await calls(desk.client)
        for login, desk in zip("abcdes", (alice, bruno, chloe, david, erin, sam), strict=True)
    }
    server.kill()
    await office.start_process()
    await until_ready(office.url, 3.0)
    statuses = {}
    for login, name in zip("abcdes", ("alice", "bruno", "chloe", "david", "erin", "sam"), strict=True):
        client = await office.connect(name)
        statuses[login] = (await client.expect("PhoneStatusUpdate"))["status"]
        now = await calls(client)
        assert now.keys() == before[login].keys()
        for other, event in now.items():
            same = ("eventType", "DN", "otherDN", "callDirection", "uniqueId", "linkedId")
            assert {key: event[key] for key in same} == {key: before[login][other][key] for key in same}
            # EventDialing comes before the dial plan could set this one
            data, was = ({**told["userData"], "SIPCALLID": ""} for told in (event, before[login][other]))
            assert data == was
    assert statuses == {
        "a": "CALLING", "b": "CALLING", "c": "ONHOLD", "d": "CALLING", "e": "CALLING", "s": "RINGING",
    }  # fmt: skip
    watching = await office.connect("root")
    await watching.send("subscribeToPhoneHints", phoneNumbers=["1001", "1003", "1004", "1006", "1007"])
    for number, code in (("1001", 1), ("1003", 16), ("1004", 1), ("1006", 8), ("1007", 4)):
        assert (await watching.expect("PhoneHintStatusEvent", number=number))["status"] == code
    await alice.phone.hang_up()
    await chloe.phone.resume()
    await watching.expect("PhoneHintStatusEvent", number="1001", status=0)
    await watching.expect("PhoneHintStatusEvent", number="1003", status=1)


@pytest.mark.process
async def test_a_killed_server_knows_whom_it_held(closed_office: Office) -> None:
    office = closed_office
    server = await office.start_process()
    await until_ready(office.url)
    [alice] = await office.desks("alice", mode="header")
    [bruno] = await office.desks("bruno", mode="answer")
    assert (await alice.client.ask("dial", destination="1002", variables={"case": "Zoë, 7"}))["status"] == "done"
    await alice.told("EventEstablished")
    await office.settled(alice)
    assert (await alice.client.ask("hold"))["status"] == "done"
    before = (await calls(alice.client))["1002"]
    # what no list of the PBX tells is on the disk well within a second; a server killed before has forgotten it
    journal = office.folder / "data" / "journal.json"
    async with asyncio.timeout(5):
        while not journal.exists() or before["uniqueId"] not in journal.read_text():
            await asyncio.sleep(0.02)
    server.kill()
    await office.start_process()
    await until_ready(office.url, 3.0)
    again, of_bruno = await office.connect("alice"), await office.connect("bruno")
    assert (await again.expect("PhoneStatusUpdate"))["status"] == "ONHOLD"
    now = (await calls(again))["1002"]
    assert (now["eventType"], now["callDirection"], now["uniqueId"]) == ("EventOnHold", "Outgoing", before["uniqueId"])
    assert now["userData"]["USR_case"] == "Zoë, 7"
    assert (await calls(of_bruno))["1001"]["callDirection"] == "Incoming"
    assert (await again.ask("hold"))["status"] == "done"
    await again.phone("EventEstablished", otherDN="1002")
    assert (await again.ask("hangup"))["status"] == "done"
    await bruno.phone.ends()
    await of_bruno.phone("EventReleased", otherDN="1001")


@pytest.mark.process
@pytest.mark.parametrize("rings", ["own phone", "far end"])
async def test_a_killed_server_knows_what_it_was_dialling(closed_office: Office, rings: str) -> None:
    office = closed_office
    server = await office.start_process()
    await until_ready(office.url)
    [alice] = await office.desks("alice", mode="ring" if rings == "own phone" else "header")
    [bruno] = await office.desks("bruno")
    await alice.client.send("dial", destination="1002")
    await alice.phone.rings()
    if rings == "far end":
        await bruno.phone.rings()
    server.kill()
    await office.start_process()
    await until_ready(office.url, 3.0)
    again = await office.connect("alice")
    assert (await again.expect("PhoneStatusUpdate"))["status"] == "CALLING"
    now = (await calls(again))["1002"]
    assert (now["eventType"], now["callDirection"]) == ("EventDialing", "Outgoing")
    if rings == "own phone":
        await alice.phone.answer()
        await bruno.phone.rings()
    await bruno.phone.answer()
    await again.phone("EventEstablished", otherDN="1002", uniqueId=now["uniqueId"])
