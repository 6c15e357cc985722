"""The door to everything that is kept of one telephone number, for users with the profile Admin alone.

/xuc/api/2.0/config/privacy/search     POST: what is kept
/xuc/api/2.0/config/privacy/erase      POST: forget it
"""

import msgspec
from aiohttp import web

from jackfield.domain.administration.configuration import Author
from jackfield.domain.administration.edits import EditRefused, Reason
from jackfield.protocol.configuration import Problem
from jackfield.protocol.openapi import PREFIX
from jackfield.protocol.privacy import NumberQuestion
from jackfield.web.configuration import ConfigurationDoor
from jackfield.web.json_api import BODY_SECONDS, NOT_READABLE, answer, body_of
from jackfield.web.ports import PrivacyDesk


class PrivacyDoor:
    """The handlers, to be added to an application with `routes`; `configuration` knows who is an administrator."""

    def __init__(self, configuration: ConfigurationDoor, desk: PrivacyDesk) -> None:
        self._admitted = configuration.admitted
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post(f"{PREFIX}/privacy/search", self._admitted(self.search)),
            web.post(f"{PREFIX}/privacy/erase", self._admitted(self.erase)),
        ]

    async def search(self, request: web.Request, by: Author) -> web.Response:
        """All rows about the number, by table."""
        asked = await _question(request)
        return answer({"tables": await self._desk.found(asked.number)})

    async def erase(self, request: web.Request, by: Author) -> web.Response:
        """Forget it; how much that was."""
        asked = await _question(request)
        return answer(await self._desk.erase(asked.number, by, contacts=asked.contacts))


async def _question(request: web.Request) -> NumberQuestion:
    try:
        return msgspec.json.decode(await body_of(request, BODY_SECONDS), type=NumberQuestion)
    except NOT_READABLE as error:
        raise EditRefused(Reason.INVALID, Problem(message=f"The body: {error}", field="number")) from None
