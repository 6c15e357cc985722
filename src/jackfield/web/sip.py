"""What Jackfield reads of the SIP that it carries: enough to see whose line a browser speaks for (RFC 3261).

Pure: text in, yes or no out. Messages are never changed; what is not allowed gets an answer of its own. Never here: a
dialogue, a transaction, a timer.
"""

import re
from urllib.parse import unquote

import msgspec

COMPACT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length"}
"""Short names of headers (RFC 3261, 7.3.3)."""

START = re.compile(r"([A-Z]{1,20}) (\S+) SIP/2\.0")
SCHEME = re.compile(r"\s*sips?:", re.IGNORECASE)
PARAMETER = re.compile(r'([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))')
ONCE = ("from", "to", "call-id", "cseq")
CREDENTIALS = ("authorization", "proxy-authorization")


class Unreadable(Exception):
    """No SIP message, or one that two readers could understand differently."""


class Head(msgspec.Struct, frozen=True):
    """A request's method (empty for an answer) and its headers in order, names in small letters and in full."""

    method: str
    headers: tuple[tuple[str, str], ...]

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
        raise Unreadable from None
    head, end, _ = text.partition("\r\n\r\n")
    lines = head.split("\r\n")
    if not end or any(sign in line for line in lines for sign in "\r\n\0"):
        raise Unreadable
    start = START.fullmatch(lines[0])
    if start is None and not lines[0].startswith("SIP/2.0 "):
        raise Unreadable
    found = Head(start[1] if start else "", tuple(_header(line) for line in lines[1:]))
    if any(len(found.all(name)) != 1 for name in ONCE):
        raise Unreadable
    return found


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or name[:1].isspace() or not name:
        raise Unreadable
    short = name.strip().lower()
    return COMPACT.get(short, short), value.strip()


def speaks_for(head: Head, account: str) -> bool:
    """Whether a browser that may use this account only may send it.

    What begins something (no tag in To) must come from the account; who registers registers the account; and whoever
    shows credentials shows the account's. What belongs to a dialogue that exists was allowed when that began: its From
    is then whatever the PBX had in To.
    """
    if not head.method:
        return True
    own = {account}
    to = head.one("to")
    begins = not re.search(r";\s*tag\s*=", to.rpartition(">")[2] if ">" in to else to, re.IGNORECASE)
    if begins and {user_of(head.one("from"))} != own:
        return False
    if head.method == "REGISTER" and {user_of(head.one("to"))} != own:
        return False
    shown = [value for name in CREDENTIALS for value in head.all(name)]
    return all(_usernames(value) == own for value in shown)


def user_of(value: str) -> str:
    """The user in the address of a From or To; empty where there is none."""
    inside = re.search(r"<([^<>]*)>", re.sub(r'"(?:[^"\\]|\\.)*"', "", value))
    address = inside[1] if inside else value.partition(";")[0]
    scheme = SCHEME.match(address)
    user, at, _ = address[scheme.end() :].partition("@") if scheme else ("", "", "")
    return unquote(user.partition(":")[0].partition(";")[0]) if at else ""


def _usernames(credentials: str) -> set[str]:
    given = PARAMETER.findall(credentials)
    found = {re.sub(r"\\(.)", r"\1", quoted) or plain for name, quoted, plain in given if name.lower() == "username"}
    return found or {""}


def refusal(head: Head, reason: str) -> str:
    """The answer 403 to a request; its headers go back as they came (RFC 3261, 8.2.6)."""
    copied = [f"Via: {value}" for value in head.all("via")]
    to = head.one("to")
    tagged = to if ";tag=" in to else f"{to};tag=refused"
    copied += [f"From: {head.one('from')}", f"To: {tagged}"]
    copied += [f"Call-ID: {head.one('call-id')}", f"CSeq: {head.one('cseq')}"]
    return "\r\n".join([f"SIP/2.0 403 {reason}", *copied, "Content-Length: 0", "", ""])
