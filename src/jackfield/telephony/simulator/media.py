"""The sound of a browser's call on the simulator, by aiortc: what the browser says comes back as an echo, or it hears a
voice made of tones, or music while it is held. The only place that knows aiortc, which is an extra of the package.

Never here: SIP, calls; somebody else says what is to be heard.
"""

import array
import asyncio
import math
from contextlib import suppress
from enum import StrEnum
from fractions import Fraction
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    pass

RATE, SAMPLES, SECONDS = 48_000, 960, 2
"""Frames of 20 ms; what is made here repeats after so many seconds."""
MOST_KEPT = 25
"""Frames of the browser that wait for their echo at most."""
VOICE, MUSIC = (320.0, 400.0, 360.0, 280.0), (262.0, 330.0, 392.0, 523.0, 392.0, 330.0, 294.0, 349.0)
"""Hertz: a murmur with pauses, and a scale without."""


class Heard(StrEnum):
    """What the browser hears."""

    NOTHING = "nothing"
    ECHO = "echo"
    VOICE = "voice"
    MUSIC = "music"


def has_audio() -> bool:
    """Whether aiortc is there."""
    return find_spec("aiortc") is not None


@cache
def frames_of(heard: Heard) -> tuple[bytes, ...]:
    """Two seconds of it, in frames of two channels of 16 bit."""
    notes, pauses = (MUSIC, 0.0) if heard is Heard.MUSIC else (VOICE, 0.35)
    length = RATE * SECONDS // len(notes)
    wave = array.array("h")
    for place in range(RATE * SECONDS):
        tone = notes[place // length]
        within = (place % length) / length
        loud = 0.0 if heard is Heard.NOTHING or within > 1 - pauses else 0.2 * math.sin(math.pi * within)
        sample = int(32767 * loud * math.sin(2 * math.pi * tone * place / RATE))
        wave.extend((sample, sample))
    whole, size = wave.tobytes(), SAMPLES * 4
    return tuple(whole[start : start + size] for start in range(0, len(whole), size))


class Sound:
    """One browser's connection. `heard` may change at any moment."""

    def __init__(self) -> None:
        from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender

        self.heard = Heard.NOTHING
        self._speaks = False
        self._said: asyncio.Queue[bytes] = asyncio.Queue(MOST_KEPT)
        self._ears: set[asyncio.Task[None]] = set()
        self._connection: RTCPeerConnection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._connection.on("track", self._listen)
        capabilities = RTCRtpSender.getCapabilities("audio")
        self._opus = [codec for codec in capabilities.codecs if codec.name.lower() == "opus"]

    async def offer(self) -> str:
        """Our description, for a call to the browser."""
        self._speaks = True
        transceiver = self._connection.addTransceiver(_track(self), direction="sendrecv")
        transceiver.setCodecPreferences(self._opus)
        await self._connection.setLocalDescription(await self._connection.createOffer())
        return self._connection.localDescription.sdp

    async def accept(self, answer: str) -> None:
        """The browser's answer to it. Raises ValueError for what is none."""
        from aiortc import RTCSessionDescription

        await self._connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))

    async def answer(self, offer: str) -> str:
        """Our answer to the browser's offer, the first one or another. Raises ValueError for what is none."""
        from aiortc import RTCSessionDescription

        await self._connection.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        if not self._speaks:
            self._speaks = True
            self._connection.addTrack(_track(self))
            for transceiver in self._connection.getTransceivers():
                transceiver.setCodecPreferences(self._opus)
        await self._connection.setLocalDescription(await self._connection.createAnswer())
        return self._connection.localDescription.sdp

    async def close(self) -> None:
        for task in self._ears:
            task.cancel()
        await self._connection.close()

    def next_frame(self, count: int) -> bytes:
        """Twenty milliseconds of what the browser is to hear now."""
        if self.heard is Heard.ECHO:
            return self._said.get_nowait() if not self._said.empty() else bytes(SAMPLES * 4)
        made = frames_of(self.heard)
        return made[count % len(made)]

    def _listen(self, track: Any) -> None:  # noqa: ANN401 - aiortc has no types
        task = asyncio.get_running_loop().create_task(self._hear(track), name="ears of the echo")
        self._ears.add(task)
        task.add_done_callback(self._ears.discard)

    async def _hear(self, track: Any) -> None:  # noqa: ANN401
        from aiortc.mediastreams import MediaStreamError

        with suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                if self._said.full():
                    self._said.get_nowait()
                if frame.samples == SAMPLES and frame.sample_rate == RATE:
                    self._said.put_nowait(bytes(frame.planes[0])[: SAMPLES * 4])


def _track(sound: Sound) -> Any:  # noqa: ANN401
    from aiortc import MediaStreamTrack
    from av import AudioFrame

    class Mouth(MediaStreamTrack):
        """What goes to the browser, at the pace of the clock."""

        kind = "audio"

        def __init__(self) -> None:
            super().__init__()
            self._count = 0
            self._begun = asyncio.get_running_loop().time()

        async def recv(self) -> AudioFrame:
            due = self._begun + self._count * SAMPLES / RATE
            await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))
            frame = AudioFrame(format="s16", layout="stereo", samples=SAMPLES)
            frame.planes[0].update(sound.next_frame(self._count))
            frame.sample_rate, frame.pts, frame.time_base = RATE, self._count * SAMPLES, Fraction(1, RATE)
            self._count += 1
            return frame

    return Mouth()
