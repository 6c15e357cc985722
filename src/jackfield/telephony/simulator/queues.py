"""Queues and their members: who is logged in, who may be rung next, and the figures that QueueStatus tells.

The rules are those of app_queue. A caller's way through a queue is in queue_call.py, AMI's
actions are in actions_queues.py.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Protocol

from jackfield.telephony.simulator.clock import Clock
from jackfield.telephony.simulator.devices import DeviceState
from jackfield.telephony.simulator.events import EventBus, lines
from jackfield.telephony.simulator.hints import Hints
from jackfield.telephony.simulator.setup import Queue

STATUS = {
    DeviceState.UNKNOWN: 0,
    DeviceState.NOT_INUSE: 1,
    DeviceState.INUSE: 2,
    DeviceState.BUSY: 3,
    DeviceState.UNAVAILABLE: 5,
    DeviceState.RINGING: 6,
    DeviceState.RINGINUSE: 7,
    DeviceState.ONHOLD: 8,
}
"""A member's Status by the state of its device."""

_RINGABLE = frozenset({DeviceState.UNKNOWN, DeviceState.NOT_INUSE})
_IN_USE = frozenset({DeviceState.INUSE, DeviceState.BUSY, DeviceState.RINGINUSE, DeviceState.ONHOLD})

_EMPTY_WORDS = {
    "loose": {"penalty", "invalid"},
    "strict": {"penalty", "invalid", "paused", "unavailable"},
}


def empty_conditions(text: str, *, never: str) -> frozenset[str]:
    """What makes members count as absent for `joinempty` and `leavewhenempty`; `never` is the word for nothing."""
    if text in ("yes", "no"):
        return frozenset() if text == never else frozenset({"penalty", "invalid", "paused"})
    return frozenset(word for part in text.split(",") for word in _EMPTY_WORDS.get(part.strip(), {part.strip()}))


class Caller(Protocol):
    """A call that waits in a queue, for as long as it waits."""

    def shown(self, position: int) -> str:
        """The headers of its QueueEntry."""

    @property
    def joined(self) -> float: ...

    @property
    def priority(self) -> int:
        """Higher ones wait before lower ones."""

    @property
    def party(self) -> tuple[str, str, str]:
        """Unique id, number and name."""

    @property
    def rung(self) -> list[str]:
        """The interfaces that ring for it."""

    @property
    def asking(self) -> bool:
        """It waits for a member and rings none."""


class Member:
    """One interface in one queue. Times are Unix seconds, 0: never."""

    def __init__(self, queue: "CallQueue", interface: str, name: str, state_interface: str) -> None:
        self.queue = queue
        self.interface = interface
        self.name = name or interface
        self.state_interface = state_interface or interface
        self.penalty = 0
        self.paused = False
        self.reason = ""
        self.ringinuse = queue.setup.ringinuse
        self.calls_taken = 0
        self.last_call = 0
        self.wrapup = 0
        self.last_pause = 0
        self.login_time = 0
        self.in_call = False
        self.free: Callable[[], None] | None = None
        """Called when its device is free again: Asterisk then takes its call for done, whoever still talks in it."""
        self.device = DeviceState.UNKNOWN

    def wraps_up(self, now: int) -> bool:
        """Within the wrap-up time of its last call, counted in whole seconds as Asterisk does."""
        return bool(self.wrapup and now - self.last_call < self.wrapup)

    def available(self, now: int) -> bool:
        """May be rung now."""
        if self.paused or self.interface in self.queue.ringing or self.wraps_up(now):
            return False
        return self.device in _RINGABLE or (self.ringinuse and self.device in _IN_USE)

    def absent(self, conditions: frozenset[str], now: int) -> bool:
        """Whether it counts as not there under these conditions."""
        words = {
            "paused": self.paused,
            "unavailable": self.device is DeviceState.UNAVAILABLE,
            "inuse": self.device in _IN_USE,
            "ringing": self.device is DeviceState.RINGING,
            "unknown": self.device is DeviceState.UNKNOWN,
            "wrapup": self.wraps_up(now),
        }
        return any(words.get(word, False) for word in conditions)

    def shown(self) -> str:
        """The headers of every QueueMember... event."""
        common = f"Queue: {self.queue.name}\r\nMemberName: {self.name}\r\nInterface: {self.interface}\r\n"
        return f"{common}{self._figures(ringinuse=f'Ringinuse: {self.ringinuse:d}{chr(13)}{chr(10)}')}"

    def listed(self) -> str:
        """The headers of QueueMember in QueueStatus, where two are called otherwise."""
        return f"Queue: {self.queue.name}\r\nName: {self.name}\r\nLocation: {self.interface}\r\n{self._figures()}"

    def _figures(self, ringinuse: str = "") -> str:
        return (
            f"StateInterface: {self.state_interface}\r\nMembership: dynamic\r\nPenalty: {self.penalty}\r\n"
            f"CallsTaken: {self.calls_taken}\r\nLastCall: {self.last_call}\r\nLastPause: {self.last_pause}\r\n"
            f"LoginTime: {self.login_time}\r\nInCall: {self.in_call:d}\r\nStatus: {STATUS[self.device]}\r\n"
            f"Paused: {self.paused:d}\r\nPausedReason: {self.reason}\r\n{ringinuse}Wrapuptime: 0\r\n"
        )


