"""Calls that come and go by themselves: people inside and outside call, answer, hold, and hang up, at a chosen rate.

They press the keys of the simulated phones as anybody else does. Everything runs on the simulator's clock and is
drawn from a seed, so that in virtual time the same traffic comes again.
"""

import random
from enum import Enum, auto

from jackfield.protocol.demo import HIGHEST_RATE, TrafficView
from jackfield.telephony.simulator.agents import UserAgent
from jackfield.telephony.simulator.channels import Channel, State
from jackfield.telephony.simulator.clock import Timer
from jackfield.telephony.simulator.simulator import Simulator

STEP_SECONDS = 0.25
"""How often the running calls are looked at."""
SPARED_SECONDS = 45.0
"""A phone whose keys somebody pressed is left alone for so long."""
CALLS_PER_PHONE = 4
"""The highest rate offered, calls a minute for each phone; more would only be refused."""

NAMES = (
    "Zoë Lefèvre",
    "Karim Haddad",
    "Noémie Durand",
    "Łukasz Nowak",
    "Ana Sofia Gonçalves",
    "Jürgen Weiß",
    "Mei-Ling Chen 陳美玲",
    "Siobhán O'Brien",
    "Δημήτρης Παππάς",
    "",
)
OUTSIDERS = ("+33639980", "+33199004", "+442079460", "+12025550")
"""Beginnings of numbers that are given to nobody: kept free for plays and films."""


class Fate(Enum):
    """What becomes of a call if nobody else takes a hand in it."""

    ANSWERED = auto()
    UNANSWERED = auto()
    DECLINED = auto()


class Running:
    """One call of the generator. Times are the clock's; 0: not yet, or never."""

    def __init__(self, caller: Channel, now: float, chance: random.Random) -> None:
        self.caller = caller
        roll = chance.random()
        self.fate = Fate.ANSWERED if roll < 0.86 else Fate.UNANSWERED if roll < 0.95 else Fate.DECLINED
        self.rings = chance.uniform(1.2, 4.5)
        self.gives_up = now + chance.uniform(14.0, 35.0)
        self.talks = min(3.0 + chance.expovariate(1 / 9.0), 60.0)
        self.called_ends_it = chance.random() < 0.5
        self.holds_after = self.talks * 0.4 if chance.random() < 0.2 else 0.0
        self.talked = False
        self.held = False
        self.until = 0.0
        self.hold_at = 0.0


