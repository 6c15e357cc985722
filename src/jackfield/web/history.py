"""The history of calls over HTTP, in pages or as a table (CSV): `/xuc/api/2.0/history`.

Who asks is known by his token, and gets what he may see: everything, the calls of his queues, or his own.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from types import MappingProxyType

import structlog
from aiohttp import web

from jackfield.domain.past import call_reports
from jackfield.domain.questions import Place
from jackfield.domain.results import Refused
from jackfield.protocol.commands import Filter
from jackfield.web.entrance import Entrance, Refusal
from jackfield.web.errands import refusal_of
from jackfield.web.json_api import answer
from jackfield.web.ports import Archive, CallPage
from jackfield.web.rest import token_of

log = structlog.get_logger()

USUAL = 50
MOST = 500
"""Calls in a page."""

MOST_LINES = 1_000_000
"""Of a table: more is refused by no reader, but nobody looks at it."""

CONDITIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "src": ("src_num", "="),
        "srcStart": ("src_num", "startsWith"),
        "srcEnd": ("src_num", "endsWith"),
        "srcPart": ("src_num", "contains"),
        "dst": ("dst_num", "="),
        "dstStart": ("dst_num", "startsWith"),
        "dstEnd": ("dst_num", "endsWith"),
        "dstPart": ("dst_num", "contains"),
        "queue": ("queue", "="),
        "queueId": ("queueId", "="),
        "agent": ("agentNum", "="),
        "user": ("username", "="),
        "status": ("status", "="),
        "from": ("start", ">="),
        "to": ("start", "<="),
    }
)
"""What may stand in the query, and the condition it is. `from` and `to` are days or times, both included."""

OTHERS = frozenset({"size", "after", "token"})
FORMULA = ("=", "+", "-", "@", "\t", "\r")
PLAIN = frozenset("0123456789+-. ")


class HistoryDoor:
    """The handlers, to be added to an application with `routes`."""

    def __init__(self, entrance: Entrance, archive: Archive) -> None:
        self._entrance = entrance
        self._archive = archive

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/xuc/api/2.0/history", self.page, allow_head=False),
            web.get("/xuc/api/2.0/history.csv", self.table, allow_head=False),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """`{total, calls, next}`; `next`, where there is one, is given as `after` for the page that follows."""
        user = self._entrance.by_token(token_of(request))
        size, after = size_of(request), place_of(request.query.get("after", ""))
        page = await self._found(user.id, request, size, after, count=True)
        following = None if page.next is None else f"{page.next.moment}-{page.next.call_id}"
        return answer({"total": page.total, "calls": page.calls, "next": following})

    async def table(self, request: web.Request) -> web.StreamResponse:
        """All of them, a line a call, written as they are read."""
        user = self._entrance.by_token(token_of(request))
        page = await self._found(user.id, request, MOST, None, count=False)
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/csv; charset=utf-8; header=present",
                "Content-Disposition": 'attachment; filename="calls.csv"',
            }
        )
        await response.prepare(request)
        await response.write(b"\xef\xbb\xbf" + lines([call_reports.COLUMNS]))
        written = 0
        while True:
            await response.write(lines(call_reports.row(call) for call in page.calls))
            written += len(page.calls)
            if page.next is None or written >= MOST_LINES:
                break
            try:
                page = await self._found(user.id, request, MOST, page.next, count=False)
            except Refusal as refusal:
                # half a table must not look like a whole one, and for an error it is too late
                log.error("table of calls broken off", reason=refusal.message, lines=written)
                if request.transport is not None:
                    request.transport.abort()
                return response
        await response.write_eof()
        return response

    async def _found(
        self, user_id: int, request: web.Request, size: int, after: Place | None, *, count: bool
    ) -> CallPage:
        try:
            return await self._archive.calls(user_id, _filters(request), size, after, count=count)
        except Refused as refused:
            raise refusal_of(refused.code, refused.text) from None


def lines(rows: Iterable[Iterable[str]]) -> bytes:
    """Lines of a table in which no cell is a formula to a spreadsheet: who calls chooses his name."""
    text = io.StringIO()
    csv.writer(text).writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode(errors="replace")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) and not PLAIN.issuperset(cell) else cell


def _filters(request: web.Request) -> list[Filter]:
    found = []
    for name, value in request.query.items():
        if name in CONDITIONS:
            field, operator = CONDITIONS[name]
            found.append(Filter(field=field, operator=operator, value=value))
        elif name not in OTHERS:
            raise bad(f"{name[:64]!r} is none of {', '.join((*CONDITIONS, 'size', 'after'))}")
    return found


def size_of(request: web.Request) -> int:
    """How much a page is to have."""
    text = request.query.get("size", str(USUAL))
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= MOST):
        raise bad(f"size is a number from 1 to {MOST}")
    return int(text)


def place_of(text: str) -> Place | None:
    """What a page gave as `next`."""
    moment, _, call_id = text.partition("-")
    if not text:
        return None
    if not all(part.isascii() and part.isdecimal() and len(part) < 19 for part in (moment, call_id)):
        raise bad("after is what the page before gave as next")
    return Place(int(moment), int(call_id))


def bad(message: str) -> Refusal:
    """The query cannot be so."""
    return Refusal(HTTPStatus.BAD_REQUEST, "BadRequest", message)
