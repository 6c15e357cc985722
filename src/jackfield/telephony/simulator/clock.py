"""Time for the simulated PBX: virtual (moved by hand, deterministic) or real (the event loop's).

Nothing else in the simulator may look at a clock or start a timer.
"""

import asyncio
import heapq
import time
from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    """Something that will run once, unless it is cancelled first."""

    def cancel(self) -> None: ...


class Clock(Protocol):
    """What the PBX knows of time: Unix seconds, and calls to come."""

    def now(self) -> float: ...

    def call_later(self, delay: float, action: Callable[[], None]) -> Timer: ...


class VirtualTimer:
    """One entry of the virtual clock."""

    __slots__ = ("action",)

    def __init__(self, action: Callable[[], None]) -> None:
        self.action: Callable[[], None] | None = action

    def cancel(self) -> None:
        self.action = None


class VirtualClock:
    """Time that stands still until `advance` is called: the same steps give the same order on any machine."""

    def __init__(self, start: float = 1_800_000_000.0) -> None:
        self._now = start
        self._due: list[tuple[float, int, VirtualTimer]] = []
        self._entries = 0

    def now(self) -> float:
        return self._now

    def call_later(self, delay: float, action: Callable[[], None]) -> VirtualTimer:
        timer = VirtualTimer(action)
        self._entries += 1
        heapq.heappush(self._due, (self._now + max(delay, 0.0), self._entries, timer))
        return timer

    def advance(self, seconds: float = 0.0) -> None:
        """Run all that falls due within `seconds`, in order of time, then of entry, each at its own moment."""
        end = self._now + seconds
        while self._due and self._due[0][0] <= end:
            moment, _, timer = heapq.heappop(self._due)
            self._now = max(self._now, moment)
            action, timer.action = timer.action, None
            if action is not None:
                action()
        self._now = end


class RealClock:
    """The running event loop's timers and the machine's date."""

    def now(self) -> float:
        return time.time()

    def call_later(self, delay: float, action: Callable[[], None]) -> Timer:
        return asyncio.get_running_loop().call_later(delay, action)
