"""One Asterisk of the test bed: its folders, its start, its end.

Many instances share one chroot (made by `prepare`); each has its name, its ports and a folder of its own in it for
configuration, AstDB, spool, logs and the control socket. Here: files and processes. Never here: AMI, phones, pytest.
Everything blocks; nothing waits for ever. Only `start` needs more than the standard library: Jackfield renders.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
HOST = "127.0.0.1"
TRUNK_HOST = "127.0.2.1"
INSTANCES = Path("srv/testbed")
PROGRAM = "/usr/sbin/asterisk"
BOOT_SECONDS = 30.0
STOP_SECONDS = 5.0


class BedError(Exception):
    """The test bed cannot do what was asked; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Ports:
    """Where an instance listens on 127.0.0.1, and where on 127.0.2.1 it expects the outside world."""

    ami: int = 5038
    sip: int = 5060
    http: int = 8088
    trunk: int = 5060
    rtp: tuple[int, int] = (20000, 24999)

    @classmethod
    def free(cls) -> "Ports":
        """Ports nobody uses at this moment. RTP ranges may overlap: Asterisk steps over a port that is taken."""
        first = 10000 + os.getpid() % 50 * 400
        with (
            _bound(socket.SOCK_STREAM, HOST) as ami,
            _bound(socket.SOCK_DGRAM, HOST) as sip,
            _bound(socket.SOCK_STREAM, HOST) as http,
            _bound(socket.SOCK_DGRAM, TRUNK_HOST) as trunk,
        ):
            numbers = [taken.getsockname()[1] for taken in (ami, sip, http, trunk)]
        return cls(ami=numbers[0], sip=numbers[1], http=numbers[2], trunk=numbers[3], rtp=(first, first + 399))


def _bound(kind: socket.SocketKind, host: str) -> socket.socket:
    bound = socket.socket(socket.AF_INET, kind)
    bound.bind((host, 0))
    return bound


def prepared_root() -> Path:
    """The chroot that `prepare` made. Raises BedError when this user or this machine has none."""
    if os.geteuid() != 0:
        raise BedError("the test bed needs root: it runs Asterisk in a chroot")
    found = subprocess.run([HERE / "prepare", "--check"], capture_output=True, text=True, check=False)
    if found.returncode != 0:
        raise BedError(f"{found.stderr.strip()}: run tests/asterisk/prepare")
    return Path(found.stdout.strip())


