"""The dial plan: which number leads where, as generators over applications.

Contexts, extensions and priorities are those of the dial plan that Jackfield renders for a real Asterisk, so that the
places in the events are the same: `internal`, `dial-phone`, `from-trunk`, `jackfield`.
"""

import re
from collections.abc import Callable, Generator

from jackfield.telephony.simulator import services
from jackfield.telephony.simulator.applications import Dial, Failure, MusicOnHold, Pickup, Wait
from jackfield.telephony.simulator.channels import Channel, State
from jackfield.telephony.simulator.conference import MEETING, Conference, entered
from jackfield.telephony.simulator.exchange import Exchange
from jackfield.telephony.simulator.parking import Retrieve
from jackfield.telephony.simulator.program import Application, Extension
from jackfield.telephony.simulator.queue_call import EXIT, EXIT_KEY, QueueCall
from jackfield.telephony.simulator.setup import Room
from jackfield.telephony.simulator.voicemail import VoiceMail, VoiceMailMain

Steps = Callable[[Exchange, Channel, str], Extension]

FOREVER = -1.0
OUTSIDE_RING_SECONDS = 40.0
AGENT_RING_SECONDS = 60.0
MAX_FORWARDS = 10
NOT_SERVED = frozenset({"TIMEOUT", "FULL", "JOINEMPTY", "LEAVEEMPTY"})
"""QUEUESTATUS of calls that go where the queue's dissuasion says."""

_STUCK = {17: 486, 21: 603}
"""SIP code that an answered caller keeps from the phone that did not take his call, by its cause."""


def find(pbx: Exchange, context: str, exten: str) -> Steps | None:
    """The steps of `exten` in `context`, None when it does not exist there."""
    if context in (pbx.setup.phone_context, "transfers"):
        return _find_internal(pbx, exten)
    if context == pbx.setup.hint_context:
        return _phone if exten in pbx.lines else None
    if context == "agents":
        return _agent if exten in pbx.lines else None
    if context == "from-trunk":
        inside = _inside(pbx, exten)
        return _from_trunk if _find_internal(pbx, inside) else None
    if context == "jackfield" and exten.startswith(MEETING):
        return _meeting
    return _ELSEWHERE.get((context, exten))


def _find_internal(pbx: Exchange, exten: str) -> Steps | None:
    if exten in pbx.lines:
        return _phone
    if exten in pbx.queues.numbers:
        return _queue
    if pbx.rooms.door(exten):
        return _conference
    if exten == pbx.setup.music_number:
        return _music
    if pbx.parking.holds(exten):
        return _parked
    if exten in pbx.setup.emergency or re.fullmatch(r"0[0-9]+", exten):
        return _outbound
    if services.is_code(exten):
        return services.dialled
    return _SERVICES.get(exten)


def _phone(pbx: Exchange, channel: Channel, number: str) -> Extension:
    """A line: do not disturb and forwards first, then ring it."""
    forwards = int(channel.variable("FORWARDS") or 0)
    channel.place(pbx.setup.phone_context, number, 1)
    pbx.set_variable(channel, "__DIALED_EXTEN", number)
    forward = pbx.database.get(f"jackfield/{number}/unc", "")
    if pbx.database.get(f"jackfield/{number}/dnd") == "1":
        channel.place(pbx.setup.phone_context, number, 8)
        pbx.user_event(channel, "DoNotDisturb", (("Extension", number), ("CallerIDNum", channel.caller[0])))
        status = "BUSY"
    elif forward and forward != number and forwards < MAX_FORWARDS:
        channel.place(pbx.setup.phone_context, number, 10)
        told = (("Extension", number), ("Destination", forward), ("Kind", "unc"))
        pbx.user_event(channel, "CallForwarded", told)
        yield from _forward(pbx, channel, forward, forwards)
        return
    else:
        channel.place("dial-phone", "s", 3)
        auto_answer = bool(channel.variable("ANSWER_AFTER"))
        status = yield Dial(pbx.rung(number), number, pbx.ring_time(), auto_answer=auto_answer)
    yield from _after(pbx, channel, number, status, forwards)


def _agent(pbx: Exchange, channel: Channel, number: str) -> Extension:
    """`Local/<number>@agents`: a queue's member that is a Local channel, and nothing but the phone behind it."""
    channel.place("agents", number, 2)
    yield Dial(pbx.endpoints[number], number, AGENT_RING_SECONDS)
    channel.place("agents", number, 3)


