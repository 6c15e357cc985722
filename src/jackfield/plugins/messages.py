"""What server and plug-in say to each other: a line of JSON each, over the pipes of the plug-in's process. Types only.

The server begins with `Start`; the plug-in answers `Ready`, `Unfit` or `GivenUp`. Then every `Tell` is answered by one
`Done` or `Failed`; in between the plug-in may ask for pages and rows, each of which has one `Answer`, and say a `Note`.
All that it says belongs to an event that it has and has not answered.
"""

from typing import Any

import msgspec


class _Message(msgspec.Struct, frozen=True, tag_field="say", tag=str.lower):
    """A line."""


class Start(_Message, frozen=True):
    """Who you are: the plug-in's class as `module:name`, its settings, and how much memory the process may have."""

    name: str
    target: str
    settings: dict[str, Any]
    memory_megabytes: int


class Tell(_Message, frozen=True):
    """This has happened: `data` is what integrations are told by Socket.IO."""

    id: int
    data: dict[str, Any]


class Stop(_Message, frozen=True):
    """Finish what you do, close, and end. (The end of the pipe means: end at once.)"""


class Answer(_Message, frozen=True):
    """What became of a request; `code` is empty if it was done."""

    ask: int
    pages: int = 0
    code: str = ""
    text: str = ""


class Ready(_Message, frozen=True):
    """Events may come."""


class Unfit(_Message, frozen=True):
    """This plug-in cannot run with these settings, however often it is tried."""

    reason: str


class GivenUp(_Message, frozen=True):
    """This process cannot go on; another one may."""

    reason: str


class Done(_Message, frozen=True):
    """The event has been handled."""

    id: int


class Failed(_Message, frozen=True):
    """The handler has raised this."""

    id: int
    reason: str


class OpenPage(_Message, frozen=True):
    """Open a page for the agent at this phone."""

    id: int
    ask: int
    url: str
    peer: str
    mode: str


class ShowRow(_Message, frozen=True):
    """Show supervisors this row."""

    id: int
    ask: int
    row: dict[str, Any]


class Note(_Message, frozen=True):
    """For the log."""

    id: int
    text: str


ToPlugin = Start | Tell | Answer | Stop
FromPlugin = Ready | Unfit | GivenUp | Done | Failed | OpenPage | ShowRow | Note

_encode = msgspec.json.Encoder().encode
to_plugin = msgspec.json.Decoder(ToPlugin).decode
"""A line as the plug-in reads it."""
from_plugin = msgspec.json.Decoder(FromPlugin).decode
"""A line as the server reads it. Raises msgspec.DecodeError or ValidationError, both ValueError."""


def line(message: ToPlugin | FromPlugin) -> bytes:
    """A message as it goes through the pipe."""
    return _encode(message) + b"\n"
