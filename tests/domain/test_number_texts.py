"""One number wherever it stands, in any notation, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jackfield.domain.people.number_texts import HIDDEN, NumberWanted

WANTED = NumberWanted.of("+33 6 11 22 33 44", "00")


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("call 0611223344 back", "call ••• back"),
        ("06.11.22.33.44, +33 (0)6 11 22 33 44;0033611223344", "•••, •••;•••"),
        ("06112233445 10611223344555", "06112233445 10611223344555"),
        ("1700000000.12", "1700000000.12"),
        ("", ""),
    ],
)
def test_it_is_found_in_texts(text: str, without: str) -> None:
    assert WANTED.without(text) == without
    assert WANTED.within(text) == (text != without)


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("from 611, 612 and 0611", "from •••, 612 and •••"),
        ("PJSIP/611-00000012", "PJSIP/•••-00000012"),
        ("611 rang 2 times; ask for 611.", "••• rang 2 times; ask for •••."),
        (
            "06 11 22 33 44, 6112, 4611, 99 611 22, 0033.611.22.33",
            "06 11 22 33 44, 6112, 4611, 99 611 22, 0033.611.22.33",
        ),
    ],
)
def test_a_short_one_is_no_part_of_a_longer_one(text: str, without: str) -> None:
    assert NumberWanted.of("611", "00").without(text) == without


def test_json_stays_json() -> None:
    kept = {"since": 611223344, "waiting": [{"number": "0611223344", "name": "Zoë", "x": None}], "name": "Max"}
    hidden = [{"number": HIDDEN, "name": HIDDEN, "x": None}]
    assert WANTED.without_in(kept) == {"since": 611223344, "waiting": hidden, "name": "Max"}


@given(st.text(), st.text(), st.sampled_from(["0611223344", "+33611223344", "06 11 22 33 44"]))
def test_nothing_of_it_is_left(before: str, after: str, number: str) -> None:
    assert not WANTED.within(WANTED.without(f"{before} x {number} x {after}"))


def test_short_numbers_are_refused() -> None:
    for wrong in ("", "12", "Zoë"):
        with pytest.raises(ValueError, match="no number"):
            NumberWanted.of(wrong, "00")
