"""Actions that were sent and wait: their ActionIDs, the lists that come in, the time they have.

Pure. Which frame ends an action is told by the frames themselves (`EventList: start` ... `EventList: Complete`), never
guessed from words in a message. Asterisk manual, "AMI v2 specification", Action responses.
"""

from collections.abc import Callable
from enum import Enum, auto

from jackfield.telephony.ami.actions import Pairs
from jackfield.telephony.ami.codec import Frame, encode
from jackfield.telephony.ami.outcomes import Answer, End

Done = Callable[[Answer[None]], None]


class Part(Enum):
    """What a frame is to the actions in flight."""

    NONE = auto()
    """Not theirs: an event like any other."""
    ITEM = auto()
    """Kept until the end of its list."""
    END = auto()
    """The last of an action: `InFlight.finish` makes the answer of it."""


class _Waiting:
    """One action; `first` is the response that announced a list."""

    __slots__ = ("deadline", "done", "first", "items", "patience")

    def __init__(self, done: Done, patience: float, now: float) -> None:
        self.done = done
        self.patience = patience
        self.deadline = now + patience
        self.first: Frame | None = None
        self.items: list[Frame] = []


class InFlight:
    """All actions of one connection that wait for an answer."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._count = 0
        self._waiting: dict[str, _Waiting] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def start(self, pairs: Pairs, done: Done, now: float, patience: float) -> bytes:
        """The bytes of an action; `done` is called exactly once. Raises ValueError for what cannot be encoded."""
        self._count += 1
        action_id = f"{self._prefix}-{self._count}"
        data = encode([pairs[0], ("ActionID", action_id), *pairs[1:]])
        self._waiting[action_id] = _Waiting(done, patience, now)
        return data

    def place(self, frame: Frame, now: float) -> Part:
        """Where a frame belongs; an item is kept, an end is only recognised."""
        waiting = self._waiting.get(frame.get("ActionID"))
        if waiting is None:
            return Part.NONE
        waiting.deadline = now + waiting.patience
        part = frame.get("EventList").lower()
        if frame.kind == "response":
            if frame.name == "Error" or part != "start":
                return Part.END
            waiting.first = frame
            return Part.ITEM
        if waiting.first is None:
            # Not a list: an event that carries the ActionID of what caused it, such as OriginateResponse.
            return Part.NONE
        if part in ("complete", "cancelled"):
            return Part.END
        waiting.items.append(frame)
        return Part.ITEM

    def finish(self, frame: Frame) -> None:
        """Answer the action that `frame` ends."""
        waiting = self._waiting.pop(frame.get("ActionID"))
        if frame.kind == "response":
            answer = Answer(None, End.ANSWERED, frame.name != "Error", frame, waiting.items, frame.get("Message"))
        else:
            ok = frame.get("EventList").lower() == "complete"
            message = "" if ok else "the list was cut short"
            answer = Answer(None, End.ANSWERED, ok, waiting.first, waiting.items, message)
        waiting.done(answer)

    def expire(self, now: float) -> None:
        """Answer those whose time is over."""
        for action_id in [key for key, waiting in self._waiting.items() if waiting.deadline <= now]:
            self._waiting.pop(action_id).done(Answer(None, End.TIMEOUT, message="no answer in time"))

    def lose(self, reason: str) -> None:
        """Answer all: the connection is gone."""
        waiting, self._waiting = self._waiting, {}
        for one in waiting.values():
            one.done(Answer(None, End.LOST, message=reason))

    def deadlines(self) -> list[float]:
        """When each gives up."""
        return [waiting.deadline for waiting in self._waiting.values()]
