"""Agents log in and out, pause and go on (protocol 4.1): what is asked of the PBX, and what its answers mean.

An agent is where the PBX has his members (`agents.member_seen`); a command is done when the PBX has answered all that
it was asked for it. What cannot be is an `AgentError`, spelt as the documents spell it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from jackfield.domain.access import may_act_for, rights_of
from jackfield.domain.asking import Asking, loosely_normalised, reachable_pbx
from jackfield.domain.centre import agents, members, qualifying, taking_up
from jackfield.domain.centre.centre import READY_CAUSE, Duty
from jackfield.domain.directory import Agent, Line, Membership
from jackfield.domain.effects import Effect, Reply
from jackfield.domain.facts import RequestDone
from jackfield.domain.past.agent_times import SessionEnd
from jackfield.domain.requests import Action, AddMember, PauseMember, RemoveMember, SetPenalty
from jackfield.domain.results import Refused, Results, Ticket, Unsure, not_done
from jackfield.domain.user.user_state import Answered
from jackfield.domain.world import World
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import AgentError
from jackfield.protocol.values import AgentStateName, ResultStatus


class AgentTask(StrEnum):
    """What a command about an agent is to bring about."""

    LOGIN = "login"
    LOGOUT = "logout"
    PAUSE = "pause"
    UNPAUSE = "unpause"


@dataclass(slots=True, eq=False)
class AgentWork:
    """A command about an agent of which the PBX has not answered all requests yet."""

    task: AgentTask
    agent_id: int
    number: str
    ticket: Ticket
    reason: str = ""
    penalties: dict[str, int] = field(default_factory=dict)
    """Of a log-in: the queues that the PBX was asked to put him into."""
    waiting: set[str] = field(default_factory=set)
    succeeded: bool = False
    failures: list[Refused] = field(default_factory=list)


LONGEST_REASON = 80
"""Characters of a pause's reason."""

ALREADY_SO = ("already there", "not there", "interface not found")
"""Refusals of the PBX (lower case, in part) that mean: it is as was wanted."""


def login(ask: Asking, command: commands.AgentLogin) -> Iterator[Effect]:
    """By the table of protocol 4.1: known line, unknown line, the same, another, one that somebody else uses."""
    agent = agent_meant(ask, command.agentid)
    yield from _log_in(ask, agent, command.agentphonenumber)


def _log_in(ask: Asking, agent: Agent, number: str | None) -> Iterator[Effect]:
    line = _line_meant(ask, number)
    duty = agents.duty_of(ask.world, agent.id)
    if duty.number == line.number and not duty.leaving:
        yield Reply(ask.ticket.session, agents.state_of(ask.world, agent, ask.now))
        yield from ask.results.answer(ask.ticket, ResultStatus.DONE)
        return
    elsewhere = duty.number if duty.number and not duty.leaving else members.on_the_way(ask.world, agent)
    if elsewhere not in ("", line.number):
        text = f"Agent {agent.number} is logged in on {elsewhere}, not on {line.number}"
        error = AgentError(Error="LoggedInOnAnotherPhone", phoneNb=elsewhere, RequestedNb=line.number)
        raise Refused(RefusalCode.CONFLICT, text, instead=error)
    reachable_pbx(ask)
    yield from _take_over(ask, agent, line)
    wanted = list(_own_members(ask.world, agent, line))
    yield from _work(ask, AgentTask.LOGIN, agent, wanted, line.number)


def _take_over(ask: Asking, agent: Agent, line: Line) -> Iterator[Effect]:
    """Whoever else works on this line is logged out, and whatever is left of its members is removed."""
    world = ask.world
    for member in members.of_line(world, line):
        if members.agent_of(world, member) is not None:
            yield members.request(world, members.removal(member))
    # another agent's log-in there may not have been answered yet: it is undone in the order in which it was asked for
    asked = [wanted for wanted in world.centre.changing.values() if isinstance(wanted, AddMember)]
    for wanted in asked:
        if wanted.interface == line.endpoint and wanted.name != members.name_of(agent):
            yield members.request(world, RemoveMember(queue=wanted.queue, interface=wanted.interface))
    yield from _send_away(world, agent.id, line, ask.now)


