"""The commands that copy, put back, show and forget what is kept: `jackfield backup`, `restore`, `privacy`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jackfield.cli.common import ConfigOption, DataOption, fail, named, on_storage

if TYPE_CHECKING:
    from jackfield.config import Config
    from jackfield.storage.sql import SqlStorage

privacy = typer.Typer(no_args_is_help=True, help="What is kept of one telephone number.")


def backup(
    file: Annotated[Path, typer.Argument(help="The new file. It holds secrets: keep it as safe as the data.")],
    config: ConfigOption = None,
    data: DataOption = None,
) -> None:
    """Write a copy of the database, also while the server runs."""
    from jackfield.app import storage_of
    from jackfield.storage.backup import backup as copy
    from jackfield.storage.errors import StorageError

    try:
        copy(storage_of(named(config, data)).url, file)  # not opened: that would bring its schema up to date
    except StorageError as error:
        fail(str(error))
    typer.echo(f"written: {file}")


def restore(
    file: Annotated[Path, typer.Argument(help="What `jackfield backup` wrote.")],
    config: ConfigOption = None,
    data: DataOption = None,
) -> None:
    """Put a copy in the place of the database. The server must not run."""
    from jackfield.app import StartError, locked, storage_of
    from jackfield.storage.backup import restore as put_back
    from jackfield.storage.errors import StorageError

    settings = named(config, data)
    try:
        with locked(_folder(settings)):
            put_back(storage_of(settings).url, file)
    except (StartError, StorageError) as error:
        fail(str(error))
    typer.echo(f"restored: {file}")


@privacy.command("export")
def privacy_export(number: str, config: ConfigOption = None, data: DataOption = None) -> None:
    """Print everything that is kept of a number, by table, as JSON."""
    import msgspec

    settings = named(config, data)

    async def work(storage: "SqlStorage") -> None:
        rows = await storage.rows_about(number, settings.telephony.international_prefix)
        typer.echo(msgspec.json.format(msgspec.json.encode(rows)).decode())

    on_storage(config, data, work)


@privacy.command("erase")
def privacy_erase(
    number: str,
    config: ConfigOption = None,
    data: DataOption = None,
    contacts: Annotated[bool, typer.Option("--contacts", help="Delete contacts with this number, too.")] = False,
) -> None:
    """Forget a number: calls stay without it, callbacks go. The server must not run: if it does, use /admin."""
    from jackfield.app import StartError, locked
    from jackfield.domain.administration.configuration import Author
    from jackfield.domain.people.number_texts import NumberWanted
    from jackfield.storage.journal import JournalFile

    settings = named(config, data)
    folder, prefix = _folder(settings), settings.telephony.international_prefix

    async def work(storage: "SqlStorage") -> None:
        erased = await storage.forget_number(number, prefix, Author(login="", door="terminal"), contacts=contacts)
        for table, count in erased.counts.items():
            typer.echo(f"{table}: {count}")
        for name in erased.recordings:
            typer.echo(f"to be deleted on the PBX: {name}")
        journal = JournalFile(folder / "journal.json")
        entries, within = journal.read(), NumberWanted.of(number, prefix).within
        kept = {key: text for key, text in entries.items() if not (within(key) or within(text))}
        if kept != entries:
            journal.keep(kept)
            journal.write()
            typer.echo(f"journal: {len(entries) - len(kept)}")

    try:
        with locked(folder):
            on_storage(config, data, work)
    except StartError as error:
        fail(str(error))


def _folder(settings: "Config") -> Path:
    """The data directory: a server that runs keeps it locked, wherever its database is."""
    if not settings.storage.data:
        fail("name the data directory, too: --data DIR, or [storage] data in the configuration")
    return Path(settings.storage.data)
