"""Lists of numbers as an administrator writes them, and the dial rules made of them. Values only; who asks them is
`dial_rules.py`.

    X 0 to 9   Z 1 to 9   N 2 to 9   [13-5] one of these   . one or more of anything   ! any number of anything
    -PATTERN   not these, whatever else of the list allows them
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache

import msgspec

from jackfield.protocol.values import Profile

_CLASSES = {"X": "[0-9]", "Z": "[1-9]", "N": "[2-9]", ".": "[0-9*#]+", "!": "[0-9*#]*", "*": r"\*", "#": "#"}
_PART = re.compile(r"[XZN.!*#0-9]|\[(?:[0-9](?:-[0-9])?)+\]")


class PatternError(ValueError):
    """A pattern or rule that cannot be read; the text says which and how it is written."""


class Purpose(StrEnum):
    """What a number is wanted for: rules may be narrower for some."""

    CALL = "call"
    FORWARD = "forward"
    TRANSFER = "transfer"
    CONFERENCE = "conference"
    """Somebody invited into a conference."""


class NumberList(msgspec.Struct, frozen=True):
    """Which numbers are in: those that an allowing pattern matches and no forbidding one does.

    Only what was written is kept, so that a recording of a server can hold it.
    """

    written: tuple[str, ...]

    def __contains__(self, number: str) -> bool:
        allowed, forbidden = _compiled(self.written)
        return allowed.fullmatch(number) is not None and forbidden.fullmatch(number) is None


def number_list(patterns: Iterable[str]) -> NumberList:
    """The list of these patterns, each as above; without any, nothing is in. Raises PatternError."""
    written = tuple(patterns)
    _compiled(written)
    return NumberList(written)


@lru_cache(maxsize=1024)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a list allows and what it forbids."""
    allowed = [_expression(pattern) for pattern in patterns if not pattern.startswith("-")]
    forbidden = [_expression(pattern[1:]) for pattern in patterns if pattern.startswith("-")]
    return _any_of(allowed), _any_of(forbidden)


def _any_of(expressions: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(expressions) if expressions else r"(?!)")


def _expression(pattern: str) -> str:
    """A pattern of the dial plan, with or without its leading `_`, as a regular expression."""
    bare = pattern.removeprefix("_")
    parts = _PART.findall(bare)
    if not parts or "".join(parts) != bare:
        raise PatternError(f"{pattern!r} is no pattern of numbers: digits, * # X Z N [13-5] . and !")
    return "".join(_CLASSES.get(part, part) for part in parts)


EVERYTHING = number_list((".",))


class DialRules(msgspec.Struct, frozen=True, kw_only=True):
    """Who may have the PBX call what. The line's list counts, else that of its user's profile, else `allow`;
    what is wanted for a purpose of its own (forward, transfer, conference) must be in that list besides.
    """

    allow: NumberList = EVERYTHING
    profiles: Mapping[Profile, NumberList] = {}
    lines: Mapping[str, NumberList] = {}
    purposes: Mapping[Purpose, NumberList] = {}
    emergency: frozenset[str] = frozenset({"112", "911", "999", "110", "15", "17", "18"})
    """Never blocked, counted or rewritten; and nothing is forwarded there."""
    calls_per_minute: int = 30
    """By one user, through this server; 0: as many as he likes."""


def lists_by_name(rules: Iterable[str]) -> dict[str, NumberList]:
    """`NAME: PATTERN PATTERN ...` each. Raises PatternError."""
    found: dict[str, NumberList] = {}
    for rule in rules:
        name, colon, patterns = rule.partition(":")
        if not colon or not name.strip():
            raise PatternError(f"{rule!r}: write NAME: PATTERN PATTERN ...")
        found[name.strip()] = number_list(patterns.split())
    return found


def lists_by_profile(rules: Iterable[str]) -> dict[Profile, NumberList]:
    """The same, the names being profiles. Raises PatternError."""
    named = lists_by_name(rules)
    unknown = sorted(named.keys() - set(Profile))
    if unknown:
        raise PatternError(f"{unknown[0]!r} is no profile: {', '.join(Profile)}")
    return {Profile(name): listed for name, listed in named.items()}
