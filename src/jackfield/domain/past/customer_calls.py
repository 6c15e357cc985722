"""What became of a customer's calls: `findCustomerCallHistory` (protocol 5.2, 7.9), out of the calls that are over."""

from collections.abc import Iterator

from msgspec import UNSET

from jackfield.domain.access import may_manage_recordings
from jackfield.domain.asking import Asking
from jackfield.domain.centre.agent_lists import rights
from jackfield.domain.effects import Effect, Reply
from jackfield.domain.fetching import fetch_for
from jackfield.domain.local_time import iso, plain, span
from jackfield.domain.past import call_conditions
from jackfield.domain.past.call_records import CallRecord, LegOutcome
from jackfield.domain.questions import CallsFound, FindCalls, Found
from jackfield.domain.results import Refused
from jackfield.domain.world import World
from jackfield.protocol import commands, events
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import CallStatus

USUAL = 20
MOST = 200


def find(ask: Asking, command: commands.FindCustomerCallHistory) -> Iterator[Effect]:
    """The most recent of the calls that meet all conditions, and how many there are."""
    request, world = command.request, ask.world
    size = USUAL if request.size is None else request.size
    if size < 0:
        raise Refused(RefusalCode.BAD_REQUEST, "size: a negative number of calls")
    tests, period = call_conditions.read(request.filters, world.directory, world.settings.time_zone)
    asked = FindCalls(tests=tests, size=min(size, MOST), since=period.since, until=period.until)

    def show(found: Found, now: float) -> Iterator[Effect]:
        recordings = may_manage_recordings(rights(ask))
        page = found if isinstance(found, CallsFound) else CallsFound()
        calls = tuple(shown(world, call, recordings) for call in page.calls)
        response = events.CustomerCalls(total=page.total, list=calls)
        yield Reply(ask.ticket.session, events.CustomerCallHistoryResponseWithId(id=command.id, response=response))

    yield from fetch_for(ask, call_conditions.visible(rights(ask), world.directory, asked), show)


def shown(world: World, call: CallRecord, recordings: bool) -> events.CustomerCall:
    """A call as one line: its last stay in a queue, and who answered."""
    step = call.steps[-1] if call.steps else None
    queue = world.directory.queue_by_name(step.queue) if step else None
    answered = step.left if step and step.outcome is CallStatus.ANSWERED else call.answered
    agent_id = agent_of(call)
    agent = world.directory.agent(agent_id) if agent_id is not None else None
    return events.CustomerCall(
        start=plain(call.started, world.settings.time_zone),
        duration=span(call.ended - answered if answered is not None else 0.0),
        waitTime=span((answered if answered is not None else call.ended) - call.started),
        srcNum=call.caller_number,
        dstNum=call.called_number,
        status=status_of(call),
        queueName=step.queue if step else UNSET,
        queueNum=queue.number if queue else UNSET,
        agentName=f"{agent.first_name} {agent.last_name}".strip() if agent else UNSET,
        agentNum=agent.number if agent else UNSET,
        recordings=call.recordings if recordings and call.recordings else UNSET,
        startedAt=iso(call.started, world.settings.time_zone),
    )


def agent_of(call: CallRecord) -> int | None:
    """The agent who answered last; of a call from outside, or to somebody outside."""
    steps = [step.agent_id for step in call.steps if step.agent_id is not None]
    legs = [leg.agent_id for leg in call.legs if leg.agent_id is not None and leg.answered is not None]
    found = steps or legs
    return found[-1] if found else None


def status_of(call: CallRecord) -> CallStatus:
    """How it ended for who called: in its last queue, or else at the phones."""
    if call.steps:
        return call.steps[-1].outcome
    if any(leg.outcome is LegOutcome.EMITTED for leg in call.legs):
        return CallStatus.EMITTED
    return CallStatus.ANSWERED if call.answered is not None else CallStatus.MISSED
