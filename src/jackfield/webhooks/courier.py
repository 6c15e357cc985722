"""Brings the letters of one receiver there: in order within a lane, again and again where it fails, a few at a time.

Three kinds of failure. The receiver is *away* (no connection, no answer in time, 502 to 504, 429, a redirect, a
wrong address or password): nothing but one attempt at a time, more and more seldom; letters wait until they are too
old. It *breaks* on a letter (500 and the like): that letter waits, and its lane behind it, and is given up after some
tries. It *refuses* a letter (400 and the like): that one is given up at once.
"""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from enum import Enum, auto

import structlog
from msgspec.structs import replace

from jackfield.domain.letters import Letter, ReceiverState
from jackfield.webhooks.ports import Letters
from jackfield.webhooks.receiver import Receiver

log = structlog.get_logger()

AT_ONCE = 8
"""Requests to one receiver at the same time."""
WINDOW = 500
"""Letters of one receiver in memory."""
MOST_TRIES = 8
FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 300.0
TRIM_SECONDS = 30.0
TIDY_SECONDS = 0.2
"""What was delivered is deleted together within this time; after a kill it is told once more."""
STORAGE_RETRY_SECONDS = 1.0


class Outcome(Enum):
    """What became of an attempt."""

    DELIVERED = auto()
    REFUSED = auto()
    BROKEN = auto()
    AWAY = auto()


