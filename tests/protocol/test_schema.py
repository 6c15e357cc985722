"""The published schemas and pages: valid, whole, the same every time, and as committed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from jackfield.protocol.commands import COMMANDS
from jackfield.protocol.errors import CloseCode, RefusalCode
from jackfield.protocol.events import EVENTS
from jackfield.protocol.reference import pages
from jackfield.protocol.schema import asyncapi, commands_schema, events_schema

FIXTURES = Path(__file__).parent / "fixtures"
REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
FILES = ("commands.schema.json", "events.schema.json", "asyncapi.json", "commands.md", "events.md", "errors.md")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a fresh process writes, with another order of sets than ours."""
    directory = tmp_path_factory.mktemp("reference")
    source = str(Path(__file__).parents[2] / "src")
    environment = os.environ | {"PYTHONHASHSEED": "4711", "PYTHONPATH": source}
    subprocess.run(
        [sys.executable, "-m", "jackfield.protocol.schema", str(directory)], check=True, timeout=60, env=environment
    )
    return directory


@pytest.mark.parametrize("name", FILES)
def test_the_committed_file_is_what_the_code_says(written: Path, name: str) -> None:
    fresh = (written / name).read_text(encoding="utf-8")
    assert (REFERENCE / name).read_text(encoding="utf-8") == fresh, "run `make reference`"


@pytest.mark.parametrize("schema", [commands_schema(), events_schema()], ids=["commands", "events"])
def test_the_schemas_are_schemas(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(("name", "schema"), [("commands", commands_schema()), ("events", events_schema())])
def test_the_whole_schema_takes_every_fixture(name: str, schema: dict[str, Any]) -> None:
    validator = Draft202012Validator(schema)
    for line in (FIXTURES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        validator.validate(json.loads(line))
    validator.validate({"claz": "ping"})
    assert not validator.is_valid({"claz": "web", "command": "nothing"})
    assert not validator.is_valid({"msgType": "Nothing", "ctiMessage": {}})


def test_the_schemas_are_keyed_by_the_names_of_the_wire() -> None:
    assert commands_schema()["$defs"].keys() >= COMMANDS.keys()
    assert events_schema()["$defs"].keys() >= EVENTS.keys()


def test_the_asyncapi_document_is_whole() -> None:
    document = asyncapi()
    assert document["asyncapi"] == "3.0.0"
    named = set(COMMANDS) | set(EVENTS) | {"ping"}
    assert set(document["components"]["messages"]) == named
    assert set(document["channels"]["cti"]["messages"]) == named
    said = {ref["$ref"].rpartition("/")[2] for side in document["operations"].values() for ref in side["messages"]}
    assert said == named


@pytest.mark.parametrize("document", [commands_schema(), events_schema(), asyncapi()], ids=FILES[:3])
def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for ref in _refs(document):
        target: Any = document
        for step in ref.removeprefix("#/").split("/"):
            target = target[step]


def test_every_command_and_event_has_a_heading() -> None:
    texts = pages()
    assert _headings(texts["commands.md"]) >= COMMANDS.keys()
    assert _headings(texts["events.md"]) >= EVENTS.keys()
    for code in RefusalCode:
        assert f"| `{code}` |" in texts["errors.md"]
    for close in CloseCode:
        assert f"| {int(close)} | `{close.name}` |" in texts["errors.md"]


def _headings(page: str) -> set[str]:
    return {line.removeprefix("### ") for line in page.splitlines() if line.startswith("### ")}


def _refs(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from _refs(each)
