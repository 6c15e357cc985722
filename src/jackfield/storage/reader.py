"""Answers the core's questions from the database, some at a time and off its path.

Whoever waits is never left without an answer: what cannot be answered in time is refused. What the core was told is
over before it asked is written first, so that it is found.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from jackfield.domain.effects import Fetch
from jackfield.domain.facts import Fetched
from jackfield.domain.questions import Found, Question
from jackfield.storage.errors import StorageError, TooBroadError

log = structlog.get_logger()

AT_ONCE = 4
MOST_WAITING = 1000
PATIENCE_SECONDS = 5.0
"""How long a question may take, with its wait."""

FAILED = "The server cannot read the history at the moment"
SLOW = "The server is too slow in reading the history at the moment"

Find = Callable[[Question], Awaitable[Found]]
"""`Storage.find`."""


class Reader:
    """The questions under way. `first` is done before each is looked for; `told` is called with each answer."""

    def __init__(self, find: Find, told: Callable[[Fetched], None], first: Callable[[], Awaitable[None]]) -> None:
        self._find = find
        self._told = told
        self._first = first
        self._tasks: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(AT_ONCE)

    def put(self, effect: Fetch) -> None:
        """Have it answered soon; never waits."""
        if len(self._tasks) >= MOST_WAITING:
            log.error("storage is behind in reading", waiting=len(self._tasks))
            # not in this turn: whoever asks has not finished asking
            asyncio.get_running_loop().call_soon(self._told, Fetched(effect.tag, ok=False, message=SLOW))
            return
        task = asyncio.create_task(self._answer(effect), name="question to the storage")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Answer what was asked, then stop."""
        await asyncio.gather(*self._tasks)

    async def _answer(self, effect: Fetch) -> None:
        self._told(await self._looked(effect))

    async def _looked(self, effect: Fetch) -> Fetched:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), self._places:
                await self._first()
                return Fetched(effect.tag, ok=True, found=await self._find(effect.question))
        except TimeoutError:
            log.error("not read in time", question=type(effect.question).__name__)
            return Fetched(effect.tag, ok=False, message=SLOW)
        except TooBroadError as error:
            return Fetched(effect.tag, ok=False, message=str(error), too_broad=True)
        except StorageError as error:
            log.error("not read", question=type(effect.question).__name__, error=str(error))
            return Fetched(effect.tag, ok=False, message=FAILED)
