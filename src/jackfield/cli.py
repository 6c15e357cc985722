"""The command line: `jackfield serve`, `jackfield trace replay FILE`, ... One function a command.

Each command imports what it needs when it runs, so that `jackfield --help` and the start of the server stay quick.
"""

import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jackfield import __version__
from jackfield.cli_common import ConfigOption, DataOption, configured, fail, on_storage, run
from jackfield.cli_doctor import doctor
from jackfield.cli_keeping import backup, privacy, restore

if TYPE_CHECKING:
    from jackfield.administration import Administration
    from jackfield.config import Config
    from jackfield.domain.administration.configuration import Author
    from jackfield.storage.sql import SqlStorage
    from jackfield.telephony.asterisk.site import Site

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
trace = typer.Typer(no_args_is_help=True, help="Record, replay and scrub AMI sessions.")
user = typer.Typer(no_args_is_help=True, help="Users of the directory.")
directory = typer.Typer(no_args_is_help=True, help="Users, lines, agents, queues and the rest, as files.")
simulator = typer.Typer(no_args_is_help=True, help="The simulated PBX alone, for anybody's tests.")
asterisk = typer.Typer(no_args_is_help=True, help="The PBX: its configuration files.")
app.add_typer(trace, name="trace")
app.add_typer(asterisk, name="asterisk")
app.add_typer(user, name="user")
app.add_typer(directory, name="directory")
app.add_typer(privacy, name="privacy")
app.add_typer(simulator, name="simulator")
app.command()(backup)
app.command()(restore)
app.command()(doctor)


FileArgument = Annotated[Path, typer.Argument(help="A .csv or .toml file; - is standard input or output.")]
KindOption = Annotated[str, typer.Option(help="What a CSV is about: users, lines, agents, queues, ...")]


def main() -> None:
    """The `jackfield` program."""
    app()


