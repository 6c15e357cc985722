"""`conference`: the two calls of one phone become a call of three (protocol 3.1).

All four legs are sent into a room of their own, so it does not matter which one the phone holds. It is told as calls:
both calls of the host are Established, the others keep the party they have. Who hangs up leaves, the host with either
of his legs; the others go on. Two who are left become an ordinary call again, which can be held and transferred.

Where the PBX holds the one call while he consults the other (`attendedTransfer`), the PBX itself brings them together.
His phone has one call then: the consultation is released for him, the first call is Established, and each is told of
somebody he talks to.
"""

import re
from collections.abc import Iterator

from jackfield.domain.asking import Asking, own_line, reachable_pbx
from jackfield.domain.effects import Effect, Request, Wake
from jackfield.domain.phone.call_control import resumes
from jackfield.domain.phone.phones import ESTABLISHED, ON_HOLD, stage_of
from jackfield.domain.requests import BridgeBoth, Hangup, HoldBoth, MeetBoth, PressKey
from jackfield.domain.results import Expectation, Refused, Results
from jackfield.domain.world import Bridge, Leg, Resumption, World
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode

THREE_WAY_KEYS = "*3"
"""features.conf `atxferthreeway`."""

TOGETHER_SECONDS = 0.15
"""Two who are left have reached the music by then, and can be bridged (Asterisk 22, measured)."""


def conference(ask: Asking, command: commands.Conference) -> Iterator[Effect]:
    """Bring both calls together. Done when the held one is Established."""
    line = own_line(ask)
    legs = list(ask.world.phones[line.number].legs.values())
    consulting = next((leg for leg in legs if leg.consultation_of in ask.world.legs), None)
    active = consulting or next((leg for leg in legs if stage_of(leg) is ESTABLISHED), None)
    held = next((leg for leg in legs if stage_of(leg) is ON_HOLD), None)
    if active is None or held is None:
        raise Refused(RefusalCode.NOT_FOUND, f"Line {line.number} has no two calls, one held and one established")
    if stage_of(active) is not ESTABLISHED:
        raise Refused(RefusalCode.CONFLICT, "Whom you consult has not answered yet")
    reachable_pbx(ask)
    world = ask.world
    if not all(_peer(world, leg) is not None or world.soon_bridged(leg) for leg in (held, active) if not consulting):
        raise Refused(RefusalCode.CONFLICT, "Only calls between two parties can be brought together")
    tag = world.new_id("meet")
    expects = Expectation(held.shown_uniqueid, frozenset({ESTABLISHED}))
    yield from ask.results.wait(ask.ticket, expects, ask.deadline, tag)
    # answered, but whoever answered may be some milliseconds away: brought together as soon as he is there
    world.under_way.meetings[tag] = held.uniqueid, active.uniqueid
    yield from due(world, ask.results)


def due(world: World, results: Results) -> Iterator[Effect]:
    """Bring those together whose calls have two parties by now; forget those that have ended."""
    for tag, uniqueids in tuple(world.under_way.meetings.items()):
        legs = [leg for uniqueid in uniqueids if (leg := world.legs.get(uniqueid))]
        actions = list(_actions(world, *legs)) if len(legs) == 2 and tag in results.waiting else []
        if len(legs) < 2 or tag not in results.waiting or actions:
            del world.under_way.meetings[tag]
        for number, action in enumerate(actions):
            yield Request(world.new_id("meet") if number else tag, action)


def _actions(world: World, held: Leg, active: Leg) -> Iterator[MeetBoth | PressKey]:
    """What brings two calls together; nothing while one of them has not found its other party."""
    if active.consultation_of == held.uniqueid:
        if world.parties_of(active):
            yield from (PressKey(channel=held.channel.name, key=key) for key in THREE_WAY_KEYS)
        return
    peers = [_peer(world, leg) for leg in (held, active)]
    room = f"meet{held.line.number if held.line else ''}v{re.sub('[^0-9a-z]', '', active.uniqueid.lower())}"
    for leg, peer in zip((held, active), peers, strict=True):
        if peer is not None and None not in peers:
            yield MeetBoth(one=peer.channel.name, other=leg.channel.name, room=room)


def _peer(world: World, leg: Leg) -> Leg | None:
    """The channel that a leg is bridged with, or kept apart from by our hold; None when there is none, or several."""
    if leg.held_by_server and leg.holding in world.legs:
        return world.legs[leg.holding]
    others = list(world.others_in_bridge(leg))
    if len(others) != 1 or leg.consultation_of or others[0].consultation_of:
        return None
    return others[0]


def settle(world: World, now: float) -> Iterator[Effect]:
    """Look after those whose call of three has changed."""
    yield from _thinned(world, now)
    for one, other in tuple(world.rejoining.items()):
        legs = [leg for uniqueid in (one, other) if (leg := world.legs.get(uniqueid))]
        if len(legs) == 2 and not _together(world, *legs):
            continue
        del world.rejoining[one]
        for leg in legs if len(legs) == 1 and not legs[0].bridge else ():
            # the other one hung up on the way: nobody else would end the music
            yield Request(world.new_id("part"), Hangup(channel=leg.channel.name))


def _thinned(world: World, now: float) -> Iterator[Effect]:
    """Somebody has left a call of three: end what has nobody left to talk to, and let two go on as two."""
    while world.thinned:
        bridge = world.bridges.get(world.thinned.pop())
        if bridge is None or bridge.parting:
            continue
        members = [leg for uniqueid in bridge.members if (leg := world.legs.get(uniqueid))]
        own = [leg for leg in members if leg.line is not None and leg.line.number == bridge.host]
        guests = [leg for leg in members if leg not in own]
        superfluous = _superfluous(own, guests)
        for leg in superfluous:
            yield Request(world.new_id("part"), Hangup(channel=leg.channel.name))
        if not superfluous and len(members) == 2:
            yield from _as_two(world, bridge, guests[0], (own or guests)[-1], now)


def _together(world: World, one: Leg, other: Leg) -> bool:
    bridge = world.bridges.get(one.bridge)
    return bridge is not None and other.bridge == one.bridge and not bridge.host


def _superfluous(own: list[Leg], guests: list[Leg]) -> list[Leg]:
    """The legs with nobody at the other end: of a host who has hung up one of his, and of who is alone."""
    if not guests or (len(own) == 1 and len(guests) > 1):
        return own
    if len(guests) == 1 and not own:
        return guests
    if len(guests) == 1 and len(own) == 2:
        return [next((leg for leg in own if leg.held), own[0])]
    return []


def _as_two(world: World, bridge: Bridge, one: Leg, other: Leg, now: float) -> Iterator[Effect]:
    """A room lets nobody be bridged out of it: by way of the music, as a call held by the server comes back."""
    bridge.parting = True
    world.rejoining[one.uniqueid] = other.uniqueid
    yield Request(world.new_id("part"), HoldBoth(held=one.channel.name, holder=other.channel.name))
    tag = world.new_id("two")
    action = BridgeBoth(one=other.channel.name, other=one.channel.name)
    resumes(world, tag, Resumption(action, at=now + TOGETHER_SECONDS))
    yield Wake(now + TOGETHER_SECONDS)
