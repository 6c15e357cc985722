"""One event to thousands of WebSocket clients: CPU of the server for each message delivered, and for bursts of ten.

The floor is a process that does nothing but write the same number of bytes to as many sockets on uvloop, one
write for each message. Ours is the program's own road: the hub takes a publication, encodes it, and spreads it. CPU
time is that of the whole process from the publication until the last client has read it.
"""

from contextlib import ExitStack

import _report
from _process import Worker, started
from _users import HINT, paths

from jackfield.protocol.commands import SubscribeToPhoneHints
from jackfield.protocol.encode import command_frame
from jackfield.web.wire import text_frame

SUBSCRIBE = command_frame(SubscribeToPhoneHints(phoneNumbers=(HINT,)))
BURST = 10


class Side:
    """A server with its clients; `lone` and `bursts` measure."""

    def __init__(self, stack: ExitStack, who: Worker, crowd: int, paths: list[str], text: bytes = b"") -> None:
        self.who = who
        self.crowd = crowd
        self.clients = started(stack, "_clients:clients")
        self.clients.ask("connect", who.ask("port"), paths, text)
        self.clients.ask("settle")
        self.arguments: tuple[bytes, ...] = ()

    def publish(self, times: int, size: int) -> None:
        """Publish in one turn and wait until everybody has it."""
        self.who.ask("publish", *self.arguments, times)
        self.clients.ask("expect", size * times * self.crowd)

    def cpu(self, rounds: int, times: int, size: int) -> float:
        """CPU microseconds for each message delivered."""
        before = self.who.ask("cpu")
        for _ in range(rounds):
            self.publish(times, size)
        used: float = self.who.ask("cpu") - before
        return used / (rounds * times * self.crowd) * 1e6

    def alternating(self, rounds: int, size: int) -> float:
        """The same for bursts that each come after a lone message, which is not counted."""
        used = 0.0
        for _ in range(rounds):
            self.publish(1, size)
            before = self.who.ask("cpu")
            self.publish(BURST, size)
            used += self.who.ask("cpu") - before
        return used / (rounds * BURST * self.crowd) * 1e6


def ours(stack: ExitStack, crowd: int, *, numbered: bool) -> tuple[Side, int]:
    """Our server with its clients subscribed, and the bytes of one message."""
    who = started(stack, "_server:server", crowd)
    side = Side(stack, who, crowd, paths(range(1, crowd + 1), numbered=numbered), SUBSCRIBE)
    who.ask("publish", 1)
    got = side.clients.ask("settle")
    if got % crowd:
        raise RuntimeError(f"{got} bytes to {crowd} clients: not all got the same")
    return side, got // crowd


def floor(stack: ExitStack, crowd: int, size: int) -> Side:
    """The raw writer with as many connections."""
    who = started(stack, "_floor:raw_writer")
    side = Side(stack, who, crowd, [""] * crowd)
    while who.ask("count") < crowd:
        pass
    side.arguments = (text_frame(b"x" * (size - 2)) if size < 128 else text_frame(b"x" * (size - 4)),)
    return side


def measure(report: _report.Report, crowd: int, rounds: int, events: int, burst_target: float) -> None:
    """All figures with one number of clients."""
    with ExitStack() as stack:
        plain, size = ours(stack, crowd, numbered=False)
        numbered, numbered_size = ours(stack, crowd, numbered=True)
        raw = floor(stack, crowd, size)
        # The position in the log gets longer with time; all rounds here stay within six digits more or less.
        lone = _report.in_turns(
            rounds,
            lambda: raw.cpu(events, 1, size),
            lambda: plain.cpu(events, 1, size),
            lambda: numbered.cpu(events, 1, numbered_size),
        )
        bursts = _report.in_turns(
            rounds,
            lambda: raw.cpu(events // 5 or 1, BURST, size),
            lambda: plain.cpu(events // 5 or 1, BURST, size),
            lambda: numbered.cpu(events // 5 or 1, BURST, numbered_size),
            lambda: plain.alternating(events // 5 or 1, size),
        )
    for what, used, least in (("plain", lone[1], 0.75), ("numbered", lone[2], 0.70)):
        share = lone[0] / used
        report.line(
            f"one event to {crowd:,} sockets, {what}, CPU us a message",
            f"{used:.2f}",
            f"{lone[0]:.2f}",
            f"{share:.2f}",
            f">= {least:.2f} of the raw writer",
            share >= least,
        )
    # After a lone event nothing but the reader's word tells that a burst begins (`Post.collect`).
    for what, used in (("plain", bursts[1]), ("numbered", bursts[2]), ("plain, after a lone one", bursts[3])):
        times = bursts[0] / used
        report.line(
            f"{BURST} in a burst to {crowd:,} sockets, {what}, CPU us a message",
            f"{used:.2f}",
            f"{bursts[0]:.2f}",
            f"{times:.1f} x",
            f">= {burst_target:.0f} x the raw writer",
            times >= burst_target,
        )


def main() -> None:
    quick = _report.quick()
    report = _report.Report("bench/fanout: one event to many WebSocket clients", quick)
    if quick:
        measure(report, 20, 1, 3, 5)
    else:
        measure(report, 1000, 7, 25, 5)
        measure(report, 5000, 7, 10, 4)
    report.end()


if __name__ == "__main__":
    main()
