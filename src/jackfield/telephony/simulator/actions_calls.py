"""AMI actions that do something to calls: Originate, Hangup, Redirect, Bridge, BlindTransfer, PJSIPNotify.

They check as Asterisk checks, answer with its words, and leave the doing to the PBX.
"""

import re

from jackfield.telephony.simulator import dialplan
from jackfield.telephony.simulator.ami_session import AmiSession, Request
from jackfield.telephony.simulator.channels import Channel, State
from jackfield.telephony.simulator.consultation import Consultation
from jackfield.telephony.simulator.exchange import Place
from jackfield.telephony.simulator.moves import join, transfer
from jackfield.telephony.simulator.moves import redirect as redirect_channels
from jackfield.telephony.simulator.originate import Order, Originate
from jackfield.telephony.simulator.variables import split_originate

ORIGINATE_SECONDS = 30.0


class _Refused(Exception):
    """The action cannot be done; the message goes to the client."""


def originate(session: AmiSession, request: Request) -> None:
    """`Async: true`: answered at once, the outcome comes as OriginateResponse; else answered with the outcome."""
    try:
        order = _order(session, request)
    except _Refused as refusal:
        session.refuse(request, str(refusal))
        return
    message = "Originate successfully queued"
    if request.get("Async").lower() in ("true", "yes", "1", "on"):
        session.accept(request, message)
        session.pbx.soon(Originate(session.pbx, order, lambda answered: None).begin)
        return

    def report(answered: bool) -> None:
        if answered:
            session.accept(request, message)
        else:
            session.refuse(request, "Originate failed")

    session.pbx.soon(Originate(session.pbx, order, report).begin)


def _order(session: AmiSession, request: Request) -> Order:
    channel, application = request.get("Channel"), request.get("Application")
    if not channel:
        raise _Refused("Channel not specified")
    if "/" not in channel:
        raise _Refused("Invalid channel")
    context, exten = request.get("Context"), request.get("Exten")
    if not application and not (context and exten and request.get("Priority")):
        raise _Refused("Originate with 'Exten' requires 'Context' and 'Priority'")
    priority = _priority(request.get("Priority"))
    if not application and dialplan.find(session.pbx, context, exten) is None:
        raise _Refused("Extension does not exist.")
    timeout = request.get("Timeout") or str(int(ORIGINATE_SECONDS * 1000))
    if not timeout.lstrip("-").isdecimal():
        raise _Refused("Invalid timeout")
    return Order(
        action_id=request.get("ActionID"),
        channel=channel,
        uniqueid=request.get("ChannelId"),
        timeout=int(timeout) / 1000 if int(timeout) > 0 else ORIGINATE_SECONDS,
        variables=tuple(split_originate(request.all("Variable"))),
        context=context,
        exten=exten,
        priority=priority,
        application=application,
        data=request.get("Data"),
    )


def _priority(text: str) -> int:
    if text and not text.isdecimal():
        raise _Refused("Invalid priority")
    return int(text or 1)


def hang_up(session: AmiSession, request: Request) -> None:
    """One channel, or all whose name matches `/regex/`. `Cause` outside 1 to 127 is taken as 16."""
    pbx, wanted = session.pbx, request.get("Channel")
    if not wanted:
        session.refuse(request, "No channel specified")
        return
    cause = request.get("Cause")
    number = int(cause) if cause.isdecimal() and 0 < int(cause) < 128 else 16
    if len(wanted) > 2 and wanted[0] == wanted[-1] == "/":
        _hang_up_all(session, request, wanted[1:-1], number)
        return
    channel = pbx.find_channel(wanted)
    if channel is None:
        session.refuse(request, "No such channel")
        return
    session.accept(request, "Channel Hungup")
    pbx.hang_up(channel, number)


def _hang_up_all(session: AmiSession, request: Request, pattern: str, cause: int) -> None:
    try:
        matches = re.compile(pattern).search
    except re.error:
        session.refuse(request, "Regex compile error")
        return
    found = [leg for leg in session.pbx.channels.values() if matches(leg.name)]
    items = [("ChannelHungup", f"Channel: {leg.name}\r\n") for leg in found]
    session.list(request, "Channels hung up will follow", items, "ChannelsHungupListComplete")
    for leg in found:
        session.pbx.hang_up(leg, cause)


def redirect(session: AmiSession, request: Request) -> None:
    """One channel, or two at once (`ExtraChannel`; its place is the first one's unless given)."""
    try:
        moves = _moves(session, request)
    except _Refused as refusal:
        session.refuse(request, str(refusal))
        return
    session.accept(request, "Dual Redirect successful" if len(moves) > 1 else "Redirect successful")
    redirect_channels(session.pbx, moves)


