"""Attached data (userData): `setData`, and how `USR_` data come to every leg of a call but a trunk's (protocol 10).

What somebody attaches to a call is not left to the PBX's own inheritance, which would take it onto trunks: it goes
from the leg that calls to the leg called, and between two legs that meet, here and by one order to the PBX for each
value, so that a resynchronisation finds it. A trunk's leg keeps it here only: whom its call is sent to next gets it.
"""

from collections.abc import Iterable, Iterator
from functools import partial

from jackfield.domain import facts
from jackfield.domain.asking import Asking, own_line, reachable_pbx, user_variables
from jackfield.domain.effects import Effect, Request
from jackfield.domain.phone.phones import link_usable, stage_of
from jackfield.domain.phone.underway import Batch, DataOrder
from jackfield.domain.requests import SetVariable
from jackfield.domain.results import Expectation, Refused, Results, Unsure
from jackfield.domain.world import Leg, World
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import PhoneEventType, ResultStatus

PREFIX = "USR_"
TRUNK = "trunk"
"""A channel whose name holds this word leads out of the house: nothing is ever attached to it (rule 6)."""

NOT_TAKEN = "".join(map(chr, range(1, 33)))

CONNECTED = frozenset({PhoneEventType.ESTABLISHED, PhoneEventType.ON_HOLD})


def is_trunk(leg: Leg) -> bool:
    """Whether a leg leads to the outside world."""
    return leads_out(leg.channel.name)


def leads_out(channel: str) -> bool:
    """The same of a channel's name, or of what is dialled to make one."""
    return TRUNK in channel.lower()


def heard(leg: Leg, variables: Iterable[tuple[str, str]]) -> None:
    """What the PBX says is attached; what was ordered lately it does not know yet.

    AMI's Setvar drops blanks at both ends of a value (Asterisk 22): what differs only in them is what we know.
    """
    for name, value in variables:
        known = leg.ordered.get(name) or leg.data.get(name, "")
        if known.strip() == value.strip():
            leg.data[name] = known or value
        elif name not in leg.ordered:
            leg.data[name] = value


def variable_set(world: World, fact: facts.VariableSet, now: float) -> Iterable[Leg]:
    """Attached data; it shows in the next event of the call (protocol section 10, rule 10)."""
    leg = world.legs.get(fact.uniqueid)
    if leg is not None:
        heard(leg, [(fact.name, fact.value)])
    return ()


def share(world: World, giver: Leg, taker: Leg) -> None:
    """`taker` gets the attached data that it lacks, and what `giver` alone knows to be newer."""
    for name, value in giver.data.items():
        newer = _is_news(giver, name) and not _is_news(taker, name) and taker.data.get(name) != value
        if name.startswith(PREFIX) and (newer or name not in taker.data):
            attach(world, taker, name, value)


def _is_news(leg: Leg, name: str) -> bool:
    return name in leg.ordered or name in leg.set_alone


def share_with_called(world: World, caller: Leg, called: Leg) -> None:
    """Who is called gets what the caller has; a Local channel hands on what its other end was given."""
    half = world.other_half(caller)
    if half is not None:
        share(world, half, caller)
    share(world, caller, called)


def share_with_consultation(world: World, leg: Leg, consultation: Leg) -> None:
    """The second call of a leg carries the data of the first, to whomever it rings already."""
    share(world, leg, consultation)
    half = world.other_half(consultation)
    for uniqueid in tuple(half.calling) if half is not None else ():
        if half is not None and (called := world.legs.get(uniqueid)):
            share_with_called(world, half, called)


def share_with_party(world: World, leg: Leg) -> None:
    """Two who talk to each other have the same data, but for what both have already."""
    parties = world.parties_of(leg)
    if len(parties) == 1:
        share(world, leg, parties[0])
        share(world, parties[0], leg)
        leg.set_alone.clear()
        parties[0].set_alone.clear()


