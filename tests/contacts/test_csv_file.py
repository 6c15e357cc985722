"""A CSV file as people export them: encodings, separators, names of columns; read again when it changes."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from jackfield.contacts import csv_file
from jackfield.contacts.csv_file import CsvFile
from jackfield.contacts.source import SourceError, columns_of

USUAL = "firstname,lastname,number,email\nSøren,Bjerregaard,+45 33 99 00 01,s@example.org\n"


@pytest.fixture(autouse=True)
def watchful() -> Iterator[None]:
    with patch.object(csv_file, "LOOK_SECONDS", 0.01):
        yield


def source(tmp_path: Path, content: bytes, encoding: str = "", *columns: str) -> CsvFile:
    path = tmp_path / "contacts.csv"
    path.write_bytes(content)
    return CsvFile("crm", path, encoding, columns_of(columns))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
async def test_what_spreadsheets_write(tmp_path: Path, encoding: str, separator: str) -> None:
    (contact,) = await source(tmp_path, USUAL.replace(",", separator).replace("\n", "\r\n").encode(encoding)).read()
    assert (contact.first_name, contact.last_name, contact.number) == ("Søren", "Bjerregaard", "+45 33 99 00 01")
    assert (contact.source, contact.email) == ("crm", "s@example.org")


async def test_columns_in_other_words_and_in_words_of_one_s_own(tmp_path: Path) -> None:
    text = 'ID;Vorname;Nachname;Durchwahl;Handy;Bemerkung\n7;"Zoë ";"Müller\nBüro";1005;;nichts\n;;;;;\n'
    (contact,) = await source(tmp_path, text.encode(), "", "durchwahl=number", "HANDY=mobile").read()
    assert (contact.id, contact.first_name, contact.last_name, contact.number) == ("7", "Zoë", "Müller Büro", "1005")


async def test_a_contact_keeps_its_id_when_others_come_and_go(tmp_path: Path) -> None:
    (alone,) = await source(tmp_path, USUAL.encode()).read()
    text = USUAL.replace("Søren", "Ada,Lovelace,1,\nSøren", 1) + "Søren,Bjerregaard,+45 33 99 00 01,s@example.org\n"
    ada, again = await source(tmp_path, text.encode()).read()
    assert alone == again
    assert ada.id != again.id


@pytest.mark.parametrize(
    ("content", "encoding", "said"),
    [
        (b"", "", "names no column"),
        (b"colour,shape\nred,round\n", "", "names no column"),
        (b"lastname\n\xff\n", "utf-8", "byte 9"),
        (b"lastname\nx\n", "no-such", "no encoding"),
    ],
)
async def test_what_cannot_be_read_is_said(tmp_path: Path, content: bytes, encoding: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        await source(tmp_path, content, encoding).read()


async def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file"):
        await CsvFile("crm", tmp_path / "none.csv", "", {}).read()


async def test_it_is_waited_for_until_the_file_has_changed(tmp_path: Path) -> None:
    crm = source(tmp_path, USUAL.encode())
    await crm.read()
    waiting = asyncio.create_task(crm.wait())
    await asyncio.sleep(0.1)
    assert not waiting.done()
    (tmp_path / "new.csv").write_text(USUAL + "Zoë,Müller,1005,\n")
    (tmp_path / "new.csv").replace(tmp_path / "contacts.csv")
    async with asyncio.timeout(20):
        await waiting
    assert len(await crm.read()) == 2


@pytest.mark.parametrize("written", ["number", "x=phone", "=number"])
def test_a_bad_column_is_said(written: str) -> None:
    with pytest.raises(ValueError, match="COLUMN=FIELD"):
        columns_of([written])
