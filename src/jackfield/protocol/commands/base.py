"""What every command has in common, and the types of their arguments.

A command is a frozen Struct whose attributes are the keys of the wire; its tag is the wire's `command`.
Its docstring says what it does, its keys, what it causes, and where that is written ("protocol N.N").
"""

from typing import Annotated

import msgspec

RequestId = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
"""Chosen by the client, returned in the `CommandResult`."""


class Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="command", omit_defaults=True):
    """What a client may ask.

    Keys:
        requestId: chosen by the client; asks for one `CommandResult` that carries it.
    """

    requestId: RequestId | None = None


class Ping(msgspec.Struct, frozen=True, kw_only=True, tag_field="claz", tag="ping"):
    """The client's heartbeat, `{"claz":"ping"}`, every 5 s; echoed at once, never throttled.

    Source: protocol 1.8.
    """
