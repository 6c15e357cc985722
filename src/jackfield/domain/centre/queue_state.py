"""The live state of a queue: who waits, who talks, and what happened today. Data and their simplest changes only.

Facts come in by `queues.py`; what is made of this for people is in `queue_figures.py`.
"""

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

MOST_VISITS = 5000
"""Calls of a queue that are remembered one by one, and how long at most."""
LONGEST_MEMORY_SECONDS = 86_400


class Outcome(StrEnum):
    """How waiting ended."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    TIMED_OUT = "timed_out"
    """Without an agent and without hanging up."""
    UNKNOWN = "unknown"
    """While nobody listened."""


@dataclass(slots=True, eq=False)
class Visit:
    """One call in a queue, for as long as it is remembered; without outcome while it waits."""

    entered: float
    outcome: Outcome | None = None
    waited: int = 0


@dataclass(slots=True, eq=False)
class WaitingCaller:
    """A call that waits in a queue; `since` is when it entered, in Unix seconds."""

    uniqueid: str
    channel: str
    number: str
    name: str
    since: float
    listed: int = 0


@dataclass(slots=True)
class Today:
    """What has been counted since midnight. Waits in whole seconds, as Asterisk gives them."""

    entered: int = 0
    answered: int = 0
    abandoned: int = 0
    timed_out: int = 0
    """Left the queue without an agent and without hanging up."""
    waits_answered: dict[int, int] = field(default_factory=dict)
    """Calls answered by seconds waited, up to a minute and a bit more: enough for every threshold."""
    waits_abandoned: dict[int, int] = field(default_factory=dict)

    def answered_within(self, seconds: int) -> int:
        """Answered after waiting so long at most."""
        return sum(count for waited, count in self.waits_answered.items() if waited <= seconds)

    def abandoned_after(self, seconds: int) -> int:
        """Hung up after waiting longer than this."""
        return sum(count for waited, count in self.waits_abandoned.items() if waited > seconds)


@dataclass(slots=True, eq=False)
class QueueState:
    """One queue of the directory."""

    queue_id: int
    name: str
    waiting: dict[str, WaitingCaller] = field(default_factory=dict)
    """By uniqueid, in the order in which they will be served."""
    leaving: dict[str, float] = field(default_factory=dict)
    """Those who have left and when, until it is told why: answered or not."""
    gave_up: dict[str, tuple[Visit | None, int]] = field(default_factory=dict)
    """Visits that ended in vain and how long they waited, as long as the caller is there."""
    talking: dict[str, str] = field(default_factory=dict)
    """Uniqueid of each caller that an agent has answered, to the agent's interface."""
    today: Today = field(default_factory=Today)
    visits: deque[Visit] = field(default_factory=lambda: deque(maxlen=MOST_VISITS))
    """In the order in which they were told."""
    open_visits: dict[str, Visit] = field(default_factory=dict)
    """By uniqueid: those whose outcome is not known."""
    hold_time: int = 0
    """Asterisk's average wait of answered calls: new = (3 x old + last) / 4. Before any has finished: last."""
    finished: int = 0
    """Calls completed and lost, as Asterisk counts them."""
    said: dict[str, float] = field(default_factory=dict)
    """The figures last told."""
    said_head: str = ""
    said_at: float = -1e9
    due: bool = False
    """Changed since, and to be told within the second."""

    def enter(self, caller: WaitingCaller, position: int) -> bool:
        """A caller waits at this position (1 is next; 0: last). Returns False for one who does already."""
        if caller.uniqueid in self.waiting:
            return False
        callers = list(self.waiting.values())
        callers.insert(position - 1 if position else len(callers), caller)
        self.waiting = {one.uniqueid: one for one in callers}
        visit = self.open_visits[caller.uniqueid] = Visit(caller.since)
        while self.visits and self.visits[0].entered < caller.since - LONGEST_MEMORY_SECONDS:
            self.visits.popleft()
        self.visits.append(visit)
        return True

    def place(self, uniqueid: str, position: int) -> None:
        """A caller is known to wait at this position (1 is next)."""
        keys = [key for key in self.waiting if key != uniqueid]
        keys.insert(max(0, position - 1), uniqueid)
        self.waiting = {key: self.waiting[key] for key in keys}

    def end(self, uniqueid: str, outcome: Outcome, waited: int = 0) -> None:
        """Its waiting is over, and so it ended; only the first word counts."""
        visit = self.open_visits.pop(uniqueid, None)
        if visit is not None:
            visit.outcome, visit.waited = outcome, waited

    def leave(self, uniqueid: str) -> WaitingCaller | None:
        """A caller does not wait any more."""
        return self.waiting.pop(uniqueid, None)
