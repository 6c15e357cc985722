"""Requests to be called back as programs and administrators write and read them over HTTP; on the wire of clients they
are in `events/callbacks.py`.
"""

from datetime import date
from typing import Annotated, TypeAlias

import msgspec
from msgspec import UNSET, Meta, UnsetType

from .configuration_values import Phone, Text
from .values import CallbackStatus

Long: TypeAlias = Annotated[str, Meta(max_length=2000, pattern=r"^[^\x00]*$")]


class CallbackWish(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Somebody to be called back, as he is written down or changed. One of the two numbers is needed.

    Keys:
        list_uuid: in which list; it stays with its queue's agents.
        due_date: `YYYY-MM-DD`; left out in a new one: today.
        period_uuid: a part of the day; left out in a new one: the default.
    """

    list_uuid: str | UnsetType = UNSET
    phone_number: Phone | UnsetType = UNSET
    mobile_phone_number: Phone | UnsetType = UNSET
    first_name: Text | UnsetType = UNSET
    last_name: Text | UnsetType = UNSET
    company: Text | UnsetType = UNSET
    description: Long | UnsetType | None = UNSET
    due_date: date | UnsetType = UNSET
    period_uuid: str | UnsetType = UNSET


class CallbackAttempt(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One attempt to call somebody back. Moments are ISO 8601; `status` is null while it is open.

    Keys:
        agent: his number.
    """

    uuid: str
    agent: str | None
    number: str
    status: CallbackStatus | None
    comment: str
    started: str
    ended: str | None


class CallbackShown(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Somebody to be called back, as he is.

    Keys:
        agent_id: who has taken or closed it; null: nobody.
        voice_message_ref: the message he left, as `listenCallbackMessage` wants it; null: none.
        attempts: the oldest first.
    """

    uuid: str
    list_uuid: str
    queue_id: int
    phone_number: str
    mobile_phone_number: str
    first_name: str
    last_name: str
    company: str
    description: str | None
    due_date: date
    period_uuid: str
    agent_id: int | None
    closed: bool
    voice_message_ref: str | None
    attempts: tuple[CallbackAttempt, ...]


class CallbackPage(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Some callbacks, the soonest due first, and how many there are in all."""

    total: int
    offset: int
    limit: int
    items: tuple[CallbackShown, ...]
