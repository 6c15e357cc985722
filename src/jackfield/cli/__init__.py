"""The command line: `jackfield serve`, `jackfield trace replay FILE`, ... One function a command.

Each command imports what it needs when it runs, so that `jackfield --help` and the start of the server stay quick.
"""

from pathlib import Path
from typing import Annotated

import typer

from jackfield import __version__
from jackfield.cli.asterisk import asterisk
from jackfield.cli.common import ConfigOption, DataOption, configured, fail, run
from jackfield.cli.directory import directory
from jackfield.cli.doctor import doctor
from jackfield.cli.keeping import backup, privacy, restore
from jackfield.cli.trace import trace
from jackfield.cli.user import user

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
simulator = typer.Typer(no_args_is_help=True, help="The simulated PBX alone, for anybody's tests.")
app.add_typer(trace, name="trace")
app.add_typer(asterisk, name="asterisk")
app.add_typer(user, name="user")
app.add_typer(directory, name="directory")
app.add_typer(privacy, name="privacy")
app.add_typer(simulator, name="simulator")
app.command()(backup)
app.command()(restore)
app.command()(doctor)


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
