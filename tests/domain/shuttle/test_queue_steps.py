"""What integrations are told of queue calls, and in which order while variables are read."""

import msgspec
import pytest

from jackfield.domain import facts
from jackfield.domain.directory import Agent, Directory, Queue
from jackfield.domain.effects import Effect, Request, TellIntegrations
from jackfield.domain.facts import Channel, ChannelState
from jackfield.domain.requests import ReadVariable
from jackfield.domain.shuttle.steps import Data
from jackfield.protocol.values import WakeupMode
from tests.support import traces
from tests.support.office import Office, office_directory


def told(effects: list[Effect]) -> list[Data]:
    return [effect.told.data for effect in effects if isinstance(effect, TellIntegrations)]


class House(Office):
    """The office with the queue blue, whose agents 2001 (Ada) and 2002 are logged in on 1001 and 1002."""

    def __init__(self, variables: tuple[str, ...] = ()) -> None:
        super().__init__()
        known = office_directory()
        users = [msgspec.structs.replace(user, agent_id={1: 1, 2: 2}.get(user.id)) for user in known.users]
        self.core.adopt(
            Directory.build(
                users=users,
                lines=known.lines,
                agents=[
                    Agent(id=1, number="2001", first_name="Ada", last_name="Œuvrard", user_id=1),
                    Agent(id=2, number="2002", user_id=2),
                ],
                queues=[Queue(id=7, name="blue", number="3001")],
            ),
            self.now,
        )
        for number in ("1001", "1002"):
            self.feed(facts.MemberSeen("blue", f"PJSIP/{number}", f"Agent/2{number[1:]}"))
        self.core.world.shuttle.variables = variables

    def caller(self) -> Channel:
        return self.channel(
            "PJSIP/trunk-00000001", ChannelState.UP, uniqueid="17.1", linkedid="17.1",
            caller_number="+33611", caller_name="Zoë", context="from-sip", exten="9999",
        )  # fmt: skip

    def offered(self, number: str = "1001") -> list[Effect]:
        called = self.channel(f"PJSIP/{number}-0000000a", ChannelState.DOWN, linkedid="17.1")
        return self.feed(facts.QueueOffered(called, "blue", f"PJSIP/{number}", f"Agent/2{number[1:]}", self.caller()))

    def answered(self) -> list[Effect]:
        return self.feed(facts.QueueAnswered("17.1", "blue", "PJSIP/1001", 2, 0, "Agent/2001", self.caller()))

    def completed(self) -> list[Effect]:
        return self.feed(
            facts.QueueCompleted("17.1", "blue", "PJSIP/1001", 2, 31, "caller", "Agent/2001", self.caller())
        )

    def abandoned(self) -> list[Effect]:
        return self.feed(facts.QueueAbandoned("17.1", "blue", 4, self.caller()))


BASE = {
    "queue": "blue", "agentname": "Ada Œuvrard", "agentnum": "1001", "agentid": "2001", "peer": "PJSIP/1001",
    "sipname": "1001", "direction": "inbound", "uniqueid": "17.1", "context": "from-sip", "extension": "9999",
    "trunk": "PJSIP/trunk-00000001", "channel": "PJSIP/trunk-00000001", "callernum": "+33611", "callername": "Zoë",
    "variables": {},
}  # fmt: skip


def test_an_answered_call_is_told_in_three_steps() -> None:
    house = House()
    assert told(house.offered()) == [{**BASE, "event": "ringing", "ringing": True}]
    assert told(house.answered()) == [{**BASE, "event": "up", "holdtime": "2", "ringtime": "0", "up": True}]
    assert told(house.completed()) == [
        {**BASE, "event": "hangup", "holdtime": "2", "talktime": "31", "reason": "caller", "hangup": True}
    ]
    house.feed(facts.ChannelGone("17.1"))
    assert house.core.world.shuttle.calls == {}
    assert house.core.world.shuttle.caller_of == {}


ABANDON = {
    "event": "abandon", "queue": "blue", "direction": "unmanaged", "uniqueid": "17.1", "callernum": "+33611",
    "callername": "Zoë", "channel": "PJSIP/trunk-00000001", "holdtime": "4", "unmanaged": True, "variables": {},
}  # fmt: skip


