"""Limiting a flood: the token bucket of protocol section 1.9. Pure: the clock is passed in."""

import msgspec

DURATION_SECONDS = 30.0
"""What `message_per_duration` counts over."""


class Rate(msgspec.Struct, frozen=True):
    """How a bucket fills: it holds `capacity` at most and gains `per_second`."""

    capacity: float
    per_second: float

    @classmethod
    def of_messages(cls, message_per_duration: int, max_burst: int) -> "Rate":
        """The documented settings of a socket."""
        return cls(float(max_burst), message_per_duration / DURATION_SECONDS)


class Bucket:
    """Full at first; each thing let through takes one token. Refused things take nothing."""

    __slots__ = ("_at", "_rate", "_tokens")

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._tokens = rate.capacity
        self._at = now

    def admits(self, now: float) -> bool:
        """Take a token if there is one."""
        self._refill(now)
        # A token refilled in many small steps may lack the last bits of a float.
        if self._tokens < 1.0 - 1e-9:
            return False
        self._tokens = max(0.0, self._tokens - 1.0)
        return True

    def give_back(self) -> None:
        """Undo one admission."""
        self._tokens = min(self._rate.capacity, self._tokens + 1.0)

    def wait_seconds(self, now: float) -> float:
        """How long until the next token; 0 when there is one."""
        self._refill(now)
        return max(0.0, (1.0 - self._tokens) / self._rate.per_second)

    def _refill(self, now: float) -> None:
        if now > self._at:
            self._tokens = min(self._rate.capacity, self._tokens + (now - self._at) * self._rate.per_second)
            self._at = now
