"""Local channels: two halves back to back. `;2` goes through the dial plan, `;1` is where somebody meets what it finds.

Attended transfers make one; a queue's member or AMI's Originate may name one: `Local/<extension>@<context>[/n]`.
"""

import re

from jackfield.telephony.simulator.channels import AnyAgent, AnyBridge, AnyEndpoint, Channel, State
from jackfield.telephony.simulator.clock import Timer
from jackfield.telephony.simulator.devices import DeviceState
from jackfield.telephony.simulator.exchange import Exchange

REFUSED_SECONDS = 2.0
"""Busy(2) and Congestion(2) on the half that dials."""

NAMED = re.compile(r"Local/([^@/]+)@([^@/]+)(/n)?")
"""What may be dialled: `/n` keeps the pair from being taken out from between two who talk."""

OPTIMISE_SECONDS = 0.445
"""How long after both ends talk Asterisk takes a pair out from between them."""


class LocalEndpoint:
    """What stands behind both halves: nothing that rings, answers by itself or has a state worth telling."""

    transport = ""
    registered = True
    reachable = True
    origin = ""

    def __init__(self, pbx: Exchange, exten: str, context: str) -> None:
        self.name = f"Local/{exten}@{context}"
        self.caller = ("", "")
        self.context = context
        self.channels: list[Channel] = []
        self.ended: tuple[Channel, float] | None = None
        self.agent: AnyAgent = LocalAgent(pbx)

    def dial_string(self, number: str) -> str:
        return self.name

    def state(self) -> DeviceState:
        return DeviceState.INUSE if self.channels else DeviceState.NOT_INUSE

    def changed(self) -> None:
        """Nobody watches."""

    def settle(self) -> None:
        """Nobody watches."""

    def contact(self) -> str:
        return ""


class LocalAgent:
    """In the place of a phone."""

    def __init__(self, pbx: Exchange) -> None:
        self._pbx = pbx

    def invited(self, leg: Channel, *, auto_answer: bool) -> None:
        """`;1` is called: `;2` sets out."""
        if leg.pair is not None:
            self._pbx.run(leg.pair.two, (leg.pair.two.context, leg.pair.two.exten, 1))

    def failed(self, leg: Channel) -> None:
        """`;2` found nobody: it plays its tone to the end, then both go."""
        pair = leg.pair
        if pair is None:
            return
        status = "BUSY" if leg.cause == 17 else "CONGESTION"
        self._pbx.events.publish("DialEnd", pair.one.snapshot("Dest"), f"DialStatus: {status}\r\n")
        self._pbx.later(REFUSED_SECONDS, lambda: self._end(leg))

    def hears_key(self, leg: Channel, digit: str) -> None:
        """There is nobody: whoever is behind the other half hears it."""
        half = leg.pair.two if leg.pair is not None and leg is leg.pair.one else leg.pair.one if leg.pair else None
        peer = half.bridge.peer_of(half) if half is not None and half.bridge is not None else None
        if peer is not None:
            peer.endpoint.agent.hears_key(peer, digit)

    def _end(self, leg: Channel) -> None:
        if not leg.hung_up:
            self._pbx.finish([leg])

    def notified(self, leg: Channel, event: str) -> None:
        """There is no phone to obey."""


def pair_named(pbx: Exchange, interface: str, linked: Channel | None, uniqueid: str = "") -> "Pair | None":
    """The pair that `Local/EXTEN@CONTEXT[/n]` makes; None for another name."""
    named = NAMED.fullmatch(interface)
    if named is None:
        return None
    return Pair(pbx, named[1], named[2], linked, optimises=not named[3], uniqueid=uniqueid)


