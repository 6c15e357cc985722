"""The WebSocket doors, with real clients: who comes in, what is understood, what is answered, how it ends."""

import asyncio
import json

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jackfield.domain.effects import Publish, Reply, user_topic
from jackfield.protocol.commands import Dial
from jackfield.protocol.errors import THROTTLED, CloseCode
from jackfield.protocol.events import Error, RightProfile
from jackfield.protocol.values import Profile
from jackfield.web.settings import LoginSettings, ThrottleSettings, WebSettings
from jackfield.web.tokens import Tokens
from tests.web.doors import PASSWORD, Accounts, Doors, Socket, eventually, open_doors

TOKEN_DOORS = ("/xuc/api/2.0/cti", "/xuc/ctichannel/tokenAuthentication")
LEGACY_DOORS = ("/ctichannel", "/xuc/ctichannel")
CREDENTIALS = f"username=alice&agentNumber=1001&password={PASSWORD}"


def types(frames: list[dict]) -> list[str]:
    return [each["msgType"] for each in frames]


async def refused(doors: Doors, path: str, **options: object) -> tuple[int, dict]:
    """Status and JSON body of a refused upgrade."""
    headers = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        **options.pop("headers", {}),
    }
    async with doors.http.get(path, headers=headers, **options) as answer:
        assert answer.content_type == "application/json"
        return answer.status, await answer.json()


@pytest.mark.parametrize("path", TOKEN_DOORS)
async def test_by_token(doors: Doors, path: str) -> None:
    async with doors.http.ws_connect(f"{path}?token={await doors.token()}") as raw:
        assert types(await Socket(raw).take(2)) == ["LoggedOn", "RightProfile"]
    assert doors.engine.connected[0].user_id == 1


@pytest.mark.parametrize("path", LEGACY_DOORS)
@pytest.mark.parametrize("query", [CREDENTIALS, CREDENTIALS.replace("&", "&amp;")])
async def test_by_password_in_the_url(doors: Doors, path: str, query: str) -> None:
    raw = await doors.raw(f"{path}?{query}")
    opcode, payload = await raw.frame()
    assert (opcode, json.loads(payload)["msgType"]) == (1, "LoggedOn")
    await raw.shut()


async def test_by_token_in_a_header(doors: Doors) -> None:
    headers = {"Authorization": f"Bearer {await doors.token()}"}
    async with doors.http.ws_connect(TOKEN_DOORS[0], headers=headers) as raw:
        assert (await Socket(raw).next())["msgType"] == "LoggedOn"


EXPIRED = Tokens(Accounts.signing_key, seconds=60, clock=lambda: 1000.0).issue(1, "alice")


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("/xuc/api/2.0/cti", 401, "TokenNotFound"),
        ("/xuc/api/2.0/cti?token=", 401, "TokenNotFound"),
        ("/xuc/api/2.0/cti?token=nonsense", 403, "InvalidToken"),
        (f"/xuc/api/2.0/cti?token={EXPIRED}", 403, "TokenExpired"),
        ("/ctichannel", 401, "InvalidCredentials"),
        ("/ctichannel?username=alice&password=wrong", 401, "InvalidCredentials"),
        ("/ctichannel?username=nobody&password=demo", 401, "InvalidCredentials"),
        ("/xuc/api/2.0/cti?token=" + "x" * 9000, 414, "UrlTooLong"),
        ("/xuc/api/3.0/cti", 404, "NotFound"),
    ],
)
async def test_refused_upgrades(doors: Doors, path: str, status: int, error: str) -> None:
    found, told = await refused(doors, path)
    assert (found, told["error"]) == (status, error)
    assert not doors.engine.connected


async def test_no_upgrade(doors: Doors) -> None:
    async with doors.http.get("/xuc/api/2.0/cti") as answer:
        assert (answer.status, (await answer.json())["error"]) == (426, "UpgradeRequired")


