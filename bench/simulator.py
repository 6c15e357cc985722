"""How many calls through queues the simulated PBX carries, on one core and in virtual time.

Callers from outside join three queues, agents answer after a second, callers talk four seconds and hang up; a few give
up before. Beside it stand the same calls without queues, from phone to phone: the floor. One AMI client listens,
once to the classes Jackfield asks for, once to everything.
"""

import random
import time
from collections.abc import Callable

from _report import Report, quick

from jackfield.telephony.simulator import Line, Outside, Phone, Queue, Setup, Simulator
from jackfield.telephony.simulator.channels import Channel

CALLS = 6000
RATE = 50
AGENTS = 300
QUEUES = ("3001", "3002", "3003")
RING_SECONDS, TALK_SECONDS, PATIENCE_SECONDS = 1.0, 4.0, 0.5
IMPATIENT = 0.05
TARGET = 200
Begin = Callable[[Simulator, int, random.Random], None]

OURS = "call,agent,user,system"


def setup() -> Setup:
    """Three queues of different strategies; as many lines again to call from phone to phone."""
    lines = tuple(Line(number=str(10000 + n), behaviour=f"answer:{RING_SECONDS:g}") for n in range(2 * AGENTS))
    strategies = ("rrmemory", "leastrecent", "fewestcalls")
    queues = tuple(
        Queue(name=f"queue{number}", number=number, strategy=strategy)
        for number, strategy in zip(QUEUES, strategies, strict=True)
    )
    return Setup(lines=lines, queues=queues, ring_time=20.0)


class Listener:
    """Counts what an AMI client is sent."""

    def __init__(self, pbx: Simulator, classes: str) -> None:
        self.size = 0
        session = pbx.attach(self._take)
        login = f"Action: Login\r\nUsername: jackfield\r\nSecret: jackfield-secret\r\nEvents: {classes}\r\n\r\n"
        session.receive(login.encode())
        for n in range(AGENTS):
            member = f"Interface: PJSIP/{10000 + n}\r\nStateInterface: hint:{10000 + n}@phones\r\n"
            session.receive(f"Action: QueueAdd\r\nQueue: queue{QUEUES[n % 3]}\r\n{member}\r\n".encode())

    def _take(self, data: bytes) -> None:
        self.size += len(data)


def end(who: Phone | Outside, channel: Channel) -> None:
    """Hang up, unless the other one was faster."""
    if not channel.hung_up:
        who.hang_up(channel)


def through_queues(pbx: Simulator, number: int, chance: random.Random) -> None:
    channel = pbx.call_in(f"+336{number:08d}", QUEUES[number % 3])
    patience = PATIENCE_SECONDS if chance.random() < IMPATIENT else RING_SECONDS + TALK_SECONDS
    pbx.pbx.later(patience, lambda: end(pbx.outside, channel))


def between_phones(pbx: Simulator, number: int, chance: random.Random) -> None:
    phone = pbx.phone(str(10000 + AGENTS + number % AGENTS))
    channel = phone.dial(str(10000 + number % AGENTS))
    pbx.pbx.later(RING_SECONDS + TALK_SECONDS, lambda: end(phone, channel))


def run(calls: int, classes: str, begin: Begin) -> tuple[float, int, int]:
    """CPU seconds, bytes told, events published for so many calls."""
    pbx = Simulator(setup())
    listener = Listener(pbx, classes)
    chance = random.Random(1)
    before = time.process_time()
    for number in range(calls):
        begin(pbx, number, chance)
        pbx.advance(1 / RATE)
    pbx.advance(60)
    seconds = time.process_time() - before
    left = pbx.snapshot()["channels"]
    if left:
        raise SystemExit(f"calls that did not end: {left}")
    return seconds, listener.size, pbx.pbx.events.published


def main() -> None:
    small = quick()
    calls = 200 if small else CALLS
    report = Report(
        f"{calls} simulated calls through three queues of {AGENTS // 3} agents, {RATE} a second", quick=small
    )
    for who, classes in (("the classes Jackfield asks for", OURS), ("everything", "all")):
        seconds, size, events = run(calls, classes, through_queues)
        floor, _, _ = run(calls, classes, between_phones)
        report.line(
            f"calls a CPU second, a client that hears {who}",
            f"{calls / seconds:.0f}/s",
            f"{calls / floor:.0f}/s",
            f"{seconds / floor:.1f} x",
            f"> {TARGET}/s",
            calls / seconds > TARGET,
        )
        report.note(f"{events / calls:.0f} events a call, {size / calls / 1000:.0f} kB a call told")
    report.end()


if __name__ == "__main__":
    main()
