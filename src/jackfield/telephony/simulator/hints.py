"""Device states and hints: what DeviceStateChange and ExtensionStatus say, and when they say it.

The rules are those of chan_pjsip and res_hints: ONHOLD belongs to the held phone, `busy_at` calls make BUSY.
"""

from collections.abc import Callable, Iterable, Iterator

import msgspec

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


class Presence(msgspec.Struct, frozen=True):
    """What `PRESENCE_STATE(CustomPresence:<number>)` says."""

    status: str = "not_set"
    subtype: str = ""
    message: str = ""

    def shown(self) -> str:
        return f"Status: {self.status}\r\nSubtype: {self.subtype}\r\nMessage: {self.message}\r\n"


class Hints:
    """The hints `NUMBER@context` of the lines, and the custom devices (do not disturb) beside them."""

    def __init__(self, events: EventBus, context: str) -> None:
        self.context = context
        self._events = events
        self._asked: dict[str, Callable[[], DeviceState]] = {}
        self._devices: dict[str, list[str]] = {}
        """By line: the names of its endpoints."""
        self._lines: dict[str, str] = {}
        self._told_devices: dict[str, DeviceState] = {}
        self._told_hints: dict[str, tuple[int, str]] = {}
        self.custom: dict[str, DeviceState] = {}
        self.presences: dict[str, Presence] = {}
        self.services: dict[str, DeviceState] = {}
        self._service_hints: dict[str, list[tuple[str, str]]] = {}
        self._watchers: list[Callable[[str], None]] = []

    def watch(self, watcher: Callable[[str], None]) -> None:
        """Have `watcher` called with the number of a line whose device or hint may have changed."""
        self._watchers.append(watcher)

    def state_of(self, device: str) -> DeviceState:
        """`PJSIP/<number>`, `hint:<number>@<context>`, `Custom:...` or a service."""
        kind, _, name = device.partition("/" if device.startswith("PJSIP/") else ":")
        number = name.partition("@")[0]
        if kind == "PJSIP" and name in self._asked:
            return self._asked[name]()
        if kind == "hint" and number in self._devices:
            return self._hint_state(number)
        if kind == "Custom":
            return self.custom.get(name, DeviceState.UNKNOWN)
        return self.services.get(device, DeviceState.UNKNOWN)

    def _hint_state(self, number: str) -> DeviceState:
        states = [self._asked[name]() for name in self._devices[number]]
        if dnd := self.custom.get(f"DND-{number}"):
            states.append(dnd)
        return together(states)

    # ------------------------------------------------------------ services: queues, parking, conferences

    def add_service(self, device: str, state: DeviceState, exten: str = "", context: str = "") -> None:
        """A device that no phone stands behind, such as `Queue:blue`; with a hint where an extension is given."""
        self.services[device] = state
        if exten:
            self._service_hints.setdefault(device, []).append((exten, context))

    def set_service(self, device: str, state: DeviceState) -> None:
        """Tell the state of such a device and of its hint, if it is news."""
        if self.services.get(device) is state:
            return
        self.services[device] = state
        self._events.publish("DeviceStateChange", f"Device: {device}\r\nState: {state}\r\n")
        for place in self._service_hints.get(device, ()):
            self._events.publish("ExtensionStatus", self._service_status(device, place))

    def service_statuses(self) -> Iterator[str]:
        """ExtensionStatus of every service's hint."""
        for device, places in self._service_hints.items():
            for place in places:
                yield self._service_status(device, place)

    def _service_status(self, device: str, place: tuple[str, str]) -> str:
        exten, context = place
        status, text = EXTENSION_STATUS[self.services[device]]
        where = f"Exten: {exten}\r\nContext: {context}\r\nHint: {device}\r\n"
        return f"{where}Status: {status}\r\nStatusText: {text}\r\n"

    # ------------------------------------------------------------ lines

    def add(self, name: str, ask: Callable[[], DeviceState], *, of_line: str = "") -> None:
        """An endpoint, in the hint of its line if it is of one; `ask` gives its state."""
        self._asked[name] = ask
        self._told_devices[name] = ask()
        if of_line:
            self._devices.setdefault(of_line, []).append(name)
            self._lines[name] = of_line
            self._told_hints[of_line] = self.status(of_line)

    def hint(self, number: str) -> str:
        devices = "&".join(f"PJSIP/{name}" for name in self._devices[number])
        return f"{devices}&Custom:DND-{number},CustomPresence:{number}"

    def status(self, number: str) -> tuple[int, str]:
        """ExtensionStatus of the line's hint."""
        return EXTENSION_STATUS[self._hint_state(number)]

    def device_changed(self, number: str) -> None:
        """Tell what is new about `PJSIP/<number>`, if anything is."""
        state = self._asked[number]()
        if self._told_devices[number] is not state:
            self._told_devices[number] = state
            self._events.publish("DeviceStateChange", f"Device: PJSIP/{number}\r\nState: {state}\r\n")
            self._hint_changed(self._lines.get(number, number))
            self._tell_watchers(number)

    def set_custom(self, name: str, value: str) -> None:
        """`DEVICE_STATE(Custom:<name>)` was set."""
        state = DeviceState.__members__.get(value.upper(), DeviceState.UNKNOWN)
        self.custom[name] = state
        self._events.publish("DeviceStateChange", f"Device: Custom:{name}\r\nState: {state}\r\n")
        number = name.removeprefix("DND-")
        self._hint_changed(number)
        self._tell_watchers(number)

    def _tell_watchers(self, number: str) -> None:
        for watcher in self._watchers:
            watcher(number)

    def set_presence(self, number: str, presence: Presence) -> None:
        """Tell what the user of a line has set."""
        self.presences[number] = presence
        self._events.publish("PresenceStateChange", self.presence_state(number))
        if number in self._told_hints:
            where = f"Exten: {number}\r\nContext: {self.context}\r\nHint: {self.hint(number)}\r\n"
            self._events.publish("PresenceStatus", where, presence.shown())

    def presence_state(self, number: str) -> str:
        """The headers of PresenceStateChange."""
        return f"Presentity: CustomPresence:{number}\r\n{self.presences[number].shown()}"

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
