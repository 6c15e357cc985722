"""Everything that is kept of one number, for administrators of a running server: between the door and all that keeps.

Erased first where it lasts, in one transaction, then where memory has it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import structlog

from jackfield.domain import facts
from jackfield.domain.administration.configuration import Author
from jackfield.domain.administration.edits import EditRefused, Reason
from jackfield.domain.people.number_texts import NumberWanted
from jackfield.keeping.away import away
from jackfield.protocol.configuration import Problem
from jackfield.protocol.privacy import NumberErased
from jackfield.storage.errors import StorageError
from jackfield.storage.personal import Personal
from jackfield.storage.recorder import Recorder
from jackfield.storage.sql import SqlStorage

log = structlog.get_logger()


class Letters(Protocol):
    """The webhook's letters."""

    async def forget(self, about: Callable[[str], bool]) -> None:
        """Those that are about it are told to nobody any more."""


class PrivacyDesk:
    """See `web.ports.PrivacyDesk`. `prefix` leads abroad, as numbers are dialled."""

    def __init__(
        self,
        storage: SqlStorage,
        recorder: Recorder,
        personal: Personal,
        letters: Letters | None,
        feed: Callable[[facts.Fact], None],
        prefix: str,
    ) -> None:
        self._storage = storage
        self._recorder = recorder
        self._personal = personal
        self._letters = letters
        self._feed = feed
        self._prefix = prefix

    async def found(self, number: str) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """All rows about a number, by table."""
        self._wanted(number)
        try:
            await self._recorder.flush()
            return await self._storage.rows_about(number, self._prefix)
        except StorageError as error:
            raise away(error, "a number shown") from None

    async def erase(self, number: str, by: Author, *, contacts: bool) -> NumberErased:
        """Forget it, everywhere."""
        wanted = self._wanted(number)
        try:
            await self._recorder.flush()  # else a call that has just ended would be written down afterwards
            erased = await self._storage.forget_number(number, self._prefix, by, contacts=contacts)
        except StorageError as error:
            raise away(error, "a number forgotten") from None
        if contacts:
            self._personal.forget(lambda contact: any(map(wanted.same, (contact.number, contact.mobile, contact.fax))))
        self._feed(facts.NumberForgotten(wanted, erased.callbacks))
        if self._letters is not None:
            await self._letters.forget(wanted.within)
        log.info("a number was erased", by=by.login, rows=sum(erased.counts.values()))
        return NumberErased(counts=erased.counts, recordings=erased.recordings)

    def _wanted(self, number: str) -> NumberWanted:
        try:
            return NumberWanted.of(number, self._prefix)
        except ValueError as error:
            raise EditRefused(Reason.INVALID, Problem(message=str(error), field="number")) from None
