"""The figures of a queue (protocol 7.7): what they are, and when they are told.

A change is told at once, but no queue more often than once a second; only what differs from what was said last. The
day's counters begin anew at local midnight.
"""

from collections.abc import Iterator

from jackfield.domain.centre import keeping
from jackfield.domain.centre.queue_state import QueueState, Today
from jackfield.domain.effects import Effect, Publish, Wake, queue_stats_topic
from jackfield.domain.world import World
from jackfield.protocol.events import QueueCounter, QueueStatistics

EVERY_SECONDS = 1.0
"""How often a queue's figures are told at most."""

LONGEST_COUNTED = 3600
"""Waits longer than this are counted with it: no threshold is beyond."""

LONGEST = ("LongestWaitingTime", "LongestWaitTime")
"""The documents and the clients name it differently."""

UNKNOWN, NOT_IN_USE = 0, 1
"""Device states of a member whom Asterisk would ring (queue.h)."""


def count(waits: dict[int, int], waited: int, calls: int = 1) -> None:
    """One more call that waited so long, or one less."""
    waited = min(waited, LONGEST_COUNTED)
    waits[waited] = waits.get(waited, 0) + calls


def figures(world: World, state: QueueState, now: float) -> dict[str, float]:
    """All counters as they are now, by their documented names. Without a waiting call there is no longest wait."""
    today, members = state.today, world.centre.members_in.get(state.name, {}).values()
    found: dict[str, float] = {
        "TotalNumberCallsEntered": today.entered,
        "TotalNumberCallsAnswered": today.answered,
        "PercentageAnsweredTotal": _percentage(today.answered, today.entered),
        "TotalNumberCallsAbandonned": today.abandoned,
        "TotalNumberCallsTimeout": today.timed_out,
    }
    for limit in world.settings.queue_thresholds:
        within, after = today.answered_within(limit), today.abandoned_after(limit)
        found[f"TotalNumberCallsAnsweredBefore{limit}"] = within
        found[f"PercentageAnsweredBefore{limit}"] = _percentage(within, today.entered)
        found[f"TotalNumberCallsAbandonnedAfter{limit}"] = after
        found[f"PercentageAbandonnedAfter{limit}"] = _percentage(after, today.entered)
    found |= {
        "WaitingCalls": len(state.waiting),
        "EWT": state.hold_time,
        "AvailableAgents": sum(not member.paused and member.status in (UNKNOWN, NOT_IN_USE) for member in members),
        "TalkingAgents": len(state.talking),
        "LoggedAgents": len(members),
    }
    if state.waiting:
        longest = max(0, int(now - min(caller.since for caller in state.waiting.values())))
        found |= dict.fromkeys(LONGEST, longest)
    return found


def _percentage(part: int, whole: int) -> float:
    """Of the calls that entered; never above 100, which calls from before midnight could otherwise bring about."""
    return min(100.0, round(100 * part / whole, 1)) if whole else 0.0


def event(state: QueueState, found: dict[str, float]) -> QueueStatistics:
    """The figures on the wire; whole numbers as such."""
    counters = tuple(
        QueueCounter(statName=name, value=int(value) if value == int(value) else value) for name, value in found.items()
    )
    return QueueStatistics(queueId=state.queue_id, counters=counters)


def changed(world: World, state: QueueState, now: float) -> Iterator[Effect]:
    """Something about this queue has changed: told now, or together with what else happens within the second."""
    if state.due:
        return
    if now - state.said_at >= EVERY_SECONDS:
        yield from _tell(world, state, now)
    else:
        state.due = True
        world.centre.queues_due[state.name] = state.said_at + EVERY_SECONDS
        yield Wake(state.said_at + EVERY_SECONDS)


def _tell(world: World, state: QueueState, now: float) -> Iterator[Effect]:
    found = figures(world, state, now)
    head = next(iter(state.waiting), "")
    news = {name: value for name, value in found.items() if state.said.get(name) != value and name not in LONGEST}
    if state.waiting and head != state.said_head:
        # it grows by itself on every screen; only another caller at the head is news
        news |= {name: found[name] for name in (*LONGEST, "WaitingCalls")}
    state.said, state.said_head, state.said_at = found, head, now
    if news:
        yield Publish(queue_stats_topic(), event(state, news), (queue_stats_topic(state.queue_id),))


def due(world: World, now: float) -> Iterator[Effect]:
    """Those whose second is over."""
    for name in [name for name, at in world.centre.queues_due.items() if at <= now]:
        del world.centre.queues_due[name]
        state = world.centre.queues[name]
        state.due = False
        yield from _tell(world, state, now)


def new_day(world: World, now: float) -> Iterator[Effect]:
    """The counters begin anew. Who waits goes on waiting and was counted yesterday."""
    for state in world.centre.queues.values():
        state.today = Today()
        keeping.queue_touched(world, state.name)
        yield from changed(world, state, now)
