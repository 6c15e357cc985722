"""What has been counted of one agent since midnight: times by state, calls, and when he came and went.

Data and their simplest changes only: no clock, nobody is told. What is made of it is in `agent_figures.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jackfield.domain.past.agent_times import AgentPause, AgentSession
from jackfield.protocol.values import AgentStateName, CallDirection


@dataclass(frozen=True, slots=True)
class Doing:
    """What an agent does, as far as time is counted by it."""

    state: AgentStateName = AgentStateName.LOGGED_OUT
    reason: str = ""
    """Of a pause."""
    direction: str = ""
    """Of a call that is answered: a `CallDirection`."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A call that the agent is in by now."""

    outgoing: bool
    from_queue: bool


@dataclass(slots=True)
class Totals:
    """Seconds and calls since midnight, without what goes on."""

    ready: float = 0.0
    wrap_up: float = 0.0
    paused: float = 0.0
    paused_for: dict[str, float] = field(default_factory=dict)
    """Seconds by the pause's reason."""
    talked_in: float = 0.0
    talked_out: float = 0.0
    answered_in: int = 0
    answered_from_queues: int = 0
    answered_out: int = 0

    def add(self, doing: Doing, seconds: float) -> None:
        """So long he has done this. A clock that was set back counts for nothing."""
        seconds = max(0.0, seconds)
        if doing.state is AgentStateName.READY:
            self.ready += seconds
        elif doing.state is AgentStateName.ON_WRAPUP:
            self.wrap_up += seconds
        elif doing.state is AgentStateName.ON_PAUSE:
            self.paused += seconds
            self.paused_for[doing.reason] = self.paused_for.get(doing.reason, 0.0) + seconds
        elif doing.direction == CallDirection.OUTGOING:
            self.talked_out += seconds
        elif doing.state is AgentStateName.ON_CALL:
            self.talked_in += seconds

    def count(self, talk: Talk) -> None:
        """One more call has been answered: by him, or by whom he called."""
        if talk.outgoing:
            self.answered_out += 1
        else:
            self.answered_in += 1
            self.answered_from_queues += talk.from_queue


@dataclass(slots=True, eq=False)
class AgentDay:
    """One agent. `since` is when he began what he does, or midnight; 0: he was never seen."""

    doing: Doing = Doing()
    since: float = 0.0
    logged_in_at: float = 0.0
    """When he came last, whatever the day; 0: never."""
    logged_out_at: float = 0.0
    session: AgentSession | None = None
    """The one that goes on, begun on whatever day; so is the pause."""
    pause: AgentPause | None = None
    totals: Totals = field(default_factory=Totals)
    calls: dict[str, Talk] = field(default_factory=dict)
    """The answered calls that he is in, by what they are called to him: each counts once."""
    said: dict[str, int | str] = field(default_factory=dict)
    """The figures last told."""

    def go_on(self, doing: Doing, now: float) -> None:
        """He does this from now on."""
        self.totals.add(self.doing, now - self.since)
        out = AgentStateName.LOGGED_OUT
        if self.doing.state is out and doing.state is not out:
            self.logged_in_at = now
        elif self.doing.state is not out and doing.state is out:
            self.logged_out_at = now
        self.doing, self.since = doing, now

    def talks(self, calls: Mapping[str, Talk], *, count: bool) -> None:
        """He is in these answered calls; unless `count`, those that are new were not answered by him as an agent."""
        if count:
            for name in calls.keys() - self.calls.keys():
                self.totals.count(calls[name])
        self.calls = dict(calls)

    def new_day(self, midnight: float) -> None:
        """All counts begin anew; what he does goes on from midnight."""
        self.totals, self.since = Totals(), midnight

    def up_to(self, now: float) -> Totals:
        """The totals with what goes on."""
        seen = self.totals
        found = Totals(
            ready=seen.ready,
            wrap_up=seen.wrap_up,
            paused=seen.paused,
            paused_for=dict(seen.paused_for),
            talked_in=seen.talked_in,
            talked_out=seen.talked_out,
            answered_in=seen.answered_in,
            answered_from_queues=seen.answered_from_queues,
            answered_out=seen.answered_out,
        )
        found.add(self.doing, now - self.since)
        return found
