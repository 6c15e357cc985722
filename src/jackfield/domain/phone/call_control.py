"""Acting on the calls of one's own phone: answer, hang up, hold and resume, ask what there is (protocol 3.1)."""

from collections.abc import Iterator
from functools import partial

from jackfield.domain.asking import Asking, own_line, reachable_pbx
from jackfield.domain.directory import AnswerBy, Line, LineKind
from jackfield.domain.effects import Effect, Publish, Reply, Request, Wake, user_topic
from jackfield.domain.facts import HoldSent, OriginateSent, RequestDone
from jackfield.domain.phone import calls, consultations
from jackfield.domain.phone.phones import DIALING, ESTABLISHED, ON_HOLD, RELEASED, RINGING, stage_of
from jackfield.domain.requests import Action, BridgeBoth, Hangup, HoldBoth, Notify, NotifyEvent, PickUp
from jackfield.domain.results import Expectation, Refused
from jackfield.domain.world import Leg, Resumption, World
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import CurrentCallsPhoneEvents, WebRTCCmd
from jackfield.protocol.values import PhoneEventType, ResultStatus, WebRTCAction

RESUME_AGAIN_SECONDS, MOST_RESUMPTIONS = 0.2, 5
"""How a bridge that Asterisk refuses for the moment is tried again."""


def hangup(ask: Asking, command: commands.Hangup) -> Iterator[Effect]:
    """End a call: the one named; else the established one, the one being dialled, the ringing, the held one."""
    line = own_line(ask)
    leg = find_leg(ask, line, command.uniqueId, (ESTABLISHED, DIALING, RINGING, ON_HOLD), "to hang up")
    reachable_pbx(ask)
    # 21 (rejected) makes a refused call go on where the dial plan says so; 16 would look like an answer's end
    cause = 21 if stage_of(leg) is RINGING else 16
    yield from _act(ask, leg, (RELEASED,), Hangup(channel=leg.channel.name, cause=cause))


def answer(ask: Asking, command: commands.Answer) -> Iterator[Effect]:
    """Answer the ringing call, in the way that this line's device allows."""
    line = own_line(ask)
    leg = find_leg(ask, line, command.uniqueId, (RINGING,), "to answer")
    line = ask.world.device_of(leg, line)
    reachable_pbx(ask)
    if line.kind is LineKind.WEBRTC:
        yield from _ask_browser(ask, leg, (ESTABLISHED,), WebRTCAction.ANSWER)
    elif obeys_notify(ask.world, line):
        yield from _act(ask, leg, (ESTABLISHED,), Notify(channel=leg.channel.name, event=NotifyEvent.TALK))
    elif line.answer_by is AnswerBy.AUTOANSWER:
        yield from _pick_up(ask, line, leg)
    else:
        raise Refused(
            RefusalCode.NOT_SUPPORTED,
            f"The phone on line {line.number} cannot be answered from here: lift its receiver",
        )


def _pick_up(ask: Asking, line: Line, leg: Leg) -> Iterator[Effect]:
    channel_id = ask.world.new_id("answer")
    order = OriginateSent(channel_id, line.endpoint, application="PickupChan", data=leg.channel.name)
    calls.originate_sent(ask.world, order, ask.now)
    action = PickUp(channel_id=channel_id, endpoint=line.endpoint, channel=leg.channel.name)
    yield from _act(ask, leg, (ESTABLISHED,), action, channel_id)


def hold(ask: Asking, command: commands.Hold) -> Iterator[Effect]:
    """Hold the established call, or resume the held one, of several the last (a toggle, protocol 3.1)."""
    line = own_line(ask)
    leg = find_leg(ask, line, command.uniqueId, (ESTABLISHED, ON_HOLD), "to hold")
    line = ask.world.device_of(leg, line)
    reachable_pbx(ask)
    _not_in_a_transfer(ask.world, leg)
    resume = stage_of(leg) is ON_HOLD
    wanted = (ESTABLISHED,) if resume else (ON_HOLD,)
    if line.kind is LineKind.WEBRTC and leg.owner is None:
        yield from _ask_browser(ask, leg, wanted, WebRTCAction.HOLD)
    elif leg.held_by_server:
        held = ask.world.legs.get(leg.holding)
        if held is None:
            raise Refused(RefusalCode.CONFLICT, "The held party has hung up")
        tag = ask.world.new_id("act")
        action = BridgeBoth(one=leg.channel.name, other=held.channel.name)
        resumes(ask.world, tag, Resumption(action))
        yield from _act(ask, leg, wanted, action, tag)
    elif leg.owner is None and obeys_notify(ask.world, line):
        event = NotifyEvent.TALK if resume else NotifyEvent.HOLD
        yield from _act(ask, leg, wanted, Notify(channel=leg.channel.name, event=event))
    elif resume:
        raise Refused(RefusalCode.NOT_SUPPORTED, f"The phone on line {line.number} holds by itself: resume there")
    else:
        yield from _hold_by_server(ask, leg)


def _not_in_a_transfer(world: World, leg: Leg) -> None:
    """While the PBX lets a phone consult, only it can say which of the two calls is heard.

    Raises:
        Refused: conflict.
    """
    if leg.consultation_of or consultations.of(world, leg):
        raise Refused(
            RefusalCode.CONFLICT, "A transfer is under way: complete or cancel it before holding or resuming a call"
        )


