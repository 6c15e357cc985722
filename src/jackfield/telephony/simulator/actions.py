"""The actions an AMI client may send: the table of them all, and those about the session, the system and the database.

Calls are in actions_calls.py, lists in actions_lists.py. Messages are Asterisk 22's, word for word.
"""

import re
from collections.abc import Callable

from jackfield.telephony.simulator import (
    actions_calls,
    actions_lists,
    actions_media,
    actions_queues,
    actions_rooms,
    dialplan,
)
from jackfield.telephony.simulator.ami_session import AmiSession, Request
from jackfield.telephony.simulator.channels import Channel
from jackfield.telephony.simulator.filters import BadFilter, parse_mask
from jackfield.telephony.simulator.hints import Presence

Action = Callable[[AmiSession, Request], None]

DIALPLAN_EXISTS = re.compile(r"DIALPLAN_EXISTS\(([^,]+),([^,]+),1\)")
"""The one dial plan function that Getvar knows here."""


def ping(session: AmiSession, request: Request) -> None:
    session.respond(request, "Success", [("Ping", "Pong"), ("Timestamp", f"{session.pbx.clock.now():.6f}")])


def events(session: AmiSession, request: Request) -> None:
    text = request.get("EventMask")
    if not text:
        session.refuse(request, "Invalid event mask")
        return
    session.selection.mask = parse_mask(text)
    session.respond(request, "Success", [("Events", "On" if session.selection.mask else "Off")])


def add_filter(session: AmiSession, request: Request) -> None:
    if request.get("Operation").lower() != "add":
        session.refuse(request, "Unknown operation")
        return
    try:
        session.selection.add(request.get("MatchCriteria"), request.get("Filter"))
    except BadFilter as error:
        session.refuse(request, str(error))
        return
    session.accept(request, "Success")


def core_settings(session: AmiSession, request: Request) -> None:
    answer = [
        ("AMIversion", "11.0.0"),
        ("AsteriskVersion", "22.10.1"),
        ("SystemName", session.pbx.setup.system_name),
        ("CoreMaxCalls", "0"),
        ("CoreMaxLoadAvg", "0.000000"),
        ("CoreRunUser", "asterisk"),
        ("CoreRunGroup", "asterisk"),
        ("CoreMaxFilehandles", "0"),
        ("CoreRealTimeEnabled", "No"),
        ("CoreCDRenabled", "No"),
        ("CoreHTTPenabled", "No"),
        ("SoundsSearchCustomDir", "No"),
    ]
    session.respond(request, "Success", answer)


def set_variable(session: AmiSession, request: Request) -> None:
    """On a channel; without one: a global variable, or DEVICE_STATE(Custom:...)."""
    pbx, name, value = session.pbx, request.get("Variable"), request.get("Value")
    if not name:
        session.refuse(request, "No variable specified")
        return
    channel = _channel(session, request)
    if request.get("Channel") and channel is None:
        session.refuse(request, "No such channel")
        return
    # Answered first, as Asterisk's events come from another thread a moment later.
    session.accept(request, "Variable Set")
    if channel is not None:
        pbx.set_variable(channel, name, value)
    elif name.startswith("DEVICE_STATE(Custom:"):
        pbx.hints.set_custom(name[20:].rstrip(")"), value)
    elif name.startswith("PRESENCE_STATE(CustomPresence:"):
        status, _, rest = value.partition(",")
        subtype, _, message = rest.partition(",")
        pbx.hints.set_presence(name[30:].rstrip(")"), Presence(status, subtype, message))
    else:
        pbx.globals[name.lstrip("_")] = value


def get_variable(session: AmiSession, request: Request) -> None:
    name = request.get("Variable")
    if not name:
        session.refuse(request, "No variable specified")
        return
    channel = _channel(session, request)
    if request.get("Channel") and channel is None:
        session.refuse(request, "No such channel")
        return
    if exists := DIALPLAN_EXISTS.fullmatch(name):
        value: str | None = "1" if dialplan.find(session.pbx, exists[1], exists[2]) else "0"
    else:
        value = channel.variable(name) if channel else session.pbx.globals.get(name)
    session.respond(request, "Success", [("Variable", name), ("Value", value or "")])


def _channel(session: AmiSession, request: Request) -> Channel | None:
    name = request.get("Channel")
    return session.pbx.find_channel(name) if name else None


def database_put(session: AmiSession, request: Request) -> None:
    if (key := _database_key(session, request)) is not None:
        session.pbx.database[key] = request.get("Val")
        session.accept(request, "Updated database successfully")


def database_get(session: AmiSession, request: Request) -> None:
    if (key := _database_key(session, request)) is None:
        return
    value = session.pbx.database.get(key)
    if value is None:
        session.refuse(request, "Database entry not found")
        return
    family, name = request.get("Family"), request.get("Key")
    item = ("DBGetResponse", f"Family: {family}\r\nKey: {name}\r\nVal: {value}\r\n")
    session.list(request, "Result will follow", [item], "DBGetComplete")


def database_tree(session: AmiSession, request: Request) -> None:
    """Every key of the family, and of those below it, in their order."""
    family, key = request.get("Family"), request.get("Key")
    start = "/".join(part for part in (family, key) if part)
    kept = sorted(session.pbx.database.items())
    items = [
        ("DBGetTreeResponse", f"Key: /{name}\r\nVal: {value}\r\n")
        for name, value in kept
        if not start or name == start or name.startswith(f"{start}/")
    ]
    session.list(request, "Result will follow", items, "DBGetTreeComplete")


