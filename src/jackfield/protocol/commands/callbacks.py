"""Commands about callbacks: people to be called back (protocol 6.1)."""

from datetime import date

import msgspec

from ..values import CallbackStatus, Id, Whole
from .base import Command


class GetCallbackLists(Command, frozen=True, kw_only=True, tag="getCallbackLists"):
    """Ask for the callback lists and follow all callback events.

    Events: CallbackLists.
    Source: protocol 6.1.
    """


class TakeCallback(Command, frozen=True, kw_only=True, tag="takeCallback"):
    """Take a callback request for the connected user's agent.

    Keys:
        uuid: of the request.
    Events: CallbackTaken to all; when somebody else has it, CallbackTaken with the owner to the requester only.
    Errors: not_found, conflict (taken, or the agent is not logged in).
    Source: protocol 6.1.
    """

    uuid: Id


class ReleaseCallback(Command, frozen=True, kw_only=True, tag="releaseCallback"):
    """Give a taken callback request back.

    Keys:
        uuid: of the request.
    Events: CallbackReleased to all.
    Errors: not_found, conflict (not taken by this agent).
    Source: protocol 6.1.
    """

    uuid: Id


class StartCallback(Command, frozen=True, kw_only=True, tag="startCallback"):
    """Call the person from the agent's phone; opens a ticket.

    Keys:
        uuid: of the request, taken before.
        number: number to call; also accepted as `phoneNumber`.
    Events: CallbackStarted, then PhoneEvents.
    Errors: not_found, conflict (not taken by this agent, or the agent is not logged in), bad_request,
        not_allowed, throttled, pbx_down, pbx_refused.
    Source: protocol 6.1.
    """

    uuid: Id
    number: Id


class UpdateCallbackTicket(Command, frozen=True, kw_only=True, tag="updateCallbackTicket"):
    """Write the outcome of a callback; every status but Callback closes the request.

    Keys:
        uuid: of the ticket (CallbackStarted.ticketUuid), or of the request.
        status: the outcome.
        comment: what was said; also accepted as `description`.
        dueDate: new day of the callback, YYYY-MM-DD.
        periodUuid: new preferred period.
    Events: CallbackClotured, or CallbackRequestUpdated for status Callback, to all.
    Errors: not_found, bad_request, conflict (closed, or not taken by this agent).
    Source: protocol 6.1.
    """

    uuid: Id
    status: CallbackStatus
    comment: str = ""
    dueDate: date | None = None
    periodUuid: Id | None = None


class ListenCallbackMessage(Command, frozen=True, kw_only=True, tag="listenCallbackMessage"):
    """Ring the user's phone and play the message left with a callback request.

    Keys:
        voiceMessageRef: `voiceMessageRef` of the request, or the request's uuid; also accepted as `uuid`.
    Events: PhoneEvents.
    Errors: not_found, pbx_down, pbx_refused.
    Source: protocol 6.1.
    """

    voiceMessageRef: Id


class Filter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One condition of a search.

    Keys:
        field: what is compared.
        operator: how it is compared.
        value: what it is compared with.
    """

    field: Id
    operator: Id
    value: str | Whole | float | bool | None = None


class CallbackSearch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which callback requests are wanted.

    Keys:
        filters: conditions that must all hold.
        offset: how many to skip.
        limit: how many at most.
    """

    filters: tuple[Filter, ...] = ()
    offset: Whole = 0
    limit: Whole | None = None


class FindCallbackRequest(Command, frozen=True, kw_only=True, tag="findCallbackRequest"):
    """Search callback requests, open and closed.

    Keys:
        id: chosen by the client, returned in the answer.
        request: what is searched.
    Events: FindCallbackResponseWithId.
    Errors: bad_request.
    Source: protocol 6.1.
    """

    id: Whole | str
    request: CallbackSearch = CallbackSearch()


class GetCallbackPreferredPeriods(Command, frozen=True, kw_only=True, tag="getCallbackPreferredPeriods"):
    """Ask for the periods of the day in which people may be called back.

    Events: PreferredCallbackPeriodList.
    Source: protocol 6.1.
    """
