"""What may stand in a file of Asterisk, and how it is spelled there. Pure.

Two kinds of values: names of people, which may be anything and are spelled so that they break nothing; and what
Asterisk itself goes by (numbers, endpoints, contexts, queues), which is checked and never changed.
"""

import re
from collections.abc import Callable

NAME_LENGTH = 80
"""Asterisk keeps 80 bytes of a caller's name on many ways; longer ones are cut."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_IN_CALLER_ID = str.maketrans({'"': "'", "<": "(", ">": ")", "\\": "/"})

NUMBER = re.compile(r"[0-9]{1,20}")
ENDPOINT = re.compile(r"PJSIP/[A-Za-z0-9_.][A-Za-z0-9_.-]{0,39}")
WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,78}")
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{0,39}")
ADDRESS = re.compile(r"[A-Za-z0-9.:\[\]-]{1,120}")
NETWORK = re.compile(r"[0-9A-Fa-f.:]{2,45}(/[0-9.]{1,15})?")
DIGIT = re.compile(r"[0-9*#]")
PREFIX = re.compile(r"\+?[0-9]{1,15}")
PIN = re.compile(r"[0-9]{1,20}")
SECRET = re.compile(r"[!-~]([ -~]{0,118}[!-~])?")


class RenderError(ValueError):
    """The directory or the settings cannot be put into Asterisk's files; `problems` names everything wrong."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problems))


def one_line(text: str) -> str:
    """Without line ends and other signs nobody can see, and no longer than a name may be."""
    return _UNPRINTABLE.sub(" ", text).strip()[:NAME_LENGTH].rstrip()


def value(text: str) -> str:
    """The right side of `key = value`: a semicolon begins a comment unless a backslash stands before it."""
    return _escaped(one_line(text))


def _escaped(text: str) -> str:
    return text.replace(";", r"\;")


def caller_id(name: str, number: str) -> str:
    """`"Name" <number>`; the signs that have a meaning in it are replaced by their likes."""
    return _escaped(f'"{one_line(name).translate(_IN_CALLER_ID)}" <{number}>')


def mailbox_name(name: str) -> str:
    """A name between the commas of voicemail.conf."""
    return value(" ".join(name.replace(",", " ").split()))


def comment(text: str) -> str:
    """A line for people."""
    return f"; {one_line(text)}"


def secret(text: str) -> str:
    """A password as it stands behind `=`."""
    return text.replace(";", r"\;")


class Checks:
    """Collects what is wrong, so that all of it can be told at once."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def matches(self, pattern: re.Pattern[str], text: str, what: str) -> None:
        """`text` is wholly of this pattern."""
        if not pattern.fullmatch(text):
            self.problems.append(f"{what} {text!r} cannot stand in a file of Asterisk: allowed is {pattern.pattern}")

    def hidden(self, pattern: re.Pattern[str], text: str, what: str) -> None:
        """The same for what must not be shown."""
        if not pattern.fullmatch(text):
            self.problems.append(f"{what} cannot stand in a file of Asterisk: allowed is {pattern.pattern}")

    def free(self, text: str, taken: frozenset[str], what: str) -> None:
        """`text` is none of the names taken."""
        if text in taken:
            self.problems.append(f"{what} {text!r}: the name is taken by Asterisk or the rendered files")

    def distinct(self, names: list[tuple[str, str]], same: Callable[[str], str] = str) -> None:
        """No two of (name, what it names) have the same name."""
        seen: dict[str, str] = {}
        for name, what in names:
            if (other := seen.setdefault(same(name), what)) is not what:
                self.problems.append(f"{name!r} is {other} and {what}")

    def done(self) -> None:
        """Raises RenderError if anything was wrong."""
        if self.problems:
            raise RenderError(self.problems)
