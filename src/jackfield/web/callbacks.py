"""Callbacks over HTTP: single ones, tables of people to be called back in, a report of the attempts out.

/xuc/api/2.0/callbacks                    GET (search, filters, pages), POST
/xuc/api/2.0/callbacks/UUID               GET, PATCH, DELETE
/xuc/api/2.0/callbacks/UUID/release       POST
/xuc/api/2.0/callbacks/lists/UUID/csv     POST: a table (CSV) of people; `dryRun=true`: only tried
/xuc/api/2.0/callbacks/tickets.csv        GET: a line for each attempt (`from`, `to`, `list`)
"""

from http import HTTPStatus

import msgspec
from aiohttp import hdrs, web

from jackfield.domain.results import Refused
from jackfield.protocol.callback_requests import CallbackWish
from jackfield.protocol.configuration_values import in_words
from jackfield.protocol.errors import RefusalCode
from jackfield.web.entrance import Entrance
from jackfield.web.errands import plainly
from jackfield.web.history import lines
from jackfield.web.json_api import BODY_SECONDS, FILE_SECONDS, NOT_READABLE, answer, body_of, long_body
from jackfield.web.ports import CallbackDesk
from jackfield.web.rest import token_of

BASE = "/xuc/api/2.0/callbacks"
MOST_BYTES = 32 << 20


class CallbackDoor:
    """The handlers, to be added to an application with `routes`."""

    def __init__(self, entrance: Entrance, desk: CallbackDesk) -> None:
        self._entrance = entrance
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        one = f"{BASE}/{{uuid}}"
        return [
            web.post(f"{BASE}/lists/{{uuid}}/csv", plainly(self.add)),
            web.get(f"{BASE}/tickets.csv", plainly(self.tickets), allow_head=False),
            web.get(BASE, plainly(self.list), allow_head=False),
            web.post(BASE, plainly(self.create)),
            web.get(one, plainly(self.read), allow_head=False),
            web.patch(one, plainly(self.change)),
            web.delete(one, plainly(self.delete)),
            web.post(f"{one}/release", plainly(self.release)),
        ]

    async def list(self, request: web.Request) -> web.Response:
        """Some of them: `{total, offset, limit, items}`."""
        return answer(self._desk.found(self._user(request), request.query))

    async def create(self, request: web.Request) -> web.Response:
        """A new one; 201."""
        made = await self._desk.create(self._user(request), await _wish(request))
        return answer(made, HTTPStatus.CREATED, {hdrs.LOCATION: f"{BASE}/{made.uuid}"})

    async def read(self, request: web.Request) -> web.Response:
        """One of them, with the attempts."""
        return answer(self._desk.one(self._user(request), request.match_info["uuid"]))

    async def change(self, request: web.Request) -> web.Response:
        """Other values for one; those that are left out stay."""
        user_id = self._user(request)
        return answer(await self._desk.change(user_id, request.match_info["uuid"], await _wish(request)))

    async def delete(self, request: web.Request) -> web.Response:
        """One less."""
        await self._desk.delete(self._user(request), request.match_info["uuid"])
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def release(self, request: web.Request) -> web.Response:
        """An agent has it and cannot give it back: nobody has it any more."""
        return answer(await self._desk.free(self._user(request), request.match_info["uuid"]))

    def _user(self, request: web.Request) -> int:
        return self._entrance.by_token(token_of(request)).id

    async def add(self, request: web.Request) -> web.Response:
        """`{rows, added, known, errors: [{line, message}]}`; with errors nothing was added, and the status is 400."""
        user = self._entrance.by_token(token_of(request))
        table = await long_body(request, FILE_SECONDS, MOST_BYTES)
        dry = request.query.get("dryRun", "false").lower() in ("true", "1", "yes", "")
        imported = await self._desk.add(user.id, request.match_info["uuid"], table, dry=dry)
        return answer(imported, HTTPStatus.BAD_REQUEST if imported.errors else HTTPStatus.OK)

    async def tickets(self, request: web.Request) -> web.Response:
        """One line an attempt."""
        rows = self._desk.tickets(self._user(request), request.query)
        head = {"Content-Disposition": 'attachment; filename="callbacks.csv"'}
        return web.Response(body=b"\xef\xbb\xbf" + lines(rows), headers=head, content_type="text/csv", charset="utf-8")


async def _wish(request: web.Request) -> CallbackWish:
    try:
        return msgspec.json.decode(await body_of(request, BODY_SECONDS), type=CallbackWish)
    except NOT_READABLE as error:
        raise Refused(RefusalCode.BAD_REQUEST, f"The body: {in_words(str(error))}") from None
