"""Callbacks by HTTP on the running demo: a table goes in and every page is told, the attempts come out."""

import csv
import io
import time
from pathlib import Path
from typing import Any

import aiohttp
from msgspec import structs

from jackfield.app import Running, retention_of
from jackfield.storage import demo as content
from jackfield.storage.sql import SqlStorage
from tests.end_to_end.conftest import Connect, demo_config
from tests.support.client import Cti

TABLE = "phoneNumber|firstName|lastName|dueDate|period\n0611223344|Zoë|Noé|2099-04-01|\n0612|'=1+1||2099-04-02|\n"


async def post(demo: Running, login: str, table: bytes, **query: str) -> tuple[int, dict[str, Any]]:
    base = f"http://127.0.0.1:{demo.port}"
    async with aiohttp.ClientSession() as http:
        head = {"Authorization": f"Bearer {await Cti.token(http, base, login)}"}
        url = f"{base}/xuc/api/2.0/callbacks/lists/{query.pop('list', content.BLUE_LIST)}/csv"
        async with http.post(url, data=table, params=query, headers=head) as answer:
            return answer.status, await answer.json()


async def test_a_table_is_tried_added_and_told(demo: Running, connect: Connect) -> None:
    sam = await connect("sam")
    await sam.send("getCallbackLists")
    before = await sam.expect("CallbackLists")
    tried = await post(demo, "root", TABLE.encode(), dryRun="true")
    assert tried == (200, {"rows": 2, "added": 0, "known": 0, "errors": []})
    bad = await post(demo, "root", (TABLE + "0613|||2026-02-31|\n").encode())
    assert (bad[0], bad[1]["added"], [error["line"] for error in bad[1]["errors"]]) == (400, 0, [4])
    assert await post(demo, "root", TABLE.encode()) == (200, {"rows": 2, "added": 2, "known": 0, "errors": []})
    told = await sam.expect("CallbackLists")

    def waiting(payload: Any) -> int:
        return sum(len(each["callbacks"]) for each in (payload if isinstance(payload, list) else payload["items"]))

    assert waiting(told) == waiting(before) + 2
    assert await post(demo, "root", TABLE.encode()) == (200, {"rows": 0, "added": 0, "known": 2, "errors": []})
    assert (await post(demo, "root", TABLE.encode(), list="nothing"))[0] == 404


async def test_single_ones_are_written_changed_freed_and_deleted(demo: Running, connect: Connect) -> None:
    alice, sam = await connect("alice"), await connect("sam")
    await alice.ask("agentLogin", agentphonenumber="1001")
    await alice.expect("AgentStateEvent", name="AgentReady")
    await sam.ask("getCallbackLists")
    async with aiohttp.ClientSession() as http:
        base = f"http://127.0.0.1:{demo.port}"
        tokens = {login: await Cti.token(http, base, login) for login in ("root", "sam")}

        async def ask(method: str, path: str = "", login: str = "root", **more: Any) -> tuple[int, Any]:
            head = {"Authorization": f"Bearer {tokens[login]}"}
            url = f"{base}/xuc/api/2.0/callbacks{path}"
            async with http.request(method, url, headers=head, **more) as answer:
                return answer.status, await answer.json() if answer.status != 204 else None

        wish = {"listUuid": content.BLUE_LIST, "phoneNumber": "0611223344", "lastName": "Ŝtormo"}
        status, made = await ask("POST", json=wish)
        assert (status, made["closed"], made["queueId"], made["periodUuid"]) == (201, False, 1, content.MORNING)
        await sam.expect("CallbackLists")
        path = f"/{made['uuid']}"
        for name, wrong in (
            *(("phoneNumber", ""), ("phoneNumber", "nobody"), ("dueDate", "2026-02-31")),
            *(("listUuid", "x"), ("periodUuid", "x"), ("shoe", 1)),
        ):
            assert (await ask("POST", json=wish | {name: wrong}))[0] == 400, name
        assert (await ask("GET", "?search=stormo&closed=false"))[1]["items"] == [made]
        assert (await ask("GET", "?shoe=1"))[0] == 400
        assert (await ask("GET", "/x"))[0] == 404

        changed = await ask("PATCH", path, json={"dueDate": "2099-01-02", "company": "Ŝ & Co"})
        assert (changed[0], changed[1]["dueDate"], changed[1]["lastName"]) == (200, "2099-01-02", "Ŝtormo")
        assert (await sam.expect("CallbackRequestUpdated"))["request"]["company"] == "Ŝ & Co"

        await alice.ask("takeCallback", uuid=made["uuid"])
        assert (await ask("PATCH", path, json={"company": ""}))[0] == 409
        assert (await ask("DELETE", path))[0] == 409
        assert (await ask("POST", f"{path}/release"))[1]["agentId"] is None
        await sam.expect("CallbackReleased", uuid=made["uuid"])
        assert (await ask("POST", f"{path}/release"))[0] == 409
        assert (await ask("DELETE", path))[0] == 204
        await sam.expect("CallbackClotured", uuid=made["uuid"])
        assert (await ask("GET", path))[0] == 404
        assert (await ask("PATCH", path, json={}))[0] == 404
        assert (await ask("GET", "", "sam"))[1]["total"] == (await ask("GET"))[1]["total"]


