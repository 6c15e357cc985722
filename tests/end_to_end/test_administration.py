"""Administration of a running server: by REST and at the terminal; what changes holds at once for who is connected."""

import asyncio
import gzip
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jackfield.app import Running, running
from jackfield.protocol.openapi import PREFIX
from tests.end_to_end.conftest import Connect, demo_config
from tests.support.client import Cti, until_ready


class Admin:
    """An HTTP client with a token."""

    def __init__(self, http: aiohttp.ClientSession, token: str) -> None:
        self.http = http
        self.headers = {"Authorization": f"Bearer {token}"}

    @classmethod
    async def of(cls, http: aiohttp.ClientSession, base: str, login: str = "root") -> "Admin":
        return cls(http, await Cti.token(http, base, login))

    async def ask(self, method: str, path: str, **more: Any) -> tuple[int, Any]:
        """Status and body."""
        headers = self.headers | more.pop("headers", {})
        async with self.http.request(method, f"{PREFIX}/{path}", headers=headers, **more) as answer:
            json = answer.content_type == "application/json"
            return answer.status, await (answer.json() if json else answer.text())

    async def mark(self, path: str) -> str:
        async with self.http.get(f"{PREFIX}/{path}", headers=self.headers) as answer:
            return answer.headers["ETag"]


@pytest.fixture
async def http(demo: Running) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(f"http://127.0.0.1:{demo.port}") as session:
        yield session


@pytest.fixture
async def root(http: aiohttp.ClientSession, demo: Running) -> Admin:
    return await Admin.of(http, "")


async def test_what_changes_reaches_who_is_connected(demo: Running, connect: Connect, root: Admin) -> None:
    alice, sam = await connect("alice"), await connect("sam")
    for client in (alice, sam):
        await client.ask("getList", objectType="queue")
    assert (await root.ask("PATCH", "queues/1", json={"displayName": "Bleu"}))[0] == 200
    for client in (alice, sam):
        await client.expect("QueueConfig", id=1, displayName="Bleu")
    assert (await root.ask("PATCH", "queues/3", json={"displayName": "Vert"}))[0] == 200
    await alice.expect("QueueConfig", id=3)
    assert not sam.has("QueueConfig", id=3)

    await root.ask("PATCH", "users/1", json={"firstName": "Alicia"})
    await alice.expect("UserConfigUpdate", firstName="Alicia")
    await root.ask("PATCH", "profiles/2", json={"queueIds": [3], "groupIds": [2]})
    await sam.expect("RightProfile", profile="Supervisor")
    await sam.expect("QueueList")
    await root.ask("PATCH", "users/6", json={"ctiEnabled": False})
    assert await sam.closed() is not None


async def test_a_user_made_just_now_works_at_once(demo: Running, root: Admin, connect: Connect) -> None:
    steps = [
        {"kind": "users", "values": {"login": "zoë", "password": "marzipan"}, "name": "zoe"},
        {"kind": "lines", "values": {"number": "1042", "userId": "@zoe"}},
        {"kind": "agents", "values": {"number": "2042", "userId": "@zoe"}, "name": "agent"},
        {"kind": "memberships", "values": {"agentId": "@agent", "queueId": 1}},
    ]
    status, done = await root.ask("POST", "transactions", json={"steps": steps})
    assert (status, done["total"], done["applied"]) == (200, 4, True)
    async with await Cti.connect(f"http://127.0.0.1:{demo.port}", "zoë", password="marzipan") as zoe:
        await zoe.logged_on()
        await zoe.expect("UserConfigUpdate", agentId=5, lineIds=[9])
        await root.ask("PATCH", "users/9", json={"mobileNumber": "+33655"})
        token = await Cti.token(root.http, "", "zoë", "marzipan")
        assert await refused_with(demo, token) == 0
        # whoever knows the old password is out, by whatever he still has
        await root.ask("PATCH", "users/9", json={"password": "nougat"})
        assert await zoe.closed() == 4502
        assert await refused_with(demo, token) == 403
    async with await Cti.connect(f"http://127.0.0.1:{demo.port}", "zoë", password="nougat") as zoe:
        await zoe.logged_on()
        assert (await root.ask("DELETE", "users/9"))[0] == 204
        assert await zoe.closed() is not None


