"""What a plug-in prints, brought into the server's log with its name, and no more of it than a log can bear."""

import asyncio

import structlog

log = structlog.get_logger()

LINES = 20
"""So many a second; of the others only their number is told."""
LONGEST = 1000
CHUNK = 64 * 1024
PAUSE_SECONDS = 0.05
"""After each chunk: who floods waits for us, not we for him."""


class Lines:
    """Cuts text into lines and counts those that are too many."""

    def __init__(self) -> None:
        self._rest = b""
        self._second = 0
        self._count = 0
        self.left_out = 0

    def take(self, chunk: bytes, now: float) -> list[str]:
        """The lines to be logged."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if len(self._rest) > LONGEST:
            lines.append(self._rest)
            self._rest = b""
        return self._admitted(lines, now)

    def rest(self, now: float) -> list[str]:
        """The last line, which may have no end."""
        last, self._rest = self._rest, b""
        return self._admitted([last], now)

    def _admitted(self, lines: list[bytes], now: float) -> list[str]:
        if int(now) != self._second:
            self._second, self._count = int(now), 0
        found = [text for each in lines if (text := each[:LONGEST].decode(errors="replace").rstrip())]
        room = max(0, LINES - self._count)
        self._count += len(found)
        self.left_out += max(0, len(found) - room)
        return found[:room]


async def log_what_it_says(name: str, stream: asyncio.StreamReader) -> str:
    """Until the stream ends."""
    loop, lines = asyncio.get_running_loop(), Lines()
    while chunk := await stream.read(CHUNK):
        for said in lines.take(chunk, loop.time()):
            log.info("plug-in says", plugin=name, said=said)
        if len(chunk) == CHUNK or lines.left_out:
            await asyncio.sleep(PAUSE_SECONDS)
        if lines.left_out >= LINES * 10:
            _tell_left_out(name, lines)
    for said in lines.rest(loop.time()):
        log.info("plug-in says", plugin=name, said=said)
    _tell_left_out(name, lines)
    return ""


def _tell_left_out(name: str, lines: Lines) -> None:
    if lines.left_out:
        log.warning("plug-in says too much", plugin=name, lines_left_out=lines.left_out)
        lines.left_out = 0
