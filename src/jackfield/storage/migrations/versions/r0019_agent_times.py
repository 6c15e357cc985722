"""When agents were logged in and paused."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TEXTS = {"agent_sessions": ("line", "ending"), "agent_pauses": ("reason",)}


def upgrade() -> None:
    for name, texts in TEXTS.items():
        op.create_table(
            name,
            sa.Column("agent_id", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("started", sa.BigInteger(), autoincrement=False, nullable=False),
            sa.Column("ended", sa.BigInteger(), nullable=False),
            *(sa.Column(text, sa.String(), server_default="", nullable=False) for text in texts),
            sa.PrimaryKeyConstraint("agent_id", "started", name=op.f(f"pk_{name}")),
        )
        op.create_index(op.f(f"ix_{name}_started"), name, ["started"])
