"""Queues by their rules: whom they ring, when they wait, turn away and give up."""

import msgspec
import pytest

from jackfield.telephony.simulator import Queue, Simulator, demo_setup
from tests.telephony.simulator.client import Client

AGENTS = ("1001", "1002", "1003")


def queueing(**settings: object) -> tuple[Simulator, Client]:
    """A demo PBX whose queue `blue` has these settings."""
    queue = Queue(name="blue", number="3001", **settings)
    pbx = Simulator(msgspec.structs.replace(demo_setup(), queues=(queue, Queue(name="red", number="3002"))))
    return pbx, Client(pbx)


def log_in(client: Client, *numbers: str, queue: str = "blue", **more: str) -> None:
    for number in numbers:
        assert client.act("QueueAdd", Queue=queue, Interface=f"PJSIP/{number}", **more)["Response"] == ["Success"]


def rung(client: Client) -> list[str]:
    return [interface.removeprefix("PJSIP/") for interface in client.values("AgentCalled", "Interface")]


def talk(pbx: Simulator, agent: str, seconds: float = 2.0) -> None:
    """A call comes, `agent` takes it, the caller hangs up."""
    channel = pbx.call_in("0600000000", "3001")
    pbx.advance(0.1)
    pbx.phone(agent).answer()
    pbx.advance(seconds)
    pbx.outside.hang_up(channel)
    pbx.advance(0.1)


def call_unanswered(pbx: Simulator, seconds: float) -> None:
    channel = pbx.call_in("0600000000", "3001")
    pbx.advance(seconds)
    pbx.outside.hang_up(channel)
    pbx.advance(0.1)


def test_rrmemory_goes_on_behind_the_one_rung_last() -> None:
    pbx, client = queueing()
    log_in(client, *AGENTS)
    for agent in (*AGENTS, "1001"):
        talk(pbx, agent)
    assert rung(client) == [*AGENTS, "1001"]


def test_leastrecent_rings_who_has_been_idle_longest() -> None:
    pbx, client = queueing(strategy="leastrecent")
    log_in(client, *AGENTS)
    for agent in AGENTS:
        talk(pbx, agent)
    call_unanswered(pbx, 1)
    assert rung(client)[-1] == "1001"


def test_fewestcalls_rings_who_took_fewest() -> None:
    pbx, client = queueing(strategy="fewestcalls")
    log_in(client, *AGENTS[:2])
    talk(pbx, "1001")
    talk(pbx, "1002")
    log_in(client, "1003")
    call_unanswered(pbx, 1)
    assert rung(client) == list(AGENTS)


def test_ringall_rings_all_of_the_lowest_penalty_and_leaves_the_others_when_one_answers() -> None:
    pbx, client = queueing(strategy="ringall")
    log_in(client, *AGENTS[:2])
    log_in(client, "1003", Penalty="1")
    pbx.call_in("0600000000", "3001")
    pbx.advance(1)
    assert rung(client) == ["1001", "1002"]
    pbx.phone("1002").answer()
    pbx.advance(0.1)
    assert client.values("DialEnd", "DialStatus") == ["CANCEL", "ANSWER"]
    assert pbx.snapshot()["devices"]["1001"] == "NOT_INUSE"


def test_penalty_keeps_a_member_for_when_no_other_is_free() -> None:
    pbx, client = queueing()
    log_in(client, "1001", Penalty="3")
    log_in(client, "1002")
    for number in ("0600000001", "0600000002"):
        pbx.call_in(number, "3001")
        pbx.advance(0.1)
    assert rung(client) == ["1002", "1001"]


def test_ring_time_then_the_next_one() -> None:
    pbx, client = queueing(timeout=15.0, retry=1.0)
    log_in(client, *AGENTS[:2])
    call_unanswered(pbx, 17)
    assert rung(client) == ["1001", "1002"]
    assert client.values("AgentRingNoAnswer", "RingTime") == ["15000"]


