"""Questions to the storage, and their answers, as values. How they are asked and answered is in `fetching.py`.

`since` is a Unix time before which nothing is of interest; `size` is how many of the most recent at most. Answers have
the most recent first, by their beginning.
"""

import msgspec

from jackfield.domain.past.call_records import CallLeg, QueueStep


class LegsOfUser(msgspec.Struct, frozen=True):
    """What a user did in calls, and what he missed."""

    user_id: int
    size: int
    since: float = 0.0


class LegsOfAgent(msgspec.Struct, frozen=True):
    """The same of an agent, on whatever phone he was at work."""

    agent_id: int
    size: int
    since: float = 0.0


class StepsOfQueues(msgspec.Struct, frozen=True):
    """Stays in the queues of these names."""

    queues: tuple[str, ...]
    size: int
    since: float = 0.0


class CallOfAgent(msgspec.Struct, frozen=True):
    """An agent's stays in queues in one call, or, had it none, his part in it; nothing when he had no part in it."""

    call_id: int
    agent_id: int


Question = LegsOfUser | LegsOfAgent | StepsOfQueues | CallOfAgent

Found = tuple[CallLeg, ...] | tuple[QueueStep, ...]
"""Legs for questions for legs, steps for questions for steps."""
