"""Transfers by command: what is asked of the PBX in which state, and what askers are told; with hand-made facts."""

import pytest
from msgspec import structs

from jackfield.domain import facts
from jackfield.domain.effects import Effect, Request
from jackfield.domain.facts import ChannelState, PbxLink
from jackfield.domain.phone.patterns import DialRules, Purpose, number_list
from jackfield.domain.requests import (
    Action,
    BlindTransfer,
    BridgeBoth,
    CancelConsult,
    Consult,
    Hangup,
    Notify,
    NotifyEvent,
    NumberExists,
    Originate,
)
from jackfield.domain.world import Settings
from jackfield.protocol import commands, events
from jackfield.protocol.commands import Command
from tests.support.office import ALICE, BRUNO, NOBODY, WENDY, Office, actions, published, replies, stages


def asked(office: Office, user: int, command: Command) -> list[Effect]:
    return office.ask(user, structs.replace(command, requestId=f"r{len(office.effects)}"))


def outcome(effects: list[Effect]) -> tuple[str, object]:
    [found] = [event for event in replies(effects) if isinstance(event, events.CommandResult)]
    return found.status, found.code or None


def sole(effects: list[Effect]) -> tuple[str, Action]:
    [request] = [effect for effect in effects if isinstance(effect, Request)]
    return request.tag, request.action


def answer(office: Office, effects: list[Effect], *, ok: bool = True) -> list[Effect]:
    """The PBX answers the one request among these."""
    tag, _ = sole(effects)
    return office.feed(facts.RequestDone(tag, ok=ok, message="" if ok else "No"))


def talking(office: Office, caller: str = "PJSIP/1001-1", called: str = "PJSIP/1002-1") -> None:
    office.ring(caller, called)
    office.talk(caller, called)


def held(office: Office, name: str, on: bool = True) -> list[Effect]:
    return office.feed(facts.HoldChanged(office.channels[name], on))


def consulting(office: Office, state: ChannelState = ChannelState.DOWN) -> list[Effect]:
    """Bruno's call with Alice is held, the PBX calls Wendy for him; whether she has answered is the `state`."""
    told = held(office, "PJSIP/1002-1")
    half = office.channel("Local/1003@internal-1;1", state, exten="1003")
    office.feed(facts.ChannelSeen(half), facts.BridgeEntered(half, "second"))
    office.feed(facts.BridgeLeft(office.channels["PJSIP/1002-1"], "PJSIP/1001-1+PJSIP/1002-1"))
    return told + office.feed(facts.BridgeEntered(office.channels["PJSIP/1002-1"], "second"))


DIRECT = commands.DirectTransfer(destination="10 03")
ATTENDED = commands.AttendedTransfer(destination="1003", device="Phone")
COMPLETE, CANCEL = commands.CompleteTransfer(), commands.CancelTransfer()


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_call_is_sent_on_when_the_number_exists(office: Office) -> None:
    talking(office)
    effects = asked(office, BRUNO, DIRECT)
    assert sole(effects)[1] == NumberExists(exten="1003", context="internal")
    effects = answer(office, effects)
    assert sole(effects)[1] == BlindTransfer(channel="PJSIP/1002-1", exten="1003", context="internal")
    effects = answer(office, effects)
    assert replies(effects) == []
    assert outcome(office.feed(facts.ChannelGone("PJSIP/1002-1", 16))) == ("done", None)


@pytest.mark.parametrize("command", [DIRECT, ATTENDED])
def test_a_call_is_sent_on_though_the_other_party_is_on_its_way_into_the_bridge(
    office: Office, command: Command
) -> None:
    office.ring()
    caller = office.channel("PJSIP/1001-1", ChannelState.UP, connected_number="1002")
    office.feed(facts.ChannelSeen(office.channel("PJSIP/1002-1", ChannelState.UP)), facts.ChannelSeen(caller))
    office.feed(office.bridge("PJSIP/1002-1", "PJSIP/1001-1")[0])
    assert sole(asked(office, BRUNO, command))[1] == NumberExists(exten="1003", context="internal")


