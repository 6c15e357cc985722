"""What every kind of storage must do for runs of integrations; part of `contract.py`."""

from jackfield.domain.shuttle.run import KEPT_SECONDS, RUNS, Run, RunsGone, RunsKept, by_integration
from jackfield.storage.sql import SqlStorage

NOW = 1_800_000_000.0


def run(number: int, integration: str = "3", at: float = NOW) -> Run:
    return Run(id=number, integration=integration, at=at, step="up", queue="é\0", url="https://a.example/", took=0.5)


class RunContract:
    """The tests; an instance has a `storage` as `contract.py` describes it."""

    async def test_the_last_hundred_runs_of_each_integration_come_back(self, storage: SqlStorage) -> None:
        runs = [run(number) for number in range(1, RUNS + 4)]
        await storage.keep([RunsKept((run(900, "plugin:crm"), *runs[:50])), RunsKept(tuple(runs[40:]))])
        kept = by_integration(await storage.integration_runs())
        assert [each.id for each in kept["3"]] == list(range(RUNS + 3, 3, -1))
        assert [each.id for each in kept["plugin:crm"]] == [900]
        assert kept["3"][0].took == 0.5
        assert kept["3"][0].queue.startswith("é")

    async def test_old_runs_go_and_those_of_an_integration_that_is_gone(self, storage: SqlStorage) -> None:
        await storage.keep([RunsKept((run(1, at=NOW - KEPT_SECONDS - 1), run(2, "4")))])
        await storage.keep([RunsKept((run(3),)), RunsGone("4")])
        assert [each.id for each in await storage.integration_runs()] == [3]
