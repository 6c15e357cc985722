"""The states of legs and phones as tables: what `phones.py` decides by, and what docs/states.md shows.

Each list of rules is read from above; the first that holds counts. Nothing is told here.
"""

from collections.abc import Callable

import msgspec

from jackfield.domain.facts import ChannelState
from jackfield.domain.world import Leg, Phone, World
from jackfield.protocol.values import PhoneEventType, PhoneHint

DIALING, RINGING = PhoneEventType.DIALING, PhoneEventType.RINGING
ESTABLISHED, ON_HOLD = PhoneEventType.ESTABLISHED, PhoneEventType.ON_HOLD
RELEASED = PhoneEventType.RELEASED


class StageRule(msgspec.Struct, frozen=True):
    """What a leg is to its user when `holds`; None: there is nothing to tell."""

    stage: PhoneEventType | None
    when: str
    holds: Callable[[Leg], bool]


STAGES: tuple[StageRule, ...] = (
    StageRule(
        None,
        "it stands for a ringing leg that it will pick up, has been picked up itself, or is over for its user",
        lambda leg: bool(leg.stands_for or leg.taken_over or leg.done or leg.consultation_of == "-"),
    ),
    StageRule(
        ON_HOLD,
        "its phone holds, unless the call has become one of three, or the server holds for it",
        lambda leg: (leg.held and not leg.among_three) or leg.held_by_server,
    ),
    StageRule(
        ESTABLISHED,
        "ordered from a screen: its phone has joined in, and the far end or an application has answered",
        lambda leg: _ordered(leg) and leg.up and (leg.bridged_once or leg.answered_by_application),
    ),
    StageRule(
        DIALING,
        "ordered from a screen: its phone rings or has joined in",
        lambda leg: _ordered(leg) and (leg.up or leg.channel.state == ChannelState.RINGING),
    ),
    StageRule(None, "ordered from a screen: its phone does not ring yet", lambda leg: _ordered(leg)),
    StageRule(ESTABLISHED, "its channel is up", lambda leg: leg.channel.state == ChannelState.UP),
    StageRule(DIALING, "it calls somebody", lambda leg: leg.outgoing),
    StageRule(RINGING, "it is called and its phone rings", lambda leg: leg.channel.state == ChannelState.RINGING),
)


def _ordered(leg: Leg) -> bool:
    """We had its phone called, to dial for it then."""
    return leg.order is not None and leg.outgoing


class CodeRule(msgspec.Struct, frozen=True):
    """The status code of a phone when `holds`, given the stages of its legs; None: nobody has said."""

    code: PhoneHint | None
    when: str
    holds: Callable[[World, Phone, set[PhoneEventType]], bool]


CODES: tuple[CodeRule, ...] = (
    CodeRule(
        PhoneHint.ERROR,
        "the link to the PBX has been down for more than five seconds",
        lambda world, phone, stages: world.error_shown,
    ),
    CodeRule(
        PhoneHint.DEACTIVATED,
        "its line is switched off in the directory, or its hint is gone from the dial plan",
        lambda world, phone, stages: not phone.line.enabled or not phone.known,
    ),
    CodeRule(
        PhoneHint.ONHOLD, "a call of it is OnHold: it is the holder", lambda world, phone, stages: ON_HOLD in stages
    ),
    CodeRule(
        PhoneHint.BUSY_AND_RINGING,
        "a call rings and another is Dialing or Established",
        lambda world, phone, stages: RINGING in stages and len(stages) > 1,
    ),
    CodeRule(PhoneHint.RINGING, "a call rings", lambda world, phone, stages: RINGING in stages),
    CodeRule(
        PhoneHint.CALLING,
        "a call is Dialing or Established; the held party too",
        lambda world, phone, stages: bool(stages),
    ),
    CodeRule(
        None,
        "nobody has said yet whether it is registered",
        lambda world, phone, stages: world.registered(phone) is None,
    ),
    CodeRule(PhoneHint.AVAILABLE, "it is registered", lambda world, phone, stages: bool(world.registered(phone))),
    CodeRule(PhoneHint.INDISPONIBLE, "it is not registered", lambda world, phone, stages: True),
)


class Transition(msgspec.Struct, frozen=True):
    """A user may be told of `after` next when he was told of `before` last; None: nothing yet.

    `rare`: only when events were lost, or when the call was found by reading the PBX's lists.
    """

    before: PhoneEventType | None
    after: PhoneEventType
    why: str
    rare: bool = False


TRANSITIONS: tuple[Transition, ...] = (
    Transition(None, DIALING, "it dials, or its phone is called to dial for it"),
    Transition(None, RINGING, "it is called and rings"),
    Transition(None, ESTABLISHED, "it answers before its phone could ring, or is found talking"),
    Transition(None, ON_HOLD, "it is found held", rare=True),
    Transition(DIALING, DIALING, "the number it reaches is another one", rare=True),
    Transition(DIALING, ESTABLISHED, "the far end, a queue or an application answers"),
    Transition(DIALING, ON_HOLD, "answered and held meanwhile", rare=True),
    Transition(DIALING, RELEASED, "given up, refused or unanswered"),
    Transition(RINGING, RINGING, "the caller is another one"),
    Transition(RINGING, ESTABLISHED, "it answers"),
    Transition(RINGING, ON_HOLD, "answered and held meanwhile", rare=True),
    Transition(RINGING, RELEASED, "the caller gives up, it refuses, or another phone answers"),
    Transition(ESTABLISHED, ESTABLISHED, "the other party is another one: transferred, or found by the queue"),
    Transition(ESTABLISHED, ON_HOLD, "its phone holds, or the server for it"),
    Transition(ESTABLISHED, RELEASED, "somebody hangs up, or it has transferred the call"),
    Transition(ON_HOLD, ON_HOLD, "the held party has transferred the call: it is another one"),
    Transition(ON_HOLD, ESTABLISHED, "it resumes"),
    Transition(ON_HOLD, RELEASED, "somebody hangs up, or it has transferred the call"),
)
