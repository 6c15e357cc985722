"""Compares what is known with what the PBX lists, again and again, and repairs what a lost event left wrong.

    Wake --> effects.Look --> the PBX's lists --> facts.Looked --> deviations --the second time--> repairs

A deviation that two looks in a row find is repaired and said (`effects.Repaired`); one that is found once may be an
event on its way. What no list tells (who rang whom, the queue of a call) is not compared. Lists are no place to learn
from what an event tells as well: without losses nothing here changes anything.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import msgspec

from jackfield.domain import facts
from jackfield.domain.effects import Effect, Look, Repaired, Wake
from jackfield.domain.facts import ChannelListed, ChannelState, PbxLink
from jackfield.domain.phone import calls, phones
from jackfield.domain.world import Leg, Phone, World

Repair = Callable[[], tuple[Iterable[Leg], Iterable[Effect]]]


class Deviation(msgspec.Struct, frozen=True):
    """One thing that is not as the PBX lists it. Two are the same when kind, subject and what is listed are."""

    kind: str
    subject: str
    listed: str
    reason: str
    repair: Repair

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same as one found before."""
        return self.kind, self.subject, self.listed


def begin(world: World, now: float) -> Iterator[Effect]:
    """The link is up and all is read: look from now on."""
    world.looks.suspects.clear()
    world.looks.pending = False
    yield from _next(world, now)


def time_reached(world: World, now: float) -> Iterator[Effect]:
    """Look, if it is time and the last look has come back."""
    at = world.looks.at
    if at is None or at > now or world.link is not PbxLink.UP:
        return
    if not world.looks.pending:
        world.looks.pending = True
        yield Look()
    yield from _next(world, now)


def _next(world: World, now: float) -> Iterator[Effect]:
    seconds = world.settings.look_seconds
    world.looks.at = now + seconds if seconds else None
    if world.looks.at is not None:
        yield Wake(world.looks.at)


def looked(world: World, fact: facts.Looked, now: float) -> Iterator[Effect]:
    """The lists have been read: what they contradict for the second time is put right."""
    looks = world.looks
    looks.pending = False
    if not fact.complete or world.link is not PbxLink.UP:
        return
    found = {deviation.key: deviation for deviation in _deviations(world, fact, now)}
    due = [deviation for key, deviation in found.items() if key in looks.suspects]
    looks.suspects = found.keys() - {deviation.key for deviation in due}
    touched: list[Leg] = []
    for deviation in due:
        looks.repaired[deviation.kind] += 1
        yield Repaired(deviation.kind, deviation.subject, deviation.reason)
        legs, effects = deviation.repair()
        yield from effects
        touched += legs
    for bridge in fact.bridges if due else ():
        touched += calls.bridge_listed(world, bridge, now)
    find_queues(world)
    # told when all is right again: one leg says what another was called for
    yield from phones.tell(world, touched, now)


def find_queues(world: World) -> None:
    """Which queue rang a leg that was found by a list, only the caller's leg tells."""
    for leg in world.legs.values():
        caller = world.legs.get(leg.channel.linkedid)
        if leg.offered and not leg.queue and caller is not None:
            leg.queue = caller.waits_for


def _deviations(world: World, look: facts.Looked, now: float) -> Iterator[Deviation]:
    yield from _of_channels(world, look, now)
    yield from _of_devices(world, look, now)
    yield from _of_hints(world, look, now)
    for number, phone in world.phones.items():
        code = phones.code_of(world, phone, now)
        if code is not None and code != phone.said:
            yield Deviation(
                "status", number, str(int(code)), f"told as {phone.said!r}, is {code!r}", _retell(world, phone, now)
            )


# ------------------------------------------------------------------------------------------------ calls


def _of_channels(world: World, look: facts.Looked, now: float) -> Iterator[Deviation]:
    listed = {item.channel.uniqueid: item for item in look.channels}
    for uniqueid, leg in world.legs.items():
        if uniqueid not in listed:
            yield Deviation("phantom", uniqueid, "", f"{leg.channel.name} has ended", _end(world, leg))
    for uniqueid, item in listed.items():
        known = world.legs.get(uniqueid)
        if known is None:
            yield Deviation("missing", uniqueid, "", f"{item.channel.name} exists", _take(world, item, now))
        else:
            yield from _of_leg(world, known, item, now)


