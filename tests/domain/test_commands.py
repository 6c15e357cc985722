"""What commands do to the PBX and what their askers are told: with a core and hand-made facts."""

import pytest

from jackfield.domain import facts
from jackfield.domain.access import NoProfile
from jackfield.domain.core import Client
from jackfield.domain.effects import Journal, Publish, Request, Subscribe, TopicKind, Unsubscribe, hint_topic
from jackfield.domain.facts import ChannelState, PbxLink
from jackfield.domain.requests import BridgeBoth, Hangup, HoldBoth, Notify, NotifyEvent, Originate, PickUp
from jackfield.domain.world import Settings
from jackfield.protocol import commands, events
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import PhoneHint, ResultStatus
from tests.support.office import ALICE, BRUNO, NOBODY, ROOT, WENDY, Office, actions, published, replies, stages


def error_text(effects: list[object]) -> str:
    errors = [event for event in replies(effects) if isinstance(event, events.Error)]  # type: ignore[arg-type]
    assert len(errors) == 1
    return errors[0].Error


def result(effects: list[object]) -> events.CommandResult:
    found = [event for event in replies(effects) if isinstance(event, events.CommandResult)]  # type: ignore[arg-type]
    assert len(found) == 1
    return found[0]


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("1002", "1002"),
        (" 01 23.45-67 (8)9 ", "0123456789"),
        ("+33 1 44", "0033144"),
        ("*98", "*98"),
        ("#31#0612", "#31#0612"),
        ("\u00a0+41\u202f22", "004122"),
    ],
)
def test_a_number_is_dialled_as_people_type_it(office: Office, typed: str, dialled: str) -> None:
    (order,) = actions(office.ask(ALICE, commands.Dial(destination=typed)))
    assert isinstance(order, Originate)
    assert (order.endpoint, order.context, order.exten) == ("PJSIP/1001", "internal", dialled)


@pytest.mark.parametrize("typed", ["", "  ", "bruno", "1002,CALLERID(num)=112", "10\r\n02", "1" * 41, "10+02", "１２"])
def test_what_is_no_number_is_refused(office: Office, typed: str) -> None:
    effects = office.ask(ALICE, commands.Dial(destination=typed, requestId="r"))
    assert actions(effects) == []
    assert error_text(effects)
    assert result(effects).code is RefusalCode.BAD_REQUEST


def test_variables_get_their_prefix_only_when_missing(office: Office) -> None:
    data = {"var1": "a, b", "USR_two": "ü"}
    (order,) = actions(office.ask(ALICE, commands.Dial(destination="1002", variables=data)))
    assert isinstance(order, Originate)
    assert order.variables == {"USR_var1": "a, b", "USR_two": "ü"}


@pytest.mark.parametrize("name", ["", "a b", "é", "x" * 41, "CALLERID(num)", "a,b", "a=b"])
def test_a_variable_name_that_cannot_be_one_is_refused(office: Office, name: str) -> None:
    effects = office.ask(ALICE, commands.Dial(destination="1002", variables={name: "1"}))
    assert actions(effects) == []
    assert "variables" in error_text(effects)


@pytest.mark.parametrize("value", ["a\r\nb", "a\nb", "a\0b", "x" * 901, "(" * 451, "é" * 451])
def test_a_variable_value_that_cannot_be_one_is_refused(office: Office, value: str) -> None:
    effects = office.ask(ALICE, commands.Dial(destination="1002", variables={"a": value}))
    assert actions(effects) == []
    assert "variables" in error_text(effects)


def test_more_variables_than_an_action_can_carry_are_refused(office: Office) -> None:
    effects = office.ask(ALICE, commands.Dial(destination="1002", variables={f"v{n}": "" for n in range(101)}))
    assert actions(effects) == []
    assert "variables" in error_text(effects)


def test_nobody_dials_without_a_line(office: Office) -> None:
    effects = office.ask(NOBODY, commands.Dial(destination="1002", requestId="r"))
    assert "no line" in error_text(effects)
    assert result(effects).code is RefusalCode.NOT_FOUND


