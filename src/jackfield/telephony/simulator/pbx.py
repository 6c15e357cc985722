"""The PBX: channels come, change and go here, and everything that does is told on the event bus.

It knows no AMI and no sockets. Every operation is one synchronous step; time comes from the clock it is given.
"""

import random
import uuid
from collections.abc import Callable, Iterable, Mapping

import msgspec

from jackfield.telephony.simulator import dialplan
from jackfield.telephony.simulator.agents import Outside, Phone
from jackfield.telephony.simulator.bridges import TALK, Bridge, Kind
from jackfield.telephony.simulator.channels import AnyEndpoint, Channel, Leaving, State
from jackfield.telephony.simulator.clock import Clock, Timer
from jackfield.telephony.simulator.conference import Rooms
from jackfield.telephony.simulator.endpoints import Endpoint, Trunk
from jackfield.telephony.simulator.events import EventBus, escaped, lines
from jackfield.telephony.simulator.exchange import Place
from jackfield.telephony.simulator.hints import Hints
from jackfield.telephony.simulator.parking import ParkingLot
from jackfield.telephony.simulator.program import Extension, Program
from jackfield.telephony.simulator.queues import Queues
from jackfield.telephony.simulator.setup import Line, Setup
from jackfield.telephony.simulator.voicemail import Mailboxes

FIRST_PORT = 5070

_SIP_CODES = {17: 486, 21: 403, 34: 503}
"""With which SIP code Asterisk itself ends a call for a cause."""


