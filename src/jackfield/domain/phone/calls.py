"""How facts change the calls: one function a fact, `FACTS` is their list. No effects are made here.

Each returns the legs it touched; `phones.py` then says what their users must be told. Facts may come late, twice or
not at all: nothing here assumes an order that a resynchronisation could not repair.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from jackfield.domain import facts
from jackfield.domain.centre import recording
from jackfield.domain.facts import Channel, ChannelState
from jackfield.domain.phone import attached, consultations
from jackfield.domain.world import Bridge, Leg, World

APPLICATION_GRACE_SECONDS = 0.5
"""A call we ordered is up, dials nobody and is in no bridge for this long: an application (echo, mailbox) answered."""

APPLICATION_AFTER_NO_ANSWER_SECONDS = 5.0
"""The same after an unanswered attempt: longer than the usual congestion tone, shorter than a mailbox greeting."""

OWN_DIAL = "-dial-"
"""In the id of a channel we ordered for click-to-dial (`World.new_id`): recognised after a restart."""

SIP_CALL_ID = "SIPCALLID"


def see(world: World, channel: Channel) -> Leg:
    """The leg of a channel, made or brought up to date."""
    leg = world.legs.get(channel.uniqueid)
    if leg is None:
        leg = _new_leg(world, channel)
    elif channel is not leg.channel:
        _update(world, leg, channel)
    if channel.variables:
        attached.heard(leg, channel.variables)
    return leg


def _new_leg(world: World, channel: Channel) -> Leg:
    leg = Leg(channel, shown_uniqueid=channel.uniqueid, shown_linkedid=channel.linkedid)
    leg.entered_context = channel.context
    leg.line = world.directory.line_by_endpoint(channel.name.rpartition("-")[0])
    leg.outgoing = channel.state in (ChannelState.RING, ChannelState.DIALING, ChannelState.OFF_HOOK)
    if leg.outgoing:
        leg.dialed = channel.exten
    world.legs[channel.uniqueid] = leg
    world.uniqueids[channel.name] = channel.uniqueid
    order = world.orders.pop(channel.uniqueid, None) or _order_in_id(channel)
    if order is not None:
        _obey(world, leg, order)
    _belong(world, leg)
    return leg


def _order_in_id(channel: Channel) -> facts.OriginateSent | None:
    """A click-to-dial whose order was not seen (made before a restart, or in a recording) is told by its id.

    Which number it was for, the display of the own phone tells (`_update`).
    """
    if OWN_DIAL not in channel.uniqueid:
        return None
    return facts.OriginateSent(channel.uniqueid, channel.name.rpartition("-")[0], exten=channel.connected_number)


def _belong(world: World, leg: Leg) -> None:
    phone = world.phone_of(leg)
    if phone is not None:
        phone.legs[leg.uniqueid] = leg


def _obey(world: World, leg: Leg, order: facts.OriginateSent) -> None:
    """A channel that AMI ordered: what for decides how it is shown."""
    leg.order = order
    if order.application == "PickupChan":
        target = world.leg_by_name(order.data)
        leg.stands_for = target.uniqueid if target else "-"
    elif not order.application:
        leg.outgoing, leg.dialed = True, order.exten
        leg.data.update(order.data_given)
    if order.mobile_of:
        _lend(world, leg, order.mobile_of)


def _lend(world: World, leg: Leg, number: str) -> None:
    """A leg on no phone of ours is a call of this line's user all the same."""
    line = world.directory.line_by_number(number)
    user = world.user_of(line) if line else None
    if line is not None and user is not None:
        leg.line, leg.owner = line, user.id
        leg.entered_context = line.context


def mobile_listed(world: World, fact: facts.MobileListed, now: float) -> Iterable[Leg]:
    """Whose mobile a leg found by a resynchronisation is."""
    leg = world.legs.get(fact.uniqueid)
    if leg is not None and leg.owner is None:
        _lend(world, leg, fact.number)
        _belong(world, leg)
    return ()


def _update(world: World, leg: Leg, channel: Channel) -> None:
    if channel.name != leg.channel.name:
        world.uniqueids.pop(leg.channel.name, None)
        world.uniqueids[channel.name] = channel.uniqueid
    if leg.up and channel.state in (ChannelState.DOWN, ChannelState.RING, ChannelState.RINGING):
        return  # an event overtaken by a list: a channel never goes back from Up
    if leg.shown_linkedid == leg.channel.linkedid and not leg.said:
        leg.shown_linkedid = channel.linkedid
    leg.channel = channel
    if leg.order is not None and leg.outgoing and not leg.dialed:
        leg.dialed = channel.connected_number


