"""A small file of what the PBX does not tell after a restart (a hold made by the server, say): text to text.

Written whole, beside the old one and then renamed over it, so that a crash leaves one of the two. Whoever keeps
something is not kept waiting: the newest entries are on the disk well within a second.
"""

import asyncio
import json
import os
from pathlib import Path

import structlog

log = structlog.get_logger()

SETTLE_SECONDS = 0.1
"""Several changes in this time are written once."""


class JournalFile:
    """The journal in a file of the data directory; `keep` needs a running loop."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries: dict[str, str] = {}
        self._due: asyncio.TimerHandle | None = None

    def read(self) -> dict[str, str]:
        """What was kept; nothing when there is no file or it is not one of ours (which is said in the log)."""
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
            entries = {str(key): str(value) for key, value in found.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, AttributeError) as error:
            log.warning("journal unreadable", path=str(self._path), error=str(error))
            return {}
        self._entries = entries
        return dict(entries)

    def keep(self, entries: dict[str, str]) -> None:
        """Keep these and no others."""
        self._entries = dict(entries)
        if self._due is None:
            self._due = asyncio.get_running_loop().call_later(SETTLE_SECONDS, self.write)

    def write(self) -> None:
        """Put the newest entries on the disk now, if they are not there yet."""
        if self._due is None:
            return
        self._due.cancel()
        self._due = None
        part = self._path.with_suffix(".part")
        try:
            with part.open("w", encoding="utf-8") as file:
                json.dump(self._entries, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._path)
        except OSError as error:
            log.error("journal not written", path=str(self._path), error=str(error))
