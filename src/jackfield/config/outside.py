"""The settings of what other systems ask, are told, and tell: REST 1.0, the webhook, directories of others."""

from typing import Annotated, Any

from msgspec import Meta, field

from jackfield.config.section import Count, Seconds, Section

SOURCE_NAME = "^(?!internal$|personal$|contacts$)[A-Za-z0-9_-]{1,40}$"
"""What a source of contacts may be called; three names are taken."""


class Sites(Section, frozen=True, kw_only=True):
    """Other servers (a CRM, say) that act for users by REST 1.0, without the users' passwords."""

    keys: Annotated[
        tuple[Annotated[str, Meta(min_length=16)], ...],
        Meta(description="Keys, one of which they send as `X-Api-Key`; 16 characters or more."),
    ] = ()
    keys_file: Annotated[str, Meta(description="File with such keys, one a line; lines with `#` are comments.")] = ""
    trusted: Annotated[
        tuple[str, ...], Meta(description="Addresses or networks from which no key is asked; this machine at first.")
    ] = ("127.0.0.0/8", "::1")


class Webhooks(Section, frozen=True, kw_only=True):
    """Other servers that are told of phone events and states by HTTP."""

    urls: Annotated[tuple[str, ...], Meta(description="Where to post to (`api.eventUrl`).")] = ()
    secret: Annotated[
        str, Meta(description="What requests are signed with; `whsec_` and base64, or a text; better kept in a file.")
    ] = ""
    secret_file: Annotated[
        str, Meta(description="File with the secret; with several, one a line, requests are signed with each.")
    ] = ""
    keep_hours: Annotated[Seconds, Meta(description="How long something is tried before it is given up.")] = 24.0
    max_waiting: Annotated[
        Count, Meta(description="Events that wait for one receiver at most; beyond, the oldest are given up.")
    ] = 100_000
    timeout_seconds: Annotated[Seconds, Meta(description="How long a receiver has to answer.")] = 10.0

    @property
    def secrets(self) -> tuple[str, ...]:
        """All of them, once they are read from the file."""
        return tuple(filter(None, self.secret.splitlines()))


class PluginSection(Section, frozen=True, kw_only=True):
    """An integration with code: a plug-in, run in a process of its own. One table for each, NAME is yours to choose.

    What the plug-in itself is to know is in `[integrations.NAME.settings]`; its manual says what. A text there may be
    kept in a file: `user_token = { file = "/etc/jackfield/glpi-token" }`, whose first line counts.
    """

    use: Annotated[
        str, Meta(description="Which plug-in: `webhook`, `glpi`, `zammad`, or one that is installed; empty: NAME.")
    ] = ""
    on: Annotated[bool, Meta(description="Whether it runs.")] = True
    queues: Annotated[tuple[str, ...], Meta(description="Only calls of these queues; none: of all.")] = ()
    outbound: Annotated[bool, Meta(description="Also calls that agents make.")] = False
    time_limit_seconds: Annotated[
        Seconds, Meta(description="How long it may take for an event; then its process is ended and begun again.")
    ] = 10.0
    at_once: Annotated[Count, Meta(description="Events of different calls that it handles at the same time.")] = 4
    max_waiting: Annotated[Count, Meta(description="Events that wait for it at most; further ones are dropped.")] = 1000
    memory_megabytes: Annotated[int, Meta(ge=64, description="Address space that its process may have.")] = 1024
    settings: Annotated[dict[str, Any], Meta(description="What the plug-in is to know.")] = field(default_factory=dict)


class CsvContacts(Section, frozen=True, kw_only=True):
    """Contacts from a CSV file, read again when it changes."""

    file: Annotated[str, Meta(description="The file; empty for none.")] = ""
    name: Annotated[str, Meta(description="What the source is called in results.", pattern=SOURCE_NAME)] = "csv"
    encoding: Annotated[str, Meta(description="Its encoding; empty: UTF-8, or what it begins with says.")] = ""
    columns: Annotated[
        tuple[str, ...],
        Meta(description="Columns that have other names than usual, `COLUMN=FIELD` each, such as `Durchwahl=number`."),
    ] = ()


class SqlContacts(Section, frozen=True, kw_only=True):
    """Contacts from a SQL database of somebody else, by a query that only reads."""

    url: Annotated[
        str, Meta(description="The database, such as `postgresql://user:password@host/name`; empty for none.")
    ] = ""
    query: Annotated[
        str, Meta(description="A SELECT whose columns are named `firstname`, `lastname`, `number` and so on.")
    ] = ""
    name: Annotated[str, Meta(description="What the source is called in results.", pattern=SOURCE_NAME)] = "sql"
    columns: Annotated[tuple[str, ...], Meta(description="As in `[csv_contacts]`.")] = ()
    refresh_seconds: Annotated[Seconds, Meta(description="How often it is asked.")] = 300.0


class LdapContacts(Section, frozen=True, kw_only=True):
    """Contacts from an LDAP directory (`pip install 'jackfield[ldap]'`)."""

    url: Annotated[
        str, Meta(description="`ldap://host` or `ldaps://host`; empty for none.", pattern="^(|ldaps?://.+)$")
    ] = ""
    base: Annotated[str, Meta(description="Below which entry to search, such as `ou=people,dc=example,dc=org`.")] = ""
    filter: Annotated[str, Meta(description="Which entries are people.")] = "(objectClass=person)"
    bind_dn: Annotated[str, Meta(description="Who logs in there; empty: nobody does.")] = ""
    password: Annotated[str, Meta(description="His password; better kept in a file (`password_file`).")] = ""
    password_file: Annotated[str, Meta(description="File whose first line is the password.")] = ""
    start_tls: Annotated[bool, Meta(description="Encrypt an `ldap://` connection.")] = False
    ca_file: Annotated[str, Meta(description="Certificates that are believed; empty: those of the system.")] = ""
    name: Annotated[str, Meta(description="What the source is called in results.", pattern=SOURCE_NAME)] = "ldap"
    columns: Annotated[tuple[str, ...], Meta(description="Other attributes, `ATTRIBUTE=FIELD` each.")] = ()
    refresh_seconds: Annotated[Seconds, Meta(description="How often it is read.")] = 600.0
