"""What the users of phones are told: phone events from legs, one status code from all legs of a phone.

    leg  (channel, bridge, hold)     --stage_of-->  Dialing, Ringing, Established, OnHold  -->  PhoneEvent
    phone (its legs, registration)   --code_of--->  16, 9, 8, 1, 4, 0, -1, -99             -->  PhoneStatusUpdate, hint

Nothing is said twice: each leg and phone remembers what was said last.
"""

from collections.abc import Iterable, Iterator

import msgspec

from jackfield.domain import facts
from jackfield.domain.directory import Line, User
from jackfield.domain.effects import Effect, Publish, hint_topic, user_topic
from jackfield.domain.facts import PbxLink
from jackfield.domain.past import call_parts
from jackfield.domain.people import books
from jackfield.domain.phone.states import CODES, STAGES
from jackfield.domain.phone.states import DIALING as DIALING
from jackfield.domain.phone.states import ESTABLISHED as ESTABLISHED
from jackfield.domain.phone.states import ON_HOLD as ON_HOLD
from jackfield.domain.phone.states import RELEASED as RELEASED
from jackfield.domain.phone.states import RINGING as RINGING
from jackfield.domain.user import sheets
from jackfield.domain.world import Leg, Phone, World
from jackfield.protocol.events import PhoneEvent, PhoneHintStatusEvent, PhoneStatusUpdate
from jackfield.protocol.values import (
    PHONE_STATUS_OF_HINT,
    CallDirection,
    PhoneEventType,
    PhoneHint,
    PhoneStatus,
)


def stage_of(leg: Leg) -> PhoneEventType | None:
    """What a leg is to its user now; None while there is nothing to tell.

    An incoming leg counts from Ringing on. A leg we ordered is dialling until the far end (or an application) answers:
    its own Up only means that the user's phone has joined in.
    """
    for rule in STAGES:
        if rule.holds(leg):
            return rule.stage
    return None


def other_party(world: World, leg: Leg, stage: PhoneEventType) -> tuple[str, str]:
    """Number and name of the other side: by bridge membership; before that, what the PBX shows or what was dialled.

    ConnectedLineNum is only believed until the first bridge: after a cancelled transfer or a Bridge it is stale
    (Asterisk 22, measured). With several others (a conference) the last known party stays.
    """
    parties = world.parties_of(leg)
    if len(parties) == 1:
        return _party(world, parties[0], leg)
    if leg.bridged_once and leg.other_number:
        return leg.other_number, leg.other_name
    channel = leg.channel
    if stage is DIALING and leg.dialed:
        shown = channel.connected_name if channel.connected_number == leg.dialed else ""
        return leg.dialed, named(world, leg.dialed, shown, leg)
    if channel.connected_number and not (leg.consultation_of or leg.waits_for or (leg.up and leg.calling)):
        return channel.connected_number, named(world, channel.connected_number, channel.connected_name, leg)
    if caller := world.legs.get(leg.caller):
        return _party(world, caller, leg)
    return leg.dialed, name_of_number(world, leg.dialed, leg)


def _party(world: World, party: Leg, leg: Leg) -> tuple[str, str]:
    if party.line is not None:
        number = party.line.number
        return number, named(world, number, party.channel.caller_name, leg)
    number = party.channel.caller_number or (leg.dialed if leg.outgoing else "")
    name = party.channel.caller_name
    if number != leg.other_number and name == leg.other_name:
        name = ""  # called after a transfer a trunk's leg keeps the name of whom the caller talked to (Asterisk 22)
    return number, named(world, number, name, leg)


def named(world: World, number: str, given: str, leg: Leg | None = None) -> str:
    """The name the PBX gives to a number; where it gives none, or the number itself as trunks do, what we call it.

    `leg`: that of the user who is told, and may have written the number down for himself.
    """
    return given if given and given != number else name_of_number(world, number, leg) or given


def name_of_number(world: World, number: str, leg: Leg | None = None) -> str:
    """What we call a number: its user, its line, queue or conference room, or who has it outside; "" if unknown."""
    line = world.directory.line_by_number(number)
    if line is None:
        queue = world.directory.queue_by_number(number)
        conference = world.directory.conference_by_number(number)
        inside = queue.display_name or queue.name if queue else conference.name if conference else ""
        return inside or _name_outside(world, number, leg)
    user = world.user_of(line)
    return user.full_name if user else line.name


def _name_outside(world: World, number: str, leg: Leg | None) -> str:
    """Whose number it is, in whatever notation: a user's mobile, or a contact's."""
    user = world.user_of(leg.line) if leg is not None and leg.line is not None else None
    owner = books.owner(world, number, user.id if user else None)
    return owner.name if owner else ""


