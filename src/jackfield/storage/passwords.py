"""Passwords: hashed and verified with Argon2id, in threads of their own, never on the event loop.

19 MiB, two passes, one lane (OWASP's second choice) cost about 30 to 55 ms a verification. A verified login is
remembered as a keyed hash in memory, so that reconnecting clients cost microseconds. No SQL here; the password itself
is kept nowhere and appears in no message.
"""

import asyncio
import hmac
import secrets
import time
import unicodedata
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from pwdlib import PasswordHash

MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
THREADS = 2
REMEMBERED_SECONDS = 600.0
REMEMBERED_LOGINS = 10_000

NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$0qjZlUMtvmyP4aYw3k21Hg$gATlSJ0Xs2lI4L+QBDWSaRHVp9prgaFMSBcJ4dAVOwc"
"""What an unknown login is compared with: only the time it takes counts, the outcome is thrown away."""

Lookup = Callable[[str], Awaitable[tuple[int, str] | None]]
"""`Storage.password_hash`: a login's user id and hash."""

_Result = TypeVar("_Result")


MARK = 16
"""Digits of what tells two hashes apart."""


class Passwords:
    """Hashes passwords, and says who a login and its password are. One per process; `close` ends its threads."""

    def __init__(
        self,
        lookup: Lookup,
        everybody: Callable[[], Awaitable[Mapping[int, str]]] | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        remembered_seconds: float = REMEMBERED_SECONDS,
        remembered_logins: int = REMEMBERED_LOGINS,
    ) -> None:
        self._lookup = lookup
        self._everybody = everybody
        self._marks: dict[int, str] = {}
        self._clock = clock
        self._remembered_seconds = remembered_seconds
        self._remembered_logins = remembered_logins
        self._key = secrets.token_bytes(32)
        # Login to (keyed hash, when it is forgotten), the next to be forgotten first.
        self._remembered: dict[str, tuple[bytes, float]] = {}
        self._pool: ThreadPoolExecutor | None = None
        self._hasher: PasswordHash | None = None

    async def hash(self, password: str) -> str:
        """The Argon2id hash to keep for a password, in the PHC form that carries its own parameters."""
        return await self._in_thread(_hash, _bytes(password))

    async def verify(self, login: str, password: str) -> int | None:
        """The id of the user with this login and password, else None.

        Takes the same time whether the login exists or not. A hash that cannot be read lets nobody in.
        """
        found = await self._lookup(login)
        given = _bytes(password)
        if found is None:
            await self._in_thread(_matches, given, NOBODY)
            return None
        user_id, kept = found
        # The hash is part of what is remembered: a changed password is forgotten by itself.
        digest = hmac.digest(self._key, b"\0".join((_plain(login), kept.encode(), given)), "sha256")
        if self._remembers(login, digest):
            return user_id
        if not await self._in_thread(_matches, given, kept):
            return None
        self._remember(login, digest)
        return user_id

    async def look(self) -> tuple[int, ...]:
        """Read which passwords there are; the ids of those whose password is another one than the last time."""
        known = self._marks
        if self._everybody is not None:
            kept = await self._everybody()
            self._marks = {user_id: sha256(each.encode()).hexdigest()[:MARK] for user_id, each in kept.items()}
        return tuple(user_id for user_id, mark in known.items() if self._marks.get(user_id) != mark)

    def mark(self, user_id: int) -> str:
        """What tells a user's password from those that he had before, and nothing else of it; empty without one."""
        return self._marks.get(user_id, "")

    def forget(self, login: str) -> None:
        """Verify this login in full the next time."""
        self._remembered.pop(login, None)

    async def close(self) -> None:
        """End the threads; what they are computing is waited for (tens of milliseconds), what waits is dropped."""
        self._remembered.clear()
        if self._pool is not None:
            pool, self._pool = self._pool, None
            await asyncio.to_thread(pool.shutdown, cancel_futures=True)

    def _remembers(self, login: str, digest: bytes) -> bool:
        self._drop_old()
        kept = self._remembered.get(login)
        return kept is not None and hmac.compare_digest(kept[0], digest)

    def _remember(self, login: str, digest: bytes) -> None:
        """Remember a verified login as the newest; the oldest makes room."""
        self._remembered.pop(login, None)
        while len(self._remembered) >= self._remembered_logins:
            del self._remembered[next(iter(self._remembered))]
        self._remembered[login] = (digest, self._clock() + self._remembered_seconds)

    def _drop_old(self) -> None:
        """They were put in in the order in which they end, so only the first are looked at."""
        now = self._clock()
        while self._remembered:
            login = next(iter(self._remembered))
            if self._remembered[login][1] > now:
                return
            del self._remembered[login]

    async def _in_thread(self, work: Callable[..., _Result], *values: bytes | str) -> _Result:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="argon2")
        if self._hasher is None:
            self._hasher = _make_hasher()
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, self._hasher, *values)


def _make_hasher() -> "PasswordHash":
    """Imported at the first login: pwdlib and its C library are not needed to start."""
    from pwdlib import PasswordHash
    from pwdlib.hashers.argon2 import Argon2Hasher

    return PasswordHash((Argon2Hasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES),))


def _hash(hasher: "PasswordHash", password: bytes) -> str:
    return hasher.hash(password)


def _matches(hasher: "PasswordHash", password: bytes, kept: str) -> bool:
    from pwdlib.exceptions import UnknownHashError

    try:
        return hasher.verify(password, kept)
    except UnknownHashError:
        # Something else stands where the hash should be: as long as for the others, then no.
        hasher.verify(password, NOBODY)
        return False


def _bytes(password: str) -> bytes:
    """One form for the two ways keyboards write an accent (RFC 8265, section 4.2: normalisation form C)."""
    return _plain(unicodedata.normalize("NFC", password))


def _plain(given: str) -> bytes:
    """UTF-8, also of the half characters that JSON can carry: they match nothing, but must not raise."""
    return given.encode("utf-8", "surrogatepass")
