"""Callbacks that begin at the PBX: somebody who waits in a queue asks for one (protocol 6.1).

The dial plan tells it by `UserEvent(JackfieldCallback,...)`. It goes to the queue's list, due today in the default
period; a queue without a list, and a directory without periods, get one. Hearing it twice is no harm.
"""

from collections.abc import Iterator
from datetime import date, time
from uuid import uuid5

from jackfield.domain import facts
from jackfield.domain.callback.callback_calls import OURS
from jackfield.domain.callback.callback_entries import Callback, CallbackAdded, CallList, Period
from jackfield.domain.callback.callback_telling import lists_changed
from jackfield.domain.directory import Queue
from jackfield.domain.effects import Effect
from jackfield.domain.local_time import day_of
from jackfield.domain.storing import store
from jackfield.domain.world import World

LONGEST_NAME = 200
ALL_DAY = Period(
    uuid=str(uuid5(OURS, "all day")), name="All day", starts=time(0), ends=time(23, 59, 59), is_default=True
)
"""Where there is no period: a callback always has one."""


def wanted(world: World, fact: facts.CallbackWanted, now: float) -> Iterator[Effect]:
    """Kept, then all who follow callbacks get the lists anew; nothing new for a number that is in the list already."""
    queue = world.directory.queue_by_name(fact.queue)
    if queue is None or not (fact.number or fact.message):
        return
    known = world.callbacks
    place = next((each for each in known.lists.values() if each.queue_id == queue.id), None)
    period = known.default_period()
    callback = Callback(
        uuid=str(uuid5(OURS, f"{fact.uniqueid} {fact.queue} {fact.number}")),
        list_uuid=(place or _list_for(queue)).uuid,
        period_uuid=(period or ALL_DAY).uuid,
        due_date=date.fromisoformat(day_of(now, world.settings.time_zone)),
        phone_number=fact.number,
        last_name=fact.name[:LONGEST_NAME],
        voice_message=fact.message or None,
    )
    if callback.uuid in known.open or callback.uuid in known.closed or _waits_already(world, callback):
        return
    added = CallbackAdded(callback, None if place else _list_for(queue), None if period else ALL_DAY)

    def kept(now: float) -> Iterator[Effect]:
        if added.new_period is not None:
            known.periods[added.new_period.uuid] = added.new_period
        if added.new_list is not None:
            known.lists[added.new_list.uuid] = added.new_list
        known.put(callback)
        yield from lists_changed(world, now, (callback.uuid,))

    yield from store(world, (added,), kept)


def imported(world: World, fact: facts.CallbacksImported, now: float) -> Iterator[Effect]:
    """A table of them is kept: all who follow callbacks get the lists anew.

    What the same table has brought in a moment before, and somebody may have taken by now, is as it is.
    """
    known, new = world.callbacks, []
    for callback in fact.callbacks:
        if callback.list_uuid in known.lists and callback.uuid not in known.open and callback.uuid not in known.closed:
            known.put(callback)
            new.append(callback.uuid)
    if new:
        yield from lists_changed(world, now, new)


def _list_for(queue: Queue) -> CallList:
    """The list that a queue without one gets; always the same."""
    return CallList(
        uuid=str(uuid5(OURS, f"queue {queue.id}")), name=queue.display_name or queue.name, queue_id=queue.id
    )


def _waits_already(world: World, callback: Callback) -> bool:
    """The same number waits in the same list, and there is no other message to hear."""
    return callback.voice_message is None and any(
        other.phone_number == callback.phone_number and other.list_uuid == callback.list_uuid
        for other in world.callbacks.open.values()
    )
