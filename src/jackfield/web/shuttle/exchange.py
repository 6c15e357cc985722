"""All integrations that are connected, by whatever transport: what they are told, and what they ask.

A step is encoded once. Who is on a WebSocket gets the same bytes through the outboxes that browsers have, bounded in
bytes and age; who polls has a short queue. What an integration asks is limited in number, and who goes on asking is
cut: nothing that one of them does costs the others anything.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

import msgspec
import structlog

from jackfield.domain.results import Refused
from jackfield.domain.shuttle.steps import StepTold
from jackfield.protocol.errors import CloseCode, RefusalCode
from jackfield.web.outbox import Group, Outbox, Post, Transport
from jackfield.web.ports import Integrations
from jackfield.web.settings import ShuttleSettings
from jackfield.web.shuttle import packets
from jackfield.web.shuttle.asked import wakeup_of
from jackfield.web.throttle import Bucket, Rate
from jackfield.web.wire import text_frame

log = structlog.get_logger()

GENERIC = "event"
"""The name of the message that carries every step, for templates that look at `data.event`."""

Answer = dict[str, object]
"""What an integration gets that gave its message a callback."""

Reply = Callable[[Answer], None]
"""Takes the answer, at once or when what was asked is on the disk."""


class Way(Protocol):
    """How messages reach a client that polls, and how it is cut."""

    def queue(self, message: bytes) -> None:
        """Have it taken by the next poll."""

    def cut(self, why: str) -> None:
        """End it at once, whatever waits."""


class Client:
    """One integration. `outbound`: it is told of the calls that agents make, too."""

    __slots__ = ("box", "bucket", "generation", "id", "name", "outbound", "refused", "remote", "way")

    def __init__(self, client_id: str, way: Way, about: "Introduced", generation: int) -> None:
        self.id = client_id
        self.way = way
        self.name = about.name
        self.remote = about.remote
        self.outbound = about.outbound
        self.generation = generation
        self.box: Outbox | None = None
        self.bucket: Bucket | None = None
        self.refused = 0
        """Messages refused in a row because there were too many."""


class Introduced(msgspec.Struct, frozen=True):
    """What a client said when it connected: `?name=...&outbound=1`; and where it is."""

    name: str = ""
    remote: str = ""
    outbound: bool = False


class Exchange:
    """Steps go out, what is asked comes in. Synchronous; `clock` gives seconds."""

    def __init__(self, settings: ShuttleSettings, post: Post, engine: Integrations, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._post = post
        self._engine = engine
        self._clock = clock
        self._rate = Rate(float(settings.burst), settings.messages_per_second)
        self._clients: dict[Client, None] = {}
        self._polling: dict[Client, None] = {}
        self._listening = Group("integrations"), Group("integrations that hear of outbound calls")
        """Who is on a WebSocket: of calls of queues only, of all."""
        self._asked: dict[str, Callable[[Client, Sequence[object], Reply], None]] = {
            "wakeup": self.wakeup,
            "RealtimeCTI": self.realtime,
        }

    def __len__(self) -> int:
        return len(self._clients)

    def __iter__(self) -> Iterator[Client]:
        return iter(tuple(self._clients))

    def __contains__(self, client: Client) -> bool:
        return client in self._clients

    def enter(self, client: Client) -> None:
        """Somebody has connected; he polls until he says that he has a WebSocket."""
        self._clients[client] = self._polling[client] = None
        log.info(
            "integration connected",
            id=client.id, name=client.name, remote=client.remote, engine_io=client.generation,
        )  # fmt: skip

    def leave(self, client: Client, why: str) -> None:
        """He is gone; said once."""
        if self._clients.pop(client, self) is self:
            return
        self._polling.pop(client, None)
        if client.box is not None:
            self._group(client).discard(client.box)
            client.box.discard()
        log.info("integration left", id=client.id, name=client.name, why=why)

    def on_websocket(self, client: Client, transport: Transport) -> Outbox:
        """From now on he gets frames."""
        box = client.box = Outbox(transport, self._post, lambda code: self._too_slow(client, code))
        self._polling.pop(client, None)
        self._group(client).add(box)
        return box

    def tell(self, told: StepTold) -> None:
        """Tell a step to whom it concerns."""
        messages = [packets.event(told.step.value, told.data)]
        if self._settings.event_message:
            messages.append(packets.event(GENERIC, told.data))
        queue_only, everything = self._listening
        for message in messages:
            frame = text_frame(message)
            self._post.spread(everything, frame)
            if not told.outbound:
                self._post.spread(queue_only, frame)
            for client in tuple(self._polling):
                if client.outbound or not told.outbound:
                    client.way.queue(message)

    def hear(self, client: Client, name: str, arguments: Sequence[object], reply: Reply) -> None:
        """An integration has said something; `reply` is told once what it gets if it wants an answer. Never raises."""
        if not self.admits(client):
            reply(_refusal(RefusalCode.THROTTLED, RefusalCode.THROTTLED.sentence))
            return
        handler = self._asked.get(name)
        try:
            if handler is None:
                raise Refused(RefusalCode.NOT_SUPPORTED, f"There is no message {name[:40]!r}")
            handler(client, arguments, reply)
        except Refused as refused:
            reply(_refused(client, name, refused))
        except Exception:
            log.exception("message of an integration failed", id=client.id, name=client.name, message=name[:40])
            reply(_refusal(RefusalCode.CONFLICT, "Something broke in the server"))

    def garbage(self, client: Client, why: str) -> None:
        """What he said is nothing: it counts as a message."""
        if self.admits(client):
            log.info("integration not understood", id=client.id, name=client.name, why=why[:200])

    def wakeup(self, client: Client, arguments: Sequence[object], reply: Reply) -> None:
        """Open a page on an agent's screen."""
        asked = wakeup_of(arguments)
        pages = self._engine.wake_up(asked.url, asked.peer, asked.mode)
        log.info("page opened", id=client.id, name=client.name, peer=asked.peer[:80], pages=pages)
        reply({"ok": True, "pages": pages})

    def realtime(self, client: Client, arguments: Sequence[object], reply: Reply) -> None:
        """Show which record belongs to a call; answered when the row is on the disk."""
        row = arguments[0] if arguments else None
        if not isinstance(row, Mapping):
            text = "RealtimeCTI takes an object: {type, channel, reference, url}"
            raise Refused(RefusalCode.BAD_REQUEST, text)

        def answered(refused: Refused | None) -> None:
            reply({"ok": True} if refused is None else _refused(client, "RealtimeCTI", refused))

        self._engine.add_realtime(row, answered)

    def admits(self, client: Client) -> bool:
        """Count something that he has said; false if it is too much. Who goes on is cut."""
        now = self._clock()
        if client.bucket is None:
            client.bucket = Bucket(self._rate, now)
        if client.bucket.admits(now):
            client.refused = 0
            return True
        client.refused += 1
        if client.refused == 1:
            log.warning("integration throttled", id=client.id, name=client.name, remote=client.remote)
        if client.refused > self._settings.burst:
            log.warning("integration cut: it floods", id=client.id, name=client.name, remote=client.remote)
            self.leave(client, "it floods")
            client.way.cut("it floods")
        return False

    def _too_slow(self, client: Client, code: CloseCode) -> None:
        log.warning("integration cut: it does not read", id=client.id, name=client.name, remote=client.remote)
        self.leave(client, code.sentence)
        client.way.cut(code.sentence)

    def _group(self, client: Client) -> Group:
        return self._listening[client.outbound]


def _refused(client: Client, name: str, refused: Refused) -> Answer:
    log.info("integration refused", id=client.id, name=client.name, message=name[:40], why=refused.text)
    return _refusal(refused.code, refused.text)


def _refusal(code: RefusalCode, message: str) -> Answer:
    return {"ok": False, "code": code.value, "message": message}
