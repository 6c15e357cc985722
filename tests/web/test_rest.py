"""The HTTP door, asked by a real client: every code, every status, and what browsers of other sites need."""

import asyncio
import json
from pathlib import Path
from unittest.mock import patch

import pytest
from structlog.testing import capture_logs

from jackfield.web.settings import LoginSettings, WebSettings
from jackfield.web.tokens import Tokens
from tests.web.doors import PASSWORD, Accounts, Doors, open_doors

LOGIN = "/xuc/api/2.0/auth/login"
CHECK = "/xuc/api/2.0/auth/check"


async def ask(doors: Doors, method: str, path: str, **options: object) -> tuple[int, dict, dict]:
    async with doors.http.request(method, path, **options) as answer:
        assert answer.content_type == "application/json", await answer.text()
        return answer.status, await answer.json(), dict(answer.headers)


async def test_login_gives_a_token_and_check_a_fresh_one(doors: Doors) -> None:
    status, body, _ = await ask(
        doors, "POST", LOGIN, json={"login": "alice", "password": PASSWORD, "softwareType": "x"}
    )
    assert (status, body.keys(), body["login"], body["TTL"]) == (200, {"login", "token", "TTL"}, "alice", 3600)
    status, renewed, _ = await ask(doors, "GET", CHECK, headers={"Authorization": f"Bearer {body['token']}"})
    assert (status, renewed.keys(), renewed["login"]) == (200, body.keys(), "alice")


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b'{"login":"alice","password":"wrong"}', 401, "InvalidCredentials"),
        (b'{"login":"nobody","password":"demo"}', 401, "InvalidCredentials"),
        (b'{"login":"","password":""}', 401, "InvalidCredentials"),
        (b'{"login":"alice"}', 400, "InvalidJson"),
        (b'{"login":1,"password":"x"}', 400, "InvalidJson"),
        (b'{"login":null,"password":null}', 400, "InvalidJson"),
        (b'["alice","demo"]', 400, "InvalidJson"),
        (b"", 400, "InvalidJson"),
        (b"{", 400, "InvalidJson"),
        (b"\xff\xfe", 400, "InvalidJson"),
        (b'{"login":"\xff","password":"x"}', 400, "InvalidJson"),
        (b"[" * 5000, 400, "InvalidJson"),
        (b"x" * 70_000, 413, "RequestTooLarge"),
    ],
)
async def test_refused_logins(doors: Doors, body: bytes, status: int, error: str) -> None:
    found, told, _ = await ask(doors, "POST", LOGIN, data=body, headers={"Content-Type": "application/json"})
    assert (found, told.keys(), told["error"]) == (status, {"error", "message"}, error)
    assert " " in told["message"], "it is shown to people"


async def test_an_unknown_login_is_answered_like_a_wrong_password(doors: Doors) -> None:
    answers = [
        (await ask(doors, "POST", LOGIN, json={"login": login, "password": "x"}))[:2] for login in ("alice", "nobody")
    ]
    assert answers[0] == answers[1]


async def test_three_ways_to_give_the_token(doors: Doors) -> None:
    token = await doors.token()
    for options in (
        {"headers": {"Authorization": f"Bearer {token}"}},
        {"headers": {"Authorization": f"bearer  {token}"}},
        {"headers": {"X-Auth-Token": token}},
        {"params": {"token": token}},
    ):
        assert (await ask(doors, "GET", CHECK, **options))[0] == 200


EXPIRED = Tokens(Accounts.signing_key, seconds=60, clock=lambda: 1000.0).issue(1, "alice")
STRANGER = Tokens(b"x" * 32, seconds=10**9, clock=lambda: 1.7e9).issue(1, "alice")


