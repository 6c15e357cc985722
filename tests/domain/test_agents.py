"""Agents log in, pause, work and leave, on the simulator in virtual time: what they and their watchers are told."""

from collections.abc import Iterator
from itertools import groupby

import msgspec
import pytest
from msgspec import UNSET

from jackfield.domain import facts
from jackfield.domain.core import Client
from jackfield.domain.directory import Agent, Directory, Group, Line, Membership, Queue, User
from jackfield.domain.effects import Effect, Publish, Reply, Request, agents_topic, own_agent_topic
from jackfield.protocol import commands
from jackfield.protocol.commands import Command
from jackfield.protocol.events import AgentError, AgentStateEvent, CommandResult, Error, Event
from jackfield.protocol.values import Profile, Right
from jackfield.telephony.ami.codec import Frame
from tests.support.floor import Floor

ALICE, BRUNO, CHLOE, SAM, ERIN = 1, 2, 3, 6, 5


def directory(**changes: object) -> Directory:
    people = (("alice", 1), ("bruno", 2), ("chloe", 3), ("david", None), ("erin", None))
    users = [
        User(id=n, login=login, first_name=login.title(), line_id=n, agent_id=agent)
        for n, (login, agent) in enumerate(people, 1)
    ]
    users.append(
        User(
            id=SAM,
            login="sam",
            profile=Profile.SUPERVISOR,
            rights=frozenset(Right),
            queue_ids=frozenset({1}),
            group_ids=frozenset({1}),
        )
    )
    lines = [Line(id=n, number=f"100{n}", endpoint=f"PJSIP/100{n}", context="internal", user_id=n) for n in range(1, 6)]
    agents = [
        Agent(id=1, number="2001", first_name="Alice", group_id=1, user_id=1),
        Agent(id=2, number="2002", first_name="Bruno", group_id=1, user_id=2),
        Agent(id=3, number="2003", first_name="Chloe", group_id=2, user_id=3),
    ]
    queues = [
        Queue(id=1, name="blue", number="3001", wrap_up_seconds=10),
        Queue(id=2, name="red", number="3002", wrap_up_seconds=5),
        Queue(id=3, name="green", number="3003"),
    ]
    memberships = [
        Membership(agent_id=1, queue_id=1),
        Membership(agent_id=1, queue_id=3, penalty=2),
        Membership(agent_id=2, queue_id=1, penalty=1),
    ]
    groups = [Group(id=1, name="sales"), Group(id=2, name="support")]
    return Directory.build(
        users=users, lines=lines, agents=agents, queues=queues, memberships=memberships, groups=groups
    )


class Centre(Floor):
    """The floor with agents."""

    def __init__(self) -> None:
        super().__init__(directory())

    def ask(self, user: int, command: Command) -> list[Event]:
        """What the asker alone is answered, when the PBX has had its say."""
        before = len(self.first.effects)
        self.first.perform(self.first.core.ask(command, Client(f"s{user}", user), self.now))
        self.pass_time(0.2)
        return [effect.event for effect in self.first.effects[before:] if isinstance(effect, Reply)]

    def login(self, *users: int) -> None:
        for user in users:
            assert self.ask(user, commands.AgentLogin()) == []

    def states(self, agent: int) -> list[str]:
        """All states told of an agent so far; one that is told again, with another recording say, counts once."""
        return [name for name, _ in groupby(event.name for event in self._told(agent))]

    def last(self, agent: int) -> AgentStateEvent:
        return list(self._told(agent))[-1]

    def _told(self, agent: int) -> Iterator[AgentStateEvent]:
        for effect in self.first.effects:
            if isinstance(effect, Publish) and isinstance(effect.event, AgentStateEvent):
                assert effect.topic == own_agent_topic(effect.event.agentId)
                if effect.event.agentId == agent:
                    yield effect.event

    def members(self) -> dict[tuple[str, str], tuple[str, int, bool]]:
        """Queue and interface -> name, penalty, paused, as the PBX has them."""
        return {
            (queue.name, member.interface): (member.name, member.penalty, member.paused)
            for queue in self.simulator.pbx.queues
            for member in queue.members.values()
        }


