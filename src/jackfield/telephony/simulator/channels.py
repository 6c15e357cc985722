"""One channel: its state, its place in the dial plan, its variables, and how it looks in an event.

It tells what it is; what happens to it is decided in pbx.py and by the applications.
"""

from enum import IntEnum
from typing import TYPE_CHECKING

from jackfield.telephony.simulator.events import escaped
from jackfield.telephony.simulator.variables import Variables

if TYPE_CHECKING:
    from jackfield.telephony.simulator.bridges import Bridge
    from jackfield.telephony.simulator.endpoints import Endpoint
    from jackfield.telephony.simulator.outgoing import Outgoing
    from jackfield.telephony.simulator.program import Program

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
    """`PJSIP/<endpoint>-<8 hexadecimal digits>`; `linked_birth` orders linkedids, the oldest wins in a bridge."""

    def __init__(
        self,
        endpoint: "Endpoint",
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
        self.state = state
        self.linkedid, self.linked_birth = uniqueid, 0
        self.caller: tuple[str, str] = ("", "")
        self.connected: tuple[str, str] = ("", "")
        self.context, self.exten, self.priority = "", "s", 1
        self.application, self.application_data = "", ""
        self.variables = Variables()
        self.cause = 0
        self.tech_cause = 0
        self.hung_up = False
        self.held = False
        self.holding = False
        self.bridge: Bridge | None = None
        self.outgoing: Outgoing | None = None
        self.program: Program | None = None
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

    def __repr__(self) -> str:
        return f"<{self.name} {self.state.name}>"
