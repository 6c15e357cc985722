"""WebSocket frames as a server sends them (RFC 6455, section 5): complete, unmasked, uncompressed, in one piece.

Bytes in, bytes out: no sockets, nothing about their content.
"""

from struct import pack

PING = b"\x89\x00"
LONGEST_CONTROL = 125
"""Bytes in a control frame at most."""


def text_frame(payload: bytes) -> bytes:
    """A text frame around UTF-8."""
    size = len(payload)
    if size < 126:
        return pack("!BB", 0x81, size) + payload
    if size < 1 << 16:
        return pack("!BBH", 0x81, 126, size) + payload
    return pack("!BBQ", 0x81, 127, size) + payload


def pong_frame(payload: bytes) -> bytes:
    """The answer to a ping: its own payload, which is at most 125 bytes."""
    return pack("!BB", 0x8A, len(payload)) + payload


def close_frame(code: int, reason: str = "") -> bytes:
    """A close frame; the reason is cut to what fits, at a character."""
    text = reason.encode()[: LONGEST_CONTROL - 2].decode(errors="ignore").encode()
    return pack("!BBH", 0x88, 2 + len(text), code) + text
