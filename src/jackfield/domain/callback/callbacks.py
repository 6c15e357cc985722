"""Callbacks: who sees them, who takes and gives them back (protocol 6.1, 8.3).

    FREE --take--> TAKEN --start--> ticket open --update--> CLOSED, or FREE again with another day
      ^---release----+

Kept before anybody is told. Of two agents who take the same at the same time the database lets one have it; the other
is refused and told the owner. Calling and what comes of it is in `callback_calls.py`.
"""

from collections.abc import Iterator

import msgspec

from jackfield.domain.access import Rights, may_see_queue
from jackfield.domain.asking import Asking
from jackfield.domain.callback.callback_entries import Callback, CallbackChange, CallbackFreed, CallbackTaken
from jackfield.domain.callback.callback_telling import lists_of, shown_period, to_followers
from jackfield.domain.centre import agents
from jackfield.domain.centre.agent_lists import rights
from jackfield.domain.directory import Agent, Line
from jackfield.domain.effects import Effect, Reply, Subscribe, TopicKind, Unsubscribe, callbacks_topic
from jackfield.domain.results import Refused
from jackfield.domain.storing import Then, store
from jackfield.domain.world import World
from jackfield.protocol import commands, events
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import ResultStatus


def get_lists(ask: Asking, command: commands.GetCallbackLists) -> Iterator[Effect]:
    """The lists the asker may see; from now on this session is told what becomes of them."""
    session, seen = ask.ticket.session, queues_seen(rights(ask))
    topic = callbacks_topic(seen)
    ask.world.callbacks.views[topic.key] = seen
    # with other rights than the last time the old topic would tell everything a second time
    yield Unsubscribe(session, TopicKind.CALLBACKS)
    yield Subscribe(session, topic)
    yield Reply(session, lists_of(ask.world, seen))
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def get_periods(ask: Asking, command: commands.GetCallbackPreferredPeriods) -> Iterator[Effect]:
    """The periods of the day that can be chosen."""
    periods = tuple(map(shown_period, ask.world.callbacks.periods.values()))
    yield Reply(ask.ticket.session, events.PreferredCallbackPeriodList(items=periods))
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def take(ask: Asking, command: commands.TakeCallback) -> Iterator[Effect]:
    """It is the asker's agent's from now on; one's own may be taken again."""
    agent, _ = agent_at_work(ask)
    callback = open_callback(ask, command.uuid)
    _not_anothers(ask, callback, agent)

    def taken(now: float) -> Iterator[Effect]:
        _give(ask.world, callback.uuid, agent.id)
        yield from to_followers(ask.world, callback, events.CallbackTaken(uuid=callback.uuid, agentId=agent.id))

    yield from keep(ask, CallbackTaken(callback.uuid, agent.id), callback.uuid, taken)


def release(ask: Asking, command: commands.ReleaseCallback) -> Iterator[Effect]:
    """It is free again; also an agent who has logged out can give back what is his."""
    agent = own_agent(ask)
    callback = open_callback(ask, command.uuid)
    owned(ask, callback, agent)

    def freed(now: float) -> Iterator[Effect]:
        _give(ask.world, callback.uuid, None)
        yield from to_followers(ask.world, callback, events.CallbackReleased(uuid=callback.uuid))

    yield from keep(ask, CallbackFreed(callback.uuid, agent.id), callback.uuid, freed)


def _give(world: World, uuid: str, agent_id: int | None) -> None:
    """It is this agent's by now, or nobody's, unless its number was forgotten meanwhile."""
    callback = world.callbacks.open.get(uuid)
    if callback is not None:
        world.callbacks.put(msgspec.structs.replace(callback, agent_id=agent_id))


