"""What the phones of a call do in it, for its record: written down as their users are told of it.

Only the running call is written to; nobody is told anything from here. The rest of the record is made in `history.py`.
"""

from jackfield.domain.directory import Line
from jackfield.domain.past.call_records import TransferStep
from jackfield.domain.past.running_calls import Part, RunningCall
from jackfield.domain.world import Leg, World
from jackfield.protocol.events import PhoneEvent
from jackfield.protocol.values import CallDirection, PhoneEventType

LOCAL = "Local/"


def told(world: World, leg: Leg, line: Line, event: PhoneEvent, now: float) -> None:
    """The user of a line is told of a leg: his part in the call is this by now."""
    call = call_of(world, leg, event.linkedId, now)
    part = call.parts.get(event.uniqueId)
    if part is None:
        user = world.user_of(line)
        part = call.parts[event.uniqueId] = Part(
            number=len(call.parts),
            user_id=leg.owner or (user.id if user else None),
            agent_id=world.centre.agent_on.get(line.number),
            line=line.number,
            outgoing=event.callDirection is CallDirection.OUTGOING,
            started=now,
        )
    if not part.other_number:
        part.other_number, part.other_name = event.otherDN, event.otherDName
    _begin_with(call, leg, part)
    _stage(part, event.eventType, now)
    if part.joined_to and event.eventType is PhoneEventType.RELEASED:
        note_transfer(call, now, attended=True, line=line.number, destination=part.joined_to)
        part.joined_to = ""


def joining(world: World, first: Leg, second: Leg) -> None:
    """Our server joins the parties of these two calls: when the first is released for their user, it was done."""
    call = world.running.of_channel.get(first.uniqueid)
    part = call.parts.get(first.shown_uniqueid) if call is not None else None
    if part is not None:
        part.joined_to = second.dialed or second.other_number


def note_transfer(call: RunningCall, now: float, *, attended: bool, line: str, destination: str) -> None:
    """The user of a line has given his call on; told twice, it is one transfer."""
    if any((step.line, step.destination, step.attended) == (line, destination, attended) for step in call.transfers):
        return
    number = len(call.transfers)
    step = TransferStep(number=number, at=now, attended=attended, line=line, destination=destination)
    call.transfers.append(step)


def _begin_with(call: RunningCall, leg: Leg, part: Part) -> None:
    """A call ordered for one of our phones: its number calls, whatever the channel shows; what it dials is called."""
    if part.number == 0 and part.outgoing:
        if leg.order is not None:
            call.caller_number = part.line
        if part.other_number and call.called_number in ("", part.other_number):
            call.called_number, call.called_name = part.other_number, part.other_name


def _stage(part: Part, stage: PhoneEventType, now: float) -> None:
    if stage is PhoneEventType.RELEASED:
        part.end(now)
        return
    if stage in (PhoneEventType.ESTABLISHED, PhoneEventType.ON_HOLD) and part.answered is None:
        part.answered = now
    if stage is PhoneEventType.ON_HOLD and part.held_since is None:
        part.held_since = now
    elif stage is PhoneEventType.ESTABLISHED:
        part.resume(now)


def call_of(world: World, leg: Leg, linkedid: str, now: float) -> RunningCall:
    """The call of a leg, which is from now on a channel of it; a PBX's consultation moves to a call of its own."""
    running = world.running
    call = running.of_channel.get(leg.uniqueid)
    if call is not None and (leg.consultation_of == "" or call.linkedid == linkedid):
        return call
    if call is not None:
        call.channels.discard(leg.uniqueid)
    call = running.begin(linkedid, now)
    call.channels.add(leg.uniqueid)
    running.of_channel[leg.uniqueid] = call
    if leg.uniqueid == linkedid:
        begin(call, leg)
    return call


def begin(call: RunningCall, leg: Leg) -> None:
    """What the first channel says of the call."""
    call.incoming = leg.outgoing and leg.order is None and not leg.channel.name.startswith(LOCAL)
    call.caller_number, call.caller_name = leg.channel.caller_number, leg.channel.caller_name
    if leg.outgoing:
        call.called_number = leg.dialed
