"""`make soak` runs what it says: the property tests are among what `-m soak` chooses."""

import subprocess
import sys

from tests.house.tree import ROOT


def test_property_tests_are_chosen_for_the_long_runs() -> None:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-m", "soak", "-p", "no:cacheprovider"]
    chosen = subprocess.run(
        [*command, "tests/protocol/test_decode_properties.py"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert chosen.returncode == 0, chosen.stdout
    assert "deselected" not in chosen.stdout
