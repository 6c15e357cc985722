"""Contacts are found by any part of any column, whatever the accents, and by number in any notation."""

from operator import attrgetter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from jackfield.domain.entries import Contact
from jackfield.domain.people.address_book import AddressBook
from jackfield.domain.people.folding import digits_of, folded, same_number, significant, words_of

PEOPLE = [
    Contact(source="c", id="1", first_name="Søren", last_name="Bjerregaard", company="Møbler A/S", number="0199000001"),
    Contact(source="c", id="2", first_name="Hélène", last_name="Saint-Aubin", number="+33 1 99 00 00 02"),
    Contact(source="c", id="3", first_name="Siobhán", last_name="O’Brien", mobile="06.39.98.00.03"),
    Contact(source="c", id="4", company="24/7 Dépannage", email="help@depannage.example", number="1001"),
    Contact(source="c", id="5", first_name="Emre", last_name="Yıldırım", company="İzmir Halı"),
    Contact(source="c", id="6", first_name="अनिल", last_name="कुमार"),
    Contact(source="c", id="7", first_name="Aubine", last_name="Straße", number="sip:aubine@example.org"),
]
BOOK = AddressBook(PEOPLE)


def found(term: str, most: int = 10) -> list[str]:
    return [contact.id for contact in BOOK.search(term, most)]


@pytest.mark.parametrize(
    ("term", "ids"),
    [
        ("soren", ["1"]),
        ("SØREN", ["1"]),
        ("mobler", ["1"]),
        ("regaard", ["1"]),
        ("helene aub", ["2"]),
        ("aubin hélène", ["2"]),
        ("obrien", ["3"]),
        ("o'brien", ["3"]),
        ("yildirim", ["5"]),
        ("IZMIR", ["5"]),
        ("strasse", ["7"]),
        ("कुमार", ["6"]),
        ("help@depannage.example", ["4"]),
        ("24/7", ["4"]),
        ("aubine@example.org", ["7"]),
        ("aub", ["2", "7"]),
        ("soren helene", []),
        ("nobody", []),
    ],
)
def test_by_any_part_of_any_column(term: str, ids: list[str]) -> None:
    assert found(term) == ids


@pytest.mark.parametrize(
    "number",
    [
        "0199000001",
        "01 99 00 00 01",
        "+33 1 99 00 00 01",
        "+33 (0)1.99.00.00.01",
        "0033199000001",
        "199000001",
        "0199000",
    ],
)
def test_by_an_inland_number_in_any_notation(number: str) -> None:
    assert found(number)[0] == "1"


@pytest.mark.parametrize("number", ["0199000002", "+33199000002", "00 33 1 99 00 00 02", "3319900000", "000002"])
def test_by_an_international_number_in_any_notation(number: str) -> None:
    assert "2" in found(number)


def test_who_has_exactly_the_number_comes_first() -> None:
    book = AddressBook([*PEOPLE, Contact(source="c", id="8", last_name="A", number="210012")])
    assert [one.id for one in book.search("1001", 5)] == ["4", "8"]
    assert [one.id for one in book.search("1001", 1)] == ["4"]


def test_whose_word_begins_so_comes_before_whose_word_has_it_inside() -> None:
    book = AddressBook([Contact(source="c", id="1", last_name="Alban"), Contact(source="c", id="2", last_name="Banks")])
    assert [one.id for one in book.search("ban", 5)] == ["2", "1"]


@pytest.mark.parametrize("term", ["", "   ", "%", "_", "'", "\0", "+", "()", "\ud800"])
def test_a_term_without_letters_and_digits_finds_nobody(term: str) -> None:
    assert found(term) == []


def test_it_is_bounded() -> None:
    book = AddressBook(Contact(source="c", id=str(n), last_name="Martin") for n in range(50))
    assert len(book.search("martin", 7)) == 7
    assert book.search("martin", 0) == []
    assert len(book.search("martin " * 10_000, 7)) == 7


