"""What goes wrong in a contact centre: two agents on one phone at once, midnight and another clock during a call."""

import pytest

from jackfield.domain import facts
from jackfield.domain.core import Client
from jackfield.domain.effects import Reply, Request, Store
from jackfield.protocol import commands
from jackfield.protocol.commands import Command
from jackfield.protocol.events import AgentError
from tests.domain.test_agent_queues import BLUE, RED
from tests.domain.test_agents import ALICE, BRUNO
from tests.domain.test_history import House


def test_two_agents_log_in_on_one_phone_at_the_same_moment() -> None:
    """Both are asked for before the PBX has answered either: the later one has the phone, the other is logged out."""
    house = House()
    desk = house.first
    effects = []
    for user in (ALICE, BRUNO):
        command = commands.AgentLogin(agentphonenumber="1004", requestId=f"r{user}")
        effects += desk.core.ask(command, Client(f"s{user}", user), house.now)
    desk.perform(effects)
    house.pass_time(1)
    assert desk.core.world.centre.agent_on == {"1004": 2}
    assert (house.last(2).name, house.last(2).phoneNb) == ("AgentReady", "1004")
    assert house.states(1) in (["AgentReady", "AgentLoggedOut"], ["AgentLoggedOut"])
    assert {name for name, _, _ in house.members().values()} == {"Agent/2002"}
    house.call(queue="3001")
    assert house.last(2).name == "AgentRinging"


def test_an_agent_logs_in_on_two_phones_at_the_same_moment() -> None:
    """Two pages of his: the PBX has not answered the first when the second asks. He is where he asked first."""
    house = House()
    desk = house.first
    effects = []
    for number in ("1001", "1004"):
        command = commands.AgentLogin(agentphonenumber=number, requestId=number)
        effects += desk.core.ask(command, Client(f"s{number}", ALICE), house.now)
    [error] = [effect.event for effect in effects if isinstance(effect, Reply) and isinstance(effect.event, AgentError)]
    assert error == AgentError(Error="LoggedInOnAnotherPhone", phoneNb="1001", RequestedNb="1004")
    desk.perform(effects)
    house.pass_time(1)
    assert {interface for _, interface in house.members()} == {"PJSIP/1001"}
    assert (house.last(1).name, house.last(1).phoneNb) == ("AgentReady", "1001")


def test_queues_change_while_an_agent_logs_in() -> None:
    """Into one, out of another, a penalty, before the PBX has answered his log-in: it has him as was wanted last."""
    house = House()
    desk = house.first
    queues = {one.queue_id: one.penalty for one in desk.core.world.directory.memberships_of(1)}
    changed, left = sorted(queues)[:2]
    new = next(queue.id for queue in desk.core.world.directory.queues if queue.id not in queues)
    for command in (
        commands.AgentLogin(),
        commands.SetAgentQueue(agentId=1, queueId=new, penalty=3),
        commands.SetAgentQueue(agentId=1, queueId=changed, penalty=4),
        commands.RemoveAgentFromQueue(agentId=1, queueId=left),
    ):
        desk.perform(desk.core.ask(command, Client("s", ALICE), house.now))
    house.pass_time(1)
    wanted = {one.queue_id: one.penalty for one in desk.core.world.directory.memberships_of(1)}
    assert wanted == {new: 3, changed: 4}
    names = {queue.name: queue.id for queue in desk.core.world.directory.queues}
    assert {names[queue]: penalty for (queue, _), (_, penalty, _) in house.members().items()} == wanted
    assert set(house.last(1).queues) == set(wanted)


def test_out_again_before_the_pbx_has_said_that_he_is_in() -> None:
    """Asterisk 22 may answer QueueAdd before it tells QueueMemberAdded: who logs out between the two is out."""
    house = House()
    desk, client = house.first, Client("s1", ALICE)
    asked = desk.core.ask(commands.AgentLogin(), client, house.now)
    adding = [effect for effect in asked if isinstance(effect, Request)]
    assert adding
    for request in adding:
        desk.feed(facts.RequestDone(request.tag, ok=True))
    asked += desk.core.ask(commands.AgentLogout(), client, house.now)
    desk.perform(asked)
    house.pass_time(1)
    assert house.members() == {}
    assert house.states(1) == ["AgentReady", "AgentLoggedOut"]


