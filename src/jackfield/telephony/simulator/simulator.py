"""The simulator as one object: a PBX, its AMI, its phones, and the knobs for faults; and `serve`, a process of it."""

import asyncio
from collections.abc import Callable, Iterable, Mapping

import msgspec

from jackfield.telephony.simulator.agents import Outside, Phone
from jackfield.telephony.simulator.ami_server import AmiServer, ClientProtocol
from jackfield.telephony.simulator.ami_session import AmiSession
from jackfield.telephony.simulator.channels import Channel
from jackfield.telephony.simulator.clock import Clock, RealClock, VirtualClock
from jackfield.telephony.simulator.faults import Odds
from jackfield.telephony.simulator.pbx import Pbx
from jackfield.telephony.simulator.setup import Line, Setup, demo_setup

Snapshot = dict[str, object]


class Simulator:
    """A small PBX that speaks AMI.

    On a `VirtualClock` (the default) it moves only by `advance`; on a `RealClock` by itself, within a running loop.
    """

    def __init__(self, setup: Setup | None = None, clock: Clock | None = None) -> None:
        self.setup = setup or demo_setup()
        self.clock = clock or VirtualClock()
        self.pbx = Pbx(self.setup, self.clock)
        self.ami = AmiServer(self.pbx)

    # ------------------------------------------------------------ time

    def advance(self, seconds: float = 0.0) -> None:
        """Let virtual time go on. Raises TypeError on a real clock."""
        if not isinstance(self.clock, VirtualClock):
            raise TypeError("only virtual time can be advanced")
        self.clock.advance(seconds)

    # ------------------------------------------------------------ connections

    def attach(self, send: Callable[[bytes], None]) -> AmiSession:
        """An AMI session without a loop: its bytes go to `send`, give it the client's by `receive`."""
        return self.ami.attach(send)

    async def connect(self, protocol_factory: Callable[[], ClientProtocol]) -> tuple[asyncio.Transport, ClientProtocol]:
        """As `loop.create_connection`, in memory. Raises ConnectionRefusedError while down for a restart."""
        return await self.ami.connect(protocol_factory)

    async def listen(self, host: str = "127.0.0.1", port: int = 0) -> asyncio.Server:
        """AMI over TCP; port 0 takes a free one."""
        return await self.ami.listen(host, port)

    # ------------------------------------------------------------ people

    def phone(self, number: str) -> Phone:
        """The desk phone of a line. Raises KeyError."""
        return self.pbx.phones[number]

    @property
    def outside(self) -> Outside:
        """Everybody behind the trunk."""
        return self.pbx.outside

    def call_in(
        self, caller: str, number: str, *, name: str = "", variables: Mapping[str, str] | None = None
    ) -> Channel:
        """A call from outside to `number`; `variables` (such as USR_DATA1) are set on it for the whole call."""
        return self.outside.call(caller, number, name=name, variables=dict(variables or {}))

    # ------------------------------------------------------------ faults

    def cut(self) -> None:
        """Every AMI connection breaks; calls live on."""
        self.ami.cut()

    def isolate(self, isolated: bool = True) -> None:
        """The network to the PBX is gone: no AMI connection until `isolate(False)`; calls live on."""
        self.ami.isolate(isolated)

    def stall(self, stalled: bool = True) -> None:
        """AMI falls silent with its connections open, until `stall(False)`."""
        self.ami.stall(stalled)

    def disturb(
        self,
        *,
        drop: float = 0.0,
        delay: float = 0.0,
        double: float = 0.0,
        reorder: float = 0.0,
        seconds: float = 1.0,
        seed: int | None = None,
    ) -> None:
        """From now on every event is lost, late (by `seconds` at most), told twice or told after the next one with
        these probabilities, from the setup's seed unless another is given. Without any: all is well again.
        """
        odds = Odds(drop=drop, delay=delay, double=double, reorder=reorder, seconds=seconds)
        self.pbx.events.faults.set(odds, seed)

    def lose_hangup(self, count: int = 1) -> None:
        """The next `count` Hangup events are never told; the channels do end."""
        self.pbx.events.faults.lost_hangups += count

    def restart(self, down: float = 0.0) -> None:
        """The PBX crashes and is up again after `down` seconds: connections and calls are gone, counters too."""
        self.ami.restart(down)

    # ------------------------------------------------------------ a look inside

    def snapshot(self) -> Snapshot:
        """Everything worth comparing, as plain dicts, lists and strings."""
        pbx = self.pbx
        return {
            "now": self.clock.now(),
            "started": pbx.started,
            "sessions": len(self.ami.sessions),
            "channels": [_channel(channel) for channel in pbx.channels.values()],
            "bridges": [
                {"uniqueid": bridge.uniqueid, "members": [member.name for member in bridge.members]}
                for bridge in pbx.bridges.values()
                if bridge.members
            ],
            "devices": {name: str(endpoint.state()) for name, endpoint in pbx.endpoints.items()},
            "hints": {number: pbx.hints.status(number)[1] for number in pbx.lines},
            "registered": [number for number, phone in pbx.phones.items() if phone.endpoint.registered],
            "database": dict(pbx.database),
        }