async def refused_with(demo: Running, token: str) -> int:
    """The status with which a token is refused, 0 if it is not."""
    url = f"http://127.0.0.1:{demo.port}/xuc/api/2.0/auth/check"
    async with aiohttp.ClientSession() as http, http.get(url, headers={"Authorization": f"Bearer {token}"}) as answer:
        return 0 if answer.status == 200 else answer.status


async def test_other_users_are_refused(demo: Running, http: aiohttp.ClientSession) -> None:
    for login in ("alice", "sam"):
        other = await Admin.of(http, "", login)
        for method, path in (("GET", "users"), ("POST", "users"), ("DELETE", "queues/1"), ("GET", "audit")):
            status, said = await other.ask(method, path)
            assert (status, said["error"]) == (403, "NotAllowed")
    stranger = Admin(http, "x")
    assert (await stranger.ask("GET", "users"))[0] == 403
    async with http.get(f"{PREFIX}/users") as answer:
        assert answer.status == 400


async def test_who_is_no_administrator_any_more_may_nothing(root: Admin) -> None:
    assert (await root.ask("PATCH", "users/1", json={"profile": "Admin"}))[0] == 200
    assert (await root.ask("PATCH", "users/7", json={"namedProfileId": None, "profile": "NoRight"}))[0] == 200
    assert (await root.ask("GET", "users"))[0] == 403


async def test_the_second_of_two_is_told(root: Admin) -> None:
    mark = await root.mark("queues/1")
    match = {"If-Match": mark}
    assert (await root.ask("PATCH", "queues/1", json={"displayName": "A"}, headers=match))[0] == 200
    status, said = await root.ask("PATCH", "queues/1", json={"displayName": "B"}, headers=match)
    assert (status, said["error"], said["current"]["displayName"]) == (412, "ChangedMeanwhile", "A")
    assert (await root.ask("DELETE", "queues/1", headers=match))[0] == 412
    edits = [
        root.ask("PATCH", "queues/2", json={"number": str(n)}, headers={"If-Match": "*"}) for n in range(5000, 5010)
    ]
    assert {status for status, _ in await asyncio.gather(*edits)} == {200}
    total = (await root.ask("GET", "audit?search=queues"))[1]["total"]
    assert total >= 11


async def test_a_file_is_shown_first_and_then_brought_in(root: Admin) -> None:
    people = "login;line\nzoë;1042\nxaver;1043\n".encode()
    status, tried = await root.ask("POST", "import?form=csv", data=people)
    assert (status, tried["applied"], tried["total"]) == (200, False, 4)
    assert (await root.ask("GET", "users?search=zo"))[1]["total"] == 0
    status, done = await root.ask("POST", "import?form=csv&apply=true", data=people)
    assert (status, done["applied"], done["total"]) == (200, True, 4)
    assert (await root.ask("GET", "users?search=1042"))[1]["items"][0]["login"] == "zoë"
    status, said = await root.ask("POST", "import?form=csv", data=b"login;profile\na;Boss\n")
    assert (status, said["problems"][0]["row"], said["problems"][0]["field"]) == (400, 2, "profile")
    assert (await root.ask("POST", "import?form=csv", data="login\nzoë\n".encode("latin-1")))[0] == 400
    status, text = await root.ask("GET", "export?form=csv&kind=users")
    assert status == 200
    assert "xaver" in text
    status, text = await root.ask("GET", "export")
    assert (await root.ask("POST", "import?form=toml", data=text.encode()))[1]["total"] == 0


