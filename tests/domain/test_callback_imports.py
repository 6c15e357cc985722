"""Tables of people to be called back: which rows can be added, and what is said of the others."""

from datetime import date, time

import pytest

from jackfield.domain.callback.callback_entries import CallList, Period
from jackfield.domain.callback.callback_imports import MOST_ERRORS, Reading, RowError, read

TO = CallList(uuid="list", name="Blue", queue_id=1)
PERIODS = (
    Period(uuid="m", name="Morning", starts=time(9), ends=time(12)),
    Period(uuid="a", name="Afternoon", starts=time(14), ends=time(18), is_default=True),
)
TODAY = date(2026, 3, 1)


def reading(text: str | bytes, known: frozenset[str] = frozenset()) -> Reading:
    return read(text if isinstance(text, bytes) else text.encode(), TO, PERIODS, known, TODAY)


@pytest.mark.parametrize("separator", ["|", ";", ",", "\t"])
def test_rows_become_callbacks(separator: str) -> None:
    heads = "phoneNumber,mobilePhoneNumber,firstName,lastName,company,description,dueDate,period"
    rows = "0230210092,0689746321,Zoë,Dupond,MyCompany,Call back,2026-04-01,Morning\n,+33 6 11,,,,,,\n\n"
    found = reading(f"\ufeff{heads}\n{rows}".replace(",", separator))
    first, second = found.callbacks
    assert found.errors == ()
    assert (first.phone_number, first.first_name, first.description) == ("0230210092", "Zoë", "Call back")
    assert (first.due_date, first.period_uuid, first.list_uuid) == (date(2026, 4, 1), "m", "list")
    assert (second.mobile_phone_number, second.due_date, second.period_uuid) == ("+33 6 11", TODAY, "a")


def test_what_is_there_is_not_added_again() -> None:
    table = "phoneNumber\n0611\n0612\n0611\n"
    first = reading(table)
    assert (len(first.callbacks), first.known) == (2, 1)
    again = reading(table, frozenset(callback.uuid for callback in first.callbacks))
    assert (again.callbacks, again.known, again.errors) == ((), 3, ())


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("0611,2026-02-31,", "dueDate: '2026-02-31' is no day"),
        ("0611,soon,", "dueDate: 'soon' is no day"),
        ("0611,,Night", "period: there is none named 'Night'"),
        (",2026-03-01,", "no number to call"),
        ("nobody,,", "'nobody' is no number"),
        (f"{'0' * 41},,", "is no number"),
        ("0611,,Mor\x01ning", "period: it has a sign that cannot be shown, or a second line"),
        ("0611,,,more", "more cells than columns"),
        (f"0611,,{'x' * 201}", "period: too long"),
    ],
)
def test_a_bad_row_is_told_with_its_line(row: str, reason: str) -> None:
    found = reading(f"phoneNumber,dueDate,period\n0699,,\n{row}\n0698,,\n")
    (error,) = found.errors
    assert error.line == 3
    assert reason in error.message
    assert len(found.callbacks) == 2


@pytest.mark.parametrize(
    ("table", "line", "reason"),
    [
        ("phoneNumber;firstName\n0611;Zoë\n0612;Léa\n".encode("latin-1"), 2, "not UTF-8"),
        ("name;phoneNumber\n", 1, "column 'name' is none of"),
        ("firstName\nZoë\n", 1, "phoneNumber or mobilePhoneNumber among them"),
        ("phoneNumber;phoneNumber\n", 1, "each once"),
        ("", 1, "phoneNumber or mobilePhoneNumber among them"),
        ('phoneNumber\n"0611\n', 2, "This is no table"),
    ],
)
def test_what_is_no_table_is_told(table: str | bytes, line: int, reason: str) -> None:
    (error,) = reading(table).errors
    assert isinstance(error, RowError)
    assert (error.line, reason in error.message) == (line, True), error


def test_a_million_bad_rows_end_after_the_first_hundred() -> None:
    found = reading("phoneNumber\n" + "nobody\n" * 1_000_000)
    assert (len(found.errors), found.callbacks) == (MOST_ERRORS, ())
    assert [error.line for error in found.errors] == list(range(2, 2 + MOST_ERRORS))


def test_too_many_rows_are_refused() -> None:
    found = reading("phoneNumber\n" + "\n".join(f"06{n:08}" for n in range(50_010)))
    assert [error.line for error in found.errors] == [50_002]
    assert "More than 50,000 rows" in found.errors[0].message