def test_two_agents_on_one_phone_whom_the_pbx_answers_before_it_tells_what_it_did() -> None:
    """The events of the first one's log-in come when the second one has the phone already: nobody comes back."""
    house = House()
    desk = house.first
    asked = []
    for user in (ALICE, BRUNO):
        asked += desk.core.ask(commands.AgentLogin(agentphonenumber="1004"), Client(f"s{user}", user), house.now)
    for request in [effect for effect in asked if isinstance(effect, Request)]:
        desk.feed(facts.RequestDone(request.tag, ok=True))
    desk.perform(asked)
    house.pass_time(1)
    assert (house.states(1), house.states(2)) == (["AgentReady", "AgentLoggedOut"], ["AgentReady"])
    assert {name for name, _, _ in house.members().values()} == {"Agent/2002"}


@pytest.mark.parametrize(
    ("command", "left"),
    [
        (commands.RemoveAgentFromQueue(agentId=1, queueId=BLUE), {"green": 2}),
        (commands.SetAgentQueue(agentId=1, queueId=BLUE, penalty=7), {"blue": 7, "green": 2}),
        (commands.SetAgentQueue(agentId=1, queueId=RED, penalty=1), {"blue": 0, "green": 2, "red": 1}),
        (commands.SetAgentQueue(agentId=1, queueId=BLUE, penalty=0), {"blue": 0, "green": 2}),
    ],
)
def test_queues_change_before_the_pbx_has_said_that_he_is_in(command: Command, left: dict[str, int]) -> None:
    """His log-in is answered, and QueueMemberAdded is still to come (Asterisk 22)."""
    house = House()
    desk, client = house.first, Client("s1", ALICE)
    asked = desk.core.ask(commands.AgentLogin(), client, house.now)
    for request in [effect for effect in asked if isinstance(effect, Request)]:
        desk.feed(facts.RequestDone(request.tag, ok=True))
    [change] = [effect for effect in desk.core.ask(command, client, house.now) if isinstance(effect, Store)]
    asked += desk.core.feed(facts.Stored(change.tag, ok=True), house.now)
    desk.perform(asked)
    house.pass_time(1)
    house.call(queue="3003")  # tells the state of each member anew
    house.pass_time(1)
    world = desk.core.world
    names = {queue.id: queue.name for queue in world.directory.queues}
    assert {queue: penalty for (queue, _), (_, penalty, _) in house.members().items()} == left
    assert {names[one.queue_id]: one.penalty for one in world.directory.memberships_of(1)} == left
    assert not world.centre.changing


def test_midnight_during_a_call_from_a_queue() -> None:
    """The call was entered and answered yesterday: today has none of it but who waits and talks now."""
    house = House()
    house.login(ALICE)
    house.call(queue="3003")
    house.answer("1001")
    house.call(number="+33611223355", queue="3003")
    house.pass_time(3)
    world = house.first.core.world
    queue = world.centre.queues["green"]
    assert (queue.today.entered, queue.today.answered) == (2, 1)
    before = house.last(1)
    house.first.perform(house.first.core.feed(facts.TimeReached(), world.centre.day_ends + 1))
    house.pass_time(3)
    assert (queue.today.entered, queue.today.answered, queue.today.abandoned) == (0, 0, 0)
    assert [caller.number for caller in queue.waiting.values()] == ["+33611223355"]
    assert len(queue.talking) == 1
    assert house.last(1) == before, "an agent at work is told nothing new"
    house.hang_up("1001")
    assert house.records[0].steps[0].outcome == "answered"
    house.answer("1001")
    assert (queue.today.entered, queue.today.answered) == (0, 1)


def test_a_clock_set_back_during_a_call_and_a_wait() -> None:
    """Nobody has waited for less than no time, and the next event counts as ever."""
    house = House()
    house.login(ALICE)
    house.call(queue="3003")
    house.answer("1001")
    house.call(number="+33611223355", queue="3003")
    real, core = house.now, house.first.core
    house.first.perform(core.feed(facts.TimeReached(), real - 3600))
    answers = core.ask(commands.GetAgentStates(), Client("s1", ALICE), real - 3600)
    assert answers
    state = core.world.centre.queues["green"]
    house.first.perform(core.feed(facts.QueueAbandoned(next(iter(state.waiting)), "green", 0), real - 3599))
    assert (state.today.entered, state.today.answered, state.today.abandoned) == (2, 1, 1)
    house.simulator.outside.hang_up(house.simulator.outside.calls[-1])
    house.pass_time(1)
    assert (state.today.entered, state.today.answered, state.today.abandoned) == (2, 1, 1)
    house.hang_up("1001")
    assert house.last(1).name == "AgentReady"
    assert house.last(1).since >= 0