def test_nothing_is_ordered_while_the_pbx_is_away() -> None:
    office = Office(link=PbxLink.DOWN)
    effects = office.ask(ALICE, commands.Dial(destination="1002", requestId="r"))
    assert actions(effects) == []
    assert result(effects).code is RefusalCode.PBX_DOWN


def click_to_dial(office: Office, request_id: str | None = None) -> tuple[str, list[object]]:
    effects = office.ask(ALICE, commands.Dial(destination="1002", requestId=request_id))
    (order,) = actions(effects)
    assert isinstance(order, Originate)
    return order.channel_id, list(effects)


def own_phone_rings(office: Office, channel_id: str) -> list[object]:
    channel = office.channel("PJSIP/1001-7", ChannelState.RINGING, uniqueid=channel_id, linkedid=channel_id)
    return list(office.feed(facts.ChannelSeen(channel)))


def test_dialling_is_done_when_the_own_leg_is_there(office: Office) -> None:
    channel_id, effects = click_to_dial(office, "r1")
    assert replies(effects) == []  # type: ignore[arg-type]
    effects = own_phone_rings(office, channel_id)
    assert stages(effects, ALICE) == ["EventDialing"]  # type: ignore[arg-type]
    (event,) = [e for e in published(effects, ALICE) if isinstance(e, events.PhoneEvent)]  # type: ignore[arg-type]
    assert (event.otherDN, event.otherDName, event.callDirection) == ("1002", "Bruno Keller", "Outgoing")
    assert result(effects).status is ResultStatus.DONE


def test_an_order_that_the_pbx_refuses_is_told(office: Office) -> None:
    channel_id, _ = click_to_dial(office, "r1")
    effects = office.feed(facts.RequestDone(channel_id, ok=False, message="Extension does not exist."))
    assert error_text(effects) == "Extension does not exist."
    assert result(effects).code is RefusalCode.PBX_REFUSED


def test_an_own_phone_that_cannot_be_reached_is_told(office: Office) -> None:
    channel_id, _ = click_to_dial(office)
    effects = office.feed(facts.OriginateEnded(channel_id, channel_id, ok=False, reason=0))
    assert "could not be reached" in error_text(effects)


def test_a_silent_pbx_makes_the_outcome_unknown(office: Office) -> None:
    click_to_dial(office, "r1")
    assert result(office.pass_time(10.0)).status is ResultStatus.UNKNOWN


def test_an_application_that_answers_a_click_to_dial_establishes_it(office: Office) -> None:
    channel_id, _ = click_to_dial(office)
    own_phone_rings(office, channel_id)
    assert stages(office.feed(facts.ChannelSeen(office.channel("PJSIP/1001-7", ChannelState.UP))), ALICE) == []
    assert stages(office.pass_time(0.5), ALICE) == ["EventEstablished"]


def test_a_busy_tone_of_the_pbx_does_not_establish_a_click_to_dial(office: Office) -> None:
    channel_id, _ = click_to_dial(office)
    own_phone_rings(office, channel_id)
    up = office.channel("PJSIP/1001-7", ChannelState.UP)
    office.feed(facts.ChannelSeen(up), facts.RefusedByDialPlan(up))
    assert stages(office.pass_time(10), ALICE) == []
    assert stages(office.feed(facts.ChannelGone(channel_id, 17)), ALICE) == ["EventReleased"]


def test_a_click_to_dial_is_established_when_the_far_end_answers(office: Office) -> None:
    channel_id, _ = click_to_dial(office)
    own_phone_rings(office, channel_id)
    up = office.channel("PJSIP/1001-7", ChannelState.UP)
    far = office.channel("PJSIP/1002-7", ChannelState.RINGING, linkedid=channel_id, connected_number="1001")
    effects = office.feed(facts.ChannelSeen(up), facts.DialBegan(up, far), facts.ChannelSeen(far))
    assert stages(effects + office.pass_time(1), ALICE) == []
    assert stages(effects, BRUNO) == ["EventRinging"]
    far = office.channel("PJSIP/1002-7", ChannelState.UP)
    effects = office.feed(facts.ChannelSeen(far), facts.DialEnded(far, "ANSWER"))
    effects += office.feed(*office.bridge("PJSIP/1001-7", "PJSIP/1002-7"))
    assert stages(effects, ALICE) == ["EventEstablished"]


