"""Files that people write, as rows: CSV with a heading, or TOML with a table for each thing. Text in, rows out.

What is wrong with the file as a whole ends the reading at once; what is wrong with a row is said when it is used.
"""

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from jackfield.domain.administration.columns import NATURAL, columns_of
from jackfield.domain.administration.configuration import Value
from jackfield.domain.administration.edits import EditRefused, Reason
from jackfield.protocol.configuration import KINDS, Problem

LONGEST_CELL = 100_000
DELIMITERS = ",;\t"


class Row(msgspec.Struct, frozen=True):
    """One thing as the file has it: its cells by column. `number`: of its line, from 1; in TOML its place."""

    kind: str
    number: int
    cells: Mapping[str, Value]


def text_of(given: bytes) -> str:
    """The text of a file.

    Raises:
        EditRefused: it is not UTF-8, or no text at all.
    """
    if given.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _bad("The file is UTF-16; save it as UTF-8 (in a spreadsheet: CSV UTF-8)")
    try:
        text = given.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = given.count(b"\n", 0, error.start) + 1
        raise _bad(f"Line {line} is not UTF-8 (byte {given[error.start]:#04x}); save the file as UTF-8", line) from None
    if "\0" in text:
        raise _bad("The file holds NUL characters: it is no text")
    return text


def rows_of(text: str, form: str, kind: str = "") -> Iterator[Row]:
    """The rows of a file in the form `csv` or `toml`; `kind` says what a CSV is about, if its heading does not.

    Raises:
        EditRefused: the file is not in this form.
    """
    return _from_toml(text) if form == "toml" else _from_csv(text, kind)


def _from_toml(text: str) -> Iterator[Row]:
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _bad(f"The file is not TOML: {error}") from None
    for kind, tables in read.items():
        if kind not in KINDS:
            raise _bad(f"There is no kind {kind!r}", allowed=tuple(KINDS), value=kind)
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise _bad(f"{kind}: write a table [[{kind}]] for each")
        for number, table in enumerate(tables, start=1):
            _check_columns(kind, table, number)
            yield Row(kind, number, table)


def _from_csv(text: str, kind: str) -> Iterator[Row]:
    heading = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=heading.count)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [_folded(name) for name in next(reader, [])]
        if not any(names):
            raise _bad("The file is empty; its first line names the columns")
        kind = kind or _kind_of(names)
        _check_columns(kind, names, 1)
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise _bad(f"Column {twice!r} is there twice", 1, field=twice)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(names):
                text_ = f"Line {reader.line_num} has {len(cells)} cells, the heading {len(names)}"
                raise _bad(text_, reader.line_num)
            yield Row(kind, reader.line_num, dict(zip(names, cells, strict=False)))
    except csv.Error as error:
        raise _bad(f"Line {reader.line_num}: {error}", reader.line_num) from None


def _folded(name: str) -> str:
    """`First name` and `firstName` are `first_name` too."""
    spaced = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name.strip().replace(" ", "_"))
    return spaced.replace("__", "_").strip("_").lower()


def _kind_of(names: Iterable[str]) -> str:
    """The one kind that has all these columns; people first."""
    given = set(names)
    if "login" in given and "name" not in given:
        return "users"
    fitting = [kind for kind in NATURAL if given <= columns_of(kind).keys()]
    if len(fitting) != 1:
        kinds_ = fitting or list(NATURAL)
        raise _bad("The heading does not say what the rows are; name the kind", 1, allowed=tuple(kinds_))
    return fitting[0]


def _check_columns(kind: str, names: Iterable[str], number: int) -> None:
    known = columns_of(kind)
    unknown = next((name for name in names if name not in known), None)
    if unknown is not None:
        raise _bad(f"There is no column {unknown!r} in {kind}", number, field=unknown, allowed=tuple(known))


def _bad(text: str, row: int = 0, *, field: str = "", value: str = "", allowed: tuple[str, ...] = ()) -> EditRefused:
    problem = Problem(message=text, row=row, field=field, value=value or None, allowed=allowed)
    return EditRefused(Reason.INVALID, problem)