@pytest.fixture
def centre() -> Centre:
    return Centre()


def results(events: list[Event]) -> list[str]:
    return [str(event.status) for event in events if isinstance(event, CommandResult)]


def test_login_enters_every_queue_with_its_penalty(centre: Centre) -> None:
    assert results(centre.ask(ALICE, commands.AgentLogin(requestId="1"))) == ["done"]
    assert centre.members() == {
        ("blue", "PJSIP/1001"): ("Agent/2001", 0, False),
        ("green", "PJSIP/1001"): ("Agent/2001", 2, False),
    }
    assert centre.states(1) == ["AgentReady"]
    state = centre.last(1)
    assert (state.phoneNb, state.queues, state.cause) == ("1001", (1, 3), "available")


def test_login_of_an_agent_without_queues(centre: Centre) -> None:
    centre.login(CHLOE)
    assert centre.last(3).name == "AgentReady"


def test_login_to_an_unknown_line(centre: Centre) -> None:
    first, second = centre.ask(ALICE, commands.AgentLogin(agentphonenumber="4711", requestId="1"))
    assert first == AgentError(Error="PhoneNumberUnknown")
    assert isinstance(second, CommandResult)
    assert (second.status, second.code) == ("refused", "not_found")


@pytest.mark.parametrize(("given", "line"), [("1004", "1004"), ("10 04", "1004"), ("", "1001"), ("0", "1001")])
def test_the_number_of_the_legacy_login_is_where_agents_log_in(centre: Centre, given: str, line: str) -> None:
    client = Client("s", ALICE, number=given)
    centre.first.perform(centre.first.core.ask(commands.AgentLogin(), client, centre.now))
    centre.pass_time(0.2)
    assert centre.last(1).phoneNb == line


def test_login_where_one_is_already(centre: Centre) -> None:
    centre.login(ALICE)
    centre.pass_time(7)
    (state,) = centre.ask(ALICE, commands.AgentLogin(agentphonenumber="1001"))
    assert isinstance(state, AgentStateEvent)
    assert (state.name, state.since) == ("AgentReady", 7)


def test_login_on_another_line_changes_nothing(centre: Centre) -> None:
    centre.login(ALICE)
    (error,) = centre.ask(ALICE, commands.AgentLogin(agentphonenumber="10 04"))
    assert error == AgentError(Error="LoggedInOnAnotherPhone", phoneNb="1001", RequestedNb="1004")
    assert centre.last(1).phoneNb == "1001"


def test_a_line_is_taken_over(centre: Centre) -> None:
    centre.login(ALICE)
    centre.ask(BRUNO, commands.AgentLogin(agentphonenumber="1001"))
    assert centre.states(1) == ["AgentReady", "AgentLoggedOut"]
    assert centre.last(2).phoneNb == "1001"
    assert centre.members() == {("blue", "PJSIP/1001"): ("Agent/2002", 1, False)}


def test_who_is_no_agent(centre: Centre) -> None:
    for command in (commands.AgentLogin(), commands.AgentLogout(), commands.PauseAgent(), commands.ToggleAgentLogin()):
        assert centre.ask(ERIN, command) == [AgentError(Error="UserIsNotAnAgent")]


def test_somebody_else_is_logged_in_and_out(centre: Centre) -> None:
    centre.ask(ERIN, commands.AgentLogin(agentphonenumber="1002", agentid=2))
    assert centre.last(2).phoneNb == "1002"
    centre.ask(ERIN, commands.AgentLogout(agentid=2))
    assert centre.states(2) == ["AgentReady", "AgentLoggedOut"]
    assert centre.members() == {}
    assert isinstance(centre.ask(ERIN, commands.AgentLogout(agentid=99))[0], Error)