async def test_what_a_file_does_not_have_is_deleted_only_as_far_as_was_seen(root: Admin) -> None:
    contacts = b"last_name,number\nRousselin,0199\n"
    path = "import?form=csv&kind=contacts&deleteMissing=true"
    status, tried = await root.ask("POST", path, data=contacts)
    assert (status, tried["applied"], tried["total"]) == (200, False, 31)
    gone = tried["deletions"]
    assert gone == sum(one["after"] is None for one in tried["differences"]) == 30
    status, said = await root.ask("POST", f"{path}&apply=true&deletions={gone - 1}", data=contacts)
    assert (status, said["problems"][0]["value"]) == (409, gone)
    assert (await root.ask("GET", "contacts"))[1]["total"] == 30
    assert (await root.ask("POST", f"{path}&apply=true&deletions={gone}", data=contacts))[0] == 200
    assert [one["number"] for one in (await root.ask("GET", "contacts"))[1]["items"]] == ["0199"]
    users = b"login\nalice\n"
    assert (await root.ask("POST", "import?form=csv&deleteMissing=true", data=users))[0] == 409
    assert (await root.ask("POST", "import?form=csv&deleteMissing=true&deletions=x", data=users))[0] == 400


async def test_contacts_are_looked_for_as_people_do(root: Admin) -> None:
    given = {"lastName": "Wiśniewska", "company": "Żółw", "number": "+33 1 99 77 00 01"}
    status, made = await root.ask("POST", "contacts", json=given)
    assert status == 201
    for term in ("0199770001", "0033199770001", "WISNIEWSKA zolw"):
        page = (await root.ask("GET", "contacts", params={"search": term, "sort": "-number"}))[1]
        assert (page["total"], page["items"]) == (1, [made]), term


async def test_odd_questions_get_clear_answers(root: Admin, http: aiohttp.ClientSession) -> None:
    token = root.headers["Authorization"].removeprefix("Bearer ")
    async with http.get(f"{PREFIX}/queues?search=BLU&token={token}") as answer:
        assert (answer.status, (await answer.json())["total"]) == (200, 1)
    for starts in ("10:00:00Z", "10:00:00+02:00", "25:00", 10):
        period = {"name": "Night", "starts": starts, "ends": "23:00:00"}
        status, said = await root.ask("POST", "callbackPeriods", json=period)
        assert (status, said["problems"][0]["field"]) == (400, "starts")
    for field, value, words in (
        ("number", "1001\n", "number: Expected digits, letters and * # + . _ -"),
        ("endpoint", "PJSIP/1001\n", "endpoint: Expected a technology and a device, such as PJSIP/1001"),
        ("name", "\0", "name: Expected a text on one line"),
    ):
        status, said = await root.ask("PATCH", "lines/1", json={field: value})
        assert (status, said["message"]) == (400, words)
    for kind, wrong in (("statuses", {"name": "\0"}), ("callbackLists", {"uuid": "a\n", "name": "a", "queueId": 1})):
        assert (await root.ask("POST", kind, json=wrong))[0] == 400
    made = await http.post(f"{PREFIX}/statuses", json={"name": "café/2"}, headers=root.headers)
    assert (made.status, made.headers["Location"]) == (201, f"{PREFIX}/statuses/caf%C3%A9%2F2")
    assert (await http.get(made.headers["Location"], headers=root.headers)).status == 200
    deep = b'{"a":' * 5000 + b"1" + b"}" * 5000
    for method, path in (
        ("POST", "queues"),
        ("PATCH", "queues/1"),
        ("POST", "transactions"),
        ("POST", "privacy/search"),
    ):
        assert (await root.ask(method, path, data=deep))[0] == 400
    for path in ("/xuc/api/2.0/auth/login", "/xuc/api/2.0/callbacks", "/xuc/api/2.0/contact/personal"):
        assert (await http.post(path, data=deep, headers=root.headers)).status == 400
    assert (await http.post("/xuc/api/1.0/dial/crm/alice/", data=deep)).status == 400
    packed = {"Content-Encoding": "gzip"}
    for path in ("groups", "import?form=csv", "privacy/search"):
        assert (await root.ask("POST", path, data=b"not packed", headers=packed))[0] == 400
        assert (await root.ask("POST", path, data=gzip.compress(bytes(40 << 20)), headers=packed))[0] == 413
    for step in ({"kind": "queues"}, {"kind": "queues", "values": {"name": "zz"}, "expected": "x"}):
        status, said = await root.ask("POST", "transactions", json={"steps": [step]})
        assert (status, said["problems"][0]["field"]) == (400, "key")


