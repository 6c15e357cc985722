"""The sources of contacts that the configuration names. Values in, sources out; nothing is read yet."""

from pathlib import Path

from jackfield.config import Config
from jackfield.contacts.csv_file import CsvFile
from jackfield.contacts.ldap_directory import LdapAccess, LdapDirectory
from jackfield.contacts.source import Source, columns_of
from jackfield.contacts.sql_query import SqlQuery


def sources_of(config: Config) -> list[Source]:
    """In the order in which they are searched. Raises ValueError for columns that are none, SourceError for a URL."""
    csv, sql, ldap = config.csv_contacts, config.sql_contacts, config.ldap_contacts
    found: list[Source] = []
    if csv.file:
        found.append(CsvFile(csv.name, Path(csv.file), csv.encoding, columns_of(csv.columns)))
    if sql.url:
        found.append(SqlQuery(sql.name, sql.url, sql.query, sql.refresh_seconds, columns_of(sql.columns)))
    if ldap.url:
        access = LdapAccess(
            url=ldap.url,
            base=ldap.base,
            filter=ldap.filter,
            bind_dn=ldap.bind_dn,
            password=ldap.password,
            start_tls=ldap.start_tls,
            ca_file=ldap.ca_file,
        )
        found.append(LdapDirectory(ldap.name, access, ldap.refresh_seconds, columns_of(ldap.columns)))
    return found
