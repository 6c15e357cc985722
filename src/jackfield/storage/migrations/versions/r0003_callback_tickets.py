"""Attempts to call somebody back, and callbacks that are over."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("callback_requests", sa.Column("closed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "callback_tickets",
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("request_uuid", sa.String(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(), server_default="", nullable=False),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("started", sa.Double(), nullable=False),
        sa.Column("ended", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_callback_tickets_agent_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["request_uuid"],
            ["callback_requests.uuid"],
            name=op.f("fk_callback_tickets_request_uuid"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_callback_tickets")),
    )
    op.create_index(op.f("ix_callback_tickets_agent_id"), "callback_tickets", ["agent_id"])
    op.create_index(op.f("ix_callback_tickets_request_uuid"), "callback_tickets", ["request_uuid"])
