"""Contacts as CSV: what spreadsheets, phones and other directories write, understood; and written so that they read it.

The first line names the columns. Separator and encoding are found out; names of columns are compared without case,
spaces and the like, and in the words of several programs. Pure.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import msgspec

from jackfield.domain.entries import Contact
from jackfield.domain.people.folding import folded
from jackfield.domain.people.personal_contacts import FIELDS

SEPARATORS = ",;\t|"
FORMULA_SIGNS = ("=", "+", "-", "@")
"""What makes a spreadsheet take a cell for a formula, unless it is a number."""

NAMES: Mapping[str, str] = MappingProxyType({
    **{outside: outside for outside in FIELDS},
    "first name": "firstname", "given name": "firstname", "prenom": "firstname", "vorname": "firstname",
    "givenname": "firstname", "last name": "lastname", "family name": "lastname", "surname": "lastname",
    "nom": "lastname", "nachname": "lastname", "name": "lastname", "sn": "lastname", "displayname": "lastname",
    "display name": "lastname", "organization": "company", "organisation": "company", "societe": "company",
    "firma": "company", "entreprise": "company", "phone": "number", "telephone": "number", "telefon": "number",
    "phone number": "number", "business phone": "number", "mobile phone": "mobile", "mobil": "mobile",
    "portable": "mobile", "mobile number": "mobile", "cell": "mobile", "cell phone": "mobile", "e mail": "email",
    "mail": "email", "courriel": "email", "e mail address": "email", "email address": "email", "fax number": "fax",
    "id": "id",
})  # fmt: skip
"""What columns are called, folded, and which field of a contact that is."""


class CsvError(ValueError):
    """A file that cannot be read as a whole; the text says why."""


class Row(msgspec.Struct, frozen=True):
    """A line of a file: its number, from 1 with the names of the columns, and its cells by field."""

    line: int
    cells: Mapping[str, str]


def text_of(content: bytes, encoding: str = "") -> str:
    """The text of a file: in this encoding, or as its first bytes say, or UTF-8, or what Windows writes in the West.

    Raises:
        CsvError: it is not in the encoding.
    """
    if not encoding and content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    reason = ""
    for each in (encoding,) if encoding else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(each)
        except UnicodeDecodeError as error:
            reason = f"byte {error.start} is not {encoding or 'UTF-8'}"
        except LookupError:
            reason = f"there is no encoding {encoding!r}"
    raise CsvError(reason)


def rows(text: str, columns: Mapping[str, str] | None = None) -> Iterator[Row]:
    """The lines of a file that have something in them. `columns`: names of columns and their fields, beside the usual.

    Raises:
        CsvError: no line names the columns, or none of them is one of ours.
    """
    known = {**NAMES, **{folded(name).strip(): field for name, field in (columns or {}).items()}}
    head = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    try:
        fields = [known.get(" ".join(folded(cell).split()), "") for cell in next(reader, [])]
        if not any(fields):
            raise CsvError(f"the first line names no column that is known: {', '.join(FIELDS)}")
        for cells in reader:
            found: dict[str, str] = {}
            for field, cell in zip(fields, cells, strict=False):
                if field and cell.strip():
                    found.setdefault(field, _unquoted(cell.strip()))
            if found:
                yield Row(reader.line_num, found)
    except csv.Error as error:
        raise CsvError(f"line {reader.line_num}: {error}") from None


def written(contacts: Iterable[Contact]) -> bytes:
    """A file with these contacts, in UTF-8 with a mark that tells spreadsheets so."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(FIELDS)
    for contact in contacts:
        writer.writerow([_quoted(getattr(contact, inside)) for inside in FIELDS.values()])
    return target.getvalue().encode("utf-8-sig")


def _quoted(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: what somebody sends as a contact must not act there."""
    formula = cell.startswith(FORMULA_SIGNS) and not set(cell) <= set("+0123456789 .-/()")
    return f"'{cell}" if formula else cell


def _unquoted(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA_SIGNS) else cell
