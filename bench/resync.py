"""A full rebuild: the server comes up and learns 2,000 lines, 200 queues and 800 busy channels from the PBX.

Measured from the start of the connection until every list is read and every phone's state is known: login, 80 event
filters, six lists. The scripted PBX answers as fast as it can; a real one needs its own time for the lists besides.
"""

from contextlib import ExitStack

import _report
from _process import started


def once(lines: int, calls: int, queues: int) -> tuple[float, float]:
    """Seconds and CPU seconds of the server for one rebuild in a fresh process."""
    with ExitStack() as stack:
        exchange = started(stack, "_pbx:pbx", lines, calls, queues)
        who = started(stack, "_server:server", lines, queues, exchange.ask("port"))
        seconds, cpu = who.ask("connect_pbx")
        known = who.ask("known")
        if known != {"legs": 2 * calls, "bridges": calls, "phones": lines}:
            raise RuntimeError(f"after the rebuild the core knows {known}")
        return seconds, cpu


def main() -> None:
    quick = _report.quick()
    report = _report.Report("bench/resync: everything is read anew from the PBX", quick)
    lines, calls, queues, rounds = (20, 4, 2, 1) if quick else (2_000, 400, 200, 5)
    taken = [once(lines, calls, queues) for _ in range(rounds)]
    seconds, cpu = _report.median(one[0] for one in taken), _report.median(one[1] for one in taken)
    what = f"{lines:,} lines, {queues} queues, {2 * calls} channels"
    report.line(f"full rebuild with {what}, s", f"{seconds:.3f}", target="<= 3 s", ok=seconds <= 3)
    report.line(f"full rebuild with {what}, CPU s", f"{cpu:.3f}")
    report.end()


if __name__ == "__main__":
    main()