@app.callback(invoke_without_command=True)
def top(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Jackfield, a CTI server for Asterisk."""
    if version:
        typer.echo(f"jackfield {__version__}")
        raise typer.Exit


@app.command()
def serve(
    config: ConfigOption = None,
    data: DataOption = None,
    demo: Annotated[bool, typer.Option("--demo", help="Use the simulator and the demo directory.")] = False,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = None,
    record: Annotated[Path | None, typer.Option(help="Record PBX and clients' commands into FILE.trace[.gz].")] = None,
) -> None:
    """Serve browsers and programs. Without a configured Asterisk: the demo, on the built-in simulator."""
    from msgspec import structs

    from jackfield.app import StartError
    from jackfield.app import serve as serve_until_stopped
    from jackfield.storage.errors import StorageError

    settings = configured(config, data, host=host, port=port)
    if demo:
        settings = structs.replace(settings, asterisk=structs.replace(settings.asterisk, host=""))
    try:
        run(serve_until_stopped(settings, lambda url: typer.echo(f"jackfield ready {url}"), record))
    except (StartError, StorageError) as error:
        fail(str(error))


@trace.command()
def replay(
    file: Annotated[
        Path, typer.Argument(help="Recording: FILE.trace, or FILE.ami with FILE.sent beside it; may end in .gz.")
    ],
) -> None:
    """Print what the user of each line would have been sent, a JSON object a line."""
    import msgspec

    from jackfield.telephony.ami.replay import replay_file

    encode = msgspec.json.Encoder().encode
    try:
        for told in replay_file(file):
            sys.stdout.buffer.write(encode(told) + b"\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, EOFError, ValueError) as error:
        fail(f"{file}: cannot be read: {getattr(error, 'strerror', None) or error}")


@trace.command()
def record(
    file: Annotated[Path, typer.Argument(help="Where to write: FILE.trace, or FILE.trace.gz.")],
    config: ConfigOption = None,
    seconds: Annotated[float, typer.Option(min=0.1, help="How long to record.")] = 60.0,
) -> None:
    """Record what the configured Asterisk says, lists of its present state first."""
    from jackfield.telephony.ami.record import record as record_session

    settings = configured(config, None).asterisk
    if not settings.host:
        fail("no Asterisk is configured: set [asterisk] host, user and secret")
    try:
        run(record_session(settings.host, settings.port, settings.user, settings.secret, file, seconds))
    except (OSError, ValueError) as error:
        fail(str(error))


@trace.command()
def scrub(
    source: Annotated[Path, typer.Argument(help="Recording to clean.")],
    target: Annotated[Path, typer.Argument(help="Where to write the clean copy.")],
) -> None:
    """Replace names, numbers, addresses and secrets, the same ones by the same ones."""
    from jackfield.telephony.ami.scrub import scrub_file

    try:
        scrub_file(source, target)
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}")


@simulator.command("serve")
def simulator_serve(
    ami_port: Annotated[int, typer.Option(min=0, max=65535, help="Port for AMI; 0 takes a free one.")] = 5038,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    username: Annotated[str, typer.Option("--user", help="Manager user.")] = "jackfield",
    secret: Annotated[str, typer.Option(help="Its secret.")] = "jackfield-secret",
    phone: Annotated[
        list[str] | None,
        typer.Option(help="What a phone does by itself: NUMBER=ring|answer:SECONDS|refuse|busy; may be repeated."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of everything random.")] = 0,
) -> None:
    """Serve AMI of a simulated PBX with the demo's phones."""
    from jackfield.telephony.simulator import serve as serve_simulator

    phones = dict(pair.partition("=")[::2] for pair in phone or ())

    def ready(where: str, port: int) -> None:
        typer.echo(f"jackfield simulator ready {where}:{port}")

    try:
        run(serve_simulator(host, ami_port, username=username, secret=secret, phones=phones, seed=seed, ready=ready))
    except (OSError, ValueError) as error:
        fail(str(error))


@asterisk.command("render")
def asterisk_render(
    to: Annotated[Path, typer.Option("--to", help="Folder for the files, such as /etc/asterisk/jackfield.")],
    config: ConfigOption = None,
    data: DataOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing: show the difference; exit code 1 if there is one.")
    ] = False,
) -> None:
    """Write the directory as files of Asterisk: endpoints, hints, queues, dial plan, mailboxes, manager user."""
    from jackfield.telephony.asterisk import files
    from jackfield.telephony.asterisk.render import render
    from jackfield.telephony.asterisk.secrets import SecretsFile
    from jackfield.telephony.asterisk.text import RenderError

    settings = configured(config, data)

    async def work(storage: "SqlStorage") -> None:
        directory, rooms = await storage.load_directory(), await storage.conferences()
        try:
            secrets = SecretsFile(to, settings.asterisk.secret)
            rendered = render(directory, rooms, _site(settings), secrets)
            if check:
                shown = files.difference(to, rendered)
                typer.echo(shown, nl=False)
                raise typer.Exit(1 if shown else 0)
            to.mkdir(parents=True, exist_ok=True)
            secrets.save()
            for name in files.write(to, rendered):
                typer.echo(f"written: {to / name}")
        except RenderError as error:
            fail("\n  ".join(("cannot be rendered:", *error.problems)))
        except (OSError, UnicodeDecodeError) as error:
            fail(f"{to}: {getattr(error, 'strerror', None) or error}")

    on_storage(config, data, work)


def _site(config: "Config") -> "Site":
    """What the rendered files need besides the directory. Raises RenderError."""
    from jackfield.telephony.asterisk.site import Site, strategies

    given = config.render
    return Site(
        manager_user=config.asterisk.user,
        manager_bind=given.manager_bind,
        manager_port=config.asterisk.port,
        manager_permit=given.manager_permit,
        sip_bind=given.sip_bind,
        media_address=given.media_address,
        trunk=given.trunk,
        trunk_match=given.trunk_match,
        prefixes=given.prefixes,
        includes=given.includes,
        data_keys=given.data_keys,
        strategies=strategies(given.strategies),
        agent_ring_seconds=given.agent_ring_seconds,
        ring_seconds=given.ring_seconds,
        wait_seconds=given.wait_seconds,
        mailbox_answers=given.mailbox_answers,
        callback_digit=given.callback_digit,
        emergency=config.dialing.emergency,
    )


