"""What is kept of calls: one record each, with the phones, queues and transfers of it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DIGITS = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _records()
    _legs()
    _transfers()
    _steps()


def _records() -> None:
    op.create_table(
        "call_records",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("linkedid", sa.String(), server_default="", nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("answered", sa.BigInteger(), nullable=True),
        sa.Column("ended", sa.BigInteger(), nullable=False),
        sa.Column("caller_number", DIGITS, server_default="", nullable=False),
        sa.Column("caller_name", sa.String(), server_default="", nullable=False),
        sa.Column("called_number", DIGITS, server_default="", nullable=False),
        sa.Column("called_name", sa.String(), server_default="", nullable=False),
        sa.Column("caller_reversed", DIGITS, server_default="", nullable=False),
        sa.Column("cause", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_records")),
    )
    op.create_index(
        op.f("ix_call_records_called_number_started"), "call_records", ["called_number", "started"], unique=False
    )
    op.create_index(
        op.f("ix_call_records_caller_number_started"), "call_records", ["caller_number", "started"], unique=False
    )
    op.create_index(
        op.f("ix_call_records_caller_reversed_started"), "call_records", ["caller_reversed", "started"], unique=False
    )
    op.create_index(op.f("ix_call_records_started"), "call_records", ["started"], unique=False)


def _legs() -> None:
    op.create_table(
        "call_legs",
        sa.Column("call_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("line", sa.String(), server_default="", nullable=False),
        sa.Column("outgoing", sa.Boolean(), nullable=False),
        sa.Column("other_number", sa.String(), server_default="", nullable=False),
        sa.Column("other_name", sa.String(), server_default="", nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("answered", sa.BigInteger(), nullable=True),
        sa.Column("ended", sa.BigInteger(), nullable=False),
        sa.Column("held_milliseconds", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["call_records.id"], name=op.f("fk_call_legs_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call_id", "number", name=op.f("pk_call_legs")),
    )
    op.create_index(op.f("ix_call_legs_agent_id_started"), "call_legs", ["agent_id", "started"], unique=False)
    op.create_index(op.f("ix_call_legs_user_id_started"), "call_legs", ["user_id", "started"], unique=False)


def _transfers() -> None:
    op.create_table(
        "call_transfers",
        sa.Column("call_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=False),
        sa.Column("line", sa.String(), server_default="", nullable=False),
        sa.Column("destination", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["call_records.id"], name=op.f("fk_call_transfers_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call_id", "number", name=op.f("pk_call_transfers")),
    )


def _steps() -> None:
    op.create_table(
        "queue_steps",
        sa.Column("call_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("queue", sa.String(), server_default="", nullable=False),
        sa.Column("caller_number", sa.String(), server_default="", nullable=False),
        sa.Column("caller_name", sa.String(), server_default="", nullable=False),
        sa.Column("called_number", sa.String(), server_default="", nullable=False),
        sa.Column("entered", sa.BigInteger(), nullable=False),
        sa.Column("waited_until", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(), server_default="", nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"], ["call_records.id"], name=op.f("fk_queue_steps_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call_id", "number", name=op.f("pk_queue_steps")),
    )
    op.create_index(op.f("ix_queue_steps_queue_entered"), "queue_steps", ["queue", "entered"], unique=False)
