"""Facts about who can be looked up: told by the storage, and by other directories. See `facts.py`."""

import msgspec

from jackfield.domain.entries import Contact
from jackfield.domain.people.address_book import AddressBook

KEPT = "contacts"
"""The source that administrators edit."""


class ContactsRead(msgspec.Struct, frozen=True):
    """A source has been read: its book by now, or None where it could not be read and the earlier one stays."""

    source: str
    book: AddressBook | None


class PersonalContactsRead(msgspec.Struct, frozen=True):
    """The personal contacts of a user are these."""

    user_id: int
    contacts: tuple[Contact, ...]


class SourceState(msgspec.Struct, frozen=True, kw_only=True):
    """How a source is: how many contacts it has, when it was read (Unix time, 0: never), and why not the last time."""

    name: str
    contacts: int = 0
    read_at: float = 0.0
    error: str = ""