def keep(ask: Asking, change: CallbackChange, uuid: str, then: Then, after: Then | None = None) -> Iterator[Effect]:
    """Have a change kept: `then`, and the command is done, or goes on with `after`; else it is refused.

    Where somebody else was first the asker is told what is true (protocol 6.1).
    """
    tag = ask.world.new_id("callback")
    yield from ask.results.wait(ask.ticket, None, ask.deadline, tag)

    def kept(now: float) -> Iterator[Effect]:
        yield from then(now)
        if after is None:
            yield from ask.results.done(tag)
        elif ask.results.passed_on(tag):
            yield from after(now)

    def not_kept(reason: str, now: float) -> Iterator[Effect]:
        yield from ask.results.broken(tag, Refused(RefusalCode.NOT_STORED, reason))

    def outrun(now: float) -> Iterator[Effect]:
        yield from _real_owner(ask, uuid)
        text = "Somebody else has changed this callback meanwhile"
        yield from ask.results.broken(tag, Refused(RefusalCode.CONFLICT, text))

    yield from store(ask.world, (change,), kept, not_kept, outrun)


def _real_owner(ask: Asking, uuid: str) -> Iterator[Effect]:
    """Whose it is, or that it is over, to the asker."""
    callback = ask.world.callbacks.open.get(uuid)
    if callback is None:
        yield Reply(ask.ticket.session, events.CallbackClotured(uuid=uuid))
    elif callback.agent_id is not None:
        yield Reply(ask.ticket.session, events.CallbackTaken(uuid=uuid, agentId=callback.agent_id))
    else:
        yield Reply(ask.ticket.session, events.CallbackReleased(uuid=uuid))


def own_agent(ask: Asking) -> Agent:
    """The asker's agent. Raises Refused: conflict when he is none."""
    agent = ask.world.directory.agent_of_user(ask.user.id)
    if agent is None:
        raise Refused(RefusalCode.CONFLICT, f"User {ask.user.login} is not an agent")
    return agent


def agent_at_work(ask: Asking) -> tuple[Agent, Line]:
    """The asker's agent, and the line he is logged in on. Raises Refused: conflict when he is not."""
    agent = own_agent(ask)
    line = agents.line_of(ask.world, agents.duty_of(ask.world, agent.id))
    if line is None:
        raise Refused(RefusalCode.CONFLICT, f"Agent {agent.number} is not logged in")
    return agent, line


def open_callback(ask: Asking, uuid: str) -> Callback:
    """The callback of this uuid.

    Raises:
        Refused: not_found, also for one the asker may not see; conflict when it is closed.
    """
    callbacks = ask.world.callbacks
    callback = callbacks.open.get(uuid) or callbacks.closed.get(uuid)
    if callback is None or not may_see_queue(rights(ask), callbacks.queue_of(callback)):
        raise Refused(RefusalCode.NOT_FOUND, f"There is no callback {uuid[:64]!r}")
    if callback.closed:
        raise Refused(RefusalCode.CONFLICT, "This callback is closed")
    return callback


def owned(ask: Asking, callback: Callback, agent: Agent) -> None:
    """Raises Refused: conflict when it is free or another's."""
    if callback.agent_id is None:
        raise Refused(RefusalCode.CONFLICT, "This callback is not taken: take it first")
    _not_anothers(ask, callback, agent)


def _not_anothers(ask: Asking, callback: Callback, agent: Agent) -> None:
    if callback.agent_id not in (None, agent.id):
        raise _anothers(ask.world, callback)


def _anothers(world: World, callback: Callback) -> Refused:
    """The refusal that tells the owner in the place of an `Error` (protocol 6.1)."""
    assert callback.agent_id is not None
    owner = world.directory.agent(callback.agent_id)
    name = f"agent {owner.number}" if owner is not None else "another agent"
    event = events.CallbackTaken(uuid=callback.uuid, agentId=callback.agent_id)
    return Refused(RefusalCode.CONFLICT, f"This callback is taken by {name}", instead=event)


def queues_seen(own: Rights) -> frozenset[int] | None:
    """The queues whose callbacks somebody with these rights sees; None: all."""
    return own.queues if own.supervisor else None
