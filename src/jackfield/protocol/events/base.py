"""What every event has in common.

An event is a frozen Struct whose class name is the wire's `msgType` and whose attributes are the keys of its payload.
A key that must be absent is UNSET, one that may be null is None. An event holds nothing that depends on who receives
it, so that one encoding serves all. Its docstring says when it comes, its keys with units, and where that is written.
"""

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """What the server says; its payload is an object with the event's attributes as keys."""


class ListEvent(Event, frozen=True, kw_only=True):
    """An event whose payload is an array: the elements are its only attribute, `items`."""

    items: tuple[msgspec.Struct, ...]
