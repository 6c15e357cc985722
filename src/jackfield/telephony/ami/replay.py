"""A recorded AMI session through the core: what the user of each line would have been sent.

Pure, but for reading the recording (`trace.py`). A recorded server brings its directory and its clients' commands;
what its core asks of the PBX then is kept in `Replay.requested`, beside what was sent at the time (`Replay.sent`). A
recording of the PBX alone has no directory but the numbers in it: every PJSIP endpoint whose name is a number is a
line, with a user of the same name.
"""

import heapq
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from jackfield.domain import facts
from jackfield.domain.core import Client, Core
from jackfield.domain.directory import Directory, Line, User
from jackfield.domain.effects import Effect, Publish, Request, Store, TopicKind, Wake
from jackfield.domain.facts import Fact, PbxLink
from jackfield.domain.room.rooms import meeting_host
from jackfield.protocol.commands import Command
from jackfield.protocol.decode import decode_frame
from jackfield.protocol.encode import payload
from jackfield.protocol.errors import BadFrame
from jackfield.protocol.events import Event
from jackfield.telephony.ami.actions import Pairs
from jackfield.telephony.ami.codec import Frame
from jackfield.telephony.ami.orders import action_of
from jackfield.telephony.ami.trace import ASKED, CAME, SENT, Entry, Trace, TraceError, load
from jackfield.telephony.ami.translate import (
    contact_detail,
    fact_of,
    facts_of_status,
    is_services_mark,
    outcome,
    service_listed,
)

CHANNEL_OF_LINE = re.compile(r"\bPJSIP/(\d+)\b")
SHOWN_PARTY = re.compile(r"^CONNECTEDLINE\(all,i\)=(.*) <(.*)>$")


class Told(msgspec.Struct, frozen=True):
    """One event to one line's user; `t` is in seconds since the recording began."""

    t: float
    number: str
    msgType: str
    ctiMessage: msgspec.Raw


def directory_of(trace: Trace) -> Directory:
    """Lines and users for every numeric endpoint in the recording."""
    found: set[str] = set()
    for entry in trace.entries:
        for _, value in entry.frame.pairs():
            if "PJSIP/" in value:
                found.update(CHANNEL_OF_LINE.findall(value))
    numbers = sorted(found)
    users = [User(id=n, login=number, line_id=n) for n, number in enumerate(numbers, 1)]
    lines = [
        Line(id=n, number=number, endpoint=f"PJSIP/{number}", context="", user_id=n)
        for n, number in enumerate(numbers, 1)
    ]
    return Directory.build(users=users, lines=lines)


def order_of(frame: Frame) -> Fact | None:
    """What an action means for the calls that follow it; None for one that the events tell completely."""
    match frame.name:
        case "Originate" if frame.get("ChannelId"):
            shown = next((m for v in frame.all("Variable") if (m := SHOWN_PARTY.match(v))), None)
            return facts.OriginateSent(
                frame.get("ChannelId"),
                frame.get("Channel"),
                exten=frame.get("Exten"),
                application=frame.get("Application"),
                data=frame.get("Data"),
                shown_number=shown[2] if shown else "",
            )
        case "Redirect" if frame.get("ExtraChannel") and frame.get("ExtraExten") == frame.get("Exten"):
            if meeting_host(frame.get("Exten")):
                return None
            return facts.HoldSent(held=frame.get("Channel"), holder=frame.get("ExtraChannel"))
    return None


OWN_ACTIONS = frozenset(
    ("Challenge", "Login", "Filter", "Events", "Ping", "Logoff", "ExtensionStateList", "DeviceStateList", "Status")
    + ("PJSIPShowContacts", "PJSIPShowEndpoint", "CoreShowChannels", "BridgeList", "QueueStatus", "VoicemailUsersList")
    + ("ConfbridgeListRooms", "ConfbridgeList")
    + ("DBGetTree",)
)
"""What the link sends of its own accord, without the core having asked for it."""