def _hold_by_server(ask: Asking, leg: Leg) -> Iterator[Effect]:
    """Both legs leave their bridge at once: redirecting one alone would hang the other up (Asterisk 22, measured)."""
    if _sole_party(ask.world, leg) is None and not ask.world.soon_bridged(leg):
        raise Refused(RefusalCode.CONFLICT, "Only a call between two parties can be held by the server")
    tag = ask.world.new_id("act")
    yield from ask.results.wait(ask.ticket, Expectation(leg.shown_uniqueid, frozenset({ON_HOLD})), ask.deadline, tag)
    # answered, but the other party may be some milliseconds away: held as soon as it is there
    ask.world.holds_due[leg.uniqueid] = tag
    yield from due_holds(ask.world, ask.now)


def due_holds(world: World, now: float) -> Iterator[Effect]:
    """The holds by the server that were asked for, for the calls that have two parties by now."""
    for uniqueid, tag in tuple(world.holds_due.items()):
        leg = world.legs.get(uniqueid)
        held = _sole_party(world, leg) if leg is not None else None
        if leg is not None and held is None:
            continue
        del world.holds_due[uniqueid]
        if leg is not None and held is not None:
            names = held.channel.name, leg.channel.name
            calls.hold_sent(world, HoldSent(held=names[0], holder=names[1]), now)
            yield Request(tag, HoldBoth(held=names[0], holder=names[1]))


def resumes(world: World, tag: str, resumption: Resumption) -> None:
    """Two channels are to be bridged again by the request of this tag."""
    world.resumptions[tag] = resumption
    world.asked[tag] = partial(_resumed, world)


def _resumed(world: World, fact: RequestDone, now: float) -> Iterator[Effect]:
    """Asterisk cannot bridge a channel that is still on its way to the music: try again a little later, some times."""
    resumption = world.resumptions.pop(fact.tag)
    resumption.tries += 1
    if not fact.ok and resumption.tries < MOST_RESUMPTIONS:
        resumption.at = now + RESUME_AGAIN_SECONDS
        resumes(world, fact.tag, resumption)
        yield Wake(resumption.at)


def due_resumptions(world: World, now: float) -> Iterator[Effect]:
    """The resumptions whose time to be tried again has come."""
    for tag, resumption in world.resumptions.items():
        if resumption.at is not None and resumption.at <= now:
            resumption.at = None
            yield Request(tag, resumption.action)


def _sole_party(world: World, leg: Leg) -> Leg | None:
    """The other party of a call between two in one bridge; None where there is none, or more, or a Local pair."""
    parties = world.parties_of(leg)
    if len(parties) != 1 or len(list(world.others_in_bridge(leg))) != 1 or parties[0].bridge != leg.bridge:
        return None
    return parties[0]


def get_current_calls(ask: Asking, command: commands.GetCurrentCallsPhoneEvents) -> Iterator[Effect]:
    """One event a call of the own phone, as last said; none without a line."""
    line = ask.world.directory.line_of_user(ask.user.id)
    phone = ask.world.phones.get(line.number) if line else None
    legs = phone.legs.values() if phone else ()
    events = tuple(leg.said for leg in legs if leg.said is not None and stage_of(leg) is not None)
    yield Reply(ask.ticket.session, CurrentCallsPhoneEvents(events=events))
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def find_leg(ask: Asking, line: Line, uniqueid: str | None, stages: tuple[PhoneEventType, ...], what_for: str) -> Leg:
    """The leg of the own phone that a command means: the one named, else the first in the order of `stages`.

    Raises:
        Refused: not_found when there is none (quietly for an unknown id: documented as silent), conflict when the call
            named is in no such state.
    """
    phone = ask.world.phones[line.number]
    legs = [leg for leg in phone.legs.values() if stage_of(leg) is not None]
    if uniqueid:
        for leg in legs:
            if uniqueid in (leg.shown_uniqueid, leg.uniqueid):
                if stage_of(leg) not in stages:
                    raise Refused(RefusalCode.CONFLICT, f"Call {uniqueid} is in no state {what_for}")
                return leg
        raise Refused(RefusalCode.NOT_FOUND, f"There is no call {uniqueid[:64]} on line {line.number}", quiet=True)
    for stage in stages:
        fitting = [leg for leg in legs if stage_of(leg) is stage]
        if fitting:
            return max(fitting, key=lambda leg: leg.hold_order) if stage is ON_HOLD else fitting[0]
    raise Refused(RefusalCode.NOT_FOUND, f"There is no call {what_for} on line {line.number}")


def obeys_notify(world: World, line: Line) -> bool:
    """Whether the device on a line answers and holds when told to in the dialog."""
    if line.answer_by is not AnswerBy.AUTO:
        return line.answer_by is AnswerBy.NOTIFY
    return world.phones[line.number].user_agent.lower().startswith(world.settings.obedient_agents)


def _act(ask: Asking, leg: Leg, stages: tuple[PhoneEventType, ...], action: Action, tag: str = "") -> Iterator[Effect]:
    tag = tag or ask.world.new_id("act")
    yield from ask.results.wait(ask.ticket, Expectation(leg.shown_uniqueid, frozenset(stages)), ask.deadline, tag)
    yield Request(tag, action)


def _ask_browser(ask: Asking, leg: Leg, stages: tuple[PhoneEventType, ...], action: WebRTCAction) -> Iterator[Effect]:
    """Only the browser that holds the SIP session can act (protocol 9.3)."""
    tag = ask.world.new_id("act")
    yield from ask.results.wait(ask.ticket, Expectation(leg.shown_uniqueid, frozenset(stages)), ask.deadline, tag)
    sip_call_id = leg.data.get(calls.SIP_CALL_ID)
    yield Publish(
        user_topic(ask.user.id), WebRTCCmd(command=action, **({"sipCallId": sip_call_id} if sip_call_id else {}))
    )