class Pair:
    """The two halves, and what passes between them."""

    def __init__(
        self,
        pbx: Exchange,
        exten: str,
        context: str,
        linked: Channel | None,
        *,
        optimises: bool = True,
        uniqueid: str = "",
    ) -> None:
        """`linked`: the call it belongs to, none for one that begins with it; `uniqueid`: of `;1`, if it is given."""
        endpoint: AnyEndpoint = LocalEndpoint(pbx, exten, context)
        name = f"{endpoint.name}-{pbx.local_pairs:08x}"
        pbx.local_pairs += 1
        self._pbx = pbx
        self._optimises = optimises
        self._timer: Timer | None = None
        self._untold = False
        self.one = pbx.local_half(endpoint, f"{name};1", State.DOWN, exten, context, uniqueid)
        self.two = pbx.local_half(endpoint, f"{name};2", State.RING, exten, context)
        linked = linked or self.one
        for half in (self.one, self.two):
            half.pair = self
            half.linkedid, half.linked_birth = linked.linkedid, linked.linked_birth
            pbx.events.publish("Newchannel", half.snapshot())

    def inherit(self, caller: Channel) -> None:
        """The variables of the call."""
        for name, value in caller.variables.inherited():
            self._pbx.set_variable(self.one, name, value)
            self._pbx.set_variable(self.two, name, value)

    def called_by(self, caller: tuple[str, str]) -> None:
        """`;1` shows who calls, `;2` calls in that name."""
        self._pbx.connect_line(self.one, caller)
        self._pbx.identify(self.two, caller)

    def offered(self, caller: Channel) -> None:
        """A queue calls `;1` for a caller who dialled its number."""
        pbx, number = self._pbx, (caller.dialled, "")
        pbx.identify(self.one, number)
        self.inherit(caller)
        pbx.connect_line(self.one, caller.caller)
        self.two.connected = number
        pbx.identify(self.two, caller.caller)
        pbx.events.publish("NewConnectedLine", self.two.snapshot())
        self.one.exten = "s"

    def tell_bridged(self) -> None:
        """LocalBridge: `;2` sets out."""
        optimisation = "Yes" if self._optimises else "No"
        tail = f"Context: {self.two.context}\r\nExten: {self.two.exten}\r\nLocalOptimization: {optimisation}\r\n"
        self._pbx.events.publish("LocalBridge", self._both(), tail)

    def _both(self) -> str:
        return self.one.snapshot("LocalOne") + self.two.snapshot("LocalTwo")

    def rings(self) -> None:
        """Whom `;2` calls rings."""
        if self.one.state is not State.DOWN:
            return
        pbx, one = self._pbx, self.one
        one.caller = self.two.connected
        pbx.change_state(one, State.RINGING)
        pbx.identify(one, self.two.connected)
        if one.outgoing is None:
            pbx.events.publish("DialState", one.snapshot("Dest"), "DialStatus: RINGING\r\n")
        else:
            one.outgoing.rang()

    def answered(self) -> None:
        """Whom `;2` calls answered."""
        one = self.one
        if one.outgoing is not None:
            # its own thread: who was called is in a bridge with `;2` by then
            self._pbx.later(0.0, self._answered)
            return
        self._pbx.change_state(one, State.UP)
        self._pbx.events.publish("DialEnd", one.snapshot("Dest"), "DialStatus: ANSWER\r\n")
        if one.consultation is None:
            self.optimise_soon()
        else:
            one.consultation.answered()

    def _answered(self) -> None:
        if self.one.outgoing is not None and not self.one.hung_up:
            self.one.outgoing.answers()

    def shows(self, half: Channel, party: tuple[str, str]) -> None:
        """What one half is shown is passed on to whoever talks to the other."""
        other = self.two if half is self.one else self.one
        if other is self.one and other.outgoing is None and other.consultation is None:
            # in silence: it is told with the next event of this half
            other.caller, self._untold = party, True
        elif other is self.two and other.bridge is None and self.one.consultation is None:
            # who waits in an application by this half is somebody else from now on: whom it rings is shown that one
            other.caller = party
        peer = other.bridge.peer_of(other) if other.bridge else self._rung_by(other)
        if peer is not None:
            self._pbx.connect_line(peer, party)
        elif other.outgoing is not None:
            other.outgoing.shows(party)

    def tell_caller(self) -> None:
        """Who stands behind `;1`, if that has changed in silence."""
        if self._untold:
            self._untold = False
            self._pbx.identify(self.one, self.one.caller)

    def _rung_by(self, half: Channel) -> Channel | None:
        legs = self._pbx.channels.values()
        return next((leg for leg in legs if leg.outgoing is not None and leg.outgoing.caller is half), None)

    def gone(self, half: Channel) -> None:
        """One half ended: so does the other."""
        other = self.two if half is self.one else self.one
        if self._timer is not None:
            self._timer.cancel()
        if not other.hung_up:
            self._pbx.hang_up(other, half.cause or 16, by_phone=True)

    def optimise_soon(self) -> None:
        """Take the pair out when both ends have talked through it for a moment."""
        if self._optimises and self.one.state is State.UP and self.two.state is State.UP:
            self._timer = self._pbx.later(OPTIMISE_SECONDS, self._optimise)

    def _optimise_into(self, many: AnyBridge) -> None:
        """`;1` is with several: whoever is with `;2` takes its place there."""
        one, two, pbx = self.one, self.two, self._pbx
        behind = two.bridge
        moved = behind.peer_of(two) if behind is not None else None
        if behind is None or moved is None:
            return
        number = f"DestUniqueId: {one.uniqueid}\r\nId: 0\r\n"
        pbx.events.publish("LocalOptimizationBegin", self._both(), moved.snapshot("Source"), number)
        behind.leave(moved)
        many.leave(one)
        many.enter(moved, one.uniqueid)
        pbx.events.publish("LocalOptimizationEnd", self._both(), "Success: No\r\nId: 0\r\n")
        behind.leave(two)
        one.pair = two.pair = None
        pbx.finish([one])
        pbx.hang_up(two, by_phone=True)

    def _optimise(self) -> None:
        one, two, pbx = self.one, self.two, self._pbx
        if one.bridge is None or two.bridge is None:
            return
        if len(one.bridge.members) > 2:
            self._optimise_into(one.bridge)
            return
        source, target = one.bridge.peer_of(one), two.bridge
        if source is None or target.peer_of(two) is None:
            return
        assert one.bridge is not None
        number = f"DestUniqueId: {two.uniqueid}\r\nId: 0\r\n"
        pbx.events.publish("LocalOptimizationBegin", self._both(), source.snapshot("Source"), number)
        one.bridge.leave(source)
        pbx.identify(two, source.caller)
        target.leave(two)
        target.enter(source, two.uniqueid)
        pbx.events.publish("LocalOptimizationEnd", self._both(), "Success: No\r\nId: 0\r\n")
        one.pair = two.pair = None
        pbx.finish([two])
        pbx.hang_up(one, by_phone=True)
