"""What integrations ask, in all the forms in which they ask it. Pure: arguments in, values out."""

from collections.abc import Mapping, Sequence

import msgspec

from jackfield.domain.results import Refused
from jackfield.domain.shuttle.wakeups import mode_of
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import WakeupMode


class WakeupAsked(msgspec.Struct, frozen=True):
    """Open `url` on the screen of the agent whose phone is `peer`."""

    url: str
    peer: str
    mode: WakeupMode


def wakeup_of(arguments: Sequence[object]) -> WakeupAsked:
    """`({url, peer, type})`, also with `mode`, or `(url, peer, mode)`; without a mode a new tab.

    Raises:
        Refused: bad_request for anything else.
    """
    match arguments:
        case [Mapping() as given, *_]:
            url, peer, mode = given.get("url"), given.get("peer"), given.get("type") or given.get("mode")
        case [url, peer, *rest]:
            mode = rest[0] if rest else None
        case _:
            url = peer = mode = None
    if not isinstance(url, str) or not isinstance(peer, str):
        text = "wakeup takes {url, peer, type}, or url, peer and mode, all of them texts"
        raise Refused(RefusalCode.BAD_REQUEST, text)
    return WakeupAsked(url, peer, mode_of(mode if isinstance(mode, str) else ""))
