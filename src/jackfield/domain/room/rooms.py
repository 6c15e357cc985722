"""Conference rooms as the PBX last described them: data and look-ups only.

What facts change and what users are told of it is in `conferences.py`.
"""

import re
from dataclasses import dataclass, field

from jackfield.domain.facts import Channel

MEETING = re.compile(r"meet([0-9*#+]+)v[0-9a-z]+")
"""The name of a room that is none: a call of three, made of the two calls of the line it names."""


def meeting_host(room: str) -> str:
    """The number of the line whose two calls were brought together in this room; "" for a room that is a room."""
    found = MEETING.fullmatch(room)
    return found[1] if found else ""


@dataclass(slots=True, eq=False)
class Participant:
    """A channel in a room. `index` names it in commands: the order in which they came, never given twice."""

    index: int
    channel: Channel
    organizer: bool
    since: float
    muted: bool = False
    talking: bool = False
    deaf: bool = False
    listed: int = 0
    """Number of the last resynchronisation that mentioned it."""


@dataclass(slots=True, eq=False)
class Room:
    """A room with somebody in it. `started` is when the first of those in it came."""

    number: str
    started: float
    participants: dict[str, Participant] = field(default_factory=dict)
    """By uniqueid, in the order in which they came."""
    last_index: int = 0

    def by_index(self, index: int) -> Participant | None:
        """The participant that commands call so."""
        return next((each for each in self.participants.values() if each.index == index), None)
