"""The foundation: directory, users' services, callbacks, contacts, sheets, conferences and settings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _alone()
    _groups_and_queues()
    _users()
    _lines_and_agents()
    _memberships()
    _supervision()
    _users_choices()
    _callback_lists()
    _callback_requests()
    _sheets()


def _alone() -> None:
    op.create_table(
        "settings",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_name", sa.String(), server_default="", nullable=False),
        sa.Column("last_name", sa.String(), server_default="", nullable=False),
        sa.Column("company", sa.String(), server_default="", nullable=False),
        sa.Column("number", sa.String(), server_default="", nullable=False),
        sa.Column("mobile", sa.String(), server_default="", nullable=False),
        sa.Column("email", sa.String(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    op.create_table(
        "conferences",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("user_pin", sa.String(), server_default="", nullable=False),
        sa.Column("organizer_pin", sa.String(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conferences")),
        sa.UniqueConstraint("number", name=op.f("uq_conferences_number")),
    )


def _groups_and_queues() -> None:
    op.create_table(
        "agent_groups",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_groups")),
    )
    op.create_table(
        "queues",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), server_default="", nullable=False),
        sa.Column("number", sa.String(), server_default="", nullable=False),
        sa.Column("context", sa.String(), server_default="", nullable=False),
        sa.Column("recorded", sa.Boolean(), nullable=False),
        sa.Column("wrap_up_seconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queues")),
        sa.UniqueConstraint("name", name=op.f("uq_queues_name")),
    )
    op.create_table(
        "voicemails",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(), server_default="", nullable=False),
        sa.Column("context", sa.String(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voicemails")),
        sa.UniqueConstraint("number", "context", name=op.f("uq_voicemails_number_context")),
    )
    op.create_table(
        "statuses",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("color", sa.String(), server_default="", nullable=False),
        sa.Column("long_name", sa.String(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_statuses")),
    )
    op.create_table(
        "status_actions",
        sa.Column("status_name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("parameters", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["status_name"], ["statuses.name"], name=op.f("fk_status_actions_status_name"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("status_name", "position", name=op.f("pk_status_actions")),
    )


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), server_default="", nullable=False),
        sa.Column("last_name", sa.String(), server_default="", nullable=False),
        sa.Column("mobile_number", sa.String(), server_default="", nullable=False),
        sa.Column("profile", sa.String(), server_default="", nullable=False),
        sa.Column("recording_right", sa.Boolean(), nullable=False),
        sa.Column("dissuasion_right", sa.Boolean(), nullable=False),
        sa.Column("cti_enabled", sa.Boolean(), nullable=False),
        sa.Column("voicemail_id", sa.Integer(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["voicemail_id"], ["voicemails.id"], name=op.f("fk_users_voicemail_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("login", name=op.f("uq_users_login")),
    )
    op.create_index(op.f("ix_users_voicemail_id"), "users", ["voicemail_id"], unique=False)


def _lines_and_agents() -> None:
    op.create_table(
        "lines",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("context", sa.String(), server_default="", nullable=False),
        sa.Column("kind", sa.String(), server_default="", nullable=False),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("answer_by", sa.String(), server_default="", nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_lines_user_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lines")),
        sa.UniqueConstraint("endpoint", name=op.f("uq_lines_endpoint")),
        sa.UniqueConstraint("number", name=op.f("uq_lines_number")),
        sa.UniqueConstraint("user_id", name=op.f("uq_lines_user_id")),
    )
    op.create_table(
        "agents",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), server_default="", nullable=False),
        sa.Column("last_name", sa.String(), server_default="", nullable=False),
        sa.Column("context", sa.String(), server_default="", nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["agent_groups.id"], name=op.f("fk_agents_group_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_agents_user_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agents")),
        sa.UniqueConstraint("number", name=op.f("uq_agents_number")),
        sa.UniqueConstraint("user_id", name=op.f("uq_agents_user_id")),
    )
    op.create_index(op.f("ix_agents_group_id"), "agents", ["group_id"], unique=False)


def _memberships() -> None:
    op.create_table(
        "memberships",
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("penalty", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_memberships_agent_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name=op.f("fk_memberships_queue_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("agent_id", "queue_id", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_queue_id"), "memberships", ["queue_id"], unique=False)
    op.create_table(
        "default_memberships",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("penalty", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["queue_id"], ["queues.id"], name=op.f("fk_default_memberships_queue_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_default_memberships_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "queue_id", name=op.f("pk_default_memberships")),
    )
    op.create_index(op.f("ix_default_memberships_queue_id"), "default_memberships", ["queue_id"], unique=False)


def _supervision() -> None:
    op.create_table(
        "supervised_queues",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["queue_id"], ["queues.id"], name=op.f("fk_supervised_queues_queue_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_supervised_queues_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "queue_id", name=op.f("pk_supervised_queues")),
    )
    op.create_index(op.f("ix_supervised_queues_queue_id"), "supervised_queues", ["queue_id"], unique=False)
    op.create_table(
        "supervised_groups",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["agent_groups.id"], name=op.f("fk_supervised_groups_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_supervised_groups_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "group_id", name=op.f("pk_supervised_groups")),
    )
    op.create_index(op.f("ix_supervised_groups_group_id"), "supervised_groups", ["group_id"], unique=False)


def _users_choices() -> None:
    op.create_table(
        "user_statuses",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("status_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["status_name"], ["statuses.name"], name=op.f("fk_user_statuses_status_name"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_statuses_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_user_statuses")),
    )
    op.create_index(op.f("ix_user_statuses_status_name"), "user_statuses", ["status_name"], unique=False)
    op.create_table(
        "user_services",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("do_not_disturb", sa.Boolean(), nullable=False),
        sa.Column("unconditional_enabled", sa.Boolean(), nullable=False),
        sa.Column("unconditional_destination", sa.String(), server_default="", nullable=False),
        sa.Column("no_answer_enabled", sa.Boolean(), nullable=False),
        sa.Column("no_answer_destination", sa.String(), server_default="", nullable=False),
        sa.Column("busy_enabled", sa.Boolean(), nullable=False),
        sa.Column("busy_destination", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_services_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_user_services")),
    )


def _callback_lists() -> None:
    op.create_table(
        "callback_periods",
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_callback_periods")),
    )
    op.create_table(
        "callback_lists",
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["queue_id"], ["queues.id"], name=op.f("fk_callback_lists_queue_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_callback_lists")),
    )
    op.create_index(op.f("ix_callback_lists_queue_id"), "callback_lists", ["queue_id"], unique=False)


def _callback_requests() -> None:
    op.create_table(
        "callback_requests",
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("list_uuid", sa.String(), nullable=False),
        sa.Column("period_uuid", sa.String(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("phone_number", sa.String(), server_default="", nullable=False),
        sa.Column("mobile_phone_number", sa.String(), server_default="", nullable=False),
        sa.Column("first_name", sa.String(), server_default="", nullable=False),
        sa.Column("last_name", sa.String(), server_default="", nullable=False),
        sa.Column("company", sa.String(), server_default="", nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("voice_message", sa.String(), nullable=True),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_callback_requests_agent_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["list_uuid"], ["callback_lists.uuid"], name=op.f("fk_callback_requests_list_uuid"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["period_uuid"], ["callback_periods.uuid"], name=op.f("fk_callback_requests_period_uuid")
        ),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_callback_requests")),
    )
    op.create_index(op.f("ix_callback_requests_agent_id"), "callback_requests", ["agent_id"], unique=False)
    op.create_index(op.f("ix_callback_requests_list_uuid"), "callback_requests", ["list_uuid"], unique=False)
    op.create_index(op.f("ix_callback_requests_period_uuid"), "callback_requests", ["period_uuid"], unique=False)


def _sheets() -> None:
    op.create_table(
        "sheets",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("moment", sa.String(), server_default="", nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name=op.f("fk_sheets_queue_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheets")),
    )
    op.create_index(op.f("ix_sheets_queue_id"), "sheets", ["queue_id"], unique=False)
    op.create_table(
        "sheet_fields",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("type", sa.String(), server_default="", nullable=False),
        sa.Column("value", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheets.id"], name=op.f("fk_sheet_fields_sheet_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sheet_id", "position", name=op.f("pk_sheet_fields")),
    )
