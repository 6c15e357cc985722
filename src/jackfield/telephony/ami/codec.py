"""AMI bytes to frames and back.

Pure: bytes in, frames out. No sockets, no clock, no logging, and no knowledge of what any event means; the banner
line that opens a connection belongs to `connection`.

The form (Asterisk manual, "AMI v2 specification"): a frame is lines `Name: value` ended by CR LF, closed by an empty
line. What a real Asterisk 22 does besides, and this file survives: an empty frame (one CR LF too many), a bare LF
inside a value, values holding `: `, `;` and `=`, headers that repeat, bytes that are not UTF-8.

Speed decides the shape: of a busy PBX's events most are never looked at and the rest give up about eight of their
thirty headers. So a chunk is decoded once and cut by `str.split`, a frame keeps its text, and a header is searched
only when it is asked for: cheaper than any dictionary of all of them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum

LINE_LIMIT = 64 * 1024
FRAME_LIMIT = 1024 * 1024

ACTION_LINE_BYTES = 1022
"""Asterisk reads a line of an action, its CR LF included, into 1,024 bytes (`inbuf` in main/manager.c)."""
ACTION_LINES = 128
"""`AST_MAX_MANHEADERS`: one more and the whole action is refused."""

_CRLF = "\r\n"
_END = b"\r\n\r\n"
_END_TEXT = "\r\n\r\n"

# What `ast_escape_c` of Asterisk writes after a backslash, and what it stands for.
_ESCAPES = dict(zip("abfnrtv\\'\"?", "\a\b\f\n\r\t\v\\'\"?", strict=True))
_ESCAPED = re.compile(r"\\([abfnrtv\\'\"?])")
_TO_ESCAPE = str.maketrans({char: "\\" + letter for letter, char in _ESCAPES.items()})

# Channel snapshots escape these, under any prefix (`DestCallerIDName`, `TransfereeChanVariable`, ...). The two frames
# below write a name by hand and do not escape it (main/manager.c, apps/app_queue.c).
_ESCAPED_ENDINGS = ("CallerIDName", "ConnectedLineName", "ChanVariable")
_UNESCAPED_FRAMES = frozenset({"OriginateResponse", "QueueEntry"})

_KINDS = {"event": "event", "response": "response", "action": "action"}


class Malformed(StrEnum):
    """Kinds of bad input that are survived and counted."""

    TOO_LONG = "too_long"
    """A line or a frame over its limit: the frame was dropped."""
    NOT_UTF8 = "not_utf8"
    """Bytes that are not UTF-8: they became U+FFFD. Counted once per chunk."""
    NAMELESS = "nameless"
    """A frame with neither Event, Response nor Action: passed on with the kind ""."""


class Frame:
    """One event, response or action: a read-only dictionary of the first value of each header.

    `kind` is "event", "response", "action" or ""; `name` the value of that header (`Newchannel`, `Success`, `Ping`).
    Header names are taken exactly as Asterisk writes them; only those of actions, which people write by hand, are also
    found in other cases.
    """

    __slots__ = ("_text", "kind", "name")

    _text: str
    kind: str
    name: str

    def __init__(self, text: str) -> None:
        """`text` is the frame's lines, parted by CR LF, without the one that ends the last."""
        # With a leading CR LF every header, the first too, is found by the same search.
        self._text = _CRLF + text
        if text.startswith("Event: "):
            self.kind = "event"
            self.name = text[7:].partition(_CRLF)[0]
        else:
            self._find_kind()

    def _find_kind(self) -> None:
        """The header that names the frame need not come first in an action, nor be written with capitals."""
        for name, value in self.pairs():
            kind = _KINDS.get(name.lower())
            if kind:
                self.kind, self.name = kind, value
                return
        self.kind = self.name = ""

    def get(self, name: str, default: str = "") -> str:
        """The first value of header `name` as it was sent; `default` where there is none."""
        _, found, rest = self._text.partition(f"\r\n{name}:")
        if not found:
            return self._get_folded(name, default)
        value = rest.partition(_CRLF)[0]
        return value[1:] if value[:1] == " " else value

    def _get_folded(self, name: str, default: str) -> str:
        if self.kind == "action":
            for other, value in self.pairs():
                if other.lower() == name.lower():
                    return value
        return default

    def all(self, name: str) -> list[str]:
        """Every value of header `name`, in order."""
        values = [part.partition(_CRLF)[0] for part in self._text.split(f"\r\n{name}:")[1:]]
        if not values and self.kind == "action":
            return [value for other, value in self.pairs() if other.lower() == name.lower()]
        return [value[1:] if value[:1] == " " else value for value in values]

    def text(self, name: str, default: str = "") -> str:
        """Like `get`, with Asterisk's C escapes undone where this header of this frame has them."""
        value = self.get(name, default)
        return unescape(value) if "\\" in value and self._is_escaped(name) else value

    def variables(self, name: str = "ChanVariable") -> dict[str, str]:
        """The `KEY=value` headers called `name`, escapes undone."""
        pairs = (value.partition("=") for value in self.all(name))
        if not self._is_escaped(name):
            return {key: value for key, _, value in pairs}
        return {key: unescape(value) for key, _, value in pairs}

    def _is_escaped(self, name: str) -> bool:
        if self.kind != "event":
            return False
        if name == "Value":
            return self.name == "VarSet"
        return name.endswith(_ESCAPED_ENDINGS) and self.name not in _UNESCAPED_FRAMES

    @property
    def lines(self) -> list[str]:
        """Every line in order, as sent, also those that are no header."""
        return self._text[2:].split(_CRLF)

    def pairs(self) -> list[tuple[str, str]]:
        """Every header in order, as sent. Lines without a colon are left out."""
        pairs = []
        for line in self._text.split(_CRLF):
            name, colon, value = line.partition(":")
            if colon:
                pairs.append((name, value[1:] if value[:1] == " " else value))
        return pairs

    def __contains__(self, name: str) -> bool:
        return f"\r\n{name}:" in self._text or (self.kind == "action" and bool(self.all(name)))

    def __getitem__(self, name: str) -> str:
        if name not in self:
            raise KeyError(name)
        return self.get(name)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for name, _ in self.pairs()))

    def __len__(self) -> int:
        return len({name for name, _ in self.pairs()})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Frame) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return f"Frame({self._text[2:]!r})"


