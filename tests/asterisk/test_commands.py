"""Calls made, answered, held and ended by command, on phones that obey and on phones that do not."""

import pytest

from jackfield.domain.directory import AnswerBy
from tests.asterisk.conftest import Desk, Office, one_call
from tests.support.ami import Watcher

OBEDIENT = {"user_agent": "Yealink SIP-T46S 66.86.0.15", "obeys_notify": True}
DATA = {
    "case": 'Zoë, 42; "x"',
    "USR_who": "Ørsted \\ (a[b]) ,CALLERID(num)=112,__USR_evil=1",
    "empty": "",
    "signs": "a=b&c|d%20$e{f}~!@#^`'<tel:+33>",
    "long": "é" * 450,
}


async def done(desk: Desk, command: str, **keys: object) -> None:
    """The command is carried out."""
    result = await desk.client.ask(command, **keys)
    assert result["status"] == "done", result


async def refused(desk: Desk, command: str, **keys: object) -> str:
    """The command is refused, in an `Error` too; the code."""
    result = await desk.client.ask(command, **keys)
    assert result["status"] == "refused", result
    await desk.client.expect("Error", Error=result["message"])
    return str(result["code"])


# ---------------------------------------------------------------------------------------- click-to-dial


async def test_click_to_dial_carries_the_data_and_nothing_else(office: Office, watcher: Watcher) -> None:
    [alice] = await office.desks("alice", mode="header")
    [bruno] = await office.desks("bruno")
    await done(alice, "dial", destination="10 02", variables=DATA)
    assert (await alice.phone.rings())["asked"]
    ringing = await bruno.told("EventRinging")
    expected = {"USR_" + key.removeprefix("USR_"): value for key, value in DATA.items()}
    given = {key: value for key, value in ringing["userData"].items() if key.startswith("USR_")}
    assert given == expected
    await bruno.phone.rings()
    await bruno.phone.answer()
    await alice.told("EventEstablished")
    await bruno.told("EventEstablished")
    await done(alice, "hangup")
    await bruno.is_shown("AVAILABLE")
    await alice.is_shown("AVAILABLE")

    assert alice.story == ["EventDialing", "CALLING", "EventEstablished", "EventReleased", "AVAILABLE"]
    assert bruno.story == ["EventRinging", "RINGING", "EventEstablished", "CALLING", "EventReleased", "AVAILABLE"]
    of_alice, of_bruno = one_call(alice), one_call(bruno)
    assert (of_alice["otherDN"], of_alice["callDirection"]) == ("1002", "Outgoing")
    assert (of_bruno["otherDN"], of_bruno["callDirection"], of_bruno["username"]) == ("1001", "Incoming", "alice")
    assert of_alice["linkedId"] == of_alice["uniqueId"] == of_bruno["linkedId"]
    # Asterisk itself: the caller is still Alice, and no variable was set that was not ordered
    assert (await watcher.event("DialBegin", DestCallerIDNum="1002"))["CallerIDNum"] == "1001"
    names = {message["Variable"] for message in watcher.messages if message.get("Event") == "VarSet"}
    assert {name.lstrip("_") for name in names if "USR_" in name} <= {*expected, "USR_DATA1"}


async def test_the_own_phone_is_lifted_by_hand(office: Office) -> None:
    alice, bruno = await office.desks("alice", "bruno")
    await done(alice, "dial", destination="1002")
    await alice.phone.rings()
    await office.settled(alice, bruno)
    assert alice.story == ["EventDialing", "CALLING"]
    assert bruno.story == []
    await alice.phone.answer()
    await bruno.told("EventRinging")
    await office.settled(alice, bruno)
    assert alice.story == ["EventDialing", "CALLING"]
    await alice.phone.hang_up()
    await bruno.is_shown("AVAILABLE")
    await alice.is_shown("AVAILABLE")


