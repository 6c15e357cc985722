"""Events about past calls (protocol 7.9)."""

import msgspec
from msgspec import UNSET, UnsetType

from ..values import CallStatus, PhoneHint
from .base import Event, ListEvent


class HistoryCall(msgspec.Struct, frozen=True, kw_only=True):
    """One past or running call.

    Keys:
        start: when it began, `YYYY-MM-DD HH:MM:SS` by the clocks of the server's zone.
        duration: `HH:MM:SS`; 00:00:00 when it was not answered, the time so far while it runs.
        srcNum: number of the caller.
        dstNum: number that was called.
        status: how it ended.
        srcFirstName: first name of the caller; absent when not known.
        srcLastName: last name of the caller; absent when not known.
        dstFirstName: first name of the called one; absent when not known.
        dstLastName: last name of the called one; absent when not known.
        srcUsername: login of the caller; absent when none of ours.
        dstUsername: login of the called one; absent when none of ours.
        srcPhoneStatus: state of the caller's phone now, as in PhoneHintStatusEvent; absent when not known.
        dstPhoneStatus: state of the called phone now, as in PhoneHintStatusEvent; absent when not known.
        qualificationId: what qualifyCall calls it; only where an agent of the user asking, or of the queue, has
            answered a call from a queue.
        qualification: the reason that was chosen for it; absent when none was.
        note: what the agent has written about it; absent when nothing was.
        mos: how it sounded in the browser of the user asking, mean opinion score from 1 (bad) to 4.5; absent when no
            browser was in it.
        recordings: files of the PBX that hold what was said; absent when it was not recorded, and for who may not
            manage recordings.
        startedAt: the moment of `start`, ISO 8601 with milliseconds and offset, for clocks elsewhere.
    """

    start: str
    duration: str
    srcNum: str
    dstNum: str
    status: CallStatus
    srcFirstName: str | UnsetType = UNSET
    srcLastName: str | UnsetType = UNSET
    dstFirstName: str | UnsetType = UNSET
    dstLastName: str | UnsetType = UNSET
    srcUsername: str | UnsetType = UNSET
    dstUsername: str | UnsetType = UNSET
    srcPhoneStatus: PhoneHint | UnsetType = UNSET
    dstPhoneStatus: PhoneHint | UnsetType = UNSET
    qualificationId: str | UnsetType = UNSET
    qualification: str | UnsetType = UNSET
    note: str | UnsetType = UNSET
    mos: float | UnsetType = UNSET
    recordings: tuple[str, ...] | UnsetType = UNSET
    startedAt: str | UnsetType = UNSET


class CallHistory(ListEvent, frozen=True, kw_only=True):
    """Calls, most recent first.

    When: as the answer to the commands that ask for a history, to their sender only.
    Keys:
        items: the calls.
    Source: protocol 7.9.
    """

    items: tuple[HistoryCall, ...]


class CallHistoryByDays(ListEvent, frozen=True, kw_only=True):
    """Calls of some days, most recent first, under the name that some clients expect.

    When: as the answer to getUserCallHistoryByDays, where configured instead of CallHistory.
    Keys:
        items: the calls.
    Source: protocol 5.2.
    """

    items: tuple[HistoryCall, ...]


class CustomerCall(msgspec.Struct, frozen=True, kw_only=True):
    """One past call, whoever took part.

    Keys:
        start: when it began, `YYYY-MM-DD HH:MM:SS` by the clocks of the server's zone.
        duration: of the talk, `HH:MM:SS`; 00:00:00 when it was not answered.
        waitTime: until it was answered or given up, `HH:MM:SS`.
        srcNum: number of the caller.
        dstNum: number that was called.
        status: how it ended.
        queueName: the last queue it was in; absent when it was in none.
        queueNum: that queue's number; absent when not known.
        agentName: who answered; absent when no agent did.
        agentNum: his number.
        recordings: files of the PBX that hold what was said; absent as in CallHistory.
        startedAt: the moment of `start`, ISO 8601 with milliseconds and offset, for clocks elsewhere.
    """

    start: str
    duration: str
    waitTime: str
    srcNum: str
    dstNum: str
    status: CallStatus
    queueName: str | UnsetType = UNSET
    queueNum: str | UnsetType = UNSET
    agentName: str | UnsetType = UNSET
    agentNum: str | UnsetType = UNSET
    recordings: tuple[str, ...] | UnsetType = UNSET
    startedAt: str | UnsetType = UNSET


class CustomerCalls(msgspec.Struct, frozen=True, kw_only=True):
    """What a search found.

    Keys:
        total: how many there are in all; at most 100,000 are counted.
        list: the most recent of them.
    """

    total: int
    list: tuple[CustomerCall, ...]


class CustomerCallHistoryResponseWithId(Event, frozen=True, kw_only=True):
    """Past calls that were searched.

    When: as the answer to findCustomerCallHistory.
    Keys:
        id: the `id` of the command.
        response: what was found.
    Source: protocol 7.9.
    """

    id: int | str
    response: CustomerCalls
