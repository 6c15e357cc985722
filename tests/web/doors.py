"""A real server on a free port with a small real engine, and real clients; every frame they see is checked."""

import asyncio
import json
import struct
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import aiohttp

from jackfield.domain.access import Rights, rights_of
from jackfield.domain.core import Client
from jackfield.domain.directory import User
from jackfield.domain.effects import Effect, Reply, Subscribe, user_topic
from jackfield.domain.entries import Contact
from jackfield.protocol.commands import Command
from jackfield.protocol.events import DirectoryResult, LoggedOn, RightProfile
from jackfield.protocol.values import PbxState, Profile
from jackfield.web.hub import Hub
from jackfield.web.ports import About, AboutPbx, SipExchange
from jackfield.web.server import Server, open_hub
from jackfield.web.settings import WebSettings
from tests.support.frames import check_frame

PASSWORD = "demo"
WAIT_SECONDS = 20.0
"""For what must happen; nothing is asserted about how soon."""


class Engine:
    """Records what it is asked, and answers what the test says."""

    def __init__(self, hub: Hub, users: dict[int, User]) -> None:
        self.hub = hub
        self.users = users
        self.connected: list[Client] = []
        self.asked: list[tuple[Client, Command]] = []
        self.forgotten: list[str] = []
        self.gone: list[tuple[str, frozenset[str]]] = []
        self.answers: Callable[[Client, Command], Sequence[Effect]] = lambda client, command: ()

    def connect(self, client: Client) -> None:
        self.connected.append(client)
        self.hub.perform(Reply(client.session, LoggedOn()))
        self.hub.perform(Reply(client.session, RightProfile(profile=Profile.NO_RIGHT)))
        self.hub.perform(Subscribe(client.session, user_topic(client.user_id)))

    def ask(self, client: Client, command: Command) -> None:
        self.asked.append((client, command))
        for effect in self.answers(client, command):
            self.hub.perform(effect)

    def presence(self, user_id: int, present: bool) -> None:
        """Nobody is logged out here."""

    def browser_gone(self, account: str, calls: frozenset[str]) -> None:
        self.gone.append((account, calls))

    def forget(self, session: str) -> None:
        self.forgotten.append(session)

    def show(self, user_id: int, contacts: Sequence[Contact]) -> DirectoryResult:
        return DirectoryResult(entries=(), headers=())

    def tell_states(self) -> int:
        return 7

    def rights(self, user_id: int) -> Rights:
        return rights_of(self.users[user_id])


class Accounts:
    """Everybody's password is the same."""

    signing_key = b"a key of thirty-two bytes or more"

    def __init__(self, users: dict[int, User]) -> None:
        self.users = users

    async def verify(self, login: str, password: str) -> User | None:
        found = [user for user in self.users.values() if user.login == login]
        return found[0] if found and password == PASSWORD else None

    def user(self, user_id: int) -> User | None:
        return self.users.get(user_id)

    def named(self, login: str) -> User | None:
        return next((user for user in self.users.values() if user.login == login), None)

    def mark(self, user_id: int) -> str:
        return ""

    def sip_account(self, user: User) -> str:
        return {"alice": "1001", "bruno": "1002"}.get(user.login, "")


