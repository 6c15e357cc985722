"""What every kind of storage must do for administration; part of `contract.py`, not collected by itself."""

from datetime import date

import pytest

from jackfield.domain.administration.configuration import Author, Configuration
from jackfield.domain.administration.edits import Configured, Edit, Edited, EditRefused, edited
from jackfield.domain.callback.callback_entries import Callback, CallbackAdded
from jackfield.storage.errors import ConflictError
from jackfield.storage.sql import SqlStorage

ROOT = Author(login="root", door="rest", user_id=1)

ALL_KINDS = (
    Edit(kind="voicemails", values={"number": "1001"}, name="box"),
    Edit(kind="groups", values={"name": "销售"}, name="group"),
    Edit(kind="queues", values={"name": "blue", "recorded": True, "wrapUpSeconds": 9}, name="blue"),
    Edit(
        kind="profiles",
        values={"name": "Leads", "rights": ["recording"], "queueIds": ["@blue"], "groupIds": ["@group"]},
        name="leads",
    ),
    Edit(kind="users", values={"login": "lena", "namedProfileId": "@leads"}),
    Edit(
        kind="users",
        values={
            "login": "zoë",
            "profile": "Admin",
            "queueIds": ["@blue"],
            "groupIds": ["@group"],
            "voicemailId": "@box",
        },
        name="zoe",
        password_hash="$hash",
    ),
    Edit(kind="lines", values={"number": "1001", "userId": "@zoe", "kind": "webrtc", "answerBy": "notify"}),
    Edit(kind="agents", values={"number": "2001", "userId": "@zoe", "groupId": "@group"}, name="agent"),
    Edit(kind="memberships", values={"agentId": "@agent", "queueId": "@blue", "penalty": 3}),
    Edit(kind="conferences", values={"number": "4000", "userPin": "1234"}),
    Edit(kind="statuses", values={"name": "lunch", "actions": [{"name": "queuepause_all", "parameters": "true"}]}),
    Edit(kind="sheets", values={"name": "s", "queueId": "@blue", "fields": [{"name": "a", "value": "{b}"}]}),
    Edit(kind="callbackPeriods", values={"uuid": "p", "name": "Morning", "starts": "09:00:00", "ends": "12:00:00"}),
    Edit(kind="callbackLists", values={"uuid": "l", "name": "Blue", "queueId": "@blue"}),
    Edit(kind="contacts", values={"lastName": "Rousselin", "number": "0199000001", "fax": "0199000002"}),
)


async def configure(storage: SqlStorage, *edits: Edit) -> Configured:
    return await storage.configure(
        lambda before: edited(before, edits), ROOT, contacts=any(edit.kind == "contacts" for edit in edits)
    )


class ConfigurationContract:
    async def test_everything_that_is_configured_is_kept_and_goes_again(self, storage: SqlStorage) -> None:
        made = await configure(storage, *ALL_KINDS)
        assert await storage.configuration(contacts=True) == made.after
        assert await storage.load_directory() == made.after.directory
        assert await storage.password_hash("zoë") == (2, "$hash")
        gone = [
            *(
                ("users", "1"),
                ("profiles", "1"),
                ("memberships", "1-1"),
                ("sheets", "1"),
                ("callbackLists", "l"),
                ("callbackPeriods", "p"),
            ),
            *(("agents", "1"), ("lines", "1"), ("queues", "1"), ("groups", "1"), ("voicemails", "1")),
            *(("conferences", "1"), ("statuses", "lunch"), ("contacts", "1")),
        ]
        after = await configure(storage, *(Edit(kind=kind, key=key) for kind, key in gone))
        left = await storage.configuration(contacts=True)
        assert left == after.after
        assert [user.login for user in left.directory.users] == ["zoë"]
        assert (left.directory.lines, left.directory.queues, left.lists, left.contacts) == ((), (), (), ())

    async def test_an_id_is_given_once(self, storage: SqlStorage) -> None:
        await configure(storage, Edit(kind="queues", values={"name": "a"}), Edit(kind="queues", values={"name": "b"}))
        await configure(storage, Edit(kind="queues", key="2"))
        made = await configure(storage, Edit(kind="queues", values={"name": "c"}))
        assert made.keys == ("3",)

    async def test_who_changed_what_is_in_the_books_without_secrets(self, storage: SqlStorage) -> None:
        await configure(storage, *ALL_KINDS)
        await configure(storage, Edit(kind="queues", key="1", values={"displayName": "100 %"}, merge=True))
        total, entries = await storage.audit("", 0, 5)
        assert total == len(ALL_KINDS) + 2
        newest = entries[0]
        assert (newest.login, newest.user_id, newest.door, newest.kind, newest.key) == (
            "root",
            1,
            "rest",
            "queues",
            "1",
        )
        assert newest.before is not None
        assert newest.after is not None
        assert (newest.before["displayName"], newest.after["displayName"]) == ("", "100 %")
        assert (await storage.audit("100 %", 0, 5))[0] == 1
        assert (await storage.audit("1%0", 0, 5))[0] == 0
        _, everything = await storage.audit("", 0, 100)
        assert "$hash" not in str(everything)
        assert "1234" not in str(everything)

    async def test_no_sign_of_a_search_in_the_books_means_anything_but_itself(self, storage: SqlStorage) -> None:
        await storage.configure(lambda before: edited(before, [Edit(kind="users", values={"login": "a_b%c"})]), ROOT)
        for term, found in (("A_B%C", 1), ("a%c", 0), ("axb", 0), ("_", 1), ("\\", 0), ("\0", 0), ("' OR 1=1 --", 0)):
            assert (await storage.audit(term, 0, 10))[0] == found, term

    async def test_a_refused_change_changes_nothing(self, storage: SqlStorage) -> None:
        before = (await configure(storage, *ALL_KINDS)).after
        revision = await storage.revision()
        with pytest.raises(EditRefused):
            await configure(storage, Edit(kind="groups", values={"name": "x"}), Edit(kind="queues", key="1"))

        def fail(now: Configuration) -> Edited:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await storage.configure(fail, ROOT)
        assert await storage.configuration(contacts=True) == before
        assert (await storage.revision(), (await storage.audit("", 0, 1))[0]) == (revision, len(ALL_KINDS) + 1)

    async def test_the_revision_rises_with_every_change_and_only_then(self, storage: SqlStorage) -> None:
        first = await storage.revision()
        made = await configure(storage, Edit(kind="groups", values={"name": "x"}))
        same = await configure(storage, Edit(kind="groups", key="1", values={"name": "x"}))
        assert (first, made.revision, same.revision) == (first, first + 1, first + 1)

    async def test_a_number_may_pass_to_another_in_one_change(self, storage: SqlStorage) -> None:
        await configure(storage, *ALL_KINDS)
        await configure(
            storage, Edit(kind="lines", key="1"), Edit(kind="lines", values={"number": "1001", "userId": 1, "id": 7})
        )
        line = (await storage.load_directory()).line_by_number("1001")
        assert line is not None
        assert (line.id, line.user_id) == (7, 1)

    async def test_a_list_with_callbacks_stays(self, storage: SqlStorage) -> None:
        await configure(storage, *ALL_KINDS)
        callback = Callback(uuid="c", list_uuid="l", period_uuid="p", due_date=date(2026, 1, 2))
        await storage.keep([CallbackAdded(callback)])
        for kind, key in (("callbackLists", "l"), ("callbackPeriods", "p")):
            with pytest.raises(ConflictError, match="callback"):
                await configure(storage, Edit(kind=kind, key=key))
