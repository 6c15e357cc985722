"""What calls from queues can be about, and what agents said of theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("queues", sa.Column("qualifications", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "queues", sa.Column("qualification_required", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "call_qualifications",
        sa.Column("call_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agent_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("call_id", "agent_id", name=op.f("pk_call_qualifications")),
    )
