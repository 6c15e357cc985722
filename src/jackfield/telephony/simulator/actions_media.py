"""AMI actions about what is heard: recording by MixMonitor, keys by PlayDTMF, and the mailboxes."""

from jackfield.telephony.simulator.ami_session import AmiSession, Request
from jackfield.telephony.simulator.channels import Channel


def _channel(session: AmiSession, request: Request) -> Channel | None:
    """The channel asked for, or None when the client was told why not."""
    name = request.get("Channel")
    channel = session.pbx.find_channel(name) if name else None
    if channel is None:
        session.refuse(request, "No such channel" if name else "No channel specified")
    return channel


def start_recording(session: AmiSession, request: Request) -> None:
    channel = _channel(session, request)
    if channel is not None:
        session.respond(request, "Success")
        session.pbx.record(channel)


def mute_recording(session: AmiSession, request: Request) -> None:
    """`Direction`: read, write or both; `State`: 1 pauses, 0 goes on."""
    direction, state = request.get("Direction"), request.get("State")
    if direction.lower() not in ("read", "write", "both"):
        session.refuse(request, "Must specify direction (read|write|both)" if direction else "No direction specified")
        return
    if state not in ("0", "1"):
        session.refuse(request, "State must be 0 or 1")
        return
    channel = _channel(session, request)
    if channel is None:
        return
    if not channel.recorded:
        session.refuse(request, "Cannot set mute flag")
        return
    session.respond(request, "Success")
    headers = f"Direction: {direction}\r\nState: {state}\r\n"
    session.pbx.events.publish("MixMonitorMute", channel.snapshot(), headers)


def stop_recording(session: AmiSession, request: Request) -> None:
    channel = _channel(session, request)
    if channel is None:
        return
    if not channel.recorded:
        session.refuse(request, "Could not stop monitoring channel")
        return
    session.respond(request, "Success")
    channel.recorded = False
    session.pbx.events.publish("MixMonitorStop", channel.snapshot())


def play_dtmf(session: AmiSession, request: Request) -> None:
    """`Receive: true`: as if the channel's user had pressed the key."""
    digit = request.get("Digit")
    if not digit:
        session.refuse(request, "No digit specified")
        return
    channel = _channel(session, request)
    if channel is None:
        return
    session.accept(request, "DTMF successfully queued")
    received = request.get("Receive").lower() in ("true", "yes", "1", "on")
    direction = "Received" if received else "Sent"
    tail = f"Digit: {digit}\r\nDurationMs: {request.get('Duration') or 0}\r\nDirection: {direction}\r\n"
    session.pbx.events.publish("DTMFEnd", channel.snapshot(), tail)
    if not received:
        return
    if channel.keys is not None:
        channel.keys(digit)
    peer = channel.bridge.peer_of(channel) if channel.bridge is not None else None
    if peer is not None:
        session.pbx.events.publish("DTMFBegin", peer.snapshot(), f"Digit: {digit}\r\nDirection: Sent\r\n")
        session.pbx.events.publish("DTMFEnd", peer.snapshot(), tail.replace("Received", "Sent"))
        peer.endpoint.agent.hears_key(peer, digit)


def mute_audio(session: AmiSession, request: Request) -> None:
    """`Direction`: in (what the phone sends), out (what it is sent) or all; `State`: on or off. No event tells."""
    for header in ("Channel", "State", "Direction"):
        if not request.get(header):
            session.refuse(request, f"{header} not specified")
            return
    channel = session.pbx.find_channel(request.get("Channel"))
    if channel is None:
        session.refuse(request, "Channel not found")
        return
    silent = request.get("State").lower() in ("on", "true", "yes", "1")
    direction = request.get("Direction")
    session.respond(request, "Success")
    if direction in ("in", "all"):
        channel.mute = silent
        session.pbx.rooms.speaks(channel, channel.aloud)
    if direction in ("out", "all"):
        channel.deaf = silent
