"""Takes letters, at once and without waiting, and brings them into the database, many at a time.

put(...) --> spool (survives a kill) --> queue --> database --> couriers are told
"""

import asyncio
from collections import deque
from collections.abc import Callable

import structlog

from jackfield.domain.letters import Letter
from jackfield.webhooks.ports import Letters
from jackfield.webhooks.spool import Spool

log = structlog.get_logger()

MOST_WAITING = 50_000
"""Letters that wait for a database that does not answer; a further one is dropped."""
AT_ONCE = 500
GATHER_SECONDS = 0.05
RETRY_SECONDS = 1.0


class Postbox:
    """`news` is called whenever the database has more. `failure` is the error that the storage raises."""

    def __init__(
        self,
        letters: Letters,
        spool: Spool,
        receivers: tuple[str, ...],
        clock: Callable[[], float],
        news: Callable[[], None],
        failure: type[Exception],
    ) -> None:
        self._letters = letters
        self._spool = spool
        self._receivers = receivers
        self._clock = clock
        self._news = news
        self._failure = failure
        self._queue: deque[Letter] = deque()
        self._turn = asyncio.Lock()
        self._last = 0
        self._closed = False
        self._task: asyncio.Task[None] | None = None
        self.dropped = 0
        """Letters left out because too many waited for the database."""

    @property
    def waiting(self) -> int:
        """How many are not in the database yet."""
        return len(self._queue)

    async def open(self) -> None:
        """Take up what the last run left. Raises OSError, and what the storage raises."""
        left = self._spool.open()
        self._last = max(await self._letters.newest(), *(letter.id for letter in left), 0)
        self._queue.extend(left)
        while self._queue:
            await self._write()
        self._spool.keep(())

    def put(self, lane: str, body: str) -> None:
        """Have it told to every receiver; once closed, nobody is told of anything."""
        if self._closed:
            return
        if len(self._queue) >= MOST_WAITING:
            self.dropped += 1
            if self.dropped & self.dropped - 1 == 0:  # 1, 2, 4, 8, ...
                log.error("webhook letters are lost: too many wait for the database", lost=self.dropped)
            return
        now = self._clock()
        self._last = max(self._last + 1, int(now * 1_000_000))
        letter = Letter(id=self._last, lane=lane, body=body, created=now)
        self._spool.append(letter)
        self._queue.append(letter)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="postbox of the webhook")

    async def close(self) -> None:
        """Bring what waits into the database; what it does not take stays in the spool."""
        self._closed = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        try:
            while self._queue:
                await self._write()
            self._spool.keep(())
        except self._failure as error:
            log.error("webhook letters stay in the spool", waiting=len(self._queue), error=str(error))
        self._spool.close()

    async def _run(self) -> None:
        while self._queue:
            await asyncio.sleep(GATHER_SECONDS)
            try:
                await self._write()
            except self._failure as error:
                log.error("webhook letters not written, tried again", waiting=len(self._queue), error=str(error))
                await asyncio.sleep(RETRY_SECONDS)
                continue
            self._spool.keep(self._queue)
            self._news()

    async def forget(self, about: Callable[[str], bool]) -> None:
        """Letters with such a body go nowhere. Raises OSError."""
        async with self._turn:
            left = [letter for letter in self._queue if not about(letter.body)]
            if len(left) < len(self._queue):
                self._queue = deque(left)
                self._spool.rewrite(left)

    async def _write(self) -> None:
        async with self._turn:
            batch = [self._queue[n] for n in range(min(AT_ONCE, len(self._queue)))]
            await self._letters.put(self._receivers, batch)
            for _ in batch:
                self._queue.popleft()
