"""How a change of a user's services or status becomes true: checked, stored, ordered at the PBX, then told.

    command ─► check ─► Store ─► PBX ─► in force, told, answered          one change of a user after another
                          │       └ refused: stored and ordered back
                          └ refused: nothing has happened

What the PBX says of itself (a feature code at the phone, the lists of a resynchronisation) is in force at once.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from jackfield.domain import facts, storing
from jackfield.domain.directory import Line, User, UserServices
from jackfield.domain.effects import Effect, Publish, Request, user_topic
from jackfield.domain.lasting import Change, ServicesSet, StatusSet
from jackfield.domain.requests import MarkServicesKept, ShowDoNotDisturb, SwitchService
from jackfield.domain.results import Refused, not_done
from jackfield.domain.user import personal, services
from jackfield.domain.user.services import Service
from jackfield.domain.world import World
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import Error

Wanted = Callable[[UserServices], UserServices]
"""The services as they shall be, from those in force. Raises Refused."""

Settled = Callable[[Refused | None, float], Iterator[Effect]]
"""What to tell when it is in force, or why it is not."""


@dataclass(slots=True, eq=False)
class Switching:
    """One change of one user, under way or waiting for its turn. `line` may only be missing where nothing acts."""

    user: User
    line: Line | None
    wanted: Wanted
    settled: Settled
    status: str | None = None
    """The status chosen with it."""
    before: UserServices = field(default_factory=UserServices)
    after: UserServices = field(default_factory=UserServices)
    ordered: dict[str, Service] = field(default_factory=dict)
    """By tag: what the PBX has been asked and has not answered."""
    switched: list[Service] = field(default_factory=list)
    """What the PBX has done, or may have: to be taken back when the rest fails."""
    failed: Refused | None = None


def switch(world: World, switching: Switching, now: float) -> Iterator[Effect]:
    """Begin a change, or have it wait until the user's earlier ones are through."""
    waiting = world.switches.waiting.setdefault(switching.user.id, deque())
    waiting.append(switching)
    if len(waiting) == 1:
        yield from _begin(world, switching, now)


def _begin(world: World, it: Switching, now: float) -> Iterator[Effect]:
    it.before = services.services_of(world, it.user.id)
    try:
        it.after = it.wanted(it.before)
        if it.line is not None:
            services.check(world, it.user, it.line, it.before, it.after)
    except Refused as refusal:
        yield from _end(world, it, refusal, now)
        return
    changes: list[Change] = []
    if it.after != it.before:
        changes.append(ServicesSet(it.user.id, it.after))
    if it.status is not None and it.status != world.statuses.get(it.user.id):
        changes.append(StatusSet(it.user.id, it.status))
    if not changes:
        yield from _end(world, it, None, now)
        return

    def not_kept(reason: str, then: float) -> Iterator[Effect]:
        yield from _end(world, it, Refused(RefusalCode.NOT_STORED, reason), then)

    yield from storing.store(world, tuple(changes), lambda then: _order(world, it, then), not_kept)


def _order(world: World, it: Switching, now: float) -> Iterator[Effect]:
    """It is stored: now the PBX."""
    acting = list(services.differing(it.before, it.after))
    if not acting or it.line is None:
        yield from _end(world, it, None, now)
        return
    tags = [world.new_id("switch") for _ in acting]
    it.ordered = {tag: service for tag, (service, _) in zip(tags, acting, strict=True)}
    for tag, (service, value) in zip(tags, acting, strict=True):
        world.asked[tag] = lambda fact, then: _answered(world, it, fact, then)
        yield from _order_one(world, it.line, service, value, tag)


def _order_one(world: World, line: Line, service: Service, value: str, tag: str = "") -> Iterator[Effect]:
    """Have the PBX act so. The lamps follow; whether they do decides nothing."""
    yield Request(tag or world.new_id("switch"), SwitchService(number=line.number, service=service, value=value))
    if service is Service.DO_NOT_DISTURB:
        yield Request(world.new_id("show"), ShowDoNotDisturb(number=line.number, on=value == "1"))


def _answered(world: World, it: Switching, fact: facts.RequestDone, now: float) -> Iterator[Effect]:
    service = it.ordered.pop(fact.tag)
    if fact.ok or fact.unknown:
        it.switched.append(service)
    if not fact.ok and (it.failed is None or fact.unknown):
        it.failed = not_done(fact)
    if it.ordered:
        return
    if it.failed is None:
        yield from _end(world, it, None, now)
        return
    assert it.line is not None
    for done in it.switched:
        yield from _order_one(world, it.line, done, services.acting(it.before, done))
    status = (StatusSet(it.user.id, world.statuses.get(it.user.id)),) if it.status is not None else ()
    in_force = services.services_of(world, it.user.id)
    yield from storing.store(world, (ServicesSet(it.user.id, in_force), *status))
    yield from _end(world, it, it.failed, now)


