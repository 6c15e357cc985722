"""Keeps one AMI connection up: connects, carries bytes and time to a `Connection`, and connects again.

The only AMI file that awaits. It understands nothing of what is said; what it hears goes to a `Sink` in order and
without an `await` in between. Over TCP, TLS or anything that makes an asyncio transport, such as the simulator's pipe.
"""

import asyncio
import itertools
import random
import ssl
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol

import msgspec
import structlog

from jackfield.telephony.ami.actions import Pairs
from jackfield.telephony.ami.codec import Frame, Malformed
from jackfield.telephony.ami.connection import Connection, Stage
from jackfield.telephony.ami.outcomes import (
    Answer,
    Broken,
    Credentials,
    End,
    Events,
    Outcome,
    Ready,
    Refused,
    TagT,
    Timing,
)

log = structlog.get_logger()

Connect = Callable[[Callable[[], asyncio.Protocol]], Awaitable[tuple[asyncio.Transport, asyncio.BaseProtocol]]]
"""Makes a connection: calls the factory, gives transport and protocol as `loop.create_connection`. Raises OSError."""


class Sink(Protocol[TagT]):
    """Who is told what the PBX says. Called from the loop, in order, never while `Link.send` runs."""

    def link_up(self, version: str, filtered: bool) -> None:
        """Logged in, events come from here on. Time to ask for the lists."""

    def frames(self, frames: list[Frame]) -> None:
        """Events came."""

    def answer(self, answer: Answer[TagT]) -> None:
        """What became of an action: exactly once for each `send`."""

    def link_down(self, reason: str) -> None:
        """The link that was up is lost; all that it owed has been answered."""

    def link_failed(self, reason: str) -> None:
        """An attempt to get a link failed: once for each new reason, for people."""


class Retry(msgspec.Struct, frozen=True, kw_only=True):
    """How long to wait before the next attempt, in seconds."""

    first: float = 0.25
    longest: float = 5.0
    refused: float = 30.0
    """After a refused login: a person has to mend that."""
    settled: float = 5.0
    """A link that was up this long begins again with `first`."""
    connect_timeout: float = 5.0

    def wait(self, failures: int, chance: float) -> float:
        """Doubling, of which between half and all is waited, so that many do not come back at once."""
        return min(self.longest, self.first * 2.0 ** min(failures, 16)) * (0.5 + chance / 2)


def tcp(host: str, port: int, *, tls: ssl.SSLContext | None = None) -> Connect:
    """Connections over TCP, with TLS where a context is given."""

    async def connect(factory: Callable[[], asyncio.Protocol]) -> tuple[asyncio.Transport, asyncio.BaseProtocol]:
        return await asyncio.get_running_loop().create_connection(factory, host, port, ssl=tls)

    return connect


class _Wire(asyncio.Protocol):
    """One connection as asyncio sees it: bytes in, the end out."""

    def __init__(self, received: Callable[[bytes], None]) -> None:
        self._received = received
        self.ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def data_received(self, data: bytes) -> None:
        self._received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.end(str(exc) if exc else "closed by the PBX")

    def end(self, reason: str) -> None:
        """The first reason counts."""
        if not self.ended.done():
            self.ended.set_result(reason)