def phone_event(world: World, leg: Leg, line: Line, stage: PhoneEventType) -> PhoneEvent:
    """The event of a leg as it is now, about the other party it knows (protocol 7.4)."""
    other_line = world.directory.line_by_number(leg.other_number)
    other_user = world.user_of(other_line) if other_line else None
    return PhoneEvent(
        eventType=stage,
        DN=line.number,
        otherDN=leg.other_number,
        otherDName=leg.other_name,
        linkedId=leg.shown_linkedid,
        uniqueId=leg.shown_uniqueid,
        callDirection=CallDirection.OUTGOING if leg.outgoing else CallDirection.INCOMING,
        userData=dict(user_data(world, leg, line)),
        queueName=leg.queue if leg.queue and not leg.outgoing else msgspec.UNSET,
        username=other_user.login if other_user else msgspec.UNSET,
    )


def user_data(world: World, leg: Leg, line: Line) -> Iterator[tuple[str, str]]:
    """Attached data: system keys that the dial plan did not set are filled in (protocol section 10, rule 8)."""
    user = world.user_of(line)
    source, target = (line.number, leg.dialed) if leg.outgoing else (leg.other_number, line.number)
    first = _first_of(world, leg)
    if first is not None and first.dialed and not leg.outgoing:
        target = first.dialed
    callee = world.directory.line_by_number(target)
    called_user = world.user_of(callee) if callee else None
    filled = {
        "XIVO_CONTEXT": (first or leg).entered_context,
        "XIVO_USERID": str(user.id) if user else "",
        "XIVO_SRCNUM": source,
        "XIVO_DSTNUM": target,
        "XIVO_DST_FIRSTNAME": called_user.first_name if called_user else "",
        "XIVO_DST_LASTNAME": called_user.last_name if called_user else "",
    }
    for key, value in filled.items():
        if value and key not in leg.data:
            yield key, value
    yield from leg.data.items()


def _first_of(world: World, leg: Leg) -> Leg | None:
    """The first leg of the call as it is shown: what it was called for outlives it, and a transfer to another call."""
    first = world.legs.get(leg.shown_linkedid)
    if first is not None and first is not leg:
        leg.first = first
    return first or leg.first


def tell(world: World, touched: Iterable[Leg], now: float) -> Iterator[Effect]:
    """What must be said after a fact touched these legs: their events, then their phones' states."""
    phones: dict[str, Phone] = {}
    for leg in touched:
        if leg.line is None:
            continue
        phone = world.phones.get(leg.line.number)
        if phone is None:
            continue
        yield from _tell_leg(world, leg, leg.line, now)
        phones[leg.line.number] = phone
    world.touched_lines.update(dict.fromkeys(phones))
    for phone in phones.values():
        yield from tell_phone(world, phone, now)


def _tell_leg(world: World, leg: Leg, line: Line, now: float) -> Iterator[Effect]:
    said = leg.said
    if leg.uniqueid not in world.legs or leg.consultation_of == "-" or leg.done:
        _let_go(world, leg, line)
        if said is None or leg.taken_over or said.eventType is RELEASED:
            return
        stage = RELEASED
    else:
        present = stage_of(leg)
        if present is None:
            return
        stage = present
        # a holder's far end may vanish behind his back: what he holds is what he held, until another one is there
        if stage is not ON_HOLD or not leg.other_number or _passed_on(world, leg):
            leg.other_number, leg.other_name = other_party(world, leg, stage)
        if said is not None and said.eventType is stage and said.otherDN == leg.other_number:
            return
    if leg.answered_early and said is None:
        yield from _say(world, leg, line, DIALING, now)
    yield from _say(world, leg, line, stage, now)


def _say(world: World, leg: Leg, line: Line, stage: PhoneEventType, now: float) -> Iterator[Effect]:
    event = phone_event(world, leg, line, stage)
    leg.said = event
    call_parts.told(world, leg, line, event, now)
    user = world.user_of(line)
    if user is not None:
        yield Publish(user_topic(user.id), event)
        yield from sheets.for_event(world, leg, line, user, event, now)


def _passed_on(world: World, leg: Leg) -> bool:
    """Whether a leg that its phone holds has one party beside it: perhaps not the one it held, who has transferred.

    While the PBX consults for it, who is beside it is the party of its second call.
    """
    if leg.held_by_server or leg.uniqueid in world.under_way.consulting:
        return False
    parties = world.parties_of(leg)
    return len(parties) == 1 and parties[0].bridge == leg.bridge


def _let_go(world: World, leg: Leg, line: Line) -> None:
    phone = world.phones.get(line.number)
    if phone is not None and phone.legs.get(leg.uniqueid) is leg:
        del phone.legs[leg.uniqueid]


