"""Calls that agents make, as steps for the integrations that asked for them: the same names, `direction` is `outbound`.

They follow from what the agent's own page is told of his phone, so that both say the same.
"""

from collections.abc import Iterable, Iterator

from jackfield.domain.effects import Effect, Publish
from jackfield.domain.phone.phones import DIALING, ESTABLISHED, RELEASED
from jackfield.domain.shuttle import queue_steps
from jackfield.domain.shuttle.peers import rung
from jackfield.domain.shuttle.shuttle_state import OutboundCall
from jackfield.domain.shuttle.steps import Data, Step
from jackfield.domain.world import World
from jackfield.protocol.events import PhoneEvent
from jackfield.protocol.values import CallDirection


def follow(world: World, effects: Iterable[Effect], now: float) -> Iterator[Effect]:
    """What phone events among these mean for integrations."""
    for effect in tuple(effects):
        event = effect.event if type(effect) is Publish else None
        if type(event) is PhoneEvent and event.callDirection is CallDirection.OUTGOING:
            yield from _followed(world, event, now)


def _followed(world: World, event: PhoneEvent, now: float) -> Iterator[Effect]:
    key = event.DN, event.uniqueId
    known = world.shuttle.outbound.get(key)
    if event.eventType is DIALING and known is None and event.DN in world.centre.agent_on:
        channel = next((name for name, uniqueid in world.uniqueids.items() if uniqueid == event.uniqueId), "")
        known = world.shuttle.outbound[key] = OutboundCall(began=now, channel=channel)
        yield from _told(world, Step.RINGING, event, known, {"ringing": True}, now)
    elif event.eventType is ESTABLISHED and known is not None and known.answered is None:
        known.answered = now
        times = {"holdtime": "0", "ringtime": str(int(now - known.began))}
        yield from _told(world, Step.UP, event, known, {**times, "up": True}, now)
    elif event.eventType is RELEASED and known is not None:
        del world.shuttle.outbound[key]
        if known.answered is not None:
            times = {"holdtime": "0", "talktime": str(int(now - known.answered))}
            yield from _told(world, Step.HANGUP, event, known, {**times, "hangup": True}, now)


def _told(world: World, step: Step, event: PhoneEvent, call: OutboundCall, more: Data, now: float) -> Iterator[Effect]:
    line = world.directory.line_by_number(event.DN)
    if line is None:
        return
    who = rung(world, line.endpoint, "")
    data: Data = {
        "event": step.value,
        "agentname": who.agentname,
        "agentnum": who.agentnum,
        "agentid": who.agentid,
        "peer": who.peer,
        "sipname": who.sipname,
        "direction": "outbound",
        "uniqueid": event.uniqueId,
        "context": line.context,
        "extension": event.otherDN,
        "trunk": call.channel,
        "channel": call.channel,
        "callernum": who.agentnum,
        "callername": who.agentname,
        "destnum": event.otherDN,
        **more,
    }
    known = world.shuttle.calls.setdefault(event.uniqueId, call.call)
    known.gone = known.gone or event.uniqueId not in world.legs
    yield from queue_steps.step_of(world, step, call.channel, event.uniqueId, data, now, outbound=True)
