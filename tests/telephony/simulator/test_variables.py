"""Splitting Originate's variables as Asterisk does, inheriting as Asterisk does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jackfield.telephony.simulator.variables import Variables, split_originate


@pytest.mark.parametrize(
    ("header", "pairs"),
    [
        ("A=1,B=2", [("A", "1"), ("B", "2")]),
        (r"__USR_A=b\,c,X=1", [("__USR_A", "b,c"), ("X", "1")]),
        (r"H(add,Call-Info)=<sip:x>\;answer-after=0", [("H(add,Call-Info)", "<sip:x>;answer-after=0")]),
        ("hello,CALLERID(num)=112", [("CALLERID(num)", "112")]),
        ('A="x,y",B=2', [("A", "x,y"), ("B", "2")]),
        ("A=[1,2],B=2", [("A", "[1,2]"), ("B", "2")]),
        ("A=(1,B=2", [("A", "(1,B=2")]),
        ("A=x=y", [("A", "x=y")]),
        ("A\\", []),
        ("", []),
    ],
)
def test_splitting(header: str, pairs: list[tuple[str, str]]) -> None:
    assert split_originate([header]) == pairs


@given(st.text(st.characters(exclude_characters="\r\n\0")))
def test_a_value_with_every_special_character_escaped_survives(value: str) -> None:
    escaped = "".join(f"\\{character}" if character in '\\",()[]' else character for character in value)
    assert split_originate([f"A={escaped},B=2"]) == [("A", value), ("B", "2")]


def test_one_underscore_is_inherited_once_and_two_for_ever() -> None:
    first, second, third = Variables(), Variables(), Variables()
    for name in ("none", "_once", "__ever"):
        first.set(name, "x")
    for name, value in first.inherited():
        second.set(name, value)
    for name, value in second.inherited():
        third.set(name, value)
    assert dict(second.pairs()) == {"once": "x", "ever": "x"}
    assert dict(third.pairs()) == {"ever": "x"}
    assert third.get("__ever") == third.get("ever") == "x"
