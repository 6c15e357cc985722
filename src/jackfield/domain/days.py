"""Days of the place where the users are: at midnight all that is counted by the day begins anew."""

from collections.abc import Iterator

from jackfield.domain.centre import agent_figures, queue_figures
from jackfield.domain.effects import Effect, Wake
from jackfield.domain.local_time import day_began, day_ends
from jackfield.domain.world import World


def begin(world: World, now: float) -> Iterator[Effect]:
    """From the first day on we want to be woken at midnight; later calls change nothing."""
    if not world.centre.day_ends:
        yield from _next_midnight(world, now)


def time_reached(world: World, now: float) -> Iterator[Effect]:
    """Midnight, or long after it where the machine slept."""
    if 0 < world.centre.day_ends <= now:
        yield from queue_figures.new_day(world, now)
        yield from agent_figures.new_day(world, day_began(now, world.settings.time_zone), now)
        yield from _next_midnight(world, now)


def _next_midnight(world: World, now: float) -> Iterator[Effect]:
    world.centre.day_ends = day_ends(now, world.settings.time_zone)
    yield Wake(world.centre.day_ends)
