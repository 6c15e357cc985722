"""How texts and numbers are compared: without case, accents and notation. Pure functions; no look-up lives here.

folded("Søren  O’Brien-Świątek")    "soren  obrien swiatek"
digits_of("+33 (0)1 99.00.00.01")   "0033199000001"
significant("0033199000001")        "33199000001", of which "199000001" (from 01 99 00 00 01) is the end
"""

import unicodedata

APOSTROPHES = "'’‘ʼ`´"
"""Left out: O'Brien is found as obrien."""

LETTERS = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "ŧ": "t", "þ": "th", "æ": "ae", "œ": "oe", "ĸ": "k",
    "ŋ": "n",
})  # fmt: skip
"""Letters that are no letter with an accent for Unicode, as people without them type them."""

_ASCII = {code: " " for code in range(128) if not chr(code).isalnum()} | dict.fromkeys(map(ord, APOSTROPHES))

NUMBER_SIGNS = frozenset("0123456789+*#")
BETWEEN_DIGITS = frozenset(" .-/()\u00a0\u2009\u202f\t")
"""What people write between digits."""

TRUNK_ZERO = "(0)"
"""Written in international numbers, never dialled in them."""

SHORTEST_OUTSIDE = 7
"""Significant digits that make two notations of an outside number comparable by their ends."""
LONGEST_COUNTRY_CODE = 4
"""How many digits more one of the two may have: country codes have three at most; a digit to get outside."""


def folded(text: str) -> str:
    """The text for comparing: small letters without accents and apostrophes, spaces for all other signs."""
    if text.isascii():
        return text.translate(_ASCII).lower()
    plain = unicodedata.normalize("NFKD", text.casefold()).casefold()
    return plain.translate(_SIGNS)


class _Signs(dict[int, str | None]):
    """What each sign becomes, found out once: contacts are many, and their letters few."""

    def __missing__(self, code: int) -> str | None:
        self[code] = meant = _meant(chr(code))
        return meant


def _meant(sign: str) -> str | None:
    if unicodedata.combining(sign) or sign in APOSTROPHES:
        return None
    # vowel signs of scripts such as Devanagari are marks, no letters for Unicode, and belong to their word
    known = sign.isalnum() or unicodedata.category(sign).startswith("M")
    return LETTERS.get(ord(sign), sign) if known else " "


_SIGNS = _Signs()


def words_of(text: str) -> list[str]:
    """The folded words of a text; none of a text without letters and digits."""
    return folded(text).split()


def looks_like_number(text: str) -> bool:
    """Whether a text is a number as people type them."""
    signs = set(text)
    return not signs.isdisjoint("0123456789") and signs <= NUMBER_SIGNS | BETWEEN_DIGITS


def digits_of(text: str, international_prefix: str = "00") -> str:
    """The digits of a number as one would dial them; "" for what is no number."""
    if not looks_like_number(text):
        return ""
    number = "".join([sign for sign in text.strip() if sign in NUMBER_SIGNS])
    international = number.startswith("+") or (international_prefix and number.startswith(international_prefix))
    if international and TRUNK_ZERO in text:
        number = "".join([sign for sign in text.strip().replace(TRUNK_ZERO, "", 1) if sign in NUMBER_SIGNS])
    if number.startswith("+"):
        number = international_prefix + number[1:]
    return "".join([sign for sign in number if sign.isdigit()])


def significant(digits: str, international_prefix: str = "00") -> str:
    """What is left of a dialled number without the prefix for abroad, or the zeros of inland calls."""
    if international_prefix and digits.startswith(international_prefix):
        return digits.removeprefix(international_prefix)
    return digits.lstrip("0")


def same_number(one: str, other: str) -> bool:
    """Whether two significant numbers are one number, with and without the country code."""
    if one == other:
        return bool(one)
    short, long = sorted((one, other), key=len)
    within = len(short) >= SHORTEST_OUTSIDE and len(long) - len(short) <= LONGEST_COUNTRY_CODE
    return within and long.endswith(short)
