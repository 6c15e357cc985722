"""One telephone number wherever it may stand, in any notation: alone, within a text, within JSON. Pure.

wanted = NumberWanted.of("+33 6 11 22 33 44", "00")
wanted.without("call 06.11.22.33.44 back")     "call ••• back"
"""

import re
from functools import cached_property
from typing import Any, Self

import msgspec

from jackfield.domain.people.folding import (
    LONGEST_COUNTRY_CODE,
    SHORTEST_OUTSIDE,
    digits_of,
    same_number,
    significant,
)

SHORTEST = 3
HIDDEN = "•••"
BETWEEN = r"[ .\-/()\u00a0\u2009\u202f]{0,3}"
"""What people write between two digits."""

BLANK = "[ .\u00a0\u2009\u202f]"
"""What parts the groups of one number, and no number from what is not one (`PJSIP/1001-00000012`)."""

LEADING = 8
"""So many digits may stand before the part that every notation has: prefixes, country code, zeros."""


class NumberWanted(msgspec.Struct, frozen=True, dict=True):
    """A number to be found: `digits` are the significant ones, `prefix` leads abroad."""

    digits: str
    prefix: str

    @classmethod
    def of(cls, number: str, prefix: str) -> Self:
        """Raises ValueError for what is no number."""
        digits = significant(digits_of(number, prefix), prefix)
        if len(digits) < SHORTEST:
            raise ValueError(f"{number[:64]!r} is no number of at least {SHORTEST} digits")
        return cls(digits, prefix)

    def same(self, kept: str) -> bool:
        """Whether this is the number, and nothing else."""
        return same_number(significant(digits_of(kept, self.prefix), self.prefix), self.digits)

    def within(self, text: str) -> bool:
        """Whether the number stands somewhere in a text."""
        return any(self.same(found[0]) for found in self._pattern.finditer(text))

    def without(self, text: str) -> str:
        """The text with something else in its place."""
        return self._pattern.sub(lambda found: HIDDEN if self.same(found[0]) else found[0], text)

    def without_in(self, value: Any) -> Any:  # noqa: ANN401 - what JSON may hold
        """The same for all texts within a value of JSON; its keys and numbers stay.

        A `name` beside the `number` goes with it.
        """
        if isinstance(value, str):
            return self.without(value)
        if isinstance(value, dict):
            whose = value.get("number")
            named = {"name": HIDDEN} if "name" in value and isinstance(whose, str) and self.same(whose) else {}
            return {key: self.without_in(each) for key, each in value.items()} | named
        return [self.without_in(each) for each in value] if isinstance(value, list) else value

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """What may be the number: its last digits, which every notation has, with a few before them.

        A short one is written in one piece, and is no group of digits of a longer one: 611 is not in 06 11 22 33 44.
        """
        if len(self.digits) < SHORTEST_OUTSIDE:
            return re.compile(rf"(?<!\d)(?<!\d\d{BLANK})\+?0*{self.digits}(?!\d|{BLANK}\d\d)")
        least = max(SHORTEST_OUTSIDE, len(self.digits) - LONGEST_COUNTRY_CODE)
        core = self.digits[-least:]
        before = rf"\+?(?:\d{BETWEEN}|\(0\){BETWEEN}){{0,{LEADING}}}?"
        return re.compile(rf"(?<!\d){before}{BETWEEN.join(core)}(?!\d)")
