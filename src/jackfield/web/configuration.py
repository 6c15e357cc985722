"""The door of administration: `/xuc/api/2.0/config/`, JSON for users with the profile Admin alone.

What a change means and whether it can be is decided in the domain; here requests become edits, and refusals answers.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import msgspec
from aiohttp import hdrs, web

from jackfield.domain.access import may_configure
from jackfield.domain.administration import kinds
from jackfield.domain.administration.configuration import Author, Configuration, entries_of, key_of
from jackfield.domain.administration.edits import Configured, Edit, EditRefused, Reason, differences
from jackfield.domain.administration.exporting import as_csv, as_toml
from jackfield.domain.administration.importing import Missing
from jackfield.domain.administration.looking import BadQuestion, Question, looked_up
from jackfield.domain.directory import User
from jackfield.protocol import configuration as wire
from jackfield.protocol.configuration import Problem
from jackfield.protocol.openapi import PREFIX, openapi
from jackfield.web.entrance import Entrance, Refusal
from jackfield.web.json_api import BODY_SECONDS, FILE_SECONDS, NOT_READABLE, answer, body_of, long_body
from jackfield.web.ports import Administration, Engine
from jackfield.web.rest import token_of

STATUS: Mapping[Reason, tuple[HTTPStatus, str]] = MappingProxyType(
    {
        Reason.INVALID: (HTTPStatus.BAD_REQUEST, "InvalidValue"),
        Reason.MISSING: (HTTPStatus.NOT_FOUND, "NotFound"),
        Reason.CONFLICT: (HTTPStatus.CONFLICT, "Conflict"),
        Reason.STALE: (HTTPStatus.PRECONDITION_FAILED, "ChangedMeanwhile"),
        Reason.FAILED: (HTTPStatus.SERVICE_UNAVAILABLE, "NotStored"),
    }
)

LONGEST_FILE = 32 << 20
MOST_DIFFERENCES = 1000

Admitted = Callable[[web.Request, Author], Awaitable[web.Response]]


class ConfigurationDoor:
    """The handlers, to be added to an application with `routes`."""

    def __init__(self, entrance: Entrance, engine: Engine, administration: Administration) -> None:
        self._entrance = entrance
        self._engine = engine
        self._administration = administration
        self._document = msgspec.json.encode(openapi())

    def routes(self) -> list[web.RouteDef]:
        kind = f"{PREFIX}/{{kind:{'|'.join(wire.KINDS)}}}"
        item = f"{kind}/{{key:.+}}"
        return [
            web.get(f"{PREFIX}/openapi.json", self.document),
            web.get(kind, self.admitted(self.list)),
            web.post(kind, self.admitted(self.create)),
            web.get(item, self.admitted(self.get)),
            web.put(item, self.admitted(self.replace)),
            web.patch(item, self.admitted(self.change)),
            web.delete(item, self.admitted(self.delete)),
            web.post(f"{PREFIX}/transactions", self.admitted(self.transact)),
            web.post(f"{PREFIX}/import", self.admitted(self.bring_in)),
            web.get(f"{PREFIX}/export", self.admitted(self.export)),
            web.get(f"{PREFIX}/audit", self.admitted(self.audit)),
        ]

    def admitted(self, handler: Admitted) -> Callable[[web.Request], Awaitable[web.Response]]:
        """A handler for administrators alone, whose refusals are answered."""

        async def admit(request: web.Request) -> web.Response:
            user = self.administrator(request)
            try:
                return await handler(request, Author(login=user.login, door="rest", user_id=user.id))
            except EditRefused as refusal:
                return refused(refusal)
            except BadQuestion as bad:
                return refused(EditRefused(Reason.INVALID, bad.problem))

        return admit

    def administrator(self, request: web.Request) -> User:
        """Who asks. Raises Refusal for anybody who is no administrator."""
        user = self._entrance.by_token(token_of(request))
        if not may_configure(self._engine.rights(user.id)):
            raise Refusal(HTTPStatus.FORBIDDEN, "NotAllowed", "Only administrators may do this.")
        return user

    async def document(self, request: web.Request) -> web.Response:
        """The OpenAPI document."""
        return web.Response(body=self._document, content_type="application/json", charset="utf-8")

    async def list(self, request: web.Request, by: Author) -> web.Response:
        """Some of a kind."""
        question = Question.of(request.match_info["kind"], dict(request.query))
        view, book = self._administration.view(), self._engine.kept_contacts()
        # many are looked through: calls go on meanwhile
        return answer(await asyncio.to_thread(looked_up, view, question, book))

    async def get(self, request: web.Request, by: Author) -> web.Response:
        """One of a kind, with its mark."""
        kind, key = request.match_info["kind"], request.match_info["key"]
        return _shown(self._administration.view(), kind, key)

    async def create(self, request: web.Request, by: Author) -> web.Response:
        """A new one."""
        kind = request.match_info["kind"]
        done = await self._administration.change([Edit(kind=kind, values=await _object(request, kind))], by)
        response = _shown(done.after, kind, done.keys[0], HTTPStatus.CREATED)
        response.headers[hdrs.LOCATION] = f"{PREFIX}/{kind}/{quote(done.keys[0], safe='')}"
        return response

    async def replace(self, request: web.Request, by: Author) -> web.Response:
        """Another state of one."""
        return await self._put(request, by, merge=False)

    async def change(self, request: web.Request, by: Author) -> web.Response:
        """Other values of one."""
        return await self._put(request, by, merge=True)

    async def delete(self, request: web.Request, by: Author) -> web.Response:
        """One less."""
        kind, key = request.match_info["kind"], request.match_info["key"]
        await self._administration.change([Edit(kind=kind, key=key, expected=_expected(request))], by)
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def transact(self, request: web.Request, by: Author) -> web.Response:
        """Several changes, all or none."""
        wanted = await _body(request, wire.Transaction)
        unknown = next((step for step in wanted.steps if step.kind not in wire.KINDS), None)
        if unknown is not None:
            allowed = tuple(wire.KINDS)
            text = f"There is no kind {unknown.kind!r}"
            raise EditRefused(Reason.INVALID, Problem(message=text, field="kind", value=unknown.kind, allowed=allowed))
        edits = [
            Edit(
                kind=step.kind,
                key=step.key,
                values=step.values,
                merge=step.merge,
                expected=step.expected.strip('"'),
                name=step.name,
            )
            for step in wanted.steps
        ]
        done = await self._administration.change(edits, by)
        return _done(done, applied=True)

    async def bring_in(self, request: web.Request, by: Author) -> web.Response:
        """A file; nothing changes before `apply=true`."""
        form = _one_of(request, "form", ("csv", "toml"))
        kind = _one_of(request, "kind", ("", *wire.KINDS))
        apply = _one_of(request, "apply", ("false", "true")) == "true"
        by = msgspec.structs.replace(by, door="import")
        given, missing = await long_body(request, FILE_SECONDS, LONGEST_FILE), _missing(request)
        done = await self._administration.bring_in(given, form, kind, by, apply=apply, missing=missing)
        return _done(done, applied=apply)

    async def export(self, request: web.Request, by: Author) -> web.Response:
        """A file that can be brought in again."""
        form = _one_of(request, "form", ("toml", "csv"))
        kind = _one_of(request, "kind", tuple(wire.KINDS)) if form == "csv" else ""
        view = self._administration.view()
        text = await (asyncio.to_thread(as_csv, view, kind) if kind else asyncio.to_thread(as_toml, view))
        name = f"{kind or 'jackfield'}.{form}"
        return web.Response(
            # a spreadsheet takes CSV for UTF-8 only where it begins so
            body=text.encode("utf-8-sig" if kind else "utf-8"),
            content_type="text/csv" if kind else "application/toml",
            charset="utf-8",
            headers={hdrs.CONTENT_DISPOSITION: f'attachment; filename="{name}"'},
        )

    async def object_of(self, request: web.Request, kind: str) -> dict[str, Any]:
        """The values of a thing of this kind, as a request gives them. Raises EditRefused."""
        return await _object(request, kind)

    async def audit(self, request: web.Request, by: Author) -> web.Response:
        """The books."""
        question = Question.of("", dict(request.query))
        total, items = await self._administration.audit(question.search, question.offset, question.limit)
        return answer(wire.Page(total=total, offset=question.offset, limit=question.limit, items=items))

    async def _put(self, request: web.Request, by: Author, *, merge: bool) -> web.Response:
        kind, key = request.match_info["kind"], request.match_info["key"]
        values = await _object(request, kind)
        edit = Edit(kind=kind, key=key, values=values, merge=merge, expected=_expected(request))
        done = await self._administration.change([edit], by)
        return _shown(done.after, kind, key)


def refused(refusal: EditRefused) -> web.Response:
    """The answer that says what is wrong."""
    status, error = STATUS[refusal.reason]
    current = None if refusal.current is None else kinds.plain(refusal.current)
    body = wire.Refused(error=error, message=str(refusal), problems=refusal.problems, current=current)
    return answer(body, status)


def _shown(configuration: Configuration, kind: str, key: str, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    entry = next((entry for entry in entries_of(configuration, kind) if key_of(kind, entry) == key), None)
    if entry is None:
        raise EditRefused(Reason.MISSING, Problem(message=f"There is no {key!r} in {kind}", kind=kind))
    item = kinds.shown(kind, entry)
    return answer(item, status, {hdrs.ETAG: f'"{kinds.mark_of(item)}"'})


def _done(done: Configured, *, applied: bool) -> web.Response:
    found = differences(done.before, done.after)
    shown = tuple(found[:MOST_DIFFERENCES])
    gone = sum(one.after is None for one in found)
    keys = done.keys[:MOST_DIFFERENCES]
    return answer(wire.Done(keys=keys, differences=shown, total=len(found), deletions=gone, applied=applied))


def _missing(request: web.Request) -> Missing | None:
    """What the file does not have is deleted: only as many things as whoever asks has seen."""
    if _one_of(request, "deleteMissing", ("false", "true")) == "false":
        return None
    most = request.query.get("deletions", "0")
    if not (most.isascii() and most.isdigit() and len(most) < 10):
        text = "deletions: how many things may be deleted"
        raise EditRefused(Reason.INVALID, Problem(message=text, field="deletions", value=most))
    return Missing(int(most))


def _one_of(request: web.Request, name: str, allowed: tuple[str, ...]) -> str:
    """A parameter of the address that takes a few words, the first of them when it is left out."""
    value = request.query.get(name, allowed[0])
    if value not in allowed:
        text = f"{name}: one of {', '.join(filter(None, allowed))}"
        raise EditRefused(Reason.INVALID, Problem(message=text, field=name, value=value, allowed=allowed))
    return value


def _expected(request: web.Request) -> str:
    """The one state that may be changed; empty: any."""
    return request.headers.get(hdrs.IF_MATCH, "").removeprefix("W/").strip('"')


async def _object(request: web.Request, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = await _body(request, dict[str, Any], kind)
    return found


async def _body(request: web.Request, wanted: type[Any], kind: str = "") -> Any:  # noqa: ANN401 - of the type wanted
    try:
        return msgspec.json.decode(await body_of(request, BODY_SECONDS), type=wanted)
    except NOT_READABLE as error:
        raise EditRefused(Reason.INVALID, Problem(message=f"The body: {error}", kind=kind)) from None
