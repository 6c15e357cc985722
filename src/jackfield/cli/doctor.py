"""The command that says what keeps browsers away: `jackfield doctor`."""

import asyncio
from typing import Annotated

import typer

from jackfield.cli.common import fail


def doctor(
    url: Annotated[str, typer.Argument(help="The server as browsers reach it: https://cti.example")],
    origin: Annotated[str, typer.Option(help="The site whose pages connect: https://crm.example")] = "",
) -> None:
    """Look at a server as the page of a site sees it, and say what keeps it away, and the fix."""
    from jackfield.doctor import examine

    if not url.startswith(("http://", "https://")):
        fail(f"{url}: an address begins with http:// or https://")

    async def work() -> bool:
        well = True
        async for finding in examine(url, origin):
            well = well and finding.well
            typer.echo(f"{'ok ' if finding.well else 'BAD'} {finding.what}: {finding.text}")
        return well

    if not asyncio.run(work()):
        raise typer.Exit(1)
