"""What those who follow callbacks are told: single changes at once, the lists anew when requests come (protocol 8.3).

The lists are whole each time. One is told at once, then no sooner than `EVERY_SECONDS` later, and where many requests
are open no more of them than `PER_SECOND`: forty thousand every forty seconds, whatever comes in. What has come
meanwhile is in the next ones, and nothing else is told of a request before the list that has it.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import UNSET

from jackfield.domain.callback.callback_entries import Callback, Period
from jackfield.domain.effects import Effect, Publish, Wake, callbacks_topic
from jackfield.domain.world import World
from jackfield.protocol import events

EVERY_SECONDS = 1.0
PER_SECOND = 1000


def lists_changed(world: World, now: float, uuids: Iterable[str] = ()) -> Iterator[Effect]:
    """The lists, or these callbacks in them, are others: told now, or with what else changes until they are again."""
    known = world.callbacks
    known.untold.update(uuids)
    if known.quiet_until <= now:
        yield from _tell_lists(world)
        known.quiet_until = now + max(EVERY_SECONDS, len(known.open) / PER_SECOND)
    elif not known.due:
        known.due = known.quiet_until
        yield Wake(known.due)


def time_reached(world: World, now: float) -> Iterator[Effect]:
    """Tell what has changed meanwhile, if it is time."""
    if 0 < world.callbacks.due <= now:
        yield from lists_changed(world, now)


def _tell_lists(world: World) -> Iterator[Effect]:
    """The lists to every session that follows them, as far as it sees them."""
    known = world.callbacks
    known.due = 0.0
    known.untold.clear()
    if not known.views:
        return
    whole = lists_of(world, None)
    for queues in known.views.values():
        seen = [each for each in whole.items if queues is None or each.queueId in queues]
        yield Publish(callbacks_topic(queues), events.CallbackLists(items=tuple(seen)))


def lists_of(world: World, queues: frozenset[int] | None) -> events.CallbackLists:
    """All lists of these queues, or of all, with their open callbacks."""
    known = world.callbacks
    lists = [each for each in known.lists.values() if queues is None or each.queue_id in queues]
    of_list: dict[str, list[Callback]] = {each.uuid: [] for each in lists}
    for callback in known.open.values():
        if callback.list_uuid in of_list:
            of_list[callback.list_uuid].append(callback)
    periods = {uuid: shown_period(period) for uuid, period in known.periods.items()}
    return events.CallbackLists(
        items=tuple(
            events.CallbackList(
                uuid=each.uuid,
                name=each.name,
                queueId=each.queue_id,
                callbacks=tuple([_shown(one, periods) for one in sorted(of_list[each.uuid], key=known.when)]),
            )
            for each in lists
        )
    )


def to_followers(world: World, callback: Callback, event: events.Event) -> Iterator[Effect]:
    """To every session that asked for the lists and sees this callback's."""
    known = world.callbacks
    if callback.uuid in known.untold:
        if callback.uuid not in known.open:
            known.untold.discard(callback.uuid)
            return
        yield from _tell_lists(world)
    queue_id = known.queue_of(callback)
    topics = [callbacks_topic(queues) for queues in known.views.values() if queues is None or queue_id in queues]
    if topics:
        yield Publish(topics[0], event, also=tuple(topics[1:]))


def shown(world: World, callback: Callback) -> events.CallbackRequest:
    """As clients see it; a text that nobody gave is null."""
    period = world.callbacks.periods[callback.period_uuid]
    return _shown(callback, {period.uuid: shown_period(period)})


def _shown(callback: Callback, periods: Mapping[str, events.PreferredPeriod]) -> events.CallbackRequest:
    return events.CallbackRequest(
        uuid=callback.uuid,
        listUuid=callback.list_uuid,
        phoneNumber=callback.phone_number or None,
        mobilePhoneNumber=callback.mobile_phone_number or None,
        firstName=callback.first_name or None,
        lastName=callback.last_name or None,
        company=callback.company or None,
        description=callback.description or None,
        agentId=callback.agent_id,
        dueDate=callback.due_date,
        preferredPeriod=periods[callback.period_uuid],
        voiceMessageRef=callback.voice_message or UNSET,
    )


def shown_period(period: Period) -> events.PreferredPeriod:
    """As clients see it."""
    return events.PreferredPeriod(
        default=period.is_default,
        name=period.name,
        periodStart=period.starts,
        periodEnd=period.ends,
        uuid=period.uuid,
    )
