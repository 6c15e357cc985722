"""Faults on the way from the PBX to its AMI clients: events lost, late, twice, in the wrong order, at random by a seed.

What happens in the PBX is untouched: only what is told of it goes wrong, for all clients alike.
"""

import random
from collections.abc import Callable

import msgspec

from jackfield.telephony.simulator.clock import Clock

Deliver = Callable[[], None]


class Odds(msgspec.Struct, frozen=True, kw_only=True):
    """Each fault's probability, 0 to 1; `seconds`: how long a delayed event takes at most."""

    drop: float = 0.0
    delay: float = 0.0
    double: float = 0.0
    reorder: float = 0.0
    seconds: float = 1.0


class Faults:
    """Decides for every event; an event kept back to change places goes after the next one, or after `seconds`."""

    def __init__(self, clock: Clock, seed: int) -> None:
        self.odds = Odds()
        self.lost_hangups = 0
        self._clock = clock
        self._seed = seed
        self._random = random.Random(seed)
        self._kept: list[Deliver] = []

    def set(self, odds: Odds, seed: int | None = None) -> None:
        """From now on; with a seed the same events meet the same faults again."""
        self.odds = odds
        self._random = random.Random(self._seed if seed is None else seed)
        self._let_go()

    def carry(self, name: str, deliver: Deliver) -> None:
        """Deliver an event, or do to it what the odds say."""
        if name == "Hangup" and self.lost_hangups:
            self.lost_hangups -= 1
            return
        odds, roll = self.odds, self._random.random
        if odds.drop and roll() < odds.drop:
            return
        if odds.delay and roll() < odds.delay:
            self._clock.call_later(roll() * odds.seconds, deliver)
            return
        if odds.reorder and not self._kept and roll() < odds.reorder:
            self._kept.append(deliver)
            self._clock.call_later(odds.seconds, self._let_go)
            return
        deliver()
        if odds.double and roll() < odds.double:
            deliver()
        self._let_go()

    def _let_go(self) -> None:
        kept, self._kept = self._kept, []
        for deliver in kept:
            deliver()

    @property
    def active(self) -> bool:
        return bool(self.lost_hangups or self._kept) or self.odds != Odds()
