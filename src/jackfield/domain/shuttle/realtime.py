"""The rows that integrations show to supervisors: which record in which application belongs to a call.

A row is kept before it is told. The latest are in memory, so that whoever begins to look is shown them at once; a row
is seen by who may see its queue, one without a queue of ours by who may see everything.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import msgspec

from jackfield.domain.access import Rights, may_see_queue, rights_of
from jackfield.domain.asking import Asking
from jackfield.domain.effects import AnswerProgram, Effect, Publish, Reply, Subscribe, realtime_topic
from jackfield.domain.local_time import iso
from jackfield.domain.results import Refused
from jackfield.domain.shuttle.rows import RealtimeRow, RealtimeRowKept
from jackfield.domain.shuttle.wakeups import is_page
from jackfield.domain.storing import store
from jackfield.domain.world import World
from jackfield.protocol import commands, events
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import ResultStatus

LONGEST_CHANNEL = 16_000
"""Characters of the call's data as JSON."""
LONGEST = 200


def row_of(given: Mapping[str, Any], row_id: int, at: float) -> RealtimeRow:
    """What an integration has sent, as a row; a link that browsers should not open is none.

    Raises:
        Refused: bad_request for what is none.
    """
    kind, channel, reference, url = (given.get(key) for key in ("type", "channel", "reference", "url"))
    if not isinstance(kind, str) or not kind.strip():
        raise Refused(RefusalCode.BAD_REQUEST, "RealtimeCTI needs a type: the name of the application")
    if channel is not None and not isinstance(channel, Mapping):
        raise Refused(RefusalCode.BAD_REQUEST, "RealtimeCTI: channel is the data of the call, an object")
    text = msgspec.json.encode(channel or {}).decode(errors="replace")
    if len(text) > LONGEST_CHANNEL:
        raise Refused(RefusalCode.BAD_REQUEST, f"RealtimeCTI: channel is longer than {LONGEST_CHANNEL} characters")
    return RealtimeRow(
        id=row_id,
        at=at,
        type=kind.strip()[:LONGEST],
        channel=text,
        reference=None if reference is None or isinstance(reference, list | dict) else str(reference)[:LONGEST],
        url=url.strip() if isinstance(url, str) and is_page(url) else None,
    )


def add(world: World, given: Mapping[str, Any], tag: str, now: float) -> Iterator[Effect]:
    """Keep a row, then show it and answer who asked under `tag`. Raises Refused."""
    rows = world.shuttle.rows
    world.shuttle.last_row = max(world.shuttle.last_row + 1, round(now * 1000))
    row = row_of(given, world.shuttle.last_row, now)

    def kept(now: float) -> Iterator[Effect]:
        rows.appendleft(row)
        yield from _shown(world, row)
        yield AnswerProgram(tag)

    def not_kept(reason: str, now: float) -> Iterator[Effect]:
        yield AnswerProgram(tag, RefusalCode.NOT_STORED, reason)

    yield from store(world, (RealtimeRowKept(row),), kept, not_kept)


def _shown(world: World, row: RealtimeRow) -> Iterator[Effect]:
    queue = world.directory.queue_by_name(row.queue)
    also = () if queue is None else (realtime_topic(queue.id),)
    yield Publish(realtime_topic(), event_of(world, row), also)


def event_of(world: World, row: RealtimeRow) -> events.RealtimeCTI:
    """A row as it is sent."""
    return events.RealtimeCTI(
        id=row.id,
        time=iso(row.at, world.settings.time_zone),
        type=row.type,
        channel=row.data,
        reference=row.reference,
        url=row.url,
    )


def follow(ask: Asking, command: commands.SubscribeToRealtimeCTI) -> Iterator[Effect]:
    """The latest rows that the asker may see, then every new one."""
    rights = rights_of(ask.user, ask.world.settings.no_profile)
    session = ask.ticket.session
    for queue_id in sorted(rights.queues) if rights.supervisor else [None]:
        yield Subscribe(session, realtime_topic(queue_id))
    rows = [row for row in ask.world.shuttle.rows if _may_see(ask.world, rights, row)]
    yield Reply(session, events.RealtimeCTIList(rows=tuple(map(partial(event_of, ask.world), rows))))
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def _may_see(world: World, rights: Rights, row: RealtimeRow) -> bool:
    queue = world.directory.queue_by_name(row.queue)
    return rights.everything if queue is None else may_see_queue(rights, queue.id)
