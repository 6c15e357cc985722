"""Every deliberate error in the core makes users be told something else than the golden sequences say."""

import pytest

from tests.contract.conftest import OnSimulator
from tests.contract.language import Scenario, scenarios
from tests.contract.mutations import MUTATIONS, Mutation
from tests.contract.test_contract import check


@pytest.mark.parametrize("mutation", MUTATIONS, ids=[mutation.__name__ for mutation in MUTATIONS])
def test_a_deliberate_error_is_noticed(
    mutation: Mutation, monkeypatch: pytest.MonkeyPatch, on_simulator: OnSimulator
) -> None:
    mutation(monkeypatch)
    assert any(notices(scenario, on_simulator) for scenario in scenarios())


def notices(scenario: Scenario, on_simulator: OnSimulator) -> bool:
    """Whether what this scenario tells is not what its golden sequence says."""
    try:
        check(scenario, on_simulator(scenario), "simulator")
    except (AssertionError, TimeoutError, pytest.fail.Exception):
        return True
    return False
