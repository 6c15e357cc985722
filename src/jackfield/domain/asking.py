"""What every command handler gets, and the checks that many share."""

import msgspec

from jackfield.domain.directory import Line, User
from jackfield.domain.phone.phones import link_usable
from jackfield.domain.results import Refused, Results, Ticket
from jackfield.domain.world import World
from jackfield.protocol.errors import RefusalCode

VARIABLE_NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
LONGEST_VARIABLE_NAME = 40
LONGEST_VALUE = 900
"""Bytes of a value as it is sent, escapes included: Asterisk 22 cuts a header line at 1,022 (measured)."""
ESCAPED = '\\",()[]'
LONGEST_NUMBER = 40
MOST_VARIABLES = 100
"""An action has at most 128 lines (Asterisk 22, measured)."""

NUMBER_CHARACTERS = frozenset("0123456789*#")
TYPED_CHARACTERS = " .-/()\u00a0\u2009\u202f\t"
"""What people put between digits: dropped."""


class Asking(msgspec.Struct, frozen=True):
    """One command being asked: who, when, and everything a handler may look at or change."""

    world: World
    results: Results
    user: User
    ticket: Ticket
    now: float
    number: str = ""
    """The phone number that the session came with; empty where it gave none."""

    @property
    def deadline(self) -> float:
        """When the outcome is called unknown."""
        return self.now + self.world.settings.command_deadline_seconds


def own_line(ask: Asking) -> Line:
    """The asker's line, as the device in use.

    Raises:
        Refused: not_found when he has none, conflict when it is switched off.
    """
    line = ask.world.directory.line_of_user(ask.user.id)
    if line is None:
        raise Refused(RefusalCode.NOT_FOUND, f"User {ask.user.login} has no line")
    if not line.enabled:
        raise Refused(RefusalCode.CONFLICT, f"Line {line.number} is switched off")
    return ask.world.in_use(line)


def reachable_pbx(ask: Asking) -> None:
    """Only go on while the PBX can be asked.

    Raises:
        Refused: pbx_down.
    """
    if not link_usable(ask.world):
        raise Refused(RefusalCode.PBX_DOWN, "There is no connection to the PBX at the moment")


def normalised(text: str, international_prefix: str = "00") -> str:
    """A number as typed, without what people write between digits; `+` in front becomes the international prefix.

    Raises:
        Refused: bad_request, naming what is not part of a number.
    """
    number = text.translate(dict.fromkeys(map(ord, TYPED_CHARACTERS)))
    if number.startswith("+"):
        number = international_prefix + number[1:]
    if not number:
        raise Refused(RefusalCode.BAD_REQUEST, "The number to call is empty")
    wrong = sorted(set(number) - NUMBER_CHARACTERS)
    if wrong:
        raise Refused(RefusalCode.BAD_REQUEST, f"{text[:60]!r} is not a number: only digits, * and # can be dialled")
    if len(number) > LONGEST_NUMBER:
        raise Refused(RefusalCode.BAD_REQUEST, f"The number is longer than {LONGEST_NUMBER} digits")
    return number


def loosely_normalised(text: str, international_prefix: str = "00") -> str | None:
    """As `normalised`, but None for what is no number: hints may be asked for anything (protocol 14.1, point 8)."""
    try:
        return normalised(text, international_prefix)
    except Refused:
        return None


def user_variables(variables: dict[str, str]) -> dict[str, str]:
    """Attached data with the `USR_` prefix where it is missing (protocol section 10, rules 3 and 11).

    Raises:
        Refused: bad_request, naming the key or value that cannot be one, or that is given twice.
    """
    if len(variables) > MOST_VARIABLES:
        raise Refused(RefusalCode.BAD_REQUEST, f"variables: {len(variables)} of them, at most {MOST_VARIABLES}")
    checked: dict[str, str] = {}
    for key, value in variables.items():
        name = key if key.startswith("USR_") else f"USR_{key}"
        if not key or len(key) > LONGEST_VARIABLE_NAME or not set(key) <= VARIABLE_NAME_CHARACTERS:
            raise Refused(
                RefusalCode.BAD_REQUEST,
                f"variables: {key[:60]!r} is not a name: letters, digits and _ only, at most {LONGEST_VARIABLE_NAME}",
            )
        length = len(value.encode()) + sum(map(value.count, ESCAPED))
        if length > LONGEST_VALUE or any(character in value for character in "\r\n\0"):
            raise Refused(
                RefusalCode.BAD_REQUEST,
                f"variables: the value of {key} has a line break or more than {LONGEST_VALUE} bytes",
            )
        if checked.setdefault(name, value) != value:
            raise Refused(RefusalCode.BAD_REQUEST, f"variables: {name} is given twice, with different values")
    return checked
