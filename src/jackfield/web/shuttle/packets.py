"""Engine.IO 3 and Socket.IO packets as text, without any socket (their protocol documents, revisions 3 and 4).

    Engine.IO:  type, data          0 open  1 close  2 ping  3 pong  4 message  5 upgrade  6 noop
    Socket.IO:  inside a message    0 connect  1 disconnect  2 event  3 ack  4 error  5, 6 binary
    polling:    LENGTH:PACKET...    LENGTH in UTF-16 units, as JavaScript counts; or bytes, each packet with a head

An event is the same text for both generations, so it is encoded once for all. What goes out by polling is ASCII alone:
clients of Socket.IO 1 and 2 differ in how they decode anything else there.
"""

import json
from collections.abc import Iterable, Iterator

import msgspec

OPEN, CLOSE, PING, PONG, MESSAGE, UPGRADE, NOOP = "0123456"
CONNECT, DISCONNECT, EVENT, ACK, ERROR = "01234"
DIGITS = frozenset("0123456789")
LONGEST_LENGTH = 7
"""Digits of a length; what is longer is no packet of anybody."""


class BadPacket(ValueError):
    """What came is no packet; the message says why."""


class Said(msgspec.Struct, frozen=True):
    """A Socket.IO packet: an event has its name and arguments; `ack` is the number under which its answer is wanted."""

    kind: str
    namespace: str = "/"
    ack: str = ""
    name: str = ""
    arguments: tuple[object, ...] = ()


def event(name: str, *arguments: object) -> bytes:
    """An event as a message for a WebSocket, in UTF-8."""
    return (MESSAGE + EVENT).encode() + msgspec.json.encode([name, *arguments])


def answer(ack: str, *arguments: object) -> bytes:
    """The answer to an event that wanted one."""
    return f"{MESSAGE}{ACK}{ack}".encode() + msgspec.json.encode(arguments)


def ascii_only(message: bytes) -> str:
    """The same message in ASCII: only what stands in JSON texts can be anything else."""
    text = message.decode()
    return text if text.isascii() else "".join(c if c.isascii() else json.dumps(c)[1:-1] for c in text)


def said(text: str) -> Said:
    """The Socket.IO packet inside a message.

    Raises:
        BadPacket: it is none.
    """
    kind, rest = text[:1], text[1:]
    namespace = "/"
    if rest.startswith("/"):
        namespace, _, rest = rest.partition(",")
        namespace = namespace.partition("?")[0]
    if kind != EVENT:
        return Said(kind, namespace)
    ack = rest[: next((n for n, sign in enumerate(rest) if sign not in DIGITS), len(rest))]
    try:
        body = msgspec.json.decode(rest[len(ack) :])
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadPacket(f"an event that is no JSON: {error}") from None
    if not isinstance(body, list) or not body or not isinstance(body[0], str):
        raise BadPacket("an event without a name")
    return Said(kind, namespace, ack[:LONGEST_LENGTH], body[0], tuple(body[1:]))


def payload(packets: Iterable[str]) -> str:
    """Packets for a polling client, in ASCII."""
    return "".join(f"{len(packet)}:{packet}" for packet in packets)


def packets(body: bytes, *, twice_encoded: bool = False) -> list[str]:
    """The packets that a polling client has posted, as text or as bytes.

    `twice_encoded`: the client said that it cannot take bytes; those of Socket.IO 1 encode their texts twice then.

    Raises:
        BadPacket: they are none.
    """
    if body[:1] in (b"\x00", b"\x01"):
        return list(_of_bytes(body))
    try:
        found = list(_of_text(body.decode()))
    except UnicodeDecodeError:
        raise BadPacket("a payload that is no UTF-8") from None
    return [_decoded_again(packet) for packet in found] if twice_encoded else found


def _of_text(text: str) -> Iterator[str]:
    units = text.encode("utf-16-le")  # lengths count UTF-16 units
    at = 0
    while at < len(units):
        end = units.find(b":\x00", at)
        while end > 0 and end % 2:
            end = units.find(b":\x00", end + 1)
        length = units[at:end].decode("utf-16-le", "replace") if end >= 0 else ""
        if not length or len(length) > LONGEST_LENGTH or not DIGITS.issuperset(length):
            raise BadPacket("a payload without lengths")
        begin, at = end + 2, end + 2 + 2 * int(length)
        if at > len(units) or at == begin:
            raise BadPacket("a payload that ends too early")
        yield units[begin:at].decode("utf-16-le", "replace")


def _of_bytes(body: bytes) -> Iterator[str]:
    """A kind (0 text, 1 bytes), the digits of the length as numbers, 255, the packet."""
    at = 0
    while at < len(body):
        end = body.find(b"\xff", at, at + LONGEST_LENGTH + 2)
        digits = body[at + 1 : end]
        if end < 0 or not digits or max(digits) > 9:
            raise BadPacket("a binary payload without lengths")
        begin = end + 1
        length = int("".join(map(str, digits)))
        if body[at] == 1:
            raise BadPacket("binary packets are not understood")
        at = begin + length
        if at > len(body) or not length:
            raise BadPacket("a binary payload that ends too early")
        yield body[begin:at].decode(errors="replace")


def _decoded_again(packet: str) -> str:
    try:
        return packet.encode("latin-1").decode()
    except UnicodeError:
        return packet
