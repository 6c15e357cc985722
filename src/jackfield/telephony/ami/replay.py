"""A recorded AMI session through the core: what the user of each line would have been sent.

Pure, but for reading two files: `NAME.ami` (bytes received) and, where it is there, `NAME.sent` (actions sent, each
after a line `# UNIX-TIME`). There is no directory but the numbers in the trace: every PJSIP endpoint whose name is a
number is a line, with a user of the same name.
"""

import gzip
import heapq
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from jackfield.domain import facts
from jackfield.domain.core import Core
from jackfield.domain.directory import Directory, Line, User
from jackfield.domain.effects import Effect, Publish, TopicKind, Wake
from jackfield.domain.facts import Fact, PbxLink
from jackfield.protocol.encode import payload
from jackfield.telephony.ami.codec import Decoder, Frame
from jackfield.telephony.ami.translate import fact_of

CHANNEL_OF_LINE = re.compile(rb"\bPJSIP/(\d+)\b")
SENT_AT = re.compile(r"^# (\d+(?:\.\d+)?)$", re.MULTILINE)
SHOWN_PARTY = re.compile(r"^CONNECTEDLINE\(all,i\)=(.*) <(.*)>$")


class Told(msgspec.Struct, frozen=True):
    """One event to one line's user; `t` is in seconds since the recording began."""

    t: float
    number: str
    msgType: str
    ctiMessage: msgspec.Raw


class Sent(msgspec.Struct, frozen=True):
    """An action that the recorded client sent."""

    at: float
    frame: Frame


def directory_of(data: bytes) -> Directory:
    """Lines and users for every numeric endpoint in the recording."""
    numbers = sorted({match.decode() for match in CHANNEL_OF_LINE.findall(data)})
    users = [User(id=n, login=number, line_id=n) for n, number in enumerate(numbers, 1)]
    lines = [
        Line(id=n, number=number, endpoint=f"PJSIP/{number}", context="", user_id=n)
        for n, number in enumerate(numbers, 1)
    ]
    return Directory.build(users=users, lines=lines)


def read_sent(path: Path) -> list[Sent]:
    """The actions of a `.sent` file, oldest first; none when there is no such file."""
    if not path.exists():
        return []
    parts = SENT_AT.split(path.read_text(encoding="utf-8"))
    sent = []
    for at, text in zip(parts[1::2], parts[2::2], strict=True):
        frame = Frame(text.strip("\n").replace("\n", "\r\n"))
        sent.append(Sent(float(at), frame))
    return sent


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

    def __init__(self, data: bytes, sent: Iterable[Sent] = ()) -> None:
        self.frames = Decoder().feed(data.partition(b"\r\n")[2] if data.startswith(b"Asterisk Call Manager") else data)
        self.sent = list(sent)
        self.core = Core(directory_of(data), epoch="replay")
        self.numbers = {str(line.user_id): line.number for line in self.core.world.directory.lines}
        self.wakes: list[float] = []
        self.t0 = self.sent[0].at if self.sent else self._first_time()
        self.now = self.t0

    def _first_time(self) -> float:
        return next((float(time) for frame in self.frames if (time := frame.get("Timestamp"))), 0.0)

    def run(self) -> Iterator[Told]:
        """Every event told, in order."""
        yield from self._feed(facts.LinkChanged(PbxLink.SYNCING))
        listing = any(frame.name == "CoreShowChannelsComplete" for frame in self.frames)
        if not listing:
            yield from self._feed(facts.LinkChanged(PbxLink.UP))
        listed = False
        for frame in self.frames:
            time = frame.get("Timestamp")
            if time:
                yield from self._until(float(time))
            if listed and time:
                yield from self._feed(facts.LinkChanged(PbxLink.UP))
                listing = listed = False
            if listing and frame.name == "CoreShowChannelsComplete":
                listed = True
            fact = fact_of(frame) if frame.kind == "event" else None
            if fact is not None:
                yield from self._feed(fact)
        if listing:
            yield from self._feed(facts.LinkChanged(PbxLink.UP))

    def _until(self, time: float) -> Iterator[Told]:
        """What happens before this moment besides events: actions sent, moments reached."""
        while self.sent and self.sent[0].at <= time:
            sent = self.sent.pop(0)
            self.now = max(self.now, sent.at)
            if (order := order_of(sent.frame)) is not None:
                yield from self._feed(order)
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
            round(self.now - self.t0, 3),
            self.numbers[effect.topic.key],
            type(event).__name__,
            msgspec.Raw(payload(event)),
        )


def replay_file(path: Path) -> Iterator[Told]:
    """Replay `NAME.ami` (or `.ami.gz`) with `NAME.sent`, where that exists.

    Raises:
        OSError, EOFError: the file cannot be read, or is cut off in its packing.
    """
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    return Replay(data, read_sent(path.with_name(path.name.split(".ami")[0] + ".sent"))).run()
