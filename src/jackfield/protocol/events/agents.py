"""Events about agents: states, configuration, statistics (protocol 8.1, 8.2)."""

import msgspec
from msgspec import UNSET, UnsetType

from ..values import AgentStateName, CallDirection, CallType, MonitorState
from .base import Event, ListEvent


class AgentStateEvent(Event, frozen=True, kw_only=True):
    """The state of an agent.

    When: on connect and on change for one's own agent; for others after getAgentStates or subscribeToAgentEvents.
    Keys:
        name: the state.
        agentId: id of the agent.
        phoneNb: number of the agent's line; the last one or empty when logged out.
        since: seconds already spent in the state.
        queues: ids of the agent's queues.
        cause: reason of a pause, best the name of a user status; with AgentReady and AgentOnPause only.
        acd: the call came through a queue; with AgentOnCall only.
        direction: seen from the agent; with AgentOnCall only.
        callType: whether the other party is one of our lines; with AgentOnCall only.
        monitorState: recording of the call; with AgentOnCall only.
        wrapupUntil: when it is over by itself, ISO 8601 with milliseconds and offset; with AgentOnWrapup only, and
            absent there when the agent has to qualify a call first (ours).
        next: what follows the call or the wrap-up, where it is not AgentReady: AgentOnPause, AgentLoggedOut (ours).
        by: login of who paused the agent or logged him out, where it was not the agent himself (ours).
    Source: protocol 8.1.
    """

    name: AgentStateName
    agentId: int
    phoneNb: str
    since: int
    queues: tuple[int, ...]
    cause: str | UnsetType = UNSET
    acd: bool | UnsetType = UNSET
    direction: CallDirection | UnsetType = UNSET
    callType: CallType | UnsetType = UNSET
    monitorState: MonitorState | UnsetType = UNSET
    wrapupUntil: str | UnsetType = UNSET
    next: AgentStateName | UnsetType = UNSET
    by: str | UnsetType = UNSET


class AgentEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An agent as lists show it.

    Keys:
        id: id of the agent.
        firstName: first name; clients drop agents without one.
        lastName: last name.
        number: number of the agent, not of a line.
        context: dial plan context.
        groupId: id of the agent's group, null when there is none.
        userId: id of the user who is the agent, null when there is none.
    """

    id: int
    firstName: str
    lastName: str
    number: str
    context: str
    groupId: int | None = None
    userId: int | None = None


class AgentList(ListEvent, frozen=True, kw_only=True):
    """The agents the user may see.

    When: as the answer to getList `agent`.
    Keys:
        items: the agents.
    Source: protocol 8.2.
    """

    items: tuple[AgentEntry, ...]


class AgentQueue(msgspec.Struct, frozen=True, kw_only=True):
    """A membership inside AgentConfig.

    Keys:
        queue_name: name of the queue.
        queue_id: id of the queue.
        interface: `Agent/NUMBER`.
        penalty: 0 is served first.
        commented: 1 when switched off.
        usertype: always `Agent`.
        userid: id of the agent.
        channel: always `Agent`.
        category: always `Queue`.
        position: rank among the members.
    """

    queue_name: str
    queue_id: int
    interface: str
    penalty: int
    commented: int = 0
    usertype: str = "Agent"
    userid: int
    channel: str = "Agent"
    category: str = "Queue"
    position: int = 0


class AgentConfig(Event, frozen=True, kw_only=True):
    """An agent was added or changed. Two generations of clients read different spellings, so both are sent.

    When: on change, after getList `agent`.
    Keys:
        id: id of the agent.
        firstName: first name.
        firstname: the same.
        lastName: last name.
        lastname: the same.
        number: number of the agent, not of a line.
        context: dial plan context.
        member: the agent's queues.
        groupId: id of the agent's group, null when there is none.
        numgroup: the same.
        userId: id of the user who is the agent, null when there is none.
        userid: the same.
    Source: protocol 8.2.
    """

    id: int
    firstName: str
    firstname: str
    lastName: str
    lastname: str
    number: str
    context: str
    member: tuple[AgentQueue, ...]
    groupId: int | None
    numgroup: int | None
    userId: int | None
    userid: int | None

    @classmethod
    def of(cls, agent: AgentEntry, member: tuple[AgentQueue, ...]) -> "AgentConfig":
        """The event for an agent as lists show it, and its queues: every value under all its spellings."""
        return cls(
            id=agent.id,
            firstName=agent.firstName,
            firstname=agent.firstName,
            lastName=agent.lastName,
            lastname=agent.lastName,
            number=agent.number,
            context=agent.context,
            member=member,
            groupId=agent.groupId,
            numgroup=agent.groupId,
            userId=agent.userId,
            userid=agent.userId,
        )


class AgentGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A group of agents.

    Keys:
        id: id of the group.
        name: its name.
        displayName: what people read instead of the name; absent when there is none.
    """

    id: int
    name: str
    displayName: str | UnsetType = UNSET


class AgentGroupList(ListEvent, frozen=True, kw_only=True):
    """The groups of agents the user may see.

    When: as the answer to getList `agentgroup`.
    Keys:
        items: the groups.
    Source: protocol 8.2.
    """

    items: tuple[AgentGroup, ...]


class AgentDirectoryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An agent with its state.

    Keys:
        agent: the agent.
        agentState: payload of its AgentStateEvent.
    """

    agent: AgentEntry
    agentState: AgentStateEvent


class AgentDirectory(Event, frozen=True, kw_only=True):
    """The agents the user may see, with their states.

    When: as the answer to getAgentDirectory.
    Keys:
        directory: the agents.
    Source: protocol 8.2.
    """

    directory: tuple[AgentDirectoryEntry, ...]


class AgentListen(Event, frozen=True, kw_only=True):
    """Somebody began or ceased to listen to the agent.

    When: by itself, to the agent that is listened to.
    Keys:
        started: true when it begins.
        phoneNumber: number of the line that is listened to.
        agentId: id of the agent.
    Source: protocol 8.2.
    """

    started: bool
    phoneNumber: str
    agentId: int


class AgentStatistic(msgspec.Struct, frozen=True, kw_only=True):
    """One value of an agent.

    Keys:
        name: `AgentReadyTotalTime`, `AgentWrapupTotalTime`, `AgentPausedTotalTime` and the same with a pause's reason
            (`AgentPausedTotalTime.lunch`), `InbAnsCalls` (of them from queues: `InbAnsAcdCalls`), `InbTotalCallTime`,
            `OutCalls`, `OutTotalCallTime`, `LoginDateTime`, `LogoutDateTime`.
        value: seconds or calls since local midnight; of the last two the moment (whatever the day) in ISO 8601 with
            milliseconds and offset.
    """

    name: str
    value: int | float | str


class AgentStatistics(Event, frozen=True, kw_only=True):
    """Values of an agent; any subset of them.

    When: on subscribeToAgentStats with all values, what goes on included; later, whenever a state ends, what changed.
    Keys:
        id: id of the agent.
        statistics: the values.
    Source: protocol 8.2.
    """

    id: int
    statistics: tuple[AgentStatistic, ...]
