"""Make a recording fit to be shown: names, numbers, addresses and secrets become invented ones, the same by the same.

The calls stay what they were: numbers keep their length, addresses stay addresses, and nothing that ties events
together (Uniqueid, Linkedid, bridges, channel counters) is touched. Pure but for `scrub_file`.

What is taken for personal: caller and connected names, the numbers that appear where AMI puts numbers, every long
number anywhere, IP addresses outside loopback, e-mail addresses, the values of attached data, and whatever a login or a
challenge says; in the commands and the directory of a recorded server the same, wherever their JSON has it. A recording
may still tell more: read it before you show it.
"""

import gzip
import ipaddress
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from jackfield.protocol.tolerance import Json

NAME_HEADERS = ("CallerIDName", "CallerIDname", "ConnectedLineName", "MemberName", "Fullname")
NUMBER_HEADERS = ("CallerIDNum", "ConnectedLineNum", "Exten", "EndpointName", "AOR", "AccountID", "Mailbox", "Source")
SECRET_HEADERS = ("Key", "Secret", "Challenge", "SessionID", "Password", "Token", "AccountCode", "UserField")
KEPT_HEADERS = (
    "Uniqueid", "Linkedid", "ActionID", "Timestamp", "Priority", "ChannelState", "ChannelStateDesc", "BridgeUniqueid",
    "EventTV", "SessionTV", "Event", "Privilege", "Response", "EventList", "ListItems", "SystemName", "Context",
    "BridgeNumChannels", "Cause", "Status", "State", "Duration", "EventTime", "Action", "ChannelId",
    "LinkedID", "UniqueID", "SystemName", "LoginTime", "LastCall", "LastPause", "ExpirationTime", "BridgeName",
)  # fmt: skip
DATA = re.compile(r"^((?:__?)?USR_\w+)=(.+)$", re.DOTALL)
LONG_NUMBER = re.compile(r"(?<![\w.\-:])\+?\d{7,15}(?![\w.\-:])")
IPV4 = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
IPV6 = re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{0,4}(?![\w:])")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
LOGIN_KEY = re.compile(r"(?:[0-9a-f]{32}|scrubbed)?")
JSON_HEADERS = ("Frame", "Server")
LOGIN_KEYS = ("login", "username")
NUMBER_KEYS = ("number", "mobile_number", "destination", "exten", "endpoint")
SECRET_KEYS = ("password", "pin", "user_pin", "organizer_pin", "token")
LITERAL_KEYS = ("claz", "command", "requestId", "epoch", "kind", "answer_by", "profile", "rights", "context")
DATA_KEYS = ("variables",)
PERSON = "person"
"""What the keys of commands and directories hold; everything else is taken for text."""
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
NOT_NAMES = frozenset({"", "<unknown>", "default", "asterisk", "anonymous"})
SHORTEST_NAME = 3