@user.command("list")
def user_list(config: ConfigOption = None, data: DataOption = None) -> None:
    """All users: login, name, line, profile."""

    async def work(storage: "SqlStorage") -> None:
        directory = await storage.load_directory()
        for each in directory.users:
            line = directory.line_of_user(each.id)
            typer.echo(f"{each.login}\t{each.full_name}\t{line.number if line else '-'}\t{each.profile}")

    on_storage(config, data, work)


@user.command("passwd")
def user_passwd(login: str, config: ConfigOption = None, data: DataOption = None) -> None:
    """Give a user a password, read from the terminal or standard input."""
    password = _password()

    async def work(administration: "Administration") -> None:
        from jackfield.domain.administration.edits import Edit

        found = (await administration.whole()).directory.user_by_login(login)
        if found is None:
            fail(f"there is no user {login}")
        edit = Edit(kind="users", key=str(found.id), values={"password": password}, merge=True)
        await administration.change([edit], _at_the_terminal())

    _administer(config, data, work)


@user.command("add")
def user_add(
    login: str,
    first_name: Annotated[str, typer.Option(help="First name.")] = "",
    last_name: Annotated[str, typer.Option(help="Last name.")] = "",
    number: Annotated[str | None, typer.Option(help="Number of a new line PJSIP/NUMBER for this user.")] = None,
    context: Annotated[str, typer.Option(help="Dial plan context of the line.")] = "default",
    profile: Annotated[str, typer.Option(help="Admin, Supervisor or NoRight.")] = "NoRight",
    config: ConfigOption = None,
    data: DataOption = None,
) -> None:
    """Add a user, with a line if a number is given; the password is read from the terminal or standard input."""
    password = _password()
    values = {"login": login, "firstName": first_name, "lastName": last_name, "profile": profile, "password": password}

    async def work(administration: "Administration") -> None:
        from jackfield.domain.administration.edits import Edit

        edits = [Edit(kind="users", values=values, name="user")]
        if number:
            line = {"number": number, "context": context, "userId": "@user"}
            edits.append(Edit(kind="lines", values=line))
        await administration.change(edits, _at_the_terminal())

    _administer(config, data, work)


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

    _administer(config, data, work)


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

        by, missing = _at_the_terminal("import"), None if most_deleted == -1 else Missing(most_deleted)
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

    _administer(config, data, work)


def _administer(config: Path | None, data: Path | None, work: "Callable[[Administration], Awaitable[None]]") -> None:
    """Do it with the configuration of a storage; a running server notices within a second."""
    from jackfield.administration import for_a_while
    from jackfield.domain.administration.edits import EditRefused

    async def administered(storage: "SqlStorage") -> None:
        async with for_a_while(storage) as administration:
            try:
                await work(administration)
            except EditRefused as refusal:
                for problem in refusal.problems:
                    where = f"row {problem.row}: " if problem.row else ""
                    allowed = f" (allowed: {', '.join(problem.allowed)})" if problem.allowed else ""
                    typer.echo(f"jackfield: {where}{problem.message}{allowed}", err=True)
                fail("nothing was changed")

    on_storage(config, data, administered)


def _at_the_terminal(door: str = "terminal") -> "Author":
    """Who sits there, as the system knows him."""
    import getpass

    from jackfield.domain.administration.configuration import Author

    try:
        return Author(login=getpass.getuser(), door=door)
    except (KeyError, OSError):
        return Author(login="", door=door)


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        fail("no password on standard input")
    return password
