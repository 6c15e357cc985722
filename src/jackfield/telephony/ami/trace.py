"""Traces: recorded AMI sessions as text that diffs well: what came, what was sent, what clients asked, when.

    @0.000 <                    what came, seconds since the recording began; the lines as received
    Event: Newchannel
    Channel: PJSIP/1001-00000001

    @0.412 >                    what was sent
    Action: Originate

    @0.411 ?                    what a client asked the server that was recorded: session, user, frame
    Session: 1
    User: 4
    Frame: {"claz":"web","command":"dial","destination":"1002"}

The first entry of a recorded server is a `?` too, with one header `Server`: whose lines it serves, and how (`Server`).
Frames end with an empty line. A line that begins with `+ ` goes on the one before it: Asterisk sends a bare LF inside
some values. The raw form (`NAME.ami`, the bytes received, and `NAME.sent`, what was sent, each action after a line
`# UNIX-TIME`) is read as well. Either may be packed (`.gz`).

Pure but for `load` and `save`.
"""

import gzip
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from jackfield.domain.directory import (
    Agent,
    Conference,
    Directory,
    Group,
    Line,
    Membership,
    Queue,
    Sheet,
    Status,
    User,
    Voicemail,
)
from jackfield.domain.entries import NamedProfile
from jackfield.domain.lasting import Kept
from jackfield.domain.shuttle.integration import CustomVariable, Integration
from jackfield.domain.world import Settings
from jackfield.telephony.ami.codec import Decoder, Frame

CAME, SENT, ASKED = "<", ">", "?"
HEAD = re.compile(r"^@(\d+(?:\.\d+)?) ([<>?])$")
SENT_AT = re.compile(r"^# (\d+(?:\.\d+)?)$", re.MULTILINE)
BANNER = b"Asterisk Call Manager"


class TraceError(ValueError):
    """A file is no trace; the message says where it stops being one."""


class Entry(msgspec.Struct, frozen=True):
    """One frame: when (seconds since the beginning), which way (`CAME`, `SENT`, `ASKED`), and the frame."""

    at: float
    way: str
    frame: Frame


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """The server that was recorded, as far as what it does depends on it: its run (`epoch`), settings, directory."""

    epoch: str
    settings: Settings
    hold_context: str
    users: tuple[User, ...] = ()
    lines: tuple[Line, ...] = ()
    agents: tuple[Agent, ...] = ()
    groups: tuple[Group, ...] = ()
    queues: tuple[Queue, ...] = ()
    memberships: tuple[Membership, ...] = ()
    voicemails: tuple[Voicemail, ...] = ()
    statuses: tuple[Status, ...] = ()
    conferences: tuple[Conference, ...] = ()
    """With covered PINs: that there are some is all that counts."""
    sheets: tuple[Sheet, ...] = ()
    integrations: tuple[Integration, ...] = ()
    custom_variables: tuple[CustomVariable, ...] = ()
    profiles: tuple[NamedProfile, ...] = ()
    kept: Kept = Kept()
    """What it knew from earlier runs."""

    @classmethod
    def of(
        cls, directory: Directory, *, settings: Settings, epoch: str, hold_context: str, kept: Kept | None = None
    ) -> "Server":
        """What a server that runs on this directory is."""
        parts = {name: getattr(directory, name) for name in DIRECTORY_PARTS}
        parts["conferences"] = tuple(map(_covered, directory.conferences))
        return cls(epoch=epoch, settings=settings, hold_context=hold_context, kept=kept or Kept(), **parts)

    def directory(self) -> Directory:
        """The directory it served."""
        return Directory.build(**{name: getattr(self, name) for name in DIRECTORY_PARTS})


DIRECTORY_PARTS = tuple(
    name for name in Server.__struct_fields__ if name not in ("epoch", "settings", "hold_context", "kept")
)


def _covered(room: Conference) -> Conference:
    return msgspec.structs.replace(room, user_pin=room.user_pin and "0", organizer_pin=room.organizer_pin and "0")