def code_of(world: World, phone: Phone, now: float) -> PhoneHint | None:
    """The status code of a phone (protocol 7.3); None while nobody has said whether it is registered.

    Calls count before registration, and the holder is the one on hold (PJSIP's hint says it of the held phone).
    """
    stages = {stage for leg in phone.legs.values() if leg.owner is None and (stage := stage_of(leg))}
    return next(rule.code for rule in CODES if rule.holds(world, phone, stages))


def tell_phone(world: World, phone: Phone, now: float) -> Iterator[Effect]:
    """The phone's state to its user and to whoever subscribed to its number, if it has changed."""
    code = code_of(world, phone, now)
    if code is None or code == phone.said:
        return
    phone.said = code
    user = world.user_of(phone.line)
    if user is not None:
        yield Publish(user_topic(user.id), PhoneStatusUpdate(status=PHONE_STATUS_OF_HINT[code]))
    yield _hint(phone.line.number, code)


def _hint(number: str, code: PhoneHint) -> Publish:
    return Publish(hint_topic(number), PhoneHintStatusEvent(number=number, status=code))


def status_of_user(world: World, user_id: int, now: float) -> PhoneStatusUpdate | None:
    """What a session of this user is told on connecting; None while the state is not known."""
    line = world.directory.line_of_user(user_id)
    phone = world.phones.get(line.number) if line else None
    if phone is None:
        return PhoneStatusUpdate(status=PhoneStatus.ERROR if world.error_shown else PhoneStatus.UNEXISTING)
    code = code_of(world, phone, now)
    return None if code is None else PhoneStatusUpdate(status=PHONE_STATUS_OF_HINT[code])


def states_of_users(world: World) -> Iterator[tuple[User, PhoneHint]]:
    """The state of every user's phone as it was told last."""
    for phone in world.phones.values():
        user = world.user_of(phone.line)
        if user is not None and phone.said is not None:
            yield user, phone.said


def hint_of(world: World, number: str, now: float) -> PhoneHint | None:
    """The present code of any number; None when it is not known."""
    phone = world.phones.get(number)
    if phone is not None:
        return code_of(world, phone, now)
    if number not in world.hints:
        return None
    return PhoneHint.ERROR if world.error_shown else world.hints[number]


def hint_of_asterisk(state: int) -> PhoneHint:
    """The wire's code for an extension state: 17 (in use and on hold) is not in the clients' table and becomes 16."""
    if state == 17:
        return PhoneHint.ONHOLD
    return PhoneHint(state) if state in PHONE_STATUS_OF_HINT else PhoneHint.ERROR


def hint_changed(world: World, fact: facts.HintChanged, now: float) -> Iterator[Effect]:
    """The dial plan's hint of a number: for our lines only registration is taken from it."""
    code = hint_of_asterisk(fact.code)
    phone = world.phones.get(fact.number)
    if phone is not None:
        phone.known = code >= 0
        phone.hint_context = fact.context if phone.known else ""
        if code >= 0:
            phone.reachable = code != PhoneHint.INDISPONIBLE
        yield from tell_phone(world, phone, now)
    elif world.hints.get(fact.number) != code:
        world.hints[fact.number] = code
        yield _hint(fact.number, code)


def device_changed(world: World, fact: facts.DeviceChanged, now: float) -> Iterator[Effect]:
    """The endpoint's own device state: registered or not, and (for resynchronisation) whether it is held."""
    line = world.directory.line_by_endpoint(fact.device)
    phone = world.phones.get(line.number) if line else None
    if phone is None:
        return
    (phone.on_hold.add if fact.state == "ONHOLD" else phone.on_hold.discard)(fact.device)
    phone.shows_hold = phone.shows_hold or bool(phone.on_hold)
    if fact.state not in ("INVALID", "UNKNOWN"):
        phone.reachable = phone.devices[fact.device] = fact.state != "UNAVAILABLE"
    yield from tell_phone(world, phone, now)


def contact_changed(world: World, fact: facts.ContactChanged, now: float) -> Iterator[Effect]:
    """A registration: which device it is."""
    line = world.directory.line_by_endpoint(fact.endpoint)
    phone = world.phones.get(line.number) if line else None
    if line is None or phone is None or fact.endpoint != line.endpoint:
        return
    if fact.user_agent or not fact.reachable:
        phone.user_agent = fact.user_agent
    yield from tell_phone(world, phone, now)


def all_phones(world: World, now: float) -> Iterator[Effect]:
    """Say every state that has changed: after the link came or went."""
    for phone in world.phones.values():
        yield from tell_phone(world, phone, now)
    if world.error_shown:
        for number in world.hints:
            yield _hint(number, PhoneHint.ERROR)


def all_hints(world: World) -> Iterator[Effect]:
    """Say the true state of every number that is not a line, after an error was shown."""
    for number, code in world.hints.items():
        yield _hint(number, code)


def link_usable(world: World) -> bool:
    """Whether commands can reach the PBX."""
    return world.link is PbxLink.UP
