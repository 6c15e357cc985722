"""Sessions and pauses of agents as they are kept: values only. What begins and ends them is in `centre/agent_spans.py`.

Moments are Unix times in seconds; what has no end yet goes on.
"""

from enum import StrEnum

import msgspec
from msgspec.structs import replace


class TimeKind(StrEnum):
    """What is kept of an agent's day."""

    SESSIONS = "sessions"
    PAUSES = "pauses"


class SessionEnd(StrEnum):
    """How a session ended."""

    LOGGED_OUT = "logged_out"
    """He logged out, or closed his last page."""
    BY_OTHER = "logged_out_by_other"
    """Somebody else, a supervisor say, logged him out."""
    TAKEN_OVER = "taken_over"
    """Another agent came to his line."""
    MOVED = "moved"
    """He went on at another line."""
    REMOVED = "removed"
    """He or his line is not configured any more, or is so otherwise."""
    AWAY = "away"
    """It was over when the server came back; nobody knows since when."""


class AgentSession(msgspec.Struct, frozen=True, kw_only=True):
    """An agent was logged in on a line."""

    agent_id: int
    line: str
    started: float
    ended: float | None = None
    ending: SessionEnd | None = None


class AgentPause(msgspec.Struct, frozen=True, kw_only=True):
    """An agent was paused for this reason, from when he was told as paused until he is no more; calls are within it."""

    agent_id: int
    reason: str
    started: float
    ended: float | None = None
    on_calls: float = 0.0
    """Seconds of it that he was not told as paused but as on a call: it rang, he dialled, talked or wrapped up."""
    call_began: float | None = None
    """Such a time goes on, and is not in `on_calls` yet."""

    def going_on(self, paused: bool, now: float) -> "AgentPause":
        """It goes on; `paused`: he is told as such, not as on a call."""
        if paused == (self.call_began is None):
            return self
        return replace(self, on_calls=self.calls_until(now), call_began=None if paused else now)

    def over(self, now: float) -> "AgentPause":
        """It has ended."""
        return replace(self, ended=max(now, self.started), on_calls=self.calls_until(now), call_began=None)

    def calls_until(self, now: float) -> float:
        """Seconds on calls. A clock that was set back counts for nothing."""
        return self.on_calls + (0.0 if self.call_began is None else max(0.0, now - self.call_began))


AgentTime = AgentSession | AgentPause


class TimesWanted(msgspec.Struct, frozen=True, kw_only=True):
    """The last `size` sessions or pauses of an agent that began in a span of time, and `before` a moment (in ms)."""

    kind: TimeKind
    agent_id: int
    size: int
    since: float = 0.0
    until: float | None = None
    before: int | None = None


def milliseconds(seconds: float) -> int:
    """As moments are kept; two of the same millisecond are the same."""
    return round(seconds * 1000)


def kind_of(time: AgentTime) -> TimeKind:
    return TimeKind.SESSIONS if isinstance(time, AgentSession) else TimeKind.PAUSES


def is_wanted(time: AgentTime, wanted: TimesWanted) -> bool:
    """The same choice for what is not on the disk yet."""
    return (
        kind_of(time) is wanted.kind
        and time.agent_id == wanted.agent_id
        and time.started >= wanted.since
        and (wanted.until is None or time.started < wanted.until)
        and (wanted.before is None or milliseconds(time.started) < wanted.before)
    )