@pytest.mark.parametrize(
    ("headers", "status", "error"),
    [
        ({}, 400, "AuthorizationHeaderNotFound"),
        ({"Authorization": "Basic YWxpY2U6ZGVtbw=="}, 400, "BearerNotFound"),
        ({"Authorization": "Bearer"}, 400, "BearerNotFound"),
        ({"Authorization": "Bearer "}, 400, "BearerNotFound"),
        ({"Authorization": "Bearer x"}, 403, "InvalidToken"),
        ({"Authorization": f"Bearer {STRANGER}"}, 403, "InvalidToken"),
        ({"Authorization": f"Bearer {EXPIRED}"}, 403, "TokenExpired"),
        ({"X-Auth-Token": "é"}, 403, "InvalidToken"),
    ],
)
async def test_refused_tokens(doors: Doors, headers: dict[str, str], status: int, error: str) -> None:
    found, told, _ = await ask(doors, "GET", CHECK, headers=headers)
    assert (found, told.keys(), told["error"]) == (status, {"error", "message"}, error)


async def test_a_disabled_user_is_out_at_once(doors: Doors) -> None:
    token = await doors.token()
    del doors.accounts.users[1]
    status, told, _ = await ask(doors, "GET", CHECK, headers={"X-Auth-Token": token})
    assert (status, told["error"]) == (403, "InvalidToken")


async def test_too_many_failures_must_wait() -> None:
    async with open_doors(WebSettings(port=0, logins=LoginSettings(account_failures=2))) as doors:
        statuses = [(await ask(doors, "POST", LOGIN, json={"login": "alice", "password": "x"}))[0] for _ in range(3)]
        assert statuses == [401, 401, 429]
        status, told, headers = await ask(doors, "POST", LOGIN, json={"login": "alice", "password": PASSWORD})
        assert (status, told["error"], headers["Retry-After"]) == (429, "InvalidCredentials", "30")


async def test_behind_a_proxy_each_client_counts_for_itself() -> None:
    settings = WebSettings(port=0, trusted_proxies=("127.0.0.1",), logins=LoginSettings(address_failures=1))
    async with open_doors(settings) as doors:
        statuses = [
            (
                await ask(
                    doors,
                    "POST",
                    LOGIN,
                    json={"login": f"x{number}", "password": "x"},
                    headers={"X-Forwarded-For": address},
                )
            )[0]
            for number, address in enumerate(("1.1.1.1", "1.1.1.1", "2.2.2.2"))
        ]
        assert statuses == [401, 429, 401]


async def test_anybody_is_told_what_the_server_is(doors: Doors) -> None:
    status, body, headers = await ask(doors, "GET", "/about")
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    pbx = {"name": "pbx", "status": "syncing", "since": 7, "repaired": 0}
    assert body == {"version": "1.2.3", "demo": True, "pbx": pbx}


async def test_health_and_readiness(doors: Doors) -> None:
    assert (await ask(doors, "GET", "/healthz"))[:2] == (200, {"status": "ok"})
    assert (await ask(doors, "GET", "/readyz"))[:2] == (200, {"status": "ready"})
    doors.not_ready = "The PBX does not answer."
    assert (await ask(doors, "GET", "/readyz"))[:2] == (
        503,
        {"status": "not ready", "reason": "The PBX does not answer."},
    )
    assert (await ask(doors, "GET", "/healthz"))[0] == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "error"),
    [
        ("GET", "/xuc/api/2.0/nothing", 404, "NotFound"),
        ("GET", "/nothing", 404, "NotFound"),
        ("GET", LOGIN, 405, "MethodNotAllowed"),
        ("DELETE", CHECK, 405, "MethodNotAllowed"),
        ("GET", CHECK + "?token=" + "x" * 9000, 414, "UrlTooLong"),
        ("GET", "/xuc/" + "x" * 100_000, 414, "UrlTooLong"),
    ],
)
async def test_errors_are_json(doors: Doors, method: str, path: str, status: int, error: str) -> None:
    found, told, _ = await ask(doors, method, path)
    assert (found, told.keys(), told["error"]) == (status, {"error", "message"}, error)