class Socket:
    """A WebSocket client that checks every frame it sees."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.raw = socket

    async def next(self) -> dict:
        """The next frame; fails if the socket is closed instead."""
        message = await asyncio.wait_for(self.raw.receive(), WAIT_SECONDS)
        assert message.type is aiohttp.WSMsgType.TEXT, message
        return check_frame(message.data)

    async def take(self, count: int) -> list[dict]:
        return [await self.next() for _ in range(count)]

    async def until(self, kind: str) -> dict:
        """The next frame of this type; those before it are thrown away."""
        while (frame := await self.next()).get("msgType") != kind:
            pass
        return frame

    async def echo(self) -> list[dict]:
        """What was sent up to now: everything before the answer to a ping."""
        await self.send({"claz": "ping"})
        frames: list[dict] = []
        while (frame := await self.next()) != {"claz": "ping"}:
            frames.append(frame)
        return frames

    async def send(self, frame: object) -> None:
        await self.raw.send_str(frame if isinstance(frame, str) else json.dumps(frame))

    async def command(self, command: str, **arguments: object) -> None:
        await self.send({"claz": "web", "command": command, **arguments})

    async def end(self) -> tuple[int | None, str]:
        """Code and reason with which the server closes it; frames before that are thrown away."""
        while True:
            message = await asyncio.wait_for(self.raw.receive(), WAIT_SECONDS)
            if message.type is aiohttp.WSMsgType.CLOSE:
                return message.data, message.extra or ""
            if message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR, aiohttp.WSMsgType.CLOSING):
                return self.raw.close_code, ""


class Doors:
    """The running server and what is behind it."""

    def __init__(self, hub: Hub, engine: Engine, accounts: Accounts, server: Server, port: int) -> None:
        self.hub = hub
        self.engine = engine
        self.accounts = accounts
        self.server = server
        self.port = port
        self.not_ready = ""
        self.http: aiohttp.ClientSession

    async def token(self, login: str = "alice") -> str:
        async with self.http.post("/xuc/api/2.0/auth/login", json={"login": login, "password": PASSWORD}) as answer:
            return (await answer.json())["token"]

    @asynccontextmanager
    async def socket(self, login: str = "alice", more: str = "", **options: object) -> AsyncIterator[Socket]:
        """A socket by token; `more` is added to the URL."""
        path = f"/xuc/api/2.0/cti?token={await self.token(login)}{more}"
        async with self.http.ws_connect(path, max_msg_size=0, **options) as socket:
            yield Socket(socket)

    async def raw(self, path: str, *, buffer_bytes: int = 0) -> "RawSocket":
        """A socket below which a test can do what no decent client does."""
        return await RawSocket.open(self.port, path, buffer_bytes)


class RawSocket:
    """A WebSocket client of bytes: it answers nothing by itself, and may stop reading."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def open(cls, port: int, path: str, buffer_bytes: int = 0) -> "RawSocket":
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=buffer_bytes or 2**16)
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), WAIT_SECONDS)
        assert b" 101 " in head, head
        return cls(reader, writer)

    def send(self, opcode: int, payload: bytes, *, declared: int | None = None, first: int = 0x80) -> None:
        size = len(payload) if declared is None else declared
        head = bytes([first | opcode])
        if size < 126:
            head += bytes([0x80 | size])
        elif size < 1 << 16:
            head += struct.pack("!BH", 0xFE, size)
        else:
            head += struct.pack("!BQ", 0xFF, size)
        self.writer.write(head + b"\0\0\0\0" + payload)  # a mask of zeros leaves the payload as it is

    async def frame(self) -> tuple[int, bytes]:
        """The next frame as (opcode, payload); (-1, b"") at the end of the stream."""
        async with asyncio.timeout(WAIT_SECONDS):
            try:
                first, size = await self.reader.readexactly(2)
                if size == 126:
                    size = int.from_bytes(await self.reader.readexactly(2))
                elif size == 127:
                    size = int.from_bytes(await self.reader.readexactly(8))
                return first & 0x0F, await self.reader.readexactly(size)
            except (asyncio.IncompleteReadError, ConnectionError):
                return -1, b""

    async def close_code(self) -> int | None:
        """Read to the end: the code of the close frame, None when the stream just ended."""
        while True:
            opcode, payload = await self.frame()
            if opcode == 8:
                return int.from_bytes(payload[:2])
            if opcode == -1:
                return None

    async def shut(self) -> None:
        self.writer.close()
        try:
            await self.writer.wait_closed()
        except ConnectionError:
            pass


USERS = (
    User(id=1, login="alice"),
    User(id=2, login="bruno", profile=Profile.SUPERVISOR),
    User(id=3, login="root", profile=Profile.ADMIN),
)


ABOUT = About(version="1.2.3", demo=True, pbx=AboutPbx(name="pbx", status=PbxState.SYNCING, since=7))


@asynccontextmanager
async def open_doors(settings: WebSettings | None = None, sip: SipExchange | None = None) -> AsyncIterator[Doors]:
    """A server of its own, stopped at the end."""
    settings = settings or WebSettings(port=0)
    users = {user.id: user for user in USERS}
    hub = open_hub(settings)
    engine, accounts = Engine(hub, users), Accounts(users)
    why_not: list[Doors] = []
    server = Server(
        settings,
        hub=hub,
        engine=engine,
        accounts=accounts,
        ready=lambda: why_not[0].not_ready,
        about=lambda: ABOUT,
        sip=sip,
    )
    doors = Doors(hub, engine, accounts, server, await server.start())
    why_not.append(doors)
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{doors.port}") as doors.http:
            yield doors
    finally:
        await server.stop()


async def eventually(condition: Callable[[], object]) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(WAIT_SECONDS):
        while not condition():
            await asyncio.sleep(0.005)
