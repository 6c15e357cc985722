"""Every scenario on both PBXs: what users are told is the committed golden sequence, but for the listed differences.

JACKFIELD_TEST_UPDATE=1 pytest tests/contract -m pbx      writes what the real Asterisk tells
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.contract.conftest import OnAsterisk, OnSimulator, Sections
from tests.contract.differences import accepted, differences
from tests.contract.language import HERE, Scenario, scenarios
from tests.contract.sentences import meaning
from tests.contract.told import written

SCENARIOS = scenarios()
UPDATE = os.environ.get("JACKFIELD_TEST_UPDATE") == "1"
every_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=[scenario.slug for scenario in SCENARIOS])


def golden_file(scenario: Scenario) -> Path:
    return HERE / "golden" / f"{scenario.slug}.txt"


def check(scenario: Scenario, told: Sections, pbx: str) -> None:
    """Compares with the golden sequence and what is listed for this PBX."""
    variants = accepted(golden_file(scenario).read_text(encoding="utf-8"), scenario.title, pbx)
    if told not in variants:
        expected, got = (written(scenario.title, each).splitlines() for each in (variants[0], told))
        pytest.fail(
            "\n".join(unified_diff(expected, got, "golden", f"told on the {pbx}", lineterm="", n=50)), pytrace=False
        )


@every_scenario
def test_on_the_simulator(scenario: Scenario, on_simulator: OnSimulator) -> None:
    check(scenario, on_simulator(scenario), "simulator")


@every_scenario
async def test_on_the_real_asterisk(scenario: Scenario, on_asterisk: OnAsterisk, tmp_path: Path) -> None:
    with kept_when_it_fails(scenario, tmp_path):
        told = await on_asterisk(scenario)
        listed = any(each.pbx == "asterisk" and each.scenario == scenario.title for each in differences())
        if UPDATE and not listed:
            golden_file(scenario).write_text(written(scenario.title, told), encoding="utf-8")
        check(scenario, told, "asterisk")


@contextmanager
def kept_when_it_fails(scenario: Scenario, folder: Path) -> Iterator[None]:
    """Puts what the server was told and did into build/failed, to be looked at and made a trace of."""
    try:
        yield
    except BaseException:
        kept = HERE.parents[1] / "build" / "failed"
        kept.mkdir(parents=True, exist_ok=True)
        for trace in folder.glob("*.trace"):
            shutil.copyfile(trace, kept / f"{scenario.slug}.trace")
        raise


def test_every_sentence_has_a_meaning() -> None:
    for scenario in SCENARIOS:
        for step in scenario.steps:
            meaning(step.text)


def test_every_golden_sequence_has_its_scenario() -> None:
    expected = {scenario.slug for scenario in SCENARIOS}
    assert {path.stem for path in (HERE / "golden").glob("*.txt")} == expected


def test_every_difference_is_of_a_scenario() -> None:
    titles = {scenario.title for scenario in SCENARIOS}
    assert not [each for each in differences() if each.scenario not in titles or not each.why]
