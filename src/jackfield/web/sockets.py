"""What administrators see of who is connected: `/xuc/api/2.0/config/sockets`. Nothing is changed here."""

from collections.abc import Callable, Iterable
from typing import Protocol

from aiohttp import web

from jackfield.domain.administration.configuration import Author
from jackfield.domain.administration.looking import Question
from jackfield.domain.people.folding import folded
from jackfield.protocol.configuration import Page
from jackfield.protocol.openapi import PREFIX
from jackfield.protocol.sockets import Socket
from jackfield.web.configuration import ConfigurationDoor
from jackfield.web.json_api import answer
from jackfield.web.outbox import Outbox
from jackfield.web.ports import Administration
from jackfield.web.session import Session


class Connected(Protocol):
    """A socket as it is kept alive."""

    session: Session | None
    box: Outbox

    @property
    def heard(self) -> float: ...


class SocketsDoor:
    """The handler, to be added to an application with `routes`; `clock` is that of the sockets and sessions."""

    def __init__(
        self,
        configuration: ConfigurationDoor,
        administration: Administration,
        connected: Iterable[Connected],
        clock: Callable[[], float],
    ) -> None:
        self._configuration = configuration
        self._administration = administration
        self._connected = connected
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        return [web.get(f"{PREFIX}/sockets", self._configuration.admitted(self.sockets))]

    async def sockets(self, request: web.Request, by: Author) -> web.Response:
        """The sockets, those first that have most waiting; `search` keeps the users whose login has it."""
        question = Question.of("", dict(request.query))
        found = sorted(self._sockets(folded(question.search)), key=lambda one: (-one.waiting_bytes, one.login))
        some = tuple(found[question.offset : question.offset + question.limit])
        return answer(Page(total=len(found), offset=question.offset, limit=question.limit, items=some))

    def _sockets(self, term: str) -> Iterable[Socket]:
        now, directory = self._clock(), self._administration.view().directory
        for connection in self._connected:
            session = connection.session
            user = directory.user(session.user_id) if session is not None else None
            if session is None or user is None or term not in folded(user.login):
                continue
            yield Socket(
                user_id=user.id,
                login=user.login,
                session=session.id,
                seconds=max(0, round(now - session.since)),
                silent_seconds=max(0, round(now - connection.heard)),
                waiting_bytes=connection.box.waiting,
                topics=len(session.channels),
                resumable=session.numbered,
                last_error=session.last_error,
            )
