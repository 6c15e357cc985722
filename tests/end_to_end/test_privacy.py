"""One number, shown and forgotten on a running server: in the database and in memory."""

from typing import Any

import aiohttp

from jackfield.app import Running
from jackfield.protocol.openapi import PREFIX
from jackfield.storage import demo as content
from tests.end_to_end.conftest import Connect
from tests.support.client import Cti

NUMBER = "06 12 34 56 78"


async def test_a_number_is_forgotten_while_the_server_runs(demo: Running, connect: Connect) -> None:
    sam = await connect("sam")
    await sam.ask("getCallbackLists")
    async with aiohttp.ClientSession(f"http://127.0.0.1:{demo.port}") as http:
        tokens = {login: await Cti.token(http, "", login) for login in ("root", "alice")}

        async def ask(method: str, path: str, login: str = "root", **more: Any) -> tuple[int, Any]:
            headers = {"Authorization": f"Bearer {tokens[login]}"}
            async with http.request(method, path, headers=headers, **more) as answer:
                return answer.status, await answer.json()

        wish = {"listUuid": content.BLUE_LIST, "phoneNumber": NUMBER, "lastName": "Zoë"}
        uuid = (await ask("POST", "/xuc/api/2.0/callbacks", json=wish))[1]["uuid"]
        other = wish | {"phoneNumber": "0699", "description": f"or {NUMBER}"}
        other_uuid = (await ask("POST", "/xuc/api/2.0/callbacks", json=other))[1]["uuid"]
        contact = {"lastName": "Zoë", "mobile": NUMBER}
        assert (await ask("POST", f"{PREFIX}/contacts", json=contact))[0] == 201
        own = {"firstname": "Zoë", "number": NUMBER}
        assert (await ask("POST", "/xuc/api/2.0/contact/personal", "alice", json=own))[0] == 201

        question = {"number": "+33612345678"}
        assert (await ask("POST", f"{PREFIX}/privacy/search", "alice", json=question))[0] == 403
        for wrong in ({"number": "x"}, {}, {"number": NUMBER, "shoe": 1}):
            assert (await ask("POST", f"{PREFIX}/privacy/erase", json=wrong))[0] == 400
        tables = (await ask("POST", f"{PREFIX}/privacy/search", json=question))[1]["tables"]
        assert {name: len(rows) for name, rows in tables.items()} == {
            "callback_requests": 2,
            "contacts": 1,
            "personal_contacts": 1,
            "audit": 1,
        }
        status, erased = await ask("POST", f"{PREFIX}/privacy/erase", json=question | {"contacts": True})
        assert (status, erased["counts"]) == (200, {name: len(rows) for name, rows in tables.items()})
        assert (await ask("POST", f"{PREFIX}/privacy/search", json=question))[1] == {"tables": {}}

        await sam.expect("CallbackClotured", uuid=uuid)
        assert (await ask("GET", f"/xuc/api/2.0/callbacks/{uuid}"))[0] == 404
        assert (await ask("GET", f"/xuc/api/2.0/callbacks/{other_uuid}"))[1]["description"] == "or •••"
        assert (await ask("GET", "/xuc/api/2.0/contact/personal", "alice"))[1] == {"items": []}
        (entry,) = (await ask("GET", f"{PREFIX}/audit?search=privacy"))[1]["items"]
        assert (entry["login"], entry["kind"], entry["after"]) == ("root", "privacy", {"erased": erased["counts"]})
