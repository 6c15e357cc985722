"""Calling people back, and what came of it (protocol 6.1): one ticket for each attempt, several for one callback."""

from collections.abc import Iterator
from uuid import UUID, uuid5

import msgspec

from jackfield.domain.asking import Asking, normalised, reachable_pbx
from jackfield.domain.callback.callback_entries import Callback, CallbackTicket, TicketOpened, TicketWritten
from jackfield.domain.callback.callback_telling import shown, to_followers
from jackfield.domain.callback.callbacks import (
    agent_at_work,
    keep,
    open_callback,
    own_agent,
    owned,
)
from jackfield.domain.directory import Agent
from jackfield.domain.effects import Effect, Reply
from jackfield.domain.phone.dial_rules import may_dial
from jackfield.domain.phone.dialing import place_call
from jackfield.domain.results import Refused
from jackfield.domain.world import World
from jackfield.protocol import commands, events
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import CallbackStatus

OURS = UUID("5b3e4d0c-6c2b-4a39-9a53-2d1f0c5e7a18")
"""The namespace of the ids made here."""

LONGEST_COMMENT = 10_000


def new_uuid(world: World, now: float) -> str:
    """An id that no other callback, ticket or list has: of this start, this moment and a counter."""
    return str(uuid5(OURS, f"{world.new_id('callback')} {now!r}"))


def start(ask: Asking, command: commands.StartCallback) -> Iterator[Effect]:
    """A ticket first, then the call from the phone the agent is logged in on; where that fails the ticket stays."""
    world = ask.world
    agent, line = agent_at_work(ask)
    callback = open_callback(ask, command.uuid)
    owned(ask, callback, agent)
    number = normalised(command.number, world.settings.international_prefix)
    may_dial(world, ask.user, line, number)
    reachable_pbx(ask)
    ticket = CallbackTicket(
        uuid=new_uuid(world, ask.now),
        request_uuid=callback.uuid,
        agent_id=agent.id,
        started=ask.now,
        number=number,
    )

    def opened(now: float) -> Iterator[Effect]:
        world.callbacks.put_ticket(ticket)
        told = events.CallbackStarted(requestUuid=callback.uuid, ticketUuid=ticket.uuid)
        yield Reply(ask.ticket.session, told)

    def call(now: float) -> Iterator[Effect]:
        later = msgspec.structs.replace(ask, now=now)
        try:
            yield from place_call(later, number, {}, line)
        except Refused as refusal:
            yield from ask.results.refuse(ask.ticket, refusal)

    yield from keep(ask, TicketOpened(ticket), callback.uuid, opened, call)


def update(ask: Asking, command: commands.UpdateCallbackTicket) -> Iterator[Effect]:
    """What came of an attempt: every outcome but `Callback` closes the callback, that one sets it free again."""
    world = ask.world
    agent = own_agent(ask)
    ticket = _ticket_meant(ask, command.uuid, agent)
    callback = open_callback(ask, ticket.request_uuid)
    # an agent may write once more what he wrote when it was his and set free by that
    written_before = ticket.status is not None and ticket.agent_id == agent.id
    if callback.agent_id is not None or not written_before:
        owned(ask, callback, agent)
    if len(command.comment) > LONGEST_COMMENT or "\0" in command.comment:
        raise Refused(RefusalCode.BAD_REQUEST, f"A comment has at most {LONGEST_COMMENT} characters, none of them NUL")
    ticket = msgspec.structs.replace(
        ticket, agent_id=agent.id, status=command.status, comment=command.comment, ended=ask.now
    )
    after = _after(ask, callback, agent, command)

    def written(now: float) -> Iterator[Effect]:
        world.callbacks.put_ticket(ticket)
        world.callbacks.put(after)
        if after.closed:
            yield from to_followers(world, after, events.CallbackClotured(uuid=after.uuid))
        else:
            yield from to_followers(world, after, events.CallbackRequestUpdated(request=shown(world, after)))

    yield from keep(ask, TicketWritten(ticket, after), callback.uuid, written)


def _after(ask: Asking, callback: Callback, agent: Agent, command: commands.UpdateCallbackTicket) -> Callback:
    """The callback once this is written: closed by this agent, or free and due again."""
    if command.status is not CallbackStatus.CALLBACK:
        return msgspec.structs.replace(callback, closed=True, agent_id=agent.id)
    period = command.periodUuid or callback.period_uuid
    if period not in ask.world.callbacks.periods:
        raise Refused(RefusalCode.NOT_FOUND, f"There is no period {period[:64]!r}")
    due = command.dueDate or callback.due_date
    return msgspec.structs.replace(callback, agent_id=None, due_date=due, period_uuid=period)


def _ticket_meant(ask: Asking, uuid: str, agent: Agent) -> CallbackTicket:
    """The ticket of this uuid; of a callback's uuid the agent's last one, or a new one, as of what needed no call."""
    callbacks = ask.world.callbacks
    if uuid in callbacks.tickets:
        return callbacks.tickets[uuid]
    if uuid not in callbacks.open and uuid not in callbacks.closed:
        raise Refused(RefusalCode.NOT_FOUND, f"There is no ticket or callback {uuid[:64]!r}")
    for known in reversed(callbacks.tickets_of.get(uuid, [])):
        ticket = callbacks.tickets[known]
        if ticket.agent_id == agent.id and ticket.status is None:
            return ticket
    return CallbackTicket(uuid=new_uuid(ask.world, ask.now), request_uuid=uuid, agent_id=agent.id, started=ask.now)
