"""The steps lead to the tables the program works with, and the names of the steps are those Alembic finds."""

import runpy
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect

from jackfield.storage import (
    migrations,
    outside_schema,  # noqa: F401  its tables are compared, too
    profile_schema,  # noqa: F401
)
from jackfield.storage.database import address, make_engine
from jackfield.storage.schema import metadata
from jackfield.storage.sql import SqlStorage
from tests.house.tree import ROOT
from tests.support.postgresql import PostgresServer


def described(connection: Connection) -> dict[str, object]:
    """What the database itself says of its tables, in an order of its own."""
    seen = inspect(connection)
    return {
        name: (
            {column["name"]: (str(column["type"]), column["nullable"], column["default"]) for column in columns},
            seen.get_pk_constraint(name),
            sorted(map(repr, seen.get_foreign_keys(name))),
            sorted(map(repr, seen.get_unique_constraints(name))),
            sorted(map(repr, seen.get_indexes(name))),
        )
        for name in seen.get_table_names()
        if (columns := seen.get_columns(name)) and name != "alembic_version"
    }


async def test_the_steps_make_the_tables_of_the_schema_on_postgresql(postgresql: PostgresServer) -> None:
    made, fresh = (make_engine(address(postgresql.new_database(made=steps))) for steps in (True, False))
    async with made.begin() as connection, fresh.begin() as other:
        await other.run_sync(metadata.create_all)
        assert await connection.run_sync(described) == await other.run_sync(described)
        options = {"target_metadata": metadata, "compare_type": True}
        found = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts=options), metadata)
        )
        assert found == []
    await made.dispose()
    await fresh.dispose()


async def test_the_steps_make_the_tables_of_the_schema(tmp_path: Path) -> None:
    storage = SqlStorage.in_directory(tmp_path)
    await storage.open()
    await storage.close()
    engine = create_engine(f"sqlite:///{storage.url.database}")
    fresh = create_engine("sqlite://")
    with engine.connect() as connection, fresh.connect() as other:
        metadata.create_all(other)
        assert described(connection) == described(other)
        # Defaults are compared above: Alembic takes an empty text for none.
        context = MigrationContext.configure(connection, opts={"target_metadata": metadata, "compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()
    fresh.dispose()


def test_the_named_revisions_are_all_there_are_in_one_line() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    assert tuple(script.revision for script in reversed(list(scripts.walk_revisions()))) == migrations.REVISIONS
    assert scripts.get_heads() == [migrations.NEWEST]


def test_the_picture_of_the_tables_is_that_of_the_schema() -> None:
    made = runpy.run_path(str(ROOT / "docs/pictures/schema.py"))["picture"]()
    assert made == (ROOT / "docs/pictures/schema.svg").read_text(encoding="utf-8"), "make reference"
