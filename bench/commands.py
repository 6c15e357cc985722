"""The command road: from a client's text frame to the bytes of the AMI action, or of the answer where there is none.

Each command that the server handles is asked by every second one of 2,000 users in turn, in the state it needs: most in
a call, some idle, ringing or consulting. The road is the server's own without sockets and disk: frame, command, rights,
core, request, action, bytes, and the encoding of what is answered. Beside each stands what came out. Those without a
state of their own here are asked in a call; some are then refused, which is a road too.
"""

import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import _report

from jackfield.domain import facts
from jackfield.domain.core import HANDLERS, Client, Core
from jackfield.domain.directory import Agent, Directory, Line, LineKind, Membership, Queue, User
from jackfield.domain.effects import Effect, Publish, Reply, Request, Store
from jackfield.domain.facts import Channel, ChannelState, Fact, PbxLink
from jackfield.domain.phone.patterns import DialRules
from jackfield.domain.world import Settings
from jackfield.protocol.commands import Command
from jackfield.protocol.decode import decode_frame
from jackfield.protocol.encode import frame
from jackfield.protocol.events import CommandResult, Error
from jackfield.telephony.ami.connection import Connection
from jackfield.telephony.ami.outcomes import Answer, Credentials, Events, Ready
from jackfield.telephony.ami.pbx import AmiPbx, Tag
from jackfield.telephony.simulator import Simulator, VirtualClock

LONGEST = 0.5
"""CPU seconds after which enough has been asked: a list of 2,000 agents takes some milliseconds."""

FIXTURES = Path(__file__).parents[1] / "tests" / "protocol" / "fixtures" / "commands.jsonl"
FRAMES = {
    "dial": '{"claz":"web","command":"dial","destination":"01 23 45 67 89","variables":{"case":"42","who":"Zoë"}}',
    "setData": '{"claz":"web","command":"setData","variables":{"case":"42","USR_who":"Zoë"}}',
    "directTransfer": '{"claz":"web","command":"directTransfer","destination":"10003"}',
    "attendedTransfer": '{"claz":"web","command":"attendedTransfer","destination":"10003"}',
    "dnd": '{"claz":"web","command":"dnd","state":true}',
    "sendDtmf": '{"claz":"web","command":"sendDtmf","key":"5"}',
    "agentLogin": '{"claz":"web","command":"agentLogin"}',
    "pauseAgent": '{"claz":"web","command":"pauseAgent"}',
}
"""Where the first fixture would not do."""

IDLE, RINGING, TALKING, CONSULTING = "idle", "ringing", "talking", "consulting"
STATES = {
    "dial": IDLE, "originate": IDLE, "answer": RINGING, "completeTransfer": CONSULTING, "cancelTransfer": CONSULTING,
    "agentLogin": IDLE, "dnd": IDLE, "naFwd": IDLE, "uncFwd": IDLE, "busyFwd": IDLE, "userStatusUpdate": IDLE,
}  # fmt: skip


def directory_of(size: int) -> Directory:
    """Users with a line each and an agent each, in twenty queues."""
    users = [
        User(id=n, login=f"user{n}", first_name="Agent", last_name=str(n), line_id=n, agent_id=n)
        for n in range(1, size + 1)
    ]
    lines = [
        Line(
            id=n,
            number=str(10_000 + n),
            endpoint=f"PJSIP/{10_000 + n}",
            context="internal",
            user_id=n,
            kind=LineKind.PHONE,
        )
        for n in range(1, size + 1)
    ]
    agents = [Agent(id=n, number=str(20_000 + n), first_name="Agent", user_id=n) for n in range(1, size + 1)]
    queues = [Queue(id=n, name=f"queue{n}", number=str(3_000 + n)) for n in range(1, 21)]
    memberships = [Membership(agent_id=n, queue_id=n % 20 + 1) for n in range(1, size + 1)]
    return Directory.build(users=users, lines=lines, agents=agents, queues=queues, memberships=memberships)


def calls(directory: Directory, state: str) -> Iterator[Fact]:
    """Each two lines in a call in this state; the asker is the called one, whose phone obeys NOTIFY."""
    for n in range(0, len(directory.lines) - 1, 2):
        one, other = directory.lines[n], directory.lines[n + 1]
        yield facts.ContactChanged(other.endpoint, True, "Yealink SIP-T46S 66.86.0.15")
        up = ChannelState.UP if state in (TALKING, CONSULTING) else ChannelState.RINGING
        caller = Channel(
            f"c-{n}", f"{one.endpoint}-{n:08x}", f"c-{n}", ChannelState.RING, one.number, exten=other.number
        )
        called = Channel(f"d-{n}", f"{other.endpoint}-{n:08x}", f"c-{n}", up, other.number, connected_number=one.number)
        yield from (facts.ChannelSeen(caller), facts.ChannelSeen(called), facts.DialBegan(caller, called))
        if state == RINGING:
            continue
        yield from (facts.BridgeEntered(caller, f"b-{n}"), facts.BridgeEntered(called, f"b-{n}"))
        if state == CONSULTING:
            half = Channel(f"l-{n}", f"Local/10003@internal-{n:08x};1", f"c-{n}", ChannelState.UP, exten="10003")
            yield from (facts.HoldChanged(called, True), facts.BridgeEntered(half, f"s-{n}"))
            yield from (facts.BridgeLeft(called, f"b-{n}"), facts.BridgeEntered(called, f"s-{n}"))


