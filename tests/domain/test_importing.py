"""Files: read, told row by row what is wrong, brought in as a whole, written so that they can be read again."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jackfield.domain.administration.columns import NATURAL
from jackfield.domain.administration.configuration import Configuration
from jackfield.domain.administration.edits import EditRefused, differences, edited
from jackfield.domain.administration.exporting import ORDER, as_csv, as_toml
from jackfield.domain.administration.files import rows_of, text_of
from jackfield.domain.administration.importing import MOST_PROBLEMS, Missing, imported
from jackfield.domain.administration.telling import told
from jackfield.domain.directory import Directory
from jackfield.protocol.configuration import KINDS
from tests.domain.test_edits import office
from tests.storage.configuration_contract import ALL_KINDS

EMPTY = Configuration(directory=Directory(), contacts=())

PEOPLE = """\
login;First name;lastName;profile;line;agent;agent_group;agent_queues;password
zoë;Zoë;Martin;;1010;2010;sales;blue:2;marzipan
root;Ruth;;;;;;;
"""


def bring(before: Configuration, text: str, form: str = "csv", kind: str = "") -> Configuration:
    return imported(before, rows_of(text, form, kind), {"marzipan": "$argon2id$..."}).after


def refusal(text: str, form: str = "csv", kind: str = "", before: Configuration | None = None) -> EditRefused:
    with pytest.raises(EditRefused) as refused:
        bring(before or office(), text, form, kind)
    return refused.value


def test_a_row_makes_a_user_with_line_agent_and_queues() -> None:
    made = imported(office(), rows_of(PEOPLE, "csv"), {"marzipan": "$argon2id$..."})
    assert list(told(differences(office(), made.after))) == [
        "+ users Zoë Martin (zoë)",
        "+ lines 1010 Zoë Martin",
        "+ agents 2010 Zoë Martin",
        "+ memberships 2-1",
    ]
    assert made.passwords == {3: "$argon2id$..."}
    assert bring(made.after, PEOPLE) == made.after


def test_a_change_is_told_value_by_value() -> None:
    after = bring(office(), "name,display_name,wrap_up_seconds\nblue,Bleu,5\n", kind="queues")
    assert list(told(differences(office(), after))) == [
        "~ queues Bleu",
        '    displayName: "" -> "Bleu"',
        "    wrapUpSeconds: 0 -> 5",
    ]


@pytest.mark.parametrize("form", ["toml", "csv"])
def test_what_was_written_is_read_again(form: str) -> None:
    before = edited(EMPTY, ALL_KINDS).after
    if form == "toml":
        after = bring(EMPTY, as_toml(before), "toml")
    else:
        after = EMPTY
        for kind in (
            "voicemails",
            "groups",
            "queues",
            "profiles",
            "users",
            "lines",
            "agents",
            "memberships",
            "conferences",
        ):
            after = bring(after, as_csv(before, kind), kind=kind)
        for kind in ("statuses", "sheets", "callbackPeriods", "callbackLists", "contacts"):
            after = bring(after, as_csv(before, kind), kind=kind)
    assert as_toml(after) == as_toml(before)
    assert after.directory == before.directory
    assert after.contacts == before.contacts


names = st.text(min_size=1, max_size=20).filter(lambda name: name.strip() == name and name.isprintable())


@given(st.lists(names, max_size=5, unique=True))
def test_any_names_survive_both_forms(given_names: list[str]) -> None:
    text = as_toml(EMPTY)
    before = EMPTY
    for name in given_names:
        before = imported(
            before, rows_of(f"[[groups]]\nname = {json.dumps(name, ensure_ascii=False)}", "toml"), {}
        ).after
    text = as_toml(before)
    assert as_toml(bring(EMPTY, text, "toml")) == text
    assert as_toml(bring(EMPTY, as_csv(before, "groups"), kind="groups")) == text


def test_every_kind_can_be_written_and_read() -> None:
    assert set(NATURAL) == set(ORDER) == set(KINDS)


BAD: list[tuple[str, str, str, int, str, str]] = [
    ("csv", "", "login;profile\na;Boss\n", 2, "profile", "Boss"),
    ("csv", "", "login;profile\na;\nb;Boss\n", 3, "profile", "Boss"),
    ("csv", "", "login;shoe\na;7\n", 1, "shoe", "no column"),
    ("csv", "", "login;login\na;b\n", 1, "login", "twice"),
    ("csv", "", "login;first_name\na;b;c\n", 2, "", "3 cells"),
    ("csv", "", 'login\n"a\n', 2, "", "unexpected end"),
    ("csv", "", "", 0, "", "empty"),
    ("csv", "", "name\nx\n", 1, "", "name the kind"),
    ("csv", "", "login;agent;agent_queues\na;2;pink\n", 2, "agent_queues", "no 'pink' in queues"),
    ("csv", "", "login;agent;agent_queues\na;2;blue:x\n", 2, "agent_queues", "QUEUE:PENALTY"),
    ("csv", "", "login;voicemail\na;7@x\n", 2, "voicemail", "no '7@x'"),
    ("csv", "", "login;cti_enabled\na;maybe\n", 2, "cti_enabled", "yes or no"),
    ("csv", "queues", "name;wrap_up_seconds\nx;two\n", 2, "wrap_up_seconds", "whole number"),
    ("csv", "queues", "name;number\n;1\n", 2, "name", "is needed"),
    ("toml", "", "[[shoes]]\n", 0, "", "no kind 'shoes'"),
    ("toml", "", "users = 3\n", 0, "", "[[users]]"),
    ("toml", "", "[[users]\n", 0, "", "not TOML"),
    ("toml", "", "[[users]]\nlogin = 7\n", 1, "login", "Expected `str`"),
    ("toml", "", '[[users]]\nlogin = "a"\nshoe = 7\n', 1, "shoe", "no column"),
]


@pytest.mark.parametrize(("form", "kind", "text", "row", "field", "said"), BAD)
def test_what_is_wrong_is_told_with_its_row(form: str, kind: str, text: str, row: int, field: str, said: str) -> None:
    problem = refusal(text, form, kind).problems[0]
    assert (problem.row, problem.field) == (row, field)
    assert said in problem.message + str(problem.value)


def test_every_bad_row_is_told_and_a_million_end_soon() -> None:
    assert [problem.row for problem in refusal("login;profile\na;Boss\nb;\nc;Lord\n").problems] == [2, 4]
    *first, last = refusal("login;profile\n" + "a;Boss\n" * 1_000_000).problems
    assert len(first) == MOST_PROBLEMS
    assert last.message == f"Nothing after row {MOST_PROBLEMS + 1} was looked at"


@pytest.mark.parametrize(
    ("given_bytes", "said"),
    [
        ("login\nzoë\n".encode("latin-1"), "Line 2 is not UTF-8 (byte 0xeb)"),
        ("login\nzoë\n".encode("utf-16"), "UTF-16"),
        (b"login\n\0\n", "no text"),
    ],
)
def test_a_wrong_encoding_is_told(given_bytes: bytes, said: str) -> None:
    with pytest.raises(EditRefused) as refused:
        text_of(given_bytes)
    assert said in str(refused.value)


def test_a_mark_of_utf_8_is_no_part_of_the_heading() -> None:
    assert text_of("login\n".encode("utf-8-sig")) == "login\n"


@given(st.text(max_size=200), st.sampled_from(["csv", "toml"]), st.sampled_from(["", "users", "queues"]))
def test_any_text_is_read_or_refused(text: str, form: str, kind: str) -> None:
    try:
        bring(office(), text, form, kind)
    except EditRefused as refused:
        assert refused.problems


def test_what_is_missing_goes_where_that_is_wanted_and_no_more_than_was_seen() -> None:
    before = bring(office(), PEOPLE)
    rows = "login\nroot\nzoë\n"
    after = imported(before, rows_of(rows, "csv"), {}, Missing()).after
    assert [user.login for user in after.directory.users] == ["root", "zoë"]
    assert (after.directory.lines, after.directory.queues) == (before.directory.lines, before.directory.queues)
    with pytest.raises(EditRefused, match="would delete 1 things, and 0 may be"):
        imported(before, rows_of(rows, "csv"), {}, Missing(0))
    with pytest.raises(EditRefused, match="administrator"):
        imported(before, rows_of("login\nzoë\n", "csv"), {}, Missing())
    smaller = '[[users]]\nlogin = "root"\n[[agents]]\nnumber = "2001"\n'
    left = imported(before, rows_of(smaller, "toml"), {}, Missing(4)).after.directory
    assert ([agent.number for agent in left.agents], len(left.users), len(left.memberships)) == (["2001"], 1, 1)
    whole = as_toml(before)
    assert imported(before, rows_of(whole, "toml"), {}, Missing(0)).after.directory == before.directory
