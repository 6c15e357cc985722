"""Calls from the user's mobile: whose they are, what they are not (calls of his phone), what is refused."""

import pytest
from msgspec import structs

from jackfield.domain import facts
from jackfield.domain.directory import Conference, Directory
from jackfield.domain.facts import ChannelState, PbxLink
from jackfield.domain.phone.patterns import DialRules, number_list
from jackfield.domain.requests import Hangup, Notify, Originate
from jackfield.domain.world import Settings
from jackfield.protocol import commands
from jackfield.protocol.events import CommandResult, PhoneStatusUpdate
from tests.support.office import ALICE, BRUNO, NOBODY, Office, actions, office_directory, published, replies, stages

LEG = "PJSIP/trunk-00000001"
ROOMS = (
    Conference(id=1, number="4000"),
    Conference(id=2, number="4001", user_pin="1", organizer_pin="2"),
    Conference(id=3, number="4002", user_pin="1"),
)


def directory() -> Directory:
    known = office_directory()
    mobiles = {BRUNO: "+33 6 39 98 01 05", NOBODY: "0639980106"}
    users = [structs.replace(user, mobile_number=mobiles.get(user.id, "")) for user in known.users]
    return Directory.build(users=users, lines=known.lines, conferences=ROOMS)


@pytest.fixture
def office() -> Office:
    made = Office()
    made.core.adopt(directory(), made.now)
    return made


def order(office: Office, destination: str = "1001", **variables: str) -> Originate:
    command = commands.DialFromMobile(destination=destination, variables=variables, requestId="m")
    (action,) = actions(office.ask(BRUNO, command))
    assert isinstance(action, Originate)
    return action


def refusal(office: Office, user: int, command: commands.Command) -> str:
    effects = office.ask(user, command)
    assert actions(effects) == []
    (result,) = [event for event in replies(effects) if isinstance(event, CommandResult)]
    return str(result.code)


def ringing(office: Office, action: Originate) -> list[object]:
    leg = office.channel(LEG, ChannelState.DOWN, uniqueid=action.channel_id, linkedid=action.channel_id)
    new = office.feed(facts.ChannelSeen(leg), facts.DialBegan(None, leg))
    return [*new, *office.feed(facts.ChannelSeen(office.channel(LEG, ChannelState.RINGING)))]


def test_the_mobile_is_called_then_the_destination_in_the_name_of_the_line(office: Office) -> None:
    action = order(office, "10 01", case="42")
    assert (action.endpoint, action.exten, action.context) == ("PJSIP/0033639980105@trunk", "1001", "internal")
    assert (action.caller_number, action.caller_name, action.mobile_of) == ("1002", "Bruno Keller", "1002")
    # onto the mobile's trunk nothing is attached; the core keeps it for whom it is connected to
    assert (action.variables, action.answers_itself) == ({}, False)


@pytest.mark.parametrize(("room", "profile"), [("4000", "participant"), ("4001", "organizer"), ("4002", "participant")])
def test_a_room_lets_in_unasked_as_what_its_pins_say(office: Office, room: str, profile: str) -> None:
    assert order(office, room, case="42").variables == {"JF_ENTER": f"{room}:{profile}:0:0"}


def test_it_is_told_as_a_call_of_the_line_that_does_not_occupy_the_phone(office: Office) -> None:
    told = ringing(office, order(office))
    assert stages(told, BRUNO) == ["EventDialing"]  # type: ignore[arg-type]
    assert [e for e in published(told, BRUNO) if isinstance(e, PhoneStatusUpdate)] == []  # type: ignore[arg-type]
    assert [str(e.status) for e in replies(told) if isinstance(e, CommandResult)] == ["done"]  # type: ignore[arg-type]


def test_it_is_hung_up_by_command_but_never_held_by_the_desk_phone(office: Office) -> None:
    action = order(office)
    ringing(office, action)
    office.feed(facts.ChannelSeen(office.channel(LEG, ChannelState.UP)))
    other = office.channel("PJSIP/1001-9", ChannelState.UP, linkedid=action.channel_id)
    office.feed(facts.ChannelSeen(other), *office.bridge(LEG, "PJSIP/1001-9"))
    assert not [a for a in actions(office.ask(BRUNO, commands.Hold())) if isinstance(a, Notify)]
    assert actions(office.ask(BRUNO, commands.Hangup())) == [Hangup(channel=LEG, cause=16)]


def test_after_a_restart_the_mark_on_the_channel_tells_whose_it_is(office: Office) -> None:
    fresh = Office(link=PbxLink.DOWN)
    fresh.core.adopt(directory(), fresh.now)
    leg = office.channel(LEG, ChannelState.UP, uniqueid="jackfield-old-dial-7", linkedid="jackfield-old-dial-7")
    other = office.channel("PJSIP/1001-9", ChannelState.UP, linkedid="jackfield-old-dial-7")
    fresh.feed(
        facts.LinkChanged(PbxLink.SYNCING),
        facts.ChannelListed(leg, "b", dials=True),
        facts.ChannelListed(other, "b"),
        facts.BridgeListed("b"),
        facts.MobileListed("jackfield-old-dial-7", "1002"),
        facts.MobileListed("unknown", "1002"),
    )
    told = fresh.feed(facts.LinkChanged(PbxLink.UP))
    assert stages(told, BRUNO) == ["EventEstablished"]


def test_what_cannot_be_done_is_refused(office: Office) -> None:
    dial = commands.DialFromMobile(destination="1001", requestId="1")
    assert refusal(office, ALICE, dial) == "not_found"
    assert refusal(office, NOBODY, dial) == "not_found"
    assert refusal(office, BRUNO, commands.DialFromMobile(destination="no number", requestId="2")) == "bad_request"
    office.feed(facts.LinkChanged(PbxLink.DOWN))
    assert refusal(office, BRUNO, structs.replace(dial, requestId="3")) == "pbx_down"


def test_a_rule_may_forbid_the_mobile() -> None:
    office = Office(Settings(dial_rules=DialRules(allow=number_list(["1XXX"]))))
    office.core.adopt(directory(), office.now)
    assert refusal(office, BRUNO, commands.DialFromMobile(destination="1001", requestId="1")) == "not_allowed"


@pytest.mark.parametrize("username", ["nobody", "Bruno", "", "zoë"])
def test_by_name_there_must_be_a_user_with_a_line(office: Office, username: str) -> None:
    assert refusal(office, ALICE, commands.DialByUsername(username=username, requestId="1")) == "not_found"


def test_by_name_the_line_of_the_user_is_called(office: Office) -> None:
    (action,) = actions(office.ask(ALICE, commands.DialByUsername(username="bruno", variables={"case": "7"})))
    assert isinstance(action, Originate)
    assert (action.endpoint, action.exten, action.shown_name) == ("PJSIP/1001", "1002", "Bruno Keller")
    assert action.variables == {"USR_case": "7"}


def test_no_rule_keeps_a_mobile_from_an_emergency_number(office: Office) -> None:
    nothing = DialRules(allow=number_list(()))
    office.core.world.settings = structs.replace(office.core.world.settings, dial_rules=nothing)
    assert refusal(office, BRUNO, commands.DialFromMobile(destination="1001", requestId="r")) == "not_allowed"
    assert order(office, "1 1 2").exten == "112"
