"""Random stories on the simulator: what phones, callers from outside and screens do, and what is wrong afterwards.

A step that makes no sense where it stands (nobody rings, no free line) is left out. The truth is the simulator's own
account of its channels, never what it tells by AMI.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from hypothesis import strategies as st

from jackfield.domain.core import Client
from jackfield.domain.effects import Publish, Repaired
from jackfield.domain.phone.states import TRANSITIONS
from jackfield.protocol import commands
from jackfield.protocol.events import PhoneEvent
from jackfield.protocol.values import PhoneEventType, PhoneHint
from jackfield.telephony.simulator.agents import NoSuchCall
from jackfield.telephony.simulator.channels import Channel
from tests.support.floor import Desk, Floor

NUMBERS = ("1001", "1002", "1003", "1004")
KEYS = ("answer", "refuse", "hang_up", "hold", "resume", "join")
PLACES = (*NUMBERS, *NUMBERS, "3001", "4000", "9000", "0612345678")
COMMANDS = ("dial", "answer", "hold", "hangup")


class Step(msgspec.Struct, frozen=True):
    """Who does what, where to, and how long after the last step."""

    who: str
    act: str
    to: str
    after: float


class Fault(msgspec.Struct, frozen=True):
    """From here on what the PBX tells is lost, late, doubled or out of order."""

    drop: float
    delay: float
    double: float
    reorder: float
    seed: int


steps = st.builds(
    Step,
    st.sampled_from(NUMBERS),
    st.sampled_from(
        ("dial", "dial", "dial", "called", "transfer", "gone", "back", *KEYS, "answer", *(f"ask {c}" for c in COMMANDS))
    ),
    st.sampled_from(PLACES),
    st.sampled_from((0.0, 0.01, 0.3, 1.0, 2.5)),
)
ALLOWED = {(one.before, one.after) for one in TRANSITIONS}
odds = st.sampled_from((0.0, 0.0, 0.2, 0.5))
faults = st.builds(Fault, odds, odds, odds, odds, st.integers(0, 2**16))


def perform(floor: Floor, step: Step) -> None:
    """Do it, if it can be done."""
    floor.pass_time(step.after) if step.after else None
    phone = floor.simulator.phone(step.who)
    try:
        match step.act.split():
            case ["dial"]:
                phone.dial(step.to)
            case ["called"]:
                floor.simulator.call_in("+33611223344", step.to if step.to[0] in "13" else step.who)
            case ["transfer"] if not _between_two(floor, step.who):
                pass
            case ["transfer"]:
                phone.transfer(step.to)
            case ["gone"]:
                phone.unregister()
            case ["back"]:
                phone.register()
            case ["join"]:
                phone.join_calls()
            case ["hold"] if not _with_a_phone(floor, step.who):
                pass
            case ["ask", command]:
                ask(floor.first, step.who, command, step.to)
            case [key]:
                getattr(phone, key)()
    except NoSuchCall:
        pass


def _between_two(floor: Floor, number: str) -> bool:
    """Nobody can be sent out of a room by REFER."""
    bridges = [call.bridge for call in floor.simulator.phone(number).calls if call.bridge is not None]
    return all(
        len(bridge.members) == 2
        and not _is_room(bridge.members[0])
        # a phone that holds does not notice where it is sent: it says nothing until it resumes
        and not any(member.holding for member in bridge.members)
        for bridge in bridges
    )


def _is_room(member: Channel) -> bool:
    return member.application == "ConfBridge"


def _with_a_phone(floor: Floor, number: str) -> bool:
    """Who holds is in no list unless the held one is a phone of ours: what nobody can know is not asked."""
    for call in floor.simulator.phone(number).calls:
        others = [member for member in call.bridge.members if member is not call] if call.bridge else []
        if any(not member.name.startswith("PJSIP/10") for member in others) or len(others) != 1:
            return False
    return True


def ask(desk: Desk, number: str, command: str, to: str) -> None:
    """A user's screen asks."""
    made = {
        "dial": commands.Dial(destination=to, variables={}),
        "answer": commands.Answer(),
        "hold": commands.Hold(),
        "hangup": commands.Hangup(),
    }[command]
    line = desk.core.world.directory.line_by_number(number)
    assert line is not None
    assert line.user_id is not None
    desk.perform(desk.core.ask(made, Client(f"s{number}", line.user_id), desk.floor.now))
    desk.pump()


def begin_fault(floor: Floor, fault: Fault | None) -> None:
    """The fault begins; None: all is well again."""
    if fault is None:
        floor.simulator.disturb()
        return
    floor.simulator.disturb(
        drop=fault.drop, delay=fault.delay, double=fault.double, reorder=fault.reorder, seconds=0.5, seed=fault.seed
    )


def repairs(floor: Floor) -> list[Repaired]:
    """What the first desk has put right."""
    return [effect for effect in floor.first.effects if isinstance(effect, Repaired)]


# ------------------------------------------------------------------------------------ the truth


