"""One channel: its state, its place in the dial plan, its variables, and how it looks in an event.

It tells what it is; what happens to it is decided in pbx.py and by the applications. What it hangs on (endpoint,
bridge, a leg's outgoing call, its dial plan) it sees only as the protocols at the end.
"""

from collections.abc import Callable
from enum import IntEnum, StrEnum
from typing import Protocol

from jackfield.telephony.simulator.devices import DeviceState
from jackfield.telephony.simulator.events import escaped
from jackfield.telephony.simulator.variables import Variables

UNKNOWN = "<unknown>"


class State(IntEnum):
    """Channel states as Asterisk numbers them."""

    DOWN = 0
    RING = 4
    RINGING = 5
    UP = 6
    BUSY = 7


_DESCRIPTIONS = {State.DOWN: "Down", State.RING: "Ring", State.RINGING: "Ringing", State.UP: "Up", State.BUSY: "Busy"}

CAUSE_TEXTS = {
    0: "Unknown",
    1: "Unallocated (unassigned) number",
    16: "Normal Clearing",
    17: "User busy",
    18: "No user responding",
    19: "User alerting, no answer",
    21: "Call Rejected",
    26: "Answered elsewhere",
    27: "Destination out of order",
    34: "Circuit/channel congestion",
    38: "Network out of order",
    127: "Interworking, unspecified",
}


class Channel:
    """`PJSIP/<endpoint>-<8 hexadecimal digits>`; `linked_birth` orders linkedids, the oldest wins in a bridge.

    `answered`: when, Unix seconds; 0: not yet. `dialled`: the number its phone dialled.
    `keys` is told of the digits its user presses. `uncaused`: the dial plan answered it (or a queue had it called), so
    that its hang-up request names no cause. `yanked`: Bridge took it out of an application: its dial plan is over.
    `aloud`: its phone speaks. `spies`: who listens to it by ChanSpy, heard by nobody (""), by it (w), by its party
    too (B). `mute`, `deaf`: MuteAudio lets nothing in, or nothing out.
    """

    def __init__(
        self,
        endpoint: "AnyEndpoint",
        name: str,
        uniqueid: str,
        *,
        born: float,
        state: State,
        variable_names: tuple[str, ...],
    ) -> None:
        self.endpoint = endpoint
        self.name = name
        self.uniqueid = uniqueid
        self.born = born
        self.answered = 0.0
        self.dialled = ""
        self.state = state
        self.linkedid, self.linked_birth = uniqueid, 0
        self.caller: tuple[str, str] = ("", "")
        self.far_number = ""
        """Who was called outside, where the channel goes by another name: a mobile in the name of a line."""
        self.connected: tuple[str, str] = ("", "")
        self.context, self.exten, self.priority = "", "s", 1
        self.application, self.application_data = "", ""
        self.variables = Variables()
        self.cause = 0
        self.tech_cause = 0
        self.hung_up = False
        self.held = False
        self.holding = False
        self.uncaused = False
        self.yanked = False
        self.recorded = False
        self.aloud = False
        self.spies: dict[Channel, str] = {}
        self.spies_on: Channel | None = None
        self.mute = False
        self.deaf = False
        self.was_bridged = False
        self.watchers: list[Watcher] = []
        self.keys: Callable[[str], None] | None = None
        self.bridge: AnyBridge | None = None
        self.outgoing: AnyOutgoing | None = None
        self.program: AnyProgram | None = None
        self.pair: AnyPair | None = None
        self.consultation: AnyConsultation | None = None
        self._variable_names = variable_names

    def place(self, context: str, exten: str, priority: int) -> None:
        self.context, self.exten, self.priority = context, exten, priority

    def variable(self, name: str) -> str | None:
        """A variable or one of the dial plan functions that are of use here."""
        if name.startswith("CHANNEL("):
            return {"linkedid": self.linkedid, "uniqueid": self.uniqueid, "name": self.name}.get(name[8:-1])
        if name.startswith(("CALLERID(", "CONNECTEDLINE(")):
            number, shown = self.caller if name.startswith("CALLERID(") else self.connected
            return {"num": number, "name": shown}.get(name.partition("(")[2].rstrip(")").partition(",")[0])
        return {"CHANNEL": self.name, "EXTEN": self.exten, "CONTEXT": self.context}.get(name) or self.variables.get(
            name
        )

    def snapshot(self, prefix: str = "") -> str:
        """The headers every channel event carries; `prefix` is `Dest`, `Target`... for a second channel."""
        number, name = self.caller
        connected_number, connected_name = self.connected
        shown = [
            f"{prefix}Channel: {self.name}\r\n"
            f"{prefix}ChannelState: {self.state:d}\r\n"
            f"{prefix}ChannelStateDesc: {_DESCRIPTIONS[self.state]}\r\n"
            f"{prefix}CallerIDNum: {number or UNKNOWN}\r\n"
            f"{prefix}CallerIDName: {escaped(name) or UNKNOWN}\r\n"
            f"{prefix}ConnectedLineNum: {connected_number or UNKNOWN}\r\n"
            f"{prefix}ConnectedLineName: {escaped(connected_name) or UNKNOWN}\r\n"
            f"{prefix}Language: en\r\n"
            f"{prefix}AccountCode: \r\n"
            f"{prefix}Context: {self.context}\r\n"
            f"{prefix}Exten: {self.exten}\r\n"
            f"{prefix}Priority: {self.priority}\r\n"
            f"{prefix}Uniqueid: {self.uniqueid}\r\n"
            f"{prefix}Linkedid: {self.linkedid}\r\n"
        ]
        shown.extend(
            f"{prefix}ChanVariable: {name}={escaped(self.variable(name) or '')}\r\n" for name in self._variable_names
        )
        return "".join(shown)

    def causes(self, *, text: bool = False) -> str:
        """Cause, Cause-txt and TechCause as Hangup and SoftHangupRequest carry them."""
        worded = f"Cause-txt: {CAUSE_TEXTS.get(self.cause, 'Unknown')}\r\n" if text else ""
        tech = f"TechCause: {self.tech_cause}\r\n" if self.tech_cause else ""
        return f"Cause: {self.cause if text else 16}\r\n{worded}{tech}"

    @property
    def causeless(self) -> bool:
        """Answered by the dial plan itself and never in a bridge: Asterisk then knows no cause of its end."""
        return self.uncaused and not self.was_bridged

    def __repr__(self) -> str:
        return f"<{self.name} {self.state.name}>"


