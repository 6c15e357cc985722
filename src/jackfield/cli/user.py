"""The commands about users: `jackfield user list`, `passwd`, `add`."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from jackfield.cli.administering import administer, at_the_terminal
from jackfield.cli.common import ConfigOption, DataOption, fail, on_storage

if TYPE_CHECKING:
    from jackfield.keeping.administration import Administration
    from jackfield.storage.sql import SqlStorage

user = typer.Typer(no_args_is_help=True, help="Users of the directory.")


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
        await administration.change([edit], at_the_terminal())

    administer(config, data, work)


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
        await administration.change(edits, at_the_terminal())

    administer(config, data, work)


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        fail("no password on standard input")
    return password
