"""The webhook as a whole: what is told of which event, to whom, and how it goes.

    engine --event--> Webhook --letter--> postbox --> database --> couriers --> receivers

With `{"username","message"}` a phone event is told, as the documents have it; with `{"username","status"}` the state
of a user's phone, as its consumers want it (protocol section 13).
"""

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
import structlog
from msgspec.structs import replace

from jackfield.domain.letters import ReceiverState
from jackfield.protocol.encode import frame
from jackfield.protocol.events import Event, PhoneEvent, PhoneStatusUpdate
from jackfield.protocol.values import HINT_OF_PHONE_STATUS, PhoneHint
from jackfield.webhooks.courier import Courier
from jackfield.webhooks.ports import Letters
from jackfield.webhooks.postbox import Postbox
from jackfield.webhooks.receiver import Receiver, key_of
from jackfield.webhooks.sender import Sender
from jackfield.webhooks.spool import Spool

log = structlog.get_logger()

SPOOL_NAME = "webhooks.spool"

_encode = msgspec.json.Encoder().encode


class WebhookSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Who is told, and how long it is tried."""

    urls: tuple[str, ...]
    secrets: tuple[str, ...]
    keep_seconds: float = 86_400.0
    most_waiting: int = 100_000
    timeout_seconds: float = 10.0


class Webhook:
    """All receivers; a context in which they are served."""

    def __init__(
        self,
        settings: WebhookSettings,
        letters: Letters,
        data: Path,
        clock: Callable[[], float],
        failure: type[Exception],
    ) -> None:
        self._settings = settings
        self._letters = letters
        self._clock = clock
        self._failure = failure
        self._receivers = [Receiver.at(url) for url in settings.urls]
        ids = tuple(receiver.id for receiver in self._receivers)
        self._postbox = Postbox(letters, Spool(data / SPOOL_NAME), ids, clock, self._news, failure)
        self._couriers: dict[str, Courier] = {}
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Take up what waits. Raises OSError, and what the storage raises."""
        ids = [receiver.id for receiver in self._receivers]
        stopped = await self._letters.paused()
        gone = await self._letters.forget_others(ids)
        if gone:
            log.warning("webhook letters to receivers that are not configured any more are deleted", letters=gone)
        sender = Sender([key_of(secret) for secret in self._settings.secrets], self._settings.timeout_seconds)
        await self._stack.enter_async_context(sender)
        await self._postbox.open()
        for receiver in self._receivers:
            courier = Courier(
                receiver,
                self._letters,
                sender,
                self._clock,
                keep_seconds=self._settings.keep_seconds,
                most_waiting=self._settings.most_waiting,
                paused=receiver.id in stopped,
                failure=self._failure,
            )
            self._couriers[receiver.id] = courier
            courier.start()
            self._stack.push_async_callback(courier.close)
        self._stack.push_async_callback(self._postbox.close)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    def tell(self, login: str, event: Event) -> None:
        """An event of a user, if it is of a kind that is told. Never waits."""
        match event:
            case PhoneEvent():
                self._put(f"call {event.linkedId}", login, b"message", frame(event))
            case PhoneStatusUpdate(status=status) if status is not None:
                self.tell_status(login, HINT_OF_PHONE_STATUS[status])

    def tell_status(self, login: str, status: PhoneHint) -> None:
        """The state of a user's phone."""
        self._put(f"user {login}", login, b"status", _encode(status))

    async def states(self) -> Sequence[ReceiverState]:
        """How it goes with each receiver, in the order of the configuration."""
        found = [await courier.state() for courier in self._couriers.values()]
        return [replace(state, waiting=state.waiting + self._postbox.waiting) for state in found]

    async def pause(self, receiver_id: str, paused: bool) -> None:
        """Stop a receiver, or let it go on. Raises KeyError for one there is not."""
        await self._couriers[receiver_id].pause(paused)

    def retry_now(self, receiver_id: str) -> None:
        """Try at once. Raises KeyError for one there is not."""
        self._couriers[receiver_id].retry_now()

    async def forget(self, about: Callable[[str], bool]) -> None:
        """Letters with such a body, which the storage has no more, are told to nobody."""
        try:
            await self._postbox.forget(about)
        except OSError as error:
            log.error("webhook spool not written", error=error.strerror)
        for courier in self._couriers.values():
            courier.forget(about)

    def _put(self, lane: str, login: str, key: bytes, value: bytes) -> None:
        body = b'{"username":%s,"%s":%s}' % (_encode(login), key, value)
        self._postbox.put(lane, body.decode())

    def _news(self) -> None:
        for courier in self._couriers.values():
            courier.news()