def test_hangup_takes_the_established_call_before_the_ringing_one(office: Office) -> None:
    office.ring()
    office.talk()
    office.ring("PJSIP/1003-1", "PJSIP/1002-2")
    assert actions(office.ask(BRUNO, commands.Hangup())) == [Hangup(channel="PJSIP/1002-1", cause=16)]


def test_hangup_refuses_a_ringing_call_and_cancels_a_dialled_one(office: Office) -> None:
    office.ring()
    assert actions(office.ask(BRUNO, commands.Hangup())) == [Hangup(channel="PJSIP/1002-1", cause=21)]
    assert actions(office.ask(ALICE, commands.Hangup())) == [Hangup(channel="PJSIP/1001-1", cause=16)]


def test_hangup_of_an_unknown_call_is_silent_but_for_its_result(office: Office) -> None:
    office.ring()
    assert office.ask(ALICE, commands.Hangup(uniqueId="nope")) == []
    effects = office.ask(ALICE, commands.Hangup(uniqueId="nope", requestId="r"))
    assert [type(event) for event in replies(effects)] == [events.CommandResult]


def test_nobody_hangs_up_the_call_of_another(office: Office) -> None:
    office.ring()
    assert office.ask(WENDY, commands.Hangup(uniqueId="PJSIP/1001-1")) == []


def test_hangup_is_done_when_the_leg_is_released(office: Office) -> None:
    office.ring()
    office.ask(ALICE, commands.Hangup(requestId="r"))
    effects = office.feed(facts.ChannelGone("PJSIP/1001-1", 16))
    assert stages(effects, ALICE) == ["EventReleased"]
    assert result(effects).status is ResultStatus.DONE


def test_a_phone_that_obeys_answers_by_notify(office: Office) -> None:
    office.ring()
    assert actions(office.ask(BRUNO, commands.Answer())) == [Notify(channel="PJSIP/1002-1", event=NotifyEvent.TALK)]


def test_a_known_user_agent_is_told_by_notify(office: Office) -> None:
    office.feed(facts.ContactChanged("PJSIP/1001", reachable=True, user_agent="Yealink SIP-T54W 96.86"))
    office.ring("PJSIP/1002-1", "PJSIP/1001-1")
    assert actions(office.ask(ALICE, commands.Answer())) == [Notify(channel="PJSIP/1001-1", event=NotifyEvent.TALK)]


def test_an_unknown_phone_is_never_sent_a_notify(office: Office) -> None:
    office.feed(facts.ContactChanged("PJSIP/1001", reachable=True, user_agent="baresip v1.1.0"))
    office.ring("PJSIP/1002-1", "PJSIP/1001-1")
    effects = office.ask(ALICE, commands.Answer(requestId="r"))
    assert actions(effects) == []
    assert result(effects).code is RefusalCode.NOT_SUPPORTED


def test_a_browser_is_asked_to_answer(office: Office) -> None:
    office.ring("PJSIP/1001-1", "PJSIP/1003-1")
    effects = office.ask(WENDY, commands.Answer())
    assert published(effects, WENDY) == [events.WebRTCCmd(command="Answer")]  # type: ignore[arg-type]
    assert actions(effects) == []


