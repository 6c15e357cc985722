"""Users' own contacts: kept first, then told to the core; one change of them after another."""

import asyncio
from collections.abc import Callable, Iterable, Sequence

from jackfield.domain.entries import Contact
from jackfield.domain.people.contact_facts import PersonalContactsRead
from jackfield.domain.people.personal_contacts import MOST
from jackfield.domain.results import Refused
from jackfield.protocol.errors import RefusalCode
from jackfield.storage.errors import ConflictError, StorageError
from jackfield.storage.personal_store import PersonalStore


class Personal:
    """All users' own contacts; `told` is given the fact of each change."""

    def __init__(self, store: PersonalStore, told: Callable[[PersonalContactsRead], None]) -> None:
        self._store = store
        self._told = told
        self._contacts: dict[int, dict[str, Contact]] = {}
        self._turn = asyncio.Lock()

    async def open(self) -> None:
        """Read them. Raises StorageError."""
        self._contacts = {
            user_id: {contact.id: contact for contact in own} for user_id, own in (await self._store.all()).items()
        }

    def of(self, user_id: int) -> Sequence[Contact]:
        """A user's, in the order in which they were written down or changed last."""
        return tuple(self._contacts.get(user_id, {}).values())

    def get(self, user_id: int, contact_id: str) -> Contact:
        """One of them. Raises Refused: not_found."""
        found = self._contacts.get(user_id, {}).get(contact_id)
        if found is None:
            raise Refused(RefusalCode.NOT_FOUND, f"There is no personal contact {contact_id[:60]!r}")
        return found

    async def put(self, user_id: int, contacts: Iterable[Contact], *, known: bool = False) -> None:
        """Add these, or put them in the place of those of the same ids, all or none.

        `known`: they must be there already. Raises Refused: not_found, conflict (too many), not_stored.
        """
        changed = {contact.id: contact for contact in contacts}
        async with self._turn:
            for contact_id in changed if known else ():
                self.get(user_id, contact_id)
            own = {**self._contacts.get(user_id, {}), **changed}
            if len(own) > MOST:
                raise Refused(RefusalCode.CONFLICT, f"A user has at most {MOST} personal contacts")
            await self._keep(user_id, own, (), tuple(changed.values()))

    async def remove(self, user_id: int, contact_ids: Iterable[str]) -> None:
        """Delete these. Raises Refused: not_found, not_stored; then none is deleted."""
        gone = tuple(contact_ids)
        async with self._turn:
            for contact_id in gone:
                self.get(user_id, contact_id)
            own = {key: each for key, each in self._contacts.get(user_id, {}).items() if key not in gone}
            await self._keep(user_id, own, gone, ())

    def forget(self, which: Callable[[Contact], bool]) -> None:
        """These are not in the storage any more."""
        for user_id, own in tuple(self._contacts.items()):
            left = {key: contact for key, contact in own.items() if not which(contact)}
            if len(left) < len(own):
                self._contacts[user_id] = left
                self._told(PersonalContactsRead(user_id, tuple(left.values())))

    async def _keep(self, user_id: int, own: dict[str, Contact], gone: Sequence[str], put: Sequence[Contact]) -> None:
        try:
            await self._store.change(user_id, gone, put)
        except ConflictError:
            raise Refused(RefusalCode.NOT_FOUND, "There is no such user any more") from None
        except StorageError:
            text = "The server cannot store anything at the moment; nothing was changed"
            raise Refused(RefusalCode.NOT_STORED, text) from None
        self._contacts[user_id] = own
        self._told(PersonalContactsRead(user_id, tuple(own.values())))
