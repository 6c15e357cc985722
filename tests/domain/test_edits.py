"""Edits of the configuration: what is refused and how it is said, what hangs together, that nothing is half done."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jackfield.domain.administration import kinds
from jackfield.domain.administration.configuration import PARTS, Configuration, entries_of
from jackfield.domain.administration.edits import Edit, EditRefused, Reason, differences, edited
from jackfield.domain.administration.looking import BadQuestion, Question, looked_up
from jackfield.domain.directory import Directory
from jackfield.domain.entries import Contact
from jackfield.domain.people.address_book import AddressBook
from jackfield.protocol import configuration as wire

FIRST = (
    Edit(kind="queues", values={"name": "blue", "number": "3001"}, name="blue"),
    Edit(kind="groups", values={"name": "sales"}, name="sales"),
    Edit(kind="users", values={"login": "root", "profile": "Admin", "firstName": "Ruth"}, name="root"),
    Edit(kind="users", values={"login": "sam", "profile": "Supervisor", "queueIds": ["@blue"], "groupIds": ["@sales"]}),
    Edit(kind="lines", values={"number": "1001", "userId": "@root"}),
    Edit(kind="agents", values={"number": "2001", "userId": "@root", "groupId": "@sales"}, name="agent"),
    Edit(kind="memberships", values={"agentId": "@agent", "queueId": "@blue"}),
    Edit(kind="conferences", values={"number": "4000", "userPin": "12"}),
)


def office() -> Configuration:
    return edited(Configuration(directory=Directory()), FIRST).after


def put(kind: str, key: str = "", merge: bool = True, **values: Any) -> Edit:
    return Edit(kind=kind, key=key, values=values, merge=merge)


REFUSALS: list[tuple[Edit, Reason, str, object, str]] = [
    (put("users", login="a", profile="Boss"), Reason.INVALID, "profile", "Boss", "Invalid enum value"),
    (put("users"), Reason.INVALID, "login", None, "missing required"),
    (put("users", login=" a"), Reason.INVALID, "login", " a", "neither begins nor ends with a blank"),
    (put("users", login="a\nb"), Reason.INVALID, "login", "a\nb", "neither begins nor ends with a blank"),
    (put("users", login="a", password=7), Reason.INVALID, "password", None, "Expected"),
    (put("users", login="a", shoe=7), Reason.INVALID, "shoe", 7, "unknown field"),
    (put("users", login="a", queueIds=[1, 9]), Reason.INVALID, "queueIds", 9, "no 9 in queues"),
    (put("users", login="a", queueIds=["x"]), Reason.INVALID, "queueIds", ["x"], "Expected `int`"),
    (put("users", login="a", lineId=1), Reason.CONFLICT, "lineId", 1, "belongs to root"),
    (put("users", login="root"), Reason.CONFLICT, "login", "root", "already"),
    (put("users", id=1, login="b"), Reason.CONFLICT, "id", "1", "already"),
    (put("users", "1", id=5), Reason.INVALID, "id", "5", "stays"),
    (put("users", "1", profile="NoRight"), Reason.CONFLICT, "profile", None, "administrator"),
    (put("users", "1", ctiEnabled=False), Reason.CONFLICT, "profile", None, "administrator"),
    (Edit(kind="users", key="1"), Reason.CONFLICT, "profile", None, "administrator"),
    (Edit(kind="users", key="9"), Reason.MISSING, "", None, "no '9'"),
    (put("users", "1", merge=False, login=3), Reason.INVALID, "login", 3, "Expected `str`"),
    (put("lines", number="10 01"), Reason.INVALID, "number", "10 01", "digits, letters and"),
    (put("lines", number="1001"), Reason.CONFLICT, "number", "1001", "already"),
    (put("lines", number="1002", endpoint="PJSIP/1001"), Reason.CONFLICT, "endpoint", "PJSIP/1001", "already"),
    (put("lines", number="1002", userId=1), Reason.CONFLICT, "userId", 1, "root has lines 1001"),
    (put("lines", number="4000"), Reason.CONFLICT, "", None, "conference and a line"),
    (put("queues", "1", wrapUpSeconds=-1), Reason.INVALID, "wrapUpSeconds", -1, ">= 0"),
    (put("memberships", agentId=1, queueId=1), Reason.CONFLICT, "id", "1-1", "already"),
    (
        put("callbackPeriods", uuid="u", name="x", starts="25:00", ends="9"),
        Reason.INVALID,
        "starts",
        "25:00",
        "Invalid",
    ),
    (put("statuses", name="x", color="red"), Reason.INVALID, "color", "red", "a colour, such as #9E9E9E"),
    (Edit(kind="queues", key="1", expected="seen"), Reason.STALE, "", None, "meanwhile"),
]


@pytest.mark.parametrize(("edit", "reason", "field", "value", "text"), REFUSALS)
def test_a_refusal_says_what_is_wrong_with_which_value(
    edit: Edit, reason: Reason, field: str, value: object, text: str
) -> None:
    with pytest.raises(EditRefused) as refused:
        edited(office(), [edit])
    problem = refused.value.problems[0]
    assert (refused.value.reason, problem.field, problem.value) == (reason, field, value)
    assert text in problem.message
    assert refused.value.reason is not Reason.STALE or refused.value.current is not None


def test_what_may_be_chosen_is_told() -> None:
    with pytest.raises(EditRefused) as refused:
        edited(office(), [Edit(kind="lines", values={"number": "1002", "kind": "fax"})])
    assert refused.value.problems[0].allowed == ("phone", "webrtc")


def test_user_line_and_agent_name_each_other() -> None:
    directory = office().directory
    root, line, agent = directory.user_by_login("root"), directory.line_by_number("1001"), directory.agent(1)
    assert root is not None
    assert line is not None
    assert agent is not None
    assert (root.line_id, root.agent_id, line.user_id, agent.user_id) == (line.id, agent.id, root.id, root.id)


def test_a_user_passes_his_line_on() -> None:
    after = edited(office(), [put("users", "1", lineId=None), put("users", "2", lineId=1)]).after.directory
    assert [user.line_id for user in after.users] == [None, 1]
    assert after.lines[0].user_id == 2


@pytest.mark.parametrize(
    ("kind", "gone"),
    [
        ("queues", {"queues": 1, "memberships": 1, "users": 0}),
        ("groups", {"groups": 1, "memberships": 0, "users": 0}),
        ("agents", {"agents": 1, "memberships": 1, "users": 0}),
        ("lines", {"lines": 1, "users": 0}),
    ],
)
def test_what_hangs_on_a_thing_is_let_go_with_it(kind: str, gone: dict[str, int]) -> None:
    before = office()
    after = edited(before, [Edit(kind=kind, key="1")]).after
    for part, count in gone.items():
        assert len(entries_of(before, part)) - len(entries_of(after, part)) == count


@pytest.mark.parametrize("kind", ["sheets", "callbackLists"])
def test_what_would_mean_something_else_keeps_a_queue(kind: str) -> None:
    before = edited(office(), [put(kind, name="s", queueId=1, **({"uuid": "u"} if kind != "sheets" else {}))]).after
    with pytest.raises(EditRefused, match="change or delete that first"):
        edited(before, [Edit(kind="queues", key="1")])


def test_the_mark_of_a_state_lets_it_be_changed() -> None:
    before = office()
    mark = kinds.mark_of(kinds.shown("queues", before.directory.queues[0]))
    edits = [Edit(kind="queues", key="1", values={"name": "blau"}, merge=True, expected=mark)]
    after = edited(before, edits).after
    assert after.directory.queues[0].name == "blau"
    assert after.directory.queues[0].number == "3001"


def test_differences_hide_pins() -> None:
    (found,) = differences(office(), edited(office(), [put("conferences", "1", userPin="99")]).after)
    assert found.after is not None
    assert found.after["userPin"] == kinds.HIDDEN


@pytest.mark.parametrize("kind", PARTS)
def test_all_of_an_entry_can_be_configured(kind: str) -> None:
    assert set(kinds.ENTRIES[kind].__struct_fields__) - {"source"} <= set(wire.KINDS[kind].__struct_fields__)


@pytest.mark.parametrize("kind", PARTS)
def test_every_kind_is_shown_and_read_alike(kind: str) -> None:
    for entry in entries_of(office(), kind):
        assert kinds.entry_of(kind, kinds.shown(kind, entry)) == entry


keys = st.sampled_from(["", "1", "2", "3", "1-1", "u"])
words = st.sampled_from(["1001", "2001", "blue", "a", "", "Admin", "é" * 90, "\x00", "@x"])
values = st.one_of(words, st.integers(-1, 3), st.none(), st.booleans(), st.lists(st.integers(0, 3), max_size=2))


@st.composite
def wishes(draw: st.DrawFn) -> Edit:
    kind = draw(st.sampled_from(list(PARTS)))
    names = [field.encode_name for field in msgspec.structs.fields(wire.KINDS[kind])]
    content = draw(st.none() | st.dictionaries(st.sampled_from(names), values, max_size=5))
    return Edit(kind=kind, key=draw(keys), values=content, merge=draw(st.booleans()), name=draw(st.just("x")))


@given(st.lists(wishes(), max_size=4))
def test_any_edits_are_refused_or_leave_what_holds_together(edits: list[Edit]) -> None:
    before = Configuration(directory=office().directory, contacts=())
    try:
        after = edited(before, [edit for edit in edits if edit.key or edit.values is not None]).after
    except EditRefused as refused:
        assert refused.problems
        return
    inside = {name: where.removeprefix("directory.") for name, where in PARTS.items() if where.startswith("directory.")}
    parts = {where: entries_of(after, name) for name, where in inside.items()}
    assert Directory.build(**parts) == after.directory
    assert before.directory == office().directory


def look(**question: Any) -> list[object]:
    kind = question.pop("kind", "users")
    page = looked_up(office(), Question.of(kind, question))
    return [item.get("login", item.get("id")) for item in page.items]


def test_things_are_looked_for_by_words_fields_and_numbers_of_others() -> None:
    assert look(search="RÜTH") == ["root"]
    assert look(search="1001") == ["root"]
    assert look(search="ruth nobody") == []
    assert look(sort="-login") == ["sam", "root"]
    assert look(sort="login", limit="1", offset="1") == ["sam"]
    assert look(profile="Supervisor") == ["sam"]
    assert look(kind="memberships", queueId="1") == ["1-1"]
    assert look(kind="memberships", queueId="2") == []
    page = looked_up(office(), Question.of("memberships", {}))
    assert page.labels == {"agents": {"1": "2001"}, "queues": {"1": "blue"}}


PEOPLE = (
    Contact(source="contacts", id="1", first_name="Zoë", last_name="Brück", company="Éire", number="01 99 00 00 01"),
    Contact(
        source="contacts", id="2", first_name="Ana", last_name="Abel", number="+33 1 99 00 00 02", email="a@b.example"
    ),
    Contact(source="contacts", id="10", last_name="Carol", company="eire", number="12", mobile="0639980003"),
)


@pytest.mark.parametrize("ready", [False, True])
@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ({}, [2, 1, 10]),
        ({"search": " % "}, [2, 1, 10]),
        ({"search": "BRUCK zoe"}, [1]),
        ({"search": "eire"}, [1, 10]),
        ({"search": "b.example"}, [2]),
        ({"search": "0033199000001"}, [1]),
        ({"search": "0199000002"}, [2]),
        ({"search": "+33 6 39 98 00 03"}, [10]),
        ({"search": "nobody"}, []),
        ({"sort": "id"}, [1, 2, 10]),
        ({"sort": "-company"}, [1, 10, 2]),
        ({"sort": "company", "search": "eire", "limit": "1"}, [1]),
        ({"sort": "company", "search": "eire", "offset": "1"}, [10]),
        ({"sort": "number", "limit": "1"}, [10]),
        ({"firstName": "Ana"}, [2]),
        ({"id": "10"}, [10]),
        ({"company": "eire", "search": "0639"}, [10]),
        ({"company": "eire", "search": "ana"}, []),
    ],
)
def test_contacts_are_looked_for(question: dict[str, str], ids: list[int], ready: bool) -> None:
    configuration = Configuration(directory=Directory(), contacts=PEOPLE)
    page = looked_up(configuration, Question.of("contacts", question), AddressBook(PEOPLE) if ready else None)
    assert [item["id"] for item in page.items] == ids
    assert page.total == len(ids) or {"limit", "offset"} & question.keys()


@pytest.mark.parametrize(
    ("name", "value"),
    [("limit", "0"), ("limit", "ten"), ("offset", "-1"), ("sort", "shoe"), ("shoe", "1"), ("limit", "١")],
)
def test_a_bad_question_is_refused(name: str, value: str) -> None:
    with pytest.raises(BadQuestion) as bad:
        Question.of("users", {name: value})
    assert (bad.value.problem.field, bad.value.problem.value) == (name, value)


def test_who_has_a_named_profile_follows_it_and_gets_no_other_rights() -> None:
    made = edited(
        office(),
        [
            Edit(kind="profiles", values={"name": "Leads", "queueIds": [1], "rights": ["recording"]}, name="leads"),
            put("users", "2", namedProfileId="@leads"),
            Edit(kind="users", values={"login": "lena", "namedProfileId": "@leads", "profile": "NoRight"}),
        ],
    ).after
    alike = {(user.profile, user.rights, user.queue_ids, user.group_ids) for user in made.directory.users[1:]}
    assert alike == {("Supervisor", frozenset({"recording"}), frozenset({1}), frozenset())}

    wider = edited(made, [put("profiles", "1", groupIds=[1], profile="Admin"), put("users", "3", firstName="L")]).after
    assert [(user.profile, user.group_ids) for user in wider.directory.users[1:]] == [("Admin", frozenset({1}))] * 2
    assert not edited(made, [Edit(kind="queues", key="1")]).after.directory.users[1].queue_ids

    for edit, field in ((put("users", "3", queueIds=[]), "queueIds"), (Edit(kind="profiles", key="1"), "id")):
        with pytest.raises(EditRefused) as refused:
            edited(made, [edit])
        assert (refused.value.reason, refused.value.problems[0].field) == (Reason.CONFLICT, field)
    own = edited(
        made, [put("users", "3", namedProfileId=None, profile="NoRight"), put("users", "2", namedProfileId=None)]
    )
    assert [str(user.profile) for user in own.after.directory.users] == ["Admin", "Supervisor", "NoRight"]
    assert not edited(own.after, [Edit(kind="profiles", key="1")]).after.directory.profiles
