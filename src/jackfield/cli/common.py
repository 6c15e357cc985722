"""What the commands of the terminal share: the configuration, the storage it names, and how a command fails."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from jackfield.config import Config
    from jackfield.storage.sql import SqlStorage

ConfigOption = Annotated[Path | None, typer.Option("--config", help="Configuration file (TOML).")]
DataOption = Annotated[Path | None, typer.Option("--data", help="Data directory; overrides the configuration.")]


def fail(text: str) -> NoReturn:
    """End with a message for people, and the exit code of a wrong use or state."""
    typer.echo(f"jackfield: {text}", err=True)
    raise typer.Exit(2)


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine on uvloop until it ends or is interrupted."""
    import uvloop

    try:
        uvloop.run(work)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def configured(path: Path | None, data: Path | None, **server: str | int | None) -> "Config":
    """The configuration with the command line's words over it."""
    from msgspec import structs

    from jackfield.config.file import ConfigError, load

    try:
        config = load(path, os.environ)
    except ConfigError as error:
        fail(str(error))
    given = {key: value for key, value in server.items() if value is not None}
    if data is not None:
        config = structs.replace(config, storage=structs.replace(config.storage, data=str(data)))
    return structs.replace(config, server=structs.replace(config.server, **given))


StorageWork = Callable[["SqlStorage"], Awaitable[None]]


async def _with_storage(config: "Config", work: "StorageWork") -> None:
    from jackfield.app import storage_of

    storage: SqlStorage = storage_of(config)
    await storage.open()
    try:
        await work(storage)
    finally:
        await storage.close()


def named(config: Path | None, data: Path | None) -> "Config":
    """The configuration, which says where the data are."""
    settings = configured(config, data)
    if not settings.storage.data and not settings.storage.url:
        fail("name the data: --data DIR, or [storage] in the configuration")
    return settings


def on_storage(config: Path | None, data: Path | None, work: "StorageWork") -> None:
    from jackfield.domain.directory import DirectoryError
    from jackfield.storage.errors import StorageError

    settings = named(config, data)
    try:
        asyncio.run(_with_storage(settings, work))
    except (StorageError, DirectoryError) as error:
        fail(str(error))
