"""Events about default memberships: the queues a user's agent normally serves (protocol 8.4)."""

import msgspec

from ..values import QueuePenalty
from .base import Event


class UserQueueDefaultMembership(Event, frozen=True, kw_only=True):
    """A user's default membership.

    When: as the answer to getUserDefaultMembership, and on change to those who asked.
    Keys:
        userId: id of the user, never of the agent.
        membership: the queues with their penalties.
    Source: protocol 8.4.
    """

    userId: int
    membership: tuple[QueuePenalty, ...]


class UserMembership(msgspec.Struct, frozen=True, kw_only=True):
    """One user's default membership among many.

    Keys:
        userId: id of the user, never of the agent.
        membership: the queues with their penalties.
    """

    userId: int
    membership: tuple[QueuePenalty, ...]


class UsersQueueDefaultMembership(Event, frozen=True, kw_only=True):
    """The default memberships of all users.

    When: as the answer to getList `basequeuemember`.
    Keys:
        memberships: one for each user who has one.
    Source: protocol 8.4.
    """

    memberships: tuple[UserMembership, ...]
