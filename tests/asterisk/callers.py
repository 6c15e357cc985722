#!/usr/bin/env python3
"""Many callers from outside at once, by sipp: they come through the trunk, wait, and hang up when they lose patience.

    tests/asterisk/callers.py --to 0123453001 --count 40 --at-once 20 --rate 10 --patience 9

Runs in the chroot of the test bed. Here: the files and the command line of sipp. Never here: pytest.
"""

import argparse
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCENARIO = HERE / "sipp" / "caller.xml"
ADDRESS = "127.0.2.2"
"""Where the callers are: the trunk takes calls from 127.0.2.x."""


@dataclass(frozen=True, kw_only=True)
class Load:
    """Who calls: `count` callers dial `to`, `rate` a second, at most `at_once` at a time; each waits `patience` s."""

    to: str
    count: int = 20
    at_once: int = 10
    rate: float = 10.0
    patience: float = 9.0
    first: int = 33_611_000_001
    """The number of the first caller; the others have those that follow."""

    @property
    def numbers(self) -> list[str]:
        """Who calls, in order."""
        return [f"+{self.first + place}" for place in range(self.count)]

    def words(self, root: Path, folder: Path, pbx: str) -> list[str]:
        """The command that calls `pbx` (HOST:PORT). Its files go into `folder`, which is in the chroot `root`."""
        folder.mkdir(parents=True, exist_ok=True)
        scenario = SCENARIO.read_text().replace("@PATIENCE@", str(round(self.patience * 1000)))
        (folder / "caller.xml").write_text(scenario)
        (folder / "numbers.csv").write_text("\n".join(["SEQUENTIAL", *self.numbers, ""]))
        inside = Path("/") / folder.relative_to(root)
        words = ["chroot", root, "/usr/bin/sipp", pbx, "-i", ADDRESS, "-mi", ADDRESS, "-p", _free_port()]
        words += ["-sf", inside / "caller.xml", "-inf", inside / "numbers.csv", "-s", self.to]
        words += ["-m", self.count, "-l", self.at_once, "-r", self.rate, "-rp", 1000]
        words += ["-nostdin", "-trace_err", "-error_file", inside / "errors.log"]
        words += ["-timeout", f"{round(self.patience * self.count + 60)}s", "-timeout_error"]
        return [str(word) for word in words]


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bound:
        bound.bind((ADDRESS, 0))
        port: int = bound.getsockname()[1]
    return port


def errors(folder: Path) -> str:
    """What sipp complained about."""
    log = folder / "errors.log"
    return log.read_text(errors="replace") if log.exists() else ""


def main() -> None:
    sys.path.insert(0, str(HERE.parent.parent))
    from tests.asterisk.bed import Bed, prepared_root

    parser = argparse.ArgumentParser(description="Many callers from outside, by sipp.")
    parser.add_argument("--to", default="0123453001", help="the number they dial; 012345N reaches N, 3001 is a queue")
    parser.add_argument("--count", type=int, default=20, help="how many callers in all")
    parser.add_argument("--at-once", type=int, default=10, help="how many of them at the same time")
    parser.add_argument("--rate", type=float, default=10.0, help="how many begin in a second")
    parser.add_argument("--patience", type=float, default=9.0, help="seconds after which each hangs up")
    parser.add_argument("--pbx", default="127.0.0.1:5060", help="SIP address of the test bed")
    given = vars(parser.parse_args())
    root, pbx = prepared_root(), given.pop("pbx")
    folder = Bed(root).folder / "sipp"
    done = subprocess.run(Load(**given).words(root, folder, pbx), check=False)
    print(errors(folder), end="", file=sys.stderr)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
