"""The tables, as SQLAlchemy Core knows them: one place that says what is kept and under which name.

No queries here, nothing of one database kind only. A change of a table is a change here and a new file under
`migrations/versions/`; a test compares the two.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    false,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _id() -> Column[int]:
    """An id chosen by us, not by the database: exports and the demo keep theirs on every kind of database."""
    return Column("id", Integer, primary_key=True, autoincrement=False)


def _text(name: str) -> Column[str]:
    """A text that may be empty, never null."""
    return Column(name, String, nullable=False, server_default="")


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _position() -> Column[int]:
    """Where a row stands among its siblings, from 0."""
    return Column("position", Integer, nullable=False)


def _position_key() -> Column[int]:
    """The same as a part of the key."""
    return Column("number", Integer, primary_key=True, autoincrement=False)


def _to(name: str, target: str, *, primary_key: bool = False, index: bool = False) -> Column[int]:
    """A link that must lead somewhere; whoever removes the target removes what hangs on it."""
    return Column(
        name, ForeignKey(target, ondelete="CASCADE"), nullable=False, primary_key=primary_key, index=index or None
    )


def _perhaps_to(name: str, target: str, *, unique: bool = False, index: bool = False) -> Column[int]:
    """A link that may be empty, and is emptied when its target goes."""
    return Column(
        name, ForeignKey(target, ondelete="SET NULL"), nullable=True, unique=unique or None, index=index or None
    )


settings = Table(
    "settings",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
"""Single values the program keeps for itself, such as the key that signs tokens."""

voicemails = Table(
    "voicemails", metadata, _id(), _text("number"), _text("context"), UniqueConstraint("number", "context")
)

users = Table(
    "users",
    metadata,
    _id(),
    Column("login", String, nullable=False, unique=True),
    _text("first_name"),
    _text("last_name"),
    _text("mobile_number"),
    _text("profile"),
    _flag("recording_right"),
    _flag("dissuasion_right"),
    _flag("cti_enabled"),
    _perhaps_to("voicemail_id", "voicemails.id", index=True),
    Column("password_hash", String, nullable=True),
)
"""`password_hash` null: the user cannot log in by password."""

lines = Table(
    "lines",
    metadata,
    _id(),
    Column("number", String, nullable=False, unique=True),
    Column("endpoint", String, nullable=False, unique=True),
    _text("context"),
    _text("kind"),
    _text("name"),
    _flag("enabled"),
    _text("answer_by"),
    _text("browser_endpoint"),
    _perhaps_to("user_id", "users.id", unique=True),
)

agent_groups = Table("agent_groups", metadata, _id(), _text("name"))

agents = Table(
    "agents",
    metadata,
    _id(),
    Column("number", String, nullable=False, unique=True),
    _text("first_name"),
    _text("last_name"),
    _text("context"),
    _perhaps_to("group_id", "agent_groups.id", index=True),
    _perhaps_to("user_id", "users.id", unique=True),
)

queues = Table(
    "queues",
    metadata,
    _id(),
    Column("name", String, nullable=False, unique=True),
    _text("display_name"),
    _text("number"),
    _text("context"),
    _flag("recorded"),
    _number("wrap_up_seconds"),
    Column("qualifications", Text, nullable=False, server_default=""),
    Column("qualification_required", Boolean, nullable=False, server_default=false()),
)

memberships = Table(
    "memberships",
    metadata,
    _to("agent_id", "agents.id", primary_key=True),
    _to("queue_id", "queues.id", primary_key=True, index=True),
    _number("penalty"),
)

default_memberships = Table(
    "default_memberships",
    metadata,
    _to("user_id", "users.id", primary_key=True),
    _to("queue_id", "queues.id", primary_key=True, index=True),
    _number("penalty"),
)
"""What a supervisor stored as a user's usual queues (protocol section 6.2): by user, never by agent."""

supervised_queues = Table(
    "supervised_queues",
    metadata,
    _to("user_id", "users.id", primary_key=True),
    _to("queue_id", "queues.id", primary_key=True, index=True),
)

supervised_groups = Table(
    "supervised_groups",
    metadata,
    _to("user_id", "users.id", primary_key=True),
    _to("group_id", "agent_groups.id", primary_key=True, index=True),
)

statuses = Table(
    "statuses", metadata, Column("name", String, primary_key=True), _position(), _text("color"), _text("long_name")
)