def _send_away(world: World, agent_id: int, line: Line, now: float) -> Iterator[Effect]:
    """Whoever else is logged in on this line is so no longer."""
    other = world.centre.agent_on.get(line.number)
    if other is not None and other != agent_id:
        agents.lay_down(world, world.centre.duties[other], SessionEnd.TAKEN_OVER)
        yield from agents.tell(world, (other,), now)


def logout(ask: Asking, command: commands.AgentLogout) -> Iterator[Effect]:
    """Out of all queues at once; during a call it shows when the call is over (protocol 8.1)."""
    yield from _log_out(ask, agent_meant(ask, command.agentid))


def _log_out(ask: Asking, agent: Agent) -> Iterator[Effect]:
    duty = agents.duty_of(ask.world, agent.id)
    line = agents.line_of(ask.world, duty)
    if line is None or duty.leaving:
        yield Reply(ask.ticket.session, agents.state_of(ask.world, agent, ask.now))
        yield from ask.results.answer(ask.ticket, ResultStatus.DONE)
        return
    reachable_pbx(ask)
    _acts(ask, agent, AgentStateName.LOGGED_OUT)
    wanted = list(members.removals(ask.world, line))
    yield from _work(ask, AgentTask.LOGOUT, agent, wanted, line.number)


def log_out_absent(ask: Asking, agent: Agent) -> Iterator[Effect]:
    """As if he had asked for it, should he still be logged in. Raises Refused: pbx_down."""
    duty = agents.duty_of(ask.world, agent.id)
    if duty.number and not duty.leaving:
        yield from _log_out(ask, agent)


def toggle(ask: Asking, command: commands.ToggleAgentLogin) -> Iterator[Effect]:
    """In when logged out, out otherwise."""
    agent = agent_meant(ask, None)
    duty = agents.duty_of(ask.world, agent.id)
    if duty.number and not duty.leaving:
        yield from _log_out(ask, agent)
    else:
        yield from _log_in(ask, agent, None)


def pause(ask: Asking, command: commands.PauseAgent) -> Iterator[Effect]:
    """No call from any queue from now on; during a call it shows when the call is over."""
    reason = " ".join((command.reason or "").split())
    if len(reason) > LONGEST_REASON or "|" in reason or not all(map(str.isprintable, reason)):
        raise Refused(
            RefusalCode.BAD_REQUEST,
            f"reason: at most {LONGEST_REASON} characters, none of them | or a control character",
        )
    agent, _, line = _at_work(ask, command.agentid)
    reachable_pbx(ask)
    _acts(ask, agent, AgentStateName.ON_PAUSE)
    reason = reason or present_status(ask.world, agent)
    wanted = PauseMember(interface=line.endpoint, paused=True, reason=reason or READY_CAUSE)
    yield from _work(ask, AgentTask.PAUSE, agent, [wanted], line.number, reason)


def _acts(ask: Asking, agent: Agent, state: AgentStateName) -> None:
    """Who asks for an agent's next state, to be told with it; nobody, where it is the agent himself."""
    duty = agents.duty_of(ask.world, agent.id)
    duty.acted = None if ask.user.id == agent.user_id else (state, ask.user.login)


def present_status(world: World, agent: Agent) -> str:
    """The reason where none is given: the status that the agent's user has chosen; "" when he has chosen none."""
    chosen = world.statuses.get(agent.user_id, "") if agent.user_id is not None else ""
    return chosen if world.directory.status(chosen) is not None and "|" not in chosen else ""


