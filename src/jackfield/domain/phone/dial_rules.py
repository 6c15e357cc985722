"""The guard against toll fraud: which numbers a user may have the PBX call, and how many in a minute.

Every command that makes the PBX call a number asks here, forwards, transfers and invitations included. What is dialled
at a phone never passes here: the dial plan decides about that.
"""

from collections import deque

from jackfield.domain.asking import Asking, normalised
from jackfield.domain.directory import Line, User
from jackfield.domain.phone.patterns import NumberList, Purpose
from jackfield.domain.results import Refused
from jackfield.domain.world import World
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import Profile

MINUTE = 60.0


def permitted(ask: Asking, line: Line | None, destination: str, what_for: Purpose = Purpose.CALL) -> str:
    """The number that a user typed, ready to dial; it counts as one of his calls unless it is a forward's.

    Raises:
        Refused: bad_request for what is no number, not_allowed by a rule, throttled after too many calls.
    """
    number = normalised(destination, ask.world.settings.international_prefix)
    may_dial(ask.world, ask.user, line, number, what_for)
    if what_for is not Purpose.FORWARD:
        count_call(ask.world, ask.user, number, ask.now)
    return number


def may_dial(world: World, user: User, line: Line | None, number: str, what_for: Purpose = Purpose.CALL) -> None:
    """Nothing, or the refusal that names the rule; `number` is normalised, `line` the user's own.

    Raises:
        Refused: not_allowed.
    """
    rules = world.settings.dial_rules
    if number in rules.emergency:
        if what_for is Purpose.FORWARD:
            raise Refused(RefusalCode.NOT_ALLOWED, f"Calls are not forwarded to the emergency number {number}")
        return
    listed, name = _list_of(world, user, line)
    if number not in listed:
        raise Refused(RefusalCode.NOT_ALLOWED, f"{number} may not be called (dial rule {name})")
    narrower = rules.purposes.get(what_for)
    if narrower is not None and number not in narrower:
        raise Refused(RefusalCode.NOT_ALLOWED, f"{number} may not be called (dial rule for each {what_for})")


def _list_of(world: World, user: User, line: Line | None) -> tuple[NumberList, str]:
    """The list that counts for a user, and what it is called."""
    rules = world.settings.dial_rules
    if line is not None and line.number in rules.lines:
        return rules.lines[line.number], f"of line {line.number}"
    if user.profile in rules.profiles:
        return rules.profiles[user.profile], f"of profile {Profile(user.profile)}"
    return rules.allow, "of everybody"


def count_call(world: World, user: User, number: str, now: float) -> None:
    """One more call of a user in this minute.

    Raises:
        Refused: throttled, when he has made as many as he may.
    """
    rules = world.settings.dial_rules
    if not rules.calls_per_minute or number in rules.emergency:
        return
    made = world.calls_made.setdefault(user.id, deque(maxlen=rules.calls_per_minute))
    if len(made) == rules.calls_per_minute and now - made[0] < MINUTE:
        text = f"More than {rules.calls_per_minute} calls in a minute (dial rule calls_per_minute)"
        raise Refused(RefusalCode.THROTTLED, text)
    made.append(now)