class Trace(msgspec.Struct, frozen=True):
    """A recording. `began` is Unix time, 0 where it is not known."""

    entries: tuple[Entry, ...]
    began: float = 0.0

    def server(self) -> Server | None:
        """The server that was recorded; None for a recording of the PBX alone.

        Raises:
            TraceError: what is written of it is no such thing.
        """
        first = next((entry.frame for entry in self.entries if entry.way == ASKED), None)
        if first is None or "Server" not in first:
            return None
        try:
            return msgspec.json.decode(first.get("Server"), type=Server)
        except msgspec.MsgspecError as error:
            raise TraceError(f"the recorded server cannot be read: {error}") from None

    def came(self) -> Iterator[Frame]:
        """What the PBX said."""
        return (entry.frame for entry in self.entries if entry.way == CAME)

    def received(self) -> bytes:
        """What the PBX said, as bytes of a connection, without the banner."""
        return "".join("\r\n".join((*frame.lines, "", "")) for frame in self.came()).encode()


def load(path: Path) -> Trace:
    """Read `NAME.trace` or the raw `NAME.ami` with the `NAME.sent` beside it; either packed or not.

    Raises:
        OSError, EOFError: it cannot be read, or its packing is cut off.
        TraceError: it is no trace.
    """
    data = unpacked(path)
    if not data.startswith(b"@"):
        sent = path.with_name(path.name.split(".ami")[0] + ".sent")
        return from_raw(data, sent.read_text(encoding="utf-8") if sent.exists() else "")
    return parse(data.decode("utf-8", "replace"))


def save(trace: Trace, path: Path) -> None:
    """Write a trace; packed if the name ends with `.gz`, always the same bytes for the same trace."""
    data = "".join(lines(trace.entries)).encode("utf-8", "replace")
    path.write_bytes(gzip.compress(data, 9, mtime=0) if path.suffix == ".gz" else data)


def unpacked(path: Path) -> bytes:
    """The bytes of a file, unpacked where its name ends with `.gz`."""
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def server_entry(server: Server) -> Entry:
    """The entry that says whose server is recorded."""
    return Entry(0.0, ASKED, Frame(f"Server: {msgspec.json.encode(server).decode()}"))


def lines(entries: Iterable[Entry]) -> Iterator[str]:
    """The text of a trace, entry by entry."""
    for entry in entries:
        block = (line.replace("\n", "\n+ ") + "\n" for line in entry.frame.lines)
        yield f"@{entry.at:.3f} {entry.way}\n{''.join(block)}\n"


def parse(text: str) -> Trace:
    """A trace from its text.

    Raises:
        TraceError: with the line where it stops being one.
    """
    entries, head, block = [], None, list[str]()
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if head is None:
            if line and not (head := HEAD.match(line)):
                raise TraceError(f"line {number}: expected @SECONDS and <, > or ?, found {line[:60]!r}")
        elif line:
            if line.startswith("+ ") and block:
                block[-1] += "\n" + line[2:]
            else:
                block.append(line)
        else:
            entries.append(Entry(float(head[1]), head[2], Frame("\r\n".join(block))))
            head, block = None, []
    return Trace(tuple(entries))


def from_raw(received: bytes, sent_text: str) -> Trace:
    """A trace from bytes and the `.sent` text: time is told by the events' own `Timestamp`."""
    if received.startswith(BANNER):
        received = received.partition(b"\r\n")[2]
    frames = Decoder().feed(received)
    sent = list(_sent(sent_text))
    stamps = [float(stamp) for frame in frames if (stamp := frame.get("Timestamp")) and frame.kind == "event"]
    began = min([at for at, _ in sent[:1]] + stamps[:1], default=0.0)
    entries, now = [], began
    for frame in frames:
        stamp = frame.get("Timestamp") if frame.kind == "event" else ""
        if stamp:
            now = max(now, float(stamp))
        while sent and (sent[0][0] <= now or _answers(frame, sent[0][1])):
            at, action = sent.pop(0)
            now = max(now, at)
            entries.append(Entry(round(at - began, 3), SENT, action))
        entries.append(Entry(round(now - began, 3), CAME, frame))
    entries += [Entry(round(at - began, 3), SENT, action) for at, action in sent]
    return Trace(tuple(entries), began)


def _answers(frame: Frame, action: Frame) -> bool:
    """An answer has no time of its own, but it comes after what it answers."""
    return bool(action.get("ActionID")) and frame.get("ActionID") == action.get("ActionID")


def _sent(text: str) -> Iterator[tuple[float, Frame]]:
    parts = SENT_AT.split(text)
    for at, block in zip(parts[1::2], parts[2::2], strict=True):
        yield float(at), Frame(block.strip("\n").replace("\n", "\r\n"))
