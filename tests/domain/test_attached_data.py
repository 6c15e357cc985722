"""What the events of a call say it was made for, and how attached data spread."""

import json

import pytest

from jackfield.domain import facts
from jackfield.domain.core import Client
from jackfield.domain.effects import Effect, Request
from jackfield.domain.facts import ChannelState
from jackfield.domain.requests import Originate, SetVariable
from jackfield.protocol import commands, events
from jackfield.protocol.decode import decode_frame
from jackfield.protocol.events import PhoneEvent
from tests.support.floor import Desk, Floor
from tests.support.office import ALICE, BRUNO, Office, actions, published, replies


def test_what_was_dialled_is_still_told_when_the_caller_ends_first() -> None:
    """Asterisk ends the two legs of a call in either order."""
    office = Office()
    caller = office.channel("PJSIP/1001-1", ChannelState.RING, exten="3001", context="from-trunk")
    office.feed(facts.ChannelSeen(caller))
    called = office.channel("PJSIP/1002-1", ChannelState.RINGING, linkedid=caller.linkedid, connected_number="1001")
    told = office.feed(
        facts.ChannelSeen(called), facts.DialBegan(caller, called), facts.ChannelGone(caller.uniqueid, 16)
    )
    told += office.feed(facts.ChannelGone(called.uniqueid, 16))
    ringing, released = [event for event in published(told, BRUNO) if isinstance(event, PhoneEvent)]
    assert (ringing.userData["XIVO_DSTNUM"], ringing.userData["XIVO_CONTEXT"]) == ("3001", "from-trunk")
    assert released.userData == ringing.userData


TRUNK = "PJSIP/trunk-1"


def set_data(office: Office, user: int = BRUNO, **data: str) -> list[Effect]:
    return office.ask(user, commands.SetData(variables=data, requestId=f"set-{len(office.effects)}"))


def ordered(effects: list[Effect]) -> list[tuple[str, str, str]]:
    return [(a.channel, a.name, a.value) for a in actions(effects) if isinstance(a, SetVariable)]


def answers(office: Office, effects: list[Effect], *oks: bool) -> list[Effect]:
    """The PBX answers these requests, in order."""
    tags = [effect.tag for effect in effects if isinstance(effect, Request)]
    done = [
        facts.RequestDone(tag, ok=ok, message="" if ok else "No such channel")
        for tag, ok in zip(tags, oks, strict=True)
    ]
    return office.feed(*done)


def result(effects: list[Effect]) -> events.CommandResult:
    [found] = [event for event in replies(effects) if isinstance(event, events.CommandResult)]
    return found


def data_of(office: Office, name: str) -> dict[str, str]:
    leg = office.core.world.leg_by_name(name)
    assert leg is not None
    return {key: value for key, value in leg.data.items() if key.startswith("USR_")}


def test_data_are_set_on_both_legs_and_done_when_the_pbx_has_set_them() -> None:
    office = Office()
    office.ring()
    office.talk()
    effects = set_data(office, case="1", USR_x="2")
    assert sorted(ordered(effects)) == [
        (f"PJSIP/{number}-1", name, value)
        for number in ("1001", "1002")
        for name, value in (("USR_case", "1"), ("USR_x", "2"))
    ]
    assert replies(effects) == []
    assert published(effects, BRUNO) == []
    *early, last = [effect for effect in effects if isinstance(effect, Request)]
    assert replies(answers(office, early, True, True, True)) == []
    assert result(answers(office, [last], True)).status == "done"


def test_what_the_pbx_did_not_set_is_as_before_and_said() -> None:
    office = Office()
    office.ring()
    office.talk()
    answers(office, set_data(office, case="old"), True, True)
    effects = set_data(office, case="new")
    told = answers(office, effects, True, False)
    outcome = result(told)
    assert (outcome.status, outcome.code) == ("refused", "pbx_refused")
    assert outcome.message == "1 of 2 values were attached; not attached was USR_case: No such channel"
    assert sorted([data_of(office, "PJSIP/1001-1")["USR_case"], data_of(office, "PJSIP/1002-1")["USR_case"]]) == [
        "new",
        "old",
    ]


