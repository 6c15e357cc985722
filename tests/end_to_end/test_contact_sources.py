"""Contacts of other directories, found on the demo: read again when they change, and missed when they are away."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

import pytest
from msgspec import structs

from jackfield import engine
from jackfield.app import running
from jackfield.config import CsvContacts, SqlContacts
from jackfield.contacts import csv_file, keeper
from jackfield.contacts.keeper import book_of
from jackfield.domain.entries import Contact
from jackfield.domain.people.address_book import AddressBook
from jackfield.storage.demo import CONTACTS
from tests.end_to_end.conftest import demo_config
from tests.support.client import Cti, Payload, until_ready


@pytest.fixture(autouse=True)
def watchful() -> Iterator[None]:
    with patch.object(csv_file, "LOOK_SECONDS", 0.02):
        yield


async def look(client: Cti, term: str) -> Payload:
    assert (await client.ask("directoryLookUp", term=term))["status"] == "done"
    return await client.expect("DirectoryResult")


async def until_found(client: Cti, term: str, count: int) -> Payload:
    async with asyncio.timeout(20):
        while len((result := await look(client, term))["entries"]) != count:
            await asyncio.sleep(0.02)
    return result


async def test_they_are_found_name_callers_and_are_missed(tmp_path: Path) -> None:
    crm = tmp_path / "crm.csv"
    crm.write_text("id;Vorname;Nachname;Telefon\n7;Wanda;Quellmann;+33 1 99 77 66 55\n")
    config = structs.replace(
        demo_config(tmp_path / "data"),
        csv_contacts=CsvContacts(file=str(crm), name="crm"),
        sql_contacts=SqlContacts(url="sqlite:////nowhere/at/all", query="SELECT 1", name="erp"),
    )
    async with running(config) as demo:
        base = f"http://127.0.0.1:{demo.port}"
        await until_ready(base)
        async with await Cti.connect(base, "alice") as alice:
            await alice.logged_on()
            result = await until_found(alice, "quellm", 1)
            assert (result["entries"][0]["source"], result["entries"][0]["contact_id"]) == ("crm", "7")
            assert result["missing"] == ["erp"]
            assert (await alice.ask("addFavorite", contactId="7", source="crm"))["status"] == "done"
            await alice.send("dial", destination="0199776655")
            assert (await alice.phone("EventDialing"))["otherDName"] == "Wanda Quellmann"
            new = tmp_path / "new.csv"
            new.write_text("id;Vorname;Nachname;Telefon\n7;Wanda;Quellmann;1\n8;Will;Quellmann;2\n")
            new.replace(crm)
            await until_found(alice, "quellm", 2)
            crm.write_text("this is no table of contacts\n")
            async with asyncio.timeout(20):
                while (result := await look(alice, "quellm")).get("missing") != ["crm", "erp"]:
                    await asyncio.sleep(0.02)
            assert len(result["entries"]) == 2, "what was read before is still found"


async def test_a_large_book_is_made_while_the_server_works_and_is_missed_till_then(tmp_path: Path) -> None:
    gate = asyncio.Event()

    async def book_later(contacts: Sequence[Contact], prefix: str) -> AddressBook:
        await gate.wait()
        return await book_of(contacts, prefix)

    with patch.object(engine, "SMALL_BOOK", 1), patch.object(keeper, "book_of", book_later):
        async with running(demo_config(tmp_path / "data")) as demo:
            base = f"http://127.0.0.1:{demo.port}"
            await until_ready(base)
            async with await Cti.connect(base, "alice") as alice:
                await alice.logged_on()
                first_name, last_name, _ = CONTACTS[0]
                result = await look(alice, f"{first_name} {last_name}")
                assert (result["entries"], result["missing"]) == ([], ["contacts"])
                gate.set()
                assert "missing" not in await until_found(alice, f"{first_name} {last_name}", 1)
