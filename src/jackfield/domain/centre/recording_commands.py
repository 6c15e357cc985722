"""Recordings of agents' calls from queues, paused and gone on with: `monitorPause`, `monitorUnpause` (section 4.1)."""

from collections.abc import Iterator

from jackfield.domain.access import may_record
from jackfield.domain.asking import Asking, reachable_pbx
from jackfield.domain.centre import agents
from jackfield.domain.centre.agent_lists import rights
from jackfield.domain.centre.agent_login import agent_meant
from jackfield.domain.directory import Agent
from jackfield.domain.effects import Effect, Reply, Request
from jackfield.domain.requests import MuteRecording
from jackfield.domain.results import Refused
from jackfield.domain.world import Leg, World
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import AgentStateName, ResultStatus


def pause(ask: Asking, command: commands.MonitorPause) -> Iterator[Effect]:
    """What is said from now on is not recorded."""
    yield from _switch(ask, command.agentid, True)


def unpause(ask: Asking, command: commands.MonitorUnpause) -> Iterator[Effect]:
    """The recording goes on."""
    yield from _switch(ask, command.agentid, False)


def _switch(ask: Asking, agent_id: int | None, muted: bool) -> Iterator[Effect]:
    agent = agent_meant(ask, agent_id)
    if not may_record(rights(ask), agent.id):
        raise Refused(RefusalCode.NOT_ALLOWED, "Recordings of other agents are paused with the right `recording` only")
    recorded = _recorded(ask.world, agent)
    if recorded.recording_muted is muted:
        yield Reply(ask.ticket.session, agents.state_of(ask.world, agent, ask.now))
        yield from ask.results.answer(ask.ticket, ResultStatus.DONE)
        return
    reachable_pbx(ask)
    tag = ask.world.new_id("record")
    yield from ask.results.wait_accepted(ask.ticket, ask.deadline, (tag,))
    yield Request(tag, MuteRecording(channel=recorded.channel.name, muted=muted))


def _recorded(world: World, agent: Agent) -> Leg:
    """The channel that runs the recording of the agent's call.

    Raises:
        Refused: conflict: no call, none from a queue, or none that is recorded.
    """
    duty = agents.duty_of(world, agent.id)
    call = agents.call_of(world, duty.number) if duty.number else None
    if call is None or call[0] is not AgentStateName.ON_CALL:
        raise Refused(RefusalCode.CONFLICT, f"Agent {agent.number} is not on a call")
    leg = call[1]
    if not leg.queue or leg.outgoing:
        text = f"The call of agent {agent.number} did not come from a queue: its recording is not the agent's to pause"
        raise Refused(RefusalCode.CONFLICT, text)
    recorded = agents.recorded_leg(world, leg)
    if recorded is None:
        raise Refused(RefusalCode.CONFLICT, f"The call of agent {agent.number} is not recorded")
    return recorded
