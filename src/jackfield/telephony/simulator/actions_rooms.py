"""AMI actions of conferences and parking. Messages are app_confbridge's and res_parking's, word for word."""

from jackfield.telephony.simulator.ami_session import AmiSession, Request
from jackfield.telephony.simulator.conference import OpenRoom, Participant
from jackfield.telephony.simulator.events import lines


def list_rooms(session: AmiSession, request: Request) -> None:
    rooms = session.pbx.rooms.open.values()
    if not rooms:
        session.refuse(request, "No active conferences.")
        return
    items = [("ConfbridgeListRooms", _room(room)) for room in rooms]
    session.list(request, "Confbridge conferences will follow", items, "ConfbridgeListRoomsComplete")


def _room(room: OpenRoom) -> str:
    locked = "Yes" if room.locked else "No"
    pairs = [("Conference", room.name), ("Parties", len(room.inside)), ("Marked", 0), ("Locked", locked)]
    return lines([*pairs, ("Muted", "No")])


def _find_room(session: AmiSession, request: Request) -> OpenRoom | None:
    name = request.get("Conference")
    room = session.pbx.rooms.open.get(name)
    if not name:
        session.refuse(request, "No Conference name provided.")
    elif room is None:
        session.refuse(request, "No Conference by that name found.")
    return room


def list_participants(session: AmiSession, request: Request) -> None:
    room = _find_room(session, request)
    if room is not None:
        items = [("ConfbridgeList", room.listed(someone)) for someone in room.inside.values()]
        session.list(request, "Confbridge user list will follow", items, "ConfbridgeListComplete")


def _find(session: AmiSession, request: Request, room: OpenRoom) -> list[Participant]:
    """By name or its beginning; `all`, `participants` (no admins)."""
    name = request.get("Channel")
    if not name:
        session.refuse(request, "No channel name provided.")
        return []
    everybody = room.inside.values()
    if name in ("all", "participants"):
        return [someone for someone in everybody if name == "all" or not someone.admin]
    found = [someone for someone in everybody if someone.channel.name == name]
    if not found:
        session.refuse(request, "No Channel by that name found in Conference.")
    return found


def mute(session: AmiSession, request: Request) -> None:
    _set_muted(session, request, True)


def unmute(session: AmiSession, request: Request) -> None:
    _set_muted(session, request, False)


def _set_muted(session: AmiSession, request: Request, muted: bool) -> None:
    room = _find_room(session, request)
    found = _find(session, request, room) if room is not None else []
    if room is not None and found:
        session.accept(request, "User muted" if muted else "User unmuted")
        for someone in found:
            room.mute(someone, muted)


def kick(session: AmiSession, request: Request) -> None:
    room = _find_room(session, request)
    found = _find(session, request, room) if room is not None else []
    if found:
        session.accept(request, "User kicked")
        for someone in found:
            session.pbx.rooms.kick(someone.channel)


def lock(session: AmiSession, request: Request) -> None:
    _set_locked(session, request, True)


def unlock(session: AmiSession, request: Request) -> None:
    _set_locked(session, request, False)


def _set_locked(session: AmiSession, request: Request, locked: bool) -> None:
    room = _find_room(session, request)
    if room is not None:
        room.locked = locked
        session.accept(request, "Conference locked" if locked else "Conference unlocked")


def start_recording(session: AmiSession, request: Request) -> None:
    room = _find_room(session, request)
    if room is None:
        return
    if room.recorded:
        session.refuse(request, "Conference is already being recorded.")
        return
    session.accept(request, "Conference Recording Started.")
    room.record(True)


def stop_recording(session: AmiSession, request: Request) -> None:
    room = _find_room(session, request)
    if room is None:
        return
    if not room.recorded:
        session.refuse(request, "Internal error while stopping recording.")
        return
    session.accept(request, "Conference Recording Stopped.")
    room.record(False)


def park(session: AmiSession, request: Request) -> None:
    """`Channel` is parked; `TimeoutChannel` is called when the time (milliseconds) is over."""
    pbx, name = session.pbx, request.get("Channel")
    if not name:
        session.refuse(request, "Channel not specified")
        return
    channel = pbx.find_channel(name)
    if channel is None:
        session.refuse(request, "Channel does not exist")
        return
    timeout = request.get("Timeout")
    seconds = int(timeout) / 1000 if timeout.isdecimal() and int(timeout) else pbx.setup.parking_seconds
    parker = (request.get("TimeoutChannel") or _peer(channel.name, session)).rpartition("-")[0]
    if channel.hung_up or not pbx.parking.park(channel, parker, seconds):
        session.refuse(request, "Park action failed\n")
    else:
        session.accept(request, "Park successful")


def _peer(name: str, session: AmiSession) -> str:
    channel = session.pbx.find_channel(name)
    peer = channel.bridge.peer_of(channel) if channel and channel.bridge else None
    return peer.name if peer else ""


def list_parked(session: AmiSession, request: Request) -> None:
    pbx = session.pbx
    now = pbx.clock.now()
    items = [("ParkedCall", parked.told(now)) for parked in pbx.parking.parked.values()]
    session.list(request, "Parked calls will follow", items, "ParkedCallsComplete", f"Total: {len(items)}\r\n")
