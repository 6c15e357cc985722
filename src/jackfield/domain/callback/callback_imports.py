"""People to be called back out of a table (CSV), row by row: what can be added, and what is wrong with the others.

Pure: a text and what there is in, callbacks and errors out. The same row gives the same callback, so a table that is
imported twice adds nothing the second time.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from uuid import uuid5

import msgspec

from jackfield.domain.callback.callback_calls import OURS
from jackfield.domain.callback.callback_entries import Callback, CallList, Period
from jackfield.domain.people.folding import looks_like_number

MOST_ROWS = 50_000
MOST_ERRORS = 100
LONGEST = 200
LONGEST_NUMBER = 40
LONGEST_DESCRIPTION = 2_000
SEPARATORS = "|;,\t"

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "phonenumber": "phone_number",
        "mobilephonenumber": "mobile_phone_number",
        "firstname": "first_name",
        "lastname": "last_name",
        "company": "company",
        "description": "description",
        "duedate": "due_date",
        "period": "period",
    }
)
"""The columns a table may have, without regard to case, blanks and lines between words."""


class RowError(msgspec.Struct, frozen=True):
    """What is wrong with a line; the first is 1, and has the names of the columns."""

    line: int
    message: str


class Reading(msgspec.Struct, frozen=True):
    """What a table has. `known`: rows that are there already. No more errors than `MOST_ERRORS` are looked for."""

    callbacks: tuple[Callback, ...]
    errors: tuple[RowError, ...]
    known: int = 0


class _BadRow(Exception):
    """It says why."""


class _BadTable(Exception):
    """The whole of it cannot be read: from which line on, and why."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line


def read(data: bytes, to: CallList, periods: tuple[Period, ...], known: frozenset[str], today: date) -> Reading:
    """The rows of a table for a list; `known` are the uuids of all callbacks there are."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Reading((), (RowError(line, "This is not UTF-8: save the table in that encoding"),))
    found: dict[str, Callback] = {}
    errors: list[RowError] = []
    again = 0
    try:
        for line, row in _rows(text):
            try:
                callback = _callback(row, to, periods, today)
            except _BadRow as bad:
                errors.append(RowError(line, str(bad)))
                if len(errors) >= MOST_ERRORS:
                    break
                continue
            if callback.uuid in known or callback.uuid in found:
                again += 1
            elif len(found) >= MOST_ROWS:
                errors.append(RowError(line, f"More than {MOST_ROWS:,} rows: share them out over several tables"))
                break
            else:
                found[callback.uuid] = callback
    except _BadTable as bad:
        errors.append(RowError(bad.line, str(bad)))
    return Reading(tuple(found.values()), tuple(errors), again)


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with the number of its line, by the names of our fields."""
    head = text.partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    try:
        names = _names(next(reader, []))
        for cells in reader:
            if len(cells) > len(names):
                yield reader.line_num, {"too many": "cells"}
            elif any(cell.strip() for cell in cells):
                yield reader.line_num, {FIELDS[name]: cell.strip() for name, cell in zip(names, cells, strict=False)}
    except csv.Error as error:
        raise _BadTable(reader.line_num, f"This is no table: {error}") from None


def _names(heading: list[str]) -> list[str]:
    names = [name.lower().replace(" ", "").replace("_", "") for name in heading]
    if unknown := [name for name in names if name not in FIELDS]:
        raise _BadTable(1, f"column {unknown[0][:64]!r} is none of {', '.join(FIELDS)}")
    if not {"phonenumber", "mobilephonenumber"} & set(names) or len(set(names)) < len(names):
        text = "the first line names the columns, each once, and phoneNumber or mobilePhoneNumber among them"
        raise _BadTable(1, text)
    return names


def _callback(row: Mapping[str, str], to: CallList, periods: tuple[Period, ...], today: date) -> Callback:
    if "too many" in row:
        raise _BadRow("more cells than columns")
    for name, value in row.items():
        _check_text(name, value)
    numbers = [_number(row.get(name, "")) for name in ("phone_number", "mobile_phone_number")]
    if not any(numbers):
        raise _BadRow("no number to call")
    due = _due(row.get("due_date", ""), today)
    named = (to.uuid, *numbers, row.get("first_name", ""), row.get("last_name", ""), due.isoformat())
    return Callback(
        uuid=str(uuid5(OURS, "\0".join(("imported", *named)))),
        list_uuid=to.uuid,
        period_uuid=_period(row.get("period", ""), periods).uuid,
        due_date=due,
        phone_number=numbers[0],
        mobile_phone_number=numbers[1],
        first_name=row.get("first_name", ""),
        last_name=row.get("last_name", ""),
        company=row.get("company", ""),
        description=row.get("description") or None,
    )


def _check_text(name: str, value: str) -> None:
    """Several lines are for descriptions alone, as where single callbacks are written down."""
    long = name == "description"
    if len(value) > (LONGEST_DESCRIPTION if long else LONGEST):
        raise _BadRow(f"{name}: too long")
    if "\0" in value or (not long and any(sign < " " or sign == "\x7f" for sign in value)):
        raise _BadRow(f"{name}: it has a sign that cannot be shown, or a second line")


def _number(text: str) -> str:
    """As it is written, with plain spaces: spreadsheets use others."""
    if text and (len(text) > LONGEST_NUMBER or not looks_like_number(text)):
        raise _BadRow(f"{text[:64]!r} is no number")
    return "".join(" " if sign.isspace() else sign for sign in text)


def _due(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text) if text else today
    except ValueError:
        raise _BadRow(f"dueDate: {text!r} is no day, YYYY-MM-DD") from None


def _period(name: str, periods: tuple[Period, ...]) -> Period:
    wanted = [period for period in periods if (period.name == name if name else period.is_default)]
    if not wanted and not name:
        wanted = list(periods)
    if not wanted:
        raise _BadRow(f"period: there is none named {name!r}" if name else "period: there is none at all")
    return wanted[0]
