"""Carries AMI sessions: over TCP, over a pipe in memory that looks like a socket, and faults on both at will."""

import asyncio
from collections.abc import Callable
from typing import TypeVar, cast

from jackfield.telephony.simulator.actions import ACTIONS
from jackfield.telephony.simulator.ami_session import AmiSession
from jackfield.telephony.simulator.pbx import Pbx

ClientProtocol = TypeVar("ClientProtocol", bound=asyncio.Protocol)


class AmiServer:
    """All connections to one PBX."""

    def __init__(self, pbx: Pbx) -> None:
        self._pbx = pbx
        self._sessions: dict[AmiSession, Callable[[], None]] = {}
        self.stalled = False
        self.isolated = False
        self.up_at = 0.0
        """When the last restart was or will be over, Unix seconds."""

    @property
    def down(self) -> bool:
        """The PBX is down for a restart."""
        return self._pbx.clock.now() < self.up_at

    @property
    def accepting(self) -> bool:
        """False while the PBX is down for a restart, or isolated."""
        return not self.isolated and not self.down

    @property
    def sessions(self) -> list[AmiSession]:
        return list(self._sessions)

    def attach(
        self,
        send: Callable[[bytes], None],
        close: Callable[[], None] = lambda: None,
        abort: Callable[[], None] | None = None,
    ) -> AmiSession:
        """A session whose bytes go to `send`; `abort` cuts the connection without a word. Synchronous."""
        session = AmiSession(self._pbx, ACTIONS, send, lambda: self._ended(session, close), stalled=self.stalled)
        self._sessions[session] = abort or close
        return session

    def _ended(self, session: AmiSession, close: Callable[[], None]) -> None:
        self._sessions.pop(session, None)
        close()

    def detach(self, session: AmiSession) -> None:
        """The other side is gone."""
        session.lost()
        self._sessions.pop(session, None)

    def cut(self) -> None:
        """All connections break; calls go on."""
        for session, abort in list(self._sessions.items()):
            self.detach(session)
            abort()

    def stall(self, stalled: bool = True) -> None:
        """Connections stay, but nothing is read or written until `stall(False)`."""
        self.stalled = stalled
        for session in self.sessions:
            session.stall(stalled)

    def isolate(self, isolated: bool) -> None:
        """Cut, and refuse connections until it ends; calls go on."""
        self.isolated = isolated
        if isolated:
            self.cut()

    def restart(self, down: float) -> None:
        """Cut, and refuse connections for `down` seconds."""
        self.cut()
        self.up_at = self._pbx.clock.now() + down
        self._pbx.boot()

    # ------------------------------------------------------------ carriers

    async def listen(self, host: str, port: int) -> asyncio.Server:
        """Serve over TCP."""
        return await asyncio.get_running_loop().create_server(lambda: _TcpSession(self), host, port)

    async def connect(self, protocol_factory: Callable[[], ClientProtocol]) -> tuple[asyncio.Transport, ClientProtocol]:
        """As `loop.create_connection`, but in memory. Raises ConnectionRefusedError while none is accepted."""
        if not self.accepting:
            raise ConnectionRefusedError("the simulated PBX is down or isolated")
        protocol = protocol_factory()
        pipe = PipeTransport(protocol)
        protocol.connection_made(pipe)
        session = self.attach(pipe.deliver, pipe.finish, pipe.finish)
        pipe.attached(session.receive, lambda: self.detach(session))
        return pipe, protocol


class _TcpSession(asyncio.Protocol):
    """One TCP connection."""

    def __init__(self, server: AmiServer) -> None:
        self._server = server
        self._session: AmiSession | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not checked: uvloop's transports are no subclass of asyncio's.
        transport = cast(asyncio.Transport, transport)
        if not self._server.accepting:
            transport.abort()
            return
        self._session = self._server.attach(transport.write, transport.close, transport.abort)

    def data_received(self, data: bytes) -> None:
        if self._session is not None:
            self._session.receive(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._session is not None:
            self._server.detach(self._session)


class PipeTransport(asyncio.Transport):
    """The client's end of a connection in memory: all bytes of one turn of the loop arrive in one piece in the next."""

    def __init__(self, protocol: asyncio.Protocol) -> None:
        super().__init__(extra={"peername": ("in-memory", 0)})
        self._protocol: asyncio.BaseProtocol = protocol
        self._loop = asyncio.get_running_loop()
        self._to_client: list[bytes] = []
        self._to_server: list[bytes] = []
        self._receive: Callable[[bytes], None] = lambda data: None
        self._gone: Callable[[], None] = lambda: None
        self._scheduled = False
        self._paused = False
        self._closing = False
        self._lost = False

    def attached(self, receive: Callable[[bytes], None], gone: Callable[[], None]) -> None:
        self._receive, self._gone = receive, gone

    # ------------------------------------------------------------ the server's side

    def deliver(self, data: bytes) -> None:
        self._to_client.append(data)
        self._schedule()

    def finish(self) -> None:
        """The server closes: what it has sent still arrives."""
        if not self._closing:
            self._closing = True
            self._schedule()

    # ------------------------------------------------------------ the client's side

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self._closing and data:
            self._to_server.append(bytes(data))
            self._schedule()

    def close(self) -> None:
        if not self._closing:
            self._closing = True
            self._paused = False
            self._schedule()

    def abort(self) -> None:
        self._to_client.clear()
        self.close()

    def is_closing(self) -> bool:
        return self._closing

    def get_write_buffer_size(self) -> int:
        return sum(map(len, self._to_server))

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """There is no limit: the other end takes everything in the next turn."""

    def pause_reading(self) -> None:
        self._paused = True

    def resume_reading(self) -> None:
        self._paused = False
        self._schedule()

    def is_reading(self) -> bool:
        return not self._paused

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self._protocol

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._protocol = protocol

    # ------------------------------------------------------------ the turn

    def _schedule(self) -> None:
        if not self._scheduled and not self._lost:
            self._scheduled = True
            self._loop.call_soon(self._turn)

    def _turn(self) -> None:
        self._scheduled = False
        to_server, self._to_server = self._to_server, []
        if to_server:
            self._receive(b"".join(to_server))
        if self._to_client and not self._paused:
            to_client, self._to_client = self._to_client, []
            assert isinstance(self._protocol, asyncio.Protocol)
            self._protocol.data_received(b"".join(to_client))
        if self._closing and not (self._paused and self._to_client):
            self._lost = True
            self._gone()
            self._protocol.connection_lost(None)
