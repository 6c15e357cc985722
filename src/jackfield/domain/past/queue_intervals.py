"""A queue's day in intervals: what came in, what was answered and lost, counted from the records of its calls.

Both what is over, from the storage, and what runs; so the day is whole after a restart, too. Calls are counted in the
interval in which they entered.
"""

from collections.abc import Iterable, Iterator

from jackfield.domain.access import may_see_queue, rights_of
from jackfield.domain.asking import Asking
from jackfield.domain.centre.queues import queue_of
from jackfield.domain.effects import Effect, Reply
from jackfield.domain.fetching import fetch_for
from jackfield.domain.local_time import day_began, iso
from jackfield.domain.past.call_records import QueueStep
from jackfield.domain.past.past_calls import merged
from jackfield.domain.questions import Found, StepsOfQueues
from jackfield.domain.results import Refused
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import QueueInterval, QueueIntervals
from jackfield.protocol.values import CallStatus

SHORTEST_SECONDS, LONGEST_SECONDS = 60, 86_400
MOST_STAYS = 20_000
"""A day with more calls in one queue is told from its end as far as this."""


def get(ask: Asking, command: commands.GetQueueIntervals) -> Iterator[Effect]:
    """The queue's day, once."""
    if not SHORTEST_SECONDS <= command.seconds <= LONGEST_SECONDS:
        raise Refused(RefusalCode.BAD_REQUEST, f"seconds: {SHORTEST_SECONDS} to {LONGEST_SECONDS}")
    world, queue = ask.world, queue_of(ask, command.queueId)
    if not may_see_queue(rights_of(ask.user, world.settings.no_profile), queue.id):
        raise Refused(RefusalCode.NOT_ALLOWED, f"Your profile does not show you queue {queue.id}")
    began = day_began(ask.now, world.settings.time_zone)
    running = [step for call in world.running.calls.values() for step in call.steps() if step.queue == queue.name]

    def show(found: Found, now: float) -> Iterator[Effect]:
        kept = [step for step in found if isinstance(step, QueueStep)] if isinstance(found, tuple) else []
        steps = merged(kept, running, MOST_STAYS, began, lambda step: step.entered)
        threshold = min(world.settings.queue_thresholds, default=0)
        counted = intervals(steps, began, command.seconds, threshold, world.settings.time_zone)
        told = QueueIntervals(queueId=queue.id, seconds=command.seconds, threshold=threshold, intervals=tuple(counted))
        yield Reply(ask.ticket.session, told)

    yield from fetch_for(ask, StepsOfQueues((queue.name,), MOST_STAYS, began), show)


def intervals(
    steps: Iterable[QueueStep], began: float, seconds: int, threshold: int, zone: str
) -> Iterator[QueueInterval]:
    """Those in which calls entered, in order."""
    places: dict[int, list[QueueStep]] = {}
    for step in steps:
        places.setdefault(int((step.entered - began) // seconds), []).append(step)
    for place, there in sorted(places.items()):
        answered = [step for step in there if _is_answered(step)]
        waits = [max(0, int((step.left or step.entered) - step.entered)) for step in answered]
        lost = [step for step in there if step.outcome is CallStatus.ABANDONED]
        yield QueueInterval(
            start=iso(began + place * seconds, zone),
            received=len(there),
            answered=len(answered),
            answeredInTime=sum(wait <= threshold for wait in waits),
            abandoned=len(lost),
            waitSeconds=sum(waits),
            lostSeconds=sum(max(0, int((step.left or step.entered) - step.entered)) for step in lost),
            ended=sum(step.ended is not None for step in answered),
            talkSeconds=sum(int(step.ended - (step.left or step.ended)) for step in answered if step.ended is not None),
        )


def _is_answered(step: QueueStep) -> bool:
    """A talk that goes on is told as ongoing: its caller has left the queue, to an agent."""
    talks = step.outcome is CallStatus.ONGOING and step.agent_id is not None
    return step.left is not None and (talks or step.outcome is CallStatus.ANSWERED)
