"""Endpoints: `PJSIP/<name>` as the PBX sees it, registered or not, with its channels and its device state.

What the telephone behind it does is in agents.py; hints and device states are worked out in hints.py.
"""

from jackfield.telephony.simulator.channels import AnyAgent, Channel
from jackfield.telephony.simulator.devices import DeviceState
from jackfield.telephony.simulator.exchange import Exchange
from jackfield.telephony.simulator.hints import endpoint_state

SETTLE_SECONDS = 0.0005
"""Device states are worked out by a thread of their own: what comes and goes within this is never seen."""


class Endpoint:
    """A line's endpoint. `origin` is what `set_var` puts into CALL_ORIGIN."""

    def __init__(self, pbx: Exchange, name: str, *, caller: tuple[str, str], context: str, origin: str) -> None:
        self.name = name
        self.caller = caller
        self.context = context
        self.origin = origin
        self.channels: list[Channel] = []
        self.ended: tuple[Channel, float] | None = None
        self.agent: AnyAgent
        self.registered = True
        self.transport = "udp"
        self._asked = False
        self._pbx = pbx

    @property
    def reachable(self) -> bool:
        return self.registered

    def dial_string(self, number: str) -> str:
        return number

    def state(self) -> DeviceState:
        return endpoint_state(self.channels, registered=self.registered, busy_at=self._pbx.setup.busy_at)

    def changed(self) -> None:
        """Something that may show in the device state happened. It is looked at a moment later, once for all of it."""
        if not self._asked:
            self._asked = True
            self._pbx.later(SETTLE_SECONDS, self.settle)

    def settle(self) -> None:
        """Tell the device state, if it is another one now."""
        self._asked = False
        self._pbx.hints.device_changed(self.name)

    def contact(self) -> str:
        return f"sip:{self.name}@{self._pbx.address_of(self.name)};ob"

    def contact_status(self, status: str) -> str:
        return (
            f"URI: {self.contact()}\r\nContactStatus: {status}\r\nAOR: {self.name}\r\n"
            f"EndpointName: {self.name}\r\nRoundtripUsec: 0\r\n"
        )

    def set_registered(self, registered: bool, contact: str = "Removed") -> None:
        """REGISTER came, or the contact went (`Removed`) or does not answer (`Unreachable`)."""
        if registered == self.registered:
            return
        self.registered = registered
        word, contact = ("Reachable", "NonQualified") if registered else ("Unreachable", contact)
        publish = self._pbx.events.publish
        publish("PeerStatus", f"ChannelType: PJSIP\r\nPeer: PJSIP/{self.name}\r\nPeerStatus: {word}\r\n")
        publish("ContactStatus", self.contact_status(contact))
        self.changed()


class Trunk(Endpoint):
    """The endpoint `trunk`: always there, and its called legs carry the number dialled."""

    def dial_string(self, number: str) -> str:
        return f"{number}@{self.name}"

    def state(self) -> DeviceState:
        return endpoint_state(self.channels, registered=True, busy_at=0)
