"""What the two PBXs are known to tell differently, read from differences.toml. Each is written down once."""

import tomllib

import msgspec

from tests.contract.language import HERE
from tests.contract.told import read


class Difference(msgspec.Struct, frozen=True):
    """On `pbx`, line `instead_of` of the golden section `line` is `told`; without `instead_of`: a section of its own.

    `sometimes`: both may be told, the order of two things that happen at the same time being anybody's.
    """

    pbx: str
    scenario: str
    line: str
    why: str
    instead_of: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    sometimes: bool = False


def differences() -> list[Difference]:
    """All that are listed."""
    raw = tomllib.loads((HERE / "differences.toml").read_text(encoding="utf-8"))
    return msgspec.convert(raw.get("difference", []), list[Difference])


def accepted(golden: str, title: str, pbx: str) -> list[dict[str, list[str]]]:
    """What this PBX may tell: the golden sequence with the listed differences applied. Raises ValueError for one that
    does not fit."""
    variants = [read(golden)]
    for difference in differences():
        if (difference.pbx, difference.scenario) == (pbx, title):
            changed = [applied(variant, difference) for variant in variants]
            variants = variants + changed if difference.sometimes else changed
    return variants


def applied(sections: dict[str, list[str]], difference: Difference) -> dict[str, list[str]]:
    lines, wanted = sections.get(difference.line, []), list(difference.instead_of)
    if not wanted and not lines:
        return dict(sorted({**sections, difference.line: list(difference.told)}.items()))
    for place in range(len(lines) - len(wanted) + 1):
        if wanted and lines[place : place + len(wanted)] == wanted:
            new = [*lines[:place], *difference.told, *lines[place + len(wanted) :]]
            return {name: part for name, part in {**sections, difference.line: new}.items() if part}
    raise ValueError(f"the golden sequence of [{difference.scenario}] has no {wanted} in {difference.line}")
