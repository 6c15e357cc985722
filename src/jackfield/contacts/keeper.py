"""Keeps the address books of all sources up to date: reads, has the book made in a thread, tells the core.

A source that cannot be read keeps the book it had, is named as missing, and is tried again; nobody waits for it.
"""

import asyncio
import time
from collections.abc import Callable, Sequence

import msgspec
import structlog

from jackfield.contacts.source import Source, SourceError
from jackfield.domain.entries import Contact
from jackfield.domain.people.address_book import AddressBook
from jackfield.domain.people.contact_facts import KEPT, ContactsRead, SourceState

log = structlog.get_logger()

RETRY_SECONDS = 30.0
GIVE_WAY_SECONDS = 0.0005
"""How long the thread that makes a book lets others run, every few milliseconds."""


async def book_of(contacts: Sequence[Contact], international_prefix: str) -> AddressBook:
    """An address book, made beside all other work."""
    return await asyncio.to_thread(AddressBook, contacts, international_prefix, _give_way)


def _give_way() -> None:
    time.sleep(GIVE_WAY_SECONDS)


class Keeper:
    """All sources; `told` is given each fact."""

    def __init__(
        self, sources: Sequence[Source], international_prefix: str, told: Callable[[ContactsRead], None]
    ) -> None:
        self._sources = sources
        self._prefix = international_prefix
        self._told = told
        self._tasks: list[asyncio.Task[None]] = []
        self._remaking: asyncio.Task[None] | None = None
        self.states = {source.name: SourceState(name=source.name) for source in sources}
        """In the order of the configuration."""

    def start(self) -> None:
        """Begin; needs a running loop."""
        self._tasks = [
            asyncio.create_task(self._keep(source), name=f"contacts of {source.name}") for source in self._sources
        ]

    def remake(self, contacts: Sequence[Contact]) -> None:
        """The contacts that administrators edit are these: make their book, whatever was begun before."""
        if self._remaking is not None:
            self._remaking.cancel()
        self._remaking = asyncio.create_task(self._remake(contacts), name="contacts of administrators")

    async def _remake(self, contacts: Sequence[Contact]) -> None:
        self._told(ContactsRead(KEPT, await book_of(contacts, self._prefix)))

    async def close(self) -> None:
        """Stop."""
        if self._remaking is not None:
            self._tasks.append(self._remaking)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _keep(self, source: Source) -> None:
        while True:
            if await self._read(source):
                await source.wait()
                continue
            waits = [asyncio.create_task(source.wait()), asyncio.create_task(asyncio.sleep(RETRY_SECONDS))]
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for wait in waits:
                    wait.cancel()

    async def _read(self, source: Source) -> bool:
        before = self.states[source.name]
        try:
            contacts = await source.read()
        except SourceError as error:
            self._failed(before, str(error))
            return False
        except Exception as error:  # a driver of somebody else's: it must not end the keeping of the others
            log.exception("contacts not read", source=source.name)
            self._failed(before, type(error).__name__)
            return False
        book = await book_of(contacts, self._prefix)
        self.states[source.name] = SourceState(name=source.name, contacts=len(book), read_at=time.time())
        self._told(ContactsRead(source.name, book))
        log.info("contacts read", source=source.name, contacts=len(book))
        return True

    def _failed(self, before: SourceState, reason: str) -> None:
        if before.error != reason:
            log.warning("contacts not read", source=before.name, reason=reason)
        self.states[before.name] = msgspec.structs.replace(before, error=reason)
        self._told(ContactsRead(before.name, None))
