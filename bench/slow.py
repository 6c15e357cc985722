"""One client that stops reading: what the others notice, how much is kept for it, and how it ends.

Fifty clients get a stream of large events. In every second round one more is there that does not read. Compared are
the others' times from publication to receipt, with it and without it.
"""

import json
from contextlib import ExitStack

import _report
from _process import started
from _users import paths

from jackfield.protocol.errors import CloseCode

SIZE = 8 * 1024
RATE = 200
SMALL_BUFFER = 32 * 1024


def waits(frames: list[list[tuple[float, bytes]]]) -> list[float]:
    """Seconds from publication to receipt."""
    found = []
    for of_client in frames:
        for at, payload in of_client:
            message = json.loads(payload)["ctiMessage"]
            if isinstance(message, dict) and message.get("pbx", "").endswith("x"):
                found.append(at - float(message["pbx"].partition(" ")[0]))
    return found


class Scene:
    """The server, the others, and the slow one in a process of its own."""

    def __init__(self, stack: ExitStack, others: int) -> None:
        self.who = started(stack, "_server:server", others + 1)
        self.others = started(stack, "_clients:clients")
        self.slow = started(stack, "_clients:clients")
        self.port = self.who.ask("port")
        self.count = others
        self.others.ask("connect", self.port, paths(range(1, others + 1), numbered=True), b"", {"keep": True})
        self.others.ask("settle")
        self.others.ask("take_frames")

    def stream(self, seconds: float) -> float:
        """The others' p99 while events come, in ms."""
        self.who.tell("stream", RATE, seconds, SIZE)
        self.others.ask("serve", seconds + 0.3)
        self.who.answer()
        self.others.ask("settle")
        found = waits(self.others.ask("take_frames"))
        if len(found) != self.count * int(RATE * seconds):
            raise RuntimeError(f"{len(found)} events came to the others, {self.count * int(RATE * seconds)} were sent")
        return _report.percentile(found, 0.99) * 1000

    def with_slow(self, seconds: float) -> tuple[float, int, int]:
        """The same with one that does not read; also the bytes kept for it at most, and its close code."""
        options = {"keep": True, "receive_buffer": SMALL_BUFFER}
        self.slow.ask("connect", self.port, paths(range(self.count + 1, self.count + 2), numbered=True), b"", options)
        self.slow.ask("settle")
        self.slow.ask("stop_reading", 0)
        self.who.ask("longest")
        p99 = self.stream(seconds)
        kept = self.who.ask("longest")
        self.slow.ask("read_again", 0)
        self.slow.ask("settle", 0.1 if seconds < 1 else 1.0)
        code = self.slow.ask("codes")[0]
        self.slow.ask("drop")
        return p99, kept, code


def main() -> None:
    quick = _report.quick()
    report = _report.Report("bench/slow: one client stops reading", quick)
    others, seconds, rounds = (3, 0.2, 1) if quick else (50, 5.0, 4)
    with ExitStack() as stack:
        scene = Scene(stack, others)
        alone, beside = [], []
        for _ in range(rounds):
            alone.append(scene.stream(seconds))
            beside.append(scene.with_slow(seconds))
    without, with_it = _report.median(alone), _report.median(one[0] for one in beside)
    kept, codes = max(one[1] for one in beside), [one[2] for one in beside]
    report.line(
        f"p99 of {others} others, {RATE} events/s of {SIZE // 1024} KiB, ms",
        f"{with_it:.2f}",
        f"{without:.2f}",
        f"{with_it / without:.2f} x",
        "<= 1.5 x without the slow one",
        with_it <= 1.5 * without,
    )
    report.line("most bytes kept for the slow one, MiB", f"{kept / 2**20:.2f}", target="<= 1 MiB", ok=kept <= 2**20)
    ended = all(code == CloseCode.SLOW for code in codes)
    report.line(
        "its close code, in each round", " ".join(map(str, codes)), target=f"{int(CloseCode.SLOW)}, come back", ok=ended
    )
    report.end()


if __name__ == "__main__":
    main()
