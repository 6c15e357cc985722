"""One AMI connection as a dialogue: banner, login, event selection, answers to actions, lists, timeouts, keep-alive.

Pure, in the manner of h11: bytes and the time come in, outcomes and bytes to send come out. No socket, no clock of its
own, no logging; `link` carries it.

    BANNER -> CHALLENGE -> LOGIN -> BOOTING -> SELECTING -> READY
                                                             any of them -> OVER (told by Refused or Broken)

Every action sent by `send` gets exactly one `Answer`: Asterisk's, or one that says why there is none.
"""

from enum import Enum, auto
from typing import Generic

from jackfield.telephony.ami import actions
from jackfield.telephony.ami.actions import Pairs
from jackfield.telephony.ami.codec import Decoder, Frame
from jackfield.telephony.ami.inflight import Done, InFlight, Part
from jackfield.telephony.ami.outcomes import (
    Answer,
    Broken,
    Credentials,
    End,
    Events,
    Outcome,
    Ready,
    Refused,
    TagT,
    Timing,
)
from jackfield.telephony.ami.selection import CLASSES, CLASSES_AT_LOGIN, CLASSES_WITH_FILTERS, INCLUDES

BANNER = b"Asterisk Call Manager/"
BANNER_LIMIT = 256
SHOWN_BYTES = 80


class Stage(Enum):
    """Where the dialogue is."""

    BANNER = auto()
    CHALLENGE = auto()
    LOGIN = auto()
    BOOTING = auto()
    SELECTING = auto()
    READY = auto()
    OVER = auto()


