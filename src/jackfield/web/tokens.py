"""Tokens: signed, expiring, URL-safe names of a user (JWT, HS256). The clock is given; no users, no HTTP here.

A token stays valid until its own expiry, also when a fresher one was issued: several tabs share it (protocol 1.5).
It names the password of its time by a mark, so that a changed password can end it.

PyJWT writes them. They are read here, because thousands of clients come back at the same moment and PyJWT takes a
fifth of what a connection costs: only our own header is accepted, byte for byte, so there is no algorithm to choose
and nothing to be fooled by; what remains is one HMAC and one comparison in constant time.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256

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
    mark: str = ""
    """Of the password that the user had then."""


class _Payload(msgspec.Struct, frozen=True):
    """What is inside a token; times are Unix seconds."""

    iss: str
    sub: str
    login: str
    iat: int
    exp: int
    pwd: str = ""


class Tokens:
    """Issues and reads tokens. `seconds` is their life, `clock` gives Unix time."""

    def __init__(self, key: bytes, *, seconds: int, clock: Callable[[], float]) -> None:
        if len(key) < 32:
            raise ValueError(f"the signing key has {len(key)} bytes, 32 are needed")
        self._key = key
        self._header = jwt.encode({}, key, algorithm=ALGORITHM).partition(".")[0].encode()
        self._clock = clock
        self.seconds = seconds

    def issue(self, user_id: int, login: str, mark: str = "") -> str:
        """A token that is valid from now on for `seconds`; `mark` tells the user's password from his earlier ones."""
        now = int(self._clock())
        times = {"iat": now, "exp": now + self.seconds}
        claims = {"iss": ISSUER, "sub": str(user_id), "login": login, **times, "pwd": mark}
        return jwt.encode(claims, self._key, algorithm=ALGORITHM)

    def read(self, token: str) -> Claims:
        """Whom a token names. Raises TokenExpired or InvalidToken; no leeway is given."""
        payload = self._verified(token)
        if payload.iss != ISSUER or not (payload.sub.isascii() and payload.sub.isdigit()):
            raise InvalidToken("not about one of our users")
        if self._clock() >= payload.exp:
            raise TokenExpired("expired")
        return Claims(int(payload.sub), payload.login, payload.pwd)

    def _verified(self, token: str) -> _Payload:
        """The content of a token with our header and our signature."""
        if len(token) > LONGEST or not token.isascii():
            raise InvalidToken("too long or not ASCII")
        signed, _, signature = token.encode().rpartition(b".")
        header, _, payload = signed.partition(b".")
        expected = urlsafe_b64encode(hmac.digest(self._key, signed, sha256)).rstrip(b"=")
        if header != self._header or not hmac.compare_digest(signature, expected):
            raise InvalidToken("not signed by us")
        try:
            return msgspec.json.decode(urlsafe_b64decode(payload + b"=" * (-len(payload) % 4)), type=_Payload)
        except ValueError:  # bad base64 and bad JSON alike
            raise InvalidToken("signed by us, but empty") from None