def _after(pbx: Exchange, channel: Channel, number: str, status: str, forwards: int) -> Extension:
    """What comes of a call that was not answered."""
    context = pbx.setup.phone_context
    kind = {"BUSY": "busy", "NOANSWER": "na"}.get(status)
    forward = pbx.database.get(f"jackfield/{number}/{kind}", "") if kind else ""
    if forward and forwards < MAX_FORWARDS:
        yield from _forward(pbx, channel, forward, forwards)
    elif status != "ANSWER" and pbx.database.get(f"jackfield/{number}/vm") == "1":
        channel.place(context, f"after-{status}", 6)
        channel.tech_cause = _STUCK.get(channel.cause, 0)
        yield VoiceMail(f"{number}@default")
    elif status == "BUSY":
        channel.place(context, "after-BUSY", 4)
        yield Failure("Busy")
    elif status in ("CHANUNAVAIL", "CONGESTION"):
        channel.place(context, f"after-{status}", 5)
        yield Failure("Congestion")
    else:
        channel.place(context, f"after-{status}", 7)


def _forward(pbx: Exchange, channel: Channel, number: str, forwards: int) -> Extension:
    channel.variables.set("FORWARDS", str(forwards + 1))
    steps = find(pbx, pbx.setup.phone_context, number)
    if steps is not None:
        yield from steps(pbx, channel, number)


def _outbound(pbx: Exchange, channel: Channel, number: str) -> Extension:
    """`0...`, and emergency numbers: the outside world, with a number of ours that can be called back."""
    own, name = channel.caller
    if own in pbx.lines:
        pbx.identify(channel, (pbx.setup.country_prefix + own, name))
    channel.place(pbx.setup.phone_context, number, 2)
    status = yield Dial(pbx.trunk, number, OUTSIDE_RING_SECONDS)
    channel.place(pbx.setup.phone_context, f"out-{status}", 2)
    yield Failure("Busy" if status == "BUSY" else "Congestion")


def _inside(pbx: Exchange, exten: str) -> str:
    """The number as dialled inside: the last four digits of one with our prefix."""
    prefix = pbx.setup.country_prefix
    for start in (prefix, "0" + prefix[3:]):
        if exten.startswith(start):
            return exten[len(start) :]
    return exten if not exten.startswith("0") else ""


def _from_trunk(pbx: Exchange, channel: Channel, exten: str) -> Extension:
    number = _inside(pbx, exten)
    steps = find(pbx, pbx.setup.phone_context, number)
    assert steps is not None
    yield from steps(pbx, channel, number)


def _answer(pbx: Exchange, channel: Channel) -> None:
    """Answer()."""
    channel.uncaused = True
    pbx.answer(channel)


def _queue(pbx: Exchange, channel: Channel, number: str) -> Extension:
    """A queue: answered, with music until a member is found."""
    queue = pbx.queues.numbers[number]
    channel.place("to-queue", "s", 1)
    if pbx.database.get(f"jackfield/queue/{queue.name}/closed") == "1":
        channel.place("to-queue", number, 13)
        pbx.set_variable(channel, "QUEUESTATUS", "CLOSED")
        if not (yield from _dissuaded(pbx, channel, queue.name)):
            yield Failure("Busy")
        return
    _answer(pbx, channel)
    channel.place("to-queue", "s", 3)
    pbx.set_variable(channel, "__QUEUE_EXTEN", queue.name)
    if pbx.setup.queue_data and not channel.variable("USR_DATA1"):
        pbx.set_variable(channel, "__USR_DATA1", pbx.setup.queue_data.format(queue=queue.name))
    recorded = pbx.database.get(f"jackfield/queue/{queue.name}/record", "1" if queue.setup.recorded else "")
    if recorded == "1":
        channel.place("to-queue", "s", 4)
        pbx.record(channel)
    channel.place("to-queue", "s", 5)
    ended = yield QueueCall(queue)
    if ended == EXIT:
        yield from _ask_callback(pbx, channel, queue.name)
        return
    channel.place("to-queue", "s", 7)
    if ended in NOT_SERVED:
        yield from _dissuaded(pbx, channel, queue.name)