class Connection(Generic[TagT]):
    """The dialogue on one connection, from its first byte to its end.

    `prefix` makes the ActionIDs of this connection differ from those of every other.
    """

    def __init__(
        self,
        credentials: Credentials,
        now: float,
        *,
        prefix: str = "jf",
        timing: Timing | None = None,
        filters: bool = True,
    ) -> None:
        self.stage = Stage.BANNER
        self.version = ""
        self.decoder = Decoder()
        self._credentials = credentials
        self._timing = timing or Timing()
        self._filters = filters
        self._inflight = InFlight(prefix)
        self._banner = b""
        self._heard = now
        self._pinged = False
        self._stage_deadline = now + self._timing.login
        self._refused_filters: list[str] = []
        self._filters_left = 0
        self._booted = False
        self._outcomes: list[Outcome[TagT]] = []
        self._output: list[bytes] = []

    # ------------------------------------------------------------ what the owner calls

    def output(self) -> bytes:
        """The bytes to send now; asking again gives only what came since."""
        data = b"".join(self._output)
        self._output.clear()
        return data

    def receive(self, data: bytes, now: float) -> list[Outcome[TagT]]:
        """Bytes came. What they mean, in order."""
        self._heard, self._pinged = now, False
        if self.stage is Stage.BANNER:
            data = self._take_banner(data)
        if self.stage not in (Stage.BANNER, Stage.OVER):
            self._take_frames(self.decoder.feed(data), now)
        return self._told()

    def send(self, pairs: Pairs, tag: TagT, now: float, *, timeout: float | None = None) -> list[Outcome[TagT]]:
        """Send an action; its `Answer`, with this `tag`, comes later, or at once when it cannot be sent."""
        if self.stage is not Stage.READY:
            return [Answer(tag, End.NOT_SENT, message="the link is not up")]

        def tell(answer: Answer[None]) -> None:
            told = Answer(tag, answer.end, answer.ok, answer.frame, answer.items, answer.message)
            self._outcomes.append(told)

        try:
            self._act(pairs, tell, now, timeout)
        except ValueError as error:
            return [Answer(tag, End.NOT_SENT, message=str(error))]
        return []

    def logoff(self, now: float) -> None:
        """Say goodbye; nobody waits for the answer."""
        self._act(actions.logoff(), lambda answer: None, now)

    def tick(self, now: float) -> list[Outcome[TagT]]:
        """Time has passed: give up what has waited too long. Call it at `next_tick` or a little later."""
        if self.stage is not Stage.OVER:
            self._check_silence(now)
        if self.stage is not Stage.OVER:
            self._check_stage(now)
        self._inflight.expire(now)
        return self._told()

    def next_tick(self) -> float:
        """When something may have to be given up or said."""
        silence = self._timing.dead_after if self._pinged else self._timing.ping_after
        times = [self._heard + silence, *self._inflight.deadlines()]
        return min(times if self.stage is Stage.READY else [*times, self._stage_deadline])

    def lost(self, reason: str) -> list[Outcome[TagT]]:
        """The connection has ended, whoever ended it. Every action still open gets its answer."""
        self.stage = Stage.OVER
        self._inflight.lose(reason)
        return self._told()

    def _told(self) -> list[Outcome[TagT]]:
        outcomes, self._outcomes = self._outcomes, []
        return outcomes

    # ------------------------------------------------------------ frames

    def _take_frames(self, frames: list[Frame], now: float) -> None:
        events: list[Frame] = []
        for frame in frames:
            # With nothing asked nothing can be an answer, and to look for an ActionID would cost half as much again.
            part = self._inflight.place(frame, now) if self._inflight else Part.NONE
            if part is Part.END:
                # In the order of arrival: the events before an answer are told before it.
                events = self._tell_events(events)
                self._inflight.finish(frame)
            elif part is Part.NONE and frame.kind == "event":
                if self.stage is Stage.READY:
                    events.append(frame)
                elif frame.name == "FullyBooted":
                    self._take_booted(now)
            if self.stage is Stage.OVER:
                break
        self._tell_events(events)

    def _tell_events(self, events: list[Frame]) -> list[Frame]:
        if events:
            self._outcomes.append(Events(events))
        return []

    def _act(self, pairs: Pairs, done: Done, now: float, timeout: float | None = None) -> None:
        patience = self._timing.answer if timeout is None else timeout
        self._output.append(self._inflight.start(pairs, done, now, patience))

    # ------------------------------------------------------------ banner, login, selection

    def _take_banner(self, data: bytes) -> bytes:
        """The bytes after the banner line; b"" as long as it is not whole."""
        self._banner += data
        line, end, rest = self._banner.partition(b"\n")
        if not (line.startswith(BANNER) or BANNER.startswith(line)) or (end and len(line) < len(BANNER)):
            self._break(f"no Asterisk manager interface there: it said {line[:SHOWN_BYTES]!r}")
        elif len(line) > BANNER_LIMIT:
            self._break(f"an endless banner: {line[:SHOWN_BYTES]!r}")
        elif end:
            self.version = line[len(BANNER) :].strip().decode(errors="replace")
            self._banner = b""
            self.stage = Stage.CHALLENGE
            self._act(actions.challenge(), self._challenged, self._heard)
        return rest

    def _challenged(self, answer: Answer[None]) -> None:
        mine = self._credentials
        if answer.end is not End.ANSWERED:
            self._break("no answer to the login")
        elif answer.ok and answer.frame is not None:
            challenge = answer.frame.get("Challenge")
            self._login(actions.login_by_challenge(mine.user, mine.secret, challenge, CLASSES_AT_LOGIN))
        elif mine.plain:
            self._login(actions.login_plain(mine.user, mine.secret, CLASSES_AT_LOGIN))
        else:
            self._refuse(f"no login by challenge: {answer.message}")

    def _login(self, pairs: Pairs) -> None:
        self.stage = Stage.LOGIN
        try:
            self._act(pairs, self._logged_in, self._heard)
        except ValueError:
            # The error's text may hold the secret.
            self._refuse("the login cannot be sent: a line end or too many signs in user or secret")

    def _logged_in(self, answer: Answer[None]) -> None:
        if answer.end is not End.ANSWERED:
            self._break("no answer to the login")
        elif not answer.ok:
            self._refuse(f"login of {self._credentials.user!r} refused: {answer.message}")
        else:
            self.stage = Stage.BOOTING
            self._stage_deadline = self._heard + self._timing.boot
            if self._booted:
                self._select(self._heard)

    def _take_booted(self, now: float) -> None:
        """Before FullyBooted the lists would be half empty."""
        self._booted = True
        if self.stage is Stage.BOOTING:
            self._select(now)

    def _select(self, now: float) -> None:
        self.stage = Stage.SELECTING
        self._stage_deadline = now + self._timing.login
        if self._filters:
            self._act(actions.probe_filters(), self._probed, now)
        else:
            self._act(actions.event_mask(CLASSES), self._selected, now)

    def _probed(self, answer: Answer[None]) -> None:
        if answer.end is not End.ANSWERED:
            self._break("no answer to the event selection")
            return
        if answer.ok or "permission" in answer.message.lower():
            self._filters = False
            self._select(self._heard)
            return
        self._filters_left = len(INCLUDES)
        for include in INCLUDES:
            self._act(actions.include(*include), self._filter_answered, self._heard)

    def _filter_answered(self, answer: Answer[None]) -> None:
        self._filters_left -= 1
        if not answer.ok:
            self._refused_filters.append(answer.message)
        if self._filters_left or self.stage is not Stage.SELECTING:
            return
        if self._refused_filters:
            # Those that were accepted cannot be taken back: with some missing, events would be lost in silence.
            self._break(f"event filters refused: {self._refused_filters[0]}", unfiltered=True)
        else:
            self._act(actions.event_mask(CLASSES_WITH_FILTERS), self._selected, self._heard)

    def _selected(self, answer: Answer[None]) -> None:
        if not answer.ok:
            self._break(f"event mask refused: {answer.message}")
        elif self.stage is Stage.SELECTING:
            self.stage = Stage.READY
            self._outcomes.append(Ready(self.version, self._filters))

    # ------------------------------------------------------------ ends

    def _check_silence(self, now: float) -> None:
        silence = now - self._heard
        if silence >= self._timing.dead_after:
            self._break(f"nothing heard for {silence:.1f} s")
        elif silence >= self._timing.ping_after and not self._pinged:
            self._pinged = True
            if self.stage in (Stage.BOOTING, Stage.READY):
                self._act(actions.ping(), lambda answer: None, now)

    def _check_stage(self, now: float) -> None:
        if self.stage is Stage.READY or now < self._stage_deadline:
            return
        if self.stage is Stage.BOOTING:
            self._select(now)
        else:
            self._break(f"no {self.stage.name.lower()} in {self._timing.login:g} s")

    def _break(self, reason: str, *, unfiltered: bool = False) -> None:
        self._over(Broken(reason, unfiltered))

    def _refuse(self, reason: str) -> None:
        self._over(Refused(reason))

    def _over(self, outcome: Broken | Refused) -> None:
        if self.stage is not Stage.OVER:
            self.stage = Stage.OVER
            self._outcomes.append(outcome)
