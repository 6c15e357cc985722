"""What a channel can be doing in the dial plan: dialling, waiting, hearing music or itself, picking up a call.

Each application is begun once by its program and ends by `program.proceed` or by being left.
"""

from jackfield.telephony.simulator.channels import AnyEndpoint, Channel, Leaving, State
from jackfield.telephony.simulator.clock import Timer
from jackfield.telephony.simulator.outgoing import Outgoing
from jackfield.telephony.simulator.program import Program

_DIALSTATUS = {17: "BUSY", 34: "CONGESTION", 18: "NOANSWER", 19: "NOANSWER"}
"""DIALSTATUS by the cause of the called leg (`handle_cause` in app_dial); any other: CHANUNAVAIL."""

_DIALEND = {17: "BUSY", 34: "CONGESTION", 3: "CHANUNAVAIL", 20: "CHANUNAVAIL"}
"""DialStatus of the DialEnd event (`ast_hangup_cause_to_dial_status`); any other: NOANSWER. The two do differ."""


_CANCELLED = {127: 500, 17: 486}
"""TechCause of a leg that is cancelled, by the cause it takes over from its caller."""


def dial_end_status(cause: int) -> str:
    return _DIALEND.get(cause, "NOANSWER")


class Dial:
    """Calls an endpoint for `seconds`; bridges with it when it answers. Its result is DIALSTATUS."""

    name = "Dial"

    def __init__(self, endpoint: AnyEndpoint, number: str, seconds: float, *, auto_answer: bool = False) -> None:
        self.data = f"PJSIP/{endpoint.dial_string(number)},{seconds:g},tTkKxX"
        self._endpoint = endpoint
        self._number = number
        self._seconds = seconds
        self._auto_answer = auto_answer
        self._out: Outgoing | None = None
        self._timer: Timer | None = None

    def begin(self, program: Program) -> None:
        self._program = program
        self._pbx, self._caller = program.pbx, program.channel
        if not self._endpoint.reachable:
            self._done("CHANUNAVAIL", cause=20)
            return
        leg = self._pbx.new_leg(self._endpoint, self._number, self._caller)
        self._out = Outgoing(self._pbx, leg, self._caller, self._endpoint.dial_string(self._number), self)
        leg.application, leg.application_data = "AppDial", "(Outgoing Line)"
        self._out.begin()
        self._pbx.connect_line(self._caller, leg.caller)
        self._timer = self._pbx.later(self._seconds, self._timed_out)
        self._endpoint.agent.invited(leg, auto_answer=self._auto_answer)

    def ringing(self) -> None:
        self._caller.endpoint.changed()
        if self._caller.pair is not None:
            self._caller.pair.rings()

    def answered(self) -> None:
        assert self._out is not None
        self._connect(self._out.leg)

    def _connect(self, leg: Channel) -> None:
        assert self._out is not None
        self._stop_timer()
        leg.exten = ""
        self._out.ends("ANSWER", leg)
        self._pbx.set_variable(self._caller, "DIALSTATUS", "ANSWER")
        self._pbx.set_variable(self._caller, "DIALEDPEERNAME", leg.name)
        self._out = None
        self._pbx.answer(self._caller)

        self._pbx.bridge(leg, self._caller)

    def picked_up(self, picker: Channel) -> None:
        assert self._out is not None
        rung = self._out.leg
        self._pbx.connect_line(self._caller, picker.caller)
        rung.outgoing = None
        self._caller.cause = 16
        self._connect(picker)
        self._pbx.drop(rung)

    def refused(self) -> None:
        assert self._out is not None
        out, self._out = self._out, None
        out.leg.outgoing = None
        self._stop_timer()
        out.ends(dial_end_status(out.leg.cause))
        self._pbx.drop(out.leg)
        self._done(_DIALSTATUS.get(out.leg.cause, "CHANUNAVAIL"), cause=out.leg.cause)

    def _timed_out(self) -> None:
        assert self._out is not None
        self._give_up("NOANSWER", cause=0)
        self._done("NOANSWER", cause=0)

    def _give_up(self, status: str, *, cause: int, tech_cause: int = 0) -> None:
        if self._out is None:
            return
        out, self._out = self._out, None
        self._stop_timer()
        out.leg.outgoing = None
        out.leg.cause, out.leg.tech_cause = cause, tech_cause
        out.ends(status)
        self._pbx.drop(out.leg)

    def _done(self, status: str, *, cause: int) -> None:
        self._caller.cause = cause
        self._pbx.set_variable(self._caller, "DIALSTATUS", status)
        self._program.proceed(status)

    def leave(self, why: Leaving) -> None:
        """The caller is gone (a phone's CANCEL gives cause 127 on both sides) or is sent elsewhere."""
        cause = self._caller.cause if why is Leaving.HANGUP and self._caller.cause else 16
        self._give_up("CANCEL", cause=cause, tech_cause=_CANCELLED.get(cause, 0))

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Failure:
    """Busy() and Congestion(): an unanswered caller is told, and its phone hangs up; an answered one hears the tone."""

    data = "2"

    def __init__(self, name: str) -> None:
        self.name = name
        self._timer: Timer | None = None

    def begin(self, program: Program) -> None:
        pbx, channel = program.pbx, program.channel
        cause, tech_cause = (17, 486) if self.name == "Busy" else (34, 503)
        if channel.state is State.UP:
            channel.cause = channel.cause or cause
            self._timer = pbx.later(2.0, program.proceed)
            return
        channel.cause, channel.tech_cause = cause, tech_cause if channel.pair is None else 0
        pbx.change_state(channel, State.BUSY)
        channel.endpoint.agent.failed(channel)

    def leave(self, why: Leaving) -> None:
        if self._timer is not None:
            self._timer.cancel()


