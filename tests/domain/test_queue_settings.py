"""Settings of queues that supervisors change: who may, what the PBX is asked, when it is told, over a restart."""

from msgspec.structs import replace

from jackfield.domain import facts
from jackfield.domain.effects import Publish, Request, queue_list_topic
from jackfield.domain.requests import Originate, SetQueueKey
from jackfield.protocol import commands
from jackfield.protocol.events import CommandResult, QueueConfig, QueueList
from jackfield.protocol.values import Right
from tests.domain.test_agents import ALICE, SAM, Centre
from tests.domain.test_rights import with_user

BLUE, GREEN = 1, 3


def code(centre: Centre, command: commands.Command, user: int = SAM) -> str:
    (result,) = [event for event in centre.ask(user, command) if isinstance(event, CommandResult)]
    return str(result.code or result.status)


def dissuade(queue: int = BLUE, closed: bool = True, destination: str = "1005", **keys: str) -> commands.Command:
    return commands.SetQueueDissuasion(
        queueId=queue, closed=closed, destination=destination, **({"requestId": "1"} | keys)
    )


def shown(centre: Centre, queue: int = BLUE) -> QueueConfig:
    (listed,) = [
        event for event in centre.ask(ALICE, commands.GetList(objectType="queue")) if isinstance(event, QueueList)
    ]
    return next(one for one in listed.items if one.id == queue)


def test_each_setting_needs_its_right_from_one_moment_to_the_next() -> None:
    centre = Centre()
    record = commands.SetQueueRecording(queueId=BLUE, recorded=True, requestId="r")
    for rights, wanted in (
        (set[Right](), ("not_allowed", "not_allowed")),
        ({Right.RECORDING}, ("done", "not_allowed")),
        ({Right.DISSUASION}, ("not_allowed", "done")),
    ):
        centre.first.core.adopt(with_user(SAM, rights=frozenset(rights)), centre.now)
        name = "-".join(sorted(rights))
        assert (code(centre, replace(record, requestId=name)), code(centre, dissuade(requestId=f"d{name}"))) == wanted
    assert code(centre, replace(record, requestId="own"), ALICE) == "done"


def test_it_is_told_as_the_pbx_confirms_it_and_to_who_follows() -> None:
    centre = Centre()
    before = len(centre.first.effects)
    assert code(centre, dissuade(destination=" 10 05 ")) == "done"
    effects = centre.first.effects[before:]
    asked = [effect.action for effect in effects if isinstance(effect, Request)]
    assert asked == [
        SetQueueKey(queue="blue", key="dissuasion", value="1005"),
        SetQueueKey(queue="blue", key="closed", value="1"),
    ]
    told = [effect for effect in effects if isinstance(effect, Publish) and isinstance(effect.event, QueueConfig)]
    assert [(one.topic, one.also) for one in told] == [(queue_list_topic(), (queue_list_topic(BLUE),))]
    assert told[0].event == shown(centre)
    assert (shown(centre).closed, shown(centre).dissuasion) == (True, "1005")


def test_a_restart_finds_it_at_the_pbx_and_what_is_gone_there_is_told() -> None:
    centre = Centre()
    assert code(centre, dissuade()) == "done"
    again = centre.open()
    assert again.core.world.centre.queue_settings["blue"].dissuasion == "1005"
    effects = centre.first.core.feed(facts.ServicesRead(kept=True), centre.now)
    assert [effect.event.id for effect in effects if isinstance(effect, Publish)] == [BLUE]  # type: ignore[union-attr]
    assert not shown(centre).closed


def test_what_cannot_be_is_refused() -> None:
    centre = Centre()
    assert code(centre, dissuade(queue=GREEN, requestId="1")) == "not_allowed"
    assert code(centre, dissuade(queue=99, requestId="2")) == "not_found"
    assert code(centre, dissuade(destination="x", requestId="3")) == "bad_request"
    assert code(centre, dissuade(destination="3001", requestId="4")) == "conflict"
    assert code(centre, dissuade(queue=GREEN, destination="3001", requestId="5"), ALICE) == "done"
    assert code(centre, dissuade(destination="3003", requestId="6")) == "conflict"
    centre.first.feed(facts.LinkChanged(facts.PbxLink.DOWN))
    assert code(centre, dissuade(requestId="7")) == "pbx_down"


def test_a_dissuasion_is_called_when_no_agent_is_free() -> None:
    centre = Centre()
    dial = commands.DialFromQueue(destination="0612345678", queueId=BLUE)
    for number, endpoint in (("1005", "PJSIP/1005"), ("9000", "Local/9000@default")):
        code(centre, dissuade(closed=False, destination=number, requestId=number))
        code(centre, replace(dial, requestId=f"dial {number}"))
        order = [e.action for e in centre.first.effects if isinstance(e, Request) and isinstance(e.action, Originate)][
            -1
        ]
        assert (order.endpoint, order.exten) == (endpoint, "0612345678")
    centre.login(ALICE)
    code(centre, replace(dial, requestId="free"))
    order = [e.action for e in centre.first.effects if isinstance(e, Request) and isinstance(e.action, Originate)][-1]
    assert order.endpoint == "PJSIP/1001"
