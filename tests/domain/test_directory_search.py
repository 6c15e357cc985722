"""What a client is answered when it looks people up, and that it is then told of their phones."""

import msgspec

from jackfield.domain import facts
from jackfield.domain.core import Client
from jackfield.domain.directory import Directory
from jackfield.domain.effects import Effect, Publish, Subscribe, hint_topic
from jackfield.domain.entries import Contact
from jackfield.domain.facts import PbxLink
from jackfield.domain.people.columns import columns
from jackfield.domain.phone import phones
from jackfield.domain.world import Settings
from jackfield.protocol import commands, events
from tests.support.office import ALICE, NOBODY, Office, replies

ZOE = Contact(source="contacts", id="7", first_name="Zoë", last_name="Brunel", company="Acme", number="0199000001")
BRANCH = Contact(source="contacts", id="8", last_name="Branch", number="4 711")


def office(settings: Settings | None = None) -> Office:
    made = Office(settings)
    made.core.adopt(made.core.world.directory, made.now, [ZOE, BRANCH])
    return made


def result(effects: list[Effect]) -> events.DirectoryResult:
    found, *_ = replies(effects)
    assert isinstance(found, events.DirectoryResult)
    return found


def test_colleagues_come_before_contacts_in_the_documented_layout() -> None:
    found = result(office().ask(ALICE, commands.DirectoryLookUp(term="brun")))
    assert found.headers == ("Firstname", "Lastname", "Number", "Mobile", "Favorite")
    assert found.entries == (
        events.DirectoryEntry(
            status=0, entry=("Bruno", "Keller", "1002", "", "false"), contact_id="2", source="internal", favorite=False
        ),
        events.DirectoryEntry(
            status=-2, entry=("Zoë", "Brunel", "0199000001", "", "false"), contact_id="7", source="contacts"
        ),
    )  # fmt: skip


def test_the_old_name_of_it_finds_the_same() -> None:
    old, new = commands.SearchDirectory(term="+33 1 99 00 00 01"), commands.DirectoryLookUp(term="01 99 00 00 01")
    assert result(office().ask(ALICE, old)) == result(office().ask(ALICE, new))


def test_an_empty_term_is_answered_with_nobody() -> None:
    for term in ("", " ", "%"):
        assert result(office().ask(ALICE, commands.DirectoryLookUp(term=term))).entries == ()


def test_a_request_is_answered() -> None:
    _, done = replies(office().ask(ALICE, commands.DirectoryLookUp(term="zoe", requestId="1")))
    assert isinstance(done, events.CommandResult)
    assert done.status == "done"


def test_columns_are_configurable() -> None:
    layout = Settings(directory_columns=columns(("Name=name", "Phone=number", "Firm=company", "From=source")))
    found = result(office(layout).ask(ALICE, commands.DirectoryLookUp(term="zoe")))
    assert found.headers == ("Name", "Phone", "Firm", "From")
    assert found.entries[0].entry == ("Zoë Brunel", "0199000001", "Acme", "contacts")


def test_answers_are_bounded() -> None:
    found = result(office(Settings(directory_results=1)).ask(ALICE, commands.DirectoryLookUp(term="brun")))
    assert [entry.contact_id for entry in found.entries] == ["2"]


def test_the_state_of_what_was_found_is_told_from_then_on() -> None:
    desk = office()
    effects = desk.ask(ALICE, commands.DirectoryLookUp(term="brun"))
    assert [effect for effect in effects if isinstance(effect, Subscribe)] == [
        Subscribe(f"s{ALICE}", hint_topic("1002"), "1002")
    ]
    told = desk.feed(facts.HintChanged("1002", "internal", 4))
    assert Publish(hint_topic("1002"), events.PhoneHintStatusEvent(number="1002", status=4)) in told  # type: ignore[arg-type]
    assert result(desk.ask(ALICE, commands.DirectoryLookUp(term="bruno"))).entries[0].status == 4


def test_a_contact_whose_number_the_pbx_watches_has_a_state() -> None:
    desk = office()
    assert result(desk.ask(ALICE, commands.DirectoryLookUp(term="branch"))).entries[0].status == -2
    desk.feed(facts.HintChanged("4711", "internal", 8))
    effects = desk.ask(ALICE, commands.DirectoryLookUp(term="branch"))
    assert result(effects).entries[0].status == 8
    assert Subscribe(f"s{ALICE}", hint_topic("4711"), "4711") in effects


def test_a_user_without_line_is_found_too() -> None:
    desk = office()
    user = desk.core.world.directory.user(NOBODY)
    assert user is not None
    (entry,) = result(desk.ask(ALICE, commands.DirectoryLookUp(term=user.full_name))).entries
    assert (entry.contact_id, entry.status) == (str(NOBODY), -2)


def test_a_phone_of_which_nobody_has_said_anything_is_in_error() -> None:
    desk = Office(link=PbxLink.DOWN)
    assert result(desk.ask(ALICE, commands.DirectoryLookUp(term="1002"))).entries[0].status == -99


def test_contacts_stay_when_only_the_directory_changes() -> None:
    desk = office()
    desk.core.adopt(desk.core.world.directory, desk.now)
    assert result(desk.core.ask(commands.DirectoryLookUp(term="zoe"), Client("s", ALICE), desk.now)).entries


def test_a_number_is_named_by_the_pbx_then_by_whom_we_know() -> None:
    desk = office()
    world = desk.core.world
    users = [msgspec.structs.replace(user, mobile_number="0639 980 105") for user in world.directory.users[:1]]
    desk.core.adopt(Directory.build(users=[*users, *world.directory.users[1:]], lines=world.directory.lines), desk.now)
    for number, given, name in (
        ("+33199000001", "", "Zoë Brunel"),
        ("+33199000001", "+33199000001", "Zoë Brunel"),
        ("+33199000001", "ACME", "ACME"),
        ("+33639980105", "", "Alice Martin"),
        ("1002", "", "Bruno Keller"),
        ("4711", "", "Branch"),
        ("0199000009", "", ""),
        ("0199000009", "0199000009", "0199000009"),
        ("", "", ""),
        ("anonymous", "", ""),
    ):
        assert phones.named(world, number, given) == name
