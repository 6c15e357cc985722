"""A working day of the traffic generator, on a clock that the test moves, without a wrong number on the wall.

The PBX and the server live by one `VirtualClock`: hours pass in seconds, and the same calls come each time. What the
page shows at the end is compared with a naive recount of what the PBX wrote to any AMI client. A short day every day;
with JACKFIELD_SOAK=1 (`make soak`) ten hours of thousands of calls.
"""

import asyncio
import contextlib
import os
import re
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import structs
from playwright.async_api import Page, expect

from jackfield.app import Running, running
from jackfield.domain.facts import TimeReached
from jackfield.engine import Engine
from jackfield.telephony.simulator import Simulator, VirtualClock
from jackfield.telephony.simulator.traffic import Traffic
from tests.browser.conftest import OpenWindow
from tests.browser.desk import pbx_of
from tests.browser.wall import agent_at_work, card, cell, enter, url
from tests.end_to_end.conftest import demo_config
from tests.support.client import Cti, until_ready

BEGINS = 7
LONG = os.environ.get("JACKFIELD_SOAK") == "1"
CALLS_A_MINUTE = (2, 5, 8, 8, 4, 3, 7, 6, 4, 2) if LONG else (2, 1, 2)
"""By the hour: a quiet morning, a peak, lunch, a second peak. A quarter of them are for queues."""
QUARTER = 900


class Day(VirtualClock):
    """A virtual clock on which the whole house lives."""

    def __init__(self) -> None:
        today = datetime.now(UTC).replace(hour=BEGINS, minute=0, second=0, microsecond=0)
        super().__init__(today.timestamp())

    def next(self) -> float:
        """When the next timer falls due."""
        return self._due[0][0] if self._due else self.now()

    def until(self, moment: float) -> None:
        self.advance(moment - self.now())

    @contextlib.asynccontextmanager
    async def at_the_usual_pace(self) -> AsyncIterator[None]:
        """Time goes by itself meanwhile, for all that waits for something."""

        async def run() -> None:
            while True:
                self.advance(0.05)
                await asyncio.sleep(0.05)

        running = asyncio.create_task(run())
        try:
            yield
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


COLUMNS = {"QueueCallerJoin": "entered", "QueueCallerAbandon": "abandoned", "AgentConnect": "answered"}


class Recount:
    """What the PBX itself says of its queues, counted by hand from what it writes to any AMI client."""

    def __init__(self, pbx: Simulator) -> None:
        self.counted: Counter[tuple[str, str]] = Counter()
        self.quarters: Counter[int] = Counter()
        self.now = 0.0
        """The end of the step that is being made: that is when the server hears of it."""
        self._rest = b""
        self._session = pbx.attach(self._read)
        login = f"Action: Login\r\nUsername: {pbx.setup.username}\r\nSecret: {pbx.setup.secret}\r\n\r\n"
        self._session.receive(login.encode())

    def _read(self, data: bytes) -> None:
        *whole, self._rest = (self._rest + data).split(b"\r\n\r\n")
        for text in whole:
            frame = dict(line.split(": ", 1) for line in text.decode().splitlines() if ": " in line)
            column = COLUMNS.get(frame.get("Event", ""))
            if column is not None:
                self.counted[frame["Queue"], column] += 1
                self.quarters[int(self.now // QUARTER)] += column == "entered"

    def entered(self) -> int:
        return sum(count for (_, column), count in self.counted.items() if column == "entered")


@pytest.fixture
async def day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Day, Running]]:
    """The demo at seven in the morning, on a clock of its own."""
    clock = Day()

    def wake(self: Engine, at: float) -> None:
        clock.call_later(at - clock.now(), lambda: self.feed(TimeReached()))

    monkeypatch.setattr("jackfield.app.RealClock", lambda: clock)
    monkeypatch.setattr("jackfield.app.Clock", lambda: clock.now)
    monkeypatch.setattr(Engine, "_wake", wake)
    config = demo_config(tmp_path / "data")
    config = structs.replace(config, queues=structs.replace(config.queues, time_zone="UTC"))
    async with clock.at_the_usual_pace():
        starting = running(config)
        demo = await starting.__aenter__()
        await until_ready(f"http://127.0.0.1:{demo.port}")
    yield clock, demo
    async with clock.at_the_usual_pace():
        await starting.__aexit__(None, None, None)


