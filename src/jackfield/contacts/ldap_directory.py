"""Contacts from an LDAP directory, read in pages by a thread of its own; needs the extra `jackfield[ldap]`."""

import asyncio
import ssl
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from jackfield.contacts.source import SourceError, contact_of, field_of, unique
from jackfield.domain.entries import Contact

PAGE = 500
CONNECT_SECONDS = 10
ANSWER_SECONDS = 60

ATTRIBUTES: Mapping[str, str] = {
    "givenname": "firstname", "sn": "lastname", "o": "company", "company": "company", "telephonenumber": "number",
    "mobile": "mobile", "facsimiletelephonenumber": "fax", "mail": "email",
}  # fmt: skip
"""What directories call the fields; `displayName` and `cn` are left to who configures them."""


class LdapAccess(msgspec.Struct, frozen=True, kw_only=True):
    """Where and how. `url` begins with `ldap://` or `ldaps://`; without a `bind_dn` nobody logs in."""

    url: str
    base: str
    filter: str = "(objectClass=person)"
    bind_dn: str = ""
    password: str = ""
    start_tls: bool = False
    ca_file: str = ""


class LdapDirectory:
    """A directory; see `Source`. It is read anew every `refresh_seconds`."""

    def __init__(self, name: str, access: LdapAccess, refresh_seconds: float, columns: Mapping[str, str]) -> None:
        self.name = name
        self._access = access
        self._refresh_seconds = refresh_seconds
        self._fields = {**ATTRIBUTES, **columns}

    async def read(self) -> list[Contact]:
        """Whom the filter finds below the base."""
        return await asyncio.to_thread(self._read)

    async def wait(self) -> None:
        """For a while."""
        await asyncio.sleep(self._refresh_seconds)

    def _read(self) -> list[Contact]:
        try:
            from ldap3.core.exceptions import LDAPException
        except ImportError:
            raise SourceError("LDAP needs a library: pip install 'jackfield[ldap]'") from None
        try:
            return unique(self._entries())
        except (LDAPException, OSError, ssl.SSLError) as error:
            said = str(error).replace(self._access.password, "***") if self._access.password else str(error)
            raise SourceError(f"{self._access.url}: {said or type(error).__name__}") from None

    def _entries(self) -> Iterator[Contact | None]:
        import ldap3

        access = self._access
        tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=access.ca_file or None)
        server = ldap3.Server(access.url, get_info=ldap3.NONE, connect_timeout=CONNECT_SECONDS, tls=tls)
        connection = ldap3.Connection(
            server,
            user=access.bind_dn or None,
            password=access.password or None,
            read_only=True,
            receive_timeout=ANSWER_SECONDS,
            raise_exceptions=True,
        )
        try:
            connection.open()
            if access.start_tls:
                connection.start_tls()
            connection.bind()
            found = connection.extend.standard.paged_search(
                access.base, access.filter, attributes=list(self._fields), paged_size=PAGE, generator=True
            )
            for entry in found:
                if entry["type"] == "searchResEntry":
                    yield self._contact(entry)
            if connection.result["result"]:  # it ends so at a limit of the server's, without an exception
                raise SourceError(f"{access.url} gave only a part: {connection.result['description']}")
        finally:
            connection.unbind()

    def _contact(self, entry: Mapping[str, Any]) -> Contact | None:
        cells: dict[str, str] = {}
        for attribute, values in entry["raw_attributes"].items():
            field = self._fields.get(attribute.lower()) or field_of(attribute, self._fields)
            if values and field:
                cells.setdefault(field, values[0].decode(errors="replace"))
        if not cells:
            return None
        cells.setdefault("id", entry["dn"])
        return contact_of(self.name, cells)