async def test_half_an_upgrade(doors: Doors) -> None:
    path = f"/xuc/api/2.0/cti?token={await doors.token()}"
    status, told = await refused(doors, path, headers={"Sec-WebSocket-Version": "3"})
    assert (status, told["error"]) == (400, "BadRequest")
    assert not doors.engine.connected


async def test_legacy_login_can_be_switched_off() -> None:
    async with open_doors(WebSettings(port=0, legacy_login=False)) as doors:
        for path in LEGACY_DOORS:
            assert (await refused(doors, f"{path}?{CREDENTIALS}"))[1]["error"] == "LegacyLoginDisabled"
        async with doors.socket() as socket:
            await socket.echo()


async def test_legacy_login_is_limited_too() -> None:
    async with open_doors(WebSettings(port=0, logins=LoginSettings(account_failures=1))) as doors:
        path = "/ctichannel?username=alice&password="
        assert [(await refused(doors, path + password))[0] for password in ("x", PASSWORD)] == [401, 429]


@pytest.mark.parametrize(("origin", "status"), [("https://a.example", 101), ("https://b.example", 403), (None, 101)])
async def test_origins_can_be_restricted(origin: str | None, status: int) -> None:
    async with open_doors(WebSettings(port=0, websocket_origins=("https://a.example",))) as doors:
        path = f"/xuc/api/2.0/cti?token={await doors.token()}"
        try:
            async with doors.http.ws_connect(path, origin=origin) as raw:
                await Socket(raw).next()
                found = 101
        except aiohttp.WSServerHandshakeError as problem:
            found = problem.status
        assert found == status


async def test_any_origin_by_default(doors: Doors) -> None:
    async with doors.socket(origin="https://anywhere.example") as socket:
        await socket.echo()


async def test_a_command_reaches_the_core_and_its_answer_the_asking_socket(doors: Doors) -> None:
    doors.engine.answers = lambda client, command: [Reply(client.session, Error(Error="answer"))]
    async with doors.socket() as asking, doors.socket() as other:
        await asking.command("dial", destination="1002")
        assert types(await asking.echo()) == ["LoggedOn", "RightProfile", "Error"]
        assert types(await other.echo()) == ["LoggedOn", "RightProfile"]
    [(client, command)] = doors.engine.asked
    assert (client, type(command), command.destination) == (doors.engine.connected[0], Dial, "1002")


async def test_an_event_of_the_user_reaches_all_his_sockets(doors: Doors) -> None:
    async with doors.socket() as one, doors.socket() as two, doors.socket("bruno") as other:
        for socket in (one, two, other):
            await socket.echo()
        doors.hub.perform(Publish(user_topic(1), RightProfile(profile=Profile.ADMIN)))
        assert [len(await socket.echo()) for socket in (one, two, other)] == [1, 1, 0]


@pytest.mark.parametrize(
    ("frame", "part"),
    [
        ("", "not JSON"),
        ("hello", "not JSON"),
        ('{"claz":"web","command":"dial"', "not JSON"),
        ("[]", "not an object"),
        ("null", "not an object"),
        ("{}", "claz"),
        ('{"claz":"web"}', "command"),
        ('{"claz":"web","command":"fly"}', "fly"),
        ('{"claz":"web","command":"dial"}', "destination"),
        ('{"claz":"web","command":"dial","destination":{"a":1}}', "destination"),
        ("[" * 60_000, "nested too deeply"),
        ('{"claz":"web","command":"\\ud800"}', "not JSON"),
    ],
)
async def test_a_malformed_frame_gets_one_error_and_the_socket_is_kept(doors: Doors, frame: str, part: str) -> None:
    async with doors.socket() as socket:
        await socket.echo()
        await socket.send(frame)
        [error] = await socket.echo()
        assert error["msgType"] == "Error"
        assert part in error["ctiMessage"]["Error"]
    assert not doors.engine.asked