def _moves(session: AmiSession, request: Request) -> list[tuple[Channel, Place]]:
    for header in ("Channel", "Context", "Exten", "Priority"):
        if not request.get(header):
            raise _Refused(f"{header} not specified")
    place = request.get("Context"), request.get("Exten"), _priority(request.get("Priority"))
    moves = [(_redirectable(session, request.get("Channel"), "Channel"), place)]
    if extra := request.get("ExtraChannel"):
        extra_place = place
        if request.get("ExtraExten"):
            priority = _priority(request.get("ExtraPriority"))
            extra_place = request.get("ExtraContext"), request.get("ExtraExten"), priority
        moves.append((_redirectable(session, extra, "ExtraChannel"), extra_place))
    return moves


def _redirectable(session: AmiSession, name: str, header: str) -> Channel:
    channel = session.pbx.find_channel(name)
    if channel is None:
        raise _Refused(f"{header} does not exist: {name}")
    if channel.outgoing is not None:
        # A leg that still rings has no dial plan to be sent through.
        raise _Refused("Redirect failed")
    return channel


def bridge(session: AmiSession, request: Request) -> None:
    """Connect two channels that are both up, wherever they are."""
    names = request.get("Channel1"), request.get("Channel2")
    if not all(names):
        session.refuse(request, "Missing channel parameter in request")
        return
    channels = []
    for header, name in zip(("Channel1", "Channel2"), names, strict=True):
        channel = session.pbx.find_channel(name)
        if channel is None:
            session.refuse(request, f"{header} does not exist: {name}")
            return
        if channel.state is not State.UP:
            session.refuse(request, f"{header} is not up")
            return
        channels.append(channel)
    first, second = channels
    if first is second:
        session.refuse(request, "Cannot bridge a channel with itself")
        return
    session.accept(request, "Channels have been bridged")
    join(session.pbx, first, second)


def blind_transfer(session: AmiSession, request: Request) -> None:
    """The other end of `Channel` goes to `Exten`."""
    for header, message in (("Channel", "No channel specified"), ("Exten", "No extension specified")):
        if not request.get(header):
            session.refuse(request, message)
            return
    channel = session.pbx.find_channel(request.get("Channel"))
    if channel is None:
        session.refuse(request, "Channel specified does not exist")
    elif channel.bridge is None or channel.bridge.peer_of(channel) is None:
        session.refuse(request, "Transferer channel not in bridge")
    else:
        context = request.get("Context") or session.pbx.setup.phone_context
        if dialplan.find(session.pbx, context, request.get("Exten")) is None:
            session.refuse(request, "Transfer failed")
            return
        session.accept(request, "Transfer succeeded")
        transfer(session.pbx, channel, (context, request.get("Exten"), 1))


def attended_transfer(session: AmiSession, request: Request) -> None:
    """Atxfer: the keys are pressed for the transferer; what comes of it, events tell."""
    for header, message in (("Channel", "No channel specified"), ("Exten", "No extension specified")):
        if not request.get(header):
            session.refuse(request, message)
            return
    pbx = session.pbx
    channel = pbx.find_channel(request.get("Channel"))
    if channel is None:
        session.refuse(request, "Channel specified does not exist")
        return
    session.accept(request, "Atxfer successfully queued")
    if channel.bridge is not None and channel.bridge.peer_of(channel) is not None and channel.consultation is None:
        context = request.get("Context") or pbx.setup.phone_context
        Consultation(pbx, channel, request.get("Exten"), context).begin()


def cancel_attended_transfer(session: AmiSession, request: Request) -> None:
    name = request.get("Channel")
    if not name:
        session.refuse(request, "No channel specified")
        return
    channel = session.pbx.find_channel(name)
    if channel is None:
        session.refuse(request, "Channel specified does not exist")
        return
    session.accept(request, "CancelAtxfer successfully queued")
    if isinstance(channel.consultation, Consultation):
        channel.consultation.cancel()


def notify(session: AmiSession, request: Request) -> None:
    """`Channel` and `Variable: Event=talk` or `hold`: told to the phone. Success, whatever it makes of it."""
    variables = dict(split_originate(request.all("Variable")))
    if not variables and not request.get("Option"):
        message = "PJSIPNotify requires either an Option or Variable(s).You must use only one of them."
        session.refuse(request, message)
        return
    name = request.get("Channel")
    if not name:
        if request.get("Endpoint") or request.get("URI"):
            session.accept(request, "NOTIFY sent")
        else:
            session.refuse(request, "PJSIPNotify requires either an endpoint name, a SIP URI, or a channel.")
        return
    channel = session.pbx.find_channel(name)
    if channel is None:
        session.refuse(request, "Channel not found")
        return
    session.accept(request, "NOTIFY sent")
    channel.endpoint.agent.notified(channel, variables.get("Event", ""))