def test_an_auto_answered_second_call_stays_the_same_call(office: Office) -> None:
    office.ring("PJSIP/1001-1", "PJSIP/1004-1")
    (order,) = actions(office.ask(ROOT, commands.Answer(requestId="r")))
    assert isinstance(order, PickUp)
    assert order.channel == "PJSIP/1004-1"
    new = office.channel("PJSIP/1004-2", ChannelState.RINGING, uniqueid=order.channel_id, linkedid=order.channel_id)
    assert stages(office.feed(facts.ChannelSeen(new)), ROOT) == []
    new = office.channel("PJSIP/1004-2", ChannelState.UP, connected_number="1001")
    effects = office.feed(facts.ChannelSeen(new), facts.PickedUp(new, "PJSIP/1004-1"))
    effects += office.feed(facts.ChannelGone("PJSIP/1004-1", 26))
    (event,) = [event for event in published(effects, ROOT) if isinstance(event, events.PhoneEvent)]
    assert (event.eventType, event.uniqueId, event.otherDN) == ("EventEstablished", "PJSIP/1004-1", "1001")
    assert result(effects).status is ResultStatus.DONE
    effects = office.feed(facts.ChannelGone(order.channel_id, 16))
    assert stages(effects, ROOT) == ["EventReleased"]


def test_hold_is_a_toggle_by_notify(office: Office) -> None:
    office.ring()
    office.talk()
    assert actions(office.ask(BRUNO, commands.Hold())) == [Notify(channel="PJSIP/1002-1", event=NotifyEvent.HOLD)]
    effects = office.feed(facts.HoldChanged(office.channels["PJSIP/1002-1"], held=True))
    assert stages(effects, BRUNO) == ["EventOnHold"]
    assert Publish(hint_topic("1002"), events.PhoneHintStatusEvent(number="1002", status=PhoneHint.ONHOLD)) in effects
    assert actions(office.ask(BRUNO, commands.Hold())) == [Notify(channel="PJSIP/1002-1", event=NotifyEvent.TALK)]


def held_by_server(office: Office) -> list[object]:
    office.ring()
    office.talk()
    effects = office.ask(ALICE, commands.Hold(requestId="h"))
    assert actions(effects) == [HoldBoth(held="PJSIP/1002-1", holder="PJSIP/1001-1")]
    return list(office.feed(*office.apart("PJSIP/1001-1", "PJSIP/1002-1")))


def test_the_server_holds_for_a_phone_that_cannot_be_told(office: Office) -> None:
    effects = held_by_server(office)
    assert stages(effects, ALICE) == ["EventOnHold"]  # type: ignore[arg-type]
    assert stages(effects, BRUNO) == []  # type: ignore[arg-type]
    assert result(effects).status is ResultStatus.DONE
    assert Journal({"PJSIP/1001-1": "PJSIP/1002-1"}) in effects


def test_a_hold_asked_for_before_the_bridge_is_done_in_it(office: Office) -> None:
    """A program that holds at once on EventEstablished is some milliseconds earlier than the bridge."""
    office.ring()
    caller = office.channel("PJSIP/1001-1", ChannelState.UP, connected_number="1002")
    office.feed(facts.ChannelSeen(office.channel("PJSIP/1002-1", ChannelState.UP)), facts.ChannelSeen(caller))
    assert actions(office.ask(ALICE, commands.Hold(requestId="h"))) == []
    effects = office.feed(*office.bridge("PJSIP/1001-1", "PJSIP/1002-1"))
    assert actions(effects) == [HoldBoth(held="PJSIP/1002-1", holder="PJSIP/1001-1")]
    effects = office.feed(*office.apart("PJSIP/1001-1", "PJSIP/1002-1"))
    assert result(effects).status is ResultStatus.DONE


def test_a_hold_asked_for_when_alone_in_the_bridge_is_done_when_the_other_is_there(office: Office) -> None:
    office.ring()
    caller = office.channel("PJSIP/1001-1", ChannelState.UP, connected_number="1002")
    office.feed(facts.ChannelSeen(office.channel("PJSIP/1002-1", ChannelState.UP)), facts.ChannelSeen(caller))
    first, second = office.bridge("PJSIP/1001-1", "PJSIP/1002-1")
    office.feed(first)
    assert actions(office.ask(ALICE, commands.Hold(requestId="h"))) == []
    assert actions(office.feed(second)) == [HoldBoth(held="PJSIP/1002-1", holder="PJSIP/1001-1")]


