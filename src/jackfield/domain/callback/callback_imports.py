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
    except _BadRow as bad:
        errors.append(RowError(1, str(bad)))
    except csv.Error as error:
        errors.append(RowError(0, f"This is no table: {error}"))
    return Reading(tuple(found.values()), tuple(errors), again)


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with the number of its line, by the names of our fields."""
    head = text.partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    names = [name.lower().replace(" ", "").replace("_", "") for name in next(reader, [])]
    if unknown := [name for name in names if name not in FIELDS]:
        raise _BadRow(f"column {unknown[0][:64]!r} is none of {', '.join(FIELDS)}")
    if not {"phonenumber", "mobilephonenumber"} & set(names) or len(set(names)) < len(names):
        raise _BadRow("the first line names the columns, each once, and phoneNumber or mobilePhoneNumber among them")
    for cells in reader:
        if len(cells) > len(names):
            yield reader.line_num, {"too many": "cells"}
        elif any(cell.strip() for cell in cells):
            yield reader.line_num, {FIELDS[name]: cell.strip() for name, cell in zip(names, cells, strict=False)}


def _callback(row: Mapping[str, str], to: CallList, periods: tuple[Period, ...], today: date) -> Callback:
    if "too many" in row:
        raise _BadRow("more cells than columns")
    for name, value in row.items():
        if len(value) > (LONGEST_DESCRIPTION if name == "description" else LONGEST) or "\0" in value:
            raise _BadRow(f"{name}: too long, or with a NUL")
    numbers = [row.get("phone_number", ""), row.get("mobile_phone_number", "")]
    if not any(numbers):
        raise _BadRow("no number to call")
    if wrong := [number for number in numbers if number and not looks_like_number(number)]:
        raise _BadRow(f"{wrong[0][:64]!r} is no number")
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
