"""Events about callbacks: people to be called back (protocol 8.3)."""

from datetime import date, time

import msgspec
from msgspec import UNSET, UnsetType

from .base import Event, ListEvent


class PreferredPeriod(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the day in which people may be called back.

    Keys:
        default: taken when nobody chose one.
        name: what people read.
        periodStart: `HH:MM:SS`.
        periodEnd: `HH:MM:SS`.
        uuid: its id.
    """

    default: bool
    name: str
    periodStart: time
    periodEnd: time
    uuid: str


class CallbackRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to be called back.

    Keys:
        uuid: id of the request.
        listUuid: id of its list.
        phoneNumber: number to call.
        mobilePhoneNumber: another number, or null.
        firstName: first name, or null.
        lastName: last name, or null.
        company: company, or null.
        description: what it is about, or null.
        agentId: id of the agent who took it, null when it is free.
        dueDate: day of the callback, `YYYY-MM-DD`.
        preferredPeriod: part of that day; never null.
        voiceMessageRef: what `listenCallbackMessage` takes; absent without a message.
    """

    uuid: str
    listUuid: str
    phoneNumber: str | None = None
    mobilePhoneNumber: str | None = None
    firstName: str | None = None
    lastName: str | None = None
    company: str | None = None
    description: str | None = None
    agentId: int | None = None
    dueDate: date
    preferredPeriod: PreferredPeriod
    voiceMessageRef: str | UnsetType = UNSET


class CallbackList(msgspec.Struct, frozen=True, kw_only=True):
    """A list of callback requests, served by one queue.

    Keys:
        uuid: id of the list.
        name: what people read.
        queueId: id of the queue.
        callbacks: the open requests.
    """

    uuid: str
    name: str
    queueId: int
    callbacks: tuple[CallbackRequest, ...]


class CallbackLists(ListEvent, frozen=True, kw_only=True):
    """All callback lists with their open requests.

    When: as the answer to getCallbackLists, and to those who asked when requests were created elsewhere: at once, then
        at most once a second, and once in a second for each thousand open requests.
    Keys:
        items: the lists.
    Source: protocol 8.3.
    """

    items: tuple[CallbackList, ...]


class CallbackTaken(Event, frozen=True, kw_only=True):
    """An agent took a request.

    When: on change, after getCallbackLists.
    Keys:
        uuid: id of the request.
        agentId: id of the agent.
    Source: protocol 8.3.
    """

    uuid: str
    agentId: int


class CallbackReleased(Event, frozen=True, kw_only=True):
    """A request is free again.

    When: on change, after getCallbackLists.
    Keys:
        uuid: id of the request.
    Source: protocol 8.3.
    """

    uuid: str


class CallbackStarted(Event, frozen=True, kw_only=True):
    """The call to the person begins.

    When: as the answer to startCallback.
    Keys:
        requestUuid: id of the request.
        ticketUuid: id of the new ticket; what `updateCallbackTicket` takes.
    Source: protocol 8.3.
    """

    requestUuid: str
    ticketUuid: str


class CallbackClotured(Event, frozen=True, kw_only=True):
    """A request is closed and leaves its list.

    When: on change, after getCallbackLists.
    Keys:
        uuid: id of the request.
    Source: protocol 8.3.
    """

    uuid: str


class CallbackRequestUpdated(Event, frozen=True, kw_only=True):
    """A request has another day or period, and is free again.

    When: on change, after getCallbackLists.
    Keys:
        request: the request as it is now.
    Source: protocol 8.3.
    """

    request: CallbackRequest


class CallbackSearchResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a search found.

    Keys:
        total: how many there are in all.
        list: those of the page that was asked for.
    """

    total: int
    list: tuple[CallbackRequest, ...]


class FindCallbackResponseWithId(Event, frozen=True, kw_only=True):
    """Callback requests that were searched.

    When: as the answer to findCallbackRequest.
    Keys:
        id: the `id` of the command.
        response: what was found.
    Source: protocol 8.3.
    """

    id: int | str
    response: CallbackSearchResult


class PreferredCallbackPeriodList(ListEvent, frozen=True, kw_only=True):
    """The periods of the day in which people may be called back.

    When: as the answer to getCallbackPreferredPeriods.
    Keys:
        items: the periods.
    Source: protocol 8.3.
    """

    items: tuple[PreferredPeriod, ...]
