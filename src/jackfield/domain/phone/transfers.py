"""Transfers: `directTransfer`, `attendedTransfer`, `completeTransfer`, `cancelTransfer` (protocol 3.1).

Which way depends on the calls there are:

    one call, talking           direct: BlindTransfer          attended: Atxfer, the PBX holds and consults
    one call, held              it is taken back from hold first; where the phone alone could do that, a consultation
                                is a second call of that phone
    consultation of the PBX     complete: the transferrer is hung up       cancel: CancelAtxfer
    two calls of the phone      complete: a Bridge of the two far ends     cancel: the second is hung up, the first is
                                                                           taken back from hold where possible
"""

from collections.abc import Iterator
from functools import partial

from jackfield.domain.asking import Asking, normalised, own_line, reachable_pbx
from jackfield.domain.directory import Line, LineKind
from jackfield.domain.effects import Effect, Publish, Request, Wake, user_topic
from jackfield.domain.facts import PbxLink, RequestDone
from jackfield.domain.past import call_parts
from jackfield.domain.phone import attached, calls, consultations, dialing
from jackfield.domain.phone.call_control import obeys_notify, resumes
from jackfield.domain.phone.dial_rules import may_dial, permitted
from jackfield.domain.phone.patterns import Purpose
from jackfield.domain.phone.phones import DIALING, ESTABLISHED, ON_HOLD, RELEASED, stage_of
from jackfield.domain.phone.underway import Step, Transfer
from jackfield.domain.requests import (
    BlindTransfer,
    BridgeBoth,
    CancelConsult,
    Consult,
    Hangup,
    Notify,
    NotifyEvent,
    NumberExists,
)
from jackfield.domain.results import Expectation, Refused, Results, Unsure
from jackfield.domain.world import Leg, Resumption, World
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import WebRTCCmd
from jackfield.protocol.values import WebRTCAction

BEGIN_SECONDS = 3.0
"""After Atxfer the PBX holds the first call within 0.3 s (Asterisk 22, measured); by then it has not understood."""


def direct_transfer(ask: Asking, command: commands.DirectTransfer) -> Iterator[Effect]:
    """The current call goes to another number; attached data go with it. Done when the own call is released."""
    line = own_line(ask)
    leg = _call_to_transfer(ask, line)
    line = ask.world.device_of(leg, line)
    reachable_pbx(ask)
    number = permitted(ask, line, command.destination, Purpose.TRANSFER)
    tag = ask.world.new_id("act")
    expects = Expectation(leg.shown_uniqueid, frozenset({RELEASED}), needs_acceptance=True)
    yield from ask.results.wait(ask.ticket, expects, ask.deadline, tag)
    action = BlindTransfer(channel=leg.channel.name, exten=number, context=line.context)
    yield from _begin(ask, line, leg, Transfer(tag, number, ask.deadline, action))


def attended_transfer(ask: Asking, command: commands.AttendedTransfer) -> Iterator[Effect]:
    """Hold the current call and call another number. Done when that call is being dialled (EventDialing)."""
    line = own_line(ask)
    leg = _call_to_transfer(ask, line)
    line = ask.world.device_of(leg, line)
    reachable_pbx(ask)
    if leg.held and not (line.kind is LineKind.WEBRTC or obeys_notify(ask.world, line)):
        number = normalised(command.destination, ask.world.settings.international_prefix)
        may_dial(ask.world, ask.user, line, number, Purpose.TRANSFER)
        data = {name: value for name, value in leg.data.items() if name.startswith(attached.PREFIX)}
        yield from dialing.place_call(ask, number, data)
        return
    number = permitted(ask, line, command.destination, Purpose.TRANSFER)
    tag = ask.world.new_id("act")
    yield from ask.results.wait(ask.ticket, Expectation(leg.shown_uniqueid, frozenset()), ask.deadline, tag)
    action = Consult(channel=leg.channel.name, exten=number, context=line.context)
    yield from _begin(ask, line, leg, Transfer(tag, number, ask.deadline, action))


def complete_transfer(ask: Asking, command: commands.CompleteTransfer) -> Iterator[Effect]:
    """The two others talk to each other, the own phone is free. Done when the first call is released."""
    line = own_line(ask)
    first, second = _calls_to_join(ask, line)
    reachable_pbx(ask)
    tag = ask.world.new_id("act")
    held = far_end(ask.world, first)
    if second.consultation_of:
        action: Hangup | BridgeBoth = Hangup(channel=first.channel.name)
    elif held is None or (other := far_end(ask.world, second)) is None:
        raise Refused(RefusalCode.CONFLICT, "The other party has not answered yet, or has hung up")
    else:
        action = BridgeBoth(one=held.channel.name, other=other.channel.name)
        if first.held_by_server:
            ask.world.asked[tag] = partial(_let_go, ask.world, Hangup(channel=first.channel.name))
    call_parts.joining(ask.world, first, second)
    expects = Expectation(first.shown_uniqueid, frozenset({RELEASED}), needs_acceptance=True)
    yield from ask.results.wait(ask.ticket, expects, ask.deadline, tag)
    yield Request(tag, action)


