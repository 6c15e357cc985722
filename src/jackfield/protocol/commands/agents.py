"""Commands about agents: log in and out, pause, listen, recording, memberships, lists (protocol 4)."""

from ..values import Id, ListenMode, ListType, Whole
from .base import Command


class AgentLogin(Command, frozen=True, kw_only=True, tag="agentLogin"):
    """Log an agent in on a line.

    Keys:
        agentphonenumber: the line; by default the session's legacy agentNumber, else the user's own line.
        agentid: id of the agent; by default the connected user's agent.
    Events: AgentStateEvent AgentReady (sent again when already logged in there); AgentLoggedOut for an agent who
        used the line; AgentError PhoneNumberUnknown, LoggedInOnAnotherPhone or UserIsNotAnAgent.
    Errors: not_found, conflict, not_allowed, pbx_down, pbx_refused.
    Source: protocol 4.1.
    """

    agentphonenumber: Id | None = None
    agentid: Whole | None = None


class AgentLogout(Command, frozen=True, kw_only=True, tag="agentLogout"):
    """Log an agent out.

    Keys:
        agentid: id of the agent; by default the connected user's agent.
    Events: AgentStateEvent AgentLoggedOut, at the end of the call when there is one.
    Errors: not_found, not_allowed, pbx_down, pbx_refused.
    Source: protocol 4.1, 8.1.
    """

    agentid: Whole | None = None


class ToggleAgentLogin(Command, frozen=True, kw_only=True, tag="toggleAgentLogin"):
    """Log the connected user's agent in when logged out, out otherwise.

    Events: as for agentLogin and agentLogout.
    Errors: not_found, conflict, pbx_down, pbx_refused.
    Source: protocol 4.1.
    """


class PauseAgent(Command, frozen=True, kw_only=True, tag="pauseAgent"):
    """Put an agent on pause; during a call it shows when the call ends.

    Keys:
        agentid: id of the agent; by default the connected user's agent.
        reason: why, best the name of a user status; shown as `cause`.
    Events: AgentStateEvent AgentOnPause.
    Errors: not_found, conflict (not logged in), not_allowed, pbx_down, pbx_refused.
    Source: protocol 4.1, 8.1.
    """

    agentid: Whole | None = None
    reason: str | None = None


class UnpauseAgent(Command, frozen=True, kw_only=True, tag="unpauseAgent"):
    """Make an agent ready again, from pause or wrap-up.

    Keys:
        agentid: id of the agent; by default the connected user's agent.
    Events: AgentStateEvent AgentReady.
    Errors: not_found, conflict (not logged in), not_allowed, pbx_down, pbx_refused.
    Source: protocol 4.1, 8.1.
    """

    agentid: Whole | None = None


class ListenAgent(Command, frozen=True, kw_only=True, tag="listenAgent"):
    """Call the requester's phone and let it hear the agent's line.

    Keys:
        agentid: id of the agent.
        mode: who hears the requester: nobody by default. While listening the keys 4 (listen), 5 (whisper) and 6
            (barge) change it (ours).
    Events: AgentListen `started` true, then false, to the agent.
    Errors: bad_request (an unknown mode), not_found, conflict (no call, or one's own), not_allowed, pbx_down,
        pbx_refused.
    Source: protocol 4.1, 8.2.
    """

    agentid: Whole
    mode: ListenMode = ListenMode.LISTEN


class MonitorPause(Command, frozen=True, kw_only=True, tag="monitorPause"):
    """Pause the recording of a queue call that an agent has answered.

    Keys:
        agentid: id of the agent; by default the connected user's agent.
    Events: AgentStateEvent AgentOnCall with `monitorState` PAUSED.
    Errors: not_found, conflict (no call, none from a queue, or not recorded), not_allowed, pbx_down, pbx_refused.
    Source: protocol 4.1.
    """

    agentid: Whole | None = None


class MonitorUnpause(Command, frozen=True, kw_only=True, tag="monitorUnpause"):
    """Go on with the recording of a queue call.

    Keys:
        agentid: id of the agent; by default the connected user's agent.
    Events: AgentStateEvent AgentOnCall with `monitorState` ACTIVE.
    Errors: not_found, conflict (no call, none from a queue, or not recorded), not_allowed, pbx_down, pbx_refused.
    Source: protocol 4.1.
    """

    agentid: Whole | None = None


class SetAgentQueue(Command, frozen=True, kw_only=True, tag="setAgentQueue"):
    """Put an agent into a queue, or change the penalty there.

    Keys:
        agentId: id of the agent.
        queueId: id of the queue.
        penalty: 0 or more; 0 is served first.
    Events: QueueMember, also when nothing changed. Nothing at all on failure.
    Errors: not_found, bad_request, not_allowed.
    Source: protocol 4.1, 15.4.
    """

    agentId: Whole
    queueId: Whole
    penalty: Whole


