"""The query of a URL, with all that clients do to it (protocol 1.1)."""

import pytest

from jackfield.web.urls import parameters


@pytest.mark.parametrize(
    "path",
    [
        "/ctichannel?username=alice&agentNumber=1001&password=demo",
        "/ctichannel?username=alice&amp;agentNumber=1001&amp;password=demo",
        "/ctichannel?username=alice&amp;agentNumber=1001&password=demo",
        "/ctichannel?amp;password=demo&username=alice&agentNumber=1001",
    ],
)
def test_literal_ampersands(path: str) -> None:
    assert parameters(path) == {"username": "alice", "agentNumber": "1001", "password": "demo"}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a;b", "a;b"),
        ("a+b", "a+b"),
        ("a%2Bb", "a+b"),
        ("a%20b", "a b"),
        ("a=b==", "a=b=="),
        ("100%", "100%"),
        ("%zz", "%zz"),
        ("%C3%A9t%C3%A9", "été"),
        ("été", "été"),
        ("a%26amp;b", "a&amp;b"),
        ("%00", "\0"),
        ("a?b", "a?b"),
        ("", ""),
    ],
)
def test_a_password_arrives_as_it_was_meant(written: str, meant: str) -> None:
    assert parameters(f"/ctichannel?username=u&amp;password={written}")["password"] == meant


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/x", {}),
        ("/x?", {}),
        ("/x?&&a=1&", {"a": "1"}),
        ("/x?token", {"token": ""}),
        ("/x?token=a&token=b", {"token": "a"}),
        ("/x?amp;amp;k=v", {"amp;k": "v"}),
    ],
)
def test_odd_queries(path: str, found: dict[str, str]) -> None:
    assert parameters(path) == found