def _dissuaded(pbx: Exchange, channel: Channel, queue: str) -> Generator[Application, str, bool]:
    """Where calls go that a queue does not take, if anywhere."""
    destination = pbx.database.get(f"jackfield/queue/{queue}/dissuasion", "")
    forwards = int(channel.variable("FORWARDS") or 0)
    if not destination or forwards >= MAX_FORWARDS:
        return False
    yield from _forward(pbx, channel, destination, forwards)
    return True


def _ask_callback(pbx: Exchange, channel: Channel, queue: str) -> Extension:
    """Who waited leaves his number and is thanked."""
    channel.place("queue-exit", EXIT_KEY, 1)
    number, name = channel.caller
    pbx.user_event(channel, "JackfieldCallback", (("Queue", queue), ("Number", number), ("Name", name)))
    channel.place("queue-exit", EXIT_KEY, 2)
    yield Wait(services.ANNOUNCEMENT_SECONDS, "Playback")
    channel.place("queue-exit", EXIT_KEY, 3)


def _conference(pbx: Exchange, channel: Channel, number: str) -> Extension:
    """A conference room."""
    door = pbx.rooms.door(number)
    assert door is not None
    _answer(pbx, channel)
    priority = 4 if door.admin else 2
    channel.place(pbx.setup.phone_context, number, priority)
    yield entered(door, channel)
    channel.place(pbx.setup.phone_context, number, priority + 1)


def _meeting(pbx: Exchange, channel: Channel, number: str) -> Extension:
    """Where the legs of two calls of one phone become a call of three."""
    yield Conference(Room(number=number, conference=number))


def _parked(pbx: Exchange, channel: Channel, number: str) -> Extension:
    """A parked call: whoever dials its slot gets it."""
    _answer(pbx, channel)
    yield Retrieve(number)


def _music(pbx: Exchange, channel: Channel, number: str) -> Extension:
    """A number that plays music until its caller goes."""
    pbx.answer(channel)
    channel.place(pbx.setup.phone_context, number, 2)
    yield MusicOnHold()


def _own_mailbox(pbx: Exchange, channel: Channel, number: str) -> Extension:
    _answer(pbx, channel)
    yield VoiceMailMain(f"{channel.caller[0]}@default")


def _echo(pbx: Exchange, channel: Channel, number: str) -> Extension:
    pbx.answer(channel)
    channel.place(pbx.setup.phone_context, number, 2)
    yield Wait(FOREVER, "Echo")


def _never(pbx: Exchange, channel: Channel, number: str) -> Extension:
    channel.endpoint.changed()
    channel.place(pbx.setup.phone_context, number, 2)
    yield Wait(FOREVER)


def _busy(pbx: Exchange, channel: Channel, number: str) -> Extension:
    yield Failure("Busy")


def _answers_and_hangs_up(pbx: Exchange, channel: Channel, number: str) -> Extension:
    channel.endpoint.changed()
    channel.place(pbx.setup.phone_context, number, 2)
    yield Wait(2.0)
    pbx.answer(channel)
    channel.place(pbx.setup.phone_context, number, 4)
    yield Wait(5.0)
    channel.place(pbx.setup.phone_context, number, 5)


def _pick_up_any(pbx: Exchange, channel: Channel, number: str) -> Extension:
    """The phone that has rung longest; the leg taken over ends with cause 16, unlike PickupChan's."""
    ringing = [leg for leg in pbx.channels.values() if leg.state is State.RINGING and leg.outgoing is not None]
    yield Pickup(ringing[0] if ringing else None, "Pickup", cause=16)


def _hold(pbx: Exchange, channel: Channel, exten: str) -> Extension:
    yield MusicOnHold()


def _hangup(pbx: Exchange, channel: Channel, exten: str) -> Extension:
    yield from ()


_SERVICES: dict[str, Steps] = {
    "9000": _echo,
    "9001": _never,
    "9002": _busy,
    "9003": _answers_and_hangs_up,
    "*8": _pick_up_any,
    "*98": _own_mailbox,
}

_ELSEWHERE: dict[tuple[str, str], Steps] = {
    ("jackfield", "hold"): _hold,
    ("ami", "hold"): _hold,
    ("ami", "hangup"): _hangup,
}