class RemoveAgentFromQueue(Command, frozen=True, kw_only=True, tag="removeAgentFromQueue"):
    """Take an agent out of a queue.

    Keys:
        agentId: id of the agent.
        queueId: id of the queue.
    Events: QueueMember with penalty -1. Nothing at all on failure.
    Errors: not_found, not_allowed.
    Source: protocol 4.1, 15.4.
    """

    agentId: Whole
    queueId: Whole


class SubscribeToAgentStats(Command, frozen=True, kw_only=True, tag="subscribeToAgentStats"):
    """Follow the statistics of agents.

    Events: one AgentStatistics with all values for each visible agent, then updates.
    Source: protocol 4.1, 8.2.
    """


class GetAgentDirectory(Command, frozen=True, kw_only=True, tag="getAgentDirectory"):
    """Ask for all visible agents with their states.

    Events: AgentDirectory.
    Source: protocol 4.1.
    """


class GetList(Command, frozen=True, kw_only=True, tag="getList"):
    """Ask for a list and follow its changes.

    Keys:
        objectType: which list.
    Events: queue: QueueList, then QueueConfig; agent: AgentList, then AgentConfig; queuemember: QueueMemberList, then
        QueueMember; agentgroup: AgentGroupList; meetme: ConferenceList, again on change; basequeuemember:
        UsersQueueDefaultMembership, then UserQueueDefaultMembership.
    Errors: bad_request (unknown type).
    Source: protocol 4.1.
    """

    objectType: ListType


class GetAgentStates(Command, frozen=True, kw_only=True, tag="getAgentStates"):
    """Ask for the present state of all visible agents.

    Events: one AgentStateEvent for each visible agent.
    Source: protocol 4.2.
    """


class SubscribeToAgentEvents(Command, frozen=True, kw_only=True, tag="subscribeToAgentEvents"):
    """Follow the states of all visible agents; one's own agent is followed without it.

    Events: AgentStateEvent on every later change.
    Source: protocol 4.2.
    """


class SetAgentGroup(Command, frozen=True, kw_only=True, tag="setAgentGroup"):
    """Put an agent into another group.

    Keys:
        agentId: id of the agent.
        groupId: id of the group.
    Events: AgentConfig, also when nothing changed; AgentStateEvent to whoever follows the new group.
    Errors: not_found, not_allowed, not_stored.
    Source: protocol 4.2.
    """

    agentId: Whole
    groupId: Whole


class MoveAgentsInGroup(Command, frozen=True, kw_only=True, tag="moveAgentsInGroup"):
    """Agents of a group leave one queue and enter another; with one queue given twice only the penalty changes.

    Keys:
        groupId: id of the group.
        fromQueueId: id of the queue they leave.
        fromPenalty: only those who have this penalty there.
        toQueueId: id of the queue they enter.
        toPenalty: their penalty there, 0 or more.
    Events: QueueMember for each change. All of them, or none.
    Errors: not_found, bad_request, not_allowed, not_stored.
    Source: protocol 4.2.
    """

    groupId: Whole
    fromQueueId: Whole
    fromPenalty: Whole
    toQueueId: Whole
    toPenalty: Whole


class AddAgentsInGroup(Command, frozen=True, kw_only=True, tag="addAgentsInGroup"):
    """Agents of a group who are in one queue enter another too.

    Keys:
        groupId: id of the group.
        fromQueueId: id of the queue they are in and stay in.
        fromPenalty: only those who have this penalty there.
        toQueueId: id of the queue they enter.
        toPenalty: their penalty there, 0 or more.
    Events: QueueMember for each change. All of them, or none.
    Errors: not_found, bad_request, not_allowed, not_stored.
    Source: protocol 4.2.
    """

    groupId: Whole
    fromQueueId: Whole
    fromPenalty: Whole
    toQueueId: Whole
    toPenalty: Whole


class RemoveAgentGroupFromQueueGroup(Command, frozen=True, kw_only=True, tag="removeAgentGroupFromQueueGroup"):
    """Agents of a group leave a queue.

    Keys:
        groupId: id of the group.
        queueId: id of the queue.
        penalty: only those who have this penalty there.
    Events: QueueMember with penalty -1 for each. All of them, or none.
    Errors: not_found, not_allowed, not_stored.
    Source: protocol 4.2.
    """

    groupId: Whole
    queueId: Whole
    penalty: Whole


class AddAgentsNotInQueueFromGroupTo(Command, frozen=True, kw_only=True, tag="addAgentsNotInQueueFromGroupTo"):
    """Agents of a group who are not in a queue enter it.

    Keys:
        groupId: id of the group.
        queueId: id of the queue.
        penalty: their penalty there, 0 or more.
    Events: QueueMember for each. All of them, or none.
    Errors: not_found, bad_request, not_allowed, not_stored.
    Source: protocol 4.2.
    """

    groupId: Whole
    queueId: Whole
    penalty: Whole
