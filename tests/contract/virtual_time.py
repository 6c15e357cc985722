"""An event loop whose clock jumps: when nothing is ready, it is already the time of the next timer.

Whatever runs in it must live in memory: no sockets, no threads. An hour takes as long as what happens in it.
"""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

TURN_SECONDS = 1e-6
"""What a turn of the loop takes."""


class _Jump(selectors.DefaultSelector):
    def __init__(self) -> None:
        super().__init__()
        self.moment = 0.0

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("nothing will ever happen again")
        if not ready and timeout:
            self.moment += timeout
        # time never stands quite still: a timer set for a moment that rounding put a hair away would spin for ever
        self.moment += TURN_SECONDS
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """As asyncio's own, on virtual time beginning at 0."""

    def __init__(self) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        return self._jump.moment


def run(story: Coroutine[Any, Any, T]) -> T:
    """As `asyncio.run`, in virtual time."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(story)
