"""AMI actions that only ask: what channels, bridges, hints, devices, endpoints and queues there are."""

import time
from collections.abc import Iterator

from jackfield.telephony.simulator.ami_session import AmiSession, Request
from jackfield.telephony.simulator.channels import Channel
from jackfield.telephony.simulator.devices import ENDPOINT_WORDS
from jackfield.telephony.simulator.events import lines
from jackfield.telephony.simulator.hints import Presence
from jackfield.telephony.simulator.pbx import Pbx

CONTACT_SECONDS = 600

Items = Iterator[tuple[str, str]]


def core_status(session: AmiSession, request: Request) -> None:
    pbx = session.pbx
    started = time.gmtime(pbx.started)
    day, hour = time.strftime("%Y-%m-%d", started), time.strftime("%H:%M:%S", started)
    answer: list[tuple[str, object]] = [
        ("CoreStartupDate", day),
        ("CoreStartupTime", hour),
        ("CoreReloadDate", day),
        ("CoreReloadTime", hour),
        ("CoreCurrentCalls", len({channel.linkedid for channel in pbx.channels.values()})),
        ("CoreProcessedCalls", pbx.calls_processed),
    ]
    session.respond(request, "Success", answer)


def core_show_channels(session: AmiSession, request: Request) -> None:
    items = (("CoreShowChannel", _shown(session.pbx, channel)) for channel in session.pbx.channels.values())
    session.list(request, "Channels will follow", items, "CoreShowChannelsComplete")


def _shown(pbx: Pbx, channel: Channel) -> str:
    seconds = int(pbx.clock.now() - channel.born)
    duration = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    pairs = [
        ("Application", channel.application),
        ("ApplicationData", channel.application_data),
        ("Duration", duration),
        ("BridgeId", channel.bridge.uniqueid if channel.bridge else ""),
    ]
    return channel.snapshot() + lines(pairs)


def status(session: AmiSession, request: Request) -> None:
    """With `AllVariables: yes` all the channel's variables, with `Variables: A,B` those; unset ones as `(null)`."""
    pbx, name = session.pbx, request.get("Channel")
    channels = list(pbx.channels.values())
    if name:
        channel = pbx.find_channel(name)
        if channel is None:
            session.refuse(request, "No such channel")
            return
        channels = [channel]
    names = [word.strip() for word in request.get("Variables").split(",") if word.strip()]
    everything = request.get("AllVariables").lower() in ("yes", "true", "1", "on")
    items = (("Status", _status(pbx, channel, names, everything)) for channel in channels)
    count = f"Items: {len(channels)}\r\n"
    session.list(request, "Channel status will follow", items, "StatusComplete", count)


def _status(pbx: Pbx, channel: Channel, names: list[str], everything: bool) -> str:
    connected_number, connected_name = channel.connected
    pairs: list[tuple[str, object]] = [
        ("Type", "PJSIP"),
        ("DNID", ""),
        ("EffectiveConnectedLineNum", connected_number or "<unknown>"),
        ("EffectiveConnectedLineName", connected_name or "<unknown>"),
        ("TimeToHangup", 0),
        ("BridgeID", channel.bridge.uniqueid if channel.bridge else ""),
        ("Application", channel.application),
        ("Data", channel.application_data),
        ("Nativeformats", "(ulaw|alaw|g722)"),
        ("Readformat", "ulaw"),
        ("Readtrans", ""),
        ("Writeformat", "ulaw"),
        ("Writetrans", ""),
        ("Callgroup", 2),
        ("Pickupgroup", 2),
        ("Seconds", int(pbx.clock.now() - channel.born)),
    ]
    variables = channel.variables.pairs() if everything else []
    variables += [(name, value if (value := channel.variable(name)) is not None else "(null)") for name in names]
    pairs += [("Variable", f"{name}={value}") for name, value in variables]
    return "Privilege: Call\r\n" + channel.snapshot() + lines(pairs)


def extension_states(session: AmiSession, request: Request) -> None:
    hints = session.pbx.hints
    items = [("ExtensionStatus", hints.extension_status(number)) for number in session.pbx.lines]
    items += [("ExtensionStatus", status) for status in hints.service_statuses()]
    session.list(request, "Extension Statuses will follow", items, "ExtensionStateListComplete")


def device_states(session: AmiSession, request: Request) -> None:
    session.list(request, "Device State Changes will follow", _devices(session.pbx), "DeviceStateListComplete")


def _devices(pbx: Pbx) -> Items:
    for name, endpoint in pbx.endpoints.items():
        yield "DeviceStateChange", f"Device: PJSIP/{name}\r\nState: {endpoint.state()}\r\n"
    for device, state in pbx.hints.services.items():
        yield "DeviceStateChange", f"Device: {device}\r\nState: {state}\r\n"
    for name, state in pbx.hints.custom.items():
        yield "DeviceStateChange", f"Device: Custom:{name}\r\nState: {state}\r\n"


def presence_states(session: AmiSession, request: Request) -> None:
    hints = session.pbx.hints
    items = (("PresenceStateChange", hints.presence_state(number)) for number in hints.presences)
    session.list(request, "Presence State Changes will follow", items, "PresenceStateListComplete")


def presence_state(session: AmiSession, request: Request) -> None:
    """Of one provider, `CustomPresence:<number>`."""
    provider = request.get("Provider")
    if not provider:
        session.refuse(request, "No provider specified")
        return
    found = session.pbx.hints.presences.get(provider.removeprefix("CustomPresence:"), Presence())
    pairs = [("Message", "Presence State"), ("State", found.status)]
    pairs += [("Subtype", found.subtype)] if found.subtype else []
    pairs += [("PresenceMessage", found.message)] if found.message else []
    session.respond(request, "Success", pairs)