GENERATED_ID = re.compile(r"\bjackfield-\w+-[a-z]+-\d+\b")
"""A name made by `World.new_id`: the count in it depends on what else was named before."""


def shape_of(action: Pairs) -> Pairs:
    """An action as it was ordered: without its ActionID, and every name we made alike."""
    return [(name, GENERATED_ID.sub("(id)", value)) for name, value in action if name != "ActionID"]


def renamed(text: str, names: dict[str, str]) -> str:
    """The text with generated names replaced."""
    return GENERATED_ID.sub(lambda found: names.get(found[0], found[0]), text)


class Replay:
    """Feeds a recording to a core, in its own time."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.server = trace.server()
        self.directory = self.server.directory() if self.server else directory_of(trace)
        epoch, settings = (self.server.epoch, self.server.settings) if self.server else ("replay", None)
        kept = self.server.kept if self.server else None
        self.core = Core(self.directory, epoch=epoch, settings=settings, kept=kept)
        self.numbers = {str(line.user_id): line.number for line in self.core.world.directory.lines}
        self.last_list = "StatusComplete" if self.server else "CoreShowChannelsComplete"
        self.wakes: list[float] = []
        self.now = 0.0
        self.requested: list[Pairs] = []
        """What the core asked of the PBX, as shapes of actions (`shape_of`)."""
        self.sent: list[Pairs] = []
        """What was sent at the time, as far as the core had to ask for it; in an honest replay the same."""
        self._services_kept = False
        self._hold_context = self.server.hold_context if self.server else ""
        self._under_way: list[tuple[str, Pairs]] = []
        """Requests of the core by their tag, until the action in the recording is met that carried them out."""
        self._tags: dict[str, str] = {}
        """ActionID in the recording to the tag of the request."""
        self._ours: dict[str, str] = {}
        """Generated names in the recording to those that the core made now, where they differ."""

    def run(self) -> Iterator[Told]:
        """Every event told, in order. Raises TraceError for a command that is none."""
        yield from self._feed(facts.LinkChanged(PbxLink.SYNCING))
        has_lists = waits_for_list = any(frame.name == self.last_list for frame in self.trace.came())
        if not waits_for_list:
            yield from self._feed(facts.LinkChanged(PbxLink.UP))
        listed = False
        for entry in self.trace.entries:
            yield from self._until(entry.at)
            if has_lists and entry.way == SENT and entry.frame.name == "Login" and not waits_for_list:
                # the link was lost some time before, and everything is read anew
                yield from self._feed(facts.LinkChanged(PbxLink.DOWN))
                yield from self._feed(facts.LinkChanged(PbxLink.SYNCING))
                waits_for_list, listed = True, False
            live = entry.way == CAME and entry.frame.kind == "event" and "ActionID" not in entry.frame
            if listed and (live or self.server):
                # the first event after the lists: by now all of them have been read
                yield from self._feed(facts.LinkChanged(PbxLink.UP))
                waits_for_list = listed = False
            listed = listed or (waits_for_list and entry.frame.name == self.last_list)
            yield from self._take(entry)
        if waits_for_list:
            yield from self._feed(facts.LinkChanged(PbxLink.UP))

    def _take(self, entry: Entry) -> Iterator[Told]:
        if self._ours and entry.way != SENT:
            entry = Entry(
                entry.at, entry.way, Frame("\r\n".join(renamed(line, self._ours) for line in entry.frame.lines))
            )
        if entry.way == ASKED:
            yield from self._ask(entry)
        elif entry.way == SENT and entry.frame.name not in OWN_ACTIONS:
            self._note(entry.frame)
        if entry.way == SENT and self.server:
            return
        for fact in self._facts(entry):
            yield from self._feed(fact)

    def _facts(self, entry: Entry) -> Iterator[Fact]:
        """What an entry states; of an answer to a request, which one it was."""
        tag = self._tags.get(entry.frame.get("ActionID")) if self._tags and entry.way == CAME else None
        if tag is not None and entry.frame.kind == "response":
            yield outcome(tag, entry.frame)
            return
        if entry.frame.name == "DBGetTreeComplete" and entry.way == CAME:
            yield facts.ServicesRead(self._services_kept)
        self._services_kept |= is_services_mark(entry.frame)
        for fact in facts_of_entry(entry):
            ended = tag is not None and isinstance(fact, facts.OriginateEnded)
            yield msgspec.structs.replace(fact, channel_id=tag, tag=tag) if ended else fact

    def _note(self, frame: Frame) -> None:
        """Something was sent: the answers to it are those to the first request like it."""
        shape = shape_of(frame.pairs())
        self.sent.append(shape)
        for place, (tag, pairs) in enumerate(self._under_way):
            if shape_of(pairs) == shape:
                self._tags[frame.get("ActionID")] = tag
                theirs = GENERATED_ID.findall(frame.get("ChannelId"))
                ours = GENERATED_ID.findall(dict(pairs).get("ChannelId", ""))
                self._ours.update(pair for pair in zip(theirs, ours, strict=True) if pair[0] != pair[1])
                del self._under_way[place]
                break

    def _ask(self, entry: Entry) -> Iterator[Told]:
        if "Frame" not in entry.frame:
            return
        try:
            command = decode_frame(entry.frame.get("Frame"))
            client = Client(entry.frame.get("Session"), int(entry.frame.get("User")))
        except (BadFrame, ValueError) as error:
            raise TraceError(f"at {entry.at}: no command: {error}") from None
        if isinstance(command, Command):
            yield from self._perform(self.core.ask(command, client, self.now))

    def _until(self, time: float) -> Iterator[Told]:
        """The moments reached before this one."""
        while self.wakes and self.wakes[0] <= time:
            self.now = max(self.now, heapq.heappop(self.wakes))
            yield from self._feed(facts.TimeReached())
        self.now = max(self.now, time)

    def _feed(self, fact: Fact) -> Iterator[Told]:
        yield from self._perform(self.core.feed(fact, self.now))

    def _perform(self, effects: list[Effect]) -> Iterator[Told]:
        for effect in effects:
            if isinstance(effect, Wake):
                heapq.heappush(self.wakes, effect.at)
            elif isinstance(effect, Request):
                pairs = action_of(effect.action, self._hold_context)
                self.requested.append(shape_of(pairs))
                self._under_way.append((effect.tag, pairs))
            elif isinstance(effect, Store):
                yield from self._feed(facts.Stored(effect.tag, ok=True))
            elif isinstance(effect, Publish) and effect.topic.kind is TopicKind.USER:
                yield self._told(effect.topic.key, effect.event)

    def _told(self, user: str, event: Event) -> Told:
        told = payload(event)
        if self._ours:
            told = renamed(told.decode(), {ours: theirs for theirs, ours in self._ours.items()}).encode()
        return Told(round(self.now, 3), self.numbers.get(user, ""), type(event).__name__, msgspec.Raw(told))


def facts_of_entry(entry: Entry) -> Iterator[Fact]:
    """What an entry states: an event its fact, an action what was ordered."""
    if entry.way != CAME:
        fact = order_of(entry.frame)
    elif entry.frame.name == "Status":
        yield from facts_of_status(entry.frame)
        return
    elif entry.frame.name == "ContactStatusDetail":
        fact = contact_detail(entry.frame)
    elif entry.frame.name == "DBGetTreeResponse":
        fact = service_listed(entry.frame)
    else:
        fact = fact_of(entry.frame) if entry.frame.kind == "event" else None
    if fact is not None:
        yield fact


def replay_file(path: Path) -> Iterator[Told]:
    """Replay a recording.

    Raises:
        OSError, EOFError, TraceError: as `trace.load`.
    """
    return Replay(load(path)).run()
