"""Questions for the history of calls (protocol 5.2), and how calls are shown in it (protocol 7.9).

What is over comes from the storage, what runs from the core itself; a call that ends in between is shown once.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from jackfield.domain.access import may_manage_recordings
from jackfield.domain.asking import Asking
from jackfield.domain.centre.agent_lists import rights
from jackfield.domain.directory import User
from jackfield.domain.effects import Effect, Reply
from jackfield.domain.fetching import fetch_for
from jackfield.domain.local_time import iso, plain, span
from jackfield.domain.past.call_records import CallLeg, LegOutcome, Qualification, QueueStep
from jackfield.domain.phone import phones
from jackfield.domain.questions import CallsFound, Found, LegsOfAgent, LegsOfUser, StepsOfQueues
from jackfield.domain.results import Refused
from jackfield.domain.world import World
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import CallHistory, CallHistoryByDays, Event, HistoryCall
from jackfield.protocol.values import CallStatus

MOST = 1000
"""No answer has more calls than this."""

USUAL_DAYS = 10
"""How far back an answer goes that nobody gave a size."""

MOST_DAYS = 3660
DAY_SECONDS = 86_400

_Part = TypeVar("_Part", CallLeg, QueueStep)


def of_user(ask: Asking, command: commands.GetUserCallHistory) -> Iterator[Effect]:
    """The asker's last calls."""
    size, since = _extent(ask, command.size)
    yield from _legs_of_user(ask, size, since)


def of_user_by_days(ask: Asking, command: commands.GetUserCallHistoryByDays) -> Iterator[Effect]:
    """The asker's calls of the last days."""
    days = USUAL_DAYS if command.days is None else command.days
    if days < 0:
        raise Refused(RefusalCode.BAD_REQUEST, "days: a negative number of days")
    told = _by_days if ask.world.settings.by_days_event else _told
    yield from _legs_of_user(ask, MOST, ask.now - min(days, MOST_DAYS) * DAY_SECONDS, told)


def _told(calls: tuple[HistoryCall, ...]) -> Event:
    return CallHistory(items=calls)


def _by_days(calls: tuple[HistoryCall, ...]) -> Event:
    return CallHistoryByDays(items=calls)


_Told = Callable[[tuple[HistoryCall, ...]], Event]


def _legs_of_user(ask: Asking, size: int, since: float, told: _Told = _told) -> Iterator[Effect]:
    running = [leg for leg in _running_legs(ask.world) if leg.user_id == ask.user.id]
    yield from _answer_legs(ask, LegsOfUser(ask.user.id, size, since), running, told)


def of_agent(ask: Asking, command: commands.GetAgentCallHistory) -> Iterator[Effect]:
    """The last calls of the asker's agent, on whatever phone he was logged in."""
    agent = ask.world.directory.agent_of_user(ask.user.id)
    if agent is None:
        raise Refused(RefusalCode.NOT_FOUND, f"User {ask.user.login} is no agent")
    size, since = _extent(ask, command.size)
    running = [leg for leg in _running_legs(ask.world) if leg.agent_id == agent.id]
    yield from _answer_legs(ask, LegsOfAgent(agent.id, size, since), running)


def of_queues(ask: Asking, command: commands.GetQueueCallHistory) -> Iterator[Effect]:
    """The last calls of all queues in whose names this text occurs."""
    size, since = _extent(ask, command.size)
    wanted = command.queue.strip().casefold()
    names = tuple(queue.name for queue in ask.world.directory.queues if wanted in queue.name.casefold())
    running = [step for call in ask.world.running.calls.values() for step in call.steps() if step.queue in names]

    def show(found: Found, now: float) -> Iterator[Effect]:
        steps = parts(found, QueueStep)
        chosen = merged(steps, running, size, since, lambda step: step.entered)
        items = tuple(step_shown(ask.world, seen(ask, step), now) for step in chosen)
        yield Reply(ask.ticket.session, CallHistory(items=items))

    yield from fetch_for(ask, StepsOfQueues(names, size, since), show)


def _answer_legs(
    ask: Asking, question: LegsOfUser | LegsOfAgent, running: list[CallLeg], told: _Told = _told
) -> Iterator[Effect]:
    def show(found: Found, now: float) -> Iterator[Effect]:
        legs = parts(found, CallLeg)
        chosen = merged(legs, running, question.size, question.since, lambda leg: leg.started)
        items = tuple(leg_shown(ask.world, seen(ask, leg), now) for leg in chosen)
        yield Reply(ask.ticket.session, told(items))

    yield from fetch_for(ask, question, show)


def parts(found: Found, kind: type[_Part]) -> list[_Part]:
    """What was asked for, out of an answer."""
    return [] if isinstance(found, CallsFound) else [part for part in found if isinstance(part, kind)]