class CallQueue:
    """One queue: its members in the order of their coming, its waiting callers, its figures."""

    def __init__(self, setup: Queue, events: EventBus, hints: Hints, clock: Clock, ringing: dict[str, int]) -> None:
        self.setup = setup
        self.name = setup.name
        self.ringing = ringing
        self.members: dict[str, Member] = {}
        self.callers: list[Caller] = []
        self.completed = self.abandoned = self.completed_in_level = 0
        self.holdtime = self.talktime = 0
        self._events, self._hints, self._clock = events, hints, clock
        self._last_rung = ""
        hints.add_service(f"Queue:{self.name}", DeviceState.UNAVAILABLE, setup.number, "queues")
        hints.add_service(f"Queue:{self.name}_avail", DeviceState.INUSE)

    def now(self) -> int:
        return int(self._clock.now())

    # ------------------------------------------------------------ members

    def add(self, interface: str, name: str, state_interface: str, *, penalty: int, paused: bool, reason: str) -> None:
        """Log an interface in."""
        member = Member(self, interface, name, state_interface)
        member.penalty, member.paused, member.reason = penalty, paused, reason if paused else ""
        member.login_time = self.now()
        member.last_pause = self.now() if paused else 0
        member.device = self._hints.state_of(member.state_interface)
        self.members[interface] = member
        self._tell_paused(member)
        self._events.publish("QueueMemberAdded", member.shown())
        self.tell_available()

    def remove(self, interface: str) -> bool:
        """Log an interface out; False when it was not in."""
        member = self.members.pop(interface, None)
        if member is None:
            return False
        self._events.publish("QueueMemberRemoved", member.shown())
        member.paused = False
        self._tell_paused(member)
        self.tell_available()
        return True

    def pause(self, interface: str, paused: bool, reason: str) -> bool:
        member = self.members.get(interface)
        if member is None:
            return False
        member.paused, member.reason = paused, reason if paused else ""
        member.last_pause = self.now() if paused else member.last_pause
        self._tell_paused(member)
        self.tell_available()
        self._events.publish("QueueMemberPause", member.shown())
        return True

    def _tell_paused(self, member: Member) -> None:
        state = DeviceState.INUSE if member.paused else DeviceState.NOT_INUSE
        self._hints.set_service(f"Queue:{self.name}_pause_{member.interface}", state)

    def tell_available(self) -> None:
        """Queue:<name>_avail: whether anybody could be rung. Told when members come, go and pause."""
        now = self.now()
        anybody = any(member.available(now) for member in self.members.values())
        self._hints.set_service(f"Queue:{self.name}_avail", DeviceState.NOT_INUSE if anybody else DeviceState.INUSE)

    def device_changed(self, member: Member) -> None:
        """Look at the member's device again; tell when it is another state."""
        state = self._hints.state_of(member.state_interface)
        if state is not member.device:
            if state is DeviceState.NOT_INUSE and member.free is not None:
                member.free()
            member.device = state
            self._events.publish("QueueMemberStatus", member.shown())

    # ------------------------------------------------------------ callers

    def tell_waiting(self) -> None:
        """Queue:<name>, the state of the queue's hint."""
        self._hints.set_service(f"Queue:{self.name}", DeviceState.RINGING if self.callers else DeviceState.NOT_INUSE)

    def full(self) -> bool:
        return bool(self.setup.maxlen and len(self.callers) >= self.setup.maxlen)

    def empty(self, *, joining: bool) -> bool:
        """Nobody is there for whom one may wait, by `joinempty` or `leavewhenempty`."""
        setup = self.setup
        text, never = (setup.joinempty, "yes") if joining else (setup.leavewhenempty, "no")
        conditions = empty_conditions(text, never=never)
        now = self.now()
        return bool(conditions) and all(member.absent(conditions, now) for member in self.members.values())

    def served(self, caller: Caller, tried: Collection[str] = ()) -> list[Member]:
        """Whom this caller is to ring now, of those it has not `tried` in this round.

        Nobody while others before it have a claim on those who are free.
        """
        now = self.now()
        free = [member for member in self.members.values() if member.available(now) and member.interface not in tried]
        if not free:
            return []
        before = 0
        for other in self.callers:
            if other is caller:
                break
            before += other.asking
        return self._ordered(free) if before < len(free) else []

    def _ordered(self, free: list[Member]) -> list[Member]:
        """The best one by penalty and strategy; for `ringall` all of the lowest penalty."""
        lowest = min(member.penalty for member in free)
        best = [member for member in free if member.penalty == lowest]
        if self.setup.strategy == "ringall":
            return best
        key = {
            "leastrecent": lambda member: member.last_call,
            "fewestcalls": lambda member: member.calls_taken,
        }.get(self.setup.strategy)
        return [min(best, key=key) if key else self._next_round(best)]

    def _next_round(self, best: list[Member]) -> Member:
        """The first one behind the one rung last, in order of coming."""
        if self.setup.strategy == "linear" or self._last_rung not in self.members:
            return best[0]
        places = {interface: place for place, interface in enumerate(self.members)}
        last = places[self._last_rung]
        return min(best, key=lambda member: (places[member.interface] <= last, places[member.interface]))

    def rung(self, member: Member) -> None:
        self._last_rung = member.interface

    # ------------------------------------------------------------ figures

    def answered(self, hold: int) -> None:
        first = not self.completed + self.abandoned
        self.holdtime = hold if first else (3 * self.holdtime + hold) >> 2

    def finished(self, hold: int, talk: int) -> None:
        self.talktime = talk if not self.completed else (3 * self.talktime + talk) >> 2
        self.completed += 1
        self.completed_in_level += hold <= self.setup.servicelevel

    def params(self) -> str:
        """The headers of QueueParams."""
        done = self.completed
        level = 100 * self.completed_in_level / done if done else 0.0
        level2 = 100 * self.completed_in_level / (done + self.abandoned) if done + self.abandoned else 0.0
        pairs: list[tuple[str, object]] = [
            ("Queue", self.name),
            ("Max", self.setup.maxlen),
            ("Strategy", self.setup.strategy),
            ("Calls", len(self.callers)),
            ("Holdtime", self.holdtime),
            ("TalkTime", self.talktime),
            ("Completed", done),
            ("Abandoned", self.abandoned),
            ("ServiceLevel", self.setup.servicelevel),
            ("ServicelevelPerf", f"{level:.1f}"),
            ("ServicelevelPerf2", f"{level2:.1f}"),
            ("Weight", self.setup.weight),
        ]
        return lines(pairs)

    def summary(self) -> str:
        """The headers of QueueSummary."""
        now = self.now()
        members = self.members.values()
        longest = max((now - int(caller.joined) for caller in self.callers), default=0)
        pairs = [
            ("Queue", self.name),
            ("LoggedIn", sum(member.device is not DeviceState.UNAVAILABLE for member in members)),
            ("Available", sum(member.available(now) for member in members)),
            ("Callers", len(self.callers)),
            ("HoldTime", self.holdtime),
            ("TalkTime", self.talktime),
            ("LongestHoldTime", longest),
        ]
        return lines(pairs)