def bridges(session: AmiSession, request: Request) -> None:
    items = (("BridgeListItem", bridge.snapshot()) for bridge in session.pbx.bridges.values() if bridge.members)
    session.list(request, "Bridge listing will follow", items, "BridgeListComplete")


def bridge_info(session: AmiSession, request: Request) -> None:
    wanted = request.get("BridgeUniqueid")
    if not wanted:
        session.refuse(request, "BridgeUniqueid must be provided")
        return
    bridge = session.pbx.bridges.get(wanted)
    if bridge is None or not bridge.members:
        session.refuse(request, "Specified BridgeUniqueid not found")
        return
    items = (("BridgeInfoChannel", member.snapshot()) for member in bridge.members)
    session.list(request, "Bridge channel listing will follow", items, "BridgeInfoComplete", bridge.snapshot())


def endpoints(session: AmiSession, request: Request) -> None:
    message = "A listing of Endpoints follows, presented as EndpointList events"
    session.list(request, message, _endpoint_items(session.pbx), "EndpointListComplete")


def _endpoint_items(pbx: Pbx) -> Items:
    for name, endpoint in pbx.endpoints.items():
        contact = f"{name}/{endpoint.contact()}," if endpoint.registered else ""
        pairs = [
            ("ObjectType", "endpoint"),
            ("ObjectName", name),
            ("Transport", endpoint.transport),
            ("Aor", name),
            ("Auths", name if name in pbx.lines else ""),
            ("OutboundAuths", ""),
            ("Contacts", contact),
            ("DeviceState", ENDPOINT_WORDS.get(endpoint.state(), "Unknown")),
            ("ActiveChannels", len(endpoint.channels)),
        ]
        yield "EndpointList", lines(pairs)


def endpoint(session: AmiSession, request: Request) -> None:
    """One endpoint and the phone registered on it; of the details only those that say something about a phone."""
    name = request.get("Endpoint")
    if name not in session.pbx.endpoints:
        session.refuse(request, f"Unable to retrieve endpoint {name}")
        return
    message = "Following are Events for each object associated with the Endpoint"
    session.list(request, message, _details(session.pbx, name), "EndpointDetailComplete")


def _details(pbx: Pbx, name: str) -> Items:
    one = pbx.endpoints[name]
    known = [("ObjectType", "endpoint"), ("ObjectName", name), ("Context", pbx.setup.phone_context), ("Aors", name)]
    state = ENDPOINT_WORDS.get(one.state(), "Unknown")
    yield "EndpointDetail", lines([*known, ("DeviceState", state), ("ActiveChannels", len(one.channels))])
    phone = pbx.phones.get(name)
    if phone is not None and one.registered:
        pairs = [
            ("AOR", name),
            ("URI", one.contact()),
            ("UserAgent", phone.user_agent),
            ("RegExpire", str(int(pbx.clock.now()) + CONTACT_SECONDS)),
            ("ViaAddress", pbx.address_of(name)),
            ("CallID", f"registration-{name}"),
            ("Status", "NonQualified"),
            ("RoundtripUsec", "N/A"),
            ("EndpointName", name),
        ]
        yield "ContactStatusDetail", lines(pairs)


def mailboxes(session: AmiSession, request: Request) -> None:
    items = list(_mailboxes(session.pbx))
    if not items:
        session.respond(request, "Success", [("Message", "There are no voicemail users currently defined.")])
        return
    session.list(request, "Voicemail user list will follow", items, "VoicemailUserEntryComplete")


def _mailboxes(pbx: Pbx) -> Items:
    """One box a line."""
    for number, line in pbx.lines.items():
        new, old = pbx.mailboxes.counts(f"{number}@default")
        pairs: list[tuple[str, object]] = [("VMContext", "default"), ("VoiceMailbox", number), ("Fullname", line.name)]
        yield "VoicemailUserEntry", lines([*pairs, ("NewMessageCount", new), ("OldMessageCount", old)])


def contacts(session: AmiSession, request: Request) -> None:
    items = list(_contact_items(session.pbx))
    if not items:
        session.refuse(request, "No Contacts found\r\n")
        return
    message = "A listing of Contacts follows, presented as ContactList events"
    session.list(request, message, items, "ContactListComplete")


def _contact_items(pbx: Pbx) -> Items:
    for number, phone in pbx.phones.items():
        endpoint = phone.endpoint
        if not endpoint.registered:
            continue
        host, _, port = pbx.address_of(number).partition(":")
        pairs = [
            ("ObjectType", "contact"),
            ("ObjectName", f"{number};@{pbx.setup.seed:032x}"),
            ("ViaAddr", host),
            ("QualifyTimeout", "3.000000"),
            ("Qualify2xxOnly", "false"),
            ("CallId", f"registration-{number}"),
            ("RegServer", pbx.setup.system_name),
            ("PruneOnBoot", "no"),
            ("Path", ""),
            ("Endpoint", number),
            ("ViaPort", port),
            ("AuthenticateQualify", "no"),
            ("Uri", endpoint.contact()),
            ("QualifyFrequency", "0"),
            ("UserAgent", phone.user_agent),
            ("ExpirationTime", str(int(pbx.clock.now()) + CONTACT_SECONDS)),
            ("OutboundProxy", ""),
            ("Status", "NonQualified"),
            ("RoundtripUsec", "N/A"),
        ]
        yield "ContactList", lines(pairs)