def seen(ask: Asking, part: _Part) -> _Part:
    """A part as the asker may see it: where it was recorded only if he may manage recordings."""
    return part if may_manage_recordings(rights(ask)) else replace(part, recordings=())


def _extent(ask: Asking, size: int | None) -> tuple[int, float]:
    """How many calls, and since when."""
    if size is None:
        return MOST, ask.now - USUAL_DAYS * DAY_SECONDS
    if size < 0:
        raise Refused(RefusalCode.BAD_REQUEST, "size: a negative number of calls")
    return min(size, MOST), 0.0


def _running_legs(world: World) -> Iterator[CallLeg]:
    """The parts of phones in calls that are not over, as far as there is something to show of them."""
    for call in world.running.calls.values():
        for leg in call.legs():
            if leg.outcome is not LegOutcome.ELSEWHERE:
                yield leg


def merged(
    kept: Iterable[_Part], running: Iterable[_Part], size: int, since: float, began: Callable[[_Part], float]
) -> list[_Part]:
    """Both, each once as it was kept if it was; the most recent first."""
    parts = {(part.call_id, part.number): part for part in running if began(part) >= since}
    parts |= {(part.call_id, part.number): part for part in kept}
    return sorted(parts.values(), key=began, reverse=True)[:size]


def leg_shown(world: World, leg: CallLeg, now: float) -> HistoryCall:
    """A phone's part in a call, as its user sees it."""
    own = _Side(world, leg.line, "", now, world.directory.user(leg.user_id) if leg.user_id is not None else None)
    other = _Side(world, leg.other_number, leg.other_name, now)
    source, target = (own, other) if leg.outgoing else (other, own)
    length = _duration(leg.started, leg.answered, leg.ended, now)
    shown = _shown(world, leg.started, length, CallStatus(leg.outcome.value), source, target)
    if leg.quality is not None:
        shown = replace(shown, mos=leg.quality.mos)
    return _qualified(shown, leg) if leg.answered is not None else shown


def step_shown(world: World, step: QueueStep, now: float) -> HistoryCall:
    """A stay in a queue: who called, and the queue."""
    queue = world.directory.queue_by_name(step.queue)
    source = _Side(world, step.caller_number, step.caller_name, now)
    number, name = (queue.number, queue.display_name or queue.name) if queue else ("", step.queue)
    target = _Side(world, step.called_number or number, name, now)
    answered = step.left if step.outcome is CallStatus.ANSWERED else None
    length = _duration(step.entered, answered, step.ended, now)
    return _qualified(_shown(world, step.entered, length, step.outcome, source, target), step)


def _qualified(shown: HistoryCall, part: _Part) -> HistoryCall:
    """With what was recorded of it, and what its agent has said of it; nothing of a call that no agent had."""
    if part.recordings:
        shown = replace(shown, recordings=part.recordings)
    if part.agent_id is None:
        return shown
    said = part.qualification or Qualification()
    return replace(
        shown,
        qualificationId=f"{part.call_id}-{part.agent_id}",
        qualification=said.reason or UNSET,
        note=said.note or UNSET,
    )


class _Side:
    """Caller or called one, as far as they are known."""

    def __init__(self, world: World, number: str, name: str, now: float, user: User | None = None) -> None:
        line = world.directory.line_by_number(number)
        user = user or (world.user_of(line) if line else None)
        self.number = number
        self.first: str | UnsetType = user.first_name if user else UNSET
        self.last: str | UnsetType = user.last_name if user else name or phones.name_of_number(world, number) or UNSET
        self.login: str | UnsetType = user.login if user else UNSET
        hint = phones.hint_of(world, number, now)
        self.hint = UNSET if hint is None else hint


def _duration(started: float, answered: float | None, ended: float | None, now: float) -> str:
    """`HH:MM:SS`: of the talk; what has gone by while it runs; nothing where nobody answered."""
    begin, end = (started, now) if ended is None else (answered, ended)
    return span(0 if begin is None else end - begin)


def _shown(
    world: World, started: float, duration: str, status: CallStatus, source: _Side, target: _Side
) -> HistoryCall:
    return HistoryCall(
        start=plain(started, world.settings.time_zone),
        duration=duration,
        srcNum=source.number,
        dstNum=target.number,
        status=status,
        srcFirstName=source.first,
        srcLastName=source.last,
        dstFirstName=target.first,
        dstLastName=target.last,
        srcUsername=source.login,
        dstUsername=target.login,
        srcPhoneStatus=source.hint,
        dstPhoneStatus=target.hint,
        startedAt=iso(started, world.settings.time_zone),
    )
