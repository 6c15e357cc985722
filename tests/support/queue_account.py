"""Two accounts of the same queue calls: what Asterisk wrote into its queue_log, and what users were told."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec
from msgspec import structs

from jackfield.protocol.events import PhoneEvent
from jackfield.protocol.values import CallDirection, PhoneEventType
from jackfield.telephony.ami.replay import Told
from jackfield.telephony.ami.trace import Trace
from jackfield.telephony.asterisk.queue_log import Outcome, Visit

SLACK_SECONDS = 1.5
"""The log counts in whole seconds, and what is told of a call is a moment younger than what is written of it."""


class Served(msgspec.Struct, frozen=True):
    """One queue call at one member's phone, as its user was told: Unix times, 0 for what has not happened."""

    call: str
    line: str
    queue: str
    rang: float
    answered: float
    ended: float


def served(told: Iterable[tuple[float, PhoneEvent]]) -> list[Served]:
    """Every call of a queue at a member's phone."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    named: dict[tuple[str, str], tuple[str, str]] = {}
    for at, event in told:
        if event.queueName and event.callDirection is CallDirection.INCOMING:
            key = (event.DN, event.uniqueId)
            found.setdefault(key, {}).setdefault(str(event.eventType), at)
            named[key] = (event.linkedId, str(event.queueName))
    stages = PhoneEventType.RINGING, PhoneEventType.ESTABLISHED, PhoneEventType.RELEASED
    return [
        Served(named[key][0], key[0], named[key][1], *(times.get(str(stage), 0.0) for stage in stages))
        for key, times in found.items()
    ]


def served_in(told: Iterable[Told], began: float) -> list[Served]:
    """The same, of a recording that began at this Unix time."""
    decode = msgspec.json.Decoder(PhoneEvent).decode
    return served((began + each.t, decode(each.ctiMessage)) for each in told if each.msgType == "PhoneEvent")


def disagreements(
    visits: Iterable[Visit], calls: Iterable[Served], lines: Mapping[str, str] | None = None
) -> list[str]:
    """What one account says and the other does not: who was answered by whom, in vain, when, how long.

    `lines`: the number at which each member (by name) is reached; without it, the number in the name.
    """
    lines = lines or {}
    found: list[str] = []
    calls = list(calls)
    answered: dict[tuple[str, str, str], list[Served]] = {}
    for each in sorted((each for each in calls if each.answered), key=lambda each: each.answered):
        answered.setdefault((each.call, each.line, each.queue), []).append(each)
    rang = Counter((each.call, each.line) for each in calls if each.rang and not each.answered)
    in_vain: Counter[tuple[str, str]] = Counter()
    for visit in visits:
        in_vain.update(
            (visit.call, lines.get(offer.agent) or line_of(offer.agent))
            for offer in visit.in_vain
            if offer.milliseconds
        )
        if not visit.connected:
            continue
        # a caller may come back to the same member: in the order of time
        theirs = answered.get((visit.call, lines.get(visit.agent) or line_of(visit.agent), visit.queue))
        if theirs:
            found += _times(visit, theirs.pop(0))
        else:
            found.append(f"the log has, users were not told: {visit.call} answered by {visit.agent}")
    found += [f"users were told, the log has not: answered {key}" for key, rest in answered.items() if rest]
    found += [f"the log has, users were not told: rang in vain {key}" for key in sorted((in_vain - rang).elements())]
    return found


def by_call(visits: Iterable[Visit], traces: Iterable[Trace]) -> list[Visit]:
    """The same, each named after its call: for whom the PBX consults waits in a queue by a channel of its own."""
    joined = [frame for trace in traces for frame in trace.came() if frame.name == "QueueCallerJoin"]
    calls = {frame.get("Uniqueid"): frame.get("Linkedid") for frame in joined}
    return [structs.replace(visit, call=calls.get(visit.call, visit.call)) for visit in visits]


def lines_in(traces: Iterable[Trace]) -> dict[str, str]:
    """The number behind the interface of each member, by the member's name, as Asterisk tells it."""
    found = {}
    for trace in traces:
        for frame in trace.came():
            number = re.search(r"/(\d+)", frame.get("Interface") or frame.get("Location"))
            if number is not None:
                found[frame.get("MemberName") or frame.get("Name")] = number[1]
    return found


def line_of(agent: str) -> str:
    """The number in a member's name, such as Agent/1001 or PJSIP/1001."""
    return agent.rpartition("/")[2]


def _times(visit: Visit, call: Served) -> list[str]:
    found = []
    if abs(call.answered - visit.connected) > SLACK_SECONDS:
        found.append(f"{visit.call} answered at {visit.connected}, told at {call.answered}")
    talked = call.ended - call.answered if call.ended else 0.0
    if visit.outcome in (Outcome.BY_AGENT, Outcome.BY_CALLER) and abs(talked - visit.talk_seconds) > SLACK_SECONDS:
        found.append(f"{visit.call} talked for {visit.talk_seconds} s, told {talked:.1f}")
    return found
