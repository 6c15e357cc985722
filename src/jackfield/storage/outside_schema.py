"""The tables of users' own contacts, and of what goes to other systems; the others are in `schema.py`."""

from sqlalchemy import BigInteger, Boolean, Column, Double, ForeignKey, Index, Integer, String, Table, Text

from jackfield.storage.schema import metadata

webhook_receivers = Table(
    "webhook_receivers",
    metadata,
    Column("id", String, primary_key=True),
    Column("paused", Boolean, nullable=False),
)
"""Receivers as administrators left them; one that is not here is not paused. `id` is made of the URL."""

webhook_letters = Table(
    "webhook_letters",
    metadata,
    Column("receiver", String, primary_key=True),
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("lane", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("created", Double, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due", Double, nullable=False),
    Index(None, "receiver", "created"),
)
"""What waits for each receiver: `domain.letters.Letter`. No receiver is linked: the configuration names them."""

personal_contacts = Table(
    "personal_contacts",
    metadata,
    Column("id", String, primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    *(
        Column(name, String, nullable=False, server_default="")
        for name in ("first_name", "last_name", "company", "number", "mobile", "fax", "email")
    ),
)
"""What users have written down for themselves."""