def database_delete_tree(session: AmiSession, request: Request) -> None:
    if not request.get("Family"):
        session.refuse(request, "No family specified")
        return
    start = "/".join(part for part in (request.get("Family"), request.get("Key")) if part)
    found = [name for name in session.pbx.database if name == start or name.startswith(f"{start}/")]
    if not found:
        session.refuse(request, "Database entry not found")
        return
    for name in found:
        del session.pbx.database[name]
    session.accept(request, "Key tree deleted successfully")


def database_delete(session: AmiSession, request: Request) -> None:
    if (key := _database_key(session, request)) is None:
        return
    if session.pbx.database.pop(key, None) is None:
        session.refuse(request, "Database entry could not be deleted")
    else:
        session.accept(request, "Key deleted successfully")


def _database_key(session: AmiSession, request: Request) -> str | None:
    for header in ("Family", "Key"):
        if not request.get(header):
            session.refuse(request, f"No {header.lower()} specified")
            return None
    return f"{request.get('Family')}/{request.get('Key')}"


def user_event(session: AmiSession, request: Request) -> None:
    session.accept(request, "Event Sent")
    name = request.get("UserEvent")
    session.pbx.user_event(_channel(session, request), name, request.others("UserEvent", "Channel"))


def mailbox_count(session: AmiSession, request: Request) -> None:
    mailbox = request.get("Mailbox")
    if not mailbox:
        session.refuse(request, "Mailbox not specified")
        return
    new, old = session.pbx.mailboxes.counts(mailbox)
    counts = [("UrgMessages", 0), ("NewMessages", new), ("OldMessages", old)]
    session.respond(request, "Success", [("Message", "Mailbox Message Count"), ("Mailbox", mailbox), *counts])


def extension_state(session: AmiSession, request: Request) -> None:
    exten, context, hints = request.get("Exten"), request.get("Context"), session.pbx.hints
    known = context == hints.context and exten in session.pbx.lines
    status, text = hints.status(exten) if known else (-1, "Unknown")
    session.respond(
        request,
        "Success",
        [
            ("Message", "Extension Status"),
            ("Exten", exten),
            ("Context", context),
            ("Hint", hints.hint(exten) if known else ""),
            ("Status", status),
            ("StatusText", text),
        ],
    )


def list_commands(session: AmiSession, request: Request) -> None:
    session.respond(request, "Success", [(name, "Known to the simulator.") for name in TABLE])


TABLE: dict[str, Action] = {
    "Ping": ping,
    "Events": events,
    "Filter": add_filter,
    "CoreSettings": core_settings,
    "Setvar": set_variable,
    "Getvar": get_variable,
    "DBPut": database_put,
    "DBGet": database_get,
    "DBGetTree": database_tree,
    "DBDel": database_delete,
    "DBDelTree": database_delete_tree,
    "UserEvent": user_event,
    "MailboxCount": mailbox_count,
    "VoicemailUsersList": actions_lists.mailboxes,
    "ExtensionState": extension_state,
    "ListCommands": list_commands,
    "CoreStatus": actions_lists.core_status,
    "CoreShowChannels": actions_lists.core_show_channels,
    "Status": actions_lists.status,
    "ExtensionStateList": actions_lists.extension_states,
    "DeviceStateList": actions_lists.device_states,
    "PresenceStateList": actions_lists.presence_states,
    "BridgeList": actions_lists.bridges,
    "BridgeInfo": actions_lists.bridge_info,
    "PJSIPShowEndpoint": actions_lists.endpoint,
    "PJSIPShowEndpoints": actions_lists.endpoints,
    "PJSIPShowContacts": actions_lists.contacts,
    "QueueStatus": actions_queues.queue_status,
    "QueueSummary": actions_queues.queue_summary,
    "QueueAdd": actions_queues.add,
    "QueueRemove": actions_queues.remove,
    "QueuePause": actions_queues.pause,
    "QueuePenalty": actions_queues.set_penalty,
    "QueueMemberRingInUse": actions_queues.set_ring_in_use,
    "QueueLog": actions_queues.log,
    "MixMonitor": actions_media.start_recording,
    "MixMonitorMute": actions_media.mute_recording,
    "StopMixMonitor": actions_media.stop_recording,
    "PlayDTMF": actions_media.play_dtmf,
    "MuteAudio": actions_media.mute_audio,
    "PresenceState": actions_lists.presence_state,
    "Park": actions_rooms.park,
    "ParkedCalls": actions_rooms.list_parked,
    "ConfbridgeListRooms": actions_rooms.list_rooms,
    "ConfbridgeList": actions_rooms.list_participants,
    "ConfbridgeMute": actions_rooms.mute,
    "ConfbridgeUnmute": actions_rooms.unmute,
    "ConfbridgeKick": actions_rooms.kick,
    "ConfbridgeLock": actions_rooms.lock,
    "ConfbridgeUnlock": actions_rooms.unlock,
    "ConfbridgeStartRecord": actions_rooms.start_recording,
    "ConfbridgeStopRecord": actions_rooms.stop_recording,
    "Originate": actions_calls.originate,
    "Hangup": actions_calls.hang_up,
    "Redirect": actions_calls.redirect,
    "Bridge": actions_calls.bridge,
    "BlindTransfer": actions_calls.blind_transfer,
    "Atxfer": actions_calls.attended_transfer,
    "CancelAtxfer": actions_calls.cancel_attended_transfer,
    "PJSIPNotify": actions_calls.notify,
}

ACTIONS: dict[str, Action] = {name.lower(): action for name, action in TABLE.items()}
"""By the name in lower case: AMI's action names have no case."""
