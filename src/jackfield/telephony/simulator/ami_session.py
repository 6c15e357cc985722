"""One AMI connection, without any socket: bytes in, bytes out through a callable.

Reading is done here and not by the server's own codec, so that a mistake there is not hidden by the same mistake here.
What the actions do is in actions.py and its neighbours.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping

from jackfield.telephony.simulator.events import lines
from jackfield.telephony.simulator.filters import Selection, parse_mask
from jackfield.telephony.simulator.pbx import Pbx

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
MAX_LINE = 1024
MAX_HEADERS = 128
WRONG_LOGIN_SECONDS = 1.0
"""Asterisk waits this long before it refuses, and closes."""

Pairs = Iterable[tuple[str, object]]


class Request:
    """An action as it came: header names in any case, repeated ones kept."""

    def __init__(self, headers: list[tuple[str, str]]) -> None:
        self._headers = headers

    def get(self, name: str, default: str = "") -> str:
        wanted = name.lower()
        return next((value for key, value in self._headers if key.lower() == wanted), default)

    def all(self, name: str) -> list[str]:
        wanted = name.lower()
        return [value for key, value in self._headers if key.lower() == wanted]

    def others(self, *known: str) -> list[tuple[str, str]]:
        """The headers that are not among `known`, ActionID and Action."""
        passed = {name.lower() for name in (*known, "Action", "ActionID")}
        return [(key, value) for key, value in self._headers if key.lower() not in passed]


class AmiSession:
    """From the banner to Logoff. `send` takes bytes; `close` ends the connection."""

    def __init__(
        self,
        pbx: Pbx,
        actions: Mapping[str, Callable[["AmiSession", Request], None]],
        send: Callable[[bytes], None],
        close: Callable[[], None],
        *,
        stalled: bool = False,
    ) -> None:
        self.pbx = pbx
        self.selection = Selection()
        self.user = ""
        self.closed = False
        self._actions = actions
        self._send = send
        self._close = close
        self._challenge = ""
        self._line = bytearray()
        self._headers: list[tuple[str, str]] = []
        self._stalled = stalled
        self._waiting_in: list[bytes] = []
        self._waiting_out: list[bytes] = []
        self.write(BANNER)

    # ------------------------------------------------------------ bytes

    def receive(self, data: bytes) -> None:
        """Bytes from the client, cut anywhere."""
        if self._stalled:
            self._waiting_in.append(data)
            return
        self._line += data
        while not self.closed and (end := self._line.find(b"\n")) >= 0:
            line = bytes(self._line[:end]).rstrip(b"\r")
            del self._line[: end + 1]
            self._take(line[:MAX_LINE].decode("utf-8", "replace"))
        if len(self._line) > MAX_LINE:
            # An endless line is cut, as Asterisk does, so that it cannot fill the memory.
            del self._line[MAX_LINE:]

    def _take(self, line: str) -> None:
        if line:
            name, colon, value = line.partition(":")
            if len(self._headers) < MAX_HEADERS:
                self._headers.append((name.strip(), value.strip()) if colon else (line, ""))
            return
        if self._headers:
            request, self._headers = Request(self._headers), []
            self._perform(request)

    def write(self, data: bytes) -> None:
        if self.closed:
            return
        if self._stalled:
            self._waiting_out.append(data)
        else:
            self._send(data)

    def stall(self, stalled: bool) -> None:
        """Neither read nor write; what piled up is dealt with when it ends."""
        self._stalled = stalled
        if stalled:
            return
        waiting_out, self._waiting_out = self._waiting_out, []
        waiting_in, self._waiting_in = self._waiting_in, []
        for data in waiting_out:
            self.write(data)
        for data in waiting_in:
            self.receive(data)

    def lost(self) -> None:
        """The connection is gone."""
        self.closed = True
        self.pbx.events.unsubscribe(self.event)

    def close(self) -> None:
        """End it from this side."""
        if not self.closed:
            self.lost()
            self._close()

    # ------------------------------------------------------------ answers and events

    def respond(self, request: Request, kind: str, pairs: Pairs = ()) -> None:
        """`Response: <kind>`, the ActionID that was given, and headers."""
        self.write(f"Response: {kind}\r\n{_action_id(request)}{lines(pairs)}\r\n".encode())

    def accept(self, request: Request, message: str) -> None:
        self.respond(request, "Success", [("Message", message)])

    def refuse(self, request: Request, message: str) -> None:
        self.respond(request, "Error", [("Message", message)])

    def list(
        self,
        request: Request,
        message: str,
        items: Iterable[tuple[str, str]],
        complete: str,
        more: str = "",
        *,
        id_last: bool = False,
    ) -> None:
        """A response, one event (name, headers) an item, and `<complete>` with their number.

        `id_last`: the items' ActionID stands last, as in the lists of app_queue, and not first.
        """
        action_id = _action_id(request)
        self.respond(request, "Success", [("EventList", "start"), ("Message", message)])
        count = 0
        for name, headers in items:
            count += 1
            body = headers + action_id if id_last else action_id + headers
            self.write(f"Event: {name}\r\n{body}\r\n".encode())
        end = f"EventList: Complete\r\nListItems: {count}\r\n"
        self.write(f"Event: {complete}\r\n{action_id}{end}{more}\r\n".encode())

    def event(self, name: str, privilege: str, text: Callable[[], str]) -> None:
        """Subscribed on the event bus."""
        if self.selection.wants(name, privilege, text):
            self.write(text().encode())

    # ------------------------------------------------------------ actions

    def _perform(self, request: Request) -> None:
        action = request.get("Action").lower()
        if not action:
            self.refuse(request, "Missing action in request")
        elif action in ("login", "challenge", "logoff"):
            {"login": self._login, "challenge": self._give_challenge, "logoff": self._logoff}[action](request)
        elif not self.user:
            self.refuse(request, "Permission denied")
        elif action in self._actions:
            self._actions[action](self, request)
        else:
            name = request.get("Action")
            listed = "Use Action: ListCommands to show available commands."
            self.refuse(request, f"Invalid/unknown command: {name}. {listed}")

    def _give_challenge(self, request: Request) -> None:
        if request.get("AuthType").lower() != "md5":
            self.refuse(request, "Must specify AuthType")
            return
        self._challenge = str(self.pbx.random.randrange(10**8, 10**9))
        self.respond(request, "Success", [("Challenge", self._challenge)])

    def _login(self, request: Request) -> None:
        if self.user:
            self.accept(request, "Already authenticated")
        elif self._is_right(request):
            self._admit(request)
        else:
            self.pbx.clock.call_later(WRONG_LOGIN_SECONDS, lambda: self._turn_away(request))

    def _is_right(self, request: Request) -> bool:
        setup = self.pbx.setup
        if request.get("Username") != setup.username:
            return False
        if request.get("AuthType").lower() != "md5":
            return hmac.compare_digest(request.get("Secret").encode(), setup.secret.encode())
        key = hashlib.md5((self._challenge + setup.secret).encode()).hexdigest()
        return bool(self._challenge) and hmac.compare_digest(request.get("Key").lower().encode(), key.encode())

    def _admit(self, request: Request) -> None:
        self.user = request.get("Username")
        self.selection.mask = parse_mask(request.get("Events") or "on")
        self.accept(request, "Authentication accepted")
        self.pbx.events.subscribe(self.event)
        if "system" in self.selection.mask:
            uptime = int(self.pbx.clock.now() - self.pbx.started)
            status = f"Uptime: {uptime}\r\nLastReload: {uptime}\r\nStatus: Fully Booted\r\n"
            self.write(f"Event: FullyBooted\r\nPrivilege: system,all\r\n{status}\r\n".encode())

    def _turn_away(self, request: Request) -> None:
        self.refuse(request, "Authentication failed")
        self.close()

    def _logoff(self, request: Request) -> None:
        self.respond(request, "Goodbye", [("Message", "Thanks for all the fish.")])
        self.close()


def _action_id(request: Request) -> str:
    given = request.get("ActionID")
    return f"ActionID: {given}\r\n" if given else ""
