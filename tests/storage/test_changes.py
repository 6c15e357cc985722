"""Changes of the directory as values: what is replaced, what is added, and in which order it stands."""

import pytest

from jackfield.domain.directory import Directory, DirectoryError, Line, Membership, Status, User
from jackfield.storage.changes import Changes, applied, next_id

A, B = User(id=1, login="a"), User(id=2, login="b")


def test_no_changes_change_nothing() -> None:
    directory = Directory.build(users=[A, B], statuses=[Status(name="z", color=""), Status(name="a", color="")])
    assert applied(directory, Changes()) == directory


def test_entries_stand_by_id_and_statuses_as_they_were() -> None:
    before = Directory.build(users=[B], statuses=[Status(name="z", color=""), Status(name="a", color="")])
    after = applied(before, Changes(users=(A,), statuses=(Status(name="new", color=""), Status(name="z", color="#1"))))
    assert after.users == (A, B)
    assert [status.name for status in after.statuses] == ["z", "a", "new"]
    assert after.status("z") == Status(name="z", color="#1")


def test_a_line_is_given_by_changing_both() -> None:
    line = Line(id=1, number="1001", endpoint="PJSIP/1001", user_id=1)
    before = Directory.build(users=[A])
    with pytest.raises(DirectoryError, match="whose line_id is None"):
        applied(before, Changes(lines=(line,)))
    after = applied(before, Changes(lines=(line,), users=(User(id=1, login="a", line_id=1),)))
    assert after.line_of_user(1) == line


def test_memberships_of_nobody_are_refused() -> None:
    with pytest.raises(DirectoryError, match="agent 1, which does not exist"):
        applied(Directory(), Changes(memberships=(Membership(agent_id=1, queue_id=1),)))


def test_ids_begin_at_one_and_are_not_used_again_below_the_highest() -> None:
    assert next_id([]) == 1
    assert next_id([B, A]) == 3
    assert next_id([User(id=7, login="x")]) == 8
