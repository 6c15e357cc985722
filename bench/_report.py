"""What every bench shares: the machine it ran on, medians, and the table of figures beside their targets."""

import argparse
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")


def quick() -> bool:
    """Whether only to show that the bench works: tiny counts, figures that mean nothing."""
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("--quick", action="store_true", help="tiny counts: shows that it runs, measures nothing")
    return bool(parser.parse_known_args()[0].quick)


def median(values: Iterable[float]) -> float:
    """The middle one; the mean of the two middle ones."""
    return statistics.median(values)


def percentile(values: list[float], part: float) -> float:
    """The value that `part` (0 to 1) of all are not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))]


def cpu_of(work: Callable[[], _T]) -> tuple[float, _T]:
    """CPU seconds of this process for a piece of work, and its result."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def in_turns(rounds: int, *works: Callable[[], float]) -> list[float]:
    """The median of each measurement; taken in turns, so that a busy moment of the machine disturbs all alike."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for values, work in zip(taken, works, strict=True):
            values.append(work())
    return [median(values) for values in taken]


def allow_files(count: int) -> None:
    """Let this process open so many files, as far as the machine allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "unknown CPU"


@dataclass
class Report:
    """The figures of one bench, printed as they come."""

    title: str
    quick: bool = False
    _begun: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
        cores = len(os.sched_getaffinity(0))
        print(self.title)
        print(f"{_cpu_model()}, {cores} cores, {platform.python_implementation()} {platform.python_version()}, {now}")
        print(f"load when it began: {os.getloadavg()[0]:.2f}{'   QUICK: the figures mean nothing' * self.quick}")
        print(f"{'':72}{'ours':>12}{'floor':>12}{'reached':>12}   target", flush=True)

    def line(self, what: str, ours: str, floor: str = "", reached: str = "", target: str = "", ok: bool = True) -> None:
        """One figure. Without a target it is only for comparison."""
        verdict = f"   {target}: {'reached' if ok else 'MISSED'}" if target else ""
        print(f"{what:72}{ours:>12}{floor:>12}{reached:>12}{verdict}", flush=True)

    def note(self, text: str) -> None:
        """A remark under the figures."""
        print(f"  {text}", flush=True)

    def end(self) -> None:
        """The last line."""
        print(f"took {time.monotonic() - self._begun:.0f} s, load now {os.getloadavg()[0]:.2f}", flush=True)
