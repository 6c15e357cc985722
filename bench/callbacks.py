"""What those who follow callbacks are sent when many come in: a table of them in parts, then one a second for a minute.

The core alone, on virtual time, and what it publishes encoded, once for each view that somebody follows. The floor is
to tell the whole lists after each change. Times are CPU; bytes are those of one follower who sees all.
"""

from collections.abc import Iterable
from datetime import date, time, timedelta

from _report import Report, cpu_of, quick

from jackfield.domain import facts
from jackfield.domain.callback.callback_entries import Callback, CallList, KeptCallbacks, Period
from jackfield.domain.callback.callback_telling import lists_of
from jackfield.domain.core import Core
from jackfield.domain.directory import Directory
from jackfield.domain.effects import Effect, Publish, Wake, callbacks_topic
from jackfield.domain.lasting import Kept
from jackfield.protocol.encode import frame

OPEN = 40_000
PARTS = 40
PART_SECONDS = 0.25
MINUTE = 60
MOST_BYTES_A_SECOND = 1_000_000
"""On average, of one follower: a thousand callbacks and what people write about them."""
QUEUES = 4
VIEWS = (None, *(frozenset({n}) for n in range(QUEUES)))
"""Agents see all, supervisors their queues."""
DAY = Period(uuid="day", name="Day", starts=time(8), ends=time(18), is_default=True)
LISTS = tuple(CallList(uuid=f"list {n}", name=f"List {n}", queue_id=n) for n in range(QUEUES))


def callbacks(first: int, count: int) -> tuple[Callback, ...]:
    """People to be called back within two months, spread over the lists."""
    return tuple(
        Callback(
            uuid=f"00000000-0000-4000-8000-{n:012}",
            list_uuid=LISTS[n % QUEUES].uuid,
            period_uuid=DAY.uuid,
            due_date=date(2026, 11, 1) + timedelta(n % 60),
            phone_number=f"0199{n:06}",
            first_name="Ana",
            last_name=f"Brück {n}",
            company="Kova & čević",
        )
        for n in range(first, first + count)
    )


class Followed:
    """A core whose callbacks are followed, and what that costs."""

    def __init__(self) -> None:
        kept = KeptCallbacks(periods=(DAY,), lists=LISTS)
        self.core = Core(Directory(), epoch="bench", kept=Kept(callbacks=kept))
        self.core.world.callbacks.views |= {callbacks_topic(seen).key: seen for seen in VIEWS}
        self.now, self.wakes = 1000.0, [0.0]
        self.bytes, self.seconds, self.told = 0, 0.0, 0

    def add(self, new: tuple[Callback, ...], after: float) -> None:
        """They are kept after so many seconds."""
        self._pass(after)
        self._feed(facts.CallbacksImported(new))

    def _pass(self, seconds: float) -> None:
        until = self.now + seconds
        for at in sorted(at for at in self.wakes if self.now < at <= until):
            self.now = at
            self._feed(facts.TimeReached())
        self.now = until

    def _feed(self, fact: facts.Fact) -> None:
        spent, effects = cpu_of(lambda: self._perform(self.core.feed(fact, self.now)))
        self.seconds += spent
        self.wakes += [effect.at for effect in effects if isinstance(effect, Wake)]

    def _perform(self, effects: Iterable[Effect]) -> list[Effect]:
        for effect in (done := list(effects)):
            if isinstance(effect, Publish):
                size = len(frame(effect.event))
                if effect.topic == callbacks_topic():
                    self.bytes, self.told = self.bytes + size, self.told + 1
        return done

    def each_time(self) -> tuple[float, int]:
        """CPU seconds and bytes of telling the lists as they are now."""
        spent, sizes = cpu_of(lambda: [len(frame(lists_of(self.core.world, seen))) for seen in VIEWS])
        return spent, sizes[0]


def measured(
    report: Report, name: str, followed: Followed, parts: Iterable[tuple[Callback, ...]], every: float
) -> None:
    """Add the parts one after another, `every` so many seconds."""
    followed.bytes, followed.seconds, followed.told = 0, 0.0, 0
    begin, each_bytes, each_seconds = followed.now, 0, 0.0
    for place, part in enumerate(parts):
        followed.add(part, every)
        if place % 10 == 0:
            spent, size = followed.each_time()
            each_bytes, each_seconds = each_bytes + 10 * size, each_seconds + 10 * spent
    rate = followed.bytes / (followed.now - begin)
    report.line(f"{name}: lists told", f"{followed.told}")
    report.line("  MB to a follower", f"{followed.bytes / 1e6:.1f}", f"{each_bytes / 1e6:.1f}")
    report.line("  CPU of the core and of encoding", f"{followed.seconds:.2f} s", f"{each_seconds:.2f} s")
    target = f"< {MOST_BYTES_A_SECOND / 1e6:.0f} MB/s"
    report.line("  to a follower", f"{rate / 1e6:.2f} MB/s", target=target, ok=rate < MOST_BYTES_A_SECOND)


def main() -> None:
    small = quick()
    count, parts, minute = (400, 10, 10) if small else (OPEN, PARTS, MINUTE)
    report = Report(f"Callbacks told to followers with {len(VIEWS)} views: {count:,} come in", quick=small)
    followed, size = Followed(), count // parts
    tables = [callbacks(n * size, size) for n in range(parts)]
    measured(report, f"{parts} tables of {size:,}, one each {PART_SECONDS} s", followed, tables, PART_SECONDS)
    single = [callbacks(count + n, 1) for n in range(minute)]
    measured(report, f"then {minute} single ones, one a second", followed, single, 1.0)
    report.end()


if __name__ == "__main__":
    main()
