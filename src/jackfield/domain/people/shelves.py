"""Where address books stand that are not everybody's, or not ours. Data only; who looks into which is in `books.py`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from jackfield.domain.entries import Contact
from jackfield.domain.people.address_book import AddressBook


@dataclass(slots=True)
class Shelves:
    """Address books by user id, and by the directory they come from, in the order in which these are searched."""

    personal: dict[int, AddressBook]
    sources: dict[str, AddressBook]
    missing: set[str]
    """Directories that could not be read, or have not been yet."""

    @classmethod
    def of(cls, personal: Mapping[int, Iterable[Contact]], sources: tuple[str, ...], prefix: str) -> Self:
        """Users' own contacts, and places for other directories."""
        own = {user_id: AddressBook(contacts, prefix) for user_id, contacts in personal.items()}
        return cls(own, dict.fromkeys(sources, AddressBook()), set(sources))
