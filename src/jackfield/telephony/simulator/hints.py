"""Device states and hints: what DeviceStateChange and ExtensionStatus say, and when they say it.

The rules are those of chan_pjsip and res_hints: ONHOLD belongs to the held phone, `busy_at` calls make BUSY.
"""

from collections.abc import Callable, Iterable

from jackfield.telephony.simulator.channels import Channel, State
from jackfield.telephony.simulator.devices import EXTENSION_STATUS, DeviceState, together
from jackfield.telephony.simulator.events import EventBus

_OF_CHANNEL = {
    State.DOWN: DeviceState.NOT_INUSE,
    State.RING: DeviceState.INUSE,
    State.RINGING: DeviceState.RINGING,
    State.UP: DeviceState.INUSE,
    State.BUSY: DeviceState.BUSY,
}


def endpoint_state(channels: Iterable[Channel], *, registered: bool, busy_at: int) -> DeviceState:
    """The state of `PJSIP/<endpoint>` from its channels."""
    states = [DeviceState.ONHOLD if channel.held else _OF_CHANNEL[channel.state] for channel in channels]
    if not states:
        return DeviceState.NOT_INUSE if registered else DeviceState.UNAVAILABLE
    if busy_at and sum(state is not DeviceState.NOT_INUSE for state in states) >= busy_at:
        return DeviceState.BUSY
    return together(states)


class Hints:
    """The hints `NUMBER@context` of the lines, and the custom devices (do not disturb) beside them."""

    def __init__(self, events: EventBus, context: str) -> None:
        self.context = context
        self._events = events
        self._asked: dict[str, Callable[[], DeviceState]] = {}
        self._told_devices: dict[str, DeviceState] = {}
        self._told_hints: dict[str, tuple[int, str]] = {}
        self.custom: dict[str, DeviceState] = {}

    def add(self, number: str, ask: Callable[[], DeviceState], *, hinted: bool = True) -> None:
        """An endpoint, with a hint unless it is no line; `ask` gives its state."""
        self._asked[number] = ask
        self._told_devices[number] = ask()
        if hinted:
            self._told_hints[number] = self.status(number)

    def hint(self, number: str) -> str:
        return f"PJSIP/{number}&Custom:DND-{number},CustomPresence:{number}"

    def status(self, number: str) -> tuple[int, str]:
        """ExtensionStatus of the line's hint."""
        states = [self._asked[number]()]
        if dnd := self.custom.get(f"DND-{number}"):
            states.append(dnd)
        return EXTENSION_STATUS[together(states)]

    def device_changed(self, number: str) -> None:
        """Tell what is new about `PJSIP/<number>`, if anything is."""
        state = self._asked[number]()
        if self._told_devices[number] is not state:
            self._told_devices[number] = state
            self._events.publish("DeviceStateChange", f"Device: PJSIP/{number}\r\nState: {state}\r\n")
            self._hint_changed(number)

    def set_custom(self, name: str, value: str) -> None:
        """`DEVICE_STATE(Custom:<name>)` was set."""
        state = DeviceState.__members__.get(value.upper(), DeviceState.UNKNOWN)
        self.custom[name] = state
        self._events.publish("DeviceStateChange", f"Device: Custom:{name}\r\nState: {state}\r\n")
        number = name.removeprefix("DND-")
        self._hint_changed(number)

    def _hint_changed(self, number: str) -> None:
        if number not in self._told_hints:
            return
        status = self.status(number)
        if self._told_hints[number] != status:
            self._told_hints[number] = status
            self._events.publish("ExtensionStatus", self.extension_status(number))

    def extension_status(self, number: str) -> str:
        """The headers of ExtensionStatus, as an event and in ExtensionStateList."""
        status, text = self.status(number)
        return (
            f"Exten: {number}\r\nContext: {self.context}\r\nHint: {self.hint(number)}\r\n"
            f"Status: {status}\r\nStatusText: {text}\r\n"
        )
