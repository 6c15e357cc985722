"""What was counted today of queues and agents."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, key, target in (("queue_days", "queue_id", "queues.id"), ("agent_days", "agent_id", "agents.id")):
        op.create_table(
            name,
            sa.Column(key, sa.Integer(), nullable=False),
            sa.Column("counted", sa.Text(), nullable=False),
            sa.ForeignKeyConstraint([key], [target], name=op.f(f"fk_{name}_{key}"), ondelete="CASCADE"),
            sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{name}")),
        )