@pytest.mark.parametrize("command", [DIRECT, ATTENDED])
def test_a_call_is_not_sent_where_nobody_is(office: Office, command: Command) -> None:
    talking(office)
    effects = answer(office, asked(office, BRUNO, command), ok=False)
    assert outcome(effects) == ("refused", "not_found")
    assert actions(effects) == []
    assert actions(office.pass_time(20)) == []


def test_that_the_call_ends_by_itself_is_no_transfer(office: Office) -> None:
    """Alice hangs up just before: Asterisk refuses, and tells so after the end."""
    talking(office)
    effects = answer(office, asked(office, BRUNO, DIRECT))
    assert replies(office.feed(facts.ChannelGone("PJSIP/1002-1", 16))) == []
    assert outcome(answer(office, effects, ok=False)) == ("refused", "pbx_refused")


@pytest.mark.parametrize("command", [DIRECT, ATTENDED])
def test_the_party_hangs_up_while_the_number_is_looked_up(office: Office, command: Command) -> None:
    talking(office)
    effects = asked(office, BRUNO, command)
    office.feed(*office.apart("PJSIP/1001-1", "PJSIP/1002-1")[:1], facts.ChannelGone("PJSIP/1001-1", 16))
    effects = answer(office, effects)
    assert actions(effects) == []
    assert outcome(effects) == ("refused", "conflict")


def test_an_old_transfer_does_not_strike_another_call(office: Office) -> None:
    """Both transfer at once: the one who was sent on talks to somebody else when the second could be made."""
    talking(office)
    effects = asked(office, BRUNO, DIRECT)
    office.feed(*office.apart("PJSIP/1001-1", "PJSIP/1002-1"))
    office.feed(facts.ChannelSeen(office.channel("PJSIP/1004-1", ChannelState.UP)))
    office.feed(*office.bridge("PJSIP/1002-1", "PJSIP/1004-1"))
    effects = answer(office, effects)
    assert actions(effects) == []
    assert outcome(effects) == ("refused", "conflict")


def test_the_pbx_ends_a_hold_of_the_phone_itself_before_it_transfers_blindly(office: Office) -> None:
    talking(office)
    held(office, "PJSIP/1001-1")
    effects = answer(office, asked(office, ALICE, DIRECT))
    assert isinstance(sole(effects)[1], BlindTransfer)


def test_a_consultation_of_a_call_held_by_the_browser_is_made_when_it_is_back(office: Office) -> None:
    talking(office, called="PJSIP/1003-1")
    held(office, "PJSIP/1003-1")
    effects = answer(office, asked(office, WENDY, ATTENDED))
    assert actions(effects) == []
    [order] = [event for event in published(effects, WENDY) if isinstance(event, events.WebRTCCmd)]
    assert order.command == "Hold"
    _, action = sole(held(office, "PJSIP/1003-1", False))
    assert action == Consult(channel="PJSIP/1003-1", exten="1003", context="internal")


def test_a_consultation_of_a_call_held_by_an_obedient_phone_is_made_when_it_is_back(office: Office) -> None:
    talking(office)
    held(office, "PJSIP/1002-1")
    effects = answer(office, asked(office, BRUNO, ATTENDED))
    assert sole(effects)[1] == Notify(channel="PJSIP/1002-1", event=NotifyEvent.TALK)
    assert isinstance(sole(held(office, "PJSIP/1002-1", False))[1], Consult)


def test_where_only_the_phone_can_take_it_back_a_consultation_is_a_second_call(office: Office) -> None:
    talking(office)
    office.ask(ALICE, commands.SetData(variables={"case": "7"}))
    held(office, "PJSIP/1001-1")
    action = sole(asked(office, ALICE, ATTENDED))[1]
    assert isinstance(action, Originate)
    assert (action.endpoint, action.exten, action.variables) == ("PJSIP/1001", "1003", {"USR_case": "7"})


def test_a_consultation_is_done_when_it_is_dialled(office: Office) -> None:
    talking(office)
    effects = answer(office, answer(office, asked(office, BRUNO, ATTENDED)))
    assert replies(effects) == []
    effects = consulting(office)
    assert stages(effects, BRUNO) == ["EventOnHold", "EventDialing"]
    assert outcome(effects) == ("done", None)