class Attempt(Exception):
    """What became of an attempt that did not deliver: how, why, and how long the receiver asks to wait."""

    def __init__(self, outcome: Outcome, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason
        self.wait = wait


Send = Callable[[Receiver, Letter], Awaitable[None]]
"""Delivers one letter, or raises Attempt."""


class Courier:
    """One receiver's. `send` delivers one letter or raises Attempt; `failure` is the error that the storage raises."""

    def __init__(
        self,
        receiver: Receiver,
        letters: Letters,
        send: Send,
        clock: Callable[[], float],
        *,
        keep_seconds: float,
        most_waiting: int,
        paused: bool,
        failure: type[Exception],
    ) -> None:
        self.receiver = receiver
        self._letters = letters
        self._send = send
        self._clock = clock
        self._keep_seconds = keep_seconds
        self._most_waiting = most_waiting
        self._failure = failure
        self._lanes: dict[str, deque[Letter]] = {}
        self._held = 0
        self._read_up_to = 0
        self._more = True
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._done: list[int] = []
        self._put_off: list[Letter] = []
        self._wake = asyncio.Event()
        self._retry_at = 0.0
        self._tidy_at = 0.0
        self._trim_at = 0.0
        self._task: asyncio.Task[None] | None = None
        self._state = ReceiverState(id=receiver.id, url=receiver.shown, paused=paused)

    def start(self) -> None:
        """Begin; needs a running loop."""
        self._task = asyncio.create_task(self._run(), name=f"courier to {self.receiver.shown}")

    async def close(self) -> None:
        """Stop: what is under way is broken off, and told again after the next start."""
        tasks = [*self._busy.values(), *([self._task] if self._task else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tidy_at = 0.0
        try:
            await self._tidy()
        except self._failure as error:
            log.warning("webhook letters are told again after the next start", error=str(error))

    def news(self) -> None:
        """The database has more."""
        self._more = True
        self._wake.set()

    def retry_now(self) -> None:
        """Try at once, whatever the next moment was."""
        self._retry_at = 0.0
        for lane in self._lanes.values():
            lane[0] = replace(lane[0], due=0.0)
        self._wake.set()

    async def pause(self, paused: bool) -> None:
        """Stop, or go on; lasting."""
        await self._letters.pause(self.receiver.id, paused)
        self._state = replace(self._state, paused=paused)
        self._wake.set()

    async def state(self) -> ReceiverState:
        """How it goes."""
        waiting, oldest = await self._letters.count(self.receiver.id)
        next_try = self._retry_at if self._state.failures else 0.0
        return replace(self._state, waiting=waiting - len(self._done), oldest=oldest, next_try=next_try)

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            try:
                await self._tidy()
                await self._read()
            except self._failure as error:
                log.error("webhook letters not read, tried again", error=str(error))
                await asyncio.sleep(STORAGE_RETRY_SECONDS)
                continue
            wait = self._begin()
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._wake.wait()

    async def _tidy(self) -> None:
        """Tell the database what is delivered, put off, or to be given up, every now and then."""
        now = self._clock()
        if now < self._tidy_at:
            return
        self._tidy_at = now + TIDY_SECONDS
        done, self._done = self._done, []
        put_off, self._put_off = self._put_off, []
        try:
            if done:
                await self._letters.remove(self.receiver.id, done)
            for letter in put_off:
                await self._letters.postpone(self.receiver.id, letter.id, letter.tries, letter.due)
        except self._failure:
            self._done += done
            raise
        if now < self._trim_at:
            return
        self._trim_at = now + TRIM_SECONDS
        gone, floor = await self._letters.trim(self.receiver.id, now - self._keep_seconds, self._most_waiting)
        if gone:
            self._keep_only(lambda letter: letter.id >= floor)
            self._state = replace(self._state, dropped=self._state.dropped + gone)
            log.error("webhook letters given up: too old or too many", receiver=self.receiver.shown, letters=gone)

    def forget(self, about: Callable[[str], bool]) -> None:
        """The database has no letters with such a body any more; one that is under way cannot be called back."""
        self._keep_only(lambda letter: not about(letter.body))

    def _keep_only(self, wanted: Callable[[Letter], bool]) -> None:
        for name, lane in list(self._lanes.items()):
            kept = deque(letter for letter in lane if wanted(letter) or (name in self._busy and letter is lane[0]))
            self._held -= len(lane) - len(kept)
            if kept:
                self._lanes[name] = kept
            else:
                del self._lanes[name]

    async def _read(self) -> None:
        """Fill the window once it is half empty."""
        if not self._more or self._held > WINDOW // 2:
            return
        self._more = False
        found = await self._letters.waiting(self.receiver.id, self._read_up_to, WINDOW - self._held)
        self._more = self._more or len(found) == WINDOW - self._held
        for letter in found:
            self._lanes.setdefault(letter.lane, deque()).append(letter)
        self._held += len(found)
        if found:
            self._read_up_to = found[-1].id

    def _begin(self) -> float | None:
        """Start what may be tried now; how long until something else may be, None: until something happens."""
        now = self._clock()
        waits = [max(0.0, (self._tidy_at if self._done or self._put_off else self._trim_at) - now)]
        if self._state.paused:
            return waits[0]
        if now < self._retry_at:
            return min(self._retry_at - now, *waits)
        places = (1 if self._state.failures else AT_ONCE) - len(self._busy)
        for name, lane in self._lanes.items():
            if places <= 0:
                break
            if name in self._busy:
                continue
            if lane[0].due > now:
                waits.append(lane[0].due - now)
                continue
            self._busy[name] = asyncio.create_task(self._deliver(name, lane[0]), name="webhook letter")
            places -= 1
        return min(waits)

    async def _deliver(self, lane: str, letter: Letter) -> None:
        before = self._state.failures
        try:
            await self._send(self.receiver, letter)
        except Attempt as attempt:
            self._failed(lane, letter, attempt, before)
        else:
            self._succeeded(lane, letter)
        finally:
            del self._busy[lane]
            self._wake.set()

    def _succeeded(self, lane: str, letter: Letter) -> None:
        if self._state.failures:
            log.info("webhook receiver is back", receiver=self.receiver.shown)
        self._retry_at = 0.0
        self._state = replace(self._state, delivered=self._state.delivered + 1, failures=0)
        self._over(lane, letter)

    def _failed(self, lane: str, letter: Letter, attempt: Attempt, before: int) -> None:
        now = self._clock()
        failures = self._state.failures
        first = failures == before  # several that failed together are one failure
        if attempt.outcome is Outcome.AWAY and first:
            failures += 1
        if attempt.outcome is not Outcome.AWAY or (first and failures == 1):
            log.warning("webhook letter not delivered", receiver=self.receiver.shown, reason=attempt.reason)
        self._state = replace(self._state, failures=failures, last_error=attempt.reason, last_error_at=now)
        if attempt.outcome is Outcome.AWAY:
            if first:
                self._retry_at = now + max(backoff(failures), min(attempt.wait, LONGEST_WAIT_SECONDS))
            self._lanes[lane] = self._lanes.pop(lane)  # should it be this letter, the next attempt is with another one
            return
        tries = letter.tries + 1
        if attempt.outcome is Outcome.REFUSED or tries >= MOST_TRIES:
            self._state = replace(self._state, dropped=self._state.dropped + 1)
            self._over(lane, letter)
            return
        later = replace(letter, tries=tries, due=now + backoff(tries))
        self._lanes[lane][0] = later
        self._put_off.append(later)

    def _over(self, lane: str, letter: Letter) -> None:
        self._done.append(letter.id)
        waiting = self._lanes[lane]
        waiting.popleft()
        self._held -= 1
        if not waiting:
            del self._lanes[lane]


def backoff(failures: int) -> float:
    """Seconds to wait after so many failures in a row: 1, 2, 4 ... 300, give or take a fifth."""
    return min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** min(failures - 1, 20)) * random.uniform(0.8, 1.2)
