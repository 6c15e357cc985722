"""The documents say what is so: generated ones are of today, every name is described, every link leads somewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from jackfield.cli import app
from jackfield.config.manual import manual, settings
from jackfield.domain import rights_table
from jackfield.protocol import schema, typescript
from jackfield.protocol.commands import COMMANDS
from jackfield.protocol.events import EVENTS
from tests.house.tree import ROOT, below, shown, tracked

REFERENCE = ROOT / "docs" / "reference"
FENCES = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
RECORD_PARTS = ("Status:", "## Context", "## Decision", "## Consequences")


def pages() -> tuple[Path, ...]:
    """Every Markdown page."""
    return below("", ".md")


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return FENCES.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """What may stand behind `#` in a link to the page: its headings, as the site spells them."""
    headings = HEADING.findall(prose(page))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def headings(name: str) -> set[str]:
    """The headings of a page of the reference, without their quotation marks."""
    return {heading.strip("`") for heading in HEADING.findall((REFERENCE / name).read_text(encoding="utf-8"))}


def test_links_lead_somewhere() -> None:
    broken = []
    known = {path.resolve() for path in tracked()}
    for page in pages():
        for link in LINK.findall(prose(page)):
            target, _, anchor = link.partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            path = (page.parent / target).resolve() if target else page
            if path not in known or (anchor and anchor not in anchors(path)):
                broken.append(f"{shown(page)}: {link}")
    assert not broken


def test_reference_is_of_today(tmp_path: Path) -> None:
    schema.write(tmp_path)
    (tmp_path / "configuration.md").write_text(manual(), encoding="utf-8")
    (tmp_path / "rights.md").write_text(rights_table.manual(), encoding="utf-8")
    fresh = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_bytes() for path in below("docs/reference", "")}
    old = sorted(name for name in fresh.keys() | committed.keys() if fresh.get(name) != committed.get(name))
    assert not old, "the reference does not describe the code; write and commit it: make docs"


def test_types_of_the_front_end_are_of_today() -> None:
    committed = {path.name: path.read_text(encoding="utf-8") for path in below("frontend/src/wire", "")}
    assert committed == typescript.files(), "the front end does not speak our wire; write and commit it: make reference"


def test_every_command_is_documented() -> None:
    assert COMMANDS
    assert not set(COMMANDS) - headings("commands.md")


def test_every_event_is_documented() -> None:
    assert EVENTS
    assert not set(EVENTS) - headings("events.md")


def test_every_setting_is_documented() -> None:
    written = (REFERENCE / "configuration.md").read_text(encoding="utf-8")
    known = list(settings())
    assert known
    assert not [
        f"{section}.{key}" for section, key, _ in known if f"[{section}" not in written or f"`{key}`" not in written
    ]


def test_decisions_are_numbered_and_complete() -> None:
    records = [path for path in below("docs/decisions", ".md") if path.name[:4].isdigit()]
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]}. "), shown(path)
        assert not [part for part in RECORD_PARTS if part not in text], shown(path)


def test_change_notes_have_a_kind() -> None:
    notes = [path for path in below("changes", "") if path.name not in {"README.md", ".gitkeep"}]
    assert not [shown(path) for path in notes if not re.fullmatch(r"[\w-]+\.(breaking|added|fixed)\.md", path.name)]


def test_every_program_is_documented() -> None:
    """Each command of the terminal is named, as it is typed, on some page."""
    environment = {**os.environ, "TERM": "dumb", "COLUMNS": "200", "NO_COLOR": "1"}
    told = subprocess.run(
        [sys.executable, "-m", "jackfield", "--help"],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
        timeout=50,
    ).stdout
    listing = told.partition("Commands")[2]
    names = re.findall(r"^\W*([a-z][a-z-]*)\s", listing, re.MULTILINE)
    assert names, told
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages())
    assert not [name for name in names if f"jackfield {name}" not in text]


@pytest.mark.parametrize(("heading", "anchor"), [("`dial`", "dial"), ("The first road: it", "the-first-road-it")])
def test_anchors_are_spelled_as_on_the_site(tmp_path: Path, heading: str, anchor: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# {heading}\n\n```sh\n# no heading\n```\n", encoding="utf-8")
    assert anchors(page) == {anchor}


def test_every_command_of_the_terminal_is_described() -> None:
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    commands = get_command(app)
    assert isinstance(commands, TyperGroup)
    heads = " ".join(line for line in page.splitlines() if line.startswith("## "))
    for name, command in commands.commands.items():
        assert f"`jackfield {name}`" in heads
        for below_ in getattr(command, "commands", {}):
            assert f"`jackfield {name} {below_}" in page, (name, below_)
