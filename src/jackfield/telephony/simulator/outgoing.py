"""One leg the PBX calls out on: the INVITE to a phone or to the outside, until it is answered, refused or given up.

Dial and Originate both make one and are told how it goes; a later queue will, too.
"""

from jackfield.telephony.simulator.channels import Channel, Listener, State
from jackfield.telephony.simulator.exchange import Exchange


class Outgoing:
    """The leg, its caller (none for Originate) and the listener."""

    def __init__(
        self, pbx: Exchange, leg: Channel, caller: Channel | None, dial_string: str, listener: Listener
    ) -> None:
        self.leg = leg
        self.listener = listener
        self._pbx = pbx
        self.caller = caller
        self._dial_string = dial_string
        leg.outgoing = self

    def begin(self) -> None:
        self._tell("DialBegin", self.leg, f"DialString: {self._dial_string}\r\n")

    def rings(self) -> None:
        """180 from the far end."""
        if self.leg.state is not State.DOWN:
            return
        self._pbx.change_state(self.leg, State.RINGING)
        self.rang()

    def rang(self) -> None:
        """The leg is ringing now."""
        self._tell("DialState", self.leg, "DialStatus: RINGING\r\n")
        self.listener.ringing()

    def answers(self) -> None:
        """200 from the far end."""
        leg = self.leg
        leg.outgoing = None
        self._pbx.change_state(leg, State.UP)
        self.listener.answered()

    def shows(self, party: tuple[str, str]) -> None:
        """Whom the leg has reached is another one now: its caller is shown that."""
        if self.caller is not None:
            self._pbx.connect_line(self.caller, party)

    def ends(self, status: str, leg: Channel | None = None) -> None:
        """DialEnd with `status`; `leg` is another one when the call was picked up."""
        self._tell("DialEnd", leg or self.leg, f"DialStatus: {status}\r\n")

    def _tell(self, event: str, leg: Channel, more: str) -> None:
        caller = self.caller.snapshot() if self.caller else ""
        self._pbx.events.publish(event, caller, leg.snapshot("Dest"), more)
