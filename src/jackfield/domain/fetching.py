"""The road for questions to the storage: asked now, answered by a fact, while calls go on.

yield from fetch_for(ask, question, then)          the effect `Fetch`
the storage looks                                  the fact `Fetched`
then(found, now), and the requestId is answered    or the command is refused
"""

from collections.abc import Callable, Iterator

from jackfield.domain import facts
from jackfield.domain.asking import Asking
from jackfield.domain.effects import Effect, Fetch
from jackfield.domain.questions import Found, Question
from jackfield.domain.results import Refused
from jackfield.domain.world import World
from jackfield.protocol.errors import RefusalCode

Then = Callable[[Found, float], Iterator[Effect]]
"""What to do with what was found; given the time, too."""


def fetch_for(ask: Asking, question: Question, then: Then) -> Iterator[Effect]:
    """Answer a command from the storage."""
    tag = ask.world.new_id("fetch")
    yield from ask.results.wait(ask.ticket, None, ask.deadline, tag)

    def answered(fact: facts.Fetched, now: float) -> Iterator[Effect]:
        if fact.ok:
            yield from then(fact.found, now)
            yield from ask.results.done(tag)
        else:
            yield from ask.results.broken(tag, _refused(fact))

    ask.world.fetching[tag] = answered
    yield Fetch(tag, question)


def fetch_before(ask: Asking, question: Question, then: Then) -> Iterator[Effect]:
    """Go on with a command when the storage has answered: `then` refuses it, answers it, or has it wait."""
    tag = ask.world.new_id("fetch")
    yield from ask.results.wait(ask.ticket, None, ask.deadline, tag)

    def answered(fact: facts.Fetched, now: float) -> Iterator[Effect]:
        if not fact.ok:
            yield from ask.results.broken(tag, _refused(fact))
        elif ask.results.passed_on(tag):
            try:
                yield from then(fact.found, now)
            except Refused as refusal:
                yield from ask.results.refuse(ask.ticket, refusal)

    ask.world.fetching[tag] = answered
    yield Fetch(tag, question)


def _refused(fact: facts.Fetched) -> Refused:
    return Refused(RefusalCode.BAD_REQUEST if fact.too_broad else RefusalCode.NOT_READ, fact.message)


def fetched(world: World, fact: facts.Fetched, now: float) -> Iterator[Effect]:
    """The storage has answered. One answer each; another is ignored."""
    answered = world.fetching.pop(fact.tag, None)
    if answered is not None:
        yield from answered(fact, now)
