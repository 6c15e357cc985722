"""How the commands that change what is configured do it: as an administrator at the terminal."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from jackfield.cli.common import fail, on_storage

if TYPE_CHECKING:
    from jackfield.domain.administration.configuration import Author
    from jackfield.keeping.administration import Administration
    from jackfield.storage.sql import SqlStorage


def administer(config: Path | None, data: Path | None, work: "Callable[[Administration], Awaitable[None]]") -> None:
    """Do it with the configuration of a storage; a running server notices within a second."""
    from jackfield.domain.administration.edits import EditRefused
    from jackfield.keeping.administration import for_a_while

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


def at_the_terminal(door: str = "terminal") -> "Author":
    """Who sits there, as the system knows him."""
    import getpass

    from jackfield.domain.administration.configuration import Author

    try:
        return Author(login=getpass.getuser(), door=door)
    except (KeyError, OSError):
        return Author(login="", door=door)