async def test_who_is_connected_is_shown(root: Admin, connect: Connect) -> None:
    alice = await connect("alice", events="numbered")
    await alice.send("hangup")
    told = await alice.expect("Error")
    status, page = await root.ask("GET", "sockets?search=ALI")
    assert (status, page["total"]) == (200, 1)
    (seen,) = page["items"]
    assert (seen["login"], seen["userId"], seen["resumable"]) == ("alice", 1, True)
    assert (seen["waitingBytes"], seen["lastError"]) == (0, told["Error"])
    assert (await root.ask("GET", "sockets?search=bruno"))[1]["items"] == []


async def test_a_running_server_follows_the_terminal(demo: Running, connect: Connect, tmp_path: Path) -> None:
    alice = await connect("alice")
    (tmp_path / "people.csv").write_text("login,first_name\nalice,Alicia\n", encoding="utf-8")
    asked = ("directory", "import", str(tmp_path / "people.csv"), "--apply", "--data", str(tmp_path / "data"))
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "jackfield", *asked, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await program.communicate()
    assert program.returncode == 0
    assert "~ users Alicia Béranger (alice)" in out.decode()
    await alice.expect("UserConfigUpdate", firstName="Alicia")


async def test_what_was_changed_is_there_after_a_new_start(tmp_path: Path) -> None:
    config = demo_config(tmp_path / "data")
    for expected in (201, 409):
        async with running(config) as started:
            base = f"http://127.0.0.1:{started.port}"
            await until_ready(base)
            async with aiohttp.ClientSession(base) as session:
                root = await Admin.of(session, "")
                assert (await root.ask("POST", "users", json={"login": "zoë"}))[0] == expected
                assert (await root.ask("GET", "audit"))[1]["total"] == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=5,
)


async def test_any_request_is_answered_as_documented(root: Admin) -> None:
    """A walk over every operation of the served document with random bodies: only what it names comes back."""
    _, document = await root.ask("GET", "openapi.json")
    operations = [
        (method, path.removeprefix(f"{PREFIX}/"), operation)
        for path, item in document["paths"].items()
        if path.startswith(PREFIX)
        for method, operation in item.items()
        if method != "parameters"
    ]
    fields = sorted(
        {name for schema in document["components"]["schemas"].values() for name in schema.get("properties", {})}
    )
    loop = asyncio.get_running_loop()

    async def one(operation: tuple[str, str, dict[str, Any]], key: str, body: object, query: str) -> None:
        method, path, said = operation
        path = re.sub(r"{\w+}", key, path) + (f"?{query}" if method == "get" else "")
        more: dict[str, Any] = {} if method == "get" else {"json": body}
        status, _ = await root.ask(method.upper(), path, **more)
        assert str(status) in said["responses"], (method, path, body, status)

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.sampled_from(operations),
        st.sampled_from(["2", "99", "lunch", "1-1", "x%2Fy", "%00"]),
        json_values | st.dictionaries(st.sampled_from(fields), json_values, max_size=4),
        st.sampled_from(["", "limit=1", "limit=x", "search=%25", "form=csv&kind=users", "sort=-name", "offset=9"]),
    )
    def walk(operation: tuple[str, str, dict[str, Any]], key: str, body: object, query: str) -> None:
        asyncio.run_coroutine_threadsafe(one(operation, key, body, query), loop).result(30)

    await asyncio.to_thread(walk)
