"""The road for what must last: nobody is told that it is done before it is on the disk.

    yield from store(world, changes, then, otherwise)        the effect `Store`
    the storage commits all of the changes or none            the fact `Stored`
    then(now) or otherwise(text, now)                          what is told and done in consequence

The core changes nothing by itself before `then` runs, so a refusal leaves nothing half done.
"""

from collections.abc import Callable, Iterator

from jackfield.domain import facts
from jackfield.domain.asking import Asking
from jackfield.domain.effects import Effect, Store
from jackfield.domain.lasting import Change
from jackfield.domain.results import Refused
from jackfield.domain.user.user_state import Storing
from jackfield.domain.world import World
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import Event

Then = Callable[[float], Iterator[Effect]]
"""What to do now that it is kept; given the time."""

Otherwise = Callable[[str, float], Iterator[Effect]]
"""What to do as it is not; given the reason, fit for users, and the time."""


def nothing(*_: object) -> Iterator[Effect]:
    """For a change that nobody waits for: the next one, or the next reading of the PBX, makes it good."""
    yield from ()


def store(
    world: World,
    changes: tuple[Change, ...],
    then: Then = nothing,
    otherwise: Otherwise = nothing,
    outrun: Then | None = None,
) -> Iterator[Effect]:
    """Have all of the changes kept, or none. `outrun`: in the place of `otherwise`, where somebody else was first."""
    tag = world.new_id("store")
    world.storing[tag] = Storing(then, otherwise, outrun)
    yield Store(tag, changes)


def store_for(ask: Asking, changes: tuple[Change, ...], then: Then, failure: Event | None = None) -> Iterator[Effect]:
    """The same for a command that is done with it: `then`, and its `requestId` is answered; else it is refused.

    `failure`: what tells that in the place of `Error`, where it is documented.
    """
    tag = ask.world.new_id("kept")
    yield from ask.results.wait(ask.ticket, None, ask.deadline, tag)

    def kept(now: float) -> Iterator[Effect]:
        yield from then(now)
        yield from ask.results.done(tag)

    def not_kept(reason: str, now: float) -> Iterator[Effect]:
        yield from ask.results.broken(tag, Refused(RefusalCode.NOT_STORED, reason, instead=failure))

    yield from store(ask.world, changes, kept, not_kept)


def stored(world: World, fact: facts.Stored, now: float) -> Iterator[Effect]:
    """The storage has said what became of them. One answer each; another is ignored."""
    waiting = world.storing.pop(fact.tag, None)
    if waiting is None:
        return
    if fact.ok:
        yield from waiting.then(now)
    elif fact.outrun and waiting.outrun is not None:
        yield from waiting.outrun(now)
    else:
        yield from waiting.otherwise(fact.message or "It could not be stored; nothing was changed", now)