async def work(clock: Day, recount: Recount, page: Page, until: float) -> None:
    """Step by step; all may catch up before each minute ends and after, so that each call is in its quarter."""
    while clock.now() < until:
        minute = (clock.now() // 60 + 1) * 60
        last = clock.now() < minute - 1
        recount.now = min(max(clock.now() + 1, clock.next()), minute - 1 if last else minute, until)
        clock.until(recount.now)
        for _ in range(3):
            await asyncio.sleep(0)
        if int(recount.now) % 60 in {59, 0}:
            await page.evaluate("0")


@pytest.mark.soak
async def test_no_number_is_wrong_after_a_day(day: tuple[Day, Running], open_window: OpenWindow) -> None:
    clock, demo = day
    pbx = pbx_of(demo)
    async with clock.at_the_usual_pace():
        agents = [await agent_at_work(demo, login) for login in ("alice", "bruno", "chloe", "david")]
        page = (await enter(open_window, url(demo), "root")).page
    began = clock.now() // 60 * 60 + 60
    clock.until(began)
    recount, traffic = Recount(pbx), Traffic(pbx)
    for hour, rate in enumerate(CALLS_A_MINUTE):
        traffic.set_rate(rate)
        await work(clock, recount, page, began + 3600 * (hour + 1))
        if hour == len(CALLS_A_MINUTE) // 2:
            await page.reload()
            await page.locator(".view table").wait_for()
    traffic.set_rate(0)
    await work(clock, recount, page, clock.now() + 60)
    assert not pbx.pbx.channels
    assert recount.entered() > (500 if LONG else 50)
    async with clock.at_the_usual_pace():
        await compare(page, pbx, recount)
        observer = await (await Cti.connect(f"http://127.0.0.1:{demo.port}", "root")).logged_on()
        for number in (1, 2, 3, 4):
            await observer.ask("getAgentStates")
            state = await observer.expect("AgentStateEvent", agentId=number)
            await expect(card(page, f"200{number}")).to_have_attribute("data-state", state["name"])
            observer.frames.clear()
        await page.clock.set_fixed_time(datetime.fromtimestamp(clock.now(), UTC))
        await page.get_by_role("link", name="The day").click()
        await page.locator("wall-day summary").click()
        quarters = [count for _, count in sorted(recount.quarters.items()) if count]
        await page.wait_for_function(ROWS, arg=quarters)
        for client in (*agents, observer):
            await client.close()


async def compare(page: Page, pbx: Simulator, recount: Recount) -> None:
    """Each figure of each queue."""
    for queue in ("blue", "red", "green"):
        entered = recount.counted[queue, "entered"]
        assert entered > 10
        for column in ("entered", "answered", "abandoned"):
            wanted = f"{recount.counted[queue, column]:,}"
            await expect(cell(page, queue, column)).to_have_text(re.compile(rf"^\s*{wanted}\b"))
        await expect(cell(page, queue, "waiting")).to_have_text("0")
        members = sum(len(each.members) for each in pbx.pbx.queues if each.name == queue)
        await expect(cell(page, queue, "logged")).to_have_text(str(members))


ROWS = """wanted => {
  const cells = [...document.querySelectorAll('wall-day tbody tr')].map(row => row.cells[1].textContent);
  const rows = cells.map(text => Number(text.replace(/\\D/g, '')));
  return JSON.stringify(rows.filter(Boolean)) === JSON.stringify(wanted);
}"""