def channel_seen(world: World, fact: facts.ChannelSeen, now: float) -> Iterable[Leg]:
    """Newchannel, Newstate and their like."""
    leg = see(world, fact.channel)
    _watch_for_application(world, leg, now + APPLICATION_GRACE_SECONDS)
    if leg.channel.state == ChannelState.RINGING and not (leg.caller or leg.queue or leg.outgoing):
        _ringing_early(world, leg)
    return (leg,)


def _ringing_early(world: World, leg: Leg) -> None:
    """A phone may be quicker to ring than AgentCalled and DialBegin, which say for whom (Asterisk 22, measured)."""
    first = world.legs.get(leg.channel.linkedid)
    if first is not None and first is not leg:
        attached.share(world, first, leg)
        leg.queue = "" if first.bridged_once else first.waits_for


def _watch_for_application(world: World, leg: Leg, at: float) -> None:
    order = leg.order
    if order is None or not leg.outgoing or not leg.up or leg.bridged_once or leg.calling or leg.refused:
        return
    if leg.uniqueid not in world.application_checks and not leg.answered_by_application:
        world.application_checks[leg.uniqueid] = at
        world.wakes.append(at)


def channel_listed(world: World, fact: facts.ChannelListed, now: float) -> Iterable[Leg]:
    """A channel in a resynchronisation: found new, it is understood from what the list tells.

    Touches nothing yet: what it means is only known when all lists are read (`syncing.link_changed`).
    """
    known = fact.channel.uniqueid in world.legs
    leg = see(world, fact.channel)
    leg.listed = world.resync
    if not known:
        _guess_direction(leg)
        # where it is now tells nothing; a phone begins in its line's context
        leg.entered_context = leg.line.context if leg.line and leg.outgoing else ""
        leg.answered_by_application = leg.up and not fact.dials
        leg.waits_for = fact.queue
        leg.offered = fact.offered
        # who saw it ring or answered saw its sheets then
        leg.sheets_shown = frozenset({"dial", "link"} if leg.up else {"dial"})
    if fact.bridge != leg.bridge:
        _leave(world, leg)
        if fact.bridge:
            known_bridge = world.bridges.get(fact.bridge, Bridge())
            _enter(world, leg, fact.bridge, known_bridge.talk, known_bridge.host)
    return ()


def _guess_direction(leg: Leg) -> None:
    """The list does not say who called: the first channel of a call did, and so did a call we ordered."""
    channel = leg.channel
    if channel.state == ChannelState.RINGING:
        return
    leg.outgoing = leg.order is not None or channel.uniqueid == channel.linkedid
    if leg.outgoing:
        plain = channel.exten.lstrip("+*").isdigit()
        leg.dialed = channel.connected_number or (channel.exten if plain else "")


def channel_gone(world: World, fact: facts.ChannelGone, now: float) -> Iterable[Leg]:
    """Hangup."""
    leg = world.legs.get(fact.uniqueid)
    return () if leg is None else end(world, leg)


def end(world: World, leg: Leg) -> list[Leg]:
    """Forget a leg; whoever was with it is touched."""
    touched = [leg, *(world.affected_by(leg.bridge) if leg.bridge else ())]
    touched += consultations.ended(world, leg)
    _leave(world, leg)
    world.legs.pop(leg.uniqueid, None)
    world.application_checks.pop(leg.uniqueid, None)
    world.muted_recordings.pop(leg.uniqueid, None)
    if world.uniqueids.get(leg.channel.name) == leg.uniqueid:
        del world.uniqueids[leg.channel.name]
    if caller := world.legs.get(leg.caller):
        caller.calling.discard(leg.uniqueid)
        touched.append(caller)
    return touched


def dial_began(world: World, fact: facts.DialBegan, now: float) -> Iterable[Leg]:
    """One leg rings another; a Local half hands on the queue it was offered by."""
    called = see(world, fact.called)
    if fact.caller is None:
        return (called,)
    caller = see(world, fact.caller)
    caller.calling.add(called.uniqueid)
    world.application_checks.pop(caller.uniqueid, None)
    called.caller = caller.uniqueid
    half = world.other_half(caller)
    if half is not None and half.queue and not caller.up:
        called.queue = half.queue
    attached.share_with_called(world, caller, called)
    return (caller, called)