async def test_a_malformed_command_with_a_request_id_gets_its_result_too(doors: Doors) -> None:
    async with doors.socket() as socket:
        await socket.echo()
        await socket.command("dial", requestId="r1")
        await socket.command("flashTextBrowserRequest", requestId="r2")
        frames = await socket.echo()
    results = [each["ctiMessage"] for each in frames if each["msgType"] == "CommandResult"]
    assert types(frames) == ["Error", "CommandResult"] * 2
    assert [(each["requestId"], each["status"], each["code"]) for each in results] == [
        ("r1", "refused", "bad_request"),
        ("r2", "refused", "not_supported"),
    ]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    frames=st.lists(st.one_of(st.text(max_size=80), st.from_regex(r'\{"claz":"web".*\}', fullmatch=True)), max_size=8)
)
def test_no_text_ends_a_socket(frames: list[str]) -> None:
    async def send_them() -> None:
        async with open_doors() as doors, doors.socket() as socket:
            await socket.echo()
            for frame in frames:
                await socket.send(frame)
            await socket.echo()

    asyncio.run(send_them())


async def test_a_ping_is_answered_exactly(doors: Doors) -> None:
    async with doors.socket(more="&events=numbered") as socket:
        await socket.raw.send_str('{"claz":"ping"}')
        await socket.raw.send_str('{ "claz" : "ping" , "more": 1 }')
        answers = []
        while len(answers) < 2:
            text = await socket.raw.receive_str()
            if "claz" in text:
                answers.append(text)
        assert answers == ['{"claz":"ping"}'] * 2


async def test_protocol_pings_of_the_client_are_answered(doors: Doors) -> None:
    raw = await doors.raw(f"/xuc/api/2.0/cti?token={await doors.token()}")
    raw.send(9, b"abc")
    while (frame := await raw.frame())[0] != 10:
        assert frame[0] == 1
    assert frame == (10, b"abc")
    await raw.shut()


THROTTLE = ThrottleSettings(message_per_duration=30, max_burst=5)


@pytest.mark.parametrize("frame", ['{"claz":"web","command":"hangup"}', "nonsense"])
async def test_a_flood_is_throttled_with_the_exact_text_and_pings_still_answered(frame: str) -> None:
    async with open_doors(WebSettings(port=0, throttle=THROTTLE)) as doors, doors.socket() as socket:
        await socket.echo()
        for _ in range(9):
            await socket.raw.send_str(frame)
        texts = []
        await socket.send({"claz": "ping"})
        while (text := await socket.raw.receive_str()) != '{"claz":"ping"}':
            texts.append(text)
        exact = '{"msgType":"Error","ctiMessage":{"Error":"Maximum throttle throughput exceeded."}}'
        assert texts.count(exact) == 4
        assert THROTTLED in exact
        assert len(doors.engine.asked) == (0 if frame == "nonsense" else 5)


async def test_pings_are_not_counted_and_sockets_not_added_up() -> None:
    async with (
        open_doors(WebSettings(port=0, throttle=THROTTLE)) as doors,
        doors.socket() as one,
        doors.socket() as two,
    ):
        for _ in range(20):
            await one.echo()
        for socket in (one, two):
            for _ in range(5):
                await socket.command("hangup")
            assert "Error" not in types(await socket.echo())
        assert len(doors.engine.asked) == 10


@pytest.mark.parametrize("more", ["", "&events=numbered"])
@pytest.mark.parametrize("good", [True, False])
async def test_a_throttled_command_with_a_request_id_gets_its_result(more: str, good: bool) -> None:
    async with open_doors(WebSettings(port=0, throttle=THROTTLE)) as doors, doors.socket(more=more) as socket:
        for _ in range(5):
            await socket.command("hangup")
        await socket.echo()
        await socket.command("hangup" if good else "fly", requestId="r")
        frames = await socket.echo()
    assert types(frames) == ["Error", "CommandResult"]
    assert frames[1]["ctiMessage"]["code"] == "throttled"
    assert all(("seq" in each) == bool(more) for each in frames)


