"""Consultations that the PBX makes (Atxfer): the second call of one leg, and when the first call is over.

transferrer's leg  held, leaves the first bridge, meets a Local half in another: the half is his second call
he leaves          for the first bridge: the second call is over; he may have brought both together there
AttendedTransfer   both calls are over for him, though Asterisk 22 may keep his channel for a while
the first bridge   vanishes while he consults: the held party has hung up, the first call is over
"""

from collections.abc import Iterable

from jackfield.domain import facts
from jackfield.domain.phone import attached
from jackfield.domain.world import Leg, World


def met(world: World, leg: Leg) -> None:
    """A held leg has entered another bridge: should a Local half be there, the PBX consults for it."""
    _found(world, leg)
    for other in of(world, leg):
        other.answered_early = other.up and other.said is None


def _found(world: World, leg: Leg) -> None:
    for other in world.others_in_bridge(leg):
        if other.channel.name.endswith(";1") and other.line is None and not other.consultation_of:
            other.line, other.outgoing = leg.line, True
            other.dialed = other.channel.exten
            other.consultation_of = leg.uniqueid
            # a client keeps its calls by linkedid: the second call of a leg needs one of its own
            other.shown_linkedid = other.uniqueid
            phone = world.phone_of(other)
            if phone is not None:
                phone.legs[other.uniqueid] = other
            world.under_way.consulting.add(leg.uniqueid)
            attached.share_with_consultation(world, leg, other)


def listed(world: World) -> None:
    """Found by a resynchronisation: nobody tells who holds whom while the PBX consults, but the party held is alone in
    its bridge, in the same call as who is with a Local half in another.
    """
    alone: dict[str, Leg] = {}
    for bridge in world.bridges.values():
        only = [leg for uniqueid in bridge.members if (leg := world.legs.get(uniqueid))]
        if bridge.talk and len(only) == 1:
            alone[only[0].channel.linkedid] = only[0]
    for leg in [leg for phone in world.phones.values() for leg in phone.legs.values()]:
        party = alone.get(leg.channel.linkedid)
        if party is None or party is leg or not leg.up or leg.consultation_of or of(world, leg):
            continue
        if any(other.channel.name.endswith(";1") and other.line is None for other in world.others_in_bridge(leg)):
            leg.held, leg.first_party, leg.hold_order = True, party.uniqueid, world.next_hold()
            leg.other_number = party.line.number if party.line else party.channel.caller_number
            leg.other_name = party.channel.caller_name
            _found(world, leg)


def of(world: World, leg: Leg) -> list[Leg]:
    """The second call that the PBX has made for a leg whose first call it holds, if there is one."""
    phone = world.phone_of(leg)
    return [other for other in phone.legs.values() if other.consultation_of == leg.uniqueid] if phone else []


def ended(world: World, leg: Leg) -> list[Leg]:
    """The leg has ended, and with it its consultation; or the first call of who consults and held it."""
    world.under_way.consulting.discard(leg.uniqueid)
    over = of(world, leg) if leg.held else []
    for other in over:
        other.consultation_of = "-"
    consulting = [found for uniqueid in world.under_way.consulting if (found := world.legs.get(uniqueid))]
    lost = [holder for holder in consulting if holder.first_party == leg.uniqueid]
    for other in lost:
        other.done = True
    return [*over, *lost]


def left(world: World, leg: Leg) -> list[Leg]:
    """A leg leaves its bridge: the first one to consult, or that of the consultation, which is then over."""
    if leg.uniqueid not in world.under_way.consulting:
        party = next(world.others_in_bridge(leg), None) if leg.held else None
        leg.first_party = party.uniqueid if party is not None else ""
        return []
    world.under_way.consulting.discard(leg.uniqueid)
    over = of(world, leg)
    for other in over:
        other.consultation_of = "-"
    return over


def transferred(world: World, fact: facts.Transferred, now: float) -> Iterable[Leg]:
    """Both calls of who transferred are over for him."""
    legs = [leg for uniqueid in fact.legs if (leg := world.legs.get(uniqueid))]
    second = [other for leg in legs for other in of(world, leg)]
    for leg in second:
        leg.consultation_of = "-"
    if fact.of_three:
        for leg in legs:
            # no Unhold tells it (Asterisk 22)
            leg.held, leg.hold_told = False, world.resync
        return [*second, *legs]
    for leg in legs:
        leg.done = True
        world.under_way.consulting.discard(leg.uniqueid)
    return [*second, *legs]
