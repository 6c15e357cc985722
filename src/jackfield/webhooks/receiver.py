"""A receiver as the configuration names it: which URLs may be one, what is shown of them, and how letters are signed.

The signature is that of Standard Webhooks (https://www.standardwebhooks.com), for which there are libraries in many
languages: HMAC-SHA256 of `ID.TIMESTAMP.BODY`. Pure: nothing is sent from here.
"""

import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable
from hashlib import sha256

import msgspec
from yarl import URL

SCHEMES = ("http", "https")
ENCODED = "whsec_"
"""Begins a secret that is written in base64."""
SHORTEST_SECRET = 16


class ReceiverError(ValueError):
    """A URL or a secret that cannot be used; the text says why, without the secret."""


class Receiver(msgspec.Struct, frozen=True, kw_only=True):
    """Where letters go; `id` names it in the database, `shown` in logs and on pages: a query may hold secrets."""

    id: str
    url: str
    shown: str

    @classmethod
    def at(cls, url: str) -> "Receiver":
        """The receiver of this URL. Raises ReceiverError for one that cannot be."""
        try:
            parsed = URL(url)
        except ValueError:
            raise ReceiverError("is no URL") from None
        if parsed.scheme not in SCHEMES:
            raise ReceiverError("begins neither with http:// nor with https://")
        if not parsed.host:
            raise ReceiverError("names no host")
        if parsed.user is not None or parsed.password is not None:
            raise ReceiverError("has a user name or password in it; requests are signed instead")
        shown = parsed.with_query(None).with_fragment(None)
        return cls(id=sha256(url.encode()).hexdigest()[:16], url=url, shown=str(shown))


def key_of(secret: str) -> bytes:
    """The bytes of a secret: base64 behind `whsec_`, else the text itself. Raises ReceiverError for a weak one."""
    try:
        key = b64decode(secret.removeprefix(ENCODED), validate=True) if secret.startswith(ENCODED) else secret.encode()
    except NotBase64:
        raise ReceiverError(f"what stands behind {ENCODED} is no base64") from None
    if len(key) < SHORTEST_SECRET:
        raise ReceiverError(f"has fewer than {SHORTEST_SECRET} bytes")
    return key


def headers(keys: Iterable[bytes], letter_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers that let a receiver know who wrote a letter, when, and whether it has it already."""
    signed = b"%s.%d.%s" % (letter_id.encode(), timestamp, body)
    signatures = [f"v1,{b64encode(hmac.digest(key, signed, sha256)).decode()}" for key in keys]
    return {
        "Content-Type": "application/json",
        "Webhook-Id": letter_id,
        "Webhook-Timestamp": str(timestamp),
        "Webhook-Signature": " ".join(signatures),
    }
