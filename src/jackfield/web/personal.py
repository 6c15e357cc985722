"""The REST of a user's own contacts: list, create, read, update, delete, CSV in and out (protocol sections 5.3, 13).

/xuc/api/2.0/contact/personal            GET, POST, DELETE (all)
/xuc/api/2.0/contact/personal/ID         GET, PUT, DELETE
/xuc/api/2.0/contact/display/personal    GET: as DirectoryResult shows them
/xuc/api/2.0/contact/export/personal     GET: CSV
/xuc/api/2.0/contact/import/personal     POST: CSV
"""

import secrets
from collections.abc import Mapping
from http import HTTPStatus

import msgspec
from aiohttp import web

from jackfield.domain.directory import User
from jackfield.domain.entries import Contact
from jackfield.domain.people.contacts_csv import CsvError, rows, text_of, written
from jackfield.domain.people.personal_contacts import MOST, contact_of, told
from jackfield.domain.results import Refused
from jackfield.web.entrance import Entrance, Refusal
from jackfield.web.errands import plainly
from jackfield.web.json_api import NOT_READABLE, answer, body_of
from jackfield.web.ports import Engine, PersonalContacts
from jackfield.web.rest import token_of

BASE = "/xuc/api/2.0/contact"
IMPORT_BYTES = 4 << 20
MOST_ERRORS = 100
"""Lines that are told as wrong in one answer."""


class PersonalDoor:
    """The handlers, to be added to an application with `routes`."""

    def __init__(self, contacts: PersonalContacts, engine: Engine, entrance: Entrance, body_seconds: float) -> None:
        self._contacts = contacts
        self._engine = engine
        self._entrance = entrance
        self._body_seconds = body_seconds

    def routes(self) -> list[web.RouteDef]:
        one, every = f"{BASE}/personal/{{id}}", f"{BASE}/personal"
        return [
            web.get(every, plainly(self.list), allow_head=False),
            web.post(every, plainly(self.create)),
            web.delete(every, plainly(self.delete_all)),
            web.get(one, plainly(self.read), allow_head=False),
            web.put(one, plainly(self.update)),
            web.delete(one, plainly(self.delete)),
            web.get(f"{BASE}/display/personal", plainly(self.display), allow_head=False),
            web.get(f"{BASE}/export/personal", plainly(self.export), allow_head=False),
            web.post(f"{BASE}/import/personal", plainly(self.take_in)),
        ]

    async def list(self, request: web.Request) -> web.Response:
        """All of them: `{"items": [...]}`."""
        own = self._contacts.of(self._user(request).id)
        return answer({"items": [told(contact) for contact in own]})

    async def create(self, request: web.Request) -> web.Response:
        """A new one; 201 with its id."""
        user = self._user(request)
        contact = contact_of(new_id(), await self._object(request))
        await self._contacts.put(user.id, (contact,))
        return answer(told(contact), HTTPStatus.CREATED)

    async def read(self, request: web.Request) -> web.Response:
        """One of them."""
        return answer(told(self._contacts.get(self._user(request).id, request.match_info["id"])))

    async def update(self, request: web.Request) -> web.Response:
        """Other fields for one of them; those that are not given are empty."""
        user = self._user(request)
        contact = contact_of(request.match_info["id"], await self._object(request))
        await self._contacts.put(user.id, (contact,), known=True)
        return answer(told(contact))

    async def delete(self, request: web.Request) -> web.Response:
        """One less."""
        await self._contacts.remove(self._user(request).id, (request.match_info["id"],))
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def delete_all(self, request: web.Request) -> web.Response:
        """None any more."""
        user = self._user(request)
        await self._contacts.remove(user.id, [contact.id for contact in self._contacts.of(user.id)])
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def display(self, request: web.Request) -> web.Response:
        """As a client shows contacts it has searched: `{"headers": [...], "entries": [...]}`."""
        user = self._user(request)
        return answer(self._engine.show(user.id, self._contacts.of(user.id)))

    async def export(self, request: web.Request) -> web.Response:
        """A file for spreadsheets, and for `import`."""
        own = self._contacts.of(self._user(request).id)
        headers = {"Content-Disposition": 'attachment; filename="contacts.csv"'}
        return web.Response(body=written(own), content_type="text/csv", charset="utf-8", headers=headers)

    async def take_in(self, request: web.Request) -> web.Response:
        """Contacts from a file: what is right is added at once, what is not is told line by line.

        `{"created": [...], "failed": [{"line": 3, "errors": ["..."]}]}`; 400 when nothing could be taken.
        """
        user = self._user(request)
        created, failed = _contacts_in(await self._file(request))
        if not created:
            first = f": line {failed[0]['line']}: {failed[0]['errors']}" if failed else ""
            raise Refusal(HTTPStatus.BAD_REQUEST, "InvalidCsv", f"There is no contact in the file{first}")
        await self._contacts.put(user.id, created)
        return answer({"created": [told(contact) for contact in created], "failed": failed}, HTTPStatus.CREATED)

    def _user(self, request: web.Request) -> User:
        return self._entrance.by_token(token_of(request))

    async def _file(self, request: web.Request) -> bytes:
        larger = request.clone(client_max_size=IMPORT_BYTES)
        return await body_of(larger, self._body_seconds)

    async def _object(self, request: web.Request) -> Mapping[str, object]:
        try:
            return msgspec.json.decode(await body_of(request, self._body_seconds), type=dict[str, object])
        except NOT_READABLE:
            text = "The body must be a JSON object with the fields of a contact."
            raise Refusal(HTTPStatus.BAD_REQUEST, "InvalidJson", text) from None


def new_id() -> str:
    """An id that no other contact has."""
    return secrets.token_hex(12)


def _contacts_in(content: bytes) -> tuple[list[Contact], list[dict[str, object]]]:
    created: list[Contact] = []
    failed: list[dict[str, object]] = []
    try:
        for row in rows(text_of(content)):
            try:
                created.append(contact_of(new_id(), row.cells))
            except Refused as refused:
                if len(failed) < MOST_ERRORS:
                    failed.append({"line": row.line, "errors": [refused.text]})
            if len(created) > MOST:
                text = f"The file has more than {MOST} contacts"
                raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "RequestTooLarge", text)
    except CsvError as error:
        raise Refusal(HTTPStatus.BAD_REQUEST, "InvalidCsv", f"The file cannot be read: {error}") from None
    return created, failed
