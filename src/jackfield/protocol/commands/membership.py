"""Commands about default memberships: the queues a user's agent normally serves (protocol 6.2)."""

from ..values import QueuePenalty, Whole
from .base import Command


class GetUserDefaultMembership(Command, frozen=True, kw_only=True, tag="getUserDefaultMembership"):
    """Ask for a user's default membership and follow its changes.

    Keys:
        userId: id of the user, never of the agent.
    Events: UserQueueDefaultMembership, empty for an unknown user.
    Source: protocol 6.2.
    """

    userId: Whole


class SetUserDefaultMembership(Command, frozen=True, kw_only=True, tag="setUserDefaultMembership"):
    """Replace a user's default membership.

    Keys:
        userId: id of the user, never of the agent.
        membership: the queues with their penalties.
    Events: UserQueueDefaultMembership to those who asked for it.
    Errors: not_found (a user or queue), bad_request (a penalty below 0, a queue twice), not_stored.
    Source: protocol 6.2.
    """

    userId: Whole
    membership: tuple[QueuePenalty, ...]


class SetUsersDefaultMembership(Command, frozen=True, kw_only=True, tag="setUsersDefaultMembership"):
    """Replace the default membership of several users.

    Keys:
        userIds: ids of the users, never of the agents.
        membership: the queues with their penalties.
    Events: UserQueueDefaultMembership for each user to those who asked for it.
    Errors: not_found (a user or queue), bad_request (a penalty below 0, a queue twice), not_stored; all or none.
    Source: protocol 6.2.
    """

    userIds: tuple[Whole, ...]
    membership: tuple[QueuePenalty, ...]


class ApplyUsersDefaultMembership(Command, frozen=True, kw_only=True, tag="applyUsersDefaultMembership"):
    """Make the queues of the users' agents equal to the stored defaults.

    Keys:
        userIds: ids of the users, never of the agents; those without a default or an agent are skipped.
    Events: QueueMember for each change.
    Errors: not_stored; all or none.
    Source: protocol 6.2.
    """

    userIds: tuple[Whole, ...]
