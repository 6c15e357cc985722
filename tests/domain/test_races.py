"""Screens that race: transfers, consultations, agents' commands, several on their way at once. Nothing is ever left."""

from hypothesis import given, settings
from hypothesis import strategies as st

from jackfield.domain.centre import agents
from jackfield.domain.effects import Publish
from jackfield.protocol import commands
from jackfield.protocol.commands import Command
from jackfield.protocol.events import AgentStateEvent
from jackfield.protocol.values import AgentStateName
from tests.domain.test_agents import Centre
from tests.domain.test_interleavings import all_over
from tests.support.floor import Floor
from tests.support.races import Wish, ask, grant, left_over, wishes
from tests.support.stories import repairs, wrong

few = settings(max_examples=settings().max_examples // 8)
"""Each example is minutes on the clock of a simulated PBX."""
DEADLINES = 16.0
"""Seconds after which no command waits for anything any more."""


@few
@given(st.lists(wishes, min_size=6, max_size=24))
def test_whatever_screens_race_for_no_call_is_lost_and_none_is_left(story: list[Wish]) -> None:
    floor = Floor()
    for wish in story:
        grant(floor, wish)
    floor.pass_time(8)
    assert [what for what in wrong(floor) if "HOLD" not in what] == []
    assert [each for each in repairs(floor) if each.kind != "hold"] == []
    all_over(floor)
    floor.pass_time(DEADLINES)
    assert left_over(floor) == {}


PEOPLE = st.sampled_from((1, 2, 3, 5, 6))
AGENTS = st.sampled_from((None, None, 1, 2, 3, 9))
LINES = st.sampled_from((None, "1001", "1002", "1003", "1004", "7"))
QUEUES, PENALTIES = st.integers(1, 4), st.integers(0, 3)
asked: st.SearchStrategy[Command] = st.one_of(
    st.builds(commands.AgentLogin, agentid=AGENTS, agentphonenumber=LINES),
    st.builds(commands.AgentLogin),
    st.builds(commands.AgentLogout, agentid=AGENTS),
    st.builds(commands.ToggleAgentLogin),
    st.builds(commands.PauseAgent, agentid=AGENTS, reason=st.sampled_from((None, "lunch", "réunion"))),
    st.builds(commands.UnpauseAgent, agentid=AGENTS),
    st.builds(commands.ListenAgent, agentid=st.integers(1, 3)),
    st.builds(commands.SetAgentQueue, agentId=st.integers(1, 3), queueId=QUEUES, penalty=PENALTIES),
    st.builds(commands.RemoveAgentFromQueue, agentId=st.integers(1, 3), queueId=QUEUES),
    st.builds(
        commands.MoveAgentsInGroup,
        groupId=st.just(1),
        fromQueueId=QUEUES,
        fromPenalty=PENALTIES,
        toQueueId=st.integers(1, 3),
        toPenalty=PENALTIES,
    ),
    st.builds(commands.DialFromQueue, destination=st.just("1004"), queueId=QUEUES, variables=st.just({})),
)
shifts = st.lists(
    st.one_of(
        st.tuples(PEOPLE, asked, st.booleans()),
        st.tuples(PEOPLE, asked, st.booleans()),
        wishes,
        st.sampled_from(("3001", "3002", "3003")),
    ),
    min_size=8,
    max_size=30,
)


def disagreements(centre: Centre) -> list[object]:
    """Where agents as they are told, as they are known, and the PBX's members are not the same."""
    world, members = centre.first.core.world, centre.members()
    known = {(one.queue, one.interface): (one.name, one.penalty, one.paused) for one in world.centre.members.values()}
    found: list[object] = [] if known == members else [("members", known, members)]
    for agent in world.directory.agents:
        duty, name = agents.duty_of(world, agent.id), f"Agent/{agent.number}"
        at_work = bool(duty.number) and not duty.leaving
        wanted = world.directory.memberships_of(agent.id) if at_work else ()
        named = {one.queue_id: world.directory.queue(one.queue_id) for one in wanted}
        ought = {
            (queue.name, f"PJSIP/{duty.number}"): (name, one.penalty, duty.paused)
            for one in wanted
            if (queue := named[one.queue_id]) is not None
        }
        if ought != {place: member for place, member in members.items() if member[0] == name}:
            found.append((agent.number, "ought to be", ought, "is", members))
        present = agents.state_of(world, agent, centre.now)
        told = [
            effect.event
            for effect in centre.first.effects
            if isinstance(effect, Publish) and isinstance(effect.event, AgentStateEvent)
        ]
        last = [(event.name, event.queues) for event in told if event.agentId == agent.id][-1:]
        if last and last != [(present.name, present.queues)]:
            found.append((agent.number, "told as", last, "is", present))
        if not last and present.name is not AgentStateName.LOGGED_OUT:
            found.append((agent.number, "never told", present))
    return found


@few
@given(shifts)
def test_whatever_agents_race_for_they_are_where_the_pbx_has_them(story: list[object]) -> None:
    centre = Centre()
    for each in story:
        if isinstance(each, Wish):
            grant(centre, each)
        elif isinstance(each, str):
            centre.simulator.call_in("+33611223344", each)
        else:
            user_id, command, heard = each  # type: ignore[misc]
            ask(centre, user_id, command, heard=heard)
    centre.pass_time(8)
    all_over(centre)
    centre.pass_time(DEADLINES)
    all_over(centre)
    centre.pass_time(DEADLINES)
    assert disagreements(centre) == []
    assert left_over(centre) == {}
    assert not any(state.waiting for state in centre.first.core.world.centre.queues.values())
