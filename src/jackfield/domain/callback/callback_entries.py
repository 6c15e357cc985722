"""What is kept about callbacks: periods of the day, lists, the people to be called back, and the attempts.

Values and the changes of them that the storage is asked for; what may be done with them is in `callbacks.py`.
"""

from datetime import date, time

import msgspec

from jackfield.protocol.values import CallbackStatus


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the day in which people like to be called back; local time."""

    uuid: str
    name: str
    starts: time
    ends: time
    is_default: bool = False


class CallList(msgspec.Struct, frozen=True, kw_only=True):
    """A list of people to be called back, served by one queue."""

    uuid: str
    name: str
    queue_id: int


class Callback(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to be called back. `agent_id`: who took it, or who closed it; None while it is free."""

    uuid: str
    list_uuid: str
    period_uuid: str
    due_date: date
    phone_number: str = ""
    mobile_phone_number: str = ""
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    description: str | None = None
    voice_message: str | None = None
    agent_id: int | None = None
    closed: bool = False


class CallbackTicket(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt to call somebody back: by whom, and what came of it; `status` is None while it is open.

    Moments are Unix times. A ticket without a number was written without a call.
    """

    uuid: str
    request_uuid: str
    agent_id: int | None
    started: float
    number: str = ""
    status: CallbackStatus | None = None
    comment: str = ""
    ended: float | None = None


class CallbackTaken(msgspec.Struct, frozen=True):
    """A free callback is this agent's. Only while it is open and nobody else's."""

    uuid: str
    agent_id: int


class CallbackFreed(msgspec.Struct, frozen=True):
    """This agent's callback is free. Only while it is open and nobody else's."""

    uuid: str
    agent_id: int


class TicketOpened(msgspec.Struct, frozen=True):
    """The agent who has taken a callback begins to call. Only while it is open and his."""

    ticket: CallbackTicket


class TicketWritten(msgspec.Struct, frozen=True):
    """What came of a ticket, and the callback as it is from then on. Only while that is open and nobody else's."""

    ticket: CallbackTicket
    callback: Callback


class CallbackAdded(msgspec.Struct, frozen=True):
    """Somebody wants to be called back; the list and the period are made where there was none."""

    callback: Callback
    new_list: CallList | None = None
    new_period: Period | None = None


class CallbacksAdded(msgspec.Struct, frozen=True):
    """Many people to be called back; those that are there by now stay as they are."""

    callbacks: tuple[Callback, ...]


class CallbackChanged(msgspec.Struct, frozen=True):
    """A callback has other values. Only while it is open and nobody's."""

    callback: Callback


class CallbackDeleted(msgspec.Struct, frozen=True):
    """A callback is gone, with its tickets. Only while nobody has it, or when it is closed."""

    uuid: str


CallbackChange = (
    CallbackTaken
    | CallbackFreed
    | TicketOpened
    | TicketWritten
    | CallbackAdded
    | CallbacksAdded
    | CallbackChanged
    | CallbackDeleted
)


class KeptCallbacks(msgspec.Struct, frozen=True, kw_only=True):
    """All of it, as the core begins with it: lists and periods as they are shown, callbacks the soonest first."""

    periods: tuple[Period, ...] = ()
    lists: tuple[CallList, ...] = ()
    callbacks: tuple[Callback, ...] = ()
    tickets: tuple[CallbackTicket, ...] = ()
