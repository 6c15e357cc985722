"""A scripted PBX: the manager interface of an Asterisk with any number of lines and calls, and calls at a given pace.

Its frames have the headers of Asterisk 22 in their order, so that they are as long as real ones. It keeps no state
but the lists it was told to give, and answers as fast as it can: what is measured is the reader.
"""

import asyncio
import time
from collections import deque
from collections.abc import Iterator

from _process import Pipe, obey, on_uvloop
from _users import number_of

from jackfield.telephony.ami.codec import Decoder, Frame, encode_event

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
BOOTED = (
    b"Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 100\r\nLastReload: 100\r\nStatus: Fully Booted\r\n\r\n"
)
Pairs = list[tuple[str, str]]


def channel(user: int, call: str, leg: int, state: int, other: int) -> Pairs:
    """The headers of a channel snapshot, the user's leg of a call."""
    number, name = number_of(user), ("Down", "", "", "", "Ring", "Ringing", "Up")[state]
    return [
        ("Channel", f"PJSIP/{number}-{call:0>8}"),
        ("ChannelState", str(state)),
        ("ChannelStateDesc", name),
        ("CallerIDNum", number),
        ("CallerIDName", f"Agent {user}"),
        ("ConnectedLineNum", number_of(other) if state > 4 else "<unknown>"),
        ("ConnectedLineName", f"Agent {other}" if state > 4 else "<unknown>"),
        ("Language", "en"),
        ("AccountCode", ""),
        ("Context", "internal"),
        ("Exten", number_of(other) if leg == 0 else ""),
        ("Priority", "1"),
        ("Uniqueid", f"bench-{call}.{leg}"),
        ("Linkedid", f"bench-{call}.0"),
        ("ChanVariable", "CALL_ORIGIN=internal"),
        ("ChanVariable", "USR_DATA1="),
        ("ChanVariable", "USR_CUSTNO=4711"),
        ("ChanVariable", f"CHANNEL(linkedid)=bench-{call}.0"),
    ]


def event(name: str, pairs: Pairs) -> bytes:
    """A live event."""
    head = [("Event", name), ("Privilege", "call,all"), ("Timestamp", f"{time.time():.6f}"), ("SystemName", "bench")]
    return encode_event([*head, *pairs])


class Lists:
    """What the lists give: `lines` phones, the first `2 * calls` of them in calls with each other, `queues` queues."""

    def __init__(self, lines: int, calls: int, queues: int) -> None:
        self.lines = lines
        self.calls = calls
        self.queues = queues

    def items(self, action: str) -> Iterator[tuple[str, Pairs]]:
        """Event name and headers of each item."""
        match action:
            case "CoreShowChannels" | "Status":
                name = "CoreShowChannel" if action == "CoreShowChannels" else "Status"
                for call in range(self.calls):
                    for leg in (0, 1):
                        users = (2 * call + 1 + leg, 2 * call + 2 - leg)
                        more = [("Application", "Dial"), ("ApplicationData", "PJSIP/x,20"), ("Duration", "00:01:00")]
                        snapshot = channel(users[0], f"c{call}", leg, 6, users[1])
                        yield name, [*snapshot, *more, ("BridgeId", f"bridge-{call}")]
            case "BridgeList":
                for call in range(self.calls):
                    yield "BridgeListItem", [("BridgeUniqueid", f"bridge-{call}"), ("BridgeCreator", "<unknown>")]
            case "ExtensionStateList":
                for n in range(1, self.lines + 1):
                    number, busy = number_of(n), "1" if n <= 2 * self.calls else "0"
                    hint = [("Hint", f"PJSIP/{number}"), ("Status", busy), ("StatusText", "Idle")]
                    yield "ExtensionStatus", [("Exten", number), ("Context", "phones"), *hint]
            case "DeviceStateList":
                for n in range(1, self.lines + 1):
                    yield "DeviceStateChange", [("Device", f"PJSIP/{number_of(n)}"), ("State", "NOT_INUSE")]
                for n in range(1, self.queues + 1):
                    yield "DeviceStateChange", [("Device", f"Queue:queue{n}"), ("State", "NOT_INUSE")]
            case "PJSIPShowContacts":
                for n in range(1, self.lines + 1):
                    number = number_of(n)
                    yield (
                        "ContactList",
                        [
                            ("ObjectType", "contact"),
                            ("ObjectName", f"{number};@f3d55a1d1389b0a86304af30ebe3608b"),
                            ("Endpoint", number),
                            ("Uri", f"sip:{number}@127.0.0.1:5070;ob"),
                            ("UserAgent", "bench phone"),
                            ("Status", "Reachable"),
                            ("RoundtripUsec", "700"),
                        ],
                    )