class Wait:
    """Waits for `seconds`; a negative number: for ever. Also Echo, which is waiting with one's own voice."""

    def __init__(self, seconds: float, name: str = "Wait") -> None:
        self.name = name
        self.data = f"{seconds:g}" if name == "Wait" else ""
        self._seconds = seconds
        self._timer: Timer | None = None

    def begin(self, program: Program) -> None:
        if self._seconds >= 0:
            self._timer = program.pbx.later(self._seconds, program.proceed)

    def leave(self, why: Leaving) -> None:
        if self._timer is not None:
            self._timer.cancel()


class MusicOnHold:
    """Plays music until the channel is taken away."""

    name = "MusicOnHold"
    data = "default"

    def begin(self, program: Program) -> None:
        self._pbx, self._channel = program.pbx, program.channel
        self._pbx.events.publish("MusicOnHoldStart", self._channel.snapshot(), "Class: default\r\n")

    def leave(self, why: Leaving) -> None:
        self._pbx.events.publish("MusicOnHoldStop", self._channel.snapshot())


class Bridged:
    """The rest of the dial plan of a channel that AMI's Bridge put into a bridge: when that ends, it ends."""

    name = ""
    data = ""

    def begin(self, program: Program) -> None:
        """Nothing to do: the bridge is made around it."""

    def leave(self, why: Leaving) -> None:
        """Nothing was begun."""


class Pickup:
    """PickupChan and Pickup: the channel takes the place of a ringing leg, which ends with `cause`."""

    def __init__(self, target: Channel | None, name: str = "PickupChan", data: str = "", cause: int = 26) -> None:
        self.name = name
        self.data = data
        self._target = target
        self._cause = cause

    def begin(self, program: Program) -> None:
        pbx, picker, rung = program.pbx, program.channel, self._target
        if rung is None or rung.outgoing is None or rung.state is not State.RINGING:
            program.proceed("FAILED")
            return
        pbx.connect_line(picker, rung.connected)
        pbx.answer(picker)
        pbx.events.publish("Pickup", picker.snapshot(), rung.snapshot("Target"))
        # The two change places: the ringing leg ends where the picker was.
        rung.cause, rung.exten = self._cause, picker.exten
        # From here on the picker is a called leg: its own dial plan is over.
        program.application = None
        program.close(Leaving.ELSEWHERE)
        rung.outgoing.listener.picked_up(picker)

    def leave(self, why: Leaving) -> None:
        """It is over as soon as it is begun."""
