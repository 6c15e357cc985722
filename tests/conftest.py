"""What every test folder shares: how many examples the property tests try, and that they belong to the long runs.

Fixtures of one subject live in the conftest of its own folder.
"""

import os

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

pytest_plugins = ["tests.support.pbx", "tests.support.postgresql"]

# No deadline: a busy machine must not turn a right answer into a failure.
settings.register_profile("everyday", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", parent=settings.get_profile("everyday"), max_examples=5_000)
settings.load_profile("soak" if os.environ.get("JACKFIELD_SOAK") == "1" else "everyday")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every property test has a long count, so `make soak` runs them all."""
    for item in items:
        if isinstance(item, pytest.Function) and is_hypothesis_test(item.obj):
            item.add_marker(pytest.mark.soak)
