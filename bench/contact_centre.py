"""A contact centre at work: from the lines of the manager interface to the frames of everybody who watches everything.

2,000 agents in 200 queues, 17 calls a second from outside, 500 sessions that each follow all queues, all agents' states
and all statistics. The PBX is the simulator in virtual time; the road is the program's own: decoder, facts, core, hub,
outboxes; only the sockets are missing. Measured is the CPU time from a piece of bytes, as the PBX writes it, until the
last frame made of it is in the last outbox; and apart from that, what the core alone needs for a call.
"""

import heapq
import time
from collections.abc import Callable

import _report

from jackfield.domain.core import Client, Core
from jackfield.domain.directory import Agent, Directory, Group, Line, Membership, Queue, User
from jackfield.domain.effects import Effect, Look, Request, Store, Wake
from jackfield.domain.facts import Fact, Stored, TimeReached
from jackfield.protocol import commands
from jackfield.protocol.values import Profile
from jackfield.telephony import simulator as pbxs
from jackfield.telephony.ami.connection import Connection
from jackfield.telephony.ami.outcomes import Answer, Credentials, Events, Ready
from jackfield.telephony.ami.pbx import AmiPbx, Tag
from jackfield.web.hub import Hub
from jackfield.web.outbox import Outbox, Post
from jackfield.web.settings import OutboxSettings, ResumeSettings

STEP = 0.02
TALK_SECONDS, RING_SECONDS, WRAP_UP_SECONDS = 8.0, 1.0, 5
RATE = 17
FOLLOWED = (commands.SubscribeToQueueStats(), commands.SubscribeToAgentEvents(), commands.SubscribeToAgentStats())


def directory_of(agents: int, queues: int) -> Directory:
    """Each agent has a line and is in two queues; the first user is the one who watches."""
    numbers = range(1, agents + 1)
    return Directory.build(
        users=[User(id=1, login="watcher", profile=Profile.ADMIN)],
        lines=[Line(id=n, number=str(10_000 + n), endpoint=f"PJSIP/{10_000 + n}", context="internal") for n in numbers],
        groups=[Group(id=1, name="all")],
        agents=[Agent(id=n, number=str(20_000 + n), first_name="Agent", group_id=1) for n in numbers],
        queues=[
            Queue(id=n, name=f"queue{n}", number=str(3_000 + n), wrap_up_seconds=WRAP_UP_SECONDS)
            for n in range(1, queues + 1)
        ],
        memberships=[
            Membership(agent_id=n, queue_id=queue)
            for n in numbers
            for queue in sorted({n % queues + 1, 7 * n % queues + 1})
        ],
    )


class Sink:
    """A socket that takes everything."""

    def __init__(self) -> None:
        self.frames = 0

    def write(self, data: bytes) -> None:
        self.frames += 1

    def get_write_buffer_size(self) -> int:
        return 0