@pytest.mark.parametrize("mode", ["busy", "refuse", "gone"])
async def test_the_own_phone_does_not_want(office: Office, mode: str) -> None:
    alice, bruno = await office.desks("alice", "bruno")
    if mode == "gone":
        await alice.phone.unregister()
        await alice.is_shown("INDISPONIBLE")
    else:
        await alice.phone.behave(mode)
    alice.turn_page()
    result = await alice.client.ask("dial", destination="1002")
    if mode == "refuse":
        # it has rung: the call was there, and is released again
        assert result["status"] == "done"
        await alice.is_shown("AVAILABLE")
        assert alice.story == ["EventDialing", "CALLING", "EventReleased", "AVAILABLE"]
    else:
        assert (result["status"], result["code"]) == ("refused", "pbx_refused")
        await alice.client.expect("Error")
        await office.settled(alice)
        assert alice.story == []
    assert bruno.story == []


@pytest.mark.parametrize("mode", ["busy", "refuse", "gone"])
async def test_the_far_end_does_not_want(office: Office, mode: str) -> None:
    [alice] = await office.desks("alice", mode="header")
    [bruno] = await office.desks("bruno", mode="ring" if mode == "gone" else mode)
    if mode == "gone":
        await bruno.phone.unregister()
        await bruno.is_shown("INDISPONIBLE")
    await done(alice, "dial", destination="1002")
    await alice.is_shown("AVAILABLE")
    assert alice.story == ["EventDialing", "CALLING", "EventReleased", "AVAILABLE"]
    assert one_call(alice)["otherDN"] == "1002"


async def test_click_to_dial_is_cancelled(office: Office) -> None:
    [alice] = await office.desks("alice", mode="header")
    [bruno] = await office.desks("bruno")
    await done(alice, "dial", destination="1002")
    await bruno.told("EventRinging")
    await done(alice, "hangup")
    await bruno.is_shown("AVAILABLE")
    await alice.is_shown("AVAILABLE")
    assert alice.story == ["EventDialing", "CALLING", "EventReleased", "AVAILABLE"]
    assert bruno.story == ["EventRinging", "RINGING", "EventReleased", "AVAILABLE"]


async def test_nonsense_never_reaches_the_pbx(office: Office, watcher: Watcher) -> None:
    [alice] = await office.desks("alice")
    assert await refused(alice, "dial", destination="") == "bad_request"
    assert await refused(alice, "dial", destination="1002\r\nAction: Hangup") == "bad_request"
    assert await refused(alice, "dial", destination="1002", variables={"a,b": "c"}) == "bad_request"
    assert await refused(alice, "dial", destination="1002", variables={"a": "b\r\nVariable: c=d"}) == "bad_request"
    assert await refused(alice, "hangup") == "not_found"
    await office.settled(alice)
    assert alice.story == []
    assert not [message for message in watcher.messages if message.get("Event") == "Newchannel"]


async def test_a_number_that_leads_nowhere(office: Office) -> None:
    [alice] = await office.desks("alice", mode="header")
    assert await refused(alice, "dial", destination="99887766") == "pbx_refused"
    await office.settled(alice)
    assert alice.story == []


# ---------------------------------------------------------------------------------------- answering and hanging up


async def test_an_obedient_phone_answers(office: Office) -> None:
    [alice] = await office.desks("alice")
    [bruno] = await office.desks("bruno", **OBEDIENT)
    await alice.phone.dial("1002")
    await bruno.told("EventRinging")
    await done(bruno, "answer")
    await alice.phone.talks()
    await alice.told("EventEstablished")
    await done(bruno, "hangup")
    await alice.is_shown("AVAILABLE")
    await bruno.is_shown("AVAILABLE")
    assert bruno.story == ["EventRinging", "RINGING", "EventEstablished", "CALLING", "EventReleased", "AVAILABLE"]
    one_call(bruno)


async def test_a_phone_that_answers_by_itself_picks_its_own_call_up(closed_office: Office) -> None:
    office = closed_office
    await office.open(bruno=AnswerBy.AUTOANSWER)
    [alice] = await office.desks("alice")
    [bruno] = await office.desks("bruno", mode="header")
    await alice.phone.dial("1002")
    ringing = await bruno.told("EventRinging")
    await done(bruno, "answer", uniqueId=ringing["uniqueId"])
    await alice.phone.talks()
    await alice.told("EventEstablished")
    await office.settled(alice, bruno)
    assert await bruno.current() == {ringing["uniqueId"]: "EventEstablished"}
    await done(bruno, "hangup", uniqueId=ringing["uniqueId"])
    await alice.is_shown("AVAILABLE")
    await bruno.is_shown("AVAILABLE")
    # the same call all along, and no second one that rang
    assert bruno.story == ["EventRinging", "RINGING", "EventEstablished", "CALLING", "EventReleased", "AVAILABLE"]
    assert one_call(bruno)["otherDN"] == "1001"
    assert alice.story == ["EventDialing", "CALLING", "EventEstablished", "EventReleased", "AVAILABLE"]
    assert one_call(alice)["otherDN"] == "1002"


