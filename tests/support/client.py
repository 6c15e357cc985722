"""A client as integrators write one: logs in, opens the WebSocket, sends commands, waits for events.

Every frame it sees is checked against the generated schemas. `process` starts the program as users do.
"""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import aiohttp

from tests.support.frames import check_frame

PATIENCE = 5.0
"""Seconds after which an event that was expected is called missing: long, for a busy machine."""

Payload = dict[str, Any]


class Cti:
    """One WebSocket of a user."""

    def __init__(self, http: aiohttp.ClientSession, base: str, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.http, self.base, self.socket = http, base, socket
        self.frames: list[Payload] = []
        """Everything received and not yet taken by `expect`."""
        self.seen: list[Payload] = []
        """Everything received."""
        self._news = asyncio.Condition()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def connect(
        cls, base: str, login: str, password: str = "demo", *, token: str | None = None, **query: str
    ) -> Self:
        """Log in and open the socket; `query` are further parameters of its URL, such as `events="numbered"`."""
        http = aiohttp.ClientSession()
        try:
            if token is None:
                token = await cls.token(http, base, login, password)
            url = f"{base}/xuc/api/2.0/cti"
            socket = await http.ws_connect(url, params={"token": token, **query})
        except BaseException:
            await http.close()
            raise
        return cls(http, base, socket)

    @staticmethod
    async def token(http: aiohttp.ClientSession, base: str, login: str, password: str = "demo") -> str:
        body = {"login": login, "password": password}
        async with http.post(f"{base}/xuc/api/2.0/auth/login", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return str((await answer.json())["token"])

    async def _read(self) -> None:
        async for message in self.socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                frame = check_frame(message.data)
                async with self._news:
                    self.seen.append(frame)
                    if "msgType" in frame:
                        self.frames.append(frame)
                    self._news.notify_all()
        async with self._news:
            self._news.notify_all()

    async def send(self, command: str, **keys: object) -> None:
        """Send a command."""
        await self.socket.send_str(json.dumps({"claz": "web", "command": command, **keys}))

    async def ask(self, command: str, **keys: object) -> Payload:
        """Send a command with a requestId; its CommandResult."""
        request_id = f"r{len(self.seen)}-{command}"
        await self.send(command, requestId=request_id, **keys)
        return await self.expect("CommandResult", requestId=request_id, patience=15)

    async def expect(self, kind: str, /, *, patience: float = PATIENCE, **fields: object) -> Payload:
        """The next event of this type whose payload has these fields; what came before it stays."""

        def find() -> Payload | None:
            for index, frame in enumerate(self.frames):
                payload = frame["ctiMessage"]
                if frame["msgType"] == kind and all(payload.get(key) == value for key, value in fields.items()):
                    del self.frames[index]
                    return frame
            return None

        async with self._news:
            try:
                async with asyncio.timeout(patience):
                    while (found := find()) is None:
                        if self._reading.done():
                            raise AssertionError(f"closed with {self.socket.close_code}; no {kind} {fields}")
                        await self._news.wait()
            except TimeoutError:
                waiting = "\n  ".join(json.dumps(frame, ensure_ascii=False)[:200] for frame in self.frames)
                raise AssertionError(f"no {kind} {fields}; there is:\n  {waiting}") from None
        payload: Payload = found["ctiMessage"]
        return payload

    async def phone(self, event_type: str, /, *, patience: float = PATIENCE, **fields: object) -> Payload:
        """The next PhoneEvent of this type."""
        return await self.expect("PhoneEvent", patience=patience, eventType=event_type, **fields)

    async def logged_on(self) -> Self:
        """Wait for the end of the connect sequence's known beginning."""
        await self.expect("LoggedOn")
        return self

    def has(self, kind: str, **fields: object) -> bool:
        """Whether such an event has come that nobody has taken yet."""
        return any(
            frame["msgType"] == kind and all(frame["ctiMessage"].get(key) == value for key, value in fields.items())
            for frame in self.frames
        )

    async def closed(self, patience: float = PATIENCE) -> int | None:
        """Wait until the server has closed; the code."""
        async with asyncio.timeout(patience):
            await self._reading
        return self.socket.close_code

    async def close(self) -> None:
        await self.socket.close()
        self._reading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._reading
        await self.http.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class Process:
    """A `jackfield` process: its words on standard output, and its end."""

    def __init__(self, popen: "subprocess.Popen[str]", ready: str, log: Path) -> None:
        self.popen, self.ready, self.log = popen, ready, log

    @property
    def url(self) -> str:
        """What it said after `ready`."""
        return self.ready

    def kill(self) -> None:
        """As `kill -9`."""
        self.popen.send_signal(signal.SIGKILL)
        self.popen.wait(10)

    def stop(self) -> int:
        """As a service manager stops it; the exit code."""
        self.popen.terminate()
        return self.popen.wait(15)


START_SECONDS = 60.0
"""For a server on a machine that has much else to do."""


@asynccontextmanager
async def process(log: Path, *arguments: str, environment: dict[str, str] | None = None) -> AsyncIterator[Process]:
    """Run `jackfield ARGUMENTS` until it has said `ready`; it is gone at the end whatever happens."""
    with log.open("a") as errors:
        popen = subprocess.Popen(
            [sys.executable, "-m", "jackfield", *arguments],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, **(environment or {})},
        )
    try:
        assert popen.stdout is not None
        async with asyncio.timeout(START_SECONDS):
            line = await asyncio.to_thread(popen.stdout.readline)
        assert " ready " in line, f"it said {line!r}; its log: {log.read_text()}"
        yield Process(popen, line.split(" ready ")[1].strip(), log)
    finally:
        popen.kill()
        popen.wait(10)
        if popen.stdout is not None:
            popen.stdout.close()


async def until_ready(base: str, patience: float = 10.0) -> None:
    """Wait until `/readyz` says that the PBX is connected and known."""
    async with aiohttp.ClientSession() as http, asyncio.timeout(patience):
        while True:
            async with http.get(f"{base}/readyz") as answer:
                if answer.status == 200:
                    return
            await asyncio.sleep(0.02)
