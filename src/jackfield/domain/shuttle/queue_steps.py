"""From what the PBX says of queue calls to the steps integrations are told: ringing, up, hangup, abandon.

AgentCalled, AgentConnect, AgentComplete and QueueCallerAbandon give one step each (interface, section 6). Where custom
variables are wanted they are read from the caller's channel first; steps of one call keep their order meanwhile.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from jackfield.domain import facts
from jackfield.domain.effects import Effect, Request, TellIntegrations, Wake
from jackfield.domain.facts import Channel, PbxLink
from jackfield.domain.phone import phones
from jackfield.domain.requests import ReadVariable
from jackfield.domain.shuttle import codeless
from jackfield.domain.shuttle.peers import Rung, rung
from jackfield.domain.shuttle.shuttle_state import Pending, ToldCall
from jackfield.domain.shuttle.steps import Data, Step, StepTold, with_variables
from jackfield.domain.world import World

READ_SECONDS = 1.0
"""How long a step waits for the PBX to tell a call's variables."""

START = "s"
"""The extension that nobody dials: the dial plan has moved the caller there on his way into the queue."""

GIVEN_UP = frozenset({"CANCEL", "ABORT", "ANSWER"})
"""Ends of an attempt that are not the member's doing: the caller has hung up, or another member was faster."""


def offered(world: World, fact: facts.QueueOffered, now: float) -> Iterator[Effect]:
    """A member's phone rings for a caller."""
    if fact.caller is None:
        return
    call = _call(world, fact.caller.uniqueid)
    if fact.called.uniqueid in call.ringing:
        return
    call.ringing[fact.called.uniqueid] = fact.interface, fact.member
    call.entered[fact.queue] = _entered(world, fact.queue, fact.caller)
    world.shuttle.caller_of[fact.called.uniqueid] = fact.caller.uniqueid
    data = _inbound(world, fact.queue, rung(world, fact.interface, fact.member), fact.caller)
    yield from step_of(world, Step.RINGING, fact.caller.name, fact.caller.uniqueid, {**data, "ringing": True}, now)


def answered(world: World, fact: facts.QueueAnswered, now: float) -> Iterator[Effect]:
    """A member has answered."""
    if fact.caller is None:
        return
    call = _call(world, fact.uniqueid)
    _forget_ringing(world, call)
    call.entered[fact.queue] = _entered(world, fact.queue, fact.caller)
    data = _inbound(world, fact.queue, rung(world, fact.interface, fact.member), fact.caller)
    times = {"holdtime": str(fact.waited), "ringtime": str(fact.rang)}
    yield from step_of(world, Step.UP, fact.caller.name, fact.caller.uniqueid, {**data, **times, "up": True}, now)


def completed(world: World, fact: facts.QueueCompleted, now: float) -> Iterator[Effect]:
    """The talk of caller and member is over, for the queue."""
    if fact.caller is None:
        return
    _call(world, fact.uniqueid)
    data = _inbound(world, fact.queue, rung(world, fact.interface, fact.member), fact.caller)
    more = {"holdtime": str(fact.waited), "talktime": str(fact.talked), "reason": fact.reason}
    yield from step_of(
        world, Step.HANGUP, fact.caller.name, fact.caller.uniqueid, {**data, **more, "hangup": True}, now
    )


def abandoned(world: World, fact: facts.QueueAbandoned, now: float) -> Iterator[Effect]:
    """The caller has given up. Who rang for him is told where it was exactly one."""
    if fact.caller is None:
        return
    call = _call(world, fact.uniqueid)
    ringing = set(call.ringing.values())
    _forget_ringing(world, call)
    data: Data = {
        "event": Step.ABANDON.value,
        "queue": fact.queue,
        "direction": "unmanaged",
        "uniqueid": fact.uniqueid,
        "callernum": fact.caller.caller_number,
        "callername": _caller_name(world, fact.caller),
        "channel": fact.caller.name,
        "holdtime": str(fact.waited),
        "unmanaged": True,
    }
    if len(ringing) == 1:
        who = rung(world, *ringing.pop())
        data |= {"agentname": who.agentname, "agentnum": who.agentnum, "peer": who.peer}
    yield from step_of(world, Step.ABANDON, fact.caller.name, fact.caller.uniqueid, data, now)


def attempt_ended(world: World, fact: facts.DialEnded, now: float) -> Iterator[Effect]:
    """A member did not answer: nobody rings there any more."""
    if fact.status not in GIVEN_UP:
        caller = world.shuttle.caller_of.pop(fact.called.uniqueid, "")
        if (call := world.shuttle.calls.get(caller)) is not None:
            call.ringing.pop(fact.called.uniqueid, None)
    yield from ()


def channel_gone(world: World, fact: facts.ChannelGone, now: float) -> Iterator[Effect]:
    """A caller is gone: his call is forgotten when its last step has been told."""
    call = world.shuttle.calls.get(fact.uniqueid)
    if call is not None:
        call.gone = True
        _forget_done(world, fact.uniqueid, call)
    yield from ()