def test_a_consultation_that_is_answered_before_its_asker_is_there_was_dialled_all_the_same(office: Office) -> None:
    talking(office)
    effects = consulting(office, ChannelState.UP)
    assert stages(effects, BRUNO) == ["EventOnHold", "EventDialing", "EventEstablished"]


def test_a_pbx_that_does_nothing_is_found_out(office: Office) -> None:
    talking(office)
    answer(office, answer(office, asked(office, BRUNO, ATTENDED)))
    assert replies(office.pass_time(2.9)) == []
    assert outcome(office.pass_time(0.2)) == ("refused", "pbx_refused")


def test_a_consultation_that_never_comes_about_is_told_when_the_call_is_back(office: Office) -> None:
    talking(office)
    answer(office, answer(office, asked(office, BRUNO, ATTENDED)))
    held(office, "PJSIP/1002-1")
    assert replies(office.pass_time(5)) == []
    assert outcome(held(office, "PJSIP/1002-1", False)) == ("refused", "pbx_refused")


def test_one_transfer_at_a_time(office: Office) -> None:
    talking(office)
    asked(office, BRUNO, ATTENDED)
    for command in (ATTENDED, DIRECT):
        assert outcome(asked(office, BRUNO, command)) == ("refused", "conflict")
    consulting(office)
    for command in (ATTENDED, DIRECT):
        assert outcome(asked(office, BRUNO, command)) == ("refused", "conflict")


def test_a_consultation_is_completed_by_leaving_and_cancelled_by_coming_back(office: Office) -> None:
    talking(office)
    consulting(office)
    assert sole(asked(office, BRUNO, COMPLETE))[1] == Hangup(channel="PJSIP/1002-1")
    assert sole(asked(office, BRUNO, CANCEL))[1] == CancelConsult(channel="PJSIP/1002-1")


def test_the_transferrer_is_free_when_the_pbx_says_that_the_transfer_is_made(office: Office) -> None:
    """Asterisk 22 keeps his channel until the consulted party answers."""
    talking(office)
    consulting(office)
    answer(office, asked(office, BRUNO, COMPLETE))
    effects = office.feed(facts.Transferred(("PJSIP/1002-1",)))
    assert stages(effects, BRUNO) == ["EventReleased", "EventReleased"]
    assert outcome(effects) == ("done", None)
    effects = office.feed(facts.Transferred(("PJSIP/1002-1",)), facts.ChannelGone("PJSIP/1002-1", 16))
    assert published(effects, BRUNO) == []


def test_nothing_is_completed_or_cancelled_when_the_held_party_has_gone(office: Office) -> None:
    talking(office)
    consulting(office)
    effects = office.feed(facts.ChannelGone("PJSIP/1001-1", 16))
    assert stages(effects, BRUNO) == ["EventReleased"]
    for command in (COMPLETE, CANCEL):
        assert outcome(asked(office, BRUNO, command)) == ("refused", "conflict")
    effects = office.feed(facts.ChannelGone("PJSIP/1002-1", 16))
    assert stages(effects, BRUNO) == ["EventReleased"]


def two_calls(office: Office, holder: str = "1002") -> None:
    """The holder's first call is held by the phone, the second is with Wendy."""
    first = f"PJSIP/{holder}-1"
    talking(office, "PJSIP/1004-1", first)
    held(office, first)
    talking(office, f"PJSIP/{holder}-2", "PJSIP/1003-2")


def test_two_calls_of_a_phone_are_joined_by_their_far_ends(office: Office) -> None:
    two_calls(office)
    effects = asked(office, BRUNO, COMPLETE)
    assert sole(effects)[1] == BridgeBoth(one="PJSIP/1004-1", other="PJSIP/1003-2")
    assert actions(answer(office, effects)) == []


def test_the_second_of_two_calls_is_dropped_and_an_obedient_phone_takes_the_first_back(office: Office) -> None:
    two_calls(office)
    assert actions(asked(office, BRUNO, CANCEL)) == [
        Hangup(channel="PJSIP/1002-2"),
        Notify(channel="PJSIP/1002-1", event=NotifyEvent.TALK),
    ]
    assert outcome(held(office, "PJSIP/1002-1", False)) == ("done", None)


