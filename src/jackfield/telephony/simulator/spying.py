"""ChanSpy: one channel hears what another hears and says, until either ends."""

from jackfield.telephony.simulator.channels import Channel, Leaving, State
from jackfield.telephony.simulator.clock import Timer
from jackfield.telephony.simulator.program import Program

BEGIN_SECONDS = 0.101
END_SECONDS = 0.002
HEARD_BY_KEY = {"4": "", "5": "w", "6": "B"}


class Spy:
    """`data`: the beginning of the name of the channel listened to, then options after a comma."""

    name = "ChanSpy"

    def __init__(self, data: str) -> None:
        self.data = data
        self._wanted, _, self._options = data.partition(",")
        self._spyee: Channel | None = None
        self._timer: Timer | None = None

    def begin(self, program: Program) -> None:
        self._program = program
        self._pbx, self._spyer = program.pbx, program.channel
        self._timer = self._pbx.later(BEGIN_SECONDS, self._find)

    def _find(self) -> None:
        """Listen to the first one there is, best to one that talks; without any (options E, S) the spy is done."""
        found = [leg for leg in self._pbx.channels.values() if f"{leg.name}-".startswith(f"{self._wanted}-")]
        found.sort(key=lambda leg: leg.state is not State.UP or leg.bridge is None)
        if not found:
            self._end()
            return
        self._spyee = found[0]
        self._spyee.watchers.append(self)
        self._spyer.spies_on = self._spyee
        self._heard("B" if "B" in self._options else "w" if "w" in self._options else "")
        if "d" in self._options:
            self._spyer.keys = self._key
        self._tell("ChanSpyStart", self._spyee)

    def _heard(self, by: str) -> None:
        if self._spyee is not None:
            self._spyee.spies[self._spyer] = by

    def _key(self, digit: str) -> None:
        """With the option d: 4 heard by nobody, 5 by the one listened to, 6 by its party too."""
        if digit in HEARD_BY_KEY:
            self._heard(HEARD_BY_KEY[digit])

    def _tell(self, event: str, spyee: Channel) -> None:
        self._pbx.events.publish(event, self._spyer.snapshot("Spyer"), spyee.snapshot("Spyee"))

    def hanging_up(self, channel: Channel) -> None:
        self._stop()
        self._timer = self._pbx.later(END_SECONDS, self._end)

    def transferred(self, channel: Channel) -> None:
        """A transferer hangs up at once; that is what ends the listening."""

    def _stop(self) -> None:
        spyee, self._spyee = self._spyee, None
        if spyee is not None:
            spyee.watchers.remove(self)
            spyee.spies.pop(self._spyer, None)
            self._spyer.spies_on = self._spyer.keys = None
            self._tell("ChanSpyStop", spyee)

    def _end(self) -> None:
        self._program.close(Leaving.HANGUP)
        self._pbx.drop(self._spyer)

    def leave(self, why: Leaving) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._stop()