class Decoder:
    """Cuts a byte stream into frames; any cut of the stream into chunks gives the same ones.

    `malformed` counts what was survived, for the log of whoever owns the decoder.
    """

    __slots__ = ("_dropping", "_frame_limit", "_line_limit", "_rest", "malformed")

    def __init__(self, *, line_limit: int = LINE_LIMIT, frame_limit: int = FRAME_LIMIT) -> None:
        self._line_limit = line_limit
        self._frame_limit = frame_limit
        self._rest = b""
        self._dropping = False
        self.malformed: Counter[Malformed] = Counter()

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that `data` completes, in order. Never raises."""
        data = self._rest + data
        if self._dropping:
            data = self._drop(data)
        end = data.rfind(_END)
        if end < 0:
            self._keep(data)
            return []
        # In a run of CR LF which two make the end depends on the cut; the rest of the run is stripped on either side.
        self._keep(data[end + 4 :])
        return self._frames(data[:end])

    def _frames(self, data: bytes) -> list[Frame]:
        texts = self._decode(data).split(_END_TEXT)
        # A character is at most four bytes: where no frame has a quarter of the limit in characters, none is too long.
        if max(map(len, texts)) * 4 > self._line_limit:
            texts = [self._decode(part) for part in data.split(_END) if self._fits(part)]
        frames = [Frame(text) for text in [text.strip(_CRLF) for text in texts] if text]
        nameless = sum(not frame.kind for frame in frames)
        if nameless:
            self.malformed[Malformed.NAMELESS] += nameless
        return frames

    def _decode(self, data: bytes) -> str:
        try:
            return data.decode()
        except UnicodeDecodeError:
            self.malformed[Malformed.NOT_UTF8] += 1
            return data.decode(errors="replace")

    def _fits(self, part: bytes) -> bool:
        if self._is_short(part):
            return True
        self.malformed[Malformed.TOO_LONG] += 1
        return False

    def _is_short(self, part: bytes) -> bool:
        """True also for the beginning of every frame for which it is true: else a cut could change the result."""
        part = part.strip(b"\r\n")
        if len(part) <= self._line_limit:
            return True
        return len(part) <= self._frame_limit and max(map(len, part.split(b"\r\n"))) <= self._line_limit

    def _keep(self, rest: bytes) -> None:
        """Remember an unfinished frame, or begin to drop it once it is too long."""
        if len(rest) > self._line_limit and not self._is_short(rest):
            self.malformed[Malformed.TOO_LONG] += 1
            self._dropping = True
        self._rest = rest[-3:] if self._dropping else rest

    def _drop(self, data: bytes) -> bytes:
        """What follows the frame that is being dropped; of the frame itself just enough to know its end."""
        end = data.find(_END)
        if end < 0:
            return data[-3:]
        self._dropping = False
        return data[end + 4 :]


def unescape(value: str) -> str:
    r"""Undo Asterisk's C escapes: `D\'Arc` gives `D'Arc`. A backslash before anything else stays."""
    return _ESCAPED.sub(lambda match: _ESCAPES[match[1]], value) if "\\" in value else value


def escape(value: str) -> str:
    """C-escape as Asterisk does in channel snapshots and in VarSet."""
    return value.translate(_TO_ESCAPE)


def encode(pairs: Iterable[tuple[str, str]]) -> bytes:
    """One action, ready to send.

    Raises ValueError on CR, LF or NUL in a name or value, and on a name that is empty or has a colon: this is the one
    place where a line end from outside could become a header of its own. Also on a line or a number of lines that
    Asterisk would refuse: it answers those without the ActionID, so nobody would learn why (measured on 22).
    """
    lines = [_line(name, value) for name, value in pairs]
    if len(lines) > ACTION_LINES:
        raise ValueError(f"more than {ACTION_LINES} headers in an action")
    for line in lines:
        if len(line) > ACTION_LINE_BYTES:
            raise ValueError(f"header {line.partition(b':')[0].decode()!r} is longer than {ACTION_LINE_BYTES} bytes")
    return _joined(lines)


def encode_event(pairs: Iterable[tuple[str, str]]) -> bytes:
    """One event or response, for whoever plays Asterisk. Raises ValueError on the same characters as `encode`."""
    return _joined([_line(name, value) for name, value in pairs])


def _joined(lines: list[bytes]) -> bytes:
    return b"\r\n".join([*lines, b"", b""])


def _line(name: str, value: str) -> bytes:
    if not name or ":" in name:
        raise ValueError(f"not a header name: {name!r}")
    line = f"{name}: {value}"
    if "\r" in line or "\n" in line or "\0" in line:
        raise ValueError(f"line end or NUL in header {name!r}")
    return line.encode()
