"""Record an AMI session of a live PBX: every byte received, every action sent, as `replay.py` reads them.

The recording logs in with all events on and asks for the lists of the present state, so that whoever replays it starts
where the PBX was. It reads only; what a login sends is in the `.sent` file without its key.
"""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from jackfield.telephony.ami import actions
from jackfield.telephony.ami.actions import Pairs
from jackfield.telephony.ami.codec import Decoder, Frame, encode

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
    """One session: its two files and what was cut from the stream so far."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, file: Path) -> None:
        self.reader, self.writer = reader, writer
        self.received = file.open("wb")
        self.sent = file.with_name(file.name.removesuffix(".ami") + ".sent").open("w", encoding="utf-8")
        self.decoder = Decoder()
        self.frames: list[Frame] = []
        self.count = 0

    def close(self) -> None:
        self.received.close()
        self.sent.close()
        self.writer.close()

    def send(self, pairs: Pairs) -> str:
        """Send an action; its ActionID."""
        self.count += 1
        action_id = f"record-{self.count}"
        whole = [pairs[0], ("ActionID", action_id), *pairs[1:]]
        self.writer.write(encode(whole))
        shown = [(name, "scrubbed" if name in ("Key", "Secret") else value) for name, value in whole]
        self.sent.write(f"# {time.time():.6f}\n" + "".join(f"{name}: {value}\n" for name, value in shown) + "\n")
        return action_id

    async def more(self) -> None:
        """Wait for bytes and keep them."""
        data = await self.reader.read(65536)
        if not data:
            raise RecordingError("the PBX closed the connection")
        self.received.write(data)
        self.frames += self.decoder.feed(data)

    async def answer(self, action_id: str) -> Frame:
        """The response to an action."""
        async with asyncio.timeout(ANSWER_SECONDS):
            while True:
                for frame in self.frames:
                    if frame.kind == "response" and frame.get("ActionID") == action_id:
                        return frame
                self.frames.clear()
                await self.more()


async def record(host: str, port: int, user: str, secret: str, file: Path, seconds: float) -> None:
    """Record for a while into `file` and the `.sent` file beside it.

    Raises:
        RecordingError: no AMI there, or the login was refused.
        OSError: no connection, or a file cannot be written.
    """
    reader, writer = await asyncio.open_connection(host, port)
    recorder = _Recorder(reader, writer, file)
    try:
        await _log_in(recorder, user, secret)
        for each in LISTS:
            recorder.send(each())
        async with asyncio.timeout(seconds):
            while True:
                await recorder.more()
    except TimeoutError:
        recorder.send(actions.logoff())
        await writer.drain()
    finally:
        recorder.close()


async def _log_in(recorder: _Recorder, user: str, secret: str) -> None:
    banner = await recorder.reader.readline()
    if not banner.startswith(b"Asterisk Call Manager/"):
        raise RecordingError(f"no Asterisk manager interface there: it said {banner[:80]!r}")
    recorder.received.write(banner)
    challenge = await recorder.answer(recorder.send(actions.challenge()))
    login = actions.login_by_challenge(user, secret, challenge.get("Challenge"), "on")
    answer = await recorder.answer(recorder.send(login))
    if answer.name != "Success":
        raise RecordingError(f"login of {user!r} refused: {answer.get('Message')}")