def wrong(floor: Floor) -> list[str]:
    """Whatever the first desk believes that is not so."""
    return [*_wrong_legs(floor), *_wrong_phones(floor), *_wrong_events(floor.first)]


def _channels(floor: Floor) -> dict[str, dict[str, Any]]:
    listed: Any = floor.simulator.snapshot()["channels"]
    return {channel["uniqueid"]: channel for channel in listed}


def _wrong_legs(floor: Floor) -> Iterator[str]:
    known, true = floor.first.core.world.legs, _channels(floor)
    yield from (f"phantom {known[uniqueid].channel.name}" for uniqueid in known.keys() - true.keys())
    yield from (f"missing {true[uniqueid]['name']}" for uniqueid in true.keys() - known.keys())
    for uniqueid in known.keys() & true.keys():
        leg, channel = known[uniqueid], true[uniqueid]
        if leg.bridge != channel["bridge"]:
            yield f"{leg.channel.name} is in {channel['bridge'] or 'no bridge'}, not in {leg.bridge or 'none'}"
        if leg.up != (channel["state"] == "UP"):
            yield f"{leg.channel.name} is {channel['state']}, not {leg.channel.state}"


def _wrong_phones(floor: Floor) -> Iterator[str]:
    true = _channels(floor)
    registered: Any = floor.simulator.snapshot()["registered"]
    for number, phone in floor.first.core.world.phones.items():
        calls = [channel for channel in true.values() if channel["name"].startswith(f"PJSIP/{number}-")]
        if any("-answer-" in channel["uniqueid"] for channel in calls):
            continue  # a call that picks another one up is not shown
        by_server = floor.first.core.world.server_holds
        calls = [call | {"holding": call["holding"] or _is_held_by(by_server, call)} for call in calls]
        expected = _code(calls, number in registered)
        if expected != phone.said and not _nobody_can_know(true, calls, {expected, phone.said}):
            yield f"{number} is {expected!r}, told as {phone.said!r}"


def _is_held_by(server: dict[str, str], call: dict[str, Any]) -> bool:
    """The server holds for this phone, and its channel is indeed with the music."""
    return call["uniqueid"] in server and call["place"].startswith("jackfield,hold,")


def _code(calls: list[dict[str, Any]], registered: bool) -> PhoneHint:
    """The status of a phone from its channels (protocol 7.3)."""
    shown = [channel for channel in calls if channel["state"] != "DOWN"]
    if any(channel["holding"] for channel in shown):
        return PhoneHint.ONHOLD
    kinds = {_kind(channel) for channel in shown}
    if "ringing" in kinds:
        return PhoneHint.BUSY_AND_RINGING if len(kinds) > 1 else PhoneHint.RINGING
    if kinds:
        return PhoneHint.CALLING
    return PhoneHint.AVAILABLE if registered else PhoneHint.INDISPONIBLE


def _kind(channel: dict[str, Any]) -> str:
    if channel["state"] == "RINGING" and "-dial-" not in channel["uniqueid"]:
        return "ringing"
    return "talking" if channel["state"] == "UP" else "dialling"


def _nobody_can_know(
    true: dict[str, dict[str, Any]], calls: list[dict[str, Any]], codes: set[PhoneHint | None]
) -> bool:
    """Whether it holds: only where the other side is a phone with no other call does a list tell."""
    if PhoneHint.ONHOLD not in codes:
        return False
    for call in calls:
        peers = [
            c
            for c in true.values()
            if c["bridge"] and c["bridge"] == call["bridge"] and c["uniqueid"] != call["uniqueid"]
        ]
        for peer in peers:
            endpoint = peer["name"].rpartition("-")[0]
            if not endpoint.startswith("PJSIP/10"):
                return True
            if sum(channel["name"].startswith(f"{endpoint}-") for channel in true.values()) > 1:
                return True
        if call["holding"] and not peers:
            return True
    return False


def _wrong_events(desk: Desk) -> Iterator[str]:
    """What users know by the events alone is what the desk says it has told them."""
    known: dict[tuple[str, str], PhoneEventType] = {}
    for effect in desk.effects:
        if isinstance(effect, Publish) and isinstance(effect.event, PhoneEvent):
            key = effect.event.DN, effect.event.uniqueId
            if (known.get(key), effect.event.eventType) not in ALLOWED:
                yield f"{key}: {effect.event.eventType} after {known.get(key)}"
            if effect.event.eventType is not PhoneEventType.RELEASED:
                known[key] = effect.event.eventType
            elif known.pop(key, None) is None:
                yield f"{key} was released without having been told"
    said = {
        (number, leg.shown_uniqueid): leg.said.eventType
        for number, phone in desk.core.world.phones.items()
        for leg in phone.legs.values()
        if leg.said is not None and leg.said.eventType is not PhoneEventType.RELEASED and not leg.taken_over
    }
    if known != said:
        yield f"users know {known}, told is {said}"
