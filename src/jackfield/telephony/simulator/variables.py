"""Channel variables: inheritance by underscores, and Asterisk's splitting of Originate's `Variable`.

Source: `astman_get_variables_full` and `ast_app_separate_args` in Asterisk 22. Values only, no channel.
"""

from collections.abc import Iterable, Iterator


class Variables:
    """The variables of one channel: name without underscores, value, and how far it is inherited (0, 1, 2)."""

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, int]] = {}

    def set(self, name: str, value: str) -> None:
        """Set `name`, which may begin with `_` (inherited once) or `__` (inherited for ever)."""
        bare = name.removeprefix("_").removeprefix("_")
        self._kept[bare] = (value, len(name) - len(bare))

    def get(self, name: str) -> str | None:
        kept = self._kept.get(name.removeprefix("_").removeprefix("_"))
        return kept[0] if kept else None

    def pairs(self) -> list[tuple[str, str]]:
        """Names without underscores, newest first, as Status lists them."""
        return [(name, value) for name, (value, _) in reversed(self._kept.items())]

    def inherited(self) -> Iterator[tuple[str, str]]:
        """What a channel made by this one starts with: names as they are to be set there."""
        for name, (value, depth) in self._kept.items():
            if depth:
                yield ("__" + name if depth == 2 else name), value


def split_originate(headers: Iterable[str]) -> list[tuple[str, str]]:
    """Originate's `Variable` headers as (name, value): split at commas that no backslash, quote or bracket protects,
    then the backslashes and quotes go.

    >>> split_originate(["A=1\\\\,2,B=3"])
    [('A', '1,2'), ('B', '3')]
    """
    found = []
    for header in headers:
        for part in _separate(header):
            name, equals, value = part.partition("=")
            if equals and name:
                found.append((name, value))
    return found


def _separate(text: str) -> Iterator[str]:
    """Asterisk's argument separation with `remove_chars`: an odd quote protects to the next one, brackets nest."""
    part: list[str] = []
    depth = {"(": 0, "[": 0}
    quoted = False
    position = 0
    while position < len(text):
        character = text[position]
        if character == "\\":
            position += 1
            part.append(text[position : position + 1])
        elif character == '"':
            quoted = not quoted
        elif character == "," and not quoted and not any(depth.values()):
            yield "".join(part)
            part = []
        else:
            if character in "([":
                depth[character] += 1
            elif character in ")]":
                opening = "(" if character == ")" else "["
                depth[opening] = max(0, depth[opening] - 1)
            part.append(character)
        position += 1
    yield "".join(part)
