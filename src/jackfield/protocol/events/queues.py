"""Events about queues: configuration, members, statistics, waiting calls (protocol 7.6 to 7.8)."""

import msgspec
from msgspec import UNSET, UnsetType

from .base import Event, ListEvent


class QueueConfig(Event, frozen=True, kw_only=True):
    """A queue was added or changed.

    When: on change, after getList `queue`, and as the answer to setQueueRecording and setQueueDissuasion.
    Keys:
        id: id of the queue.
        context: dial plan context of its number.
        name: its name at the PBX.
        displayName: what people read.
        number: number to call it.
        recorded: its calls are recorded (ours).
        closed: nobody is let into it (ours).
        dissuasion: number where calls go that it does not take; empty: they end (ours).
    Source: protocol 7.6.
    """

    id: int
    context: str
    name: str
    displayName: str
    number: str
    recorded: bool = False
    closed: bool = False
    dissuasion: str = ""


class QueueList(ListEvent, frozen=True, kw_only=True):
    """The queues the user may see.

    When: as the answer to getList `queue`.
    Keys:
        items: the queues.
    Source: protocol 7.6.
    """

    items: tuple[QueueConfig, ...]


class QueueMember(Event, frozen=True, kw_only=True):
    """An agent entered or left a queue, or has another penalty there.

    When: on change, after getList `queuemember`, and as the answer to setAgentQueue and removeAgentFromQueue.
    Keys:
        agentId: id of the agent.
        queueId: id of the queue.
        penalty: 0 is served first; -1 means that the agent has left.
    Source: protocol 7.6.
    """

    agentId: int
    queueId: int
    penalty: int


class QueueMemberList(ListEvent, frozen=True, kw_only=True):
    """Which agents are in which queues.

    When: as the answer to getList `queuemember`.
    Keys:
        items: the memberships.
    Source: protocol 7.6.
    """

    items: tuple[QueueMember, ...]


class QueueCounter(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a queue.

    Keys:
        statName: such as `WaitingCalls`, `PercentageAnsweredBefore15`.
        value: a count, seconds, or a percentage.
    """

    statName: str
    value: int | float


class QueueStatistics(Event, frozen=True, kw_only=True):
    """Values of a queue; any subset of them.

    When: on subscribeToQueueStats, and on change at most once a second for each queue.
    Keys:
        queueId: id of the queue.
        counters: the values.
    Source: protocol 7.7.
    """

    queueId: int
    counters: tuple[QueueCounter, ...]


class GetQueueStatistics(Event, frozen=True, kw_only=True):
    """What happened in a queue during the last while.

    When: as the answer to getQueueStatistics.
    Keys:
        queueId: id of the queue.
        stats: of the calls that entered within the window, in whole numbers: `ReceivedCalls`, `AnsweredCalls`,
            `AbandonedCalls`, `Efficiency` (answered, of those that do not wait any more, in percent), `Qos` (answered
            in time, of those answered, in percent), `MeanHoldTime` and `MaxHoldTime` (of those answered, in seconds).
    Source: protocol 7.10.
    """

    queueId: int
    stats: tuple[QueueCounter, ...]


class QueueInterval(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the calls that entered a queue in an interval.

    Keys:
        start: when it begins, ISO 8601 with milliseconds and offset.
        received: calls that entered.
        answered: of them, those an agent has answered.
        answeredInTime: of them, those answered within the threshold.
        abandoned: callers who hung up while they waited.
        waitSeconds: all waits of those answered, together.
        lostSeconds: all waits of those abandoned, together.
        ended: of those answered, how many talks are over.
        talkSeconds: these talks, together.
    """

    start: str
    received: int
    answered: int
    answeredInTime: int
    abandoned: int
    waitSeconds: int
    lostSeconds: int
    ended: int
    talkSeconds: int


class QueueIntervals(Event, frozen=True, kw_only=True):
    """A queue's day since local midnight, in intervals.

    When: as the answer to getQueueIntervals.
    Keys:
        queueId: id of the queue.
        seconds: length of an interval.
        threshold: seconds of waiting within which an answer is in time: the first of `queues.thresholds`.
        intervals: in order; those without a call are left out.
    Source: protocol 7.10 (ours).
    """

    queueId: int
    seconds: int
    threshold: int
    intervals: tuple[QueueInterval, ...]


class WaitingCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call that waits in a queue.

    Keys:
        position: 1 is served next.
        name: name of the caller.
        number: number of the caller.
        queueTime: when it entered, ISO 8601 with milliseconds and offset.
        channel: name of the channel; absent where not configured.
        uniqueId: uniqueid of the leg; absent where not configured.
    """

    position: int
    name: str
    number: str
    queueTime: str
    channel: str | UnsetType = UNSET
    uniqueId: str | UnsetType = UNSET


class QueueCalls(Event, frozen=True, kw_only=True):
    """All calls that wait in a queue.

    When: on subscribeToQueueCalls and on change.
    Keys:
        queueId: id of the queue.
        calls: the calls in order; empty when none waits.
    Source: protocol 7.8.
    """

    queueId: int
    calls: tuple[WaitingCall, ...]