def _channel(channel: Channel) -> Snapshot:
    return {
        "name": channel.name,
        "uniqueid": channel.uniqueid,
        "linkedid": channel.linkedid,
        "state": channel.state.name,
        "caller": channel.caller[0],
        "connected": channel.connected[0],
        "place": f"{channel.context},{channel.exten},{channel.priority}",
        "application": channel.application,
        "bridge": channel.bridge.uniqueid if channel.bridge else "",
        "holding": channel.holding,
        "held": channel.held,
        "variables": dict(channel.variables.pairs()),
    }


def with_behaviours(setup: Setup, phones: Mapping[str, str]) -> Setup:
    """`setup` with the behaviours of some lines changed. Raises ValueError for a number it does not have."""
    unknown = sorted(set(phones) - {line.number for line in setup.lines})
    if unknown:
        raise ValueError(f"no such line: {', '.join(unknown)}")
    lines = tuple(
        msgspec.structs.replace(line, behaviour=phones.get(line.number, line.behaviour)) for line in setup.lines
    )
    return msgspec.structs.replace(setup, lines=lines)


async def serve(
    host: str = "127.0.0.1",
    port: int = 5038,
    *,
    setup: Setup | None = None,
    lines: Iterable[Line] | None = None,
    username: str | None = None,
    secret: str | None = None,
    phones: Mapping[str, str] | None = None,
    seed: int | None = None,
    ready: Callable[[str, int], None] | None = None,
) -> None:
    """Serve AMI over TCP on real time until cancelled.

    `setup` is the demo's unless given; `lines`, `username`, `secret` and `seed` replace its. `phones` gives phones a
    behaviour, such as `{"1002": "answer:2"}`. `ready` is called once with the host and the port listened on.
    Raises OSError when the port is taken, ValueError for a behaviour or a number that does not exist.
    """
    chosen = setup or demo_setup()
    chosen = msgspec.structs.replace(
        chosen,
        lines=tuple(lines) if lines is not None else chosen.lines,
        username=username or chosen.username,
        secret=secret or chosen.secret,
        seed=chosen.seed if seed is None else seed,
    )
    simulator = Simulator(with_behaviours(chosen, phones or {}), RealClock())
    server = await simulator.listen(host, port)
    try:
        if ready is not None:
            bound = server.sockets[0].getsockname()
            ready(bound[0], bound[1])
        # Not serve_forever: cancelled under Python 3.12.1 or newer, it waits for clients to leave before they are cut.
        await asyncio.get_running_loop().create_future()
    finally:
        simulator.cut()
        server.close()
        await server.wait_closed()