def test_the_second_of_two_calls_is_dropped_and_another_phone_takes_the_first_back_by_itself(office: Office) -> None:
    two_calls(office, "1001")
    assert actions(asked(office, ALICE, CANCEL)) == [Hangup(channel="PJSIP/1001-2")]
    assert outcome(office.feed(facts.ChannelGone("PJSIP/1001-2", 16))) == ("done", None)


def server_held_and_second_call(office: Office) -> None:
    talking(office)
    asked(office, ALICE, commands.Hold())
    office.feed(*office.apart("PJSIP/1001-1", "PJSIP/1002-1"))
    talking(office, "PJSIP/1001-2", "PJSIP/1003-2")


def test_whom_the_server_holds_for_is_hung_up_when_the_others_are_joined(office: Office) -> None:
    server_held_and_second_call(office)
    effects = asked(office, ALICE, COMPLETE)
    assert sole(effects)[1] == BridgeBoth(one="PJSIP/1002-1", other="PJSIP/1003-2")
    assert sole(answer(office, effects))[1] == Hangup(channel="PJSIP/1001-1")


def test_nobody_is_hung_up_when_the_others_cannot_be_joined(office: Office) -> None:
    server_held_and_second_call(office)
    effects = answer(office, asked(office, ALICE, COMPLETE), ok=False)
    assert outcome(effects) == ("refused", "pbx_refused")
    assert actions(effects) == []


def test_a_second_call_that_rings_cannot_be_joined(office: Office) -> None:
    talking(office)
    held(office, "PJSIP/1001-1")
    office.ring("PJSIP/1001-2", "PJSIP/1003-2")
    assert outcome(asked(office, ALICE, COMPLETE)) == ("refused", "conflict")


def test_a_call_answered_a_moment_ago_is_transferred_when_it_is_in_its_bridge(office: Office) -> None:
    office.ring()
    office.feed(facts.ChannelSeen(office.channel("PJSIP/1002-1", ChannelState.UP)))
    effects = answer(office, asked(office, BRUNO, DIRECT))
    assert actions(effects) == []
    office.feed(facts.ChannelSeen(office.channel("PJSIP/1001-1", ChannelState.UP)))
    assert isinstance(sole(office.feed(*office.bridge("PJSIP/1001-1", "PJSIP/1002-1")))[1], BlindTransfer)


@pytest.mark.parametrize("command", [DIRECT, ATTENDED])
def test_what_no_phone_can_transfer(office: Office, command: Command) -> None:
    assert outcome(asked(office, NOBODY, command)) == ("refused", "not_found")
    assert outcome(asked(office, ALICE, command)) == ("refused", "not_found")
    office.ring()
    assert outcome(asked(office, ALICE, command)) == ("refused", "conflict")
    assert outcome(asked(office, BRUNO, command)) == ("refused", "conflict")
    office.talk()
    assert outcome(asked(office, BRUNO, structs.replace(command, destination="bruno"))) == ("refused", "bad_request")
    office.feed(facts.BridgeEntered(office.channel("PJSIP/1004-1", ChannelState.UP), "PJSIP/1001-1+PJSIP/1002-1"))
    assert outcome(asked(office, BRUNO, command)) == ("refused", "conflict")


@pytest.mark.parametrize("command", [DIRECT, ATTENDED, COMPLETE, CANCEL])
def test_nothing_is_transferred_while_the_pbx_is_away(office: Office, command: Command) -> None:
    two_calls(office)
    office.feed(facts.LinkChanged(PbxLink.DOWN))
    effects = asked(office, BRUNO, command)
    assert outcome(effects) == ("refused", "pbx_down")
    assert actions(effects) == []


@pytest.mark.parametrize("command", [DIRECT, ATTENDED])
def test_the_dial_rules_count_for_transfers(command: Command) -> None:
    rules = DialRules(allow=number_list(["X."]), purposes={Purpose.TRANSFER: number_list(["2XXX"])})
    office = Office(Settings(dial_rules=rules))
    talking(office)
    effects = asked(office, BRUNO, command)
    assert outcome(effects) == ("refused", "not_allowed")
    assert actions(effects) == []
