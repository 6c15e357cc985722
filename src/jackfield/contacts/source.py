"""What every source of contacts has in common: its name, how it is read, and how rows of texts become contacts."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Protocol

from jackfield.domain.entries import Contact
from jackfield.domain.people.contacts_csv import NAMES
from jackfield.domain.people.folding import folded
from jackfield.domain.people.personal_contacts import FIELDS, LONGEST


class SourceError(Exception):
    """A source cannot be read at present; the text says why, without a secret."""


class Source(Protocol):
    """Where contacts come from."""

    name: str

    async def read(self) -> list[Contact]:
        """All of them, as of now. Raises SourceError."""

    async def wait(self) -> None:
        """Until it may be worthwhile to read them again."""


def field_of(column: str, columns: Mapping[str, str]) -> str:
    """The field of a contact that a column or attribute tells; "" for none. `columns`: names beside the usual."""
    name = " ".join(folded(column).split())
    return columns.get(name) or NAMES.get(name, "")


def columns_of(written: Iterable[str]) -> dict[str, str]:
    """Names of columns and their fields, as they are configured: `COLUMN=FIELD` each. Raises ValueError."""
    found: dict[str, str] = {}
    for each in written:
        column, _, field = each.rpartition("=")
        if field not in (*FIELDS, "id") or not column.strip():
            raise ValueError(f"{each!r} is no COLUMN=FIELD; the fields are id, {', '.join(FIELDS)}")
        found[" ".join(folded(column).split())] = field
    return found


def contact_of(source: str, cells: Mapping[str, str]) -> Contact | None:
    """A contact from its fields; None for one with neither name nor number.

    Without an id of its own it is called by what is known of it, so that it stays a favorite when others come and go.
    """
    values = {inside: _plain(cells.get(outside, "")) for outside, inside in FIELDS.items()}
    if not any(values.values()):
        return None
    known = cells.get("id", "") or sha256("\0".join(values.values()).encode()).hexdigest()[:16]
    return Contact(source=source, id=known[:LONGEST], **values)


def unique(contacts: Iterable[Contact | None]) -> list[Contact]:
    """Each contact once: of several with one id, the first."""
    found: dict[str, Contact] = {}
    for contact in contacts:
        if contact is not None:
            found.setdefault(contact.id, contact)
    return list(found.values())


def _plain(cell: str) -> str:
    """One line that can be shown, not too long."""
    if not cell.isprintable():
        cell = "".join([sign if sign.isprintable() else " " for sign in cell])
    return " ".join(cell.split())[:LONGEST]
