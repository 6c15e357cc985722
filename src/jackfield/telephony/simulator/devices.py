"""Device states: their names, how hints and endpoint lists word them, and several of them as one.

The rules are `ast_devstate_aggregate_add` of Asterisk; which channels and devices are put together is hints.py's.
"""

from collections.abc import Iterable
from enum import StrEnum


class DeviceState(StrEnum):
    """As DeviceStateChange spells them."""

    UNKNOWN = "UNKNOWN"
    UNAVAILABLE = "UNAVAILABLE"
    NOT_INUSE = "NOT_INUSE"
    INUSE = "INUSE"
    BUSY = "BUSY"
    RINGING = "RINGING"
    RINGINUSE = "RINGINUSE"
    ONHOLD = "ONHOLD"


EXTENSION_STATUS = {
    DeviceState.UNKNOWN: (0, "Idle"),
    DeviceState.NOT_INUSE: (0, "Idle"),
    DeviceState.INUSE: (1, "InUse"),
    DeviceState.BUSY: (2, "Busy"),
    DeviceState.UNAVAILABLE: (4, "Unavailable"),
    DeviceState.RINGING: (8, "Ringing"),
    DeviceState.RINGINUSE: (9, "InUse&Ringing"),
    DeviceState.ONHOLD: (16, "Hold"),
}

ENDPOINT_WORDS = {
    DeviceState.UNAVAILABLE: "Unavailable",
    DeviceState.NOT_INUSE: "Not in use",
    DeviceState.INUSE: "In use",
    DeviceState.BUSY: "Busy",
    DeviceState.RINGING: "Ringing",
    DeviceState.RINGINUSE: "Ring+Inuse",
    DeviceState.ONHOLD: "On Hold",
}

_ORDER = [
    DeviceState.UNKNOWN,
    DeviceState.UNAVAILABLE,
    DeviceState.NOT_INUSE,
    DeviceState.ONHOLD,
    DeviceState.RINGING,
    DeviceState.INUSE,
    DeviceState.BUSY,
    DeviceState.RINGINUSE,
]
"""Which state wins when several are put together (`ast_devstate_aggregate_add`)."""


def together(states: Iterable[DeviceState]) -> DeviceState:
    """Several devices' or channels' states as one."""
    ringing = in_use = False
    strongest = DeviceState.UNKNOWN
    for state in states:
        ringing = ringing or state is DeviceState.RINGING
        in_use = in_use or state in (DeviceState.ONHOLD, DeviceState.INUSE, DeviceState.BUSY)
        if ringing and in_use:
            strongest = DeviceState.RINGINUSE
        elif _ORDER.index(state) > _ORDER.index(strongest):
            strongest = state
    return strongest