def unpause(ask: Asking, command: commands.UnpauseAgent) -> Iterator[Effect]:
    """Ready again: from a pause, and from wrap-up before its time is over."""
    agent, duty, line = _at_work(ask, command.agentid)
    reachable_pbx(ask)
    yield from qualifying.let_go(ask, agent)
    wanted: list[Action] = [qualifying.pause_of(ask.world, agent, line)]
    if duty.wrap_up_until > ask.now:
        wanted = [*_members_anew(ask.world, agent, line), *wanted]
    yield from _work(ask, AgentTask.UNPAUSE, agent, wanted, line.number)


def _members_anew(world: World, agent: Agent, line: Line) -> Iterator[Action]:
    """Out and in again: only so does app_queue forget that a member's wrap-up is not over (Asterisk 22)."""
    for member in members.of_line(world, line):
        queue = world.directory.queue_by_name(member.queue)
        if queue is None or not queue.wrap_up_seconds:
            continue
        membership = Membership(agent_id=agent.id, queue_id=queue.id, penalty=member.penalty)
        wanted = members.addition(world, agent, line, membership, None)
        if wanted is not None:
            yield from (members.removal(member), wanted)


def agent_meant(ask: Asking, agent_id: int | None) -> Agent:
    """The agent a command is about: the one named, else the asker's own.

    Raises:
        Refused: with `AgentError`: the asker is no agent; not_found for an unknown one; not_allowed.
    """
    directory = ask.world.directory
    if agent_id is None:
        own = directory.agent_of_user(ask.user.id)
        if own is None:
            error = AgentError(Error="UserIsNotAnAgent")
            raise Refused(RefusalCode.NOT_FOUND, f"User {ask.user.login} is not an agent", instead=error)
        return own
    if not may_act_for(rights_of(ask.user, ask.world.settings.no_profile), agent_id):
        raise Refused(RefusalCode.NOT_ALLOWED, "Your profile allows agent commands only about yourself")
    agent = directory.agent(agent_id)
    if agent is None:
        raise Refused(RefusalCode.NOT_FOUND, f"There is no agent {agent_id}")
    return agent


def _line_meant(ask: Asking, number: str | None) -> Line:
    """The line to log in on: the one named, else that of the legacy login (`0`: none), else the asker's own."""
    directory, line = ask.world.directory, None
    number = number or (ask.number if ask.number.strip("0 ") else None)
    if number:
        plain = loosely_normalised(number, ask.world.settings.international_prefix)
        line = directory.line_by_number(plain) if plain else None
    else:
        line = directory.line_of_user(ask.user.id)
    if line is None or not line.enabled:
        text = f"There is no line {number[:40]}" if number else f"User {ask.user.login} has no line"
        raise Refused(RefusalCode.NOT_FOUND, text, instead=AgentError(Error="PhoneNumberUnknown"))
    return ask.world.in_use(line)


def _at_work(ask: Asking, agent_id: int | None) -> tuple[Agent, Duty, Line]:
    agent = agent_meant(ask, agent_id)
    duty = agents.duty_of(ask.world, agent.id)
    line = agents.line_of(ask.world, duty)
    if line is None or duty.leaving:
        raise Refused(RefusalCode.CONFLICT, f"Agent {agent.number} is not logged in")
    return agent, duty, line


def _work(
    ask: Asking, task: AgentTask, agent: Agent, wanted: Sequence[Action], number: str, reason: str = ""
) -> Iterator[Effect]:
    """Ask the PBX for all of it; the command is done when everything has been answered."""
    penalties = {one.queue: one.penalty for one in wanted if isinstance(one, AddMember)}
    work = AgentWork(task, agent.id, number, ask.ticket, reason, penalties)
    requests = [members.request(ask.world, action) for action in wanted]
    for request in requests:
        work.waiting.add(request.tag)
        _after(ask.world, request.tag, partial(_answered, ask.world, ask.results, work))
    yield from requests
    if not requests:
        yield from _worked(ask.world, ask.results, work, ask.now)


