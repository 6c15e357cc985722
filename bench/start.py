"""How long the demo takes from its command to its first client, and how much memory it has then.

Each round starts `jackfield serve --demo` in an empty data directory and asks `/readyz` until it says yes; the memory
is what the process has resident after one client has logged in. The floor is an interpreter that does nothing, and one
that only loads the libraries of the server.
"""

import json
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from _report import Report, median, quick

ROUNDS = 5
TARGET_SECONDS = 2.5
TARGET_MEGABYTES = 130
LIBRARIES = "import aiohttp.web, uvloop, msgspec, sqlalchemy.ext.asyncio, aiosqlite, structlog, typer, jwt, pwdlib"


@contextmanager
def demo(data: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A running demo and its address."""
    command = [sys.executable, "-m", "jackfield", "serve", "--demo", "--port", "0", "--data", data]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert server.stdout is not None
        said = server.stdout.readline()
        if " ready " not in said:
            raise SystemExit(f"the demo did not start: {' '.join(command)}")
        yield server, said.split(" ready ")[1].strip()
    finally:
        server.terminate()
        server.wait(15)


def until_ready(url: str) -> None:
    """Ask until the answer is yes."""
    while True:
        try:
            urllib.request.urlopen(f"{url}/readyz", timeout=5).close()
            return
        except urllib.error.HTTPError:
            time.sleep(0.005)


def log_in(url: str) -> None:
    """As a client does it; the password is hashed in earnest."""
    body = json.dumps({"login": "alice", "password": "demo"}).encode()
    urllib.request.urlopen(f"{url}/xuc/api/2.0/auth/login", body, timeout=10).close()


def resident(pid: int) -> float:
    """Megabytes (of 1,000,000 bytes) a process has resident."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise ValueError(f"process {pid} tells no VmRSS")


def one_start(data: str) -> tuple[float, float]:
    """Seconds until ready, megabytes after a login."""
    begun = time.perf_counter()
    with demo(data) as (server, url):
        until_ready(url)
        seconds = time.perf_counter() - begun
        log_in(url)
        return seconds, resident(server.pid)


def interpreter(code: str) -> float:
    """Seconds an interpreter takes for a line of code."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - begun


def main() -> None:
    rounds = 1 if quick() else ROUNDS
    report = Report("Start of the demo", quick=rounds == 1)
    fresh: list[tuple[float, float]] = []
    again: list[tuple[float, float]] = []
    empty: list[float] = []
    libraries: list[float] = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as data:
            fresh.append(one_start(data))
            again.append(one_start(data))
        empty.append(interpreter("pass"))
        libraries.append(interpreter(LIBRARIES))
    seconds, megabytes = median(each for each, _ in fresh), max(each for _, each in fresh)
    floor = median(libraries)
    report.line(
        "ready, first start (makes and fills the database)",
        f"{seconds:.2f} s",
        f"{floor:.2f} s",
        f"{seconds / floor:.1f} x",
        f"< {TARGET_SECONDS} s",
        seconds < TARGET_SECONDS,
    )
    report.line("ready, every other start", f"{median(each for each, _ in again):.2f} s", f"{floor:.2f} s")
    report.line(
        "resident memory after a login (the highest)",
        f"{megabytes:.0f} MB",
        target=f"< {TARGET_MEGABYTES} MB",
        ok=megabytes < TARGET_MEGABYTES,
    )
    report.note(f"the floor loads the libraries and ends; an interpreter that does nothing takes {median(empty):.2f} s")
    report.end()


if __name__ == "__main__":
    main()