def dial_ended(world: World, fact: facts.DialEnded, now: float) -> Iterable[Leg]:
    """An attempt is over: answered, or the caller goes on in the dial plan."""
    called = see(world, fact.called) if fact.called.uniqueid in world.legs else None
    if called is None:
        return ()
    caller = world.legs.get(called.caller)
    if caller is None:
        return (called,)
    caller.calling.discard(called.uniqueid)
    if fact.status == "NOANSWER":
        _watch_for_application(world, caller, now + APPLICATION_AFTER_NO_ANSWER_SECONDS)
    return (called, caller)


def bridge_entered(world: World, fact: facts.BridgeEntered, now: float) -> Iterable[Leg]:
    """A leg is with others now. A held leg in a new bridge with a Local half: the PBX lets it consult (Atxfer)."""
    leg = see(world, fact.channel)
    _leave(world, leg)
    _enter(world, leg, fact.bridge, fact.talk, fact.host)
    if (phone := world.phone_of(leg)) is not None:
        phone.shows_hold = False
    if leg.line and leg.held:
        consultations.met(world, leg)
    if fact.talk:
        attached.share_with_party(world, leg)
    return world.affected_by(fact.bridge) if fact.talk else (leg,)


def _enter(world: World, leg: Leg, bridge_id: str, talk: bool, host: str = "") -> None:
    bridge = world.bridges.setdefault(bridge_id, Bridge())
    bridge.talk, bridge.host = talk, host
    bridge.members[leg.uniqueid] = None
    bridge.met = bridge.met or len(bridge.members) > 1
    leg.bridge = bridge_id
    leg.bridged_once = True
    leg.among_three = False
    if talk:
        hold_by_server(world, leg, "")
    if host:
        _look_at_host(world, bridge)


def _look_at_host(world: World, bridge: Bridge) -> None:
    """In a call of three the host's phone holds one of his two legs: he is held only while it holds both."""
    own = [leg for leg in map(world.legs.get, bridge.members) if leg and leg.line and leg.line.number == bridge.host]
    bridge.full = bridge.full or len(bridge.members) >= 4
    if bridge.full and len(own) == 1 and len(bridge.members) > 2:
        return  # he has hung up one of them: he is on his way out
    speaks = not all(leg.held for leg in own)
    for leg in own:
        leg.among_three = speaks


def bridge_left(world: World, fact: facts.BridgeLeft, now: float) -> Iterable[Leg]:
    """A leg is no longer with the others; the far end of a server's hold is now held."""
    if fact.channel.uniqueid not in world.legs:
        return ()  # said of a channel whose end was told before: it must not come to life again
    leg = see(world, fact.channel)
    if leg.bridge != fact.bridge:
        return ()
    touched = [*consultations.left(world, leg), *world.affected_by(fact.bridge)]
    _leave(world, leg)
    if leg.holding:
        hold_by_server(world, leg, leg.holding)
    return touched


def hold_by_server(world: World, leg: Leg, held: str) -> None:
    """From now on the server holds this leg (uniqueid) for its phone; "" ends it."""
    leg.holding, leg.held_by_server = held, bool(held)
    if held:
        leg.hold_order = world.next_hold()
        world.server_holds[leg.uniqueid] = held
    else:
        world.server_holds.pop(leg.uniqueid, None)


def _leave(world: World, leg: Leg) -> None:
    bridge = world.bridges.get(leg.bridge)
    if bridge is not None:
        bridge.members.pop(leg.uniqueid, None)
        if not bridge.members:
            del world.bridges[leg.bridge]
        if bridge.host:
            world.thinned.add(leg.bridge)
            _look_at_host(world, bridge)
    leg.bridge = ""


def bridge_listed(world: World, fact: facts.BridgeListed, now: float) -> Iterable[Leg]:
    """What kind of bridge it is, told by a list."""
    bridge = world.bridges.get(fact.bridge)
    if bridge is None or (bridge.talk, bridge.host) == (fact.talk, fact.host):
        return ()
    bridge.talk, bridge.host = fact.talk, fact.host
    if bridge.host:
        bridge.full = True
        _look_at_host(world, bridge)
        world.thinned.add(fact.bridge)
    return [leg for uniqueid in bridge.members if (leg := world.legs.get(uniqueid))]


