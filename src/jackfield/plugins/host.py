"""The plug-ins that are configured: each is begun, told what concerns it, begun again when it ends, and looked at.

A plug-in that ends is begun again after one second, two, four and so on up to a minute; one that ran well for a minute
begins at one again. What it was busy with is lost and counted, and never tried again: it may be what it ended on.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.metadata import entry_points
from types import TracebackType
from typing import Any, Self

import msgspec
import structlog
from msgspec.structs import replace

from jackfield.domain.shuttle.plugins import PLUGIN, PluginState, PluginStatus
from jackfield.domain.shuttle.run import Run
from jackfield.domain.shuttle.steps import StepTold, text_values
from jackfield.plugins.child import GROUP
from jackfield.plugins.messages import Start
from jackfield.plugins.ports import Engine
from jackfield.plugins.process import Busy, Limits, Process, Unable

log = structlog.get_logger()

READY = {
    "glpi": "jackfield.integrations.glpi:Glpi",
    "webhook": "jackfield.integrations.webhook:Webhook",
    "zammad": "jackfield.integrations.zammad:Zammad",
}
"""The plug-ins that come along: they are there however Jackfield was installed."""

LONGEST_PROBLEM = 1000
WELL_SECONDS = 60.0
OLDEST_SECONDS = 60.0
"""An event that has waited longer is dropped: a page that opens so late is nobody's call any more."""


