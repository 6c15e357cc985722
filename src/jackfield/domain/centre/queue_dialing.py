"""`dialFromQueue`: a free agent of a queue is called, then the destination (protocol 3.1).

Free is who is Ready. Of several the one with the lowest penalty is taken, then who has been Ready for longest. When
nobody is free, the number is called where calls of the queue go that no agent takes; whether it is closed does not
matter.
"""

from collections.abc import Iterator

from jackfield.domain.asking import Asking, normalised, reachable_pbx, user_variables
from jackfield.domain.centre import agents
from jackfield.domain.centre.queue_settings import settings_of
from jackfield.domain.directory import Line, Queue
from jackfield.domain.effects import Effect
from jackfield.domain.phone.dial_rules import permitted
from jackfield.domain.phone.dialing import ordered
from jackfield.domain.requests import Originate
from jackfield.domain.results import Refused
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import AgentStateName

LONGEST_NAME = 80


def dial(ask: Asking, command: commands.DialFromQueue) -> Iterator[Effect]:
    """Both see the caller id given, else each the other. Done when the agent's phone rings."""
    world = ask.world
    queue = world.directory.queue(command.queueId)
    if queue is None:
        raise Refused(RefusalCode.NOT_FOUND, f"There is no queue {command.queueId}")
    data = user_variables(dict(command.variables))
    name, number = _caller_id(ask, command)
    reachable_pbx(ask)
    line, elsewhere = _free(ask, queue), ""
    if line is None:
        elsewhere = _no_answer(ask, queue)
        line = world.directory.line_by_number(elsewhere)
    context = line.context if line is not None else queue.context
    destination = permitted(ask, line, command.destination)
    order = Originate(
        channel_id=world.new_id("dial"),
        endpoint=line.endpoint if line is not None else f"Local/{elsewhere}@{context}",
        context=context,
        exten=destination,
        shown_number=number or destination,
        shown_name=name,
        caller_number=number,
        caller_name=name,
        variables=data,
        timeout_seconds=world.settings.originate_timeout_seconds,
    )
    yield from ordered(ask, order, data, ours=line is not None)


def _caller_id(ask: Asking, command: commands.DialFromQueue) -> tuple[str, str]:
    """Name and number; a name alone is not shown to anybody."""
    name = " ".join((command.callerIdName or "").split())
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused(RefusalCode.BAD_REQUEST, f"callerIdName: at most {LONGEST_NAME} characters that can be shown")
    given = command.callerIdNumber or ""
    return name, normalised(given, ask.world.settings.international_prefix) if given.strip() else ""


def _free(ask: Asking, queue: Queue) -> Line | None:
    """The line of the agent to be called; None when nobody of the queue is free."""
    world = ask.world
    found: list[tuple[int, int, int, Line]] = []
    for membership in world.directory.members_of(queue.id):
        agent = world.directory.agent(membership.agent_id)
        duty = world.centre.duties.get(membership.agent_id)
        line = agents.line_of(world, duty) if duty is not None else None
        if agent is None or line is None:
            continue
        state = agents.state_of(world, agent, ask.now)
        if state.name is AgentStateName.READY:
            found.append((membership.penalty, -state.since, agent.id, line))
    return min(found, key=lambda one: one[:3])[3] if found else None


def _no_answer(ask: Asking, queue: Queue) -> str:
    """Who is called instead of an agent. Raises Refused: conflict when nobody is."""
    destination = settings_of(ask.world, queue).dissuasion
    if not destination:
        raise Refused(RefusalCode.CONFLICT, f"No agent of queue {queue.display_name or queue.name} is free")
    return destination
