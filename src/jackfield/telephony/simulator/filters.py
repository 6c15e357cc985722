"""Which events one AMI session gets: the event mask by class, and Asterisk 22's include and exclude filters.

Source: `action_filter`, `filter_cmp_fn` in Asterisk 22's manager.c.
"""

import re
from collections.abc import Callable

CLASSES = frozenset(
    {
        *("system", "call", "log", "verbose", "command", "agent", "user", "config", "dtmf", "reporting", "cdr"),
        *("dialplan", "originate", "agi", "cc", "aoc", "test", "security", "message"),
    }
)

Match = Callable[[str, Callable[[], str]], bool]


class BadFilter(ValueError):
    """The filter is not understood; the message is Asterisk's."""


def parse_mask(text: str) -> frozenset[str]:
    """`on`, `all`, `off` or classes with commas, as the set of classes; words that are no class are ignored."""
    if text.lower() in ("on", "all", "1", "yes", "true"):
        return CLASSES
    return frozenset(word.strip() for word in text.lower().split(",")) & CLASSES


def parse_filter(criteria: str, pattern: str) -> tuple[bool, Match]:
    """One `Action: Filter` as (is it an include, does it match this event). Raises BadFilter."""
    if not criteria:
        if not pattern:
            raise BadFilter("Filter was formatted incorrectly.  Check the syntax of the filter given.")
        return _parse_old(pattern)
    terms = {}
    for term in re.split(r",(?![^(]*\))", criteria):
        found = re.fullmatch(r"\s*(action|name|header|method)\(([^()]*)\)\s*", term)
        if found is None:
            raise BadFilter("Filter was formatted incorrectly.  Check the syntax of the filter given.")
        terms[found[1]] = found[2]
    action, method = terms.get("action", "include"), terms.get("method", "none")
    sensible = action in ("include", "exclude") and method in ("none", *_METHODS)
    if not sensible or (method == "none") != (not pattern):
        raise BadFilter("Filter was formatted incorrectly.  Check the syntax of the filter given.")
    test = None if method == "none" else _METHODS[method](pattern)
    return action == "include", _matcher(terms.get("name", ""), terms.get("header", ""), test)


def _parse_old(pattern: str) -> tuple[bool, Match]:
    """The old form: a regular expression over the whole event, `!` in front excludes."""
    test = _regex(pattern.removeprefix("!"))
    return not pattern.startswith("!"), lambda name, text: test(text())


def _regex(pattern: str) -> Callable[[str], bool]:
    try:
        compiled = re.compile(pattern)
    except re.error:
        raise BadFilter("Filter did not compile.  Check the syntax of the filter given.") from None
    return lambda text: compiled.search(text) is not None


_METHODS: dict[str, Callable[[str], Callable[[str], bool]]] = {
    "regex": _regex,
    "exact": lambda pattern: lambda text: text == pattern,
    "starts_with": lambda pattern: lambda text: text.startswith(pattern),
    "ends_with": lambda pattern: lambda text: text.endswith(pattern),
    "contains": lambda pattern: lambda text: pattern in text,
}


def _matcher(name: str, header: str, test: Callable[[str], bool] | None) -> Match:
    start = f"\r\n{header}: "

    def matches(event: str, text: Callable[[], str]) -> bool:
        if name and name != event:
            return False
        if test is None:
            return True
        whole = text()
        if not header:
            return test(whole)
        at = whole.find(start)
        if at < 0:
            return False
        at += len(start)
        return test(whole[at : whole.index("\r\n", at)])

    return matches


class Selection:
    """Mask and filters of one session."""

    def __init__(self) -> None:
        self.mask: frozenset[str] = frozenset()
        self._includes: list[Match] = []
        self._excludes: list[Match] = []

    def add(self, criteria: str, pattern: str) -> None:
        """Raises BadFilter, with nothing changed."""
        include, match = parse_filter(criteria, pattern)
        (self._includes if include else self._excludes).append(match)

    def wants(self, name: str, privilege: str, text: Callable[[], str]) -> bool:
        """An event passes by its class, by any include where there are some, and by no exclude."""
        if privilege not in self.mask:
            return False
        if self._includes and not any(match(name, text) for match in self._includes):
            return False
        return not any(match(name, text) for match in self._excludes)
