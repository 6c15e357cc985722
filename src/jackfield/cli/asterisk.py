"""The command that writes the PBX's files: `jackfield asterisk render`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jackfield.cli.common import ConfigOption, DataOption, configured, fail, on_storage

if TYPE_CHECKING:
    from jackfield.config import Config
    from jackfield.storage.sql import SqlStorage
    from jackfield.telephony.asterisk.site import Site

asterisk = typer.Typer(no_args_is_help=True, help="The PBX: its configuration files.")


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
