"""Users' own contacts, to rows and back. Each method is one transaction (`Storage` promises how)."""

import asyncio
from collections.abc import Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from jackfield.domain.entries import Contact
from jackfield.domain.people.personal_contacts import FIELDS, PERSONAL
from jackfield.storage.database import reading, writing
from jackfield.storage.outside_schema import personal_contacts as contacts

IDS_AT_ONCE = 500
"""A statement may have no more parameters than some thousands on either kind of database."""


class PersonalStore:
    """`turn` is whose turn it is to write (see `SqlStorage`)."""

    def __init__(self, engine: AsyncEngine, turn: asyncio.Lock) -> None:
        self._engine = engine
        self._turn = turn

    async def all(self) -> dict[int, tuple[Contact, ...]]:
        """The contacts of each user, by user id; who is missing has none."""
        found: dict[int, list[Contact]] = {}
        async with reading(self._engine) as connection:
            for row in (await connection.execute(select(contacts).order_by(contacts.c.id))).mappings():
                values = {name: row[name] for name in FIELDS.values()}
                found.setdefault(row["user_id"], []).append(Contact(source=PERSONAL, id=row["id"], **values))
        return {user_id: tuple(own) for user_id, own in found.items()}

    async def change(self, user_id: int, gone: Sequence[str], put: Sequence[Contact]) -> None:
        """Delete the contacts of these ids and of those put, then put them: all of it or nothing.

        Raises ConflictError when the user is gone.
        """
        ids = [*gone, *(contact.id for contact in put)]
        async with self._turn, writing(self._engine) as connection:
            for first in range(0, len(ids), IDS_AT_ONCE):
                these = contacts.c.id.in_(ids[first : first + IDS_AT_ONCE])
                await connection.execute(delete(contacts).where(these, contacts.c.user_id == user_id))
            if put:
                await connection.execute(insert(contacts), [_row(user_id, contact) for contact in put])


def _row(user_id: int, contact: Contact) -> dict[str, object]:
    return {"id": contact.id, "user_id": user_id, **{name: getattr(contact, name) for name in FIELDS.values()}}
