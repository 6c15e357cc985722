"""People to look up, in memory: by any part of any column, by number in any notation, and who has a number.

An address book is a value: other people make another one. Live state (phones, favorites) is not in it, nor who asks.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from typing import Any, TypeVar

from jackfield.domain.entries import Contact
from jackfield.domain.people.folding import (
    SHORTEST_OUTSIDE,
    digits_of,
    folded,
    same_number,
    significant,
    words_of,
)

_Item = TypeVar("_Item")

PART = 128
"""So many contacts take some milliseconds."""

LONGEST_TERM = 200
MOST_WORDS = 12
SHORTEST_ENDING = 6
"""Digits from which a number is also looked for without its leading zeros, and its groups no longer as words."""


class AddressBook:
    """Contacts in the order in which they are shown: by last name (or company), then first name.

    Making a large one takes seconds; `pause` is called every few milliseconds of it, so that whoever makes it beside
    other work can give way.
    """

    def __init__(
        self,
        contacts: Iterable[Contact] = (),
        international_prefix: str = "00",
        pause: Callable[[], None] = lambda: None,
    ) -> None:
        self._prefix = international_prefix
        self._by_id: dict[tuple[str, str], Contact] = {}
        self._texts: list[str] = []
        self._ends: dict[str, list[tuple[str, int]]] = {}
        self._orders: dict[str, list[int]] = {}
        made: list[Contact] = []
        for place, contact in enumerate(_sorted(contacts, pause)):
            if place % PART == 0:
                pause()
            made.append(contact)
            self._by_id[contact.source, contact.id] = contact
            self._texts.append(self._text(contact))
            for number in self._numbers(contact):
                self._ends.setdefault(number[-SHORTEST_OUTSIDE:], []).append((number, place))
        self.contacts = tuple(made)

    def __len__(self) -> int:
        return len(self.contacts)

    def get(self, source: str, contact_id: str) -> Contact | None:
        """The contact of this id; None for one there is not."""
        return self._by_id.get((source, contact_id))

    def those(self, ids: Iterable[tuple[str, str]]) -> list[Contact]:
        """The contacts of these sources and ids, as far as they are here, in the order in which they are shown."""
        return sorted([self._by_id[one] for one in ids if one in self._by_id], key=_order)

    def search(self, term: str, most: int) -> list[Contact]:
        """At most so many contacts that have every word of the term in some column, or its number in any notation.

        Whoever has exactly the number comes first, then those of whom a word begins so, then the others. Nobody for
        a term without letters and digits.
        """
        term = term[:LONGEST_TERM]
        words = words_of(term)[:MOST_WORDS]
        if not words or most < 1:
            return []
        found = dict.fromkeys(self._places_of(term))
        for places in self._ranked(term, words):
            for place in places:
                if len(found) >= most:
                    break
                found[place] = None
        return [self.contacts[place] for place in list(found)[:most]]

    def places(self, term: str) -> Sequence[int]:
        """Where in `contacts` all stand whom a search for the term would find, in their order."""
        term = term[:LONGEST_TERM]
        found = set(self._places_of(term))
        for words in self._wanted(term, words_of(term)[:MOST_WORDS]):
            found.update(self._with(words, range(len(self._texts))))
        return sorted(found)

    def ordered(self, name: str, key: Callable[[Contact], Any], *, reverse: bool) -> list[int]:
        """The places of all contacts in another order, which is made when the first asks for it. `name`: of the key."""
        name = f"-{name}" if reverse else name
        if name not in self._orders:
            sign = -1 if reverse else 1  # alike are those of the same key, which stay in their order
            keyed = _in_order((key(contact), sign * place) for place, contact in enumerate(self.contacts))
            places = [sign * place for _, place in keyed]
            self._orders[name] = places[::sign]
        return self._orders[name]

    def owner(self, number: str) -> Contact | None:
        """Who has this number, however it is written here and there; the first of several."""
        place = next(iter(self._places_of(number)), None)
        return None if place is None else self.contacts[place]

    def _ranked(self, term: str, words: list[str]) -> Iterator[Sequence[int]]:
        """The places that match, the better ones first; one place may be in several lists."""
        for wanted in self._wanted(term, words):
            matching = self._with(wanted, range(len(self._texts)))
            yield self._with([f" {word}" for word in wanted], matching)
            yield matching

    def _wanted(self, term: str, words: list[str]) -> Iterator[list[str]]:
        """What a text must have, all of the first or all of the second and so on."""
        digits = digits_of(term, self._prefix)
        needles = list(self._needles(digits))
        yield from ([needle] for needle in needles)
        if len(digits) < SHORTEST_ENDING and words not in ([], needles):
            yield words  # the groups of digits of a long number are none

    def _with(self, words: list[str], places: Sequence[int]) -> Sequence[int]:
        """Those of the places whose text has all of these."""
        texts = self._texts
        for word in sorted(words, key=len, reverse=True):
            places = [place for place in places if word in texts[place]]
        return places

    def _needles(self, digits: str) -> Iterator[str]:
        """Under what a number is looked for: as it would be dialled, and without what comes before it from abroad."""
        if digits:
            yield digits
        short = significant(digits, self._prefix)
        if short != digits and len(short) >= SHORTEST_ENDING:
            yield short

    def _places_of(self, number: str) -> list[int]:
        """Who has a number: first those who have it in the same notation."""
        wanted = significant(digits_of(number, self._prefix), self._prefix)
        if not wanted:
            return []
        known = self._ends.get(wanted[-SHORTEST_OUTSIDE:], ())
        same = [place for theirs, place in known if theirs == wanted]
        return same + [place for theirs, place in known if theirs != wanted and same_number(theirs, wanted)]

    def _numbers(self, contact: Contact) -> Iterator[str]:
        for number in (contact.number, contact.mobile, contact.fax):
            if short := significant(digits_of(number, self._prefix), self._prefix):
                yield short

    def _text(self, contact: Contact) -> str:
        """Everything a contact is found by: each word behind a space."""
        columns = (contact.first_name, contact.last_name, contact.company, contact.email)
        words = folded(" ".join(columns)).split()
        for number in (contact.number, contact.mobile, contact.fax):
            words += [digits] if (digits := digits_of(number, self._prefix)) else folded(number).split()
        return " " + " ".join(words)


def _sorted(contacts: Iterable[Contact], pause: Callable[[], None]) -> Iterator[Contact]:
    """The contacts in order; never more than a part of them without a pause."""
    keyed = ((_order(contact), place, contact) for place, contact in enumerate(contacts))
    return (contact for _, _, contact in _in_order(keyed, pause))


def _in_order(items: Iterable[_Item], pause: Callable[[], None] = lambda: None) -> Iterator[_Item]:
    """Sorted, but in parts: one long sort would stop all other threads."""
    parts: list[list[Any]] = []
    for place, item in enumerate(items):
        if place % PART == 0:
            if parts:
                parts[-1].sort()
            pause()
            parts.append([])
        parts[-1].append(item)
    if parts:
        parts[-1].sort()
    return merge(*parts)


def _order(contact: Contact) -> tuple[str, str, str, int, str]:
    name = folded(contact.last_name or contact.company or contact.first_name)
    return name, folded(contact.first_name), contact.source, len(contact.id), contact.id