def hold_changed(world: World, fact: facts.HoldChanged, now: float) -> Iterable[Leg]:
    """The holder's own leg says so. An Unhold also precedes every blind transfer, held or not (Asterisk 22)."""
    leg = see(world, fact.channel)
    leg.held, leg.hold_told = fact.held, world.resync
    if fact.held:
        leg.hold_order = world.next_hold()
    bridge = world.bridges.get(leg.bridge)
    if bridge is None or not bridge.host:
        return (leg,)
    _look_at_host(world, bridge)
    return world.affected_by(leg.bridge)


def picked_up(world: World, fact: facts.PickedUp, now: float) -> Iterable[Leg]:
    """A ringing call was taken over; by its own phone (our way to answer it) it stays the same call."""
    picker, target = see(world, fact.picker), world.leg_by_name(fact.target)
    if target is None:
        return (picker,)
    if picker.stands_for == target.uniqueid:
        picker.stands_for, target.taken_over = "", True
        picker.outgoing, picker.queue, picker.caller = target.outgoing, target.queue, target.caller
        picker.shown_uniqueid, picker.shown_linkedid = target.shown_uniqueid, target.shown_linkedid
        picker.other_number, picker.other_name = target.other_number, target.other_name
        attached.share(world, target, picker)
        picker.data = {**target.data, **picker.data}
        picker.said = target.said
    return (picker, target)


def refused_by_dial_plan(world: World, fact: facts.RefusedByDialPlan, now: float) -> Iterable[Leg]:
    """A tone is no answer."""
    leg = see(world, fact.channel)
    leg.refused = True
    world.application_checks.pop(leg.uniqueid, None)
    return (leg,)


def queue_joined(world: World, fact: facts.QueueJoined, now: float) -> Iterable[Leg]:
    """A caller waits: for a call we ordered, the queue has answered it."""
    leg = see(world, fact.channel)
    leg.answered_by_application = True
    leg.waits_for = fact.queue
    return (leg,)


def queue_offered(world: World, fact: facts.QueueOffered, now: float) -> Iterable[Leg]:
    """The leg that a queue rings carries the queue's name."""
    leg = see(world, fact.called)
    leg.queue = fact.queue
    return (leg,)


def originate_sent(world: World, fact: facts.OriginateSent, now: float) -> Iterable[Leg]:
    """Remember what a channel was ordered for, until it appears."""
    leg = world.legs.get(fact.channel_id)
    if leg is None:
        world.orders[fact.channel_id] = fact
        return ()
    _obey(world, leg, fact)
    return (leg,)


def originate_ended(world: World, fact: facts.OriginateEnded, now: float) -> Iterable[Leg]:
    """An order is over; when it failed before any channel existed, nothing is left to wait for."""
    world.orders.pop(fact.channel_id, None)
    return ()


def hold_sent(world: World, fact: facts.HoldSent, now: float) -> Iterable[Leg]:
    """Both legs were ordered to music: the hold shows when the holder has left the bridge."""
    holder, held = world.leg_by_name(fact.holder), world.leg_by_name(fact.held)
    if holder is not None and held is not None:
        holder.holding = held.uniqueid
    return ()


FACTS: Mapping[type, Callable[[World, Any, float], Iterable[Leg]]] = MappingProxyType(
    {
        facts.ChannelSeen: channel_seen,
        facts.ChannelListed: channel_listed,
        facts.ChannelGone: channel_gone,
        facts.DialBegan: dial_began,
        facts.DialEnded: dial_ended,
        facts.BridgeEntered: bridge_entered,
        facts.BridgeListed: bridge_listed,
        facts.BridgeLeft: bridge_left,
        facts.HoldChanged: hold_changed,
        facts.PickedUp: picked_up,
        facts.Transferred: consultations.transferred,
        facts.VariableSet: attached.variable_set,
        facts.RefusedByDialPlan: refused_by_dial_plan,
        facts.QueueJoined: queue_joined,
        facts.QueueOffered: queue_offered,
        facts.MobileListed: mobile_listed,
        facts.OriginateSent: originate_sent,
        facts.OriginateEnded: originate_ended,
        facts.HoldSent: hold_sent,
        facts.RecordingChanged: recording.changed,
        facts.RecordingListed: recording.listed,
    }
)
"""Which function takes which fact about calls. The facts about lines are in `phones.FACTS`."""
