"""The telephones: what a user, or a behaviour, does at the far end of an endpoint.

`Phone` is a desk phone one can press the keys of; `Outside` is the rest of the world behind the trunk. They speak to
the PBX as SIP would, a few milliseconds late, and learn of their calls from it.
"""

from collections.abc import Callable
from functools import partial

from jackfield.telephony.simulator.channels import Channel, State
from jackfield.telephony.simulator.endpoints import Endpoint
from jackfield.telephony.simulator.exchange import Exchange
from jackfield.telephony.simulator.moves import transfer
from jackfield.telephony.simulator.setup import Line
from jackfield.telephony.simulator.transfers import join_far_ends

AUTO_ANSWER_SECONDS = 0.2
DTMF_MILLISECONDS = 200
PRESSED_SECONDS = 0.18
KEY_SECONDS = 0.4


class NoSuchCall(LookupError):
    """A key was pressed for which there is no call: answer without ringing, hold without talking."""


def behaviour(text: str) -> tuple[str, float]:
    """`answer:2` as (`answer`, 2.0). Raises ValueError for anything but ring, answer[:S], refuse[:S], busy."""
    word, _, seconds = text.partition(":")
    if word not in ("ring", "answer", "refuse", "busy"):
        raise ValueError(f"{text!r} is no behaviour: ring, answer:SECONDS, refuse[:SECONDS] or busy")
    return word, float(seconds or 0)