async def test_attempts_are_reported_and_forgotten_when_they_are_old(
    demo: Running, connect: Connect, tmp_path: Path
) -> None:
    alice = await connect("alice")
    await alice.ask("agentLogin", agentphonenumber="1001")
    await alice.expect("AgentStateEvent", name="AgentReady")
    await alice.send("getCallbackLists")
    uuid = (await demo_callback(demo)).uuid
    assert (await alice.ask("takeCallback", uuid=uuid))["status"] == "done"
    assert demo.simulator is not None
    await alice.send("startCallback", uuid=uuid, number="9002")
    ticket = (await alice.expect("CallbackStarted"))["ticketUuid"]
    done = await alice.ask("updateCallbackTicket", uuid=ticket, status="NoAnswer", comment="=Zoë; later")
    assert done["status"] == "done"
    async with aiohttp.ClientSession() as http:
        base = f"http://127.0.0.1:{demo.port}"
        head = {"Authorization": f"Bearer {await Cti.token(http, base, 'root')}"}
        url = f"{base}/xuc/api/2.0/callbacks/tickets.csv"
        async with http.get(url, headers=head, params={"from": "2026-01-01", "list": content.BLUE_LIST}) as answer:
            assert (answer.status, answer.content_type) == (200, "text/csv")
            (row,) = csv.DictReader(io.StringIO((await answer.read()).decode("utf-8-sig")))
        for nothing in ({"to": "2026-01-01"}, {"list": content.RED_LIST}):
            async with http.get(url, headers=head, params=nothing) as answer:
                assert len((await answer.text()).splitlines()) == 1
        async with http.get(url, headers=head, params={"from": "2026-02-31"}) as answer:
            assert (answer.status, "2026-02-31" in await answer.text()) == (400, True)
        config = demo_config(tmp_path / "data")
        config = structs.replace(config, retention=structs.replace(config.retention, callbacks_days=1))
        storage = SqlStorage.in_directory(tmp_path / "data")
        assert await retention_of(config, storage, demo.engine).clear(time.time() + 2 * 86_400) == {"callbacks": 1}
        await storage.close()
        async with http.get(f"{base}/xuc/api/2.0/callbacks/{uuid}", headers=head) as answer:
            assert answer.status == 404  # what is too old is not in memory either
    assert (row["ticketUuid"], row["requestUuid"], row["agent"]) == (ticket, uuid, "2001")
    assert (row["status"], row["comment"], row["number"]) == ("NoAnswer", "'=Zoë; later", "9002")


async def demo_callback(demo: Running) -> Any:
    return next(iter(demo.engine.core.world.callbacks.open.values()))
