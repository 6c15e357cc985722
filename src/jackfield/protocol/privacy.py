"""What administrators ask and are told about everything that is kept of one telephone number."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta


class NumberQuestion(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A number, in any notation. It is in the body and in no address: those stand in logs.

    Keys:
        contacts: to erase: shared and personal contacts with this number, too.
    """

    number: Annotated[str, Meta(min_length=1, max_length=64)]
    contacts: bool = False


class NumberKept(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """All rows about the number, by table, as the database has them."""

    tables: Mapping[str, tuple[Mapping[str, Any], ...]]


class NumberErased(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What was erased.

    Keys:
        counts: how many rows of each table were about the number.
        recordings: names of sound files about it; they are on the PBX, and deleted there.
    """

    counts: Mapping[str, int]
    recordings: tuple[str, ...]
