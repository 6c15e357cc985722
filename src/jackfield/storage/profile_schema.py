"""The tables of named profiles, and of who has one; the others are in `schema.py`."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table

from jackfield.storage.schema import metadata


def _to(name: str, target: str, *, index: bool = False) -> Column[int]:
    """A part of the key that must lead somewhere; whoever removes the target removes what hangs on it."""
    return Column(name, ForeignKey(target, ondelete="CASCADE"), primary_key=True, index=index or None)


profiles = Table(
    "profiles",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", String, nullable=False, unique=True),
    Column("profile", String, nullable=False, server_default=""),
    Column("recording_right", Boolean, nullable=False),
    Column("dissuasion_right", Boolean, nullable=False),
)
"""What several users may do and see alike. It stands in the rows of these users, too: there the server reads it."""

profile_queues = Table(
    "profile_queues", metadata, _to("profile_id", "profiles.id"), _to("queue_id", "queues.id", index=True)
)

profile_groups = Table(
    "profile_groups", metadata, _to("profile_id", "profiles.id"), _to("group_id", "agent_groups.id", index=True)
)

profile_members = Table(
    "profile_members",
    metadata,
    _to("user_id", "users.id"),
    Column("profile_id", ForeignKey("profiles.id", ondelete="CASCADE"), nullable=False, index=True),
)
"""Who has which; a user has one at most."""
