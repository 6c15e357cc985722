"""The laws that every recorded trace obeys: expected, golden, repetition, sense, any cut, snapshot, road back."""

import json
import os
import random
from pathlib import Path

import pytest

from jackfield.domain.core import Client, Core
from jackfield.domain.effects import Effect, Publish
from jackfield.domain.facts import Fact, PbxLink
from jackfield.domain.phone.phones import stage_of
from jackfield.domain.requests import Hangup
from jackfield.domain.world import World
from jackfield.protocol.commands import Command
from jackfield.protocol.events import Event, PhoneEvent, PhoneStatusUpdate
from jackfield.protocol.values import PHONE_STATUS_OF_HINT, PhoneEventType
from jackfield.telephony.ami import actions, orders
from jackfield.telephony.ami.codec import Decoder
from jackfield.telephony.ami.replay import Told
from tests.support import traces
from tests.support.traces import Expected

GOLDEN = Path(__file__).parent / "golden"
LATE_SECONDS = 0.5
"""The recorder wrote its expectations when the phones had confirmed: late, never early."""

AFTER_THE_CUT = {"reconnect-resync": 1.8}
"""This recording's first connection is cut in the middle; from then on only the second one could tell."""


def line(told: Told) -> str:
    return json.dumps(
        {"t": told.t, "number": told.number, "msgType": told.msgType, "ctiMessage": json.loads(bytes(told.ctiMessage))},
        ensure_ascii=False,
    )


def phone_events(name: str) -> dict[str, list[tuple[float, dict[str, object]]]]:
    found: dict[str, list[tuple[float, dict[str, object]]]] = {}
    for told in traces.told_in(name):
        if told.msgType == "PhoneEvent":
            found.setdefault(told.number, []).append((told.t, json.loads(bytes(told.ctiMessage))))
    return found


def fits(expected: Expected, t: float, event: dict[str, object]) -> bool:
    data = event["userData"]
    assert isinstance(data, dict)
    return (
        event["eventType"] == expected.stage
        and expected.t - 3 <= t <= expected.t + LATE_SECONDS
        and (not expected.other or event["otherDN"] == expected.other)
        and (not expected.queue or event.get("queueName") == expected.queue)
        and expected.data.items() <= data.items()
    )


@pytest.mark.parametrize("name", [name for name in traces.NAMES if not name.endswith(".2")])
def test_every_expected_event_is_told(name: str) -> None:
    events = phone_events(name)
    missing = []
    for expected in traces.expected_in(name):
        if expected.t > AFTER_THE_CUT.get(name, float("inf")):
            continue
        of_line = events.get(expected.line, [])
        match = next((pair for pair in of_line if fits(expected, *pair)), None)
        if match is None:
            missing.append(expected)
        else:
            of_line.remove(match)
    assert missing == []


@pytest.mark.parametrize("name", traces.small_names())
def test_nothing_but_the_golden_events_is_told(name: str) -> None:
    """JACKFIELD_TEST_UPDATE=1 rewrites the file; the review reads the difference."""
    path = GOLDEN / f"{name}.jsonl"
    now = "".join(line(told) + "\n" for told in traces.told_in(name))
    if os.environ.get("JACKFIELD_TEST_UPDATE") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(now, encoding="utf-8")
    assert now == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", traces.small_names())
def test_hearing_everything_twice_changes_nothing(name: str) -> None:
    replay = traces.replay_of(name)
    replay.core = Twice(replay.core)  # type: ignore[assignment]
    assert [line(told) for told in replay.run()] == [line(told) for told in traces.told_in(name)]


class Twice:
    """A core that is told each fact twice."""

    def __init__(self, core: Core) -> None:
        self.world = core.world
        self.core = core

    def feed(self, fact, now):  # type: ignore[no-untyped-def]
        return self.core.feed(fact, now) + self.core.feed(fact, now)

    def ask(self, command, client, now):  # type: ignore[no-untyped-def]
        """Once: a command is an order, not a statement."""
        return self.core.ask(command, client, now)


def assert_sense(world: World) -> None:
    for uniqueid, leg in world.legs.items():
        assert world.uniqueids[leg.channel.name] == uniqueid
        assert not leg.bridge or uniqueid in world.bridges[leg.bridge].members
    for bridge in world.bridges.values():
        assert bridge.members
        assert bridge.members.keys() <= world.legs.keys()
    for phone in world.phones.values():
        for leg in phone.legs.values():
            assert leg.uniqueid in world.legs, "a phone has a call without a channel"
        stages = [stage for leg in phone.legs.values() if (stage := stage_of(leg))]
        shown = [leg.said for leg in phone.legs.values() if leg.said and stage_of(leg)]
        assert len(stages) == len(shown), "a call that nobody was told of"


@pytest.mark.parametrize("name", [name for name in traces.NAMES if not name.startswith("reconnect")])
def test_nothing_is_left_of_calls_that_ended(name: str) -> None:
    replay = traces.replay_of(name)
    open_calls: dict[tuple[str, str], str] = {}
    for told in replay.run():
        if told.msgType == "PhoneEvent":
            event = json.loads(bytes(told.ctiMessage))
            key = (told.number, event["uniqueId"])
            if event["eventType"] == "EventReleased":
                assert open_calls.pop(key, None), f"released twice or never told: {event}"
            else:
                open_calls[key] = event["eventType"]
    assert open_calls == {}
    assert replay.core.world.legs == {}
    assert replay.core.world.bridges == {}


