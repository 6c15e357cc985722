"""What values of the configuration may be: closed sets, forms of texts, ids. Its things are in `configuration.py`."""

from datetime import time
from enum import StrEnum
from typing import Annotated, Any, TypeAlias, get_args

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


_END = r"$(?!\n)"
"""Of a text; `$` alone is before the end of a last line, too."""


def _form(pattern: str, words: str, **more: Any) -> Meta:  # noqa: ANN401 - what Meta takes
    """A pattern, and what it takes in the words of people."""
    return Meta(pattern=f"^{pattern}{_END}", extra={"words": words}, **more)


_SHOWN = r"[^\s\x00-\x1f\x7f]"
_IN_NAMES = "letters, digits and _ . -"
_IN_NUMBERS = "digits, letters and * # + . _ -"
_DEVICE = "a technology and a device, such as PJSIP/1001"
_LINE = "a text on one line"

# No control characters: they cannot be typed, and some of them end lines in the PBX's files.
Name: TypeAlias = Annotated[
    str,
    _form(
        rf"{_SHOWN}(?:[^\x00-\x1f\x7f]*{_SHOWN})?",
        "a text on one line that neither begins nor ends with a blank",
        min_length=1,
        max_length=80,
    ),
]
Text: TypeAlias = Annotated[str, _form(r"[^\x00-\x1f\x7f]*", _LINE, max_length=200)]
Long: TypeAlias = Annotated[str, _form(r"[^\x00]*", "a text", max_length=4000)]
VariableName: TypeAlias = Annotated[
    str, _form(r"[A-Za-z_][A-Za-z0-9_]{0,39}", "at most 40 letters, digits and _, a digit not first")
]
PageTemplate: TypeAlias = Annotated[
    str,
    _form(
        r"[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#{}\\@]+(?:[/?#][^\s\x00-\x20\x7f]*)?",
        "an address that begins with http:// or https://",
        max_length=2000,
    ),
]
Number: TypeAlias = Annotated[str, _form(r"[0-9A-Za-z*#+._-]+", _IN_NUMBERS, min_length=1, max_length=40)]
AnyNumber: TypeAlias = Annotated[str, _form(r"[0-9A-Za-z*#+._-]*", _IN_NUMBERS, max_length=40)]
Phone: TypeAlias = Annotated[str, _form(r"[0-9*#+(). /-]*", "digits, blanks and * # + ( ) . / -", max_length=40)]
QueueName: TypeAlias = Annotated[str, _form(r"[0-9A-Za-z_.-]+", _IN_NAMES, min_length=1, max_length=80)]
Context: TypeAlias = Annotated[str, _form(r"[0-9A-Za-z_.-]+", _IN_NAMES, min_length=1, max_length=80)]
Endpoint: TypeAlias = Annotated[str, _form(r"[A-Za-z]+/[0-9A-Za-z_.@+-]+", _DEVICE, min_length=3, max_length=80)]
OtherEndpoint: TypeAlias = Annotated[str, _form(r"([A-Za-z]+/[0-9A-Za-z_.@+-]+)?", _DEVICE, max_length=80)]
Pin: TypeAlias = Annotated[str, _form(r"[0-9]*", "digits", max_length=20, extra_json_schema={"x-secret": True})]
Color: TypeAlias = Annotated[
    str, _form(r"#[0-9A-Fa-f]{6}", "a colour, such as #9E9E9E", extra_json_schema={"x-widget": "color"})
]
Password: TypeAlias = Annotated[str, Meta(min_length=1, max_length=1024, extra_json_schema={"writeOnly": True})]
OwnId: TypeAlias = Annotated[int, Meta(ge=1, le=LARGEST_ID, extra_json_schema={"readOnly": True})]
OwnUuid: TypeAlias = Annotated[
    str, _form("[!-~]+", "signs without blanks", min_length=1, max_length=80, extra_json_schema={"readOnly": True})
]
_FORMED = (Name, Text, Long, VariableName, PageTemplate, Number, AnyNumber, Phone, QueueName, Context, Endpoint)
_FORMS = {
    f"Expected `str` matching regex {meta.pattern!r}": f"Expected {meta.extra['words']}"
    for kind in (*_FORMED, OtherEndpoint, Pin, Color, OwnUuid)
    for meta in get_args(kind)[1:]
}


def in_words(problem: str) -> str:
    """What msgspec says of a value, without patterns."""
    for said, words in _FORMS.items():
        problem = problem.replace(said, words)
    return problem


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
