"""AMI events as text: their classes, their common headers, C-escaping, and the bus that carries them to the sessions.

Header names and their order are those of Asterisk 22. Nothing here knows what a call is.
"""

from collections.abc import Callable, Iterable

from jackfield.telephony.simulator.clock import Clock
from jackfield.telephony.simulator.faults import Faults

CLASS_OF = {
    "VarSet": "dialplan",
    "Newexten": "dialplan",
    "UserEvent": "user",
    "DTMFBegin": "dtmf",
    "DTMFEnd": "dtmf",
    "PeerStatus": "system",
    "ContactStatus": "system",
    "FullyBooted": "system",
    "Shutdown": "system",
    "Reload": "system",
    "QueueCallerJoin": "agent",
    "QueueCallerLeave": "agent",
    "QueueCallerAbandon": "agent",
    "QueueMemberAdded": "agent",
    "QueueMemberRemoved": "agent",
    "QueueMemberPause": "agent",
    "QueueMemberPenalty": "agent",
    "QueueMemberRinginuse": "agent",
    "QueueMemberStatus": "agent",
    "AgentCalled": "agent",
    "AgentConnect": "agent",
    "AgentComplete": "agent",
    "AgentRingNoAnswer": "agent",
    "SuccessfulAuth": "security",
}
"""Privilege class of an event; all others are `call`."""

Body = Callable[[], str]
Subscriber = Callable[[str, str, Body], None]

_ESCAPES = str.maketrans(
    {
        "\\": "\\\\",
        '"': '\\"',
        "'": "\\'",
        "\n": "\\n",
        "\r": "\\r",
        "\t": "\\t",
        "\a": "\\a",
        "\b": "\\b",
        "\f": "\\f",
        "\v": "\\v",
    }
)


def escaped(value: str) -> str:
    """C-escape as Asterisk does in names, VarSet's Value and ChanVariable."""
    return value.translate(_ESCAPES)


def lines(pairs: Iterable[tuple[str, object]]) -> str:
    """Headers as lines, each with its CRLF."""
    return "".join([f"{name}: {value}\r\n" for name, value in pairs])


class EventBus:
    """Hands every event to every session, which may refuse it by its class before the text is even made."""

    def __init__(self, clock: Clock, system_name: str, seed: int = 0) -> None:
        self.faults = Faults(clock, seed)
        self._clock = clock
        self._system_name = system_name
        self._subscribers: list[Subscriber] = []
        self._watchers: list[Callable[[], None]] = []
        self.published = 0

    def watch(self, watcher: Callable[[], None]) -> None:
        """Have `watcher` called whenever something happens, told to anybody or not, lost on purpose or not."""
        self._watchers.append(watcher)

    def unwatch(self, watcher: Callable[[], None]) -> None:
        if watcher in self._watchers:
            self._watchers.remove(watcher)

    def subscribe(self, subscriber: Subscriber) -> None:
        self._subscribers.append(subscriber)

    def unsubscribe(self, subscriber: Subscriber) -> None:
        if subscriber in self._subscribers:
            self._subscribers.remove(subscriber)

    def publish(self, name: str, *parts: str) -> None:
        """Send event `name` whose headers after the common ones are `parts`, each a run of CRLF-ended lines."""
        self.published += 1
        for watcher in self._watchers:
            watcher()
        if not self._subscribers:
            return
        privilege = CLASS_OF.get(name, "call")
        moment = self._clock.now()
        text = ""

        def body() -> str:
            nonlocal text
            if not text:
                text = (
                    f"Event: {name}\r\nPrivilege: {privilege},all\r\nTimestamp: {moment:.6f}\r\n"
                    f"SystemName: {self._system_name}\r\n{''.join(parts)}\r\n"
                )
            return text

        if self.faults.active:
            self.faults.carry(name, lambda: self._deliver(name, privilege, body))
        else:
            self._deliver(name, privilege, body)

    def _deliver(self, name: str, privilege: str, body: Body) -> None:
        for subscriber in tuple(self._subscribers):
            subscriber(name, privilege, body)
