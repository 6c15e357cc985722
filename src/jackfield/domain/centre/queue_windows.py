"""What happened in a queue during the last minutes or hours (protocol 7.10): counted when asked for, from memory.

Counted are the calls that entered within the window, whatever became of them since. Memory ends: a day or
`queue_state.MOST_VISITS` calls back, and at a restart.
"""

from collections.abc import Iterator

from jackfield.domain.access import may_see_queue, rights_of
from jackfield.domain.asking import Asking
from jackfield.domain.centre.queue_state import LONGEST_MEMORY_SECONDS, Outcome, QueueState
from jackfield.domain.centre.queues import queue_of, state_of
from jackfield.domain.effects import Effect, Reply
from jackfield.domain.results import Refused
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import GetQueueStatistics, QueueCounter
from jackfield.protocol.values import ResultStatus


def get(ask: Asking, command: commands.AskQueueStatistics) -> Iterator[Effect]:
    """The figures of the last `window` seconds, once."""
    if not 0 < command.window <= LONGEST_MEMORY_SECONDS or command.xqos < 0:
        text = f"window: 1 to {LONGEST_MEMORY_SECONDS} seconds; xqos: 0 seconds or more"
        raise Refused(RefusalCode.BAD_REQUEST, text)
    queue = queue_of(ask, command.queueId)
    if not may_see_queue(rights_of(ask.user, ask.world.settings.no_profile), queue.id):
        raise Refused(RefusalCode.NOT_ALLOWED, f"Your profile does not show you queue {queue.id}")
    state = state_of(ask.world, queue.name) or QueueState(queue.id, queue.name)
    found = figures(state, ask.now - command.window, command.xqos)
    counters = tuple(QueueCounter(statName=name, value=value) for name, value in found.items())
    yield Reply(ask.ticket.session, GetQueueStatistics(queueId=queue.id, stats=counters))
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def figures(state: QueueState, since: float, threshold: int) -> dict[str, int]:
    """Whole numbers; percentages of nothing are 0."""
    visits = [visit for visit in state.visits if visit.entered >= since]
    answered = [visit.waited for visit in visits if visit.outcome is Outcome.ANSWERED]
    finished = sum(visit.outcome is not None for visit in visits)
    return {
        "ReceivedCalls": len(visits),
        "AnsweredCalls": len(answered),
        "AbandonedCalls": sum(visit.outcome is Outcome.ABANDONED for visit in visits),
        "Efficiency": _percentage(len(answered), finished),
        "Qos": _percentage(sum(waited <= threshold for waited in answered), len(answered)),
        "MeanHoldTime": round(sum(answered) / len(answered)) if answered else 0,
        "MaxHoldTime": max(answered, default=0),
    }


def _percentage(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