@pytest.mark.parametrize(
    ("rung", "status", "who"),
    [
        ((), "", {}),
        (("1001",), "CANCEL", {"agentname": "Ada Œuvrard", "agentnum": "1001", "peer": "PJSIP/1001"}),
        (("1001", "1002"), "CANCEL", {}),
        (("1001",), "NOANSWER", {}),
    ],
)
def test_who_gives_up_is_told_once_with_the_agent_who_alone_was_ringing(
    rung: tuple[str, ...], status: str, who: dict[str, str]
) -> None:
    house = House()
    for number in rung:
        house.offered(number)
    for number in rung:
        house.feed(facts.DialEnded(house.channels[f"PJSIP/{number}-0000000a"], status))
    assert told(house.abandoned()) == [{**ABANDON, **who}]


def test_a_ring_on_another_phone_is_told_and_a_repeated_one_is_not() -> None:
    house = House()
    assert len(told(house.offered() + house.offered() + house.offered("1002"))) == 2


def test_where_the_dial_plan_has_moved_the_caller_it_is_told_how_he_came() -> None:
    house = House()
    entered = house.channel(
        "PJSIP/trunk-00000001", ChannelState.RING, uniqueid="17.1", linkedid="17.1", context="from-trunk", exten="3001"
    )
    house.feed(facts.ChannelSeen(entered))
    moved = house.channel("PJSIP/trunk-00000001", ChannelState.UP, context="to-queue", exten="s")
    [data] = told(house.feed(facts.QueueAnswered("17.1", "blue", "PJSIP/1001", 2, 0, "Agent/2001", moved)))
    assert (data["context"], data["extension"]) == ("from-trunk", "3001")
    stranger = house.channel("PJSIP/trunk-00000002", ChannelState.UP, context="to-queue", exten="s")
    [data] = told(house.feed(facts.QueueAnswered("other", "blue", "PJSIP/1001", 2, 0, "Agent/2001", stranger)))
    assert (data["context"], data["extension"]) == ("to-queue", "3001")


def test_a_caller_whom_an_agent_passes_on_has_come_as_he_came() -> None:
    house = House()
    house.offered()
    house.answered()
    moved = house.channel("PJSIP/trunk-00000001", ChannelState.UP, context="default", exten="1003")
    [data] = told(
        house.feed(facts.QueueCompleted("17.1", "blue", "PJSIP/1001", 2, 31, "transfer", "Agent/2001", moved))
    )
    assert (data["context"], data["extension"], data["reason"]) == ("from-sip", "9999", "transfer")


def test_a_peer_is_told_under_the_technology_that_old_programs_know() -> None:
    house = House()
    world = house.core.world
    world.settings = msgspec.structs.replace(world.settings, peer_technology="SIP")
    for data in told(house.offered() + house.answered() + house.completed() + house.offered("1002")):
        assert (data["peer"], data["sipname"]) == (f"SIP/{data['agentnum']}", data["agentnum"])
        assert data["channel"] == "PJSIP/trunk-00000001"
    user, _ = house.core.wake_up("https://crm.example/", "SIP/1001", WakeupMode.NEW_TAB)
    assert user == 1


def test_a_member_that_is_no_agent_of_ours_is_told_as_the_queue_calls_it() -> None:
    house = House()
    called = house.channel("SIP/john.doe-00000012", ChannelState.DOWN)
    [data] = told(house.feed(facts.QueueOffered(called, "blue", "SIP/john.doe", "John Doe", house.caller())))
    assert (data["peer"], data["sipname"], data["agentname"], data["agentnum"], data["agentid"]) == (
        "SIP/john.doe", "john.doe", "John Doe", "", "",
    )  # fmt: skip


def test_an_agent_behind_a_local_channel_is_told_by_his_phone() -> None:
    house = House()
    called = house.channel("Local/2001@agents-00000001;1", ChannelState.DOWN)
    [data] = told(house.feed(facts.QueueOffered(called, "blue", "Local/2001@agents/n", "Agent/2001", house.caller())))
    assert (data["peer"], data["agentnum"], data["agentname"]) == ("PJSIP/1001", "1001", "Ada Œuvrard")


def requests(effects: list[Effect]) -> list[tuple[str, str]]:
    return [
        (effect.tag, effect.action.name)
        for effect in effects
        if isinstance(effect, Request) and isinstance(effect.action, ReadVariable)
    ]