class Pbx:
    """One simulated Asterisk."""

    def __init__(self, setup: Setup, clock: Clock) -> None:
        self.setup = setup
        self.clock = clock
        self.random = random.Random(setup.seed)
        self.events = EventBus(clock, setup.system_name, setup.seed)
        self.hints = Hints(self.events, setup.hint_context)
        self.lines = {line.number: line for line in setup.lines}
        self.mailboxes = Mailboxes(self.events)
        self.rooms = Rooms(self, setup.rooms)
        self.parking = ParkingLot(self)
        self.queues = Queues(setup.queues, self.events, self.hints, clock, shared=setup.shared_lastcall)
        self.database: dict[str, str] = {}
        self._boots = 0
        self.endpoints: dict[str, AnyEndpoint] = {}
        self.phones: dict[str, Phone] = {}
        for line in setup.lines:
            self._add_device(line, line.number)
            if line.browser:
                self._add_device(msgspec.structs.replace(line, webrtc=True, registered=False), line.second)
        self.trunk = Trunk(self, "trunk", caller=("", ""), context="from-trunk", origin="trunk")
        self.outside = Outside(self, self.trunk, setup.outside_answers)
        self.endpoints["trunk"] = self.trunk
        self.hints.add("trunk", self.trunk.state)
        self.boot()

    def _add_device(self, line: Line, name: str) -> None:
        caller = (line.number, line.name or f"User {line.number}")
        endpoint = Endpoint(self, name, caller=caller, context=self.setup.phone_context, origin="internal")
        endpoint.registered = line.registered
        endpoint.transport = "ws" if line.webrtc else "udp"
        self.endpoints[name] = endpoint
        self.phones[name] = Phone(self, endpoint, line)
        self.hints.add(name, endpoint.state, of_line=line.number)

    def rung(self, number: str) -> AnyEndpoint:
        """What rings when a line is called: of two devices the one that its user has chosen."""
        chosen = self.lines[number].browser and self.database.get(f"jackfield/{number}/browser") == "1"
        return self.endpoints[self.lines[number].second if chosen else number]

    def boot(self) -> None:
        """Start counting anew; no call survives. AstDB, registrations and custom device states do, as in Asterisk."""
        self._boots += 1
        self.started = self.clock.now()
        self.channels: dict[str, Channel] = {}
        self.bridges: dict[str, Bridge] = {}
        self.globals: dict[str, str] = {"RINGTIME": f"{self.setup.ring_time:g}"}
        self.calls_processed = 0
        self._made = self._named = 0
        self.local_pairs = 0
        self.queues.reset()
        self.rooms.reset()
        self.parking.reset()
        for endpoint in self.endpoints.values():
            endpoint.channels.clear()
            endpoint.ended = None
            endpoint.settle()

    # ------------------------------------------------------------ small things

    def ring_time(self) -> float:
        """Seconds a line rings: the global variable RINGTIME."""
        try:
            return max(float(self.globals["RINGTIME"]), 0.1)
        except ValueError:
            return self.setup.ring_time

    def queue_time(self, usual: float) -> float:
        """Seconds a caller waits in a queue at most: the global variable QUEUETIME, or as the queue has it."""
        try:
            return max(float(self.globals["QUEUETIME"]), 0.1)
        except (KeyError, ValueError):
            return usual

    def soon(self, action: Callable[[], None]) -> None:
        """Do it when a SIP message has crossed the network: 2 to 5 ms, from the seed."""
        self.later(0.002 + self.random.random() * 0.003, action)

    def later(self, seconds: float, action: Callable[[], None]) -> Timer:
        """Do it in `seconds`, unless the PBX is restarted before."""
        boots = self._boots
        return self.clock.call_later(seconds, lambda: action() if boots == self._boots else None)

    def address_of(self, number: str) -> str:
        return f"127.0.0.1:{FIRST_PORT + list(self.endpoints).index(number)}"

    def interface(self, name: str) -> AnyEndpoint | None:
        """What a queue's member `PJSIP/<endpoint>` stands for."""
        return self.endpoints.get(name.removeprefix("PJSIP/"))

    def find_channel(self, name: str) -> Channel | None:
        """By name, else by unique id, as AMI actions find it."""
        return self.channels.get(name) or next((leg for leg in self.channels.values() if leg.uniqueid == name), None)

    def user_event(self, channel: Channel | None, name: str, pairs: Iterable[tuple[str, object]]) -> None:
        snapshot = channel.snapshot() if channel else ""
        self.events.publish("UserEvent", snapshot, f"UserEvent: {name}\r\n", lines(pairs))

    # ------------------------------------------------------------ channels come

    def _new_channel(
        self,
        endpoint: AnyEndpoint,
        state: State,
        exten: str,
        caller: tuple[str, str],
        uniqueid: str = "",
        name: str = "",
    ) -> Channel:
        uniqueid = uniqueid or f"{self.setup.system_name}-{int(self.clock.now())}.{self._made}"
        if not name:
            name = f"PJSIP/{endpoint.name}-{self._named:08x}"
            self._named += 1
        names = self.setup.channel_variables
        channel = Channel(endpoint, name, uniqueid, born=self.clock.now(), state=state, variable_names=names)
        channel.linked_birth = self._made
        channel.caller = caller
        channel.place(endpoint.context, exten, 1)
        self._made += 1
        self.channels[name] = channel
        endpoint.channels.append(channel)
        return channel

    def incoming(
        self, endpoint: AnyEndpoint, number: str, caller: tuple[str, str], variables: Mapping[str, str] | None = None
    ) -> Channel:
        """A phone or the outside world calls `number`."""
        channel = self._new_channel(endpoint, State.RING, number, caller)
        channel.dialled = number
        self.calls_processed += 1
        self.events.publish("Newchannel", channel.snapshot())
        self.set_variable(channel, "CALL_ORIGIN", endpoint.origin)
        for name, value in (variables or {}).items():
            self.set_variable(channel, name, value)
        self.run(channel, (endpoint.context, number, 1))
        return channel

    def local_half(
        self, endpoint: AnyEndpoint, name: str, state: State, exten: str, context: str, uniqueid: str = ""
    ) -> Channel:
        """One end of a Local pair: a channel that no phone stands behind."""
        half = self._new_channel(endpoint, state, exten, ("", ""), uniqueid, name)
        half.context = context
        return half

    def new_leg(self, endpoint: AnyEndpoint, number: str, caller: Channel) -> Channel:
        """A leg called for `caller`: of the same call, with its inherited variables."""
        is_trunk = endpoint is self.trunk
        leg = self._new_channel(endpoint, State.DOWN, "s", ("", "") if is_trunk else endpoint.caller)
        leg.linkedid, leg.linked_birth = caller.linkedid, caller.linked_birth
        self.events.publish("Newchannel", leg.snapshot())
        leg.exten = caller.exten
        self.set_variable(leg, "CALL_ORIGIN", endpoint.origin)
        for name, value in caller.variables.inherited():
            self.set_variable(leg, name, value)
        if is_trunk:
            leg.exten, leg.connected = number, caller.caller
            self.identify(leg, (number, ""))
            self.events.publish("NewConnectedLine", leg.snapshot())
        else:
            self.connect_line(leg, caller.caller)
        return leg

    def originated(self, endpoint: AnyEndpoint, uniqueid: str, variables: Iterable[tuple[str, str]]) -> Channel:
        """The first leg of a call that AMI's Originate makes."""
        leg = self._new_channel(endpoint, State.DOWN, "s", endpoint.caller, uniqueid)
        self.calls_processed += 1
        self.events.publish("Newchannel", leg.snapshot())
        self.set_variable(leg, "CALL_ORIGIN", endpoint.origin)
        # What the phone is to show comes last: it is told with all the variables set.
        for name, value in sorted(variables, key=lambda pair: pair[0].startswith("CONNECTEDLINE(")):
            self.set_variable(leg, name, value)
        return leg

    # ------------------------------------------------------------ channels change

    def set_variable(self, channel: Channel, name: str, value: str) -> None:
        """Set(name=value), dial plan functions included. A function unknown here is kept but has no effect."""
        function, _, arguments = name.partition("(")
        if function == "CONNECTEDLINE" and arguments.startswith(("all", "num", "name")):
            self.connect_line(channel, _party(arguments, value, channel.connected))
        elif function == "CALLERID" and arguments.startswith(("all", "num", "name")):
            self.identify(channel, _party(arguments, value, channel.caller))
        elif function == "PJSIP_HEADER":
            channel.variables.set(f"HEADER {arguments.partition(',')[2].rstrip(')')}", value)
        else:
            channel.variables.set(name, value)
            told = f"Variable: {name}\r\nValue: {escaped(value)}\r\n"
            self.events.publish("VarSet", channel.snapshot(), told)

    def identify(self, channel: Channel, caller: tuple[str, str]) -> None:
        """Change the caller id."""
        channel.caller = caller
        presentation = "CID-CallingPres: 0 (Presentation Allowed, Not Screened)\r\n"
        self.events.publish("NewCallerid", channel.snapshot(), presentation)

    def connect_line(self, channel: Channel, party: tuple[str, str]) -> None:
        """Show `party` as the other end, if that is news."""
        if channel.connected != party and party[0]:
            channel.connected = party
            self.events.publish("NewConnectedLine", channel.snapshot())
            if channel.pair is not None:
                channel.pair.shows(channel, party)

    def change_state(self, channel: Channel, state: State) -> None:
        channel.state = state
        if state is State.UP:
            channel.answered = self.clock.now()
        self.events.publish("Newstate", channel.snapshot())
        channel.endpoint.changed()

    def answer(self, channel: Channel) -> None:
        """Answer a calling channel, unless it is up."""
        if channel.state is not State.UP:
            self.change_state(channel, State.UP)
            if channel.pair is not None:
                channel.pair.answered()

    def run(self, channel: Channel, place: Place) -> None:
        """Let the channel go on in the dial plan at `place`; where there is nothing, it ends."""
        context, exten, _ = place
        steps = dialplan.find(self, context, exten)
        channel.place(*place)
        Program(self, channel, steps(self, channel, exten) if steps else _nowhere(channel)).start()

    def hold(self, channel: Channel, music: str = "MusicClass: default\r\n") -> None:
        """The phone of `channel` holds; the other end hears music."""
        channel.holding = True
        self.events.publish("Hold", channel.snapshot(), music)
        peer = channel.bridge.peer_of(channel) if channel.bridge else None
        if peer is not None and not peer.held:
            peer.held = True
            self.events.publish("MusicOnHoldStart", peer.snapshot(), "Class: default\r\n")
            peer.endpoint.changed()

    def resume(self, channel: Channel) -> None:
        """The phone of `channel` takes its call back."""
        channel.holding = False
        self.events.publish("Unhold", channel.snapshot())
        peer = channel.bridge.peer_of(channel) if channel.bridge else None
        if peer is not None:
            self.unhold(peer)

    def record(self, channel: Channel) -> None:
        """MixMonitor: until it is stopped, or the channel ends without a word."""
        channel.recorded = True
        self.set_variable(channel, "MIXMONITOR_FILENAME", f"/var/spool/asterisk/monitor/{channel.uniqueid}.wav")
        self.events.publish("MixMonitorStart", channel.snapshot())

    def unhold(self, channel: Channel) -> None:
        """Stop the music of a held channel."""
        if channel.held:
            channel.held = False
            self.events.publish("MusicOnHoldStop", channel.snapshot())
            channel.endpoint.changed()

    # ------------------------------------------------------------ channels meet and part

    def new_bridge(self, kind: Kind = TALK) -> Bridge:
        """An empty bridge; those that fell apart are forgotten."""
        bridge = Bridge(self.events, str(uuid.UUID(int=self.random.getrandbits(128), version=4)), kind)
        self.bridges = {key: kept for key, kept in self.bridges.items() if kept.members or kept.kind.lasts}
        self.bridges[bridge.uniqueid] = bridge
        return bridge

    def bridge(self, called: Channel, caller: Channel) -> None:
        """Connect a leg that answered with its caller."""
        bridge = self.new_bridge()
        bridge.enter(called)
        bridge.enter(caller)

    # ------------------------------------------------------------ channels go

    def hang_up(self, channel: Channel, cause: int = 16, tech_cause: int = 0, *, by_phone: bool = False) -> None:
        """End a channel, and with it whatever hangs on it: the other end, the leg it calls."""
        if channel.hung_up:
            return
        if by_phone:
            known = (channel.cause or channel.uncaused) and not (tech_cause or channel.tech_cause)
            tech_cause = tech_cause or channel.tech_cause
            if tech_cause or not channel.causeless:
                channel.cause, channel.tech_cause = channel.cause or cause, tech_cause
            tech = f"TechCause: {tech_cause}\r\n" if tech_cause else ""
            told = "" if known else f"Cause: {channel.cause}\r\n{tech}"
            self.events.publish("HangupRequest", channel.snapshot(), told)
        else:
            channel.cause = cause
        for watcher in tuple(channel.watchers):
            watcher.hanging_up(channel)
        if channel.consultation is not None and channel.consultation.hung_up(channel):
            return
        if channel.yanked and channel.program is not None:
            channel.program.close(Leaving.HANGUP)
        bridge = channel.bridge
        if bridge is not None:
            peer = bridge.peer_of(channel)
            bridge.leave(channel)
            if peer is not None:
                bridge.leave(peer)
            self.finish([channel, peer] if peer else [channel])
        elif channel.outgoing is not None:
            channel.outgoing.listener.refused()
        else:
            self.finish([channel])

    def finish(self, channels: list[Channel]) -> None:
        """End dial plan and channel of each; the last one goes first, as Asterisk's threads mostly do."""
        for channel in channels:
            if channel.program is not None:
                channel.program.close(Leaving.HANGUP)
                self.soft_hangup(channel)
            channel.cause = channel.cause or (0 if channel.causeless else 16)
        for channel in reversed(channels):
            self.drop(channel)

    def soft_hangup(self, channel: Channel) -> None:
        """The thread that led the channel through the dial plan ends."""
        self.events.publish("SoftHangupRequest", channel.snapshot(), channel.causes())
        channel.cause = channel.cause or (0 if channel.causeless else 16)
        if channel.pair is None:
            channel.tech_cause = channel.tech_cause or _SIP_CODES.get(channel.cause, 0)
        channel.exten = channel.exten or "s"

    def drop(self, channel: Channel) -> None:
        """The channel is no more."""
        if channel.hung_up:
            return
        channel.hung_up = True
        for watcher in tuple(channel.watchers):
            watcher.hanging_up(channel)
        self.channels.pop(channel.name, None)
        channel.endpoint.channels.remove(channel)
        channel.endpoint.ended = channel, self.clock.now()
        self.events.publish("Hangup", channel.snapshot(), channel.causes(text=True))
        channel.endpoint.changed()
        if channel.pair is not None:
            channel.pair.gone(channel)


def _nowhere(channel: Channel) -> Extension:
    """An extension that does not exist: 404 for a caller that rings, the end for any other."""
    channel.cause = 1
    yield from ()


def _party(arguments: str, value: str, known: tuple[str, str]) -> tuple[str, str]:
    """`CALLERID(all)=Name <number>` and its parts as (number, name)."""
    part = arguments.partition(",")[0].rstrip(")")
    if part == "num":
        return value, known[1]
    if part == "name":
        return known[0], value
    name, _, number = value.rpartition("<")
    return number.rstrip(">").strip(), name.strip().strip('"')
