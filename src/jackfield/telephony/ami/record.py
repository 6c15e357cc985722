"""Record an AMI session of a live PBX: everything received, every action sent, as a trace (`trace.py`).

The recording logs in with all events on and asks for the lists of the present state, so that whoever replays it starts
where the PBX was. It reads only; what a login sends is recorded without its key.
"""

import asyncio
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from jackfield.telephony.ami import actions
from jackfield.telephony.ami.actions import Pairs
from jackfield.telephony.ami.codec import Decoder, Frame, encode
from jackfield.telephony.ami.tape import Tape

ANSWER_SECONDS = 10.0

LISTS: tuple[Callable[[], Pairs], ...] = (
    actions.channel_list,
    actions.hint_list,
    actions.device_list,
    actions.bridge_list,
    actions.endpoint_list,
    actions.contact_list,
)
"""What is asked first: the present state."""


class RecordingError(ValueError):
    """The PBX did not let the recorder in, or was none."""


class _Recorder:
    """One session, its tape, and the answers that are waited for."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, tape: Tape) -> None:
        self.reader, self.writer, self.tape = reader, writer, tape
        self.decoder = Decoder()
        self.frames: list[Frame] = []
        self.count = 0

    def send(self, pairs: Pairs) -> str:
        """Send an action; its ActionID."""
        self.count += 1
        action_id = f"record-{self.count}"
        data = encode([pairs[0], ("ActionID", action_id), *pairs[1:]])
        self.writer.write(data)
        self.tape.sent(Decoder().feed(data))
        return action_id

    async def more(self) -> None:
        """Wait for bytes and keep what they say."""
        data = await self.reader.read(65536)
        if not data:
            raise RecordingError("the PBX closed the connection")
        frames = self.decoder.feed(data)
        self.tape.came(frames)
        self.frames += frames

    async def answer(self, action_id: str) -> Frame:
        """The response to an action."""
        async with asyncio.timeout(ANSWER_SECONDS):
            while True:
                for frame in self.frames:
                    if frame.kind == "response" and frame.get("ActionID") == action_id:
                        return frame
                self.frames.clear()
                await self.more()


async def record(host: str, port: int, user: str, secret: str, path: Path, seconds: float) -> None:
    """Record for a while into `path`; what was recorded is kept whatever happens.

    Raises:
        RecordingError: no AMI there, or the login was refused.
        OSError: no connection, or the file cannot be written.
    """
    reader, writer = await asyncio.open_connection(host, port)
    try:
        with closing(Tape(path)) as tape:
            await _record(_Recorder(reader, writer, tape), user, secret, seconds)
    finally:
        writer.close()


async def _record(recorder: _Recorder, user: str, secret: str, seconds: float) -> None:
    await _log_in(recorder, user, secret)
    for each in LISTS:
        recorder.send(each())
    try:
        async with asyncio.timeout(seconds):
            while True:
                await recorder.more()
                recorder.frames.clear()
    except TimeoutError:
        recorder.send(actions.logoff())
        await recorder.writer.drain()


async def _log_in(recorder: _Recorder, user: str, secret: str) -> None:
    banner = await recorder.reader.readline()
    if not banner.startswith(b"Asterisk Call Manager/"):
        raise RecordingError(f"no Asterisk manager interface there: it said {banner[:80]!r}")
    challenge = await recorder.answer(recorder.send(actions.challenge()))
    login = actions.login_by_challenge(user, secret, challenge.get("Challenge"), "on")
    answer = await recorder.answer(recorder.send(login))
    if answer.name != "Success":
        raise RecordingError(f"login of {user!r} refused: {answer.get('Message')}")
