"""Commands that come over HTTP: each is a session without a socket, which ends with the one answer to its command.

They take the road of all commands: decoded by `protocol`, checked by the core for the user they are asked for.
"""

import asyncio
import itertools
from collections.abc import Mapping
from http import HTTPStatus

import msgspec
from aiohttp import web

from jackfield.domain.core import Client
from jackfield.domain.directory import User
from jackfield.domain.results import Refused
from jackfield.protocol.commands import Ping
from jackfield.protocol.decode import decode_frame
from jackfield.protocol.errors import BadFrame, RefusalCode
from jackfield.protocol.events import CommandResult, Event
from jackfield.protocol.values import ResultStatus
from jackfield.web.entrance import Refusal
from jackfield.web.hub import Hub
from jackfield.web.json_api import Handler
from jackfield.web.ports import Engine

PATIENCE_SECONDS = 60.0
"""For a core that has its own, shorter deadline for every command: this one only guards the connection."""

STATUSES = {
    RefusalCode.BAD_REQUEST: HTTPStatus.BAD_REQUEST,
    RefusalCode.NOT_ALLOWED: HTTPStatus.FORBIDDEN,
    RefusalCode.NOT_FOUND: HTTPStatus.NOT_FOUND,
    RefusalCode.CONFLICT: HTTPStatus.CONFLICT,
    RefusalCode.PBX_DOWN: HTTPStatus.SERVICE_UNAVAILABLE,
    RefusalCode.PBX_REFUSED: HTTPStatus.BAD_GATEWAY,
    RefusalCode.THROTTLED: HTTPStatus.TOO_MANY_REQUESTS,
    RefusalCode.NOT_SUPPORTED: HTTPStatus.NOT_IMPLEMENTED,
    RefusalCode.NOT_STORED: HTTPStatus.SERVICE_UNAVAILABLE,
    RefusalCode.NOT_READ: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""How a refusal is told over HTTP."""


class Outcome(msgspec.Struct, frozen=True):
    """What became of a command: done or unknown, and the events that answered it before."""

    status: ResultStatus
    message: str
    events: tuple[Event, ...]


class Errands:
    """Asks the core in the name of a user."""

    def __init__(self, hub: Hub, engine: Engine) -> None:
        self._hub = hub
        self._engine = engine
        self._numbers = itertools.count(1)

    async def ask(self, user: User, command: str, arguments: Mapping[str, object]) -> Outcome:
        """Have it done, and wait for the outcome. Raises Refusal."""
        session = f"errand:{next(self._numbers)}"
        frame = {**arguments, "claz": "web", "command": command, "requestId": session}
        try:
            decoded = decode_frame(msgspec.json.encode(frame))
        except BadFrame as bad:
            raise refusal_of(bad.code, bad.message) from None
        assert not isinstance(decoded, Ping)  # the frame was made three lines above
        heard: list[Event] = []
        answered: asyncio.Future[CommandResult] = asyncio.get_running_loop().create_future()

        def hear(event: Event) -> None:
            if not isinstance(event, CommandResult):
                heard.append(event)
            elif not answered.done():
                answered.set_result(event)

        with self._hub.listening(session, hear):
            try:
                self._engine.ask(Client(session, user.id), decoded)
                async with asyncio.timeout(PATIENCE_SECONDS):
                    result = await answered
            except TimeoutError:
                return Outcome(ResultStatus.UNKNOWN, "The server has not answered in time", tuple(heard))
            finally:
                self._engine.forget(session)
        return _outcome(result, heard)


def _outcome(result: CommandResult, heard: list[Event]) -> Outcome:
    message = result.message if isinstance(result.message, str) else ""
    if result.status is ResultStatus.REFUSED:
        code = result.code if isinstance(result.code, RefusalCode) else RefusalCode.BAD_REQUEST
        raise refusal_of(code, message)
    return Outcome(result.status, message, tuple(heard))


def plainly(handler: Handler) -> Handler:
    """A handler whose refusals, those of the domain, are told as HTTP does."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refused as refused:
            raise refusal_of(refused.code, refused.text) from None

    return guarded


def refusal_of(code: RefusalCode, message: str) -> Refusal:
    """A refusal of the core as HTTP tells it: `pbx_down` becomes 503 and `PbxDown`."""
    return Refusal(STATUSES[code], code.value.title().replace("_", ""), message)
