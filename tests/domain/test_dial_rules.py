"""Toll fraud: whom the rules let call what, what a refusal says, how many calls in a minute."""

import pytest
from msgspec import structs

from jackfield.config import Dialing
from jackfield.domain.phone.dial_rules import may_dial
from jackfield.domain.phone.patterns import (
    DialRules,
    PatternError,
    Purpose,
    lists_by_name,
    lists_by_profile,
    number_list,
)
from jackfield.domain.requests import Originate
from jackfield.domain.results import Refused
from jackfield.domain.world import Settings, World
from jackfield.protocol import commands
from jackfield.protocol.events import CommandResult
from tests.support.office import ALICE, BRUNO, ROOT, Office, actions, replies

NARROW = Dialing(
    allow=("1XXX", "0[1-9].", "-089."),
    profiles=("Admin: .",),
    lines=("1002: 1XXX",),
    forwards=("XXXX",),
    calls_per_minute=3,
).rules


def refusal(office: Office, user_id: int, number: str, what_for: Purpose = Purpose.CALL) -> str:
    world: World = office.core.world
    user = world.directory.user(user_id)
    assert user is not None
    try:
        may_dial(world, user, world.directory.line_of_user(user_id), number, what_for)
    except Refused as refused:
        return f"{refused.code}: {refused.text}"
    return ""


@pytest.fixture
def office() -> Office:
    return Office(Settings(dial_rules=NARROW))


@pytest.mark.parametrize(
    ("pattern", "in_it", "not_in_it"),
    [
        ("1XXX", ["1000", "1999"], ["100", "10000", "2000", "1*00"]),
        ("_0Z.", ["011", "019*#"], ["01", "001", "1"]),
        ("N[13-5]!", ["21", "95", "9312#"], ["11", "22", "2"]),
        ("*21.", ["*211"], ["*21", "211"]),
        (".", ["0", "#", "0044"], [""]),
    ],
)
def test_patterns_are_those_of_the_dial_plan(pattern: str, in_it: list[str], not_in_it: list[str]) -> None:
    listed = number_list([pattern])
    assert [number for number in in_it if number not in listed] == []
    assert [number for number in not_in_it if number in listed] == []


@pytest.mark.parametrize("pattern", ["", "_", "-", "12a", "[]", "[5-]", "+33.", "1 2", "(1|2)", "[1", "0089\n"])
def test_what_is_no_pattern_is_said(pattern: str) -> None:
    with pytest.raises(PatternError):
        number_list([pattern])


def test_rules_without_a_name_or_for_an_unknown_profile_are_said() -> None:
    with pytest.raises(PatternError, match="NAME"):
        lists_by_name(["1XXX 2XXX"])
    with pytest.raises(PatternError, match="Teacher"):
        lists_by_profile(["Teacher: ."])


def test_nothing_is_in_an_empty_list() -> None:
    assert "1001" not in number_list([])


def test_by_default_everything_may_be_called(office: Office) -> None:
    office.core.world.settings = structs.replace(office.core.world.settings, dial_rules=DialRules())
    assert [refusal(office, ALICE, number, purpose) for number in ("1002", "00449", "*8") for purpose in Purpose] == (
        [""] * 12
    )


def test_the_list_of_the_line_counts_then_that_of_the_profile_then_that_of_everybody(office: Office) -> None:
    assert refusal(office, ALICE, "0612") == ""
    assert refusal(office, ALICE, "08912") == "not_allowed: 08912 may not be called (dial rule of everybody)"
    assert refusal(office, BRUNO, "0612") == "not_allowed: 0612 may not be called (dial rule of line 1002)"
    assert refusal(office, ROOT, "08912") == ""


def test_a_forward_must_be_in_its_own_list_too(office: Office) -> None:
    assert refusal(office, ALICE, "061234", Purpose.FORWARD).endswith("(dial rule for each forward)")
    assert refusal(office, ALICE, "1003", Purpose.FORWARD) == ""
    assert refusal(office, ALICE, "061234", Purpose.TRANSFER) == ""


def test_emergency_numbers_are_never_blocked_nor_forwarded_to(office: Office) -> None:
    assert refusal(office, BRUNO, "112") == ""
    assert refusal(office, BRUNO, "112", Purpose.TRANSFER) == ""
    assert "emergency number 112" in refusal(office, ROOT, "112", Purpose.FORWARD)


def test_a_call_that_a_rule_forbids_is_not_made(office: Office) -> None:
    effects = office.ask(BRUNO, commands.Dial(destination="06 12", requestId="1"))
    assert actions(effects) == []
    (result,) = [event for event in replies(effects) if isinstance(event, CommandResult)]
    assert result.code == "not_allowed"
    assert "line 1002" in str(result.message)


def test_more_calls_than_may_be_in_a_minute_are_refused_but_emergencies_go_on(office: Office) -> None:
    def dial(number: str) -> bool:
        return any(
            isinstance(action, Originate) for action in actions(office.ask(ALICE, commands.Dial(destination=number)))
        )

    assert [dial("1002") for _ in range(4)] == [True, True, True, False]
    assert dial("112")
    assert [type(action) for action in actions(office.ask(BRUNO, commands.Dial(destination="1001")))] == [Originate]
    office.pass_time(60)
    assert dial("1002")


def test_who_calls_too_often_is_told_by_which_rule(office: Office) -> None:
    for number in ("1", "2", "3"):
        office.ask(ROOT, commands.Dial(destination=number))
    (result,) = [
        e
        for e in replies(office.ask(ROOT, commands.Dial(destination="4", requestId="1")))
        if isinstance(e, CommandResult)
    ]
    assert result.code == "throttled"
    assert "calls_per_minute" in str(result.message)
