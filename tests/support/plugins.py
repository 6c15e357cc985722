"""Plug-ins installed for a test, and an engine that remembers what they ask of it."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from jackfield.domain.results import Answered, Refused
from jackfield.domain.shuttle.plugins import PluginState
from jackfield.domain.shuttle.run import Run
from jackfield.domain.shuttle.steps import Step, StepTold
from jackfield.plugins.host import Host, PluginSettings, Waits
from jackfield.plugins.process import Limits
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import WakeupMode

PATIENCE = 20.0


def install(folder: Path, name: str, targets: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What pip leaves of a package: entry points of our group in a folder on the path, also that of children."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    on_path(folder, monkeypatch)
    lines = [f"{plugin} = {target}" for plugin, target in targets.items()]
    (info / "entry_points.txt").write_text("\n".join(["[jackfield.integrations]", *lines, ""]))


def on_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process and its children import from a folder."""
    source = next(each for each in sys.path if (Path(each) / "jackfield" / "__init__.py").is_file())
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", source)]))


def step(
    kind: Step = Step.UP, *, call: str = "c1", queue: str = "sales", outbound: bool = False, do: str = "nothing"
) -> StepTold:
    """A step of a call; `do` is for the odd plug-in."""
    data = {
        "event": kind.value, "uniqueid": call, "queue": queue, "direction": "outbound" if outbound else "inbound",
        "callernum": "+33611", "callername": "Zoë", "agentname": "John Doe", "agentnum": "1007", "peer": "PJSIP/1007",
        "do": do, "variables": {"do": do}, "extension": "3001", kind.value: True, "destnum": "0199" if outbound else "",
    }  # fmt: skip
    return StepTold(kind, data, outbound)


class NotingEngine:
    """Opens pages everywhere but at `SIP/nobody`."""

    def __init__(self) -> None:
        self.pages: list[tuple[str, str, WakeupMode]] = []
        self.rows: list[Mapping[str, object]] = []
        self.runs: list[Run] = []

    def wake_up(self, url: str, peer: str, mode: WakeupMode) -> int:
        if peer == "SIP/nobody":
            raise Refused(RefusalCode.NOT_FOUND, "No agent is logged in there")
        self.pages.append((url, peer, mode))
        return 2

    def add_realtime(self, given: Mapping[str, object], answered: Answered) -> None:
        self.rows.append(given)
        full = Refused(RefusalCode.NOT_STORED, "The disk is full")
        asyncio.get_running_loop().call_soon(answered, full if given.get("type") == "full" else None)

    def add_run(self, run: Run) -> None:
        self.runs.append(run)


class Hosting:
    """A host, and its engine."""

    def __init__(self, host: Host, engine: NotingEngine) -> None:
        self.host = host
        self.engine = engine
        self.tell = host.tell

    def state(self, name: str) -> PluginState:
        return next(each for each in self.host.states() if each.name == name)

    async def until(self, fits: Callable[[], object]) -> None:
        """Wait until something is true."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not fits():
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"{self.host.states()} {self.engine.runs}") from None

    async def ran(self, name: str, count: int = 1) -> list[Run]:
        """The first so many runs of a plug-in."""
        await self.until(lambda: len(self.of(name)) >= count)
        return self.of(name)[:count]

    def of(self, name: str) -> list[Run]:
        return [run for run in self.engine.runs if run.integration == f"plugin:{name}"]


@asynccontextmanager
async def hosting(*chosen: PluginSettings) -> AsyncIterator[Hosting]:
    """These plug-ins run; with short waits."""
    engine = NotingEngine()
    quick = [
        replace(each, waits=Waits(first=0.05, longest=0.1), limits=replace(each.limits, close=5.0)) for each in chosen
    ]
    async with Host(quick, engine, time.time) as host:
        yield Hosting(host, engine)


def plugin(
    name: str, settings: Mapping[str, object], use: str = "", limits: Limits | None = None, **more: object
) -> PluginSettings:
    """A plug-in as the configuration has it."""
    made = PluginSettings(name=name, use=use or name, settings=dict(settings), limits=limits or Limits())
    return replace(made, **more)
