"""What values of the configuration may be: closed sets, forms of texts, ids. Its things are in `configuration.py`."""

from datetime import time
from enum import StrEnum
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

LARGEST_ID = 2**31 - 1
KIND = "x-kind"
"""The key of a schema that says to what kind of thing an id leads."""


class LineKind(StrEnum):
    """What is connected to a line: a SIP phone, or a browser."""

    PHONE = "phone"
    WEBRTC = "webrtc"


class AnswerBy(StrEnum):
    """How the device of a line is made to answer; AMI itself has no such action.

    `auto`: decided by what the device says it is. `notify`: it obeys NOTIFY `Event: talk`. `autoanswer`: it obeys
    auto-answer headers, so it is called and picks up. `none`: it cannot be made to answer.
    """

    AUTO = "auto"
    NOTIFY = "notify"
    AUTOANSWER = "autoanswer"
    NONE = "none"


class SheetMoment(StrEnum):
    """When a sheet is shown, in the words of the wire: `dial` when the phone rings, `link` when it has answered."""

    DIAL = "dial"
    LINK = "link"


class SheetCalls(StrEnum):
    """For which incoming calls a sheet is shown."""

    QUEUE = "queue"
    OUTSIDE = "outside"
    ALL = "all"


class IntegrationStep(StrEnum):
    """What happens to a call."""

    RINGING = "ringing"
    UP = "up"
    HANGUP = "hangup"
    ABANDON = "abandon"


def _to(kind: str) -> Meta:
    return Meta(ge=1, le=LARGEST_ID, extra_json_schema={KIND: kind})


# No control characters: they cannot be typed, and some of them end lines in the PBX's files.
Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^\S(?:[^\x00-\x1f\x7f]*\S)?$")]
Text: TypeAlias = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Long: TypeAlias = Annotated[str, Meta(max_length=4000, pattern=r"^[^\x00]*$")]
VariableName: TypeAlias = Annotated[str, Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,39}$")]
PageTemplate: TypeAlias = Annotated[
    str, Meta(max_length=2000, pattern=r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#{}\\@]+(?:[/?#][^\s\x00-\x20\x7f]*)?$")
]
Number: TypeAlias = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[0-9A-Za-z*#+._-]+$")]
AnyNumber: TypeAlias = Annotated[str, Meta(max_length=40, pattern=r"^[0-9A-Za-z*#+._-]*$")]
Phone: TypeAlias = Annotated[str, Meta(max_length=40, pattern=r"^[0-9*#+(). /-]*$")]
Context: TypeAlias = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^[0-9A-Za-z_.-]+$")]
Endpoint: TypeAlias = Annotated[str, Meta(min_length=3, max_length=80, pattern=r"^[A-Za-z]+/[0-9A-Za-z_.@+-]+$")]
OtherEndpoint: TypeAlias = Annotated[str, Meta(max_length=80, pattern=r"^([A-Za-z]+/[0-9A-Za-z_.@+-]+)?$")]
Pin: TypeAlias = Annotated[str, Meta(max_length=20, pattern=r"^[0-9]*$", extra_json_schema={"x-secret": True})]
Color: TypeAlias = Annotated[str, Meta(pattern=r"^#[0-9A-Fa-f]{6}$", extra_json_schema={"x-widget": "color"})]
Password: TypeAlias = Annotated[str, Meta(min_length=1, max_length=1024, extra_json_schema={"writeOnly": True})]
OwnId: TypeAlias = Annotated[int, Meta(ge=1, le=LARGEST_ID, extra_json_schema={"readOnly": True})]
OwnUuid: TypeAlias = Annotated[str, Meta(min_length=1, max_length=80, extra_json_schema={"readOnly": True})]
ToUser: TypeAlias = Annotated[int, _to("users")]
ToLine: TypeAlias = Annotated[int, _to("lines")]
ToAgent: TypeAlias = Annotated[int, _to("agents")]
ToGroup: TypeAlias = Annotated[int, _to("groups")]
ToQueue: TypeAlias = Annotated[int, _to("queues")]
ToProfile: TypeAlias = Annotated[int, _to("profiles")]
ToVoicemail: TypeAlias = Annotated[int, _to("voicemails")]
LocalTime: TypeAlias = Annotated[time, Meta(tz=False)]
Seconds: TypeAlias = Annotated[int, Meta(ge=0, le=86400)]
Penalty: TypeAlias = Annotated[int, Meta(ge=0, le=LARGEST_ID)]


class Item(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """One thing of the configuration."""
