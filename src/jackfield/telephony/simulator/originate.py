"""AMI's Originate: call a phone first, and when it answers lead it through the dial plan or into an application."""

from collections.abc import Callable

import msgspec

from jackfield.telephony.simulator.applications import MusicOnHold, Pickup, Wait, dial_end_status
from jackfield.telephony.simulator.channels import UNKNOWN, Channel
from jackfield.telephony.simulator.events import escaped, lines
from jackfield.telephony.simulator.local import pair_named
from jackfield.telephony.simulator.outgoing import Outgoing
from jackfield.telephony.simulator.pbx import Pbx
from jackfield.telephony.simulator.program import Application, Extension, Program
from jackfield.telephony.simulator.spying import Spy

MESSAGE_SECONDS = 3.0
REASON_FAILURE = 0
REASON_NO_ANSWER = 3
REASON_ANSWERED = 4


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for. `timeout` in seconds; either `application` or `context`, `exten`, `priority`."""

    action_id: str
    channel: str
    uniqueid: str
    timeout: float
    variables: tuple[tuple[str, str], ...] = ()
    context: str = ""
    exten: str = ""
    priority: int = 1
    application: str = ""
    data: str = ""


class Originate:
    """One order being carried out; `report` is told once whether the phone answered."""

    def __init__(self, pbx: Pbx, order: Order, report: Callable[[bool], None]) -> None:
        self._pbx = pbx
        self._order = order
        self._report = report
        self._leg: Channel | None = None
        self._over = False

    def begin(self) -> None:
        """`PJSIP/<endpoint>` can be called, `PJSIP/<number>@trunk` for the outside, `Local/<exten>@<context>[/n]`."""
        dialled = self._order.channel.partition("/")[2]
        leg = self._leg = self._called(dialled)
        if leg is None:
            self._respond(REASON_FAILURE)
            return
        self._out = Outgoing(self._pbx, leg, None, dialled, self)
        leg.application, leg.application_data = "AppDial2", "(Outgoing Line)"
        if leg.endpoint is self._pbx.trunk:
            leg.far_number = dialled.partition("@")[0]
            if not any(name.startswith("CALLERID(") for name, _ in self._order.variables):
                self._pbx.identify(leg, (leg.far_number, ""))
        self._out.begin()
        self._timer = self._pbx.later(self._order.timeout, self._timed_out)
        leg.endpoint.agent.invited(leg, auto_answer=_asks_to_answer(leg))

    def _called(self, dialled: str) -> Channel | None:
        """The channel that is called; none for one that cannot be, or whose unique id is taken."""
        pbx, order = self._pbx, self._order
        if order.uniqueid and pbx.find_channel(order.uniqueid):
            return None
        pair = pair_named(pbx, order.channel, None, order.uniqueid)
        if pair is not None:
            for name, value in order.variables:
                pbx.set_variable(pair.one, name, value)
                if "(" not in name:
                    pbx.set_variable(pair.two, name, value)
            pair.tell_bridged()
            return pair.one
        number, _, name = dialled.partition("@")
        endpoint = pbx.endpoints.get(name or number) if order.channel.startswith("PJSIP/") else None
        if endpoint is None or not endpoint.reachable:
            return None
        return pbx.originated(endpoint, order.uniqueid, order.variables)

    def ringing(self) -> None:
        """Nothing more to tell: there is no caller who hears it."""

    def answered(self) -> None:
        assert self._leg is not None
        self._timer.cancel()
        self._out.ends("ANSWER")
        self._respond(REASON_ANSWERED)
        order = self._order
        if order.application:
            application = _application(self._pbx, order)
            self._leg.application = order.application
            Program(self._pbx, self._leg, _only(application) if application else _nothing()).start()
        else:
            self._pbx.run(self._leg, (order.context, order.exten, order.priority))

    def picked_up(self, picker: Channel) -> None:
        """Somebody takes the ringing call of a phone that is to dial: the call goes on with him."""
        assert self._leg is not None
        rung, self._leg = self._leg, picker
        rung.outgoing = None
        self._out.leg = picker
        self._pbx.drop(rung)
        self.answered()

    def refused(self) -> None:
        assert self._leg is not None
        self._timer.cancel()
        self._respond(REASON_FAILURE)
        self._leg.outgoing = None
        self._out.ends(dial_end_status(self._leg.cause))
        self._pbx.drop(self._leg)

    def _timed_out(self) -> None:
        assert self._leg is not None
        if self._leg.outgoing is None:
            return
        self._respond(REASON_NO_ANSWER)
        self._leg.outgoing = None
        self._leg.cause, self._leg.tech_cause = 19, 480
        self._pbx.drop(self._leg)

    def _respond(self, reason: int) -> None:
        """OriginateResponse, to everybody, and the answer to who asked synchronously."""
        if self._over:
            return
        self._over = True
        answered = reason == REASON_ANSWERED
        order, leg = self._order, self._leg
        where = [("Application", order.application), ("Data", order.data)] if order.application else []
        where = where or [("Context", order.context), ("Exten", order.exten)]
        shown = leg.name if leg and answered else order.channel
        pairs: list[tuple[str, object]] = [("ActionID", order.action_id)] if order.action_id else []
        pairs += [("Response", "Success" if answered else "Failure"), ("Channel", shown), *where, ("Reason", reason)]
        pairs += [("Uniqueid", order.uniqueid or (leg.uniqueid if leg and answered else UNKNOWN))]
        pairs += [("CallerIDNum", UNKNOWN), ("CallerIDName", UNKNOWN)]
        if leg and answered:
            names = self._pbx.setup.channel_variables
            pairs += [(f"ChanVariable({shown})", f"{name}={escaped(leg.variable(name) or '')}") for name in names]
        self._pbx.events.publish("OriginateResponse", lines(pairs))
        self._report(answered)


def _asks_to_answer(leg: Channel) -> bool:
    call_info = leg.variable("HEADER Call-Info") or ""
    alert_info = leg.variable("HEADER Alert-Info") or ""
    return "answer-after=0" in call_info or "info=alert-autoanswer" in alert_info


def _application(pbx: Pbx, order: Order) -> Application | None:
    """The applications that can be originated into; any other ends the call at once."""
    if order.application == "PickupChan":
        return Pickup(pbx.find_channel(order.data.partition(",")[0]), data=order.data)
    if order.application == "ChanSpy":
        return Spy(order.data)
    if order.application == "Echo":
        return Wait(-1.0, "Echo")
    if order.application == "MusicOnHold":
        return MusicOnHold()
    if order.application == "Playback":
        return Wait(MESSAGE_SECONDS, "Playback")
    if order.application == "Wait":
        return Wait(float(order.data) if order.data.replace(".", "", 1).isdecimal() else 0.0)
    return None


def _only(application: Application) -> Extension:
    yield application


def _nothing() -> Extension:
    yield from ()
