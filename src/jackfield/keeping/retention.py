"""Deletes every night what is older than the configuration wants kept; without the database, in the next night."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

import structlog

from jackfield.domain.local_time import day_ends
from jackfield.storage.errors import StorageError

log = structlog.get_logger()

AFTER_MIDNIGHT_SECONDS = 2 * 3600.0
DAY_SECONDS = 86_400.0

Forget = Callable[[float], Awaitable[int]]
"""Delete what was before this moment; how much it was."""


class Retention:
    """`kinds`: by the name of a kind of data, how many days it is kept (0: for ever), and what deletes it."""

    def __init__(self, kinds: Mapping[str, tuple[int, Forget]], time_zone: str) -> None:
        self._kinds = {name: kind for name, kind in kinds.items() if kind[0]}
        self._zone = time_zone

    async def run(self) -> None:
        """At two o'clock each night, until cancelled."""
        while self._kinds:
            now = time.time()
            await asyncio.sleep(day_ends(now, self._zone) + AFTER_MIDNIGHT_SECONDS - now)
            await self.clear(time.time())

    async def clear(self, now: float) -> dict[str, int]:
        """Delete what is too old now; how much of each kind."""
        gone: dict[str, int] = {}
        for name, (days, forget) in self._kinds.items():
            try:
                gone[name] = await forget(now - days * DAY_SECONDS)
            except StorageError as error:
                log.error("old data not deleted", kind=name, error=str(error))
        log.info("old data deleted", **gone)
        return gone