class Queues:
    """All queues of a PBX, and what they share: who is being rung, and when an interface talked last."""

    def __init__(
        self, queues: tuple[Queue, ...], events: EventBus, hints: Hints, clock: Clock, *, shared: bool
    ) -> None:
        self.ringing: dict[str, int] = {}
        self.by_name = {queue.name: CallQueue(queue, events, hints, clock, self.ringing) for queue in queues}
        self.numbers = {queue.number: self.by_name[queue.name] for queue in queues}
        self._shared = shared
        hints.watch(self.device_changed)

    def __iter__(self) -> Iterator[CallQueue]:
        return iter(self.by_name.values())

    def reset(self) -> None:
        """A restart: nobody is logged in, all figures are zero."""
        self.ringing.clear()
        for queue in self:
            queue.members.clear()
            queue.callers.clear()
            queue.completed = queue.abandoned = queue.completed_in_level = queue.holdtime = queue.talktime = 0

    def device_changed(self, number: str) -> None:
        """The device or the hint of line `number` changed its state."""
        watched = (f"PJSIP/{number}", f"hint:{number}@")
        for queue in self:
            for member in queue.members.values():
                if member.state_interface.startswith(watched):
                    queue.device_changed(member)

    def completed(self, member: Member, hold: int, talk: int) -> None:
        """A member ended a call: wrap-up begins, with `shared_lastcall` in every queue it is in."""
        member.calls_taken += 1
        member.in_call = False
        member.queue.finished(hold, talk)
        queues = self if self._shared else (member.queue,)
        for queue in queues:
            same = queue.members.get(member.interface)
            if same is not None:
                same.last_call, same.wrapup = queue.now(), member.queue.setup.wrapuptime
        member.last_call = member.queue.now()

    def claimed_elsewhere(self, member: Member) -> bool:
        """A queue of greater weight has callers waiting for this same interface."""
        weight = member.queue.setup.weight
        return any(
            queue.setup.weight > weight and member.interface in queue.members and any(c.asking for c in queue.callers)
            for queue in self
            if queue is not member.queue
        )
