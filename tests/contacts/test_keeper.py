"""Sources are read beside all other work: one that hangs or fails stops nobody, and large books stall nothing."""

import asyncio
from unittest.mock import patch

import pytest
from structlog.testing import capture_logs

from jackfield.contacts import keeper as module
from jackfield.contacts.keeper import Keeper, book_of
from jackfield.contacts.source import SourceError
from jackfield.domain.entries import Contact
from jackfield.domain.people.address_book import AddressBook
from jackfield.domain.people.contact_facts import KEPT, ContactsRead


class Script:
    """A source that does one thing after another, the last of them again and again: contacts, an error, or nothing."""

    def __init__(self, name: str, *acts: list[Contact] | Exception | None) -> None:
        self.name = name
        self.acts = list(acts)
        self.again = asyncio.Event()

    async def read(self) -> list[Contact]:
        act = self.acts.pop(0) if len(self.acts) > 1 else self.acts[0]
        if act is None:
            await asyncio.Event().wait()
        if isinstance(act, Exception):
            raise act
        return act or []

    async def wait(self) -> None:
        await self.again.wait()
        self.again.clear()


def people(count: int, source: str = "crm") -> list[Contact]:
    return [
        Contact(source=source, id=str(n), first_name="Zoë", last_name=f"Person{n * 7919 % count}", number=f"0199{n:06}")
        for n in range(count)
    ]


class Told(list[ContactsRead]):
    """The facts so far."""

    async def until(self, count: int) -> None:
        async with asyncio.timeout(20):
            while len(self) < count:
                await asyncio.sleep(0.005)


async def test_a_source_that_hangs_or_breaks_stops_no_other() -> None:
    told = Told()
    sources = [Script("hangs", None), Script("broken", KeyError("x")), Script("crm", people(3))]
    keeper = Keeper(sources, "00", told.append)
    keeper.start()
    await told.until(2)
    await keeper.close()
    read = {fact.source: fact.book for fact in told}
    assert read["broken"] is None
    assert isinstance(read["crm"], AddressBook)
    states = keeper.states
    assert len(read["crm"]) == states["crm"].contacts == 3
    assert (states["broken"].error, states["hangs"].read_at) == ("KeyError", 0.0)


async def test_it_is_read_again_and_what_was_read_is_known_while_it_fails() -> None:
    told = Told()
    crm = Script("crm", people(2), SourceError("away"), SourceError("away"), people(5))
    keeper = Keeper([crm], "00", told.append)
    with patch.object(module, "RETRY_SECONDS", 0.01), capture_logs() as logs:
        keeper.start()
        await told.until(1)
        crm.again.set()
        await told.until(4)
    await keeper.close()
    assert [fact.book and len(fact.book) for fact in told] == [2, None, None, 5]
    assert [line["event"] for line in logs].count("contacts not read") == 1, "the same reason is said once"
    assert (keeper.states["crm"].contacts, keeper.states["crm"].error) == (5, "")


async def test_the_newest_contacts_of_administrators_are_made_a_book() -> None:
    told = Told()
    keeper = Keeper([], "00", told.append)
    keeper.remake(people(50, KEPT))
    keeper.remake(people(60, KEPT))
    await told.until(1)
    await keeper.close()
    assert [(fact.source, fact.book and len(fact.book)) for fact in told] == [(KEPT, 60)]


async def test_the_loop_turns_while_a_large_book_is_made() -> None:
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    turning = asyncio.create_task(turn())
    book = await book_of(people(20_000), "00")
    turning.cancel()
    # half a second of work, in parts of 128 with a pause after each: made at once, there would be two turns
    assert turns > 20_000 / 128
    assert len(book) == 20_000


@pytest.mark.parametrize("count", [0, 1, 127, 128, 129, 1000])
def test_a_book_made_in_parts_is_in_order(count: int) -> None:
    pauses: list[int] = []
    book = AddressBook(people(count), "00", lambda: pauses.append(1))
    names = [contact.last_name.lower() for contact in book.contacts]
    assert names == sorted(names)
    assert len(pauses) >= count // 128
    assert [found.id for found in book.search("zoe", count)] == [contact.id for contact in book.contacts]
