"""The commands about recordings of AMI sessions: `jackfield trace replay`, `record`, `scrub`."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from jackfield.cli.common import ConfigOption, configured, fail, run

trace = typer.Typer(no_args_is_help=True, help="Record, replay and scrub AMI sessions.")


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