@pytest.mark.parametrize("name", traces.small_names())
def test_any_cut_of_the_bytes_gives_the_same_frames(name: str) -> None:
    data = traces.data_of(name)
    whole = Decoder().feed(data)
    chance = random.Random(name)
    for _ in range(3):
        decoder, frames, rest = Decoder(), [], data
        while rest:
            size = chance.choice((1, 2, 3, 7, 100, 1460, 65536))
            frames += decoder.feed(rest[:size])
            rest = rest[size:]
        assert frames == whole


def test_the_resynchronisation_finds_what_happened_unseen() -> None:
    """The second connection of a recording sees the lists only: every present call is told as it is."""
    told = traces.told_in("reconnect-resync.2")
    first = {}
    for entry in told:
        if entry.msgType == "PhoneEvent" and entry.number not in first:
            event = json.loads(bytes(entry.ctiMessage))
            first[entry.number] = (event["eventType"], event["otherDN"], event.get("queueName"))
    assert first["1000"] == ("EventRinging", "1006", None)
    assert first["1006"] == ("EventDialing", "1000", None)
    assert first["1002"] == ("EventEstablished", "1008", None)
    assert first["1008"] == ("EventEstablished", "1002", "support")
    assert first["1003"][0] == "EventEstablished"
    assert "1001" not in first
    assert "1004" not in first


class Watched:
    """A core whose publications are applied to what a client would know; both must agree after every fact."""

    def __init__(self, core: Core) -> None:
        self.world = core.world
        self.core = core
        self.statuses: dict[str, str] = {}
        self.calls: dict[tuple[str, str], PhoneEvent] = {}

    def feed(self, fact: Fact, now: float) -> list[Effect]:
        return self.watch(self.core.feed(fact, now))

    def ask(self, command: Command, client: Client, now: float) -> list[Effect]:
        return self.watch(self.core.ask(command, client, now))

    def watch(self, effects: list[Effect]) -> list[Effect]:
        for effect in effects:
            if isinstance(effect, Publish):
                self.apply(effect.topic.key, effect.event)
        self.check()
        if self.world.link is PbxLink.UP:
            assert_sense(self.world)
        return effects

    def apply(self, user: str, event: Event) -> None:
        if isinstance(event, PhoneStatusUpdate):
            self.statuses[user] = str(event.status)
        elif isinstance(event, PhoneEvent):
            key = (user, event.uniqueId)
            self.calls[key] = event
            if event.eventType is PhoneEventType.RELEASED:
                del self.calls[key]

    def check(self) -> None:
        for phone in self.world.phones.values():
            user = str(phone.line.user_id)
            assert self.statuses.get(user) == (PHONE_STATUS_OF_HINT[phone.said] if phone.said is not None else None)
            told = {event.uniqueId: event for (whose, _), event in self.calls.items() if whose == user}
            held = {leg.shown_uniqueid: leg.said for leg in phone.legs.values() if leg.said and not leg.taken_over}
            assert told == held


@pytest.mark.parametrize("name", traces.small_names())
def test_the_state_makes_sense_and_is_what_clients_were_told(name: str) -> None:
    """The snapshot law: whoever added up the events knows what a snapshot would tell."""
    replay = traces.replay_of(name)
    replay.core = Watched(replay.core)  # type: ignore[assignment]
    list(replay.run())


@pytest.mark.parametrize("name", traces.served_names())
def test_the_road_back_asks_of_the_pbx_what_was_sent(name: str) -> None:
    told = traces.assert_road_back(traces.trace_of(name))
    assert told == list(traces.told_in(name))


def test_every_way_to_act_on_a_call_is_in_a_recording() -> None:
    sent = set()
    for name in traces.served_names():
        replay = traces.replay_of(name)
        list(replay.run())
        sent |= {(dict(action)["Action"], dict(action).get("Application", "")) for action in replay.sent}
    assert sent >= {
        ("Originate", ""), ("Originate", "PickupChan"), ("Hangup", ""), ("PJSIPNotify", ""), ("Redirect", ""),
        ("Bridge", ""),
    }  # fmt: skip


@pytest.mark.parametrize("name", traces.served_names())
def test_names_made_in_another_order_are_still_the_same_calls(name: str) -> None:
    """What else was named before is no part of the law."""
    replay = traces.replay_of(name)
    for _ in range(5):
        replay.core.world.new_id("dial")
    assert [line(told) for told in replay.run()] == [line(told) for told in traces.told_in(name)]
    assert replay.requested == replay.sent


def test_a_request_that_changed_breaks_the_law(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = {**orders.REQUESTS, Hangup: lambda request, context: actions.hangup(request.channel, 31)}
    monkeypatch.setattr(orders, "REQUESTS", changed)
    with pytest.raises(AssertionError):
        traces.assert_road_back(traces.trace_of("asked-hangup"))