def test_a_hold_asked_for_before_a_bridge_that_never_comes_is_dropped(office: Office) -> None:
    office.ring()
    caller = office.channel("PJSIP/1001-1", ChannelState.UP, connected_number="1002")
    office.feed(facts.ChannelSeen(office.channel("PJSIP/1002-1", ChannelState.UP)), facts.ChannelSeen(caller))
    office.ask(ALICE, commands.Hold(requestId="h"))
    effects = office.feed(facts.ChannelGone("PJSIP/1001-1", 16))
    assert result(effects).code is RefusalCode.PBX_REFUSED
    assert office.core.world.holds_due == {}


def test_a_call_with_an_application_cannot_be_held_by_the_server(office: Office) -> None:
    office.feed(facts.ChannelSeen(office.channel("PJSIP/1001-1", ChannelState.RING, exten="9000")))
    office.feed(facts.ChannelSeen(office.channel("PJSIP/1001-1", ChannelState.UP)))
    assert result(office.ask(ALICE, commands.Hold(requestId="h"))).code is RefusalCode.CONFLICT


def test_the_server_resumes_by_a_bridge(office: Office) -> None:
    held_by_server(office)
    assert actions(office.ask(ALICE, commands.Hold())) == [BridgeBoth(one="PJSIP/1001-1", other="PJSIP/1002-1")]
    effects = office.feed(*office.bridge("PJSIP/1001-1", "PJSIP/1002-1"))
    assert stages(effects, ALICE) == ["EventEstablished"]
    assert Journal({}) in effects


def test_a_bridge_refused_for_the_moment_is_tried_again(office: Office) -> None:
    """Asterisk 22 refuses a channel that is still on its way to the music (measured)."""
    held_by_server(office)
    effects = office.ask(ALICE, commands.Hold(requestId="resume"))
    (tag,) = [effect.tag for effect in effects if isinstance(effect, Request)]
    bridge = BridgeBoth(one="PJSIP/1001-1", other="PJSIP/1002-1")
    for _ in range(4):
        assert office.feed(facts.RequestDone(tag, ok=False, message="Unable to add Channel1 to bridge")) != []
        assert office.pass_time(0.2) == [Request(tag, bridge)]
    office.feed(facts.RequestDone(tag, ok=True))
    effects = office.feed(*office.bridge("PJSIP/1001-1", "PJSIP/1002-1"))
    assert result(effects).status is ResultStatus.DONE
    assert office.core.world.resumptions == {}


def test_a_bridge_refused_for_good_is_told(office: Office) -> None:
    held_by_server(office)
    effects = office.ask(ALICE, commands.Hold(requestId="resume"))
    (tag,) = [effect.tag for effect in effects if isinstance(effect, Request)]
    for _ in range(4):
        office.feed(facts.RequestDone(tag, ok=False, message="no"))
        office.pass_time(0.2)
    assert result(office.feed(facts.RequestDone(tag, ok=False, message="no"))).code is RefusalCode.PBX_REFUSED
    assert office.core.world.resumptions == {}


def test_a_holder_whose_held_party_leaves_is_freed(office: Office) -> None:
    held_by_server(office)
    effects = office.feed(facts.ChannelGone("PJSIP/1002-1", 16))
    assert actions(effects) == [Hangup(channel="PJSIP/1001-1", cause=16)]


def test_a_holder_whose_held_party_leaves_is_told_as_holding_until_he_is_gone(office: Office) -> None:
    held_by_server(office)
    office.feed(facts.ChannelGone("PJSIP/1002-1", 16))
    assert published(office.feed(facts.HintChanged("1001", "internal", 1)), ALICE) == []
    gone = published(office.feed(facts.ChannelGone("PJSIP/1001-1", 16)), ALICE)
    assert [type(event).__name__ for event in gone] == ["PhoneEvent", "PhoneStatusUpdate"]


def test_whom_the_server_held_is_freed_when_the_holder_leaves(office: Office) -> None:
    held_by_server(office)
    effects = office.feed(facts.ChannelGone("PJSIP/1001-1", 16))
    assert stages(effects, ALICE) == ["EventReleased"]
    assert actions(effects) == [Hangup(channel="PJSIP/1002-1", cause=16)]
    assert Journal({}) in effects


