"""A watcher on the manager interface that shares no code with what is tested: it reads events into dicts.

Never here: anything of `jackfield.telephony`. A test that must know what Asterisk really said asks this one.
"""

import asyncio
import itertools
from collections.abc import Callable
from typing import Self

PATIENCE = 5.0
Message = dict[str, str]


class Watcher:
    """One AMI connection. `messages` holds all that came, in order; of a repeated header the last value."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.messages: list[Message] = []
        self.closed = False
        self._ids = itertools.count(1)
        self._writer = writer
        self._news = asyncio.Condition()
        self._task = asyncio.create_task(self._read(reader))

    @classmethod
    async def connect(cls, host: str, port: int, user: str = "cti", secret: str = "cti-secret") -> Self:
        """Logged in, all events on. Raises AssertionError when refused."""
        reader, writer = await asyncio.open_connection(host, port)
        await reader.readline()
        watcher = cls(reader, writer)
        answer = await watcher.action("Login", Username=user, Secret=secret)
        assert answer["Response"] == "Success", answer
        return watcher

    async def action(self, name: str, variables: list[str] | None = None, **heads: str) -> Message:
        """Sends an action and waits for its response."""
        number = f"watcher-{next(self._ids)}"
        pairs = [("Action", name), ("ActionID", number), *heads.items()]
        pairs += [("Variable", variable) for variable in variables or []]
        self._writer.write("".join(f"{key}: {value}\r\n" for key, value in pairs).encode() + b"\r\n")
        return await self.wait(lambda m: m.get("ActionID") == number and "Response" in m)

    async def event(self, name: str, timeout: float = PATIENCE, *, since: int = 0, **heads: str) -> Message:
        """The first event `name` with these headers from the `since`th message on, waited for if need be."""
        wanted = {"Event": name, **heads}
        return await self.wait(lambda m: wanted.items() <= m.items(), timeout, since=since, what=str(wanted))

    async def wait(
        self,
        fits: Callable[[Message], bool],
        timeout: float = PATIENCE,
        *,
        since: int = 0,
        what: str = "such message",
    ) -> Message:
        """The first message that fits. Raises TimeoutError, ConnectionError when Asterisk has gone."""
        position = since
        try:
            async with asyncio.timeout(timeout), self._news:
                while True:
                    for message in self.messages[position:]:
                        if fits(message):
                            return message
                    position = max(position, len(self.messages))
                    if self.closed:
                        raise ConnectionError(f"AMI closed before {what}")
                    await self._news.wait()
        except TimeoutError:
            raise TimeoutError(f"no {what} in {timeout} s; {len(self.messages)} messages") from None

    async def gone(self, timeout: float = PATIENCE) -> None:
        """Waits until Asterisk has closed the connection."""
        async with asyncio.timeout(timeout):
            await asyncio.shield(self._task)

    async def close(self) -> None:
        """Hangs up the connection."""
        self._writer.close()
        self._task.cancel()
        await asyncio.gather(self._task, self._writer.wait_closed(), return_exceptions=True)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        message: Message = {}
        try:
            while line := await reader.readline():
                key, colon, value = line.decode("utf-8", "replace").rstrip("\r\n").partition(": ")
                if colon:
                    message[key] = value
                elif message:
                    async with self._news:
                        self.messages.append(message)
                        self._news.notify_all()
                    message = {}
        except ConnectionError:
            pass
        async with self._news:
            self.closed = True
            self._news.notify_all()
