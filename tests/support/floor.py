"""The simulator and cores on virtual time, without a loop: bytes go from one to the other by calls.

Each `Desk` is a whole road (AMI dialogue, facts, core, effects) of its own; one that is opened later reads the lists.
"""

from collections import deque

from jackfield.domain.core import Core
from jackfield.domain.directory import Directory, Line, User
from jackfield.domain.effects import Effect, Fetch, Look, Record, Request, Store
from jackfield.domain.facts import Fact, Fetched, JournalRead, Stored, TimeReached
from jackfield.domain.lasting import Kept
from jackfield.protocol.events import PhoneEvent
from jackfield.telephony.ami.connection import Connection
from jackfield.telephony.ami.outcomes import Answer, Broken, Credentials, Events, Outcome, Ready, Refused
from jackfield.telephony.ami.pbx import AmiPbx, Tag
from jackfield.telephony.simulator import Simulator, VirtualClock
from tests.support.records import Records

STEP = 0.05
"""Virtual seconds between two looks at the clock."""


def floor_directory() -> Directory:
    numbers = [f"100{n}" for n in range(1, 9)]
    users = [User(id=n, login=number, first_name=number, line_id=n) for n, number in enumerate(numbers, 1)]
    lines = [
        Line(id=n, number=number, endpoint=f"PJSIP/{number}", context="internal", user_id=n)
        for n, number in enumerate(numbers, 1)
    ]
    return Directory.build(users=users, lines=lines)


class Desk:
    """A core on its own AMI connection to the simulator."""

    def __init__(self, floor: "Floor", journal: dict[str, str] | None = None, kept: Kept | None = None) -> None:
        self.floor = floor
        self.core = Core(floor.directory, epoch=f"desk{len(floor.desks)}", kept=kept)
        self.effects: list[Effect] = []
        self.records = Records()
        setup = floor.simulator.setup
        self.pbx = AmiPbx(self.feed, "jackfield")
        self.pbx.send = self.send
        self.connection: Connection[Tag] = Connection(
            Credentials(user=setup.username, secret=setup.secret), floor.now, prefix=f"d{len(floor.desks)}"
        )
        self.inbox: deque[bytes] = deque()
        self.session = floor.simulator.attach(self.inbox.append)
        if journal is not None:
            self.feed(JournalRead(journal))
        self.pump()

    def send(self, pairs: list[tuple[str, str]], tag: Tag) -> None:
        self._take(self.connection.send(pairs, tag, self.floor.now))

    def pump(self) -> None:
        """Carry bytes both ways until nobody has anything to say."""
        while True:
            data = self.connection.output()
            if data:
                self.session.receive(data)
            if not self.inbox:
                if not data:
                    return
                continue
            self._take(self.connection.receive(self.inbox.popleft(), self.floor.now))

    def _take(self, outcomes: list[Outcome[Tag]]) -> None:
        for outcome in outcomes:
            match outcome:
                case Ready(version, filtered):
                    self.pbx.link_up(version, filtered)
                case Events(frames):
                    self.pbx.frames(frames)
                case Answer():
                    self.pbx.answer(outcome)
                case Refused(reason) | Broken(reason):
                    raise AssertionError(reason)

    def feed(self, fact: Fact) -> None:
        self.perform(self.core.feed(fact, self.floor.now))

    def perform(self, effects: list[Effect]) -> None:
        self.effects += effects
        for effect in effects:
            if isinstance(effect, Request):
                self.pbx.order(effect.tag, effect.action)
            elif isinstance(effect, Look):
                self.pbx.look()
            elif isinstance(effect, Store):
                self.feed(Stored(effect.tag, ok=True))
            elif isinstance(effect, Record):
                self.records.kept.append(effect.call)
            elif isinstance(effect, Fetch):
                self.feed(Fetched(effect.tag, ok=True, found=self.records.found(effect.question)))

    def calls(self) -> dict[str, tuple[object, dict[str, tuple[str, str, str]]]]:
        """What is known: number -> status, and by leg what was last told, as far as any list can tell it."""
        return {
            number: (
                phone["status"],
                {leg: (said.eventType, said.otherDN, said.callDirection) for leg, said in phone["calls"].items()},
            )
            for number, phone in self.core.snapshot().items()
        }

    def told(self, number: str) -> list[str]:
        """The phone events of a line so far."""
        events = [getattr(effect, "event", None) for effect in self.effects]
        return [str(event.eventType) for event in events if isinstance(event, PhoneEvent) and number == event.DN]


class Floor:
    """A simulated PBX on virtual time and the desks that watch it."""

    def __init__(self, directory: Directory | None = None) -> None:
        self.directory = directory or floor_directory()
        self.clock = VirtualClock()
        self.simulator = Simulator(clock=self.clock)
        self.desks: list[Desk] = []
        self.first = self.open()

    @property
    def now(self) -> float:
        return self.clock.now()

    def open(self, journal: dict[str, str] | None = None, kept: Kept | None = None) -> Desk:
        """One more desk, which reads the lists, and before them the journal of an earlier one and what it has kept."""
        desk = Desk(self, journal, kept)
        self.desks.append(desk)
        self.pass_time(STEP)
        return desk

    def pass_time(self, seconds: float) -> None:
        """Let virtual time go by in small steps."""
        for _ in range(max(1, round(seconds / STEP))):
            self.simulator.advance(STEP)
            for desk in self.desks:
                desk.pump()
                desk.feed(TimeReached())
                desk.pump()
