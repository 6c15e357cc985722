"""Events about what calls from queues were about (ours)."""

import msgspec

from .base import Event, ListEvent


class QueueReasons(msgspec.Struct, frozen=True, kw_only=True):
    """What calls from a queue can be about.

    Keys:
        queueId: id of the queue.
        required: an agent who has answered a call stays in AgentOnWrapup until he has given a reason.
        reasons: what can be chosen, in this order; empty where only a note can be written.
    """

    queueId: int
    required: bool
    reasons: tuple[str, ...]


class Qualifications(ListEvent, frozen=True, kw_only=True):
    """What calls from queues can be about.

    When: as the answer to getQualifications.
    Keys:
        items: the queues.
    Source: protocol 4.2 (ours).
    """

    items: tuple[QueueReasons, ...]


class CallQualification(Event, frozen=True, kw_only=True):
    """An agent's call from a queue as it is qualified by now: each event tells all of it.

    When: after getQualifications, to the agent's own user: on it, for his last call from a queue, then when he has
        answered one, when it has ended for him, and when it has been qualified.
    Keys:
        id: what qualifyCall and histories call it.
        linkedId: of the call, as in PhoneEvent.
        queueId: id of the queue.
        queueName: its display name.
        agentId: id of the agent.
        callerNumber: number of the caller.
        callerName: name of the caller, empty when not known.
        start: when the agent answered, ISO 8601 with milliseconds and offset.
        ended: the talk is over for the agent.
        required: the agent stays in AgentOnWrapup until he has given a reason.
        reasons: what can be chosen, in this order; empty where only a note can be written.
        reason: the one chosen, empty when there is none.
        note: the note on the call.
    Source: protocol 4.2 (ours).
    """

    id: str
    linkedId: str
    queueId: int
    queueName: str
    agentId: int
    callerNumber: str
    callerName: str
    start: str
    ended: bool
    required: bool
    reasons: tuple[str, ...]
    reason: str = ""
    note: str = ""
