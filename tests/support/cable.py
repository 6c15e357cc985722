"""A TCP connection that a test can cut, between a client and a server of this machine."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Cable:
    """What comes to `port` is passed on to another port of this machine, until it is cut."""

    def __init__(self, far: int) -> None:
        self._far = far
        self._whole = True
        self._carrying: set[asyncio.Task[None]] = set()
        self.port = 0

    @asynccontextmanager
    async def laid(self, tls: ssl.SSLContext | None = None) -> AsyncIterator["Cable"]:
        """It is there; `tls`: its near end speaks that, as a proxy in front of a server does."""
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0, ssl=tls)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            await self.cut()

    async def cut(self) -> None:
        """Both ends notice at once; who tries again is turned away."""
        self._whole = False
        for task in self._carrying:
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    async def blink(self) -> None:
        """Cut for a moment: who tries again gets through."""
        await self.cut()
        self.mend()

    def mend(self) -> None:
        """Who tries from now on gets through."""
        self._whole = True

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._whole:
            writer.close()
            return
        task = asyncio.create_task(self._both_ways(reader, writer))
        self._carrying.add(task)
        # a task that is cut off before it began, or while it still calls the far end, lets go of the near one too
        task.add_done_callback(lambda _: writer.transport.abort())
        task.add_done_callback(self._carrying.discard)

    async def _both_ways(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._far)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(pass_on(reader, far_writer))
                group.create_task(pass_on(far_reader, writer))
        finally:
            far_writer.transport.abort()


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Bytes from here to there, until the end."""
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    writer.close()
