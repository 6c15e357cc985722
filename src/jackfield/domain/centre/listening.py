"""Supervisors listen to agents: `listenAgent`, and what the agent is told of it (protocol 4.1, 8.2).

The supervisor's own phone is called; to him it is a call to the agent's line. That somebody listens, and that he has
ceased to, the PBX says.
"""

from collections.abc import Iterator

from jackfield.domain import facts
from jackfield.domain.asking import Asking, own_line, reachable_pbx
from jackfield.domain.centre import agents
from jackfield.domain.centre.agent_login import agent_meant
from jackfield.domain.directory import Agent, Line
from jackfield.domain.effects import Effect, Publish, Request, user_topic
from jackfield.domain.facts import OriginateSent
from jackfield.domain.phone import calls
from jackfield.domain.phone.phones import tell
from jackfield.domain.requests import Spy
from jackfield.domain.results import Expectation, Refused
from jackfield.domain.world import Leg, World
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import AgentListen
from jackfield.protocol.values import PhoneEventType


def listen(ask: Asking, command: commands.ListenAgent) -> Iterator[Effect]:
    """Ring the asker's phone, and let it hear the agent's call. Done when it hears."""
    world = ask.world
    agent = agent_meant(ask, command.agentid)
    line = own_line(ask)
    heard, heard_line = _heard(world, agent)
    if heard_line.id == line.id:
        raise Refused(RefusalCode.CONFLICT, "Nobody can listen to his own phone")
    reachable_pbx(ask)
    name = f"{agent.first_name} {agent.last_name}".strip() or agent.number
    order = Spy(
        channel_id=world.new_id("dial"),
        endpoint=line.endpoint,
        channel=heard.channel.name,
        mode=command.mode,
        shown_number=heard_line.number,
        shown_name=name,
        timeout_seconds=world.settings.originate_timeout_seconds,
    )
    calls.originate_sent(world, OriginateSent(order.channel_id, line.endpoint, exten=heard_line.number), ask.now)
    expects = Expectation(order.channel_id, frozenset({PhoneEventType.ESTABLISHED}))
    yield from ask.results.wait(ask.ticket, expects, ask.deadline, order.channel_id)
    yield Request(order.channel_id, order)


def _heard(world: World, agent: Agent) -> tuple[Leg, Line]:
    """The agent's call, ringing, dialling or established, and his line.

    Raises:
        Refused: conflict: he is logged out, or has no call.
    """
    duty = agents.duty_of(world, agent.id)
    line = agents.line_of(world, duty)
    call = agents.call_of(world, duty.number) if line is not None else None
    if line is None or call is None:
        raise Refused(RefusalCode.CONFLICT, f"Agent {agent.number} has no call to listen to")
    return call[1], line


def began(world: World, fact: facts.SpyBegan, now: float) -> Iterator[Effect]:
    """Somebody hears a channel: if it is an agent's, he is told."""
    spy, heard = world.legs.get(fact.spy), world.legs.get(fact.heard)
    if spy is not None and spy.order is not None:
        spy.answered_by_application = True
        yield from tell(world, (spy,), now)
    agent_id = world.centre.agent_on.get(heard.line.number) if heard is not None and heard.line is not None else None
    if agent_id is not None and world.centre.listened.get(fact.spy) != agent_id:
        world.centre.listened[fact.spy] = agent_id
        yield from _announced(world, agent_id, True)


def ended(world: World, fact: facts.SpyEnded, now: float) -> Iterator[Effect]:
    """Nobody hears it by this channel any more; also said of a listening that began before we came."""
    heard = world.legs.get(fact.heard)
    here = world.centre.agent_on.get(heard.line.number) if heard is not None and heard.line is not None else None
    agent_id = world.centre.listened.pop(fact.spy, here)
    if agent_id is not None:
        yield from _announced(world, agent_id, False)


def spy_gone(world: World, fact: facts.ChannelGone, now: float) -> Iterator[Effect]:
    """Who listened has hung up, if that was not told before."""
    agent_id = world.centre.listened.pop(fact.uniqueid, None)
    if agent_id is not None:
        yield from _announced(world, agent_id, False)


def synchronised(world: World) -> Iterator[Effect]:
    """Who is gone by the lists listens no more."""
    for spy in [spy for spy in world.centre.listened if spy not in world.legs]:
        yield from _announced(world, world.centre.listened.pop(spy), False)


def present(world: World, agent_id: int) -> AgentListen | None:
    """What an agent is told who connects while somebody listens to him."""
    listened = world.settings.announce_listening and agent_id in world.centre.listened.values()
    return event(world, agent_id, True) if listened else None


def event(world: World, agent_id: int, started: bool) -> AgentListen:
    """Somebody began or ceased to listen to an agent."""
    duty = agents.duty_of(world, agent_id)
    return AgentListen(started=started, phoneNumber=duty.number or duty.last_number, agentId=agent_id)


def _announced(world: World, agent_id: int, started: bool) -> Iterator[Effect]:
    user = world.directory.user_of_agent(agent_id)
    if world.settings.announce_listening and user is not None:
        yield Publish(user_topic(user.id), event(world, agent_id, started))