def _end(world: World, it: Switching, refusal: Refused | None, now: float) -> Iterator[Effect]:
    """It is in force, or is not; the user's next one begins."""
    if refusal is None:
        known = services.services_of(world, it.user.id)
        if it.after != it.before:
            world.services[it.user.id] = services.overlaid(known, it.before, it.after)
        if it.status is not None:
            world.statuses[it.user.id] = it.status
    yield from it.settled(refusal, now)
    waiting = world.switches.waiting[it.user.id]
    waiting.popleft()
    if waiting:
        yield from _begin(world, waiting[0], now)
    else:
        del world.switches.waiting[it.user.id]


# ---------------------------------------------------------------------------- what the PBX says of itself


def service_seen(world: World, fact: facts.ServiceSeen, now: float) -> Iterator[Effect]:
    """A service of a line acts so: by a feature code at a phone, or found in a list."""
    service = Service(fact.service)
    if world.switches.listed is not None:
        world.switches.listed[fact.number, service] = fact.value
        return
    line = world.directory.line_by_number(fact.number)
    user = world.user_of(line) if line else None
    if line is None or user is None:
        return
    before = services.services_of(world, user.id)
    after = services.as_acting(before, service, fact.value)
    if after == before:
        return
    try:
        services.check(world, user, line, before, after)
    except Refused as refusal:
        yield from _take_back(world, user, line, fact, refusal)
        return
    yield from _in_force(world, user, after, now)


def _take_back(world: World, user: User, line: Line, fact: facts.ServiceSeen, refusal: Refused) -> Iterator[Effect]:
    """What may not be set here may not be set at the phone either: it goes back to what it was; its user is told."""
    if world.switches.taken_back.get((line.number, fact.service)) == fact.value:
        return  # heard twice
    tag = world.new_id("back")
    world.switches.taken_back[line.number, fact.service] = fact.value

    def answered(_: facts.RequestDone, now: float) -> Iterator[Effect]:
        world.switches.taken_back.pop((line.number, fact.service), None)
        return iter(())

    world.asked[tag] = answered
    yield Publish(user_topic(user.id), Error(Error=refusal.text))
    service = Service(fact.service)
    yield from _order_one(world, line, service, services.acting(services.services_of(world, user.id), service), tag)


def _in_force(world: World, user: User, after: UserServices, now: float) -> Iterator[Effect]:
    """The PBX acts so already: told, and kept together with what is under way."""
    before = services.services_of(world, user.id)
    world.services[user.id] = after
    yield from services.tell(world, user)
    if after.browser != before.browser:
        yield from personal.other_device(world, user, now)
    waiting = world.switches.waiting.get(user.id)
    kept = services.overlaid(after, waiting[0].before, waiting[0].after) if waiting else after
    yield from storing.store(world, (ServicesSet(user.id, kept),))


def listing_begins(world: World) -> None:
    """The lists of a resynchronisation come in: from here on services are gathered."""
    world.switches.listed, world.switches.read, world.switches.known_there = {}, False, False


def services_read(world: World, fact: facts.ServicesRead, now: float) -> Iterator[Effect]:
    """AstDB has been read; `kept` tells whether it is the one we have written to before."""
    world.switches.read, world.switches.known_there = True, fact.kept
    return iter(())


def synchronised(world: World, now: float) -> Iterator[Effect]:
    """All lists are in. A PBX that we know is right: it may have been changed at the phones while we were away.

    One that does not know us (new, or AstDB lost) is told what was kept; users of whom nothing was kept stay as they
    are there. Where AstDB could not be read nothing is concluded.
    """
    listed, world.switches.listed = world.switches.listed or {}, None
    if not world.switches.read:
        return
    for line in world.directory.lines:
        user = world.user_of(line)
        if user is None:
            continue
        if world.switches.known_there or user.id not in world.services:
            after = before = services.services_of(world, user.id)
            for service in Service:
                after = services.as_acting(after, service, listed.get((line.number, service), ""))
            if after != before:
                yield from _in_force(world, user, after, now)
        else:
            yield from _push(world, user, line, listed)
    if not world.switches.known_there:
        world.switches.known_there = True
        yield Request(world.new_id("kept"), MarkServicesKept())


def _push(world: World, user: User, line: Line, listed: dict[tuple[str, str], str]) -> Iterator[Effect]:
    known = services.services_of(world, user.id)
    for service in Service:
        value = services.acting(known, service)
        if value != listed.get((line.number, service), ""):
            yield from _order_one(world, line, service, value)
