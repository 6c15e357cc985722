"""Attended transfers: Atxfer and CancelAtxfer by AMI, and what happens to the four channels until it is decided.

AMI presses the feature keys for the transferer, so it takes a moment; he is taken into a second bridge with a Local
pair that dials the other one. His hang-up completes the transfer; refusal or CancelAtxfer brings him back.
"""

from collections.abc import Callable
from functools import partial

from jackfield.telephony.simulator.channels import AnyBridge, Channel, State
from jackfield.telephony.simulator.exchange import Exchange
from jackfield.telephony.simulator.local import Pair
from jackfield.telephony.simulator.recall import Recall
from jackfield.telephony.simulator.transfers import Met, attended, tell_attended

ATXFER_CODE, ABORT_CODE, THREE_WAY_CODE = "*2", "*1", "*3"
FIRST_KEY_SECONDS, THEN_SECONDS, KEY_SECONDS = 0.145, 0.101, 0.045
CONNECTED_LINE_SECONDS = 0.36
"""The transferer who is back sees the old name again only this long after."""
FAILED_SECONDS = 0.36
"""How long the transferer hears that nobody is left for him to talk to."""


class Consultation:
    """One attended transfer, from Atxfer to its end."""

    def __init__(self, pbx: Exchange, transferer: Channel, exten: str, context: str) -> None:
        assert transferer.bridge is not None
        self._pbx = pbx
        self._transferer = transferer
        self._exten, self._context = exten, context
        self._first = transferer.bridge
        peer = self._first.peer_of(transferer)
        assert peer is not None
        self._transferee = peer
        self._second: AnyBridge | None = None
        self._pair: Pair | None = None
        self._blond = False
        self._keys = ""
        transferer.consultation = self
        peer.watchers.append(self)

    def begin(self) -> None:
        """Press the keys: the code, then the number."""
        self._press(ATXFER_CODE, FIRST_KEY_SECONDS)
        held = FIRST_KEY_SECONDS + THEN_SECONDS
        self._later(held, self._hold)
        for place, digit in enumerate(self._exten, 1):
            self._later(held + place * KEY_SECONDS, partial(self._pressed, digit))
        self._later(held + len(self._exten) * KEY_SECONDS + 0.001, self._consult)

    def _later(self, seconds: float, action: Callable[[], None]) -> None:
        self._pbx.later(seconds, lambda: action() if self._alive() else None)

    def _alive(self) -> bool:
        """Until he who asked has hung up, or was taken elsewhere before anybody was called for him."""
        if self._second is None and self._transferer.bridge is not self._first:
            return False
        return self._transferer.consultation is self and not self._transferer.hung_up

    def _press(self, digits: str, pause: float) -> None:
        for place, digit in enumerate(digits):
            self._later(place * pause, partial(self._pressed, digit))

    def _pressed(self, digit: str) -> None:
        tail = "DurationMs: 0\r\nDirection: Received\r\n"
        self._pbx.events.publish("DTMFEnd", self._transferer.snapshot(), f"Digit: {digit}\r\n", tail)

    def _hold(self) -> None:
        self._pbx.hold(self._transferer, "")

    def _consult(self) -> None:
        pbx, transferer = self._pbx, self._transferer
        pair = self._pair = Pair(pbx, self._exten, self._context, transferer)
        pair.inherit(transferer)
        pair.called_by(transferer.caller)
        second = self._second = pbx.new_bridge()
        pair.tell_bridged()
        second.enter(pair.one)
        pair.one.consultation = self
        self._first.leave(transferer)
        second.enter(transferer)
        transferer.keys = self._key
        transferer.connected = ("", "")
        pbx.events.publish("NewConnectedLine", transferer.snapshot())
        pbx.run(pair.two, (self._context, self._exten, 1))

    # ------------------------------------------------------------ the ends

    def hung_up(self, channel: Channel) -> bool:
        """Transferer or Local half ask to hang up. True: it was seen to."""
        if self._second is None:
            self._over()
            return False
        if self._blond:
            return self._recall()
        if channel is self._transferer:
            self._complete()
        else:
            self._back()
            self._pbx.drop(channel)
        return True

    def hanging_up(self, channel: Channel) -> None:
        """The transferee ends. While nobody has answered the other call either, nothing is left to be transferred."""
        if self._transferer.consultation is self and self._pair is not None and self._pair.one.state is not State.UP:
            self._pbx.soon(self._give_up)

    def transferred(self, channel: Channel) -> None:
        """The transferee was taken elsewhere: it shows when the transferer wants back to him."""

    def _give_up(self) -> None:
        pair = self._pair
        if self._transferer.consultation is not self or pair is None or pair.one.state is State.UP:
            return
        self._over()
        if pair.one.bridge is not None:
            pair.one.bridge.leave(pair.one)
        self._pbx.hang_up(pair.one)
        self._let_go()

    def _let_go(self) -> None:
        """The transferer has nobody any more; he hears so, and is hung up."""
        self._pbx.later(FAILED_SECONDS, lambda: self._pbx.hang_up(self._transferer))

    def answered(self) -> None:
        """Whom the transferer called answered; he may have left before."""
        if self._blond and self._pair is not None:
            self._over()
            self._pair.optimise_soon()

    def _recall(self) -> bool:
        """Who was to take the call does not: the transferer is called back."""
        assert self._pair is not None
        self._over()
        if self._transferee.hung_up:
            return False
        bridge, half = self._pair.one.bridge, self._pair.one
        if bridge is not None:
            bridge.leave(half)
        self._pbx.drop(half)
        Recall(self._pbx, self._transferer.endpoint, self._transferee, self._first).begin()
        return True

    def cancel(self) -> None:
        """CancelAtxfer: the keys, then back."""
        self._press(ABORT_CODE, FIRST_KEY_SECONDS)
        self._later(FIRST_KEY_SECONDS + THEN_SECONDS, self._abort)

    def _abort(self) -> None:
        pair = self._pair
        if pair is None:
            return
        self._back()
        self._pbx.hang_up(pair.one)

    def _key(self, digit: str) -> None:
        """The transferer presses keys: the code of a call of three, once whom he consults has answered."""
        self._keys = (self._keys + digit)[-len(THREE_WAY_CODE) :]
        pair = self._pair
        if self._keys == THREE_WAY_CODE and pair is not None and pair.one.state is State.UP:
            self._later(KEY_SECONDS, self._bring_together)

    def _bring_together(self) -> None:
        """All of them in the first bridge; that the transferer holds nobody any more is not told."""
        pbx, transferer, transferee, pair = self._pbx, self._transferer, self._transferee, self._pair
        first, second = self._first, self._second
        assert second is not None
        assert pair is not None
        if transferee.hung_up or transferee.bridge is not first:
            return
        pbx.events.publish("BridgeMerge", first.snapshot("To"), second.snapshot("From"))
        pbx.unhold(transferee)
        transferer.holding = False
        before = Met(transferer, first)
        second.leave(pair.one)
        first.enter(pair.one)
        second.leave(transferer)
        first.enter(transferer)
        told = attended(before, Met(transferer, second), transferee, pair.one, first)
        pbx.events.publish("AttendedTransfer", told.replace("DestType: Bridge", "DestType: Threeway"))
        self._over()
        pair.optimise_soon()

    def _over(self) -> None:
        if self in self._transferee.watchers:
            self._transferee.watchers.remove(self)
        self._transferer.consultation = None
        self._transferer.keys = None
        if self._pair is not None:
            self._pair.one.consultation = None

    def _back(self) -> None:
        """The transferer talks to the transferee again."""
        pbx, transferer, transferee, pair = self._pbx, self._transferer, self._transferee, self._pair
        assert self._second is not None
        assert pair is not None
        self._over()
        if transferee.hung_up or transferee.bridge is not self._first:
            self._let_go()
            return
        if pair.one.outgoing is None and pair.two.hung_up and pair.one.bridge is not None:
            pair.one.bridge.leave(pair.one)
        self._second.leave(transferer)
        self._first.enter(transferer)
        pbx.resume(transferer)
        if pair.one.bridge is not None:
            pair.one.bridge.leave(pair.one)
        pbx.later(CONNECTED_LINE_SECONDS, lambda: self._show_again(transferer, transferee))

    def _show_again(self, transferer: Channel, transferee: Channel) -> None:
        if not transferer.hung_up:
            self._pbx.connect_line(transferer, transferee.caller)

    def _complete(self) -> None:
        """The transferee goes on with whoever is called; the transferer is done."""
        pbx, transferer, transferee, pair = self._pbx, self._transferer, self._transferee, self._pair
        first, second = self._first, self._second
        assert second is not None
        assert pair is not None
        self._over()
        second.leave(transferer)
        if transferee.hung_up:
            second.leave(pair.one)
            pbx.drop(transferer)
            pbx.hang_up(pair.one)
            return
        pbx.events.publish("BridgeMerge", first.snapshot("To"), second.snapshot("From"))
        second.leave(pair.one)
        pbx.unhold(transferee)
        first.enter(pair.one)
        tell_attended(pbx, Met(transferer, first), Met(transferer, second), transferee, pair.one, first)
        pbx.connect_line(pair.one, transferee.caller)
        pbx.connect_line(transferee, pair.one.caller)
        for watcher in tuple(transferer.watchers):
            watcher.transferred(transferer)
        transferer.cause = transferer.cause or 16
        pbx.drop(transferer)
        if pair.one.state is State.UP:
            pair.optimise_soon()
        else:
            self._blond, pair.one.consultation = True, self
