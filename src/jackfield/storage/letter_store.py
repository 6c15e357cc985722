"""Letters to the receivers of the webhook, to rows and back. Each method is one transaction (`Storage` promises how).

Nothing here decides when a letter is tried or given up.
"""

import asyncio
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from jackfield.domain.letters import Letter
from jackfield.storage.database import reading, writing
from jackfield.storage.outside_schema import webhook_letters as letters
from jackfield.storage.outside_schema import webhook_receivers as receivers

IDS_AT_ONCE = 500
"""A statement may have no more parameters than some thousands on either kind of database."""


class LetterStore:
    """`turn` is whose turn it is to write (see `SqlStorage`)."""

    def __init__(self, engine: AsyncEngine, turn: asyncio.Lock) -> None:
        self._engine = engine
        self._turn = turn

    async def put(self, to: Collection[str], written: Sequence[Letter]) -> None:
        """Keep these letters for each of the receivers, all or none; one that is there already stays as it is."""
        async with self._turn, writing(self._engine) as connection:
            for receiver in to:
                known = await _known(connection, receiver, [letter.id for letter in written])
                rows = [_row(receiver, letter) for letter in written if letter.id not in known]
                if rows:
                    await connection.execute(insert(letters), rows)

    async def newest(self) -> int:
        """The highest id there is; 0 without letters."""
        async with reading(self._engine) as connection:
            return await connection.scalar(select(func.max(letters.c.id))) or 0

    async def waiting(self, receiver: str, after: int, most: int) -> list[Letter]:
        """The oldest letters to a receiver with a higher id than `after`, at most so many, in order."""
        fields = [letters.c[name] for name in Letter.__struct_fields__]
        query = select(*fields).where(letters.c.receiver == receiver, letters.c.id > after)
        async with reading(self._engine) as connection:
            found = await connection.execute(query.order_by(letters.c.id).limit(most))
            return [Letter(**row) for row in found.mappings()]

    async def count(self, receiver: str) -> tuple[int, float]:
        """How many wait for a receiver, and when the oldest was written (0: there is none)."""
        query = select(func.count(), func.min(letters.c.created)).where(letters.c.receiver == receiver)
        async with reading(self._engine) as connection:
            found = (await connection.execute(query)).one()
        return found[0], found[1] or 0.0

    async def remove(self, receiver: str, ids: Sequence[int]) -> None:
        """Letters that were delivered or given up."""
        async with self._turn, writing(self._engine) as connection:
            for first in range(0, len(ids), IDS_AT_ONCE):
                await connection.execute(delete(letters).where(_these(receiver, ids[first : first + IDS_AT_ONCE])))

    async def postpone(self, receiver: str, letter_id: int, tries: int, due: float) -> None:
        """A letter was tried so often in vain, and is due then."""
        async with self._turn, writing(self._engine) as connection:
            which = _these(receiver, [letter_id])
            await connection.execute(update(letters).where(which).values(tries=tries, due=due))

    async def trim(self, receiver: str, before: float, most: int) -> tuple[int, int]:
        """Give up what was written before this time, and the oldest beyond so many.

        Gives how many letters that were, and the id below which all are gone.
        """
        own = letters.c.receiver == receiver
        async with self._turn, writing(self._engine) as connection:
            newest = select(letters.c.id).where(own).order_by(letters.c.id.desc())
            limit = await connection.scalar(newest.offset(most).limit(1)) or 0
            old = await connection.scalar(select(func.max(letters.c.id)).where(own, letters.c.created < before)) or 0
            floor = max(limit, old)
            gone = await connection.execute(delete(letters).where(own, letters.c.id <= floor))
        return gone.rowcount, floor + 1

    async def forget_others(self, known: Collection[str]) -> int:
        """Delete the letters to receivers that are not configured any more; how many."""
        async with self._turn, writing(self._engine) as connection:
            gone = await connection.execute(delete(letters).where(letters.c.receiver.not_in(known)))
            await connection.execute(delete(receivers).where(receivers.c.id.not_in(known)))
        return gone.rowcount

    async def paused(self) -> frozenset[str]:
        """The receivers that administrators have stopped."""
        async with reading(self._engine) as connection:
            return frozenset(await connection.scalars(select(receivers.c.id).where(receivers.c.paused)))

    async def pause(self, receiver: str, paused: bool) -> None:
        """Stop a receiver, or let it go on."""
        async with self._turn, writing(self._engine) as connection:
            await connection.execute(delete(receivers).where(receivers.c.id == receiver))
            await connection.execute(insert(receivers).values(id=receiver, paused=paused))


async def _known(connection: AsyncConnection, receiver: str, ids: Sequence[int]) -> set[int]:
    known: set[int] = set()
    for first in range(0, len(ids), IDS_AT_ONCE):
        part = _these(receiver, ids[first : first + IDS_AT_ONCE])
        known |= set(await connection.scalars(select(letters.c.id).where(part)))
    return known


def _these(receiver: str, ids: Sequence[int]) -> ColumnElement[bool]:
    return (letters.c.receiver == receiver) & letters.c.id.in_(ids)


def _row(receiver: str, letter: Letter) -> dict[str, object]:
    return {"receiver": receiver, **{name: getattr(letter, name) for name in Letter.__struct_fields__}}
