"""The simulated phones, queues and trunk as somebody standing before them sees them: values for the demo page.

Looking changes nothing. What a person does at a phone is in panel.py.
"""

import re
from collections.abc import Mapping

from jackfield.protocol.demo import (
    CallerView,
    CallView,
    EndedView,
    Ending,
    ForwardKind,
    ForwardView,
    Lamp,
    MemberView,
    OutsideView,
    PhoneView,
    QueueView,
    Service,
    Stage,
)
from jackfield.telephony.simulator.agents import Phone
from jackfield.telephony.simulator.channels import Channel, State
from jackfield.telephony.simulator.pbx import Pbx
from jackfield.telephony.simulator.queues import Caller, CallQueue, Member

WAITING_SHOWN = 12
"""Waiting callers, of each queue, that are listed one by one."""
OUTSIDE_SHOWN = 20
"""Calls over the trunk that are listed one by one, the newest first."""

_SERVICES = {
    "Queue": Service.QUEUE,
    "Echo": Service.ECHO,
    "ConfBridge": Service.CONFERENCE,
    "VoiceMail": Service.VOICEMAIL,
    "VoiceMailMain": Service.VOICEMAIL,
    "ParkedCall": Service.PARKED,
    "Park": Service.PARKED,
    "ChanSpy": Service.LISTENING,
    "Playback": Service.ANNOUNCEMENT,
}
"""What the applications of the dial plan are for whoever is connected to them."""

_ENDINGS = {
    1: Ending.UNKNOWN_NUMBER,
    17: Ending.BUSY,
    18: Ending.UNANSWERED,
    19: Ending.UNANSWERED,
    20: Ending.UNREACHABLE,
    21: Ending.REFUSED,
    26: Ending.ELSEWHERE,
    27: Ending.UNREACHABLE,
    34: Ending.UNREACHABLE,
    38: Ending.UNREACHABLE,
}

_LAMPS = {
    Stage.RINGING: Lamp.RINGING,
    Stage.TALKING: Lamp.TALKING,
    Stage.DIALING: Lamp.DIALING,
    Stage.HELD: Lamp.HELD,
    Stage.HOLDING: Lamp.HELD,
}
"""The lamp by the call that matters most; the first one in this order wins."""


def stage_of(channel: Channel) -> Stage | None:
    """How far the call is; None while it is still on its way to the phone."""
    if channel.outgoing is not None:
        return Stage.RINGING if channel.state is State.RINGING else None
    if channel.state in (State.RING, State.BUSY):
        return Stage.DIALING
    if channel.state is not State.UP:
        return None
    if channel.holding:
        return Stage.HOLDING
    if channel.held or channel.application == "MusicOnHold":
        return Stage.HELD
    if channel.bridge is None and channel.application == "Dial":
        return Stage.DIALING
    return Stage.TALKING


def other_end(pbx: Pbx, channel: Channel) -> tuple[str, str]:
    """Number and name of whom a phone shows: the bridge's other member, else whom it was told of, else what it dialled.

    The other half of a Local channel is nobody; behind it is whom the phone was told of.
    """
    peer = channel.bridge.peer_of(channel) if channel.bridge else None
    number, name = peer.caller if peer is not None and peer.pair is None else ("", "")
    if not number:
        number, name = channel.connected
    return number or channel.dialled, name or _name_of(pbx, number or channel.dialled)


def _name_of(pbx: Pbx, number: str) -> str:
    line = pbx.lines.get(number)
    return line.name if line else ""


def _service_of(pbx: Pbx, channel: Channel) -> tuple[Service, str, str]:
    """What the call is connected to, its number and its name."""
    service = _SERVICES.get(channel.application, Service.PHONE)
    if service is Service.CONFERENCE:
        return service, channel.exten, ""
    if channel.bridge is not None or service is Service.PHONE:
        return Service.PHONE, *other_end(pbx, channel)
    if service is Service.QUEUE:
        queue = pbx.queues.by_name[channel.application_data.partition(",")[0]]
        return service, queue.setup.number, queue.name
    return service, channel.dialled or channel.connected[0], ""


def call_view(pbx: Pbx, channel: Channel) -> CallView | None:
    """One call of a phone, None while the phone does not know it."""
    stage = stage_of(channel)
    if stage is None:
        return None
    service, number, name = _service_of(pbx, channel)
    return CallView(
        id=channel.uniqueid,
        call=channel.linkedid,
        stage=stage,
        number=number,
        name=name,
        since=channel.answered or channel.born,
        service=service,
        outgoing=bool(channel.dialled) or channel.uniqueid == channel.linkedid,
    )


