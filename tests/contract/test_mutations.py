"""Every deliberate error in the core makes users be told something else than the golden sequences say."""

import pytest

from tests.contract.conftest import OnSimulator
from tests.contract.language import scenarios
from tests.contract.mutations import MUTATIONS, Mutation
from tests.contract.test_contract import check


@pytest.mark.parametrize("mutation", MUTATIONS, ids=[mutation.__name__ for mutation in MUTATIONS])
def test_a_deliberate_error_is_noticed(
    mutation: Mutation, monkeypatch: pytest.MonkeyPatch, on_simulator: OnSimulator
) -> None:
    mutation(monkeypatch)
    noticed = []
    for scenario in scenarios():
        try:
            check(scenario, on_simulator(scenario), "simulator")
        except (AssertionError, TimeoutError, pytest.fail.Exception):
            noticed.append(scenario.title)
    assert noticed


def test_without_one_nothing_is_noticed(on_simulator: OnSimulator) -> None:
    for scenario in scenarios():
        check(scenario, on_simulator(scenario), "simulator")
