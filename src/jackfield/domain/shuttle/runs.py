"""What integrations did lately: the last hundred runs of each, in memory and, a second later, on the disk.

They are for who looks why a page did not open or a ticket was not made, also the day after and after a restart; so they
last, for a month at most. Nobody waits for them: should the disk refuse, it is tried again a little later.
"""

from collections import deque
from collections.abc import Iterator

from msgspec.structs import replace

from jackfield.domain.directory import Directory
from jackfield.domain.effects import Effect, Wake
from jackfield.domain.lasting import Change
from jackfield.domain.shuttle.run import RUNS, Run, RunsGone, RunsKept
from jackfield.domain.storing import nothing, store
from jackfield.domain.world import World

EVERY_SECONDS = 1.0
AGAIN_SECONDS = 5.0
"""After a refusal."""

MOST_UNKEPT = 5000
"""Runs that wait for the disk; of more, the oldest are kept in memory alone."""


def add(world: World, run: Run) -> None:
    """Remember it; it gets its id here."""
    shuttle = world.shuttle
    shuttle.last_run = max(shuttle.last_run + 1, round(run.at * 1000))
    run = replace(run, id=shuttle.last_run)
    shuttle.runs.setdefault(run.integration, deque(maxlen=RUNS)).appendleft(run)
    shuttle.unkept.append(run)


def plan(world: World, now: float) -> Iterator[Effect]:
    """There is something to keep, and nobody has asked to be woken for it."""
    if world.shuttle.unkept and not world.shuttle.keep_at:
        world.shuttle.keep_at = now + EVERY_SECONDS
        yield Wake(world.shuttle.keep_at)


def time_reached(world: World, now: float) -> Iterator[Effect]:
    """Keep what has been done since the last time, if it is time."""
    if 0 < world.shuttle.keep_at <= now:
        yield from keep(world)


def keep(world: World) -> Iterator[Effect]:
    """Keep what has been done since the last time."""
    shuttle = world.shuttle
    shuttle.keep_at = 0.0
    latest: dict[str, deque[Run]] = {}
    while shuttle.unkept:  # a later one of many makes the earlier ones needless
        run = shuttle.unkept.popleft()
        latest.setdefault(run.integration, deque(maxlen=RUNS)).append(run)
    runs = tuple(run for each in latest.values() for run in each)
    if not runs:
        return

    def not_kept(reason: str, now: float) -> Iterator[Effect]:
        shuttle.unkept.extendleft(reversed(runs[-(MOST_UNKEPT - len(shuttle.unkept)) :]))
        shuttle.keep_at = now + AGAIN_SECONDS
        yield Wake(shuttle.keep_at)

    yield from store(world, (RunsKept(runs),), nothing, not_kept)


def adopted(world: World, before: Directory) -> Iterator[Effect]:
    """Integrations that are gone have done nothing: the next one with that id is another."""
    known = {each.id for each in world.directory.integrations}
    gone = [str(each.id) for each in before.integrations if each.id not in known]
    for integration in gone:
        world.shuttle.runs.pop(integration, None)
    if gone:
        world.shuttle.unkept = deque(run for run in world.shuttle.unkept if run.integration not in gone)
        changes: tuple[Change, ...] = tuple(map(RunsGone, gone))
        yield from store(world, changes)
