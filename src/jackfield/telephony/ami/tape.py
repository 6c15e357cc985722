"""A tape runs while a link does: what comes, what is sent and what clients ask are written as a trace (`trace.py`).

`Tape` writes, `taped` puts one between a link and its PBX. A tape never fails the server: one that cannot be written
any more stops, and says so once. Login keys and secrets are not written.
"""

import asyncio
import contextlib
import gzip
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, cast

import structlog

from jackfield.protocol.commands import Command
from jackfield.protocol.encode import command_frame
from jackfield.telephony.ami.actions import UNRECORDED
from jackfield.telephony.ami.codec import Decoder, Frame
from jackfield.telephony.ami.link import Connect
from jackfield.telephony.ami.trace import ASKED, CAME, SENT, Entry, Server, lines, server_entry

log = structlog.get_logger()

SECRETS = ("Key", "Secret")


class Tape:
    """A file that a trace is written to, entry by entry; packed if its name ends with `.gz`."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin to record. Raises OSError when the file cannot be written."""
        if path.suffix == ".gz":
            packed = gzip.open(path, "wt", encoding="utf-8", newline="\n", errors="replace")  # noqa: SIM115
            self._file: IO[str] | None = cast("IO[str]", packed)
        else:
            self._file = path.open("w", encoding="utf-8", newline="\n", errors="replace")
        self._clock, self._began = clock, clock()
        self._sessions: dict[str, int] = {}
        self._unrecorded: set[str] = set()
        """ActionIDs of what is asked again and again: nobody needs it in a recording."""

    @property
    def now(self) -> float:
        """Seconds since the recording began."""
        return self._clock() - self._began

    def came(self, frames: Iterable[Frame]) -> None:
        """The PBX said this."""
        self._write(Entry(self.now, CAME, frame) for frame in frames if not self._leaves_out(frame))

    def sent(self, frames: Iterable[Frame]) -> None:
        """This was sent to it."""
        kept = [frame for frame in frames if not self._marks(frame)]
        self._write(Entry(self.now, SENT, _without_secrets(frame)) for frame in kept)

    def asked(self, session: str, user_id: int, command: Command) -> None:
        """A client asked this. Sessions are numbered: their names open them to whoever knows one."""
        number = self._sessions.setdefault(session, len(self._sessions) + 1)
        text = f"Session: {number}\r\nUser: {user_id}\r\nFrame: {command_frame(command).decode()}"
        self._write([Entry(self.now, ASKED, Frame(text))])

    def served_by(self, server: Server) -> None:
        """Whose server this is: belongs at the beginning."""
        self._write([server_entry(server)])

    def close(self) -> None:
        """The end of the recording."""
        file, self._file = self._file, None
        if file is not None:
            # what could not be written has been told
            with contextlib.suppress(OSError):
                file.close()

    def _marks(self, frame: Frame) -> bool:
        marked = UNRECORDED in frame.pairs()
        if marked:
            self._unrecorded.add(frame.get("ActionID"))
        return marked

    def _leaves_out(self, frame: Frame) -> bool:
        action_id = frame.get("ActionID") if self._unrecorded else ""
        if not action_id or action_id not in self._unrecorded:
            return False
        if frame.get("EventList") == "Complete" or frame.name == "Error":
            self._unrecorded.discard(action_id)
        return True

    def _write(self, entries: Iterable[Entry]) -> None:
        if self._file is None:
            return
        try:
            self._file.writelines(lines(entries))
            self._file.flush()
        except OSError as error:
            log.error("recording stopped", error=error.strerror or str(error))
            self.close()


LOGINS = ("Login", "Challenge")


def _without_secrets(frame: Frame) -> Frame:
    """What says who logs in is left out. Elsewhere a header of that name says something else."""
    if frame.name not in LOGINS:
        return frame
    shown = (f"{name}: {'scrubbed' if name in SECRETS else value}" for name, value in frame.pairs())
    return Frame("\r\n".join(shown))


def taped(connect: Connect, tape: Tape) -> Connect:
    """The same connections, with a tape running."""

    async def connect_and_record(
        factory: Callable[[], asyncio.Protocol],
    ) -> tuple[asyncio.Transport, asyncio.BaseProtocol]:
        transport, protocol = await connect(lambda: _Listening(factory(), tape))
        return _Speaking(transport, tape), protocol

    return connect_and_record


class _Listening(asyncio.Protocol):
    """Passes on what comes, and records it first."""

    def __init__(self, inner: asyncio.Protocol, tape: Tape) -> None:
        self._inner, self._tape = inner, tape
        self._decoder: Decoder | None = None
        self._banner = b""

    def data_received(self, data: bytes) -> None:
        self._tape.came(self._frames(data))
        self._inner.data_received(data)

    def _frames(self, data: bytes) -> list[Frame]:
        if self._decoder is None:
            self._banner += data
            _, end, data = self._banner.partition(b"\n")
            if not end:
                return []
            self._decoder = Decoder()
        return self._decoder.feed(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._inner.connection_lost(exc)


class _Speaking(asyncio.Transport):
    """Records what is sent, and sends it: as much of a transport as a link uses."""

    def __init__(self, inner: asyncio.Transport, tape: Tape) -> None:
        super().__init__()
        self._inner, self._tape, self._decoder = inner, tape, Decoder()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._tape.sent(self._decoder.feed(bytes(data)))
        self._inner.write(data)

    def get_write_buffer_size(self) -> int:
        return self._inner.get_write_buffer_size()

    def close(self) -> None:
        self._inner.close()

    def abort(self) -> None:
        self._inner.abort()
