"""What must last and is changed while the server runs, as values: what the core asks the storage to keep.

One struct a kind of change, each telling what *is* from now on, so that keeping it twice is no harm. How they reach the
disk is the storage's affair; how the core waits for it, that of `storing.py`.
"""

from collections.abc import Mapping

import msgspec

from jackfield.domain.callback.callback_entries import CallbackChange, KeptCallbacks
from jackfield.domain.entries import Contact, UserServices
from jackfield.domain.past.agent_times import AgentTime
from jackfield.domain.past.call_records import Qualification
from jackfield.domain.shuttle.rows import RealtimeRow, RealtimeRowKept
from jackfield.domain.shuttle.run import Run, RunsGone, RunsKept


class ServicesSet(msgspec.Struct, frozen=True):
    """A user's services are these."""

    user_id: int
    services: UserServices


class StatusSet(msgspec.Struct, frozen=True):
    """A user has chosen this status; None: he has chosen none."""

    user_id: int
    status: str | None


class MembershipSet(msgspec.Struct, frozen=True):
    """An agent is in a queue, with this penalty."""

    agent_id: int
    queue_id: int
    penalty: int


class MembershipGone(msgspec.Struct, frozen=True):
    """An agent is not in a queue."""

    agent_id: int
    queue_id: int


class AgentGroupSet(msgspec.Struct, frozen=True):
    """An agent is of this group."""

    agent_id: int
    group_id: int


class Preference(msgspec.Struct, frozen=True):
    """What a client keeps for its user, and what it calls the type of it."""

    value: str
    value_type: str = ""


class PreferenceSet(msgspec.Struct, frozen=True):
    """A user's client keeps this under this name."""

    user_id: int
    key: str
    preference: Preference


class DefaultsSet(msgspec.Struct, frozen=True):
    """A user's usual queues are these, with their penalties; an empty mapping: he has none."""

    user_id: int
    queues: Mapping[int, int]


class DaysKept(msgspec.Struct, frozen=True):
    """What was counted today of these queues and agents, by id: texts of `day_entries`. `times`: what is over."""

    queues: Mapping[int, str]
    agents: Mapping[int, str]
    times: tuple[AgentTime, ...] = ()


class Favorite(msgspec.Struct, frozen=True):
    """A contact, by the directory that owns it and its id there."""

    source: str
    contact_id: str


class FavoriteSet(msgspec.Struct, frozen=True):
    """A contact is a favorite of a user."""

    user_id: int
    favorite: Favorite


class FavoriteGone(msgspec.Struct, frozen=True):
    """A contact is no favorite of a user."""

    user_id: int
    favorite: Favorite


class CallQualified(msgspec.Struct, frozen=True):
    """An agent has said this of a call, over or not."""

    call_id: int
    agent_id: int
    qualification: Qualification
    at: float


Change = (
    DaysKept
    | CallQualified
    | PreferenceSet
    | ServicesSet
    | StatusSet
    | MembershipSet
    | MembershipGone
    | DefaultsSet
    | AgentGroupSet
    | FavoriteSet
    | FavoriteGone
    | RealtimeRowKept
    | RunsKept
    | RunsGone
    | CallbackChange
)


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """All that was kept, as the core begins with it; who is missing has nothing set."""

    services: Mapping[int, UserServices] = {}
    statuses: Mapping[int, str] = {}
    preferences: Mapping[int, Mapping[str, Preference]] = {}
    contacts: tuple[Contact, ...] = ()
    personal: Mapping[int, tuple[Contact, ...]] = {}
    """Contacts of single users, by user id."""
    defaults: Mapping[int, Mapping[int, int]] = {}
    """Usual queues: user id to queue id to penalty."""
    callbacks: KeptCallbacks = KeptCallbacks()
    queue_days: Mapping[int, str] = {}
    agent_days: Mapping[int, str] = {}
    favorites: Mapping[int, frozenset[Favorite]] = {}
    realtime: tuple[RealtimeRow, ...] = ()
    """The latest rows of the realtime list."""
    runs: tuple[Run, ...] = ()
    """What integrations did lately."""