status_actions = Table(
    "status_actions",
    metadata,
    Column("status_name", ForeignKey("statuses.name", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _text("name"),
    _text("parameters"),
)

user_statuses = Table(
    "user_statuses",
    metadata,
    _to("user_id", "users.id", primary_key=True),
    Column("status_name", ForeignKey("statuses.name", ondelete="CASCADE"), nullable=False, index=True),
)

user_services = Table(
    "user_services",
    metadata,
    _to("user_id", "users.id", primary_key=True),
    _flag("do_not_disturb"),
    _flag("unconditional_enabled"),
    _text("unconditional_destination"),
    _flag("no_answer_enabled"),
    _text("no_answer_destination"),
    _flag("busy_enabled"),
    _text("busy_destination"),
    Column("browser", Boolean, nullable=False, server_default=false()),
)

queue_days = Table(
    "queue_days", metadata, _to("queue_id", "queues.id", primary_key=True), Column("counted", Text, nullable=False)
)
"""What was counted of a queue on its last day, as a text of the core's (`domain/centre/day_entries.py`)."""

agent_days = Table(
    "agent_days", metadata, _to("agent_id", "agents.id", primary_key=True), Column("counted", Text, nullable=False)
)
"""The same of an agent, and where he was logged in."""

callback_periods = Table(
    "callback_periods",
    metadata,
    Column("uuid", String, primary_key=True),
    _text("name"),
    Column("starts", Time, nullable=False),
    Column("ends", Time, nullable=False),
    _flag("is_default"),
)
"""Times of day when somebody likes to be called back; local time."""

callback_lists = Table(
    "callback_lists",
    metadata,
    Column("uuid", String, primary_key=True),
    _text("name"),
    _to("queue_id", "queues.id", index=True),
)

callback_requests = Table(
    "callback_requests",
    metadata,
    Column("uuid", String, primary_key=True),
    Column("list_uuid", ForeignKey("callback_lists.uuid", ondelete="CASCADE"), nullable=False, index=True),
    Column("period_uuid", ForeignKey("callback_periods.uuid"), nullable=False, index=True),
    Column("due_date", Date, nullable=False),
    _text("phone_number"),
    _text("mobile_phone_number"),
    _text("first_name"),
    _text("last_name"),
    _text("company"),
    Column("description", Text, nullable=True),
    Column("voice_message", String, nullable=True),
    _perhaps_to("agent_id", "agents.id", index=True),
    Column("closed", Boolean, nullable=False, server_default=false()),
)
"""`agent_id`: who took or closed it, null while it is free. `voice_message`: the recording the caller left, if any."""

callback_tickets = Table(
    "callback_tickets",
    metadata,
    Column("uuid", String, primary_key=True),
    Column("request_uuid", ForeignKey("callback_requests.uuid", ondelete="CASCADE"), nullable=False, index=True),
    _perhaps_to("agent_id", "agents.id", index=True),
    _text("number"),
    Column("status", String, nullable=True),
    Column("comment", Text, nullable=False, server_default=""),
    Column("started", Double, nullable=False),
    Column("ended", Double, nullable=True),
)
"""Attempts to call somebody back; `status` is null while one is open. Moments are Unix times."""

contacts = Table(
    "contacts",
    metadata,
    _id(),
    _text("first_name"),
    _text("last_name"),
    _text("company"),
    _text("number"),
    _text("mobile"),
    _text("email"),
    _text("fax"),
)

sheets = Table(
    "sheets",
    metadata,
    _id(),
    _text("name"),
    _text("moment"),
    _perhaps_to("queue_id", "queues.id", index=True),
    _text("calls"),
    _text("number"),
    _text("login"),
)
"""What pops up on a user's screen. `moment`: `dial` or `link`. `calls`: `queue` (or empty), `outside` or `all` incoming
calls. `queue_id` null, `number` (first dialled) and `login` (of the called user) empty: whichever.
"""

user_preferences = Table(
    "user_preferences",
    metadata,
    _to("user_id", "users.id", primary_key=True),
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False, server_default=""),
    _text("value_type"),
)
"""What clients keep for a user (protocol 5.4): the server only gives it back."""

favorites = Table(
    "favorites",
    metadata,
    _to("user_id", "users.id", primary_key=True),
    Column("source", String, primary_key=True),
    Column("contact_id", String, primary_key=True),
)
"""`contact_id`: as its source, the directory that owns the contact, calls it; it may be gone there."""

sheet_fields = Table(
    "sheet_fields",
    metadata,
    _to("sheet_id", "sheets.id", primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _text("name"),
    _text("type"),
    Column("value", Text, nullable=False, server_default=""),
)
"""`type`: `text`, `url`, ... (protocol section 7.2). `value`: a template whose `{names}` the call's data fill."""

conferences = Table(
    "conferences",
    metadata,
    _id(),
    Column("number", String, nullable=False, unique=True),
    _text("name"),
    _text("user_pin"),
    _text("organizer_pin"),
)
"""Rooms; an empty PIN lets everybody in."""


def _moment(name: str, *, nullable: bool = False) -> Column[int]:
    """Milliseconds since 1970, UTC: the same on every kind of database."""
    return Column(name, BigInteger, nullable=nullable)


def _digits(name: str) -> Column[str]:
    """A number whose beginning can be looked for by index: ordered byte by byte on every kind of database."""
    kind = String().with_variant(String(collation="C"), "postgresql")
    return Column(name, kind, nullable=False, server_default="")


def _call() -> Column[int]:
    return Column(
        "call_id",
        ForeignKey("call_records.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )


def _times(name: str, *about: Column[str] | Column[int]) -> Table:
    """When agents did something: a row when it is over. No agent is linked: it outlives him."""
    whose = Column("agent_id", Integer, primary_key=True, autoincrement=False)
    began = Column("started", BigInteger, primary_key=True, autoincrement=False)
    return Table(name, metadata, whose, began, _moment("ended"), *about, Index(None, "started"))


agent_sessions = _times("agent_sessions", _text("line"), _text("ending"))
"""Where agents were logged in; `ending`: `domain.past.agent_times.SessionEnd`."""

agent_pauses = _times(
    "agent_pauses", _text("reason"), Column("on_calls", BigInteger, nullable=False, server_default="0")
)
"""`on_calls`: milliseconds of it that were for calls."""

call_records = Table(
    "call_records",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    _text("linkedid"),
    _moment("started"),
    _moment("answered", nullable=True),
    _moment("ended"),
    _digits("caller_number"),
    _text("caller_name"),
    _digits("called_number"),
    _text("called_name"),
    _digits("caller_reversed"),
    _digits("called_reversed"),
    _number("cause"),
    Column("repaired", Boolean, nullable=False, server_default=false()),
    Index(None, "linkedid"),
    Index(None, "started"),
    Index(None, "caller_number", "started"),
    Index(None, "called_number", "started"),
    Index(None, "caller_reversed", "started"),
    Index(None, "called_reversed", "started"),
)
"""Calls that are over. `id` rises with the beginning of the call; the reversed numbers are found by their last digits;
`cause`: Q.850; `repaired`: made afterwards of what the PBX wrote down. No user, agent or queue is linked: records
outlive them.
"""

call_legs = Table(
    "call_legs",
    metadata,
    _call(),
    _position_key(),
    Column("user_id", Integer, nullable=True),
    Column("agent_id", Integer, nullable=True),
    _text("line"),
    _flag("outgoing"),
    _text("other_number"),
    _text("other_name"),
    _moment("started"),
    _moment("answered", nullable=True),
    _moment("ended"),
    _number("held_milliseconds"),
    _text("outcome"),
    *(Column(name, Double, nullable=True) for name in ("jitter", "round_trip", "loss", "mos")),
    Index(None, "user_id", "started"),
    Index(None, "agent_id", "started"),
)
"""A phone's part in a call; `outcome` is `domain.call_records.LegOutcome`; the last four are of browsers only."""

queue_steps = Table(
    "queue_steps",
    metadata,
    _call(),
    _position_key(),
    _text("queue"),
    _text("caller_number"),
    _text("caller_name"),
    _text("called_number"),
    _moment("entered"),
    _moment("waited_until"),
    _moment("ended"),
    _text("outcome"),
    Column("agent_id", Integer, nullable=True),
    Index(None, "queue", "entered"),
)
"""A stay in a queue, by the queue's name; `outcome` as clients are told it (protocol 7.9)."""

call_transfers = Table(
    "call_transfers",
    metadata,
    _call(),
    _position_key(),
    _moment("at"),
    _flag("attended"),
    _text("line"),
    _text("destination"),
)

call_recordings = Table(
    "call_recordings",
    metadata,
    _call(),
    _position_key(),
    _text("file"),
)
"""Files of the PBX, by their full paths, that hold what was said in a call."""

audit = Table(
    "audit",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    _moment("at"),
    Column("user_id", Integer, nullable=True),
    _text("login"),
    _text("door"),
    _text("kind"),
    _text("key"),
    Column("before", Text, nullable=True),
    Column("after", Text, nullable=True),
    Index(None, "at"),
)
"""What administrators changed: who, by which door, and what; JSON without secrets. `before` null: it was new; `after`
null: it is gone. No user is linked: the books outlive them.
"""

call_qualifications = Table(
    "call_qualifications",
    metadata,
    Column("call_id", BigInteger, primary_key=True, autoincrement=False),
    Column("agent_id", Integer, primary_key=True, autoincrement=False),
    _text("reason"),
    Column("note", Text, nullable=False, server_default=""),
    _moment("at"),
)
"""What agents said of their calls. Without a link to `call_records`: it may be said before the call is over."""
