"""The link to the PBX: lost, back, synchronised; and what only time or our own journal can tell.

After every (re)connection the PBX's lists come in as ordinary facts between `LinkChanged(SYNCING)` and
`LinkChanged(UP)`; what was not mentioned by then is gone.
"""

from collections.abc import Iterator

from jackfield.domain import connecting, facts, reconciling
from jackfield.domain.centre import agent_login, listening, queues, recording, taking_up
from jackfield.domain.effects import PBX, Effect, Journal, Publish, Request, Wake
from jackfield.domain.facts import PbxLink
from jackfield.domain.phone import calls, consultations, phones
from jackfield.domain.requests import Hangup
from jackfield.domain.room import conferences
from jackfield.domain.user import switching
from jackfield.domain.world import ERROR_AFTER_SECONDS, Leg, Phone, World


def link_changed(world: World, fact: facts.LinkChanged, now: float) -> Iterator[Effect]:
    """Down: phones show ERROR after five seconds. Syncing: a new round of lists. Up: what they left out is gone."""
    yield from taking_up.take_up(world, now)
    if fact.link is PbxLink.DOWN and world.down_since is None:
        world.down_since = now
        yield Wake(now + ERROR_AFTER_SECONDS)
    if fact.link is world.link and fact.link is not PbxLink.SYNCING:
        return
    world.link, world.link_since = fact.link, now
    yield Publish(PBX, connecting.pbx_status(world, now))
    if fact.link is PbxLink.DOWN:
        return
    if fact.link is PbxLink.SYNCING:
        world.resync += 1
        switching.listing_begins(world)
    else:
        yield from _synchronised(world, now)


def _synchronised(world: World, now: float) -> Iterator[Effect]:
    yield from conferences.synchronised(world, now)
    touched: list[Leg] = []
    for leg in [leg for leg in world.legs.values() if leg.listed != world.resync]:
        touched += calls.end(world, leg)
    _find_holders(world)
    consultations.listed(world)
    reconciling.find_queues(world)
    world.down_since = None
    was_error, world.error_shown = world.error_shown, False
    if was_error:
        yield from phones.all_hints(world)
    yield from phones.tell(world, [*touched, *world.legs.values()], now)
    yield from phones.all_phones(world, now)
    yield from agent_login.rejoin(world, now)
    yield from switching.synchronised(world, now)
    yield from listening.synchronised(world)
    yield from queues.synchronised(world, now)
    yield from after_calls(world)
    yield from reconciling.begin(world, now)


def _find_holders(world: World) -> None:
    """Who holds is in no list: it is the party of the phone whose device is ONHOLD, or in our journal."""
    for holder, held in world.journal.items():
        if holder.startswith(recording.JOURNAL_MARK):
            continue
        legs = [world.legs[uniqueid] for uniqueid in (holder, held) if uniqueid in world.legs]
        if not legs or any(leg.bridge for leg in legs):
            continue
        if holder in world.legs:
            calls.hold_by_server(world, world.legs[holder], held)
        else:
            world.server_holds[holder] = held
    for phone in world.phones.values():
        for endpoint in phone.line.endpoints:
            _parties_hold(world, phone, endpoint)


def _parties_hold(world: World, phone: Phone, endpoint: str) -> None:
    """Whether those hold with whom a device talks is told by the state of the device."""
    legs = [leg for leg in phone.legs_on(endpoint) if leg.up and leg.owner is None]
    held = endpoint in phone.on_hold
    if not held and len(legs) > 1:
        return  # one of several calls may be held all the same
    for leg in legs:
        for party in world.parties_of(leg):
            if party.hold_told < world.resync:
                party.held = held


def after_calls(world: World) -> Iterator[Effect]:
    """Consequences that need the PBX, the clock or the disk."""
    while world.wakes:
        yield Wake(world.wakes.pop())
    yield from _free_the_left(world)
    yield from _keep_journal(world)


def _free_the_left(world: World) -> Iterator[Effect]:
    """Of two whom our hold kept apart one has hung up: the other listens to music that nobody else would end."""
    for holder, held in tuple(world.server_holds.items()):
        if holder in world.legs and held in world.legs:
            continue
        del world.server_holds[holder]
        left = world.legs.get(holder) or world.legs.get(held)
        if left is None:
            continue
        if left.bridge:
            left.holding, left.held_by_server = "", False
        else:
            # until it is gone it is told as held: nobody talks to it any more
            yield Request(world.new_id("free"), Hangup(channel=left.channel.name))


def _keep_journal(world: World) -> Iterator[Effect]:
    # until the lists are read, the journal knows more than we do
    if world.link is not PbxLink.UP:
        return
    entries = world.server_holds | {recording.JOURNAL_MARK + uniqueid: "1" for uniqueid in world.muted_recordings}
    if entries != world.journal:
        world.journal = entries
        yield Journal(world.journal)


def looked(world: World, fact: facts.Looked, now: float) -> Iterator[Effect]:
    """The lists of what is now: repairs, and what follows from them."""
    yield from reconciling.looked(world, fact, now)
    yield from after_calls(world)


def journal_read(world: World, fact: facts.JournalRead, now: float) -> Iterator[Effect]:
    """What we had done before a restart and the PBX does not tell."""
    world.journal = dict(fact.entries)
    return iter(())


def time_reached(world: World, now: float) -> Iterator[Effect]:
    """Link down for too long: ERROR. A call we ordered that is up with nobody: an application has answered it."""
    down = world.down_since
    if down is not None and not world.error_shown and now - down >= ERROR_AFTER_SECONDS:
        world.error_shown = True
        yield from phones.all_phones(world, now)
    yield from reconciling.time_reached(world, now)
    for uniqueid in [uniqueid for uniqueid, at in world.application_checks.items() if at <= now]:
        del world.application_checks[uniqueid]
        leg = world.legs[uniqueid]
        if leg.up and not leg.calling:
            leg.answered_by_application = True
            yield from phones.tell(world, (leg,), now)