@pytest.mark.parametrize("left", ["PJSIP/1001-1", "PJSIP/1002-1"])
def test_who_is_left_of_a_hold_by_server_after_a_restart_is_freed(left: str) -> None:
    again = Office(link=PbxLink.DOWN)
    again.feed(facts.JournalRead({"PJSIP/1001-1": "PJSIP/1002-1"}), facts.LinkChanged(PbxLink.SYNCING))
    again.feed(facts.ChannelListed(again.channel(left, ChannelState.UP, linkedid="PJSIP/1001-1")))
    effects = again.feed(facts.LinkChanged(PbxLink.UP))
    assert actions(effects) == [Hangup(channel=left, cause=16)]
    assert Journal({}) in effects


def test_current_calls_are_those_last_told(office: Office) -> None:
    assert replies(office.ask(ALICE, commands.GetCurrentCallsPhoneEvents())) == [
        events.CurrentCallsPhoneEvents(events=())
    ]
    office.ring()
    office.ring("PJSIP/1003-1", "PJSIP/1001-2")
    (answer,) = replies(office.ask(ALICE, commands.GetCurrentCallsPhoneEvents()))
    assert isinstance(answer, events.CurrentCallsPhoneEvents)
    assert [event.eventType for event in answer.events] == ["EventDialing", "EventRinging"]
    assert replies(office.ask(NOBODY, commands.GetCurrentCallsPhoneEvents())) == [
        events.CurrentCallsPhoneEvents(events=())
    ]


def test_hints_are_echoed_as_written_and_unknown_ones_stay_silent(office: Office) -> None:
    office.feed(facts.HintChanged("4000", "internal", 17))
    numbers = ("1002", "10 02", "4000", "777", "not a number", "1002")
    effects = office.ask(ALICE, commands.SubscribeToPhoneHints(phoneNumbers=numbers))
    told = [
        (event.number, event.status) for event in replies(effects) if isinstance(event, events.PhoneHintStatusEvent)
    ]
    assert told == [("1002", 0), ("10 02", 0), ("4000", 16)]
    assert Subscribe("s1", hint_topic("1002"), "10 02") in effects
    assert Subscribe("s1", hint_topic("777"), "777") in effects
    assert office.ask(ALICE, commands.UnsubscribeFromAllPhoneHints()) == [Unsubscribe("s1", TopicKind.HINT)]


def test_the_same_request_is_executed_once_and_answered_again(office: Office) -> None:
    channel_id, _ = click_to_dial(office, "same")
    assert office.ask(ALICE, commands.Dial(destination="1002", requestId="same")) == []
    own_phone_rings(office, channel_id)
    again = office.ask(ALICE, commands.Dial(destination="1002", requestId="same"))
    assert result(list(again)).status is ResultStatus.DONE
    assert actions(again) == []
    office.now += 61
    assert len(actions(office.ask(ALICE, commands.Dial(destination="1002", requestId="same")))) == 1


def test_another_session_may_use_the_same_request_id(office: Office) -> None:
    assert len(actions(office.ask(ALICE, commands.Dial(destination="1002", requestId="x"), session="tab1"))) == 1
    assert len(actions(office.ask(ALICE, commands.Dial(destination="1002", requestId="x"), session="tab2"))) == 1


def test_the_hardened_profile_keeps_to_its_own_phone() -> None:
    office = Office(Settings(no_profile=NoProfile.OWN))
    assert result(office.ask(ALICE, commands.SubscribeToPhoneHints(phoneNumbers=("1002",), requestId="r"))).code is (
        RefusalCode.NOT_ALLOWED
    )
    assert len(actions(office.ask(ALICE, commands.Dial(destination="1002")))) == 1
    assert any(
        isinstance(e, Subscribe) for e in office.ask(ROOT, commands.SubscribeToPhoneHints(phoneNumbers=("1002",)))
    )