LISTS = ("CoreShowChannels", "Status", "BridgeList", "ExtensionStateList", "DeviceStateList", "PJSIPShowContacts")


class Script(asyncio.Protocol):
    """One session. Everybody may come in; event filters are accepted."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._decoder = Decoder()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.transport.write(BANNER)

    def data_received(self, data: bytes) -> None:
        for frame in self._decoder.feed(data):
            self.transport.write(self._answer(frame))

    def _answer(self, frame: Frame) -> bytes:
        who = [("ActionID", frame.get("ActionID"))]
        success: Pairs = [("Response", "Success"), *who]
        match frame.name:
            case "Challenge":
                return encode_event([*success, ("Challenge", "123456789")])
            case "Login":
                return encode_event([*success, ("Message", "Authentication accepted")]) + BOOTED
            case "Filter" if frame.get("Filter").startswith("!"):  # a probe with a rule that filters of today refuse
                return encode_event([("Response", "Error"), *who, ("Message", "Invalid Filter")])
            case name if name in LISTS:
                items = list(self._lists.items(name))
                first = encode_event([*success, ("EventList", "start"), ("Message", "List will follow")])
                body = [encode_event([("Event", kind), *who, *pairs]) for kind, pairs in items]
                end = [("Event", f"{name}Complete"), *who, ("EventList", "Complete"), ("ListItems", str(len(items)))]
                return b"".join([first, *body, encode_event(end)])
        return encode_event([*success, ("Message", "done")])


class Calls:
    """Calls that begin, are answered and end, one event after the other, in turn over all users."""

    def __init__(self, users: int) -> None:
        self._users = users
        self._count = 0
        self._going: deque[tuple[str, int]] = deque()
        self.sent: dict[tuple[str, str], float] = {}
        """When the line was written that makes the event, by uniqueid and event type; monotonic seconds."""

    def next(self) -> bytes:
        """The next event: of every three, one begins a call, one answers the one before, one ends an old one."""
        phase, self._count = self._count % 3, self._count + 1
        if phase == 0:
            user = self._count // 3 % self._users + 1
            call = str(self._count)
            self._going.append((call, user))
            return self._say("EventDialing", "Newchannel", call, user, 4)
        call, user = self._going[-1] if phase == 1 else self._going.popleft()
        if phase == 1:
            return self._say("EventEstablished", "Newstate", call, user, 6)
        return self._say("EventReleased", "Hangup", call, user, 6)

    def _say(self, kind: str, name: str, call: str, user: int, state: int) -> bytes:
        more = [("Cause", "16"), ("Cause-txt", "Normal Clearing")] if name == "Hangup" else []
        data = event(name, [*channel(user, call, 0, state, user % self._users + 1), *more])
        self.sent[f"bench-{call}.0", kind] = time.monotonic()
        return data


def pbx(pipe: Pipe, lines: int, calls: int = 0, queues: int = 0) -> None:
    """The process."""
    on_uvloop(_pbx(pipe, Lists(lines, calls, queues)))


async def _pbx(pipe: Pipe, lists: Lists) -> None:
    sessions: list[Script] = []

    def session() -> Script:
        sessions.append(Script(lists))
        return sessions[-1]

    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0)

    async def play(rate: int, seconds: float) -> dict[tuple[str, str], float]:
        """So many events a second, evenly; when each was written."""
        calls, loop = Calls(lists.lines), asyncio.get_running_loop()
        began = loop.time()
        for n in range(int(rate * seconds)):
            wait = began + n / rate - loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
            sessions[-1].transport.write(calls.next())
        return calls.sent

    await obey(pipe, {"port": lambda: server.sockets[0].getsockname()[1], "play": play})
