"""What one integration did at one step of a call, as a value, and that it is to be kept."""

from collections import deque
from collections.abc import Iterable

import msgspec

RUNS = 100
"""So many runs of each integration are remembered."""

KEPT_SECONDS = 30 * 86_400.0


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What one integration did at one step; `problem` is empty when all went well.

    Keys:
        id: later ones are larger.
        integration: the id of one without code, or `plugin:` and the name of a plug-in.
        at: when the step was told, Unix time.
        step: ringing, up, hangup or abandon.
        uniqueid: of the call.
        queue: its name.
        caller: his number.
        peer: the agent's phone.
        url: the page that was opened.
        problem: what went wrong.
        note: what a plug-in has said of it.
        took: seconds that a plug-in took.
    """

    id: int = 0
    integration: str
    at: float
    step: str = ""
    uniqueid: str = ""
    queue: str = ""
    caller: str = ""
    peer: str = ""
    url: str = ""
    problem: str = ""
    note: str = ""
    took: float = 0.0


class RunsKept(msgspec.Struct, frozen=True):
    """There are these runs; of each integration no more than `RUNS`, and none that is older than `KEPT_SECONDS`."""

    runs: tuple[Run, ...]


class RunsGone(msgspec.Struct, frozen=True):
    """There is no such integration any more, and no run of it."""

    integration: str


def by_integration(runs: Iterable[Run]) -> dict[str, deque[Run]]:
    """Runs that were kept, those of each integration, the newest first."""
    found: dict[str, deque[Run]] = {}
    for run in sorted(runs, key=lambda run: -run.id):
        found.setdefault(run.integration, deque(maxlen=RUNS)).append(run)
    return found