FACTS: Mapping[type, Callable[[World, Any, float], Iterator[Effect]]] = MappingProxyType(
    {
        facts.QueueOffered: offered,
        facts.QueueAnswered: answered,
        facts.QueueCompleted: completed,
        facts.QueueAbandoned: abandoned,
        facts.DialEnded: attempt_ended,
        facts.ChannelGone: channel_gone,
    }
)
"""Which function takes which fact for integrations, when everybody else has taken it."""


def swept(world: World) -> None:
    """The PBX's lists have been read: callers whom they left out are gone."""
    for uniqueid, call in list(world.shuttle.calls.items()):
        if uniqueid not in world.legs:
            call.gone = True
            _forget_done(world, uniqueid, call)


def overdue(world: World, now: float) -> Iterator[Effect]:
    """Steps that have waited long enough for variables are told without them."""
    for uniqueid in list(world.shuttle.waiting):
        for pending in world.shuttle.calls[uniqueid].pending:
            if pending.until <= now:
                pending.unread.clear()
        yield from _tell(world, uniqueid, now)


def _call(world: World, uniqueid: str) -> ToldCall:
    return world.shuttle.calls.setdefault(uniqueid, ToldCall())


def _forget_ringing(world: World, call: ToldCall) -> None:
    for uniqueid in call.ringing:
        world.shuttle.caller_of.pop(uniqueid, None)
    call.ringing.clear()


def _forget_done(world: World, uniqueid: str, call: ToldCall) -> None:
    if call.gone and not call.pending:
        _forget_ringing(world, call)
        world.shuttle.calls.pop(uniqueid, None)


def _inbound(world: World, queue: str, who: Rung, caller: Channel) -> Data:
    """What ringing, up and hangup have in common (interface, 3.1)."""
    call = world.shuttle.calls.get(caller.uniqueid)
    known = call.entered.get(queue) if call is not None else None  # a transfer moves him before the queue says so
    context, extension = known or _entered(world, queue, caller)
    return {
        "event": "",
        "queue": queue,
        "agentname": who.agentname,
        "agentnum": who.agentnum,
        "agentid": who.agentid,
        "peer": who.peer,
        "sipname": who.sipname,
        "direction": "inbound",
        "uniqueid": caller.uniqueid,
        "context": context,
        "extension": extension,
        "trunk": caller.name,
        "channel": caller.name,
        "callernum": caller.caller_number,
        "callername": _caller_name(world, caller),
    }


def _caller_name(world: World, caller: Channel) -> str:
    return phones.named(world, caller.caller_number, caller.caller_name)


def _entered(world: World, queue: str, caller: Channel) -> tuple[str, str]:
    """Context and extension by which the caller came: dial plans take him elsewhere before he waits."""
    leg, entry = world.legs.get(caller.uniqueid), world.directory.queue_by_name(queue)
    context = leg.entered_context if leg is not None else ""
    extension = caller.exten
    if extension == START and entry is not None and entry.number:
        extension = entry.number
    elif extension == START and leg is not None and leg.dialed:
        extension = leg.dialed
    return context or caller.context, extension


def step_of(
    world: World, step: Step, channel: str, uniqueid: str, data: Data, now: float, *, outbound: bool = False
) -> Iterator[Effect]:
    """Tell a step now, or when the variables of the call have been read from its channel, if that is there."""
    call = _call(world, uniqueid)
    names = world.shuttle.variables if world.link is PbxLink.UP and channel and not (outbound and call.gone) else ()
    pending = Pending(step, {**data, "event": step.value}, now + READ_SECONDS, set(names), outbound=outbound)
    call.pending.append(pending)
    world.shuttle.waiting[uniqueid] = None
    for name in names:
        tag = world.new_id("variable")
        world.asked[tag] = partial(_read, world, uniqueid, pending, name)
        yield Request(tag, ReadVariable(channel=channel, name=name))
    if names:
        yield Wake(pending.until)
    yield from _tell(world, uniqueid, now)


def _read(
    world: World, uniqueid: str, pending: Pending, name: str, fact: facts.RequestDone, now: float
) -> Iterator[Effect]:
    """The PBX has told a variable, or that the channel is gone: then what it was before counts."""
    call = world.shuttle.calls.get(uniqueid)
    if call is None or name not in pending.unread:
        return
    pending.unread.discard(name)
    if fact.ok:
        pending.variables[name] = call.variables[name] = fact.value
    yield from _tell(world, uniqueid, now)


def _tell(world: World, uniqueid: str, now: float) -> Iterator[Effect]:
    """The steps of a call that wait for nothing any more, in order."""
    call = world.shuttle.calls[uniqueid]
    while call.pending and not call.pending[0].unread:
        first = call.pending.popleft()
        known = {name: first.variables.get(name, call.variables.get(name, "")) for name in world.shuttle.variables}
        told = StepTold(first.step, with_variables(first.data, known), first.outbound)
        yield TellIntegrations(told)
        yield from codeless.run(world, told, now)
    if not call.pending:
        world.shuttle.waiting.pop(uniqueid, None)
    _forget_done(world, uniqueid, call)
