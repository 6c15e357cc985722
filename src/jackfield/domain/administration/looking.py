"""Looking through what is configured: words, single fields, order, pages. Pure and quick to run beside other work."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from operator import itemgetter

import msgspec
from msgspec.structs import astuple

from jackfield.domain.administration import kinds
from jackfield.domain.administration.configuration import Configuration, Entry, Value, entries_of
from jackfield.domain.entries import Contact
from jackfield.domain.people.address_book import AddressBook
from jackfield.domain.people.folding import folded, words_of
from jackfield.protocol import configuration as wire
from jackfield.protocol.configuration import Page, Problem

MOST = 1000
USUAL = 100
LONGEST = 200


class BadQuestion(Exception):
    """What is asked cannot be answered; `problem` says why."""

    def __init__(self, field: str, value: str, text: str, allowed: Iterable[str] = ()) -> None:
        super().__init__(text)
        self.problem = Problem(message=f"{field}: {text}", field=field, value=value, allowed=tuple(allowed))


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody looks for. `fields`: values that must be exactly so, as JSON writes them."""

    kind: str
    search: str = ""
    offset: int = 0
    limit: int = USUAL
    sort: str = ""
    fields: Mapping[str, str] = {}

    @classmethod
    def of(cls, kind: str, given: Mapping[str, str]) -> "Question":
        """The parameters of an address as a question.

        Raises:
            BadQuestion: there is no such parameter, or its value cannot be so.
        """
        names = _names(kind)
        fields = {name: value for name, value in given.items() if name in names}
        for name in given:
            if name not in names and name not in ("search", "offset", "limit", "sort", "token"):
                raise BadQuestion(name, given[name], "there is no such parameter", names)
        sort = given.get("sort", "")
        if sort.removeprefix("-") not in ("", *names):
            raise BadQuestion("sort", sort, "there is no such field", names)
        return cls(
            kind=kind,
            search=given.get("search", "")[:LONGEST],
            offset=_whole("offset", given.get("offset", "0"), 0, 2**31),
            limit=_whole("limit", given.get("limit", str(USUAL)), 1, MOST),
            sort=sort,
            fields=fields,
        )


def _names(kind: str) -> tuple[str, ...]:
    if not kind:
        return ()
    return tuple(field.encode_name for field in msgspec.structs.fields(wire.KINDS[kind]) if field.name != "password")


def _whole(field: str, value: str, least: int, most: int) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 12 and least <= int(value) <= most):
        raise BadQuestion(field, value, f"a whole number from {least} to {most}")
    return int(value)


def looked_up(configuration: Configuration, question: Question, book: AddressBook | None = None) -> Page:
    """The page that was asked for. `book`: the contacts, where one has been made of them already."""
    some = slice(question.offset, question.offset + question.limit)
    if question.kind == "contacts":
        book = AddressBook(entries_of(configuration, "contacts")) if book is None else book
        places = _places(book, question)
        total, page = len(places), [book.contacts[place] for place in places[some]]
    else:
        found = _entries(configuration, question)
        total, page = len(found), list(found[some])
    # what is not on the page is not made: there may be a hundred thousand
    items = tuple([kinds.plain(kinds.shown(question.kind, one)) for one in page])
    labels = _labels(configuration, question.kind, items)
    return Page(total=total, offset=question.offset, limit=question.limit, items=items, labels=labels)


CONTACT_FIELDS = {field.encode_name: field.name for field in msgspec.structs.fields(wire.Contact)}


def _places(book: AddressBook, question: Question) -> Sequence[int]:
    """Where the contacts are that are looked for. They are the many: for a question nothing is made of each."""
    people, places = book.contacts, book.places(question.search) if words_of(question.search) else range(len(book))
    for name, value in question.fields.items():
        field = CONTACT_FIELDS[name]
        places = [place for place in places if getattr(people[place], field) == value]
    if question.sort:
        name = question.sort.removeprefix("-")
        order = book.ordered(name, partial(_contact_order, CONTACT_FIELDS[name]), reverse=question.sort != name)
        if len(places) == len(book):
            return order
        chosen = set(places)
        places = [place for place in order if place in chosen]
    return places


def _contact_order(field: str, contact: Contact) -> tuple[bool, float, str]:
    return _order(int(contact.id) if field == "id" else getattr(contact, field))


def _entries(configuration: Configuration, question: Question) -> Sequence[Entry]:
    """Things of another kind that are looked for."""
    found: Sequence[Entry] = entries_of(configuration, question.kind)
    if question.fields:
        found = [one for one in found if _is(kinds.plain(kinds.shown(question.kind, one)), question.fields)]
    words = folded(question.search).split()
    if words:
        of_others = _numbers(configuration) if question.kind == "users" else {}
        found = [one for one in found if _has(kinds.shown(question.kind, one), words, of_others)]
    if question.sort:
        name = question.sort.removeprefix("-")
        keyed = [(_order(kinds.plain(kinds.shown(question.kind, one)).get(name)), at) for at, one in enumerate(found)]
        keyed.sort(key=itemgetter(0), reverse=question.sort.startswith("-"))
        found = [found[at] for _, at in keyed]
    return found


def _is(item: Mapping[str, Value], fields: Mapping[str, str]) -> bool:
    return all(_text(item.get(name)) == value for name, value in fields.items())


def _labels(configuration: Configuration, kind: str, items: Iterable[Mapping[str, Value]]) -> dict[str, dict[str, str]]:
    """What the things are called that these lead to."""
    wanted: dict[str, set[Value]] = {}
    for field, target in kinds.references_of(kind).items():
        name = kinds.json_name(kind, field)
        values = [item.get(name) for item in items]
        ids = [one for value in values for one in (value if isinstance(value, list | tuple) else [value])]
        wanted.setdefault(target, set()).update(ids)
    return {
        target: {
            str(entry.id): kinds.label_of(target, kinds.plain(kinds.shown(target, entry)))
            for entry in entries_of(configuration, target)
            if entry.id in ids
        }
        for target, ids in wanted.items()
    }


def _numbers(configuration: Configuration) -> dict[int, str]:
    """Users are also found by the numbers of their line and agent."""
    directory = configuration.directory
    found: dict[int, str] = {}
    owned = [(line.user_id, line.number) for line in directory.lines]
    owned += [(agent.user_id, agent.number) for agent in directory.agents]
    for user_id, number in owned:
        if user_id is not None:
            found[user_id] = f"{found.get(user_id, '')} {number}"
    return found


def _has(item: wire.Item, words: list[str], of_others: Mapping[int, str]) -> bool:
    text = folded(" ".join([*_texts(astuple(item)), of_others.get(getattr(item, "id", 0), "")]))
    return all(word in text for word in words)


def _texts(values: Iterable[Value]) -> Iterable[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, wire.Item):
            yield from _texts(astuple(value))
        elif isinstance(value, list | tuple):
            yield from _texts(value)


def _text(value: Value) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _order(value: Value) -> tuple[bool, float, str]:
    """Nothing comes first, then numbers by their size, then texts by their letters."""
    if isinstance(value, bool | int | float):
        return True, float(value), ""
    if isinstance(value, str):
        return True, float(value) if value.isdecimal() and value.isascii() and len(value) < 16 else 1e18, folded(value)
    return value is not None and value != (), 0.0, _text(value)