def test_an_older_word_of_the_pbx_does_not_undo_what_was_set_since() -> None:
    office = Office()
    office.ring()
    office.talk()
    effects = set_data(office, case="new")
    office.feed(facts.VariableSet("PJSIP/1002-1", "USR_case", "old"))
    assert data_of(office, "PJSIP/1002-1") == {"USR_case": "new"}
    answers(office, effects, True, True)
    office.feed(facts.VariableSet("PJSIP/1002-1", "USR_case", "by the dial plan"))
    assert data_of(office, "PJSIP/1002-1") == {"USR_case": "by the dial plan"}


@pytest.mark.parametrize("refused", [False, True])
@pytest.mark.parametrize("first", ["PJSIP/1001-1", "PJSIP/1002-1"])
def test_what_is_set_before_the_two_have_met_is_newer_than_what_the_other_has(first: str, refused: bool) -> None:
    """The PBX has answered and bridges some milliseconds later: setData in between is for both, as it is afterwards."""
    office = Office()
    office.ring()
    office.feed(facts.VariableSet("PJSIP/1001-1", "USR_case", "old"))
    office.feed(facts.VariableSet("PJSIP/1002-1", "USR_case", "old"))
    called = office.channel("PJSIP/1002-1", ChannelState.UP)
    office.feed(facts.ChannelSeen(called), facts.DialEnded(called, "ANSWER"))
    caller = office.channel("PJSIP/1001-1", ChannelState.UP, connected_number="1002")
    office.feed(facts.ChannelSeen(caller))
    effects = set_data(office, case="new")
    assert ordered(effects) == [("PJSIP/1002-1", "USR_case", "new")]
    answers(office, effects, not refused)
    second = {"PJSIP/1001-1": "PJSIP/1002-1", "PJSIP/1002-1": "PJSIP/1001-1"}[first]
    met = office.feed(*office.bridge(first, second))
    wanted = "old" if refused else "new"
    assert ordered(met) == ([] if refused else [("PJSIP/1001-1", "USR_case", "new")])
    assert [data_of(office, name) for name in (first, second)] == [{"USR_case": wanted}] * 2
    answers(office, met, *[True] * len(ordered(met)))
    # what the dial plan gives one of them later stays his own
    office.feed(facts.VariableSet("PJSIP/1001-1", "USR_case", "by the dial plan"))
    assert ordered(office.feed(*office.apart(first, second), *office.bridge(first, second))) == []


def test_a_trunk_is_told_nothing_and_whom_its_call_goes_to_next_gets_it_all() -> None:
    office = Office()
    office.ring(TRUNK)
    office.talk(TRUNK)
    effects = set_data(office, case="1")
    assert ordered(effects) == [("PJSIP/1002-1", "USR_case", "1")]
    assert result(answers(office, effects, True)).status == "done"
    caller = office.channels[TRUNK]
    called = office.channel("PJSIP/1003-1", ChannelState.DOWN, linkedid=caller.linkedid)
    assert ordered(office.feed(facts.DialBegan(caller, called))) == [("PJSIP/1003-1", "USR_case", "1")]


def test_nothing_is_ordered_for_a_call_to_outside_but_on_the_own_leg() -> None:
    office = Office()
    office.ring(called=TRUNK)
    office.talk(called=TRUNK)
    assert ordered(set_data(office, ALICE, case="1")) == [("PJSIP/1001-1", "USR_case", "1")]


def test_data_of_a_dialled_call_are_not_inherited_by_the_pbx_but_ordered_for_each_leg() -> None:
    office = Office()
    [order] = actions(office.ask(ALICE, commands.Dial(destination="1002", variables={"case": "1"})))
    assert isinstance(order, Originate)
    own = office.channel("PJSIP/1001-9", ChannelState.UP, uniqueid=order.channel_id, linkedid=order.channel_id)
    called = office.channel("PJSIP/1002-9", ChannelState.DOWN, linkedid=own.linkedid)
    effects = office.feed(facts.ChannelSeen(own), facts.DialBegan(own, called))
    assert ordered(effects) == [("PJSIP/1002-9", "USR_case", "1")]


