"""Values of the configuration: what their patterns let through, and what people are told instead of patterns."""

import re
from typing import Any

import msgspec
import pytest

from jackfield.protocol import configuration_values as values
from jackfield.protocol.configuration_values import in_words
from jackfield.protocol.openapi import openapi

PATTERNED = ("Name", "Text", "VariableName", "PageTemplate", "Number", "AnyNumber", "Phone", "QueueName", "Context")
PATTERNED += ("Endpoint", "OtherEndpoint", "Pin", "Color", "OwnUuid")


@pytest.mark.parametrize("name", PATTERNED)
def test_no_value_ends_a_line(name: str) -> None:
    kind = getattr(values, name)
    for good in ("1", "_1", "#00ff00", "https://a/1", "PJSIP/1", "a"):
        for bad in ("\n", "\r", "\x00", "\x1b", "\x7f"):
            for value in (good + bad, bad + good):
                with pytest.raises(msgspec.ValidationError) as refused:
                    msgspec.convert(value, kind)
                assert "regex" not in in_words(str(refused.value))


def patterns_in(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["pattern"]} if isinstance(value.get("pattern"), str) else set()
        return own.union(*map(patterns_in, value.values()))
    return set().union(*map(patterns_in, value)) if isinstance(value, list | tuple) else set()


def test_every_pattern_of_the_document_means_the_whole_text() -> None:
    found = patterns_in(msgspec.to_builtins(openapi()))
    assert len(found) > 8
    for pattern in found:
        assert pattern.startswith("^")
        assert pattern.endswith(r"$(?!\n)") or re.search(pattern, "a\nb\n")
