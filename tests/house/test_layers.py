"""Who may import whom, and that what is called pure is pure."""

import ast
import subprocess
import sys
from functools import cache

import grimp
import pytest

from tests.house.purity import impurities
from tests.house.tree import PACKAGE, module_name, shown, sources, syntax

# Each part, and the parts of ours it may import besides itself. The version in `jackfield` itself is everybody's.
MAY_IMPORT: dict[str, frozenset[str]] = {
    "protocol": frozenset(),
    "domain": frozenset({"protocol"}),
    "telephony": frozenset({"protocol", "domain"}),
    "storage": frozenset({"protocol", "domain"}),
    "web": frozenset({"protocol", "domain"}),
    "contacts": frozenset({"protocol", "domain"}),
    "webhooks": frozenset({"protocol", "domain"}),
    "integration": frozenset({"protocol"}),
    "integrations": frozenset({"integration", "protocol"}),
    "plugins": frozenset({"protocol", "domain", "integration"}),
    "config": frozenset({"domain", "webhooks", "contacts"}),
    "keeping": frozenset({"protocol", "domain", "storage", "telephony", "web", "webhooks", "contacts"}),
    "engine": frozenset({"protocol", "domain", "telephony", "storage", "web", "webhooks", "plugins"}),
    "parts_settings": frozenset({"domain", "web", "config", "plugins"}),
    "server_log": frozenset({"config"}),
    "app": frozenset({"protocol", "domain", "telephony", "storage", "web", "webhooks", "contacts", "plugins", "config"})
    | frozenset({"keeping", "engine", "parts_settings", "server_log"}),
    "doctor": frozenset(),
    "cli": frozenset({"protocol", "domain", "telephony", "storage", "config", "keeping", "app", "doctor"}),
    "__main__": frozenset({"cli"}),
}

# Packages that are pure as a whole, and single files of the edges that are.
PURE: tuple[str, ...] = (
    "protocol",
    "domain",
    "telephony.ami.codec",
    "telephony.ami.connection",
    "telephony.ami.actions",
)
PURE += ("telephony.ami.translate", "web.hub", "web.session")

# What a library door would bring along; importing the pure parts must load none of it.
HEAVY = ("aiohttp", "aiosqlite", "alembic", "asyncio", "sqlalchemy", "structlog", "typer", "uvloop")


@cache
def graph(*, executed: bool = False) -> grimp.ImportGraph:
    """The imports among our modules: all, or those executed, which leaves out the ones for type checkers only."""
    return grimp.build_graph("jackfield", cache_dir=None, exclude_type_checking_imports=executed)


def part(module: str) -> str:
    """The part a module belongs to, "" for the package itself: `jackfield.web.hub` belongs to `web`."""
    return module.split(".")[1] if "." in module else ""


def is_pure(module: str) -> bool:
    """Whether the module is on the list of pure ones, or in a package that is."""
    inner = module.removeprefix("jackfield.")
    return any(inner == name or inner.startswith(name + ".") for name in PURE)


def test_every_module_belongs_to_a_known_part() -> None:
    unknown = [module for module in sources() if part(module) not in {"", *MAY_IMPORT}]
    assert not unknown, f"give these a place in MAY_IMPORT: {unknown}"


def test_every_folder_is_a_package() -> None:
    folders = {path.parent for path in sources().values()}
    assert not [shown(folder) for folder in folders if not (folder / "__init__.py").is_file()]


def test_parts_import_only_what_they_may() -> None:
    known = sources()
    breaches = [
        f"{importer} imports {imported}"
        for importer in known
        for imported in sorted(graph().find_modules_directly_imported_by(importer))
        if part(imported) not in {"", part(importer)} | MAY_IMPORT.get(part(importer), frozenset())
    ]
    assert not breaches


def test_pure_files_are_pure() -> None:
    breaches = [
        f"{shown(path)}:{line} {what}"
        for module, path in sources().items()
        if is_pure(module)
        for line, what in impurities(syntax(path))
    ]
    assert not breaches


def test_pure_parts_exist() -> None:
    """A renamed file must not slip out of the law."""
    here = {module_name(path) for path in PACKAGE.rglob("*.py")}
    assert not [name for name in PURE if f"jackfield.{name}" not in here]


def test_importing_the_pure_parts_loads_no_door() -> None:
    modules = sorted(module for module in sources() if part(module) in {"protocol", "domain"})
    assert modules
    program = f"import sys\nimport {', '.join(modules)}\nprint(*sorted(set(sys.modules) & set({HEAVY!r})))"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=50)
    assert loaded.stdout.split() == []


@pytest.mark.parametrize(
    ("program", "breach"),
    [
        ("import time", "imports time"),
        ("from asyncio import sleep", "imports asyncio"),
        ("def late():\n    import socket", "imports socket"),
        ("import urllib.request", "imports urllib.request"),
        ("async def wait(): ...", "is asynchronous"),
        ("print('x')", "calls print"),
        ("at = datetime.now()", "reads the clock: datetime.now"),
        ("seen = {}", "seen can change; a constant table is written in capitals"),
        ("_seen: list[int] = []", "_seen can change; a constant table is written in capitals"),
        ("SEEN = {}\ndef f(): SEEN['x'] = 1", "changes the module's SEEN"),
        ("SEEN = set()\ndef f(): SEEN.add(1)", "changes the module's SEEN"),
        ("N = 0\ndef f():\n    global N\n    N = 1", "changes the module's N"),
    ],
)
def test_the_judge_sees(program: str, breach: str) -> None:
    assert breach in [what for _, what in impurities(ast.parse(program))]


@pytest.mark.parametrize(
    "program",
    [
        "TABLE = {1: 2}\ndef f(): return TABLE[1]",
        "names = ('a', 'b')",
        "def f():\n    seen = {}\n    seen['x'] = 1\n    return seen",
        "from datetime import datetime\nat = datetime.fromtimestamp(0)",
        "__all__ = ['x']",
    ],
)
def test_the_judge_lets_pass(program: str) -> None:
    assert not list(impurities(ast.parse(program)))