class Road:
    """A core whose requests become bytes on a connection that is logged in; nobody reads them."""

    def __init__(self, directory: Directory, state: str) -> None:
        self.core = Core(directory, epoch="bench", settings=Settings(dial_rules=DialRules(calls_per_minute=0)))
        self.connection = self._logged_in()
        self.pbx = AmiPbx(lambda fact: None, "jackfield")
        self.pbx.send = lambda pairs, tag: self._send(pairs, tag)
        for fact in (facts.LinkChanged(PbxLink.SYNCING), facts.LinkChanged(PbxLink.UP)):
            self.core.feed(fact, 0.0)
        for line in directory.lines:
            self.core.feed(facts.HintChanged(line.number, "internal", 0), 0.0)
        for fact in calls(directory, state) if state != IDLE else ():
            self.core.feed(fact, 0.0)

    def _logged_in(self) -> Connection[Tag]:
        simulator = Simulator(clock=VirtualClock())
        setup = simulator.setup
        inbox: list[bytes] = []
        session = simulator.attach(inbox.append)
        connection: Connection[Tag] = Connection(Credentials(user=setup.username, secret=setup.secret), 0.0, prefix="b")
        ready = False
        while not ready:
            session.receive(connection.output())
            for outcome in connection.receive(inbox.pop(0), 0.0):
                match outcome:
                    case Ready():
                        ready = True
                    case Events() | Answer():
                        pass
                    case other:
                        raise RuntimeError(other)
        return connection

    def _send(self, pairs: list[tuple[str, str]], tag: Tag) -> None:
        if self.connection.send(pairs, tag, 0.0):
            raise RuntimeError(f"not sent: {pairs}")

    def ask(self, text: str, client: Client) -> str:
        """The whole road; what came out first of what matters: an action, a refusal, or an answer."""
        command = decode_frame(text)
        assert isinstance(command, Command)
        found = self._perform(self.core.ask(command, client, 1.0))
        if self.connection.output():
            return "action"
        return found

    def _perform(self, effects: list[Effect]) -> str:
        found = "answer"
        for effect in effects:
            if isinstance(effect, Request):
                self.pbx.order(effect.tag, effect.action)
            elif isinstance(effect, Publish | Reply):
                frame(effect.event)
                if isinstance(effect.event, Error | CommandResult):
                    found = "refusal"
            elif isinstance(effect, Store):
                self._perform(self.core.feed(facts.Stored(effect.tag, ok=True), 1.0))
                found = "stored"
        return found


def fixtures() -> dict[str, str]:
    """The first fixture of each command."""
    found: dict[str, str] = {}
    for text in FIXTURES.read_text(encoding="utf-8").splitlines():
        command = decode_frame(text)
        if isinstance(command, Command):
            found.setdefault(str(command.__struct_config__.tag), text)
    return found | FRAMES


def measure(directory: Directory, name: str, text: str) -> tuple[list[float], float, str]:
    """CPU seconds of each ask, asks a CPU second, and what came out."""
    state = STATES.get(name, TALKING)
    road = Road(directory, state)
    clients = [Client(f"session{user.id}", user.id) for user in directory.users[1::2]]
    seconds: list[float] = []
    came: Counter[str] = Counter()

    def all_ask() -> None:
        for client in clients:
            if sum(seconds) > LONGEST:
                return
            began = time.process_time()
            outcome = road.ask(text, client)
            seconds.append(time.process_time() - began)
            came[outcome] += 1

    gc.collect()
    cpu, _ = _report.cpu_of(all_ask)
    return seconds, len(seconds) / cpu, came.most_common(1)[0][0]


def main() -> None:
    quick = _report.quick()
    report = _report.Report("bench/commands: from a client's frame to the AMI action's bytes", quick)
    directory = directory_of(20 if quick else 2_000)
    texts = fixtures()
    per_second: Callable[[float], str] = lambda value: f"{value:,.0f}"  # noqa: E731
    worst = 0.0
    for kind in HANDLERS:
        name = str(kind.__struct_config__.tag)
        taken = [measure(directory, name, texts[name]) for _ in range(1 if quick else 3)]
        p50, p99 = (
            _report.median(_report.percentile(seconds, part) for seconds, _, _ in taken) * 1e6 for part in (0.5, 0.99)
        )
        worst = max(worst, p99) if taken[0][2] == "action" else worst
        rate = _report.median(rate for _, rate, _ in taken)
        report.line(
            f"{name}: {taken[0][2]}; us p50, p99, then asks a CPU s", f"{p50:.0f}", f"{p99:.0f}", per_second(rate)
        )
    ok = worst < 10_000
    report.line("slowest p99 of those that make an action, ms", f"{worst / 1000:.2f}", target="< 10 ms", ok=ok)
    report.end()


if __name__ == "__main__":
    main()