def test_phones_show_an_error_when_the_pbx_is_away_for_long(office: Office) -> None:
    office.feed(facts.LinkChanged(PbxLink.DOWN))
    assert published(office.pass_time(4.0), ALICE) == []
    told = published(office.pass_time(1.0), ALICE)
    assert told == [events.PhoneStatusUpdate(status="ERROR")]  # type: ignore[arg-type]
    office.feed(facts.LinkChanged(PbxLink.SYNCING))
    told = published(office.feed(facts.LinkChanged(PbxLink.UP)), ALICE)
    assert told == [events.PhoneStatusUpdate(status="AVAILABLE")]  # type: ignore[arg-type]


def test_a_channel_that_has_ended_does_not_come_to_life_again(office: Office) -> None:
    office.ring()
    office.talk()
    leaving = office.apart("PJSIP/1001-1", "PJSIP/1002-1")
    office.feed(facts.ChannelGone("PJSIP/1001-1", 16), facts.ChannelGone("PJSIP/1002-1", 16), *leaving)
    assert office.core.world.legs == {}


def test_calls_that_ended_unseen_are_released_by_the_resynchronisation(office: Office) -> None:
    office.ring()
    office.talk()
    office.feed(facts.LinkChanged(PbxLink.DOWN), facts.LinkChanged(PbxLink.SYNCING))
    effects = office.feed(facts.LinkChanged(PbxLink.UP))
    assert stages(effects, ALICE) == ["EventReleased"]
    assert stages(effects, BRUNO) == ["EventReleased"]


def test_a_hold_by_server_is_remembered_over_a_restart(office: Office) -> None:
    held_by_server(office)
    again = Office(link=PbxLink.DOWN)
    again.feed(facts.JournalRead({"PJSIP/1001-1": "PJSIP/1002-1"}), facts.LinkChanged(PbxLink.SYNCING))
    for name, other in (("PJSIP/1001-1", "1002"), ("PJSIP/1002-1", "1001")):
        listed = again.channel(name, ChannelState.UP, linkedid="PJSIP/1001-1", connected_number=other)
        again.feed(facts.ChannelListed(listed))
    effects = again.feed(facts.LinkChanged(PbxLink.UP))
    assert stages(effects, ALICE) == ["EventOnHold"]
    assert stages(effects, BRUNO) == ["EventEstablished"]
    assert [type(effect) for effect in again.ask(ALICE, commands.Hold()) if isinstance(effect, Request)]


@pytest.mark.parametrize("during", ["hold", "resume"])
def test_a_hold_that_was_changed_unseen_is_told_by_the_resynchronisation(office: Office, during: str) -> None:
    office.ring()
    office.talk()
    if during == "resume":
        office.feed(facts.HoldChanged(office.channels["PJSIP/1001-1"], held=True))
    office.feed(facts.LinkChanged(PbxLink.DOWN), facts.LinkChanged(PbxLink.SYNCING))
    # the held one's device is what shows it
    office.feed(facts.DeviceChanged("PJSIP/1002", "ONHOLD" if during == "hold" else "INUSE"))
    for name in ("PJSIP/1001-1", "PJSIP/1002-1"):
        office.feed(facts.ChannelListed(office.channels[name], bridge="PJSIP/1001-1+PJSIP/1002-1"))
    effects = office.feed(facts.LinkChanged(PbxLink.UP))
    assert stages(effects, ALICE) == ["EventOnHold" if during == "hold" else "EventEstablished"]
    assert stages(effects, BRUNO) == []


def test_a_hold_told_while_the_lists_come_is_newer_than_they(office: Office) -> None:
    office.ring()
    office.talk()
    office.feed(facts.LinkChanged(PbxLink.DOWN), facts.LinkChanged(PbxLink.SYNCING))
    office.feed(facts.DeviceChanged("PJSIP/1002", "INUSE"))
    for name in ("PJSIP/1001-1", "PJSIP/1002-1"):
        office.feed(facts.ChannelListed(office.channels[name], bridge="PJSIP/1001-1+PJSIP/1002-1"))
    assert stages(office.feed(facts.HoldChanged(office.channels["PJSIP/1001-1"], held=True)), ALICE) == ["EventOnHold"]
    assert stages(office.feed(facts.LinkChanged(PbxLink.UP)), ALICE) == []


