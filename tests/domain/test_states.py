"""The tables of states: the committed page shows them, and what is told follows them, everywhere."""

import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from jackfield.domain.phone.states import CODES, STAGES, TRANSITIONS
from jackfield.protocol.values import PhoneEventType, PhoneHint
from tests.support import traces

ROOT = Path(__file__).parents[2]
ALLOWED = {(one.before, one.after) for one in TRANSITIONS}
USUAL = {(one.before, one.after) for one in TRANSITIONS if not one.rare}
GOLDEN = sorted((ROOT / "tests/contract/golden").glob("*.txt"))

Pair = tuple[PhoneEventType | None, PhoneEventType]


def pairs(events: Iterator[tuple[str, PhoneEventType]]) -> set[Pair]:
    """What followed what, leg by leg."""
    found: set[Pair] = set()
    last: dict[str, PhoneEventType | None] = {}
    for leg, stage in events:
        found.add((last.get(leg), stage))
        last[leg] = stage if stage is not PhoneEventType.RELEASED else None
    return found


def in_golden(path: Path) -> set[Pair]:
    lines = re.findall(r"^    (Event\w+) (#\d+) of call", path.read_text(encoding="utf-8"), re.MULTILINE)
    return pairs((leg, PhoneEventType(stage)) for stage, leg in lines)


def in_trace(name: str) -> set[Pair]:
    told = [msgspec.json.decode(told.ctiMessage) for told in traces.told_in(name) if told.msgType == "PhoneEvent"]
    return pairs((event["uniqueId"], PhoneEventType(event["eventType"])) for event in told)


def test_the_committed_page_shows_the_tables() -> None:
    made = runpy.run_path(str(ROOT / "docs/pictures/states.py"))["files"]()
    for path, text in made.items():
        assert (ROOT / "docs" / path).read_text(encoding="utf-8") == text, f"docs/{path}: make reference"


@pytest.mark.parametrize("path", GOLDEN, ids=[path.stem for path in GOLDEN])
def test_every_scenario_follows_the_table(path: Path) -> None:
    assert in_golden(path) <= ALLOWED


@pytest.mark.parametrize("name", traces.small_names())
def test_every_trace_follows_the_table(name: str) -> None:
    assert in_trace(name) <= ALLOWED


def test_every_usual_transition_occurs() -> None:
    seen = set().union(*map(in_golden, GOLDEN), *map(in_trace, traces.small_names()))
    assert seen >= USUAL


def test_a_transition_is_written_once_and_nothing_follows_the_end() -> None:
    assert len(ALLOWED) == len(TRANSITIONS)
    assert not any(one.before is PhoneEventType.RELEASED for one in TRANSITIONS)
    stages = {rule.stage for rule in STAGES if rule.stage is not None} | {PhoneEventType.RELEASED}
    assert stages == set(PhoneEventType)


def test_every_status_has_its_rule_but_those_of_the_pbx_and_of_nobody() -> None:
    ruled = {rule.code for rule in CODES if rule.code is not None}
    assert set(PhoneHint) - ruled == {PhoneHint.BUSY, PhoneHint.UNEXISTING}
