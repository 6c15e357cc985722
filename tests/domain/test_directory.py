"""The directory: its look-ups, and that what contradicts itself is refused with the reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jackfield.domain.directory import (
    Agent,
    Directory,
    DirectoryError,
    Group,
    Line,
    Membership,
    Queue,
    Status,
    User,
    Voicemail,
)

ALICE = User(id=1, login="alice", first_name="Alice", last_name="Béranger", line_id=11, agent_id=21, voicemail_id=31)
BRUNO = User(id=2, login="bruno", voicemail_id=31)
LINE = Line(id=11, number="1001", endpoint="PJSIP/1001", user_id=1)
SPARE = Line(id=12, number="1002", endpoint="PJSIP/1002")
AGENT = Agent(id=21, number="2001", first_name="Alice", last_name="Béranger", group_id=41, user_id=1)
BLUE = Queue(id=51, name="blue", number="3001")
HIDDEN = Queue(id=52, name="__switchboard")
MEMBER = Membership(agent_id=21, queue_id=51, penalty=2)
BOX = Voicemail(id=31, number="1001")
AWAY = Status(name="away", color="#FFDD00")


@pytest.fixture
def directory() -> Directory:
    return Directory.build(
        users=[ALICE, BRUNO],
        lines=[LINE, SPARE],
        agents=[AGENT],
        groups=[Group(id=41, name="sales")],
        queues=[BLUE, HIDDEN],
        memberships=[MEMBER],
        voicemails=[BOX],
        statuses=[AWAY],
    )


def test_everything_is_found_by_each_of_its_names(directory: Directory) -> None:
    assert directory.user(1) is directory.user_by_login("alice") is ALICE
    assert directory.line(11) is directory.line_by_number("1001") is directory.line_by_endpoint("PJSIP/1001") is LINE
    assert directory.agent(21) is directory.agent_by_number("2001") is AGENT
    assert directory.queue(51) is directory.queue_by_name("blue") is directory.queue_by_number("3001") is BLUE
    assert directory.voicemail(31) is directory.voicemail_by_mailbox("1001@default") is BOX
    assert directory.group(41) == Group(id=41, name="sales")
    assert directory.status("away") is AWAY


def test_users_lines_and_agents_lead_to_each_other(directory: Directory) -> None:
    assert directory.line_of_user(1) is LINE
    assert directory.user_of_line(11) is ALICE
    assert directory.agent_of_user(1) is AGENT
    assert directory.user_of_agent(21) is ALICE
    assert directory.memberships_of(21) == directory.members_of(51) == (MEMBER,)
    assert directory.users_of_voicemail(31) == (ALICE, BRUNO)


def test_what_is_not_there_is_none(directory: Directory) -> None:
    assert directory.user(9) is None
    assert directory.user_by_login("Alice") is None
    assert directory.user_of_line(12) is None
    assert directory.user_of_line(99) is None
    assert directory.line_of_user(2) is None
    assert directory.line_of_user(9) is None
    assert directory.agent_of_user(2) is None
    assert directory.user_of_agent(99) is None
    assert directory.queue_by_number("") is None
    assert directory.memberships_of(99) == directory.members_of(52) == ()
    assert directory.users_of_voicemail(99) == ()


def test_an_empty_directory_answers_too() -> None:
    empty = Directory()
    assert empty == Directory.build()
    assert empty.user(1) is None
    assert empty.users == ()


def test_two_directories_of_the_same_parts_are_equal(directory: Directory) -> None:
    assert directory != Directory()
    assert directory != "directory"
    assert repr(directory) == "<Directory: 2 users, 2 lines, 2 queues>"


def test_names_fall_back_to_what_can_be_read() -> None:
    assert ALICE.full_name == AGENT.full_name == "Alice Béranger"
    assert BRUNO.full_name == "bruno"
    assert User(id=1, login="x", last_name="Only").full_name == "Only"
    assert Agent(id=1, number="2009").full_name == "2009"


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({"users": [BRUNO, BRUNO], "voicemails": [BOX]}, "login 'bruno' is given twice"),
        ({"lines": [SPARE, Line(id=13, number="1002", endpoint="PJSIP/x")]}, "line number '1002' is given twice"),
        ({"lines": [SPARE, Line(id=13, number="x", endpoint="PJSIP/1002")]}, "endpoint 'PJSIP/1002' is given twice"),
        ({"lines": [Line(id=1, number="", endpoint="PJSIP/1")]}, "line 1 needs a number and an endpoint"),
        ({"lines": [LINE]}, "line '1001' belongs to user 1, which does not exist"),
        ({"lines": [LINE], "users": [User(id=1, login="a")]}, "line '1001' belongs to user 'a', whose line_id is None"),
        (
            {"lines": [SPARE], "users": [User(id=1, login="a", line_id=12)]},
            "user 'a' has line '1002', which belongs to user None",
        ),
        (
            {"agents": [Agent(id=1, number="2001")], "users": [User(id=1, login="a", agent_id=1)]},
            "user 'a' is agent '2001', who belongs to user None",
        ),
        ({"users": [User(id=1, login="a", line_id=7)]}, "user 'a' names line 7, which does not exist"),
        ({"users": [User(id=1, login="a", agent_id=7)]}, "user 'a' names agent 7, which does not exist"),
        ({"users": [BRUNO]}, "user 'bruno' names voicemail 31, which does not exist"),
        ({"users": [User(id=1, login="a", queue_ids=frozenset({8}))]}, "user 'a' names queue 8, which does not exist"),
        ({"users": [User(id=1, login="a", group_ids=frozenset({8}))]}, "user 'a' names group 8, which does not exist"),
        ({"users": [User(id=1, login="")]}, "user 1 needs a login"),
        ({"agents": [Agent(id=1, number="2001", group_id=3)]}, "agent '2001' names group 3, which does not exist"),
        ({"agents": [Agent(id=1, number="")]}, "agent 1 needs a number"),
        ({"queues": [Queue(id=1, name="")]}, "queue 1 needs a name"),
        ({"queues": [BLUE, Queue(id=9, name="x", number="3001")]}, "queue number '3001' is given twice"),
        ({"queues": [BLUE], "memberships": [MEMBER]}, "queue 51 names agent 21, which does not exist"),
        (
            {"queues": [Queue(id=1, name="q", number="1002")], "lines": [SPARE]},
            "number '1002' is a line and the queue 'q'",
        ),
        (
            {
                "queues": [BLUE],
                "agents": [Agent(id=1, number="1")],
                "memberships": [Membership(agent_id=1, queue_id=51, penalty=-1)],
            },
            "has the negative penalty -1",
        ),
        ({"statuses": [AWAY, AWAY]}, "status 'away' is given twice"),
    ],
)
def test_a_contradiction_is_refused_with_the_reason(parts: dict, problem: str) -> None:
    with pytest.raises(ValueError) as refused:
        Directory.build(**parts)
    assert problem in str(refused.value)


def test_two_queues_may_have_no_number() -> None:
    Directory.build(queues=[HIDDEN, Queue(id=1, name="__other")])


def test_all_problems_are_kept_and_the_message_stays_readable() -> None:
    with pytest.raises(DirectoryError) as refused:
        Directory.build(users=[User(id=number, login="same") for number in range(100)])
    assert len(refused.value.problems) == 99
    assert str(refused.value).endswith("; and 79 more")


@given(st.lists(st.integers(1, 10_000), unique=True, max_size=50))
def test_whatever_is_put_in_is_found(numbers: list[int]) -> None:
    lines = [Line(id=number, number=str(number), endpoint=f"PJSIP/{number}", user_id=number) for number in numbers]
    users = [User(id=number, login=f"u{number}", line_id=number) for number in numbers]
    directory = Directory.build(users=users, lines=lines)
    for user, line in zip(users, lines, strict=True):
        assert directory.user_by_login(user.login) is user
        assert directory.line_by_endpoint(line.endpoint) is line
        assert directory.user_of_line(line.id) is user
