"""SIP messages as text (RFC 3261): the head of one read strictly, answers and requests written.

Pure. Never here: a dialogue, a transaction, a timer, a rule about who may send what.
"""

import re

import msgspec

COMPACT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length", "r": "refer-to"}
"""Short names of headers (RFC 3261, 7.3.3)."""

START = re.compile(r"([A-Z]{1,20}) (\S+) SIP/2\.0")
SCHEME = re.compile(r"\s*sips?:", re.IGNORECASE)
ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
ONCE = ("from", "to", "call-id", "cseq")
REASONS = {
    100: "Trying", 180: "Ringing", 200: "OK", 202: "Accepted", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 480: "Temporarily Unavailable", 481: "Call/Transaction Does Not Exist",
    486: "Busy Here", 487: "Request Terminated", 488: "Not Acceptable Here", 603: "Decline",
}  # fmt: skip


class Unreadable(Exception):
    """No SIP message, or one that two readers could understand differently. The text says why; none of it is theirs."""


class Head(msgspec.Struct, frozen=True):
    """A request's method and URI (empty for an answer), an answer's status (0 for a request), the headers in order,
    names in small letters and in full; the body."""

    method: str
    headers: tuple[tuple[str, str], ...]
    uri: str = ""
    status: int = 0
    body: str = ""

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]

    def one(self, name: str) -> str:
        return next(iter(self.all(name)), "")


def is_keepalive(message: str | bytes) -> bool:
    """Empty lines that only keep a connection open (RFC 7118, 6)."""
    return not (message.strip(b"\r\n") if isinstance(message, bytes) else message.strip("\r\n"))


def read(message: str | bytes) -> Head:
    """The head of a message.

    Raises:
        Unreadable: it is none, or its head can be understood in two ways: folded lines, a header twice that is there
            once, line ends of two kinds.
    """
    try:
        text = message.decode() if isinstance(message, bytes) else message
    except UnicodeDecodeError:
        raise Unreadable("it is not UTF-8") from None
    head, end, body = text.partition("\r\n\r\n")
    lines = head.split("\r\n")
    if not end or any(sign in line for line in lines for sign in "\r\n\0"):
        raise Unreadable("its head does not end, or its lines not in CR LF")
    start = START.fullmatch(lines[0])
    status = lines[0][8:11] if lines[0].startswith("SIP/2.0 ") else ""
    if start is None and not status.isdecimal():
        raise Unreadable("its first line is none of SIP/2.0")
    headers = tuple(_header(line) for line in lines[1:])
    found = Head(start[1], headers, start[2], 0, body) if start else Head("", headers, "", int(status), body)
    if any(len(found.all(name)) != 1 for name in ONCE):
        raise Unreadable(f"it has not exactly one of each of {', '.join(ONCE)}")
    return found


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or name[:1].isspace() or not name:
        raise Unreadable("its head has a line without a name, or one that goes on in the next")
    short = name.strip().lower()
    return COMPACT.get(short, short), value.strip()


def user_of(value: str) -> str:
    """The user in the address of a From or To; empty where there is none."""
    inside = re.search(r"<([^<>]*)>", re.sub(r'"(?:[^"\\]|\\.)*"', "", value))
    address = inside[1] if inside else value.partition(";")[0]
    scheme = SCHEME.match(address)
    user, at, _ = address[scheme.end() :].partition("@") if scheme else ("", "", "")
    return _unescaped(user.partition(":")[0].partition(";")[0]) if at else ""


def _unescaped(text: str) -> str:
    """With the signs that `%XX` stand for (RFC 3261, 19.1.2)."""
    return ESCAPED.sub(lambda found: bytes.fromhex(found[0].replace("%", "")).decode(errors="replace"), text)


def has_tag(value: str) -> bool:
    """Whether a From or To names its end of a dialogue."""
    return tag_of(value) != ""


def tag_of(value: str) -> str:
    """The tag of a From or To; empty without."""
    found = re.search(r";\s*tag\s*=\s*([^\s;]+)", value.rpartition(">")[2] if ">" in value else value, re.IGNORECASE)
    return found[1] if found else ""


def answer(head: Head, status: int, *, tag: str, reason: str = "", more: tuple[str, ...] = (), body: str = "") -> str:
    """The answer to a request; its headers go back as they came (RFC 3261, 8.2.6)."""
    to = head.one("to")
    lines = [f"SIP/2.0 {status} {reason or REASONS.get(status, 'OK')}", *(f"Via: {value}" for value in head.all("via"))]
    lines += [f"From: {head.one('from')}", f"To: {to if has_tag(to) or status == 100 else f'{to};tag={tag}'}"]
    lines += [f"Call-ID: {head.one('call-id')}", f"CSeq: {head.one('cseq')}", *more]
    return finished(lines, body)


def finished(lines: list[str], body: str = "") -> str:
    """Lines of a head and a body as a message."""
    kind = ["Content-Type: application/sdp"] if body.startswith("v=0") else []
    return "\r\n".join([*lines, *kind, f"Content-Length: {len(body.encode())}", "", body])