class Waits(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds before a plug-in is begun again: at first, and at most."""

    first: float = 1.0
    longest: float = 60.0


class PluginSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A plug-in as it is configured. `queues`: only calls of these; empty: all. `use`: its own name."""

    name: str
    use: str
    settings: dict[str, Any] = {}
    queues: frozenset[str] = frozenset()
    outbound: bool = False
    most_waiting: int = 1000
    memory_megabytes: int = 1024
    limits: Limits = Limits()
    waits: Waits = Waits()


def installed() -> dict[str, str]:
    """All plug-ins by their names, as `module:class`; nothing of them is loaded. Those that come along win."""
    found = {each.name: each.value for each in entry_points(group=GROUP)}
    for name in sorted(found.keys() & READY.keys()):
        if found[name] != READY[name]:
            log.warning("plug-in left out: there is one of that name", plugin=name, target=found[name])
    return found | READY


class Plugin:
    """One of them. `clock` gives Unix time."""

    def __init__(self, settings: PluginSettings, engine: Engine, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._engine = engine
        self._clock = clock
        self._waiting: deque[Busy] = deque()
        self._process: Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._again = asyncio.Event()
        self._stopping = False
        self._dropping = False
        self._state = PluginState(name=settings.name, use=settings.use, since=clock())

    def start(self) -> None:
        """Begin; needs a running loop."""
        self._task = asyncio.create_task(self._run(), name=f"plug-in {self._settings.name}")

    @property
    def state(self) -> PluginState:
        """How it is."""
        pid = 0 if self._process is None else self._process.pid
        return replace(self._state, waiting=len(self._waiting), pid=pid)

    def tell(self, told: StepTold) -> None:
        """A step of a call, if it concerns the plug-in. Never waits."""
        chosen = self._settings
        if (told.outbound and not chosen.outbound) or (chosen.queues and told.data.get("queue") not in chosen.queues):
            return
        if self._state.status is PluginStatus.UNFIT or len(self._waiting) >= chosen.most_waiting:
            self._drop("too many wait" if self._waiting else "it cannot run")
            return
        self._dropping = False
        self._waiting.append(Busy(told=told, since=0.0, at=self._clock()))
        if self._process is not None:
            self._process.news()

    def _drop(self, why: str) -> None:
        self._state = replace(self._state, dropped=self._state.dropped + 1)
        if not self._dropping:
            log.error("events for a plug-in dropped", plugin=self._settings.name, why=why)
        self._dropping = True

    def restart(self) -> None:
        """Begin again, at once."""
        self._again.set()
        if self._process is not None:
            self._process.stop()

    async def close(self) -> None:
        """End it: it may finish what it does, within a few seconds."""
        self._stopping = True
        if self._task is None:
            return
        self._again.set()
        if self._process is not None:
            self._process.stop()
        limits = self._settings.limits
        await asyncio.wait([self._task], timeout=limits.close + 2.0)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._now(PluginStatus.STOPPED)

    async def _run(self) -> None:
        failures = 0
        while not self._stopping:
            self._again.clear()
            began = self._clock()
            try:
                why = await self._live()
            except Unable as error:
                self._failed(f"it cannot run: {error}", PluginStatus.UNFIT)
                self._waiting.clear()
                await self._again.wait()
                failures = 0
                continue
            if self._again.is_set():
                failures = 0
                continue
            failures = 1 if self._clock() - began > WELL_SECONDS else failures + 1
            await self._wait(why, failures)

    async def _live(self) -> str:
        """One process; why it ended."""
        chosen = self._settings
        self._now(PluginStatus.STARTING)
        known = await asyncio.to_thread(installed)
        if chosen.use not in known:
            raise Unable(f"no plug-in {chosen.use} is installed; there are {', '.join(sorted(known))}")
        begin = Start(chosen.name, known[chosen.use], chosen.settings, chosen.memory_megabytes)
        process = self._process = Process(begin, chosen.limits, self._engine, self._next_of, self._over)
        ready = asyncio.create_task(self._when_ready(process), name="readiness of a plug-in")
        try:
            return await process.run()
        finally:
            ready.cancel()
            self._process = None

    async def _when_ready(self, process: Process) -> None:
        await process.ready.wait()
        self._now(PluginStatus.RUNNING)
        log.info("plug-in runs", plugin=self._settings.name, pid=process.pid)

    async def _wait(self, why: str, failures: int) -> None:
        waits = self._settings.waits
        pause = min(waits.longest, waits.first * 2.0 ** min(failures - 1, 20))
        self._failed(why, PluginStatus.WAITING)
        self._state = replace(self._state, restarts=self._state.restarts + 1, next_start=self._clock() + pause)
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._again.wait()

    def _failed(self, why: str, status: PluginStatus) -> None:
        log.error("plug-in ended", plugin=self._settings.name, why=why)
        self._state = replace(self._state, last_error=why[:LONGEST_PROBLEM], last_error_at=self._clock())
        self._now(status)

    def _now(self, status: PluginStatus) -> None:
        self._state = replace(self._state, status=status, since=self._clock(), next_start=0.0)

    def _next_of(self, calls: set[str]) -> Busy | None:
        """The oldest event that is of none of these calls, and not of yesterday."""
        while self._waiting and self._waiting[0].at < self._clock() - OLDEST_SECONDS:
            self._waiting.popleft()
            self._drop("they are too old")
        for place, busy in enumerate(self._waiting):
            if busy.call not in calls:
                del self._waiting[place]
                return busy
        return None

    def _over(self, busy: Busy, problem: str) -> None:
        state, values = self._state, text_values(busy.told.data)
        if problem:
            log.warning("plug-in failed", plugin=self._settings.name, step=busy.told.step.value, why=problem)
            now = self._clock()
            self._state = replace(state, failed=state.failed + 1, last_error=problem, last_error_at=now)
        else:
            self._state = replace(state, handled=state.handled + 1)
        self._engine.add_run(
            Run(
                integration=PLUGIN + self._settings.name,
                at=busy.at,
                step=busy.told.step.value,
                uniqueid=values.get("uniqueid", ""),
                queue=values.get("queue", ""),
                caller=values.get("callernum", ""),
                peer=values.get("peer", ""),
                url=busy.url,
                problem=problem,
                note="\n".join(busy.notes),
                took=round(max(0.0, asyncio.get_running_loop().time() - busy.since), 3),
            )
        )


class Host:
    """All of them; a context in which they run."""

    def __init__(self, chosen: Sequence[PluginSettings], engine: Engine, clock: Callable[[], float]) -> None:
        self._plugins = {each.name: Plugin(each, engine, clock) for each in chosen}

    async def __aenter__(self) -> Self:
        for plugin in self._plugins.values():
            plugin.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.gather(*(plugin.close() for plugin in self._plugins.values()))

    def tell(self, told: StepTold) -> None:
        """Tell a step of a call to all whom it concerns. Never waits."""
        for plugin in self._plugins.values():
            plugin.tell(told)

    def states(self) -> tuple[PluginState, ...]:
        """How they are, in the order of the configuration."""
        return tuple(plugin.state for plugin in self._plugins.values())

    def restart(self, name: str) -> None:
        """Begin one again, at once. Raises KeyError for one there is not."""
        self._plugins[name].restart()
