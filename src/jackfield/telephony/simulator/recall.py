"""The recall after an attended transfer that was completed too early: who was to take the call does not answer.

The transferrer, who has left already, is called back; when he does not answer either, the caller's call ends.
"""

from jackfield.telephony.simulator.applications import dial_end_status
from jackfield.telephony.simulator.channels import AnyBridge, AnyEndpoint, Channel
from jackfield.telephony.simulator.exchange import Exchange
from jackfield.telephony.simulator.outgoing import Outgoing


class Recall:
    """Calls the phone of the transferrer for the one who waits alone in `bridge`."""

    def __init__(self, pbx: Exchange, endpoint: AnyEndpoint, waiting: Channel, bridge: AnyBridge) -> None:
        self._pbx = pbx
        self._endpoint = endpoint
        self._waiting = waiting
        self._bridge = bridge

    def begin(self) -> None:
        """Ring it as long as any phone."""
        if not self._endpoint.reachable:
            self._fail()
            return
        leg = self._leg = self._pbx.originated(self._endpoint, "", ())
        self._out = Outgoing(self._pbx, leg, None, self._endpoint.name, self)
        self._pbx.connect_line(leg, self._waiting.caller)
        self._out.begin()
        self._timer = self._pbx.later(self._pbx.ring_time(), self._timed_out)
        self._endpoint.agent.invited(leg, auto_answer=False)

    def ringing(self) -> None:
        """The caller hears nothing of it."""

    def answered(self) -> None:
        """The two talk again."""
        self._timer.cancel()
        self._out.ends("ANSWER")
        if self._waiting.hung_up:
            self._pbx.hang_up(self._leg)
        else:
            self._bridge.enter(self._leg)

    def refused(self) -> None:
        """Busy, or he does not want it back."""
        self._timer.cancel()
        self._end_leg(dial_end_status(self._leg.cause))
        self._fail()

    def picked_up(self, picker: Channel) -> None:
        """A colleague takes the recall."""
        rung, self._leg = self._leg, picker
        rung.outgoing = None
        self._out.leg = picker
        self._pbx.drop(rung)
        self.answered()

    def _timed_out(self) -> None:
        if self._leg.outgoing is not None:
            self._end_leg("NOANSWER")
            self._fail()

    def _end_leg(self, status: str) -> None:
        self._leg.outgoing = None
        self._out.ends(status)
        self._pbx.drop(self._leg)

    def _fail(self) -> None:
        if not self._waiting.hung_up:
            self._pbx.hang_up(self._waiting)
