"""Voicemail: leaving a message, listening to the own ones, and what MessageWaiting says of a box."""

from jackfield.telephony.simulator.channels import Channel, Leaving
from jackfield.telephony.simulator.events import EventBus
from jackfield.telephony.simulator.program import Program

GREETING_SECONDS = 5.0
SHORTEST_SECONDS = 1.0
LONGEST_SECONDS = 180.0


class Mailboxes:
    """How many messages, new and old, are in each box (`<number>@default`)."""

    def __init__(self, events: EventBus) -> None:
        self._events = events
        self._counts: dict[str, tuple[int, int]] = {}

    def counts(self, box: str) -> tuple[int, int]:
        """New and old."""
        return self._counts.get(box, (0, 0))

    def put(self, box: str, new: int, old: int) -> None:
        self._counts[box] = new, old

    def tell(self, box: str, channel: Channel) -> None:
        """MessageWaiting, with the channel that left a message or listened."""
        new, old = self.counts(box)
        headers = f"Mailbox: {box}\r\nWaiting: {bool(new):d}\r\nNew: {new}\r\nOld: {old}\r\n"
        self._events.publish("MessageWaiting", channel.snapshot(), headers)


class VoiceMail:
    """The caller hears the greeting (`#` cuts it short) and speaks until he hangs up."""

    name = "VoiceMail"

    def __init__(self, box: str) -> None:
        self.data = f"{box},us"
        self._box = box

    def begin(self, program: Program) -> None:
        self._pbx, self._channel = program.pbx, program.channel
        self._speaks_from = self._pbx.clock.now() + GREETING_SECONDS
        self._pbx.answer(self._channel)
        self._channel.keys = self._key
        self._timer = self._pbx.later(GREETING_SECONDS + LONGEST_SECONDS, program.proceed)

    def _key(self, digit: str) -> None:
        if digit == "#":
            self._speaks_from = min(self._speaks_from, self._pbx.clock.now())

    def leave(self, why: Leaving) -> None:
        self._timer.cancel()
        self._channel.keys = None
        if self._pbx.clock.now() - self._speaks_from >= SHORTEST_SECONDS:
            boxes = self._pbx.mailboxes
            new, old = boxes.counts(self._box)
            boxes.put(self._box, new + 1, old)
            boxes.tell(self._box, self._channel)


class VoiceMailMain:
    """The owner listens: `1` the next new message, which is old then; `7` deletes the one heard last."""

    name = "VoiceMailMain"

    def __init__(self, box: str) -> None:
        self.data = f"{box},s"
        self._box = box
        self._heard = False

    def begin(self, program: Program) -> None:
        self._boxes, self._channel = program.pbx.mailboxes, program.channel
        self._channel.keys = self._key

    def _key(self, digit: str) -> None:
        new, old = self._boxes.counts(self._box)
        if digit == "1" and new:
            self._boxes.put(self._box, new - 1, old + 1)
            self._heard = True
        elif digit == "7" and self._heard:
            self._boxes.put(self._box, new, old - 1)
            self._heard = False

    def leave(self, why: Leaving) -> None:
        self._channel.keys = None
        self._boxes.tell(self._box, self._channel)