class Road:
    """The whole way from the PBX's bytes to outboxes."""

    def __init__(self, agents: int, queues: int, watchers: int) -> None:
        self.directory = directory_of(agents, queues)
        self.clock = pbxs.VirtualClock()
        lines = tuple(
            pbxs.Line(number=line.number, behaviour=f"answer:{RING_SECONDS:g}") for line in self.directory.lines
        )
        served = tuple(
            pbxs.Queue(name=queue.name, number=queue.number, wrapuptime=WRAP_UP_SECONDS)
            for queue in self.directory.queues
        )
        self.simulator = pbxs.Simulator(pbxs.Setup(lines=lines, queues=served), clock=self.clock)
        self.core = Core(self.directory, epoch="bench")
        self.of_core = 0.0
        """CPU seconds in the core alone."""
        self.wakes: list[float] = []
        self.soon: list[Callable[[], None]] = []
        post = Post(self.soon.append, lambda seconds, action: None, self.clock.now, OutboxSettings())
        names = iter(range(10**9))
        self.hub = Hub(
            post, clock=self.clock.now, epoch="e", new_id=lambda: f"s{next(names)}", settings=ResumeSettings()
        )
        self.pbx = AmiPbx(self.feed, "jackfield")
        self.pbx.send = self._send
        self.pbx.announce = post.collect
        setup = self.simulator.setup
        self.connection: Connection[Tag] = Connection(
            Credentials(user=setup.username, secret=setup.secret), self.clock.now(), prefix="b"
        )
        self.inbox: list[bytes] = []
        self.session = self.simulator.attach(self.inbox.append)
        self.sinks = [Sink() for _ in range(watchers)]
        self._log_in()
        self._watch(post)

    def _log_in(self) -> None:
        for member in self.directory.memberships:
            line = self.directory.lines[member.agent_id - 1]
            who = f"Interface: {line.endpoint}\r\nMemberName: Agent/{20_000 + member.agent_id}\r\n"
            state = f"StateInterface: hint:{line.number}@phones\r\n"
            other = self.simulator.attach(lambda data: None) if member.agent_id == 1 else None
            if other is not None:
                setup = self.simulator.setup
                other.receive(f"Action: Login\r\nUsername: {setup.username}\r\nSecret: {setup.secret}\r\n\r\n".encode())
                self.tool = other
            self.tool.receive(f"Action: QueueAdd\r\nQueue: queue{member.queue_id}\r\n{who}{state}\r\n".encode())
        self.pass_time(2.0)

    def _watch(self, post: Post) -> None:
        for sink in self.sinks:
            rights = self.core.rights(1)
            session = self.hub.join(rights, Outbox(sink, post, lambda code: None), numbered=False)
            for command in FOLLOWED:
                self._perform(self.core.ask(command, Client(session.id, 1), self.clock.now()))
        self._turn()

    def _send(self, pairs: list[tuple[str, str]], tag: Tag) -> None:
        self._take(self.connection.send(pairs, tag, self.clock.now()))

    def _take(self, outcomes: list[object]) -> None:
        for outcome in outcomes:
            match outcome:
                case Ready(version, filtered):
                    self.pbx.link_up(version, filtered)
                case Events(frames):
                    self.pbx.frames(frames)
                case Answer():
                    self.pbx.answer(outcome)

    def feed(self, fact: Fact) -> None:
        """One fact, through core and hub."""
        before = time.perf_counter()
        effects = self.core.feed(fact, self.clock.now())
        self.of_core += time.perf_counter() - before
        self._perform(effects)

    def _perform(self, effects: list[Effect]) -> None:
        for effect in effects:
            match effect:
                case Request():
                    self.pbx.order(effect.tag, effect.action)
                case Wake():
                    heapq.heappush(self.wakes, effect.at)
                case Look():
                    pass  # lists are `bench/resync`'s affair
                case Store():
                    self.feed(Stored(effect.tag, ok=True))
                case _:
                    self.hub.perform(effect)

    def _turn(self) -> None:
        while self.soon:
            ready, self.soon[:] = self.soon[:], []
            for action in ready:
                action()

    def pass_time(self, seconds: float) -> list[float]:
        """Let virtual time go by; the CPU seconds for each piece of bytes that came."""
        taken: list[float] = []
        for _ in range(round(seconds / STEP)):
            self.simulator.advance(STEP)
            while self.inbox or self.connection_has_output():
                pieces, self.inbox[:] = self.inbox[:], []
                for piece in pieces:
                    before = time.perf_counter()
                    self._take(self.connection.receive(piece, self.clock.now()))
                    self._turn()
                    taken.append(time.perf_counter() - before)
            while self.wakes and self.wakes[0] <= self.clock.now():
                heapq.heappop(self.wakes)
                self.feed(TimeReached())
            self._turn()
        return taken

    def connection_has_output(self) -> bool:
        """Give the PBX what is to be sent; whether there was anything."""
        data = self.connection.output()
        if data:
            self.session.receive(data)
        return bool(data)

    def work(self, calls: int, rate: float) -> list[float]:
        """So many calls, one queue after the other; what each piece of bytes took."""
        taken: list[float] = []
        for n in range(calls):
            queue = self.directory.queues[n % len(self.directory.queues)]
            caller = self.simulator.call_in(f"+3360{n:07d}", queue.number)

            def hang_up(caller: object = caller) -> None:
                if not caller.hung_up:  # type: ignore[attr-defined]
                    self.simulator.outside.hang_up(caller)  # type: ignore[arg-type]

            self.simulator.pbx.later(TALK_SECONDS + n % 5, hang_up)
            taken += self.pass_time(max(STEP, 1 / rate))
        return taken + self.pass_time(TALK_SECONDS + 8)


def core_cost(agents: int, queues: int, watchers: int, calls: int, rate: float) -> float:
    """CPU milliseconds of the core for a call."""
    road = Road(agents, queues, watchers)
    road.of_core = 0.0
    road.work(calls, rate)
    return road.of_core / calls * 1000


def main() -> None:
    quick = _report.quick()
    report = _report.Report("bench/contact_centre: agents, queues and statistics under watch", quick)
    agents, queues, watchers, calls = (20, 4, 10, 10) if quick else (2_000, 200, 500, 340)
    road = Road(agents, queues, watchers)
    before, frames = time.process_time(), sum(sink.frames for sink in road.sinks)
    taken = road.work(calls, RATE)
    used, frames = time.process_time() - before, sum(sink.frames for sink in road.sinks) - frames
    for part, limit in ((0.5, 2.0), (0.99, 10.0)):
        value = _report.percentile(taken, part) * 1000
        what = f"{agents:,} agents, {queues} queues, {watchers} watchers: AMI bytes to outboxes, p{part * 100:.0f}, ms"
        report.line(what, f"{value:.2f}", target=f"< {limit:.0f} ms", ok=value < limit)
    report.note(f"longest {max(taken) * 1000:.1f} ms; {len(taken):,} pieces; {frames:,} writes to sockets")
    report.note(f"{used / calls * 1000:.1f} ms of CPU a call, the simulated PBX included")
    few = core_cost(10, 4, 0, calls // 4, 1.0)
    report.line("the core for a call, 10 agents, nobody watches, CPU ms", f"{few:.2f}")
    sizes = [(agents, queues, 0), (agents, queues, watchers)]
    alone, watched = (core_cost(*size, calls, RATE) for size in sizes)
    report.line(
        f"the core for a call, {agents:,} agents, nobody watches, CPU ms",
        f"{alone:.2f}",
        f"{few:.2f}",
        f"{alone / few:.2f} x",
        "< 3 x that of 10 agents",
        alone < 3 * few,
    )
    report.line(
        f"the core for a call, {agents:,} agents, {watchers} watch, CPU ms",
        f"{watched:.2f}",
        f"{alone:.2f}",
        f"{watched / alone:.2f} x",
        "< 1.5 x unwatched",
        watched < 1.5 * alone,
    )
    report.end()


if __name__ == "__main__":
    main()