def test_variables_are_read_before_a_step_is_told_and_steps_keep_their_order() -> None:
    house = House(("ordernumber", "queue"))
    ringing = house.offered()
    assert told(ringing) == []
    up = house.answered()
    first, second = requests(ringing), requests(up)
    assert [name for _, name in first] == ["ordernumber", "queue"]
    for tag, name in second:
        assert told(house.feed(facts.RequestDone(tag, ok=True, value=f"later {name}"))) == []
    assert told(house.feed(facts.RequestDone(first[0][0], ok=True, value="4711"))) == []
    [one, two] = told(house.feed(facts.RequestDone(first[1][0], ok=True, value="")))
    assert (one["event"], one["ordernumber"], one["queue"]) == ("ringing", "4711", "blue")
    assert one["variables"] == {"ordernumber": "4711", "queue": ""}
    assert (two["event"], two["variables"]) == ("up", {"ordernumber": "later ordernumber", "queue": "later queue"})


def test_variables_of_a_channel_that_is_gone_are_those_read_last() -> None:
    house = House(("ordernumber",))
    [(tag, _)] = requests(house.offered())
    house.feed(facts.RequestDone(tag, ok=True, value="4711"))
    [(tag, _)] = requests(house.abandoned())
    house.feed(facts.ChannelGone("17.1"))
    [data] = told(house.feed(facts.RequestDone(tag, ok=False, message="No such channel")))
    assert (data["event"], data["ordernumber"]) == ("abandon", "4711")
    assert house.core.world.shuttle.calls == {}


def test_a_pbx_that_does_not_answer_delays_a_step_by_a_second_at_most() -> None:
    house = House(("ordernumber",))
    [(tag, _)] = requests(house.offered())
    assert told(house.pass_time(0.5)) == []
    [data] = told(house.pass_time(0.6))
    assert data["ordernumber"] == ""
    assert told(house.feed(facts.RequestDone(tag, ok=True, value="late"))) == []
    assert told(house.feed(facts.ChannelGone("17.1"))) == []
    assert house.core.world.shuttle.calls == {}


def test_nothing_is_read_while_there_is_no_link() -> None:
    house = House(("ordernumber",))
    house.feed(facts.LinkChanged(facts.PbxLink.DOWN))
    assert [data["event"] for data in told(house.offered())] == ["ringing"]


def test_callers_that_the_lists_leave_out_are_forgotten() -> None:
    house = House()
    house.offered()
    house.feed(facts.LinkChanged(facts.PbxLink.DOWN), facts.LinkChanged(facts.PbxLink.SYNCING))
    house.feed(facts.LinkChanged(facts.PbxLink.UP))
    assert house.core.world.shuttle.calls == {}


@pytest.mark.parametrize("name", [name for name in traces.NAMES if name != "queue-load-large"])
def test_a_recorded_call_gives_the_steps_that_the_pbx_has_told(name: str) -> None:
    """One step for each of the four events, with that event's own fields, in the order of the recording."""
    rows = {"AgentCalled": "ringing", "AgentConnect": "up", "AgentComplete": "hangup", "QueueCallerAbandon": "abandon"}
    frames = [frame for frame in traces.trace_of(name).came() if frame.kind == "event" and frame.name in rows]
    steps = _steps_in(name)
    wanted = [(rows[frame.name], frame.get("Queue"), frame.get("Uniqueid"), frame.get("Channel")) for frame in frames]
    assert [(d["event"], d["queue"], d["uniqueid"], d["channel"]) for d in steps] == wanted
    for frame, data in zip(frames, steps, strict=True):
        for key, header in (("holdtime", "HoldTime"), ("talktime", "TalkTime"), ("ringtime", "RingTime")):
            assert key not in data or data[key] == frame.get(header)
        assert all(isinstance(value, str) for key, value in data.items() if key not in FLAGS)


def _steps_in(name: str) -> list[Data]:
    replay = traces.replay_of(name)
    feed, effects = replay.core.feed, list[Effect]()

    def listened(fact: facts.Fact, now: float) -> list[Effect]:
        effects.extend(new := feed(fact, now))
        return new

    replay.core.feed = listened  # type: ignore[method-assign]
    for _ in replay.run():
        pass
    return told(effects)


FLAGS = {"ringing", "up", "hangup", "unmanaged", "variables"}
