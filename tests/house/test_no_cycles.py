"""No module imports itself by way of others: each file can be read after the ones it needs.

Imports for type checkers only are left out: a part may name the type of the whole it belongs to.
"""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.house.test_layers import graph
from tests.house.tree import sources


def cycle(imports: Mapping[str, Iterable[str]]) -> list[str]:
    """One circle among the imports, as the modules on it; empty when there is none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def test_no_circular_imports() -> None:
    known = sources()
    assert known
    imports = graph(executed=True)
    assert cycle({module: imports.find_modules_directly_imported_by(module) & set(known) for module in known}) == []


@pytest.mark.parametrize("back", ["a", "b"])
def test_a_circle_is_seen(back: str) -> None:
    assert set(cycle({"a": {"b"}, "b": {"c"}, "c": {back}})) >= {back, "c"}