def test_logout_keeps_the_last_number(centre: Centre) -> None:
    centre.login(ALICE)
    assert results(centre.ask(ALICE, commands.AgentLogout(requestId="1"))) == ["done"]
    assert (centre.last(1).name, centre.last(1).phoneNb) == ("AgentLoggedOut", "1001")


def test_toggle(centre: Centre) -> None:
    for _ in range(3):
        centre.ask(ALICE, commands.ToggleAgentLogin())
    assert centre.states(1) == ["AgentReady", "AgentLoggedOut", "AgentReady"]


def test_pause_with_a_reason_and_back(centre: Centre) -> None:
    centre.login(ALICE)
    assert results(centre.ask(ALICE, commands.PauseAgent(reason="déjeuner", requestId="1"))) == ["done"]
    assert (centre.last(1).name, centre.last(1).cause) == ("AgentOnPause", "déjeuner")
    assert {paused for _, _, paused in centre.members().values()} == {True}
    centre.ask(ALICE, commands.PauseAgent(reason="meeting"))
    centre.ask(ALICE, commands.UnpauseAgent())
    assert [event.cause for event in centre._told(1)] == ["available", "déjeuner", "meeting", "available"]


def test_a_pause_that_the_pbx_answers_before_it_tells_of_each_queue_is_told_once(centre: Centre) -> None:
    centre.login(ALICE)
    core, queues = centre.first.core, ("blue", "green")
    *_, request = core.ask(commands.PauseAgent(agentid=1, reason="lunch"), Client("s6", SAM), centre.now)
    assert isinstance(request, Request)
    told = core.feed(facts.RequestDone(request.tag, ok=True), centre.now)
    for queue in queues:
        seen = facts.MemberSeen(queue, "PJSIP/1001", "Agent/2001", paused=True, reason="lunch", known=True)
        told += core.feed(msgspec.structs.replace(seen, penalty=2 if queue == "green" else 0), centre.now)
    states = [effect.event for effect in told if isinstance(effect, Publish)]
    assert [(event.name, event.by) for event in states if isinstance(event, AgentStateEvent)] == [
        ("AgentOnPause", "sam")
    ]


