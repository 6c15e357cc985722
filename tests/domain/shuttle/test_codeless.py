"""Integrations without code: at which step of whose calls which page opens, and what is remembered of it."""

import msgspec
import pytest

from jackfield.domain import facts
from jackfield.domain.directory import Directory, DirectoryError, Queue
from jackfield.domain.effects import Effect
from jackfield.domain.shuttle.codeless import NOBODY, trial
from jackfield.domain.shuttle.integration import CustomVariable, Integration
from jackfield.domain.shuttle.run import RUNS
from jackfield.domain.shuttle.steps import Step
from jackfield.protocol.events import Wakeup
from tests.domain.shuttle.test_queue_steps import House, requests
from tests.support.office import published

SALES = Integration(
    id=3,
    name="sales",
    step=Step.UP,
    queue_id=7,
    variables=("ordernumber",),
    url="https://crm.example/orders/{ordernumber}?who={callername}&n={callernum}&x={unknown}",
)


def configured(*integrations: Integration, variables: tuple[str, ...] = ()) -> House:
    house = House()
    directory = house.core.world.directory
    parts = {name: getattr(directory, name) for name in ("users", "lines", "agents", "queues")}
    own = [CustomVariable(id=n, name=name) for n, name in enumerate(variables, 1)]
    house.core.adopt(Directory.build(**parts, integrations=integrations, custom_variables=own), house.now)
    return house


def pages(effects: list[Effect]) -> list[Wakeup]:
    return [event for event in published(effects, 1) if isinstance(event, Wakeup)]


def told(house: House, effects: list[Effect], value: str) -> list[Effect]:
    return [
        effect for tag, _ in requests(effects) for effect in house.feed(facts.RequestDone(tag, ok=True, value=value))
    ]


def test_the_page_opens_for_the_agent_with_what_the_call_brings() -> None:
    house = configured(SALES)
    assert not pages(told(house, house.offered(), "4711"))
    [page] = pages(told(house, house.answered(), "N° 4711/../x"))
    assert page.mode == "new_tab"
    assert page.url == ("https://crm.example/orders/N%C2%B0%204711%2F..%2Fx?who=Zo%C3%AB&n=%2B33611&x={unknown}")
    [run] = house.core.world.shuttle.runs["3"]
    assert (run.url, run.peer, run.queue, run.problem, run.caller) == (page.url, "PJSIP/1001", "blue", "", "+33611")


@pytest.mark.parametrize(
    "changes",
    [{"enabled": False}, {"queue_id": 8}, {"step": Step.HANGUP}],
    ids=["off", "another queue", "another step"],
)
def test_for_other_calls_nothing_opens(changes: dict[str, object]) -> None:
    house = House()
    directory = house.core.world.directory
    parts = {name: getattr(directory, name) for name in ("users", "lines", "agents")}
    other = msgspec.structs.replace(SALES, variables=(), **changes)
    queues = [*directory.queues, Queue(id=8, name="red")]
    house.core.adopt(Directory.build(**parts, queues=queues, integrations=[other]), house.now)
    assert not pages(house.answered())
    assert not house.core.world.shuttle.runs


def test_a_step_without_an_agent_is_remembered_with_the_reason() -> None:
    house = configured(msgspec.structs.replace(SALES, step=Step.ABANDON, variables=(), queue_id=None))
    assert not pages(house.abandoned())
    [run] = house.core.world.shuttle.runs["3"]
    assert run.problem == NOBODY


def test_the_last_hundred_runs_are_remembered() -> None:
    house = configured(msgspec.structs.replace(SALES, variables=()))
    for _ in range(RUNS + 3):
        house.pass_time(1.0)
        house.answered()
    runs = house.core.world.shuttle.runs["3"]
    assert len(runs) == RUNS
    assert runs[0].at == house.now


def test_variables_of_all_and_of_those_that_are_on_are_read() -> None:
    off = msgspec.structs.replace(SALES, id=4, name="off", enabled=False, variables=("secret",))
    house = configured(SALES, off, variables=("customer", "ordernumber"))
    assert [name for _, name in requests(house.offered())] == ["customer", "ordernumber"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://{callernum}/", "ftp://x/", "https://"])
def test_an_address_that_callers_could_lead_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(DirectoryError, match="sales"):
        configured(msgspec.structs.replace(SALES, url=url))


@pytest.mark.parametrize("step", list(Step))
def test_a_trial_shows_what_would_be_sent(step: Step) -> None:
    house = configured(msgspec.structs.replace(SALES, step=step), variables=("customer",))
    shown = trial(house.core.world.directory, house.core.world.directory.integrations[0])
    assert shown.data["event"] == step.value
    assert shown.data["variables"] == {"ordernumber": "4711", "customer": "4711"}
    assert shown.url.startswith("https://crm.example/orders/4711?who=Zo%C3%AB")
    assert (shown.problem, shown.peer) == ((NOBODY, "") if step is Step.ABANDON else ("", "PJSIP/1007"))
    assert not house.core.world.shuttle.runs
