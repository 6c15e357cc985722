"""Differences of the configuration as lines of text, for terminals: `+` new, `-` gone, `~` changed."""

import json
from collections.abc import Iterable, Iterator

from jackfield.domain.administration.configuration import Value
from jackfield.domain.administration.kinds import label_of
from jackfield.protocol.configuration import Difference


def told(found: Iterable[Difference]) -> Iterator[str]:
    """A line for each thing, then one for each of its values that changes."""
    for one in found:
        label = label_of(one.kind, one.after or one.before or {}) or one.key
        if one.before is None:
            yield f"+ {one.kind} {label}"
        elif one.after is None:
            yield f"- {one.kind} {label}"
        else:
            yield f"~ {one.kind} {label}"
            for name in one.after:
                if one.before.get(name) != one.after[name]:
                    yield f"    {name}: {_shown(one.before.get(name))} -> {_shown(one.after[name])}"


def _shown(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False)