def attach(world: World, leg: Leg, name: str, value: str, batch: str = "") -> bool:
    """Attach one value to a leg; True when the PBX is to be told too."""
    before = leg.data.get(name)
    leg.data[name] = leg.ordered[name] = value
    if is_trunk(leg):
        return False
    world.under_way.data_due.append(DataOrder(leg.uniqueid, name, value, before, batch))
    return True


def due(world: World, results: Results) -> Iterator[Effect]:
    """The orders that this turn has made; none for legs that are gone, nor while there is no link."""
    waiting, world.under_way.data_due = world.under_way.data_due, []
    for order in waiting:
        leg = world.legs.get(order.uniqueid)
        if leg is not None and link_usable(world):
            tag = world.new_id("set")
            world.asked[tag] = partial(_answered, world, results, order)
            yield Request(tag, SetVariable(channel=leg.channel.name, name=order.name, value=order.value))


def _answered(
    world: World, results: Results, order: DataOrder, fact: facts.RequestDone, now: float
) -> Iterator[Effect]:
    """The PBX has set a value, or has not: then it is as it was before, and who asked is told so."""
    leg = world.legs.get(order.uniqueid)
    if leg is not None and leg.ordered.get(order.name) == order.value:
        del leg.ordered[order.name]
        if not fact.ok:
            leg.set_alone.discard(order.name)
            leg.data.pop(order.name, None)
            if order.before is not None:
                leg.data[order.name] = order.before
    batch = world.under_way.batches.get(order.batch)
    if batch is None:
        return
    batch.left -= 1
    if not fact.ok:
        batch.failed.append(f"{order.name}: {fact.message or 'refused'}")
        batch.unsure |= fact.unknown
    if not batch.left:
        del world.under_way.batches[order.batch]
        yield from _outcome(results, order.batch, batch)


def _outcome(results: Results, tag: str, batch: Batch) -> Iterator[Effect]:
    if not batch.failed:
        yield from results.succeeded(tag)
        return
    done = batch.total - len(batch.failed)
    text = f"{done} of {batch.total} values were attached; not attached was {batch.failed[0]}"
    yield from results.broken(tag, Unsure(text) if batch.unsure else Refused(RefusalCode.PBX_REFUSED, text))


def set_data(ask: Asking, command: commands.SetData) -> Iterator[Effect]:
    """Attach data to the own connected calls and to whom they are with; no event by itself (rule 10).

    Done when the PBX has set every value on every leg that is not a trunk's.
    """
    line = own_line(ask)
    checked = user_variables(dict(command.variables))
    # what a header's value begins with up to the space Asterisk does not take
    data = {name: value.lstrip(NOT_TAKEN) for name, value in checked.items()}
    phone = ask.world.phones[line.number]
    own = [leg for leg in phone.legs.values() if stage_of(leg) in CONNECTED]
    if not own:
        text = f"There is no connected call on line {line.number} to attach data to"
        raise Refused(RefusalCode.NOT_FOUND, text, quiet=True)
    reachable_pbx(ask)
    tag = ask.world.new_id("data")
    takers = {leg.uniqueid: leg for leg in own}
    for leg in own:
        parties = _parties(ask.world, leg)
        takers |= {other.uniqueid: other for other in parties}
        if not parties and ask.world.soon_bridged(leg):
            leg.set_alone.update(data)
    orders = [attach(ask.world, leg, name, value, tag) for leg in takers.values() for name, value in data.items()]
    if not any(orders):
        yield from ask.results.answer(ask.ticket, ResultStatus.DONE)
        return
    ask.world.under_way.batches[tag] = Batch(total=sum(orders), left=sum(orders))
    yield from ask.results.wait(ask.ticket, Expectation(tag, frozenset()), ask.deadline, tag)
    yield from due(ask.world, ask.results)


def _parties(world: World, leg: Leg) -> list[Leg]:
    """Whom a call is with: in its bridge, or held by the server; a conference is nobody's."""
    held = world.legs.get(leg.holding)
    if held is not None:
        return [held]
    parties = world.parties_of(leg)
    return parties if len(parties) == 1 else []