def test_who_acted_for_an_agent_is_told_while_the_state_lasts(centre: Centre) -> None:
    centre.login(ALICE)
    centre.ask(BRUNO, commands.PauseAgent(agentid=1, reason="meeting"))
    centre.ask(ALICE, commands.PauseAgent(reason="lunch"))
    centre.ask(BRUNO, commands.PauseAgent(agentid=1))
    centre.ask(BRUNO, commands.UnpauseAgent(agentid=1))
    centre.ask(ALICE, commands.PauseAgent())
    centre.ask(ALICE, commands.UnpauseAgent())
    centre.ask(BRUNO, commands.PauseAgent(agentid=1))
    centre.simulator.phone("1001").dial("9000")
    centre.pass_time(1.0)
    centre.simulator.phone("1001").hang_up()
    centre.pass_time(1.0)
    assert (centre.last(1).name, centre.last(1).by) == ("AgentOnPause", "bruno")
    centre.ask(BRUNO, commands.AgentLogout(agentid=1))
    centre.login(ALICE)
    told = [(str(event.name).removeprefix("Agent"), event.by or "") for event in centre._told(1)]
    assert [each for each in told if each[0] not in ("OnCall", "Dialing")] == [
        ("Ready", ""), ("OnPause", "bruno"), ("OnPause", ""), ("OnPause", "bruno"), ("Ready", ""), ("OnPause", ""),
        ("Ready", ""), ("OnPause", "bruno"), ("OnPause", "bruno"), ("OnPause", ""), ("LoggedOut", "bruno"),
        ("Ready", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("reason", ["a|b", "x" * 81, "line\x00"])
def test_a_reason_that_cannot_be(centre: Centre, reason: str) -> None:
    centre.login(ALICE)
    assert isinstance(centre.ask(ALICE, commands.PauseAgent(reason=reason))[0], Error)
    assert centre.states(1) == ["AgentReady"]


def test_pausing_who_is_not_there(centre: Centre) -> None:
    (result,) = [e for e in centre.ask(ALICE, commands.PauseAgent(requestId="1")) if isinstance(e, CommandResult)]
    assert (result.status, result.code) == ("refused", "conflict")


def test_a_call_from_a_queue_with_wrap_up(centre: Centre) -> None:
    centre.login(ALICE)
    centre.simulator.call_in("+33611223344", "3001")
    centre.pass_time(1)
    centre.simulator.phone("1001").answer()
    centre.pass_time(1)
    call = centre.last(1)
    assert (call.acd, call.direction, call.callType) == (True, "Incoming", "External")
    centre.simulator.phone("1001").hang_up()
    centre.pass_time(1)
    assert centre.states(1) == ["AgentReady", "AgentRinging", "AgentOnCall", "AgentOnWrapup"]
    assert (call.next, centre.last(1).next) == (UNSET, UNSET)
    centre.pass_time(10)
    assert centre.last(1).name == "AgentReady"


def test_wrap_up_begins_with_the_hang_up_where_the_pbx_tells_that_first(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    late: list[Frame] = []
    told = centre.first.pbx.frames

    def without_the_end(frames: list[Frame]) -> None:
        late.extend(frame for frame in frames if frame.name == "AgentComplete")
        told([frame for frame in frames if frame.name != "AgentComplete"])

    monkeypatch.setattr(centre.first.pbx, "frames", without_the_end)
    centre.login(ALICE)
    centre.simulator.call_in("+33611223344", "3001")
    centre.pass_time(1)
    centre.simulator.phone("1001").answer()
    centre.pass_time(1)
    centre.simulator.phone("1001").hang_up()
    centre.pass_time(1)
    assert len(late) == 1
    assert centre.states(1) == ["AgentReady", "AgentRinging", "AgentOnCall", "AgentOnWrapup"]
    until = centre.last(1).wrapupUntil
    told(late)
    assert (centre.last(1).name, centre.last(1).wrapupUntil) == ("AgentOnWrapup", until)
    centre.pass_time(10)
    assert centre.last(1).name == "AgentReady"


def test_wrap_up_ends_when_the_agent_says_so_and_the_next_call_comes(centre: Centre) -> None:
    centre.login(ALICE)
    for _ in range(2):
        centre.simulator.call_in("+33611223344", "3001")
        centre.pass_time(1)
        assert centre.last(1).name == "AgentRinging"
        centre.simulator.phone("1001").answer()
        centre.pass_time(1)
        centre.simulator.phone("1001").hang_up()
        centre.pass_time(1)
        assert centre.last(1).name == "AgentOnWrapup"
        centre.ask(ALICE, commands.UnpauseAgent())
        assert centre.last(1).name == "AgentReady"


def test_own_calls(centre: Centre) -> None:
    centre.login(ALICE)
    centre.simulator.phone("1001").dial("1002")
    centre.pass_time(1)
    centre.simulator.phone("1002").answer()
    centre.pass_time(1)
    call = centre.last(1)
    assert (call.name, call.acd, call.direction, call.callType) == ("AgentOnCall", False, "Outgoing", "Internal")
    assert call.monitorState == "DISABLED"
    centre.simulator.phone("1002").hang_up()
    centre.pass_time(1)
    assert centre.states(1) == ["AgentReady", "AgentDialing", "AgentOnCall", "AgentReady"]
    assert centre.states(2) == []


def in_a_call(centre: Centre) -> None:
    centre.login(ALICE)
    centre.simulator.phone("1002").dial("1001")
    centre.pass_time(1)
    centre.simulator.phone("1001").answer()
    centre.pass_time(1)


def test_pause_during_a_call_shows_afterwards(centre: Centre) -> None:
    in_a_call(centre)
    assert results(centre.ask(ALICE, commands.PauseAgent(reason="lunch", requestId="1"))) == ["done"]
    assert {paused for _, _, paused in centre.members().values()} == {True}
    assert (centre.last(1).name, centre.last(1).next) == ("AgentOnCall", "AgentOnPause")
    centre.simulator.phone("1002").hang_up()
    centre.pass_time(1)
    assert (centre.last(1).name, centre.last(1).cause) == ("AgentOnPause", "lunch")


def test_logout_during_a_call_shows_afterwards(centre: Centre) -> None:
    in_a_call(centre)
    centre.ask(ALICE, commands.AgentLogout())
    assert centre.members() == {}
    assert (centre.last(1).name, centre.last(1).next) == ("AgentOnCall", "AgentLoggedOut")
    centre.simulator.phone("1002").hang_up()
    centre.pass_time(1)
    assert centre.last(1).name == "AgentLoggedOut"


def test_back_again_before_the_call_is_over(centre: Centre) -> None:
    in_a_call(centre)
    centre.ask(ALICE, commands.AgentLogout())
    centre.ask(ALICE, commands.AgentLogin())
    centre.simulator.phone("1002").hang_up()
    centre.pass_time(1)
    assert centre.states(1)[-1] == "AgentReady"
    assert len(centre.members()) == 2


def test_another_tool_logs_in_pauses_and_removes(centre: Centre) -> None:
    queue = centre.simulator.pbx.queues.by_name["blue"]
    queue.add("PJSIP/1002", "Agent/2002", "hint:1002@phones", penalty=3, paused=True, reason="late")
    centre.pass_time(0.2)
    assert (centre.last(2).name, centre.last(2).cause) == ("AgentOnPause", "late")
    queue.pause("PJSIP/1002", False, "")
    queue.remove("PJSIP/1002")
    centre.pass_time(0.2)
    assert centre.states(2) == ["AgentOnPause", "AgentReady"]


def test_members_of_others_are_nobody(centre: Centre) -> None:
    queue = centre.simulator.pbx.queues.by_name["blue"]
    queue.add("PJSIP/1002", "Bruno", "hint:1002@phones", penalty=0, paused=False, reason="")
    queue.add("PJSIP/1003", "Agent/9999", "hint:1003@phones", penalty=0, paused=False, reason="")
    centre.pass_time(0.2)
    assert centre.states(2) == centre.states(3) == []


def test_a_new_server_finds_who_is_logged_in(centre: Centre) -> None:
    centre.login(ALICE, BRUNO)
    centre.ask(BRUNO, commands.PauseAgent(reason="lunch"))
    later = centre.open()
    states = [effect.event for effect in later.effects if isinstance(effect, Publish)]
    told = {event.agentId: (event.name, event.phoneNb) for event in states if isinstance(event, AgentStateEvent)}
    assert told == {1: ("AgentReady", "1001"), 2: ("AgentOnPause", "1002")}


def effects_of(centre: Centre, user: int, command: Command) -> list[Effect]:
    return centre.first.core.ask(command, Client(f"s{user}", user), centre.now)


def test_a_supervisor_follows_his_groups_and_sees_no_other(centre: Centre) -> None:
    topics = [
        effect.topic
        for effect in effects_of(centre, SAM, commands.SubscribeToAgentEvents())
        if hasattr(effect, "topic")
    ]
    assert topics == [agents_topic(1)]
    assert [event.agentId for event in centre.ask(SAM, commands.GetAgentStates())] == [1, 2]  # type: ignore[attr-defined]
    (found,) = centre.ask(SAM, commands.GetAgentDirectory())
    assert [entry.agent.firstName for entry in found.directory] == ["Alice", "Bruno"]  # type: ignore[attr-defined]
    assert [event.agentId for event in centre.ask(ERIN, commands.GetAgentStates())] == [1, 2, 3]  # type: ignore[attr-defined]


def test_states_go_to_the_agent_the_watchers_of_all_and_of_the_group(centre: Centre) -> None:
    centre.login(ALICE)
    (publication,) = [
        e for e in centre.first.effects if isinstance(e, Publish) and isinstance(e.event, AgentStateEvent)
    ]
    assert (publication.topic, publication.also) == (own_agent_topic(1), (agents_topic(), agents_topic(1)))
