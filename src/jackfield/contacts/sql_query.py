"""Contacts from a SQL database of somebody else: one query whose columns are named like fields. Nothing is written."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from asyncpg import PostgresError
from sqlalchemy import exc, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from jackfield.contacts.source import SourceError, contact_of, field_of, unique
from jackfield.domain.entries import Contact

AT_ONCE = 500
PATIENCE_SECONDS = 120.0
DRIVERS = {"postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
"""Drivers that are there; for another database its URL names one that is installed (`mysql+aiomysql`)."""


class SqlQuery:
    """A query; see `Source`. It is asked anew every `refresh_seconds`."""

    def __init__(self, name: str, url: str, query: str, refresh_seconds: float, columns: Mapping[str, str]) -> None:
        self.name = name
        try:
            made = make_url(url)
        except exc.ArgumentError:
            raise SourceError("the URL of the SQL database cannot be read") from None
        self._url = made.set(drivername=DRIVERS.get(made.drivername, made.drivername))
        self._query = query
        self._refresh_seconds = refresh_seconds
        self._columns = columns

    async def read(self) -> list[Contact]:
        """What the query finds."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                if self._url.get_backend_name() == "sqlite":
                    return await asyncio.to_thread(self._found_in_file)
                return await self._found()
        except TimeoutError:
            raise SourceError(f"{self._shown} did not answer within {PATIENCE_SECONDS:g} s") from None
        except exc.DBAPIError as error:
            raise SourceError(f"{self._shown}: {error.orig}") from None
        except (exc.SQLAlchemyError, PostgresError, sqlite3.Error, ImportError) as error:
            raise SourceError(f"{self._shown}: {error}") from None
        except OSError as error:
            raise SourceError(f"{self._shown} cannot be reached: {error.strerror or type(error).__name__}") from None

    async def wait(self) -> None:
        """For a while: a database tells nobody that it has changed."""
        await asyncio.sleep(self._refresh_seconds)

    @property
    def _shown(self) -> str:
        return self._url.set(query={}).render_as_string(hide_password=True)

    def _found_in_file(self) -> list[Contact]:
        path = Path(self._url.database or "").absolute().as_uri()
        with closing(sqlite3.connect(f"{path}?mode=ro", uri=True)) as connection:
            cursor = connection.execute(self._query)
            fields = self._fields([column[0] for column in cursor.description or ()])
            return unique(self._contacts(fields, cursor))

    async def _found(self) -> list[Contact]:
        found: list[Contact | None] = []
        async with self._reading() as connection:
            result = await connection.stream(text(self._query))
            fields = self._fields(tuple(result.keys()))
            async for part in result.partitions(AT_ONCE):
                found += self._contacts(fields, part)
                await asyncio.sleep(0)
        return unique(found)

    def _fields(self, names: Sequence[str]) -> list[str]:
        fields = [field_of(name, self._columns) for name in names]
        if not any(fields):
            raise SourceError(f"{self._shown}: no column of the query is named like a field of a contact")
        return fields

    def _contacts(self, fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[Contact | None]:
        for row in rows:
            cells = {field: str(cell) for field, cell in zip(fields, row, strict=True) if cell is not None}
            yield contact_of(self.name, cells)

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction in which nothing can be written."""
        engine = create_async_engine(self._url, poolclass=NullPool)
        try:
            async with engine.connect() as connection:
                if self._url.get_backend_name() == "postgresql":
                    connection = await connection.execution_options(postgresql_readonly=True)
                else:
                    await connection.execute(text("SET TRANSACTION READ ONLY"))
                yield connection
        finally:
            await engine.dispose()