async def test_a_bug_of_ours_shows_nothing_of_itself(doors: Doors) -> None:
    with patch.object(Accounts, "verify", side_effect=RuntimeError("secret detail")), capture_logs() as logs:
        status, told, _ = await ask(doors, "POST", LOGIN, json={"login": "alice", "password": PASSWORD})
    assert (status, told["error"]) == (500, "UnhandledError")
    assert "secret" not in json.dumps(told)
    assert [entry["event"] for entry in logs] == ["request failed"]


async def test_a_body_that_never_ends() -> None:
    async with open_doors(WebSettings(port=0, body_seconds=0.05)) as doors:
        reader, writer = await asyncio.open_connection("127.0.0.1", doors.port)
        writer.write(f"POST {LOGIN} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{{".encode())
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)
        assert b" 408 " in head
        writer.close()
        await writer.wait_closed()


async def test_other_sites_may_ask(doors: Doors) -> None:
    headers = {
        "Origin": "https://crm.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,authorization",
    }
    async with doors.http.options(LOGIN, headers=headers) as answer:
        assert answer.status == 204
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "POST" in answer.headers["Access-Control-Allow-Methods"]
        assert {"Content-Type", "Authorization"} <= set(answer.headers["Access-Control-Allow-Headers"].split(", "))
        assert "Access-Control-Allow-Credentials" not in answer.headers
    for body in ({"login": "alice", "password": PASSWORD}, {"login": "alice", "password": "x"}):
        _, _, answered = await ask(doors, "POST", LOGIN, json=body, headers={"Origin": "https://crm.example"})
        assert answered["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("origin", "allowed"), [("https://crm.example", True), ("https://evil.example", False), (None, False)]
)
async def test_only_named_sites_if_some_are_named(origin: str | None, allowed: bool) -> None:
    async with open_doors(WebSettings(port=0, cors_origins=("https://crm.example",))) as doors:
        given = {} if origin is None else {"Origin": origin}
        for method, path in (("OPTIONS", LOGIN), ("GET", "/healthz")):
            async with doors.http.request(method, path, headers=given) as answer:
                assert answer.headers.get("Access-Control-Allow-Origin") == (origin if allowed else None)
                assert answer.headers.get("Access-Control-Allow-Credentials") == ("true" if allowed else None)
                assert answer.headers["Vary"] == "Origin"
                assert ("Access-Control-Allow-Methods" in answer.headers) == (allowed and method == "OPTIONS")


async def test_security_headers_on_every_answer(doors: Doors) -> None:
    for method, path in (("GET", "/healthz"), ("GET", "/nothing"), ("POST", LOGIN), ("GET", "/x" * 5000)):
        _, _, headers = await ask(doors, method, path)
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Server"] == "jackfield"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


async def test_garbage_is_not_logged_with_its_bytes(doors: Doors, caplog: pytest.LogCaptureFixture) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", doors.port)
    writer.write(b"GET /ctichannel?password=hush\0" + b"hush" * 50_000 + b" HTTP/1.1\r\n\r\n")
    assert b" 400 " in await asyncio.wait_for(reader.readline(), 20)
    writer.close()
    await writer.wait_closed()
    assert caplog.records
    assert "hush" not in caplog.text


async def test_neither_passwords_nor_tokens_are_logged(
    doors: Doors, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    caplog.set_level(0)
    with capture_logs() as logs:
        token = await doors.token()
        async with doors.socket() as socket:
            await socket.echo()
        async with doors.http.ws_connect(f"/ctichannel?username=alice&password={PASSWORD}") as legacy:
            await legacy.receive()
        await ask(doors, "GET", CHECK, params={"token": token})
    told = json.dumps(logs, default=str) + caplog.text + "".join(capsys.readouterr())
    assert "client connected" in told
    assert token not in told
    assert f"password={PASSWORD}" not in told