@pytest.mark.parametrize(("shared", "rings_at_once"), [(True, False), (False, True)])
def test_wrap_up_counts_in_other_queues_only_when_it_is_shared(shared: bool, rings_at_once: bool) -> None:
    queues = (Queue(name="blue", number="3001", wrapuptime=10), Queue(name="red", number="3002"))
    pbx = Simulator(msgspec.structs.replace(demo_setup(), queues=queues, shared_lastcall=shared))
    client = Client(pbx)
    log_in(client, "1001")
    log_in(client, "1001", queue="red")
    talk(pbx, "1001")
    pbx.call_in("0600000000", "3002")
    pbx.advance(3)
    assert (rung(client) == ["1001", "1001"]) is rings_at_once
    pbx.advance(10)
    assert rung(client) == ["1001", "1001"]


@pytest.mark.parametrize(
    ("settings", "paused", "enters"),
    [
        ({"joinempty": "yes"}, None, True),
        ({"joinempty": "no"}, None, False),
        ({"joinempty": "no"}, "true", False),
        ({"joinempty": "strict"}, "false", True),
        ({"joinempty": "loose"}, "true", True),
    ],
)
def test_joining_depends_on_who_is_there(settings: dict[str, str], paused: str | None, enters: bool) -> None:
    pbx, client = queueing(**settings)
    if paused:
        log_in(client, "1001", Paused=paused)
    pbx.call_in("0600000000", "3001")
    pbx.advance(0.1)
    assert bool(client.events("QueueCallerJoin")) is enters
    assert bool(pbx.snapshot()["channels"]) is enters


def test_a_full_queue_turns_away() -> None:
    pbx, client = queueing(maxlen=1)
    for number in ("0600000001", "0600000002"):
        pbx.call_in(number, "3001")
    assert len(client.events("QueueCallerJoin")) == 1
    assert len(pbx.snapshot()["channels"]) == 1


def test_whoever_waits_leaves_when_the_last_member_does() -> None:
    pbx, client = queueing(leavewhenempty="strict")
    log_in(client, "1001")
    pbx.phone("1001").dial("9000")
    pbx.advance(0.1)
    pbx.call_in("0600000000", "3001")
    pbx.advance(5)
    assert not client.events("QueueCallerLeave")
    client.act("QueueRemove", Queue="blue", Interface="PJSIP/1001")
    pbx.advance(2)
    assert client.values("QueueCallerAbandon", "HoldTime") != []
    assert [channel["caller"] for channel in pbx.snapshot()["channels"]] == ["1001"]


def test_waiting_has_an_end() -> None:
    pbx, client = queueing(max_wait=20.0)
    pbx.call_in("0600000000", "3001")
    pbx.advance(19)
    assert pbx.snapshot()["channels"]
    pbx.advance(2)
    assert not pbx.snapshot()["channels"]
    assert len(client.events("QueueCallerLeave")) == 1


def test_the_lists_tell_members_callers_and_figures() -> None:
    pbx, client = queueing()
    log_in(client, "1001")
    talk(pbx, "1001", 4)
    for number in ("0600000001", "0600000002"):
        pbx.call_in(number, "3001")
    pbx.advance(3)
    client.act("QueueStatus", Queue="blue")
    client.act("QueueSummary", Queue="blue")
    assert client.values("QueueParams", "Completed") == ["1"]
    assert client.values("QueueParams", "Calls") == ["2"]
    assert client.values("QueueMember", "CallsTaken") == ["1"]
    assert client.values("QueueEntry", "Position") == ["1", "2"]
    assert client.values("QueueEntry", "CallerIDNum") == ["0600000001", "0600000002"]
    assert client.values("QueueSummary", "Callers") == ["2"]


def test_a_blind_transfer_by_the_agent_ends_the_queue_call() -> None:
    pbx, client = queueing()
    log_in(client, "1001")
    pbx.call_in("0600000000", "3001")
    pbx.advance(0.1)
    pbx.phone("1001").answer()
    pbx.advance(1)
    pbx.phone("1001").transfer("1002")
    assert client.values("AgentComplete", "Reason") == ["transfer"]
    pbx.advance(0.1)
    assert pbx.snapshot()["devices"]["1002"] == "RINGING"


def test_a_restart_forgets_members_and_callers() -> None:
    pbx, client = queueing()
    log_in(client, "1001")
    pbx.call_in("0600000000", "3001")
    pbx.advance(1)
    pbx.restart()
    again = Client(pbx)
    pbx.call_in("0600000000", "3001")
    pbx.advance(30)
    again.act("QueueStatus", Queue="blue")
    assert again.values("QueueParams", "Calls") == ["1"]
    assert not again.events("QueueMember", "AgentCalled")