class Scrubber:
    """Replaces one recording's personal parts; keep it for all files of that recording, so that they stay in step."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.logins: dict[str, str] = {}
        self.numbers: dict[str, str] = {}
        self.addresses: dict[str, str] = {}
        self.data: dict[str, str] = {}
        self.seen: set[str] = set()

    def learn(self, text: str) -> None:
        """Note every name, number and attached value that appears where AMI puts one."""
        variable = ""
        for header, value in headers(text):
            plain = header.partition("(")[0].removeprefix("Dest")
            if header in JSON_HEADERS:
                self._learn_json(value)
            if plain in ("ChanVariable", "Variable"):
                variable = value if plain == "Variable" else ""
                if match := DATA.match(value):
                    self._datum(match[2])
            elif plain == "Value" and value and variable.lstrip("_").startswith("USR_"):
                self._datum(value)
            if plain in NUMBER_HEADERS and is_number(value):
                self.seen.add(value)
            elif plain in NAME_HEADERS:
                self.name(value)
        self.seen.update(re.findall(r"\bPJSIP/(\d{2,})", text))

    def _learn_json(self, text: str) -> None:
        for key, value in leaves(_decoded(text)):
            if key in NUMBER_KEYS and is_number(plain_number(value)):
                self.seen.add(plain_number(value))
            elif key == PERSON:
                self.name(value)
            elif key in DATA_KEYS and value:
                self._datum(value)

    def name(self, value: str) -> str:
        """The name that stands for this one."""
        if value in NOT_NAMES or value.isdigit():
            return value
        return self.names.setdefault(value, f"Person {len(self.names) + 1}")

    def number(self, value: str) -> str:
        """A number of the same length; not one that the recording itself has, as long as there are others."""
        if value not in self.numbers:
            plus, digits = ("+", value[1:]) if value.startswith("+") else ("", value)
            taken = {*self.numbers.values(), *self.seen}
            start = len(self.numbers) + 1
            free = (invent(digits, count) for count in range(start, start + 10 ** min(len(digits) - 1, 4)))
            self.numbers[value] = plus + next((n for n in free if plus + n not in taken), invent(digits, start))
        return self.numbers[value]

    def address(self, value: str) -> str:
        """An address from the ranges kept for documentation (RFC 5737, RFC 3849); loopback stays."""
        try:
            address = ipaddress.ip_address(value)
        except ValueError:
            return value
        if address.is_loopback or address.is_unspecified:
            return value
        count = len(self.addresses) + 1
        invented = f"2001:db8::{count:x}" if address.version == 6 else f"192.0.2.{(count - 1) % 254 + 1}"
        return self.addresses.setdefault(value, invented)

    def scrub(self, text: str) -> str:
        """The text with everything replaced; `learn` every file of the recording before."""
        replace = self._replacer()
        lines = []
        for line in text.split("\n"):
            header, colon, value = line.partition(":")
            if not colon or header in KEPT_HEADERS or header.removeprefix("Dest") in KEPT_HEADERS:
                lines.append(line)
            else:
                # Asterisk writes the channel's name into the header: ChanVariable(PJSIP/1001-00000001)
                plain, bracket, channel = header.partition("(")
                lines.append(f"{plain}{bracket}{replace(channel)}:{self._value(plain, value, replace)}")
        return "\n".join(lines)

    def _value(self, header: str, value: str, replace: Callable[[str], str]) -> str:
        blank = value[: len(value) - len(value.lstrip(" "))]
        end = "\r" if value.endswith("\r") else ""
        inner = value.strip(" \r")
        if header in JSON_HEADERS:
            return f"{blank}{msgspec.json.encode(self._json(_decoded(inner), '', replace)).decode()}{end}"
        if header == "Key" and not LOGIN_KEY.fullmatch(inner):
            pass  # of AstDB
        elif header in SECRET_HEADERS:
            return f"{blank}{'scrubbed' if inner else ''}{end}"
        if header.endswith("ChanVariable") or header == "Variable":
            match = DATA.match(inner)
            if match:
                return f"{blank}{match[1]}={self._datum(match[2])}{end}"
        if header == "Value" and inner in self.data:
            return f"{blank}{self.data[inner]}{end}"
        return f"{blank}{replace(inner)}{end}"

    def _json(self, part: Json, key: str, replace: Callable[[str], str]) -> Json:
        """A part of a command or a directory, scrubbed; `key` is what it stands under."""
        if isinstance(part, dict):
            inner = {name: self._json(each, key if key in DATA_KEYS else name, replace) for name, each in part.items()}
            if "first_name" in inner:
                inner["first_name"], _, inner["last_name"] = self.name(full_name(part)).partition(" ")
            return inner
        if isinstance(part, list):
            return [self._json(each, key, replace) for each in part]
        if not isinstance(part, str) or key in LITERAL_KEYS:
            return part
        if key in SECRET_KEYS:
            return "scrubbed" if part else ""
        if key in DATA_KEYS:
            return self._datum(part) if part else part
        if key in NUMBER_KEYS and is_number(plain_number(part)):
            return self.number(plain_number(part))
        if key in LOGIN_KEYS:
            return self.logins.setdefault(part, f"user{len(self.logins) + 1}")
        return self.names.get(part) or replace(part)

    def _datum(self, value: str) -> str:
        """What stands for a value of attached data, whether it is escaped (actions, events) or not (commands)."""
        invented = self.data.setdefault(ESCAPED.sub(r"\1", value), f"value-{len(self.data) + 1}")
        return self.data.setdefault(value, invented)

    def _replacer(self) -> Callable[[str], str]:
        """One pass over a value: every known name and number at once, so that no replacement is replaced again."""
        for number in sorted(self.seen):
            self.number(number)
        known = _alternatives(text for text in (*self.names, *self.data) if len(text) >= SHORTEST_NAME)
        numbers = _alternatives(self.numbers)
        parts = [EMAIL.pattern, IPV4.pattern, IPV6.pattern]
        if known:
            parts.append(known)
        if numbers:
            parts.append(rf"(?<![\w.]){numbers}(?![\w.])")
        parts.append(LONG_NUMBER.pattern)
        pattern = re.compile("|".join(f"(?:{part})" for part in parts))

        def one(match: re.Match[str]) -> str:
            found = match[0]
            if found in self.names:
                return self.names[found]
            if found in self.data:
                return self.data[found]
            if found in self.numbers:
                return self.numbers[found]
            if "@" in found:
                user, _, host = found.partition("@")
                return (
                    f"{self.numbers.get(user, 'person')}@{self.address(host) if host[0].isdigit() else 'example.org'}"
                )
            if "." in found or ":" in found:
                return self.address(found)
            return self.number(found)

        return lambda value: pattern.sub(one, value)


def is_number(text: str) -> bool:
    """Whether this is a number of somebody."""
    return text.lstrip("+").isdigit() and len(text) > 1


def plain_number(text: str) -> str:
    """A number as people type it, without what they write between the digits."""
    return re.sub(r"[ .\-/()]", "", text)


def _alternatives(words: Iterable[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, ordered))})" if ordered else ""


def invent(digits: str, count: int) -> str:
    """A number as long as `digits`: short ones keep their first digit, which tells what kind of number it is."""
    length = len(digits)
    if length <= 6:
        return digits[0] + str(count % 10 ** (length - 1)).zfill(length - 1)
    return "0" + str(990_000 + count).rjust(length - 1, "9")


def _decoded(text: str) -> Json:
    """The JSON of a command or a directory; what is none is text."""
    try:
        decoded: Json = msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text
    return decoded


def full_name(user: dict[str, Json]) -> str:
    """The name of a user as it is shown."""
    return f"{user['first_name']} {user['last_name']}".strip()


def leaves(part: Json, key: str = "") -> Iterable[tuple[str, str]]:
    """Every text in a piece of JSON with the key it stands under; whole names of people under `person`."""
    if isinstance(part, dict):
        if "first_name" in part:
            yield PERSON, full_name(part)
        if "endpoint" in part:
            yield PERSON, str(part.get("name"))
        for name, each in part.items():
            yield from leaves(each, key if key in DATA_KEYS else name)
    elif isinstance(part, list):
        for each in part:
            yield from leaves(each, key)
    elif isinstance(part, str):
        yield key, part


def headers(text: str) -> Iterable[tuple[str, str]]:
    """Every header line of a recording."""
    for line in text.split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            yield name, value.strip(" \r")


def scrub_file(source: Path, target: Path) -> None:
    """Scrub a trace, or a raw `NAME.ami` and the `NAME.sent` beside it into `target` and its neighbour; packed or not.

    Raises:
        OSError: a file cannot be read or written.
    """
    scrubber = Scrubber()
    pairs = [(source, target)]
    sent = source.with_name(source.name.split(".ami")[0] + ".sent")
    if ".ami" in source.name and sent.exists():
        pairs.append((sent, target.with_name(target.name.split(".ami")[0] + ".sent")))
    texts = [read(path) for path, _ in pairs]
    for text in texts:
        scrubber.learn(text)
    for text, (_, path) in zip(texts, pairs, strict=True):
        data = scrubber.scrub(text).encode("utf-8", "surrogateescape")
        path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)


def read(path: Path) -> str:
    """A recording's text, unpacked if need be; bytes that are no UTF-8 survive."""
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8", "surrogateescape")
