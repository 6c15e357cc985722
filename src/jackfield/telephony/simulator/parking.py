"""Parked calls: Park puts a channel on a slot with music, dialling the slot fetches it, in time it goes back.

Events are res_parking's.
"""

import msgspec

from jackfield.telephony.simulator.bridges import Bridge, Kind
from jackfield.telephony.simulator.channels import Channel, Leaving
from jackfield.telephony.simulator.clock import Timer
from jackfield.telephony.simulator.devices import DeviceState
from jackfield.telephony.simulator.exchange import Exchange
from jackfield.telephony.simulator.program import Program

FIRST_SLOT, LAST_SLOT = 701, 720


class Retrieve:
    """ParkedCall: the channel is bridged with the parked one; when that ends, it ends."""

    name = "ParkedCall"

    def __init__(self, slot: str) -> None:
        self.data = f"default,{slot}"
        self._slot = slot

    def begin(self, program: Program) -> None:
        if not program.pbx.parking.fetch(self._slot, program.channel):
            program.proceed("FAILED")

    def leave(self, why: Leaving) -> None:
        """The bridge is left around it."""


class Parked(msgspec.Struct, frozen=True):
    """One parked call. `parker` as it is dialled when the time is over."""

    slot: str
    channel: Channel
    parker: str
    since: float
    seconds: float
    timer: Timer

    def told(self, now: float, retriever: str = "") -> str:
        """The headers of ParkedCall and its kin."""
        duration = int(now - self.since)
        return (
            f"{self.channel.snapshot('Parkee')}{retriever}ParkerDialString: {self.parker}\r\nParkinglot: default\r\n"
            f"ParkingSpace: {self.slot}\r\nParkingTimeout: {int(self.seconds) - duration}\r\n"
            f"ParkingDuration: {duration}\r\n"
        )


class ParkingLot:
    """The lot `default`."""

    def __init__(self, pbx: Exchange) -> None:
        self.parked: dict[str, Parked] = {}
        self._pbx = pbx
        self._bridge: Bridge | None = None
        for slot in range(FIRST_SLOT, LAST_SLOT + 1):
            device = f"park:{slot}@parkedcalls"
            if slot == FIRST_SLOT:
                pbx.hints.add_service(device, DeviceState.NOT_INUSE, "700", "services")
            pbx.hints.add_service(device, DeviceState.NOT_INUSE, str(slot), "parkedcalls")

    def reset(self) -> None:
        self.parked.clear()
        self._bridge = None

    def holds(self, number: str) -> bool:
        return number in self.parked

    def park(self, channel: Channel, parker: str, seconds: float) -> bool:
        """Put `channel` on the first free slot; False when there is none."""
        pbx = self._pbx
        slot = next((str(at) for at in range(FIRST_SLOT, LAST_SLOT + 1) if str(at) not in self.parked), "")
        if not slot:
            return False
        if self._bridge is None:
            self._bridge = pbx.new_bridge(Kind("parking", "holding_bridge", "Parking", "default", lasts=True))
        if channel.bridge is not None:
            channel.bridge.leave(channel)
        timer = pbx.later(seconds, lambda: self._time_out(slot))
        parked = self.parked[slot] = Parked(slot, channel, parker, pbx.clock.now(), seconds, timer)
        channel.watchers.append(self)
        pbx.events.publish("ParkedCall", parked.told(pbx.clock.now()))
        pbx.hints.set_service(f"park:{slot}@parkedcalls", DeviceState.INUSE)
        self._bridge.enter(channel)
        pbx.events.publish("MusicOnHoldStart", channel.snapshot(), "Class: default\r\n")
        return True

    def _take(self, parked: Parked) -> None:
        """Off its slot."""
        parked.timer.cancel()
        del self.parked[parked.slot]
        channel = parked.channel
        channel.watchers.remove(self)
        self._pbx.events.publish("MusicOnHoldStop", channel.snapshot())
        if channel.bridge is not None:
            channel.bridge.leave(channel)
        self._pbx.hints.set_service(f"park:{parked.slot}@parkedcalls", DeviceState.NOT_INUSE)

    def fetch(self, number: str, channel: Channel) -> bool:
        """`channel` dialled the slot."""
        parked = self.parked.get(number)
        if parked is None:
            return False
        pbx, parkee = self._pbx, parked.channel
        bridge = pbx.new_bridge()
        self._take(parked)
        told = parked.told(pbx.clock.now(), channel.snapshot("Retriever"))
        pbx.events.publish("UnParkedCall", told)
        bridge.enter(parkee)
        bridge.enter(channel)
        pbx.connect_line(channel, parkee.caller)
        pbx.connect_line(parkee, channel.caller)
        return True

    def _time_out(self, slot: str) -> None:
        """Back to the parker, as `comebacktoorigin` has it."""
        parked, pbx = self.parked[slot], self._pbx
        pbx.events.publish("ParkedCallTimeOut", parked.told(pbx.clock.now()))
        self._take(parked)
        channel = parked.channel
        if channel.program is not None:
            channel.program.close(Leaving.ELSEWHERE)
        pbx.run(channel, (pbx.setup.phone_context, parked.parker.removeprefix("PJSIP/"), 1))

    def hanging_up(self, channel: Channel) -> None:
        """The parked one gives up."""
        parked = next(parked for parked in self.parked.values() if parked.channel is channel)
        self._pbx.events.publish("ParkedCallGiveUp", parked.told(self._pbx.clock.now()))
        self._take(parked)

    def transferred(self, channel: Channel) -> None:
        """A parked call talks to nobody who could transfer it."""
