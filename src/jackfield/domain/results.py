"""Outcomes of commands: exactly one `CommandResult` for each `requestId` (design of the wire: done, refused, unknown).

A command that only asks or sets is done at once. One that makes the PBX act is done when the PBX says that it happened:
the phone event of its leg. Until then it waits here, at most until its deadline.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from jackfield.domain.effects import Effect, Reply, Wake
from jackfield.domain.facts import RequestDone
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import CommandResult, Error, Event, PhoneEvent
from jackfield.protocol.values import PhoneEventType, ResultStatus

REPEAT_SECONDS = 60.0
"""The same requestId of a session within this time is executed once and answered again."""


LATE = "It is not done yet, and may still be"
"""Why the outcome is unknown of a command that waits for more than the PBX."""


class Refused(Exception):
    """A command cannot be done. `quiet`: documented as silent, so that only a `CommandResult` tells.

    `instead`: the event that tells it in the place of `Error`, where one is documented.
    """

    def __init__(self, code: RefusalCode, text: str, quiet: bool = False, instead: Event | None = None) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.quiet = quiet
        self.instead = instead


Answered = Callable[[Refused | None], None]
"""Is told, once, what has become of something that a program asked: done, or why not."""


class Unsure(Refused):
    """The PBX was asked and has not answered: nobody knows whether it was done, and so it is told (`unknown`)."""

    def __init__(self, text: str) -> None:
        super().__init__(RefusalCode.PBX_REFUSED, text)


def not_done(fact: RequestDone) -> Refused:
    """What a request that the PBX has not accepted means to whoever asked for it."""
    text = fact.message or "The PBX did not carry out the command"
    return Unsure(text) if fact.unknown else Refused(RefusalCode.PBX_REFUSED, text)


class Ticket(msgspec.Struct, frozen=True):
    """Whom to answer: the session and the requestId of the command, if it has one."""

    session: str
    request_id: str | None = None


class Expectation(msgspec.Struct, frozen=True):
    """What makes a command done: one of these events of this leg."""

    uniqueid: str
    stages: frozenset[PhoneEventType]
    needs_acceptance: bool = False
    """The event alone does not tell: the PBX must also have accepted the request."""


@dataclass(slots=True)
class Waiting:
    """A command under way: the expectation that ends it, and until when; with none it ends by its tag."""

    ticket: Ticket
    expects: Expectation | None
    deadline: float
    tag: str
    accepted: bool = False
    happened: bool = False


@dataclass(slots=True, eq=False)
class Accepting:
    """A command that is done when the PBX has accepted these requests: no phone event tells of it."""

    ticket: Ticket
    deadline: float
    tags: set[str]


@dataclass(slots=True)
class Remembered:
    """The answer of a requestId, or None while it is being worked on."""

    at: float
    result: CommandResult | None = None


@dataclass(slots=True)
class Results:
    """All commands under way and the answers given lately."""

    waiting: dict[str, Waiting] = field(default_factory=dict)
    by_leg: dict[str, list[str]] = field(default_factory=dict)
    accepting: dict[str, Accepting] = field(default_factory=dict)
    remembered: dict[str, dict[str, Remembered]] = field(default_factory=dict)

    def repeated(self, ticket: Ticket, now: float) -> Remembered | None:
        """The same request asked before by this session, or None when it is new (and is then remembered)."""
        if ticket.request_id is None:
            return None
        of_session = self.remembered.setdefault(ticket.session, {})
        for old in [key for key, entry in of_session.items() if now - entry.at > REPEAT_SECONDS]:
            del of_session[old]
        known = of_session.get(ticket.request_id)
        if known is None:
            of_session[ticket.request_id] = Remembered(now)
        return known

    def forget(self, session: str) -> None:
        """The session is over."""
        self.remembered.pop(session, None)

    def answer(
        self, ticket: Ticket, status: ResultStatus, code: RefusalCode | None = None, message: str | None = None
    ) -> Iterator[Effect]:
        """The one answer to a requestId; nothing for a command without one."""
        if ticket.request_id is None:
            return
        result = CommandResult(
            requestId=ticket.request_id, status=status, code=code or msgspec.UNSET, message=message or msgspec.UNSET
        )
        entry = self.remembered.get(ticket.session, {}).get(ticket.request_id)
        if entry is not None:
            entry.result = result
        yield Reply(ticket.session, result)

    def repeat(self, ticket: Ticket, result: CommandResult) -> Iterator[Effect]:
        """The answer given before, once more."""
        yield Reply(ticket.session, result)

    def refuse(self, ticket: Ticket, refusal: Refused) -> Iterator[Effect]:
        """Say no, or that nobody knows: an `Error` for everybody, a `CommandResult` for who asked for one."""
        if not refusal.quiet:
            yield Reply(ticket.session, refusal.instead or Error(Error=refusal.text))
        if isinstance(refusal, Unsure):
            yield from self.answer(ticket, ResultStatus.UNKNOWN, message=refusal.text)
        else:
            yield from self.answer(ticket, ResultStatus.REFUSED, refusal.code, refusal.text)

    def wait(self, ticket: Ticket, expects: Expectation | None, deadline: float, tag: str) -> Iterator[Effect]:
        """The command is done when this comes true, or `done` is called; `tag` is that of the request to the PBX."""
        self.waiting[tag] = Waiting(ticket, expects, deadline, tag)
        if expects is not None:
            self.by_leg.setdefault(expects.uniqueid, []).append(tag)
        yield Wake(deadline)

    def done(self, tag: str) -> Iterator[Effect]:
        """The command that waits under this tag is done; nothing when it was called unknown meanwhile."""
        waiting = self.waiting.get(tag)
        if waiting is not None:
            self._end(tag)
            yield from self.answer(waiting.ticket, ResultStatus.DONE)

    def passed_on(self, tag: str) -> bool:
        """The command that waits under this tag goes on in another way; False when it was called unknown meanwhile."""
        if tag not in self.waiting:
            return False
        self._end(tag)
        return True

    def wait_accepted(self, ticket: Ticket, deadline: float, tags: Iterable[str]) -> Iterator[Effect]:
        """The command is done when the PBX has accepted the requests of all these tags; at once if there are none."""
        pending = Accepting(ticket, deadline, set(tags))
        if not pending.tags:
            yield from self.answer(ticket, ResultStatus.DONE)
            return
        self.accepting.update(dict.fromkeys(pending.tags, pending))
        yield Wake(deadline)

    def accepted(self, tag: str) -> Iterator[Effect]:
        """The PBX said yes to the request with this tag; what happens is told by events, before or after."""
        waiting = self.waiting.get(tag)
        if waiting is not None:
            waiting.accepted = True
            if waiting.happened:
                yield from self.succeeded(tag)
        pending = self.accepting.pop(tag, None)
        if pending is not None:
            pending.tags.discard(tag)
            if not pending.tags:
                yield from self.answer(pending.ticket, ResultStatus.DONE)

    def _give_up(self, pending: Accepting) -> Ticket:
        for tag in pending.tags:
            del self.accepting[tag]
        return pending.ticket

    def heard(self, event: PhoneEvent) -> Iterator[Effect]:
        """A phone event was sent: whoever waited for it is done; a leg that ended otherwise fails the rest."""
        for tag in tuple(self.by_leg.get(event.uniqueId, ())):
            waiting = self.waiting[tag]
            if waiting.expects is not None and event.eventType in waiting.expects.stages:
                waiting.happened = True
                if waiting.accepted or not waiting.expects.needs_acceptance:
                    yield from self.succeeded(tag)
            elif event.eventType is PhoneEventType.RELEASED:
                self._end(tag)
                yield from self.refuse(waiting.ticket, Refused(RefusalCode.PBX_REFUSED, "The call has ended"))

    def succeeded(self, tag: str) -> Iterator[Effect]:
        """What the request with this tag was for has come true."""
        waiting = self.waiting.get(tag)
        if waiting is not None:
            self._end(tag)
            yield from self.answer(waiting.ticket, ResultStatus.DONE)

    def failed(self, tag: str, text: str, code: RefusalCode = RefusalCode.PBX_REFUSED) -> Iterator[Effect]:
        """The PBX said no to the request with this tag."""
        yield from self.broken(tag, Refused(code, text))

    def broken(self, tag: str, refusal: Refused) -> Iterator[Effect]:
        """The command that waits under this tag cannot be done; nothing when nobody waits under it."""
        waiting = self.waiting.get(tag)
        if waiting is not None:
            self._end(tag)
            yield from self.refuse(waiting.ticket, refusal)
        pending = self.accepting.get(tag)
        if pending is not None:
            yield from self.refuse(self._give_up(pending), refusal)

    def overdue(self, now: float) -> Iterator[Effect]:
        """Whoever waited too long is told that nobody knows: the effect may still come."""
        for tag in [tag for tag, waiting in self.waiting.items() if waiting.deadline <= now]:
            waiting = self.waiting[tag]
            self._end(tag)
            yield from self.answer(
                waiting.ticket,
                ResultStatus.UNKNOWN,
                message=LATE if waiting.expects is None else "The PBX has not said yet",
            )
        late = dict.fromkeys(pending for pending in self.accepting.values() if pending.deadline <= now)
        for pending in late:
            yield from self.answer(self._give_up(pending), ResultStatus.UNKNOWN, message="The PBX has not said yet")

    def _end(self, tag: str) -> None:
        waiting = self.waiting.pop(tag)
        if waiting.expects is None:
            return
        tags = self.by_leg[waiting.expects.uniqueid]
        tags.remove(tag)
        if not tags:
            del self.by_leg[waiting.expects.uniqueid]