class Leaving(StrEnum):
    """Why an application is left before it came to its own end."""

    HANGUP = "hangup"
    ELSEWHERE = "elsewhere"


class Watcher(Protocol):
    """Who wants to know when a channel's talk ends, before it has left its bridge."""

    def hanging_up(self, channel: "Channel") -> None: ...

    def transferred(self, channel: "Channel") -> None: ...


class AnyProgram(Protocol):
    """What leads a channel through the dial plan."""

    def close(self, why: Leaving) -> None: ...


class AnyBridge(Protocol):
    """Where a channel is together with others."""

    uniqueid: str
    members: list[Channel]

    def peer_of(self, channel: Channel) -> Channel | None: ...

    def leave(self, channel: Channel) -> None: ...

    def snapshot(self, prefix: str = ...) -> str: ...

    def enter(self, channel: Channel, swapped: str = ...) -> None: ...


class AnyPair(Protocol):
    """The two halves of a Local channel: what happens to one is passed to the other."""

    one: Channel
    two: Channel

    def rings(self) -> None: ...

    def answered(self) -> None: ...

    def shows(self, half: Channel, party: tuple[str, str]) -> None: ...

    def tell_caller(self) -> None: ...

    def gone(self, half: Channel) -> None: ...


class AnyConsultation(Protocol):
    """An attended transfer on its way; True when it took care of a hang-up."""

    def hung_up(self, channel: Channel) -> bool: ...

    def answered(self) -> None:
        """Whoever was called for it answered."""


class Listener(Protocol):
    """Who has an outgoing leg made, and wants to know what becomes of it."""

    def ringing(self) -> None: ...

    def answered(self) -> None: ...

    def refused(self) -> None:
        """The leg is still there, its cause says why; the listener tells and drops it."""

    def picked_up(self, picker: Channel) -> None:
        """`picker` takes the leg's place: it is up, the ringing one is to be dropped."""


class AnyOutgoing(Protocol):
    """The outgoing call a leg is, until it is answered."""

    listener: Listener
    caller: Channel | None

    def rings(self) -> None: ...

    def rang(self) -> None: ...

    def answers(self) -> None: ...

    def shows(self, party: tuple[str, str]) -> None: ...


class AnyAgent(Protocol):
    """The telephone behind an endpoint."""

    def invited(self, leg: Channel, *, auto_answer: bool) -> None: ...

    def failed(self, leg: Channel) -> None: ...

    def notified(self, leg: Channel, event: str) -> None: ...

    def hears_key(self, leg: Channel, digit: str) -> None: ...


class AnyEndpoint(Protocol):
    """`PJSIP/<name>`."""

    name: str
    caller: tuple[str, str]
    context: str
    origin: str
    transport: str
    registered: bool
    channels: list[Channel]
    agent: AnyAgent
    ended: tuple[Channel, float] | None

    @property
    def reachable(self) -> bool: ...

    def dial_string(self, number: str) -> str: ...

    def state(self) -> DeviceState: ...

    def changed(self) -> None: ...

    def settle(self) -> None: ...

    def contact(self) -> str: ...
