"""From an event to the bytes of a frame.

A frame is encoded once whoever receives it: `number` puts the position in the event log into a plain frame by one
copy of its bytes. The opposite direction for clients and tests is here too: `command_frame`.
"""

import msgspec

from .commands import Command
from .events import EVENTS, Event, ListEvent

PING = b'{"claz":"ping"}'
"""The answer to a ping: its echo, which reaches no handler of any client (protocol 1.8)."""

_HEADS = {kind: b'{"msgType":"%s","ctiMessage":' % name.encode() for name, kind in EVENTS.items()}
_encode = msgspec.json.Encoder().encode


def payload(event: Event) -> bytes:
    """The event's `ctiMessage`: an object, or an array for a ListEvent."""
    return _encode(event.items) if isinstance(event, ListEvent) else _encode(event)


def frame(event: Event) -> bytes:
    """`{"msgType":..,"ctiMessage":..}`."""
    return _HEADS[type(event)] + payload(event) + b"}"


def number(plain: bytes, seq: int) -> bytes:
    """A plain frame with its position in the event log: `{"seq":N,"msgType":..,"ctiMessage":..}`."""
    return b'{"seq":%d,' % seq + plain[1:]


def numbered(event: Event, seq: int) -> bytes:
    """`number(frame(event), seq)`, for those who need the numbered frame only."""
    return number(frame(event), seq)


def command_frame(command: Command) -> bytes:
    """The frame a client sends for a command: `{"claz":"web","command":..}`."""
    return b'{"claz":"web",' + _encode(command)[1:]
