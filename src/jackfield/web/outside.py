"""The door of other systems for administrators: receivers of the webhook, sources of contacts.

/xuc/api/2.0/config/webhooks                  GET
/xuc/api/2.0/config/webhooks/ID/ACT           POST; ACT: pause, resume, retry
/xuc/api/2.0/config/contactSources            GET
"""

from http import HTTPStatus

import structlog
from aiohttp import web

from jackfield.domain.administration.configuration import Author
from jackfield.protocol.openapi import PREFIX
from jackfield.web.configuration import ConfigurationDoor
from jackfield.web.entrance import Refusal
from jackfield.web.json_api import answer
from jackfield.web.ports import Outside

log = structlog.get_logger()


class OutsideDoor:
    """The handlers, to be added to an application with `routes`; `configuration` knows who is an administrator."""

    def __init__(self, configuration: ConfigurationDoor, outside: Outside) -> None:
        self._admitted = configuration.admitted
        self._outside = outside

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(f"{PREFIX}/webhooks", self._admitted(self.receivers)),
            web.post(f"{PREFIX}/webhooks/{{id}}/{{act:pause|resume|retry}}", self._admitted(self.act)),
            web.get(f"{PREFIX}/contactSources", self._admitted(self.sources)),
        ]

    async def receivers(self, request: web.Request, by: Author) -> web.Response:
        """How it goes with each receiver: `{"items": [...]}`."""
        return answer({"items": await self._outside.receivers()})

    async def sources(self, request: web.Request, by: Author) -> web.Response:
        """How each source of contacts is: `{"items": [...]}`."""
        return answer({"items": self._outside.sources()})

    async def act(self, request: web.Request, by: Author) -> web.Response:
        """Stop a receiver, let it go on, or have it tried at once; how all of them are then."""
        receiver, act = request.match_info["id"], request.match_info["act"]
        try:
            if act == "retry":
                self._outside.retry_now(receiver)
            else:
                await self._outside.pause(receiver, act == "pause")
        except KeyError:
            raise Refusal(HTTPStatus.NOT_FOUND, "NotFound", f"There is no receiver {receiver[:60]!r}.") from None
        log.info("webhook receiver", act=act, receiver=receiver, by=by.login)
        return await self.receivers(request, by)
