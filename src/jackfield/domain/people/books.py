"""Which address books a user is shown, and in which order: colleagues, his own, the kept ones, those of sources."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from jackfield.domain.effects import Effect
from jackfield.domain.entries import Contact
from jackfield.domain.people.address_book import AddressBook
from jackfield.domain.people.contact_facts import KEPT, ContactsRead, PersonalContactsRead
from jackfield.domain.world import World

NO_BOOK = AddressBook()


def books_of(world: World, user_id: int) -> Iterator[AddressBook]:
    """All that a user may look people up in."""
    yield world.colleagues
    yield world.shelves.personal.get(user_id, NO_BOOK)
    yield world.contacts
    yield from world.shelves.sources.values()


def search(world: World, user_id: int, term: str) -> list[Contact]:
    """Whom a user finds, at most as many as fit into an answer."""
    found: list[Contact] = []
    for book in books_of(world, user_id):
        found += book.search(term, world.settings.directory_results - len(found))
    return found


def owner(world: World, number: str, user_id: int | None) -> Contact | None:
    """Who has a number for this user: what he has written down himself counts before all else."""
    if user_id is not None and (found := world.shelves.personal.get(user_id, NO_BOOK).owner(number)):
        return found
    books = (world.colleagues, world.contacts, *world.shelves.sources.values())
    return next((found for book in books if (found := book.owner(number))), None)


def contacts_read(world: World, fact: ContactsRead, now: float) -> Iterator[Effect]:
    """A source has been read, or could not be."""
    world.shelves.missing.discard(fact.source)
    if fact.book is None:
        world.shelves.missing.add(fact.source)
    elif fact.source == KEPT:
        world.contacts = fact.book
    else:
        world.shelves.sources[fact.source] = fact.book
    yield from ()


def personal_read(world: World, fact: PersonalContactsRead, now: float) -> Iterator[Effect]:
    """A user's own contacts have changed."""
    world.shelves.personal[fact.user_id] = AddressBook(fact.contacts, world.settings.international_prefix)
    yield from ()


FACTS: Mapping[type, Callable[[World, Any, float], Iterator[Effect]]] = MappingProxyType(
    {ContactsRead: contacts_read, PersonalContactsRead: personal_read}
)
"""Which function takes which fact."""
