"""Screen pops: what is shown on a user's screen when a call rings or is answered (protocol 7.2, Sheet).

Which sheets there are the directory says; a call shows each at most once. Only incoming calls do.
"""

from collections.abc import Iterator

from jackfield.domain.directory import Line, User
from jackfield.domain.effects import Effect, Publish, user_topic
from jackfield.domain.entries import Sheet, SheetCalls, SheetMoment
from jackfield.domain.user.sheet_templates import filled
from jackfield.domain.world import Leg, World
from jackfield.protocol import events
from jackfield.protocol.events import PhoneEvent
from jackfield.protocol.values import PhoneEventType

MOMENTS = {PhoneEventType.RINGING: SheetMoment.DIAL, PhoneEventType.ESTABLISHED: SheetMoment.LINK}


def for_event(world: World, leg: Leg, line: Line, user: User, event: PhoneEvent, now: float) -> Iterator[Effect]:
    """The sheets of the moment that a phone event tells of."""
    moment = MOMENTS.get(event.eventType)
    if moment is None or leg.outgoing or moment in leg.sheets_shown or not world.directory.sheets:
        return
    leg.sheets_shown |= {moment}
    values = values_of(world, leg, line, user, event)
    for sheet in world.directory.sheets:
        if sheet.moment is moment and _fits(world, sheet, leg, user, values):
            yield Publish(user_topic(user.id), _shown(world, sheet, leg, values, now))


def _fits(world: World, sheet: Sheet, leg: Leg, user: User, values: dict[str, str]) -> bool:
    """Whether a sheet is for this call: every condition that it names."""
    queue = world.directory.queue_by_name(leg.queue) if leg.queue else None
    if sheet.login not in ("", user.login) or sheet.number not in ("", values["calledNum"]):
        return False
    if sheet.queue_id is not None and (queue is None or queue.id != sheet.queue_id):
        return False
    match sheet.calls:
        case SheetCalls.QUEUE:
            return bool(leg.queue)
        case SheetCalls.OUTSIDE:
            return world.directory.line_by_number(leg.other_number) is None
        case SheetCalls.ALL:
            return True


def values_of(world: World, leg: Leg, line: Line, user: User, event: PhoneEvent) -> dict[str, str]:
    """What templates may name; the words with an underscore are the older spelling."""
    queue = world.directory.queue_by_name(leg.queue) if leg.queue else None
    called = event.userData.get("XIVO_DSTNUM", "") or line.number
    return {
        **event.userData,
        "callerNum": leg.other_number,
        "caller_number": leg.other_number,
        "callerName": leg.other_name,
        "caller_name": leg.other_name,
        "calledNum": called,
        "called_number": called,
        "queue": leg.queue,
        "queueName": (queue.display_name or queue.name) if queue else leg.queue,
        "uniqueId": event.uniqueId,
        "linkedId": event.linkedId,
        "userId": str(user.id),
        "userName": user.login,
        "line": line.number,
    }


def _shown(world: World, sheet: Sheet, leg: Leg, values: dict[str, str], now: float) -> events.Sheet:
    fields = tuple(
        events.SheetField(
            name=field.name, type=field.type, order=place, value=filled(field.name, field.type, field.value, values)
        )
        for place, field in enumerate(sheet.fields, 1)
    )
    internal = {
        "ipbxid": world.settings.pbx,
        "where": sheet.moment.value,
        "uid": values["uniqueId"],
        "sheet": sheet.name,
        "focus": "no",
    }
    user = events.SheetUser(
        sheetInfo=fields,
        internal=tuple(events.SheetInternal(name=name, content=content) for name, content in internal.items()),
    )
    return events.Sheet(
        timenow=int(now),
        payload=events.SheetPayload(profile=events.SheetProfile(user=user)),
        channel=leg.channel.name,
    )