@dataclass
class Bed:
    """The instance `name` in the chroot `root`. `start` and `stop` may be called again and again."""

    root: Path
    name: str = "default"
    ports: Ports = field(default_factory=Ports)
    host: str = HOST

    @property
    def inside(self) -> Path:
        """The instance's folder as Asterisk sees it."""
        return Path("/") / INSTANCES / self.name

    @property
    def folder(self) -> Path:
        """The instance's folder as this machine sees it: etc, run, lib (AstDB), spool, log."""
        return self.root / INSTANCES / self.name

    @property
    def log(self) -> Path:
        """What Asterisk writes about its own doings, over all its starts."""
        return self.folder / "log" / "messages.log"

    @property
    def configuration(self) -> str:
        """The path of asterisk.conf inside the chroot; it also marks our process in the process list."""
        return str(self.inside / "etc" / "asterisk.conf")

    @property
    def pid(self) -> int | None:
        """The process that runs, if one does. A number left by an earlier one, since reused, does not count."""
        try:
            pid = int((self.folder / "run" / "asterisk.pid").read_text())
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            return None
        return pid if self.configuration.encode() in words else None

    def cli(self, command: str) -> str:
        """What Asterisk's command line answers to `command`. Raises BedError when it does not run."""
        words = ["chroot", str(self.root), PROGRAM, "-C", self.configuration, "-rx", command]
        answer = subprocess.run(words, capture_output=True, text=True, check=False, timeout=BOOT_SECONDS)
        if answer.returncode != 0:
            raise BedError(f"asterisk -rx {command!r}: {answer.stderr.strip() or answer.stdout.strip()}")
        return answer.stdout

    def start(self) -> float:
        """Writes the configuration anew and starts; returns the seconds until fully booted, 0 if it ran already."""
        if self.pid is not None:
            return 0.0
        self._lay_out()
        begun = time.monotonic()
        log_size = self.log.stat().st_size if self.log.exists() else 0
        words = ["chroot", str(self.root), PROGRAM, "-C", self.configuration]
        started = subprocess.run(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
        )
        if started.returncode != 0:
            raise BedError(f"asterisk did not start: {started.stderr.strip()}")
        self._await_boot(begun + BOOT_SECONDS, log_size)
        return time.monotonic() - begun

    def stop(self) -> None:
        """Stops at once, calls and all; kills what does not go within five seconds."""
        pid = self.pid
        if pid is None:
            return
        with suppress(BedError, subprocess.TimeoutExpired):
            self.cli("core stop now")
        if not self._gone_within(STOP_SECONDS):
            self.kill()

    def kill(self) -> None:
        """Ends Asterisk as a power cut would: no goodbye to anybody."""
        pid = self.pid
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            if not self._gone_within(STOP_SECONDS):
                raise BedError(f"process {pid} survives SIGKILL")

    def forget(self) -> None:
        """Removes the instance's folder: AstDB, voicemail, recordings, logs. Only when it is stopped."""
        if self.pid is not None:
            raise BedError(f"{self.name} is running")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _lay_out(self) -> None:
        from tests.asterisk.render import render

        shutil.rmtree(self.folder / "etc", ignore_errors=True)
        shutil.rmtree(self.folder / "run", ignore_errors=True)
        for part in ("run", "lib/keys", "spool/monitor", "log/cdr-csv", "log/cel-custom"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        render(self.folder / "etc", self._words())
        owner = self._asterisk_user()
        for path in [self.folder, *self.folder.rglob("*")]:
            os.chown(path, *owner)

    def _words(self) -> dict[str, str]:
        modules = next(self.root.glob("usr/lib/*/asterisk/modules"))
        return {
            "INSTANCE": str(self.inside),
            "MODULES": f"/{modules.relative_to(self.root)}",
            "AMI_PORT": str(self.ports.ami),
            "SIP_PORT": str(self.ports.sip),
            "HTTP_PORT": str(self.ports.http),
            "TRUNK_PORT": str(self.ports.trunk),
            "RTP_FIRST": str(self.ports.rtp[0]),
            "RTP_LAST": str(self.ports.rtp[1]),
        }

    def _asterisk_user(self) -> tuple[int, int]:
        for line in (self.root / "etc" / "passwd").read_text().splitlines():
            user = line.split(":")
            if user[0] == "asterisk":
                return int(user[2]), int(user[3])
        raise BedError(f"no user asterisk in {self.root}")

    def _await_boot(self, deadline: float, log_size: int) -> None:
        while time.monotonic() < deadline:
            with suppress(BedError):
                if "fully booted" in self.cli("core waitfullybooted"):
                    break
            # With a port taken Asterisk goes away, or stays without that port: only its log says so.
            self._check_ports(log_size)
            time.sleep(0.05)
        else:
            self.kill()
            raise BedError(f"asterisk is not up after {BOOT_SECONDS:.0f} s; see {self.log}")
        self._check_ports(log_size)

    def _check_ports(self, log_size: int) -> None:
        with suppress(FileNotFoundError), self.log.open("rb") as log:
            log.seek(log_size)
            if b"Address already in use" in log.read():
                self.kill()
                raise BedError(f"one of the ports is taken: {self.ports}")

    def _gone_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self.pid is not None:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True


def guarded(bed: Bed) -> subprocess.Popen[bytes]:
    """A process that stops and forgets `bed` as soon as its standard input closes: also when we are killed."""
    words = [sys.executable, str(HERE / "down"), "--name", bed.name, "--root", str(bed.root), "--when-stdin-closes"]
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True)
