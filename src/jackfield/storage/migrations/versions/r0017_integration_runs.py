"""What integrations did lately."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "integration_runs",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("integration", sa.String(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("step", sa.String(), server_default="", nullable=False),
        sa.Column("uniqueid", sa.String(), server_default="", nullable=False),
        sa.Column("queue", sa.String(), server_default="", nullable=False),
        sa.Column("caller", sa.String(), server_default="", nullable=False),
        sa.Column("peer", sa.String(), server_default="", nullable=False),
        sa.Column("url", sa.Text(), server_default="", nullable=False),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("took", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_integration_runs")),
    )
    op.create_index(op.f("ix_integration_runs_integration_id"), "integration_runs", ["integration", "id"])
    op.create_index(op.f("ix_integration_runs_at"), "integration_runs", ["at"])
