"""Two thousand clients that lose their connections at the same moment, miss events, and come back all at once.

They have numbered events, so each resumes its session at the last position it saw. While they come back, events go
on. Measured is the time from the first connection attempt until the last client has everything it missed; then each
client's events are counted: none may be missing, none may come twice.
"""

import json
from contextlib import ExitStack
from typing import Any

import _report
from _process import started
from _users import paths

RATE = 20
Frames = list[list[tuple[float, bytes]]]


def told(payload: bytes) -> dict[str, Any]:
    """A frame as a dictionary."""
    found: dict[str, Any] = json.loads(payload)
    return found


class Crowd:
    """The clients' memory: whose session, which position, which counts they have seen."""

    def __init__(self, count: int) -> None:
        self.sessions = [""] * count
        self.epochs = [""] * count
        self.positions = [0] * count
        self.seen: list[list[int]] = [[] for _ in range(count)]
        self.resets = 0

    def take(self, frames: Frames) -> dict[int, float]:
        """Remember what came; when the last client got each count."""
        last: dict[int, float] = {}
        for n, of_client in enumerate(frames):
            for at, payload in of_client:
                frame = told(payload)
                self.positions[n] = frame["seq"]
                message = frame["ctiMessage"]
                match frame["msgType"]:
                    case "Session":
                        self.sessions[n], self.epochs[n] = message["session"], message["epoch"]
                    case "Reset":
                        self.resets += 1
                    case "PbxStatus" if message["pbx"] == "bench":
                        self.seen[n].append(message["since"])
                        last[message["since"]] = max(last.get(message["since"], 0.0), at)
        return last

    def resume(self, addresses: list[str]) -> list[str]:
        """Where each comes back."""
        points = zip(addresses, self.sessions, self.epochs, self.positions, strict=True)
        return [f"{address}&resume={session}:{epoch}:{position}" for address, session, epoch, position in points]


def once(count: int, missed: int) -> tuple[float, float, int, int]:
    """Seconds until all had everything, CPU seconds of the server, clients with a gap or a double, resets."""
    with ExitStack() as stack:
        who, browsers = started(stack, "_server:server", count), started(stack, "_clients:clients")
        port, crowd = who.ask("port"), Crowd(count)
        addresses = paths(range(1, count + 1), numbered=True)
        browsers.ask("connect", port, addresses, b"", {"keep": True})
        browsers.ask("settle")
        crowd.take(browsers.ask("take_frames"))
        who.ask("count", range(5))
        browsers.ask("settle")
        crowd.take(browsers.ask("take_frames"))

        browsers.ask("drop")
        while who.ask("sockets"):
            pass
        who.ask("count", range(5, 5 + missed))
        back, more = crowd.resume(addresses), range(5 + missed, 5 + missed + RATE)
        used = who.ask("cpu")
        began = browsers.ask("now")
        who.tell("count", more, RATE)
        browsers.ask("connect", port, back, b"", {"keep": True, "at_once": count})
        who.answer()
        browsers.ask("settle")
        used = who.ask("cpu") - used
        last = crowd.take(browsers.ask("take_frames"))
        wrong = sum(seen != list(range(more.stop)) for seen in crowd.seen)
        return last[4 + missed] - began, used, wrong, crowd.resets


def main() -> None:
    quick = _report.quick()
    report = _report.Report("bench/comeback: everybody comes back at once", quick)
    count, missed, rounds = (20, 5, 1) if quick else (2_000, 50, 3)
    taken = [once(count, missed) for _ in range(rounds)]
    seconds = _report.median(one[0] for one in taken)
    wrong, resets = sum(one[2] for one in taken), sum(one[3] for one in taken)
    what = f"{count:,} clients back, {missed} events missed by each"
    report.line(f"{what}, s", f"{seconds:.3f}", target="all within 5 s", ok=seconds <= 5)
    report.line(f"{what}: clients with a gap", f"{wrong}", target="none lost an event", ok=not wrong and not resets)
    report.note(
        f"the server used {_report.median(one[1] for one in taken):.2f} CPU s for it; {resets} had to start anew"
    )
    report.end()


if __name__ == "__main__":
    main()