class Link(Generic[TagT]):
    """The link to one PBX. `run` it in a task; it ends only by `close` or by being cancelled.

    `chance` gives numbers from 0 to 1 for the back-off, `clock` the time (of the loop where it is not given).
    """

    def __init__(
        self,
        connect: Connect,
        credentials: Credentials,
        sink: Sink[TagT],
        *,
        name: str = "ami",
        timing: Timing | None = None,
        retry: Retry | None = None,
        filters: bool = True,
        buffer_limit: int = 1024 * 1024,
        chance: Callable[[], float] = random.random,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._connect = connect
        self._credentials = credentials
        self._sink = sink
        self._name = name
        self._timing = timing or Timing()
        self._retry = retry or Retry()
        self._filters = filters
        self._buffer_limit = buffer_limit
        self._chance = chance
        self._clock = clock
        self._log = log.bind(link=name)
        self._numbers = itertools.count(1)
        self._connection: Connection[TagT] | None = None
        self._wire: _Wire | None = None
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._rings_at = 0.0
        self._up_since: float | None = None
        self._broken: Broken | Refused | None = None
        self._failures = 0
        self._said = ""
        self._malformed: set[Malformed] = set()
        self._closed = asyncio.Event()

    @property
    def up(self) -> bool:
        """Whether actions can be sent."""
        return self._up_since is not None

    # ------------------------------------------------------------ what the owner calls

    async def run(self) -> None:
        """Be connected, again and again, until `close`."""
        while not self._closed.is_set():
            reason = await self._once()
            if not self._closed.is_set():
                await self._pause(reason)

    def send(self, pairs: Pairs, tag: TagT, *, timeout: float | None = None) -> None:
        """Send an action. The sink gets exactly one answer with this tag, never before `send` has returned."""
        if self._connection is None:
            self._later(Answer(tag, End.NOT_SENT, message="the link is not up"))
            return
        for outcome in self._connection.send(pairs, tag, self._now(), timeout=timeout):
            if isinstance(outcome, Answer):
                self._later(outcome)
        self._flush()
        self._wind()

    async def close(self) -> None:
        """Say goodbye and end; `run` returns."""
        if self._closed.is_set():
            return
        self._closed.set()
        if self._connection is not None and self._transport is not None and self._wire is not None:
            if self._connection.stage is Stage.READY:
                self._connection.logoff(self._now())
                self._flush()
            self._transport.close()
            self._wire.end("closed by us")

    # ------------------------------------------------------------ one connection

    async def _once(self) -> str:
        """One connection from its beginning to its end; why it ended."""
        self._broken = None
        wire = self._wire = _Wire(self._receive)
        reason = "cancelled"
        try:
            async with asyncio.timeout(self._retry.connect_timeout):
                self._transport, _ = await self._connect(lambda: self._begin(wire))
            # The banner may have come before the transport was ours.
            self._flush()
            self._wind()
            reason = await wire.ended
        except TimeoutError:
            reason = f"no connection within {self._retry.connect_timeout:g} s"
        except OSError as error:
            reason = f"no connection: {error.strerror or error}"
        finally:
            reason = self._finish(reason)
        return reason

    def _begin(self, wire: _Wire) -> _Wire:
        """The other side has been reached: the dialogue begins, and its time."""
        prefix = f"{self._name}-{next(self._numbers)}"
        self._connection = Connection(
            self._credentials, self._now(), prefix=prefix, timing=self._timing, filters=self._filters
        )
        return wire

    def _finish(self, reason: str) -> str:
        """Clear away, answer what is open, tell the sink; the reason that counts."""
        reason = self._broken.reason if self._broken else reason
        if self._timer is not None:
            self._timer.cancel()
        if self._transport is not None:
            self._transport.abort()
        connection, up_since = self._connection, self._up_since
        self._connection = self._wire = self._transport = self._timer = self._up_since = None
        if connection is not None:
            self._pass_on(connection.lost(reason))
        if up_since is not None:
            if self._now() - up_since >= self._retry.settled:
                self._failures = 0
            self._said = reason
            say = self._log.info if self._closed.is_set() else self._log.warning
            say("ami.down", reason=reason)
            self._sink.link_down(reason)
        return reason

    async def _pause(self, reason: str) -> None:
        """Wait before the next attempt. Each new reason is said once, not with every attempt."""
        refused = isinstance(self._broken, Refused)
        if isinstance(self._broken, Broken) and self._broken.unfiltered:
            self._filters = False
        if reason != self._said:
            say = self._log.error if refused else self._log.warning
            say("ami.login_refused" if refused else "ami.unreachable", reason=reason)
            self._said = reason
            self._sink.link_failed(reason)
        wait = self._retry.refused if refused else self._retry.wait(self._failures, self._chance())
        self._failures += 1
        try:
            async with asyncio.timeout(wait):
                await self._closed.wait()
        except TimeoutError:
            pass

    # ------------------------------------------------------------ bytes, time, outcomes

    def _receive(self, data: bytes) -> None:
        connection = self._connection
        if connection is None:
            return
        self._pass_on(connection.receive(data, self._now()))
        if not connection.decoder.malformed.keys() <= self._malformed:
            self._tell_malformed(connection)
        self._flush()
        self._wind()

    def _tell_malformed(self, connection: Connection[TagT]) -> None:
        for kind in connection.decoder.malformed.keys() - self._malformed:
            self._malformed.add(kind)
            self._log.warning("ami.malformed", kind=kind.value, note="survived; not said again")

    def _tick(self) -> None:
        self._timer = None
        if self._connection is not None:
            self._pass_on(self._connection.tick(self._now()))
            self._flush()
            self._wind()

    def _wind(self) -> None:
        """See to it that `_tick` comes in time. One that comes too early does no harm: it winds itself again."""
        if self._connection is None or self._connection.stage is Stage.OVER:
            return
        at = self._connection.next_tick()
        if self._timer is not None:
            if at >= self._rings_at:
                return
            self._timer.cancel()
        self._rings_at = at
        self._timer = asyncio.get_running_loop().call_later(max(0.0, at - self._now()), self._tick)

    def _pass_on(self, outcomes: list[Outcome[TagT]]) -> None:
        for outcome in outcomes:
            match outcome:
                case Events(frames):
                    self._sink.frames(frames)
                case Answer():
                    self._sink.answer(outcome)
                case Ready(version, filtered):
                    self._came_up(version, filtered)
                case Refused() | Broken():
                    self._broken = outcome
                    if self._wire is not None:
                        self._wire.end(outcome.reason)

    def _came_up(self, version: str, filtered: bool) -> None:
        self._up_since = self._now()
        self._said = ""
        self._log.info("ami.up", version=version, filtered=filtered)
        self._sink.link_up(version, filtered)

    def _flush(self) -> None:
        if self._connection is None or self._transport is None:
            return
        data = self._connection.output()
        if not data:
            return
        if self._transport.get_write_buffer_size() + len(data) > self._buffer_limit:
            self._pass_on([Broken(f"the PBX does not read: {self._buffer_limit} bytes wait for it")])
            return
        self._transport.write(data)

    def _later(self, answer: Answer[TagT]) -> None:
        asyncio.get_running_loop().call_soon(self._sink.answer, answer)

    def _now(self) -> float:
        return self._clock() if self._clock is not None else asyncio.get_running_loop().time()