class UserAgent:
    """What phone and outside world have in common: answering, refusing, holding and ending calls by channel."""

    max_calls = 1000
    obeys_auto_answer = False
    obeys_notify = False

    def __init__(self, pbx: Exchange, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.heard_keys = ""
        """The keys that far ends have pressed, in order."""
        self._pbx = pbx
        endpoint.agent = self

    @property
    def calls(self) -> list[Channel]:
        """The calls on it, oldest first; those still on their way to it count too."""
        return self.endpoint.channels

    def behaviour_for(self, leg: Channel) -> tuple[str, float]:
        return "ring", 0.0

    # ------------------------------------------------------------ from the PBX

    def invited(self, leg: Channel, *, auto_answer: bool) -> None:
        """An INVITE arrives for `leg`."""
        self._pbx.soon(lambda: self._receive(leg, auto_answer))

    def _receive(self, leg: Channel, auto_answer: bool) -> None:
        word, seconds = self.behaviour_for(leg)
        if leg.outgoing is None:
            return
        if word == "busy" or len(self.calls) > self.max_calls:
            self.busy(leg)
        elif word == "refuse" and not seconds:
            self.refuse(leg)
        else:
            leg.outgoing.rings()
            if auto_answer and self.obeys_auto_answer:
                word, seconds = "answer", AUTO_ANSWER_SECONDS
            if word == "answer":
                self._pbx.later(seconds, lambda: self._if_rings(leg, self.answer))
            elif word == "refuse":
                self._pbx.later(seconds, lambda: self._if_rings(leg, self.refuse))

    def _if_rings(self, leg: Channel, press: Callable[[Channel], Channel]) -> None:
        if leg.outgoing is not None:
            press(leg)

    def failed(self, leg: Channel) -> None:
        """The call it made was answered with a final failure: it hangs up at once."""
        self._pbx.soon(lambda: self._pbx.hang_up(leg, leg.cause, leg.tech_cause, by_phone=True))

    def notified(self, leg: Channel, event: str) -> None:
        """NOTIFY `talk` or `hold` in the call's dialog."""
        if self.obeys_notify:
            self._pbx.soon(lambda: self._obey(leg, event))

    def _obey(self, leg: Channel, event: str) -> None:
        if leg.hung_up:
            return
        if event == "talk" and leg.state is State.RINGING:
            self.answer(leg)
        elif event == "talk" and leg.holding:
            self.resume(leg)
        elif event == "hold" and leg.state is State.UP and not leg.holding:
            self.hold(leg)

    # ------------------------------------------------------------ to the PBX

    def answer(self, leg: Channel | None = None) -> Channel:
        """Answer the call that has rung longest, or `leg`."""
        leg = self._pick(leg, "rings", lambda call: call.outgoing is not None)
        assert leg.outgoing is not None
        leg.outgoing.answers()
        return leg

    def refuse(self, leg: Channel | None = None) -> Channel:
        """603 Decline."""
        return self._decline(leg, 21, 603)

    def busy(self, leg: Channel | None = None) -> Channel:
        """486 Busy Here."""
        return self._decline(leg, 17, 486)

    def _decline(self, leg: Channel | None, cause: int, tech_cause: int) -> Channel:
        leg = self._pick(leg, "rings", lambda call: call.outgoing is not None)
        self._pbx.hang_up(leg, cause, tech_cause, by_phone=True)
        return leg

    def hang_up(self, leg: Channel | None = None) -> Channel:
        """End the active call: BYE when it is up, CANCEL when it still rings elsewhere, 603 when it rings here."""
        if leg is None:
            by_interest = sorted(self.calls, key=lambda call: (call.holding, call.state is not State.UP))
            leg = self._pick(by_interest[0] if by_interest else None, "is there", lambda call: True)
        if leg.outgoing is not None:
            return self.refuse(leg)
        cause, tech_cause = (16, 0) if leg.state is State.UP else (127, 487)
        self._pbx.hang_up(leg, cause, tech_cause, by_phone=True)
        return leg

    def hold(self, leg: Channel | None = None) -> Channel:
        leg = self._pick(leg, "can be held", lambda call: call.state is State.UP and not call.holding)
        self._pbx.hold(leg)
        return leg

    def resume(self, leg: Channel | None = None) -> Channel:
        leg = self._pick(leg, "is held", lambda call: call.holding)
        self._pbx.resume(leg)
        return leg

    def transfer(self, number: str, leg: Channel | None = None) -> Channel:
        """REFER: send the other end to `number`, and be done."""
        leg = self._pick(
            leg, "can be transferred", lambda call: call.bridge is not None and call.bridge.peer_of(call) is not None
        )
        transfer(self._pbx, leg, (self.endpoint.context, number, 1), by_phone=True)
        return leg

    def join_calls(self) -> None:
        """REFER with Replaces: connect the far ends of the two calls, the held one first, and be done."""
        calls = sorted((call for call in self.calls if call.bridge is not None), key=lambda call: not call.holding)
        if len(calls) < 2 or not join_far_ends(self._pbx, calls[0], calls[1]):
            raise NoSuchCall(f"PJSIP/{self.endpoint.name}: no two calls to join")

    def send_dtmf(self, digits: str, leg: Channel | None = None) -> None:
        """Press keys in the active call, one after the other; each is heard when it is let go."""
        leg = self._pick(leg, "can be heard", lambda call: call.state is State.UP and not call.holding)
        for place, digit in enumerate(digits):
            if place:
                self._pbx.later(place * KEY_SECONDS, partial(self._press, leg, digit))
            else:
                self._press(leg, digit)

    def _press(self, leg: Channel, digit: str) -> None:
        if not leg.hung_up:
            head = f"Digit: {digit}\r\nDirection: Received\r\n"
            self._pbx.events.publish("DTMFBegin", leg.snapshot(), head)
            self._pbx.later(PRESSED_SECONDS, partial(self._release, leg, digit))

    def _release(self, leg: Channel, digit: str) -> None:
        if not leg.hung_up:
            tail = f"Digit: {digit}\r\nDurationMs: {DTMF_MILLISECONDS}\r\nDirection: Received\r\n"
            self._pbx.events.publish("DTMFEnd", leg.snapshot(), tail)
            if leg.keys is not None:
                leg.keys(digit)

    def hears_key(self, leg: Channel, digit: str) -> None:
        """A key sounds in the call."""
        self.heard_keys += digit

    def talk(self, aloud: bool = True, leg: Channel | None = None) -> None:
        """Speak, or fall silent: those in the call hear it, only a conference notices."""
        leg = self._pick(leg, "can be heard", lambda call: call.state is State.UP and not call.holding)
        leg.aloud = aloud
        self._pbx.rooms.speaks(leg, aloud)

    def hears(self, leg: Channel | None = None) -> bool:
        """Whether anybody is heard in the call."""
        leg = self._pick(leg, "can hear", lambda call: call.state is State.UP and not call.holding)
        return not leg.deaf and any(
            other.aloud and not (other.mute or other.holding) and self._pbx.rooms.carries(other)
            for other in _sounding(leg)
        )

    def _pick(self, leg: Channel | None, what: str, fits: Callable[[Channel], bool]) -> Channel:
        found = [call for call in self.calls if (leg is None or call is leg) and fits(call)]
        if not found:
            raise NoSuchCall(f"PJSIP/{self.endpoint.name}: no call {what}")
        return found[0]


def _others(leg: Channel) -> list[Channel]:
    return [other for other in leg.bridge.members if other is not leg] if leg.bridge is not None else []


def _sounding(leg: Channel) -> list[Channel]:
    """Whose voices reach a channel: those in its bridge, who spies on it or on them and is heard, whom it spies on."""
    others = _others(leg)
    found = [*others, *(spy for spy, heard in leg.spies.items() if heard)]
    found += [spy for other in others for spy, heard in other.spies.items() if heard == "B"]
    return found + ([leg.spies_on, *_others(leg.spies_on)] if leg.spies_on is not None else [])


class Phone(UserAgent):
    """A desk phone."""

    def __init__(self, pbx: Exchange, endpoint: Endpoint, line: Line) -> None:
        super().__init__(pbx, endpoint)
        self.line = line
        self.user_agent = line.user_agent
        self.max_calls = line.max_calls
        self.obeys_auto_answer = line.obeys_auto_answer
        self.obeys_notify = line.obeys_notify
        self.behaviour = behaviour(line.behaviour)

    def behave(self, text: str) -> None:
        """What it does by itself from now on, as `Line.behaviour`."""
        self.behaviour = behaviour(text)

    def behaviour_for(self, leg: Channel) -> tuple[str, float]:
        return self.behaviour

    def register(self) -> None:
        self.endpoint.set_registered(True)

    def unregister(self) -> None:
        """The contact goes; a call in progress goes on."""
        self.endpoint.set_registered(False)

    def pull_plug(self) -> None:
        """It falls silent: the PBX finds out when it asks whether it is there. A call in progress goes on for now."""
        self.endpoint.set_registered(False, contact="Unreachable")

    def dial(self, number: str) -> Channel:
        """Take a free line and dial. Raises NoSuchCall when it cannot."""
        if not self.endpoint.registered or len(self.calls) >= self.max_calls:
            raise NoSuchCall(f"PJSIP/{self.endpoint.name}: no line is free to dial {number}")
        return self._pbx.incoming(self.endpoint, number, self.endpoint.caller)


class Outside(UserAgent):
    """Everybody behind the trunk: answers after `answers_after` seconds unless told otherwise for a number."""

    def __init__(self, pbx: Exchange, endpoint: Endpoint, answers_after: float) -> None:
        super().__init__(pbx, endpoint)
        self._usual = ("answer", answers_after)
        self._numbers: dict[str, tuple[str, float]] = {}

    def behave(self, number: str, text: str) -> None:
        """What the owner of `number` does when called, as `Line.behaviour`."""
        self._numbers[number] = behaviour(text)

    def behaviour_for(self, leg: Channel) -> tuple[str, float]:
        return self._numbers.get(leg.far_number or leg.caller[0], self._usual)

    def call(self, caller: str, number: str, *, name: str = "", variables: dict[str, str] | None = None) -> Channel:
        """A call from outside to `number`; `variables` are set on it for the whole call."""
        inherited = {f"__{key}": value for key, value in (variables or {}).items()}
        return self._pbx.incoming(self.endpoint, number, (caller, name), inherited)
