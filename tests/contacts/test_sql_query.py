"""Contacts by a query of a database of somebody else, which is never written to."""

import sqlite3
from pathlib import Path

import pytest

from jackfield.contacts.source import SourceError
from jackfield.contacts.sql_query import SqlQuery
from tests.contacts.people import PEOPLE
from tests.support.postgresql import PostgresServer

ALL = "SELECT no AS id, firstname, lastname, company, phone, mobile, email, secret FROM people ORDER BY no"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "crm.sqlite3"
    crm = sqlite3.connect(path)
    crm.execute("CREATE TABLE people (no INTEGER, firstname, lastname, company, phone, mobile, email, secret)")
    keys = ("firstname", "lastname", "company", "number", "mobile", "email")
    rows = [(n, *(person.get(key) for key in keys)) for n, person in enumerate(PEOPLE)]
    crm.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?, 'x')", rows)
    crm.commit()
    crm.close()
    return path


def query(database: Path, text: str, **columns: str) -> SqlQuery:
    return SqlQuery("crm", f"sqlite:///{database}", text, 300.0, columns)


async def test_columns_are_fields(database: Path) -> None:
    found = await query(database, ALL).read()
    assert [contact.id for contact in found] == ["0", "1", "2"]
    assert (found[1].name, found[1].company) == ("Zoë Müller", "Möbel & Söhne")
    assert (found[1].mobile, found[1].number) == ("0170 990 00 02", "")
    (named,) = await query(database, "SELECT secret AS direct, no AS id FROM people LIMIT 1", direct="number").read()
    assert named.number == "x"


@pytest.mark.parametrize("text", ["DELETE FROM people", "UPDATE people SET no = 1", "DROP TABLE people"])
async def test_nothing_can_be_written(database: Path, text: str) -> None:
    with pytest.raises(SourceError):
        await query(database, text).read()
    assert len(await query(database, ALL).read()) == 3


@pytest.mark.parametrize(
    ("url", "text", "said"),
    [
        ("", "SELECT absent FROM people", "no such column"),
        ("", "SELECT no, secret FROM people", "no column of the query"),
        ("sqlite:////nowhere/at/all.sqlite3", "SELECT 1", "unable to open"),
        ("postgresql://jack:hunter2@127.0.0.1:1/crm", "SELECT 1", "."),
        ("mysql+nodriver://jack:hunter2@127.0.0.1:1/crm", "SELECT 1", "."),
        ("no url", "SELECT 1", "cannot be read"),
    ],
)
async def test_what_cannot_be_read_is_said_without_the_password(database: Path, url: str, text: str, said: str) -> None:
    with pytest.raises(SourceError, match=said) as error:
        await SqlQuery("crm", url or f"sqlite:///{database}", text, 300.0, {}).read()
    assert "hunter2" not in str(error.value)


async def test_postgresql_is_read_and_not_written(postgresql: PostgresServer) -> None:
    url = postgresql.new_database()
    name = url.partition("@/")[2].partition("?")[0]
    statement = (
        "CREATE TABLE people AS SELECT n AS id, 'Zoë' AS firstname, n::text AS phone FROM generate_series(1, 1200) n"
    )
    postgresql.sql(statement, name)
    found = await SqlQuery("crm", url, "SELECT * FROM people", 300.0, {}).read()
    assert (len(found), found[0].first_name) == (1200, "Zoë")
    with pytest.raises(SourceError, match="read-only"):
        await SqlQuery("crm", url, "DELETE FROM people RETURNING id, phone", 300.0, {}).read()
