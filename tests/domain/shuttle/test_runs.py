"""What integrations did: kept a second later and many together, again after a refusal, and no longer than they are."""

import msgspec

from jackfield.domain import facts
from jackfield.domain.core import Core
from jackfield.domain.directory import Directory
from jackfield.domain.effects import Effect, Store
from jackfield.domain.lasting import Kept
from jackfield.domain.shuttle.integration import Integration
from jackfield.domain.shuttle.run import RUNS, Run, RunsGone, RunsKept
from tests.domain.shuttle.test_queue_steps import House


def stores(effects: list[Effect]) -> list[Store]:
    """Of runs: days are kept too."""
    found = [effect for effect in effects if isinstance(effect, Store)]
    return [store for store in found if isinstance(store.changes[0], RunsKept | RunsGone)]


def plugin_run(at: float) -> Run:
    return Run(integration="plugin:crm", at=at, step="up")


def test_runs_are_kept_together_and_again_after_a_refusal() -> None:
    house = House()
    for _ in range(RUNS + 20):
        house.core.add_run(plugin_run(house.now), house.now)
    house.now += 1.1
    [store] = stores(house.feed(facts.TimeReached()))
    [change] = store.changes
    assert isinstance(change, RunsKept)
    assert len(change.runs) == RUNS  # those before them would be deleted at once
    assert not stores(house.feed(facts.Stored(store.tag, ok=False, message="no")))
    house.core.add_run(plugin_run(house.now), house.now)
    house.now += 5.1
    [again] = stores(house.feed(facts.TimeReached()))
    [change] = again.changes
    assert isinstance(change, RunsKept)
    assert len(change.runs) == RUNS
    ids = [run.id for run in change.runs]
    assert ids == sorted(set(ids))
    house.feed(facts.Stored(again.tag, ok=True))
    house.now += 10
    assert not stores(house.feed(facts.TimeReached()))


def test_what_is_not_kept_at_the_end_is_kept_then_and_is_there_again() -> None:
    house = House()
    house.core.add_run(plugin_run(house.now), house.now)
    [store] = stores(house.core.closing(house.now))
    [change] = store.changes
    assert isinstance(change, RunsKept)
    core = Core(house.core.world.directory, epoch="e", kept=Kept(runs=change.runs))
    assert list(core.world.shuttle.runs["plugin:crm"]) == list(change.runs)
    core.add_run(plugin_run(0.0), 0.0)
    assert core.world.shuttle.runs["plugin:crm"][0].id == change.runs[-1].id + 1


def test_the_runs_of_an_integration_that_is_gone_go_with_it() -> None:
    house = House()
    directory = house.core.world.directory
    parts = {name: getattr(directory, name) for name in ("users", "lines", "agents", "queues")}
    own = Integration(id=3, name="sales", url="https://crm.example/{callernum}")
    house.core.adopt(Directory.build(**parts, integrations=[own]), house.now)
    house.answered()
    assert [run.step for run in house.core.world.shuttle.runs["3"]] == ["up"]
    changed = msgspec.structs.replace(own, name="other")
    house.core.adopt(Directory.build(**parts, integrations=[changed]), house.now)
    assert house.core.world.shuttle.runs["3"]
    effects = house.core.adopt(Directory.build(**parts), house.now)
    assert [store.changes for store in stores(effects)] == [(RunsGone("3"),)]
    assert "3" not in house.core.world.shuttle.runs
    assert not house.core.world.shuttle.unkept
