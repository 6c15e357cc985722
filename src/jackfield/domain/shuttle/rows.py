"""A row of the realtime list as a value, and that it is to be kept."""

from collections import deque
from functools import cached_property
from typing import Any

import msgspec

LATEST = 500
"""So many rows are shown to who begins to look."""

KEPT_SECONDS = 30 * 86_400.0


class RealtimeRow(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What an integration said of a call; `at` is Unix time, `channel` JSON, `url` an address that may be opened."""

    id: int
    at: float
    type: str
    channel: str
    reference: str | None
    url: str | None

    @property
    def data(self) -> dict[str, Any]:
        """The data of the call."""
        found: dict[str, Any] = msgspec.json.decode(self.channel)
        return found

    @cached_property
    def queue(self) -> str:
        """The name of the call's queue."""
        name = self.data.get("queue")
        return name if isinstance(name, str) else ""


class RealtimeRowKept(msgspec.Struct, frozen=True):
    """There is this row; those that are older than `KEPT_SECONDS` are not any more."""

    row: RealtimeRow


def latest(rows: tuple[RealtimeRow, ...]) -> deque[RealtimeRow]:
    """The rows that were kept, the newest first."""
    return deque(sorted(rows, key=lambda row: -row.id)[:LATEST], maxlen=LATEST)
