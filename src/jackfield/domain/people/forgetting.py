"""What the storage has no more goes out of memory while the server runs: a number that was forgotten, old callbacks.

Who follows what was erased is told.

Calls that are under way stay as they are; they are written down when they end.
"""

from collections import deque
from collections.abc import Iterator

import msgspec

from jackfield.domain import facts
from jackfield.domain.callback.callback_state import Callbacks
from jackfield.domain.callback.callback_telling import to_followers
from jackfield.domain.effects import Effect
from jackfield.domain.people.number_texts import NumberWanted
from jackfield.domain.shuttle.rows import RealtimeRow
from jackfield.domain.shuttle.run import RUNS
from jackfield.domain.shuttle.shuttle_state import ShuttleState
from jackfield.domain.world import World
from jackfield.protocol import events


def forgotten(world: World, fact: facts.NumberForgotten, now: float) -> Iterator[Effect]:
    """The storage has it no more."""
    for uuid in fact.callbacks:
        gone = world.callbacks.forget(uuid)
        if gone is not None and not gone.closed:
            yield from to_followers(world, gone, events.CallbackClotured(uuid=uuid))
    _in_callbacks(world.callbacks, fact.wanted)
    _in_integrations(world.shuttle, fact.wanted)


def too_old(world: World, fact: facts.CallbacksForgotten, now: float) -> Iterator[Effect]:
    """Closed callbacks, which nobody follows."""
    for uuid in fact.callbacks:
        world.callbacks.forget(uuid)
    yield from ()


def _in_callbacks(callbacks: Callbacks, wanted: NumberWanted) -> None:
    for callback in (*callbacks.open.values(), *callbacks.closed.values()):
        if callback.description and wanted.within(callback.description):
            callbacks.put(msgspec.structs.replace(callback, description=wanted.without(callback.description)))
    for ticket in tuple(callbacks.tickets.values()):
        if wanted.same(ticket.number):
            callbacks.forget_ticket(ticket)
        elif wanted.within(ticket.comment):
            callbacks.put_ticket(msgspec.structs.replace(ticket, comment=wanted.without(ticket.comment)))


def _in_integrations(shuttle: ShuttleState, wanted: NumberWanted) -> None:
    def about(row: RealtimeRow) -> bool:
        return any(wanted.within(text) for text in (row.channel, row.reference, row.url) if text)

    kept = [row for row in shuttle.rows if not about(row)]
    shuttle.rows.clear()
    shuttle.rows.extend(kept)
    for integration_id, runs in tuple(shuttle.runs.items()):
        others = [run for run in runs if not any(map(wanted.within, (run.caller, run.url, run.problem, run.note)))]
        shuttle.runs[integration_id] = deque(others, maxlen=RUNS)
