"""pytest's door to the real Asterisk and its phones; loaded for every test folder by `tests/conftest.py`.

`asterisk`  a running instance, one a session (and xdist worker), on ports of its own
`phones`    makes registered SIP phones, closed at the end of the test
`watcher`   a raw AMI connection that sees everything

A test that uses one of them is marked `pbx`. Where no Asterisk can run it is skipped, but with CI=true it fails: what
was promised to be tested is then never silently left out.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.asterisk.bed import TRUNK_HOST, Bed, BedError, Ports, guarded, prepared_root
from tests.support.ami import Watcher
from tests.support.left_out import left_out
from tests.support.phones import Phone, PhoneFactory, outside

FIXTURES = {"asterisk", "phones", "watcher"}
STARTS = 3


class Asterisk:
    """A running instance as tests use it. What takes time runs beside the loop, so the server under test goes on."""

    user = "jackfield"
    secret = "jackfield-secret"

    def __init__(self, bed: Bed, boot_seconds: float) -> None:
        self.bed = bed
        self.boot_seconds = boot_seconds
        self.host = bed.host
        self.port = bed.ports.ami
        self.sip_port = bed.ports.sip
        self.http_port = bed.ports.http
        self.trunk = f"{TRUNK_HOST}:{bed.ports.trunk}"

    async def cli(self, command: str) -> str:
        """What Asterisk's own command line answers."""
        return await asyncio.to_thread(self.bed.cli, command)

    async def stop(self) -> None:
        """Stops it at once; calls end, AMI connections close."""
        await asyncio.to_thread(self.bed.stop)

    async def kill(self) -> None:
        """Ends it without a goodbye to anybody; what AstDB learnt in the last second is lost."""
        await asyncio.to_thread(self.bed.kill)

    async def start(self) -> None:
        """Starts it again on the same ports, with the AstDB it had."""
        await asyncio.to_thread(self.bed.start)

    async def restart(self) -> None:
        """Stops and starts; returns when it is fully booted."""
        await self.stop()
        await self.start()

    @property
    def queue_log(self) -> Path:
        """What it writes of queue calls, over all its starts."""
        return self.bed.folder / "log" / "queue_log"

    @property
    def cdr(self) -> Path:
        """Its call detail records, over all its starts."""
        return self.bed.folder / "log" / "cdr-csv" / "Master.csv"

    @property
    def cel(self) -> Path:
        """What happened to each of its channels, over all its starts."""
        return self.bed.folder / "log" / "cel-custom" / "Master.csv"

    async def channels(self) -> list[str]:
        """The names of all channels there are."""
        lines = (await self.cli("core show channels concise")).splitlines()
        return [line.partition("!")[0] for line in lines if "!" in line]

    def clear(self) -> None:
        """Hangs up whatever a test left, starts what it stopped, forgets what users set. Blocks; after a test."""
        if self.bed.start() == 0 and "!" in self.bed.cli("core show channels concise"):
            self.bed.cli("channel request hangup all")
        self._send_members_home()
        self.bed.cli("database deltree jackfield")
        for device in re.findall(r"'(Custom:DND-\d+)' +State: 'BUSY'", self.bed.cli("devstate list")):
            self.bed.cli(f"devstate change {device} NOT_INUSE")

    def _send_members_home(self) -> None:
        """Takes out of their queues whom a test put in: one that is cut short cannot do it itself."""
        queue = ""
        for line in self.bed.cli("queue show").splitlines():
            if heading := re.match(r"(\S+) has \d+ calls", line):
                queue = heading[1]
            elif member := re.search(r"\(?(PJSIP/\d+)\)? .*\(dynamic\)", line):
                self.bed.cli(f"queue remove member {member[1]} from {queue}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what uses the real PBX."""
    for item in items:
        if FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.pbx)


@pytest.fixture(scope="session")
def asterisk_bed() -> Iterator[Asterisk]:
    """The session's instance, without the cleaning after each test that `asterisk` does."""
    try:
        root = prepared_root()
    except BedError as error:
        left_out(f"no real Asterisk: {error}")
        raise
    bed = Bed(root, f"session-{os.getpid()}")
    # The one who stops and clears away: also if this process is killed.
    guard = guarded(bed)
    try:
        seconds = _start_somewhere(bed)
        yield Asterisk(bed, seconds)
    finally:
        guard.communicate(timeout=20)


def _start_somewhere(bed: Bed) -> float:
    for left in reversed(range(STARTS)):
        bed.ports = Ports.free()
        try:
            return bed.start()
        except BedError:
            # Somebody may take a port between our look and Asterisk's start.
            if not left:
                raise
    raise AssertionError


@pytest.fixture(scope="session")
def asterisk(asterisk_bed: Asterisk) -> Asterisk:
    """A running Asterisk: host, port, user, secret, sip_port, http_port, trunk, cli, stop, start, restart, kill."""
    return asterisk_bed


@pytest.fixture(autouse=True)
def _asterisk_left_quiet(request: pytest.FixtureRequest) -> Iterator[None]:
    used = request.getfixturevalue("asterisk_bed") if "asterisk_bed" in request.fixturenames else None
    yield
    if used is not None:
        used.clear()


@pytest.fixture
async def phones(asterisk: Asterisk) -> AsyncIterator[PhoneFactory]:
    """`alice, bruno = await phones("1001", "1002")`: real phones, registered; `0...` and `+...` live outside.

    Keywords: `user_agent`, and those of `Phone.behave` (`mode`, `delay`, `obeys_notify`).
    """
    if find_spec("pjsua2") is None:
        left_out("no pjsua2 for the SIP phones")
    made: list[Phone] = []
    doors = iter([asterisk.trunk])

    def trunk(number: str) -> str:
        # The PBX calls out to one address: the first party of the outside world lives there, the others only call in.
        return next(doors, f"{TRUNK_HOST}:0") if outside(number) else asterisk.trunk

    async def make(*numbers: str, user_agent: str = "testbed-phone", **behaviour: object) -> list[Phone]:
        pbx = f"{asterisk.host}:{asterisk.sip_port}"
        starts = [Phone.start(n, pbx=pbx, trunk=trunk(n), user_agent=user_agent) for n in numbers]
        results = await asyncio.gather(*starts, return_exceptions=True)
        new = [phone for phone in results if isinstance(phone, Phone)]
        made.extend(new)
        for failed in results:
            if isinstance(failed, BaseException):
                raise failed
        if behaviour:
            await asyncio.gather(*(phone.behave(**behaviour) for phone in new))
        return new

    yield make
    await asyncio.gather(*(phone.close() for phone in made))


@pytest.fixture
async def watcher(asterisk: Asterisk) -> AsyncIterator[Watcher]:
    """A raw AMI connection of the user `cti`, who sees all classes of events."""
    watching = await Watcher.connect(asterisk.host, asterisk.port)
    yield watching
    await watching.close()