async def test_a_stock_phone_cannot_be_made_to_answer_but_to_refuse(office: Office) -> None:
    alice, bruno = await office.desks("alice", "bruno")
    await alice.phone.dial("1002")
    await bruno.told("EventRinging")
    assert await refused(bruno, "answer") == "not_supported"
    await done(bruno, "hangup")
    await bruno.phone.ends()
    await alice.is_shown("AVAILABLE")
    assert bruno.story == ["EventRinging", "RINGING", "EventReleased", "AVAILABLE"]


# ---------------------------------------------------------------------------------------- holding


async def test_an_obedient_phone_holds_and_resumes(office: Office) -> None:
    [alice] = await office.desks("alice")
    [bruno] = await office.desks("bruno", **OBEDIENT)
    await office.talk(alice, bruno)
    await done(bruno, "hold")
    await bruno.phone.expect("media", media="local-hold")
    await bruno.is_shown("ONHOLD")
    await done(bruno, "hold")
    await bruno.is_shown("CALLING")
    await office.settled(alice, bruno)
    assert bruno.story == ["EventOnHold", "ONHOLD", "EventEstablished", "CALLING"]
    assert alice.story == []


async def test_the_server_holds_for_a_stock_phone_and_connects_again(office: Office, watcher: Watcher) -> None:
    alice, bruno = await office.desks("alice", "bruno")
    await office.talk(alice, bruno)
    for _ in range(2):
        await done(alice, "hold")
        await alice.is_shown("ONHOLD")
        await done(alice, "hold")
        await alice.is_shown("CALLING")
    await office.settled(alice, bruno)
    assert alice.story == ["EventOnHold", "ONHOLD", "EventEstablished", "CALLING"] * 2
    assert bruno.story == []
    assert {event["otherDN"] for event in alice.events} == {"1002"}
    assert len([message for message in watcher.messages if message.get("Event") == "MusicOnHoldStart"]) == 4
    await bruno.phone.hang_up()
    await alice.told("EventReleased", otherDN="1002")
    await alice.phone.ends()


async def test_whom_the_server_holds_hangs_up(office: Office) -> None:
    alice, bruno = await office.desks("alice", "bruno")
    await office.talk(alice, bruno)
    await done(bruno, "hold")
    await alice.phone.hang_up()
    await bruno.phone.ends()
    await alice.is_shown("AVAILABLE")
    await bruno.is_shown("AVAILABLE")
    assert bruno.story == ["EventOnHold", "ONHOLD", "EventReleased", "AVAILABLE"]
    assert one_call(bruno)["otherDN"] == "1001"
    assert alice.story == ["EventReleased", "AVAILABLE"]
    assert await office.asterisk.channels() == []


async def test_who_lets_the_server_hold_hangs_up(office: Office) -> None:
    alice, bruno = await office.desks("alice", "bruno")
    await office.talk(alice, bruno)
    await done(bruno, "hold")
    await done(bruno, "hangup")
    await bruno.is_shown("AVAILABLE")
    await alice.phone.ends()
    await alice.is_shown("AVAILABLE")
    assert bruno.story == ["EventOnHold", "ONHOLD", "EventReleased", "AVAILABLE"]
    assert alice.story == ["EventReleased", "AVAILABLE"]


async def test_click_to_dial_is_held_by_the_server(office: Office) -> None:
    [alice] = await office.desks("alice", mode="header")
    [bruno] = await office.desks("bruno", mode="answer")
    await done(alice, "dial", destination="1002")
    await alice.told("EventEstablished")
    alice.turn_page()
    await done(alice, "hold")
    await done(alice, "hold")
    await done(alice, "hangup")
    await alice.is_shown("AVAILABLE")
    await bruno.is_shown("AVAILABLE")
    assert [event["eventType"] for event in alice.events] == ["EventOnHold", "EventEstablished", "EventReleased"]
    assert one_call(alice)["otherDN"] == "1002"
