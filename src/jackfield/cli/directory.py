"""The commands about everything that is configured, as files: `jackfield directory import`, `check`, `export`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jackfield.cli.administering import administer, at_the_terminal
from jackfield.cli.common import ConfigOption, DataOption, fail

if TYPE_CHECKING:
    from jackfield.keeping.administration import Administration

directory = typer.Typer(no_args_is_help=True, help="Users, lines, agents, queues and the rest, as files.")

FileArgument = Annotated[Path, typer.Argument(help="A .csv or .toml file; - is standard input or output.")]
KindOption = Annotated[str, typer.Option(help="What a CSV is about: users, lines, agents, queues, ...")]


@directory.command("import")
def directory_import(
    file: FileArgument,
    apply: Annotated[bool, typer.Option("--apply", help="Change it; else only the difference is shown.")] = False,
    kind: KindOption = "",
    delete_missing: Annotated[
        bool, typer.Option("--delete-missing", help="Delete what the file does not have, of the kinds that it has.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Delete without a question, together with --apply.")] = False,
    config: ConfigOption = None,
    data: DataOption = None,
) -> None:
    """Bring users, lines, queues and more in from a file, all rows or none; a running server follows at once."""
    _bring_in(file, kind, config, data, apply=apply, most_deleted=(None if yes else 0) if delete_missing else -1)


@directory.command("check")
def directory_check(
    file: FileArgument, kind: KindOption = "", config: ConfigOption = None, data: DataOption = None
) -> None:
    """Say what is wrong with a file; changes nothing."""
    _bring_in(file, kind, config, data, apply=False, quiet=True)


@directory.command("export")
def directory_export(
    file: FileArgument, kind: KindOption = "", config: ConfigOption = None, data: DataOption = None
) -> None:
    """Write everything to a TOML file, or one kind (`--kind`, default users) to a CSV; `-` is standard output."""

    async def work(administration: "Administration") -> None:
        from jackfield.domain.administration.exporting import as_csv, as_toml

        known = await administration.whole()
        plain = str(file) == "-"
        csv = kind != "" or file.suffix.lower() == ".csv"
        text = as_csv(known, kind or "users") if csv else as_toml(known)
        if plain:
            sys.stdout.buffer.write(text.encode())
            return
        try:
            file.write_text(text, encoding="utf-8-sig" if csv else "utf-8", newline="")
        except OSError as error:
            fail(f"{file}: {error.strerror}")

    administer(config, data, work)


def _bring_in(
    file: Path,
    kind: str,
    config: Path | None,
    data: Path | None,
    *,
    apply: bool,
    quiet: bool = False,
    most_deleted: int | None = -1,
) -> None:
    """`most_deleted`: -1: what is missing stays; 0: it is only shown; None: it goes."""
    try:
        given = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        fail(f"{file}: {error.strerror}")
    form = "toml" if file.suffix.lower() == ".toml" else "csv"

    async def work(administration: "Administration") -> None:
        from jackfield.domain.administration.edits import EditRefused, differences
        from jackfield.domain.administration.importing import Missing
        from jackfield.domain.administration.telling import told

        by, missing = at_the_terminal("import"), None if most_deleted == -1 else Missing(most_deleted)
        try:
            done = await administration.bring_in(given, form, kind, by, apply=apply, missing=missing)
        except EditRefused as refusal:
            if refusal.problems[0].field == "deletions":
                fail(f"{refusal}: look at it without --apply, then say --yes")
            raise
        found = differences(done.before, done.after)
        if not quiet:
            for line in told(found):
                typer.echo(line)
        what = "changed" if apply else "would change"
        typer.echo(f"{file}: {len(done.keys)} rows, {len(found)} things {what}")

    administer(config, data, work)
