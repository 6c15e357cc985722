"""What the REST API of administration answers and takes besides the things themselves (`configuration.py`): pages of
lists, differences, refusals, several changes at once, the books.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta


class Difference(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a change does to one thing.

    Keys:
        kind: as in addresses.
        key: its id, name or uuid.
        before: as it was; null: it is new.
        after: as it is; null: it is gone.
    """

    kind: str
    key: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One change of one thing, as it was written down.

    Keys:
        at: milliseconds of Unix time.
        user_id: who did it; null: somebody at the server's own terminal.
        login: what he was called then.
        door: where he came in: `rest`, `import`, `terminal`.
        before: as it was; null: it was new.
        after: as it is since; null: it is gone.
    """

    id: int
    at: int
    user_id: int | None
    login: str
    door: str
    kind: str
    key: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


class Problem(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """Why a change is refused.

    Keys:
        message: for people.
        kind: of the thing that cannot be so.
        row: of the file it was read from.
        field: the value of which is wrong.
        value: as it was given; never a password.
        allowed: all that could stand there, where that can be told.
    """

    message: str
    kind: str = ""
    row: int = 0
    field: str = ""
    value: Any = None
    allowed: tuple[str, ...] = ()


class Page(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Some of a list.

    Keys:
        total: how many there are in all that match.
        offset: how many come before.
        limit: how many were asked for.
        labels: what people call the things that the items lead to, by kind and id.
    """

    total: int
    offset: int
    limit: int
    items: tuple[Any, ...]
    labels: Mapping[str, Mapping[str, str]] = {}


class Refused(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """Why nothing was changed.

    Keys:
        error: for programs.
        message: for people.
        problems: each thing that is wrong.
        current: what somebody else has made of it meanwhile.
    """

    error: str
    message: str
    problems: tuple[Problem, ...] = ()
    current: Mapping[str, Any] | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """One of several changes that are made together.

    Keys:
        kind: of the thing, as in addresses.
        key: of the thing; empty: a new one.
        values: as they are to be; left out: the thing is deleted.
        merge: the values that are left out stay.
        expected: the ETag of the state that was seen; another one refuses it.
        name: what later steps call the id of the new thing, with `@` before it.
    """

    kind: str
    key: str = ""
    values: Mapping[str, Any] | None = None
    merge: bool = False
    expected: str = ""
    name: str = ""


class Transaction(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Changes that are made together or not at all."""

    steps: Annotated[tuple[Step, ...], Meta(min_length=1, max_length=1000)]


class Done(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What was changed, or would be.

    Keys:
        keys: of the things, in the order of the steps.
        differences: the first thousand of them.
        total: how many differences there are.
        deletions: how many of them are deletions.
        applied: false: nothing was changed, it was only asked.
    """

    keys: tuple[str, ...]
    differences: tuple[Difference, ...]
    total: int
    deletions: int
    applied: bool
