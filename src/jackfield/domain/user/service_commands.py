"""The commands about services: `dnd`, `naFwd`, `uncFwd`, `busyFwd` (protocol 3.1)."""

from collections.abc import Iterator

import msgspec

from jackfield.domain.asking import Asking, normalised, own_line, reachable_pbx
from jackfield.domain.directory import Forward
from jackfield.domain.effects import Effect
from jackfield.domain.results import Refused
from jackfield.domain.user import services
from jackfield.domain.user.services import Service
from jackfield.domain.user.switching import Switching, Wanted, switch
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode


def dnd(ask: Asking, command: commands.Dnd) -> Iterator[Effect]:
    """Do not disturb, on or off."""
    yield from _set(ask, lambda before: msgspec.structs.replace(before, do_not_disturb=command.state))


def forward_unanswered(ask: Asking, command: commands.NaFwd) -> Iterator[Effect]:
    """Forward what is not answered."""
    yield from _forward(ask, Service.NO_ANSWER, command.state, command.destination)


def forward_all(ask: Asking, command: commands.UncFwd) -> Iterator[Effect]:
    """Forward everything."""
    yield from _forward(ask, Service.UNCONDITIONAL, command.state, command.destination)


def forward_busy(ask: Asking, command: commands.BusyFwd) -> Iterator[Effect]:
    """Forward calls while busy."""
    yield from _forward(ask, Service.BUSY, command.state, command.destination)


def _forward(ask: Asking, service: Service, state: bool, destination: str) -> Iterator[Effect]:
    """With `state` false the destination is kept, and not used; an empty one is then no destination any more."""
    number = normalised(destination, ask.world.settings.international_prefix) if destination.strip() else ""
    if state and not number:
        raise Refused(RefusalCode.BAD_REQUEST, "A forward needs a destination")
    forward = Forward(enabled=state, destination=number)
    yield from _set(ask, lambda before: services.with_forward(before, service, forward))


def _set(ask: Asking, wanted: Wanted) -> Iterator[Effect]:
    line = own_line(ask)
    reachable_pbx(ask)
    tag = ask.world.new_id("set")
    yield from ask.results.wait(ask.ticket, None, ask.deadline, tag)

    def settled(refusal: Refused | None, now: float) -> Iterator[Effect]:
        if refusal is not None:
            yield from ask.results.broken(tag, refusal)
            return
        yield from services.tell(ask.world, ask.user)
        yield from ask.results.done(tag)

    yield from switch(ask.world, Switching(ask.user, line, wanted, settled), ask.now)