def _of_leg(world: World, leg: Leg, item: ChannelListed, now: float) -> Iterator[Deviation]:
    channel, known = item.channel, leg.channel
    take = _take(world, item, now)
    if channel.state != known.state and not leg.up:
        reason = f"{channel.name} is {ChannelState(channel.state).name}, not {ChannelState(known.state).name}"
        yield Deviation("state", leg.uniqueid, str(channel.state), reason, take)
    elif channel.name != known.name:
        yield Deviation("name", leg.uniqueid, channel.name, f"{known.name} is called {channel.name}", take)
    elif not leg.bridged_once and channel.connected_number != known.connected_number:
        reason = f"{channel.name} shows {channel.connected_number!r}, not {known.connected_number!r}"
        yield Deviation("party", leg.uniqueid, channel.connected_number, reason, take)
    if item.bridge != leg.bridge:
        reason = f"{channel.name} is in bridge {item.bridge or 'none'}, not {leg.bridge or 'none'}"
        yield Deviation("bridge", leg.uniqueid, item.bridge, reason, take)


def _end(world: World, leg: Leg) -> Repair:
    return lambda: (calls.end(world, leg), ())


def _take(world: World, item: ChannelListed, now: float) -> Repair:
    """The channel as it is listed, found new or moved to where it is."""

    def repair() -> tuple[Iterable[Leg], Iterable[Effect]]:
        before = world.legs.get(item.channel.uniqueid)
        touched = world.affected_by(before.bridge) if before is not None and before.bridge else []
        calls.channel_listed(world, item, now)
        leg = world.legs[item.channel.uniqueid]
        if leg.holding and not leg.bridge:
            # we had ordered it out of its bridge: that it went has been lost
            calls.hold_by_server(world, leg, leg.holding)
        if leg.bridge:
            touched += world.affected_by(leg.bridge)
        return [*touched, leg], ()

    return repair


# ------------------------------------------------------------------------------------------------ phones


def _of_devices(world: World, look: facts.Looked, now: float) -> Iterator[Deviation]:
    for device in look.devices:
        line = world.directory.line_by_endpoint(device.device)
        phone = world.phones.get(line.number) if line else None
        if phone is None:
            continue
        held = device.state == "ONHOLD"
        phone.shows_hold = phone.shows_hold or held
        reachable = device.state != "UNAVAILABLE"
        known = phone.devices.get(device.device) if phone.line.browser_endpoint else phone.reachable
        if device.state not in ("INVALID", "UNKNOWN") and known is not reachable:
            reason = f"{device.device} is {device.state}"
            yield Deviation("registration", phone.line.number, device.state, reason, _device(world, device, now))
        yield from _of_holds(world, phone, device.device, held)


def _of_holds(world: World, phone: Phone, endpoint: str, on_hold: bool) -> Iterator[Deviation]:
    """Who holds shows at the other end, where there is one only: PJSIP's ONHOLD is on the held device.

    That nobody holds is only believed of a device that has shown a hold before, and of one with a single call.
    """
    legs = phone.legs_on(endpoint)
    if not on_hold and (len(phone.legs) != 1 or not phone.shows_hold):
        return
    for leg in legs:
        parties = world.parties_of(leg) if leg.up and leg.owner is None else []
        if len(parties) == 1 and parties[0].held is not on_hold and not parties[0].among_three:
            [party] = parties
            what = "holds" if on_hold else "does not hold"
            reason = f"{party.channel.name} {what} {leg.channel.name}"
            yield Deviation("hold", party.uniqueid, str(on_hold), reason, _hold(party, on_hold))


def _hold(party: Leg, held: bool) -> Repair:
    def repair() -> tuple[Iterable[Leg], Iterable[Effect]]:
        party.held = held
        return (party,), ()

    return repair


def _device(world: World, device: facts.DeviceChanged, now: float) -> Repair:
    return lambda: ((), phones.device_changed(world, device, now))


def _retell(world: World, phone: Phone, now: float) -> Repair:
    return lambda: ((), phones.tell_phone(world, phone, now))


def _of_hints(world: World, look: facts.Looked, now: float) -> Iterator[Deviation]:
    """Numbers that are no lines; one that has hints in two contexts says now this, now that, and is left alone."""
    often = Counter(hint.number for hint in look.hints)
    listed = {hint.number: hint for hint in look.hints if often[hint.number] == 1}
    for number, hint in listed.items():
        if number not in world.phones and world.hints.get(number) != phones.hint_of_asterisk(hint.code):
            reason = f"the hint of {number} is {hint.code}"
            yield Deviation("hint", number, str(hint.code), reason, _hint(world, hint, now))
    for number, code in world.hints.items():
        if code >= 0 and not often[number]:
            gone = facts.HintChanged(number, "", -1)
            yield Deviation("hint", number, "-1", f"{number} has no hint", _hint(world, gone, now))


def _hint(world: World, hint: facts.HintChanged, now: float) -> Repair:
    return lambda: ((), phones.hint_changed(world, hint, now))
