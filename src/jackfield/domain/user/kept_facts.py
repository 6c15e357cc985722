"""Facts about what lasts: told by the storage, and by the PBX of what users switched on there. See `facts.py`."""

import msgspec

from jackfield.domain.callback.callback_entries import Callback, CallbackChange
from jackfield.domain.people.number_texts import NumberWanted


class Stored(msgspec.Struct, frozen=True, gc=False):
    """What became of `effects.Store`: committed, or nothing of it; `message` says why not, in words for users."""

    tag: str
    ok: bool
    message: str = ""
    outrun: bool = False
    """It was only to be if nobody else had changed the same first, and somebody had."""


class ServiceSeen(msgspec.Struct, frozen=True, gc=False):
    """A service of a line acts so by now: changed at a phone, or found in AstDB. `service` is `services.Service`."""

    number: str
    service: str
    value: str
    """Of do not disturb `1`, of a forward its destination; empty: off."""


class ServicesRead(msgspec.Struct, frozen=True, gc=False):
    """All services that AstDB holds have been told; `kept`: with the mark we left there."""

    kept: bool


class CallbacksImported(msgspec.Struct, frozen=True, gc=False):
    """These new callbacks are kept."""

    callbacks: tuple[Callback, ...]


class CallbackKept(msgspec.Struct, frozen=True, gc=False):
    """Somebody who looks after callbacks has changed one, and it is kept."""

    change: CallbackChange


class CallbacksForgotten(msgspec.Struct, frozen=True, gc=False):
    """The storage has the closed callbacks of these uuids no more: they were kept long enough."""

    callbacks: tuple[str, ...]


class NumberForgotten(msgspec.Struct, frozen=True, gc=False):
    """The storage has nothing about this number any more; `callbacks`: the uuids of those that went with it."""

    wanted: NumberWanted
    callbacks: tuple[str, ...]


class CallbackWanted(msgspec.Struct, frozen=True, gc=False):
    """Who waited in a queue asks to be called back; `message`: the name of what he recorded. Number only of digits."""

    uniqueid: str
    queue: str
    number: str
    name: str = ""
    message: str = ""
