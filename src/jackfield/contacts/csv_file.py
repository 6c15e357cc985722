"""Contacts from a CSV file, read again whenever it has changed."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from jackfield.contacts.source import SourceError, contact_of, unique
from jackfield.domain.entries import Contact
from jackfield.domain.people.contacts_csv import CsvError, rows, text_of

LOOK_SECONDS = 2.0
LARGEST = 256 << 20
"""Bytes of a file that is read at all."""


class CsvFile:
    """A file; see `Source`."""

    def __init__(self, name: str, path: Path, encoding: str, columns: Mapping[str, str]) -> None:
        self.name = name
        self._path = path
        self._encoding = encoding
        self._columns = columns
        self._seen: tuple[int, ...] | None = None

    async def read(self) -> list[Contact]:
        """Its contacts."""
        return await asyncio.to_thread(self._read)

    async def wait(self) -> None:
        """Until it is another file than the one that was read, and has been so for one look."""
        before = self._seen
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            now = self._mark()
            if now == before and now != self._seen:
                return  # whoever writes it has come to an end
            before = now

    def _read(self) -> list[Contact]:
        self._seen = self._mark()
        try:
            if self._path.stat().st_size > LARGEST:
                raise SourceError(f"{self._path} is larger than {LARGEST >> 20} MiB")
            text = text_of(self._path.read_bytes(), self._encoding)
            return unique(contact_of(self.name, row.cells) for row in rows(text, self._columns))
        except OSError as error:
            raise SourceError(f"{self._path} cannot be read: {error.strerror}") from None
        except CsvError as error:
            raise SourceError(f"{self._path} cannot be read: {error}") from None

    def _mark(self) -> tuple[int, ...] | None:
        try:
            stat = self._path.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino
