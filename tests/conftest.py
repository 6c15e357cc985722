"""What every test folder shares: how many examples the property tests try, and that they belong to the long runs.

Fixtures of one subject live in the conftest of its own folder.
"""

import gc
import os
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

pytest_plugins = ["tests.support.pbx", "tests.support.postgresql"]

# No deadline: a busy machine must not turn a right answer into a failure.
settings.register_profile("everyday", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", parent=settings.get_profile("everyday"), max_examples=5_000)
settings.load_profile("soak" if os.environ.get("JACKFIELD_SOAK") == "1" else "everyday")


OTHERS = ("browser", "ldap", "pbx", "postgresql", "process", "turn")
"""Marks of tests that play beside programs of others, or beside a server in a process of its own."""

LONG_SECONDS = 0.1
"""CPU time for garbage that shows that much has been gathered since it was last looked through."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Every property test has a long count, so `make soak` runs them all. Marked here: `-m` chooses right after."""
    if isinstance(item, pytest.Function) and is_hypothesis_test(item.obj):
        item.add_marker(pytest.mark.soak)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What plays beside others may be played again.

    Several parties play there, each with its own retransmissions and threads, and now and then two of them cross (a
    re-INVITE and an ACK, a click and a page that is drawn anew). Such a test is played again, at most twice, and the
    run says so (`R`): a fault of ours fails every time, a crossing does not. See docs/howto/scenarios.md.
    """
    reruns = int(os.environ.get("JACKFIELD_TEST_RERUNS", "2"))
    for item in items:
        if _beside_others(item):
            item.add_marker(pytest.mark.flaky(reruns=reruns, reruns_delay=1))


def pytest_collection_finish() -> None:
    """What is there by now stays: who looks for garbage after a test need not look through all of pytest's own."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def leaves_nothing_open(request: pytest.FixtureRequest) -> Iterator[None]:
    """What such a test leaves open (a connection of the browser that came while the server went) is found in it, and
    not in whichever test comes next: this fixture is the first to be set up, so the last to go."""
    yield
    if _beside_others(request.node):
        began = time.process_time()
        gc.collect()
        if time.process_time() - began > LONG_SECONDS:
            gc.freeze()  # recordings and documents that tests have read and keep: no need to look through them again


def _beside_others(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in OTHERS)
