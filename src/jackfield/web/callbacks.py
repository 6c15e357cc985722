"""Callbacks over HTTP: tables of people to be called back in, a report of the attempts out.

`POST /xuc/api/2.0/callbacks/lists/{uuid}/csv[?dryRun=true]` takes a table (CSV), and
`GET /xuc/api/2.0/callbacks/tickets.csv` gives one.
"""

import asyncio
from http import HTTPStatus

from aiohttp import web

from jackfield.domain.results import Refused
from jackfield.web.entrance import Entrance, Refusal
from jackfield.web.errands import refusal_of
from jackfield.web.history import lines
from jackfield.web.json_api import answer
from jackfield.web.ports import CallbackDesk
from jackfield.web.rest import token_of

MOST_BYTES = 32 * 1024 * 1024
BODY_SECONDS = 120.0


class CallbackDoor:
    """The handlers, to be added to an application with `routes`."""

    def __init__(self, entrance: Entrance, desk: CallbackDesk) -> None:
        self._entrance = entrance
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/xuc/api/2.0/callbacks/lists/{uuid}/csv", self.add),
            web.get("/xuc/api/2.0/callbacks/tickets.csv", self.tickets, allow_head=False),
        ]

    async def add(self, request: web.Request) -> web.Response:
        """`{rows, added, known, errors: [{line, message}]}`; with errors nothing was added, and the status is 400."""
        user = self._entrance.by_token(token_of(request))
        table = await _body(request)
        dry = request.query.get("dryRun", "false").lower() in ("true", "1", "yes", "")
        try:
            imported = await self._desk.add(user.id, request.match_info["uuid"], table, dry=dry)
        except Refused as refused:
            raise refusal_of(refused.code, refused.text) from None
        return answer(imported, HTTPStatus.BAD_REQUEST if imported.errors else HTTPStatus.OK)

    async def tickets(self, request: web.Request) -> web.Response:
        """One line an attempt."""
        user = self._entrance.by_token(token_of(request))
        try:
            rows = self._desk.tickets(user.id)
        except Refused as refused:
            raise refusal_of(refused.code, refused.text) from None
        head = {"Content-Disposition": 'attachment; filename="callbacks.csv"'}
        return web.Response(body=b"\xef\xbb\xbf" + lines(rows), headers=head, content_type="text/csv", charset="utf-8")


async def _body(request: web.Request) -> bytes:
    """A table may be longer than other bodies."""
    parts, size = [], 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.content.iter_chunked(1 << 16):
                size += len(part)
                if size > MOST_BYTES:
                    text = f"A table may have {MOST_BYTES // 1024 // 1024} MB"
                    raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "RequestTooLarge", text)
                parts.append(part)
    except TimeoutError:
        raise Refusal(HTTPStatus.REQUEST_TIMEOUT, "RequestTimeout", "The request did not end in time.") from None
    return b"".join(parts)
