"""Ten thousand clients, logged in and idle: memory of each, and CPU for each to connect.

The floor is aiohttp's WebSocket server as its manual shows it, on uvloop too: it knows no users, sends nothing and
logs nothing. Ours checks a token, makes a session, answers with the connect sequence, and writes its log. Ours also
looks for circular garbage more seldom than Python does by itself, which is worth a lot with so many sockets; so there
is a second floor that does the same, and a target missed beside either counts as missed.
"""

from contextlib import ExitStack

import _report
from _process import Worker, started
from _users import paths

SOCKETS_OF_A_PROCESS = 5_000
FLOORS = {"bare": "bare aiohttp", "tuned": "bare aiohttp with our collector"}


class Crowd:
    """A server and the processes that connect to it."""

    def __init__(self, stack: ExitStack, who: Worker, count: int) -> None:
        self.who = who
        self.count = count
        self.workers = [started(stack, "_clients:clients") for _ in range(0, count, SOCKETS_OF_A_PROCESS)]
        self.port = who.ask("port")

    def connect(self, addresses: list[str]) -> None:
        """Everybody connects, one process after the other, and what they are sent has been read."""
        for n, worker in enumerate(self.workers):
            worker.ask("connect", self.port, addresses[n * SOCKETS_OF_A_PROCESS : (n + 1) * SOCKETS_OF_A_PROCESS])
            worker.ask("settle")

    def measure(self, addresses: list[str]) -> tuple[float, float]:
        """KiB and CPU microseconds of each connection, after a few that warm the process up."""
        self.workers[0].ask("connect", self.port, addresses[:20])
        self.workers[0].ask("settle")
        memory, cpu = self.who.ask("memory"), self.who.ask("cpu")
        self.connect(addresses[20:])
        used = self.who.ask("cpu") - cpu
        count = len(addresses) - 20
        return (self.who.ask("memory") - memory) / count / 1024, used / count * 1e6


def once(count: int, which: str) -> tuple[float, float]:
    """One round with fresh processes."""
    with ExitStack() as stack:
        if which in FLOORS:
            crowd = Crowd(stack, started(stack, "_floor:bare_websockets", which == "tuned"), count)
            return crowd.measure(["/ws"] * count)
        crowd = Crowd(stack, started(stack, "_server:server", count), count)
        return crowd.measure(paths(range(1, count + 1), numbered=which == "numbered"))


def main() -> None:
    quick = _report.quick()
    report = _report.Report("bench/connections: many clients, logged in and idle", quick)
    count, rounds = (60, 1) if quick else (10_000, 2)
    taken: dict[str, list[tuple[float, float]]] = {which: [] for which in (*FLOORS, "plain", "numbered")}
    for _ in range(rounds):
        for which, found in taken.items():
            found.append(once(count, which))
    memory = {which: _report.median(one[0] for one in found) for which, found in taken.items()}
    cpu = {which: _report.median(one[1] for one in found) for which, found in taken.items()}
    for which in ("plain", "numbered"):
        kib, bare = memory[which], memory["bare"]
        what = f"{count:,} sockets, {which}"
        report.line(f"{what}, KiB each", f"{kib:.1f}", f"{bare:.1f}", f"{kib / bare:.2f} x", "<= 25 KiB", kib <= 25)
        for floor, name in FLOORS.items():
            times = cpu[which] / cpu[floor]
            ours, theirs = f"{cpu[which]:.0f}", f"{cpu[floor]:.0f}"
            report.line(f"{what}, CPU us to connect", ours, theirs, f"{times:.2f} x", f"<= 2 x {name}", times <= 2)
    report.end()


if __name__ == "__main__":
    main()
