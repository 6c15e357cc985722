"""A recorded AMI session through the core: what the user of each line would have been sent.

Pure, but for reading the recording (`trace.py`). There is no directory but the numbers in the trace: every PJSIP
endpoint whose name is a number is a line, with a user of the same name.
"""

import heapq
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from jackfield.domain import facts
from jackfield.domain.core import Core
from jackfield.domain.directory import Directory, Line, User
from jackfield.domain.effects import Effect, Publish, TopicKind, Wake
from jackfield.domain.facts import Fact, PbxLink
from jackfield.protocol.encode import payload
from jackfield.telephony.ami.codec import Frame
from jackfield.telephony.ami.trace import CAME, Entry, Trace, load
from jackfield.telephony.ami.translate import fact_of, facts_of_status

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
            return facts.HoldSent(held=frame.get("Channel"), holder=frame.get("ExtraChannel"))
    return None


class Replay:
    """Feeds a recording to a core, in its own time."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.core = Core(directory_of(trace), epoch="replay")
        self.numbers = {str(line.user_id): line.number for line in self.core.world.directory.lines}
        self.wakes: list[float] = []
        self.now = 0.0

    def run(self) -> Iterator[Told]:
        """Every event told, in order."""
        yield from self._feed(facts.LinkChanged(PbxLink.SYNCING))
        waits_for_list = any(frame.name == "CoreShowChannelsComplete" for frame in self.trace.came())
        if not waits_for_list:
            yield from self._feed(facts.LinkChanged(PbxLink.UP))
        listed = False
        for entry in self.trace.entries:
            yield from self._until(entry.at)
            live = entry.way == CAME and entry.frame.kind == "event" and "ActionID" not in entry.frame
            if listed and live:
                # the first event after the lists: by now all of them have been read
                yield from self._feed(facts.LinkChanged(PbxLink.UP))
                waits_for_list = listed = False
            listed = listed or (waits_for_list and entry.frame.name == "CoreShowChannelsComplete")
            for fact in facts_of_entry(entry):
                yield from self._feed(fact)
        if waits_for_list:
            yield from self._feed(facts.LinkChanged(PbxLink.UP))

    def _until(self, time: float) -> Iterator[Told]:
        """The moments reached before this one."""
        while self.wakes and self.wakes[0] <= time:
            self.now = max(self.now, heapq.heappop(self.wakes))
            yield from self._feed(facts.TimeReached())
        self.now = max(self.now, time)

    def _feed(self, fact: Fact) -> Iterator[Told]:
        for effect in self.core.feed(fact, self.now):
            told = self._told(effect)
            if told is not None:
                yield told

    def _told(self, effect: Effect) -> Told | None:
        if isinstance(effect, Wake):
            heapq.heappush(self.wakes, effect.at)
        if not isinstance(effect, Publish) or effect.topic.kind is not TopicKind.USER:
            return None
        event = effect.event
        return Told(
            round(self.now, 3), self.numbers[effect.topic.key], type(event).__name__, msgspec.Raw(payload(event))
        )


def facts_of_entry(entry: Entry) -> Iterator[Fact]:
    """What an entry states: an event its fact, an action what was ordered."""
    if entry.way != CAME:
        fact = order_of(entry.frame)
    elif entry.frame.name == "Status":
        yield from facts_of_status(entry.frame)
        return
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
