"""Users write down contacts of their own by REST: they alone find them, and calls from them have a name."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from jackfield.app import Running, running
from tests.end_to_end.conftest import Connect, demo_config
from tests.support.client import Cti, until_ready

PERSONAL = "/xuc/api/2.0/contact/personal"
CSV = (
    "Vorname;Nachname;Telefon;Mobil;E-Mail;Firma\nJürgen;Brückner;+49 30 99 00 11;;jb@example.org;Möbel Müller\n;;;;;\n"
)


class User:
    """Somebody with a token."""

    def __init__(self, http: aiohttp.ClientSession, token: str) -> None:
        self.http, self.headers = http, {"Authorization": f"Bearer {token}"}

    async def ask(self, method: str, path: str, body: object = None, data: bytes | None = None) -> tuple[int, dict]:
        async with self.http.request(method, path, json=body, data=data, headers=self.headers) as answer:
            return answer.status, await answer.json() if answer.content_length else {}


@pytest.fixture
async def alice(demo: Running) -> AsyncIterator[User]:
    async with aiohttp.ClientSession(f"http://127.0.0.1:{demo.port}") as http:
        yield User(http, await Cti.token(http, "", "alice"))


async def found(client: Cti, term: str) -> list[str]:
    assert (await client.ask("directoryLookUp", term=term))["status"] == "done"
    return [entry["entry"][1] for entry in (await client.expect("DirectoryResult"))["entries"]]


async def test_create_read_update_delete(alice: User, connect: Connect) -> None:
    status, made = await alice.ask(
        "POST", PERSONAL, {"firstname": "Léa", "lastname": "Quennell", "number": "0199001122"}
    )
    assert status == 201
    owner, other = await connect("alice"), await connect("bruno")
    assert (await found(owner, "quennel"), await found(other, "quennel")) == (["Quennell"], [])
    assert await alice.ask("GET", f"{PERSONAL}/{made['id']}") == (200, made)
    status, changed = await alice.ask(
        "PUT", f"{PERSONAL}/{made['id']}", {"lastname": "Zwicker", "mobile": "0639001122"}
    )
    assert (status, changed["firstname"], changed["id"]) == (200, "", made["id"])
    assert (await found(owner, "quennel"), await found(owner, "+33 639 00 11 22")) == ([], ["Zwicker"])
    assert await alice.ask("GET", PERSONAL) == (200, {"items": [changed]})
    status, shown = await alice.ask("GET", "/xuc/api/2.0/contact/display/personal")
    assert shown["headers"][1] == "Lastname"
    assert [entry["source"] for entry in shown["entries"]] == ["personal"]
    assert (await alice.ask("DELETE", f"{PERSONAL}/{made['id']}"))[0] == 204
    assert (await alice.ask("DELETE", f"{PERSONAL}/{made['id']}"))[0] == 404
    assert await found(owner, "zwicke") == []


async def test_csv_in_and_out(alice: User, connect: Connect) -> None:
    status, answer = await alice.ask(
        "POST", "/xuc/api/2.0/contact/import/personal", data=(CSV + "a\x07b;;;;;\n").encode("cp1252")
    )
    assert (status, [each["line"] for each in answer["failed"]]) == (201, [4])
    assert answer["created"][0]["company"] == "Möbel Müller"
    assert await found(await connect("alice"), "moebel") == []
    assert await found(await connect("alice"), "mobel muller") == ["Brückner"]
    async with alice.http.get("/xuc/api/2.0/contact/export/personal", headers=alice.headers) as exported:
        assert exported.content_type == "text/csv"
        text = await exported.read()
    assert (await alice.ask("DELETE", PERSONAL))[0] == 204
    status, again = await alice.ask("POST", "/xuc/api/2.0/contact/import/personal", data=text)
    assert [{**each, "id": ""} for each in again["created"]] == [{**each, "id": ""} for each in answer["created"]]
    for content in (b"", b"colour,shape\nred,round\n", b"name\n", b"\xff\xfe\x00"):
        status, refused = await alice.ask("POST", "/xuc/api/2.0/contact/import/personal", data=content)
        assert (status, refused["error"]) == (400, "InvalidCsv")


async def test_what_is_wrong_is_said_and_strangers_are_not_let_in(alice: User) -> None:
    status, told = await alice.ask("POST", PERSONAL, {"firstname": 7.5})
    assert (status, told["error"], told["message"]) == (400, "BadRequest", "firstname must be text")
    assert (await alice.ask("POST", PERSONAL, data=b"{"))[1]["error"] == "InvalidJson"
    assert (await alice.ask("PUT", f"{PERSONAL}/unknown", {"firstname": "x"}))[0] == 404
    alice.headers = {}
    assert (await alice.ask("GET", PERSONAL))[1]["error"] == "AuthorizationHeaderNotFound"


async def test_they_name_callers_and_are_there_after_a_new_start(tmp_path: Path) -> None:
    config = demo_config(tmp_path / "data")
    async with running(config) as first, aiohttp.ClientSession(f"http://127.0.0.1:{first.port}") as http:
        own = User(http, await Cti.token(http, "", "bruno"))
        assert (await own.ask("POST", PERSONAL, {"firstname": "Aunt", "lastname": "Léa", "number": "0033199001122"}))[
            0
        ] == 201
    async with running(config) as again:
        base = f"http://127.0.0.1:{again.port}"
        await until_ready(base)
        async with await Cti.connect(base, "bruno") as bruno, await Cti.connect(base, "alice") as alice:
            for client in (alice, bruno):
                await client.logged_on()
                await client.send("dial", destination="0199001122")
            assert (await bruno.phone("EventDialing", otherDN="0199001122"))["otherDName"] == "Aunt Léa"
            assert (await alice.phone("EventDialing", otherDN="0199001122"))["otherDName"] == ""