def cancel_transfer(ask: Asking, command: commands.CancelTransfer) -> Iterator[Effect]:
    """Drop the consultation, back to the first call. Done when that is established again.

    Where only the phone can take it back from hold: when the consultation is released.
    """
    line = own_line(ask)
    first, second = _calls_to_join(ask, line)
    line = ask.world.device_of(first, line)
    reachable_pbx(ask)
    tag = ask.world.new_id("act")
    if second.consultation_of:
        expects = Expectation(first.shown_uniqueid, frozenset({ESTABLISHED}))
        yield from ask.results.wait(ask.ticket, expects, ask.deadline, tag)
        yield Request(tag, CancelConsult(channel=first.channel.name))
        return
    back = _can_take_back(ask, line, first)
    leg, stage = (first, ESTABLISHED) if back else (second, RELEASED)
    expects = Expectation(leg.shown_uniqueid, frozenset({stage}))
    yield from ask.results.wait(ask.ticket, expects, ask.deadline, tag)
    yield Request(ask.world.new_id("act"), Hangup(channel=second.channel.name))
    if back:
        yield from _take_back(ask.world, line, first, tag)


def far_end(world: World, leg: Leg) -> Leg | None:
    """The one channel that a leg is bridged with, or that the server holds for it; None in a conference."""
    if leg.holding and leg.held_by_server:
        return world.legs.get(leg.holding)
    others = list(world.others_in_bridge(leg))
    return others[0] if len(others) == 1 else None


def _legs(ask: Asking, line: Line) -> list[Leg]:
    legs = [leg for leg in ask.world.phones[line.number].legs.values() if stage_of(leg) is not None]
    if not legs:
        raise Refused(RefusalCode.NOT_FOUND, f"There is no call on line {line.number}")
    return legs


def _call_to_transfer(ask: Asking, line: Line) -> Leg:
    """The established call, else the held one.

    Raises:
        Refused: not_found without any call, conflict when there is none to transfer or a transfer is under way.
    """
    legs = _legs(ask, line)
    if any(leg.consultation_of or leg.uniqueid in ask.world.under_way.transfers for leg in legs):
        raise Refused(RefusalCode.CONFLICT, "A transfer is under way: complete or cancel it first")
    for stage in (ESTABLISHED, ON_HOLD):
        for leg in legs:
            if stage_of(leg) is stage and (far_end(ask.world, leg) is not None or ask.world.soon_bridged(leg)):
                return leg
    raise Refused(
        RefusalCode.CONFLICT, f"No call on line {line.number} is with one other party that can be transferred"
    )


def _calls_to_join(ask: Asking, line: Line) -> tuple[Leg, Leg]:
    """The first call, which is held, and the second: the PBX's consultation, or two calls of the phone.

    Raises:
        Refused: not_found when there is no such pair.
    """
    legs = _legs(ask, line)
    for leg in legs:
        first = ask.world.legs.get(leg.consultation_of)
        if first is not None and first.done:
            raise Refused(RefusalCode.CONFLICT, "The held party has hung up")
        if first is not None:
            return first, leg
    held = [leg for leg in legs if stage_of(leg) is ON_HOLD]
    second = [leg for stage in (ESTABLISHED, DIALING) for leg in legs if stage_of(leg) is stage]
    if not held or not second:
        raise Refused(RefusalCode.NOT_FOUND, f"No transfer is under way on line {line.number}")
    return held[-1], second[0]


# ------------------------------------------------------------------------------------ back from hold


def _can_take_back(ask: Asking, line: Line, leg: Leg) -> bool:
    return leg.held_by_server or line.kind is LineKind.WEBRTC or obeys_notify(ask.world, line)


def _take_back(world: World, line: Line, leg: Leg, tag: str) -> Iterator[Effect]:
    """The held call comes back: by a Bridge, the browser or the phone."""
    if leg.held_by_server:
        held = world.legs.get(leg.holding)
        if held is not None:
            action = BridgeBoth(one=leg.channel.name, other=held.channel.name)
            resumes(world, tag, Resumption(action))
            yield Request(tag, action)
    elif line.kind is LineKind.WEBRTC:
        sip_call_id = leg.data.get(calls.SIP_CALL_ID)
        which = {"sipCallId": sip_call_id} if sip_call_id else {}
        user = world.user_of(line)
        if user is not None:
            yield Publish(user_topic(user.id), WebRTCCmd(command=WebRTCAction.HOLD, **which))
    else:
        yield Request(tag, Notify(channel=leg.channel.name, event=NotifyEvent.TALK))


