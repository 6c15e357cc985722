"""Tokens: signed, expiring, URL-safe names of a user (JWT, HS256). The clock is given; no users, no HTTP here.

A token stays valid until its own expiry, also when a fresher one was issued: several tabs share it (protocol 1.5).
"""

from collections.abc import Callable

import jwt
import msgspec

ALGORITHM = "HS256"
ISSUER = "jackfield"
LONGEST = 4096
"""Characters of a token at most; longer ones are not looked at."""


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

    def issue(self, user_id: int, login: str) -> str:
        """A token that is valid from now on for `seconds`."""
        now = int(self._clock())
        claims = {"iss": ISSUER, "sub": str(user_id), "login": login, "iat": now, "exp": now + self.seconds}
        return jwt.encode(claims, self._key, algorithm=ALGORITHM)

    def read(self, token: str) -> Claims:
        """Whom a token names. Raises TokenExpired or InvalidToken; no leeway is given."""
        if len(token) > LONGEST:
            raise InvalidToken("too long")
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                # Times are checked below, by the clock given.
                options={"require": ["sub", "exp", "iat", "iss"], "verify_exp": False, "verify_iat": False},
            )
            named = Claims(int(claims["sub"]), str(claims["login"]))
            expires = float(claims["exp"])
        except (jwt.InvalidTokenError, KeyError, TypeError, ValueError) as error:
            raise InvalidToken(type(error).__name__) from None
        if self._clock() >= expires:
            raise TokenExpired("expired")
        return named
