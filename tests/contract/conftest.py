"""The directory of the contract tests, and how a scenario is played on each PBX."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from msgspec import structs

from jackfield.domain.directory import AnswerBy, Directory, LineKind, Sheet
from jackfield.domain.entries import SheetCalls, SheetField, SheetMoment
from jackfield.domain.shuttle.integration import CustomVariable
from jackfield.storage import demo
from jackfield.storage.changes import Changes, applied
from jackfield.storage.sql import SqlStorage
from jackfield.telephony.ami.replay import Told
from jackfield.telephony.ami.trace import DIRECTORY_PARTS, load
from jackfield.telephony.asterisk.queue_log import LogLine, read, visits
from tests.contract import (
    asking_sentences,
    callback_sentences,
    integration_sentences,
    membership_sentences,
    queue_sentences,
    service_sentences,
    virtual_time,
)
from tests.contract.language import Scenario
from tests.contract.real import Real
from tests.contract.sentences import Play
from tests.contract.server import serving
from tests.contract.simulated import Simulated
from tests.support.ami import Watcher
from tests.support.pbx import Asterisk
from tests.support.phones import PhoneFactory
from tests.support.queue_account import by_call, disagreements, lines_in, served_in
from tests.support.traces import assert_road_back

SUBJECTS = (
    asking_sentences,
    callback_sentences,
    integration_sentences,
    membership_sentences,
    queue_sentences,
    service_sentences,
)
"""Sentences in files of their own; to import them is to know them."""

RINGING = Sheet(
    id=9,
    name="Customer",
    moment=SheetMoment.DIAL,
    calls=SheetCalls.OUTSIDE,
    fields=(
        SheetField(name="popupUrl", type="url", value="https://crm.example.com/?n={callerNum}&t={xuc-token}"),
        SheetField(name="folderNumber", value="{USR_CUSTNO}"),
        SheetField(name="Called", value="{calledNum}"),
    ),
)
"""The sheet of scenarios in which calls show one when they ring."""

Sections = dict[str, list[str]]
OnSimulator = Callable[[Scenario], Sections]
OnAsterisk = Callable[[Scenario], Awaitable[Sections]]


@pytest.fixture(scope="session")
def demo_directory(tmp_path_factory: pytest.TempPathFactory) -> Directory:
    """The demo's, as the storage gives it."""

    async def load() -> Directory:
        storage = SqlStorage.in_directory(tmp_path_factory.mktemp("directory"))
        try:
            await storage.open()
            await demo.fill(storage)
            directory = await storage.load_directory()
            required = [queue for queue in directory.queues if queue.qualification_required]
            free = [structs.replace(queue, qualification_required=False) for queue in required]
            return applied(directory, Changes(queues=tuple(free)))
        finally:
            await storage.close()

    return asyncio.run(load())


def directory_for(scenario: Scenario, directory: Directory) -> Directory:
    """The demo's, with lines as the scenario says they are."""
    chosen = [line for line in directory.lines if line.number in scenario.picked_up]
    changed = [structs.replace(line, answer_by=AnswerBy.AUTOANSWER) for line in chosen]
    browsers = [line for line in directory.lines if line.number in scenario.browsers]
    changed += [structs.replace(line, kind=LineKind.WEBRTC) for line in browsers]
    doubled = [line for line in directory.lines if line.number in scenario.doubled]
    changed += [structs.replace(line, browser_endpoint=f"{line.endpoint}_w") for line in doubled]
    queues = [queue for queue in directory.queues if queue.name in scenario.qualified]
    queues = [structs.replace(queue, qualification_required=True) for queue in queues]
    changed_directory = applied(directory, Changes(lines=tuple(changed), queues=tuple(queues)))
    parts = {name: getattr(changed_directory, name) for name in DIRECTORY_PARTS}
    if scenario.shows_sheets:
        parts["sheets"] = (RINGING,)
    parts["custom_variables"] = [CustomVariable(id=n, name=name) for n, name in enumerate(scenario.custom_variables, 1)]
    return Directory.build(**parts)


async def play(
    scenario: Scenario, stage: Simulated | Real, directory: Directory, folder: Path
) -> tuple[Sections, list[Told]]:
    """Plays it to the end; what was told, and the same by the recording: played again, it asks the same of the PBX."""
    async with serving(directory, stage.connect, stage.credentials, folder, scenario.dialing) as server:
        played = Play(stage, server, scenario.phones)
        await server.quiet(scenario.phones)
        for step in scenario.steps:
            await played.perform(step)
        told = server.ear.told
        # on the real one the others' phones are not even there
        told.lines = {number: events for number, events in told.lines.items() if number in scenario.phones}
        sections = told.sections()
        repaired = server.engine.core.world.looks.repaired
        lost = any(step.text == "the server hears nothing" for step in scenario.steps)
        assert bool(repaired) == lost, f"events lost: {lost}; repaired: {dict(repaired)}"
    return sections, [event for trace in server.traces for event in assert_road_back(load(trace))]


@pytest.fixture
def on_simulator(demo_directory: Directory, tmp_path: Path) -> OnSimulator:
    """Plays a scenario on the simulator, in virtual time."""

    async def story(scenario: Scenario) -> Sections:
        stage = Simulated(scenario)
        try:
            sections, _ = await play(scenario, stage, directory_for(scenario, demo_directory), tmp_path)
            return sections
        finally:
            await stage.close()

    return lambda scenario: virtual_time.run(story(scenario))


@pytest.fixture
def on_asterisk(
    demo_directory: Directory, asterisk: Asterisk, phones: PhoneFactory, watcher: Watcher, tmp_path: Path
) -> OnAsterisk:
    """Plays a scenario on the real Asterisk, with real phones."""

    async def story(scenario: Scenario) -> Sections:
        stage = Real(asterisk, watcher)
        await stage.bring(phones, scenario)
        try:
            since, began = len(log_of(asterisk)), time.time()
            directory = directory_for(scenario, demo_directory)
            sections, told = await play(scenario, stage, directory, tmp_path)
            # the PBX's own account of its queues, line by line since the story began
            traces = [load(path) for path in sorted(tmp_path.glob("*.trace"))]
            log = by_call(visits(log_of(asterisk)[since:]), traces)
            assert disagreements(log, served_in(told, began), lines_in(traces)) == []
            return sections
        finally:
            await stage.close()

    return story


def log_of(asterisk: Asterisk) -> list[LogLine]:
    """Asterisk's queue_log as it stands."""
    log = asterisk.queue_log
    return list(read(log.read_text(encoding="utf-8"))) if log.exists() else []