async def test_a_frame_of_64_kib_is_read_one_byte_more_is_not(doors: Doors) -> None:
    async with doors.socket() as socket:
        await socket.echo()
        await socket.send("x" * 65536)
        assert types(await socket.echo()) == ["Error"]
        await socket.send("x" * 65537)
        assert await socket.end() == (CloseCode.FRAME_TOO_BIG, CloseCode.FRAME_TOO_BIG.sentence)
    assert not CloseCode.FRAME_TOO_BIG.retry


async def test_a_huge_frame_is_refused_at_its_head_and_its_sender_learns_why(doors: Doors) -> None:
    raw = await doors.raw(f"/xuc/api/2.0/cti?token={await doors.token()}")
    raw.send(1, b"x" * 1_000_000, declared=10**12)
    assert await raw.close_code() == CloseCode.FRAME_TOO_BIG
    await raw.shut()


async def test_many_pieces_are_one_frame(doors: Doors) -> None:
    raw = await doors.raw(f"/xuc/api/2.0/cti?token={await doors.token()}")
    raw.send(1, b'{"claz":', first=0)
    raw.send(9, b"between")
    raw.send(0, b'"ping"}')
    frames = []
    while (frame := await raw.frame()) != (1, b'{"claz":"ping"}'):
        frames.append(frame)
    assert (10, b"between") in frames
    for _ in range(3):
        raw.send(1 if _ == 0 else 0, b"x" * 30_000, first=0)
    assert await raw.close_code() == CloseCode.FRAME_TOO_BIG
    await raw.shut()


@pytest.mark.parametrize(
    ("opcode", "payload", "first", "code"),
    [
        (1, b"\xff\xfe", 0x80, 1007),
        (1, b"\xc3", 0x80, 1007),
        (2, b"{}", 0x80, CloseCode.NOT_TEXT),
        (3, b"", 0x80, 1002),
        (1, b"", 0xF0, 1002),
        (0, b"x", 0x80, 1002),
        (9, b"x" * 126, 0x80, 1002),
    ],
)
async def test_what_breaks_the_protocol_ends_that_socket_alone(
    doors: Doors, opcode: int, payload: bytes, first: int, code: int
) -> None:
    async with doors.socket() as other:
        raw = await doors.raw(f"/xuc/api/2.0/cti?token={await doors.token()}")
        raw.send(opcode, payload, first=first)
        assert await raw.close_code() == code
        await raw.shut()
        await other.echo()


@pytest.mark.parametrize(("sent", "answered"), [(b"\x03\xe8bye", 1000), (b"", 1000), (b"\x0f\xa1", 4001)])
async def test_the_clients_close_is_answered(doors: Doors, sent: bytes, answered: int) -> None:
    raw = await doors.raw(f"/xuc/api/2.0/cti?token={await doors.token()}")
    raw.send(8, sent)
    assert await raw.close_code() == answered
    assert await raw.frame() == (-1, b"")
    await raw.shut()
    await eventually(lambda: doors.engine.forgotten)


async def test_a_connection_that_is_torn_leaves_nothing(doors: Doors) -> None:
    raw = await doors.raw(f"/xuc/api/2.0/cti?token={await doors.token()}")
    await raw.frame()
    raw.writer.transport.abort()
    await eventually(lambda: doors.engine.forgotten == [doors.engine.connected[0].session])
    assert doors.hub.sessions == 0


async def test_a_bug_of_ours_ends_the_socket_it_met(doors: Doors) -> None:
    def broken(client: object, command: object) -> list:
        raise RuntimeError("bug")

    async with doors.socket() as socket, doors.socket() as other:
        doors.engine.answers = broken
        await socket.command("hangup")
        assert (await socket.end())[0] == CloseCode.INTERNAL
        await other.echo()


async def test_a_full_server_turns_away() -> None:
    async with open_doors(WebSettings(port=0, max_sockets=1)) as doors, doors.socket() as first:
        async with doors.socket() as second:
            assert (await second.end())[0] == CloseCode.OVERLOADED
        await first.echo()
        assert len(doors.engine.connected) == 1


async def test_nothing_is_compressed(doors: Doors) -> None:
    async with doors.socket(compress=15) as socket:
        assert not socket.raw.compress
        await socket.echo()
