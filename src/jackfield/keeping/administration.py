"""The one way to change the configuration, for every door: REST, `/admin`, the command line, on a running server or
without one.

A change is checked as a whole, written in one transaction with its entry in the books, and adopted by the running
server before anything else happens. What another process has written is noticed within a second.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import structlog
from msgspec.structs import replace

from jackfield.domain.administration.configuration import NAMED_BY, Author, Configuration
from jackfield.domain.administration.edits import Configured, Edit, Edited, EditRefused, Reason, edited
from jackfield.domain.administration.files import Row, rows_of, text_of
from jackfield.domain.administration.importing import Missing, imported
from jackfield.domain.directory import Directory
from jackfield.keeping.away import away
from jackfield.protocol.configuration import AuditEntry, Problem
from jackfield.storage.errors import ConflictError, StorageError
from jackfield.storage.passwords import Passwords
from jackfield.storage.port import Storage

log = structlog.get_logger()

LOOK_SECONDS = 1.0
"""How often is looked whether another process has changed the configuration."""

LONGEST_PASSWORD = 1024
NOBODY = Author(login="", door="")

Adopt = Callable[[Configuration], None]


class Administration:
    """Changes the configuration in a storage; `adopt` is told what it is from then on, `view` gives what it is.

    `sign_out`: ends what a user of this id has open, because his password is another one.
    """

    def __init__(
        self,
        storage: Storage,
        passwords: Passwords,
        *,
        adopt: Adopt,
        view: Callable[[], Configuration],
        revision: int,
        sign_out: Callable[[int], None],
    ) -> None:
        self._storage = storage
        self._passwords = passwords
        self._adopt = adopt
        self.view = view
        self._revision = revision
        self._sign_out = sign_out

    async def change(self, edits: Sequence[Edit], by: Author) -> Configured:
        """Make all of these edits, or none.

        Raises:
            EditRefused: and nothing is changed.
        """
        ready = [await self._prepared(edit) for edit in edits]
        contacts = any(edit.kind == "contacts" for edit in ready)
        return await self._configure(lambda before: edited(before, ready), by, contacts=contacts)

    async def bring_in(
        self, given: bytes, form: str, kind: str, by: Author, *, apply: bool, missing: Missing | None = None
    ) -> Configured:
        """Bring a file in, in the form `csv` or `toml`; without `apply` only what would become of it.

        `kind`: what a CSV is about, where its heading does not say it. `missing`: what the file does not have goes.

        Raises:
            EditRefused: with a problem for each bad row; nothing is changed.
        """
        text = await asyncio.to_thread(text_of, given)
        before = await self.whole()
        tried = await asyncio.to_thread(imported, before, rows_of(text, form, kind), {}, missing and Missing())
        if not apply:
            return Configured(before=before, after=tried.after, keys=tried.keys, revision=self._revision)
        hashes = await self._hashes(rows_of(text, form, kind))
        return await self._configure(
            lambda now: imported(now, rows_of(text, form, kind), hashes, missing), by, contacts=True
        )

    async def whole(self) -> Configuration:
        """All that is configured, as it is stored.

        Raises:
            EditRefused: the storage does not answer.
        """
        try:
            return await self._storage.configuration(contacts=True)
        except StorageError as error:
            raise away(error, "the configuration") from None

    async def _hashes(self, rows: Iterable[Row]) -> dict[str, str]:
        """Of every password, by the password; a few at a time, each takes a while."""
        found = sorted({str(row.cells["password"]) for row in rows if row.cells.get("password")})
        return dict(zip(found, await asyncio.gather(*map(self._passwords.hash, found)), strict=True))

    async def audit(self, term: str, offset: int, limit: int) -> tuple[int, tuple[AuditEntry, ...]]:
        """Who changed what.

        Raises:
            EditRefused: the storage does not answer.
        """
        try:
            return await self._storage.audit(term, offset, limit)
        except StorageError as error:
            raise away(error, "the configuration") from None

    async def follow(self) -> None:
        """Adopt what other processes change, for as long as the task runs."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                if await self._storage.revision() != self._revision:
                    await self._configure(_as_it_is, NOBODY, contacts=True)
            except (StorageError, EditRefused) as error:
                log.warning("configuration not looked at", error=str(error))

    async def _configure(self, change: Callable[[Configuration], Edited], by: Author, *, contacts: bool) -> Configured:
        try:
            done = await self._storage.configure(change, by, contacts=contacts)
        except ConflictError as error:
            raise EditRefused(Reason.CONFLICT, Problem(message=str(error))) from None
        except StorageError as error:
            raise away(error, "the configuration") from None
        # not one await between the commit and this: what the core itself keeps must not come in between
        if done.revision != self._revision:
            if contacts or done.revision == self._revision + 1:
                self._revision = done.revision  # else somebody else has changed more, which `follow` reads
            self._adopt(done.after)
            await self._end_old_passwords()
        return done

    async def _end_old_passwords(self) -> None:
        try:
            changed = await self._passwords.look()
        except StorageError as error:
            log.warning("passwords not looked at", error=str(error))
            return
        for user_id in changed:
            log.info("user signed out: the password has changed", user=user_id)
            self._sign_out(user_id)

    async def _prepared(self, edit: Edit) -> Edit:
        """With what cannot be made within the change: hashes, and names that are nobody's."""
        values = dict(edit.values) if edit.values is not None else None
        if values is None:
            return edit
        own = NAMED_BY.get(edit.kind)
        if own == "uuid" and not edit.key and not values.get("uuid"):
            values["uuid"] = str(uuid4())
        password = values.get("password", "") if edit.kind == "users" else ""
        if password is None:
            return replace(edit, values=values, password_hash=None)
        if isinstance(password, str) and 0 < len(password) <= LONGEST_PASSWORD:
            return replace(edit, values=values, password_hash=await self._passwords.hash(password))
        return replace(edit, values=values)


@asynccontextmanager
async def for_a_while(storage: Storage) -> AsyncIterator[Administration]:
    """Without a server: an open storage is changed, and whoever works with it notices."""
    passwords = Passwords(storage.password_hash)
    try:
        yield Administration(
            storage,
            passwords,
            adopt=lambda configuration: None,
            view=lambda: Configuration(directory=Directory()),
            revision=await storage.revision(),
            sign_out=lambda user_id: None,
        )
    finally:
        await passwords.close()


def _as_it_is(before: Configuration) -> Edited:
    return Edited(after=before, keys=(), passwords={})
