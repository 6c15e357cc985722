"""Draws the tables of the database from their definition: docs/pictures/schema.svg.

    python docs/pictures/schema.py

`make reference` runs it; a test keeps the committed file true. Each table is a box; an arrow in it says where a column
leads. Tables stand in the order of their definition, which goes from people to calls, column after column.
"""

from html import escape
from pathlib import Path

from sqlalchemy import Column, Table

from jackfield.storage import outside_schema, profile_schema, schema

TARGET = Path(__file__).with_name("schema.svg")
MODULES = (schema, outside_schema, profile_schema)
TABLES = [table for module in MODULES for table in vars(module).values() if isinstance(table, Table)]
COLUMNS, WIDTH, GAP, LINE, TOP = 4, 250, 18, 16, 26
"""Boxes beside each other, and lengths in pixels."""


def text_of(column: Column[object]) -> str:
    """A column as it is written in its box."""
    key = "● " if column.primary_key else "○ " if column.nullable else "   "
    targets = [f" → {key.column.table.name}" for key in column.foreign_keys]
    return key + column.name + "".join(targets[:1])


def height(table: Table) -> int:
    return TOP + LINE * len(table.columns) + 10


def box(table: Table, x: int, y: int) -> list[str]:
    """The SVG of a table."""
    lines = [
        f'  <rect x="{x}" y="{y}" width="{WIDTH}" height="{height(table)}" rx="4" fill="#fff" stroke="#888"/>',
        f'  <path d="M{x} {y + TOP - 4}h{WIDTH}" stroke="#888"/>',
        f'  <text x="{x + 8}" y="{y + 16}" font-weight="bold">{escape(table.name)}</text>',
    ]
    for place, column in enumerate(table.columns):
        written = escape(text_of(column))
        lines.append(
            f'  <text x="{x + 8}" y="{y + TOP + LINE * (place + 1) - 4}" xml:space="preserve">{written}</text>'
        )
    return lines


def picture() -> str:
    """The whole of it: each table goes where there is most room."""
    filled, boxes = [GAP] * COLUMNS, []
    for table in TABLES:
        place = filled.index(min(filled))
        boxes += box(table, GAP + place * (WIDTH + GAP), filled[place])
        filled[place] += height(table) + GAP
    width, length = GAP + COLUMNS * (WIDTH + GAP), max(filled)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {length}" role="img" aria-labelledby="title"'
        ' font-family="sans-serif" font-size="12">'
    )
    title = '  <title id="title">The tables of the database, and where their columns lead</title>'
    back = f'  <rect width="{width}" height="{length}" fill="#fafafa"/>'
    return "\n".join([head, title, back, *boxes, "</svg>", ""])


if __name__ == "__main__":
    TARGET.write_text(picture(), encoding="utf-8")
