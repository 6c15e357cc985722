"""What is heard on a call: keys pressed for the user, his microphone, and who in a conference hears nothing.

Asterisk tells nobody when it silences a channel, so its acceptance is what counts; it is also written on the channel
itself, where it is read after a restart.
"""

from collections.abc import Iterator
from functools import partial

from jackfield.domain import facts
from jackfield.domain.asking import Asking, own_line, reachable_pbx
from jackfield.domain.directory import LineKind
from jackfield.domain.effects import Effect, Publish, Request, user_topic
from jackfield.domain.past.call_records import CallQuality
from jackfield.domain.phone.call_control import find_leg
from jackfield.domain.phone.calls import SIP_CALL_ID
from jackfield.domain.phone.phones import ESTABLISHED, ON_HOLD
from jackfield.domain.requests import Hangup, Heard, MarkChannel, PressKey, Silence
from jackfield.domain.results import Refused
from jackfield.domain.room import conferences
from jackfield.domain.world import Leg, World
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import WebRTCCmd
from jackfield.protocol.values import ResultStatus, WebRTCAction

KEYS = frozenset("0123456789*#ABCD")
MARKS = {Heard.SPOKEN: "JF_MICROPHONE_OFF", Heard.RECEIVED: "JF_DEAF"}
"""The variable that says `1` on a channel while it is silent this way."""


def send_dtmf(ask: Asking, command: commands.SendDtmf) -> Iterator[Effect]:
    """One key into the established call, so that its far end hears it."""
    line, key = own_line(ask), command.key.upper()
    if key not in KEYS:
        raise Refused(RefusalCode.BAD_REQUEST, f"{command.key[:20]!r} is no key: one of 0 to 9, *, # or A to D")
    leg = _spoken_into(ask, find_leg(ask, line, None, (ESTABLISHED,), "to press a key in"))
    reachable_pbx(ask)
    if ask.world.device_of(leg, line).kind is LineKind.WEBRTC:
        yield from _tell_browser(ask, leg, WebRTCAction.SEND_DTMF, key)
        return
    tag = ask.world.new_id("key")
    yield from ask.results.wait_accepted(ask.ticket, ask.deadline, (tag,))
    yield Request(tag, PressKey(channel=leg.channel.name, key=key))


def toggle_microphone(ask: Asking, command: commands.ToggleMicrophone) -> Iterator[Effect]:
    """The others do not hear the user any more, or do again; the call goes on, held or not."""
    line = own_line(ask)
    leg = _spoken_into(ask, find_leg(ask, line, command.uniqueId, (ESTABLISHED, ON_HOLD), "to switch off for"))
    reachable_pbx(ask)
    if ask.world.device_of(leg, line).kind is LineKind.WEBRTC:
        yield from _tell_browser(ask, leg, WebRTCAction.TOGGLE_MICROPHONE)
        return
    tag = ask.world.new_id("sound")
    action = Silence(channel=leg.channel.name, way=Heard.SPOKEN, silent=not leg.microphone_off)
    remember(ask.world, tag, action)
    yield from ask.results.wait_accepted(ask.ticket, ask.deadline, (tag,))
    yield Request(tag, action)


def report_quality(ask: Asking, command: commands.ReportCallQuality) -> Iterator[Effect]:
    """What a browser measures goes into the record of the call; nobody is told.

    A call that a page has taken back has a Call-ID that the PBX may not have said: the only one of the line is meant.
    """
    legs = list(ask.world.phones[own_line(ask).number].legs.values())
    named = [leg for leg in legs if leg.data.get(SIP_CALL_ID) == command.sipCallId] or legs
    leg = named[0] if len(named) == 1 else None
    call = ask.world.running.of_channel.get(leg.uniqueid) if leg is not None else None
    part = call.parts.get(leg.shown_uniqueid) if call is not None and leg is not None else None
    if part is None:
        raise Refused(RefusalCode.NOT_FOUND, "There is no such call on your line", quiet=True)
    part.quality = CallQuality(jitter=command.jitter, round_trip=command.roundTrip, loss=command.loss, mos=command.mos)
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def browser_gone(world: World, fact: facts.BrowserGone, now: float) -> Iterator[Effect]:
    """Nobody speaks or listens at that end any more: its calls are hung up, so that nobody waits in silence.

    A call that was taken back by another one may say no Call-ID; nobody else can have it.
    """
    if world.link is not facts.PbxLink.UP:
        return
    for leg in list(world.legs.values()):
        at_browser = leg.line is not None and leg.line.endpoint.partition("/")[2] == fact.account
        if at_browser and leg.data.get(SIP_CALL_ID, "") in {*fact.calls, ""}:
            yield Request(world.new_id("gone"), Hangup(channel=leg.channel.name))


def _spoken_into(ask: Asking, leg: Leg) -> Leg:
    """In a call of three one of the phone's two legs is held at the phone: the other one is what it speaks into."""
    if not leg.held or leg.line is None:
        return leg
    own = ask.world.phones[leg.line.number].legs.values()
    return next((other for other in own if leg.bridge and other.bridge == leg.bridge and not other.held), leg)


def _tell_browser(ask: Asking, leg: Leg, action: WebRTCAction, key: str = "") -> Iterator[Effect]:
    """Only the browser that holds the SIP session can act; no event of the PBX will tell that it did."""
    told = {"sipCallId": leg.data.get(SIP_CALL_ID), "key": key}
    yield Publish(
        user_topic(ask.user.id), WebRTCCmd(command=action, **{name: value for name, value in told.items() if value})
    )
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def received(world: World, uniqueid: str, deaf: bool) -> Silence:
    """What makes a channel deaf, or hear again."""
    return Silence(channel=world.legs[uniqueid].channel.name, way=Heard.RECEIVED, silent=deaf)


def remember(world: World, tag: str, action: Silence) -> None:
    """This request is on its way: when it is accepted, it is so."""
    world.asked[tag] = partial(_answered, world, action)


def _answered(world: World, action: Silence, fact: facts.RequestDone, now: float) -> Iterator[Effect]:
    """The PBX has silenced a channel, or would not."""
    leg = world.leg_by_name(action.channel)
    if leg is None or not fact.ok:
        return
    yield from _silenced(world, leg, action.way, action.silent, now)
    mark = MarkChannel(channel=action.channel, name=MARKS[action.way], value=str(int(action.silent)))
    yield Request(world.new_id("mark"), mark)


def listed(world: World, fact: facts.SilenceListed, now: float) -> Iterator[Effect]:
    """A channel says after a restart what we had done to it."""
    leg = world.legs.get(fact.uniqueid)
    way = next((way for way, name in MARKS.items() if name == fact.mark), None)
    if leg is not None and way is not None:
        yield from _silenced(world, leg, way, fact.silent, now)


def _silenced(world: World, leg: Leg, way: Heard, silent: bool, now: float) -> Iterator[Effect]:
    if way is Heard.SPOKEN:
        leg.microphone_off = silent
    else:
        leg.deaf = silent
        yield from conferences.deafened(world, leg.uniqueid, silent, now)
