"""From the line on the manager interface to the frame at the client: 1,000 clients, 500 events a second.

Every client is the user of a line and watches the phones of twenty colleagues. The events are those of calls that
begin, are answered and end, over all lines in turn, so that each makes a PhoneEvent for the line's user, and where the
phone's state changes also a PhoneStatusUpdate and a hint for the twenty. Measured is the time from the moment the
scripted PBX writes the event until the PhoneEvent has been read by its client: three processes on one clock.
"""

import json
from contextlib import ExitStack

import _report
from _process import started
from _users import number_of, paths

from jackfield.protocol.commands import SubscribeToPhoneHints
from jackfield.protocol.encode import command_frame

WATCHED = 20
RATE = 500


def watched(first: int, users: int) -> bytes:
    """The command of a client that watches the colleagues from `first` on."""
    numbers = tuple(number_of((first + n) % users + 1) for n in range(WATCHED))
    return command_frame(SubscribeToPhoneHints(phoneNumbers=numbers))


def waits(frames: list[list[tuple[float, bytes]]], sent: dict[tuple[str, str], float]) -> list[float]:
    """Seconds that each event of a call took. Raises RuntimeError if one is missing."""
    left, found = dict(sent), []
    for of_client in frames:
        for at, payload in of_client:
            if b'"PhoneEvent"' in payload:
                told = json.loads(payload)["ctiMessage"]
                found.append(at - left.pop((told["uniqueId"], told["eventType"])))
    if left:
        raise RuntimeError(f"{len(left)} of {len(sent)} events never came")
    return found


def measure(users: int, rate: int, seconds: float, rounds: int) -> tuple[list[list[float]], float, float]:
    """The waits of each round, frames a second, share of a CPU that the server used."""
    with ExitStack() as stack:
        exchange, crowd = started(stack, "_pbx:pbx", users), started(stack, "_clients:clients")
        who = started(stack, "_server:server", users, 0, exchange.ask("port"))
        who.ask("connect_pbx")
        port, keep = who.ask("port"), {"keep": True}
        for first in range(0, users, WATCHED):  # as teams: each watches itself
            team = range(first + 1, min(first + WATCHED, users) + 1)
            crowd.ask("connect", port, paths(team, numbered=False), watched(first, users), keep)
        crowd.ask("settle")
        crowd.ask("take_frames")
        found, frames, used = [], 0, 0.0
        for _ in range(rounds):
            before = who.ask("cpu")
            exchange.tell("play", rate, seconds)
            crowd.ask("serve", seconds + 0.5)
            sent = exchange.answer()
            used += who.ask("cpu") - before
            taken = crowd.ask("take_frames")
            frames += sum(map(len, taken))
            found.append(waits(taken, sent))
    return found, frames / rounds / seconds, used / rounds / seconds


def main() -> None:
    quick = _report.quick()
    report = _report.Report("bench/latency: from the PBX's line to the client's frame", quick)
    users, rate, seconds, rounds = (20, 100, 0.3, 1) if quick else (1_000, RATE, 6.0, 5)
    found, frames, used = measure(users, rate, seconds, rounds)
    for part, limit in ((0.5, 2.0), (0.99, 10.0)):
        value = _report.median(_report.percentile(waits, part) for waits in found) * 1000
        report.line(
            f"PBX line to client frame, {users:,} clients, {rate} events/s, p{part * 100:.0f}, ms",
            f"{value:.2f}",
            target=f"< {limit:.0f} ms",
            ok=value < limit,
        )
    worst = [f"{max(waits) * 1000:.1f}" for waits in found]
    report.note(f"longest wait of each round, ms: {', '.join(worst)}")
    report.note(f"{frames:,.0f} frames a second went out; the server used {used:.0%} of a CPU")
    report.end()


if __name__ == "__main__":
    main()
