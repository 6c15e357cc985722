"""The tables of users' own contacts, and of what other systems are told and tell; the others are in `schema.py`."""

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

integrations = Table(
    "integrations",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", String, nullable=False, unique=True),
    Column("enabled", Boolean, nullable=False),
    Column("step", String, nullable=False, server_default=""),
    Column("queue_id", ForeignKey("queues.id", ondelete="SET NULL"), nullable=True, index=True),
    Column("variables", String, nullable=False, server_default=""),
    Column("url", Text, nullable=False),
    Column("mode", String, nullable=False, server_default=""),
    Column("outbound", Boolean, nullable=False),
)
"""Integrations without code. `queue_id` null: calls of every queue. `variables`: names, parted by commas."""

custom_variables = Table(
    "custom_variables",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", String, nullable=False, unique=True),
)

realtime_rows = Table(
    "realtime_rows",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("type", String, nullable=False, server_default=""),
    Column("channel", Text, nullable=False),
    Column("reference", String, nullable=True),
    Column("url", String, nullable=True),
    Index(None, "at"),
)
"""What integrations said of calls; `channel` is JSON."""

integration_runs = Table(
    "integration_runs",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("integration", String, nullable=False),
    Column("at", Double, nullable=False),
    *(
        Column(name, String, nullable=False, server_default="")
        for name in ("step", "uniqueid", "queue", "caller", "peer")
    ),
    *(Column(name, Text, nullable=False, server_default="") for name in ("url", "problem", "note")),
    Column("took", Double, nullable=False),
    Index(None, "integration", "id"),
    Index(None, "at"),
)
"""What integrations did lately; `integration` is the id of one without code, or `plugin:` and the name of a plug-in."""
