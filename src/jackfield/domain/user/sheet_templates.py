"""The fields of a sheet as an administrator writes them, and what becomes of them for one call. Pure text.

`{callerNum}`, `{callerName}`, `{calledNum}`, `{queue}`, `{USR_x}` and their like are replaced by the call's data; what
callers can choose (their name, attached data) must never become more than text: in an address it is percent-encoded,
and which site the address leads to is the administrator's word alone.
"""

import re
from collections.abc import Mapping

NAME = re.compile(r"\{([A-Za-z_][A-Za-z0-9_-]{0,60})\}")
LEFT_TO_THE_BROWSER = frozenset({"xuc-token", "xuc-username"})
"""Replaced by the page that shows the sheet, which knows its session (protocol 7.2)."""

ADDRESS = re.compile(r"(?:https?://[^\s/?#{}\\@]+(?:[/?#]|$)|mailto:|tel:)", re.IGNORECASE)
"""How an address must begin, before anything is filled in: what it leads to, and by which scheme."""
WHITE_OR_CONTROL = re.compile(r"[\s\x00-\x20\x7f-\x9f]")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
"""Line ends, and signs that turn the direction of the text after them."""
UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
"""What stands for itself in an address (RFC 3986, section 2.3)."""
LONGEST = 500
"""Signs of one value."""


def is_address(name: str, kind: str) -> bool:
    """Whether a field is an address that pages open: by its type, or by the name that clients know."""
    return kind == "url" or name == "popupUrl"


def is_part_of_address(name: str) -> bool:
    """Clients append this field to `popupUrl` (protocol 7.2)."""
    return name == "folderNumber"


def problem_of(name: str, kind: str, template: str) -> str:
    """Why a template cannot be used; "" for one that can."""
    if is_address(name, kind) and template and not (ADDRESS.match(template) and not WHITE_OR_CONTROL.search(template)):
        return "an address must begin with http://SITE/, https://SITE/, mailto: or tel:, and SITE must be written out"
    return ""


def filled(name: str, kind: str, template: str, values: Mapping[str, str]) -> str:
    """A field's text for one call. Names that nobody knows stay as they are, so that a slip is seen."""
    address = is_address(name, kind)
    if problem_of(name, kind, template):
        return ""
    encode = _for_address if address or is_part_of_address(name) else _for_people

    def value(found: re.Match[str]) -> str:
        key = found[1]
        if key in LEFT_TO_THE_BROWSER:
            return found[0]
        if key in values or key.startswith(("USR_", "XIVO_")):
            return encode(values.get(key, "")[:LONGEST])
        return found[0]

    text = NAME.sub(value, template)
    return "" if address and problem_of(name, kind, text) else text


def _for_address(value: str) -> str:
    """Text inside an address; `.` and `..` would be steps in a path."""
    if value in (".", ".."):
        return ""
    return "".join(chr(byte) if byte in UNRESERVED else f"%{byte:02X}" for byte in value.encode("utf-8", "replace"))


def _for_people(value: str) -> str:
    return CONTROL.sub(" ", value)
