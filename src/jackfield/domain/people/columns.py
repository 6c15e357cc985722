"""The columns of directory results: which there are, what stands in their cells (protocol 7.5). No look-ups here."""

from enum import StrEnum

import msgspec

from jackfield.domain.entries import Contact


class Shown(StrEnum):
    """What a column shows of a contact."""

    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    NAME = "name"
    COMPANY = "company"
    NUMBER = "number"
    MOBILE = "mobile"
    EMAIL = "email"
    SOURCE = "source"
    FAVORITE = "favorite"


class Column(msgspec.Struct, frozen=True):
    """A column: its title and what it shows."""

    title: str
    shows: Shown


DEFAULT = ("Firstname=first_name", "Lastname=last_name", "Number=number", "Mobile=mobile", "Favorite=favorite")
"""The documented layout."""

WRITTEN = rf"^[^=]+=({'|'.join(Shown)})$"
"""What a column looks like in the configuration."""


def columns(written: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns that were written `TITLE=FIELD`; raises ValueError for another field."""
    parts = [one.rpartition("=") for one in written]
    return tuple(Column(title.strip(), Shown(shows)) for title, _, shows in parts)


def cells(layout: tuple[Column, ...], contact: Contact, favorite: bool) -> tuple[str, ...]:
    """The cells of a contact, one for each column."""
    return tuple(_cell(column.shows, contact, favorite) for column in layout)


def _cell(shows: Shown, contact: Contact, favorite: bool) -> str:
    match shows:
        case Shown.FAVORITE:
            return "true" if favorite else "false"
        case Shown.NAME:
            return contact.name
        case _:
            return str(getattr(contact, shows.value))
