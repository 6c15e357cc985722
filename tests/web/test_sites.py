"""Which other servers may act for users: by key, by address, by token, and never a page in a browser."""

import pytest
from structlog.testing import capture_logs

from jackfield.domain.effects import Reply
from jackfield.protocol.commands import Dnd
from jackfield.protocol.events import CommandResult
from jackfield.protocol.values import ResultStatus
from jackfield.web.settings import SiteSettings, WebSettings
from tests.web.doors import PASSWORD, Doors, open_doors

DND = "/xuc/api/1.0/dnd/crm/alice/"
KEY = "a key of our own, 24 ch."


def settings(*trusted: str, keys: tuple[str, ...] = (KEY,)) -> WebSettings:
    return WebSettings(port=0, trusted_proxies=("127.0.0.9/32",), sites=SiteSettings(keys=keys, trusted=trusted))


async def post(doors: Doors, path: str = DND, **headers: str) -> tuple[int, str]:
    """Status, and the error or status of the body."""
    doors.engine.answers = lambda client, command: [
        Reply(client.session, CommandResult(requestId=str(command.requestId), status=ResultStatus.DONE))
    ]
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    async with doors.http.post(path, json={"state": "true"}, headers=asked) as answer:
        body = await answer.json()
        return answer.status, body.get("error") or body["status"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X_Api_Key": KEY}, 200),
        ({"Api_Key": KEY}, 200),
        ({"Authorization": f"Bearer {KEY}"}, 200),
        ({"Authorization": f"ApiKey {KEY}"}, 200),
        ({"X_Api_Key": KEY, "Origin": "https://crm.example"}, 200),
        ({"X_Api_Key": KEY[:-1]}, 403),
        ({"X_Api_Key": ""}, 403),
        ({"Authorization": "Bearer"}, 403),
        ({}, 403),
    ],
)
async def test_a_strange_machine_needs_a_key(headers: dict[str, str], status: int) -> None:
    async with open_doors(settings("192.0.2.0/24")) as doors:
        answered, said = await post(doors, **headers)
        assert (answered, said) == (status, "done" if status == 200 else "ApiKeyRequired")
        assert len(doors.engine.asked) == (status == 200)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"X_Api_Key": "wrong, but not asked for"}, 200),
        ({"Origin": "https://anywhere.example"}, 403),
        ({"Sec_Fetch_Site": "same-origin"}, 403),
        ({"X_Forwarded_For": "192.0.2.1"}, 403),
        ({"Forwarded": "for=127.0.0.1"}, 403),
        ({"Via": "1.1 proxy"}, 403),
    ],
)
async def test_a_trusted_machine_needs_none_but_no_browser_and_no_proxy_may_use_that(
    headers: dict[str, str], status: int
) -> None:
    async with open_doors(settings("127.0.0.0/8")) as doors:
        assert (await post(doors, **headers))[0] == status


async def test_nobody_is_trusted_where_nobody_is_named() -> None:
    async with open_doors(settings(keys=())) as doors:
        assert (await post(doors, X_Api_Key="")) == (403, "ApiKeyRequired")


async def test_version_2_takes_the_token_of_the_user_or_of_an_administrator() -> None:
    path = DND.replace("1.0", "2.0")
    async with open_doors(settings("127.0.0.0/8")) as doors:
        assert (await post(doors, path)) == (400, "AuthorizationHeaderNotFound")
        for login, status in (("alice", 200), ("root", 200), ("bruno", 403)):
            token = await doors.token(login)
            assert (await post(doors, path, Authorization=f"Bearer {token}"))[0] == status


async def test_a_command_has_a_session_of_its_own_that_ends(doors: Doors) -> None:
    assert await post(doors) == (200, "done")
    ((client, command),) = doors.engine.asked
    assert isinstance(command, Dnd)
    assert (client.user_id, command.state) == (1, True)
    assert doors.engine.forgotten == [client.session]


async def test_an_unknown_outcome_is_202(doors: Doors) -> None:
    doors.engine.answers = lambda client, command: [
        Reply(client.session, CommandResult(requestId=str(command.requestId), status=ResultStatus.UNKNOWN))
    ]
    async with doors.http.post(DND, json={"state": False}) as answer:
        assert (answer.status, (await answer.json())["status"]) == (202, "unknown")


@pytest.mark.parametrize(
    ("path", "body", "status", "error"),
    [
        ("/xuc/api/1.0/dnd/crm/nobody/", b'{"state":true}', 404, "UserNotFound"),
        (f"/xuc/api/1.0/dnd/crm/{'x' * 300}/", b'{"state":true}', 404, "UserNotFound"),
        ("/xuc/api/1.0/dnd/crm/alice", b"", 400, "BadRequest"),
        ("/xuc/api/1.0/dnd/crm/alice", b"[]", 400, "InvalidJson"),
        ("/xuc/api/1.0/dnd/crm/alice", b"\xff", 400, "InvalidJson"),
        ("/xuc/api/1.0/dnd/crm/alice", b'{"state":"perhaps"}', 400, "BadRequest"),
        ("/xuc/api/1.0/connect/crm/alice/", b"{}", 400, "InvalidJson"),
        ("/xuc/api/1.0/connect/crm/alice/", b'{"password":"wrong"}', 401, "InvalidCredentials"),
        ("/xuc/api/1.0/fly/crm/alice/", b"{}", 404, "NotFound"),
        ("/xuc/api/3.0/dnd/crm/alice/", b"{}", 404, "NotFound"),
    ],
)
async def test_what_is_wrong_is_said(doors: Doors, path: str, body: bytes, status: int, error: str) -> None:
    async with doors.http.post(path, data=body) as answer:
        told = await answer.json()
        assert (answer.status, told["error"]) == (status, error)
        assert told["message"]
    assert not doors.engine.asked


async def test_connect_checks_the_password_and_says_nothing_of_it_in_the_log(doors: Doors) -> None:
    with capture_logs() as logs:
        async with doors.http.post("/xuc/api/1.0/connect/crm/alice/", json={"password": PASSWORD}) as answer:
            told = await answer.json()
    assert (answer.status, told["login"]) == (200, "alice")
    headers = {"Authorization": f"Bearer {told['token']}"}
    async with doors.http.get("/xuc/api/2.0/auth/check", headers=headers) as answer:
        assert answer.status == 200
    assert PASSWORD not in str(logs)
    assert {"path": "connect", "domain": "crm", "user": "alice"}.items() <= logs[0].items()
