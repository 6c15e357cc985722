"""The demo page's wire: its TypeScript says what its types say, and every part of it decodes and encodes."""

import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from jackfield.protocol import demo
from jackfield.protocol.demo import AnyAct, Asked

WIRE = Path(__file__).parents[2] / "frontend" / "src" / "pages" / "demo" / "wire.ts"
VIEWS = ("CallView", "EndedView", "ForwardView", "PhoneView", "CallerView", "MemberView", "QueueView", "OutsideView")
VIEWS += ("TrafficView", "PbxView", "LoadView", "Update", "Done", "Refused", "Show")
CLOSED = ("Stage", "Lamp", "Service", "Ending", "ForwardKind", "Code")


def typescript() -> str:
    return WIRE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", VIEWS)
def test_the_page_knows_every_field(name: str) -> None:
    body = re.search(rf"export interface {name} {{(.*?)\n}}", typescript(), re.DOTALL)
    assert body is not None
    there = set(re.findall(r"readonly (\w+)\??:", body[1])) - {"type", "act"}
    here = set(getattr(demo, name).__struct_fields__)
    assert there == (here - {"id"} if name == "Show" else here)


@pytest.mark.parametrize("name", CLOSED)
def test_the_page_knows_every_word(name: str) -> None:
    text = re.search(rf"export type {name} =(.*?);", typescript(), re.DOTALL)
    assert text is not None
    assert set(re.findall(r"'(\w+)'", text[1])) == {str(value) for value in getattr(demo, name)}


def test_the_page_knows_every_act() -> None:
    union = typescript().partition("export type Act =")[2]
    there: dict[str, set[str]] = {}
    for part in re.findall(r"\{(.*?)\}", union, re.DOTALL):
        fields = set(re.findall(r"readonly (\w+)\??:", part)) - {"act"}
        for tag in re.findall(r"'(\w+)'", part.partition(";")[0]):
            there[tag] = fields
    here = {act.__struct_config__.tag: set(act.__struct_fields__) - {"id"} for act in get_args(AnyAct)}
    assert there == here


@pytest.mark.parametrize("act", get_args(Asked), ids=lambda act: act.__name__)
def test_every_act_is_described(act: type[msgspec.Struct]) -> None:
    assert act.__doc__
    assert msgspec.json.schema(act)