def rejoin(world: World, now: float) -> Iterator[Effect]:
    """After a resynchronisation: who is logged in has his members again, should the PBX have lost them."""
    world.centre.changing.clear()
    members.forget_unlisted(world)
    taking_up.compare(world)
    for duty in world.centre.duties.values():
        line = agents.line_of(world, duty)
        agent = world.directory.agent(duty.agent_id)
        if line is None or agent is None or duty.leaving:
            continue
        there = world.centre.members_of.get(line.endpoint, {})
        for wanted in _own_members(world, agent, line, duty):
            if wanted.queue not in there:
                yield members.request(world, wanted)
    yield from qualifying.synchronised(world)
    yield from agents.tell(world, tuple(world.centre.duties), now)


def _caught_up(world: World, work: AgentWork, line: Line) -> Iterator[Effect]:
    """Into the queues he was put into, and out of those he was taken out of, while the PBX was asked for his log-in."""
    agent = world.directory.agent(work.agent_id)
    present = {one.queue: one for one in _own_members(world, agent, line)} if agent is not None else {}
    for queue in sorted(work.penalties.keys() | present.keys()):
        before, now = work.penalties.get(queue), present.get(queue)
        if now is None:
            yield members.request(world, RemoveMember(queue=queue, interface=line.endpoint))
        elif before is None:
            yield members.request(world, now)
        elif before != now.penalty:
            yield members.request(world, SetPenalty(queue=queue, interface=line.endpoint, penalty=now.penalty))


def _own_members(world: World, agent: Agent, line: Line, duty: Duty | None = None) -> Iterator[AddMember]:
    """What puts an agent into all his queues, paused if he is."""
    for membership in world.directory.memberships_of(agent.id):
        wanted = members.addition(world, agent, line, membership, duty)
        if wanted is not None:
            yield wanted


def _after(world: World, tag: str, then: Answered) -> None:
    """The answer is for `members.request` too, which may have asked to be told."""
    first = world.asked.pop(tag, None)

    def both(fact: RequestDone, now: float) -> Iterator[Effect]:
        if first is not None:
            yield from first(fact, now)
        yield from then(fact, now)

    world.asked[tag] = both


def _answered(world: World, results: Results, work: AgentWork, fact: RequestDone, now: float) -> Iterator[Effect]:
    """The PBX has answered one of the requests made here."""
    work.waiting.discard(fact.tag)
    if fact.ok or any(words in fact.message.lower() for words in ALREADY_SO):
        work.succeeded = True
    else:
        work.failures.append(not_done(fact))
    if not work.waiting:
        yield from _worked(world, results, work, now)


def _worst(failures: Sequence[Refused]) -> Refused:
    """That nobody knows says more than that something was refused."""
    return next((one for one in failures if isinstance(one, Unsure)), failures[0])


def _worked(world: World, results: Results, work: AgentWork, now: float) -> Iterator[Effect]:
    """All has been answered. It counts when any of it was done: a queue may be missing at the PBX."""
    if work.failures and not work.succeeded:
        agents.duty_of(world, work.agent_id).acted = None
        yield from results.refuse(work.ticket, _worst(work.failures))
        return
    duty = agents.duty_of(world, work.agent_id)
    line = world.directory.line_by_number(work.number)
    match work.task:
        case AgentTask.LOGIN if line is not None:
            if duty.number != line.number or duty.leaving:
                yield from _send_away(world, work.agent_id, line, now)
                agents.take_up(world, work.agent_id, line)
            yield from _caught_up(world, work, line)
        case AgentTask.LOGOUT if duty.number == work.number:
            duty.leaving = True
        case AgentTask.PAUSE:
            duty.paused, duty.reason = True, work.reason
        case AgentTask.UNPAUSE:
            duty.acted = None
            duty.paused, duty.reason, duty.wrap_up_until = False, "", 0.0
    yield from agents.tell(world, (work.agent_id,), now)
    message = f"Not everywhere: {work.failures[0].text}" if work.failures else None
    yield from results.answer(work.ticket, ResultStatus.DONE, message=message)
