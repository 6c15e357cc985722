"""Questions to the storage, and their answers, as values. How they are asked and answered is in `fetching.py`.

`since` is a Unix time before which nothing is of interest; `size` is how many of the most recent at most. Answers have
the most recent first, by their beginning.
"""

from enum import StrEnum

import msgspec

from jackfield.domain.past.call_records import CallLeg, CallRecord, QueueStep


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


class CallField(StrEnum):
    """What of a call can be looked for."""

    CALLER = "caller"
    CALLED = "called"
    QUEUE = "queue"
    """By its name, in any of the call's stays."""
    USER = "user"
    AGENT = "agent"
    """By their ids, in any part of the call."""
    STATUS = "status"
    """Of any of its stays in queues, or of any phone's part."""


class Match(StrEnum):
    """How a text is compared."""

    EQUAL = "equal"
    PREFIX = "prefix"
    SUFFIX = "suffix"
    PART = "part"


class CallTest(msgspec.Struct, frozen=True):
    """A condition on calls. Only numbers are looked for by their parts; ids are compared as their digits."""

    field: CallField
    value: str
    match: Match = Match.EQUAL


class Place(msgspec.Struct, frozen=True):
    """Where a page of calls ended: milliseconds since 1970, and the id of its last call."""

    moment: int
    call_id: int


class FindCalls(msgspec.Struct, frozen=True, kw_only=True):
    """Calls that are over and meet all of these conditions.

    `queues`: only calls that were in one of these; None: whichever. `until`: they began before it. `after`: the page
    that follows this place. `count`: whether to count them all.
    """

    tests: tuple[CallTest, ...] = ()
    queues: frozenset[str] | None = None
    size: int
    since: float = 0.0
    until: float | None = None
    after: Place | None = None
    count: bool = True


class CallsFound(msgspec.Struct, frozen=True, kw_only=True):
    """A page of calls. `total` is how many there are in all, as far as was counted; `next` is None on the last page."""

    calls: tuple[CallRecord, ...] = ()
    total: int = 0
    next: Place | None = None


Question = LegsOfUser | LegsOfAgent | StepsOfQueues | CallOfAgent | FindCalls

Found = tuple[CallLeg, ...] | tuple[QueueStep, ...] | CallsFound
"""Legs for questions for legs, steps for questions for steps, a page of calls for `FindCalls`."""
