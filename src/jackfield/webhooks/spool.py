"""The file that holds letters from the moment they are written until the database has them.

Written by one system call per letter, so nothing that was put here is lost by a `kill -9`; what a power cut loses is
what the system has not written yet. It is emptied whenever the database has everything.
"""

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
import structlog

from jackfield.domain.letters import Letter

log = structlog.get_logger()

REWRITE_BYTES = 1 << 20
"""Larger than this it is written anew with what still waits."""

_encode = msgspec.json.Encoder().encode


class Spool:
    """The letters of one file; `open` says what was left in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = -1
        self._size = 0
        self._broken = False

    def open(self) -> list[Letter]:
        """The letters that the last run did not bring into the database. Raises OSError."""
        self._file = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        lines = self._path.read_bytes().splitlines()
        self._size = os.fstat(self._file).st_size
        return [letter for line in lines if (letter := _letter(line)) is not None]

    def append(self, letter: Letter) -> None:
        """Have it survive this process; a disk that fails is said once, and the letter goes its way without."""
        line = _encode(letter) + b"\n"
        try:
            os.write(self._file, line)
        except OSError as error:
            if not self._broken:
                log.error("webhook spool not written", path=str(self._path), error=error.strerror)
            self._broken = True
            return
        self._broken = False
        self._size += len(line)

    def keep(self, waiting: Iterable[Letter]) -> None:
        """The database has everything but these."""
        rest = b"".join([_encode(letter) + b"\n" for letter in waiting])
        if self._size == 0 or (rest and self._size < REWRITE_BYTES):
            return
        try:
            if rest:
                self._rewrite(rest)
            else:
                os.ftruncate(self._file, 0)
            self._size = len(rest)
        except OSError as error:  # then letters are told twice after the next start, never lost
            log.error("webhook spool not emptied", path=str(self._path), error=error.strerror)

    def rewrite(self, waiting: Iterable[Letter]) -> None:
        """These and no others, now. Raises OSError."""
        rest = b"".join([_encode(letter) + b"\n" for letter in waiting])
        self._rewrite(rest)
        self._size = len(rest)

    def close(self) -> None:
        """Give the file back."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _rewrite(self, content: bytes) -> None:
        part = self._path.with_suffix(".part")
        file = os.open(part, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(file, content)
            part.replace(self._path)
        except OSError:
            os.close(file)
            raise
        self.close()
        self._file = file


def _letter(line: bytes) -> Letter | None:
    """None for the half line that a power cut left."""
    try:
        return msgspec.json.decode(line, type=Letter)
    except msgspec.DecodeError:
        log.warning("webhook spool has half a letter", length=len(line))
        return None
