"""What integrations say of calls: kept first, then shown to who may see the call's queue."""

import msgspec
import pytest

from jackfield.domain import facts
from jackfield.domain.effects import AnswerProgram, Effect, Publish, Reply, Store, Subscribe, realtime_topic
from jackfield.domain.lasting import Kept
from jackfield.domain.results import Refused
from jackfield.domain.shuttle.rows import LATEST, RealtimeRow, RealtimeRowKept, latest
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import RealtimeCTI, RealtimeCTIList
from jackfield.protocol.values import Profile
from tests.domain.shuttle.test_queue_steps import House
from tests.support.office import ALICE, BRUNO, ROOT

ROW = {
    "type": "crm",
    "channel": {"event": "up", "queue": "blue", "callernum": "+33611", "time": "2027-01-15T08:00:00.000Z"},
    "reference": "4711",
    "url": "https://crm.example/4711",
}


def stored(house: House, effects: list[Effect]) -> list[Effect]:
    [store] = [effect for effect in effects if isinstance(effect, Store)]
    return house.feed(facts.Stored(store.tag, ok=True))


def test_a_row_is_kept_and_then_told_to_who_may_see_its_queue() -> None:
    house = House()
    asked = house.core.add_realtime(ROW, "row", 1000.25)
    [store] = [effect for effect in asked if isinstance(effect, Store)]
    assert not [effect for effect in asked if isinstance(effect, Publish)]
    [change] = store.changes
    assert isinstance(change, RealtimeRowKept)
    assert (change.row.id, change.row.at, change.row.queue) == (1_000_250, 1000.25, "blue")
    assert not [effect for effect in asked if isinstance(effect, AnswerProgram)]
    done = stored(house, asked)
    assert [effect for effect in done if isinstance(effect, AnswerProgram)] == [AnswerProgram("row")]
    [told] = [effect for effect in done if isinstance(effect, Publish)]
    assert (told.topic, told.also) == (realtime_topic(), (realtime_topic(7),))
    assert told.event == RealtimeCTI(id=1_000_250, time="1970-01-01T00:16:40.250+00:00", **ROW)  # type: ignore[arg-type]


def test_rows_of_the_same_instant_have_ids_that_rise() -> None:
    house = House()
    for _ in range(3):
        stored(house, house.core.add_realtime(ROW, "row", 1000.0))
    assert [row.id for row in house.core.world.shuttle.rows] == [1_000_002, 1_000_001, 1_000_000]


def test_a_row_that_could_not_be_kept_is_not_told() -> None:
    house = House()
    [store] = [effect for effect in house.core.add_realtime(ROW, "row", 1000.0) if isinstance(effect, Store)]
    answers = house.feed(facts.Stored(store.tag, ok=False, message="full"))
    assert answers == [AnswerProgram("row", RefusalCode.NOT_STORED, "full")]
    assert not house.core.world.shuttle.rows


@pytest.mark.parametrize(
    ("changes", "reference", "url"),
    [
        ({"reference": None, "url": None}, None, None),
        ({"reference": 4711, "url": ""}, "4711", None),
        ({"reference": ["x"], "url": "javascript:alert(1)"}, None, None),
        ({"reference": "x" * 500, "url": 7}, "x" * 200, None),
    ],
)
def test_what_is_missing_or_dangerous_is_left_out(
    changes: dict[str, object], reference: str | None, url: str | None
) -> None:
    house = House()
    stored(house, house.core.add_realtime(ROW | changes, "row", 1000.0))
    [row] = house.core.world.shuttle.rows
    assert (row.reference, row.url) == (reference, url)


@pytest.mark.parametrize(
    "given",
    [{}, {"type": ""}, {"type": 7}, {"type": "crm", "channel": []}, {"type": "crm", "channel": {"x": "y" * 20_000}}],
)
def test_what_is_no_row_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(Refused, match="RealtimeCTI"):
        House().core.add_realtime(given, "row", 1000.0)


def test_who_begins_to_look_is_shown_what_he_may_see() -> None:
    house = House()
    users = [
        msgspec.structs.replace(user, profile=Profile.SUPERVISOR, queue_ids=frozenset(queues))
        if (queues := {ALICE: {7}, BRUNO: set()}.get(user.id)) is not None
        else user
        for user in house.core.world.directory.users
    ]  # fmt: skip
    directory = house.core.world.directory
    changed = type(directory).build(
        users=users, lines=directory.lines, agents=directory.agents, queues=directory.queues
    )
    house.core.adopt(changed, house.now)
    for given in (ROW, ROW | {"channel": None}, ROW | {"channel": {"queue": "unknown"}}):
        stored(house, house.core.add_realtime(given, "row", 1000.0))
    seen: dict[int, tuple[int, list[str]]] = {}
    for user in (ALICE, BRUNO, ROOT):
        effects = house.ask(user, commands.SubscribeToRealtimeCTI())
        [shown] = [e.event for e in effects if isinstance(e, Reply) and isinstance(e.event, RealtimeCTIList)]
        topics = [effect.topic.key for effect in effects if isinstance(effect, Subscribe)]
        seen[user] = len(shown.rows), topics
    assert seen == {ALICE: (1, ["7"]), BRUNO: (0, []), ROOT: (3, ["all"])}


def test_after_a_restart_the_latest_rows_are_there() -> None:
    rows = tuple(
        RealtimeRow(id=n, at=float(n), type="crm", channel="{}", reference=None, url=None) for n in range(LATEST + 5)
    )
    known = latest(Kept(realtime=rows).realtime)
    assert (len(known), known[0].id, known[-1].id) == (LATEST, LATEST + 4, 5)