@pytest.mark.parametrize(
    ("number", "owner"),
    [
        ("0199000001", "1"),
        ("+33199000001", "1"),
        ("0033199000001", "1"),
        ("00199000001", "1"),
        ("0199000002", "2"),
        ("0639980003", "3"),
        ("1001", "4"),
        ("11001", None),
        ("000001", None),
        ("", None),
        ("anonymous", None),
        ("000", None),
    ],
)
def test_who_has_a_number(number: str, owner: str | None) -> None:
    contact = BOOK.owner(number)
    assert (contact and contact.id) == owner


def test_the_same_notation_counts_before_another() -> None:
    book = AddressBook([
        Contact(source="c", id="1", last_name="A", number="+44199000001"),
        Contact(source="c", id="2", last_name="B", number="0199000001"),
    ])  # fmt: skip
    assert book.owner("0199000001") == book.get("c", "2")
    assert book.owner("0044199000001") == book.get("c", "1")


def test_where_abroad_begins_otherwise() -> None:
    book = AddressBook([Contact(source="c", id="1", number="(555) 010-0001")], "011")
    assert book.owner("+1 555 010 0001") == book.owner("01115550100001") == book.get("c", "1")


TEXT = st.text(max_size=20)
CONTACTS = st.lists(
    st.builds(Contact, source=st.just("c"), id=st.uuids().map(str), first_name=TEXT, last_name=TEXT, company=TEXT),
    max_size=8,
)


@given(CONTACTS, st.data())
def test_everybody_is_found_by_any_piece_of_a_word_of_his(contacts: list[Contact], data: st.DataObject) -> None:
    book = AddressBook(contacts)
    for contact in contacts:
        for word in words_of(f"{contact.first_name} {contact.last_name} {contact.company}"):
            begin = data.draw(st.integers(0, len(word) - 1))
            piece = word[begin : data.draw(st.integers(begin + 1, len(word)))]
            if words_of(piece) == [piece]:
                assert contact in book.search(piece, len(contacts))


@given(CONTACTS, st.text(max_size=12) | st.sampled_from(["0199", "a", "00"]))
def test_places_are_those_of_all_whom_a_search_finds(contacts: list[Contact], term: str) -> None:
    numbered = [replace(contact, number=f"0199{place}") for place, contact in enumerate(contacts)]
    book = AddressBook(numbered)
    places = book.places(term)
    assert list(places) == sorted(set(places))
    assert {book.contacts[place].id for place in places} == {one.id for one in book.search(term, len(contacts))}


@pytest.mark.parametrize("reverse", [False, True])
def test_another_order_leaves_those_alike_in_their_order(reverse: bool) -> None:
    people = [Contact(source="c", id=str(n), last_name=f"{n:04}", company=str(n % 7)) for n in range(500)]
    book = AddressBook(people)
    order = book.ordered("company", attrgetter("company"), reverse=reverse)
    assert [people[place] for place in order] == sorted(people, key=attrgetter("company"), reverse=reverse)
    assert book.ordered("company", attrgetter("company"), reverse=reverse) is order


@given(CONTACTS, st.text(max_size=12), st.integers(0, 5))
def test_whoever_is_found_has_every_word(contacts: list[Contact], term: str, most: int) -> None:
    results = AddressBook(contacts).search(term, most)
    assert len(results) <= most
    assert len({contact.id for contact in results}) == len(results)
    for contact in results:
        text = folded(f"{contact.first_name} {contact.last_name} {contact.company}")
        assert all(word in text for word in words_of(term)) or any(sign.isdigit() for sign in term)


@given(st.text(max_size=40))
@example("İ")
@example("ẞß")
@example("ℌ")
def test_folding_is_done_once_for_all(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert folded(text.upper().lower()) == folded(text.upper())


@given(st.integers(1, 999), st.integers(100_000_000, 999_999_999))
def test_a_number_is_itself_with_and_without_its_country(country: int, number: int) -> None:
    home, abroad = significant(f"0{number}"), significant(digits_of(f"+{country} (0) {number}"))
    assert same_number(home, abroad)
    assert same_number(abroad, home)
    assert significant(digits_of(f"00{country}{number}")) == abroad
