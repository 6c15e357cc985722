"""When agents were logged in and paused, in pages or as a table (CSV): `/xuc/api/2.0/history/agents/ID/sessions`.

Who asks is known by his token: an agent gets his own, a supervisor those of his groups, administrators all.
"""

from aiohttp import web

from jackfield.domain.past import agent_reports
from jackfield.domain.past.agent_times import TimeKind, TimesWanted
from jackfield.domain.results import Refused
from jackfield.web.entrance import Entrance
from jackfield.web.errands import refusal_of
from jackfield.web.history import MOST, bad, lines, size_of
from jackfield.web.json_api import answer
from jackfield.web.ports import TimesArchive, TimesPage
from jackfield.web.rest import token_of

MOST_PAGES = 200
"""Of a table."""

START = r"/xuc/api/2.0/history/agents/{agent:\d{1,9}}/"
ALLOWED = frozenset({"from", "to", "size", "after", "token"})


class AgentTimesDoor:
    """The handlers, to be added to an application with `routes`."""

    def __init__(self, entrance: Entrance, archive: TimesArchive) -> None:
        self._entrance = entrance
        self._archive = archive

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(f"{START}{{kind:sessions|pauses}}", self.page, allow_head=False),
            web.get(f"{START}{{kind:sessions|pauses}}.csv", self.table, allow_head=False),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """`{times, next}`; `next`, where there is one, is given as `after` for the page that follows."""
        page = await self._found(request, size_of(request), _after(request))
        return answer({"times": page.times, "next": None if page.next is None else str(page.next)})

    async def table(self, request: web.Request) -> web.Response:
        """All of them, a line each."""
        kind, after = TimeKind(request.match_info["kind"]), None
        parts = [b"\xef\xbb\xbf" + lines([agent_reports.COLUMNS[kind]])]
        for _ in range(MOST_PAGES):
            page = await self._found(request, MOST, after)
            parts.append(lines(agent_reports.row(time) for time in page.times))
            after = page.next
            if after is None:
                break
        return web.Response(
            body=b"".join(parts),
            headers={
                "Content-Type": "text/csv; charset=utf-8; header=present",
                "Content-Disposition": f'attachment; filename="{kind}.csv"',
            },
        )

    async def _found(self, request: web.Request, size: int, after: int | None) -> TimesPage:
        user = self._entrance.by_token(token_of(request))
        for name in request.query:
            if name not in ALLOWED:
                raise bad(f"{name[:64]!r} is none of from, to, size, after")
        wanted = TimesWanted(
            kind=TimeKind(request.match_info["kind"]),
            agent_id=int(request.match_info["agent"]),
            size=size,
            before=after,
        )
        try:
            return await self._archive.agent_times(user.id, wanted, request.query.get("from"), request.query.get("to"))
        except Refused as refused:
            raise refusal_of(refused.code, refused.text) from None


def _after(request: web.Request) -> int | None:
    text = request.query.get("after", "")
    if text and not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise bad("after is what the page before gave as next")
    return int(text) if text else None
