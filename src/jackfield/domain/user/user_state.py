"""What users have set and done, and what of it is on its way to the disk or the PBX: the part of the world about them.

Only data lives here. What lasts of it begins as it was kept; the rest is of no use after a restart.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from jackfield.domain.callback.callback_state import Callbacks
from jackfield.domain.directory import UserServices
from jackfield.domain.effects import Effect
from jackfield.domain.facts import Fetched, RequestDone
from jackfield.domain.lasting import Favorite, Kept, Preference

Answered = Callable[[RequestDone, float], Iterator[Effect]]
"""What to do when the PBX has answered a request; given the answer and the time."""


class Storing(msgspec.Struct, frozen=True):
    """Changes on their way to the disk, and what follows (see `storing.py`)."""

    then: Callable[[float], Iterator[Effect]]
    otherwise: Callable[[str, float], Iterator[Effect]]
    outrun: Callable[[float], Iterator[Effect]] | None = None
    """In its place where somebody else has changed the same first; None: `otherwise` tells that too."""


@dataclass(slots=True)
class Switches:
    """What is under way about services and statuses (`switching.py`)."""

    waiting: dict[int, deque[Any]] = field(default_factory=dict)
    """Changes of each user, the first one under way (`switching.Switching`)."""
    taken_back: dict[tuple[str, str], str] = field(default_factory=dict)
    """By number and service: what was set at a phone and is being undone."""
    listed: dict[tuple[str, str], str] | None = None
    """What AstDB was found to hold, by number and service, while the lists come in."""
    read: bool = False
    """AstDB could be read."""
    known_there: bool = False
    """AstDB has our mark."""


class UserState:
    """As `world.World` has it."""

    def __init__(self, kept: Kept) -> None:
        self.preferences: dict[int, dict[str, Preference]] = {
            user_id: dict(own) for user_id, own in kept.preferences.items()
        }
        """By user id: what clients keep for their users."""
        self.favorites: dict[int, set[Favorite]] = {user_id: set(own) for user_id, own in kept.favorites.items()}
        """By user id; also contacts that are gone by now."""
        self.defaults: dict[int, dict[int, int]] = {user_id: dict(own) for user_id, own in kept.defaults.items()}
        """Usual queues, by user id: queue id to penalty; also queues that are gone by now."""
        self.following_defaults: set[str] = set()
        """The sessions that follow everybody's usual queues."""
        self.storing: dict[str, Storing] = {}
        """By the tag of their effect `Store`."""
        self.fetching: dict[str, Callable[[Fetched, float], Iterator[Effect]]] = {}
        """Questions to the storage and what to do with the answer, by the tag of their effect `Fetch`."""
        self.asked: dict[str, Answered] = {}
        """Requests to the PBX whose answer decides what follows, by tag."""
        self.services: dict[int, UserServices] = dict(kept.services)
        """By user id, as they are in force; only of users who ever set one."""
        self.statuses: dict[int, str] = dict(kept.statuses)
        """By user id, as chosen last."""
        self.switches = Switches()
        self.callbacks = Callbacks.of(kept.callbacks)
        self.calls_made: dict[int, deque[float]] = {}
        """By user id: when he made his last calls, as many as he may in a minute."""