class Traffic:
    """The generator: idle until it is given a rate."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._pbx = simulator.pbx
        self._clock = simulator.clock
        self._chance = random.Random(simulator.setup.seed)
        self._spared: dict[str, float] = {}
        self._calls: list[Running] = []
        self._next: Timer | None = None
        self._stepping: Timer | None = None
        self.per_minute = 0
        self.started = self.answered = self.unanswered = self.refused = 0

    @property
    def highest(self) -> int:
        """The most calls a minute that make sense here."""
        return max(10, min(HIGHEST_RATE, CALLS_PER_PHONE * len(self._pbx.phones)))

    def view(self) -> TrafficView:
        return TrafficView(
            per_minute=self.per_minute,
            highest=self.highest,
            started=self.started,
            answered=self.answered,
            unanswered=self.unanswered,
            refused=self.refused,
            running=len(self._calls),
        )

    def set_rate(self, per_minute: int) -> None:
        """From now on; 0 stops, and ends what goes on."""
        self.per_minute = min(per_minute, self.highest)
        if self._next is not None:
            self._next.cancel()
            self._next = None
        if self.per_minute:
            self._schedule()
        else:
            for call in self._calls:
                self._hang_up(call.caller)
            self._step()

    def spare(self, number: str) -> None:
        """Somebody uses this phone himself: leave it alone for a while."""
        self._spared[number] = self._clock.now() + SPARED_SECONDS

    def close(self) -> None:
        """Stop for good."""
        self.set_rate(0)

    # ------------------------------------------------------------ calls come

    def _schedule(self) -> None:
        self._next = self._clock.call_later(self._chance.expovariate(self.per_minute / 60.0), self._begin)

    def _begin(self) -> None:
        if not self._simulator.ami.down:
            caller = self._place()
            self.started += 1
            if caller is None:
                self.refused += 1
            else:
                self._calls.append(Running(caller, self._clock.now(), self._chance))
                self._keep_stepping()
        self._schedule()

    def _place(self) -> Channel | None:
        """Somebody calls somebody; None when there is no phone to do it."""
        idle = self._idle()
        roll = self._chance.random()
        staffed = [queue.setup.number for queue in self._pbx.queues if queue.members]
        if roll < 0.25 and staffed:
            return self._call_in(self._chance.choice(staffed))
        if roll < 0.55 and idle:
            return self._call_in(self._chance.choice(idle))
        if roll < 0.7 and idle:
            return self._pbx.phones[self._chance.choice(idle)].dial(f"0{self._chance.choice('67')}3998{self._digits()}")
        if len(idle) < 2:
            return None
        one, other = self._chance.sample(idle, 2)
        return self._pbx.phones[one].dial(other)

    def _call_in(self, number: str) -> Channel:
        caller = f"{self._chance.choice(OUTSIDERS)}{self._digits()[:3]}"
        return self._simulator.call_in(caller, number, name=self._chance.choice(NAMES))

    def _digits(self) -> str:
        return f"{self._chance.randrange(10_000):04d}"

    def _idle(self) -> list[str]:
        """The phones that are free for anything."""
        now = self._clock.now()
        self._spared = {number: until for number, until in self._spared.items() if until > now}
        return [
            number
            for number, phone in self._pbx.phones.items()
            if phone.endpoint.registered and not phone.calls and number not in self._spared and not phone.line.webrtc
        ]

    # ------------------------------------------------------------ calls go on

    def _keep_stepping(self) -> None:
        if self._stepping is None and self._calls:
            self._stepping = self._clock.call_later(STEP_SECONDS, self._step_again)

    def _step_again(self) -> None:
        self._stepping = None
        self._step()
        self._keep_stepping()

    def _step(self) -> None:
        ringing: dict[str, list[Channel]] = {}
        for leg in self._pbx.channels.values():
            if leg.state is State.RINGING and leg.outgoing is not None:
                ringing.setdefault(leg.linkedid, []).append(leg)
        now = self._clock.now()
        for call in self._calls:
            self._go_on(call, now, ringing.get(call.caller.linkedid, []))
        over = [call for call in self._calls if not self._lives(call.caller)]
        self.unanswered += sum(not call.talked for call in over)
        self._calls = [call for call in self._calls if self._lives(call.caller)]

    def _lives(self, channel: Channel) -> bool:
        """A restart of the PBX ends channels without a word."""
        return self._pbx.channels.get(channel.name) is channel

    def _go_on(self, call: Running, now: float, ringing: list[Channel]) -> None:
        if not self._lives(call.caller):
            return
        if call.caller.bridge is not None and not call.talked:
            call.talked = True
            self.answered += 1
            call.until = now + call.talks
            call.hold_at = now + call.holds_after if call.holds_after else 0.0
        if call.talked:
            self._talk_on(call, now)
        elif now >= call.gives_up:
            self._hang_up(call.caller)
        else:
            self._take(call, now, ringing)

    def _take(self, call: Running, now: float, ringing: list[Channel]) -> None:
        for leg in ringing:
            phone = self._pbx.phones.get(leg.endpoint.name)
            if phone is None or phone.endpoint.name in self._spared or now - leg.born < call.rings:
                continue
            if call.fate is Fate.ANSWERED and all(other.state is State.RINGING for other in phone.calls):
                phone.answer(leg)
                return
            if call.fate is Fate.DECLINED:
                call.fate = Fate.UNANSWERED
                phone.refuse(leg)
                return

    def _talk_on(self, call: Running, now: float) -> None:
        channel = call.caller
        if now >= call.until:
            bridge = channel.bridge
            called = bridge.peer_of(channel) if bridge is not None else None
            self._hang_up(called if called is not None and call.called_ends_it else channel)
        elif call.hold_at and now >= call.hold_at:
            call.hold_at = 0.0 if call.held else call.hold_at + 4.0
            agent = self._agent(channel)
            if agent is None or channel.bridge is None:
                return
            if call.held and channel.holding:
                agent.resume(channel)
            elif not call.held and not channel.holding:
                agent.hold(channel)
            call.held = True

    def _agent(self, channel: Channel) -> UserAgent | None:
        """Who holds the telephone at the other side of a channel."""
        if channel.endpoint is self._pbx.trunk:
            return self._simulator.outside
        return self._pbx.phones.get(channel.endpoint.name)

    def _hang_up(self, channel: Channel) -> None:
        agent = self._agent(channel)
        if agent is not None and channel in agent.calls:
            agent.hang_up(channel)
