"""Single callbacks as administrators and supervisors look after them: written down, changed, set free, deleted.

What is kept is decided by the storage first (`CallbackKept` tells it); here is what may be, and who is told of it.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import uuid4

import msgspec
from msgspec import UNSET

from jackfield.domain import facts
from jackfield.domain.access import Rights, may_see_queue
from jackfield.domain.callback.callback_entries import (
    Callback,
    CallbackAdded,
    CallbackChanged,
    CallbackDeleted,
    CallbackFreed,
    CallbackTicket,
)
from jackfield.domain.callback.callback_telling import lists_changed, shown, to_followers
from jackfield.domain.effects import Effect
from jackfield.domain.local_time import iso
from jackfield.domain.people.folding import folded, looks_like_number
from jackfield.domain.results import Refused
from jackfield.domain.world import World
from jackfield.protocol import events
from jackfield.protocol.callback_requests import CallbackAttempt, CallbackPage, CallbackShown, CallbackWish
from jackfield.protocol.errors import RefusalCode

MOST = 1000
USUAL = 100
FILTERS = ("listUuid", "queueId", "agentId", "closed", "dueDate", "periodUuid")
"""What must be exactly so, as JSON writes it."""


def may_care(rights: Rights) -> None:
    """Raises Refused: not_allowed for who is neither administrator nor supervisor."""
    if not (rights.everything or rights.supervisor):
        raise Refused(RefusalCode.NOT_ALLOWED, "Only administrators and supervisors may do this")


def one(world: World, rights: Rights, uuid: str) -> Callback:
    """The callback of this uuid. Raises Refused: not_found, also for one he may not see."""
    may_care(rights)
    callback = world.callbacks.open.get(uuid) or world.callbacks.closed.get(uuid)
    if callback is None or not may_see_queue(rights, world.callbacks.queue_of(callback)):
        raise Refused(RefusalCode.NOT_FOUND, f"There is no callback {uuid[:64]!r}")
    return callback


def written(world: World, rights: Rights, wish: CallbackWish, today: date) -> Callback:
    """A new one. Raises Refused."""
    may_care(rights)
    if wish.list_uuid is UNSET:
        raise Refused(RefusalCode.BAD_REQUEST, "listUuid is needed")
    period = world.callbacks.default_period()
    if period is None:
        raise Refused(RefusalCode.CONFLICT, "There is no period of the day yet: make one first")
    blank = Callback(uuid=str(uuid4()), list_uuid=str(wish.list_uuid), period_uuid=period.uuid, due_date=today)
    return _checked(world, rights, _with(blank, wish))


def changed(world: World, rights: Rights, uuid: str, wish: CallbackWish) -> Callback:
    """One with other values. Raises Refused: conflict while somebody has it, and when it is closed."""
    callback = one(world, rights, uuid)
    _free(world, callback)
    return _checked(world, rights, _with(callback, wish))


def freed(world: World, rights: Rights, uuid: str) -> CallbackFreed:
    """One that an agent has and cannot give back himself. Raises Refused: conflict when nobody has it."""
    callback = one(world, rights, uuid)
    if callback.closed or callback.agent_id is None:
        raise Refused(RefusalCode.CONFLICT, "Nobody has taken this callback")
    return CallbackFreed(uuid, callback.agent_id)


def deleted(world: World, rights: Rights, uuid: str) -> CallbackDeleted:
    """One less, with its attempts. Raises Refused: conflict while somebody has it."""
    callback = one(world, rights, uuid)
    if not callback.closed:
        _free(world, callback)
    return CallbackDeleted(uuid)


def _free(world: World, callback: Callback) -> None:
    if callback.closed:
        raise Refused(RefusalCode.CONFLICT, "This callback is closed")
    if callback.agent_id is not None:
        agent = world.directory.agent(callback.agent_id)
        name = f"agent {agent.number}" if agent is not None else "an agent"
        raise Refused(RefusalCode.CONFLICT, f"This callback is taken by {name}: set it free first")


def _with(callback: Callback, wish: CallbackWish) -> Callback:
    given = {name: getattr(wish, name) for name in wish.__struct_fields__ if getattr(wish, name) is not UNSET}
    if "description" in given:
        given["description"] = given["description"] or None
    return msgspec.structs.replace(callback, **given)


def _checked(world: World, rights: Rights, callback: Callback) -> Callback:
    to = world.callbacks.lists.get(callback.list_uuid)
    if to is None or not may_see_queue(rights, to.queue_id):
        raise Refused(RefusalCode.BAD_REQUEST, f"listUuid: there is no callback list {callback.list_uuid[:64]!r}")
    if callback.period_uuid not in world.callbacks.periods:
        raise Refused(RefusalCode.BAD_REQUEST, f"periodUuid: there is no period {callback.period_uuid[:64]!r}")
    numbers = {"phoneNumber": callback.phone_number, "mobilePhoneNumber": callback.mobile_phone_number}
    if not any(numbers.values()):
        raise Refused(RefusalCode.BAD_REQUEST, "phoneNumber or mobilePhoneNumber is needed")
    for name, number in numbers.items():
        if number and not looks_like_number(number):
            raise Refused(RefusalCode.BAD_REQUEST, f"{name}: {number[:64]!r} is no number")
    return callback


def kept(world: World, fact: facts.CallbackKept, now: float) -> Iterator[Effect]:
    """It is in the storage: known from now on, and told to all who follow callbacks."""
    known = world.callbacks
    match fact.change:
        case CallbackAdded(callback):
            known.put(callback)
            yield from lists_changed(world, now, (callback.uuid,))
        case CallbackChanged(after) if (before := known.open.get(after.uuid)) is not None:
            # an agent may have taken it since the storage was asked
            after = msgspec.structs.replace(after, agent_id=before.agent_id)
            known.put(after)
            if after.list_uuid != before.list_uuid:
                yield from lists_changed(world, now, (after.uuid,))
            else:
                yield from to_followers(world, after, events.CallbackRequestUpdated(request=shown(world, after)))
        case CallbackFreed(uuid) if (before := known.open.get(uuid)) is not None:
            known.put(msgspec.structs.replace(before, agent_id=None))
            yield from to_followers(world, before, events.CallbackReleased(uuid=uuid))
        case CallbackDeleted(uuid):
            gone = known.forget(uuid)
            if gone is not None and not gone.closed:
                yield from to_followers(world, gone, events.CallbackClotured(uuid=uuid))


def found(world: World, rights: Rights, query: Mapping[str, str]) -> CallbackPage:
    """A page of those he may see, by `search` (words), the filters, `offset` and `limit`. Raises Refused."""
    may_care(rights)
    if unknown := [name for name in query if name not in (*FILTERS, "search", "offset", "limit", "token")]:
        raise Refused(RefusalCode.BAD_REQUEST, f"{unknown[0][:64]!r} is none of {', '.join(FILTERS)}, search, ...")
    offset, limit = _whole(query, "offset", 0, 2**31), _whole(query, "limit", USUAL, MOST)
    callbacks = world.callbacks
    words = folded(query.get("search", "")).split()
    filters = [(name, value) for name, value in query.items() if name in FILTERS]
    matching = [
        callback
        for callback in (*callbacks.open.values(), *callbacks.closed.values())
        if may_see_queue(rights, callbacks.queue_of(callback))
        and all(_said(world, callback, name) == value for name, value in filters)
        and _has(callback, words)
    ]
    matching.sort(key=callbacks.when)
    items = tuple(told(world, callback) for callback in matching[offset : offset + limit])
    return CallbackPage(total=len(matching), offset=offset, limit=limit, items=items)


def _said(world: World, callback: Callback, name: str) -> str:
    match name:
        case "queueId":
            return str(world.callbacks.queue_of(callback))
        case "agentId":
            return "null" if callback.agent_id is None else str(callback.agent_id)
        case "closed":
            return "true" if callback.closed else "false"
        case "dueDate":
            return callback.due_date.isoformat()
        case "periodUuid":
            return callback.period_uuid
    return callback.list_uuid


def _has(callback: Callback, words: list[str]) -> bool:
    texts = (
        *(callback.phone_number, callback.mobile_phone_number, callback.first_name, callback.last_name),
        *(callback.company, callback.description or ""),
    )
    text = folded(" ".join(texts))
    return all(word in text for word in words)


def _whole(query: Mapping[str, str], name: str, usual: int, most: int) -> int:
    text = query.get(name, str(usual))
    if not (text.isascii() and text.isdigit() and len(text) < 12 and int(text) <= most):
        raise Refused(RefusalCode.BAD_REQUEST, f"{name} is a number up to {most}")
    return int(text)


def told(world: World, callback: Callback) -> CallbackShown:
    """One as it is told over HTTP, with its attempts."""
    callbacks = world.callbacks
    tickets = [callbacks.tickets[uuid] for uuid in callbacks.tickets_of.get(callback.uuid, ())]
    return CallbackShown(
        uuid=callback.uuid,
        list_uuid=callback.list_uuid,
        queue_id=callbacks.queue_of(callback),
        phone_number=callback.phone_number,
        mobile_phone_number=callback.mobile_phone_number,
        first_name=callback.first_name,
        last_name=callback.last_name,
        company=callback.company,
        description=callback.description,
        due_date=callback.due_date,
        period_uuid=callback.period_uuid,
        agent_id=callback.agent_id,
        closed=callback.closed,
        voice_message_ref=callback.voice_message,
        attempts=tuple(_attempt(world, ticket) for ticket in tickets),
    )


def _attempt(world: World, ticket: CallbackTicket) -> CallbackAttempt:
    agent = world.directory.agent(ticket.agent_id) if ticket.agent_id is not None else None
    zone = world.settings.time_zone
    return CallbackAttempt(
        uuid=ticket.uuid,
        agent=agent.number if agent else None,
        number=ticket.number,
        status=ticket.status,
        comment=ticket.comment,
        started=iso(ticket.started, zone),
        ended=None if ticket.ended is None else iso(ticket.ended, zone),
    )
