"""Tokens: signed, expiring, URL-safe names of a user (JWT, HS256). The clock is given; no users, no HTTP here.

A token stays valid until its own expiry, also when a fresher one was issued: several tabs share it (protocol 1.5).
"""

from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256

import jwt
import msgspec

ALGORITHM = "HS256"
ISSUER = "jackfield"
LONGEST = 4096
"""Characters of a token at most; longer ones are not looked at."""

REMEMBERED = 10_000
"""Tokens whose signature was found right lately: checking it costs a fifth of a connect, and clients come back."""


class InvalidToken(Exception):
    """Not a token of ours."""


class TokenExpired(InvalidToken):
    """A token of ours, too old."""


class Claims(msgspec.Struct, frozen=True):
    """Whom a token names."""

    user_id: int
    login: str


class Tokens:
    """Issues and reads tokens. `seconds` is their life, `clock` gives Unix time."""

    def __init__(self, key: bytes, *, seconds: int, clock: Callable[[], float]) -> None:
        if len(key) < 32:
            raise ValueError(f"the signing key has {len(key)} bytes, 32 are needed")
        self._key = key
        self._clock = clock
        self.seconds = seconds
        self._read: OrderedDict[bytes, tuple[Claims, float]] = OrderedDict()

    def issue(self, user_id: int, login: str) -> str:
        """A token that is valid from now on for `seconds`."""
        now = int(self._clock())
        claims = {"iss": ISSUER, "sub": str(user_id), "login": login, "iat": now, "exp": now + self.seconds}
        return jwt.encode(claims, self._key, algorithm=ALGORITHM)

    def read(self, token: str) -> Claims:
        """Whom a token names. Raises TokenExpired or InvalidToken; no leeway is given."""
        if len(token) > LONGEST:
            raise InvalidToken("too long")
        digest = sha256(token.encode(errors="replace")).digest()
        known = self._read.get(digest)
        if known is None:
            known = self._read[digest] = self._verified(token)
            if len(self._read) > REMEMBERED:
                self._read.popitem(last=False)
        claims, expires = known
        if self._clock() >= expires:
            raise TokenExpired("expired")
        return claims

    def _verified(self, token: str) -> tuple[Claims, float]:
        """Whom a token names and when it expires; its times are left to the clock given."""
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                options={"require": ["sub", "exp", "iat", "iss"], "verify_exp": False, "verify_iat": False},
            )
            return Claims(int(claims["sub"]), str(claims["login"])), float(claims["exp"])
        except (jwt.InvalidTokenError, KeyError, TypeError, ValueError) as error:
            raise InvalidToken(type(error).__name__) from None