def test_a_call_found_by_a_list_entered_by_the_context_of_its_line(office: Office) -> None:
    again = Office(link=PbxLink.DOWN)
    again.feed(facts.LinkChanged(PbxLink.SYNCING))
    caller = again.channel("PJSIP/1001-1", ChannelState.UP, connected_number="1002", context="dial-phone", exten="s")
    again.feed(facts.ChannelListed(caller))
    [event] = [
        e for e in published(again.feed(facts.LinkChanged(PbxLink.UP)), ALICE) if isinstance(e, events.PhoneEvent)
    ]
    assert event.userData["XIVO_CONTEXT"] == "internal"


def test_a_click_to_dial_nobody_ordered_here_is_known_by_its_id(office: Office) -> None:
    own = {"uniqueid": "jackfield-older-dial-3", "linkedid": "jackfield-older-dial-3", "exten": "s"}
    office.feed(facts.ChannelSeen(office.channel("PJSIP/1001-1", ChannelState.DOWN, **own)))
    office.feed(facts.ChannelSeen(office.channel("PJSIP/1001-1", ChannelState.DOWN, connected_number="1002")))
    effects = office.feed(facts.ChannelSeen(office.channel("PJSIP/1001-1", ChannelState.RINGING)))
    assert stages(effects, ALICE) == ["EventDialing"]
    assert published(effects, ALICE)[0].otherDN == "1002"  # type: ignore[attr-defined]
    assert stages(office.feed(facts.ChannelSeen(office.channel("PJSIP/1001-1", ChannelState.UP))), ALICE) == []
    assert stages(office.pass_time(0.5), ALICE) == ["EventEstablished"]


def test_a_click_to_dial_that_still_rings_after_a_restart_is_not_established(office: Office) -> None:
    again = Office(link=PbxLink.DOWN)
    again.feed(facts.LinkChanged(PbxLink.SYNCING))
    own = {"uniqueid": "jackfield-older-dial-3", "linkedid": "jackfield-older-dial-3", "connected_number": "1002"}
    again.feed(facts.ChannelListed(again.channel("PJSIP/1001-1", ChannelState.UP, **own), dials=True))
    effects = again.feed(facts.LinkChanged(PbxLink.UP))
    assert stages(effects, ALICE) == ["EventDialing"]
    assert stages(again.pass_time(10), ALICE) == []


def test_every_session_is_told_logged_on_first(office: Office) -> None:
    effects = office.core.connect(Client("s", ALICE), office.now)
    names = [type(event).__name__ for event in replies(effects)]
    assert names == [
        "LoggedOn", "RightProfile", "UsersStatuses", "UserConfigUpdate", "UserStatusUpdate", "PhoneStatusUpdate",
    ]  # fmt: skip
    numbered = office.core.connect(Client("n", ALICE, numbered=True), office.now)
    assert [type(event).__name__ for event in replies(numbered)] == [*names, "PbxStatus"]


def test_while_the_pbx_lets_a_phone_consult_nothing_is_held_or_resumed(office: Office) -> None:
    office.ring()
    office.talk()
    office.feed(facts.HoldChanged(office.channels["PJSIP/1001-1"], True))
    half = office.channel("Local/1003@internal-1;1", ChannelState.DOWN, exten="1003")
    office.feed(facts.BridgeEntered(half, "second"), facts.BridgeEntered(office.channels["PJSIP/1001-1"], "second"))
    refusal = result(office.ask(ALICE, commands.Hold(requestId="r")))
    assert refusal.code is RefusalCode.CONFLICT
    assert "transfer" in str(refusal.message)


def test_a_phone_that_loses_the_call_at_a_notify_is_told_as_refusing(office: Office) -> None:
    office.ring()
    assert actions(office.ask(BRUNO, commands.Answer(requestId="r"))) == [
        Notify(channel="PJSIP/1002-1", event=NotifyEvent.TALK)
    ]
    refusal = result(office.feed(facts.ChannelGone("PJSIP/1002-1", 0)))
    assert refusal.code is RefusalCode.PBX_REFUSED
