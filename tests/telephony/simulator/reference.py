"""What a recorded Asterisk told, and what the simulator tells, made comparable.

Identifiers are numbered by first appearance. Asterisk's threads race, so events are compared twice: the sequence of
each subject (a channel, a bridge, a device, a hint, a dialled leg) exactly, and the events of each burst as a multiset.
"""

import re
from collections import Counter, defaultdict

import msgspec

from tests.support.traces import data_of

LEFT_OUT = {
    *("VarSet", "CEL", "Newexten", "Cdr", "TestEvent", "RTCPSent", "RTCPReceived", "FullyBooted"),
    *("SuccessfulAuth", "ChallengeSent"),
}
"""Not simulated (or only in part): nothing of the state of a call depends on them."""

BURST_SECONDS = 0.1
"""A pause this long ends a burst: far longer than Asterisk's races, far shorter than the scenarios' pauses."""

SPARED = {
    # How far the leg and the caller's display had come when these were made differs from recording to recording.
    "DialBegin": {"DestChannelState", "DestChannelStateDesc"},
    "DialState": {"DestChannelState", "DestChannelStateDesc", "ConnectedLineNum", "ConnectedLineName"},
    "BridgeCreate": {"BridgeUniqueid"},
    "OriginateResponse": {"ActionID"},
    # A leg's inherited variables are set while its connected line is: how many were there yet is a race.
    "NewConnectedLine": {"ChanVariable"},
    # With a port of the phone's own.
    "ContactStatus": {"URI"},
}

SPARED_EVERYWHERE = {"HoldTime", "TalkTime", "LastCall", "LastPause", "LoginTime"}
"""Dates, and differences of dates in whole seconds: they depend on the fraction at which a recording began."""

_IDENTIFIERS = re.compile(
    r"(?P<endpoint>(?:PJSIP|Local)/[\w@]+)-[0-9a-f]{8}|(?:testbed|simulator)-\d+\.\d+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}"
)


class Event(msgspec.Struct, frozen=True):
    """One event: when, which, and its headers in order."""

    time: float
    name: str
    headers: tuple[tuple[str, str], ...]

    def get(self, header: str) -> str:
        return dict(reversed(self.headers)).get(header, "")

    def comparable(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        spared = SPARED.get(self.name, set()) | SPARED_EVERYWHERE
        return self.name, tuple((name, "*" if name in spared else value) for name, value in self.headers)


def recorded(name: str, after: float = 0.0, before: float = 1e9) -> list[Event]:
    """The events of a trace between two moments, in seconds since its first one."""
    text = data_of(name).decode()
    found = events(text)
    start = found[0].time
    return renumbered([event for event in found if after <= event.time - start < before])


def events(text: str) -> list[Event]:
    """The events in AMI bytes, without answers to lists and what is left out."""
    found = []
    for block in text.split("\r\n\r\n"):
        pairs = [(name, value) for name, _, value in (line.partition(": ") for line in block.split("\r\n"))]
        kinds = dict(pairs)
        name = kinds.get("Event", "")
        is_listed = "ActionID" in kinds and name != "OriginateResponse"
        # Nobody is told the state of a Local channel or of an announcer.
        is_unseen = kinds.get("Device", "").startswith(("Local/", "CBAnn/"))
        if not name or is_listed or is_unseen or name in LEFT_OUT:
            continue
        headers = tuple(pair for pair in pairs if pair[0] not in ("Event", "Timestamp", "SystemName", ""))
        found.append(Event(float(kinds["Timestamp"]), name, headers))
    return found


def renumbered(found: list[Event]) -> list[Event]:
    """Channel names, unique ids and bridges by the order in which they appear."""
    known: dict[str, str] = {}
    counts: Counter[str] = Counter()

    def number(match: re.Match[str]) -> str:
        original = match[0]
        if original not in known:
            kind = match["endpoint"] or ("id" if "." in original else "bridge")
            counts[kind] += 1
            known[original] = f"{kind}#{counts[kind]}"
        return known[original]

    return [
        Event(
            event.time,
            event.name,
            tuple((_IDENTIFIERS.sub(number, name), _IDENTIFIERS.sub(number, value)) for name, value in event.headers),
        )
        for event in found
    ]


def subjects(found: list[Event]) -> dict[str, list[tuple[str, tuple[tuple[str, str], ...]]]]:
    """The sequence of every subject."""
    sequences = defaultdict(list)
    for event in found:
        sequences[_subject(event)].append(event.comparable())
    return dict(sequences)


def _subject(event: Event) -> str:
    if event.name.startswith("Dial"):
        # A leg that was picked up ends with its picker as DestChannel: the caller's dialling is one subject.
        return f"dial of {event.get('Channel') or event.get('DestChannel')}"
    if event.name == "AgentComplete":
        # Told by another thread than the one that takes the caller out of the bridge.
        return f"talk of {event.get('Channel')}"
    if event.name.startswith("QueueMember"):
        return f"{event.get('Interface')} in {event.get('Queue')}"
    for header in ("Channel", "TransfererChannel", "Device", "Hint", "BridgeUniqueid"):
        if value := event.get(header):
            if header == "Hint":
                value = f"hint {value}"
            return value if event.name not in ("OriginateResponse", "BlindTransfer") else f"{event.name} {value}"
    return event.name


def bursts(found: list[Event]) -> list[Counter[tuple[str, tuple[tuple[str, str], ...]]]]:
    """What came together, whatever the order within."""
    together: list[Counter[tuple[str, tuple[tuple[str, str], ...]]]] = []
    last = -1e9
    for event in found:
        if event.time - last > BURST_SECONDS:
            together.append(Counter())
        together[-1][event.comparable()] += 1
        last = event.time
    return together
