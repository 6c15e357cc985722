"""A user's own contacts: whom they are shown to, whom they name, and how cards look; directories not read."""

import pytest

from jackfield.domain.entries import Contact
from jackfield.domain.people.address_book import AddressBook
from jackfield.domain.people.contact_facts import ContactsRead, PersonalContactsRead
from jackfield.domain.people.personal_contacts import contact_of, told
from jackfield.domain.results import Refused
from jackfield.domain.world import Settings
from jackfield.protocol import commands, events
from tests.support.office import ALICE, BRUNO, Office, replies

AUNT = contact_of(
    "a1", {"firstname": "Léa", "lastname": "Thibodeaux", "number": "+33 1 99 00 11 22", "fax": "01 99 00 11 23"}
)


def office() -> Office:
    made = Office()
    made.feed(PersonalContactsRead(1, (AUNT,)))
    return made


def found(made: Office, client: int, term: str) -> list[str]:
    result, *_ = replies(made.ask(client, commands.DirectoryLookUp(term=term)))
    assert isinstance(result, events.DirectoryResult)
    return [entry.contact_id for entry in result.entries]


@pytest.mark.parametrize("term", ["lea", "THIBODEAUX", "01 99 00 11 22", "0199001123", "+33199001122"])
def test_they_are_found_by_their_owner_only(term: str) -> None:
    assert found(office(), ALICE, term) == ["a1"]
    assert found(office(), BRUNO, term) == []


def test_they_may_be_favorites_of_their_owner_only() -> None:
    made = office()
    (refused,) = replies(made.ask(BRUNO, commands.AddFavorite(contactId="a1", source="personal")))
    assert isinstance(refused, events.FavoriteUpdated)
    assert refused.action == "AddFail"
    assert not any(
        isinstance(each, events.FavoriteUpdated)
        for each in replies(made.ask(ALICE, commands.AddFavorite(contactId="a1", source="personal")))
    )


def test_cards() -> None:
    made = office()
    sheet, result = replies(made.ask(ALICE, commands.SearchContacts(term="lea")))
    assert isinstance(sheet, events.ContactSheet)
    assert isinstance(result, events.DirectoryResult)
    (card,) = sheet.sheets
    assert (card.name, card.isPersonal, card.isFavorite) == ("Léa Thibodeaux", True, False)
    assert [(action.action, action.args, action.default) for action in card.actions] == [
        ("Call", ("+33 1 99 00 11 22",), True)
    ]
    assert [(source.name, source.id) for source in card.sources] == [("personal", "a1")]
    assert [[field.name for field in part.fields] for part in card.details] == [
        ["Number", "Fax"],
        ["First name", "Last name"],
    ]
    sheet, result = replies(made.ask(ALICE, commands.GetFavoriteContacts()))
    assert sheet == events.FavoriteContactSheet(sheets=())
    assert isinstance(result, events.Favorites)


def test_a_colleague_as_a_card_tells_how_his_phone_is() -> None:
    sheet, *_ = replies(office().ask(ALICE, commands.SearchContacts(term="bruno")))
    assert isinstance(sheet, events.ContactSheet)
    assert sheet.sheets[0].status.phone == 0
    assert not sheet.sheets[0].isPersonal


def test_directories_are_searched_in_order_and_those_that_cannot_be_read_are_named() -> None:
    made = Office(Settings(contact_sources=("crm", "ldap")))

    def look(term: str) -> events.DirectoryResult:
        result, *_ = replies(made.ask(ALICE, commands.DirectoryLookUp(term=term)))
        assert isinstance(result, events.DirectoryResult)
        return result

    assert look("zoe").missing == ("crm", "ldap")
    zoes = {name: Contact(source=name, id="1", first_name="Zoë", number="0199000001") for name in ("crm", "ldap")}
    made.feed(ContactsRead("ldap", AddressBook([zoes["ldap"]])))
    assert look("zoe").missing == ("crm",)
    made.feed(ContactsRead("crm", AddressBook([zoes["crm"]])))
    result = look("zoe")
    assert [entry.source for entry in result.entries] == ["crm", "ldap"]
    assert not result.missing
    made.feed(ContactsRead("crm", None))
    result = look("zoe")
    assert [entry.source for entry in result.entries] == ["crm", "ldap"], "what was read before stays"
    assert result.missing == ("crm",)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "empty"),
        ({"firstname": " ", "number": None, "other": "x"}, "empty"),
        ({"firstname": ["Zoë"]}, "firstname must be text"),
        ({"number": True}, "number must be text"),
        ({"lastname": "x" * 201}, "lastname is longer"),
        ({"company": "a\nb"}, "company has a character"),
        ({"company": "a\ud800b"}, "company has a character"),
    ],
)
def test_what_cannot_be_written_down(given: dict[str, object], said: str) -> None:
    with pytest.raises(Refused, match=said):
        contact_of("1", given)


def test_what_is_written_down_comes_back() -> None:
    given = {"firstname": "Zoë", "lastname": "", "company": "", "number": "1001", "mobile": "", "fax": "", "email": ""}
    assert told(contact_of("1", {**given, "number": 1001, "id": "77"})) == {"id": "1", **given}