def test_a_phone_that_rings_before_its_dialling_is_told_has_the_data() -> None:
    """Asterisk 22: the phone's 180 may be quicker than DialBegin."""
    office = Office()
    own = office.channel("PJSIP/1001-1", ChannelState.RING, exten="1002")
    office.feed(facts.ChannelSeen(own), facts.VariableSet(own.uniqueid, "USR_case", "1"))
    [ringing] = [
        event
        for event in published(
            office.feed(facts.ChannelSeen(office.channel("PJSIP/1002-1", ChannelState.RINGING, linkedid=own.linkedid))),
            BRUNO,
        )
        if isinstance(event, PhoneEvent)
    ]
    assert ringing.userData["USR_case"] == "1"


@pytest.mark.parametrize("text", ['{"case": "é"}', "{'case':'é'}"])
def test_a_text_that_holds_an_object_is_taken(text: str) -> None:
    office = Office()
    office.ring()
    office.talk()
    command = decode_frame(json.dumps({"claz": "web", "command": "setData", "variables": text}))
    assert isinstance(command, commands.SetData)
    assert [value for _, _, value in ordered(office.ask(BRUNO, command))] == ["é", "é"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"a-b": "1"}, "is not a name"),
        ({f"v{n}": "" for n in range(101)}, "at most 100"),
        ({"a": "x" * 901}, "more than 900 bytes"),
        ({"a": "1", "USR_a": "2"}, "given twice"),
    ],
)
def test_what_cannot_be_attached_is_refused_as_a_whole(data: dict[str, str], why: str) -> None:
    office = Office()
    office.ring()
    office.talk()
    effects = office.ask(BRUNO, commands.SetData(variables={"good": "1", **data}))
    [error] = [event for event in replies(effects) if isinstance(event, events.Error)]
    assert why in error.Error
    assert actions(effects) == []
    assert data_of(office, "PJSIP/1002-1") == {}


def test_without_a_connected_call_only_who_asked_for_a_result_is_told() -> None:
    office = Office()
    office.ring()
    assert office.ask(BRUNO, commands.SetData(variables={"a": "1"})) == []
    assert result(set_data(office, a="1")).code == "not_found"


def user_data(desk: Desk) -> dict[str, dict[str, str]]:
    """What the present calls of each line carry, as their users would be told."""
    found = {}
    for user in range(1, 4):
        for effect in desk.core.ask(commands.GetCurrentCallsPhoneEvents(), Client("s", user), desk.floor.now):
            [event] = effect.event.events or [None]
            if event is not None:
                found[event.DN] = {key: value for key, value in event.userData.items() if key.startswith("USR_")}
    return found


def test_who_comes_late_finds_what_was_attached() -> None:
    """To a caller's leg by dial, to the called one by us, by setData since, and along a transfer."""
    floor = Floor()
    desk = floor.first

    def ask(user: int, command: commands.Command) -> None:
        desk.perform(desk.core.ask(command, Client("s", user), floor.now))
        floor.pass_time(1)

    ask(1, commands.Dial(destination="1002", variables={"case": 'Zoë, \\42; "x"'}))
    floor.simulator.phone("1002").answer()
    floor.pass_time(0.5)
    ask(2, commands.SetData(variables={"note": "(a) [b]"}))
    everything = {"USR_case": 'Zoë, \\42; "x"', "USR_note": "(a) [b]"}
    ask(2, commands.DirectTransfer(destination="1003"))
    floor.simulator.phone("1003").answer()
    floor.pass_time(0.5)
    late = floor.open()
    assert user_data(late) == {"1001": everything, "1003": everything}
