"""Draws the states of calls and phones from the tables in the domain: docs/states.md and docs/pictures/states.svg.

    python docs/pictures/states.py

`make reference` runs it; a test keeps the committed files true.
"""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from jackfield.domain.phone.states import CODES, STAGES, TRANSITIONS, Transition
from jackfield.protocol.values import PHONE_STATUS_OF_HINT, PhoneEventType

DOCS = Path(__file__).parents[1]
WIDTH, HEIGHT = 860, 380
BOX = 150, 46
PLACES: dict[PhoneEventType | None, tuple[int, int]] = {
    None: (60, 190),
    PhoneEventType.DIALING: (255, 80),
    PhoneEventType.RINGING: (255, 300),
    PhoneEventType.ESTABLISHED: (500, 190),
    PhoneEventType.ON_HOLD: (500, 335),
    PhoneEventType.RELEASED: (765, 190),
}
COLOURS = {
    PhoneEventType.DIALING: "#fdf0cf",
    PhoneEventType.RINGING: "#e3eefb",
    PhoneEventType.ESTABLISHED: "#e4f4e1",
    PhoneEventType.ON_HOLD: "#fbf7cf",
    PhoneEventType.RELEASED: "#f3f3f3",
}
BEND = 18
"""By how much a line leaves the straight way, so that there and back are two lines."""


def name(stage: PhoneEventType | None) -> str:
    """A stage as people call it."""
    return "(nothing yet)" if stage is None else str(stage.value).removeprefix("Event")


def picture() -> str:
    """The SVG: usual transitions drawn through, rare ones dashed."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="title"'
        ' font-family="sans-serif" font-size="15">',
        '  <title id="title">What a user may be told of a call, and in which order</title>',
        '  <defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7"'
        ' orient="auto"><path d="M0 0 10 5 0 10z" fill="#555"/></marker></defs>',
        f'  <rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        '  <g stroke="#555" stroke-width="1.5" fill="none" marker-end="url(#head)">',
        *(f"    {_arrow(one)}" for one in TRANSITIONS),
        "  </g>",
        '  <g stroke="#888">',
        *(f"    {_box(stage)}" for stage in PLACES if stage is not None),
        '    <circle cx="60" cy="190" r="9" fill="#555"/>',
        "  </g>",
        '  <g text-anchor="middle" fill="#222">',
        *(
            f'    <text x="{x}" y="{y + 5}">{name(stage)}</text>'
            for stage, (x, y) in PLACES.items()
            if stage is not None
        ),
        "  </g>",
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _box(stage: PhoneEventType) -> str:
    (x, y), (width, height) = PLACES[stage], BOX
    place = f'x="{x - width // 2}" y="{y - height // 2}" width="{width}" height="{height}"'
    return f'<rect {place} rx="6" fill="{COLOURS[stage]}"/>'


def _arrow(one: Transition) -> str:
    dashes = ' stroke-dasharray="4 4"' if one.rare else ""
    why = f"<title>{escape(one.why)}</title>"
    if one.before is one.after:
        x, y = PLACES[one.after]
        top = y - BOX[1] // 2 if y < HEIGHT * 3 // 4 else y + BOX[1] // 2
        over = top - 34 if top < y else top + 34
        return f'<path d="M{x - 22} {top} C{x - 22} {over} {x + 22} {over} {x + 22} {top}"{dashes}>{why}</path>'
    (x1, y1), (x2, y2) = PLACES[one.before], PLACES[one.after]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    middle_x = (x1 + x2) / 2 - (y2 - y1) / length * BEND
    middle_y = (y1 + y2) / 2 + (x2 - x1) / length * BEND
    start, end = _edge(one.before, middle_x, middle_y), _edge(one.after, middle_x, middle_y)
    return f'<path d="M{start} Q{middle_x:.0f} {middle_y:.0f} {end}"{dashes}>{why}</path>'


def _edge(stage: PhoneEventType | None, to_x: float, to_y: float) -> str:
    """Where the line from the middle of a box towards a point leaves it."""
    x, y = PLACES[stage]
    half_width, half_height = (10, 10) if stage is None else (BOX[0] / 2, BOX[1] / 2)
    wide, high = abs(to_x - x) or 1e-9, abs(to_y - y) or 1e-9
    share = min(half_width / wide, half_height / high, 1.0)
    return f"{x + (to_x - x) * share:.0f} {y + (to_y - y) * share:.0f}"


def page() -> str:
    """The page with the tables."""
    return "\n".join([*_intro(), *_stages(), *_transitions(), *_codes()]) + "\n"


def _intro() -> Iterator[str]:
    yield "# States of calls and phones"
    yield ""
    yield "<!-- Drawn from the tables in `domain/phone/states.py` by `make reference`: do not edit. -->"
    yield ""
    yield "A user is told of each of his calls by `PhoneEvent`, and of his phone by one status. Both are worked out"
    yield "from what the PBX says of channels, bridges and devices, by the rules on this page, which are the program's."


def _stages() -> Iterator[str]:
    yield ""
    yield "## What a call is to its user"
    yield ""
    yield "Read from above: the first that is true of the channel counts."
    yield ""
    yield "| told as | when |"
    yield "| --- | --- |"
    for rule in STAGES:
        yield f"| {'nothing' if rule.stage is None else f'`{rule.stage.value}`'} | {rule.when} |"
    yield ""
    yield "`EventReleased` follows when the channel ends, or when it is nothing any more to a user who was told of it."


def _transitions() -> Iterator[str]:
    yield ""
    yield "## What may follow what"
    yield ""
    yield "![Dialing and Ringing lead to Established, that to OnHold and back, all to Released](pictures/states.svg)"
    yield ""
    yield "Dashed lines, rare in the table, are told only when events were lost, or when the PBX's lists were read in"
    yield "the middle of a call. The same state twice tells of another party."
    yield ""
    yield "| from | to | why | |"
    yield "| --- | --- | --- | --- |"
    for one in TRANSITIONS:
        yield f"| {name(one.before)} | {name(one.after)} | {one.why} | {'rare' if one.rare else ''} |"


def _codes() -> Iterator[str]:
    yield ""
    yield "## What a phone is"
    yield ""
    yield "`PhoneStatusUpdate` and `PhoneHintStatusEvent`, read from above too: calls count before registration, and of"
    yield "two calls the one that wants something counts first. A user without a line is UNEXISTING; the hints of"
    yield "numbers that are no lines are the PBX's own, 17 (in use and on hold) told as 16."
    yield ""
    yield "| status | code | when |"
    yield "| --- | --- | --- |"
    for rule in CODES:
        told = "nothing" if rule.code is None else f"`{PHONE_STATUS_OF_HINT[rule.code]}`"
        yield f"| {told} | {'' if rule.code is None else int(rule.code)} | {rule.when} |"


def files() -> dict[str, str]:
    """Both files by their path below docs."""
    return {"states.md": page(), "pictures/states.svg": picture()}


if __name__ == "__main__":
    for path, text in files().items():
        (DOCS / path).write_text(text, encoding="utf-8")