def _begin(ask: Asking, line: Line, leg: Leg, transfer: Transfer) -> Iterator[Effect]:
    """Ask the PBX first whether there is such a number: a call sent nowhere would be lost."""
    party = far_end(ask.world, leg)
    transfer.party = party.uniqueid if party is not None else ""
    ask.world.under_way.transfers[leg.uniqueid] = transfer
    tag = ask.world.new_id("check")
    ask.world.asked[tag] = partial(_number_checked, ask.world, ask.results, leg.uniqueid)
    yield Request(tag, NumberExists(exten=transfer.number, context=line.context))


# ------------------------------------------------------------------------------------ what facts make of them


def _let_go(world: World, action: Hangup, fact: RequestDone, now: float) -> Iterator[Effect]:
    """The far ends are together: the leg that waited on the server's music has nobody any more."""
    if fact.ok:
        yield Request(world.new_id("act"), action)


def _number_checked(world: World, results: Results, uniqueid: str, fact: RequestDone, now: float) -> Iterator[Effect]:
    """The PBX has said whether there is such a number."""
    transfer, leg = world.under_way.transfers.get(uniqueid), world.legs.get(uniqueid)
    if transfer is None or leg is None or leg.line is None:
        return
    if not fact.ok:
        del world.under_way.transfers[uniqueid]
        if fact.unknown:  # only the question was asked
            refusal = Refused(RefusalCode.PBX_DOWN, "The PBX did not answer: the transfer has not begun")
        else:
            refusal = Refused(RefusalCode.NOT_FOUND, f"{transfer.number} cannot be called: {fact.message}")
        yield from results.broken(transfer.tag, refusal)
        return
    transfer.step = Step.ASK
    # the PBX itself ends a hold of the phone before it transfers blindly
    if leg.held_by_server or (leg.held and isinstance(transfer.action, Consult)):
        transfer.taken_back = True
        yield from _take_back(world, leg.line, leg, transfer.tag)


def under_way(world: World, results: Results, now: float) -> Iterator[Effect]:
    """Go on with every transfer that waits for the PBX, as far as it has come."""
    for uniqueid, transfer in tuple(world.under_way.transfers.items()):
        leg = world.legs.get(uniqueid)
        if leg is None or transfer.tag not in results.waiting:
            del world.under_way.transfers[uniqueid]
            yield from results.failed(transfer.tag, "The call has ended")
        elif transfer.step is Step.ASK:
            yield from _ask(world, results, leg, transfer, now)
        elif transfer.step is Step.WATCH:
            yield from _watch(world, results, leg, transfer, now)


def _ask(world: World, results: Results, leg: Leg, transfer: Transfer, now: float) -> Iterator[Effect]:
    consult = isinstance(transfer.action, Consult)
    party = far_end(world, leg)
    if leg.held_by_server or (consult and leg.held):
        return
    if party is None and (transfer.taken_back or not transfer.party) and transfer.party in ("", *world.legs):
        return
    if party is None or transfer.party not in ("", party.uniqueid):
        del world.under_way.transfers[leg.uniqueid]
        yield from results.failed(transfer.tag, "The other party has gone meanwhile", RefusalCode.CONFLICT)
        return
    attached.share(world, leg, party)
    if consult:
        transfer.step, transfer.until = Step.WATCH, now + BEGIN_SECONDS
        yield Wake(transfer.until)
    else:
        del world.under_way.transfers[leg.uniqueid]
    yield from attached.due(world, results)
    yield Request(transfer.tag, transfer.action)


def _watch(world: World, results: Results, leg: Leg, transfer: Transfer, now: float) -> Iterator[Effect]:
    """An Atxfer that was accepted may still come to nothing, and the PBX does not say so."""
    if any(second.said is not None for second in consultations.of(world, leg)):
        outcome = results.succeeded(transfer.tag)
    elif leg.held:
        transfer.begun = True
        return
    elif transfer.begun:
        outcome = results.failed(transfer.tag, f"{transfer.number} cannot be called")
    elif now >= transfer.until and world.link is not PbxLink.UP:
        outcome = results.broken(transfer.tag, Unsure("There is no connection to the PBX: it may have begun"))
    elif now >= transfer.until:
        outcome = results.failed(transfer.tag, "The PBX offers no attended transfer on this call")
    else:
        return
    del world.under_way.transfers[leg.uniqueid]
    yield from outcome
