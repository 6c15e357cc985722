"""Commands about queues and call history (protocol 5.1, 5.2)."""

import msgspec

from ..values import Whole
from .base import Command
from .callbacks import Filter


class SubscribeToQueueStats(Command, frozen=True, kw_only=True, tag="subscribeToQueueStats"):
    """Follow the statistics of queues.

    Events: one QueueStatistics with all values for each visible queue, then updates.
    Source: protocol 5.1, 7.7.
    """


class AskQueueStatistics(Command, frozen=True, kw_only=True, tag="getQueueStatistics"):
    """Ask once what happened in a queue during the last while.

    Keys:
        queueId: id of the queue.
        window: how far to look back, in seconds: at most a day.
        xqos: seconds of waiting within which an answer counts as good.
    Events: GetQueueStatistics.
    Errors: not_found, not_allowed, bad_request.
    Source: protocol 5.1, 7.10.
    """

    queueId: Whole
    window: Whole
    xqos: Whole


class GetQueueIntervals(Command, frozen=True, kw_only=True, tag="getQueueIntervals"):
    """Ask once for a queue's day since local midnight, cut into intervals of the same length (ours).

    Keys:
        queueId: id of the queue.
        seconds: length of an interval, 60 to 86400; by default a quarter of an hour.
    Events: QueueIntervals.
    Errors: not_found, not_allowed, bad_request, not_read.
    Source: protocol 5.1 (ours).
    """

    queueId: Whole
    seconds: Whole = 900


class SetQueueRecording(Command, frozen=True, kw_only=True, tag="setQueueRecording"):
    """Have the calls of a queue recorded from now on, or no longer (ours).

    Keys:
        queueId: id of the queue.
        recorded: whether they are.
    Events: QueueConfig.
    Errors: not_found, not_allowed (without the right `recording`), pbx_down, pbx_refused.
    Source: protocol 11 (ours).
    """

    queueId: Whole
    recorded: bool


class SetQueueDissuasion(Command, frozen=True, kw_only=True, tag="setQueueDissuasion"):
    """Close a queue or open it again, and say where calls go that no agent of it takes (ours).

    Keys:
        queueId: id of the queue.
        closed: nobody is let into it.
        destination: number where calls go while it is closed or full, has nobody to answer, or took too long; empty:
            they hear busy, or the call ends.
    Events: QueueConfig.
    Errors: not_found, not_allowed (without the right `dissuasion`, or by a dial rule), bad_request, conflict (a loop),
        pbx_down, pbx_refused.
    Source: protocol 11 (ours).
    """

    queueId: Whole
    closed: bool
    destination: str


class SubscribeToQueueCalls(Command, frozen=True, kw_only=True, tag="subscribeToQueueCalls"):
    """Follow the calls that wait in a queue.

    Keys:
        queueId: id of the queue.
    Events: QueueCalls at once, also when empty, then on every change.
    Errors: not_found.
    Source: protocol 5.1, 7.8.
    """

    queueId: Whole


class UnSubscribeToQueueCalls(Command, frozen=True, kw_only=True, tag="unSubscribeToQueueCalls"):
    """Stop following the calls that wait in a queue (capital S on the wire).

    Keys:
        queueId: id of the queue.
    Source: protocol 5.1.
    """

    queueId: Whole


class QueueCall(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A waiting call, as an element of `QueueCalls.calls`.

    Keys:
        position: not looked at.
        name: not looked at.
        number: not looked at.
        queueTime: not looked at.
        uniqueId: uniqueid of the leg.
        channel: name of the channel, where there is no uniqueId.
    """

    position: Whole | None = None
    name: str | None = None
    number: str | None = None
    queueTime: str | None = None
    uniqueId: str | None = None
    channel: str | None = None


class RetrieveQueueCall(Command, frozen=True, kw_only=True, tag="retrieveQueueCall"):
    """Pull a waiting call out of its queue to one's own phone, which must be free.

    It rings there like any call from outside: who does not answer it has it go where his forwards say.

    Keys:
        queueCall: the call, an element of `QueueCalls.calls`.
    Events: PhoneEvent EventRinging, QueueCalls.
    Errors: not_found (it does not wait any more), not_allowed, conflict (the phone is not free), pbx_down, pbx_refused.
    Source: protocol 3.2, 7.8.
    """

    queueCall: QueueCall


class GetUserCallHistory(Command, frozen=True, kw_only=True, tag="getUserCallHistory"):
    """Ask for the user's last calls, most recent first.

    Keys:
        size: how many; by default those of the last 10 days.
    Events: CallHistory.
    Source: protocol 5.2, 7.9.
    """

    size: Whole | None = None


class GetUserCallHistoryByDays(Command, frozen=True, kw_only=True, tag="getUserCallHistoryByDays"):
    """Ask for the user's calls of the last days, most recent first.

    Keys:
        days: how many days back; by default 10.
    Events: CallHistory (CallHistoryByDays where configured).
    Source: protocol 5.2, 7.9.
    """

    days: Whole | None = None


class GetAgentCallHistory(Command, frozen=True, kw_only=True, tag="getAgentCallHistory"):
    """Ask for the last calls of the connected user's agent, most recent first.

    Keys:
        size: how many; by default those of the last 10 days.
    Events: CallHistory.
    Errors: not_found (the user is no agent).
    Source: protocol 5.2, 7.9.
    """

    size: Whole | None = None


class GetQueueCallHistory(Command, frozen=True, kw_only=True, tag="getQueueCallHistory"):
    """Ask for the last calls of queues, most recent first.

    Keys:
        queue: part of the name (not the display name) of the queues; case does not matter.
        size: how many; by default those of the last 10 days.
    Events: CallHistory.
    Source: protocol 5.2, 7.9.
    """

    queue: str
    size: Whole | None = None


class CustomerCallSearch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which past calls are wanted.

    Keys:
        filters: conditions that must all hold.
        size: how many at most; by default 20, never more than 200.
    """

    filters: tuple[Filter, ...] = ()
    size: Whole | None = None


class FindCustomerCallHistory(Command, frozen=True, kw_only=True, tag="findCustomerCallHistory"):
    """Search the calls that are over, most recent first: what became of a customer's calls.

    Conditions are on `src_num` and `dst_num` (also `srcNum`, `dstNum`), `queueId`, `queue`, `agentId`, `agentNum`,
    `userId`, `username`, `status`, all with `=`, and on `start` with `=`, `<`, `<=`, `>`, `>=` and a day or time.
    Numbers are also found by their beginning (`startsWith`, or `like` with `06%`), their end (`endsWith`, `%99`) and,
    where at most 100,000 calls would have to be looked through, by any part (`contains`, `%12%`).

    Keys:
        id: chosen by the client, returned in the answer.
        request: what is searched.
    Events: CustomerCallHistoryResponseWithId.
    Errors: bad_request, not_allowed, not_read.
    Source: protocol 5.2, 7.9.
    """

    id: Whole | str
    request: CustomerCallSearch = CustomerCallSearch()