def ended_view(pbx: Pbx, channel: Channel, at: float) -> EndedView:
    """What a phone shows of a call that is over."""
    number, name = other_end(pbx, channel)
    why = Ending.NORMAL
    if not channel.answered:
        why = _ENDINGS.get(channel.cause, Ending.NORMAL)
        if channel.cause == 16 or (not channel.dialled and why is Ending.NORMAL):
            why = Ending.UNANSWERED
    return EndedView(number=number, name=name, at=at, why=why)


def phone_view(pbx: Pbx, phone: Phone, queues: tuple[str, ...] = ()) -> PhoneView:
    """One desk phone; `queues` are those it is signed in to."""
    endpoint = phone.endpoint
    number, line = endpoint.name, phone.line
    calls = tuple(view for channel in endpoint.channels if (view := call_view(pbx, channel)) is not None)
    word, seconds = phone.behaviour
    return PhoneView(
        number=number,
        name=line.name or endpoint.caller[1],
        lamp=_lamp(calls, endpoint.registered),
        plugged=endpoint.registered,
        lines=phone.max_calls,
        webrtc=line.webrtc,
        calls=calls,
        ended=ended_view(pbx, *endpoint.ended) if endpoint.ended else None,
        dnd=pbx.database.get(f"jackfield/{number}/dnd") == "1",
        forwards=_forwards(pbx.database, number),
        messages=pbx.mailboxes.counts(f"{number}@default")[0],
        queues=queues,
        answers_after=seconds if word == "answer" else None,
    )


def _lamp(calls: tuple[CallView, ...], registered: bool) -> Lamp:
    stages = {call.stage for call in calls}
    for stage, lamp in _LAMPS.items():
        if stage in stages:
            return lamp
    return Lamp.IDLE if registered else Lamp.OFFLINE


def _forwards(database: Mapping[str, str], number: str) -> tuple[ForwardView, ...]:
    found = ((kind, database.get(f"jackfield/{number}/{kind}", "")) for kind in ForwardKind)
    return tuple(ForwardView(kind=kind, number=to) for kind, to in found if to)


def number_of(interface: str) -> str:
    """The line behind a queue's member: `PJSIP/1001`, `Local/1001@agents`; empty when it names none."""
    found = re.match(r"(?:PJSIP|Local)/([0-9]+)(?:@|$)", interface)
    return found[1] if found else ""


def queue_view(pbx: Pbx, queue: CallQueue) -> QueueView:
    """A queue as its wallboard would show it."""
    return QueueView(
        name=queue.name,
        number=queue.setup.number,
        count=len(queue.callers),
        waiting=tuple(_caller_view(caller) for caller in queue.callers[:WAITING_SHOWN]),
        members=tuple(_member_view(pbx, member) for member in queue.members.values()),
        answered=queue.completed,
        abandoned=queue.abandoned,
    )


def _caller_view(caller: Caller) -> CallerView:
    uniqueid, number, name = caller.party
    rung = tuple(number_of(interface) for interface in caller.rung)
    return CallerView(id=uniqueid, number=number, name=name, since=caller.joined, ringing=rung)


def _member_view(pbx: Pbx, member: Member) -> MemberView:
    number = number_of(member.interface)
    return MemberView(
        number=number,
        name=_name_of(pbx, number) or member.name,
        paused=member.paused,
        state=str(member.device),
        calls_taken=member.calls_taken,
    )


def outside_view(pbx: Pbx, channel: Channel) -> OutsideView | None:
    """One call over the trunk, None while it does not ring out there yet."""
    stage = stage_of(channel)
    if stage is None:
        return None
    outgoing = not channel.dialled
    number, name = channel.caller
    return OutsideView(
        id=channel.uniqueid,
        call=channel.linkedid,
        stage=stage,
        number=number,
        name=name,
        dialled=other_end(pbx, channel)[0] if outgoing else channel.dialled,
        since=channel.answered or channel.born,
        outgoing=outgoing,
    )


def trunk_views(pbx: Pbx) -> tuple[OutsideView, ...]:
    """The newest calls over the trunk, the newest first."""
    views: list[OutsideView] = []
    for channel in reversed(pbx.trunk.channels):
        view = outside_view(pbx, channel)
        if view is not None:
            views.append(view)
        if len(views) == OUTSIDE_SHOWN:
            break
    return tuple(views)
